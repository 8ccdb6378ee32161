"""What a measurement was made on, and how to make it on one processor."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import c_loop
from experiments import manifest

CALM = 1.5
"""A one-minute load above this is reported: something else was running."""


def facts() -> dict[str, Any]:
    """Return the machine, the versions and the checkout, as plain data."""
    return {
        "redtape": manifest.redtape_version(),
        "git": manifest.checkout(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("mesa", "numba", "llvmlite", "numpy")},
        "gcc": c_loop.compiler(),
    }


def processor() -> str:
    """Return the model name of the processor."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def load() -> float:
    """Return the one-minute load average (0 where the system keeps none)."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


@contextmanager
def one_processor() -> Iterator[None]:
    """Keep this process on one processor, where the system allows it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
