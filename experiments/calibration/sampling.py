"""Evaluates proposals in threads, as many as it takes, so that no bit depends on how many threads."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from pyabc.population import Sample
from pyabc.sampler import Sampler

from experiments.calibration.accepting import Simulator, Turn
from experiments.calibration.points import Failure, SimulationFailedError

AHEAD = 100
"""Proposals that each thread may be ahead of the one that is waited for.

Most are screened out in no time, and a run of real size takes as long as hundreds of them: with a
shorter lead the other threads stand still while one point is run."""


class KeyedSampler(Sampler):
    """Evaluates proposals in threads, and takes them in the order of their numbers."""

    def __init__(
        self,
        model: Simulator,
        turn: Turn,
        workers: int,
        most: int,
        watch: Callable[[int, int, int, int], None],
    ) -> None:
        super().__init__()
        self._model, self._turn, self._workers, self._most, self._watch = model, turn, workers, most, watch
        self.failures: list[Failure] = []
        self.accepted: list[int] = []
        self.weight = self.squares = 0.0
        """Sums of the weights of accepted points, and of their squares."""
        self.ended: Callable[[], None] = lambda: None
        """Called when a generation has its points, before pyABC stores them."""

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Any],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,
        ana_vars: Any = None,
    ) -> Sample:
        """Return the first `n` points that are accepted, in the order of their numbers."""
        sample = self._create_empty_sample()
        number = done = run = failed = 0
        self.weight = self.squares = 0.0
        self.accepted, self.failures = [], []
        self._model.points.clear()
        pending: deque[Future[Any]] = deque()
        pool = ThreadPoolExecutor(self._workers)
        try:
            # Counted is what was consumed in order: how far threads ran ahead must decide nothing.
            while sample.n_accepted < n and run < self._most:
                while len(pending) < AHEAD * self._workers:
                    pending.append(pool.submit(self._one, simulate_one, t, number))
                    number += 1
                particle = pending.popleft().result()
                run += particle is None or done in self._model.points
                failed += particle is None
                done += 1
                if particle is not None and particle.accepted:
                    sample.append(particle)
                    self.accepted.append(done - 1)
                    self.weight += particle.weight
                    self.squares += particle.weight**2
                self._watch(t, sample.n_accepted, run, failed)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        # What ran ahead of the last accepted one depends on the number of threads, and is let go.
        self.failures = sorted((x for x in self.failures if x.number < done), key=lambda x: x.number)
        self._model.points = {k: self._model.points[k] for k in sorted(self._model.points) if k < done}
        self.nr_evaluations_ = done
        sample.ok = sample.n_accepted == n
        if sample.ok:
            self.ended()
        return sample

    def _one(self, simulate_one: Callable[[], Any], t: int, number: int) -> Any:
        with self._turn.taken(t, number):
            try:
                return simulate_one()
            except SimulationFailedError as failed:
                values, seeds, error = failed.args
                self.failures.append(Failure(t, number, values, seeds, error))
                return None
