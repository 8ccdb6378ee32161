"""What the page of a calibration is made from: its tables, the record, and what was added to the folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import proving
from experiments.calibration.posterior import Posterior, load
from experiments.compare.comparison import rows_of
from experiments.reflection.reflecting import Reflection, kept
from experiments.store import Results
from experiments.validating.asking import record_of
from sim.errors import InputError
from sim.record import DISCREPANCY_SD, Record, words_of


@dataclass(frozen=True)
class Material:
    """Everything that the page tells."""

    folder: Path
    posterior: Posterior
    record: Record
    tables: Mapping[str, pd.DataFrame]
    """Tables of the folder that are there, by name."""
    reflection: Reflection | None

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the folder says about itself."""
        return self.posterior.manifest

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes that were calibrated."""
        return self.posterior.regimes

    @property
    def study(self) -> str:
        """Name of the calibration file; of the scenario where it is not known."""
        told = self.manifest.get("study")
        return str(told["name"]) if isinstance(told, dict) and "name" in told else self.posterior.scenario

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures that were fitted or held out, by number, with their `name`: words and day."""
        table = self.record.comparable
        names = [
            f"{_first_upper(words_of(x))}, {x.date.day} {x.date:%b %Y}".replace(" with reported use", "")
            for x in rows_of(table)
        ]
        return table.assign(name=names).set_index("number")

    @property
    def discrepancy(self) -> float:
        """Standard deviation of what the model was taken to leave out."""
        return float(self.manifest.get("discrepancy", DISCREPANCY_SD))

    def proofs(self) -> dict[str, proving.Proof]:
        """Return the proofs that are of this posterior's problems, by regime."""
        return proving.of_posterior(self.study, self.manifest, self.folder.parent)

    def proof(self) -> str:
        """Return what planted records proved of this inference."""
        return proving.told(self.study, self.manifest, self.folder.parent)


OPTIONAL = ("predictive", "checks", "scores", "patterns")
ALWAYS = ("said", "generations", "moved", "size_shift", "failures")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def gather(folder: Path) -> Material:
    """Read the folder of a calibration; raise InputError where it is none, or not complete."""
    posterior = load(folder)
    results = Results(folder)
    tables = {name: results.table(name) for name in ALWAYS}
    lacking = sorted({"noise", "at_low", "at_high"} - set(tables["moved"]))
    if lacking:
        wanted = "a folder as redtape calibrate of this version writes it"
        raise InputError(f"lacks {', '.join(lacking)}", value=str(folder / "moved.parquet"), expected=wanted)
    tables |= {name: results.table(name) for name in OPTIONAL if results.holds(name)}
    return Material(folder, posterior, record_of(posterior), tables, kept(folder))
