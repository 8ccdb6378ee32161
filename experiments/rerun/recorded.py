"""What a results folder says was run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import manifest
from experiments.rerun.differences import columns_of
from experiments.store import MANIFEST, Results
from sim.errors import ABSENT, InputError
from sim.scenario import Scenario, regimes
from sim.scenario.reading import LIBRARY

STUDIES = ("sweep", "comparison")
"""Kinds of folders that hold a study."""


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


def read(folder: Path, kinds: Collection[str]) -> Recorded:
    """Return what a results folder says was run; raise InputError where it cannot be run again.

    kinds: those of folders that can.
    """
    told = Results(folder).manifest
    where = str(folder / MANIFEST)
    version = manifest.redtape_version()
    if _numbers(told["redtape"]) > _numbers(version):
        wanted = f"a folder of this redtape, {version}, or of an older one; or else that newer redtape"
        raise InputError("is newer", file=where, key="redtape", value=told["redtape"], expected=wanted)
    known = ", ".join(f'"{kind}"' for kind in kinds)
    if told.get("kind") not in kinds:
        kind = told.get("kind", ABSENT)
        problem = "is missing" if kind is ABSENT else "cannot be made again"
        raise InputError(problem, file=where, key="kind", value=kind, expected=f"one of {known}")
    if told["kind"] in STUDIES and told.get("status") != "complete":
        wanted = "a complete one: the command that began it goes on with it"
        problem = f"is of a study that is not complete ({told.get('status')})"
        raise InputError(problem, file=where, key="kind", value=told["kind"], expected=wanted)
    tables = tuple(part(told, where, "units", dict))
    entries = part(told, where, "scenarios", list)
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


def part[T](told: Mapping[str, Any], where: str, key: str, kind: type[T]) -> T:
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
        inside = ".".join(name for name in ("resolved", error.key or key) if name)
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


def _numbers(version: Any) -> tuple[int, ...]:
    """Return the numbers of a version; nothing for one that has none."""
    parts = str(version).split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()
