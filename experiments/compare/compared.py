"""Put a comparison together from the tables of a finished study."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.compare import futures, moved, paired
from experiments.compare.comparison import Comparison, Facts, tabled
from experiments.compare.money import money
from experiments.whole_run import SHOWN
from sim.errors import InputError

HEADLINES = ("verified_use_end", "reported_use_end", "satisfaction_end", *SHOWN)
"""The whole-run outcomes that are told beside the ranking one."""

BREAK_EVEN = "break_even"
"""The one table of a comparison that its runs do not hold: it is searched for."""

POST_COLUMNS = ("regime", "scenario", "replicate", "number", "grade", "mode")


def of_tables(facts: Facts, tables: Mapping[str, pd.DataFrame], source: str) -> Comparison:
    """Return the comparison that tables tell.

    tables: points, runs, monthly, offices, bureaucrats and, if it was searched for,
    break_even.  source: the folder, for messages.  Raises InputError where there is
    nothing to compare.
    """
    points, runs = tables["points"], paired.finished(tables["runs"])
    _check(facts, points, runs, source)
    centre = paired.at(runs, points, "centre")
    asked = _replicates(tables["runs"], points)
    pairs = paired.pairs(paired.at(tables["runs"], points, "centre"), facts)
    futures_of = paired.at(runs, points, "design")
    drawn = paired.wide(futures_of, facts.outcome, facts)
    outcomes = list(dict.fromkeys([facts.outcome, *HEADLINES]))
    of_packages = {
        "ends": paired.ends(centre, outcomes),
        "months": paired.months(paired.at(tables["monthly"], points, "centre"), facts),
        **moved.moved(_last(tables["bureaucrats"]), _last(tables["offices"]), centre, facts),
    }
    return Comparison(
        facts=facts,
        failed=len(tables["runs"]) - len(runs),
        n_replicates=asked["centre"],
        n_futures=_n_futures(points, facts),
        future_replicates=asked["design"],
        **{name: in_order(table, facts) for name, table in of_packages.items()},
        pairs=pairs,
        order=futures.order(drawn, pairs),
        money=money(centre, futures_of, pairs, facts),
        regret=futures.regret(drawn, facts),
        checks=paired.checks(runs, points, facts, pairs),
        break_even=tabled(BREAK_EVEN, tables.get(BREAK_EVEN, pd.DataFrame())),
    )


def _last(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last month, of a table that may hold several."""
    return table[table["month"] == table["month"].max()] if "month" in table else table


def _n_futures(points: pd.DataFrame, facts: Facts) -> int:
    """How many points of the design every regime has."""
    n = int((points["kind"] == "design").sum())
    return n // len(facts.regimes) if "only_in" in points else n


def _replicates(runs: pd.DataFrame, points: pd.DataFrame) -> dict[str, int]:
    """How many replicates the cells of each kind of point have, failed ones among them."""
    found = {}
    for kind in ("centre", "design"):
        here = paired.at(runs, points, kind)
        found[kind] = int(here["replicate"].nunique())
    return found


def _check(facts: Facts, points: pd.DataFrame, runs: pd.DataFrame, source: str) -> None:
    """Raise InputError unless every package has a finished run at the centre, in every regime."""
    centre = paired.at(runs, points, "centre")
    there = set(zip(centre["regime"], centre["scenario"], strict=True))
    for regime in facts.regimes:
        missing = [name for name in facts.titles if (regime, name) not in there]
        if missing:
            where = f" in regime {regime}" if regime else ""
            reason = f"has no finished run of {', '.join(missing)} as declared{where}"
            raise InputError(reason, value=source, expected="runs of every package at the centre")


def in_order(table: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return a table with its regimes and packages in the order in which they are told."""
    places = {"regime": list(facts.regimes), "scenario": list(facts.titles)}
    keys = {name: table[name].map({x: n for n, x in enumerate(names)}) for name, names in places.items()}
    order = pd.DataFrame(keys).sort_values(list(places), kind="stable").index
    return table.loc[order].reset_index(drop=True)


def as_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data that JSON can hold; what cannot be said is null."""
    facts = comparison.facts
    told: dict[str, Any] = {
        "name": facts.name,
        "title": facts.title,
        "question": facts.question,
        "packages": dict(facts.titles),
        "base": facts.base,
        "regimes": list(facts.regimes),
        "outcome": facts.outcome,
        "more_is_better": facts.more_is_better,
        "satisfied": facts.satisfied,
        "held": dict(facts.held),
        "posterior": dict(facts.posterior) or None,
        "failed": comparison.failed,
        "replicates": comparison.n_replicates,
        "futures": comparison.n_futures,
        "future_replicates": comparison.future_replicates,
    }
    return told | {name: _records(table) for name, table in comparison.tables().items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value as JSON has it: a month as its first day, what is missing as null, no end as text."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        if value != value:
            return None
        return value if abs(value) != float("inf") else ("inf" if value > 0 else "-inf")
    return value
