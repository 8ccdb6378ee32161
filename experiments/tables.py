"""The tables of a results folder: every column with its type, unit and meaning."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from sim.outcomes import OFFICE_OUTCOMES, OUTCOMES, TIER_OUTCOMES, Outcome
from sim.state import POST_TABLE
from sim.summaries import SUMMARIES

Column = tuple[pa.DataType, str, str]
"""Type, unit and meaning."""

WHOLE, NUMBER, TEXT, MONTH = pa.int64(), pa.float64(), pa.string(), pa.timestamp("ms")

RUN: Mapping[str, Column] = {
    "run": (WHOLE, "index", "number of the run in this folder"),
    "replicate": (WHOLE, "index", "which of the runs of its scenario; equal replicates share their luck"),
    "scenario": (TEXT, "name", "name of the scenario"),
}
"""Columns that every table begins with."""

WHEN: Mapping[str, Column] = {"month": (MONTH, "date", "first day of the month whose state this is")}
POST_TYPES = {"i": WHOLE, "f": NUMBER}


def _outcomes(table: Mapping[str, Outcome[Any, Any]]) -> dict[str, Column]:
    return {name: (NUMBER, x.unit, f"{x.label}: {x.definition}") for name, x in table.items()}


TABLES: Mapping[str, Mapping[str, Column]] = {
    "runs": {
        **RUN,
        "seed": (WHOLE, "index", "key of all draws of the run"),
        "fingerprint": (TEXT, "sha256", "of everything in the scenario that results depend on"),
        "status": (TEXT, "finished, failed or not run", "what became of the run"),
        **_outcomes(SUMMARIES),
    },
    "monthly": {**RUN, **WHEN, **_outcomes(OUTCOMES)},
    "offices": {
        **RUN,
        **WHEN,
        "office": (TEXT, "name", "the office; numbered where the scenario names none"),
        "tier": (TEXT, "code", "tier of government the office belongs to"),
        "size": (WHOLE, "posts", "posts of the office"),
        **{name: (NUMBER, unit, meaning) for name, (unit, meaning) in OFFICE_OUTCOMES.items()},
    },
    "tiers": {
        **RUN,
        **WHEN,
        "tier": (TEXT, "code", "tier of government"),
        "posts": (WHOLE, "posts", "posts of the tier"),
        **_outcomes(TIER_OUTCOMES),
    },
    "bureaucrats": {
        **RUN,
        **WHEN,
        "office": (TEXT, "name", "the office of the post"),
        **{field.name: (POST_TYPES[field.type[0]], field.unit, field.meaning) for field in POST_TABLE},
    },
    "patterns": {
        "pattern": (TEXT, "P1 to P18", "the pattern of the literature or the record"),
        "measure": (TEXT, "name", "which of its measures, named as in patterns.json"),
        "seed": (WHOLE, "index", "key of all draws of the runs it was measured on"),
        "value": (NUMBER, "see unit", "what was measured; empty where there was nothing to measure"),
        "unit": (TEXT, "name", "share, points (difference of shares, 0 to 1) or what the number counts"),
    },
    "failures": {
        **RUN,
        "seed": (WHOLE, "index", "key of all draws of the run"),
        "stage": (TEXT, "run or outcomes", "what was being done"),
        "message": (TEXT, "text", "what the error said"),
        "trace": (TEXT, "text", "where in the code it was raised"),
    },
}


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table; the metadata of each column holds its unit and meaning."""
    return pa.schema(
        pa.field(name, kind, metadata={"unit": unit, "meaning": meaning})
        for name, (kind, unit, meaning) in TABLES[table].items()
    )


def units(table: str) -> dict[str, str]:
    """Return the unit of every column of a table."""
    return {name: unit for name, (_, unit, _) in TABLES[table].items()}
