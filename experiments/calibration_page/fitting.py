"""How well each fitted figure is met: what might have been published beside what was."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from experiments.calibration_page.gathering import Material
from experiments.compare.comparison import rows_of
from experiments.reflection.telling import percent
from experiments.validating import noise
from experiments.validating.checking import SUSPECT, two_sided
from experiments.validating.noise import binomial_sd, luck_factors, sd_beyond_luck

N_NODES = 25


def fit(material: Material) -> pd.DataFrame:
    """Return one row per regime and fitted figure, the worst misfit of any regime first.

    regime, number, name, observed, own_low, own_high (its sampling error), mean, low, high (90 % of
    what might have been published), p (two-sided), misfit.
    """
    figures = material.figures[material.figures["role"] == "calibrate"].reset_index()
    table = _validated(material) if "predictive" in material.tables else _from_runs(material, figures)
    own = binomial_sd(figures["value"].to_numpy(float), noise.rows_of(figures).n_units)
    own = figures["widen"] * np.hypot(own, figures["sd_own"])
    error = pd.Series(own.to_numpy(), index=figures["number"])
    p = table["p"].map(two_sided)
    sd = table["number"].map(error)
    table = table.assign(
        name=table["number"].map(figures.set_index("number")["name"]),
        own_low=(table["observed"] - sd).clip(0, 1),
        own_high=(table["observed"] + sd).clip(0, 1),
        p=p,
        misfit=p < SUSPECT,
    )
    order = table["number"].map(table.groupby("number")["p"].min())
    return table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


COLUMNS = ["regime", "number", "observed", "mean", "low", "high", "p"]


def _validated(material: Material) -> pd.DataFrame:
    table = material.tables["predictive"]
    return table.loc[table["role"] == "calibrate", COLUMNS].reset_index(drop=True)


def _from_runs(material: Material, figures: pd.DataFrame) -> pd.DataFrame:
    """The same from the runs of the posterior: each a history, blurred by the error beyond luck."""
    parts = []
    for regime in material.regimes:
        said = material.tables["said"]
        own = said[said["regime"] == regime]
        weight = material.posterior.of(regime).set_index("draw")["weight"]
        factors = luck_factors(own, figures)
        by_number = dict(iter(own.groupby("number")))
        means = np.array([_mean(by_number[n], weight) for n in figures["number"]])
        for i, (figure, sd) in enumerate(
            zip(
                rows_of(figures),
                sd_beyond_luck(figures, means, factors, material.discrepancy),
                strict=True,
            )
        ):
            rows = by_number[figure.number]
            w = rows["draw"].map(weight).to_numpy(float)
            low, high, p = _mixture(rows["value"].to_numpy(float), w / w.sum(), float(sd), figure.value)
            told = {"regime": regime, "number": figure.number, "observed": figure.value}
            parts.append({**told, "mean": means[i], "low": low, "high": high, "p": p})
    return pd.DataFrame(parts, columns=COLUMNS)


def _mean(rows: pd.DataFrame, weight: pd.Series) -> float:
    return float(np.average(rows["value"], weights=rows["draw"].map(weight)))


def _mixture(
    history: np.ndarray, weight: np.ndarray, sd: float, observed: float
) -> tuple[float, float, float]:
    """Return the middle 90 % of histories blurred by an error, within 0 and 1, and the part above one."""
    z, share = np.polynomial.hermite_e.hermegauss(N_NODES)
    values = np.clip(history[:, None] + sd * z, 0.0, 1.0).ravel()
    weights = np.outer(weight, share / share.sum()).ravel()
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    low, high = (float(values[order][np.searchsorted(below, q)]) for q in (0.05, 0.95))
    return low, high, float(weight @ (1.0 - ndtr((observed - history) / sd)))


def misfit_words(row: Any, *, regimes: int) -> str:
    """Return how one figure is missed, in a sentence."""
    where = f"In regime {row.regime}: " if regimes > 1 else ""
    side = "too low" if row.observed > row.mean else "too high"
    name = row.name_[:1].lower() + row.name_[1:] if where else row.name_
    return (
        f"{where}{name}: the record has {percent(row.observed)}, the model says {percent(row.mean)} "
        f"({100 * row.low:.0f} to {percent(row.high)}), {side}; p {row.p:.3f}."
    )
