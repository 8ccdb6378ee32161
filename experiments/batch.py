"""Run scenarios into a results folder: what every command that runs the model does."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from experiments import manifest, runner
from experiments.calibration.carried import Carried
from experiments.interrupting import Stopped, stopping
from experiments.preparing import MOST_SEED, MOST_WORKERS, prepare
from experiments.progress import progress
from experiments.store import Results, Writer
from sim.errors import InputError
from sim.scenario import Scenario

MOST_REPLICATES = 100_000
MOST_POST_ROWS = 50_000_000
"""Rows of the table of posts above which a run is refused: about 3 GB."""

DRAWS = "draws"
"""Table of the parameters that were drawn from a posterior, run by run."""

RUNS = "runs"
"""What the manifest calls a folder of scenarios run under seeds, as its kind."""


@dataclass(frozen=True)
class Batch:
    """What is to be run: scenarios, each under seeds `seed` to `seed + replicates - 1`."""

    scenarios: tuple[Scenario, ...]
    seed: int
    replicates: int
    workers: int
    agents: bool = False
    command: str = ""
    draws: Carried | None = None
    """Draws of a posterior, one for each replicate; None for the scenarios' own parameters."""

    @property
    def words(self) -> str:
        """What is run, in words."""
        n = len(self.scenarios)
        return self.scenarios[0].name if n == 1 else f"{n} scenarios"

    def check(self) -> None:
        """Raise InputError where the numbers cannot be run."""
        for key, value, low, high in (
            ("--replicates", self.replicates, 1, MOST_REPLICATES),
            ("--workers", self.workers, 1, MOST_WORKERS),
            ("--seed", self.seed, 0, MOST_SEED - self.replicates),
        ):
            if not low <= value <= high:
                wanted = f"a whole number from {low} to {high}"
                raise InputError("is out of bounds", key=key, value=value, expected=wanted)
        rows = sum(_post_rows(scenario) for scenario in self.scenarios) * self.replicates
        if self.agents and rows > MOST_POST_ROWS:
            wanted = f"at most {MOST_POST_ROWS:,} rows: fewer replicates, or fewer posts"
            raise InputError(f"would keep {rows:,} rows", key="--agents", expected=wanted)


@dataclass
class BatchTally:
    """What became of the runs, and the folder that holds them."""

    asked: int
    results: Results
    finished: int = 0
    failures: list[runner.Failed] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether the user stopped before every run was begun."""
        return self.finished + len(self.failures) < self.asked


def run_batch(batch: Batch, writer: Writer, only: Collection[int] | None = None) -> BatchTally:
    """Run a batch into `writer`, up to and with the manifest.

    only: numbers of the runs to make; without it, all of them.  Raises InputError where a
    scenario cannot be run, Stopped where the user stopped before any run had ended.
    """
    batch.check()
    seeds = range(batch.seed, batch.seed + batch.replicates)
    told = manifest.facts(batch.scenarios, seeds, batch.command)
    started, clock = datetime.now(UTC), time.monotonic()
    prepare()
    todo = runner.tasks(batch.scenarios, batch.seed, batch.replicates)
    if only is not None:
        todo = [task for task in todo if task.run in only]
    laid = (under(batch.draws, task) for task in todo) if batch.draws else iter(todo)
    tally = BatchTally(len(todo), Results(writer.folder))
    rows: list[dict[str, Any]] = []
    stop = threading.Event()
    with stopping(stop), progress(f"Running {batch.words}", len(todo)) as advance:
        for outcome in runner.execute(laid, batch.workers, agents=batch.agents, stop=stop):
            if outcome is not None:
                rows.append(_record(outcome, writer, tally))
                if batch.draws:
                    writer.add(DRAWS, _draws(outcome.task, batch.draws))
                advance()
    if not rows:
        raise Stopped("Stopped before any run had ended; nothing is kept.")
    writer.add("runs", pd.DataFrame(rows))
    writer.add("failures", pd.DataFrame([failure_row(failed) for failed in tally.failures]))
    told |= {"posterior": dict(batch.draws.told)} if batch.draws else {}
    told |= {
        "kind": RUNS,
        "status": "stopped by the user" if tally.stopped else "complete",
        "runs": {"asked": tally.asked, "finished": tally.finished, "failed": len(tally.failures)},
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(time.monotonic() - clock, 3),
    }
    writer.finish(told)
    return tally


def under(draws: Carried, task: runner.Task) -> runner.Task:
    """Return a run under the draw of its replicate."""
    return replace(task, scenario=draws.laid(task.scenario, task.replicate))


def _draws(task: runner.Task, draws: Carried) -> pd.DataFrame:
    """Return the rows of the table of draws of one run."""
    values = draws.values[task.replicate]
    run: dict[str, Any] = {"run": task.run, "replicate": task.replicate, "scenario": task.scenario.name}
    return pd.DataFrame({"parameter": list(values), "value": list(values.values())}).assign(**run)


def _record(outcome: runner.Finished | runner.Failed, writer: Writer, tally: BatchTally) -> dict[str, Any]:
    """Write the tables of one run; return its row in the table of runs."""
    task = outcome.task
    run: dict[str, Any] = {"run": task.run, "replicate": task.replicate, "scenario": task.scenario.name}
    row = {**run, "seed": task.seed, "fingerprint": task.scenario.fingerprint}
    if isinstance(outcome, runner.Failed):
        tally.failures.append(outcome)
        return {**row, "status": "failed"}
    writer.add("monthly", outcome.monthly.assign(**run))
    writer.add("offices", outcome.offices.assign(**run))
    writer.add("tiers", outcome.tiers.assign(**run))
    if outcome.bureaucrats is not None:
        writer.add("bureaucrats", outcome.bureaucrats.assign(**run))
    tally.finished += 1
    return {**row, "status": "finished", **outcome.summary}


def failure_row(failed: runner.Failed) -> dict[str, Any]:
    """Return the row of the table of failures."""
    task = failed.task
    return {
        "run": task.run,
        "replicate": task.replicate,
        "scenario": task.scenario.name,
        "seed": task.seed,
        "stage": failed.stage,
        "message": failed.message,
        "trace": failed.trace,
    }


def _post_rows(scenario: Scenario) -> int:
    """Return how many rows of posts one run of a scenario keeps."""
    return scenario.n_posts * len(runner.snapshot_months(scenario))
