"""The table of a record, CSV or Parquet, as rows of plain cells; and what is wrong with it as a table."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, nearest
from sim.scenario.reading import display, read_bytes

COLUMNS = {
    "series": "Name of the series.",
    "date": "Day of the figure, such as 2024-12-31; or its month, 2024-12, which means the first day.",
    "value": "The figure, in the unit of its series.",
    "role": "`calibrate` (may be fitted), `validate` (held out: scored and never fitted) or `context`.",
    "denominator": "Number of offices that were counted.",
    "error": "How far the figure may be off by itself: one of the error models of a series.",
    "sd": 'Standard deviation of a figure with error "sd", in the unit of the value.',
    "low": 'Lower end of the range of a figure with error "interval", in the unit of the value.',
    "high": "Upper end of that range.",
    "state": "Day or month of the state of the model that the figure is compared with, where that is not the "
    "first of a month nearest to the date.",
    "source": "Where the figure stands.",
}
"""Columns that are read; all others are notes."""

NEEDED = ("series", "date", "value")
NUMBERS = ("value", "denominator", "sd", "low", "high")

MOST_BYTES, MOST_ROWS = 20_000_000, 100_000


class Row(NamedTuple):
    """One row of the table: where it stands, by its number and in words, and what its cells hold.

    cells: column -> value, of the columns that are read, without empty cells.
    """

    number: int
    where: str
    cells: Mapping[str, Any]


type Placed = tuple[int, InputError]
"""A fault, and the number of the row it is in; 0 for the whole table."""


def rows_of(path: Path) -> tuple[list[Row], list[Placed]]:
    """Return every row of the table that is one, and what is wrong with the others or with the whole."""
    faults: list[Placed] = []
    readers = {".csv": _of_csv, ".parquet": _of_parquet}
    rows: list[Row] = []
    try:
        reader = readers.get(path.suffix.lower())
        if reader is None:
            wanted = "a file ending in .csv or .parquet"
            raise InputError("is neither CSV nor Parquet", value=display(path), expected=wanted)
        for row in reader(display(path), read_bytes(path, MOST_BYTES), faults):
            if len(rows) == MOST_ROWS:
                wanted = f"at most {MOST_ROWS:,}"
                raise InputError("has too many rows", file=display(path), expected=wanted)
            rows.append(row)
    except InputError as error:
        return [], [*faults, (0, error)]
    return rows, faults


def _of_csv(file: str, content: bytes, faults: list[Placed]) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        wanted = "a file saved as UTF-8"
        raise InputError(f"is not UTF-8 text (line {line})", value=file, expected=wanted) from None
    first = text.partition("\n")[0]
    between = ";" if ";" in first and "," not in first else ","  # as some spreadsheets save it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        meant = _meant(file, columns, faults)
        for cells in reader:
            where = f"{file}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                wanted = f"{len(columns)}, as in the first line"
                fault = InputError(f"has {len(cells)} cells", file=where, expected=wanted)
                faults.append((reader.line_num, fault))
                continue
            found = ((meant[name], cell) for name, cell in zip(columns, cells, strict=True) if name in meant)
            yield Row(reader.line_num, where, _filled({name: _of_text(name, cell) for name, cell in found}))
    except csv.Error as error:
        wanted = "comma-separated values"
        raise InputError(f"is not a CSV file ({error})", value=file, expected=wanted) from None


def _of_parquet(file: str, content: bytes, faults: list[Placed]) -> Iterator[Row]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        columns = parquet.ParquetFile(io.BytesIO(content)).schema_arrow.names
        meant = _meant(file, columns, faults)
        once = [name for name in meant if columns.count(name) == 1]
        table = parquet.read_table(io.BytesIO(content), columns=once)
        rows = table.slice(0, MOST_ROWS + 1).to_pylist()
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, InputError):
            raise
        reason = str(error).partition("\n")[0] or type(error).__name__
        problem, wanted = f"is not a Parquet file ({reason})", "columns of text, numbers and dates"
        raise InputError(problem, value=file, expected=wanted) from None
    for number, cells in enumerate(rows, 1):
        found = {meant[name]: _of_arrow(cell) for name, cell in cells.items()}
        yield Row(number, f"{file}, row {number}", _filled(found))


def _meant(file: str, columns: Sequence[str], faults: list[Placed]) -> dict[str, str]:
    """Return column of the file -> column that is read, of those that are; keep what is wrong with any.

    A column whose name is a slip is told, and read all the same, so that what else is wrong can be found.
    """
    meant = {name: name for name in columns if name in COLUMNS}
    for name in dict.fromkeys(name for name in columns if name not in COLUMNS):
        near = nearest(name, [known for known in COLUMNS if known not in meant.values()])
        if near and _alike(name, near):
            meant[name] = near
            wanted = f"{', '.join(COLUMNS)}, or a note of another name"
            fault = InputError("is an unknown column", file=file, key=name, expected=wanted, nearest=near)
            faults.append((0, fault))
    for name in (name for name in COLUMNS if columns.count(name) > 1):
        fault = InputError("is the name of two columns", file=file, key=name, expected="every column once")
        faults.append((0, fault))
    for name in (name for name in NEEDED if name not in meant.values()):
        wanted = f"the columns {', '.join(NEEDED)}"
        near = nearest(name, [other for other in columns if other not in meant])
        fault = InputError("is not a column", file=file, key=name, expected=wanted, nearest=near)
        faults.append((0, fault))
    return meant


def _alike(name: str, known: str) -> bool:
    """Whether a column is more likely a slip than a note: one letter or two apart, or capitals."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name.lower(), known).ratio() > 0.8


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cells.items() if value is not None}


def _of_text(column: str, text: str) -> Any:
    """Return a cell of a CSV: a number where the column holds numbers and it is one, else text; or None."""
    text = text.strip()
    if column not in NUMBERS:
        return text or None
    try:
        return _plain(float(text)) if text else None
    except ValueError:
        return text


def _of_arrow(value: Any) -> Any:
    """Return a cell of a Parquet file as a CSV would give it; a missing number is None."""
    match value:
        case str():
            return value.strip() or None
        case float() | Decimal():
            return None if math.isnan(value) else _plain(float(value))
        case datetime():
            return value.date()
    return value


def _plain(number: float) -> float | int:
    """Return a number without a fraction as a whole one: tables keep counts beside gaps as 40.0."""
    return int(number) if number.is_integer() else number
