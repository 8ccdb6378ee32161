"""What packages cost beside what they bring: at the centre, over the futures, and for a budget.

An interval at the centre is of luck alone.  What a desk-month costs hangs far more on unit
costs that nobody knows, so that the futures are told beside it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.compare.comparison import Facts, rows_of, tabled
from experiments.compare.interval import of_mean, of_share
from experiments.compare.paired import COST, GAIN, differences, wide
from viz.summary import HIGH, LOW

MOST_OF_IT = 2.0 / 3.0
"""Share of the gain of the best package from which another has most of it."""


class Offer(NamedTuple):
    """What a package brings and costs at the centre, beyond the base."""

    name: str
    gain: float
    """How much better it is in the ranking outcome, in its unit."""
    cost: float
    """PKR, discounted."""


def money(centre: pd.DataFrame, drawn: pd.DataFrame, pairs: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return the cost of every pair at the centre and over the futures: the table `money`.

    centre, drawn: finished runs at the centre and at design points; pairs: the table `pairs`.
    """
    columns = (COST, GAIN, facts.outcome)
    of_centre = wide(centre, COST, facts)
    of_drawn = [wide(drawn, column, facts) for column in columns]
    rows = []
    for pair in rows_of(pairs):
        own = differences(of_centre, pair.a, pair.b)
        found = of_mean(own[own.index.get_level_values("regime") == pair.regime].to_numpy())
        row = {"regime": pair.regime, "a": pair.a, "b": pair.b}
        row |= {"extra_cost": found.estimate, "low": found.low, "high": found.high}
        futures = [_of_futures(table, pair.regime, pair.a, pair.b) for table in of_drawn]
        rows.append(row | _over(pd.concat(futures, axis=1, keys=["cost", "gain", "value"]).dropna(), facts))
    return tabled("money", pd.DataFrame(rows))


def _of_futures(table: pd.DataFrame, regime: str, a: str, b: str) -> pd.Series:
    """Mean over replicates of b minus a in each future of a regime, by point."""
    own = differences(table, a, b)
    return own[own.index.get_level_values("regime") == regime].groupby(level="point").mean()


def _over(extra: pd.DataFrame, facts: Facts) -> dict[str, float]:
    """What is said of one pair over the futures; extra: cost, gain and value of b minus a, a row for each."""
    n = len(extra)
    better = extra["value"] if facts.more_is_better else -extra["value"]
    gaining = extra[extra["gain"] > 0.0]
    price = gaining["cost"] / gaining["gain"]
    found: dict[str, float] = {"n_futures": n, "gains_share": len(gaining) / n if n else np.nan}
    for name, values in (("cost", extra["cost"]), ("price", price)):
        ends = values.quantile([0.5, LOW, HIGH]).tolist()
        found |= dict(zip((f"{name}_median", f"{name}_5", f"{name}_95"), ends, strict=True))
    shares = {
        "cheaper": extra["cost"] < 0.0,
        "b_dominates": (better > 0.0) & (extra["cost"] <= 0.0),
        "a_dominates": (better < 0.0) & (extra["cost"] >= 0.0),
    }
    for name, hits in shares.items():
        share = of_share(float(hits.sum()), n)
        found |= {f"{name}_share": share.estimate, f"{name}_low": share.low, f"{name}_high": share.high}
    return found


def offers(pairs: pd.DataFrame, facts: Facts, regime: str) -> list[Offer]:
    """Return what every package offers, the base first with nothing; pairs: the table `pairs`."""
    sign = 1.0 if facts.more_is_better else -1.0
    own = pairs[(pairs["regime"] == regime) & (pairs["a"] == facts.base)]
    return [
        Offer(facts.base, 0.0, 0.0),
        *(Offer(str(row.b), sign * row.difference, row.extra_cost) for row in rows_of(own) if row.n),
    ]


def cheapest_of_most(found: Sequence[Offer]) -> Offer | None:
    """Return the cheapest package that has at least `MOST_OF_IT` of the gain of the best.

    None where nothing is better than the base.  It may be the best package itself.
    """
    best = max(offer.gain for offer in found)
    if best <= 0.0:
        return None
    return min((x for x in found if x.gain >= MOST_OF_IT * best), key=lambda x: (x.cost, -x.gain))


def dominated(pairs: pd.DataFrame, costs: pd.DataFrame, facts: Facts, regime: str) -> Mapping[str, str]:
    """Return package -> another that is surely better and surely cheaper, the cheapest of those.

    pairs, costs: the tables `pairs` and `money`.  Surely: the 90 % intervals at the centre
    leave 0 out, of the ranking outcome as of the cost.
    """
    by_cost = sorted(offers(pairs, facts, regime), key=lambda x: x.cost)
    rank = {offer.name: n for n, offer in enumerate(by_cost)}
    both = pairs.merge(costs, on=["regime", "a", "b"], suffixes=("", "_cost"))
    found: dict[str, str] = {}
    for row in rows_of(both[both["regime"] == regime]):
        better, cheaper = _surely(row.low, row.high), -_surely(row.low_cost, row.high_cost)
        better = better if facts.more_is_better else -better
        if better * cheaper <= 0:
            continue
        ahead, behind = (row.b, row.a) if better > 0 else (row.a, row.b)
        if behind not in found or rank[ahead] < rank[found[behind]]:
            found[behind] = ahead
    return found


def _surely(low: float, high: float) -> int:
    """The sign of what has this interval; 0 where it may have either, or nothing is known."""
    return int(low > 0.0) - int(high < 0.0)
