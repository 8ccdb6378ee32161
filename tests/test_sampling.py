"""The sampler of an inference: threads run ahead of a slow proposal, and decide nothing."""

import threading
from types import SimpleNamespace

import pytest
from pyabc.population import Particle

from experiments.calibration.accepting import Turn
from experiments.calibration.points import SimulationFailedError
from experiments.calibration.sampling import AHEAD, KeyedSampler


class Proposals:
    """Proposals of which every third is accepted and every tenth fails; number 0 waits for `awaited`."""

    def __init__(self, awaited: int = 0) -> None:
        self.turn, self.model = Turn(1), SimpleNamespace(points={})
        self.awaited, self.seen = awaited, threading.Event()

    def one(self) -> Particle:
        number = self.turn.local.number
        if number >= self.awaited:
            self.seen.set()
        if number == 0 and self.awaited:
            with self.turn.free():
                assert self.seen.wait(20), "nobody ran ahead of the first"
        self.model.points[number] = number
        if number % 10 == 9:
            raise SimulationFailedError({"a": 0.0}, [number], "on purpose")
        return Particle(
            m=0,
            parameter={"a": 0.0},
            weight=1.0,
            sum_stat={"n": number},
            distance=0.0,
            accepted=number % 3 == 2,
        )

    def sampled(self, workers: int, n: int = 20, most: int = 1000) -> tuple[KeyedSampler, list[int], bool]:
        """The sampler, the numbers that it took, and whether they were enough."""
        sampler = KeyedSampler(self.model, self.turn, workers, most, lambda *_: None)
        sample = sampler.sample_until_n_accepted(n, self.one, 0)
        return sampler, [x.sum_stat["n"] for x in sample.accepted_particles], sample.ok


def test_threads_do_not_stand_still_while_one_point_is_run():
    """Fails if proposals wait for the one that is run at real size."""
    assert AHEAD >= 50
    Proposals(awaited=AHEAD).sampled(2)


@pytest.mark.parametrize("workers", [2, 5])
def test_how_many_threads_there_are_decides_nothing(workers):
    """Fails if what ran ahead of the last accepted point is counted or kept."""
    one, taken, _ = Proposals().sampled(1)
    many, others, _ = Proposals(awaited=40).sampled(workers)
    assert taken == others
    assert len(taken) == 20
    assert one.nr_evaluations_ == many.nr_evaluations_ == 1 + taken[-1]
    assert one.accepted == many.accepted == taken
    assert [x.number for x in one.failures] == [x.number for x in many.failures]
    assert max(x.number for x in many.failures) < many.nr_evaluations_
    assert list(one._model.points) == list(many._model.points)


def test_a_limit_of_runs_is_the_same_for_any_number_of_threads():
    """Fails if runs ahead of their turn count against the limit."""
    one, taken, enough = Proposals().sampled(1, most=31)
    many, others, _ = Proposals(awaited=60).sampled(3, most=31)
    assert taken == others
    assert one.nr_evaluations_ == many.nr_evaluations_ == 31
    assert not enough
