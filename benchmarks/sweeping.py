"""Sweeps: how much of two processors reaches the runs, and what the sweeping process holds.

    python -m benchmarks.sweeping N

sweeps N small runs and prints what memory that took, as one JSON object.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.fresh import held, peak
from experiments import studies, sweep
from experiments.studies.plan import Plan
from experiments.sweep.conducting import prepare
from experiments.sweep.job import Job, Key, Lived, Place, Wanted, live
from sim.outcomes import OUTCOMES

STUDY = "federal-packages"
POINTS, REPLICATES = 25, 2
"""Futures and replicates of the timed sweep: with ten packages in two regimes, 1,000 runs."""

ALONE = 100
"""Of these runs, how many are made alone: half before the sweep, half after it."""

FEW, MANY = 100, 5_000
"""Runs of the sweeps whose memory is compared."""


def against_ideal() -> dict[str, Any]:
    """Sweep federal runs of full size on two threads; compare with their own time shared by two processors.

    A run's own time is the processor's time that it takes alone on one thread, to its tables.
    """
    whole = studies.load(STUDY)
    futures = tuple(point for point in whole.points if point.kind == "design")[:POINTS]
    plan = replace(whole, points=futures, replicates=REPLICATES)
    prepare()
    alone = [own_seconds(job) for job in sample(plan)[0::2]]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = sweep.conduct(plan, Path(folder) / "sweep", sweep.Where("threads", 2))
    wall = time.perf_counter() - start
    if tally.made != plan.n_runs:
        raise RuntimeError(f"{plan.n_runs - tally.made:,} of the runs that were to be timed failed")
    alone += [own_seconds(job) for job in sample(plan)[1::2]]
    ideal = sum(alone) / len(alone) * plan.n_runs / 2
    return {
        "runs": plan.n_runs,
        "packages": len(plan.scenarios),
        "futures": len(futures),
        "wall_seconds": wall,
        "own_seconds": alone,
        "ratio": wall / ideal,
        "runs_per_second": plan.n_runs / wall,
    }


def sample(plan: Plan) -> list[Job]:
    """Return `ALONE` jobs of a plan, evenly over its cells."""
    monthly = tuple(name for name in plan.outcomes if name in OUTCOMES)
    jobs = []
    for number in range(ALONE):
        cell = plan.cells[number * len(plan.cells) // ALONE]
        scenario, replicate = plan.scenario(cell), number % REPLICATES
        place = Place(number, cell.point.number, cell.scenario, cell.regime, replicate)
        key = Key(scenario.fingerprint, plan.seed + replicate)
        jobs.append(Job(Wanted(place, key, at_end=False), scenario, monthly))
    return jobs


def own_seconds(job: Job) -> float:
    """Return the processor's time that a run takes on this thread."""
    start = time.thread_time()
    if not isinstance(live(job), Lived):
        raise RuntimeError("a run that was to be timed failed")
    return time.thread_time() - start


def memory() -> dict[str, Any]:
    """Compare the memory of a sweeping process that has few runs made with one that has many."""
    few, many = (_in_fresh_process(n) for n in (FEW, MANY))
    grown = many["peak_bytes"] - few["peak_bytes"]
    return {
        "few": few,
        "many": many,
        "grown": grown / few["peak_bytes"],
        "bytes_per_run": grown / (MANY - FEW),
    }


def _in_fresh_process(n: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.sweeping", str(n)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(said))


def small_sweep(n: int) -> dict[str, Any]:
    """Sweep `n` runs of few posts and all months in processes of their own; return what this one held."""
    whole = studies.load(STUDY)
    base = whole.scenarios[whole.base].with_values({"tiers.0.posts": 400})
    futures = [point for point in whole.points if point.kind == "design"]
    points = tuple(futures[:FEW])
    replicates = n // len(points)
    plan = replace(
        whole, scenarios={whole.base: base}, regimes=whole.regimes[:1], points=points, replicates=replicates
    )
    before = held()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        tally = sweep.conduct(plan, Path(folder) / "sweep", sweep.Where("processes", 2))
    return {
        "runs": tally.made,
        "failed": len(tally.failures),
        "seconds": time.perf_counter() - start,
        "peak_bytes": peak(),
        "bytes_before": before,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(small_sweep(int(sys.argv[1]))))
