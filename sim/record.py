"""The empirical record of a scenario, as observations that a run can be compared with.

A record is a CSV with the columns series, date, value, denominator, role and source.
Some series say something about an outcome of the model; the others are kept as context,
without an outcome.
"""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.calendar import nearest_month_start
from sim.errors import InputError, nearest
from sim.scenario.reading import display, read_bytes
from sim.scenario.values import Choice, Day, Kind, Number, Wrong

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("calibrate", "validate", "context")

SAMPLING_SD = 0.075
"""How far a share of about 40 offices strays by luck alone in one history (design study)."""

DISCREPANCY_SD = 0.05
"""How far the model may be off although it is right enough (design study)."""

OBSERVATION_SD = math.hypot(SAMPLING_SD, DISCREPANCY_SD)

SHARE_OF_OFFICES = "share_of_offices"
MEAN_USE = "mean_reported_use"


@dataclass(frozen=True)
class Meaning:
    """What a series says: the share of offices whose reported use passes a threshold, or the mean use."""

    outcome: str
    threshold: float = math.nan
    direction: str = ""
    sd: float = OBSERVATION_SD
    per_cent: bool = False


MEANINGS = {
    # "Level 4" meant about 10 % paper left: a looser definition, so believed half as much.
    "level4_units": Meaning(SHARE_OF_OFFICES, 0.90, ">=", sd=2 * OBSERVATION_SD),
    "full_use_units": Meaning(SHARE_OF_OFFICES, 0.95, ">="),
    "ge90_use_units": Meaning(SHARE_OF_OFFICES, 0.90, ">="),
    "ge80_use_units": Meaning(SHARE_OF_OFFICES, 0.80, ">="),
    "ge70_use_units": Meaning(SHARE_OF_OFFICES, 0.70, ">="),
    "lt50_use_units": Meaning(SHARE_OF_OFFICES, 0.50, "<"),
    "negligible_use_units": Meaning(SHARE_OF_OFFICES, 0.06, "<"),
    "mean_usage_pct": Meaning(MEAN_USE, per_cent=True),
}

NEEDED = ("series", "date", "value", "denominator", "role", "source")


def load_record(path: str | Path) -> "pd.DataFrame":
    """Return the record in `path`, one row per observation, in the order of the file; raise InputError.

    Columns: series; date (of the observation); month (first day of the month whose state
    it is compared with: the nearest, or the one in the column `state`); outcome
    ("share_of_offices", "mean_reported_use", or missing for context); threshold and
    direction (">=" or "<") of reported use for shares of offices; value (0 to 1: a
    share of its own denominator, or mean use; missing without denominator);
    denominator; sd (of value); role; source.
    """
    import pandas as pd

    path = Path(path)
    columns = ("date", "month", "outcome", "threshold", "direction", "value", "denominator", "sd")
    names = ["series", *columns, "role", "source"]
    record = pd.DataFrame(list(_observations(path)), columns=names)
    return record.astype({"date": "datetime64[s]", "month": "datetime64[s]"})


def _observations(path: Path) -> Iterator[dict[str, Any]]:
    for line, row in _rows(path):
        series, role = row["series"], row["role"]
        where = f"{display(path)}, line {line}"
        if not series:
            raise InputError("is empty", file=where, key="series", expected="the name of a series")
        _read(Choice(ROLES), role, where, "role")
        date = _read(Day(), row["date"], where, "date")
        state = row.get("state")
        month = _read(Day(), state, where, "state") if state else nearest_month_start(date)
        meaning = MEANINGS.get(series)
        value, denominator = _share(row, meaning, where)
        yield {
            "series": series,
            "date": date,
            "month": month.replace(day=1),
            "outcome": meaning and meaning.outcome,
            "threshold": meaning.threshold if meaning else math.nan,
            "direction": meaning and meaning.direction,
            "value": value,
            "denominator": denominator,
            "sd": meaning.sd if meaning else math.nan,
            "role": role,
            "source": row["source"],
        }


def _share(row: dict[str, str], meaning: Meaning | None, where: str) -> tuple[float, float]:
    """Return the value as a share, and its denominator; NaN for what there is not."""
    count = _read(Number(0, math.inf), _number(row["value"]), where, "value")
    if meaning and meaning.per_cent:
        return _read(Number(0, 100, "per cent"), count, where, "value") / 100, math.nan
    if not row["denominator"] and meaning is None:
        return math.nan, math.nan
    whole = _read(Number(1, math.inf), _number(row["denominator"]), where, "denominator")
    return _read(Number(0, whole), count, where, "value") / whole, whole


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _read(kind: Kind, value: Any, where: str, key: str) -> Any:
    """Read one value; raise InputError that names the line."""
    try:
        return kind.read(value)
    except Wrong as wrong:
        fault = wrong.faults[0]
        raise InputError(
            fault.problem, file=where, key=key, value=value, expected=fault.expected, nearest=fault.nearest
        ) from None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Return every row as column -> text, with its line in the file."""
    file = display(path)
    content = read_bytes(path)
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        columns = reader.fieldnames or ()
        for name in (name for name in NEEDED if name not in columns):
            wanted, near = f"the columns {', '.join(NEEDED)}", nearest(name, columns)
            raise InputError("is not a column", file=file, key=name, expected=wanted, nearest=near)
        for row in reader:
            if None in row or None in row.values():
                where, wanted = f"{file}, line {reader.line_num}", f"{len(columns)}, as in the first line"
                raise InputError("has too few or too many cells", file=where, expected=wanted)
            yield reader.line_num, row
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", value=file, expected="a file saved as UTF-8") from None
    except csv.Error as error:
        wanted = "comma-separated values"
        raise InputError(f"is not a CSV file ({error})", value=file, expected=wanted) from None
