"""A posterior to go on from: the draws that a calibration left in its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from experiments.calibration import keyed
from experiments.calibration.weights import equal
from experiments.progress import say
from experiments.store import MANIFEST, Results
from sim.errors import InputError, nearest
from sim.parameters import PARAMETERS

KIND = "calibration"
GIVEN_UP = "given_up"
"""Key of the manifest that says why a calibration ended without a posterior, and what to change."""

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
    """Return the posterior that `redtape calibrate` left in a folder; raise InputError.

    Says so where the calibration was given up.
    """
    found = read(folder)
    if not all(found.manifest.get("exact", {}).values()):
        say(
            f"Mind: the calibration in {folder} was given up before its last generation; "
            "its draws are no posterior."
        )
    return found


def read(folder: Path | str) -> Posterior:
    """Return the same without a word, for who tells it in words of their own; raise InputError."""
    results = Results(Path(folder))
    told = results.manifest
    if told.get("kind") != KIND:
        wanted = "a folder that redtape calibrate wrote"
        raise InputError("is not a calibration", value=str(folder), expected=wanted)
    if not told.get("complete"):
        raise _not_complete(Path(folder), told.get(GIVEN_UP))
    posterior = Posterior(Path(folder), told, results.table("posterior"))
    _check(posterior)
    return posterior


def _not_complete(folder: Path, given_up: str | None) -> InputError:
    """Return why a calibration cannot be read: it was stopped, or it gave up and would do so again."""
    if given_up is None:
        wanted = "a calibration that is done: the same command goes on where it stopped"
        return InputError("is not complete", value=str(folder), expected=wanted)
    also = "The same command would give up again: change the study, then redtape calibrate with --force."
    wanted = "a calibration that is done"
    return InputError(f"gave up: {given_up}", value=str(folder), expected=wanted, also=also)


def _check(posterior: Posterior) -> None:
    """Raise InputError unless the draws are whole and can be used with this version of the model."""
    problem = _missing(posterior)
    of_regimes = (_unsound(posterior, x) for x in posterior.regimes) if not problem else ()
    problem = problem or next(filter(None, of_regimes), "")
    if problem:
        wanted = "a folder as redtape calibrate of this version writes it"
        raise InputError(problem, value=str(posterior.folder), expected=wanted)


def _missing(posterior: Posterior) -> str:
    """Return what the manifest or the table of draws lacks, or has too many, in words; empty for nothing."""
    told, draws = posterior.manifest, posterior.draws
    gone = [key for key in ("scenario", "scenarios", "regimes", "free") if key not in told]
    gone += [name for name in (*PLAIN, *told.get("free", ())) if name not in draws]
    if gone:
        return f"is a calibration that does not tell {', '.join(gone)}"
    unknown = [str(x) for x in draws if x not in PLAIN and x not in PARAMETERS]
    if unknown:
        return f"draws what is no parameter of this version ({', '.join(unknown)})"
    words = [str(x) for x in draws if x != "regime" and not is_numeric_dtype(draws[x])]
    return f"has draws that are no numbers ({', '.join(words)})" if words else ""


def _unsound(posterior: Posterior, regime: str) -> str:
    """Return what is wrong with the draws of a regime, in words; empty for nothing."""
    draws = posterior.of(regime)
    where = f" in regime {regime}" if regime else ""
    weights = posterior.draws.loc[posterior.draws["regime"] == regime, "weight"].to_numpy(float)
    if not (np.isfinite(weights).all() and (weights >= 0.0).all() and weights.sum() > 0.0):
        return f"has no draw with a weight{where}"
    names = [str(name) for name in draws if name not in PLAIN]
    empty = [name for name in names if draws[name].isna().any()]
    if empty:
        return f"has draws without a value ({', '.join(empty)}){where}"
    bounds = {name: (PARAMETERS[name].low, PARAMETERS[name].high) for name in names}
    outside = [name for name, ends in bounds.items() if not draws[name].between(*ends).all()]
    return f"has draws outside what this version takes ({', '.join(outside)}){where}" if outside else ""
