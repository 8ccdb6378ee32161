"""Many plants, several at once, and what they prove together."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from experiments import store
from experiments.calibration import keyed, method
from experiments.calibration.inference import Pilot, piloted
from experiments.calibration.problem import Problem, Settings
from experiments.proving.planting import N_DRAWS, PLACES, places, planted, recovered
from experiments.proving.proof import Proof, Subject, proof
from sim.compiling import model_version
from sim.errors import InputError

SMALL = Settings(n_seeds=2, n_pilot=400, n_early=50, n_last=100, n_generations=4, most=100_000)
"""A small inference: its posterior is as honest as a large one's, with fewer draws."""

N_PLANTS = 100

Build = Callable[[], Problem]
"""Makes the problem anew in each process: a function of a module, or an instance with __call__."""

Watch = Callable[[int, int, int], None]
"""(plants done, plants wanted, plants without a result)."""

FAILED, GIVEN_UP = "failed", "given up"


def _unwatched(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Plants:
    """Everything that the plants of a proof share."""

    problem: Problem
    settings: Settings
    pilot: Pilot
    seed: int
    folder: Path | None
    """Where each plant that is done is kept, so that a proof that was killed goes on; None: nowhere."""

    def one(self, number: int) -> pd.DataFrame | str:
        """Return where the truth of a plant lies; FAILED or GIVEN_UP where there is no saying."""
        kept = self.folder and self.folder / f"plant-{number:04d}.parquet"
        if kept and kept.is_file():
            return pd.read_parquet(kept)
        told = self._new(number)
        if kept and not isinstance(told, str):
            store.write(kept, pa.Table.from_pandas(told, preserve_index=False))
        return told

    def _new(self, number: int) -> pd.DataFrame | str:
        key = (self.seed, "plant", number)
        try:
            plant = planted(self.problem, self.pilot.errors(self.problem, self.settings), *key)
        except Exception:
            return FAILED
        try:
            found = recovered(self.problem, plant, self.settings, self.pilot, *key)
        except InputError:
            return GIVEN_UP
        return places(found, plant, number, *key) if found.complete else GIVEN_UP


def run(
    subject: Subject,
    build: Build,
    *,
    n_plants: int = N_PLANTS,
    settings: Settings = SMALL,
    seed: int = 1,
    workers: int = 1,
    folder: Path | None = None,
    watch: Watch = _unwatched,
) -> Proof:
    """Return what records with a known truth prove of the inference of a problem; raise InputError.

    build: makes the problem; its observed figures are not looked at.  With more than one worker
    it is called in each process, so it must be one that can be sent there.
    settings: of each inference; its own seed is set aside, for each plant draws one.
    folder: keeps what is done, so that the same call goes on where it was killed.
    The result does not depend on `workers`.
    """
    problem = build()
    settings = Settings(**{**asdict(settings), "seed": seed})
    pilot = piloted(problem, settings, workers)
    shared = Plants(problem, settings, pilot, seed, _kept(folder, problem, settings))
    tables: dict[int, pd.DataFrame] = {}
    failed = {FAILED: 0, GIVEN_UP: 0}
    with _told(shared, build, n_plants, workers) as found:
        for number, told in found:
            if isinstance(told, str):
                failed[told] += 1
            else:
                tables[number] = told
            watch(len(tables), n_plants, sum(failed.values()))
    if not tables:
        wanted = "priors within which the scenario runs, or more points (`most`)"
        raise InputError("has no posterior for any planted record", value=subject.words, expected=wanted)
    table = pd.concat([tables[number] for number in sorted(tables)], ignore_index=True).astype(PLACES)
    return proof(subject, seed, settings, table, failed[FAILED], failed[GIVEN_UP])


def _kept(folder: Path | None, problem: Problem, settings: Settings) -> Path | None:
    """Return the folder of the plants of this problem and these settings; others have one of their own."""
    if folder is None:
        return None
    rows = [x.tolist() for x in (problem.rows.n_units, problem.rows.sd_own, problem.rows.discrepancy)]
    rows.append(problem.rows.widen.tolist())
    own = (
        model_version(),
        method.version(),
        problem.fingerprint,
        problem.name,
        problem.free,
        problem.carried,
    )
    # A plant that ended within `most` points is the same whatever more was allowed; no other is kept.
    key = (*own, rows, replace(settings, most=0), N_DRAWS)
    mine = folder / f"plants-{keyed.words(*key)[0]:08x}"
    mine.mkdir(parents=True, exist_ok=True)
    return mine


@contextmanager
def _told(
    shared: Plants, build: Build, n_plants: int, workers: int
) -> Iterator[Iterator[tuple[int, pd.DataFrame | str]]]:
    """Give (number, result) of every plant as they are done.

    Processes, for pyABC draws from NumPy's global generator, of which a process has one.
    """
    if workers == 1:
        yield ((number, shared.one(number)) for number in range(n_plants))
        return
    rest = (shared.settings, shared.pilot, shared.seed, shared.folder)
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(build, *rest)
    )
    try:
        begun = {pool.submit(_one, number): number for number in range(n_plants)}
        yield ((begun[done], done.result()) for done in as_completed(begun))
    finally:
        pool.shutdown(cancel_futures=True)


_shared: Plants | None = None
"""What the plants share, in a process that makes them."""


def _begin(build: Build, settings: Settings, pilot: Pilot, seed: int, folder: Path | None) -> None:
    global _shared
    _shared = Plants(build(), settings, pilot, seed, folder)


def _one(number: int) -> pd.DataFrame | str:
    assert _shared is not None
    return _shared.one(number)
