"""Costs against sums worked out on paper, for three small offices in two tiers and round unit costs."""

from typing import Any

import numpy as np
import pytest

from sim.costs import cost_parts, discounted
from sim.scenario import Scenario
from sim.state import World
from sim.world import build

UNIT_COSTS = {
    **{"wage": 50_000, "dup": 0.2, "incentive_wage": 0.2, "redundant": 0.5, "attrition": 0.1},
    **{"cost_paper": 4_000, "cost_digital": 1_000, "cost_audit": 2_000, "cost_course": 10_000},
    **{"cost_CM": 200_000, "cost_champion": 5_000, "cost_equip": 100_000, "cost_std": 400e6},
    **{"cost_hard": 2e6, "cost_ME": 100_000, "cost_aware": 2, "cost_law": 100e6},
}

TWO_MONTHS: dict[str, Any] = {
    "start": "2020-01-01",
    "end": "2020-02-29",
    "service": "G2C",
    "tiers": [
        {"code": "FED", "posts": 30, "offices": 2, "sizes": [10, 20], "citizens": 1000},
        {"code": "PB", "posts": 10, "offices": 1, "citizens": 500},
    ],
    "parameters": UNIT_COSTS,
}

FOUND = {
    # share of desks in the three offices of 10, 20 and 10 posts: 10 on paper, 8 both ways, 22 digital
    "paper": (0.5, 0.25, 0.0),
    "hybrid": (0.3, 0.25, 0.0),
    "digital": (0.2, 0.5, 1.0),
    "digital_lower": (1, 6, 7),
    "audits": (3, 1, 0),
    "trained": (2, 4, 0),
    "transfers_avoided": (1, 2, 0),
    "equipment_bought": (0.1, 0.05, 0.0),
}
"""What the second month finds in each office."""

OFFICERS_AND_SENIORS = ((2, 1), (3, 1), (2, 1))

PULLED = {
    **{"inc": (0.5, 1.0), "ME": (0.5, 0.0), "CM": (0.4, 1.0), "champ": (0.5, 0.0), "J": (1.0, 0.5)},
    **{"hard": (0.05, 0.0), "standards": (0.05, 0.01), "aware": (0.2, 1.0)},
}
"""The levers of the second month in each tier."""

ON_PAPER = {
    "running_paper": 10 * 4_000,
    "running_hybrid": 8 * (4_000 + 1_000 + 10_000),
    "running_digital": 22 * 1_000,
    "checks": 4 * 2_000,
    "training": 6 * 10_000,
    "incentive": 5_000 * (12 + 4) + 10_000 * 10,
    "change_management": 80_000 + 80_000 + 200_000,
    "champions": 2_500 * (3 + 4),
    "job_guarantee": 2_500 * (1 + 6) + 1_250 * 7,
    "infrastructure": 100_000 * 1 + 100_000 * 1,
    "hardening": 100_000 + 100_000,
    "monitoring": 50_000 + 50_000,
    "tenure_protection": -3 * 50_000,
    "standardisation": 20_000_000 + 4_000_000,
    "awareness": 0.4 * 1000 + 2 * 500,
    "law": 0,
}
"""PKR of the second month, office by office or tier by tier."""


def scenario(**law: Any) -> Scenario:
    return Scenario.from_data(TWO_MONTHS | ({"law": law} if law else {}), "two months")


def observed() -> World:
    """First month: all 40 desks on paper and no lever pulled; second month: as found and pulled above."""
    world = build(scenario(), 1)
    log, v = world.office_log, world.in_force
    for lever in (*PULLED, "TP", "train", "inv"):
        v[lever] = 0.0
        v[lever][1] = PULLED.get(lever, 0.0)
    log["paper"][0] = 1.0
    for column, by_office in FOUND.items():
        log[column][1] = by_office
    world.tier_log["funded"] = 1.0
    world.n_grade[:, 2:] = OFFICERS_AND_SENIORS
    return world


@pytest.mark.parametrize("part", ON_PAPER)
def test_each_part_is_the_sum_on_paper(part):
    """Fails if a part misses a factor, counts tiers for offices, or spends one month's money in another."""
    first = 160_000.0 if part == "running_paper" else 0.0
    assert cost_parts(observed())[part] == pytest.approx([first, ON_PAPER[part]], rel=1e-12)


def test_no_part_is_left_out():
    """Fails if a new cost comes without a sum on paper, or a part is dropped."""
    assert cost_parts(observed()).keys() == ON_PAPER.keys()


@pytest.mark.parametrize(
    ("law", "paid"),
    [
        ({"status": 0.5}, [200e6, 0]),
        ({"status": 1.0, "date": "2020-01-31", "lag": 1}, [200e6, 0]),
        ({"status": 1.0, "date": "2020-02-29", "lag": 12}, [0, 200e6]),
        ({"status": 1.0, "tiers": ["PB"]}, [100e6, 0]),
        ({"status": 0.0}, [0, 0]),
    ],
)
def test_a_law_is_paid_once_by_each_tier_in_the_month_of_its_date(law, paid):
    """Fails if it is paid when in force, every month, in proportion to its status, or once for all tiers."""
    assert cost_parts(build(scenario(**law), 1))["law"].tolist() == paid


def test_a_rupee_in_two_years_is_discounted_twice():
    """Fails if the yearly rate is taken for a monthly one, or the discounted costs do not add up."""
    cost = np.zeros(25)
    cost[0], cost[24] = 100.0, 121.0
    expected = [100.0] * 24 + [200.0]
    assert discounted(cost, 0.1) == pytest.approx(expected, rel=1e-12)
