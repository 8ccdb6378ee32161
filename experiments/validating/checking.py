"""Whether figures that were fitted could be a history of the posterior: posterior predictive checks.

Each p of a table is a rank: the part of histories, as they might be published, that come out
above the record, ties counted half, the record counted among them.  What is told of a figure is
the two-sided p, twice the smaller part on either side (`two_sided`); of all figures together the
rank itself, the part of predictions that is further off.  One rule says what is a misfit: a told
p below `SUSPECT`.

Were the record one more draw of the posterior's predictions, every rank would be uniform.  It is
not: the posterior was fitted to these very figures, which draws the rank towards a half, and the
checks overlap.  So nobody can say how many misfits there would be by luck alone, and a p near 0
says more than it seems.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from experiments.compare.comparison import rows_of
from experiments.validating.alike import definitions, places
from experiments.validating.naming import day_words, days_words, figure_words
from sim.record import SHARE_OF_OFFICES, words_of

SUSPECT = 0.05
"""A told p below this is a misfit."""

TOO_CLOSE = 0.9
"""Part of predictions further off than the record above which the assumed errors look too wide."""

FAR, CLOSE, FITS = (
    "too far off",
    "closer than the assumed errors would have them",
    "as far off as predictions are",
)

COLUMNS = ["check", "kind", "number", "observed", "mean", "low", "high", "p"]
FIGURE, ALL, STATISTIC = "figure", "all figures", "statistic"
RIDGE = 1e-6


@dataclass(frozen=True)
class Statistic:
    """A sum of figures that a reader would ask after: `constant` + `weights` of the fitted figures."""

    words: str
    weights: np.ndarray
    constant: float = 0.0

    def of(self, figures: np.ndarray) -> np.ndarray:
        """Return it for every set of figures, (..., n_rows)."""
        return np.asarray(self.constant + figures @ self.weights)


def rank_p(sample: np.ndarray, observed: float) -> float:
    """Return the part of a sample above what was observed, ties half, the observed one among them."""
    above, equal = (sample > observed).sum(), (sample == observed).sum()
    return float((above + 0.5 * (equal + 1)) / (len(sample) + 1))


def two_sided(p: float) -> float:
    """Return twice the smaller part on either side of the record, from the part above it; 1 at most."""
    return min(1.0, 2.0 * min(p, 1.0 - p))


def together(observed: float, low: float, p: float) -> str:
    """Return how far off all figures are together: `FAR`, `CLOSE` or `FITS`.

    observed: chi-square of the record.  low: lower end of the middle 90 % of predictions.  p: the
    part of them that is further off.
    """
    if p < SUSPECT:
        return FAR
    return CLOSE if p > TOO_CLOSE or observed < low else FITS


def distance_p(sample: np.ndarray, observed: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Return chi-square of the observed figures, that of every set of a sample, and the rank p.

    Mean and covariance are those of the sample and the observed set together, so that each of
    them is judged alike and p is exact where the observed set is one more draw.
    """
    sets = np.vstack([sample, observed])
    off = sets - sets.mean(axis=0)
    covariance = off.T @ off / len(sets) + RIDGE * np.eye(sets.shape[1])
    squares = np.einsum("ij,ij->i", off, np.linalg.solve(covariance, off.T).T)
    return float(squares[-1]), squares[:-1], rank_p(squares[:-1], squares[-1])


def statistics(figures: pd.DataFrame) -> list[Statistic]:
    """Return the test statistics that a record's fitted figures allow.

    Every change between two figures of one definition that follow each other; in a month with
    several thresholds the share of offices between two that are next to each other; and with
    three or more, the share in both tails.
    """
    return [*_changes(figures), *_cross_sections(figures)]


def _changes(figures: pd.DataFrame) -> list[Statistic]:
    place = {number: i for i, number in enumerate(figures["number"])}
    found = []
    for rows in definitions(figures).values():
        for earlier, later in pairwise(rows_of(rows)):
            weights = np.zeros(len(figures))
            weights[place[later.number]], weights[place[earlier.number]] = 1.0, -1.0
            span = f"{day_words(earlier.date)} to {day_words(later.date)}"
            found.append(Statistic(f"change of {words_of(later)}, {span}", weights))
    return found


def _cross_sections(figures: pd.DataFrame) -> list[Statistic]:
    groups: dict[tuple[str, pd.Timestamp], list[int]] = {}
    for i, row in enumerate(figures.to_dict("records")):
        if row["statistic"] == SHARE_OF_OFFICES:
            groups.setdefault((places(row), row["month"]), []).append(i)
    found = []
    for rows in groups.values():
        when = days_words(figures["date"].iloc[rows])
        shares = {float(figures["threshold"].iloc[i]): _at_least(figures, i) for i in reversed(rows)}
        ordered = sorted(shares.items())
        for (low, below), (high, above) in pairwise(ordered):
            words = f"offices from {low:g} to below {high:g}, {when}"
            found.append(Statistic(words, below[0] - above[0], below[1] - above[1]))
        if len(ordered) > 2:
            (low, below), (high, above) = ordered[0], ordered[-1]
            words = f"offices in both tails, below {low:g} or at least {high:g}, {when}"
            found.append(Statistic(words, above[0] - below[0], 1.0 + above[1] - below[1]))
    return found


def _at_least(figures: pd.DataFrame, i: int) -> tuple[np.ndarray, float]:
    """Return the share of offices at or above the threshold of a figure as weights and a constant."""
    weights = np.zeros(len(figures))
    if figures["direction"].iloc[i] == ">=":
        weights[i] = 1.0
        return weights, 0.0
    weights[i] = -1.0
    return weights, 1.0


def checks(figures: pd.DataFrame, published: np.ndarray) -> pd.DataFrame:
    """Return one row per check with the columns `COLUMNS`; the check of all figures first.

    figures: those that were fitted.  published: (n_draws, n_rows) of them.  p: the part of
    predictions above the record; of all figures together, the part that is further off.
    """
    observed = figures["value"].to_numpy(float)
    whole, each, p = distance_p(published, observed)
    rows = [_row("chi-square of all fitted figures", ALL, None, whole, each, p)]
    numbers = figures["number"].to_numpy(int)
    for i, figure in enumerate(figures.itertuples(index=False)):
        sample = published[:, i]
        rows.append(
            _row(figure_words(figure), FIGURE, numbers[i], observed[i], sample, rank_p(sample, observed[i]))
        )
    for statistic in statistics(figures):
        seen, sample = float(statistic.of(observed)), statistic.of(published)
        rows.append(_row(statistic.words, STATISTIC, None, seen, sample, rank_p(sample, seen)))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"number": "Int64"})


def _row(
    words: str, kind: str, number: int | None, observed: float, sample: np.ndarray, p: float
) -> dict[str, object]:
    low, high = np.quantile(sample, [0.05, 0.95])
    told = {"check": words, "kind": kind, "number": number, "observed": float(observed)}
    return {**told, "mean": float(sample.mean()), "low": float(low), "high": float(high), "p": p}


def misfits(table: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that fail, the worst first; `p` is the one that is told (`told_p`)."""
    told = table.assign(p=told_p(table))
    return told[told["p"] < SUSPECT].sort_values("p", kind="stable")


def told_p(table: pd.DataFrame) -> pd.Series:
    """Return the p that is told of each check: two-sided, and of all figures together the rank itself."""
    return table["p"].where(table["kind"] == ALL, table["p"].map(two_sided))
