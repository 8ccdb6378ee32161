"""The self-test of a calibration: its own problem in small runs, and a folder for what it proves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from experiments import manifest, store
from experiments.calibration import asking, reading
from experiments.calibration.problem import Problem
from experiments.progress import say
from experiments.proving.planting import PLACES
from experiments.proving.proof import PROOF, Proof
from experiments.proving.running import run
from sim.compiling import model_version

KIND = "self-test"
DESKS = 6
"""Posts of each office: a planted history is as lucky as a real one, for luck is mostly that of offices."""


@dataclass(frozen=True)
class Asked:
    """Makes the problem of a calibration's first regime, all of its runs small; can be sent to a process."""

    study: str
    given: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self) -> Problem:
        """Return the problem."""
        plan = reading.load(self.study, {**self.given, "desks": DESKS})
        regime = plan.regimes[0]
        return asking.problem(plan, replace(regime, scenario=regime.small))


def self_test(
    study: str, given: Mapping[str, Any], out: Path, *, n_plants: int, workers: int, command: str, force: bool
) -> Proof:
    """Prove the inference of a calibration on planted records, into a folder; raise InputError.

    A self-test that was stopped or killed goes on with the plants that it lacks.
    """
    plan = reading.load(study, given)
    store.open_results(out, plan.name, KIND, force=force)
    told = manifest.facts([plan.regimes[0].scenario], [plan.settings.seed], command)
    told |= {"kind": KIND, "model": model_version(), "study": {"name": plan.name}}
    with store.writing(out):
        out.mkdir(parents=True, exist_ok=True)
    store.write_manifest(out, told)

    def watch(n_done: int, n_wanted: int, n_without: int) -> None:
        lost = f", {n_without} without a result" if n_without else ""
        say(f"{plan.name}: {n_done} of {n_wanted} planted records done{lost}")

    made = run(
        plan.name,
        Asked(study, dict(given)),
        n_plants=n_plants,
        seed=plan.settings.seed,
        workers=workers,
        folder=out / "plants",
        watch=watch,
    )
    assert made.places is not None
    store.write_table(out, "places", pa.Table.from_pandas(made.places[list(PLACES)], preserve_index=False))
    store.write_text(out, PROOF, made.as_json())
    return made
