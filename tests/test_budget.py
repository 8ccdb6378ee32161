"""A budget: what it pays for, worked out on paper, and that it does nothing else."""

from typing import Any

import numpy as np
import pytest
from worlds import BUSY, differing, lived, orders, small, world_of

from sim import month
from sim.costs import cost_parts
from sim.parameters import LEVERS
from sim.rules.spending import funded
from sim.world import interpreted

SCALED = ("train", "inv", "inc", "CM", "hard", "standards", "aware")
"""The levers that a budget cuts."""

PULLED = BUSY | {"levers.hard": 0.05, "levers.inv": 0.05, "mandates": orders((0, 6, 0.5))}


@pytest.mark.parametrize(
    ("purse", "committed", "planned", "share"),
    [
        (100.0, 20.0, 80.0, 1.0),
        (100.0, 20.0, 160.0, 0.5),
        (100.0, 100.0, 10.0, 0.0),
        (100.0, 130.0, 10.0, 0.0),
        (0.0, 0.0, 0.0, 1.0),
        (100.0, 130.0, 0.0, 0.0),
        (np.inf, 1e9, 1e9, 1.0),
    ],
)
def test_the_share_that_is_paid(purse, committed, planned, share):
    """Fails if what is committed is not paid first, or the share leaves 0 to 1."""
    assert funded(purse, committed, planned) == share


def test_the_first_month_is_planned_as_on_paper():
    """40 offices of 10 posts, 3 of them officers or above, everybody on paper.

    Committed: review 40 x 0.5 x 300,000, champions 0.5 x 120 x 10,000, a law of 200 M.
    Planned: change management 40 x 500,000 x 0.5, protection 40 x 4 M x 0.05, standards 1 bn
    x 0.05, campaigns 5 x 0.2 x 1 M citizens; no courses, no equipment, no incentive earned.
    Fails if a part is forgotten, counted by post instead of office, or paid twice.
    """
    levers = {"ME": 0.5, "champ": 0.5, "CM": 0.5, "hard": 0.05, "standards": 0.05, "aware": 0.2, "inc": 1.0}
    levers |= {"train": 0.0, "inv": 0.0}
    scenario = small(
        {**{f"levers.{name}": x for name, x in levers.items()}, "law": {"status": 1.0}, "budget": 245_000_000}
    )
    world = world_of(scenario)
    month.before_decisions(0, interpreted(world))
    found = world.tier_log[0, 0]
    assert world.n_grade[:, 2:].sum() == 120
    assert found.committed == pytest.approx(6e6 + 0.5 * 120 * 10_000 + 200e6)
    assert found.planned == pytest.approx(10e6 + 8e6 + 50e6 + 1e6)
    assert found.funded == pytest.approx((245e6 - found.committed) / 69e6)
    assert found.overrun == 0.0


def test_courses_and_equipment_are_planned_at_their_expected_cost():
    """Fails if what is planned is not what is then bought on average, within 2 % over 36 months."""
    world = lived(small({"posts": 2_000, "levers.train": 0.1, "levers.inv": 0.05, "levers.ME": 0.0}))
    spent = cost_parts(world)
    bought = float((spent["training"] + spent["infrastructure"]).sum())
    assert bought == pytest.approx(float(world.tier_log.planned.sum()), rel=0.02)


def test_a_binding_budget_is_spent_and_not_exceeded():
    """Without courses, whose number is drawn, levers cost the budget. Fails if s misses a part."""
    world = lived(small(PULLED | {"levers.train": 0.0, "budget": 40_000_000}))
    spent, cut = cost_parts(world), world.tier_log.funded[:, 0]
    binding = (cut > 0.0) & (cut < 1.0)
    counted = (
        "incentive",
        "change_management",
        "hardening",
        "standardisation",
        "awareness",
        "infrastructure",
    )
    counted += ("checks", "monitoring", "champions", "law")
    total = sum(spent[name] for name in counted)
    assert binding.sum() >= 12
    assert total[binding] == pytest.approx(40_000_000, rel=1e-9)


