"""Make the runs of a results folder again, as its manifest says, and compare every table bit for bit."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import manifest
from experiments.differences import Differences, columns_of, compare, reading
from experiments.patterns import asking
from experiments.store import MANIFEST, Results, new_results
from experiments.study import RUNS, Stopped, Study, conduct
from sim.errors import ABSENT, InputError
from sim.scenario import Scenario, regimes
from sim.scenario.reading import LIBRARY

POSTS = "bureaucrats"


@dataclass(frozen=True)
class Recorded:
    """What a results folder says was run.

    scenarios: as they were resolved then.  changed: those that the program now takes for
    others than it did then, in words.  tables: names of the tables the folder holds.
    """

    folder: Path
    manifest: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]
    changed: tuple[str, ...]
    tables: tuple[str, ...]

    def table(self, name: str) -> Path:
        """Return the file of a table."""
        return self.folder / f"{name}.parquet"


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


Way = Callable[[Recorded, Path, int, str], None]
"""(recorded, out, workers, command): make the tables of `recorded` again, as a results folder at `out`.

Runs that the user stopped are not made; runs that failed are. Raises InputError, Stopped.
"""


def rerun(folder: Path, workers: int, keep: Path | None = None, command: str = "") -> Comparison:
    """Make the runs of a results folder again and compare; raise InputError, Stopped.

    workers: runs at once.  keep: where to leave the new results; without it they go.
    """
    recorded = read(folder)
    with tempfile.TemporaryDirectory(prefix="redtape-") if keep is None else nullcontext("") as spare:
        out = keep if keep is not None else Path(spare) / "again"
        with _told_of_keep():
            WAYS[recorded.manifest["kind"]](recorded, out, workers, command)
        tables = tuple(
            compare(name, recorded.table(name), out / f"{name}.parquet") for name in recorded.tables
        )
    return Comparison(recorded, tables, (*recorded.changed, *_reasons(recorded.manifest)))


def read(folder: Path) -> Recorded:
    """Return what a results folder says was run; raise InputError where it cannot be run again."""
    told = Results(folder).manifest
    where = str(folder / MANIFEST)
    version = manifest.redtape_version()
    if _numbers(told["redtape"]) > _numbers(version):
        wanted = f"a folder of this redtape, {version}, or of an older one; or else that newer redtape"
        raise InputError("is newer", file=where, key="redtape", value=told["redtape"], expected=wanted)
    known = ", ".join(f'"{kind}"' for kind in WAYS)
    if told.get("kind") not in WAYS:
        kind = told.get("kind", ABSENT)
        problem = "is missing" if kind is ABSENT else "cannot be made again"
        raise InputError(problem, file=where, key="kind", value=kind, expected=f"one of {known}")
    tables = tuple(_part(told, where, "units", dict))
    entries = _part(told, where, "scenarios", list)
    scenarios = tuple(_scenario(entry, i, where, str(told["redtape"])) for i, entry in enumerate(entries))
    changed = tuple(
        f"{scenario.name} is not what it was: its fingerprint was {entry.get('fingerprint')}, "
        f"and is now {scenario.fingerprint}"
        for entry, scenario in zip(entries, scenarios, strict=True)
        if entry.get("fingerprint") != scenario.fingerprint
    )
    recorded = Recorded(folder, told, scenarios, changed, tables)
    for name in tables:  # before the work, not after it
        columns_of(recorded.table(name))
    return recorded


def _part[T](told: Mapping[str, Any], where: str, key: str, kind: type[T]) -> T:
    """Return a part of the manifest, which has content; raise InputError where it has none."""
    value = told.get(key)
    if not isinstance(value, kind) or not value:
        problem = "is not what redtape writes" if key in told else "is missing"
        raise InputError(problem, file=where, key=key, expected="the manifest as redtape wrote it")
    return value


def _scenario(entry: Any, i: int, where: str, version: str) -> Scenario:
    """Return a scenario of the manifest; raise InputError where this version cannot read it."""
    if not isinstance(entry, dict) or not isinstance(entry.get("resolved"), dict):
        wanted = "the manifest as redtape wrote it"
        raise InputError("is not what redtape writes", file=where, key=f"scenarios.{i}", expected=wanted)
    key = None
    try:
        scenario = Scenario.from_data(_movable(entry["resolved"]))
        key = "network_file"  # the one file that a fingerprint reads
        _ = scenario.fingerprint
        return scenario
    except InputError as error:
        inside = ".".join(part for part in ("resolved", error.key or key) if part)
        error.file, error.key = where, f"scenarios.{i}.{inside}"
        error.also = f"{error.also or ''} The folder was made with redtape {version}.".strip()
        raise


def _movable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resolved scenario without what this machine lacks and runs do not need.

    The record is drawn but not run; what cost table and regime set stands among the parameters.
    """
    there = {key: (LIBRARY / str(data.get(key))).is_file() for key in ("record", "cost_file")}
    there["regime"] = data.get("regime") in regimes.names()
    return {key: value for key, value in data.items() if there.get(key, True)}


