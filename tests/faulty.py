"""Small studies, and ways for their runs to go wrong; importable by every process that makes runs.

    python tests/faulty.py MAKE sweep STUDY ...

is the command line with runs made by MAKE, a function of this module.
"""

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from experiments import studies, sweep
from experiments.sweep.job import Ended, Job, live

HERE = Path(__file__).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])}
"""What lets another process find the project and this module."""

BAD = 2
"""The seed whose runs go wrong."""

TABLES = ("runs", "monthly", "offices", "bureaucrats", "failures", "points")

BASE = {
    "title": '"Tiny"',
    "scenarios": '["federal-2022"]',
    "values": '{ posts = 400, end = "2022-08-31" }',
    "outcomes": '["verified_use_mean", "verified_use", "resistance"]',
}


def study_file(folder: Path, *, name: str = "tiny", n: int = 4, rest: str = "", **changed: str) -> Path:
    """Write a study of the smallest service into a folder; return its path.

    n: replicates.  rest: tables at the end of the file.  changed: keys of the file, as TOML.
    """
    lines = [f"{key} = {value}" for key, value in {**BASE, **changed}.items()]
    path = folder / f"{name}.toml"
    path.write_text("\n".join([*lines, f"replicates.number = {n}", rest]), encoding="utf-8")
    return path


def varied(*beta0: float) -> str:
    """Return the tables of a study file that varies a lever."""
    return f'[vary]\nbeta0 = {list(beta0)}\n[design]\nkind = "grid"\n'


def tiny(folder: Path, **options: str) -> studies.Plan:
    """Return the plan of `study_file`."""
    return studies.load(str(study_file(folder, **options)))


def files(out: Path) -> dict[str, bytes]:
    """Return the bytes of every table of a folder."""
    return {name: (out / f"{name}.parquet").read_bytes() for name in TABLES}


def tables_told(out: Path) -> str:
    """Return how long each table is, for a message."""
    return ", ".join(f"{name}: {len(raw):,} bytes" for name, raw in files(out).items())


# Ways to make a run


def slow(job: Job) -> Ended:
    """Take a while, so that a study can be killed in the middle of it."""
    time.sleep(0.2)
    return live(job)


def raises(job: Job) -> Ended:
    """Have the model raise."""
    if job.key.seed == BAD:
        return live(replace(job, scenario=SimpleNamespace(n_months=3, tiers="no tiers")))
    return live(job)


def raises_always(job: Job) -> Ended:
    """Have the model raise, whatever the seed."""
    return live(replace(job, scenario=SimpleNamespace(n_months=3, tiers="no tiers")))


def raises_outside(job: Job) -> Ended:
    """Raise where nothing is caught."""
    if job.key.seed == BAD:
        raise RuntimeError("the machine room is flooded")
    return live(job)


def hangs(job: Job) -> Ended:
    """Hang for ever, and leave a note of which process does."""
    if job.key.seed == BAD:
        note = os.environ.get("FAULTY_NOTE")
        if note:
            Path(note).write_text(str(os.getpid()), encoding="ascii")
        time.sleep(600)
    return live(job)


def returns_text(job: Job) -> Ended:
    """Give back what is no run."""
    return "0.42" if job.key.seed == BAD else live(job)


def returns_another_table(job: Job) -> Ended:
    """Give back a run that lacks a column."""
    ended = live(job)
    if job.key.seed == BAD:
        ended.tables["runs"] = ended.tables["runs"].drop_columns("verified_use_mean")
    return ended


def of_another_version(job: Job) -> Ended:
    """Give back a run of another version of the model."""
    ended = live(job)
    return replace(ended, version="another") if job.key.seed == BAD else ended


def is_killed(job: Job) -> Ended:
    """Kill the process that makes the run."""
    if job.key.seed == BAD:
        os.kill(os.getpid(), signal.SIGKILL)
    return live(job)


def is_killed_once(job: Job) -> Ended:
    """Kill the process that makes the run, the first time it is made."""
    note = Path(os.environ["FAULTY_NOTE"])
    if job.key.seed == BAD and not note.exists():
        note.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return live(job)


def in_many_ways(job: Job) -> Ended:
    """Go wrong in a way of its own under each of the first seeds."""
    ways = {1: hangs, 2: is_killed, 3: raises_outside}
    if job.key.seed not in ways:
        return live(job)
    bad = job.wanted._replace(key=job.key._replace(seed=BAD))
    return ways[job.key.seed](replace(job, wanted=bad))


def counted(made: list[tuple[str, int]], make: sweep.job.Live = live) -> sweep.job.Live:
    """Return a way to make runs that notes in `made` which it makes."""

    def noting(job: Job) -> Ended:
        made.append(tuple(job.key))
        return make(job)

    return noting


if __name__ == "__main__":
    import faulty  # under its own name, so that other processes find its functions

    from experiments import cli

    make = getattr(faulty, sys.argv[1])
    conduct = sweep.conduct
    sweep.conduct = lambda *given, **options: conduct(*given, **options, make=make)
    sys.argv = ["redtape", *sys.argv[2:]]
    cli.main()
