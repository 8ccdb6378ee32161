"""The file of a staff list as text, and its text as rows of cells, whatever a spreadsheet made of them."""

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from sim.errors import InputError
from sim.scenario.reading import LIBRARY, display, read_bytes

MAX_BYTES = 200_000_000
DELIMITERS = ",;\t"


def text_of(path: Path) -> tuple[str, str]:
    """Return the name of a file as shown, and its text; raise InputError.

    A path that leads nowhere from here may lead to a file of the library.
    """
    path = _found(path)
    content, file = read_bytes(path, MAX_BYTES), display(path)
    if content.startswith(b"PK\x03\x04"):
        wanted = 'a CSV file (in the spreadsheet: Save as, "CSV UTF-8")'
        raise InputError("is a spreadsheet, not a CSV file", value=file, expected=wanted)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        wanted = 'a file saved as UTF-8 (in Excel: Save as, "CSV UTF-8")'
        raise InputError(f"is not UTF-8 text (line {line})", value=file, expected=wanted) from None
    if not text.strip():
        raise InputError("is empty", value=file, expected="a header and the staff, row by row")
    return file, text


def rows_of(text: str, columns: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """Return each row that is not blank: its number in a spreadsheet, and its cells; csv.Error if it is none.

    columns: names of columns, by which the mark between cells is told.
    """
    headers = {mark: next(_split(text, mark, strict=False), (0, []))[1] for mark in DELIMITERS}
    known = {mark: sum(cell.casefold() in columns for cell in cells) for mark, cells in headers.items()}
    delimiter = max(DELIMITERS, key=lambda mark: (known[mark], len(headers[mark])))
    return _split(text, delimiter, strict=True)


def _split(text: str, delimiter: str, strict: bool) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
            number += 1
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error as error:
        raise csv.Error(f"row {number + 1}: {error}") from None


def _found(path: Path) -> Path:
    """Return the file itself, else that of the library, if there is one."""
    try:
        inside = LIBRARY / path
        return inside if not path.exists() and inside.is_file() else path
    except (OSError, ValueError):
        return path
