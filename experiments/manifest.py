"""What a results folder says about itself: versions, machine, checkout, scenarios, seeds and units."""

import os
import platform
import subprocess
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import llvmlite.binding

from sim.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
"""The folder that holds `sim/`: a checkout, or where the package is installed."""

LIBRARIES = (
    "numpy",
    "numba",
    "llvmlite",
    "networkx",
    "pandas",
    "pyarrow",
    "pydantic",
    "altair",
    "vl-convert-python",
)


def facts(scenarios: Sequence[Scenario], seeds: Sequence[int], command: str) -> dict[str, Any]:
    """Return everything that is known before the first run, as plain data that JSON can hold."""
    return {
        "redtape": redtape_version(),
        "command": command,
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.title,
                "fingerprint": scenario.fingerprint,
                "resolved": scenario.resolved(),
            }
            for scenario in scenarios
        ],
        "seeds": list(seeds),
        "replicates": len(seeds),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}},
        "git": checkout(),
        "platform": {
            "system": platform.platform(),
            "machine": platform.machine(),
            "processor": llvmlite.binding.get_host_cpu_name(),
            "processors": os.cpu_count(),
        },
    }


def now() -> str:
    """Return the time as manifests tell it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def redtape_version() -> str:
    """Return the version that runs: of the checkout, or else of the installed package."""
    project = ROOT / "pyproject.toml"
    if project.is_file():
        declared = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        if declared.get("name") == "redtape":
            return str(declared["version"])
    return _version("redtape") or "unknown"


def checkout() -> dict[str, Any] | None:
    """Return commit and dirty flag of the checkout this code lies in; None where it lies in none.

    An installed package inside somebody's repository is not a checkout of redtape.
    """
    top = _git("rev-parse", "--show-toplevel")
    commit = _git("rev-parse", "HEAD")
    changes = _git("status", "--porcelain")
    if top is None or commit is None or changes is None or Path(top) != ROOT:
        return None
    return {"commit": commit, "dirty": bool(changes)}


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(ROOT), *arguments],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
