"""Records whose truth is known, and where an inference places it.

A plant is a truth drawn from the priors and the record that it would have left: one history
of the model at the truth, and on top of it as much error as the error model tells of.  The
inference sees the record alone.  Over many plants the truth must lie anywhere among the
posterior's draws equally often, and inside a 90 % interval 90 times in 100: that follows
from what a posterior is, whatever the model, so long as the inference does what it says.
(Simulation-based calibration, Talts et al. 2018; coverage, Prangle et al. 2014.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from scipy.special import ndtri

from experiments.calibration import keyed
from experiments.calibration.errors import Errors
from experiments.calibration.inference import Inferred, Pilot, infer
from experiments.calibration.problem import Problem, Settings
from experiments.calibration.weights import equal, moments

N_DRAWS = 19
"""Draws of equal weight among which the truth is ranked, in 20 places: more would not be independent."""

N_AROUND = 16
"""Further histories at the truth: their mean says how wide the error of a loose figure is."""

FOUND, NARROWED, WIDENED = "as found", "narrowed", "widened"

SCALES = {FOUND: 1.0, NARROWED: 0.5, WIDENED: 2.0}
"""What the draws' distances from their mean are multiplied by before the truth is looked for.

Half the standard deviation is what an inference claims that takes each figure for four: a
90 % interval of a normal then covers 59 %, a 50 % interval 26 %.  Over 40 plants a test at
99 % sees that almost surely; a proof that did not would prove nothing."""

PLACES = {
    **{"plant": "int64", "draws": "str", "parameter": "str", "role": "str"},
    **{"truth": "float64", "mean": "float64", "sd": "float64"},
    **{"rank": "int64", "below": "float64", "effective": "float64"},
}
"""Columns of the table of where each truth lies: of which plant, among which draws (`SCALES`),
rank among `N_DRAWS` draws of equal weight, and the weight of all draws below it."""


@dataclass(frozen=True)
class Planted:
    """A truth, and the record that it left."""

    truth: Mapping[str, float]
    observed: np.ndarray


def planted(problem: Problem, errors: Errors, *key: object) -> Planted:
    """Return a truth drawn from the priors, freed and carried, with a record of one history at it.

    The error beside luck is normal and is not cut off at 0 or 1: that is what the kernel says of it.
    """
    truth = keyed.drawn(problem.priors, *key, "truth")
    said = np.asarray(problem.simulate(truth, keyed.seeds(1 + N_AROUND, *key, "history"), True), float)
    if not np.isfinite(said).all():
        raise ValueError("says nothing of a figure")
    mean = said[1:].mean(axis=0)
    beside = np.diag(errors.total(mean) - errors.luck(mean))
    chance = keyed.places(len(mean), *key, "error") + 2.0**-54
    return Planted(truth, said[0] + np.sqrt(beside) * ndtri(chance))


def recovered(problem: Problem, plant: Planted, settings: Settings, pilot: Pilot, *key: object) -> Inferred:
    """Return what the inference makes of a plant's record; raise InputError where it finds nothing."""
    posed = replace(problem, rows=replace(problem.rows, observed=plant.observed))
    own = replace(settings, seed=keyed.seeds(1, *key, "inference")[0])
    with TemporaryDirectory(prefix="redtape-proof-") as folder:
        return infer(posed, own, Path(folder), 1, pilot=pilot)


def places(found: Inferred, plant: Planted, number: int, *key: object) -> pd.DataFrame:
    """Return where the truth of every parameter lies, with the columns of `PLACES`."""
    weight = found.last.weight
    chosen = drawn(weight, N_DRAWS, *key)
    told = []
    for name, values in found.last.values.items():
        truth = plant.truth[name]
        mean, sd = moments(values, weight)
        for draws, scale in SCALES.items():
            below = mean + scale * (values - mean) < truth
            role = "freed" if name in found.problem.free else "carried"
            place = (int(below[chosen].sum()), float(weight @ below), found.effective)
            told.append((number, draws, name, role, truth, mean, scale * sd, *place))
    return pd.DataFrame(told, columns=list(PLACES)).astype(PLACES)


def drawn(weight: np.ndarray, n: int, *key: object) -> np.ndarray:
    """Return the numbers of `n` draws of equal weight, each taken as often as its weight says, to within one.

    Thinning keeps the ranks honest: draws that are repeated would make the truth look extreme.
    """
    return equal(weight, n, keyed.places(1, *key, "thinned")[0])
