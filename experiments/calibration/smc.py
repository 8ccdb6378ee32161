"""Approximate Bayesian computation by sequential Monte Carlo: pyABC's algorithm, our kernel and sampler.

The kernel is a density (errors.py) and the acceptor stochastic, so that at temperature 1 the
posterior is exact for the error model and no tolerance is chosen.  The sampler makes each
proposal under a key of its own, so that the number of threads changes no bit, and counts
simulations that fail instead of scoring them.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyabc
from pyabc.acceptor import AcceptorResult, StochasticAcceptor
from pyabc.distance import SCALE_LOG, StochasticKernel
from pyabc.model import Model, ModelResult
from pyabc.parameters import Parameter
from pyabc.population import Sample
from pyabc.random_variables import DistributionBase
from pyabc.sampler import Sampler

from experiments.calibration import keyed, weights
from experiments.calibration.errors import Errors
from experiments.calibration.history import CARRIED, CHANCE, SAID, Population, population, reached
from experiments.calibration.points import (
    Failure,
    Simulated,
    SimulationFailedError,
    places,
    shift,
    simulated,
    tried,
)
from experiments.calibration.problem import Prior, Problem
from experiments.calibration.screen import Rehearsal, Screen, Tried, learned
from sim.errors import InputError

NORM = 0.5
"""Part of the points, as this generation will weigh them, that the norm leaves below it.

A higher norm rejects runs that were paid for: points then weigh alike, but each costs more runs
than it gains in worth."""

LEAST_EFFECTIVE = 2.0
"""Equally weighted points that a generation must be worth for the next to start from it."""

LEAST_LEFT = 0.25
"""Part of their worth that points keep where they are weighed for a colder generation."""

HUGE = 300.0
"""Log of a weight beyond which one point outweighs everything anyway."""

WIDER = 3.0
"""Variance of a proposal about its start, over that of the generation before."""

N_SIZED = 40
"""Points at which small runs and real ones are compared before the last generation."""

INSIDE = 10_000
"""Proposals by which the part that the priors allow is found."""


@dataclass(frozen=True)
class Wave:
    """One generation: how hot, how many points it accepts, and of what size its runs are."""

    temperature: float
    n: int
    real: bool


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


class _Simulated(Model):
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


class _Kernel(StochasticKernel):
    """Log density of the observed figures at the mean of a point's runs."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(ret_scale=SCALE_LOG, keys=[SAID])
        self._errors = errors

    def __call__(self, x: Any, x_0: Any, t: int | None = None, par: Any = None) -> float:
        return self._errors.log_density(x[SAID].mean(axis=0))


class _Acceptor(StochasticAcceptor):
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
        density = distance_function(x, x_0, t, par)
        above = density / eps(t) - np.log(float(x[CHANCE])) - self._norm
        part = float(np.exp(min(above, HUGE)))
        return AcceptorResult(density, part >= np.random.uniform(), max(1.0, part))


