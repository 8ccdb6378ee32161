"""The timings: ours, plain Mesa and C taken in turn, so that what slows the machine slows all."""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks import c_loop
from benchmarks.machine import one_processor
from benchmarks.mesa_peer import ReformModel
from sim import Scenario, compiled, run
from sim.world import build

MESA_RUNS = 3
OUR_RUNS = 8
"""Runs of ours, alone and two at once, after each run of plain Mesa."""
C_RUNS = 40


def seconds(job: Callable[[], object]) -> float:
    """Return how long a job takes."""
    gc.collect()
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def summary(spent: list[float]) -> dict[str, Any]:
    """Return minimum, median and every repetition, in seconds."""
    return {"minimum": min(spent), "median": statistics.median(spent), "all": spent}


def against_mesa(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Time whole runs, from the scenario to the monthly table: plain Mesa, ours, and two of ours at once."""
    posts = sum(tier.posts for tier in scenario.tiers)

    def in_mesa() -> None:
        model = ReformModel(scenario, seed)
        for _ in range(scenario.n_months):
            model.step()
        model.datacollector.get_model_vars_dataframe()

    def ours(which: int = seed) -> None:
        assert len(run(scenario, which).monthly) == scenario.n_months

    ours()
    mesa: list[float] = []
    alone: list[float] = []
    at_once: list[float] = []
    for _ in range(MESA_RUNS):
        with one_processor():
            mesa.append(seconds(in_mesa))
            alone += [seconds(ours) for _ in range(OUR_RUNS)]
        with ThreadPoolExecutor(2) as threads:
            at_once += [seconds(lambda: list(threads.map(ours, (seed, seed + 1)))) for _ in range(OUR_RUNS)]
    return {
        "posts": posts,
        "months": scenario.n_months,
        "mesa": summary(mesa),
        "ours": summary(alone),
        "two_at_once": summary(at_once),
        "nanoseconds_per_post_month": {
            "mesa": min(mesa) / (posts * scenario.n_months) * 1e9,
            "ours": min(alone) / (posts * scenario.n_months) * 1e9,
        },
        "ratio": min(mesa) / min(alone),
        "ratio_of_medians": statistics.median(mesa) / statistics.median(alone),
        "ratio_two_at_once": 2.0 * min(mesa) / min(at_once),
        "ratio_two_at_once_of_medians": 2.0 * statistics.median(mesa) / statistics.median(at_once),
    }


def against_c(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Time the months alone, without building the world or the table: ours and the C loop."""
    live_in_c = c_loop.build(c_loop.TIMED)
    start = build(scenario, seed)
    posts = len(start.posts.mode)
    ours: list[float] = []
    in_c: list[float] = []
    with one_processor():
        for _ in range(C_RUNS):
            for live, spent in ((compiled.live, ours), (live_in_c, in_c)):
                world = c_loop.copy(start)
                spent.append(seconds(lambda live=live, world=world: live(0, scenario.n_months, world)))
    return {
        "flags": " ".join(c_loop.TIMED),
        "posts": posts,
        "months": scenario.n_months,
        "ours": summary(ours),
        "c": summary(in_c),
        "nanoseconds_per_post_month": {
            "ours": min(ours) / (posts * scenario.n_months) * 1e9,
            "c": min(in_c) / (posts * scenario.n_months) * 1e9,
        },
        "ratio": min(ours) / min(in_c),
        "ratio_of_medians": statistics.median(ours) / statistics.median(in_c),
    }


def in_fresh_process(what: str, scenario: Scenario, cache: str | None = None) -> dict[str, Any]:
    """Return what `benchmarks.fresh` says, with the wall time of the whole process."""
    environment = os.environ | ({"REDTAPE_CACHE": cache} if cache else {})
    start = time.perf_counter()
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.fresh", what, scenario.name],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {"process_seconds": time.perf_counter() - start, **json.loads(said)}


def first_runs(scenario: Scenario) -> dict[str, Any]:
    """Time a first run that must compile (empty cache), and first runs that find compiled code."""
    with tempfile.TemporaryDirectory() as cache:
        cold = in_fresh_process("first", scenario, cache)
        again = [in_fresh_process("first", scenario, cache) for _ in range(5)]
    warm = min(again, key=lambda said: said["process_seconds"])
    compiling = cold["process_seconds"] - warm["process_seconds"]
    return {"cold": cold, "warm": warm, "compiling_seconds": compiling}
