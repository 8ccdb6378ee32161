"""From what a calibration file says to the calibration: its scenario, its record, what is drawn where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments import record_doubts
from experiments.calibration.form import UNCERTAIN, CalibrationFile
from experiments.calibration.plan import Calibration, Regime
from experiments.calibration.problem import Settings
from experiments.smaller import smaller
from experiments.studies.gathering import faults_of, loaded
from experiments.studies.keys import flattened
from experiments.studies.kinds import never
from sim import record as records
from sim.errors import InputError
from sim.scenario import Scenario, regimes
from sim.scenario.reading import display
from sim.scenario.unit_costs import unit_costs
from sim.scenario.values import Fault

LISTS = ("free", "release", "leave", "regimes")


@dataclass
class Gathered:
    """The scenario and the record of a calibration, as far as they can be had, and what is wrong."""

    scenario: Scenario | None = None
    record: records.Record | None = None
    faults: list[Fault | InputError] = field(default_factory=list)


def gather(form: CalibrationFile, unsound: frozenset[str], folder: Path) -> Gathered:
    """Return what a form names, by paths from `folder`.  unsound: its keys that say nothing here."""
    found = Gathered(faults=list(_lists(form, unsound)))
    if "scenario" not in unsound:
        _take_scenario(found, form, folder)
    if "record" not in unsound:
        _take_record(found, form, folder)
    if found.scenario and found.record:
        found.faults += _against(found.record, found.scenario)
    return found


def resolved(
    name: str, form: CalibrationFile, scenario: Scenario, record: records.Record, source: Mapping[str, Any]
) -> Calibration:
    """Return the calibration of a sound form; raise InputError where a regime cannot be had."""
    settings = Settings(
        seed=form.seed,
        n_seeds=form.seeds,
        n_pilot=form.pilot,
        n_early=form.early,
        n_last=form.last,
        n_generations=form.generations,
        real=form.real,
        most=form.most,
    )
    return Calibration(
        name=name,
        title=form.title or name,
        question=form.question,
        scenario=scenario,
        record=record,
        regimes=tuple(_regime(regime, scenario, form) for regime in form.regimes or ("",)),
        discrepancy=form.discrepancy,
        desks=form.desks,
        settings=settings,
        source=source,
    )


def _lists(form: CalibrationFile, unsound: frozenset[str]) -> Iterator[Fault]:
    """Yield what is listed twice, or in two places that exclude each other."""
    for key in LISTS:
        listed = getattr(form, key)
        for i, name in enumerate(listed):
            if name in listed[:i]:
                yield Fault("is listed twice", "every name once", path=(key, i), value=name)
    drawn = {name for key in ("free", "release") if key not in unsound for name in getattr(form, key)}
    for i, name in enumerate(form.leave):
        if name in drawn:
            wanted = "one of the two: what is freed or released is drawn, what is left is not"
            yield Fault("is left and drawn", wanted, path=("leave", i), value=name)
    for key, value in flattened(form.values, never):
        if key in drawn:
            wanted = "one of the two: what `values` sets is held, what is freed or released is drawn"
            yield Fault("is set and drawn", wanted, path=("values", key), value=value)


def _take_scenario(found: Gathered, form: CalibrationFile, folder: Path) -> None:
    """Find the scenario, with the values of the form over it."""
    scenario, faults = loaded(form.scenario, folder, ("scenario",))
    found.faults += faults
    if scenario is None:
        return
    wrong = faults_of(scenario, form.values, ("values",))
    found.faults += wrong
    if not wrong:
        found.scenario = scenario.with_values(form.values) if form.values else scenario
    elif form.record is None and scenario.record_path:  # so that the record can be read all the same
        found.record, faults = record_doubts.assess(scenario.record_path)
        found.faults += faults


def _take_record(found: Gathered, form: CalibrationFile, folder: Path) -> None:
    """Find the record that the form names, else that of the scenario."""
    if form.record is not None:
        path = _path(folder, form.record)
        if path is None or not path.is_file():
            problem = "is a folder" if path and path.is_dir() else "does not exist"
            wanted = "a record, a TOML file, as a path from the calibration"
            found.faults.append(Fault(problem, wanted, path=("record",), value=form.record))
            return
    elif found.scenario is None:
        return
    elif found.scenario.record_path is None:
        wanted = "a record: the key `record` of the calibration, or of the scenario"
        found.faults.append(Fault("has no record", wanted, path=("scenario",), value=form.scenario))
        return
    else:
        path = found.scenario.record_path
    found.record, faults = record_doubts.assess(path)
    found.faults += faults


def _path(folder: Path, text: str) -> Path | None:
    """Return a path from a folder; None for what is no path."""
    try:
        path = (folder / text).resolve()
        path.exists()
    except (OSError, ValueError):
        return None
    return path


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
    costs = unit_costs(chosen.cost_path)[0] if chosen.cost_path else {}
    stated = dict.fromkeys({**costs, **chosen.parameters}, chosen.name)
    if chosen.regime:
        stated = dict.fromkeys(regimes.load(chosen.regime).parameters, f"regime {chosen.regime}") | stated
    stated |= dict.fromkeys(form.leave, "the calibration")
    drawn = {*form.free, *form.release}
    held = {x: who for x, who in stated.items() if x in UNCERTAIN and x not in drawn}
    return Regime(
        name=name,
        scenario=chosen,
        small=smaller(chosen, form.desks),
        free={x: UNCERTAIN[x] for x in form.free},
        carried={x: prior for x, prior in UNCERTAIN.items() if x not in held and x not in form.free},
        held=held,
    )
