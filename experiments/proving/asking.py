"""The self-test of a calibration: its own problems in small runs, and a folder for what it proves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments import manifest, store
from experiments.calibration import asking, reading
from experiments.calibration.problem import Problem
from experiments.progress import say
from experiments.proving.planting import PLACES
from experiments.proving.proof import PROOF, Proof, Subject, as_json
from experiments.proving.running import run
from sim.compiling import model_version

KIND = "self-test"
DESKS, REAL_DESKS = 6, 12
"""Posts of each office, and in the last generation: a planted history is as lucky as a real one, for luck is
mostly that of offices, and a last generation of another size is rehearsed as one of real size is."""


@dataclass(frozen=True)
class Asked:
    """Makes the problem of one regime of a calibration, all of its runs small; can be sent to a process."""

    study: str
    regime: int = 0
    """Its place among the calibration's regimes."""
    given: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self) -> Problem:
        """Return the problem."""
        plan = reading.load(self.study, {**self.given, "desks": DESKS})
        larger = reading.load(self.study, {**self.given, "desks": REAL_DESKS})
        regime = plan.regimes[self.regime]
        return asking.problem(plan, replace(regime, scenario=larger.regimes[self.regime].small))


def self_test(
    study: str, given: Mapping[str, Any], out: Path, *, n_plants: int, workers: int, command: str, force: bool
) -> dict[str, Proof]:
    """Prove the inference of a calibration on planted records, regime by regime, into a folder.

    A self-test that was stopped or killed goes on with the plants that it lacks.  Raise InputError.
    """
    plan = reading.load(study, given)
    store.open_results(out, plan.name, KIND, force=force)
    told = manifest.facts([x.scenario for x in plan.regimes], [plan.settings.seed], command)
    told |= {"kind": KIND, "model": model_version(), "study": {"name": plan.name}}
    with store.writing(out):
        out.mkdir(parents=True, exist_ok=True)
    store.write_manifest(out, told)
    made: dict[str, Proof] = {}
    for number, regime in enumerate(plan.regimes):
        what = Subject(plan.name, regime.name, plan.posed(regime), (DESKS, REAL_DESKS))

        def watch(n_done: int, n_wanted: int, n_without: int, name: str = what.words) -> None:
            lost = f", {n_without} without a result" if n_without else ""
            say(f"{name}: {n_done} of {n_wanted} planted records done{lost}")

        made[regime.name] = run(
            what,
            Asked(study, number, dict(given)),
            n_plants=n_plants,
            seed=plan.settings.seed,
            workers=workers,
            folder=out / "plants",
            watch=watch,
        )
    tables = [x.places.assign(regime=name) for name, x in made.items() if x.places is not None]
    table = pd.concat(tables)[["regime", *PLACES]]
    store.write_table(out, "places", pa.Table.from_pandas(table, preserve_index=False))
    store.write_text(out, PROOF, as_json(made))
    return made
