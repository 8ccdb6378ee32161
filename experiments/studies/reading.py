"""Study files: finding them, reading them into a plan, and telling everything that is wrong at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from experiments.studies.form import Form, StudyFile
from experiments.studies.gathering import gather
from experiments.studies.keys import flattened
from experiments.studies.kinds import VaryTable, never
from experiments.studies.plan import Plan
from experiments.studies.planning import plan
from sim.errors import InputError, first_of, nearest
from sim.scenario import Scenario
from sim.scenario.assessing import found_in
from sim.scenario.reading import LIBRARY, display, parsed
from sim.scenario.values import Fault
from sim.scenario.writing import json_ready

STUDIES = LIBRARY / "studies"
"""The folder of the studies that come with the model."""

Place = tuple[str | int, ...]

OPTIONS: dict[Place, str] = {
    ("design", "points"): "--points",
    ("replicates", "number"): "--replicates",
    ("replicates", "seed"): "--seed",
    ("regimes",): "regimes",
}
"""Place in a study -> the option of the command line that sets it."""


def names() -> list[str]:
    """Return the names of the studies of the library, sorted."""
    return sorted(path.stem for path in STUDIES.glob("*.toml"))


def is_study(source: str | Path) -> bool:
    """Whether a name or file is a study, or is meant to be one; False where it cannot be read."""
    if source in names():
        return True
    if source in Scenario.names():
        return False
    try:
        path = Path.cwd() / source
        if path.suffix != ".toml" and not path.exists():
            return nearest(str(source), [*Scenario.names(), *names()]) in names()
        keys = set(parsed(path))
    except (InputError, OSError, ValueError):
        return False
    return bool(keys & set(StudyFile.model_fields) - set(Scenario.model_fields)) and not keys & {
        *("tiers", "extends", "service")
    }


def load(
    source: str | Path,
    *,
    points: int | Sequence[int] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    regimes: Sequence[str] = (),
) -> Plan:
    """Return the plan of the study of that name in the library, or in that .toml file; raise InputError.

    points: of the design, in place of its own.  replicates: of every cell, in place of those of
    the design and of the centre.  seed: of the first run of every cell.  regimes: in place of its
    own; none to leave them.
    """
    given: dict[Place, Any] = {
        ("design", "points"): points,
        ("replicates", "number"): replicates,
        ("replicates", "seed"): seed,
        ("regimes",): list(regimes) or None,
    }
    found, wrong = assess(source, {place: value for place, value in given.items() if value is not None})
    if found is None:
        raise first_of(wrong)
    return found


def faults(source: str | Path) -> list[InputError]:
    """Return everything that is wrong with a study, in the order of its checks; nothing if it is sound."""
    return assess(source, {})[1]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a study file, for editors that check and complete TOML."""
    whole = StudyFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "redtape study"}


def assess(source: str | Path, given: Mapping[Place, Any]) -> tuple[Plan | None, list[InputError]]:
    """Return the plan, or None and everything that is wrong.

    given: place in the study -> value that an option of the command line puts there.
    """
    try:
        path = _find(source)
        data = parsed(path)
    except InputError as error:
        return None, [error]
    file = display(path)
    if ("design", "points") in given and "design" not in data:
        problem, wanted = "means nothing in a study without a design", "a study with a table [design]"
        value = given["design", "points"]
        return None, [InputError(problem, key="--points", value=value, expected=wanted)]
    known = [place for place in given if _put(data, place, given[place])]
    options = {place: OPTIONS[place] for place in known}
    if ("replicates", "number") in known:
        data["replicates"].pop("centre", None)
    form = read(data)
    made, found = plan(path.stem, form, gather(form, path.parent), json_ready(data))
    return made, [told(fault, file, options) for fault in found]


def read(data: Mapping[str, Any]) -> Form:
    """Return what plain data says, without what is wrong with it, and everything that is."""
    try:
        return Form(StudyFile.model_validate(data), frozenset(), [])
    except ValidationError as error:
        found = found_in(error)
    data = {key: _without(key, value, found) for key, value in data.items()}
    unsound = {str(x.path[0]) for x in found if x.path and not _within_keys(x)}
    try:
        sound = StudyFile.model_validate({key: x for key, x in data.items() if key not in unsound})
    except ValidationError as error:  # a table that is wrong even without its wrong keys
        unsound |= {str(x.path[0]) for x in found_in(error)}
        sound = StudyFile.model_validate({key: x for key, x in data.items() if key not in unsound})
    return Form(sound, frozenset(unsound), found)


def _within_keys(fault: Fault) -> bool:
    """Whether a fault lies in one key of a table of keys, whose other keys can still be asked about."""
    return fault.path[0] in ("values", "vary", "checks") and len(fault.path) > 1


def _without(table: str, value: Any, faults: Sequence[Fault]) -> Any:
    """Return a table of keys without those that are wrong."""
    wrong = {fault.path[1] for fault in faults if _within_keys(fault) and fault.path[0] == table}
    if not wrong:
        return value
    is_value = VaryTable.is_value if table == "vary" else never
    return {key: item for key, item in flattened(value, is_value) if key not in wrong}


def told(
    fault: Fault | InputError,
    file: str | None,
    options: Mapping[Place, str],
    form: type[BaseModel] = StudyFile,
) -> InputError:
    """Return a fault as an error that names the file, or the option, that is to blame.

    form: what a file of its kind can say.
    """
    if isinstance(fault, InputError):
        return fault
    expected, near = fault.expected, fault.nearest
    if fault.problem == "is an unknown key" and expected is None:
        known = list(_part_at(form, fault.path[:-1]).model_fields)
        expected, near = f"one of {', '.join(known)}", nearest(str(fault.path[-1]), known)
    if fault.problem == "is missing" and expected is None:
        words = _part_at(form, fault.path[:-1]).model_fields[str(fault.path[-1])].description or ""
        expected = words[:1].lower() + words[1:].split(" Unit: ")[0].rstrip(".") or None
    option = next((name for place, name in options.items() if fault.path[: len(place)] == place), None)
    return InputError(
        fault.problem,
        file=None if option else file,
        key=option or ".".join(str(part) for part in fault.path) or None,
        value=fault.value,
        expected=expected,
        nearest=near,
    )


def _find(source: str | Path) -> Path:
    """Return the file of a study given by name or by path."""
    text = str(source)
    if text in names():
        return STUDIES / f"{text}.toml"
    try:
        path = Path.cwd() / text
        if text.endswith(".toml") or "/" in text or "\\" in text or path.exists():
            return path
    except (OSError, ValueError):
        pass
    wanted = f"a path ending in .toml, or one of {', '.join(names())}"
    raise InputError("is an unknown study", value=text, expected=wanted, nearest=nearest(text, names()))


def _put(data: dict[str, Any], place: Place, value: Any) -> bool:
    """Put a value at its place in plain data; whether there is such a place."""
    *tables, key = map(str, place)
    target = data
    for table in tables:
        target = target.setdefault(table, {})
        if not isinstance(target, dict):
            return False
    target[key] = value
    return True


def _part_at(form: type[BaseModel], path: Place) -> type[BaseModel]:
    """Return the model of the table at `path` of a form."""
    found = form
    for key in path:
        field = found.model_fields.get(str(key))
        inner = _parts_in(field.annotation) if field else []
        found = inner[0] if inner else found
    return found


def _parts_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for inner in getattr(annotation, "__args__", ()) for part in _parts_in(inner)]
