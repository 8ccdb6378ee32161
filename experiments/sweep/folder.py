"""The folder of a sweep: shards while it runs, one table each when it is done, whole at every moment.

Runs are added to a buffer and written as shards, a file for each table.  A shard counts
once its file of runs stands, which is written last and says how many rows the others
have; so whenever the process is killed, what stands is whole.  When all runs are there
the shards are merged into one file for each table, in the order of the study: the same
files whatever the order in which runs ended.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.store import LAYOUT, MANIFEST, SHARD, SHARDS, locked, manifest_text, put_in_place, writing
from experiments.sweep.job import Broken, Key, Lived, Place, Wanted
from experiments.sweep.reading import Damaged, Source, take
from experiments.tables import COMPRESSION, SWEEP_TABLES, sweep_schema

MERGED, DONE = ".merged", "done"
ROWS = b"rows of the other tables"
BLOCK = 100
"""Runs in a row group of the merged tables, and in memory while they are merged."""

FEW = 16
"""The same for tables that have many rows of each run."""

AT_END = ("offices", "bureaucrats")
"""Tables that only some runs have rows in."""


Form = frozenset[tuple[str, str]]
"""Tables and columns that the files of some runs have, but for failures."""


class Found(NamedTuple):
    """Where a run that is already there stands."""

    source: int
    run: int
    """Its number there."""
    at_end: bool
    """Whether its offices and posts of the last month were kept."""


@dataclass
class Folder:
    """The folder of a sweep, open for one process at a time.

    out: the folder.  monthly: outcomes kept month by month.  version: of the model; runs of
    another version are there but not used.
    """

    out: Path
    monthly: tuple[str, ...]
    version: str
    layout: str = ""
    """By which the runs that are added are numbered; those there already may be numbered otherwise."""
    finished: dict[Key, Found] = field(default_factory=dict)
    """Runs with every outcome and column that is wanted."""
    failed: dict[Key, Broken] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    """What was found broken, in words; `remove_damaged` has it run again."""
    of_other_version: int = 0
    """Runs that are there and were made by another version of the model."""
    waiting: int = 0
    """Bytes that were added and are not written yet."""
    _sources: list[Source] = field(default_factory=list)
    _broken: list[Source] = field(default_factory=list)
    _there: dict[Form, dict[Key, Found]] = field(default_factory=dict)
    """Every run that is there, with whatever columns: the same one may have been kept with others."""
    _buffer: dict[str, list[pa.Table]] = field(default_factory=dict)
    _lock: IO[str] | None = None
    _next: int = 1

    def __enter__(self) -> "Folder":
        with writing(self.out):
            self.out.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self.out)
            try:
                self._settle()
                self._index()
            except BaseException:
                self._lock.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # a folder that is not empty stays
            for folder in (*(self.out / SHARDS).glob("*"), self.out / SHARDS):
                folder.rmdir()
        if self._lock:
            self._lock.close()

    # What is there

    def _settle(self) -> None:
        """Finish a merge that was interrupted after it was whole; forget one that was not, and rests."""
        merged = self.out / MERGED
        if (merged / DONE).exists():
            for path in (*sorted(merged.glob("*.parquet")), *merged.glob(MANIFEST)):
                put_in_place(path, self.out / path.name)
            # There until it takes the place of the old shards, so that it is never taken for them.
            if (merged / SHARDS).exists():
                shutil.rmtree(self.out / SHARDS, ignore_errors=True)
                put_in_place(merged / SHARDS, self.out / SHARDS)
        shutil.rmtree(merged, ignore_errors=True)
        for rest in (*self.out.glob("*.tmp"), *self.out.glob(f"{SHARDS}/*/*.tmp")):
            rest.unlink()

    def _index(self) -> None:
        """Learn which runs are there, and what is damaged."""
        whole = Source({name: self.out / f"{name}.parquet" for name in SWEEP_TABLES})
        shards = [self._shard(path.stem) for path in sorted((self.out / SHARDS / "runs").glob(SHARD))]
        there = [whole] if any(path.exists() for path in whole.paths.values()) else []
        for source in there + shards:
            try:
                self._learn(source)
            except Damaged as damage:
                self.damaged.append(str(damage))
                self._broken.append(source)
        if shards:
            self._next = 1 + max(int(source.paths["runs"].stem) for source in shards)

    def remove_damaged(self) -> None:
        """Remove what is damaged, so that its runs are made again; raise InputError."""
        with writing(self.out):
            for source in self._broken:
                for path in source.paths.values():
                    path.unlink(missing_ok=True)
            self._broken.clear()
            self._remove_unclaimed()

    def _learn(self, source: Source) -> None:
        source.check(ROWS)
        runs = source.read("runs", ["run", "seed", "fingerprint", "version", "status"])
        assert runs is not None, "it was just read"
        own = runs.filter(pc.equal(runs["version"], self.version))
        self.of_other_version += runs.num_rows - own.num_rows
        form = _form(source)
        whole = not any(self._lacks(source, name) for name in SWEEP_TABLES)
        number = len(self._sources)
        self._sources.append(source)
        offices = source.read("offices", ["run"])
        with_end = set(offices["run"].to_pylist()) if offices else set()
        for run, seed, fingerprint, status in _rows(own, "run", "seed", "fingerprint", "status"):
            key = Key(fingerprint, seed)
            at_end = run in with_end
            if status == "finished":
                self._note(form, key, Found(number, run, at_end), whole)
        if not whole:
            return
        failures = source.read("failures")
        if failures is not None:
            for row in failures.filter(pc.equal(failures["version"], self.version)).to_pylist():
                key = Key(row["fingerprint"], row["seed"])
                self.failed[key] = Broken(key, row["stage"], row["message"], row["trace"])
        for key in self.finished.keys() & self.failed.keys():
            del self.failed[key]

    def _note(self, form: Form, key: Key, found: Found, whole: bool) -> None:
        for runs in (self._there.setdefault(form, {}), *([self.finished] if whole else [])):
            # The same run may stand at several points, with its posts at the centre alone.
            if found.at_end or key not in runs:
                runs[key] = found

    def lacking(self) -> set[Key]:
        """Return the runs that are there, but without an outcome or another column that is wanted."""
        return {key for runs in self._there.values() for key in runs} - self.finished.keys()

    def _lacks(self, source: Source, name: str) -> bool:
        """Whether a table of a source was written without a column that it has now."""
        there = source.columns(name)
        return bool(there) and not set(sweep_schema(name, self.monthly).names) <= set(there)

    def _shard(self, stem: str) -> Source:
        return Source({name: self.out / SHARDS / name / f"{stem}.parquet" for name in SWEEP_TABLES})

    def _remove_unclaimed(self) -> None:
        """Remove files of shards that were killed before their file of runs was written."""
        for path in (self.out / SHARDS).glob("*/*.parquet"):
            if not (self.out / SHARDS / "runs" / path.name).exists():
                path.unlink()

    # What is added

    def fits(self, lived: Lived) -> bool:
        """Return whether the tables of a run have the columns of this folder's."""
        return all(x.schema == sweep_schema(name, self.monthly) for name, x in lived.tables.items())

    def add(self, wanted: Wanted, ended: Lived | Broken) -> None:
        """Take in what became of a run; `flush` writes it."""
        if isinstance(ended, Lived):
            tables = ended.tables
        else:
            tables = {"failures": failure(wanted.place, ended, self.version)}
            self.failed[ended.key] = ended
        for name, table in tables.items():
            self._buffer.setdefault(name, []).append(table)
            self.waiting += table.nbytes

    @property
    def stands(self) -> bool:
        """Whether tables of a complete study stand in the folder."""
        return (self.out / "runs.parquet").exists()

    def flush(self) -> None:
        """Write what waits as one shard; raise InputError where it cannot be written."""
        if not self._buffer:
            return
        tables = {name: pa.concat_tables(parts) for name, parts in self._buffer.items()}
        runs = tables.pop("runs", None)
        if runs is None:
            runs = sweep_schema("runs", self.monthly).empty_table()
        source = self._shard(f"{self._next:06d}")
        with writing(self.out):
            for name, table in tables.items():
                write(source.paths[name], table)
            rows = json.dumps({name: table.num_rows for name, table in tables.items()}).encode()
            told = {ROWS: rows, LAYOUT: self.layout.encode()}
            write(source.paths["runs"], runs.replace_schema_metadata(told))
        number = len(self._sources)
        self._sources.append(source)
        with_end = set(tables["offices"]["run"].to_pylist()) if "offices" in tables else set()
        form = _form(source)
        for run, seed, fingerprint in _rows(runs, "run", "seed", "fingerprint"):
            key = Key(fingerprint, seed)
            self._note(form, key, Found(number, run, run in with_end), True)
            self.failed.pop(key, None)
        self._next += 1
        self._buffer.clear()
        self.waiting = 0

    def has(self, wanted: Wanted) -> bool:
        """Return whether a run is there, with all that is wanted of it."""
        found = self.finished.get(wanted.key)
        return found is not None and found.at_end >= wanted.at_end

    def values(self, outcome: str) -> dict[Key, float]:
        """Return an outcome of every finished run."""
        found = {}
        for number in sorted({found.source for found in self.finished.values()}):
            runs = self._sources[number].read("runs", ["run", "seed", "fingerprint", outcome])
            assert runs is not None, "a source has runs"
            for run, seed, fingerprint, value in _rows(runs, "run", "seed", "fingerprint", outcome):
                key = Key(fingerprint, seed)
                if key in self.finished and self.finished[key][:2] == (number, run):
                    found[key] = float("nan") if value is None else value
        return found

    # What is merged

    def merge(self, study: Iterable[Wanted], points: pa.Table, told: Mapping[str, Any]) -> int:
        """Turn the shards into one file for each table, a row group for every `BLOCK` runs.

        study: every run of the study in order.  points, told: its table of points and its manifest,
        which take their places together with the tables.  Runs that are there but not asked for,
        or that have columns which are not asked for, stay in shards; returns how many stay only
        there.  Raises InputError where the files cannot be written, Damaged where they are not
        afterwards what was written.
        """
        merged = self.out / MERGED
        keys: set[Key] = set()
        with writing(self.out):
            shutil.rmtree(merged, ignore_errors=True)
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
            n_spare = self._spare(merged / SHARDS, keys)
            (merged / DONE).touch()
            self._settle()
        self._sources, self._there, self.finished, self._next = [], {}, {}, 1
        self.damaged.clear()
        self._index()
        if self.damaged:
            self.remove_damaged()
            raise Damaged("; ".join(self.damaged))
        return n_spare

    def _block(self, name: str, block: Sequence[Wanted]) -> pa.Table:
        """Return the rows of a table for some runs of the study, in their order."""
        here = [
            (self.finished[x.key], x.place._asdict())
            for x in block
            if x.key in self.finished and (x.at_end or name not in AT_END)
        ]
        schema = sweep_schema(name, self.monthly)
        rows = [take(self._sources, name, schema, here)]
        lost = [(x.place, self.failed[x.key]) for x in block if x.key not in self.finished]
        if name == "failures":
            rows = [failure(place, broken, self.version) for place, broken in lost]
        if name == "runs":
            rows += [_failed_run(place, broken, self.version) for place, broken in lost]
        found = [x.select(schema.names).cast(schema) for x in rows if x is not None]
        table = pa.concat_tables([schema.empty_table(), *found])
        return table.sort_by("run") if name == "runs" and lost else table

    def _spare(self, shards: Path, asked: set[Key]) -> int:
        """Keep what the merged tables will not have, as shards; return how many runs are not asked for."""
        shards.mkdir()
        merged = _columns({name: sweep_schema(name, self.monthly).names for name in SWEEP_TABLES})
        forms = dict.fromkeys(asked & self.finished.keys(), merged)
        spare: set[Key] = set()
        n_runs = n_shards = 0
        # Wide before narrow: of the same run, what has fewer columns than is kept already goes.
        for form in sorted(self._there, key=lambda form: (-len(form), sorted(form))):
            runs = self._there[form]
            kept = {key: found for key, found in runs.items() if not form <= forms.get(key, frozenset())}
            forms = dict.fromkeys(kept, form) | forms
            spare.update(kept)
            for block in batched(kept.values(), BLOCK):
                n_shards += 1
                # Numbered anew: what was put aside at different times may have the same number.
                rows = [(found, {"run": n_runs + i}) for i, found in enumerate(block)]
                self._put_aside(shards, f"{n_shards:06d}.parquet", rows)
                n_runs += len(block)
        return len(spare - asked)

    def _put_aside(self, shards: Path, file: str, rows: Sequence[tuple[Found, Mapping[str, Any]]]) -> None:
        """Write runs that have the same columns as a shard."""
        source = self._sources[rows[0][0].source]
        schemas = {name: source.schema(name) for name in SWEEP_TABLES if name != "failures"}
        tables = {name: take(self._sources, name, x, rows) for name, x in schemas.items() if x is not None}
        there = {name: table for name, table in tables.items() if table is not None and table.num_rows}
        runs = there.pop("runs")
        for name, table in there.items():
            write(shards / name / file, table)
        told = {ROWS: json.dumps({name: table.num_rows for name, table in there.items()}).encode()}
        write(shards / "runs" / file, runs.replace_schema_metadata(told))


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
            _synced(self._path)


