"""Ask which package is the better: run what is needed, search for what would turn it, put it together."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments import sweep
from experiments.compare.break_even import break_even, searches
from experiments.compare.compared import BREAK_EVEN, POST_COLUMNS, of_tables
from experiments.compare.comparison import FLAG, MONTH, NUMBER, TABLES, TEXT, WHOLE, Comparison
from experiments.compare.facts import facts_of, searched_pairs
from experiments.measuring import Bench
from experiments.store import Results, write_table
from experiments.studies import recorded
from experiments.studies.plan import Plan
from sim.compiling import model_version
from sim.errors import InputError

SEEDS = 4
"""Runs of each package at each value that is tried in the search for a turn; all under common seeds."""

STUDY = b"study"
"""Where the table of turning values says of which study, and which version of the model, it is."""

ARROW = {
    TEXT: pa.string(),
    WHOLE: pa.int64(),
    NUMBER: pa.float64(),
    FLAG: pa.bool_(),
    MONTH: pa.timestamp("ms"),
}


@dataclass(frozen=True)
class Answer:
    """What became of a comparison: its runs, and what they say; nothing while it is not complete."""

    tally: sweep.Tally
    comparison: Comparison | None


def ask(
    plan: Plan, out: Path, where: sweep.Where, *, force: bool = False, command: str = "", search: bool = True
) -> Answer:
    """Run a comparison into the folder `out`, as far as it is not there, and put it together.

    search: also search for the values at which the order turns.  Raises InputError before
    the first run where the packages cannot be compared.
    """
    facts_of(plan)
    tally = sweep.conduct(plan, out, where, kind="comparison", force=force, command=command)
    if tally.status != "complete":
        return Answer(tally, None)
    if search:
        return Answer(tally, search_in(tally.results, where.workers))
    return Answer(tally, compared(tally.results))


def compared(results: Results) -> Comparison:
    """Return the comparison of the packages of a folder; raise InputError where it holds none."""
    plan = plan_of(results)
    tables = {name: results.table(name) for name in ("points", "runs", "monthly", "offices")}
    tables["bureaucrats"] = results.table("bureaucrats", POST_COLUMNS)
    known = _known(plan, results)
    if known is not None:
        tables[BREAK_EVEN] = known
    return of_tables(facts_of(plan), tables, str(results.folder))


def search_in(results: Results, workers: int) -> Comparison:
    """Return the comparison of a folder with the values at which the order turns, searched for if need be.

    They are kept in the folder.  Raises InputError where it holds no comparison.
    """
    plan, found = plan_of(results), compared(results)
    if _known(plan, results) is not None:
        return found
    seeds = range(plan.seed, plan.seed + min(SEEDS, plan.centre_replicates))
    bench = Bench(seeds, (found.facts.outcome,), workers)
    packages = {
        regime: {
            name: scenario.with_values({"regime": regime}) if regime else scenario
            for name, scenario in plan.scenarios.items()
        }
        for regime in plan.regimes
    }
    pairs = {regime: searched_pairs(found.facts, found.values(regime)) for regime in plan.regimes}
    table = break_even(searches(packages, pairs), bench.measure)
    write_table(results.folder, BREAK_EVEN, _as_arrow(BREAK_EVEN, table, _mark(plan)))
    return compared(results)


def plan_of(results: Results) -> Plan:
    """Return the plan that a folder was made from; raise InputError where it was made from none."""
    manifest = results.manifest
    if manifest.get("kind") not in ("sweep", "comparison"):
        wanted = "the folder of a sweep or comparison"
        kind = manifest.get("kind")
        problem = f"is the folder of a {kind} and compares nothing" if kind else "compares nothing"
        raise InputError(problem, value=str(results.folder), expected=wanted)
    return recorded.plan_from(manifest, results.table("points"))


def _known(plan: Plan, results: Results) -> pd.DataFrame | None:
    """The turning values that were searched for before, of this very study; None where there are none."""
    if not results.holds(BREAK_EVEN):
        return None
    table = results.arrow(BREAK_EVEN)
    same = (table.schema.metadata or {}).get(STUDY) == _mark(plan)
    return table.to_pandas() if same else None


def _mark(plan: Plan) -> bytes:
    """What the turning values of a plan depend on, hashed."""
    told: list[Any] = [model_version(), recorded.facts(plan), SEEDS]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest().encode()


def _as_arrow(name: str, table: pd.DataFrame, mark: bytes) -> pa.Table:
    columns = TABLES[name]
    schema = pa.schema(
        [
            pa.field(column, ARROW[kind], metadata={"meaning": meaning})
            for column, (kind, meaning) in columns.items()
        ],
        metadata={STUDY: mark},
    )
    return pa.Table.from_pandas(table, schema=schema, preserve_index=False).replace_schema_metadata(
        {STUDY: mark}
    )
