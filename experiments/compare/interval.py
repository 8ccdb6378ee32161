"""Intervals of estimates at 90 %, and how many replicates an answer needs: plain statistics, no tables."""

import math
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

LEVEL = 0.90
"""Of every interval."""

TAIL = (1.0 + LEVEL) / 2.0
MOST = 10_000_000
"""Replicates beyond which nobody would go: an answer that needs more is told as needing this many."""


class Interval(NamedTuple):
    """An estimate and its 90 % interval; ends that cannot be said are NaN."""

    estimate: float
    low: float
    high: float


def of_mean(values: np.ndarray) -> Interval:
    """Return the t interval of a mean; values: shape (n,).  One value has no interval, none no mean."""
    n = len(values)
    if n == 0:
        return Interval(math.nan, math.nan, math.nan)
    mean = float(np.mean(values))
    if n == 1:
        return Interval(mean, math.nan, math.nan)
    low, high = ends_of_means(np.asarray(values, dtype=float)[None, :])
    return Interval(mean, float(low[0]), float(high[0]))


def ends_of_means(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the t interval of each row's mean; values: shape (n_rows, n >= 2)."""
    n = values.shape[1]
    mean = values.mean(axis=1)
    half = t.ppf(TAIL, n - 1) * values.std(axis=1, ddof=1) / math.sqrt(n)
    return mean - half, mean + half


def of_share(hits: float, n: int) -> Interval:
    """Return the Wilson interval of a share: `hits` (a tie may count half) of `n`."""
    if n == 0:
        return Interval(math.nan, math.nan, math.nan)
    z = float(norm.ppf(TAIL))
    share, scale = hits / n, 1.0 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def of_ratio(above: np.ndarray, below: np.ndarray) -> Interval:
    """Return Fieller's interval of mean(above) / mean(below), values in pairs, each of shape (n,).

    It has no ends where the mean below cannot be told from 0: no finite interval would
    then hold the ratio as often as it says.
    """
    n = len(above)
    if n == 0 or np.mean(below) == 0.0:
        return Interval(math.nan, math.nan, math.nan)
    ratio = float(np.mean(above) / np.mean(below))
    if n == 1:
        return Interval(ratio, math.nan, math.nan)
    spread = np.cov(above, below) * float(t.ppf(TAIL, n - 1)) ** 2 / n
    # Those r for which mean(above) - r * mean(below) cannot be told from 0: a r^2 - 2 b r + c <= 0.
    a = float(np.mean(below) ** 2 - spread[1, 1])
    b = float(np.mean(above) * np.mean(below) - spread[0, 1])
    c = float(np.mean(above) ** 2 - spread[0, 0])
    if a <= 0.0:
        return Interval(ratio, math.nan, math.nan)
    root = math.sqrt(max(0.0, b * b - a * c))
    return Interval(ratio, (b - root) / a, (b + root) / a)


def needed_for_sign(mean: float, sd: float) -> float:
    """Return the replicates at which the interval of a mean leaves 0 out; NaN where the mean is 0."""
    if mean == 0.0 or math.isnan(mean + sd):
        return math.nan
    return _needed(sd, abs(mean), strictly=True)


def needed_for_width(sd: float, half_width: float) -> float:
    """Return the replicates at which the interval of a mean reaches no further than `half_width` (> 0)."""
    return math.nan if math.isnan(sd) else _needed(sd, half_width, strictly=False)


def _needed(sd: float, reach: float, *, strictly: bool) -> float:
    """The fewest replicates, at least 2, whose interval reaches less far, or not further, than `reach`."""
    fits = _less if strictly else _at_most
    low, high = 1, 2  # what does not fit, or is too few, and what may
    while high < MOST and not fits(_half_width(sd, high), reach):
        low, high = high, 2 * high
    if high >= MOST:
        return float(MOST)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(_half_width(sd, middle), reach) else (middle, high)
    return float(high)


def _half_width(sd: float, n: int) -> float:
    return float(t.ppf(TAIL, n - 1)) * sd / math.sqrt(n)


def _less(half: float, reach: float) -> bool:
    return half < reach


def _at_most(half: float, reach: float) -> bool:
    return half <= reach