def write(path: Path, table: pa.Table) -> None:
    """Write a table so that the file is whole or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".tmp")
    rows = max(1, table.num_rows)
    try:
        pq.write_table(table, partial, compression=COMPRESSION, row_group_size=rows, write_page_checksum=True)
        _synced(partial)
        put_in_place(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _synced(path: Path) -> None:
    """Have a file on the disk, not merely on its way there."""
    with path.open("r+b") as file:  # Windows refuses this of a file that is open to read alone
        os.fsync(file.fileno())


def _form(source: Source) -> Form:
    return _columns({name: source.columns(name) for name in SWEEP_TABLES})


def _columns(tables: Mapping[str, Sequence[str]]) -> Form:
    return frozenset((name, x) for name, columns in tables.items() for x in columns if name != "failures")


def failure(place: Place, broken: Broken, version: str) -> pa.Table:
    """Return the row of the table of failures."""
    told = {"stage": broken.stage, "message": broken.message, "trace": broken.trace}
    row = {**place._asdict(), **broken.key._asdict(), "version": version, **told}
    return pa.Table.from_pylist([row], schema=sweep_schema("failures", ()))


def _failed_run(place: Place, broken: Broken, version: str) -> pa.Table:
    row = {**place._asdict(), **broken.key._asdict(), "version": version, "status": "failed"}
    return pa.Table.from_pylist([row], schema=sweep_schema("runs", ()))


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in columns), strict=True)
