"""Make the runs of a results folder again, and compare every table bit for bit."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import manifest
from experiments.rerun.differences import Differences, compare
from experiments.rerun.recorded import Recorded, read
from experiments.rerun.ways import WAYS
from sim.compiling import model_version
from sim.errors import InputError

MACHINE = ("system", "machine", "processor")
"""What the manifest tells of the machine that may change results."""


@dataclass(frozen=True)
class Comparison:
    """What became of a folder made again.

    tables: each compared, in the order of the manifest.  reasons: in words, what is not as
    it was when the folder was made.
    """

    recorded: Recorded
    tables: tuple[Differences, ...]
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every cell of every table is the same."""
        return all(table.same for table in self.tables)


def rerun(folder: Path, workers: int, keep: Path | None = None, command: str = "") -> Comparison:
    """Make the runs of a results folder again and compare; raise InputError, Stopped.

    workers: runs at once.  keep: where to leave the new results; without it they go.
    """
    if keep is not None and keep.exists() and (keep.is_file() or any(keep.iterdir())):
        wanted = "a new or empty folder"
        raise InputError("exists already", key="--keep", value=str(keep), expected=wanted)
    recorded = read(folder, WAYS)
    with tempfile.TemporaryDirectory(prefix="redtape-") if keep is None else nullcontext("") as spare:
        out = keep if keep is not None else Path(spare) / "again"
        with _told_of_keep():
            WAYS[recorded.manifest["kind"]](recorded, out, workers, command)
        tables = tuple(
            compare(name, recorded.table(name), out / f"{name}.parquet") for name in recorded.tables
        )
    return Comparison(recorded, tables, (*recorded.changed, *_reasons(recorded.manifest)))


@contextmanager
def _told_of_keep() -> Iterator[None]:
    """Name the option of this command where results cannot be written."""
    try:
        yield
    except InputError as error:
        error.key = "--keep" if error.key == "--out" else error.key
        raise


def _reasons(before: Mapping[str, Any]) -> list[str]:
    """Return in words what is not as it was: version, commit, libraries, processor."""
    now, model = manifest.facts((), (), ""), model_version()
    reasons = [
        f"{what}: {then or 'not known'} then, {present or 'not known'} now"
        for what, then, present in (
            ("redtape", before["redtape"], now["redtape"]),
            ("commit", _commit(before), _commit(now)),
            ("the model's code", *(str(x)[:12] for x in (before.get("model", model), model))),
            *((name, _of(before, "versions", name), version) for name, version in now["versions"].items()),
            *((key, _of(before, "platform", key), now["platform"][key]) for key in MACHINE),
        )
        if then != present
    ]
    dirty = [when for when, told in (("then", before), ("now", now)) if _of(told, "git", "dirty")]
    if dirty:
        reasons.append(f"the code held changes that are in no commit, {' and '.join(dirty)}")
    return reasons


def _of(told: Mapping[str, Any], part: str, key: str) -> Any:
    inside = told.get(part)
    return inside.get(key) if isinstance(inside, dict) else None


def _commit(told: Mapping[str, Any]) -> str | None:
    commit = _of(told, "git", "commit")
    return str(commit)[:12] if commit else None
