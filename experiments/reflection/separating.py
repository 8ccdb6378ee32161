"""How well one observation of one history tells two regimes apart."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr

N_NODES = 15
"""Points at which the error of an observation is integrated."""


@dataclass(frozen=True)
class Apart:
    """How well two regimes are told apart, whichever of the two is right."""

    log_bayes: float
    """Expected log Bayes factor for the right regime; NaN where it is not asked for."""
    p_right: float
    """Probability of naming the right regime, from equal odds."""
    p_sd: float
    """Standard error of that for having seen only so many histories."""


def told_apart(a: np.ndarray, b: np.ndarray, sd_a: np.ndarray, sd_b: np.ndarray) -> Apart:
    """Return how well one observation tells which of two regimes a history is of.

    a, b: what histories of each say, (n,), one per draw of its posterior; sd: how far an
    observation may lie from each.  What a regime predicts is the mixture of its histories,
    each blurred by its error, and of one more that could lie anywhere: n histories cannot
    say of anything that it is rarer than one in n.  A history never predicts itself.
    """
    both, widest = np.concatenate([a, b]), float(max(sd_a.max(), sd_b.max()))
    rare = -math.log(float(both.max() - both.min()) + 6.0 * widest)
    sides = [_seen(a, sd_a, b, sd_b, rare), _seen(b, sd_b, a, sd_a, rare)]
    right = [x[1] for x in sides]
    error = math.hypot(*(float(x.std(ddof=1)) / math.sqrt(len(x)) for x in right)) / 2.0
    return Apart(
        log_bayes=float(np.mean([x[0].mean() for x in sides])),
        p_right=float(np.mean([x.mean() for x in right])),
        p_sd=error,
    )


def _seen(
    own: np.ndarray, sd_own: np.ndarray, other: np.ndarray, sd_other: np.ndarray, rare: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return for every history of `own` its expected log Bayes factor and chance of being named right."""
    z, w = np.polynomial.hermite_e.hermegauss(N_NODES)
    w = w / w.sum()
    y = own[:, None] + sd_own[:, None] * z
    n, least = len(own), min(len(own), len(other))
    for_own = _densities(y, own, sd_own)
    for_own[np.arange(n), :, np.arange(n)] = -np.inf
    for_other = _densities(y, other, sd_other)
    log_own, log_other = (
        np.logaddexp(
            logsumexp(x, axis=2) - math.log(counted) + math.log1p(-1.0 / least), rare - math.log(least)
        )
        for x, counted in ((for_own, n - 1), (for_other, len(other)))
    )
    log_bayes = log_own - log_other
    return log_bayes @ w, ((log_bayes > 0.0) + 0.5 * (log_bayes == 0.0)) @ w


def _densities(y: np.ndarray, centre: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Return log normal densities of points (n, k) about every centre (m,), as (n, k, m)."""
    z = (y[:, :, None] - centre) / sd
    return np.asarray(-0.5 * z**2 - np.log(sd) - 0.5 * math.log(2.0 * math.pi))


def told_apart_by_all(a: np.ndarray, b: np.ndarray, sd: np.ndarray) -> Apart:
    """Return how well several observations of one history together tell its regime.

    a, b: (n_histories, n_rows); sd: of the error of each row, (n_rows,).  The line that best
    parts the two clouds (linear discriminant), each history judged by a line that was drawn
    without it, the error of its rows integrated exactly.
    """
    right, bayes = [], []
    for own, other in ((a, b), (b, a)):
        named, logs = [], []
        for i in range(len(own)):
            rest = np.delete(own, i, axis=0)
            margin, blur = _margin(own[i], rest, other, sd)
            named.append(float(ndtr(margin / blur)))
            logs.append(margin)
        right.append(np.array(named))
        bayes.append(np.array(logs))
    error = math.hypot(*(float(x.std(ddof=1)) / math.sqrt(len(x)) for x in right)) / 2.0
    return Apart(float(np.mean([x.mean() for x in bayes])), float(np.mean([x.mean() for x in right])), error)


def _margin(x: np.ndarray, own: np.ndarray, other: np.ndarray, sd: np.ndarray) -> tuple[float, float]:
    """Return how far on its own side a history lies, in log odds, and what its errors blur of that."""
    n = len(own) + len(other) - 2
    off = np.vstack([own - own.mean(axis=0), other - other.mean(axis=0)])
    spread = off.T @ off / n + np.diag(sd**2)
    line = np.linalg.solve(spread, own.mean(axis=0) - other.mean(axis=0))
    middle = (own.mean(axis=0) + other.mean(axis=0)) / 2.0
    blur = max(float(np.sqrt(line @ (sd**2 * line))), 1e-12)
    return float(line @ (x - middle)), blur
