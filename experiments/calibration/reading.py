"""Calibration files: finding them, reading them, and telling everything that is wrong at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments.calibration.form import UNCERTAIN, CalibrationFile
from experiments.calibration.plan import Calibration, Regime
from experiments.calibration.problem import Settings
from experiments.studies.gathering import faults_of
from sim import record as records
from sim.errors import InputError, nearest
from sim.scenario import Scenario, regimes
from sim.scenario.assessing import found_in
from sim.scenario.reading import LIBRARY, display, parsed
from sim.scenario.values import Fault
from sim.scenario.writing import json_ready

CALIBRATIONS = LIBRARY / "calibrations"
"""The folder of the calibrations that come with the model."""

OWN_KEYS = {"free", "release", "pilot", "early", "last", "desks", "discrepancy", "generations"}
"""Keys that only a calibration has, by which a file is known for one."""


def names() -> list[str]:
    """Return the names of the calibrations of the library, sorted."""
    return sorted(path.stem for path in CALIBRATIONS.glob("*.toml"))


def is_calibration(source: str | Path) -> bool:
    """Whether a name or file is a calibration, or is meant to be one; False where it cannot be read."""
    if source in names():
        return True
    try:
        path = Path.cwd() / source
        keys = set(parsed(path)) if path.suffix == ".toml" else set()
    except (InputError, OSError, ValueError):
        return False
    return bool(keys & OWN_KEYS) and not keys & {"tiers", "extends", "scenarios", "series"}


def load(source: str | Path, given: Mapping[str, Any] | None = None) -> Calibration:
    """Return the calibration of that name in the library or in that .toml file; raise InputError.

    source: may also be a scenario, which is then calibrated against its own record.  given: key
    of the file -> value that an option of the command line puts in its place.
    """
    found, wrong = assess(source, given or {})
    if found is None:
        first = wrong[0]
        if len(wrong) > 1:
            more = f"{len(wrong) - 1} more thing{'s' if len(wrong) > 2 else ''} wrong"
            first.also = f"({more}: `redtape check` lists all.)"
        raise first
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
    """Return the calibration, or None and everything that is wrong."""
    try:
        path, data = _data(source)
    except InputError as error:
        return None, [error]
    file = display(path) if path else None
    data |= given
    try:
        form = CalibrationFile.model_validate(data)
    except ValidationError as error:
        return None, [_told(fault, file, given) for fault in found_in(error)]
    name = path.stem if path else str(source)
    try:
        found, wrong = _resolved(name, form, path.parent if path else Path.cwd(), json_ready(data))
    except InputError as error:
        return None, [error]
    return found, [_told(fault, file, given) for fault in wrong]


def _data(source: str | Path) -> tuple[Path | None, dict[str, Any]]:
    """Return the file of a calibration and what it says; a scenario stands for one without further keys."""
    text = str(source)
    if text in names():
        path = CALIBRATIONS / f"{text}.toml"
        return path, parsed(path)
    if text in Scenario.names():
        return None, {"scenario": text}
    if text.endswith(".toml") or "/" in text or "\\" in text:
        path = Path.cwd() / text
        data = parsed(path)
        if {"tiers", "extends"} & set(data):
            return None, {"scenario": str(path)}
        return path, data
    known = [*names(), *Scenario.names()]
    wanted = f"a path ending in .toml, a scenario, or one of {', '.join(names())}"
    raise InputError("is an unknown calibration", value=text, expected=wanted, nearest=nearest(text, known))


def _resolved(
    name: str, form: CalibrationFile, folder: Path, source: Mapping[str, Any]
) -> tuple[Calibration | None, list[Fault | InputError]]:
    scenario = Scenario.load(_located(form.scenario, folder))
    wrong: list[Fault | InputError] = list(faults_of(scenario, form.values, ("values",)))
    if wrong:
        return None, wrong
    scenario = scenario.with_values(form.values) if form.values else scenario
    record = records.load((folder / form.record).resolve() if form.record else _own_record(scenario))
    wrong += [*_listed_twice(form), *_against(record, scenario)]
    found = [_regime(x, scenario, form) for x in form.regimes or ("",)]
    if wrong:
        return None, list(dict.fromkeys(wrong)) if all(isinstance(x, Fault) for x in wrong) else wrong
    settings = Settings(
        seed=form.seed,
        n_seeds=form.seeds,
        n_pilot=form.pilot,
        n_early=form.early,
        n_last=form.last,
        n_generations=form.generations,
        most=form.most,
    )
    made = Calibration(
        name=name,
        title=form.title or name,
        question=form.question,
        scenario=scenario,
        record=record,
        regimes=tuple(found),
        discrepancy=form.discrepancy,
        desks=form.desks,
        settings=settings,
        source=source,
    )
    return made, []


def _located(source: str, folder: Path) -> str | Path:
    """Return a scenario given by name, or by a path from the file that names it."""
    return source if source in Scenario.names() else folder / source


def _own_record(scenario: Scenario) -> Path:
    if scenario.record_path is None:
        wanted = "a record: the key `record` of the calibration, or of the scenario"
        raise InputError("has no record", key="scenario", value=scenario.name, expected=wanted)
    return scenario.record_path


def _listed_twice(form: CalibrationFile) -> Iterator[Fault]:
    for key in ("free", "release", "leave", "regimes"):
        listed = getattr(form, key)
        for i, name in enumerate(listed):
            if name in listed[:i]:
                yield Fault("is listed twice", "every name once", path=(key, i), value=name)
    for i, name in enumerate(form.leave):
        if name in (*form.free, *form.release):
            yield Fault("is left and drawn", "one of the two", path=("leave", i), value=name)


def _against(record: records.Record, scenario: Scenario) -> Iterator[InputError]:
    """Yield why the figures to be fitted cannot be compared with runs of the scenario."""
    fitted = record.fitted
    if not len(fitted):
        wanted = 'figures with role = "calibrate" that say something of the model'
        yield InputError("has nothing to fit", file=display(record.path), expected=wanted)
    yield from records.unplaced(record, scenario)
    first, last = scenario.months[0], scenario.months[-1]
    for series, month in zip(fitted["series"], fitted["month"], strict=True):
        if not first <= month.date() <= last:
            yield InputError(
                "falls outside the run",
                file=display(record.path),
                key=str(series),
                value=month.date(),
                expected=f"a month of {scenario.name}, {first:%B %Y} to {last:%B %Y}",
            )


def _regime(name: str, scenario: Scenario, form: CalibrationFile) -> Regime:
    """Return what is drawn in a regime: what nobody states, what was fitted, and what is freed."""
    chosen = scenario.with_values({"regime": name}) if name else scenario
    stated = dict.fromkeys(chosen.parameters, chosen.name)
    if chosen.regime:
        stated = dict.fromkeys(regimes.load(chosen.regime).parameters, f"regime {chosen.regime}") | stated
    stated |= dict.fromkeys(form.leave, "the calibration")
    drawn = {*form.free, *form.release}
    held = {x: who for x, who in stated.items() if x in UNCERTAIN and x not in drawn}
    return Regime(
        name=name,
        scenario=chosen,
        small=_small(chosen, form.desks),
        free={x: UNCERTAIN[x] for x in form.free},
        carried={x: prior for x, prior in UNCERTAIN.items() if x not in held and x not in form.free},
        held=held,
    )


def _small(scenario: Scenario, desks: int) -> Scenario:
    """Return the scenario with `desks` posts an office; as it is where that is no smaller, or cannot be."""
    fewer = {
        f"tiers.{k}.posts": desks * tier.offices
        for k, tier in enumerate(scenario.tiers)
        if desks * tier.offices < tier.posts
    }
    try:
        return scenario.with_values(fewer) if fewer else scenario
    except InputError:  # a staff list fixes every office
        return scenario


def _told(fault: Fault | InputError, file: str | None, given: Mapping[str, Any]) -> InputError:
    """Return a fault as an error that names the file, or the option, that is to blame."""
    if isinstance(fault, InputError):
        return fault
    expected, near, key = fault.expected, fault.nearest, str(fault.path[0]) if fault.path else ""
    fields = CalibrationFile.model_fields
    if fault.problem == "is an unknown key" and expected is None:
        expected, near = f"one of {', '.join(fields)}", nearest(str(fault.path[-1]), fields)
    if fault.problem == "is missing" and expected is None and key in fields:
        words = fields[key].description or ""
        expected = words[:1].lower() + words[1:].rstrip(".")
    option = f"--{key}" if key in given else None
    return InputError(
        fault.problem,
        file=None if option else file,
        key=option or ".".join(str(part) for part in fault.path) or None,
        value=fault.value,
        expected=expected,
        nearest=near,
    )
