"""The machine: Python, disk, memory, processors, a browser, a port."""

import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from experiments.doctor.line import Line, good, not_needed, size, wrong

PYTHON = (3, 12)

LEAST = 1_000_000_000
"""Bytes of disk, or of memory, below which it is told: a run with its pictures takes half of it."""

PORT = 8765
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge", "firefox"),
)
RESULTS = Path("results")


def python() -> Iterator[Line]:
    """Say which Python runs, and whether it is new enough."""
    version, name = platform.python_version(), "Python"
    if sys.version_info[:2] >= PYTHON:
        yield good(name, f"{version}, {sys.executable}")
    else:
        wanted = ".".join(map(str, PYTHON))
        remedy = f"install Python {wanted} or newer, then redtape with it"
        yield wrong(name, f"{version} is too old ({wanted} or newer is needed)", remedy)


def disk() -> Iterator[Line]:
    """Say how much room there is where results go."""
    yield room("disk at results", RESULTS, "make room, or choose another disk with --out")


def room(name: str, folder: Path, remedy: str) -> Line:
    """Say how much room there is on the disk of a folder, which need not exist yet."""
    place = standing(folder)
    free = shutil.disk_usage(place).free
    if free >= LEAST:
        return good(name, f"{size(free)} free at {place}")
    return wrong(name, f"only {size(free)} free at {place} (less than {size(LEAST)})", remedy)


def standing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    path = folder.absolute()
    return next(place for place in (path, *path.parents) if place.exists())


def memory() -> Iterator[Line]:
    """Say how much memory there is, and how much of it is free."""
    name, found = "memory", meminfo()
    if found is None:
        yield good(name, f"not told by this system; a run needs about {size(LEAST / 2)}")
        return
    total, free = found
    if free >= LEAST:
        yield good(name, f"{size(free)} free of {size(total)}")
    else:
        told = f"only {size(free)} free of {size(total)} (less than {size(LEAST)})"
        yield wrong(name, told, "close other programs, and run with --workers 1")


def meminfo(table: Path = Path("/proc/meminfo")) -> tuple[float, float] | None:
    """Return bytes of memory, all of it and what is free; None where the system does not tell."""
    try:
        rows = dict(line.split(":", 1) for line in table.read_text(encoding="utf-8").splitlines())
        total, free = (1024 * float(rows[key].split()[0]) for key in ("MemTotal", "MemAvailable"))
        return total, free
    except (OSError, KeyError, ValueError):
        return None


def processors() -> Iterator[Line]:
    """Say how many processors runs can use."""
    from experiments.commands.common import at_once

    n, there = at_once(None), os.cpu_count() or 1
    of = f" of {there}" if n < there else ""
    yield good("processors", f"{n}{of}: as many runs at once, unless --workers says otherwise")


def browser() -> Iterator[Line]:
    """Say whether there is a browser that programs can start."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield good("browser", found)
    else:
        unless = "you run the tests of pages, or print reports from a program"
        yield not_needed("browser", "none is on the PATH", unless, "install Chromium")


def port() -> Iterator[Line]:
    """Say whether a page can be served to a browser of this machine."""
    name = "port"
    if _can_bind(PORT):
        yield good(name, f"{PORT} is free on this machine")
    elif _can_bind(0):
        yield good(name, f"{PORT} is taken, others are free on this machine")
    else:
        remedy = "let programs listen on 127.0.0.1 (a firewall or sandbox forbids it)"
        yield not_needed(name, "none can be opened on this machine", "you watch runs in a browser", remedy)


def _can_bind(number: int) -> bool:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
            listening.bind(("127.0.0.1", number))
            listening.listen(1)
    except OSError:
        return False
    return True


def results() -> Iterator[Line]:
    """Say whether results can be written where one is."""
    place, name = standing(RESULTS), "results folder"
    try:
        with tempfile.TemporaryFile(dir=place) as trying:
            trying.write(b"redtape")
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "go to a folder of your own, or name one with --out"
        yield wrong(name, f"{place} cannot be written ({reason})", remedy)
        return
    yield good(name, f"{RESULTS.absolute()} can be written")
