"""Execute runs on threads: in order, whatever finishes first; a run that fails becomes a row."""

import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim import simulate
from sim.errors import InputError
from sim.network import office_names
from sim.scenario import Scenario

AHEAD = 3
"""Runs submitted for each worker before the first of them is taken: bounds what waits in memory."""


@dataclass(frozen=True)
class Task:
    """One run to make: its number, the replicate it is of its scenario, and its seed."""

    run: int
    replicate: int
    scenario: Scenario
    seed: int


@dataclass(frozen=True)
class Finished:
    """A run that finished, as tables: a row per month, month and office, month and tier, month and post."""

    task: Task
    monthly: pd.DataFrame
    offices: pd.DataFrame
    tiers: pd.DataFrame
    summary: dict[str, float]
    bureaucrats: pd.DataFrame | None


@dataclass(frozen=True)
class Failed:
    """A run that raised: where, what it said, and the whole trace."""

    task: Task
    stage: str
    message: str
    trace: str


Outcome = Finished | Failed | None
"""None stands for a run that was never begun, because the user stopped."""


def tasks(scenarios: Sequence[Scenario], seed: int, n_replicates: int) -> list[Task]:
    """Return the runs of every scenario under seeds `seed` to `seed + n_replicates - 1`.

    Scenarios share their seeds, so that their difference in one replicate is the policy's.
    """
    pairs = [(scenario, replicate) for scenario in scenarios for replicate in range(n_replicates)]
    return [
        Task(number, replicate, scenario, seed + replicate)
        for number, (scenario, replicate) in enumerate(pairs)
    ]


def execute(todo: Iterable[Task], workers: int, *, agents: bool, stop: threading.Event) -> Iterator[Outcome]:
    """Yield the outcome of every task, in the order of `todo`, running `workers` of them at once.

    agents: keep every post of each January and of the last month.  Once `stop` is set,
    runs in progress finish and no other begins.  Raises InputError where a run finds
    that its scenario cannot be run.
    """
    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for task in todo:
                waiting.append(pool.submit(_attempt, task, agents, stop))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            stop.set()
            raise


def _attempt(task: Task, agents: bool, stop: threading.Event) -> Outcome:
    if stop.is_set():
        return None
    stage = "run"
    try:
        kept = snapshot_months(task.scenario) if agents else frozenset()
        result = simulate.run(task.scenario, task.seed, snapshot=kept.__contains__ if agents else None)
        stage = "outcomes"
        posts = _named(result.bureaucrats, task.scenario)
        return Finished(task, result.monthly, result.offices, result.tiers, result.summary, posts)
    except InputError:
        raise
    except Exception as error:
        return Failed(task, stage, f"{type(error).__name__}: {error}", traceback.format_exc())


def snapshot_months(scenario: Scenario) -> frozenset[int]:
    """Return the months in which every post is kept: each January, and the last one."""
    januaries = {t for t, month in enumerate(scenario.months) if month.month == 1}
    return frozenset(januaries | {scenario.n_months - 1})


def _named(bureaucrats: pd.DataFrame | None, scenario: Scenario) -> pd.DataFrame | None:
    """Give every post the name of its office, as the table of offices has it."""
    if bureaucrats is None:
        return None
    names = np.array(office_names(scenario), dtype=object)
    return bureaucrats.assign(office=names[bureaucrats["office"].to_numpy()])
