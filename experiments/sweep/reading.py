"""Read runs out of the files of a sweep, verified: a truncated or altered file is never taken for data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.errors import InputError

Form = frozenset[tuple[str, str]]
"""Tables and columns that the files of some runs have, but for failures."""


class Found(NamedTuple):
    """Where a run that is already there stands."""

    source: int
    run: int
    """Its number there."""
    at_end: bool
    """Whether its offices and posts of the last month were kept."""


class Damaged(Exception):
    """A file is not what was written; the text names it and says what is wrong."""


@dataclass(frozen=True)
class Source:
    """The files of some runs: one for each table that has rows of them."""

    paths: Mapping[str, Path]

    def check(self, rows: bytes) -> None:
        """Read every file once, a row group at a time, and compare its checksums; raise Damaged.

        rows: where the file of runs says how many rows the other files have.
        """
        told: bytes | None = None
        counts = {}
        for name, path in self.paths.items():
            if path.exists():
                with _opened(path) as file:
                    counts[name] = sum(_verified(file, i) for i in range(file.num_row_groups))
                    told = (file.metadata.metadata or {}).get(rows) if name == "runs" else told
                    if name == "runs" and told is None:
                        raise Damaged(f"{path} does not say what belongs to it")
        if told is None:
            raise Damaged(f"{self.paths['runs']} is missing")
        for name, n in json.loads(told).items():
            if name not in counts:
                raise Damaged(f"{self.paths[name]} is missing")
            if counts[name] != n:
                raise Damaged(f"{self.paths[name]} has {counts[name]:,} rows of {n:,}")

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table | None:
        """Return a table, or columns of it, verified; None where there is no such file; raise Damaged."""
        return self._read(name, None, columns)

    def columns(self, name: str) -> list[str]:
        """Return the columns of a table; none where there is no such file."""
        schema = self.schema(name)
        return [] if schema is None else schema.names

    def schema(self, name: str) -> pa.Schema | None:
        """Return the columns of a table with their types and units; None where there is no such file."""
        path = self.paths[name]
        return pq.read_schema(path).remove_metadata() if path.exists() else None

    def rows_of(self, name: str, runs: Sequence[int]) -> pa.Table | None:
        """Return the rows of the runs of these numbers, and perhaps of others; None if there is no file."""
        return self._read(name, runs, None)

    def _read(self, name: str, runs: Sequence[int] | None, columns: Sequence[str] | None) -> pa.Table | None:
        path = self.paths[name]
        if not path.exists():
            return None
        with _opened(path) as file:
            if runs is None:
                return file.read(columns=columns)
            groups = [i for i in range(file.num_row_groups) if _holds(file, i, runs)]
            return file.read_row_groups(groups, columns=columns)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except pa.ArrowMemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's fault, not the file's
            reason = f"cannot be read ({error.strerror})"
            wanted = "a file on a disk that can be read; nothing was removed"
            raise InputError(reason, file=str(path), expected=wanted) from None
        raise Damaged(f"{path} is damaged ({str(error).splitlines()[0][:200]})") from None


def _verified(file: pq.ParquetFile, group: int) -> int:
    """Return the rows of a row group, read whole; raise ValueError where they are not within its bounds."""
    if not file.metadata.row_group(group).num_rows:
        return 0
    runs = file.read_row_group(group).column(0)
    if pc.min_max(runs).as_py() != dict(zip(("min", "max"), _bounds(file, group), strict=True)):
        raise ValueError("it holds other runs than it says")
    return len(runs)


def _bounds(file: pq.ParquetFile, group: int) -> tuple[int, int]:
    """Return the lowest and highest number of a run in a row group, as its metadata has it."""
    told = file.metadata.row_group(group).column(0).statistics
    if told is None or not told.has_min_max:
        raise ValueError("it does not say which runs it holds")
    return told.min, told.max


def _holds(file: pq.ParquetFile, group: int, runs: Sequence[int]) -> bool:
    """Whether a row group may hold rows of any of these runs."""
    lowest, highest = _bounds(file, group)
    return lowest <= max(runs) and min(runs) <= highest


def take(
    sources: Sequence[Source],
    name: str,
    schema: pa.Schema,
    wanted: Sequence[tuple[Found, Mapping[str, Any]]],
) -> pa.Table | None:
    """Return the rows of some runs of a table, run after run in the order given; None if there are none.

    schema: of what is returned; a source may have more columns.  wanted: each run, with what is
    put into its columns, such as another number.
    """
    by_source: dict[int, list[int]] = {}
    for found, _ in wanted:
        by_source.setdefault(found.source, []).append(found.run)
    read = {number: sources[number].rows_of(name, runs) for number, runs in by_source.items()}
    tables = {
        number: table.select(schema.names).cast(schema) for number, table in read.items() if table is not None
    }
    starts = {number: _starts(table) for number, table in tables.items()}
    parts = []
    for found, columns in wanted:
        if found.source in tables and found.run in starts[found.source]:
            first, n = starts[found.source][found.run]
            parts.append(_with(tables[found.source].slice(first, n), columns))
    return pa.concat_tables(parts) if parts else None


def _starts(table: pa.Table) -> dict[int, tuple[int, int]]:
    """Return where each run begins in a table, and how many rows it has; its rows stand together."""
    runs = table["run"].to_numpy()
    edges = np.flatnonzero(np.diff(runs, prepend=runs[0] - 1 if len(runs) else 0))
    lengths = np.diff(edges, append=len(runs))
    return {int(runs[i]): (int(i), int(n)) for i, n in zip(edges, lengths, strict=True)}


def _with(rows: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    for name, value in columns.items():
        field = rows.schema.field(name)
        column = pa.repeat(pa.scalar(value, field.type), rows.num_rows)
        rows = rows.set_column(rows.schema.get_field_index(name), field, column)
    return rows


def form_of(source: Source) -> Form:
    """Return the tables and columns of a source."""
    return form({name: source.columns(name) for name in source.paths})


def form(tables: Mapping[str, Sequence[str]]) -> Form:
    """Return tables and the columns of each in one."""
    return frozenset((name, x) for name, columns in tables.items() for x in columns if name != "failures")
