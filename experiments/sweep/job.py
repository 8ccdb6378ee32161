"""One run of a sweep, wherever it is made: what it needs, what it gives, and how it fails."""

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.tables import POST_AT_END, sweep_schema
from sim import simulate
from sim.compiling import model_version
from sim.network import office_names
from sim.scenario import Scenario
from sim.simulate import RunResult

OUT_OF_TIME = "time limit"
"""Stage of a run that took longer than it was given."""

LOST = "worker"
"""Stage of a run whose worker died or broke off."""


class Key(NamedTuple):
    """What tells a run from every other of one version of the model."""

    fingerprint: str
    seed: int


class Place(NamedTuple):
    """Where in a study a run stands: the columns `experiments.tables.CELL`."""

    run: int
    point: int
    scenario: str
    regime: str
    replicate: int


class Wanted(NamedTuple):
    """A run that a study asks for."""

    place: Place
    key: Key
    at_end: bool
    """Whether offices and posts of the last month are kept."""


@dataclass(frozen=True)
class Job:
    """One run to make; monthly: outcomes to keep month by month."""

    wanted: Wanted
    scenario: Scenario
    monthly: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What tells the run from every other."""
        return self.wanted.key


@dataclass(frozen=True)
class Lived:
    """A run that was made, by which version of the model: its tables, with the columns of `sweep_schema`."""

    key: Key
    version: str
    tables: dict[str, pa.Table]


@dataclass(frozen=True)
class Broken:
    """A run that failed: at which stage, what was said, and the whole trace."""

    key: Key
    stage: str
    message: str
    trace: str


Ended = Lived | Broken
Live = Callable[[Job], Ended]
"""Makes the run of a job; what the run raises comes back as Broken."""


def live(job: Job) -> Ended:
    """Make the run of a job, on whichever thread, process or machine this is called."""
    stage = "run"
    last = job.scenario.n_months - 1
    try:
        keep = (lambda t: t == last) if job.wanted.at_end else None
        result = simulate.run(job.scenario, job.key.seed, snapshot=keep)
        stage = "outcomes"
        return Lived(job.key, model_version(), _tables(job, result))
    except Exception as error:
        return Broken(job.key, stage, f"{type(error).__name__}: {error}", traceback.format_exc())


def within(seconds: float, make: Live, job: Job) -> Ended:
    """Return what `make` gives, or Broken where it takes longer than `seconds`.

    A run that is stuck in compiled code cannot be interrupted: it is left behind on a thread
    of its own, which neither holds up other runs nor the end of the process.
    """
    answer: SimpleQueue[Any] = SimpleQueue()
    done = threading.Event()

    def work() -> None:
        try:
            answer.put(make(job))
        except BaseException as error:
            answer.put(error)
        done.set()

    threading.Thread(target=work, daemon=True).start()
    if not done.wait(seconds):
        return out_of_time(job, seconds)
    given = answer.get()
    if isinstance(given, BaseException):
        raise given
    ended: Ended = given
    return ended


def out_of_time(job: Job, seconds: float) -> Broken:
    """Return what is said of a run that took longer than it was given."""
    return Broken(job.key, OUT_OF_TIME, f"took longer than {seconds:g} seconds", "")


def _tables(job: Job, result: RunResult) -> dict[str, pa.Table]:
    place = job.wanted.place._asdict()
    run = {**place, **job.key._asdict(), "version": model_version(), "status": "finished", **result.summary}
    frames = {"monthly": result.monthly}
    if job.wanted.at_end:
        offices = result.offices
        frames["offices"] = offices[offices["month"] == offices["month"].max()]
        frames["bureaucrats"] = _posts(job.scenario, result.bureaucrats)
    tables = {"runs": pa.Table.from_pylist([run], schema=sweep_schema("runs", ()))}
    for name, frame in frames.items():
        schema = sweep_schema(name, job.monthly)
        columns = [
            pa.repeat(pa.scalar(place[x.name], x.type), len(frame))
            if x.name in place
            else pa.array(frame[x.name].to_numpy(), x.type, from_pandas=True)
            for x in schema
        ]
        tables[name] = pa.Table.from_arrays(columns, schema=schema)
    return tables


def _posts(scenario: Scenario, posts: pd.DataFrame | None) -> pd.DataFrame:
    """Return what is kept of every post, with the names of its office and tier."""
    assert posts is not None, "the run was asked for its posts"
    names = np.array(office_names(scenario), dtype=object)
    codes = np.repeat([tier.code for tier in scenario.tiers], [tier.offices for tier in scenario.tiers])
    office = posts["office"].to_numpy()
    return posts[list(POST_AT_END)].assign(office=names[office], tier=codes.astype(object)[office])
