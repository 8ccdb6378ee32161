"""A comparison as data: everything that screen, brief and workbook tell of it, and nothing else.

Two kinds of spread, never mixed: a *band* holds the middle 90 % of runs or of futures; a
90 % *interval* is of an estimate, and narrows with more runs.  A difference is always
value of `b` minus value of `a` (or of the package minus the base), in the unit of the
outcome; common seeds pair them.  What cannot be said is NaN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

TEXT, WHOLE, NUMBER, FLAG, MONTH = "text", "whole", "number", "flag", "month"
"""Kinds of column: object or string, int64, float64, bool, datetime64."""

Columns = Mapping[str, tuple[str, str]]
"""Column -> (kind, meaning)."""

_WHERE: Columns = {"regime": (TEXT, "name of the regime; empty for each scenario's own")}
_OF: Columns = {**_WHERE, "scenario": (TEXT, "name of the package")}
_PAIR: Columns = {**_WHERE, "a": (TEXT, "name of a package"), "b": (TEXT, "name of the other package")}
_BAND: Columns = {
    "mean": (NUMBER, "mean over replicates"),
    "low": (NUMBER, "lower end of the band: 5 % of the runs are below"),
    "high": (NUMBER, "upper end of the band: 5 % of the runs are above"),
}
_INTERVAL: Columns = {
    "low": (NUMBER, "lower end of the 90 % t interval of the difference"),
    "high": (NUMBER, "upper end of the 90 % t interval of the difference"),
}
_MOVED: Columns = {
    "base": (NUMBER, "value under the base, mean over replicates"),
    "package": (NUMBER, "value under the package, mean over replicates"),
    "difference": (NUMBER, "package minus base, mean over replicates"),
    **_INTERVAL,
}
_FUTURES: Columns = {"n_futures": (WHOLE, "futures in which every package asked for finished a run")}


def _share_of_futures(name: str, what: str) -> Columns:
    return {
        f"{name}_share": (NUMBER, f"share of futures in which {what}"),
        f"{name}_low": (NUMBER, "lower end of its 90 % Wilson interval"),
        f"{name}_high": (NUMBER, "upper end of its 90 % Wilson interval"),
    }


TABLES: Mapping[str, Columns] = {
    "ends": {
        **_OF,
        "outcome": (TEXT, "name of sim.summaries.SUMMARIES"),
        "n": (WHOLE, "finished runs at the centre"),
        **_BAND,
    },
    "months": {
        **_OF,
        "outcome": (TEXT, "name of sim.outcomes.OUTCOMES"),
        "month": (MONTH, "first day of the month"),
        "mean": (NUMBER, "package minus base at the centre, mean over replicates"),
        "low": (NUMBER, "lower end of the band of the difference over replicates"),
        "high": (NUMBER, "upper end of the band of the difference over replicates"),
    },
    "pairs": {
        **_PAIR,
        "n": (WHOLE, "replicates at the centre in which both finished"),
        "left_out": (WHOLE, "replicates at the centre left out, because only one or none finished"),
        "mean_a": (NUMBER, "ranking outcome of a, mean over the n replicates"),
        "mean_b": (NUMBER, "ranking outcome of b, mean over the n replicates"),
        "difference": (NUMBER, "mean of b minus a"),
        **_INTERVAL,
        "sd_paired": (NUMBER, "standard deviation of b minus a under common seeds"),
        "sd_independent": (NUMBER, "what it would be under seeds of their own: root of var(a) + var(b)"),
        "variance_ratio": (NUMBER, "variance under seeds of their own by that under common seeds"),
        "p_beats": (NUMBER, "share of replicates in which b is the better; a tie counts half"),
        "p_low": (NUMBER, "lower end of its 90 % Wilson interval"),
        "p_high": (NUMBER, "upper end of its 90 % Wilson interval"),
        "extra_desk_months": (NUMBER, "discounted digital desk-months of b beyond a, mean"),
        "extra_cost": (NUMBER, "discounted cost of b beyond a, PKR, mean"),
        "cost_per_extra_desk_month": (
            NUMBER,
            "mean extra cost by mean extra desk-months, PKR; NaN where nothing is gained, or at a saving",
        ),
        "cost_low": (NUMBER, "lower end of its 90 % Fieller interval; NaN where that has no ends"),
        "cost_high": (NUMBER, "upper end of its 90 % Fieller interval; NaN where that has no ends"),
        "needed_for_sign": (NUMBER, "replicates at which the 90 % interval leaves 0 out; NaN where never"),
        "needed_for_width": (NUMBER, "replicates at which the 90 % interval is as narrow as `width`"),
        "width": (NUMBER, "half-width that is meant: 1 point of a share, else 1 % of the mean of a"),
    },
    "order": {
        **_PAIR,
        **_FUTURES,
        "share": (NUMBER, "share of futures in which b minus a has the sign it has at the centre"),
        "low": (NUMBER, "lower end of its 90 % Wilson interval"),
        "high": (NUMBER, "upper end of its 90 % Wilson interval"),
        "unsure": (
            NUMBER,
            "share of futures in which the 90 % t interval over replicates holds 0; NaN for single ones",
        ),
    },
    "money": {
        **_PAIR,
        "extra_cost": (NUMBER, "discounted cost of b beyond a at the centre, PKR, mean"),
        "low": (NUMBER, "lower end of its 90 % t interval, of luck alone"),
        "high": (NUMBER, "upper end of its 90 % t interval, of luck alone"),
        **_FUTURES,
        "gains_share": (NUMBER, "share of futures in which b has more digital desk-months than a"),
        "cost_median": (NUMBER, "discounted cost of b beyond a, PKR, middle one of the futures"),
        "cost_5": (NUMBER, "the same: 5 % of the futures are below"),
        "cost_95": (NUMBER, "the same: 5 % of the futures are above"),
        "price_median": (
            NUMBER,
            "PKR per extra desk-month, middle one of the futures in which b has more; below 0 at a saving",
        ),
        "price_5": (NUMBER, "the same: 5 % of these futures are below"),
        "price_95": (NUMBER, "the same: 5 % of these futures are above"),
        **_share_of_futures("cheaper", "b costs less than a"),
        **_share_of_futures("b_dominates", "b is the better and costs no more than a"),
        **_share_of_futures("a_dominates", "a is the better and costs no more than b"),
    },
    "regret": {
        **_OF,
        **_FUTURES,
        "mean_value": (NUMBER, "ranking outcome, mean over futures"),
        "worst_value": (NUMBER, "ranking outcome in the package's worst future"),
        "mean_regret": (NUMBER, "what the best package of each future has beyond it, mean over futures"),
        "max_regret": (NUMBER, "the same in the future where that is most"),
        "best_share": (NUMBER, "share of futures in which it is the best; packages that tie share it"),
        "satisfied_share": (NUMBER, "share of futures in which it is satisfactory; NaN if none was asked"),
        "satisfied_low": (NUMBER, "lower end of its 90 % Wilson interval"),
        "satisfied_high": (NUMBER, "upper end of its 90 % Wilson interval"),
        "minimax": (FLAG, "whether its largest regret is the smallest of all packages"),
    },
    "moved_modes": {
        **_OF,
        "before": (TEXT, "how files are worked at a post under the base in the last month"),
        "after": (TEXT, "how at the same post under the package"),
        "posts": (NUMBER, "posts, mean over replicates"),
        "share": (NUMBER, "share of all posts, mean over replicates"),
    },
    "moved_grades": {
        **_OF,
        "grade": (TEXT, "grade of the posts"),
        "posts": (NUMBER, "posts of the grade, mean over replicates"),
        **_MOVED,
    },
    "moved_offices": {
        **_OF,
        "tier": (TEXT, "code of the tier of the office"),
        "office": (TEXT, "name of the office"),
        "size": (WHOLE, "posts of the office"),
        **_MOVED,
    },
    "moved_parts": {
        **_OF,
        "part": (TEXT, "component of resistance, name of sim.outcomes.OUTCOMES"),
        **_MOVED,
    },
    "checks": {
        "label": (TEXT, "the one value that is changed, as kappa = 0"),
        **_PAIR,
        "n": (WHOLE, "replicates in which both finished"),
        "difference": (NUMBER, "mean of b minus a under the check"),
        **_INTERVAL,
        "keeps": (FLAG, "whether the difference has the sign it has at the centre"),
    },
    "break_even": {
        **_PAIR,
        "parameter": (TEXT, "name of an uncertain parameter"),
        "meaning": (TEXT, "what it is, in a sentence"),
        "unit": (TEXT, "unit of the parameter"),
        "declared": (NUMBER, "value at the centre"),
        "low": (NUMBER, "lower end of its prior"),
        "high": (NUMBER, "upper end of its prior"),
        "difference_at_low": (
            NUMBER,
            "mean of b minus a with the parameter at `low`, all else at the centre",
        ),
        "difference": (NUMBER, "the same at `declared`"),
        "difference_at_high": (NUMBER, "the same at `high`"),
        "turns_at": (NUMBER, "value nearest to the declared one at which it is 0; NaN where none is found"),
        "turns_low": (NUMBER, "lower end of the 90 % interval of that value; -inf where beyond the prior"),
        "turns_high": (NUMBER, "upper end of the 90 % interval of that value; inf where beyond the prior"),
        "distance": (NUMBER, "from the declared value to the turn, in widths of the prior; NaN as turns_at"),
        "short_by": (NUMBER, "what is left of the difference, without sign, where it is nearest to turning"),
        "nearest_at": (NUMBER, "value of the parameter at which that is so: low, declared or high"),
    },
}
"""Every table of a comparison, column by column."""


@dataclass(frozen=True)
class Facts:
    """What a comparison takes from its plan."""

    name: str
    title: str
    question: str
    titles: Mapping[str, str]
    """Name -> title of every package, in the order in which they are told, the base wherever it stands."""
    base: str
    regimes: tuple[str, ...]
    outcome: str
    """The ranking outcome, a name of sim.summaries.SUMMARIES."""
    more_is_better: bool
    """Whether more of the ranking outcome is the better."""
    satisfied: float | None
    """Value of the ranking outcome from which a future counts as satisfactory; None for none asked."""
    held: Mapping[str, str]
    """Uncertain parameter that is not drawn -> the regime or scenario that states it."""
    scope: str = ""
    """The posts and the period that every figure is of, in words."""
    posterior: Mapping[str, Any] = field(default_factory=dict)
    """Where futures are drawn from, as `Plan.posterior`; empty where it is the priors."""


@dataclass(frozen=True)
class Comparison:
    """What was found, as tables whose columns are those of `TABLES`; a table may be empty."""

    facts: Facts
    failed: int
    """Runs that did not finish; pairs that lack a partner are left out of every table."""
    n_replicates: int
    """Replicates of each cell of the centre."""
    n_futures: int
    """Points of the design: draws of the uncertain parameters."""
    future_replicates: int
    """Replicates of each cell of the design."""
    ends: pd.DataFrame
    """Bands over replicates at the centre, of the ranking outcome and of the headlines."""
    months: pd.DataFrame
    """Paired differences against the base month by month, bands over replicates at the centre."""
    pairs: pd.DataFrame
    """Each pair at the centre: intervals of the difference, chance to win, price, runs needed."""
    order: pd.DataFrame
    """Each pair over the futures: how often it keeps its order; intervals of that share."""
    money: pd.DataFrame
    """Each pair: what b costs beyond a; interval of luck at the centre, bands and shares over futures."""
    regret: pd.DataFrame
    """Each package over the futures: regret and satisfaction."""
    moved_modes: pd.DataFrame
    """Posts by how they work under the base and under the package, last month, at the centre."""
    moved_grades: pd.DataFrame
    """Share of digital posts by grade, last month, at the centre; intervals of the difference."""
    moved_offices: pd.DataFrame
    """Share of digital desks by office, last month, at the centre; intervals of the difference."""
    moved_parts: pd.DataFrame
    """Components of resistance, last month, at the centre; intervals of the difference."""
    checks: pd.DataFrame
    """Each pair under each check; intervals of the difference."""
    break_even: pd.DataFrame
    """Where each pair's order turns, nearest turn first; intervals of the turning value from the seeds."""

    def __post_init__(self) -> None:
        for name, columns in TABLES.items():
            found = list(getattr(self, name).columns)
            if found != list(columns):
                raise ValueError(f"{name} has the columns {found}, not {list(columns)}")

    def values(self, regime: str) -> dict[str, float]:
        """Return the mean of the ranking outcome of each package at the centre."""
        ends = self.ends[(self.ends["regime"] == regime) & (self.ends["outcome"] == self.facts.outcome)]
        return dict(zip(ends["scenario"], ends["mean"], strict=True))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table by name, in the order of `TABLES`."""
        return {name: getattr(self, name) for name in TABLES}


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table, each with its values as attributes."""
    return list(table.itertuples(index=False))


DTYPES = {TEXT: "str", WHOLE: "int64", NUMBER: "float64", FLAG: "bool", MONTH: "datetime64[ms]"}


def tabled(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as the table of that name: its columns in order, each of its kind; empty rows will do.

    Raises KeyError where a column is missing from rows that are not empty.
    """
    columns = TABLES[name]
    chosen = rows[list(columns)] if len(rows) else pd.DataFrame(columns=list(columns))
    return chosen.astype({column: DTYPES[kind] for column, (kind, _) in columns.items()}).reset_index(
        drop=True
    )
