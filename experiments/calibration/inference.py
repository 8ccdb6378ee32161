"""From a problem to its posterior: a pilot, generations that cool down, and what they came to.

All that is done lies in a folder, generation by generation, so that an inference that was
killed goes on with the generation it was in, and comes to the same posterior.
"""

import json
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments import store
from experiments.calibration import keyed, weights
from experiments.calibration.errors import Errors, measured
from experiments.calibration.history import Population, population, reached
from experiments.calibration.points import Failure, Simulated, SimulationFailedError, simulated, tried
from experiments.calibration.problem import GaveUpError, Problem, Settings
from experiments.calibration.screen import Tried
from experiments.calibration.smc import INSIDE, Smc, Told, Wave
from sim.errors import InputError

FIRST_ACCEPTANCE = 0.2
"""Part of the pilot's points that the first temperature would accept."""

HISTORY = "history.db"
FACTS = b"facts"
LEAST_SEEDS = 2
"""Runs of a point of the pilot: one alone tells nothing of luck."""

PILOT = -1
"""Generation of a failure in the pilot."""

Watch = Callable[[str, int, int, int, int], None]
"""(what is being done, points done, points wanted, points run, simulations that failed)."""


def _unwatched(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Inferred:
    """A posterior: weighted points of the last generation that ended, and how they came about."""

    problem: Problem
    errors: Errors
    last: Population
    told: Sequence[Told]
    failures: Sequence[Failure]
    complete: bool
    """Whether the last generation is the one that was wanted: of real size, at temperature 1."""

    @property
    def effective(self) -> float:
        """Effective sample size of the weighted points."""
        return weights.effective(self.last.weight)

    @property
    def log_evidence(self) -> tuple[float, float]:
        """Log of the prior predictive density of the record, and its standard error; NaN if not complete."""
        told = self.told[-1]
        if not self.complete:
            return math.nan, math.nan
        of_weights = max(0.0, 1.0 / self.effective - 1.0 / told.n_proposed)
        of_inside = (1.0 - told.inside) / (told.inside * INSIDE)
        relative = math.sqrt(of_weights + of_inside)
        return told.norm + math.log(told.inside * told.weight / told.n_proposed), relative


@dataclass(frozen=True)
class Pilot:
    """Points drawn from the priors and run, before the record is looked at."""

    tried: Tried
    said: np.ndarray
    """(n_points, n_seeds, n_rows): what each run says of each figure."""
    failures: Sequence[Failure]

    def errors(self, problem: Problem, settings: Settings) -> Errors:
        """Return the error model of the problem's figures, with luck as these runs show it."""
        return measured(self.said, problem.rows, settings.n_seeds)


def infer(
    problem: Problem,
    settings: Settings,
    folder: Path,
    workers: int,
    watch: Watch = _unwatched,
    pilot: Pilot | None = None,
) -> Inferred:
    """Return the posterior of a problem, going on from what lies in `folder`; raise InputError.

    workers: points simulated at once; the posterior does not depend on it.
    pilot: one that was run before, of a problem that differs by its observed figures alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = _done(folder)  # before anything is run: what cannot be read is told at once
    if pilot is None:
        pilot = piloted(problem, settings, workers, watch)
    errors = pilot.errors(problem, settings)
    density = np.array([errors.log_density(x.mean(axis=0)) for x in pilot.said])
    failures = list(pilot.failures)
    waves = _waves(density, settings)
    failures += [failure for _, _, failed in done for failure in failed]
    told = [told for told, _, _ in done]

    def keep(now: Told, points: Tried, failed: Sequence[Failure]) -> None:
        _write_generation(folder, now, points, failed)
        told.append(now)
        failures.extend(failed)

    def watched(t: int, accepted: int, run: int, failed: int) -> None:
        wave = waves[t]
        size = "real size" if wave.real else "small"
        words = f"generation {t + 1} of {len(waves)}, {size}, temperature {wave.temperature:.3g}"
        watch(words, accepted, wave.n, run, failed)

    path = folder / HISTORY
    complete = Smc(
        problem=problem,
        errors=errors,
        waves=waves,
        first_norm=float(density.max()),
        tried=[pilot.tried, *(points for _, points, _ in done)],
        seed=settings.seed,
        workers=workers,
        most=settings.most,
        path=path,
        keep=keep,
        watch=watched,
    ).finish()
    last = population(path, problem)
    if last is None:
        wanted = "priors that reach the record, or more points (`most`)"
        raise GaveUpError(
            f"fits the record at too few of {settings.most:,} points", value=problem.name, expected=wanted
        )
    return Inferred(problem, errors, last, told, failures, complete)


def _waves(density: np.ndarray, settings: Settings) -> list[Wave]:
    """Return the generations: temperatures fall by equal factors from one that accepts enough to 1."""
    above = density - density.max()
    hottest = 1.0
    while np.exp(above / hottest).mean() < FIRST_ACCEPTANCE:
        hottest *= 1.1
    n_before = settings.n_generations - (not settings.real)
    n_steps = n_before if hottest > 1.0 else min(n_before, settings.real)
    falling = [hottest ** (1.0 - i / n_steps) for i in range(n_steps)]
    small = [Wave(temperature, settings.n_early, False) for temperature in falling]
    return [*small, Wave(1.0, settings.n_last, settings.real)]


def piloted(problem: Problem, settings: Settings, workers: int, watch: Watch = _unwatched) -> Pilot:
    """Return the pilot of a problem; it does not depend on the observed figures. Raise InputError."""
    failures: list[Failure] = []
    n_seeds = max(LEAST_SEEDS, settings.n_seeds)
    n_done = 0

    def one(number: int) -> Simulated | None:
        nonlocal n_done
        key = (settings.seed, "pilot", number)
        try:
            point = simulated(problem, keyed.drawn(problem.priors, *key), n_seeds, False, key)
        except SimulationFailedError as failed:
            failures.append(Failure(PILOT, number, *failed.args))
            point = None
        n_done += 1
        watch("pilot, small", n_done, settings.n_pilot, n_done, len(failures))
        return point

    with ThreadPoolExecutor(workers) as pool:
        try:
            points = [x for x in pool.map(one, range(settings.n_pilot)) if x is not None]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if len(points) < settings.n_pilot / 2:
        first = min(failures, key=lambda x: x.number)
        raise InputError(
            f"fails at {len(failures)} of {settings.n_pilot} points of its priors (the first: {first.error})",
            value=problem.name,
            expected="a scenario that runs wherever the priors allow",
        )
    failures.sort(key=lambda x: x.number)
    return Pilot(tried(dict(enumerate(points)), problem), np.array([x.said for x in points]), failures)


# ---- What is kept of a generation


def _write_generation(folder: Path, told: Told, points: Tried, failures: Sequence[Failure]) -> None:
    columns = {"place": list(points.places), "mean": list(points.mean), "accepted": points.accepted}
    facts = asdict(told) | {"failures": [asdict(x) for x in failures]}
    table = pa.table(columns).replace_schema_metadata({FACTS: json.dumps(facts)})
    store.write(folder / f"generation-{told.generation:02d}.parquet", table)


def _done(folder: Path) -> list[tuple[Told, Tried, list[Failure]]]:
    """Return what is kept of the generations that are in the database."""
    last = reached(folder / HISTORY)
    return [_read_generation(folder / f"generation-{t:02d}.parquet") for t in range(last + 1)]


def _read_generation(path: Path) -> tuple[Told, Tried, list[Failure]]:
    try:
        table = pq.read_table(path)
        facts = json.loads(table.schema.metadata[FACTS])
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        reason = f"cannot be read ({str(error).splitlines()[0]})"
        wanted = "a file that the calibration wrote; without it, begin anew with --force"
        raise InputError(reason, value=str(path), expected=wanted) from None
    failures = [Failure(**x) for x in facts.pop("failures")]
    told = Told(**{**facts, "wave": Wave(**facts["wave"])})
    places, mean = (np.array(table[name].to_pylist()) for name in ("place", "mean"))
    return told, Tried(places, mean, table["accepted"].to_numpy()), failures
