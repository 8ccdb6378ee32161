"""Forecasters that know nothing of institutions, fitted to the same figures as the model.

Last value: the last fitted figure of the same definition, which walks at random from there.
The variance of a step per month is that of all steps between fitted figures of one definition,
pooled; where no definition has two figures, the binomial of the offices counted.

Logistic trend, Bass curve: mean use of offices grows along the curve, and the use of single
offices follows a beta distribution about it, so that shares above any threshold and means are
figures of one curve.  Without the beta, a definition with one fitted figure could not be
forecast at all.  Fitted by least squares, every figure weighed by the error that the model is
given too (luck of the offices counted, discrepancy, its own error, a loose definition).  What
is left unexplained widens their forecasts: errors are multiplied by the root of chi-square per
degree of freedom where that exceeds 1, and the uncertainty of the fit is a parametric bootstrap.
A curve that has no more figures than parameters falls back on the last value, and says so.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.special import betainc, expit

from experiments.calibration.problem import Rows
from experiments.validating.alike import definition, definitions, places
from experiments.validating.noise import binomial_sd, normal, rows_of
from experiments.validating.scoring import Forecast
from sim.record import DISCREPANCY_SD, MEAN
from sim.record.form import is_share

LAST_VALUE, LOGISTIC, BASS = "last value", "logistic trend", "Bass curve"

DAYS = 365.25
EDGE = 1e-4
"""Mean use is kept this far from 0 and 1, where a beta distribution ends."""

Curve = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(three parameters, years since the start of the run) -> mean use."""


