"""Approximate Bayesian computation by sequential Monte Carlo: pyABC's algorithm, our kernel and sampler.

The kernel is a density (errors.py) and the acceptor stochastic, so that at temperature 1 the
posterior is exact for the error model and no tolerance is chosen.  The sampler makes each
proposal under a key of its own, so that the number of threads changes no bit, and counts
simulations that fail instead of scoring them.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyabc
from pyabc.acceptor import StochasticAcceptor
from pyabc.distance import SCALE_LOG, StochasticKernel
from pyabc.model import Model, ModelResult
from pyabc.population import Sample
from pyabc.sampler import Sampler

from experiments.calibration import keyed
from experiments.calibration.errors import Errors
from experiments.calibration.problem import Prior, Problem
from experiments.calibration.screen import Screen, Tried, learned

SAID, CARRIED = "said", "carried"

NORM = 0.8
"""A point with the density of this part of those accepted before is always accepted; a better one weighs more."""


@dataclass(frozen=True)
class Wave:
    """One generation: how hot, how many points it accepts, and of what size its runs are."""

    temperature: float
    n: int
    real: bool


@dataclass(frozen=True)
class Failure:
    """A simulation that did not end: which proposal, its values and seeds, and why."""

    generation: int
    number: int
    values: Mapping[str, float]
    seeds: Sequence[int]
    error: str


class SimulationFailedError(Exception):
    """A point whose simulation failed; it is left out and counted."""


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


class _Simulated(Model):
    """The simulator as pyABC calls it: a proposal's values in, what its runs say out."""

    def __init__(self, problem: Problem, n_seeds: int, turn: Turn) -> None:
        super().__init__(problem.name)
        self._problem, self._n_seeds, self._turn = problem, n_seeds, turn
        self.real = False
        self.screen: Screen | None = None
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
        """Screen, simulate, accept or not: what passed the screen by a small chance weighs one over it."""
        values = {**pars, **keyed.drawn(self._problem.carried, "carried", *self._turn.key)}
        chance = self.screen.chance(values) if self.screen else 1.0
        if np.random.uniform() >= chance:
            return ModelResult(accepted=False)
        result = super().accept(
            t, values, sum_stat_calculator, distance_calculator, eps_calculator, acceptor, x_0
        )
        result.weight /= chance
        return result

    def summary_statistics(self, t: int, pars: Mapping[str, float], _calculator: Any) -> ModelResult:
        key = self._turn.key
        with self._turn.free():
            point = simulated(self._problem, pars, self._n_seeds, self.real, key)
        self.points[self._turn.local.number] = point
        carried = np.array([point.values[name] for name in self._problem.carried])
        return ModelResult(sum_stat={SAID: point.said, CARRIED: carried})


@dataclass(frozen=True)
class Simulated:
    """One point with what its runs say, (n_seeds, n_rows)."""

    values: Mapping[str, float]
    seeds: Sequence[int]
    said: np.ndarray


def simulated(
    problem: Problem, values: Mapping[str, float], n_seeds: int, real: bool, key: tuple[object, ...]
) -> Simulated:
    """Run a point under seeds drawn by `key`; raise SimulationFailedError."""
    seeds = keyed.seeds(n_seeds, "seeds", *key)
    try:
        said = np.asarray(problem.simulate(values, seeds, real), float)
        if not np.isfinite(said).all():
            raise ValueError(f"says nothing of figure {int(np.argwhere(~np.isfinite(said))[0][1])}")
    except Exception as error:
        raise SimulationFailedError(values, seeds, f"{type(error).__name__}: {error}") from error
    return Simulated(values, seeds, said)


