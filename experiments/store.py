"""Results folders: with `experiments.sweep`, the only module that writes or reads them.

A folder is written beside its place under a hidden name and moved there at the end, so
that what stands in its place is always whole.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.tables import COMPRESSION, schema, units
from sim.errors import InputError

MANIFEST = "manifest.json"
ALWAYS = ("runs", "monthly", "offices", "tiers", "failures")
REPORT = "report.html"
SHARDS = "shards"
"""Folder in which a sweep keeps its runs until all are there."""

SHARD = "[0-9]" * 6 + ".parquet"
"""Pattern of a shard's files: others that somebody put beside them are left out."""

TRIES, APART = 10, 0.1
"""How often a file is put in its place before that is given up, and seconds between two tries."""

LAYOUT = b"layout"
"""Where the file of runs of a shard says by which layout of a study its runs are numbered."""

LOCK = ".lock"
"""File that a sweep holds while it is open."""

BEGUN = {LOCK, f"{MANIFEST}.tmp"}
"""What stands in the folder of a sweep that ended before it could say what it is."""


class Results:
    """A results folder to read from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def manifest(self) -> dict[str, Any]:
        """What the folder says about itself; raise InputError where it is none of ours."""
        manifest = _manifest(self.folder)
        if manifest is None:
            wanted = f"a folder with the {MANIFEST} that redtape writes"
            raise InputError("is not a folder of results", value=str(self.folder), expected=wanted)
        return manifest

    def holds(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return (self.folder / f"{name}.parquet").is_file()

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table (`runs`, `monthly`, ...), all of it or some columns; raise InputError.

        Of a sweep that is not complete, what has been written of it since its study was last changed,
        or its stop rule last asked for more replicates.
        """
        return self.arrow(name, columns).to_pandas()

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the same with its metadata."""
        path = self.folder / f"{name}.parquet"
        try:
            files = [path] if path.is_file() else self._shards(name)
            if not files:
                raise InputError("does not exist", value=str(path), expected="a table of a results folder")
            return pq.read_table(files, columns=None if columns is None else list(columns))
        except (pa.ArrowException, OSError) as error:
            reason = f"cannot be read ({str(error).splitlines()[0]})"
            raise InputError(reason, value=str(path), expected="a table that redtape wrote") from None

    def _shards(self, name: str) -> list[Path]:
        """Return the shards of a table whose runs are numbered as the points and the manifest are."""
        paths = sorted((self.folder / SHARDS / name).glob(SHARD))
        if not paths:
            return []
        layout = str(self.manifest.get("layout")).encode()
        runs = self.folder / SHARDS / "runs"
        return [
            path
            for path in paths
            if (runs / path.name).exists()
            and (pq.read_metadata(runs / path.name).metadata or {}).get(LAYOUT) == layout
        ]


class Writer:
    """A results folder while it is being written: rows stream into its tables run by run."""

    def __init__(self, folder: Path, out: Path, names: Sequence[str]) -> None:
        self.folder = folder
        self.out = out
        self.complete = False
        """Whether the manifest is written, so that the folder is worth keeping."""
        with writing(out):
            self._tables = {
                name: pq.ParquetWriter(folder / f"{name}.parquet", schema(name), compression=COMPRESSION)
                for name in names
            }

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Append rows to a table; a column that they lack stays empty, an unknown one raises ValueError."""
        form = schema(table)
        unknown = set(rows.columns) - set(form.names)
        if unknown:
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        columns = rows.reindex(columns=form.names)
        with writing(self.out):
            self._tables[table].write_table(pa.Table.from_pandas(columns, schema=form, preserve_index=False))

    def finish(self, manifest: Mapping[str, Any]) -> Results:
        """Close the tables and write the manifest: from here on the folder will be kept."""
        told = {**manifest, "units": {name: units(name) for name in self._tables}}
        with writing(self.out):
            for table in self._tables.values():
                table.close()
        self.write(MANIFEST, manifest_text(told))
        self.complete = True
        return Results(self.folder)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file into the folder, text as UTF-8."""
        raw = content.encode("utf-8") if isinstance(content, str) else content
        with writing(self.out):
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(raw)


@contextmanager
def new_results(out: Path, *, force: bool, tables: Sequence[str] = ALWAYS) -> Iterator[Writer]:
    """Give a folder to write results into, moved to `out` at the end; raise InputError before any work.

    What is complete is kept even if the block ends by an error; what is not is removed.
    force: replace what stands at `out`, if that is a folder of results.  tables: names of
    the tables it will hold.
    """
    with writing(out):
        target = out.resolve()
        _check(target, out, force)
        target.parent.mkdir(parents=True, exist_ok=True)
        hidden = target.parent / f".{target.name}.{os.getpid()}.partial"
        hidden.mkdir()
    writer = None
    try:
        writer = Writer(hidden, out, tables)
        yield writer
    finally:
        if writer and writer.complete:
            _move(hidden, target, out)
        else:
            shutil.rmtree(hidden, ignore_errors=True)


def _check(target: Path, out: Path, force: bool) -> None:
    """Raise InputError unless `target` may be written."""
    shown, key = str(out), "--out"
    if target == Path.cwd() or target in Path.cwd().parents:
        raise InputError(
            "is the folder you are in, or above it", key=key, value=shown, expected="a folder of its own"
        )
    if target.exists() and not target.is_dir():
        raise InputError("is a file", key=key, value=shown, expected="a folder, new or empty")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not force:
        wanted = "a new or empty folder, or --force to replace these results"
        raise InputError("exists already", key=key, value=shown, expected=wanted)
    if _manifest(target) is None:
        wanted = f"a folder with the {MANIFEST} that redtape writes: --force replaces nothing else"
        raise InputError("is not a folder of results", key=key, value=shown, expected=wanted)
    if (target / LOCK).exists():
        locked(out, str((_manifest(target) or {}).get("kind", "sweep"))).close()


def _manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest that redtape wrote into a folder; None where there is none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and "redtape" in told else None


def _move(hidden: Path, target: Path, out: Path) -> None:
    """Put the finished folder in its place; what stood there goes only when the new one stands."""
    old = hidden.with_suffix(".old")
    try:
        if target.exists():
            target.rename(old)
        hidden.rename(target)
    except OSError as error:
        if old.exists():
            old.rename(target)
        reason = f"cannot be replaced ({error.strerror or error})"
        raise InputError(
            reason,
            key="--out",
            value=str(out),
            expected="another folder",
            also=f"The results are in {hidden}.",
        ) from None
    shutil.rmtree(old, ignore_errors=True)


def version_told(folder: Path) -> str | None:
    """Return the version of the model that a folder says it was made by; None where it says nothing."""
    return (_manifest(folder) or {}).get("model")


def open_results(out: Path, name: str, kind: str, *, force: bool) -> None:
    """Raise InputError unless a sweep named `name` may go on in `out`; `force` removes what stands there.

    kind: what the manifest is to say that the folder is, "sweep" or "comparison".
    """
    with writing(out):
        target = out.resolve()
        told = _manifest(target)
        own = told is not None and told.get("kind") == kind and told.get("study", {}).get("name") == name
        begun = target.is_dir() and {path.name for path in target.iterdir()} <= BEGUN
        if not own and not begun:
            _check(target, out, force)
            _empty(target)


def _empty(folder: Path) -> None:
    """Remove what a folder holds; the folder stays, for a link may lead to it."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def locked(out: Path, kind: str = "sweep") -> IO[str]:
    """Return the open lock of a folder, let go of when it is closed or the process ends; raise InputError.

    kind: what is written there, in the words of the error: "sweep" or "calibration".
    """
    file = (out / LOCK).open("w")
    try:
        if os.name == "nt":
            import msvcrt

            lock: Any = msvcrt
            lock.locking(file.fileno(), lock.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        if isinstance(error, BlockingIOError | PermissionError):
            problem = f"is being written by another {kind}"
            wanted = f"one {kind} at a time in a folder: wait for the other one, or name another folder"
        else:
            problem = f"cannot be locked ({error.strerror or error})"
            wanted = "a folder on a disk that can lock files, as those of this machine can"
        raise InputError(problem, key="--out", value=str(out), expected=wanted) from None
    return file


def manifest_text(told: Mapping[str, Any]) -> str:
    """Return what a folder says about itself as its manifest has it."""
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_manifest(folder: Path, told: Mapping[str, Any]) -> None:
    """Write what a folder says about itself, whole or not at all; raise InputError."""
    write_text(folder, MANIFEST, manifest_text(told))


def write_text(folder: Path, name: str, content: str) -> None:
    """Add a file to a folder of results, whole or not at all; raise InputError."""
    partial = folder / f"{name}.tmp"
    with writing(folder):
        partial.write_text(content, encoding="utf-8")
        put_in_place(partial, folder / name)


def write_table(folder: Path, name: str, table: pa.Table) -> None:
    """Add a table to a folder of results, whole or not at all; raise InputError."""
    with writing(folder):
        write(folder / f"{name}.parquet", table)


def write(path: Path, table: pa.Table) -> None:
    """Write a table so that the file is whole or not there at all; raise OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".tmp")
    rows = max(1, table.num_rows)
    try:
        pq.write_table(table, partial, compression=COMPRESSION, row_group_size=rows, write_page_checksum=True)
        synced(partial)
        put_in_place(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def synced(path: Path) -> None:
    """Have a file on the disk, not merely on its way there."""
    with path.open("r+b") as file:  # Windows refuses this of a file that is open to read alone
        os.fsync(file.fileno())


def put_in_place(partial: Path, path: Path) -> None:
    """Have a finished file or folder take its place; raise OSError.

    Windows refuses that while somebody reads what stands there, which is soon over.
    """
    for _ in range(TRIES):
        try:
            partial.replace(path)
            return
        except PermissionError:
            time.sleep(APART)
    partial.replace(path)


def remove_table(folder: Path, name: str) -> None:
    """Remove a table of a folder of results, if it is there; raise InputError."""
    with writing(folder):
        (folder / f"{name}.parquet").unlink(missing_ok=True)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say plainly that a folder cannot be written."""
    try:
        yield
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error})"
        wanted = "a folder on a disk with room, which you may write to"
        raise InputError(reason, key="--out", value=str(out), expected=wanted) from None
