"""What the database of an inference holds: the weighted points of its last generation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyabc
from sqlalchemy.exc import SQLAlchemyError

from experiments.calibration.problem import Problem
from sim.errors import InputError

SAID, CARRIED, CHANCE = "said", "carried", "chance"
"""Kept of a point beside its freed parameters: what its runs said, what was carried, its chance to be run."""


@dataclass(frozen=True)
class Population:
    """The weighted points of a generation."""

    values: Mapping[str, np.ndarray]
    """Every parameter, freed and carried, (n_points,)."""
    weight: np.ndarray
    """(n_points,), adding up to 1."""
    log_density: np.ndarray
    """(n_points,): of the observed figures, given the mean of the point's runs."""
    said: np.ndarray
    """(n_points, n_seeds, n_rows)."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say plainly that a database cannot be read or written; it is left as it is."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise InputError(
            f"cannot be used ({reason})",
            file=str(path),
            expected="the database in which the calibration keeps its points, on a disk with room",
            also="Nothing was removed. Put back a copy of the file, if you have one, and give the same "
            "command again; or remove the file: that begins this regime anew and keeps any other.",
        ) from None


def reached(path: Path) -> int:
    """Return the number of the last generation in a database; -1 where there is none."""
    with readable(path):
        last = pyabc.History(f"sqlite:///{path}").max_t if path.exists() else None
    if last is None:  # killed before its first line was written
        path.unlink(missing_ok=True)
        return -1
    return int(last)


def population(path: Path, problem: Problem) -> Population | None:
    """Return the points of the last generation that ended; None before the first did."""
    if reached(path) < 0:
        return None
    with readable(path):
        particles = pyabc.History(f"sqlite:///{path}").get_population().particles
    values = {name: np.array([x.parameter[name] for x in particles]) for name in problem.free}
    carried = np.array([x.sum_stat[CARRIED] for x in particles]).reshape(len(particles), -1)
    values |= {name: carried[:, i] for i, name in enumerate(problem.carried)}
    return Population(
        values=values,
        weight=np.array([x.weight for x in particles]),
        log_density=np.array([x.distance for x in particles]),
        said=np.array([x.sum_stat[SAID] for x in particles]),
    )
