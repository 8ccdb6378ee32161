"""What may be wrong with a staff list: faults gathered over its rows, and what was probably meant."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import InputError, nearest

ROWS_NAMED = 3

OTHER_WORDS = {
    "office": ("division", "department", "wing", "section", "unit", "directorate", "ministry"),
    "grade": ("bps", "bs", "scale", "pay scale", "basic scale"),
    "posts": ("number", "no of posts", "number of posts", "strength", "sanctioned", "staff", "count"),
}
"""Column -> what lists of staff call it as well."""


class Faults:
    """Faults in the order found; the same one in many rows is one fault that names its rows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: dict[tuple[tuple[str, Any], ...], list[int]] = {}

    def add(self, row: int | None, problem: str, **parts: str | None) -> None:
        """Note a fault of a row, or of the whole list; `parts` are those of an InputError."""
        rows = self.found.setdefault((("problem", problem), *parts.items()), [])
        if row is not None:
            rows.append(row)

    def told(self) -> list[InputError]:
        """Return every fault as an error that names the file and the rows."""
        told = []
        for parts, rows in self.found.items():
            where = f"{self.file}, {_rows(rows)}" if rows else self.file
            told.append(InputError(file=where, **dict(parts)))
        return told


def likely_column(name: str, header: Iterable[str]) -> str | None:
    """Return the one of the columns of `header` that may be meant for `name`."""
    header = list(header)
    by_word = {word: column for column in header if (word := _words(column)) in OTHER_WORDS.get(name, ())}
    return nearest(name, header) or next(iter(by_word.values()), None)


def are_counts(cells: Iterable[str]) -> bool:
    """Say whether cells hold whole numbers, not all of them 1."""
    cells = list(cells)
    return all(cell.isdecimal() for cell in cells) and any(cell.strip("0") != "1" for cell in cells)


def other_spellings(times: Mapping[str, int]) -> dict[str, str]:
    """Return each name that differs from a more frequent one only in capitals or spaces -> that one."""
    alike: dict[str, list[str]] = {}
    for name in times:
        key = "".join(unicodedata.normalize("NFKC", name).casefold().split())
        alike.setdefault(key, []).append(name)
    right = {name: max(names, key=lambda one: times[one]) for names in alike.values() for name in names}
    return {name: other for name, other in right.items() if name != other}


def _words(column: str) -> str:
    return " ".join(column.casefold().replace(".", " ").replace("_", " ").split())


def _rows(rows: list[int]) -> str:
    named = [str(row) for row in rows[:ROWS_NAMED]]
    if len(rows) > ROWS_NAMED:
        return f"rows {', '.join(named)} and {len(rows) - ROWS_NAMED:,} more"
    return f"rows {', '.join(named[:-1])} and {named[-1]}" if len(rows) > 1 else f"row {named[0]}"