class _Kernel(StochasticKernel):
    """Log density of the observed figures at the mean of a point's runs."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(ret_scale=SCALE_LOG, keys=[SAID])
        self._errors = errors

    def __call__(self, x: Any, x_0: Any, t: int | None = None, par: Any = None) -> float:
        return self._errors.log_density(x[SAID].mean(axis=0))


class _Acceptor(StochasticAcceptor):
    """Accepts by the density over that of the best point so far; what exceeds it weighs more.

    The norm of a generation follows from the generation before alone, so that a resumed
    inference goes on as if it had never stopped.
    """

    def __init__(self, first: float) -> None:
        super().__init__()
        self._first = first

    def _update(
        self,
        t: int,
        get_weighted_distances: Callable[[], Any],
        prev_temp: float | None = None,
        acceptance_rate: float = 1.0,
    ) -> None:
        if t == 0:
            self.pdf_norms[t] = self._first
        else:
            self.pdf_norms[t] = float(np.quantile(get_weighted_distances()["distance"], NORM))


@dataclass
class Told:
    """What a generation came to."""

    generation: int
    wave: Wave
    n_proposed: int
    n_run: int
    """Points that passed the screen and were run, failed ones included."""
    n_failed: int
    n_accepted: int
    weight: float
    """Sum of the weights of accepted points, before they are made to add up to 1."""
    norm: float


class _Sampler(Sampler):
    """Evaluates proposals in threads, and takes them in the order of their numbers."""

    def __init__(
        self,
        model: _Simulated,
        turn: Turn,
        workers: int,
        most: int,
        watch: Callable[[int, int, int, int], None],
    ) -> None:
        super().__init__()
        self._model, self._turn, self._workers, self._most, self._watch = model, turn, workers, most, watch
        self.failures: list[Failure] = []
        self.accepted: list[int] = []
        self.weight = 0.0

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
        sample = self._create_empty_sample()
        failed = number = done = 0
        self.weight, self.accepted, self.failures = 0.0, [], []
        self._model.points.clear()
        pending: deque[Future[Any]] = deque()
        pool = ThreadPoolExecutor(self._workers)
        try:
            while sample.n_accepted < n and len(self._model.points) < self._most:
                while len(pending) < self._workers + 1:
                    pending.append(pool.submit(self._one, simulate_one, t, number))
                    number += 1
                particle = pending.popleft().result()
                done += 1
                if particle is None:
                    failed += 1
                elif particle.accepted:
                    sample.append(particle)
                    self.accepted.append(done - 1)
                    self.weight += particle.weight
                self._watch(t, sample.n_accepted, done, failed)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        # What ran ahead of the last accepted one depends on the number of threads, and is let go.
        self.failures = sorted((x for x in self.failures if x.number < done), key=lambda x: x.number)
        self._model.points = {k: self._model.points[k] for k in sorted(self._model.points) if k < done}
        self.nr_evaluations_, self.n_failed = done, failed
        sample.ok = sample.n_accepted == n
        return sample

    def _one(self, simulate_one: Callable[[], Any], t: int, number: int) -> Any:
        with self._turn.taken(t, number):
            try:
                return simulate_one()
            except SimulationFailedError as failed:
                values, seeds, error = failed.args
                self.failures.append(Failure(t, number, values, seeds, error))
                return None


@dataclass
class Smc:
    """An inference: call `generations` until it is done; what is done lies in the database `path`."""

    problem: Problem
    errors: Errors
    waves: Sequence[Wave]
    first_norm: float
    tried: list[Tried]
    """What was run in the pilot and in every generation that is done."""
    seed: int
    workers: int
    most: int
    """Points run in one generation at which it is given up."""
    path: Path
    keep: Callable[[Tried, Sequence[Failure]], None] = lambda *_: None
    """Called with what a generation ran, before it enters the database."""
    watch: Callable[[int, int, int, int], None] = lambda *_: None

    def generations(self) -> Iterator[Told]:
        """Run what is left, yielding after every generation; ends early where `most` runs do not do."""
        for name in ("ABC", "ABC.History", "ABC.Transition"):
            logging.getLogger(name).setLevel(logging.ERROR)
        turn = Turn(self.seed)
        model = _Simulated(self.problem, self.errors.n_seeds, turn)
        sampler = _Sampler(model, turn, self.workers, self.most, self.watch)
        priors = {**self.problem.free, **self.problem.carried}
        # Every generation starts from the database alone, so that a resumed inference is the same one.
        while (t := (smc := self._smc(model, sampler)).history.max_t + 1) < len(self.waves):
            wave = self.waves[t]
            model.real = wave.real
            model.screen = learned(self.tried, priors, len(self.problem.free), self.errors, wave.temperature)
            smc.run(max_nr_populations=1, minimum_epsilon=0.0)
            if smc.history.max_t < t:
                return
            self.tried.append(_tried(model.points, sampler.accepted, priors))
            yield Told(
                generation=t,
                wave=wave,
                n_proposed=sampler.nr_evaluations_,
                n_run=len(model.points) + sampler.n_failed,
                n_failed=sampler.n_failed,
                n_accepted=wave.n,
                weight=sampler.weight,
                norm=smc.acceptor.pdf_norms[t],
            )

    def _smc(self, model: Model, sampler: Sampler) -> pyabc.ABCSMC:
        prior = pyabc.Distribution(
            **{name: pyabc.RV("uniform", low, high - low) for name, (low, high) in self.problem.free.items()}
        )
        smc = pyabc.ABCSMC(
            models=model,
            parameter_priors=prior,
            distance_function=_Kernel(self.errors),
            population_size=pyabc.populationstrategy.ListPopulationSize([wave.n for wave in self.waves]),
            eps=pyabc.epsilon.ListTemperature([wave.temperature for wave in self.waves]),
            acceptor=_Acceptor(self.first_norm),
            sampler=sampler,
        )
        address = f"sqlite:///{self.path}"
        if self.path.exists():
            smc.load(address)
        else:
            smc.new(address, {SAID: self.problem.rows.observed})
        return smc


def _tried(points: Mapping[int, Simulated], accepted: Sequence[int], priors: Mapping[str, Prior]) -> Tried:
    low = np.array([low for low, _ in priors.values()])
    width = np.array([high - low for low, high in priors.values()])
    values = np.array([[point.values[name] for name in priors] for point in points.values()])
    mean = np.array([point.said.mean(axis=0) for point in points.values()])
    return Tried((values - low) / width, mean, np.isin(list(points), accepted))
