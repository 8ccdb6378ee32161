"""Runs that share their luck, side by side: matched by point, regime and replicate."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.comparison import Facts, rows_of, tabled
from experiments.compare.facts import pairs_of
from experiments.compare.interval import (
    Interval,
    needed_for_sign,
    needed_for_width,
    of_mean,
    of_ratio,
    of_share,
)
from sim.outcomes import OUTCOMES
from sim.summaries import SUMMARIES, cost_per_extra
from viz.summary import HIGH, LOW

LUCK = ["regime", "point", "replicate"]
"""What runs have in common that differ in nothing but the package."""

GAIN, COST = "discounted_desk_months_end", "discounted_cost_end"
"""The whole-run outcomes that a price is worked out from."""

ONE_POINT = 0.01
"""Half-width asked of an interval: of a share; else as a share of the mean."""


def finished(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs that finished."""
    return runs[runs["status"] == "finished"]


def at(runs: pd.DataFrame, points: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the runs at points of one kind: centre, check or design."""
    return runs[runs["point"].isin(points.loc[points["kind"] == kind, "point"])]


def wide(runs: pd.DataFrame, column: str, facts: Facts) -> pd.DataFrame:
    """Return one column with a row for each point, regime and replicate and a column for each package.

    What is missing in either is NaN.
    """
    table = runs.pivot(index=LUCK, columns="scenario", values=column)
    return table.reindex(columns=list(facts.titles)).sort_index()


def differences(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    """Return b minus a of a wide table, for every row that has both."""
    return (table[b] - table[a]).dropna()


def ends(centre: pd.DataFrame, outcomes: list[str]) -> pd.DataFrame:
    """Return the bands of whole-run outcomes over replicates: the table `ends`.

    centre: finished runs at the centre.  A time to a threshold that some runs do not
    reach is of those that do: ask for the restricted one.
    """
    tall = centre.melt(["regime", "scenario"], outcomes, "outcome", "value").dropna(subset="value")
    groups = tall.groupby(["regime", "scenario", "outcome"], sort=False)["value"]
    table = _bands(groups)
    table["n"] = groups.size()
    return tabled("ends", table.reset_index())


def _bands(groups: Any) -> pd.DataFrame:
    """The mean and the band of each group, in the order in which groups first come."""
    table = groups.agg(["mean"])
    table["low"], table["high"] = groups.quantile(LOW), groups.quantile(HIGH)
    return pd.DataFrame(table)


def months(centre: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return the paired differences against the base month by month, with bands: the table `months`.

    centre: the monthly table of runs at the centre.
    """
    keys = ["regime", "replicate", "month"]
    outcomes = [name for name in OUTCOMES if name in centre.columns]
    base = centre[centre["scenario"] == facts.base].set_index(keys)[outcomes]
    found = []
    for scenario in facts.titles:
        if scenario == facts.base:
            continue
        own = centre[centre["scenario"] == scenario].set_index(keys)[outcomes]
        extra = own.sub(base).dropna(how="all").reset_index()
        tall = extra.melt(["regime", "month"], outcomes, "outcome", "value").dropna(subset="value")
        groups = tall.groupby(["regime", "outcome", "month"], sort=False)["value"]
        found.append(_bands(groups).reset_index().assign(scenario=scenario))
    return tabled("months", pd.concat(found) if found else pd.DataFrame())


def pairs(asked: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return every pair at the centre: the table `pairs`.

    asked: all runs at the centre, also those that failed.
    """
    centre = finished(asked)
    value, gain, cost = (wide(centre, column, facts) for column in (facts.outcome, GAIN, COST))
    tried = wide(asked.assign(tried=1.0), "tried", facts)
    rows = []
    for regime in facts.regimes:
        here = value.index.get_level_values("regime") == regime
        for a, b in pairs_of(facts):
            both = value.loc[here, [a, b]].dropna()
            n = int(
                (tried.loc[tried.index.get_level_values("regime") == regime, [a, b]].notna())
                .any(axis=1)
                .sum()
            )
            row = {"regime": regime, "a": a, "b": b, "n": len(both), "left_out": n - len(both)}
            extra = gain.loc[both.index, b] - gain.loc[both.index, a]
            extra_cost = cost.loc[both.index, b] - cost.loc[both.index, a]
            rows.append(
                row
                | _contest(both[a].to_numpy(), both[b].to_numpy(), facts)
                | _price(extra_cost.to_numpy(), extra.to_numpy())
            )
    return tabled("pairs", pd.DataFrame(rows))


def _contest(a: np.ndarray, b: np.ndarray, facts: Facts) -> dict[str, float]:
    """What is said of one pair by the ranking outcome; a, b: shape (n,), matched."""
    extra, found = b - a, of_mean(b - a)
    paired, apart = _sd(extra), float(np.hypot(_sd(a), _sd(b)))
    better = extra if facts.more_is_better else -extra
    won = of_share(float((better > 0.0).sum() + 0.5 * (better == 0.0).sum()), len(better))
    mean_a = float(a.mean()) if len(a) else np.nan
    share = SUMMARIES[facts.outcome].unit.startswith("share")
    width = ONE_POINT if share else ONE_POINT * abs(mean_a)
    return {
        "mean_a": mean_a,
        "mean_b": float(b.mean()) if len(b) else np.nan,
        **_told(found),
        "sd_paired": paired,
        "sd_independent": apart,
        "variance_ratio": (apart / paired) ** 2 if paired > 0.0 else np.nan,
        "p_beats": won.estimate,
        "p_low": won.low,
        "p_high": won.high,
        "needed_for_sign": needed_for_sign(found.estimate, paired),
        "needed_for_width": needed_for_width(paired, width) if width > 0.0 else np.nan,
        "width": width,
    }


def _price(cost: np.ndarray, gain: np.ndarray) -> dict[str, float]:
    """What an extra desk-month costs.

    Means are divided: a mean of ratios would be ruled by the pairs that gain almost nothing.
    """
    if not len(gain):
        return dict.fromkeys(
            ("extra_desk_months", "extra_cost", "cost_per_extra_desk_month", "cost_low", "cost_high"), np.nan
        )
    price = cost_per_extra(float(cost.mean()), float(gain.mean()))
    ratio = of_ratio(cost, gain)
    known = not np.isnan(price)
    return {
        "extra_desk_months": float(gain.mean()),
        "extra_cost": float(cost.mean()),
        "cost_per_extra_desk_month": price,
        "cost_low": ratio.low if known else np.nan,
        "cost_high": ratio.high if known else np.nan,
    }


def checks(runs: pd.DataFrame, points: pd.DataFrame, facts: Facts, centre: pd.DataFrame) -> pd.DataFrame:
    """Return every pair under every check: the table `checks`.

    runs: finished runs; centre: the table `pairs`, whose sign is to be kept.
    """
    value = wide(at(runs, points, "check"), facts.outcome, facts)
    rows = []
    for check in rows_of(points[points["kind"] == "check"]):
        for pair in rows_of(centre):
            here = value[
                (value.index.get_level_values("regime") == pair.regime)
                & (value.index.get_level_values("point") == check.point)
            ]
            extra = differences(here, pair.a, pair.b).to_numpy()
            if len(extra):
                found = of_mean(extra)
                keeps = bool(np.sign(found.estimate) == np.sign(pair.difference))
                row = {"label": check.label, "regime": pair.regime, "a": pair.a, "b": pair.b, "n": len(extra)}
                rows.append(row | _told(found) | {"keeps": keeps})
    return tabled("checks", pd.DataFrame(rows))


def _told(found: Interval) -> dict[str, float]:
    return {"difference": found.estimate, "low": found.low, "high": found.high}


def _sd(values: np.ndarray) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else np.nan
