"""How good a forecast was: continuous ranked probability score, coverage, error of the median, log score."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import logsumexp, ndtr

QUANTILES = {"low": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high": 0.95}

SCORES = [
    "median",
    "low50",
    "high50",
    "low",
    "high",
    "crps",
    "crps_se",
    "inside50",
    "inside90",
    "abs_error",
    "log_score",
]

PLACES = np.linspace(0.0, 1.0, 1001)
"""Where the distribution of a forecast is worked out."""

LEAST_SD = 1e-9
"""In place of none at all: a part of a mixture that is sure of a value."""


@dataclass(frozen=True)
class Forecast:
    """What a forecaster says of figures beforehand: a mixture of normals, cut off at 0 and 1.

    centre, sd: (n_draws, n_rows), of each part of the mixture; NaN in a column of which it can
    say nothing.  notes: one per row, what is to be said of its forecast; mostly empty.  point:
    (n_draws,), draws of one number share their parameters; by default each draw has its own.
    """

    name: str
    centre: np.ndarray
    sd: np.ndarray
    notes: tuple[str, ...]
    point: np.ndarray | None = None

    def scored(self, i: int, observed: float) -> dict[str, float]:
        """Return the `SCORES` of one row."""
        centre, sd = self.centre[:, i], self.sd[:, i]
        if np.isnan(centre).any():
            return dict.fromkeys(SCORES, math.nan)
        x = quantiles(centre, sd)
        score, error = crps(
            centre, sd, observed, np.arange(len(centre)) if self.point is None else self.point
        )
        return {
            **x,
            "crps": score,
            "crps_se": error,
            "inside50": float(x["low50"] <= observed <= x["high50"]),
            "inside90": float(x["low"] <= observed <= x["high"]),
            "abs_error": abs(x["median"] - observed),
            "log_score": log_score(centre, sd, observed),
        }


def crps(centre: np.ndarray, sd: np.ndarray, observed: float, point: np.ndarray) -> tuple[float, float]:
    """Return the continuous ranked probability score of a mixture, and its standard error; 0 is best.

    centre, sd: (n_draws,), of normals cut off at 0 and 1.  point: (n_draws,), draws of one number
    are of one point and not independent.  The unit is that of the figure.  The score is that of
    the whole mixture, so that no chance enters but that of the draws: the fair estimator, whose
    mean over draws is the score of what they are drawn from, however few they are (Ferro 2014).
    The standard error leaves out one point after another (jackknife); NaN for fewer than three.
    """
    below = ndtr((PLACES[:, None] - centre) / np.maximum(sd, LEAST_SD))
    sums = np.vstack([_off(centre, np.maximum(sd, LEAST_SD), observed), below, below * (1.0 - below)])
    every = sums.sum(axis=1)
    names, place, count = np.unique(point, return_inverse=True, return_counts=True)
    score = float(_fair(every[:, None], np.array([len(centre)]))[0])
    if len(names) < 3:
        return score, math.nan
    of_point = np.zeros((len(sums), len(names)))
    np.add.at(of_point.T, place, sums.T)
    without = _fair(every[:, None] - of_point, len(centre) - count)
    return score, float(np.sqrt((1.0 - 1.0 / len(names)) * ((without - without.mean()) ** 2).sum()))


def _fair(sums: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the fair score of mixtures of `n` parts each, (n_mixtures,).

    sums: over the parts, (1 + 2 n_places, n_mixtures): their distance from what was observed, the
    distribution at `PLACES`, and the distribution times what is above.
    """
    off, below, own = sums[0], *np.split(sums[1:], 2)
    apart = np.trapezoid(below * (n - below) - own, PLACES, axis=0)  # half the distance of all ordered pairs
    return np.asarray(off / n - apart / (n * (n - 1.0)))


def _off(centre: np.ndarray, sd: np.ndarray, observed: float) -> np.ndarray:
    """Return the mean distance of each normal, cut off at 0 and 1, from a value between them."""
    z, low, high = ((x - centre) / sd for x in (observed, 0.0, 1.0))
    below = sd * (_area(z) - _area(low))
    above = (1.0 - observed) - sd * (_area(high) - _area(z))
    return np.asarray(below + above)


def _area(z: np.ndarray) -> np.ndarray:
    """Return the integral of the normal distribution up to z."""
    return np.asarray(z * ndtr(z) + np.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi))


def quantiles(centre: np.ndarray, sd: np.ndarray) -> dict[str, float]:
    """Return the `QUANTILES` of a mixture of normals cut off at 0 and 1."""
    below = ndtr((PLACES[:, None] - centre) / np.maximum(sd, LEAST_SD)).mean(axis=1)
    below[-1] = 1.0
    return {name: float(np.interp(q, below, PLACES)) for name, q in QUANTILES.items()}


def log_score(centre: np.ndarray, sd: np.ndarray, observed: float) -> float:
    """Return the log density of a figure under a mixture of normals cut off at 0 and 1; more is better.

    NaN at 0 and at 1, where the mixture has a lump and no density.
    """
    if not 0.0 < observed < 1.0:
        return math.nan
    z = (observed - centre) / sd
    each = -0.5 * z**2 - np.log(sd) - 0.5 * math.log(2.0 * math.pi)
    return float(logsumexp(each) - math.log(len(each)))


def scores(forecast: Forecast, figures: pd.DataFrame) -> pd.DataFrame:
    """Return one row per figure: number, series, month, observed, the columns of `SCORES`, and a note.

    All scores are empty where the forecaster can say nothing.
    """
    observed = figures["value"].to_numpy(float)
    rows = [forecast.scored(i, y) for i, y in enumerate(observed)]
    told = figures[["number", "series", "month"]].reset_index(drop=True).assign(observed=observed)
    found = pd.DataFrame(rows, columns=SCORES, dtype=float).assign(note=list(forecast.notes))
    return pd.concat([told, found], axis=1)
