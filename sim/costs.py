"""What a month costs, in rupees of 2025: running the desks, and pulling the levers.

Each part is one line of the cost table of docs/model.md; the unit costs are parameters
and every one of them is an assumption to be replaced by the user's own figures.
"""

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.scenario import Scenario
from sim.state import World


def cost_parts(scenario: Scenario, w: World) -> dict[str, np.ndarray]:
    """Return the cost of every month by part, each an array of shape (n_months,), in PKR."""
    p, log = w.params[0], w.office_log
    posts = (w.office["last"] - w.office["first"]).astype(float)
    tier_of = w.office["tier"]
    v = w.in_force[:, tier_of]
    officers = w.n_grade[:, 2:].sum(axis=1)
    hybrid_desk = p.cost_paper + p.cost_digital + p.dup * p.wage
    paid = log["digital"] + (1.0 - v["ME"]) * log["hybrid"]
    guaranteed = v["J"] * p.redundant * log["digital_lower"]
    citizens = np.array([tier.citizens for tier in scenario.tiers], float)
    by_office = {
        "running_paper": posts * log["paper"] * p.cost_paper,
        "running_hybrid": posts * log["hybrid"] * hybrid_desk,
        "running_digital": posts * log["digital"] * p.cost_digital,
        "checks": log["audits"] * p.cost_audit,
        "training": log["trained"] * p.cost_course,
        "incentive": v["inc"] * p.incentive_wage * p.wage * posts * paid,
        "change_management": v["CM"] * p.cost_CM,
        "champions": v["champ"] * officers * p.cost_champion,
        "job_guarantee": guaranteed * p.wage * p.attrition,
        "infrastructure": p.cost_equip * posts * log["equipment_bought"],
        "hardening": v["hard"] * p.cost_hard,
        "monitoring": v["ME"] * p.cost_ME,
        "tenure_protection": -p.wage * log["transfers_avoided"],
    }
    parts = {name: np.asarray(cost).sum(axis=1) for name, cost in by_office.items()}
    parts["standardisation"] = (w.in_force["standards"] * p.cost_std).sum(axis=1)
    parts["awareness"] = (w.in_force["aware"] * p.cost_aware * citizens).sum(axis=1)
    parts["law"] = _law(scenario, p.cost_law)[: len(w.in_force)]
    return parts


def _law(scenario: Scenario, cost: float) -> np.ndarray:
    """The one-off cost of a law, in the month of its date (the first month if in force from the start)."""
    parts = np.zeros(scenario.n_months)
    if scenario.law is not None and scenario.law.status > 0.0:
        when = 0 if scenario.law.date is None else scenario.month(scenario.law.date)
        parts[max(0, when)] = cost
    return parts


def discounted(cost: np.ndarray, rate: float) -> np.ndarray:
    """Return the cumulative cost, shape (n_months,), each month discounted at `rate` a year from month 0."""
    factor = (1.0 + rate) ** (-np.arange(len(cost)) / MONTHS_PER_YEAR)
    return np.cumsum(cost * factor)
