"""Reading a record, and telling everything that is wrong with it at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from sim.errors import InputError, first_of, nearest
from sim.record.figures import FIGURES, Told, figures_of
from sim.record.form import STANDINS, RecordFile, Series, cross_faults
from sim.record.placing import beside, outside, places, scenario_of
from sim.record.table import rows_of
from sim.scenario import Scenario
from sim.scenario.assessing import found_in
from sim.scenario.reading import display, parsed
from sim.scenario.values import Fault

if TYPE_CHECKING:
    import pandas as pd

HEAD_STANDINS: dict[str, Any] = {"figures": "none", "series": {"none": {}}}
"""Put in for required keys that are missing or wrong, so that the others can be read."""


@dataclass(frozen=True)
class Record:
    """A sound record: its figures, and what its file says.

    `figures` holds one row per figure in the order of the table: number (0, 1, ...); series;
    date (of the figure); month (first day of the month whose state it is compared with: the
    nearest, or the one in the column `state`); statistic ("share_of_offices" or "mean", None
    for a series that says nothing of the model); outcome; threshold; direction (">=" or "<");
    offices and tiers (names and codes, empty for all); value (0 to 1, missing where there is
    no share); denominator; error ("count", "sd" or "interval"); sd_own (of the figure itself,
    0 for counts); widen; sd (of everything that keeps a model's mean and the figure
    apart, roughly); self_report; role; source.
    """

    title: str
    path: Path
    source: str
    scenario: str | None
    """Scenario that the file says it is about; where it says none, its dates and offices are unchecked."""
    series: Mapping[str, Series]
    figures: "pd.DataFrame" = field(repr=False)

    @property
    def comparable(self) -> "pd.DataFrame":
        """The figures that say something of the model, in any role."""
        return self.figures[self.figures["statistic"].notna()]

    @property
    def fitted(self) -> "pd.DataFrame":
        """The figures that may be fitted."""
        return self.comparable[self.comparable["role"] == "calibrate"]

    @property
    def held_out(self) -> "pd.DataFrame":
        """The figures that are scored and never fitted."""
        return self.comparable[self.comparable["role"] == "validate"]


def load(path: str | Path) -> Record:
    """Return the record that a file describes; raise InputError for the first thing wrong with it."""
    record, wrong = assess(path)
    if record is None:
        raise first_of(wrong, f"`redtape check {display(Path.cwd() / path)}`")
    return record


def faults(path: str | Path) -> list[InputError]:
    """Return everything that is wrong with a record: what its file says, then its table row by row."""
    return assess(path)[1]


def is_record(source: str | Path) -> bool:
    """Whether a file is a record, or is meant to be one; False where it cannot be read."""
    try:
        keys = set(parsed(Path.cwd() / source))
    except (InputError, OSError, ValueError):
        return False
    return bool(keys & {"figures", "series"}) and not keys & {"tiers", "extends", "service", "scenarios"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a record file, for editors that check and complete TOML."""
    whole = RecordFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "redtape record"}


def unplaced(record: Record, scenario: Scenario) -> list[InputError]:
    """Return which offices and tiers that a record names a scenario does not have."""
    file = display(record.path)
    return [_told(x, file) for name, of in record.series.items() for x in places(name, of, scenario)]


def assess(path: str | Path) -> tuple[Record | None, list[InputError]]:
    """Return the record, or None and everything that is wrong."""
    import pandas as pd

    path = Path.cwd() / path
    file = display(path)
    if path.suffix == ".csv":
        wanted = "the TOML file that says what the series of a table tell of the model"
        return None, [InputError("is a table and not a record", value=file, expected=wanted)]
    try:
        data = parsed(path)
    except InputError as error:
        return None, [error]
    head, found = _head(data)
    told, of_series = _series(head.get("series", {}))
    wrong = [_told(fault, file) for fault in (*found, *of_series)]
    scenario, lost = scenario_of(head.get("scenario"), path)
    wrong += lost
    if scenario:
        wrong += [_told(x, file) for name, of in told.items() for x in places(name, of.series, scenario)]
    figures: list[dict[str, Any]] = []
    if "figures" in head:
        figures, of_figures = _figures(path, head, told, scenario)
        wrong += of_figures
    if wrong:
        return None, wrong
    frame = pd.DataFrame(figures, columns=list(FIGURES), dtype=object).astype(FIGURES)
    series = {name: x.series for name, x in told.items()}
    return Record(head["title"] or path.stem, path, head["source"], head["scenario"], series, frame), []


