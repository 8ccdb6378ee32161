"""What levers cost in a month, in PKR, and how far a budget carries them.

Unit costs are parameters (every one an assumption to be replaced by the user's own).  The
rules are sums and products only, so that they hold for one office as for columns of them.
"""

from typing import Any

from sim.compiling import rule
from sim.parameters import Parameters

Figure = Any
"""A number, or a column of numbers."""


@rule
def checks(n_checked: Figure, p: Parameters) -> Figure:
    """Checks on how posts work: cost = cost_audit n, n posts checked."""
    return n_checked * p.cost_audit


@rule
def courses(n_sent: Figure, p: Parameters) -> Figure:
    """Courses: cost = cost_course n, n officials sent."""
    return n_sent * p.cost_course


@rule
def incentive(
    lever: Figure, n_digital: Figure, n_hybrid: Figure, monitoring: Figure, p: Parameters
) -> Figure:
    """Incentive paid.

    cost = inc incentive_wage wage (D + (1 - ME) H)

    D, H: digital and hybrid posts; lever inc, monitoring ME in [0, 1].  The closer real use
    is monitored, the fewer hybrid posts are paid.
    """
    return lever * p.incentive_wage * p.wage * (n_digital + (1.0 - monitoring) * n_hybrid)


@rule
def change_management(lever: Figure, p: Parameters) -> Figure:
    """Change management in one office: cost = cost_CM CM."""
    return lever * p.cost_CM


@rule
def champions(lever: Figure, n_officers: Figure, p: Parameters) -> Figure:
    """Champions: cost = cost_champion champ n, n officers and senior officers."""
    return lever * n_officers * p.cost_champion


@rule
def job_guarantee(lever: Figure, n_lower_digital: Figure, p: Parameters) -> Figure:
    """Savings forgone: cost = J redundant attrition wage n, n digital posts of the lower grades."""
    return lever * p.redundant * n_lower_digital * p.wage * p.attrition


@rule
def equipment(bought: Figure, n_posts: Figure, partnership: Figure, cloud: Figure, p: Parameters) -> Figure:
    """Equipment, as the public purse pays it.

    cost = cost_equip posts dF (1 - partner_saving q) (1 - (1 - cloud_cost) cloud)

    bought dF: gross equipment added, in [0, 1]; partnership q in [0, 1]; cloud 0 or 1.
    """
    shared = 1.0 - (1.0 - p.cloud_cost) * cloud
    return p.cost_equip * n_posts * bought * (1.0 - p.partner_saving * partnership) * shared


@rule
def hardening(lever: Figure, p: Parameters) -> Figure:
    """Protection of one office's systems: cost = cost_hard hard."""
    return lever * p.cost_hard


@rule
def monitoring(lever: Figure, p: Parameters) -> Figure:
    """Performance review (PC-3) in one office: cost = cost_ME ME."""
    return lever * p.cost_ME


@rule
def transfers_spared(n_avoided: Figure, p: Parameters) -> Figure:
    """Tenure protection saves a month's pay: cost = -wage n, n transfers not made."""
    return -p.wage * n_avoided


@rule
def standards(lever: Figure, p: Parameters) -> Figure:
    """Common standards in one tier: cost = cost_std standards."""
    return lever * p.cost_std


@rule
def awareness(lever: Figure, n_citizens: Figure, p: Parameters) -> Figure:
    """Campaigns in one tier: cost = cost_aware aware n, n citizens."""
    return lever * p.cost_aware * n_citizens


@rule
def funded(purse: float, committed: float, planned: float) -> float:
    """How much of the planned levers a budget pays for, in [0, 1].

    s = clip((Bud - committed) / planned),  1 where nothing is planned or there is no budget

    purse Bud: PKR per month; committed: what cannot be cut (checks, performance review,
    champions, laws); planned: training, equipment, incentive, change management,
    protection, standards and awareness in full.  s scales all of the latter alike; orders
    and laws do not scale.  Source: assumption.
    """
    left = purse - committed
    if left >= planned:
        return 1.0
    return max(0.0, left / planned) if planned > 0.0 else 0.0
