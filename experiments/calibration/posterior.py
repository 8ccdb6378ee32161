"""A posterior to go on from: the draws that a calibration left in its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration import keyed
from experiments.calibration.weights import equal
from experiments.progress import say
from experiments.store import MANIFEST, Results
from sim.errors import InputError, nearest

KIND = "calibration"
PLAIN = ("regime", "draw", "weight", "log_density")
"""Columns of the table of draws that are no parameters."""


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of all uncertain parameters, given a record, in one or more regimes."""

    folder: Path
    manifest: Mapping[str, Any]
    draws: pd.DataFrame
    """One row per draw: regime, draw (0 ...), weight (adds up to 1 in each regime), log_density,
    and a column for every parameter; empty where the regime holds it."""

    @property
    def regimes(self) -> tuple[str, ...]:
        """Regimes that were calibrated; ("",) for the scenario's own."""
        return tuple(self.manifest["regimes"])

    @property
    def scenario(self) -> str:
        """Name of the scenario that was calibrated."""
        return str(self.manifest["scenario"])

    @property
    def free(self) -> tuple[str, ...]:
        """Parameters that were freed."""
        return tuple(self.manifest["free"])

    def of(self, regime: str) -> pd.DataFrame:
        """Return the draws of a regime, with the parameters that vary in it; raise InputError."""
        if regime not in self.regimes:
            wanted = "one of " + ", ".join(name or "the scenario's own" for name in self.regimes)
            raise InputError(
                "was not calibrated",
                key="regime",
                value=regime,
                expected=wanted,
                nearest=nearest(regime, self.regimes),
            )
        return self.draws[self.draws["regime"] == regime].dropna(axis=1, how="all").reset_index(drop=True)

    def values(self, regime: str, n: int, seed: int = 1) -> list[dict[str, float]]:
        """Return `n` draws of equal weight, each a value of every parameter that varies; raise InputError.

        Drawn systematically (each draw as often as its weight says, to within one) and put in
        an order that only `seed` and the posterior decide.
        """
        table = self.of(regime)
        key = (seed, "posterior", regime, n)
        shift, order = keyed.places(1, *key, "shift")[0], keyed.places(n, *key, "order")
        chosen = equal(table["weight"].to_numpy(), n, shift)
        rows = table.drop(columns=[x for x in PLAIN if x in table]).iloc[chosen[np.argsort(order)]]
        return [{str(k): float(v) for k, v in row.items()} for row in rows.to_dict("records")]


def is_calibration(folder: Path) -> bool:
    """Whether a folder holds a calibration, complete or not."""
    return (folder / MANIFEST).is_file() and Results(folder).manifest.get("kind") == KIND


def load(folder: Path | str) -> Posterior:
    """Return the posterior that `redtape calibrate` left in a folder; raise InputError."""
    results = Results(Path(folder))
    told = results.manifest
    if told.get("kind") != KIND:
        wanted = "a folder that redtape calibrate wrote"
        raise InputError("is not a calibration", value=str(folder), expected=wanted)
    if not told.get("complete"):
        wanted = "a calibration that is done: the same command goes on where it stopped"
        raise InputError("is not complete", value=str(folder), expected=wanted)
    if not all(told.get("exact", {}).values()):
        say(
            f"Mind: the calibration in {folder} was given up before its last generation; "
            "its draws are no posterior."
        )
    return Posterior(Path(folder), told, results.table("posterior"))
