"""Offices, tiers and citizens: the gate, the service, and how institutions move on."""

from sim.compiling import phase
from sim.rules import acceptance, belief, choice, citizens, office
from sim.state import World
from sim.steps.funding import purchase
from sim.steps.officials import stance, utilities


@phase
def gate(t: int, m: int, w: World) -> None:
    """Usefulness and example as the office sees them; its seniors open or close it."""
    p, o, now = w.params[0], w.office[m], w.office_log[t, m]
    v, z = w.in_force[t, o.tier], w.tier_log[t, o.tier]
    now.performance = acceptance.performance_expectancy(
        now.availability,
        acceptance.system_fit(v.gov, p),
        now.sabotage,
        now.digital,
        now.counterpart_digital,
        z.interoperability,
        p,
    )
    now.influence = acceptance.social_influence(now.digital, now.hybrid, z.visible_use, p)
    willingness = 0.0
    for i in range(o.first, o.last):
        if w.posts.grade[i] == 3:
            paper, hybrid, digital = utilities(t, m, i, stance(t, m, i, w), w)
            willingness += max(hybrid, digital) - paper
    now.willingness = willingness / w.n_grade[m, 3]
    opens = choice.gate_opens(o.open == 1, now.willingness, now.live > 0.0, p)
    o.open = 1 if opens else 0
    now.open = 1.0 if opens else 0.0


@phase
def serve(t: int, m: int, w: World) -> None:
    """What a citizen's file experiences in the office."""
    now, counts, n = w.office_log[t, m], w.n_mode[m], w.n_grade[m]
    now.end_to_end = citizens.end_to_end(
        now.availability,
        counts[0, 2] / n[0],
        counts[1, 2] / n[1],
        counts[2, 2] / n[2],
        counts[3, 2] / n[3],
    )
    now.processing_days = citizens.processing_days(now.end_to_end, now.hybrid, now.sabotage, w.params[0])


@phase
def meet_citizens(t: int, k: int, w: World) -> None:
    """What citizens make of the tier's offices, each office counted once."""
    p, tier, z = w.params[0], w.tier[k], w.tier_log[t, k]
    transparency = 0.0
    served = 0.0
    days = 0.0
    for m in range(tier.first, tier.last):
        now = w.office_log[t, m]
        transparency += now.digital * now.availability + p.x_T_hybrid * now.hybrid
        served += now.availability
        days += now.processing_days
    n = tier.last - tier.first
    z.transparency = transparency / n
    z.accessibility = tier.access * served / n
    z.processing_days = days / n
    z.satisfaction = citizens.satisfaction(z.transparency, z.processing_days, z.accessibility, z.trust, p)


@phase
def equip(t: int, m: int, w: World) -> None:
    """Equipment bought and worn out."""
    p, o, now = w.params[0], w.office[m], w.office_log[t, m]
    v, z = w.in_force[t, o.tier], w.tier_log[t, o.tier]
    now.equipment_bought = purchase(t, m, z.funded, w)
    o.infrastructure = office.infrastructure(
        now.infrastructure, now.equipment_bought, v.budget, z.anchoring, p
    )


@phase
def move_institutions(t: int, k: int, w: World) -> None:
    """Commitment, unions, standards, protection and trust of the tier move on."""
    p, tier, v, z = w.params[0], w.tier[k], w.in_force[t, k], w.tier_log[t, k]
    tier.commitment = belief.commitment(z.commitment, z.set_point, p)
    tier.union = office.union_mobilisation(z.union, z.fear_lower, p)
    tier.interoperability = office.interoperability(
        z.interoperability, v.standards * z.funded, v.budget, v.gov, v.exchange_law, p
    )
    tier.hardening = office.hardening(z.hardening, v.hard * z.funded, v.budget, p)
    tier.trust = citizens.citizen_trust(
        z.trust, z.satisfaction, z.incident_mean, v.aware * z.funded, tier.trust_speed, p
    )
