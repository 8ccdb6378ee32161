"""Limiting cases with known curves: Bass, logistic growth, Granovetter, Brock and Durlauf (L1 to L5)."""

import math
from functools import partial
from statistics import NormalDist

import numpy as np
import pytest
from worlds import ALONE, lived, one_office, small, world_of
from worlds import live as live_months

LINEAR = {"decision_rule": "linear", "lam": 1}
EXAMPLE_ONLY = {"w_PE": 0, "w_EE": 0, "w_SI": 1, "w_FC": 0, "vs": 0, "belief": "off"}


def noise(n: int) -> float:
    """Five standard errors of a share of `n`."""
    return 5 * math.sqrt(0.25 / n)


def digital(world) -> np.ndarray:
    """Digital share of every month and office."""
    return np.asarray(world.office_log.digital)


def iterate(step, start: float, months: int) -> np.ndarray:
    """The path of a map, `months` states long."""
    path = [start]
    for _ in range(months - 1):
        path.append(step(path[-1]))
    return np.array(path)


# ---- L1 Bass


def bass_map(p: float, q: float, f: float) -> float:
    return f + (p + q * f) * (1 - f)


def bass_curve(p: float, q: float, t: np.ndarray) -> np.ndarray:
    return (1 - np.exp(-(p + q) * t)) / (1 + (q / p) * np.exp(-(p + q) * t))


def test_l01_bass():
    """Fails if adopters are counted late, the hazard uses another share, or adoption is undone."""
    n, months = 200_000, 61
    world = lived(one_office(n, LINEAR | {"hazard_p": 0.01, "hazard_q": 0.12}, months=months))
    path = iterate(partial(bass_map, 0.01, 0.12), 0.0, months)
    assert np.abs(digital(world)[:, 0] - path).max() < noise(n)


def test_l01_bass_steps_shorten_towards_the_curve():
    """The gap to Bass's continuous curve is of the order of a step: .0221, and a tenth with steps of a tenth.

    Fails if a month's decisions react to the same month's adopters (the gap would change sign).
    """
    n = 200_000
    for scale, months, gap in ((1.0, 61, 0.0221), (0.1, 251, 0.0022)):
        p, q = 0.01 * scale, 0.12 * scale
        world = lived(one_office(n, LINEAR | {"hazard_p": p, "hazard_q": q}, months=months))
        curve = bass_curve(p, q, np.arange(months))
        path = iterate(partial(bass_map, p, q), 0.0, months)
        assert np.abs(path - curve).max() == pytest.approx(gap, abs=5e-5)
        below = (curve - digital(world)[:, 0]).max()
        assert below == pytest.approx(gap, abs=noise(n) / 2)


def bass_mean(n: int, p: float, q: float, months: int) -> np.ndarray:
    """Exact mean share of adopters among `n` who imitate each other: the Markov chain of their number."""
    step = np.zeros((n + 1, n + 1))
    for k in range(n + 1):
        hazard = p + q * k / n
        for new in range(n - k + 1):
            step[k, k + new] = math.comb(n - k, new) * hazard**new * (1 - hazard) ** (n - k - new)
    law = np.eye(n + 1)[0]
    mean = []
    for _ in range(months):
        mean.append(law @ np.arange(n + 1) / n)
        law = law @ step
    return np.array(mean)


def test_l01_bass_small_offices_lag_by_one_over_their_size():
    """Offices on their own are as many small worlds; their mean lags the map by about 1/N.

    Fails if imitation looks beyond the office or counts the official's own post twice.
    """
    months, p, q, offices = 31, 0.01, 0.25, 250
    path = iterate(partial(bass_map, p, q), 0.0, months)
    lags = {}
    for n in (8, 32):
        values = ALONE | LINEAR | {"hazard_p": p, "hazard_q": q, "offices": offices, "posts": offices * n}
        seen = np.concatenate([digital(lived(small(values, months=months), seed)) for seed in (1, 2)], axis=1)
        exact = bass_mean(n, p, q, months)
        error = seen.std(axis=1) / math.sqrt(seen.shape[1])
        assert (np.abs(seen.mean(axis=1) - exact) <= 5 * error + 1e-12).all()
        lags[n] = (path - seen.mean(axis=1)).max()
    assert lags[8] / lags[32] == pytest.approx(4.0, rel=0.25)


# ---- L2 logistic growth


def test_l02_logistic():
    """Fails if spontaneous adoption remains at p = 0, or growth is not proportional to f (1 - f)."""
    n, months, q, f0 = 100_000, 401, 0.005, 0.2
    scenario = one_office(n, LINEAR | {"hazard_p": 0, "hazard_q": q}, months=months)
    world = world_of(scenario)
    world.posts.mode[: int(f0 * n)] = 2
    live_months(world, 0, months)
    expected = 1 / (1 + (1 / f0 - 1) * np.exp(-q * np.arange(months)))
    assert np.abs(digital(world)[:, 0] - expected).max() < noise(n)


