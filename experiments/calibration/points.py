"""Points of an inference: values of all parameters, run under seeds of their own, and what came of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from experiments.calibration import keyed
from experiments.calibration.problem import CannotGoOnError, Problem
from experiments.calibration.screen import Size, Tried


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


@dataclass(frozen=True)
class Simulated:
    """One point with what its runs say, (n_seeds, n_rows)."""

    values: Mapping[str, float]
    seeds: Sequence[int]
    said: np.ndarray
    chance: float | None = 1.0
    """How likely it was to be run at real size, after small runs; None where it was not."""


def simulated(
    problem: Problem,
    values: Mapping[str, float],
    n_seeds: int,
    real: bool,
    key: tuple[object, ...],
    rehearsal: Callable[[np.ndarray], float] | None = None,
) -> Simulated:
    """Run a point under seeds drawn by `key`; raise SimulationFailedError.

    rehearsal: says by the mean of small runs how likely the real ones are to be made.
    """
    seeds = keyed.seeds(n_seeds, "seeds", *key)
    chance = 1.0
    try:
        if rehearsal:
            said = _said(problem, values, seeds, False)
            chance = rehearsal(said.mean(axis=0))
            if keyed.places(1, "rehearsal", *key)[0] >= chance:
                return Simulated(values, seeds, said, None)
        return Simulated(values, seeds, _said(problem, values, seeds, real), chance)
    except CannotGoOnError:
        raise
    except Exception as error:
        raise SimulationFailedError(values, seeds, f"{type(error).__name__}: {error}") from error


def _said(problem: Problem, values: Mapping[str, float], seeds: Sequence[int], real: bool) -> np.ndarray:
    said = np.asarray(problem.simulate(values, seeds, real), float)
    if not np.isfinite(said).all():
        raise ValueError(f"says nothing of figure {int(np.argwhere(~np.isfinite(said))[0][1])}")
    return said


def sized(
    problem: Problem,
    points: Sequence[Mapping[str, float]],
    n_seeds: int,
    workers: int,
    key: tuple[object, ...],
) -> Size:
    """Return what real size does to each figure, as points show it.

    Both sizes have the same seeds.  Points whose runs fail are left out; zeros where all do.
    """
    n_rows = len(problem.rows.observed)

    def one(number: int) -> np.ndarray | None:
        values, seeds = points[number], keyed.seeds(n_seeds, *key, number)
        try:
            said = [_said(problem, values, seeds, real).mean(axis=0) for real in (False, True)]
        except CannotGoOnError:
            raise
        except Exception:
            return None
        return np.asarray(said[1] - said[0])

    with ThreadPoolExecutor(workers) as pool:
        found = [x for x in pool.map(one, range(len(points))) if x is not None]
    added = np.mean(found, axis=0) if found else np.zeros(n_rows)
    scatter = np.cov(np.transpose(found)) if len(found) > 1 else np.zeros((n_rows, n_rows))
    return Size(added, scatter.reshape(n_rows, n_rows))


def tried(points: Mapping[int, Simulated], problem: Problem, accepted: Collection[int] = ()) -> Tried:
    """Return what was run as the screen learns from it; points: by number; accepted: which of them were."""
    values = np.array([[point.values[name] for name in problem.priors] for point in points.values()])
    mean = np.array([point.said.mean(axis=0) for point in points.values()])
    return Tried(places(values, problem), mean, np.isin(list(points), list(accepted)))


def places(values: np.ndarray, problem: Problem) -> np.ndarray:
    """Return where in their priors the values of all parameters lie, 0 to 1, (n_points, n_parameters)."""
    ends = np.array(list(problem.priors.values()))
    return np.asarray((values - ends[:, 0]) / (ends[:, 1] - ends[:, 0]))
