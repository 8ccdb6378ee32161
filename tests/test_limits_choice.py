"""Limiting cases of single rules: resistance times barriers, checks, the choice of a mode (L23 to L25)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import live, lived, one_office, orders, small, world_of

from sim import month
from sim.parameters import PARAMETERS
from sim.rules.choice import choose_mode
from sim.steps.officials import stance, utilities
from sim.world import interpreted


def default(name: str) -> float:
    return PARAMETERS[name].default


# ---- L23 the multiplicative claim


@pytest.mark.parametrize("kappa", [0.0, 0.75, 2.0])
def test_l23_kappa_derivative(kappa):
    """d2V_D / dR dX = -beta_R kappa, with R moved by habit and X by citizens' trust, all else as it is.

    Fails if resistance or barriers enter utility a second time, or G is not bilinear.
    """
    w = interpreted(world_of(small({"kappa": kappa})))
    month.before_decisions(0, w)
    i, more_habit, less_trust = 17, -0.3, -0.24

    def utility_digital(habit: float, trust: float) -> float:
        kept = w.posts.habit[i], w.tier_log[0, 0].trust
        w.posts.habit[i] += habit
        w.tier_log[0, 0].trust += trust
        value = utilities(0, 1, i, stance(0, 1, i, w), w)[2]
        w.posts.habit[i], w.tier_log[0, 0].trust = kept
        return value

    cross = (
        utility_digital(more_habit, less_trust)
        - utility_digital(more_habit, 0)
        - utility_digital(0, less_trust)
        + utility_digital(0, 0)
    )
    d_resistance, d_barriers = default("w_R4") * more_habit, -less_trust / 6
    expected = -default("beta_R") * kappa * d_resistance * d_barriers
    assert cross == pytest.approx(expected, abs=1e-12)
    assert (expected == 0.0) == (kappa == 0.0)


# ---- L24 checks


@pytest.mark.parametrize(
    ("mode", "column", "seen_through"), [(0, "sanctions", 1.0), (1, "token_sanctions", 0.28)]
)
def test_l24_audit_moments(mode, column, seen_through):
    """Sanctions of n posts of equal shield s are Binomial(n, e C phi s), of token users times eta_H.

    Fails if two of a check's draws are one, a factor is left out, or luck repeats over months or offices.
    """
    months, e, s = 48, 0.5, 0.5
    # Shields of .5 for all but officers (grade 2), who work digitally and cannot be sanctioned.
    values = {"posts": 2000, "lam": 0, "imp": 0.5, "psi_U": 0.625, "g_U": 0, "levers.ME": 0.2, "turn": 0}
    world = world_of(small(values | {"mandates": orders((0, 0, e))}, months=months))
    world.tier.union[:] = 0.8
    world.posts.mode[:] = np.where(world.posts.grade == 2, 2, mode)
    live(world, 0, months)
    n = int((world.posts.grade[:50] != 2).sum())
    counts = np.asarray(world.office_log[column])
    chance = e * 0.6 * (0.5 + 0.5 * 0.2) * s * seen_through
    trials, samples = n * counts.size, counts.size
    assert counts.sum() / trials == pytest.approx(chance, abs=5 * math.sqrt(chance / trials))
    ratio = counts.var() / (n * chance * (1 - chance))
    assert ratio == pytest.approx(1.0, abs=5 * math.sqrt(2 / samples))
    audits = np.asarray(world.office_log.audits)
    assert audits.mean() / 50 == pytest.approx(e * 0.6, abs=5 * math.sqrt(0.3 * 0.7 / (50 * samples)))
    assert abs(np.corrcoef(counts[:-1].ravel(), counts[1:].ravel())[0, 1]) < 5 / math.sqrt(samples)
    assert abs(np.corrcoef(counts[:, :-1].ravel(), counts[:, 1:].ravel())[0, 1]) < 5 / math.sqrt(samples)


# ---- L25 choice


def softmax(paper: float, hybrid: float, digital: float) -> np.ndarray:
    weights = np.exp([paper, hybrid, digital])
    return weights / weights.sum()


def test_l25_choice_moments():
    """Under frozen utilities modes are multinomial at softmax, and one month's luck is not another's.

    Fails if the order of modes at the draw is wrong, a weight is left out, or luck repeats.
    """
    n, core = 100_000, 0.6
    values = {"hybrid": "on", "beta0": core, "beta_U": 0, "lam": 1, "belief": "off", "c_H": 0.3}
    world = world_of(one_office(n, values, months=3))
    live(world, 0, 1)
    first = world.posts.mode.copy()
    live(world, 1, 2)
    expected = softmax(0.0, 0.8 * core - 0.3, core)
    for modes in (first, world.posts.mode):
        assert np.bincount(modes, minlength=3) / n == pytest.approx(expected, abs=5 * math.sqrt(0.25 / n))
    joint = np.bincount(3 * first + world.posts.mode, minlength=9) / n
    assert joint == pytest.approx(np.outer(expected, expected).ravel(), abs=5 * math.sqrt(0.25 / n))


UTILITY = st.floats(-30, 30)
LUCK = st.floats(0, 1, exclude_max=True)


class Logit:
    decision_rule = 0.0
    sigma = 1.0


@given(paper=UTILITY, hybrid=UTILITY, digital=UTILITY, more=st.floats(0, 20), luck=LUCK)
def test_l25_choice_is_monotone_under_common_luck(paper, hybrid, digital, more, luck):
    """Fails if, with the same luck, better digital work makes an official less digital, or paper more."""
    now = choose_mode(paper, hybrid, digital, luck, Logit)
    assert choose_mode(paper, hybrid, digital + more, luck, Logit) >= now
    assert choose_mode(paper + more, hybrid, digital, luck, Logit) <= now


@given(paper=UTILITY, hybrid=UTILITY, digital=UTILITY)
def test_l25_choice_probabilities(paper, hybrid, digital):
    """Fails if the marks at which luck changes the mode are not the cumulated softmax."""
    shares = softmax(paper, hybrid, digital)
    for mark, below in ((shares[0], 0), (shares[0] + shares[1], 1)):
        if 1e-6 < mark < 1 - 1e-6:
            assert choose_mode(paper, hybrid, digital, mark * (1 - 1e-9), Logit) <= below
            assert choose_mode(paper, hybrid, digital, mark * (1 + 1e-9), Logit) > below


def test_l25_closed_gate_means_paper():
    """Fails if officials of an office that is not open still turn digital, or an open one never does."""
    world = lived(small({"beta0": 3, "th_G": 900, "d_G": 0}))
    assert (np.asarray(world.office_log.digital) == 0.0).all()
    opened = lived(small({"beta0": 3, "th_G": -900}))
    assert np.asarray(opened.office_log.digital)[-1].mean() > 0.3
