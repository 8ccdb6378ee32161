"""Weighted draws: what they are worth in equal ones, their moments and quantiles, and equal draws of them."""

import numpy as np


def effective(weight: np.ndarray) -> float:
    """Return the effective sample size of Kish: (sum w)^2 / sum w^2."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def moments(values: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation; weight: adding up to 1."""
    mean = float(values @ weight)
    return mean, float(np.sqrt(((values - mean) ** 2) @ weight))


def quantiles(values: np.ndarray, weight: np.ndarray, at: tuple[float, ...]) -> np.ndarray:
    """Return the values below which these parts of the weight lie."""
    order = np.argsort(values)
    middle = np.cumsum(weight[order]) - 0.5 * weight[order]
    return np.interp(at, middle, values[order])


def equal(weight: np.ndarray, n: int, shift: float) -> np.ndarray:
    """Return the numbers of `n` draws of equal weight, in order.

    Systematic: each draw is taken as often as its weight says, to within one.  shift: a number
    in [0, 1) by lot.
    """
    edges = np.cumsum(weight)
    return np.searchsorted(edges / edges[-1], (np.arange(n) + shift) / n)
