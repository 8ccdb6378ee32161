"""Designs: which sets of values are run, given what each varied key takes.

A design is a list of points, each a value for every varied key.  Grids hold every
combination.  The other two fill the ranges with few points: a Latin hypercube spreads each
key evenly over its range, a Sobol sequence also pairs of keys.
"""

import hashlib
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.studies.spread import Spread

Spreads = Mapping[str, Spread]
Values = dict[str, Any]


def grid(spreads: Spreads, steps: int) -> list[Values]:
    """Return every combination; the last key changes fastest; a range stands for `steps` of its values."""
    levels = [spread.levels(steps) for spread in spreads.values()]
    return [dict(zip(spreads, values, strict=True)) for values in itertools.product(*levels)]


def grid_size(spreads: Spreads, steps: int) -> int:
    """Return how many points the grid would have."""
    return math.prod(len(spread.levels(steps)) for spread in spreads.values())


def latin_hypercube(spreads: Spreads, stages: Sequence[int], seed: int) -> list[Values]:
    """Return a Latin hypercube of `stages[0]` points, extended to each further number of points.

    A key's values depend on its own name alone, not on what else varies.
    """
    columns = {name: hypercube_column(name, stages, seed) for name in spreads}
    return _points(spreads, columns, stages[-1])


def sobol(spreads: Spreads, n: int, seed: int) -> list[Values]:
    """Return the first `n` points of a Sobol sequence, scrambled by the seed."""
    from scipy.stats import qmc

    units = qmc.Sobol(len(spreads), scramble=True, seed=seed).random(n)
    return _points(spreads, dict(zip(spreads, units.T, strict=True)), n)


def hypercube_column(name: str, stages: Sequence[int], seed: int) -> np.ndarray:
    """Return one column of a Latin hypercube in [0, 1), shape (stages[-1],).

    Of n points at the end of a stage, each n-th part of the unit interval holds one, where n
    is a multiple of the stage before; elsewhere as nearly so as the points before allow.
    """
    units = np.empty(0)
    for stage, n in enumerate(stages):
        strata = _open_strata(units, n)
        order, place = _keyed(f"{seed} {name} {stage}", len(strata))
        strata = strata[np.argsort(order, kind="stable")]
        units = np.concatenate([units, (strata + place) / n])
    return units


def _open_strata(units: np.ndarray, n: int) -> np.ndarray:
    """Return the n-th parts of the unit interval that further points are to fill, shape (n - len(units),).

    Where points share a part, the nearest empty one is left empty.
    """
    counts = np.bincount((units * n).astype(np.int64), minlength=n)
    empty = np.flatnonzero(counts == 0)
    for crowded in np.repeat(np.arange(n), np.maximum(counts - 1, 0)):
        empty = np.delete(empty, np.abs(empty - crowded).argmin())
    return empty


def _keyed(key: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return an order and a place in (0, 1) for `n` draws; they depend on the key alone."""
    stream = np.frombuffer(hashlib.shake_256(key.encode()).digest(8 * n), dtype="<u4").reshape(n, 2)
    return stream[:, 0], (stream[:, 1] + 0.5) / 2.0**32


def _points(spreads: Spreads, units: Mapping[str, np.ndarray], n: int) -> list[Values]:
    columns = [[spread.at(float(u)) for u in units[name]] for name, spread in spreads.items()]
    rows = zip(*columns, strict=True) if columns else [()] * n
    return [dict(zip(spreads, values, strict=True)) for values in rows]
