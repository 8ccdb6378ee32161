"""How good a forecast was: continuous ranked probability score, coverage, error of the median, log score."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import logsumexp

QUARTILES = (0.25, 0.75)
MIDDLE_90 = (0.05, 0.95)

SCORES = [
    "median",
    "low50",
    "high50",
    "low",
    "high",
    "crps",
    "inside50",
    "inside90",
    "abs_error",
    "log_score",
]


@dataclass(frozen=True)
class Forecast:
    """What a forecaster says of figures beforehand: a mixture of normals, cut off at 0 and 1.

    centre, sd: (n_draws, n_rows), of each part of the mixture; NaN in a column of which it can
    say nothing.  normal: standard normal draws by which the mixture becomes a sample.  notes:
    one per row, what is to be said of its forecast; mostly empty.
    """

    name: str
    centre: np.ndarray
    sd: np.ndarray
    normal: np.ndarray
    notes: tuple[str, ...]

    @property
    def sample(self) -> np.ndarray:
        """Figures as they may be published, (n_draws, n_rows), 0 to 1."""
        return np.clip(self.centre + self.sd * self.normal, 0.0, 1.0)


def crps(sample: np.ndarray, observed: float) -> float:
    """Return the continuous ranked probability score of a sample, in the unit of the figure; 0 is best.

    The fair estimator: its mean over samples is the score of what they are drawn from, however
    few they are (Ferro 2014), so that forecasters with few draws do not lose by that alone.
    """
    x = np.sort(np.asarray(sample, float))
    n = len(x)
    apart = float((2.0 * np.arange(1, n + 1) - n - 1.0) @ x)  # half the sum of all differences
    return float(np.abs(x - observed).mean() - apart / (n * (n - 1)))


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
    sample = forecast.sample
    observed = figures["value"].to_numpy(float)
    rows = [
        dict.fromkeys(SCORES, math.nan)
        if np.isnan(sample[:, i]).any()
        else _scored(sample[:, i], forecast.centre[:, i], forecast.sd[:, i], y)
        for i, y in enumerate(observed)
    ]
    told = figures[["number", "series", "month"]].reset_index(drop=True).assign(observed=observed)
    found = pd.DataFrame(rows, columns=SCORES, dtype=float).assign(note=list(forecast.notes))
    return pd.concat([told, found], axis=1)


def _scored(sample: np.ndarray, centre: np.ndarray, sd: np.ndarray, observed: float) -> dict[str, float]:
    median = float(np.median(sample))
    low50, high50 = (float(x) for x in np.quantile(sample, QUARTILES))
    low, high = (float(x) for x in np.quantile(sample, MIDDLE_90))
    return {
        "median": median,
        "low50": low50,
        "high50": high50,
        "low": low,
        "high": high,
        "crps": crps(sample, observed),
        "inside50": float(low50 <= observed <= high50),
        "inside90": float(low <= observed <= high),
        "abs_error": abs(median - observed),
        "log_score": log_score(centre, sd, observed),
    }
