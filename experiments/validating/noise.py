"""What lies between one history of the model and a published figure: the error beyond luck.

A run of the model has the luck of one history in it.  A figure as it would be published also
has what the model leaves out and how well the figure itself is known, and where a definition
is loose, more of everything: the error model by which the posterior was found
(`experiments.calibration.errors`), less the luck that the run brings itself.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from experiments.calibration import keyed
from experiments.calibration.errors import measured
from experiments.calibration.problem import Rows
from sim.record import DISCREPANCY_SD, SHARE_OF_OFFICES


def rows_of(figures: pd.DataFrame, discrepancy: float = DISCREPANCY_SD) -> Rows:
    """Return what is known of figures of a record beforehand, arrays of shape (n_rows,).

    discrepancy: standard deviation of what a model that is right enough leaves out.
    """
    counted = (figures["statistic"] == SHARE_OF_OFFICES).to_numpy()
    return Rows(
        observed=figures["value"].to_numpy(float),
        n_units=np.where(counted, figures["denominator"].to_numpy(float), np.nan),
        sd_own=figures["sd_own"].to_numpy(float),
        widen=figures["widen"].to_numpy(float),
        discrepancy=np.full(len(figures), discrepancy),
    )


def binomial_sd(share: np.ndarray, n_units: np.ndarray) -> np.ndarray:
    """Return how far a share of `n_units` offices strays by luck, half an office added to either side.

    0 where the number of offices is NaN.
    """
    p = (np.clip(share, 0.0, 1.0) * n_units + 0.5) / (n_units + 1.0)
    return np.asarray(np.where(np.isnan(n_units), 0.0, np.sqrt(p * (1.0 - p) / n_units)))


def luck_factors(said: pd.DataFrame, figures: pd.DataFrame) -> np.ndarray:
    """Return the variance of luck of each figure over that of independent offices, (n_rows,).

    said: what the runs of a posterior say, as a calibration keeps it (draw, seed, number,
    value).  Where a figure counts no offices the variance itself.  Figures that were not
    fitted take the mean of those that were, of their kind.
    """
    fitted = figures[figures["number"].isin(said["number"])]
    counted = ~np.isnan(rows_of(figures).n_units)
    usual = np.where(counted, 1.0, 0.0)
    ordered = said.sort_values(["draw", "seed", "number"])
    n_runs = len(ordered) // max(1, len(fitted))
    n_draws = ordered["draw"].nunique()
    if n_draws == 0 or n_runs < 2 * n_draws or n_runs % n_draws:
        return usual
    values = ordered["value"].to_numpy(float).reshape(n_draws, n_runs // n_draws, len(fitted))
    found = pd.Series(measured(values, rows_of(fitted)).factor, index=fitted["number"])
    known = figures["number"].map(found).to_numpy(float)
    for kind in (counted, ~counted):
        of_kind = known[kind][~np.isnan(known[kind])]
        usual[kind] = of_kind.mean() if len(of_kind) else usual[kind]
    return np.where(np.isnan(known), usual, known)


def sd_beyond_luck(
    figures: pd.DataFrame, mean: np.ndarray, factors: np.ndarray, discrepancy: float = DISCREPANCY_SD
) -> np.ndarray:
    """Return the standard deviation of a published figure about one history of the model, (n_rows,).

    mean: what the model says on average.  factors: of `luck_factors`.  Where a definition is
    loose, luck counts too: the standard deviation of everything is `widen` times as large.
    """
    x = rows_of(figures, discrepancy)
    own = x.discrepancy**2 + x.sd_own**2
    luck = factors * np.where(np.isnan(x.n_units), 1.0, binomial_sd(mean, x.n_units) ** 2)
    return np.asarray(np.sqrt(own + (x.widen**2 - 1.0) * (luck + own)))


def normal(n: int, n_rows: int, *key: object) -> np.ndarray:
    """Return standard normal draws that the key alone decides, (n, n_rows)."""
    found = keyed.places(n * n_rows, *key, "normal", n, n_rows).reshape(n, n_rows)
    return np.asarray(ndtri(np.clip(found, 2.0**-53, None)))
