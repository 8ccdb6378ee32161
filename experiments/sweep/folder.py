"""The folder of a sweep: shards while it runs, one table each when it is done, whole at every moment.

Runs are added to a buffer and written as shards, a file for each table.  A shard counts
once its file of runs stands, which is written last and says how many rows the others
have; so whenever the process is killed, what stands is whole.  When all runs are there
the shards are merged into one file for each table, in the order of the study: the same
files whatever the order in which runs ended.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from experiments.store import MANIFEST, SHARD, SHARDS, locked, put_in_place, writing
from experiments.sweep.job import Broken, Key, Lived, Wanted
from experiments.sweep.merging import DONE, Merging
from experiments.sweep.reading import Damaged, Form, Found, Source, form_of
from experiments.sweep.shards import ROWS, Waiting, shard, write_shard
from experiments.tables import SWEEP_TABLES, sweep_schema

MERGED = ".merged"
"""Folder in which merged tables wait until all of them are whole."""


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
    _sources: list[Source] = field(default_factory=list)
    _broken: list[Source] = field(default_factory=list)
    _there: dict[Form, dict[Key, Found]] = field(default_factory=dict)
    """Every run that is there, with whatever columns: the same one may have been kept with others."""
    _lock: IO[str] | None = None
    _next: int = 1

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.version)

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
        shards = [
            shard(self.out, int(path.stem)) for path in sorted((self.out / SHARDS / "runs").glob(SHARD))
        ]
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
        form = form_of(source)
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
        self._waiting.add(wanted.place, ended)
        if isinstance(ended, Broken):
            self.failed[ended.key] = ended

    @property
    def waiting(self) -> int:
        """Bytes that were added and are not written yet."""
        return self._waiting.nbytes

    @property
    def stands(self) -> bool:
        """Whether tables of a complete study stand in the folder."""
        return (self.out / "runs.parquet").exists()

    def flush(self) -> None:
        """Write what waits as one shard; raise InputError where it cannot be written."""
        tables = self._waiting.tables()
        if not tables:
            return
        source = shard(self.out, self._next)
        with writing(self.out):
            write_shard(source, tables, self.layout)
        number = len(self._sources)
        self._sources.append(source)
        with_end = set(tables["offices"]["run"].to_pylist()) if "offices" in tables else set()
        form = form_of(source)
        for run, seed, fingerprint in _rows(tables["runs"], "run", "seed", "fingerprint"):
            key = Key(fingerprint, seed)
            self._note(form, key, Found(number, run, run in with_end), True)
            self.failed.pop(key, None)
        self._next += 1
        self._waiting.clear()

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
        merging = Merging(self.monthly, self.version, self._sources, self._there, self.finished, self.failed)
        with writing(self.out):
            shutil.rmtree(self.out / MERGED, ignore_errors=True)
            n_spare = merging.write(self.out / MERGED, study, points, told)
            self._settle()
        self._sources, self._there, self.finished, self._next = [], {}, {}, 1
        self.damaged.clear()
        self._index()
        if self.damaged:
            self.remove_damaged()
            raise Damaged("; ".join(self.damaged))
        return n_spare


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in columns), strict=True)
