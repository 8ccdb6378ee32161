"""From plain data to a scenario, or to everything that is wrong with it, in a reader's words."""

from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import ABSENT, InputError, first_of, nearest
from sim.scenario.checks import cross_faults
from sim.scenario.reading import Merged, Path_
from sim.scenario.settings import dotted_names
from sim.scenario.values import Fault, Wrong

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

REQUIRED_STANDINS: dict[str, Any] = {
    "start": date(2000, 1, 1),
    "end": date(2000, 1, 1),
    "service": "G2G",
    "tiers": [{"code": "T", "posts": 4, "offices": 1, "citizens": 1}],
}
"""Put in for required keys that are wrong, so that what else is wrong can be found too."""


def assess(cls: type["Scenario"], merged: Merged) -> tuple["Scenario | None", list[InputError]]:
    """Return the scenario, or None and everything that is wrong."""
    data = merged.data | {"name": merged.name}
    try:
        scenario = cls.model_validate(data)
    except ValidationError as error:
        found = found_in(error)
        unsound = frozenset(str(fault.path[0]) for fault in found if fault.path)
        if any(details["loc"] for details in error.errors(include_url=False)):
            found += _further(cls, data, unsound)
        return None, merged.faults + [_told(cls, merged, fault) for fault in found]
    return (None, merged.faults) if merged.faults else (scenario, [])


def assessed(cls: type["Scenario"], merged: Merged) -> "Scenario":
    """Return the scenario; raise InputError for the first thing that is wrong, counting the others."""
    scenario, faults = assess(cls, merged)
    if scenario is None:
        raise first_of(faults, "`redtape check`" if merged.file else "")
    return scenario


def found_in(error: ValidationError) -> list[Fault]:
    """Return everything that a part, read from plain data, was found to have wrong."""
    found = []
    for details in error.errors(include_url=False):
        loc = tuple(details["loc"])
        if loc[:1] == ("changes",) and loc[2:3] == ("levers",):
            loc = (*loc[:2], *loc[3:])
        cause = details.get("ctx", {}).get("error")
        if isinstance(cause, Wrong):
            found += [_below(loc, fault, details["input"]) for fault in cause.faults]
        else:
            found.append(_structural(loc, details))
    return found


def _below(loc: Path_, fault: Fault, value: Any) -> Fault:
    """Return `fault` with its whole path, and with the value that was read where it names none."""
    given = value if fault.value is ABSENT and not fault.path and loc else fault.value
    return Fault(fault.problem, fault.expected, fault.nearest, (*loc, *fault.path), given)


STRUCTURE = {
    "tuple_type": ("is of the wrong type", "a list of tables"),
    "model_type": ("is of the wrong type", "a table"),
    "model_attributes_type": ("is of the wrong type", "a table"),
}


def _structural(loc: Path_, details: Any) -> Fault:
    """Return what pydantic itself found: a missing or unknown key, or the wrong shape."""
    kind = details["type"]
    if kind == "missing":
        return Fault("is missing", path=loc)
    if kind == "extra_forbidden":
        return Fault("is an unknown key", path=loc, value=details["input"])
    problem, expected = STRUCTURE.get(kind, (f"is not valid ({details['msg']})", None))
    value = details["input"]
    return Fault(problem, expected, path=loc, value=value)


def _further(cls: type["Scenario"], data: dict[str, Any], unsound: frozenset[str]) -> list[Fault]:
    """Return the faults between the sound keys of data that also has unsound ones."""
    sound = {key: value for key, value in data.items() if key not in unsound}
    missing = {key: value for key, value in REQUIRED_STANDINS.items() if key not in sound}
    try:
        partial = cls.model_validate(sound | missing, context={"parts_only": True})
    except ValidationError:
        return []
    return cross_faults(partial, unsound | frozenset(missing))


def _told(cls: type["Scenario"], merged: Merged, fault: Fault) -> InputError:
    """Return the fault as an error that names the file that is to blame, and the nearest key."""
    expected, near = fault.expected, fault.nearest
    if fault.problem == "is an unknown key" and expected is None:
        expected, near = _known_key(cls, fault.path)
    if fault.problem == "is missing":
        expected = _description(cls, fault.path)
    return InputError(
        fault.problem,
        file=merged.origin(fault.path),
        key=".".join(str(part) for part in fault.path) if fault.path else None,
        value=fault.value,
        expected=expected,
        nearest=near,
    )


def _part_at(cls: type[BaseModel], path: Path_) -> type[BaseModel]:
    """Return the model of the table at `path`."""
    for key in path:
        if isinstance(key, int):
            continue
        field = cls.model_fields.get(key)
        inner = [x for x in (field.annotation, *get_args(field.annotation)) if field] if field else []
        cls = next((x for x in inner if isinstance(x, type) and issubclass(x, BaseModel)), cls)
    return cls


def _known_key(cls: type["Scenario"], path: Path_) -> tuple[str | None, str | None]:
    """Return what keys a table knows, and the one nearest to the last of `path`."""
    name = str(path[-1])
    fields = [key for key in _part_at(cls, path[:-1]).model_fields if (len(path) > 1 or key != "name")]
    if len(path) > 1:
        return f"one of {', '.join(fields)}", nearest(name, fields)
    known = {key: key for key in (*fields, "extends", "add")} | dotted_names()
    exact = known.get(name)
    near = nearest(name, known)
    found = exact or (known[near] if near else None)
    return None if found else f"one of {', '.join((*fields, 'extends', 'add'))}", found


def _description(cls: type["Scenario"], path: Path_) -> str | None:
    field = _part_at(cls, path[:-1]).model_fields.get(str(path[-1]))
    text = field.description if field else None
    return text[0].lower() + text[1:].split(" Unit: ")[0].rstrip(".") if text else None
