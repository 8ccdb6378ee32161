"""What the month's levers would cost in a tier, and how much of them its budget pays for."""

from sim.compiling import phase, rule
from sim.rules import office, skill, spending
from sim.state import World


@rule
def purchase(t: int, m: int, funded: float, w: World) -> float:
    """Gross equipment that office `m` adds in month `t` if `funded` of the investment is paid."""
    p, o, now = w.params[0], w.office[m], w.office_log[t, m]
    v, z, tier = w.in_force[t, o.tier], w.tier_log[t, o.tier], w.tier[o.tier]
    n_offices = tier.last - tier.first
    live = now.preparing > 0.0
    # Paid in part is what can be bought at all: a lever cut before its limit might still cost it in full.
    share = office.investment(v.inv, v.partnership, n_offices, z.n_preparing, live, p) * funded
    return office.equipment_bought(now.infrastructure, share, v.budget, now.senior_resistance, p)


@rule
def _planned(t: int, m: int, w: World) -> float:
    """What the levers that a budget can cut would cost in office `m` in month `t`, in full, expected."""
    p, o, now = w.params[0], w.office[m], w.office_log[t, m]
    v, z, n = w.in_force[t, o.tier], w.tier_log[t, o.tier], o.last - o.first
    cost = spending.incentive(v.inc * v.budget, n * now.digital, n * now.hybrid, v.ME, p)
    cost += spending.change_management(v.CM, p) + spending.hardening(v.hard * v.budget, p)
    cost += spending.equipment(purchase(t, m, 1.0, w), n, v.partnership, v.cloud, p)
    if now.eligible > 0.0:
        chance = skill.course_chance(v.train, v.budget, z.n_posts / z.n_eligible, now.resistance, p)
        cost += spending.courses(now.eligible * chance, p)
    return cost


@phase
def fund(t: int, k: int, w: World) -> None:
    """Set what tier `k`'s levers would cost this month and how much of them its budget pays for."""
    p, tier, v, z = w.params[0], w.tier[k], w.in_force[t, k], w.tier_log[t, k]
    planned = spending.standards(v.standards * v.budget, p) + spending.awareness(v.aware, tier.citizens, p)
    committed = v.enacting
    for m in range(tier.first, tier.last):
        planned += _planned(t, m, w)
        committed += spending.checks(w.office_log[t, m].audits, p) + spending.monitoring(v.ME, p)
        committed += spending.champions(v.champ, w.n_grade[m, 2] + w.n_grade[m, 3], p)
    z.planned, z.committed = planned, committed
    z.funded = spending.funded(tier.purse, committed, planned)
    z.overrun = max(0.0, committed - tier.purse)
