"""Packages over uncertain futures: regret, satisfaction, and how often a pair keeps its order.

The value of a package in a future is its mean over the replicates that every package
compared finished in that future.
"""

import numpy as np
import pandas as pd
from scipy.stats import t

from experiments.compare.comparison import Facts, rows_of, tabled
from experiments.compare.interval import TAIL, of_share
from experiments.compare.paired import differences


def values(table: pd.DataFrame) -> pd.DataFrame:
    """Return the value of each package in each future: a row for each regime and point.

    table: as of `paired.wide`, of design points; a replicate that lacks a package is left out.
    """
    return table.dropna().groupby(level=["regime", "point"]).mean()


def order(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return how often each pair keeps over the futures the sign it has at the centre: the table `order`.

    table: as of `paired.wide`; pairs: the table `pairs`.
    """
    rows = []
    for pair in rows_of(pairs):
        each = _of_regime(differences(table, pair.a, pair.b).to_frame("extra"), pair.regime)["extra"]
        groups = each.groupby(level="point")
        extra = groups.mean().to_numpy()
        if len(extra):
            kept = of_share(float((np.sign(extra) == np.sign(pair.difference)).sum()), len(extra))
            row = {"regime": pair.regime, "a": pair.a, "b": pair.b, "n_futures": len(extra)}
            row |= {"share": kept.estimate, "low": kept.low, "high": kept.high}
            rows.append(row | {"unsure": _unsure(groups.agg(["mean", "std", "count"]))})
    return tabled("order", pd.DataFrame(rows))


def _unsure(found: pd.DataFrame) -> float:
    """The share of futures in which the t interval of the mean difference holds 0; NaN without intervals.

    found: mean, std and count of the replicates, a row for each future.
    """
    if (found["count"] < 2).any():
        return float("nan")
    half = t.ppf(TAIL, found["count"] - 1) * found["std"] / np.sqrt(found["count"])
    return float((found["mean"].abs() <= half).mean())


def regrets(found: pd.DataFrame, more_is_better: bool) -> pd.DataFrame:
    """Return what the best package of each future has beyond each package: same shape, never negative.

    found: a row for each future, a column for each package.
    """
    better = found if more_is_better else -found
    return better.rsub(better.max(axis=1), axis=0)


def regret(table: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return regret and satisfaction of every package over the futures: the table `regret`.

    table: as of `paired.wide`, of design points.
    """
    every = values(table)
    rows = []
    for regime in facts.regimes:
        found = _of_regime(every, regime)
        if not len(found):
            continue
        missed = regrets(found, facts.more_is_better)
        best = (missed == 0.0).div((missed == 0.0).sum(axis=1), axis=0)
        least = missed.max().min()
        for scenario in facts.titles:
            own = found[scenario]
            row = {
                "regime": regime,
                "scenario": scenario,
                "n_futures": len(found),
                "mean_value": own.mean(),
                "worst_value": own.min() if facts.more_is_better else own.max(),
                "mean_regret": missed[scenario].mean(),
                "max_regret": missed[scenario].max(),
                "best_share": best[scenario].mean(),
                "minimax": bool(missed[scenario].max() == least),
            }
            rows.append(row | _satisfied(own.to_numpy(), facts))
    return tabled("regret", pd.DataFrame(rows))


def _satisfied(own: np.ndarray, facts: Facts) -> dict[str, float]:
    names = ("satisfied_share", "satisfied_low", "satisfied_high")
    if facts.satisfied is None:
        return dict.fromkeys(names, np.nan)
    enough = own >= facts.satisfied if facts.more_is_better else own <= facts.satisfied
    return dict(zip(names, of_share(float(enough.sum()), len(own)), strict=True))


def _of_regime(found: pd.DataFrame, regime: str) -> pd.DataFrame:
    return found[found.index.get_level_values("regime") == regime]