def logistic(x: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Logistic growth: ceiling on the logit scale, log of the speed per year, year of half the ceiling."""
    return np.asarray(expit(x[0]) * expit(np.exp(x[1]) * (years - x[2])))


def bass(x: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Bass diffusion from the start of the run: ceiling (logit), logs of innovation and imitation a year."""
    p, q = np.exp(x[1]), np.exp(x[2])
    gone = np.exp(-(p + q) * np.maximum(years, 0.0))
    return np.asarray(expit(x[0]) * (1.0 - gone) / (1.0 + q / p * gone))


@dataclass(frozen=True)
class Trend:
    """A curve with the bounds of its parameters and where searches for the best begin."""

    curve: Curve
    low: tuple[float, ...]
    high: tuple[float, ...]
    starts: tuple[tuple[float, ...], ...]


WIDE = (np.log(0.1), np.log(100.0))
"""Bounds of the log of the beta distribution's concentration; below 2 it has two camps."""

TRENDS = {
    LOGISTIC: Trend(
        logistic,
        (-2.0, np.log(0.02), -30.0),
        (7.0, np.log(50.0), 60.0),
        tuple((c, s, t) for c in (0.5, 4.0) for s in (-1.5, 0.0, 2.0) for t in (0.0, 5.0, 7.0)),
    ),
    BASS: Trend(
        bass,
        (-2.0, np.log(1e-10), np.log(1e-3)),
        (7.0, np.log(5.0), np.log(50.0)),
        tuple((c, p, q) for c in (0.5, 4.0) for p in (-8.0, -4.0, -2.0) for q in (-2.0, 0.0, 1.0)),
    ),
}
CONCENTRATIONS = (-0.7, 1.0)
"""Where searches for the concentration begin, as logs."""


def rivals(
    fitted: pd.DataFrame,
    asked: pd.DataFrame,
    start: date,
    n: int,
    seed: int,
    discrepancy: float = DISCREPANCY_SD,
) -> tuple[Forecast, ...]:
    """Return what the three rivals, fitted to figures, say of others, each in `n` draws keyed by `seed`.

    start: of the run, where growth begins.  discrepancy: as in `noise.rows_of`.
    """
    last = last_value(fitted, asked, n)
    return (last, *(trend(name, fitted, asked, start, last, seed, discrepancy) for name in TRENDS))


def last_value(fitted: pd.DataFrame, asked: pd.DataFrame, n: int) -> Forecast:
    """Return the forecast of the last figure of the same definition; see the module's head."""
    alike = definitions(fitted)
    rate = _step_rate(list(alike.values()))
    centre, sd = np.full((n, len(asked)), np.nan), np.full((n, len(asked)), np.nan)
    notes = []
    for i in range(len(asked)):
        row = asked.iloc[i]
        rows = alike.get(definition(row.to_dict()))
        notes.append("" if rows is not None else "no fitted figure of this definition")
        if rows is not None:
            centre[:, i], sd[:, i] = _from_last(rows, row, rate)
    return Forecast(LAST_VALUE, centre, sd, tuple(notes))


def _step_rate(alike: Sequence[pd.DataFrame]) -> float:
    """Return the variance of a step per month, pooled over definitions; NaN where there is no step."""
    squares = months = 0.0
    for rows in alike:
        squares += float((np.diff(rows["value"].to_numpy(float)) ** 2).sum())
        months += float((rows["month"].max() - rows["month"].min()).days / DAYS * 12.0)
    return squares / months if months > 0.0 else np.nan


def _from_last(rows: pd.DataFrame, asked: pd.Series, rate: float) -> tuple[float, float]:
    """Return value and standard deviation of a walk from the last figure before (else the first after)."""
    before = rows[rows["month"] <= asked["month"]]
    last = before.iloc[-1] if len(before) else rows.iloc[0]
    months = abs((asked["month"] - last["month"]).days) / DAYS * 12.0
    known = rows_of(last.to_frame().T)
    if np.isnan(rate):
        luck = float(binomial_sd(known.observed, known.n_units)[0])
        return float(last["value"]), float(np.hypot(luck, known.sd_own[0]) * known.widen[0])
    return float(last["value"]), float(np.sqrt(rate * months + known.sd_own[0] ** 2))


def trend(
    name: str,
    fitted: pd.DataFrame,
    asked: pd.DataFrame,
    start: date,
    last: Forecast,
    seed: int,
    discrepancy: float = DISCREPANCY_SD,
) -> Forecast:
    """Return the forecast of a growth curve; of the last value where it has too few figures."""
    centre, sd = last.centre.copy(), last.sd.copy()
    notes = list(last.notes)
    n = len(centre)
    for kind in dict.fromkeys(map(_kind, asked.to_dict("records"))):
        own = [_kind(row) == kind for row in fitted.to_dict("records")]
        wanted = np.array([_kind(row) == kind for row in asked.to_dict("records")])
        curve = Fit(TRENDS[name], _Figures(fitted[own], start, discrepancy))
        if not curve.possible:
            for i in np.flatnonzero(wanted):
                notes[i] = f"{LAST_VALUE}, for want of figures to fit a curve to" + (notes[i] and "; none")
            continue
        points = curve.bootstrap(n, (seed, name, kind))
        there = _Figures(asked[wanted], start, discrepancy)
        centre[:, wanted] = [there.said(curve.trend.curve, x) for x in points]
        sd[:, wanted] = [curve.scale * there.sd(c) for c in centre[:, wanted]]
        for i in np.flatnonzero(wanted):
            notes[i] = ""
    return Forecast(name, centre, sd, tuple(notes))


def _kind(row: Mapping[Hashable, Any]) -> str:
    """Return what shares a curve: all figures of an outcome that is a share, else of one definition."""
    return places(row) if is_share(str(row["outcome"])) else definition(row)


class _Figures:
    """Figures of one curve: when they are, of which side of which threshold, and how well they are known."""

    def __init__(self, figures: pd.DataFrame, start: date, discrepancy: float) -> None:
        self.rows: Rows = rows_of(figures, discrepancy)
        self.years = np.asarray((figures["month"] - pd.Timestamp(start)).dt.days / DAYS)
        self.of_office = len(figures) > 0 and is_share(str(figures["outcome"].iloc[0]))
        self.mean = (figures["statistic"] == MEAN).to_numpy()
        self.above = (figures["direction"] == ">=").to_numpy()
        self.threshold = figures["threshold"].fillna(0.5).to_numpy(float)

    def said(self, curve: Curve, x: np.ndarray) -> np.ndarray:
        """Return what a curve says of the figures: x holds its three parameters, then the concentration's."""
        mean = curve(x[:3], self.years)
        if not self.of_office:
            return mean
        use, spread = np.clip(mean, EDGE, 1.0 - EDGE), np.exp(x[3])
        below = betainc(use * spread, (1.0 - use) * spread, self.threshold)
        return np.where(self.mean, mean, np.where(self.above, 1.0 - below, below))

    def sd(self, share: np.ndarray) -> np.ndarray:
        """Return the standard deviation of the figures about `share`."""
        x = self.rows
        luck = binomial_sd(share, x.n_units)
        return np.asarray(x.widen * np.sqrt(x.discrepancy**2 + x.sd_own**2 + luck**2))


class Fit:
    """A growth curve fitted to figures."""

    def __init__(self, trend: Trend, figures: _Figures) -> None:
        self.trend, self.figures = trend, figures
        more = (WIDE,) if figures.of_office else ()
        self._low = np.array([*trend.low, *(low for low, _ in more)])
        self._high = np.array([*trend.high, *(high for _, high in more)])
        self.possible = len(figures.rows.observed) > len(self._low)
        """Whether there are more figures than parameters."""
        if self.possible:
            self._sd = figures.sd(figures.rows.observed)
            self.best = self._best()
            left = float((self._off(self.best, figures.rows.observed) ** 2).sum())
            self.scale = float(np.sqrt(max(1.0, left / (len(self._sd) - len(self._low)))))

    def bootstrap(self, n: int, key: object) -> np.ndarray:
        """Return `n` points that the fit could have come to, (n, n_parameters)."""
        fit = self.figures.said(self.trend.curve, self.best)
        draws = normal(n, len(fit), key, "bootstrap")
        again = np.clip(fit + self.scale * self._sd * draws, 0.0, 1.0)
        return np.array([self._fitted(self.best, y)[0] for y in again])

    def _best(self) -> np.ndarray:
        ends = CONCENTRATIONS if self.figures.of_office else (None,)
        starts = [
            np.array([*x, *(() if c is None else (c,))], float) for x in self.trend.starts for c in ends
        ]
        # The better half of the starts is followed up.
        y = self.figures.rows.observed
        starts.sort(key=lambda x: float((self._off(x, y) ** 2).sum()))
        found = [self._fitted(x, y) for x in starts[: len(starts) // 2]]
        return min(found, key=lambda pair: pair[1])[0]

    def _fitted(self, start: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, float]:
        inside = np.clip(start, self._low + 1e-6, self._high - 1e-6)
        done = least_squares(self._off, inside, bounds=(self._low, self._high), args=(observed,))
        return np.asarray(done.x), float(done.cost)

    def _off(self, x: np.ndarray, observed: np.ndarray) -> np.ndarray:
        return np.asarray((self.figures.said(self.trend.curve, x) - observed) / self._sd)
