"""The layout of a study: every run that it asks for, what tells it from others, and its number."""

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping

from experiments.progress import say
from experiments.studies.plan import Cell, Plan, Stop
from experiments.sweep.folder import Folder
from experiments.sweep.job import Key, Place, Wanted
from experiments.sweep.stopping import more_replicates
from sim.errors import InputError

LONG = 3.0
"""Seconds of laying out a study after which it is said."""


class Layout:
    """The runs of a study; monthly: outcomes kept month by month."""

    def __init__(self, plan: Plan, monthly: tuple[str, ...]) -> None:
        self._plan, self._monthly = plan, monthly
        self._fingerprints: list[str] = []
        self._replicates = [plan.n_replicates(cell) for cell in plan.cells]
        self.invalid: dict[str, InputError] = {}
        """Fingerprint of a cell whose values cannot stand together -> why."""

    @property
    def n_runs(self) -> int:
        """Runs of the study, with those that its stop rule has asked for."""
        return sum(self._replicates)

    def find(self, stop: threading.Event) -> None:
        """Find the fingerprint of every cell; raise KeyboardInterrupt once `stop` is set."""
        start, said = time.monotonic(), False
        for cell in self._plan.cells:
            if stop.is_set():
                raise KeyboardInterrupt
            if not said and time.monotonic() - start >= LONG:
                say(f"Laying out {len(self._plan.cells):,} cells ...")
                said = True
            try:
                self._fingerprints.append(self._plan.scenario(cell).fingerprint)
            except InputError as error:
                told = repr((cell.scenario, cell.regime, sorted(cell.point.values.items())))
                self._fingerprints.append("invalid " + hashlib.sha256(told.encode()).hexdigest()[:56])
                self.invalid[self._fingerprints[-1]] = error

    def digest(self) -> str:
        """Return what tells this numbering from every other: shards of one alone are read together."""
        cells = [(cell.point.number, *cell[1:]) for cell in self._plan.cells]
        told = repr((cells, self._fingerprints, self._replicates, self._plan.seed, self._monthly))
        return hashlib.sha256(told.encode()).hexdigest()

    def wanted(self) -> Iterator[Wanted]:
        """Yield every run of the study, in the order of the results."""
        for _, wanted in self._by_cell():
            yield wanted

    def _by_cell(self) -> Iterator[tuple[Cell, Wanted]]:
        run = 0
        for cell, fingerprint, n in zip(self._plan.cells, self._fingerprints, self._replicates, strict=True):
            for replicate in range(n):
                place = Place(run, cell.point.number, cell.scenario, cell.regime, replicate)
                key = Key(fingerprint, self._plan.seed + replicate)
                yield cell, Wanted(place, key, cell.point.kind == "centre")
                run += 1

    def missing(self, folder: Folder) -> Iterator[tuple[Cell, Wanted]]:
        """Yield every run that is neither in a folder nor known to fail, each once."""
        seen: set[Key] = set()
        for cell, wanted in self._by_cell():
            known = folder.has(wanted) or wanted.key in folder.failed
            if not known and wanted.key not in seen:
                seen.add(wanted.key)
                yield cell, wanted

    def extend(self, values: Mapping[Key, float], stop: Stop) -> list[Key]:
        """Raise the replicates of cells whose mean is not known well enough; return the runs that are new.

        values: the outcome of every finished run.  The runs of all later cells have other
        numbers then.
        """
        new = []
        for i, (cell, fingerprint) in enumerate(zip(self._plan.cells, self._fingerprints, strict=True)):
            n = self._replicates[i]
            own = [values.get(Key(fingerprint, self._plan.seed + r), float("nan")) for r in range(n)]
            self._replicates[i] = more_replicates(own, self._plan.n_replicates(cell), stop)
            new += [Key(fingerprint, self._plan.seed + r) for r in range(n, self._replicates[i])]
        return new
