"""A plan in a results folder: written so that it can be read again to the last digit."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.studies.plan import Limits, Plan, Point, Stop
from experiments.tables import NUMBER, TEXT, WHOLE, Column, described
from sim.parameters import LEVERS, PARAMETERS
from sim.scenario import Scenario
from sim.scenario.writing import json_ready

POINT: Mapping[str, Column] = {
    "point": (WHOLE, "index", "number of the point; 0 is the centre if there is one"),
    "kind": (TEXT, "centre, check or design", "the scenarios as they are, one value changed, or a draw"),
    "label": (TEXT, "text", "what it is, in words"),
    "values": (TEXT, "JSON", "every value that is set, exactly"),
}
"""Columns that the table of points begins with; one for every varied key follows."""

ONLY_IN: Column = (TEXT, "name", "the one regime in which it is run; empty for every regime")
"""The column `only_in`, which stands before them where regimes have draws of their own."""


def facts(plan: Plan) -> dict[str, Any]:
    """Return what the manifest says of a plan; scenarios and points stand beside it."""
    told = {
        "name": plan.name,
        "title": plan.title,
        "question": plan.question,
        "base": plan.base,
        "scenarios": {name: json_ready(x.data()) for name, x in plan.scenarios.items()},
        "labels": {name: scenario.title or name for name, scenario in plan.scenarios.items()},
        "regimes": list(plan.regimes),
        "outcomes": list(plan.outcomes),
        "seed": plan.seed,
        "replicates": plan.replicates,
        "centre_replicates": plan.centre_replicates,
        "stop": plan.stop._asdict() if plan.stop else None,
        "limits": plan.limits._asdict(),
        "satisfied": plan.satisfied,
        "design": plan.design,
        "held": dict(plan.held),
        "source": dict(plan.source),
    }
    return told | ({"posterior": dict(plan.posterior)} if plan.posterior else {})


def points_table(plan: Plan) -> pa.Table:
    """Return the points as a table: number, kind, label, all values as JSON, and a column for each key."""
    keys = list(dict.fromkeys(key for point in plan.points for key in point.values))
    columns: dict[str, list[Any]] = {
        "point": [point.number for point in plan.points],
        "kind": [point.kind for point in plan.points],
        "label": [point.label for point in plan.points],
        "values": [json.dumps(dict(point.values), default=str) for point in plan.points],
    }
    forms = dict(POINT)
    if any(point.regime is not None for point in plan.points):
        forms["only_in"], columns["only_in"] = ONLY_IN, [point.regime for point in plan.points]
    for key in keys:
        values = [point.values.get(key) for point in plan.points]
        number = all(x is None or (isinstance(x, int | float) and not isinstance(x, bool)) for x in values)
        declared = PARAMETERS.get(key) or LEVERS.get(key)
        unit, meaning = (declared.unit, declared.meaning) if declared else ("see scenario file", key)
        forms[key] = (NUMBER if number else TEXT, unit, meaning)
        columns[key] = values if number else [None if x is None else _text(x) for x in values]
    return pa.table(columns, schema=described(forms))


def _text(value: Any) -> str:
    """Return a value as text, exactly; true and false as labels and study files have them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plan_from(manifest: Mapping[str, Any], points: pd.DataFrame) -> Plan:
    """Return the plan that a manifest and the table of points tell; raise InputError."""
    told = manifest["study"]
    scenarios = {name: Scenario.from_data(data, name) for name, data in told["scenarios"].items()}
    given = points["only_in"] if "only_in" in points else [None] * len(points)
    only_in = [name if isinstance(name, str) else None for name in given]
    rows = zip(*(points[name] for name in POINT), only_in, strict=True)
    return Plan(
        name=told["name"],
        title=told["title"],
        question=told["question"],
        scenarios=scenarios,
        base=told["base"],
        regimes=tuple(told["regimes"]),
        points=tuple(
            Point(int(n), kind, label, json.loads(told), only) for n, kind, label, told, only in rows
        ),
        outcomes=tuple(told["outcomes"]),
        seed=told["seed"],
        replicates=told["replicates"],
        centre_replicates=told["centre_replicates"],
        stop=Stop(**told["stop"]) if told["stop"] else None,
        limits=Limits(**told["limits"]),
        satisfied=told["satisfied"],
        design=told["design"],
        held=told["held"],
        source=told["source"],
        posterior=told.get("posterior", {}),
    )
