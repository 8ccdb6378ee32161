"""Put a comparison together from the tables of a finished study."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.compare import futures, moved, paired
from experiments.compare.comparison import Comparison, Facts, tabled
from experiments.compare.facts import facts_of
from experiments.store import Results
from experiments.whole_run import SHOWN
from sim.errors import InputError

HEADLINES = ("verified_use_end", "reported_use_end", "satisfaction_end", *SHOWN)
"""The whole-run outcomes that are told beside the ranking one."""

BREAK_EVEN = "break_even"
"""The one table of a comparison that its runs do not hold: it is searched for."""

POST_COLUMNS = ("regime", "scenario", "replicate", "number", "grade", "mode")


def compared(results: Results) -> Comparison:
    """Return the comparison of the packages of a folder; raise InputError where it holds none."""
    study = results.manifest.get("study")
    if not isinstance(study, Mapping):
        wanted = "the folder of a sweep or comparison"
        raise InputError("compares nothing", value=str(results.folder), expected=wanted)
    tables = {name: results.table(name) for name in ("points", "runs", "monthly", "offices", "failures")}
    tables["bureaucrats"] = results.table("bureaucrats", POST_COLUMNS)
    if results.holds(BREAK_EVEN):
        tables[BREAK_EVEN] = results.table(BREAK_EVEN)
    return of_tables(facts_of(study), tables, str(results.folder))


def of_tables(facts: Facts, tables: Mapping[str, pd.DataFrame], source: str) -> Comparison:
    """Return the comparison that tables tell.

    tables: points, runs, monthly, offices, bureaucrats and, if it was searched for,
    break_even.  source: the folder, for messages.  Raises InputError where there is
    nothing to compare.
    """
    points, runs = tables["points"], paired.finished(tables["runs"])
    _check(facts, points, runs, tables["monthly"], source)
    centre = paired.at(runs, points, "centre")
    asked = _replicates(tables["runs"], points)
    pairs = paired.pairs(paired.at(tables["runs"], points, "centre"), facts)
    drawn = paired.wide(paired.at(runs, points, "design"), facts.outcome, facts)
    outcomes = list(dict.fromkeys([facts.outcome, *HEADLINES]))
    return Comparison(
        facts=facts,
        failed=len(tables["runs"]) - len(runs),
        n_replicates=asked["centre"],
        n_futures=int((points["kind"] == "design").sum()),
        future_replicates=asked["design"],
        ends=paired.ends(centre, outcomes),
        months=paired.months(paired.at(tables["monthly"], points, "centre"), facts),
        pairs=pairs,
        order=futures.order(drawn, pairs),
        regret=futures.regret(drawn, facts),
        **moved.moved(_last(tables["bureaucrats"]), _last(tables["offices"]), centre, facts),
        checks=paired.checks(runs, points, facts, pairs),
        break_even=tabled(BREAK_EVEN, tables.get(BREAK_EVEN, pd.DataFrame())),
    )


def _last(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last month, of a table that may hold several."""
    return table[table["month"] == table["month"].max()] if "month" in table else table


def _replicates(runs: pd.DataFrame, points: pd.DataFrame) -> dict[str, int]:
    """How many replicates the cells of each kind of point have, failed ones among them."""
    found = {}
    for kind in ("centre", "design"):
        here = paired.at(runs, points, kind)
        found[kind] = int(here["replicate"].nunique())
    return found


def _check(
    facts: Facts, points: pd.DataFrame, runs: pd.DataFrame, monthly: pd.DataFrame, source: str
) -> None:
    """Raise InputError unless there are packages to compare, over the same months."""
    if len(facts.titles) < 2:
        raise InputError("has a single package", value=source, expected="a study of two or more")
    centre = paired.at(runs, points, "centre")
    missing = [name for name in facts.titles if name not in set(centre["scenario"])]
    if missing:
        raise InputError(
            f"has no finished run of {', '.join(missing)} as declared",
            value=source,
            expected="runs of every package at the centre",
        )
    months = monthly.groupby("scenario")["month"].agg(["min", "max"]).drop_duplicates()
    if len(months) > 1:
        spans = "; ".join(f"{name}: {low:%B %Y} to {high:%B %Y}" for name, low, high in months.itertuples())
        raise InputError(
            f"has packages of different months ({spans})",
            value=source,
            expected="packages over the same months",
        )


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
        "held": list(facts.held),
        "failed": comparison.failed,
        "replicates": comparison.n_replicates,
        "futures": comparison.n_futures,
        "future_replicates": comparison.future_replicates,
    }
    return told | {name: _records(table) for name, table in comparison.tables().items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value as JSON has it: a month as its first day, what is missing as null, no end as text."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        if value != value:
            return None
        return value if abs(value) != float("inf") else ("inf" if value > 0 else "-inf")
    return value
