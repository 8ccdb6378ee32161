"""Compiled equals interpreted, bit for bit, for 400 posts over 36 months of three eventful scenarios."""

import numpy as np
import pytest
from worlds import BUSY, day, differing, live, live_in_python, orders, small, world_of

from sim import population
from sim.scenario import Scenario
from sim.world import build, interpreted

MONTHS = 36
CHANGE = [{"date": day(18), "label": "Change of government"}]


def scenarios() -> dict[str, Scenario]:
    """Three worlds that differ in network, tiers, targets, decision rule and politics."""
    ordered = {"mandates": orders((0, 0, 0.05), (3, 9, 0.6), (8, 14, 0.8)), "ban": {"start": day(14)}}
    late = {"order": "random", "installed": [{"date": day(0), "share": 0.3}, {"date": day(30), "share": 0.9}]}
    provinces = [
        {
            "code": "FED",
            "posts": 160,
            "offices": 8,
            "citizens": 1000,
            "sizes": [4, 6, 10, 20, 20, 20, 30, 50],
        },
        {
            "code": "PB",
            "posts": 240,
            "offices": 12,
            "citizens": 2000,
            "reach": 0.6,
            "will": 0.9,
            "access": 0.5,
        },
    ]
    return {
        "order, law, levers, change of government": small(
            BUSY | ordered | {"law": {"status": 0.7, "date": day(1), "lag": 6}, "transitions": CHANGE}
        ),
        "two tiers, late and few live, order withdrawn": small(
            {"tiers": provinces, "go_live": late, "h0": 0.1, "turn": 0.02, "levers.gov": 0.8}
            | {"mandates": orders((2, 6, 0.7)), "levers.target": "mid_senior", "levers.train": 0.08}
            | {"enforcement_drops": [{"date": day(24), "label": "Nobody checks"}]}
            | {"transitions": [{"date": day(12), "label": "Change", "tiers": ["PB"]}], "n0": 0}
        ),
        "full package, champions trained, thresholds": small(
            {"posts": 400, "decision_rule": "threshold", "network": "mean_field", "belief": "off", "h0": 0.2}
            | ordered
            | {"levers.ME": 0.6, "levers.train": 0.1, "levers.target": "champions", "levers.champ": 0.6}
            | {"levers.TP": 0.5, "levers.J": 1.0, "levers.inc": 1.0, "one_way": True, "lam": 1.0}
            | {"changes": [{"date": day(20), "target": "low_literacy", "Pbar": 0.9, "standards": 0.1}]}
            | {"transitions": CHANGE}
        ),
    }


EVERYWHERE = ("transfers", "recruits", "audits", "sanctions", "incident", "trained")

HAPPENED = {
    "order, law, levers, change of government": (
        *EVERYWHERE,
        *("transfers_avoided", "token_sanctions", "sabotage", "hybrid", "digital", "open"),
    ),
    "two tiers, late and few live, order withdrawn": (*EVERYWHERE, "sabotage", "hybrid"),
    "full package, champions trained, thresholds": (*EVERYWHERE, "transfers_avoided", "champion", "digital"),
}
"""What must have occurred in each scenario for the comparison to mean anything: columns of the office log."""


@pytest.mark.parametrize("name", HAPPENED)
def test_compiled_equals_interpreted(name):
    """Fails where compilation changes a type, an order of operations, a branch, or the order of a ring."""
    scenario = scenarios()[name]
    assert scenario.n_months == MONTHS
    compiled = live(world_of(scenario, 5), 0, MONTHS)
    assert len(compiled.posts.mode) == 400
    for column in HAPPENED[name]:
        assert np.asarray(compiled.office_log[column]).sum() > 0, f"no {column} in this scenario"
    assert compiled.in_force.transition.sum() == 1
    assert differing(compiled, live_in_python(world_of(scenario, 5), 0, MONTHS)) == []


def test_populations_are_equal_too():
    """Fails if the traits drawn at the start differ between the two."""
    world = build(small(), 9)
    other = build(small(), 9)
    for name in ("grade", "skill", "rent", "taste", "deference", "belief", "tenure", "habit"):
        getattr(other.posts, name)[:] = 0
    other.posts.discretion_loss[:] = 0
    for name in ("rent", "culture", "infrastructure", "visibility"):
        other.office[name] = 0
    population.populate(interpreted(other))
    assert differing(world, other) == []
