"""Conduct a study: run what is not there yet, wherever runs are made, until the study is complete."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from experiments import manifest
from experiments.interrupting import stopping
from experiments.preparing import prepare
from experiments.progress import progress, say
from experiments.store import open_results, version_told, write_manifest, write_table
from experiments.studies.plan import Cell, Plan
from experiments.studies.recorded import facts, points_table
from experiments.sweep.feeding import feed
from experiments.sweep.folder import Folder
from experiments.sweep.job import LOST, Broken, Ended, Job, Live, Lived, Wanted, live
from experiments.sweep.layout import Layout
from experiments.sweep.pools import Where, pool
from experiments.sweep.reading import Damaged
from experiments.sweep.tally import Status, Tally
from experiments.tables import SWEEP_TABLES, sweep_units
from sim.compiling import model_version
from sim.errors import InputError
from sim.outcomes import OUTCOMES

EVERY_SECONDS = 2.0
"""Time after which what has finished is written: what a kill can cost."""

DESCRIBED_SECONDS = 10.0
"""Time after which the manifest is written anew, which takes longer the more scenarios there are."""

EVERY_BYTES = 32 * 2**20
"""Bytes of tables at which they are written at once."""

LEAST_BUDGET, BUDGET = 20, 0.05
"""Failed runs at which a sweep is given up where its study does not say: so many, or this share."""


def conduct(
    plan: Plan,
    out: Path,
    where: Where,
    *,
    kind: Literal["sweep", "comparison"] = "sweep",
    retry_failed: bool = False,
    force: bool = False,
    command: str = "",
    make: Live = live,
) -> Tally:
    """Run what `out` lacks of a study, and merge its tables once nothing is missing.

    retry_failed: also run again what failed before.  force: replace results of another study
    or of another version of the model.  make: makes each run.  Raises InputError where the
    folder or the cluster cannot be used; what had finished is kept.
    """
    open_results(out, plan.name, kind, force=force)
    prepare()
    monthly = tuple(name for name in plan.outcomes if name in OUTCOMES)
    with Folder(out, monthly, model_version()) as folder:
        _tell_found(folder, force)
        if retry_failed:
            folder.failed.clear()
        sweep = _Sweep(plan, folder, where, make, Tally(out), manifest_of(plan, kind, command))
        return sweep.conduct()


def manifest_of(plan: Plan, kind: str, command: str) -> dict[str, Any]:
    """Return everything that is known of a study before its first run."""
    most = plan.stop.most if plan.stop else 0
    n_seeds = max(plan.replicates, plan.centre_replicates, most)
    told = manifest.facts(tuple(plan.scenarios.values()), range(plan.seed, plan.seed + n_seeds), command)
    units = {name: sweep_units(name) for name in SWEEP_TABLES}
    return {**told, "kind": kind, "model": model_version(), "study": facts(plan), "units": units}


def _tell_found(folder: Folder, force: bool) -> None:
    """Say what of a folder cannot be used; raise InputError where that would be lost."""
    other = folder.of_other_version
    # What is damaged cannot always say by which version it was made.
    if (other or (folder.damaged and version_told(folder.out) not in (None, folder.version))) and not force:
        raise InputError(
            f"holds {f'{other:,} ' if other else ''}runs of another version of the model",
            key="--out",
            value=str(folder.out),
            expected="another folder, or --force to replace them",
        )
    for words in folder.damaged:
        say(f"{words}: its runs are made again.")
    folder.remove_damaged()


class _Sweep:
    """A study while it is conducted."""

    def __init__(
        self, plan: Plan, folder: Folder, where: Where, make: Live, tally: Tally, told: dict[str, Any]
    ) -> None:
        self.plan, self.folder, self.where, self.make, self.tally = plan, folder, where, make, tally
        self.told = {**told, "started": manifest.now()}
        self.clock = self.written = self.described = time.monotonic()
        self.layout = Layout(plan, folder.monthly)
        self.stop = threading.Event()
        self.n_failed = 0

    def conduct(self) -> Tally:
        """Run, round after round where a stop rule asks for more replicates."""
        try:
            with stopping(self.stop):
                status = self._rounds()
        except (InputError, Damaged, KeyboardInterrupt) as end:
            raise self._broken_off(end) from None
        finally:
            self.tally.asked = self.layout.n_runs
        asked = {wanted.key for wanted in self.layout.wanted()}
        self.tally.failures = [x for key, x in self.folder.failed.items() if key in asked]
        self.tally.status = status
        self._describe(status)
        return self.tally

    def _rounds(self) -> Status:
        """Make the runs and merge their tables; return how it ended."""
        self.layout.find(self.stop)
        self._number()
        points = points_table(self.plan)
        self._describe("running")
        if not self.folder.stands:
            write_table(self.folder.out, "points", points)
        self.tally.before = sum(self.folder.has(wanted) for wanted in self.layout.wanted())
        lacking = self.folder.lacking()
        n_lacking = sum(1 for _, wanted in self.layout.missing(self.folder) if wanted.key in lacking)
        if n_lacking:
            say(f"{n_lacking:,} runs lack an outcome or column that is asked for now; they are made again.")
        while True:
            status = self._round()
            if status != "complete":
                return status
            if not self._ask_for_more():
                break
            self._describe("running")
        say("Putting the tables in order ...")
        n_spare = self.folder.merge(self.layout.wanted(), points, self._told(status))
        if n_spare:
            say(f"{n_spare:,} runs that the study does not ask for are kept beside its tables.")
        return status

    def _jobs(self, missing: Iterable[tuple[Cell, Wanted]]) -> Iterator[Job]:
        """Yield the jobs of runs."""
        for cell, runs in groupby(missing, key=lambda one: one[0]):
            scenario = self.plan.scenario(cell)
            yield from (Job(wanted, scenario, self.folder.monthly) for _, wanted in runs)

    def _take_impossible(self, budget: int) -> None:
        """Take in the runs of cells that cannot stand, as far as the budget of failures goes."""
        for _, wanted in self.layout.missing(self.folder) if self.layout.invalid else ():
            if wanted.key.fingerprint in self.layout.invalid and self.n_failed <= budget:
                message = str(self.layout.invalid[wanted.key.fingerprint])
                self._take(wanted, Broken(wanted.key, "scenario", message, ""))
        self.folder.flush()

    def _round(self) -> Status:
        """Make every run that is missing; return how it ended."""
        budget = self.plan.limits.failures
        if budget is None:
            budget = max(LEAST_BUDGET, int(BUDGET * self.layout.n_runs))
        n_missing = sum(1 for _ in self.layout.missing(self.folder))
        there = self.layout.n_runs - n_missing
        self._take_impossible(budget)
        if self.n_failed > budget:
            return "given up"
        n_missing = sum(1 for _ in self.layout.missing(self.folder))
        if not n_missing:
            return "complete"
        if self.tally.before or self.tally.made:
            say(f"{there:,} of {self.layout.n_runs:,} runs are there already.")
        if self.folder.stands:
            say("The tables that stand stay as they are until these runs are made.")
        words = f"Sweeping {self.plan.name}"
        with (
            pool(self.where, self.make, self.plan.limits.seconds) as given,
            progress(words, n_missing, self._failures) as advance,
        ):
            try:
                for wanted, ended in feed(given, self._jobs(self.layout.missing(self.folder)), self.stop):
                    self._take(wanted, ended)
                    advance()
                    if self.n_failed > budget and not self.stop.is_set():
                        self.stop.set()
                        return "given up"
            finally:
                self.folder.flush()
        return "stopped by the user" if self.stop.is_set() else "complete"

    def _take(self, wanted: Wanted, ended: Ended) -> None:
        """Take in what became of a run, and write what waits when it is time."""
        if isinstance(ended, Lived) and ended.version != self.folder.version:
            message = "the worker runs another version of the model: install the same one everywhere"
            ended = Broken(wanted.key, LOST, message, "")
        if isinstance(ended, Lived) and not self.folder.fits(ended):
            message = "gave back a table of another form: install the same redtape everywhere"
            ended = Broken(wanted.key, LOST, message, "")
        if isinstance(ended, Lived):
            self.tally.made += 1
        else:
            self.n_failed += 1
        self.folder.add(wanted, ended)
        now = time.monotonic()
        if now - self.written >= EVERY_SECONDS or self.folder.waiting >= EVERY_BYTES:
            self.folder.flush()
            self.written = time.monotonic()
            if now - self.described >= DESCRIBED_SECONDS:
                self._describe("running")

    def _ask_for_more(self) -> bool:
        """Raise the replicates of cells whose mean is not known well enough; return whether there are any."""
        stop = self.plan.stop
        if stop is None:
            return False
        new = self.layout.extend(self.folder.values(stop.outcome), stop)
        # What is asked for only now may be there from an earlier time.
        self.tally.before += sum(key in self.folder.finished for key in new)
        self._number()
        return bool(new)

    def _number(self) -> None:
        """Have shards say by what their runs are numbered, and the manifest which of them go together."""
        self.folder.layout = self.told["layout"] = self.layout.digest()

    def _describe(self, status: Status) -> None:
        """Write the manifest as things stand.

        While tables of the study as it was stand, their manifest and points stay beside them: a
        point may have another number now.
        """
        if status == "complete" or not self.folder.stands:
            write_manifest(self.folder.out, self._told(status))
        self.described = time.monotonic()

    def _told(self, status: Status) -> dict[str, Any]:
        """Return what the manifest is to say."""
        finished, failed = self.tally.before + self.tally.made, len(self.folder.failed)
        if status in ("complete", "broken off"):
            # Counted where it need not be quick: a run may stand at several points, or be lost unwritten.
            finished = sum(self.folder.has(wanted) for wanted in self.layout.wanted())
        if status == "complete":
            failed = self.layout.n_runs - finished
        return {
            **self.told,
            "status": status,
            "runs": {"asked": self.layout.n_runs, "finished": finished, "failed": failed},
            "finished": manifest.now(),
            "wall_seconds": round(time.monotonic() - self.clock, 3),
        }

    def _failures(self) -> str:
        return f", {self.n_failed:,} failed" if self.n_failed else ""

    def _broken_off(self, end: BaseException) -> BaseException:
        """Have the manifest say, if it can, that the sweep did not end by itself; return what to raise."""
        if "layout" in self.told:  # until then nothing was begun
            with suppress(InputError):
                self._describe("broken off")
        if isinstance(end, KeyboardInterrupt):
            return KeyboardInterrupt(f"Stopped. {self._kept()}")
        if isinstance(end, Damaged):
            wanted = "files that nothing else writes to"
            end = InputError(f"changed meanwhile: {end}", key="--out", expected=wanted)
        if isinstance(end, InputError):
            end.also = self._kept()
        return end

    def _kept(self) -> str:
        there = len(self.folder.finished)
        kept = "1 run is" if there == 1 else f"{there:,} runs are"
        return f"{kept} kept in {self.folder.out}; the same command goes on from there."