@dataclass(frozen=True)
class Told:
    """What a generation came to."""

    generation: int
    wave: Wave
    n_proposed: int
    n_run: int
    """Points that passed the screen and were run, failed ones included."""
    n_in_full: int
    """Points of which the runs that were wanted were made: in the last generation, those of real size."""
    n_failed: int
    effective: float
    """Effective sample size of the accepted points."""
    weight: float
    """Sum of the weights of accepted points, before they are made to add up to 1."""
    norm: float
    """Log of density, to the power of 1 / temperature, over chance from which a point is always accepted."""
    inside: float
    """Part of the proposals that the priors allow."""
    seconds: float


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
                while len(pending) < self._workers + 1:
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
    keep: Callable[[Told, Tried, Sequence[Failure]], None]
    """Called with what a generation came to, before it enters the database."""
    watch: Callable[[int, int, int, int], None]
    """Called with generation, points accepted, run and failed so far."""

    def finish(self) -> bool:
        """Run what is left; return whether all generations ended, or False where `most` points did not do."""
        for name in ("ABC", "ABC.History", "ABC.Transition"):
            logging.getLogger(name).setLevel(logging.ERROR)
        # Every generation starts from the database alone, so that a resumed inference is the same one.
        while (t := 1 + reached(self.path)) < len(self.waves):
            self._generation(t)
            if reached(self.path) < t:
                return False
        return True

    def _generation(self, t: int) -> None:
        wave, turn = self.waves[t], Turn(self.seed)
        before = population(self.path, self.problem)
        weight = self._weight(before, t)
        rehearsed = wave.real and self.problem.rehearsed and before is not None
        added = self._shift(before, weight) if rehearsed and before is not None else np.zeros(())
        screen = learned(self.tried, self.problem.priors, self.errors, wave.temperature, added)
        parts = self._parts(before, screen, wave, added)
        rehearsal = None
        if rehearsed:
            rehearsal = Rehearsal(self.errors, added, _norm(parts, weight), wave.temperature)
            parts = parts - np.log([rehearsal.chance_of(part) for part in parts])
        norm = _norm(parts, weight)
        model = _Simulated(self.problem, self.errors.n_seeds, turn, wave.real, screen, rehearsal)
        sampler = _Sampler(model, turn, self.workers, self.most, self.watch)
        smc = self._smc(model, sampler, norm)
        inside = self._inside(smc.history, t)
        started = time.monotonic()

        def ended() -> None:
            effective = sampler.weight**2 / sampler.squares
            if not effective >= LEAST_EFFECTIVE:
                wanted = "cooling in smaller steps, or more points in each (`generations`, `early`)"
                reason = (
                    f"has points worth {effective:.1f} equal ones after generation {t + 1}, too few to go on"
                )
                raise InputError(reason, value=self.problem.name, expected=wanted)
            told = Told(
                generation=t,
                wave=wave,
                n_proposed=sampler.nr_evaluations_,
                n_run=len(model.points) + len(sampler.failures),
                n_in_full=sum(point.chance is not None for point in model.points.values()),
                n_failed=len(sampler.failures),
                effective=effective,
                weight=sampler.weight,
                norm=norm,
                inside=inside,
                seconds=time.monotonic() - started,
            )
            points = tried(model.points, self.problem, sampler.accepted)
            self.tried.append(points)
            self.keep(told, points, sampler.failures)

        sampler.ended = ended
        smc.run(max_nr_populations=1, minimum_epsilon=0.0)

    def _weight(self, before: Population | None, t: int) -> np.ndarray:
        """Return how the points accepted before weigh at the temperature of generation t, (n_points,).

        Or as near to it as leaves points worth LEAST_LEFT of them: a few would tell too little.
        """
        if before is None:
            return np.ones(1)
        colder = 1.0 / self.waves[t].temperature - 1.0 / self.waves[t - 1].temperature
        above = before.log_density - before.log_density.max()
        least = LEAST_LEFT * weights.effective(before.weight)
        while weights.effective(weight := before.weight * np.exp(colder * above)) < least:
            colder *= 0.9
        return np.asarray(weight / weight.sum())

    def _shift(self, before: Population, weight: np.ndarray) -> np.ndarray:
        """Return what real size seems to add to each figure, at points that weigh so, (n_rows,)."""
        chosen = weights.equal(weight, N_SIZED, 0.5)
        points = [{name: float(x[i]) for name, x in before.values.items()} for i in chosen]
        return shift(self.problem, points, self.errors.n_seeds, self.workers, (self.seed, "size"))

    def _parts(
        self, before: Population | None, screen: Screen | None, wave: Wave, added: np.ndarray
    ) -> np.ndarray:
        """Return the log of density over chance of the points accepted before, (n_points,).

        added: what is to be added to the figures of their runs.
        """
        if before is None:
            return np.array([self.first_norm / wave.temperature])
        density = np.array([self.errors.log_density(x.mean(axis=0) + added) for x in before.said])
        parts = density / wave.temperature
        if screen:
            values = np.array([before.values[name] for name in self.problem.priors]).T
            parts = parts - np.log(screen.chances(places(values, self.problem)))
        return parts

    def _inside(self, history: pyabc.History, t: int) -> float:
        """Return the part of the proposals of a generation that the priors allow, before they are redrawn."""
        if t == 0:
            return 1.0
        np.random.seed(keyed.words(self.seed, "inside", t))
        proposals = _Proposals({})
        proposals.fit(*history.get_distribution(0, t - 1))
        drawn = proposals.rvs(INSIDE)
        allowed = [drawn[name].between(low, high) for name, (low, high) in self.problem.free.items()]
        return float(np.mean(np.all(allowed, axis=0)))

    def _smc(self, model: Model, sampler: Sampler, norm: float) -> pyabc.ABCSMC:
        smc = pyabc.ABCSMC(
            models=model,
            model_prior=_Sole(),
            parameter_priors=_Box(self.problem.free),
            distance_function=_Kernel(self.errors),
            population_size=pyabc.populationstrategy.ListPopulationSize([wave.n for wave in self.waves]),
            eps=pyabc.epsilon.ListTemperature([wave.temperature for wave in self.waves]),
            transitions=_Proposals(self.problem.free),
            acceptor=_Acceptor(norm),
            sampler=sampler,
        )
        address = f"sqlite:///{self.path}"
        if self.path.exists():
            smc.load(address)
        else:
            smc.new(address, {SAID: self.problem.rows.observed})
        return smc