@pytest.mark.parametrize(
    ("lever", "pulled"),
    [("inv", {"levers.inv": 0.05}), ("train", {"levers.train": 0.2, "levers.target": "champions"})],
)
def test_a_lever_at_its_limit_is_cut_as_well(lever, pulled):
    """A few offices go live first, so that what is bought or taught there is as much as can be.

    Fails if a budget cuts a lever that is far beyond its limit without cutting what is bought.
    """
    only: dict[str, Any] = {f"levers.{name}": 0.0 for name in (*SCALED, "ME")}
    plan = {"start": "2022-12-01", "pace": 0.1, "order": "number"}
    scenario = small(only | pulled | {"posts": 20_000, "budget": 2_000_000, "go_live": plan})
    world = lived(scenario)
    parts, log = cost_parts(world), world.tier_log[:, 0]
    spent, short = parts["infrastructure"] + parts["training"], (log.funded > 0.0) & (log.funded < 0.5)
    assert short.sum() >= 12
    # Courses are drawn: their number strays, but the budget is kept on average.
    assert spent[short].mean() == pytest.approx(2e6, rel=1e-9 if lever == "inv" else 0.05)


def test_no_money_is_as_if_nobody_pulled():
    """With nothing left for them the levers that a budget cuts might as well be at zero, to the bit.

    Fails if one of them acts by a way that the budget does not close.
    """
    nothing: dict[str, Any] = {f"levers.{name}": 0.0 for name in SCALED}
    poor, idle = lived(small(PULLED | {"budget": 0})), lived(small(PULLED | nothing))
    told = {f"in_force.{name}" for name in SCALED} | {"tier.purse"}
    told |= {"tier_log.funded", "tier_log.planned", "tier_log.overrun"}
    assert poor.tier_log.funded.max() == 0.0
    assert set(differing(poor, idle)) <= told


def test_what_is_committed_beyond_the_budget_is_reported():
    world = lived(small(PULLED | {"budget": 1_000_000}))
    over = world.tier_log.overrun[:, 0]
    assert over == pytest.approx(np.maximum(0.0, world.tier_log.committed[:, 0] - 1e6))
    assert over.max() > 0.0


def test_each_tier_has_a_purse_of_its_own():
    """Fails if one tier's budget cuts another's levers."""
    tiers = [
        {"code": code, "posts": 200, "offices": 10, "citizens": 1000, **more}
        for code, more in (("A", {"budget": 100_000}), ("B", {}))
    ]
    world = lived(small({name: x for name, x in PULLED.items() if name != "posts"} | {"tiers": tiers}))
    assert world.tier_log.funded[:, 0].max() < 1.0
    assert world.tier_log.funded[:, 1].min() == 1.0


def test_every_lever_is_cut_or_known_not_to_be():
    """Fails if a new lever comes and nobody decides whether a budget cuts it."""
    kept = {"champ", "Pbar", "J", "ME", "TP", "gov", "target", "partnership", "cloud", "exchange_law"}
    assert set(SCALED) | kept == set(LEVERS)


def test_what_austerity_cuts_is_not_paid_for():
    """With all cut, five levers buy nothing and cost nothing. Fails if one is paid for without effect."""
    levers = {"inc": 1.0, "standards": 0.05, "hard": 0.05, "train": 0.1, "inv": 0.05}
    pulled = {f"levers.{name}": x for name, x in levers.items()}
    cut = {"austerity": [{"start": "2022-06-01", "end": "2025-05-31", "depth": 1.0}]}
    spent, saved = (cost_parts(lived(small(BUSY | pulled | more))) for more in ({}, cut))
    for part in ("incentive", "standardisation", "hardening", "training", "infrastructure"):
        assert spent[part].sum() > 0.0
        assert saved[part].sum() == 0.0
    assert saved["change_management"].sum() == spent["change_management"].sum() > 0.0
