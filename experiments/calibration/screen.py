"""Which proposals are worth a run: a rough guess of what the model would say, from the runs made so far.

Most proposals lie far from the record, and a regression on earlier runs sees it.  A proposal
is run with a chance that follows what a run there is worth as far as the guess can tell
(`Errors.log_worth`), and is then accepted by the density at what its runs say over that chance:
both steps together accept by the density alone.  The posterior is the same as without a screen,
however bad the guess is: a bad one costs time, never truth.  (Delayed acceptance, Christen & Fox
2005; in ABC, Everitt & Rowinska 2021.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from experiments.calibration.errors import Errors
from experiments.calibration.problem import Prior

LEAST_CHANCE = 0.002
"""However hopeless a proposal looks, it is run this often.

Most proposals are hopeless: at ten times this, half of all runs would be theirs."""

LEAST_REHEARSED = 0.2
"""However hopeless a point looks in small runs, it is run this often at real size.

The runs of real size that this costs are then about as dear as the small ones that they follow.
Size does more at some points than a few dozen can tell: with a much smaller chance, one point that
comes out far better than it looked outweighs hundreds."""

RIDGE = 1.0
BENT = (0, 3, 6, 12, 24)
"""How many parameters, those that matter most, may have squares and products in the regression."""

NEWEST = 10_000
"""Runs that the regression learns from."""

VIEW = 30.0
"""Runs count in the regression by the density of the record to the power of 1 / (VIEW temperature)."""

SOUND = 0.95
"""A run as dense as this part of all counts in full."""

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
class Size:
    """What real size does to the figures of small runs, as it was seen at some points."""

    added: np.ndarray
    """On average, (n_rows,)."""
    scatter: np.ndarray
    """Covariance, from point to point, of what it adds, (n_rows, n_rows)."""


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
    across: np.ndarray
    """Inverse of the Cholesky factor of 2 scatter + temperature K, on the scale of the guess."""
    bar: float

    def chance(self, values: Mapping[str, float]) -> float:
        """Return how likely a proposal is to be run, in [LEAST_CHANCE, 1]."""
        place = np.array([(values[n] - low) / (high - low) for n, (low, high) in self.priors.items()])
        return float(self.chances(place[None, :])[0])

    def chances(self, places: np.ndarray) -> np.ndarray:
        """Return the same for places of all parameters in their priors, (n_points,)."""
        behind = np.minimum(0.0, self.looks(places) - self.bar)
        return np.asarray(np.maximum(LEAST_CHANCE, np.exp(behind)))

    def looks(self, places: np.ndarray) -> np.ndarray:
        """Return what a run seems worth by the guess, a log up to a constant, (n_points,).

        As `Errors.log_worth` has it, with K as it is at the observed figures.
        """
        guess = features(places, self.bent) @ self.weights
        z = (self.target - guess) @ self.across.T
        return np.asarray(-0.5 * (z**2).sum(axis=1))


@dataclass(frozen=True)
class Rehearsal:
    """How good a point has to be in small runs for the real ones to be made."""

    errors: Errors
    size: Size
    bar: float
    temperature: float

    def chance(self, mean: np.ndarray, first: float) -> float:
        """Return how likely a point is to be run at real size.

        mean: of its small runs, (n_rows,); first: the chance by which it passed the first screen.
        Divided by that, or points that looked good would have to do so twice.
        """
        return self.chance_of(self.worth(mean) - float(np.log(first)))

    def worth(self, mean: np.ndarray) -> float:
        """Return what the real runs seem worth after these small ones: a log, up to a constant."""
        return self.errors.log_worth(mean + self.size.added, self.size.scatter, self.temperature)

    def chance_of(self, part: float) -> float:
        """Return the chance for the log of worth over the first chance."""
        return float(max(LEAST_REHEARSED, np.exp(min(0.0, part - self.bar))))


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
    one, other = _pairs(len(bent))
    pairs = x[:, bent[one]] * x[:, bent[other]]
    return np.concatenate([np.ones((len(x), 1)), x, pairs], axis=1)


@cache
def _pairs(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return every pair of n numbers once, each with itself too; asked for at every proposal."""
    one, other = np.triu_indices(n)
    return one, other


def learned(
    tried: Sequence[Tried],
    priors: Mapping[str, Prior],
    errors: Errors,
    temperature: float,
    added: np.ndarray | float = 0.0,
) -> Screen | None:
    """Return the screen that the runs so far teach; None while they are too few to teach any.

    added: to the figures of those runs, (n_rows,).  How many parameters are
    bent is what would have guessed each run best from all others.
    """
    places = np.concatenate([x.places for x in tried])[-NEWEST:]
    mean = np.concatenate([x.mean for x in tried])[-NEWEST:] + added
    accepted = np.concatenate([x.accepted for x in tried])[-NEWEST:]
    if len(places) < 2 * places.shape[1]:
        return None
    scale = Scale(~np.isnan(errors.rows.n_units))
    y = scale.to(mean)
    density = np.array([errors.log_density(x) for x in mean])
    behind = np.minimum(0.0, density - np.quantile(density, SOUND))
    counts = np.exp(behind / (VIEW * temperature))
    straight = _fitted(features(places, np.arange(0)), y, counts)[0][1:]
    order = np.argsort(-(straight**2).sum(axis=1), kind="stable")
    few = [n for n in BENT if n <= places.shape[1] and 2 * _n_features(places, n) <= len(places)]
    guesses = [(bent, *_guess(places, y, counts, bent)) for n in few or [0] for bent in [np.sort(order[:n])]]
    bent, weights, off = min(guesses, key=lambda x: float(np.linalg.slogdet(x[2])[1]))
    observed = errors.rows.observed
    slope = scale.slope(observed)
    kernel = errors.kernel(observed) * np.outer(slope, slope)
    lower = np.linalg.cholesky(2.0 * off + temperature * kernel)
    screen = Screen(priors, bent, weights, scale.to(observed), np.linalg.inv(lower), 0.0)
    looks = screen.looks(places[accepted] if accepted.any() else places)
    bar = float(np.quantile(looks, BEST))
    return replace(screen, bar=bar)


def _n_features(places: np.ndarray, n_bent: int) -> int:
    return 1 + places.shape[1] + n_bent * (n_bent + 1) // 2


def _guess(
    places: np.ndarray, y: np.ndarray, counts: np.ndarray, bent: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the features, and how far a run lies from what all others say of it.

    counts: how much each run counts, (n_points,).  The second: a covariance, (n_rows, n_rows).
    """
    x = features(places, bent)
    weights, leverage = _fitted(x, y, counts)
    off = (y - x @ weights) / np.maximum(0.1, 1.0 - leverage)[:, None]
    return weights, np.asarray((off * counts[:, None]).T @ off / counts.sum())


def _fitted(x: np.ndarray, y: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of a ridge regression and the leverage of every point."""
    counted = x * counts[:, None]
    gram = counted.T @ x + RIDGE * np.eye(x.shape[1])
    leverage = np.einsum("ij,ji->i", counted, np.linalg.solve(gram, x.T))
    return np.linalg.solve(gram, counted.T @ y), leverage