def _norm(parts: np.ndarray, weight: np.ndarray) -> float:
    return float(weights.quantiles(parts, weight, (NORM,))[0])


class _Sole(pyabc.RV):
    """The prior of the one model there is; scipy would be asked for it at every proposal."""

    def __init__(self) -> None:
        super().__init__("randint", 0, 1)

    def rvs(self, *_: Any, **__: Any) -> int:
        return 0

    def pmf(self, x: int, *_: Any, **__: Any) -> float:
        return float(x == 0)


class _Box(DistributionBase):
    """Uniform priors, all at once; pyABC's own ask scipy for each parameter."""

    def __init__(self, priors: Mapping[str, Prior]) -> None:
        self._priors = dict(priors)
        self._density = 1.0 / float(np.prod([high - low for low, high in priors.values()]))

    def rvs(self, *_: Any, **__: Any) -> Parameter:
        places = np.random.uniform(size=len(self._priors))
        ends = zip(self._priors.items(), places, strict=True)
        return Parameter({name: low + (high - low) * float(u) for (name, (low, high)), u in ends})

    def pdf(self, x: Mapping[str, float]) -> float:
        inside = all(low <= x[name] <= high for name, (low, high) in self._priors.items())
        return self._density if inside else 0.0


class _Proposals(pyabc.MultivariateNormalTransition):
    """What moves points: a normal whose variance is WIDER times that of the generation before.

    Proposals then have 1 + WIDER times its variance, so that importance weights keep a finite
    variance though the screen narrows what is run.  pyABC's default, the bandwidth of a density
    estimate, is too narrow for a kernel without an edge.  Outside the priors they are redrawn, as
    pyABC would do, only faster.
    """

    def __init__(self, priors: Mapping[str, Prior]) -> None:
        super().__init__(bandwidth_selector=lambda _n, _d: WIDER**0.5)
        self.priors = dict(priors)

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        super().fit(X, w)
        self._names = list(X.columns)
        self._edges = np.cumsum(self.w)
        self._lower = np.linalg.cholesky(self.cov)
        self._across = np.linalg.inv(self._lower)
        self._ends = np.array([self.priors.get(name, (-np.inf, np.inf)) for name in self._names]).T
        self._height = float(np.diag(self._across).prod()) * (2.0 * np.pi) ** (-0.5 * len(self._names))

    def rvs_single(self) -> Parameter:
        low, high = self._ends
        while True:
            start = np.searchsorted(self._edges, np.random.uniform() * self._edges[-1])
            moved = self._X_arr[start] + self._lower @ np.random.standard_normal(len(self._names))
            if ((low <= moved) & (moved <= high)).all():
                return Parameter(dict(zip(self._names, moved.tolist(), strict=True)))

    def _pdf_single(self, x: np.ndarray) -> float:
        away = (x - self._X_arr) @ self._across.T
        return float(self._height * (np.exp(-0.5 * (away**2).sum(axis=1)) @ self.w))
