"""The model: its compiled code, what is shipped with it, its pictures, and one small run."""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from experiments.doctor.children import ROOT, Died, trial
from experiments.doctor.line import Line, good, size, wrong
from experiments.doctor.machine import room
from experiments.doctor.packages import install

CHART_SECONDS, RUN_SECONDS = 120.0, 600.0

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody serves: what asks the network for anything gets nothing."""


def cache() -> Iterator[Line]:
    """Say where compiled code is kept, whether it is there, and how much room is left."""
    from sim import compiled
    from sim.compiling import cache_folder

    folder, name = cache_folder(), "compile cache"
    remedy = "set REDTAPE_CACHE to a folder that you may write to"
    asked = os.environ.get("REDTAPE_CACHE")
    try:
        with tempfile.TemporaryFile(dir=folder) as trying:
            trying.write(b"redtape")
        refused = Path(tempfile.gettempdir()) in folder.parents and not (
            asked and Path(asked) in folder.parents
        )
        trouble = f"{asked or 'your own'} cannot be written, code goes to {folder}, which may be emptied"
    except OSError as error:
        refused, trouble = True, f"{folder} cannot be written ({error.strerror or error})"
    if refused:
        yield wrong(name, trouble, remedy)
    else:
        ready = (
            "compiled for this version" if compiled.is_compiled() else "not compiled yet: the first run will"
        )
        yield good(name, f"{folder}, {ready}, {size(_bytes([folder]))}{_older(folder)}")
    yield room("disk at the cache", folder, remedy)


def _older(folder: Path) -> str:
    others = [other for other in folder.parent.iterdir() if other.is_dir() and other != folder]
    if not others:
        return ""
    return f"; {size(_bytes(others))} of {len(others)} other versions there may be removed"


def _bytes(folders: Sequence[Path]) -> int:
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())


def scenarios() -> Iterator[Line]:
    """Say whether every scenario that is shipped loads, with its record."""
    from experiments import catalogue
    from sim.scenario import Scenario

    yield _shipped("scenarios", Scenario.names(), lambda name: catalogue.check([name]))


def regimes() -> Iterator[Line]:
    """Say whether every regime loads."""
    from sim.scenario import regimes

    yield _shipped("regimes", regimes.names(), _faults_of(regimes.load))


def records() -> Iterator[Line]:
    """Say whether every table that is shipped can be read."""
    from sim.scenario.reading import LIBRARY

    tables = {path.name: path for path in sorted((LIBRARY / "data").glob("*.csv"))}
    yield _shipped("data tables", list(tables), _faults_of(lambda name: _rows(tables[name])))


def studies() -> Iterator[Line]:
    """Say whether every study that is shipped can be read."""
    from experiments import studies

    def faults(name: str) -> list[str]:
        return [str(fault) for fault in studies.faults(name)]

    yield _shipped("studies", studies.names(), faults)


def chart() -> Iterator[Line]:
    """Say whether pictures can be drawn, with nothing to be had from the network."""
    name = "pictures"
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), NOWHERE)
    try:
        told = json.loads(trial("chart", seconds=CHART_SECONDS, extra=proxies)[-1])
    except Died as died:
        remedy = install(["--force-reinstall", "altair", "vl-convert-python"])
        yield wrong(
            name, f"none can be drawn: {died.args[0]}", f"{remedy}; until then run with --no-pictures"
        )
        return
    yield good(name, f"a small chart was drawn without a network ({told['bytes']:,} bytes)")


def run() -> Iterator[Line]:
    """Say how long one small run takes."""
    name = "small run"
    try:
        told = json.loads(trial("run", seconds=RUN_SECONDS)[-1])
    except Died as died:
        yield wrong(name, f"cannot be made: {died.args[0]}", install(["--force-reinstall", "numba", "numpy"]))
        return
    speed = f"{1000 * told['second']:,.0f} ms for 400 posts and {told['months']} months"
    yield good(name, f"{speed} ({told['first']:,.1f} s the first time)")


def _shipped(name: str, items: Sequence[str], faults: Callable[[str], Sequence[str]]) -> Line:
    """Say how many of what is shipped can be used, and what is wrong with the first that cannot."""
    found = {item: told for item in items if (told := faults(item))}
    if found:
        first = next(iter(found.values()))[0]
        return wrong(name, f"{len(found)} of {len(items)} cannot be used: {first}", _restore())
    return good(name, f"all {len(items)} can be used") if items else wrong(name, "none is there", _restore())


def _faults_of(load: Callable[[str], object]) -> Callable[[str], list[str]]:
    """Return what gives the faults of an item: what `load` raises of it."""

    def faults(item: str) -> list[str]:
        try:
            load(item)
        except ValueError as error:
            return [str(error)]
        return []

    return faults


def _rows(path: Path) -> None:
    """Read a table; raise ValueError where it has no rows or they are ragged."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines, strict=True))
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        raise ValueError(f"{path} is not a table with rows of one length")


def _restore() -> str:
    """Return how what is shipped is put back."""
    if (ROOT / ".git").exists():
        return f"git -C {ROOT} checkout -- scenarios"
    return install(["--force-reinstall", "--no-deps", "redtape"])
