"""What the record told of each parameter: its posterior beside its prior."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.calibration.plan import Regime
from experiments.calibration.weights import moments, quantiles

MOVED, NARROWED, NOT_TOLD = "moved", "narrowed", "not told"
VERDICTS = {
    MOVED: "the mean lies elsewhere than that of the prior, by more than chance and a quarter of its sd",
    NARROWED: "the mean is where it was, but the spread is smaller by more than chance and a tenth",
    NOT_TOLD: "the record cannot tell: the posterior is the prior, as far as so many points show",
}
"""Verdict -> what it means."""

BEYOND_CHANCE = 3.5
"""Standard errors: of a hundred parameters that nothing moves, one strays so far once in twenty times."""

LEAST_SHIFT, LEAST_NARROWING = 0.25, 0.1


def moved(
    regime: Regime, values: Mapping[str, np.ndarray], weight: np.ndarray, effective: float
) -> pd.DataFrame:
    """Return one row per drawn parameter, those that moved most first.

    weight: of the points, adding up to 1.  effective: how many equally weighted points they are worth.
    Columns: `experiments.tables.CALIBRATION_TABLES["moved"]`, without the regime.
    """
    priors = {**regime.free, **regime.carried}
    rows = []
    for name, (low, high) in priors.items():
        mean, sd = moments(values[name], weight)
        prior_mean, prior_sd = (low + high) / 2.0, (high - low) / np.sqrt(12.0)
        ends = quantiles(values[name], weight, (0.05, 0.5, 0.95))
        rows.append(
            {
                "parameter": name,
                "role": "freed" if name in regime.free else "carried",
                "prior_low": low,
                "prior_high": high,
                "prior_mean": prior_mean,
                "prior_sd": prior_sd,
                "mean": mean,
                "sd": sd,
                "low": ends[0],
                "median": ends[1],
                "high": ends[2],
                "shift": (mean - prior_mean) / prior_sd,
                "sd_ratio": sd / prior_sd,
                "noise": 1.0 / np.sqrt(effective),
            }
        )
    table = pd.DataFrame(rows)
    columns = (table["shift"], table["sd_ratio"], table["noise"])
    table["verdict"] = [_verdict(*map(float, row)) for row in zip(*columns, strict=True)]
    told = np.abs(table["shift"]) + np.maximum(0.0, 1.0 - table["sd_ratio"])
    return table.iloc[np.argsort(-told.to_numpy(), kind="stable")].reset_index(drop=True)


def _verdict(shift: float, ratio: float, noise: float) -> str:
    if abs(shift) > max(LEAST_SHIFT, BEYOND_CHANCE * noise):
        return MOVED
    # The sd of a uniform sample strays by sqrt((9/5 - 1) / 4 n) of itself.
    if 1.0 - ratio > max(LEAST_NARROWING, BEYOND_CHANCE * noise * np.sqrt(0.2)):
        return NARROWED
    return NOT_TOLD
