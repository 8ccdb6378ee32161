"""Shards of a sweep: a few runs at a time, a file for each table, each whole or not there at all."""

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from experiments.store import LAYOUT, SHARDS, write
from experiments.sweep.job import Broken, Lived, Place
from experiments.sweep.reading import Source
from experiments.tables import SWEEP_TABLES, sweep_schema

ROWS = b"rows of the other tables"
"""Where a file of runs says how many rows the other files have that belong to it."""


class Waiting:
    """Runs that have ended and are not written yet."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._parts: dict[str, list[pa.Table]] = {}
        self.nbytes = 0

    def add(self, place: Place, ended: Lived | Broken) -> None:
        """Take in what became of a run."""
        if isinstance(ended, Broken):
            tables = {"failures": failure(place, ended, self._version)}
        else:
            tables = ended.tables
        for name, table in tables.items():
            self._parts.setdefault(name, []).append(table)
            self.nbytes += table.nbytes

    def tables(self) -> dict[str, pa.Table]:
        """Return what waits, the runs among it even where there are none; nothing where nothing waits."""
        found = {name: pa.concat_tables(parts) for name, parts in self._parts.items()}
        return {"runs": sweep_schema("runs", ()).empty_table(), **found} if found else {}

    def clear(self) -> None:
        """Forget what has been written."""
        self._parts.clear()
        self.nbytes = 0


def shard(out: Path, number: int) -> Source:
    """Return the files of a shard in the folder of a sweep, whether they are there or not."""
    return Source({name: out / SHARDS / name / f"{number:06d}.parquet" for name in SWEEP_TABLES})


def write_shard(source: Source, tables: Mapping[str, pa.Table], layout: str | None = None) -> None:
    """Write tables as a shard, that of runs last; layout: by which its runs are numbered, if by any."""
    others = {name: table for name, table in tables.items() if name != "runs"}
    for name, table in others.items():
        write(source.paths[name], table)
    told = {ROWS: json.dumps({name: table.num_rows for name, table in others.items()}).encode()}
    if layout is not None:
        told[LAYOUT] = layout.encode()
    write(source.paths["runs"], tables["runs"].replace_schema_metadata(told))


def failure(place: Place, broken: Broken, version: str) -> pa.Table:
    """Return the row of the table of failures."""
    told = {"stage": broken.stage, "message": broken.message, "trace": broken.trace}
    row = {**place._asdict(), **broken.key._asdict(), "version": version, **told}
    return pa.Table.from_pylist([row], schema=sweep_schema("failures", ()))


def failed_run(place: Place, broken: Broken, version: str) -> pa.Table:
    """Return the row of a run that failed in the table of runs."""
    row = {**place._asdict(), **broken.key._asdict(), "version": version, "status": "failed"}
    return pa.Table.from_pylist([row], schema=sweep_schema("runs", ()))