def _runs(recorded: Recorded, out: Path, workers: int, command: str) -> None:
    """Run scenarios under seeds, as `redtape run` and `redtape demo` did."""
    seeds = _seeds(recorded)
    with reading(recorded.table("runs")):
        made = Results(recorded.folder).table("runs", ["run"])["run"]
    agents = POSTS in recorded.tables
    study = Study(recorded.scenarios, seeds[0], len(seeds), workers, agents, command)
    study.check()
    with new_results(out, force=False, tables=recorded.tables) as writer:
        if conduct(study, writer, only=frozenset(made)).stopped:
            raise Stopped("Stopped before all was run again; nothing is compared.")


def _patterns(recorded: Recorded, out: Path, workers: int, command: str) -> None:
    """Ask for the patterns, as `redtape validate` did."""
    seeds = _seeds(recorded)
    study = Study(recorded.scenarios[:1], seeds[0], len(seeds), workers, command=command)
    study.check()
    asking.ask(study, out, force=False)


WAYS: dict[str, Way] = {RUNS: _runs, asking.PATTERNS: _patterns}
"""Kind of a folder, as its manifest tells it -> how it is made again."""


def _seeds(recorded: Recorded) -> range:
    where = str(recorded.folder / MANIFEST)
    seeds = _part(recorded.manifest, where, "seeds", list)
    first, n = seeds[0], len(seeds)
    if type(first) is not int or seeds != list(range(first, first + n)):
        wanted = "whole numbers one after another"
        raise InputError("are not seeds", file=where, key="seeds", value=seeds, expected=wanted)
    return range(first, first + n)


@contextmanager
def _told_of_keep() -> Iterator[None]:
    """Name the option of this command where results cannot be written."""
    try:
        yield
    except InputError as error:
        error.key = "--keep" if error.key == "--out" else error.key
        if error.key == "--keep" and error.expected:
            error.expected = error.expected.split(", or --force")[0]
        raise


def _reasons(before: Mapping[str, Any]) -> list[str]:
    """Return in words what is not as it was: version, commit, libraries, processor."""
    now = manifest.facts((), (), "")
    reasons = [
        f"{what}: {then or 'not known'} then, {present or 'not known'} now"
        for what, then, present in (
            ("redtape", before["redtape"], now["redtape"]),
            ("commit", _commit(before), _commit(now)),
            *((name, _of(before, "versions", name), version) for name, version in now["versions"].items()),
            *((key, _of(before, "platform", key), now["platform"][key]) for key in MACHINE),
        )
        if then != present
    ]
    dirty = [when for when, told in (("then", before), ("now", now)) if _of(told, "git", "dirty")]
    if dirty:
        reasons.append(f"the code held changes that are in no commit, {' and '.join(dirty)}")
    return reasons


MACHINE = ("system", "machine", "processor")


def _of(told: Mapping[str, Any], part: str, key: str) -> Any:
    inside = told.get(part)
    return inside.get(key) if isinstance(inside, dict) else None


def _commit(told: Mapping[str, Any]) -> str | None:
    commit = _of(told, "git", "commit")
    return str(commit)[:12] if commit else None


def _numbers(version: Any) -> tuple[int, ...]:
    """Return the numbers of a version; nothing for one that has none."""
    parts = str(version).split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def tell(comparison: Comparison) -> Iterator[str]:
    """Say, line by line, what is the same, what differs, and what may be why."""
    tables = comparison.tables
    for table in tables:
        yield from _told(table)
    left_out = sorted({name for table in tables for name in table.left_out})
    if left_out:
        yield f"Not compared, since they need not repeat: {', '.join(f'`{name}`' for name in left_out)}."
    n_cells = sum(table.n_cells for table in tables)
    if comparison.same:
        yield f"The same, bit for bit: {len(tables)} tables, {n_cells:,} cells."
    else:
        n_differ = sum(not table.same for table in tables)
        yield f"Different: {n_differ} of {len(tables)} tables."
    if comparison.reasons:
        head = "Not as it was" if comparison.same else "Not as it was, which may be why"
        yield f"{head}: {'; '.join(comparison.reasons)}."
    elif not comparison.same:
        yield "Version, commit, libraries and processor are as they were: nothing recorded tells why."


def _told(table: Differences) -> Iterator[str]:
    """Say what sets a table apart."""
    n = f"{table.rows[0]:,} row{'s' * (table.rows[0] != 1)}"
    if table.same:
        yield f"{table.table}: the same, {n}."
        return
    if table.rows[1] != table.rows[0]:
        yield f"{table.table}: {n} in the folder, {table.rows[1]:,} now."
    for names, where in ((table.gone, "only in the folder"), (table.new, "only now")):
        if names:
            yield f"{table.table}: {where}, or of another type: {', '.join(f'`{name}`' for name in names)}."
    if table.first:
        first = table.first
        yield (
            f"{table.table}: {table.n_differ:,} of {table.n_cells:,} cells differ, first row {first.row:,} "
            f"({first.named}), `{first.column}`: {first.before} in the folder, {first.now} now."
        )
        if table.largest:
            yield f"{table.table}: the largest difference is {table.largest:g}, in `{table.largest_in}`."
