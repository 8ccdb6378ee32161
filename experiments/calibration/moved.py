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
    NOT_TOLD: "no difference from the prior can be seen with so many points: the record cannot tell",
}
"""Verdict -> what it means."""

BEYOND_CHANCE = 3.5
"""Standard errors: of a hundred parameters that nothing moves, one strays so far once in twenty times."""

LEAST_SHIFT, LEAST_NARROWING = 0.25, 0.1

EDGE = 0.1
"""Part of the prior's range that is called its lowest, and its highest, tenth."""

LEAST_AT_BOUND = 0.2
"""Part of a posterior in such a tenth, twice what a prior has there, from which it lies against a bound."""


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
                "at_low": float(weight[values[name] < low + EDGE * (high - low)].sum()),
                "at_high": float(weight[values[name] > high - EDGE * (high - low)].sum()),
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


def seen_from(noise: float) -> float:
    """Return the smallest shift of a mean that would have been told, in prior standard deviations."""
    return float(max(LEAST_SHIFT, BEYOND_CHANCE * noise))


def at_bound(table: pd.DataFrame) -> list[tuple[str, float, str]]:
    """Return (parameter, part of its posterior, lowest or highest) of those that lie against a bound.

    table: of `moved`, one regime.  Only parameters that were freed or that the record told of count:
    of the others the prior alone decides.  The part must exceed what chance makes of a uniform prior.
    """
    own = table[(table["role"] == "freed") | (table["verdict"] != NOT_TOLD)]
    found = []
    for row in own.to_dict("records"):
        strays = BEYOND_CHANCE * row["noise"] * np.sqrt(EDGE * (1.0 - EDGE))
        sides = (("lowest", row["at_low"]), ("highest", row["at_high"]))
        least = max(LEAST_AT_BOUND, EDGE + strays)
        found += [(str(row["parameter"]), part, side) for side, part in sides if part > least]
    return sorted(found, key=lambda x: -x[1])


def bound_words(table: pd.DataFrame) -> str:
    """Return which posteriors lie against a bound of their prior, in a sentence; empty for none."""
    found = at_bound(table)
    each = ", ".join(f"{name} ({100 * part:.0f} % in the {side} tenth)" for name, part, side in found)
    return (
        f"Against a bound of the prior: {each}.  Where these intervals end is set by the bound that was "
        "assumed, not by the record."
        if found
        else ""
    )
