"""Offices: equipment, exchange of files, protection, availability, incidents, unions."""

from typing import NamedTuple

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip, logistic


class AvailabilityFactors(NamedTuple):
    """What availability is the product of; 1 where a cause does not act."""

    outage: float
    incident: float
    equipment: float


@rule
def investment(
    lever: float, partnership: float, n_offices: float, n_preparing: float, preparing: bool, p: Parameters
) -> float:
    """Share of the office's missing equipment bought this month.

    inv_m = min(inv_max, inv (1 + partner_gain q) M / n_preparing) if live or being prepared

    lever inv: per month over all M offices; partnership q: share of a private partner, in
    [0, 1]; n_preparing: how many offices are live or within `lead` months (and the months
    of a cooling-off) of going live.  Fixed money concentrates on them.
    Source: [Abbas] on partnership and cooling-off; sizes assumed.
    """
    if not preparing or n_preparing <= 0.0:
        return 0.0
    return min(p.inv_max, lever * (1.0 + p.partner_gain * partnership) * n_offices / n_preparing)


@rule
def equipment_bought(
    now: float, share: float, budget: float, senior_resistance: float, p: Parameters
) -> float:
    """Gross equipment added: inv_m b (1 - zeta_inv RS) (1 - F), in [0, 1].

    now F; share inv_m; budget b; senior_resistance RS: mean resistance of officers.
    Source: [Resistance]: resistance slows investment in infrastructure.
    """
    return share * budget * (1.0 - p.zeta_inv * senior_resistance) * (1.0 - now)


@rule
def infrastructure(now: float, bought: float, budget: float, anchoring: float, p: Parameters) -> float:
    """Equipment, next month: F' = F + bought - d_F (1 - b C) F, in [0, 1].

    Maintenance is as good as budget b and anchoring C.  Source: [Resistance] on
    shrinking ICT allocations.
    """
    return clip(now + bought - p.d_F * (1.0 - budget * anchoring) * now)


@rule
def interoperability(
    now: float, effort: float, budget: float, gov: float, exchange_law: float, p: Parameters
) -> float:
    """Exchange of files between systems, next month.

    I' = I + b standards max(I_max - I, 0),  I_max = min(1, I_base + I_gov gov + I_law [law])

    now I, effort standards per month, budget b, gov 0 local to 1 central, exchange_law 1
    where a law on the exchange of files is in force, else 0.
    Source: [Khattak]: no common IT standards; [Abbas] on governance modes.
    """
    best = min(1.0, p.I_base + p.I_gov * gov + p.I_law * exchange_law)
    return clip(now + budget * effort * max(best - now, 0.0))


@rule
def hardening(now: float, effort: float, budget: float, p: Parameters) -> float:
    """Cyber protection, next month: Hd' = Hd + b hard (1 - Hd) - d_Hd Hd, in [0, 1].

    Source: [Khattak] on cyber preparedness; [Arshad] recommends it.
    """
    return clip(now + budget * effort * (1.0 - now) - p.d_Hd * now)


@rule
def incident_chance(live: bool, hardening_now: float, reported_use: float, p: Parameters) -> float:
    """Chance of a cyber incident that no listed attack brings, h0 (1 - Hd) (D + H) where live, else 0."""
    return p.h0 * (1.0 - hardening_now) * reported_use if live else 0.0


@rule
def has_incident(
    live: bool, attacked: bool, hardening_now: float, reported_use: float, luck: float, p: Parameters
) -> bool:
    """Whether a live office has a cyber incident.

    inc = [ attacked or u < h0 (1 - Hd) (D + H) ]

    attacked: hit by a listed cyber attack; hardening Hd, reported use D + H in [0, 1];
    luck: draw in [0, 1).  Source: [Khattak] on attacks; named incidents in the press.
    """
    return live and (attacked or luck < incident_chance(live, hardening_now, reported_use, p))


@rule
def outage_felt(outage: float, cloud: bool, p: Parameters) -> float:
    """Share of the month lost to a listed outage: min(1, cloud_outage out) on a shared cloud, else out.

    outage out in [0, 1]; 0 where none is listed.  Source: assumption (all depend on one system).
    """
    return min(1.0, p.cloud_outage * outage) if cloud else outage


@rule
def availability_factors(
    infrastructure_now: float, reported_use: float, incident: bool, outage: float, cloud: bool, p: Parameters
) -> AvailabilityFactors:
    """Share of the month the system serves the office.

    A = (1 - out) (1 - dn inc) min(1, cap F / (D + H));  the last factor is 1 where nothing is used

    infrastructure F, reported use D + H, outage out: in [0, 1]; cloud: a shared cloud
    carries cloud_cap times as many desks.
    Source: press on the log-in ceiling and freezes of 2025; [Resistance] on outages.
    """
    spared = 1.0 - p.dn if incident else 1.0
    equipped = 1.0
    if reported_use > 0.0:
        carried = p.cap * infrastructure_now
        if cloud:
            carried *= p.cloud_cap
        equipped = min(1.0, carried / reported_use)
    return AvailabilityFactors(1.0 - outage, spared, equipped)


@rule
def availability(x: AvailabilityFactors) -> float:
    """Share of the month the system serves the office: A = (1 - out) (1 - dn inc) min(1, cap F / (D + H))."""
    return x.outage * x.incident * x.equipment


@rule
def union_mobilisation(now: float, fear: float, p: Parameters) -> float:
    """Mobilisation of unions, next month: U' = U + g_U ( Lambda((R2 - th_U) / s_U) - U ).

    now U; fear: mean job insecurity of lower grades; in [0, 1].
    Source: [Resistance]: organised pushback wary of job rationalisation.
    """
    return clip(now + p.g_U * (logistic((fear - p.th_U) / p.s_U) - now))
