"""What a month costs, in rupees of the cost table's year: running the desks, and pulling the levers.

Each part is one line of the cost table of docs/model.md; what a lever costs is said by
the rules in `sim/rules/spending.py`, here summed over offices and tiers as found.
"""

import numpy as np

from sim.calendar import MONTHS_PER_YEAR
from sim.rules import spending
from sim.state import World

RUNNING = ("running_paper", "running_hybrid", "running_digital")
"""The parts that are spent on running desks; all others are spent on levers."""


def cost_parts(w: World) -> dict[str, np.ndarray]:
    """Return the cost of every month by part, each an array of shape (n_months,), in PKR."""
    return over_tiers(tier_cost_parts(w))


def over_tiers(parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the sums over tiers of costs by part, (n_months, n_tiers) -> (n_months,)."""
    return {name: cost.sum(axis=1) for name, cost in parts.items()}


def tier_cost_parts(w: World) -> dict[str, np.ndarray]:
    """Return the cost of every month and tier by part, each of shape (n_months, n_tiers), in PKR."""
    p, v = w.params[0], w.in_force
    funded = w.tier_log["funded"]
    parts = {name: _by_tier(cost, w) for name, cost in _office_parts(w, funded).items()}
    parts["standardisation"] = np.asarray(spending.standards(v["standards"] * v["budget"] * funded, p))
    parts["awareness"] = np.asarray(spending.awareness(v["aware"] * funded, w.tier["citizens"], p))
    parts["law"] = np.asarray(v["enacting"])
    return parts


def _office_parts(w: World, funded: np.ndarray) -> dict[str, np.ndarray]:
    """The parts that arise in offices, each of shape (n_months, n_offices)."""
    p, log = w.params[0], w.office_log
    posts = (w.office["last"] - w.office["first"]).astype(float)
    v, paid = w.in_force[:, w.office["tier"]], funded[:, w.office["tier"]]
    digital, hybrid = posts * log["digital"], posts * log["hybrid"]
    hybrid_desk = p.cost_paper + p.cost_digital + p.dup * p.wage
    return {
        "running_paper": posts * log["paper"] * p.cost_paper,
        "running_hybrid": posts * log["hybrid"] * hybrid_desk,
        "running_digital": posts * log["digital"] * p.cost_digital,
        "checks": spending.checks(log["audits"], p),
        "training": spending.courses(log["trained"], p),
        "incentive": spending.incentive(v["inc"] * v["budget"] * paid, digital, hybrid, v["ME"], p),
        "change_management": spending.change_management(v["CM"] * paid, p),
        "champions": spending.champions(v["champ"], w.n_grade[:, 2:].sum(axis=1), p),
        "job_guarantee": spending.job_guarantee(v["J"], log["digital_lower"], p),
        "infrastructure": spending.equipment(log["equipment_bought"], posts, v["partnership"], v["cloud"], p),
        "hardening": spending.hardening(v["hard"] * v["budget"] * paid, p),
        "monitoring": spending.monitoring(v["ME"], p),
        "tenure_protection": spending.transfers_spared(log["transfers_avoided"], p),
    }


def _by_tier(cost: np.ndarray, w: World) -> np.ndarray:
    """Sum (n_months, n_offices) over the offices of each tier."""
    return np.stack([cost[:, row["first"] : row["last"]].sum(axis=1) for row in w.tier], axis=1)


def discounted(cost: np.ndarray, rate: float) -> np.ndarray:
    """Return the cumulative cost, shape (n_months,), each month discounted at `rate` a year from month 0."""
    factor = (1.0 + rate) ** (-np.arange(len(cost)) / MONTHS_PER_YEAR)
    return np.cumsum(cost * factor)