# ---- L3 Granovetter


def threshold_world(spread: float, n: int, months: int):
    """Thresholds N(.25, spread), one at each quantile, so that only rounding separates it from the map."""
    values = EXAMPLE_ONLY | {"decision_rule": "threshold", "lam": 1, "beta_U": 1, "beta0": 0}
    world = world_of(one_office(n, values, months=months))
    quantile = NormalDist(0.25, spread).inv_cdf
    world.posts.taste[:] = [-quantile((i + 0.5) / n) for i in range(n)]
    return live_months(world, 0, months)


@pytest.mark.parametrize(
    ("spread", "settles"), [(0.10, 0.0077), (0.122, 0.055), (0.123, 1.0), (0.13, 1.0)], ids=str
)
def test_l03_granovetter(spread, settles):
    """A spread of thresholds a thousandth wider turns a twentieth of adopters into all of them.

    Fails if ties or thresholds are compared the wrong way, or the example seen is not the office's share.
    """
    n, months = 20_000, 400
    path = iterate(NormalDist(0.25, spread).cdf, 0.0, months)
    assert path[-1] == pytest.approx(settles, abs=2e-3)
    share = digital(threshold_world(spread, n, months))[:, 0]
    assert share[-1] == pytest.approx(path[-1], abs=2e-3)
    # Step by step: next month's share is the distribution function of this month's, to one post.
    stepped = np.array([NormalDist(0.25, spread).cdf(r) for r in share[:-1]])
    assert np.abs(share[1:] - stepped).max() <= 1.0 / n + 1e-12


# ---- L4, L5 Brock and Durlauf


def logit_map(a: float, j: float, lam: float, share: float) -> float:
    return share + lam * (1 / (1 + math.exp(-(a + j * share))) - share)


def brock_durlauf(a: float, j: float, start: float, months: int, n: int = 100_000, lam: float = 1.0):
    """Digital share of every month of one office whose officials follow each other only."""
    scenario = one_office(n, EXAMPLE_ONLY | {"beta0": a, "beta_U": j, "lam": lam}, months=months)
    world = world_of(scenario)
    world.posts.mode[: round(start * n)] = 2
    return digital(live_months(world, 0, months))[:, 0]


@pytest.mark.parametrize(
    ("a", "j", "start", "settles"),
    [
        (-1.0, 2.0, 0.0, 0.5),
        (-1.0, 2.0, 1.0, 0.5),
        (-3.0, 6.0, 0.0, 0.0707),
        (-3.0, 6.0, 0.44, 0.0707),
        (-3.0, 6.0, 0.56, 0.9293),
        (-3.0, 6.0, 1.0, 0.9293),
    ],
)
def test_l04_brock_durlauf(a, j, start, settles):
    """One equilibrium under weak imitation, two under strong; which one, history decides.

    Fails if the logit is not of V_D - V_P, J acts twice, or the order of modes at the draw is wrong.
    """
    n = 100_000
    share = brock_durlauf(a, j, start, months=60, n=n)
    fixed = iterate(partial(logit_map, a, j, 1.0), start, 2000)[-1]
    assert fixed == pytest.approx(settles, abs=6e-5)
    # Imitation keeps part of a month's noise: an autoregression with this coefficient.
    kept = j * fixed * (1 - fixed)
    assert share[-1] == pytest.approx(fixed, abs=noise(n) / math.sqrt(1 - kept**2))


def test_l04_folds():
    """At J = 6 the low equilibrium ends at a = -2.585 (D = .2113), the high one at -3.415 (.7887).

    Fails for any error in J or a of more than a fortieth.
    """
    near = 0.07
    assert brock_durlauf(-2.585 - near, 6.0, 0.0, months=60, n=40_000)[-1] < 0.2113
    assert brock_durlauf(-2.585 + near, 6.0, 0.0, months=60, n=40_000)[-1] > 0.7887
    assert brock_durlauf(-3.415 + near, 6.0, 1.0, months=60, n=40_000)[-1] > 0.7887
    assert brock_durlauf(-3.415 - near, 6.0, 1.0, months=60, n=40_000)[-1] < 0.2113


@pytest.mark.parametrize("lam", [0.1, 0.3, 1.0])
@pytest.mark.parametrize("start", [0.0, 0.8])
def test_l05_revision_dynamics(lam, start):
    """Fails if the wrong share of officials reconsiders, or those who do not are moved too."""
    n, a, j, months = 200_000, -1.0, 1.5, 25
    share = brock_durlauf(a, j, start, months, n, lam)
    path = iterate(partial(logit_map, a, j, lam), start, months)
    assert np.abs(share - path).max() < noise(n)
