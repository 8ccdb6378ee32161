"""Which proposals are worth a run: a rough guess of what the model would say, from the runs made so far.

Most proposals lie far from the record, and a regression on earlier runs sees it.  A proposal
is run with a chance that follows the density of the record at the guess, and is then accepted
by the density at what its runs say over that chance: both steps together accept by the
density alone.  The posterior is the same as without a screen, however bad the guess is: a bad
one costs time, never truth.  (Delayed acceptance, Christen & Fox 2005; in ABC, Everitt &
Rowinska 2021.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.calibration.errors import Errors
from experiments.calibration.problem import Prior

LEAST_CHANCE = 0.02
"""However hopeless a proposal looks, it is run this often, at either screen."""

RIDGE = 1.0
BENT = 7
"""Parameters, those that matter most, with squares and products in the regression."""

NEWEST = 2_000
"""Runs that the regression learns from."""

BEST = 0.95
"""A proposal that looks as good as this part of those accepted before is always run."""


@dataclass(frozen=True)
class Tried:
    """Points that were run: places of all parameters in their priors, and the mean of what the runs said."""

    places: np.ndarray
    """(n_points, n_parameters), each in [0, 1]."""
    mean: np.ndarray
    """(n_points, n_rows)."""
    accepted: np.ndarray
    """(n_points,): whether the point was accepted."""


@dataclass(frozen=True)
class Screen:
    """A guess of every figure on a scale without bounds, and how good it has to be."""

    priors: Mapping[str, Prior]
    bent: np.ndarray
    """Numbers of the parameters whose effects are not taken for straight."""
    weights: np.ndarray
    """(n_features, n_rows)."""
    target: np.ndarray
    """The observed figures on the scale of the guess, (n_rows,)."""
    lower: np.ndarray
    """Cholesky factor of how far the scaled figures may lie from the guess."""
    bar: float
    temperature: float

    def chance(self, values: Mapping[str, float]) -> float:
        """Return how likely a proposal is to be run, in [LEAST_CHANCE, 1]."""
        place = np.array([(values[n] - low) / (high - low) for n, (low, high) in self.priors.items()])
        return float(self.chances(place[None, :])[0])

    def chances(self, places: np.ndarray) -> np.ndarray:
        """Return the same for places of all parameters in their priors, (n_points,)."""
        behind = np.minimum(0.0, self.looks(places) - self.bar)
        return np.asarray(np.maximum(LEAST_CHANCE, np.exp(behind / self.temperature)))

    def looks(self, places: np.ndarray) -> np.ndarray:
        """Return the log density of the record at the guess, up to a constant, (n_points,)."""
        guess = features(places, self.bent) @ self.weights
        z = np.linalg.solve(self.lower, (self.target - guess).T)
        return np.asarray(-0.5 * (z**2).sum(axis=0))


@dataclass(frozen=True)
class Rehearsal:
    """How good a point has to be in small runs for the real ones to be made."""

    errors: Errors
    bar: float
    temperature: float

    def chance(self, mean: np.ndarray, first: float) -> float:
        """Return how likely a point is to be run at real size.

        mean: of its small runs, (n_rows,); first: the chance by which it passed the first screen.
        Divided by that, or points that looked good would have to do so twice.
        """
        return self.chance_of(self.errors.log_density(mean) / self.temperature - float(np.log(first)))

    def chance_of(self, part: float) -> float:
        """Return the same for the log of density over the first chance."""
        return float(max(LEAST_CHANCE, np.exp(min(0.0, part - self.bar))))


@dataclass(frozen=True)
class Scale:
    """Shares are guessed as log odds, whatever else as it stands."""

    is_share: np.ndarray

    def to(self, values: np.ndarray) -> np.ndarray:
        """Return values on the scale of the guess."""
        inside = np.clip(values, 0.005, 0.995)
        return np.where(self.is_share, np.log(inside / (1.0 - inside)), values)

    def slope(self, values: np.ndarray) -> np.ndarray:
        """Return by how much the scaled value moves for each unit of the value."""
        inside = np.clip(values, 0.005, 0.995)
        return np.where(self.is_share, 1.0 / (inside * (1.0 - inside)), 1.0)


def features(places: np.ndarray, bent: np.ndarray) -> np.ndarray:
    """Return what the guess rests on: a constant, every parameter, squares and products of the bent ones."""
    x = (places - 0.5) * np.sqrt(12.0)
    pairs = [x[:, i] * x[:, j] for n, i in enumerate(bent) for j in bent[n:]]
    return np.column_stack([np.ones(len(x)), x, *pairs])


def learned(
    tried: Sequence[Tried], priors: Mapping[str, Prior], errors: Errors, temperature: float
) -> Screen | None:
    """Return the screen that the runs so far teach; None while they are too few to teach any."""
    places = np.concatenate([x.places for x in tried])[-NEWEST:]
    mean = np.concatenate([x.mean for x in tried])[-NEWEST:]
    accepted = np.concatenate([x.accepted for x in tried])[-NEWEST:]
    if len(places) < 2 * places.shape[1]:
        return None
    scale = Scale(~np.isnan(errors.rows.n_units))
    y = scale.to(mean)
    straight = _fitted(features(places, np.arange(0)), y)[0][1:]
    bent = np.sort(np.argsort(-(straight**2).sum(axis=1), kind="stable")[:BENT])
    x = features(places, bent)
    weights, leverage = _fitted(x, y)
    off = (y - x @ weights) / np.maximum(0.1, 1.0 - leverage)[:, None]
    observed = errors.rows.observed
    slope = scale.slope(observed)
    spread = off.T @ off / len(off) + errors.total(observed) * np.outer(slope, slope)
    target, lower = scale.to(observed), np.linalg.cholesky(spread)
    screen = Screen(priors, bent, weights, target, lower, 0.0, temperature)
    looks = screen.looks(places[accepted] if accepted.any() else places)
    bar = float(np.quantile(looks, BEST))
    return replace(screen, bar=bar)


def _fitted(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of a ridge regression and the leverage of every point."""
    gram = x.T @ x + RIDGE * np.eye(x.shape[1])
    return np.linalg.solve(gram, x.T @ y), np.einsum("ij,ji->i", x, np.linalg.solve(gram, x.T))
