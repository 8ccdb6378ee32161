"""The scenarios one can run: what they are, whether a file is sound, and the schema for editors."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from experiments import record_doubts, studies
from experiments.calibration import reading as calibrations
from experiments.describing import figure
from experiments.live import tour_form
from sim import record
from sim.errors import InputError, nearest
from sim.parameters.ablations import ABLATIONS
from sim.scenario import Scenario, regimes
from sim.scenario.assessing import assess
from sim.scenario.reading import APPENDED, LIBRARY, MERGED, REMOVABLE, REMOVABLE_PARTS, display, read
from sim.scenario.unit_costs import COSTS

CASE = "federal-eoffice"
"""The case that the policy packages change."""

KINDS = {
    "record": "Cases with a record",
    "illustration": "Programmes and other illustrations",
    "package": f"Policy packages over {CASE}",
}
"""Kind of scenario -> the heading under which lists show it, in their order."""


def library() -> dict[str, list[Scenario]]:
    """Return the scenarios of the library by kind, sorted; raise InputError if one is unsound."""
    kinds: dict[str, list[Scenario]] = {kind: [] for kind in KINDS}
    for name in Scenario.names():
        scenario = Scenario.load(name)
        kinds[_kind(scenario)].append(scenario)
    return kinds


def list_regimes() -> list[tuple[str, str]]:
    """Return the name and title of every regime; raise InputError if one is unsound."""
    return [(name, regimes.load(name).title) for name in regimes.names()]


def list_ablations() -> list[tuple[str, str]]:
    """Return the name of every ablation, and in words the mechanism it switches off and its settings."""
    return [
        (
            name,
            f"{x.mechanism} ({', '.join(f'{key} = {figure(value)}' for key, value in x.settings.items())})",
        )
        for name, x in ABLATIONS.items()
    ]


def without(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """Return the scenario with the mechanisms of those names switched off; raise InputError.

    What they set goes over what the scenario sets; the title tells what is missing.
    """
    if not names:
        return scenario
    chosen = [ABLATIONS[_known(name)] for name in names]
    settings = {key: value for ablation in chosen for key, value in ablation.settings.items()}
    told = ", ".join(dict.fromkeys(ablation.name for ablation in chosen))
    title = f"{scenario.title or scenario.name} (without {told})"
    short = title if len(title) <= 200 else f"{scenario.name} without {len(chosen)} mechanisms"
    return scenario.with_values({**settings, "title": short})


def _known(name: str) -> str:
    """Return the name of an ablation; raise InputError that tells the nearest."""
    if name in ABLATIONS:
        return name
    setters = {key: ablation.name for ablation in ABLATIONS.values() for key in ablation.settings}
    near = nearest(name, {**setters, **dict.fromkeys(ABLATIONS)})
    raise InputError(
        "is an unknown mechanism",
        key="--ablate",
        value=name,
        expected="one of those that `redtape ablations` lists",
        nearest=setters.get(near, near) if near else None,
    )


def check(paths: Iterable[str | Path]) -> list[str]:
    """Return everything that is wrong in scenario, study and other files, one paragraph each.

    All but records and demonstrations may be given by their names in the library.  A record
    that a file names is read too.
    """
    return [str(fault) for path in paths for fault in _checker(path)(path)]


def unchecked(paths: Iterable[str | Path]) -> list[str]:
    """Return what the check of sound files could not ask of some of them, one sentence each."""
    loose = (path for path in paths if record.is_record(path) and record.load(path).scenario is None)
    told = "names no scenario, so nobody asked whether its dates and offices are those of one"
    return [f"{path} {told}." for path in loose]


def doubted(paths: Iterable[str | Path]) -> list[str]:
    """Return what is odd in the records of sound files, one sentence each, once each."""
    return list(dict.fromkeys(words for path in paths for words in _doubts(path)))


def _doubts(path: str | Path) -> list[str]:
    """Return what is odd in the record that a file is, or names."""
    if calibrations.is_calibration(path):
        plan = calibrations.load(path)
        return record_doubts.doubts(plan.record, plan.scenario)
    if studies.is_study(path) or tour_form.is_demonstration(path):
        return []
    if record.is_record(path):
        known = record.load(path)
        return record_doubts.doubts(known, record_doubts.scenario_named(known))
    scenario = Scenario.load(path)
    return record_doubts.doubts(record.load(scenario.record_path), scenario) if scenario.record_path else []


def cost_table(scenario: Scenario) -> str:
    """Return the unit costs of a scenario as the CSV that `cost_file` reads, with notes on each."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["name", "value", "unit", "source", "meaning"])
    for name, x in COSTS.items():
        value = scenario.parameter(name)
        source = x.source if value == x.default else f"set by {scenario.name}"
        lines.writerow([name, f"{value:g}" if value < 1e6 else f"{value:.0f}", x.unit, source, x.meaning])
    return text.getvalue()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors that check and complete TOML."""
    whole = Scenario.model_json_schema()
    properties = whole["properties"]
    properties.pop("name")
    for key in REMOVABLE:
        properties[key] = _or_false(properties[key])
    for part in ("Law", "Ban", "GoLive"):
        fields, needed = whole["$defs"][part]["properties"], whole["$defs"][part].get("required", ())
        may_go = [key for key in REMOVABLE_PARTS if key in fields and key not in needed]
        fields |= {key: _or_false(fields[key]) for key in may_go}
    for part in MERGED:  # a child may state a part of a table that its parent states in full
        whole["$defs"].get(_title(part), {}).pop("required", None)
    properties["extends"] = {
        "type": "string",
        "description": "Name or path of the scenario that this one changes.",
    }
    properties["add"] = {
        "type": "object",
        "description": "Lists to append to those of the scenario that this one extends.",
        "additionalProperties": False,
        "properties": {key: properties[key] for key in APPENDED},
    }
    whole["required"] = []
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "redtape scenario"}


def _kind(scenario: Scenario) -> str:
    """Return what a scenario of the library is: a change of the case, one with a record, or neither."""
    if scenario.name != CASE and display(LIBRARY / f"{CASE}.toml") in read(scenario.name).origins.values():
        return "package"
    return "record" if scenario.record else "illustration"


def _checker(path: str | Path) -> Callable[[str | Path], list[InputError]]:
    """Return what tells the faults of a file, by what the file is."""
    if calibrations.is_calibration(path):
        return calibrations.faults
    if studies.is_study(path):
        return studies.faults
    if tour_form.is_demonstration(path):
        return tour_form.faults
    return _faults_of_record if record.is_record(path) else _faults


def _faults_of_record(path: str | Path) -> list[InputError]:
    return record_doubts.assess(path)[1]


def _faults(path: str | Path) -> list[InputError]:
    try:
        scenario, faults = assess(Scenario, read(path))
        if scenario and scenario.record_path:
            known, faults = record_doubts.assess(scenario.record_path)
            return record.unplaced(known, scenario) if known else faults
        return faults
    except InputError as error:
        return [error]


def _title(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))


def _or_false(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that also admits false, which removes what a parent set."""
    others = [option for option in schema.get("anyOf", [schema]) if option != {"type": "null"}]
    told = {key: schema[key] for key in ("description",) if key in schema}
    bare = [{key: value for key, value in option.items() if key not in told} for option in others]
    return {"anyOf": [*bare, {"const": False}], **told}
