"""Calibration files: finding them, reading them, and telling everything that is wrong at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments import studies
from experiments.calibration.form import CalibrationFile
from experiments.calibration.plan import Calibration
from experiments.calibration.resolving import gather, resolved
from experiments.studies.form import StudyFile
from experiments.studies.keys import flattened
from experiments.studies.kinds import never
from experiments.studies.reading import Place, told
from sim import record as records
from sim.errors import InputError, first_of, nearest
from sim.scenario import Scenario
from sim.scenario.assessing import found_in
from sim.scenario.reading import LIBRARY, display, parsed
from sim.scenario.values import Fault
from sim.scenario.writing import json_ready

CALIBRATIONS = LIBRARY / "calibrations"
"""The folder of the calibrations that come with the model."""

OWN_KEYS = set(CalibrationFile.model_fields) - set(Scenario.model_fields) - set(StudyFile.model_fields)
"""Keys that neither a scenario nor a study of runs has, by which a file is known for a calibration."""

OTHERS_KEYS = {
    *("tiers", "extends", "service"),
    *("scenarios", "base", "variants", "vary", "design"),
    *("series", "figures"),
}
"""Keys by which a file is known for a scenario, a study of runs or a record."""

WANTED = "a calibration (a name, or a path ending in .toml), or a scenario that has a record"


def names() -> list[str]:
    """Return the names of the calibrations of the library, sorted."""
    return sorted(path.stem for path in CALIBRATIONS.glob("*.toml"))


def is_calibration(source: str | Path) -> bool:
    """Whether a name or file is a calibration, or is meant to be one; False where it cannot be read."""
    if str(source) in names():
        return True
    try:
        path = Path.cwd() / source
        if path.suffix != ".toml" and not path.exists():
            others = [*Scenario.names(), *studies.names()]
            return str(source) not in others and nearest(str(source), [*others, *names()]) in names()
        keys = set(parsed(path))
    except (InputError, OSError, ValueError):
        return False
    return bool(keys & OWN_KEYS) and not keys & OTHERS_KEYS


def load(source: str | Path, given: Mapping[str, Any] | None = None) -> Calibration:
    """Return the calibration of that name in the library or in that .toml file; raise InputError.

    source: may also be a scenario, which is then calibrated against its own record.  given: key
    of the file -> value that an option of the command line puts in its place.
    """
    found, wrong = assess(source, given or {})
    if found is None:
        first, *others = wrong
        of_options = [str(x) for x in others if (x.key or "").startswith("--")]  # which no check would list
        first.also = " ".join([*([first.also] if first.also else []), *of_options]) or None
        raise first_of([first, *(x for x in others if not (x.key or "").startswith("--"))])
    return found


def faults(source: str | Path) -> list[InputError]:
    """Return everything that is wrong with a calibration; nothing if it is sound."""
    return assess(source, {})[1]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a calibration file."""
    whole = CalibrationFile.model_json_schema()
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **whole, "title": "redtape calibration"}


def assess(source: str | Path, given: Mapping[str, Any]) -> tuple[Calibration | None, list[InputError]]:
    """Return the calibration, or None and everything that is wrong: of its file, then of what it names."""
    try:
        path, data = _data(str(source))
    except InputError as error:
        return None, [error]
    data |= given
    form, unsound, wrong = _form(data)
    found = gather(form, unsound, path.parent if path else Path.cwd())
    file = display(path) if path else None
    options: dict[Place, str] = {(key,): f"--{key}" for key in given}
    named = (told(fault, file, options, CalibrationFile) for fault in (*wrong, *found.faults))
    distinct = {str(x): x for x in named}
    if distinct or found.scenario is None or found.record is None:
        return None, list(distinct.values())
    name = path.stem if path else Path(str(source)).stem
    try:
        return resolved(name, form, found.scenario, found.record, json_ready(data)), []
    except InputError as error:
        return None, [error]


def _data(text: str) -> tuple[Path | None, dict[str, Any]]:
    """Return the file of a calibration and what it says; a scenario stands for one without further keys."""
    if text in names():
        path = CALIBRATIONS / f"{text}.toml"
        return path, parsed(path)
    if text in Scenario.names():
        return None, {"scenario": text}
    if text in studies.names():
        raise _other_kind(text, "study of runs", f"`redtape sweep {text}` conducts it")
    path = Path.cwd() / text
    if _is_folder(path):
        also = "The folder of a calibration is read by validate, report and the option --posterior."
        raise InputError("is a folder", value=text, expected=WANTED, also=also)
    if not (text.endswith(".toml") or "/" in text or "\\" in text):
        known = [*names(), *Scenario.names()]
        wanted = f"a path ending in .toml, a scenario, or one of {', '.join(names())}"
        raise InputError(
            "is an unknown calibration", value=text, expected=wanted, nearest=nearest(text, known)
        )
    if path.suffix != ".toml" and _is_file(path):
        raise InputError("is no TOML file", value=text, expected=WANTED)
    if records.is_record(path):
        raise _other_kind(text, "record", "the key `record` of a calibration, or of a scenario, names it")
    if not is_calibration(path) and studies.is_study(path):
        raise _other_kind(text, "study of runs", f"`redtape sweep {text}` conducts it")
    data = parsed(path)
    if {"tiers", "extends", "service"} & set(data):
        return None, {"scenario": str(path)}
    return path, data


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _other_kind(text: str, kind: str, use: str) -> InputError:
    return InputError(f"is a {kind} and no calibration ({use})", value=text, expected=WANTED)


def _form(data: dict[str, Any]) -> tuple[CalibrationFile, frozenset[str], list[Fault]]:
    """Return what the sound keys of a file say, the keys that are not sound, and what is wrong with them."""
    try:
        return CalibrationFile.model_validate(data), frozenset(), []
    except ValidationError as error:
        wrong = found_in(error)
    unsound = {str(fault.path[0]) for fault in wrong if fault.path}
    keys = {str(fault.path[1]) for fault in wrong if fault.path[:1] == ("values",) and len(fault.path) > 1}
    if keys:  # of the other values what is wrong can still be told
        unsound.discard("values")
        data = data | {"values": {k: x for k, x in flattened(data["values"], never) if k not in keys}}
    sound = {key: value for key, value in data.items() if key not in unsound}
    form = CalibrationFile.model_validate({"scenario": "none", **sound})
    return form, frozenset(unsound), wrong
