"""What government does, and what happens to it: checks, sanctions, courses, costs, shocks."""

import numpy as np

from sim.costs import RUNNING, discounted
from sim.observed import Observed, shock_begins
from sim.outcomes.form import Monthly, declared


def _desks(o: Observed, column: str) -> np.ndarray:
    """A count of posts in the office log as a share of all desks, shape (n_months,)."""
    return o.office[column].sum(axis=1) / o.posts.sum()


def _running(o: Observed) -> np.ndarray:
    return sum((cost for part, cost in o.costs.items() if part in RUNNING), np.zeros(len(o.cost)))


def _duplication(o: Observed) -> np.ndarray:
    """What hybrid desks cost beyond as many digital ones, PKR of each month."""
    return o.costs["running_hybrid"] - (o.office["hybrid"] @ o.posts) * o.params.cost_digital


MEASURES: Monthly = declared(
    (
        "shock",
        "0 or 1",
        "A shock begins",
        "whether government changes, enforcement ends, a cyber attack strikes, or austerity or an outage "
        "begins in any tier",
        lambda o: shock_begins(o.scenario, o.world).astype(float),
    ),
    (
        "enforcement",
        "probability per month",
        "Enforcement",
        "announced chance of being checked, as it arrives in the tiers, mean over desks",
        lambda o: o.by_desk(o.tier["enforcement"][:, o.tier_of]),
    ),
    (
        "checks",
        "share of desks",
        "Desks checked",
        "desks checked this month on how they work",
        lambda o: _desks(o, "audits"),
    ),
    (
        "sanctions",
        "share of desks",
        "Desks sanctioned for paper",
        "desks on paper only that are sanctioned this month",
        lambda o: _desks(o, "sanctions"),
    ),
    (
        "token_sanctions",
        "share of desks",
        "Desks sanctioned for token use",
        "desks working both ways that are sanctioned this month",
        lambda o: _desks(o, "token_sanctions"),
    ),
    (
        "courses",
        "courses",
        "Courses given",
        "officials sent on a course this month",
        lambda o: o.office["trained"].sum(axis=1),
    ),
    (
        "monthly_cost",
        "PKR per month",
        "Cost of the month",
        "running the desks and pulling the levers, rupees of the cost table's year",
        lambda o: o.cost,
    ),
    (
        "cost_running",
        "PKR per month",
        "Cost of running the desks",
        "part of the cost of the month: paper, both ways and digital",
        lambda o: _running(o),
    ),
    (
        "cost_levers",
        "PKR per month",
        "Cost of the measures",
        "part of the cost of the month: all but running the desks",
        lambda o: o.cost - _running(o),
    ),
    (
        "cost_duplication",
        "PKR per month",
        "Cost of working twice",
        "part of the cost of the month: what desks that work both ways cost beyond a digital desk",
        _duplication,
    ),
    (
        "cumulative_cost",
        "PKR",
        "Cost so far",
        "sum of monthly costs since the start, not discounted",
        lambda o: np.cumsum(o.cost),
    ),
    (
        "cumulative_levers",
        "PKR",
        "Cost of the measures so far",
        "part of the cost so far: all but running the desks",
        lambda o: np.cumsum(o.cost - _running(o)),
    ),
    (
        "discounted_cost",
        "PKR",
        "Cost so far, discounted",
        "sum of monthly costs discounted to the first month",
        lambda o: discounted(o.cost, o.params.discount),
    ),
    (
        "cumulative_cost_usd",
        "US dollars",
        "Cost so far, in dollars",
        "the same sum as cost so far, at the rate of the cost table",
        lambda o: np.cumsum(o.cost) / o.params.pkr_per_usd,
    ),
    (
        "funded",
        "share",
        "Levers the budget pays for",
        "share of training, equipment, incentive, change management, protection, standards and awareness "
        "that the budget pays for; tiers weighted by desks",
        lambda o: o.by_desk(o.tier["funded"][:, o.tier_of]),
    ),
    (
        "overrun",
        "PKR per month",
        "Budget overrun",
        "what checks, review, champions and laws cost beyond the budget, sum over tiers",
        lambda o: o.tier["overrun"].sum(axis=1),
    ),
)
