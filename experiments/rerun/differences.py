"""Two tables of results compared bit for bit: where they differ first, in how many cells, and by how much."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.errors import InputError, shown

NOT_REPEATED = {
    "seconds": "how long a run took",
    "trace": "the lines of code where a run failed",
    "version": "the version that made a run",
}
"""Columns, of whatever table, that cannot repeat or need not -> what they hold; never compared."""

NAMING = ("run", "point", "scenario", "regime", "pattern", "measure", "seed", "month", "office", "tier")
"""Columns that name a row to a reader, as far as a table has them."""


class Place(NamedTuple):
    """The first cell that differs."""

    row: int
    """Counted from 1."""
    named: str
    """The row in words: "run 3, month 2024-05-01"."""
    column: str
    before: str
    now: str


@dataclass(frozen=True)
class Differences:
    """What sets a table apart from the one made again."""

    table: str
    rows: tuple[int, int]
    """Rows before and now; compared are those that both have."""
    columns: tuple[str, ...]
    """Columns that were compared."""
    left_out: tuple[str, ...]
    """Columns of `NOT_REPEATED`."""
    gone: tuple[str, ...]
    """Columns that only the old table has, or has with another type."""
    new: tuple[str, ...]
    """Columns that only the new table has, or has with another type."""
    n_differ: int
    """Cells that differ; a missing value equals a missing value."""
    largest: float
    """Largest difference between two numbers; 0 where none differ."""
    largest_in: str
    """Its column."""
    first: Place | None

    @property
    def n_cells(self) -> int:
        """How many cells were compared."""
        return min(self.rows) * len(self.columns)

    @property
    def same(self) -> bool:
        """Whether nothing sets the two apart."""
        return self.rows[0] == self.rows[1] and not (self.gone or self.new or self.n_differ)


class _Column(NamedTuple):
    """What sets a column apart."""

    n_differ: int
    first: int
    """Row of the first difference, from 0."""
    largest: float
    """Largest difference of two numbers."""


def columns_of(path: Path) -> dict[str, str]:
    """Return column -> type of a table; raise InputError where it cannot be read."""
    with reading(path):
        return {field.name: str(field.type) for field in pq.ParquetFile(path).schema_arrow}


def compare(table: str, before: Path, now: Path) -> Differences:
    """Compare a table with the one made again, row by row in their order; raise InputError.

    before, now: the Parquet files.  One column of each is in memory at a time.
    """
    old, new = columns_of(before), columns_of(now)
    common = [name for name in old if new.get(name) == old[name]]
    chosen = [name for name in common if name not in NOT_REPEATED]
    rows = (_n_rows(before), _n_rows(now))
    found = {name: _compared(before, now, name, min(rows)) for name in chosen}
    differing = {name: x for name, x in found.items() if x.n_differ}
    largest_in = max(differing, key=lambda name: differing[name].largest, default="")
    first_in = min(differing, key=lambda name: differing[name].first, default="")
    return Differences(
        table,
        rows,
        columns=tuple(chosen),
        left_out=tuple(name for name in common if name in NOT_REPEATED),
        gone=tuple(name for name in old if name not in common),
        new=tuple(name for name in new if name not in common),
        n_differ=sum(x.n_differ for x in differing.values()),
        largest=differing[largest_in].largest if differing else 0.0,
        largest_in=largest_in,
        first=_place(before, now, first_in, differing[first_in].first) if differing else None,
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say plainly that a table cannot be read."""
    try:
        yield
    except FileNotFoundError:
        raise InputError("does not exist", file=str(path), expected="a table of a results folder") from None
    except (OSError, pa.ArrowException) as error:
        reason = f"cannot be read ({str(error).splitlines()[0].rstrip('.')})"
        raise InputError(reason, file=str(path), expected="a whole Parquet file") from None


def _n_rows(path: Path) -> int:
    with reading(path):
        return int(pq.ParquetFile(path).metadata.num_rows)


def _column(path: Path, name: str) -> Any:
    with reading(path):
        return pq.ParquetFile(path).read(columns=[name]).column(0)


def _compared(before: Path, now: Path, name: str, n: int) -> _Column:
    """Compare the first `n` rows of a column."""
    pair = [_column(path, name).slice(0, n) for path in (before, now)]
    gone = [pc.is_null(x, nan_is_null=True).to_numpy() for x in pair]
    kind = pair[0].type
    amount = np.zeros(n)
    if pa.types.is_floating(kind):
        old, new = (pc.fill_null(x, 0.0).to_numpy() for x in pair)
        bits = f"i{old.dtype.itemsize}"
        unequal = old.view(bits) != new.view(bits)
        amount = np.abs(old.astype(float) - new.astype(float))
    elif pa.types.is_integer(kind):
        old, new = (pc.fill_null(x, 0).to_numpy() for x in pair)
        unequal = old != new
        amount = np.abs(old.astype(float) - new.astype(float))
    else:
        unequal = pc.fill_null(pc.not_equal(*pair), False).to_numpy()
    differ = (gone[0] != gone[1]) | (unequal & ~gone[0] & ~gone[1])
    numbers = amount[differ & ~gone[0] & ~gone[1]]
    return _Column(int(differ.sum()), int(differ.argmax()) if n else 0, float(numbers.max(initial=0.0)))


def _place(before: Path, now: Path, column: str, row: int) -> Place:
    names = [name for name in columns_of(before) if name in NAMING and name != column]
    told = [f"{name} {_in_words(_column(before, name)[row].as_py()).strip('"')}" for name in names]
    cells = (_in_words(_column(path, column)[row].as_py()) for path in (before, now))
    return Place(row + 1, ", ".join(told), column, *cells)


def _in_words(value: Any) -> str:
    if value is None or value != value:
        return "missing"
    if hasattr(value, "date"):
        return str(value.date())
    return shown(value)
