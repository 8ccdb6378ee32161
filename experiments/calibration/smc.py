"""Approximate Bayesian computation by sequential Monte Carlo: pyABC's algorithm, our kernel and sampler.

The kernel is a density (errors.py) and the acceptor stochastic (accepting.py), so that at
temperature 1 the posterior is exact for the error model and no tolerance is chosen.  The sampler
(sampling.py) makes each proposal under a key of its own, so that the number of threads changes no
bit, and counts simulations that fail instead of scoring them.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyabc
from pyabc.model import Model

from experiments.calibration import keyed, weights
from experiments.calibration.accepting import Acceptor, Kernel, Simulator, Turn
from experiments.calibration.errors import Errors
from experiments.calibration.history import SAID, Population, population, reached, readable
from experiments.calibration.points import Failure, places, sized, tried
from experiments.calibration.problem import GaveUpError, Problem
from experiments.calibration.proposing import Box, Proposals, Sole
from experiments.calibration.sampling import KeyedSampler
from experiments.calibration.screen import Rehearsal, Screen, Size, Tried, learned

NORM = 0.5
"""Part of the points, as this generation will weigh them, that the norm leaves below it.

A higher norm rejects runs that were paid for: points then weigh alike, but each costs more runs
than it gains in worth."""

LEAST_EFFECTIVE = 2.0
"""Equally weighted points that a generation must be worth for the next to start from it."""

LEAST_LEFT = 0.25
"""Part of their worth that points keep where they are weighed for a colder generation."""

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


@dataclass(frozen=True)
class _Sieve:
    """What decides which proposals of a generation are run, and which of those are kept."""

    screen: Screen | None
    rehearsal: Rehearsal | None
    norm: float
    """Log of density, to the power of 1 / temperature, over chance from which a point is always accepted."""


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
            with readable(self.path):
                self._generation(t)
            if reached(self.path) < t:
                return False
        return True

    def _generation(self, t: int) -> None:
        wave, turn = self.waves[t], Turn(self.seed)
        sieve = self._sieve(t)
        model = Simulator(self.problem, self.errors.n_seeds, turn, wave.real, sieve.screen, sieve.rehearsal)
        sampler = KeyedSampler(model, turn, self.workers, self.most, self.watch)
        smc = self._smc(model, sampler, sieve.norm)
        inside = self._inside(smc.history, t)
        started = time.monotonic()

        def ended() -> None:
            told = Told(
                generation=t,
                wave=wave,
                n_proposed=sampler.nr_evaluations_,
                n_run=len(model.points) + len(sampler.failures),
                n_in_full=sum(point.chance is not None for point in model.points.values()),
                n_failed=len(sampler.failures),
                effective=sampler.weight**2 / sampler.squares,
                weight=sampler.weight,
                norm=sieve.norm,
                inside=inside,
                seconds=time.monotonic() - started,
            )
            self._enough_or_raise(told)
            points = tried(model.points, self.problem, sampler.accepted)
            self.tried.append(points)
            self.keep(told, points, sampler.failures)

        sampler.ended = ended
        smc.run(max_nr_populations=1, minimum_epsilon=0.0)

    def _enough_or_raise(self, told: Told) -> None:
        if not told.effective >= LEAST_EFFECTIVE:
            raise GaveUpError(
                f"has points worth {told.effective:.1f} equal ones after generation {told.generation + 1}, "
                "too few to go on",
                value=self.problem.name,
                expected="cooling in smaller steps, or more points in each (`generations`, `early`)",
            )

    def _sieve(self, t: int) -> _Sieve:
        """Return what decides which proposals of a generation are run and kept, from what was run before."""
        wave, before = self.waves[t], population(self.path, self.problem)
        if before is None:
            screen = learned(self.tried, self.problem.priors, self.errors, wave.temperature)
            return _Sieve(screen, None, self.first_norm / wave.temperature)
        weight = self._weight(before, t)
        rehearsed = wave.real and self.problem.rehearsed
        size = self._size(before, weight) if rehearsed else None
        added = size.added if size else np.zeros(())
        screen = learned(self.tried, self.problem.priors, self.errors, wave.temperature, added)
        means = [x.mean(axis=0) for x in before.said]
        passed = self._log_chances(before, screen)
        density = np.array([self.errors.log_density(mean + added) for mean in means])
        parts = density / wave.temperature - passed
        if size is None:
            return _Sieve(screen, None, _norm(parts, weight))
        rehearsal = Rehearsal(self.errors, size, 0.0, wave.temperature)
        worth = np.array([rehearsal.worth(mean) for mean in means]) - passed
        rehearsal = replace(rehearsal, bar=_norm(worth, weight))
        parts = parts - np.log([rehearsal.chance_of(part) for part in worth])
        return _Sieve(screen, rehearsal, _norm(parts, weight))

    def _weight(self, before: Population, t: int) -> np.ndarray:
        """Return how the points accepted before weigh at the temperature of generation t, (n_points,).

        Or as near to it as leaves points worth LEAST_LEFT of them: a few would tell too little.
        """
        colder = 1.0 / self.waves[t].temperature - 1.0 / self.waves[t - 1].temperature
        above = before.log_density - before.log_density.max()
        least = LEAST_LEFT * weights.effective(before.weight)
        while weights.effective(weight := before.weight * np.exp(colder * above)) < least:
            colder *= 0.9
        return np.asarray(weight / weight.sum())

    def _size(self, before: Population, weight: np.ndarray) -> Size:
        """Return what real size seems to do to each figure, at points that weigh so."""
        chosen = weights.equal(weight, N_SIZED, 0.5)
        points = [{name: float(x[i]) for name, x in before.values.items()} for i in chosen]
        return sized(self.problem, points, self.errors.n_seeds, self.workers, (self.seed, "size"))

    def _log_chances(self, before: Population, screen: Screen | None) -> np.ndarray:
        """Return the log of the chance by which each of the points would pass the screen, (n_points,)."""
        if not screen:
            return np.zeros(len(before.weight))
        values = np.array([before.values[name] for name in self.problem.priors]).T
        return np.log(screen.chances(places(values, self.problem)))

    def _inside(self, history: pyabc.History, t: int) -> float:
        """Return the part of the proposals of a generation that the priors allow, before they are redrawn."""
        if t == 0:
            return 1.0
        np.random.seed(keyed.words(self.seed, "inside", t))
        proposals = Proposals({})
        proposals.fit(*history.get_distribution(0, t - 1))
        drawn = proposals.rvs(INSIDE)
        allowed = [drawn[name].between(low, high) for name, (low, high) in self.problem.free.items()]
        return float(np.mean(np.all(allowed, axis=0)))

    def _smc(self, model: Model, sampler: KeyedSampler, norm: float) -> pyabc.ABCSMC:
        smc = pyabc.ABCSMC(
            models=model,
            model_prior=Sole(),
            parameter_priors=Box(self.problem.free),
            distance_function=Kernel(self.errors),
            population_size=pyabc.populationstrategy.ListPopulationSize([wave.n for wave in self.waves]),
            eps=pyabc.epsilon.ListTemperature([wave.temperature for wave in self.waves]),
            transitions=Proposals(self.problem.free),
            acceptor=Acceptor(norm),
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
