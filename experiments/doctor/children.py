"""Trials in a process of their own: a library that crashes takes nothing else with it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `experiments/`: a checkout, or where the package is installed."""


class Died(Exception):
    """A trial did not come to its end; the text says what it said last."""


def trial(name: str, *arguments: str, seconds: float, extra: Mapping[str, str] | None = None) -> list[str]:
    """Make a trial of `experiments.doctor.trials`; return the lines it printed, raise Died.

    Died has the lines printed up to then as its second argument.  seconds: time limit.
    extra: variables of the environment.
    """
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, **(extra or {}), "PYTHONPATH": paths}
    command = [sys.executable, "-m", "experiments.doctor.trials", name, *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            env=environment,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode("utf-8", "replace") if isinstance(late.stdout, bytes) else late.stdout or ""
        raise Died(f"was not done within {seconds:.0f} seconds", said.splitlines()) from None
    if done.returncode:
        told = done.stderr.strip().splitlines()
        died = f"ended by signal {-done.returncode}" if done.returncode < 0 else "ended without a word"
        raise Died(told[-1] if told and done.returncode > 0 else died, done.stdout.splitlines())
    return done.stdout.splitlines()