def _figures(
    path: Path, head: Mapping[str, Any], told: Mapping[str, Told], scenario: Scenario | None
) -> tuple[list[dict[str, Any]], list[InputError]]:
    """Return the figures of the table that a record names, and everything that is wrong with it."""
    file, name = display(path), head["figures"]
    table, near = _table(path, name)
    if table is None:
        wanted = "a CSV or Parquet file, as a path from the record"
        problem = "does not exist"
        return [], [InputError(problem, file=file, key="figures", value=name, expected=wanted, nearest=near)]
    rows, of_table = rows_of(table)
    sure = "series" in head and "context" in head
    context = head["context"] if sure else [str(row.cells.get("series")) for row in rows]
    figures, of_rows = figures_of(rows, told, context)
    placed = [*of_table, *of_rows, *(outside(rows, figures, scenario) if scenario else ())]
    wrong = [fault for _, fault in sorted(placed, key=lambda x: x[0])]
    if sure and not of_table:  # a row that could not be read may be the one that is missed
        wrong += [_told(fault, file) for fault in _without_row(figures, told, context)]
    if sure and figures and not any(x["series"] in told and x["role"] == "calibrate" for x in figures):
        wanted = "role calibrate for at least one figure of a series with a table [series.NAME]"
        fault = Fault("has no figure that may be fitted", wanted, path=("figures",), value=name)
        wrong.append(_told(fault, file))
    return figures, wrong


def _head(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a file says, without the keys that are wrong or missing; and what is wrong."""
    try:
        return dict(RecordFile.model_validate(data)), []
    except ValidationError as error:
        found = found_in(error)
    unsound = {str(fault.path[0]) for fault in found}
    sound = {key: x for key, x in data.items() if key not in unsound}
    standins = {key: x for key, x in HEAD_STANDINS.items() if key not in sound}
    read = dict(RecordFile.model_validate(standins | sound))
    return {key: x for key, x in read.items() if key not in unsound}, found


def _series(tables: Mapping[str, Any]) -> tuple[dict[str, Told], list[Fault]]:
    """Return what every series says of the model, and what is wrong with any."""
    told, faults = {}, []
    for name, table in tables.items():
        found: list[Fault] = []
        if not isinstance(table, Mapping):
            found.append(Fault("is of the wrong type", f"a table [series.{name}]", value=table))
            faults += [_below(("series", name), fault) for fault in found]
            told[name] = Told(Series.model_validate(STANDINS), frozenset(Series.model_fields))
            continue
        try:
            read = Series.model_validate(table)
        except ValidationError as error:
            found = found_in(error)
            unsound = {str(fault.path[0]) for fault in found}
            sound = {key: x for key, x in table.items() if key not in unsound}
            read = Series.model_validate({x: y for x, y in STANDINS.items() if x not in sound} | sound)
        found += cross_faults(read, frozenset(str(fault.path[0]) for fault in found))
        told[name] = Told(read, frozenset(str(fault.path[0]) for fault in found))
        faults += [_below(("series", name), fault) for fault in found]
    return told, faults


def _below(path: tuple[str | int, ...], fault: Fault) -> Fault:
    return Fault(fault.problem, fault.expected, fault.nearest, (*path, *fault.path), fault.value)


def _without_row(
    figures: Sequence[Mapping[str, Any]], told: Mapping[str, Told], context: Sequence[str]
) -> Iterator[Fault]:
    """Yield which series of the file have no row in the table, and which are told of twice in the file."""
    present = {figure["series"] for figure in figures} - {None}
    loose = present - set(told)
    tables = (name for name, of in told.items() if not set(Series.model_fields) <= of.unsound)
    for name in (name for name in tables if name not in present):
        wanted = "the name of a series of the table"
        yield Fault("has no row in the table", wanted, nearest(name, loose), ("series", name))
    for i, name in enumerate(context):
        if name in told:
            wanted = "no such entry, or no such table"
            yield Fault(f"has a table [series.{name}] too", wanted, path=("context", i), value=name)
        elif name not in present:
            wanted = "the name of a series of the table"
            yield Fault("has no row in the table", wanted, nearest(name, present), ("context", i), name)


def _table(path: Path, name: str) -> tuple[Path | None, str | None]:
    """Return the table of that name beside a record; or None, and the name of a table that is there."""
    try:
        table = beside(path, name)
        if table.exists():
            return table, None
        there = [x.name for x in path.parent.iterdir() if x.suffix.lower() in (".csv", ".parquet")]
    except (OSError, ValueError, RuntimeError):
        return None, None
    return None, nearest(name, there)


def _told(fault: Fault, file: str) -> InputError:
    """Return a fault as an error that names the file, the key and the nearest one."""
    expected, near = fault.expected, fault.nearest
    part: type[BaseModel] = Series if fault.path[:1] == ("series",) and len(fault.path) > 2 else RecordFile
    last = str(fault.path[-1])
    if fault.problem == "is an unknown key" and expected is None:
        known = list(part.model_fields)
        expected, near = f"one of {', '.join(known)}", nearest(last, known)
    if fault.problem == "is missing" and expected is None:
        words = part.model_fields[last].description or ""
        expected = words[:1].lower() + words[1:].split(" Unit: ")[0].rstrip(".")
    key = ".".join(str(step) for step in fault.path)
    return InputError(fault.problem, file=file, key=key, value=fault.value, expected=expected, nearest=near)
