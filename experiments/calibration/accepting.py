"""How a proposal becomes a point, or does not: drawn, screened, run and accepted, under a key of its own."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pyabc.acceptor import AcceptorResult, StochasticAcceptor
from pyabc.distance import SCALE_LOG, StochasticKernel
from pyabc.model import Model, ModelResult

from experiments.calibration import keyed
from experiments.calibration.errors import Errors
from experiments.calibration.history import CARRIED, CHANCE, SAID
from experiments.calibration.points import Simulated, simulated
from experiments.calibration.problem import Problem
from experiments.calibration.screen import Rehearsal, Screen

HUGE = 300.0
"""Log of a weight beyond which one point outweighs everything anyway."""


class FarOffError(Exception):
    """A point that was given up after small runs; it is not accepted."""


@dataclass
class Turn:
    """Whose turn it is to use NumPy's global generator, which pyABC draws from.

    Proposals are made one at a time, each from a state that its own key sets; while its runs
    are made the turn is free.
    """

    seed: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    local: threading.local = field(default_factory=threading.local)

    @contextmanager
    def taken(self, generation: int, number: int) -> Iterator[None]:
        """Take the turn for one proposal."""
        self.local.generation, self.local.number = generation, number
        with self.lock:
            self._set("propose")
            yield

    @property
    def key(self) -> tuple[object, ...]:
        """What tells the proposal of this thread from all others."""
        return self.seed, self.local.generation, self.local.number

    @contextmanager
    def free(self) -> Iterator[None]:
        """Let others have the turn meanwhile."""
        self.lock.release()
        try:
            yield
        finally:
            self.lock.acquire()
            self._set("accept")

    def _set(self, purpose: str) -> None:
        np.random.seed(keyed.words(self.seed, purpose, self.local.generation, self.local.number))


class Simulator(Model):
    """The simulator as pyABC calls it: a proposal's values in, what its runs say out."""

    def __init__(
        self,
        problem: Problem,
        n_seeds: int,
        turn: Turn,
        real: bool,
        screen: Screen | None,
        rehearsal: Rehearsal | None,
    ) -> None:
        super().__init__(problem.name)
        self._problem, self._n_seeds, self._turn = problem, n_seeds, turn
        self._real, self._screen, self._rehearsal = real, screen, rehearsal
        self.points: dict[int, Simulated] = {}
        """Number of the proposal -> what was run of the generation."""

    def accept(
        self,
        t: int,
        pars: Mapping[str, float],
        sum_stat_calculator: Any,
        distance_calculator: Any,
        eps_calculator: Any,
        acceptor: Any,
        x_0: Any,
    ) -> ModelResult:
        """Draw what is carried along, screen, simulate, and accept or not."""
        values = {**pars, **keyed.drawn(self._problem.carried, "carried", *self._turn.key)}
        self._turn.local.chance = self._screen.chance(values) if self._screen else 1.0
        if np.random.uniform() >= self._turn.local.chance:
            return ModelResult(accepted=False)
        try:
            return super().accept(
                t, values, sum_stat_calculator, distance_calculator, eps_calculator, acceptor, x_0
            )
        except FarOffError:
            return ModelResult(accepted=False)

    def summary_statistics(self, t: int, pars: Mapping[str, float], _calculator: Any) -> ModelResult:
        """Run the point, small first where it is rehearsed; raise FarOffError, SimulationFailedError."""
        key = self._turn.key
        rehearsal, first = self._rehearsal, self._turn.local.chance
        look = (lambda mean: rehearsal.chance(mean, first)) if rehearsal else None
        with self._turn.free():
            point = simulated(self._problem, pars, self._n_seeds, self._real, key, look)
        self.points[self._turn.local.number] = point
        if point.chance is None:
            raise FarOffError
        carried = np.array([point.values[name] for name in self._problem.carried])
        chance = np.array(self._turn.local.chance * point.chance)
        return ModelResult(sum_stat={SAID: point.said, CARRIED: carried, CHANCE: chance})


class Kernel(StochasticKernel):
    """Log density of the observed figures at the mean of a point's runs."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(ret_scale=SCALE_LOG, keys=[SAID])
        self._errors = errors

    def __call__(self, x: Any, x_0: Any, t: int | None = None, par: Any = None) -> float:
        """Return the log density of the observed figures at what was said."""
        return self._errors.log_density(x[SAID].mean(axis=0))


class Acceptor(StochasticAcceptor):
    """Accepts by the density of the record over the chance by which the screen let a point pass.

    A point for which that exceeds the norm is always accepted and weighs more, so that the
    norm decides about time alone.
    """

    def __init__(self, norm: float) -> None:
        super().__init__()
        self._norm = norm

    def _update(self, t: int, *_: Any, **__: Any) -> None:
        self.pdf_norms[t] = self._norm

    def __call__(
        self, distance_function: StochasticKernel, eps: Any, x: Any, x_0: Any, t: int, par: Any
    ) -> AcceptorResult:
        """Accept or not, with the weight of the point."""
        density = distance_function(x, x_0, t, par)
        above = density / eps(t) - np.log(float(x[CHANCE])) - self._norm
        part = float(np.exp(min(above, HUGE)))
        return AcceptorResult(density, part >= np.random.uniform(), max(1.0, part))
