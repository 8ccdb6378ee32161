"""How far one history's figures may lie from what the model says on average.

    observed ~ N(mean, C),    C = luck + diag(other)

luck is the covariance of one history: runs of the model that differ by their seed alone
differ so.  Its correlations, and how much a share's variance exceeds that of independent
offices, are measured in a pilot.  `other` is what the model leaves out and how well the
figure is known; where a definition is loose it grows until the standard deviation of the
whole is `widen` times as large.

The mean of a point is known from `n_seeds` runs only, and carries luck / n_seeds of its
own.  A point is therefore weighed by the density of the observed figures under

    K = C - luck / n_seeds.

Averaged over the luck of the runs this is the density under C: seed noise is neither
fitted nor counted twice.  (Pseudo-marginal likelihood, Andrieu & Roberts 2009; model error
as an acceptance kernel, Wilkinson 2013.)  With one run per point and shares far from 0 and
1 nothing need be normal about luck.
"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.calibration.problem import Rows

LEAST_FACTOR = 1e-3
"""Luck that a pilot did not see is not taken for impossible."""


@dataclass(frozen=True)
class Errors:
    """The error model of the figures `rows`, with luck as a pilot measured it."""

    rows: Rows
    factor: np.ndarray
    """(n_rows,): variance of luck over p (1 - p) / n_units; the variance itself where n_units is NaN."""
    correlation: np.ndarray
    """(n_rows, n_rows): of the figures of one history, by luck."""
    n_seeds: int

    def luck(self, mean: np.ndarray) -> np.ndarray:
        """Return the covariance of one history's figures about their mean, (n_rows, n_rows)."""
        sd = np.sqrt(self.factor * _spread(mean, self.rows.n_units, self.n_seeds))
        return np.asarray(self.correlation * np.outer(sd, sd))

    def total(self, mean: np.ndarray) -> np.ndarray:
        """Return C, the covariance of observed figures about the model's mean, (n_rows, n_rows)."""
        return self._with_other(self.luck(mean), 1.0)

    def kernel(self, mean: np.ndarray) -> np.ndarray:
        """Return K, by which the mean of `n_seeds` runs is weighed, (n_rows, n_rows)."""
        return self._with_other(self.luck(mean), 1.0 - 1.0 / self.n_seeds)

    def log_density(self, mean: np.ndarray) -> float:
        """Return the log density of the observed figures under K, at the mean of `n_seeds` runs."""
        kernel = self.kernel(mean)
        lower = np.linalg.cholesky(kernel)
        z = np.linalg.solve(lower, self.rows.observed - mean)
        n = len(mean)
        return float(-0.5 * z @ z - np.log(np.diag(lower)).sum() - 0.5 * n * math.log(2.0 * math.pi))

    def log_worth(self, mean: np.ndarray, scatter: np.ndarray, temperature: float) -> float:
        """Return how much a run is worth whose figures are only guessed: a log, up to a constant.

        It is the root mean square, over figures normal about `mean` with covariance `scatter`, of
        the density to the power of 1 / temperature:

            -1/2 z' (2 scatter + temperature K)^-1 z - 1/4 log |2 scatter + temperature K|
            + (1/4 - 1/(2 temperature)) log |K|,    z = observed - mean

        Among points of equal importance weight, runs made with a chance in proportion to it give the
        most effective points for their number (Neyman 1934); with a chance that follows the density
        at `mean` itself, the few that turn out better than they looked outweigh all others.
        """
        kernel = self.kernel(mean)
        whole = 2.0 * scatter + temperature * kernel
        z = self.rows.observed - mean
        logs = np.linalg.slogdet(whole)[1], np.linalg.slogdet(kernel)[1]
        off = float(z @ np.linalg.solve(whole, z))
        return -0.5 * off - 0.25 * float(logs[0]) + (0.25 - 0.5 / temperature) * float(logs[1])

    def sd(self, mean: np.ndarray) -> np.ndarray:
        """Return the standard deviation of each observed figure about the model's mean, (n_rows,)."""
        return np.asarray(np.sqrt(np.diag(self.total(mean))))

    def _with_other(self, luck: np.ndarray, share: float) -> np.ndarray:
        x = self.rows
        own = x.discrepancy**2 + x.sd_own**2
        loose = (x.widen**2 - 1.0) * (np.diag(luck) + own)
        return np.asarray(share * luck + np.diag(own + loose))


def measured(said: np.ndarray, rows: Rows, n_seeds_after: int | None = None) -> Errors:
    """Return the error model whose luck is that of pilot runs.

    said: what the runs say, (n_points, n_seeds, n_rows), at least two seeds a point.
    n_seeds_after: runs of a point in what follows; as many as in the pilot unless told.
    """
    n_seeds = said.shape[1]
    mean = said.mean(axis=1)
    off = (said - mean[:, None, :]).reshape(-1, said.shape[2])
    spread = np.repeat(_spread(mean, rows.n_units, n_seeds), n_seeds, axis=0)
    fair = n_seeds / (n_seeds - 1.0)
    factor = fair * (off**2).mean(axis=0) / spread.mean(axis=0)
    scaled = off / np.sqrt(spread)
    cross = scaled.T @ scaled
    sd = np.sqrt(np.maximum(np.diag(cross), 1e-300))
    correlation = cross / np.outer(sd, sd)
    np.fill_diagonal(correlation, 1.0)
    return Errors(rows, np.maximum(factor, LEAST_FACTOR), correlation, n_seeds_after or n_seeds)


def _spread(mean: np.ndarray, n_units: np.ndarray, n_seeds: int) -> np.ndarray:
    """Return p (1 - p) / n of each figure, with half an office added to either side; 1 where n is NaN."""
    counted = n_seeds * n_units
    p = (np.clip(mean, 0.0, 1.0) * counted + 0.5) / (counted + 1.0)
    return np.where(np.isnan(n_units), 1.0, p * (1.0 - p) / n_units)
