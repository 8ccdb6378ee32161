"""From rows of the table and what their series say: one figure each, as a share; or what is wrong."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sim.calendar import nearest_month_start
from sim.errors import ABSENT, InputError, nearest
from sim.record.form import COUNT, ERRORS, INTERVAL, MEAN, PERCENT, ROLES, SD, Series, WholeOffices
from sim.record.table import Placed, Row
from sim.scenario.values import Choice, Day, Kind, Number, Text, Wrong

SAMPLING_SD = 0.075
"""How far a share of about 40 offices strays by luck alone in one history (design study)."""

DISCREPANCY_SD = 0.05
"""How far the model may be off although it is right enough (design study)."""

SDS_IN_90 = 2 * 1.645
"""Standard deviations of a normal between the ends of the range that holds 90 % of it."""


class AnyNumber(Number):
    """A finite number, whatever its unit."""

    expected = "a number"


ANY_NUMBER = AnyNumber(-math.inf, math.inf)

FIGURES = {
    **{"number": "int64", "series": "str", "date": "datetime64[s]", "month": "datetime64[s]"},
    **{"statistic": "object", "outcome": "object", "threshold": "float64", "direction": "str"},
    **{"offices": "object", "tiers": "object", "value": "float64", "denominator": "float64"},
    **{"error": "object", "sd_own": "float64", "widen": "float64", "sd": "float64"},
    **{"self_report": "bool", "role": "str", "source": "str"},
}
"""Columns of the figures and their types."""


class Told(NamedTuple):
    """What the file says of a series, and which of its keys are wrong: nothing is asked of those."""

    series: Series
    unsound: frozenset[str]

    def sound(self, *keys: str) -> bool:
        """Whether none of the keys is wrong."""
        return not self.unsound & set(keys)


@dataclass
class Cells:
    """One row being read: gives its cells, and keeps what is wrong with them."""

    row: Row
    faults: list[InputError] = field(default_factory=list)

    def has(self, column: str) -> bool:
        """Whether the cell is not empty."""
        return column in self.row.cells

    def read(self, column: str, kind: Kind, default: Any = None) -> Any:
        """Return the cell as `kind` reads it; `default` where it is empty or wrong."""
        if not self.has(column):
            return default
        try:
            return kind.read(self.row.cells[column])
        except Wrong as wrong:
            fault = wrong.faults[0]
            self.wrong(column, fault.problem, fault.expected, fault.nearest)
            return default

    def needed(self, column: str, kind: Kind, expected: str) -> Any:
        """Return the cell as `kind` reads it; None, and a fault, where it is empty or wrong."""
        if not self.has(column):
            self.wrong(column, "is missing", expected)
        return self.read(column, kind)

    def wrong(self, column: str, problem: str, expected: str | None, near: str | None = None) -> None:
        """Keep a fault of the cell."""
        value = self.row.cells.get(column, ABSENT)
        where = self.row.where
        self.faults.append(
            InputError(problem, file=where, key=column, value=value, expected=expected, nearest=near)
        )


def figures_of(
    rows: Collection[Row], told: Mapping[str, Told], context: Collection[str]
) -> tuple[list[dict[str, Any]], list[Placed]]:
    """Return one figure per sound row, with the columns of `FIGURES`; and what is wrong with the rows.

    told: what the file says of each series.  context: series that it sets aside.
    """
    figures: list[dict[str, Any]] = []
    faults: list[Placed] = []
    seen: dict[tuple[Any, Any], str] = {}
    for row in rows:
        cells = Cells(row)
        figure = _figure(cells, told, context)
        key = (figure["series"], figure["date"])
        if None not in key and seen.setdefault(key, row.where) != row.where:
            wanted = f"one row of a series and day: the other is {seen[key].rpartition(', ')[2]}"
            problem = f"tells of {key[0]} on {key[1]} again"
            cells.faults.append(InputError(problem, file=row.where, expected=wanted))
        figures.append({"number": len(figures), **figure})
        faults += [(row.number, fault) for fault in cells.faults]
    return figures, faults


def _figure(cells: Cells, told: Mapping[str, Told], context: Collection[str]) -> dict[str, Any]:
    name = cells.needed("series", Text(200, 1, form="the name of a series"), "the name of a series")
    day: date | None = cells.needed("date", Day(), Day.expected)
    state = cells.read("state", Day(), day and nearest_month_start(day))
    figure = {
        "series": name,
        "date": day,
        "month": state and state.replace(day=1),
        "source": cells.read("source", Text(5000), ""),
    }
    if name in told:
        return figure | _said_of_model(cells, name, told[name])
    return figure | _context(cells, name, told, context)


def _context(
    cells: Cells, name: str | None, told: Mapping[str, Told], context: Collection[str]
) -> dict[str, Any]:
    """Return a figure that says nothing of the model: a share if it has a denominator, else no value."""
    role = cells.read("role", Choice(ROLES), "context")
    if role != "context" and name is not None and name not in context:
        wanted = f"a table [series.{name}] that says what it tells of the model, or its name in `context`"
        cells.wrong("series", f"has role {role} but means nothing to the model", wanted, nearest(name, told))
    value = cells.needed("value", ANY_NUMBER, "the figure")
    whole = cells.read("denominator", WholeOffices)
    share = math.nan
    if value is not None and whole is not None:
        if 0 <= value <= whole:
            share = value / whole
        else:
            cells.wrong("value", "is out of bounds", f"a number from 0 to {whole} (the denominator)")
    return {
        **{"statistic": None, "outcome": None, "threshold": math.nan, "direction": ""},
        **{"offices": (), "tiers": (), "value": share, "denominator": math.nan if whole is None else whole},
        **{"error": None, "sd_own": math.nan, "widen": math.nan, "sd": math.nan},
        **{"self_report": False, "role": "context"},
    }


def _said_of_model(cells: Cells, name: str, told: Told) -> dict[str, Any]:
    series = told.series
    if not cells.has("role") and series.role is None and told.sound("role"):
        wanted = f"{', '.join(ROLES[:-1])} or {ROLES[-1]}, here or as `role` of [series.{name}]"
        cells.wrong("role", "is missing", wanted)
    of_series = series.error if told.sound("error") and not cells.has("error") else None
    error = cells.read("error", Choice(tuple(ERRORS)), of_series)
    whole = _denominator(cells, name, told, error)
    value, unit = _value(cells, told, whole)
    own = _own_sd(cells, name, told, error, value, unit)
    return {
        "statistic": series.statistic,
        "outcome": series.outcome,
        "threshold": math.nan if series.threshold is None else series.threshold,
        "direction": series.direction,
        "offices": series.offices,
        "tiers": series.tiers,
        "value": value / unit if value is not None and unit else math.nan,
        "denominator": math.nan if whole is None else whole,
        "error": error,
        "sd_own": own,
        "widen": series.widen,
        "sd": series.widen * math.hypot(DISCREPANCY_SD, max(SAMPLING_SD, own)),
        "self_report": series.self_report,
        "role": cells.read("role", Choice(ROLES), series.role),
    }


def _denominator(cells: Cells, name: str, told: Told, error: str | None) -> int | None:
    """Return how many offices were counted; a fault where that must be known and is not."""
    counted = (told.sound("unit") and told.series.unit == COUNT) or error == COUNT
    of_series = told.series.denominator
    if counted and of_series is None and not cells.has("denominator") and told.sound("denominator"):
        wanted = f"how many offices were counted, here or as `denominator` of [series.{name}]"
        cells.wrong("denominator", "is missing", wanted)
    whole: int | None = cells.read("denominator", WholeOffices, of_series)
    return whole


def _value(cells: Cells, told: Told, whole: int | None) -> tuple[float | None, float | None]:
    """Return the value as it stands, and what stands for all: the denominator, 100 or 1; None if unknown."""
    unit = told.series.unit if told.sound("unit") else None
    expected = f'a figure in the unit of its series ("{unit}")' if unit else "a figure"
    if unit is None:
        return cells.needed("value", ANY_NUMBER, expected), None
    if unit != COUNT:
        kind = Number(0, 100, "per cent") if unit == PERCENT else Number(0, 1, "share")
        return cells.needed("value", kind, expected), kind.high
    if whole is None:
        return cells.needed("value", Number(0, math.inf, "offices", whole=True), expected), None
    kind = Number(0, whole, f"offices, of a denominator of {whole:,}", whole=True)
    return cells.needed("value", kind, expected), float(whole)


def _own_sd(
    cells: Cells, name: str, told: Told, error: str | None, value: float | None, unit: float | None
) -> float:
    """Return how far a figure may be off by itself, as a share; 0 for counts, and where it is not known."""
    if error is None:
        return 0.0
    series = told.series
    if error == COUNT and cells.has("error") and told.sound("statistic") and series.statistic == MEAN:
        cells.wrong("error", "cannot be of a mean", f'"{SD}" or "{INTERVAL}"')
    for column, fitting in (("sd", SD), ("low", INTERVAL), ("high", INTERVAL)):
        if cells.has(column) and error != fitting:
            wanted = f'an empty cell, or error = "{fitting}"'
            cells.wrong(column, f'means nothing for a figure with error "{error}"', wanted)
    kind = Number(0, unit or math.inf, "in the unit of the value")
    if error == INTERVAL:
        return _interval(cells, kind, value) / SDS_IN_90 / (unit or 1.0)
    if error == SD:
        if not cells.has("sd") and series.sd is None and told.sound("sd"):
            wanted = f"a standard deviation, here or as `sd` of [series.{name}]"
            cells.wrong("sd", "is missing", wanted)
        return float(cells.read("sd", kind, series.sd or 0.0)) / (unit or 1.0)
    return 0.0


def _interval(cells: Cells, kind: Kind, value: float | None) -> float:
    """Return the width of the range, in the unit of the value; 0 where an end is wrong."""
    low = cells.needed("low", kind, "the lower end of the range that is believed with 90 %")
    high = cells.needed("high", kind, "the upper end of the range that is believed with 90 %")
    if low is None or high is None:
        return 0.0
    if low > high:
        cells.wrong("high", "lies below `low`", f"{low:,.15g} or more")
        return 0.0
    if value is not None and not low <= value <= high:
        cells.wrong("value", "lies outside its own range", f"a number from {low:,.15g} to {high:,.15g}")
    return float(high - low)
