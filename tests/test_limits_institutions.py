"""Limiting cases of offices and citizens: equipment, trust, all digital, all paper (L13, L14, L21, L22)."""

import numpy as np
import pytest
from worlds import BUSY, day, live, lived, one_office, orders, small, world_of

from sim.costs import cost_parts
from sim.frames import monthly
from sim.parameters import PARAMETERS

CONSTANT = {"lam": 0, "g_R": 0, "w_R1": 1, "w_R2": 0, "w_R3": 0, "w_R4": 0, "w_R5": 0}
"""Resistance is the fear of losing discretion, and stays as it is."""


def default(name: str) -> float:
    return PARAMETERS[name].default


# ---- L13 equipment


@pytest.mark.parametrize("resistance", [0.0, 0.5])
def test_l13_infrastructure(resistance):
    """Equipment settles where buying and wear meet: F* = a / (a + d), at rate 1 - a - d.

    Fails if money is not shared over live offices, resistance or anchoring acts twice, or maintenance
    is paid from new equipment.
    """
    months, inv = 120, 0.05
    world = world_of(one_office(100, CONSTANT | {"levers.inv": inv}, months=months))
    world.posts.discretion_loss[:] = resistance
    started = float(world.office[0].infrastructure)
    live(world, 0, months)
    a = inv * (1 - default("zeta_inv") * resistance)
    d = default("d_F") * (1 - 0.6)
    settled = a / (a + d)
    expected = settled + (started - settled) * (1 - a - d) ** np.arange(months)
    assert np.abs(np.asarray(world.office_log.infrastructure)[:, 0] - expected).max() < 1e-12


def test_l13_money_concentrates_on_prepared_offices():
    """With half of the offices prepared, each gets twice the share, at most inv_max; the others nothing.

    Fails if money for offices far from going live is spent, or their number is miscounted.
    """
    # 20 of 40 are installed at the start, in order of number; the others never.
    values = {
        "go_live": {"order": "number", "installed": [{"date": day(0), "share": 0.5}]},
        "levers.inv": 0.03,
    }
    world = world_of(small(CONSTANT | values, months=2))
    world.posts.discretion_loss[:] = 0.0
    equipped = world.office.infrastructure.copy()
    live(world, 0, 1)
    bought = np.asarray(world.office_log.equipment_bought)[0]
    assert np.allclose(bought[:20], 0.06 * (1 - equipped[:20]), rtol=1e-12)
    assert (bought[20:] == 0.0).all()


# ---- L14 trust


def test_l14_trust_loop():
    """Trust feeds satisfaction feeds trust: CT* = ((c + .33 L0 - 1)/4) / (1 - .33 (5 - L0)/4).

    Fails if a rating, a slope or the transparency of hybrid work is wrong, or the loop misses a turn.
    """
    months = 600
    values = {"lam": 0, "g_C": 0.2, "h0": 0, "d_F": 0, "levers.inv": 0, "cap": 3, "F0": 0.8, "F0_sd": 0}
    world = world_of(one_office(100, values, months=months))
    digital, hybrid = np.arange(100) % 5 < 2, np.arange(100) % 5 == 2
    world.posts.mode[:] = np.where(digital, 2, np.where(hybrid, 1, 0))
    live(world, 0, months)
    e2e = np.prod([digital[world.posts.grade == grade].mean() for grade in range(4)])
    days = 4 * e2e + 25 * (1 - e2e) * (1 + 0.1 * 0.2)
    rating = {"T": 0.4 + 0.3 * 0.2, "E": max(0.0, (25 - days) / 21), "A": 0.57}
    rating = {name: 2.5 + 2.5 * share for name, share in rating.items()}
    other = 3.98 + 0.42 * (rating["T"] - 4.28) + 0.37 * (rating["E"] - 4.15) + 0.28 * (rating["A"] - 3.72)
    c = other - 0.33 * 3.88
    settled = ((c + 0.33 * 2.5 - 1) / 4) / (1 - 0.33 * 2.5 / 4)
    assert world.tier[0].trust == pytest.approx(settled, abs=1e-12)
    # Approached at the rate 1 - g_C (1 - .33 (5 - L0)/4), from CT0.
    path = np.asarray(world.tier_log.trust)[:, 0]
    left = (1 - 0.2 * (1 - 0.33 * 2.5 / 4)) ** np.arange(60)
    assert np.abs(path[:60] - settled - (default("CT0") - settled) * left).max() < 1e-12


def test_l14_one_way_programme_has_no_loop():
    """Fails if a programme that citizens cannot answer still moves their trust."""
    world = lived(small({"one_way": True, "h0": 0}, months=24))
    assert (np.asarray(world.tier_log.trust) == default("CT0")).all()


# ---- L21 all digital


def test_l21_all_digital():
    """Fails if a fully digital state keeps paper days, leakage beyond the digital rest, or double work."""
    months = 6
    equipped = {"lam": 0, "h0": 0, "cap": 3, "F0": 0.9, "F0_sd": 0}
    scenario = small(equipped | {"mandates": orders((0, 0, 0.5))}, months=months)
    world = world_of(scenario)
    world.posts.mode[:] = 2
    live(world, 0, months)
    seen = monthly(scenario, world)
    assert np.allclose(seen.processing_days, default("PT_d"), rtol=1e-12)
    assert np.allclose(seen.end_to_end, 1.0, rtol=1e-12)
    assert np.allclose(seen.leakage, default("leak_D"), rtol=1e-12)
    assert (seen.sabotage == 0.0).all()
    costs = cost_parts(world)
    assert (costs["running_hybrid"] == 0.0).all()
    assert (costs["running_paper"] == 0.0).all()
    assert np.allclose(costs["running_digital"], 400 * default("cost_digital"))


# ---- L22 all paper


def test_l22_never_live():
    """The strongest orders leave offices without the system as they are.

    Fails if an office that is not live is used, audited, trained, frightened, obstructs or counts as live.
    """
    months = 36
    never = {"order": "number", "installed": [{"date": day(0), "share": 0}]}
    values = {
        "go_live": never,
        "mandates": orders((2, 6, 0.9)),
        "ban": {"start": day(6)},
        "levers.train": 0.1,
    }
    scenario = small(BUSY | values, months=months)
    world = world_of(scenario)
    world.posts.detection[:] = 0.123
    live(world, 0, months)
    seen = monthly(scenario, world)
    assert (seen.reported_use == 0.0).all()
    assert (seen.sabotage == 0.0).all()
    assert np.allclose(seen.processing_days, default("PT_p"), rtol=1e-12)
    assert (seen.maturity_mean == 0.0).all()
    assert (world.posts.detection == 0.123).all()
    for name in ("audits", "trained", "incident", "equipment_bought", "open"):
        assert (np.asarray(world.office_log[name]) == 0.0).all(), name
    assert (np.asarray(world.tier_log.visible_use) == 0.0).all()


def test_l22_perceived_detection_waits_for_the_announcement():
    """Fails if perceived detection moves before an order is announced, or the scare is not its intensity."""
    world = world_of(small({"mandates": orders((5, 9, 0.4)), "lam": 0}, months=12))
    for t, expected in ((5, 0.0), (6, 0.4), (9, 0.4)):
        live(world, 0 if t == 5 else (5 if t == 6 else 6), t)
        assert (world.posts.detection == expected).all(), t
    live(world, 9, 12)
    assert (world.posts.detection != 0.4).all()
