"""The compiled model against months worked out by hand, from the same state and the same draws.

Fails where a rule, the order of the steps, the purpose of a draw, a weight or an index departs
from docs/model.md.  Comparing compiled and interpreted months cannot show that: they share their text.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest
from by_hand import month_by_hand
from worlds import live

from sim.parameters import LEVERS
from sim.scenario import Scenario
from sim.state import World
from sim.world import build

SEED = 5

LOCAL: dict[str, Any] = {
    "code": "PB",
    "posts": 260,
    "offices": 5,
    "citizens": 3000,
    "reach": 0.6,
    "will": 0.9,
    "access": 0.4,
}
LOCAL |= {"trust": 0.3, "equipment": 0.4, "skill_shift": -0.1, "budget": 20_000_000, "levers": {"CM": 0.8}}

EVENTFUL: dict[str, Any] = {
    "start": "2020-01-01",
    "end": "2022-12-31",
    "service": "G2C",
    "tiers": [{"code": "FED", "posts": 403, "offices": 9, "citizens": 1000}, LOCAL],
    "parameters": {
        **{"h0": 0.2, "turn": 0.02, "mu_g0": 0.1, "mu_g2": 0.15, "beta0": -2.0, "sigma": 0.9},
        **{"th_G": 2.0, "d_G": 0.5},
    },
    "levers": {
        **{"train": 0.05, "inc": 0.4, "CM": 0.5, "champ": 0.6, "J": 0.5, "inv": 0.03, "standards": 0.04},
        **{"hard": 0.03, "ME": 0.35, "TP": 0.3, "aware": 0.2, "gov": 0.7, "target": "low_literacy"},
    },
    "changes": [
        {"date": "2020-09-01", "target": "champions", "Pbar": 0.8},
        {"date": "2021-02-01", "target": "mid_senior", "train": 0.15},
        {"date": "2020-05-01", "cloud": "on", "partnership": 0.4, "tiers": ["PB"]},
        {"date": "2021-06-01", "exchange_law": "on", "partnership": 0.2, "tiers": ["FED"]},
        {"date": "2022-01-01", "target": "all", "Pbar": 0.2, "inc": 0.0},
    ],
    "mandates": [
        {"announced": "2020-01-01", "deadline": "2020-01-01", "intensity": 0.1},
        {"announced": "2020-06-01", "deadline": "2020-11-01", "intensity": 0.5},
        {"announced": "2022-06-01", "deadline": "2022-09-01", "intensity": 0.3},
    ],
    "enforcement_drops": [{"date": "2022-02-01", "label": "Nobody checks"}],
    "law": {"status": 0.6, "date": "2020-03-01", "lag": 6, "repeal": "2022-03-01"},
    "ban": {"start": "2020-12-01"},
    "go_live": {
        "order": "random",
        "installed": [{"date": "2019-01-01", "share": 0.5}, {"date": "2020-10-01", "share": 1.0}],
    },
    "austerity": [{"start": "2022-01-01", "end": "2022-06-30", "depth": 0.3}],
    "outages": [{"start": "2021-09-01", "end": "2022-02-28", "depth": 0.3, "tiers": ["PB"]}],
    "cyber_attacks": [{"date": "2021-11-01", "offices": ["FED 3", "PB 4"]}],
    "transitions": [
        {"date": "2020-08-01", "label": "Everywhere"},
        {"date": "2021-04-01", "label": "One province", "tiers": ["PB"]},
    ],
}
"""Two tiers, half of the offices live at the start, and more happening than in life."""


HAPPENED = (
    *("transfers", "transfers_avoided", "recruits", "incident", "audits", "sanctions", "token_sanctions"),
    *("sabotage", "paper", "hybrid", "digital", "champion", "equipment_bought"),
)
"""Columns of the office log that must not stay empty."""


class Comparison(NamedTuple):
    """A world after its last month, and by column the largest difference to a month by hand.

    A difference counts relative to the value where that is above 1.
    """

    world: World
    difference: dict[str, float]
    gates: np.ndarray
    """1 where an office opened, -1 where it closed; shape (n_months, n_offices)."""


@pytest.fixture(scope="module")
def compared() -> Comparison:
    scenario = Scenario.from_data(EVENTFUL, "eventful")
    world = build(scenario, SEED)
    difference: dict[str, float] = {}
    gates = np.zeros((scenario.n_months, len(world.office)))
    for t in range(scenario.n_months):
        by_hand, was_open = month_by_hand(t, world), world.office.open.copy()
        live(world, t, t + 1)
        gates[t] = world.office.open - was_open
        tables = (
            ("post", by_hand.next_post, world.posts._asdict()),
            ("office", by_hand.next_office, world.office),
            ("tier", by_hand.next_tier, world.tier),
            ("office log", by_hand.o, world.office_log[t]),
            ("tier log", by_hand.z, world.tier_log[t]),
        )
        for table, expected, found in tables:
            for column in found if isinstance(found, dict) else found.dtype.names:
                here, there = np.asarray(getattr(expected, column), float), np.asarray(found[column], float)
                apart = here != there  # a tier without a budget has an infinite one in both
                gap = np.abs((here[apart] - there[apart]) / np.maximum(1, np.abs(there[apart]))).max(
                    initial=0.0
                )
                name = f"{table}: {column}"
                difference[name] = float(np.maximum(difference.get(name, 0.0), gap))  # keeps a NaN
    return Comparison(world, difference, gates)


def test_every_column_of_every_month_is_as_worked_out_by_hand(compared):
    """Fails on any slip in a rule: a wrong weight, the mode of t + 1 read for t, a forgotten factor."""
    apart = {name: gap for name, gap in compared.difference.items() if not gap <= 1e-12}
    assert not apart, "\n".join(f"{name}: {gap:.3g} apart" for name, gap in apart.items())


def test_the_compared_months_were_eventful(compared):
    """Fails if the world grows so quiet that the comparison says nothing about some rule."""
    log, v = compared.world.office_log, compared.world.in_force
    for column in HAPPENED:
        assert np.count_nonzero(log[column]) >= 10, column
    for target, group in enumerate(LEVERS["target"].choices):
        assert np.count_nonzero(log["trained"][v.target[:, 0] == target]) >= 10, group
    assert set(log["live"].ravel()) == set(log["preparing"].ravel()) == {0.0, 1.0}
    assert (compared.gates == 1).sum() >= 3
    assert (compared.gates == -1).sum() >= 3
    assert v.transition.sum() == 3
    assert (v.new_set_point >= 0).any()
    assert 0 < v.law.max() < 1
    assert v.ban.max() == 1
    assert v.announced.max() > 0
    assert (v.e_act[v.deadline_passed > 0] == 0).any(), "no order was withdrawn"
    assert v.budget.min() < 1
    z, shock = compared.world.tier_log, compared.world.shocks
    assert shock.outage.max() > 0
    assert shock.attack.sum() == 2
    assert ((z.funded > 0) & (z.funded < 1)).sum() >= 10, "the budget hardly binds"
    assert (z.overrun > 0).any()
    assert v.cloud.max() == v.exchange_law.max() == 1
