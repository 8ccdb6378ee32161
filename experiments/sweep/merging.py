"""Merge what is there of a sweep into one file for each table, and put aside what is not asked for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store import MANIFEST, SHARDS, manifest_text, synced, write
from experiments.sweep.job import Broken, Key, Wanted
from experiments.sweep.reading import Form, Found, Source, form, take
from experiments.sweep.shards import ROWS, failed_run, failure, shard, write_shard
from experiments.tables import COMPRESSION, SWEEP_TABLES, sweep_schema

DONE = "done"
"""File that says that everything else has been written."""

BLOCK = 100
"""Runs in a row group of the merged tables, and in memory while they are merged."""

FEW = 16
"""The same for tables that have many rows of each run."""

AT_END = ("offices", "bureaucrats")
"""Tables that only some runs have rows in."""


@dataclass(frozen=True)
class Merging:
    """What is there of a sweep, to be merged; the fields are those of `experiments.sweep.folder.Folder`."""

    monthly: tuple[str, ...]
    version: str
    sources: Sequence[Source]
    there: Mapping[Form, Mapping[Key, Found]]
    finished: Mapping[Key, Found]
    failed: Mapping[Key, Broken]

    def write(self, merged: Path, study: Iterable[Wanted], points: pa.Table, told: Mapping[str, Any]) -> int:
        """Write everything into a new folder `merged`; return how many runs the study does not ask for."""
        keys: set[Key] = set()
        merged.mkdir()
        files = {name: _Growing(merged / f"{name}.parquet") for name in SWEEP_TABLES}
        for block in batched(study, BLOCK):
            keys.update(wanted.key for wanted in block)
            for name, growing in files.items():
                for few in batched(block, FEW if name in AT_END else BLOCK):
                    growing.add(self._block(name, few))
        rows = {name: growing.n_rows for name, growing in files.items() if name != "runs"}
        files["runs"].note(ROWS, json.dumps(rows).encode())
        for growing in files.values():
            growing.close()
        write(merged / "points.parquet", points)
        (merged / MANIFEST).write_text(manifest_text(told), encoding="utf-8")
        n_spare = self._spare(merged, keys)
        (merged / DONE).touch()
        return n_spare

    def _block(self, name: str, block: Sequence[Wanted]) -> pa.Table:
        """Return the rows of a table for some runs of the study, in their order."""
        here = [
            (self.finished[x.key], x.place._asdict())
            for x in block
            if x.key in self.finished and (x.at_end or name not in AT_END)
        ]
        schema = sweep_schema(name, self.monthly)
        rows = [take(self.sources, name, schema, here)]
        lost = [(x.place, self.failed[x.key]) for x in block if x.key not in self.finished]
        if name == "failures":
            rows = [failure(place, broken, self.version) for place, broken in lost]
        if name == "runs":
            rows += [failed_run(place, broken, self.version) for place, broken in lost]
        found = [x.select(schema.names).cast(schema) for x in rows if x is not None]
        table = pa.concat_tables([schema.empty_table(), *found])
        return table.sort_by("run") if name == "runs" and lost else table

    def _spare(self, merged: Path, asked: set[Key]) -> int:
        """Keep what the merged tables will not have, as shards; return how many runs are not asked for."""
        (merged / SHARDS).mkdir()
        whole = form({name: sweep_schema(name, self.monthly).names for name in SWEEP_TABLES})
        forms = dict.fromkeys(asked & self.finished.keys(), whole)
        spare: set[Key] = set()
        n_runs = n_shards = 0
        # Wide before narrow: of the same run, what has fewer columns than is kept already goes.
        for columns in sorted(self.there, key=lambda form: (-len(form), sorted(form))):
            runs = self.there[columns]
            kept = {key: found for key, found in runs.items() if not columns <= forms.get(key, frozenset())}
            forms = dict.fromkeys(kept, columns) | forms
            spare.update(kept)
            for block in batched(kept.values(), BLOCK):
                n_shards += 1
                # Numbered anew: what was put aside at different times may have the same number.
                rows = [(found, {"run": n_runs + i}) for i, found in enumerate(block)]
                self._put_aside(shard(merged, n_shards), rows)
                n_runs += len(block)
        return len(spare - asked)

    def _put_aside(self, to: Source, rows: Sequence[tuple[Found, Mapping[str, Any]]]) -> None:
        """Write runs that have the same columns as a shard."""
        source = self.sources[rows[0][0].source]
        schemas = {name: source.schema(name) for name in SWEEP_TABLES if name != "failures"}
        tables = {name: take(self.sources, name, x, rows) for name, x in schemas.items() if x is not None}
        write_shard(to, {name: x for name, x in tables.items() if x is not None and x.num_rows})


class _Growing:
    """A Parquet file that grows by a row group at a time, which need not fit into memory whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: pq.ParquetWriter | None = None
        self.n_rows = 0

    def add(self, table: pa.Table) -> None:
        self.n_rows += table.num_rows
        if self._file is None:
            self._file = pq.ParquetWriter(
                self._path, table.schema, compression=COMPRESSION, write_page_checksum=True
            )
        if table.num_rows:
            self._file.write_table(table, row_group_size=table.num_rows)

    def note(self, key: bytes, text: bytes) -> None:
        if self._file:
            self._file.add_key_value_metadata({key: text})

    def close(self) -> None:
        if self._file:
            self._file.close()
            # Before the shards go: after a power cut a file may be there without what is in it.
            synced(self._path)
