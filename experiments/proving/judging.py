"""Whether an inference is calibrated: coverage of its intervals, and ranks of the truth among its draws.

Coverage: of every freed parameter, the plants whose 50 % and 90 % central interval holds the
truth.  Their number must lie in the region that holds 99 % of a binomial of so many plants:
below the upper and above the lower half per cent.  No correction is made for the number of
parameters, so that an inference without fault fails now and then (`false_alarm`).

Ranks: of every parameter, whether the rank of the truth is uniform, by two tests decided
beforehand: chi-square over ten bins of equal width, which sees a posterior too narrow or too
wide, and Kolmogorov-Smirnov, which sees one that is shifted.  The smaller of the two p is
doubled, and multiplied by the number of parameters of its role (Bonferroni): it must exceed
0.01 for each freed and for each carried parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from experiments.calibration import keyed
from experiments.proving.planting import N_DRAWS

LEVELS = (0.5, 0.9)
"""Parts of the posterior that a central interval holds."""

REGION = 0.99
"""Part of the binomial that the region of a right coverage holds."""

BINS = 10
LEAST_P = 0.01
N_TESTS = 2

COVERAGE = ("parameter", "level", "n_plants", "n_covered", "low", "high", "inside")
RANKS = ("parameter", "role", "chi_square_p", "ks_p", "p", "uniform")


@dataclass(frozen=True)
class Verdict:
    """What the plants say of one set of draws."""

    coverage: pd.DataFrame
    """One row per freed parameter and level, with the columns `COVERAGE`; low and high: of n_covered."""
    ranks: pd.DataFrame
    """One row per parameter, with the columns `RANKS`; p is corrected for the number of parameters."""

    @property
    def covers(self) -> bool:
        """Whether every interval of a freed parameter covers as often as it says."""
        return bool(self.coverage["inside"].all())

    @property
    def uniform(self) -> bool:
        """Whether the rank of the truth is uniform in every parameter."""
        return bool(self.ranks["uniform"].all())

    @property
    def least_p(self) -> float:
        """The smallest corrected p of any parameter."""
        return float(self.ranks["p"].min())


def judged(places: pd.DataFrame) -> Verdict:
    """Return the verdict on one set of draws: rows of a table with the columns `planting.PLACES`."""
    covered: list[Sequence[object]] = []
    ranks: list[Sequence[object]] = []
    n_of_role = places.groupby("role")["parameter"].nunique()
    for (name, role), table in places.groupby(["parameter", "role"], sort=False):
        if role == "freed":
            covered += [(name, *_coverage(table["below"].to_numpy(), level)) for level in LEVELS]
        chi_square, ks = tests(table["rank"].to_numpy(), str(name))
        p = min(1.0, N_TESTS * min(chi_square, ks) * int(n_of_role.loc[str(role)]))
        ranks.append((name, role, chi_square, ks, p, p > LEAST_P))
    return Verdict(pd.DataFrame(covered, columns=list(COVERAGE)), pd.DataFrame(ranks, columns=list(RANKS)))


def _coverage(below: np.ndarray, level: float) -> tuple[float, int, int, int, int, bool]:
    outside = (1.0 - level) / 2.0
    n_covered = int(((below >= outside) & (below <= 1.0 - outside)).sum())
    low, high = (int(x) for x in stats.binom.interval(REGION, len(below), level))
    return level, len(below), n_covered, low, high, low <= n_covered <= high


def histogram(ranks: np.ndarray) -> list[int]:
    """Return how many of the ranks (0 to N_DRAWS) lie in each of `BINS` bins of equal width."""
    return [int(x) for x in np.bincount(ranks * BINS // (N_DRAWS + 1), minlength=BINS)]


def tests(ranks: np.ndarray, *key: object) -> tuple[float, float]:
    """Return p of the ranks (0 to N_DRAWS) being uniform, by chi-square and by Kolmogorov-Smirnov.

    key: of the draws that spread each rank over its own width, for the second test is of a continuum.
    """
    spread = (ranks + keyed.places(len(ranks), "spread", *key)) / (N_DRAWS + 1)
    return float(stats.chisquare(histogram(ranks)).pvalue), float(stats.kstest(spread, "uniform").pvalue)


def false_alarm(coverage: pd.DataFrame) -> float:
    """Return how likely an inference without fault has a coverage outside, were all rows independent."""
    n, level, low, high = (coverage[name].to_numpy() for name in ("n_plants", "level", "low", "high"))
    within = stats.binom.cdf(high, n, level) - stats.binom.cdf(low - 1, n, level)
    return float(1.0 - np.prod(within))
