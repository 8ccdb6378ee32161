"""A Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faulty import ENVIRONMENT

from experiments.sweep import Where

WAIT = 60.0
"""Seconds in which everything must have started."""


@dataclass
class Cluster:
    """A running cluster."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """The scheduler, and then the workers."""
    address: str = ""

    @property
    def where(self) -> Where:
        """The cluster as a place to make runs."""
        return Where("dask", 0, self.address)

    def start(self, *words: str, **environment: str) -> None:
        """Start `dask WORDS`, known to the cluster by its file."""
        command = [
            sys.executable,
            "-m",
            "dask",
            *words,
            "--scheduler-file",
            str(self.folder / "scheduler.json"),
        ]
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        options = {"cwd": self.folder, "env": ENVIRONMENT | environment, "stdout": log, "stderr": log}
        self.processes.append(subprocess.Popen([*command, "--no-dashboard"], **options))

    def kill(self, number: int) -> None:
        """Kill a process: 0 the scheduler, 1 the first worker."""
        self.processes[number].kill()
        self.processes[number].wait()


@contextmanager
def cluster(folder: Path, n_workers: int = 2, **environment: str) -> Iterator[Cluster]:
    """Give a cluster with workers of one thread each, killed at the end; environment: of the workers."""
    given = Cluster(folder)
    try:
        given.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        given.address = _address(folder / "scheduler.json")
        for number in range(n_workers):
            own = ("--name", str(number), "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            given.start("worker", *own, **environment)
        yield given
    finally:
        for process in given.processes:
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError(f"no scheduler within {WAIT:g} seconds")
