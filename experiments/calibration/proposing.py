"""Where points come from: uniform priors, and normals about the points of the generation before."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyabc
from pyabc.parameters import Parameter
from pyabc.random_variables import DistributionBase

from experiments.calibration.problem import Prior

WIDER = 3.0
"""Variance of a proposal about its start, over that of the generation before."""


class Sole(pyabc.RV):
    """The prior of the one model there is; scipy would be asked for it at every proposal."""

    def __init__(self) -> None:
        super().__init__("randint", 0, 1)

    def rvs(self, *_: Any, **__: Any) -> int:
        """Return the one model."""
        return 0

    def pmf(self, x: int, *_: Any, **__: Any) -> float:
        """Return how likely a model is."""
        return float(x == 0)


class Box(DistributionBase):
    """Uniform priors, all at once; pyABC's own ask scipy for each parameter."""

    def __init__(self, priors: Mapping[str, Prior]) -> None:
        self._priors = dict(priors)
        self._density = 1.0 / float(np.prod([high - low for low, high in priors.values()]))

    def rvs(self, *_: Any, **__: Any) -> Parameter:
        """Return one draw of all parameters."""
        places = np.random.uniform(size=len(self._priors))
        ends = zip(self._priors.items(), places, strict=True)
        return Parameter({name: low + (high - low) * float(u) for (name, (low, high)), u in ends})

    def pdf(self, x: Mapping[str, float]) -> float:
        """Return the density of the priors, 0 outside them."""
        inside = all(low <= x[name] <= high for name, (low, high) in self._priors.items())
        return self._density if inside else 0.0


class Proposals(pyabc.MultivariateNormalTransition):
    """What moves points: a normal whose variance is WIDER times that of the generation before.

    Proposals then have 1 + WIDER times its variance, so that importance weights keep a finite
    variance though the screen narrows what is run.  pyABC's default, the bandwidth of a density
    estimate, is too narrow for a kernel without an edge.  Outside the priors they are redrawn, as
    pyABC would do, only faster.
    """

    def __init__(self, priors: Mapping[str, Prior]) -> None:
        super().__init__(bandwidth_selector=lambda _n, _d: WIDER**0.5)
        self.priors = dict(priors)

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        """Take in the points of a generation and their weights."""
        super().fit(X, w)
        self._names = list(X.columns)
        self._edges = np.cumsum(self.w)
        self._lower = np.linalg.cholesky(self.cov)
        self._across = np.linalg.inv(self._lower)
        self._ends = np.array([self.priors.get(name, (-np.inf, np.inf)) for name in self._names]).T
        self._height = float(np.diag(self._across).prod()) * (2.0 * np.pi) ** (-0.5 * len(self._names))

    def rvs_single(self) -> Parameter:
        """Return one proposal, inside the priors."""
        low, high = self._ends
        while True:
            start = self._edges.searchsorted(np.random.uniform() * self._edges[-1])
            moved = self._X_arr[start] + self._lower @ np.random.standard_normal(len(self._names))
            if ((low <= moved) & (moved <= high)).all():
                return Parameter(dict(zip(self._names, moved.tolist(), strict=True)))

    def _pdf_single(self, x: np.ndarray) -> float:
        away = (x - self._X_arr) @ self._across.T
        return float(self._height * (np.exp(-0.5 * (away**2).sum(axis=1)) @ self.w))
