"""How each kind of folder is made again."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from experiments import sweep
from experiments.batch import DRAWS, RUNS, Batch, run_batch
from experiments.calibration.carried import Carried
from experiments.interrupting import Stopped
from experiments.patterns import asking
from experiments.rerun.differences import reading
from experiments.rerun.recorded import STUDIES, Recorded, part
from experiments.store import MANIFEST, Results, new_results
from experiments.studies.recorded import plan_from
from sim.errors import InputError

POSTS = "bureaucrats"

Way = Callable[[Recorded, Path, int, str], None]
"""(recorded, out, workers, command): make the tables of `recorded` again, as a results folder at `out`.

Runs that the user stopped are not made; runs that failed are. Raises InputError, Stopped.
"""


def _runs(recorded: Recorded, out: Path, workers: int, command: str) -> None:
    """Run scenarios under seeds, as `redtape run` and `redtape demo` did."""
    seeds = _seeds(recorded)
    with reading(recorded.table("runs")):
        made = Results(recorded.folder).table("runs", ["run"])["run"]
    agents = POSTS in recorded.tables
    batch = Batch(recorded.scenarios, seeds[0], len(seeds), workers, agents, command, _draws(recorded, seeds))
    batch.check()
    with new_results(out, force=False, tables=recorded.tables) as writer:
        if run_batch(batch, writer, only=frozenset(made)).stopped:
            raise Stopped("Stopped before all was run again; nothing is compared.")


def _draws(recorded: Recorded, seeds: range) -> Carried | None:
    """Return the draws of a posterior that runs were made with, of the folder itself; None for none."""
    if DRAWS not in recorded.tables:
        return None
    where = str(recorded.folder / MANIFEST)
    told = part(recorded.manifest, where, "posterior", dict)
    with reading(recorded.table(DRAWS)):
        table = Results(recorded.folder).table(DRAWS, ["replicate", "parameter", "value"])
    of_replicate = {
        i: dict(zip(rows["parameter"], rows["value"], strict=True)) for i, rows in table.groupby("replicate")
    }
    values = tuple(of_replicate.get(i, {}) for i in range(len(seeds)))
    # The manifest states every parameter of a scenario, so that a draw goes over what is stated there.
    return Carried(told, values, recorded.scenarios[0].parameters)


def _patterns(recorded: Recorded, out: Path, workers: int, command: str) -> None:
    """Ask for the patterns, as `redtape validate` did."""
    seeds = _seeds(recorded)
    batch = Batch(recorded.scenarios[:1], seeds[0], len(seeds), workers, command=command)
    batch.check()
    asking.ask(batch, out, force=False)


def _study(recorded: Recorded, out: Path, workers: int, command: str) -> None:
    """Conduct a study to its end, as `redtape sweep` and `redtape compare` did."""
    told = recorded.manifest
    where = str(recorded.folder / MANIFEST)
    with reading(recorded.table("points")):
        points = Results(recorded.folder).table("points")
    try:
        plan = plan_from(told, points)
    except InputError as error:
        error.file = where
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        wanted = "the manifest and points.parquet as redtape wrote them"
        raise InputError(f"cannot be read ({error!r})", file=where, key="study", expected=wanted) from None
    # What fails now is to be a row, however much of it there is: so that it is compared.
    patient = replace(plan, limits=plan.limits._replace(failures=sys.maxsize))
    tally = sweep.conduct(patient, out, sweep.where(workers), kind=told["kind"], command=command)
    if tally.status != "complete":
        raise Stopped("Stopped before all was run again; nothing is compared.")


WAYS: Mapping[str, Way] = {
    RUNS: _runs,
    asking.PATTERNS: _patterns,
    **dict.fromkeys(STUDIES, _study),
}
"""Kind of a folder, as its manifest tells it -> how it is made again."""


def _seeds(recorded: Recorded) -> range:
    where = str(recorded.folder / MANIFEST)
    seeds = part(recorded.manifest, where, "seeds", list)
    first, n = seeds[0], len(seeds)
    if type(first) is not int or seeds != list(range(first, first + n)):
        wanted = "whole numbers one after another"
        raise InputError("are not seeds", file=where, key="seeds", value=seeds, expected=wanted)
    return range(first, first + n)
