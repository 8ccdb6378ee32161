"""Resistance of one official: five components, the barriers that amplify them, and sabotage.

Each component is in [0, 1].  Source of the list: [Resistance]; each rule names more.
"""

from typing import NamedTuple

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


class ResistanceTerms(NamedTuple):
    """What resistance is made of: each component times its weight."""

    discretion_loss: float
    job_insecurity: float
    hierarchy: float
    habit: float
    distrust: float


class BarrierTerms(NamedTuple):
    """The six lacks whose mean is the barriers, each in [0, 1]."""

    infrastructure: float
    skill: float
    hardening: float
    budget: float
    anchoring: float
    trust: float


@rule
def discretion_rent(office_rent: float, grade_rent: float, person: float, p: Parameters) -> float:
    """What discretion over files is worth to this official in this post.

    rho = clip( rho_m + rho_g + rho_z z )

    office_rent rho_m, grade_rent rho_g: shares, belong to the post; person z: standard
    normal, travels with the official.
    Source: [Resistance] on patronage and patwaris defending discretion.
    """
    return clip(office_rent + grade_rent + p.rho_z * person)


@rule
def loss_of_discretion(
    now: float, rent: float, office_mean: float, change_management: float, p: Parameters
) -> float:
    """Fear of losing discretion and authority, next month.

    R1' = R1 + g_R [ (1 - al) rho (1 - e_CM CM) + al mean_office(R1) - R1 ]

    now R1, rent rho, office_mean, change_management CM: in [0, 1].  Carries all
    discretion rents: there is no second rent term in utility.
    Source: Friedkin & Johnsen 1990 (anchored opinion); [Resistance]; [Abbas] on change
    management.
    """
    anchor = (1.0 - p.al) * rent * (1.0 - p.e_CM * change_management)
    return clip(now + p.g_R * (anchor + p.al * office_mean - now))


@rule
def job_insecurity(
    now: float,
    exposure: float,
    guarantee: float,
    digital: float,
    budget: float,
    p: Parameters,
) -> float:
    """Fear of redundancy, next month.

    R2' = R2 + g_R [ clip( x_g (1 - J C) (r0 + (1 - r0) D) + a_b (1 - b) ) - R2 ]

    now R2, exposure x_g of the grade, guarantee J C (promise times the state's staying
    power), digital D (share of the tier's desks), budget b (1 without austerity): in [0, 1].
    Source: [Narrative] on clerks and file managers; [Resistance] on fiscal uncertainty.
    """
    threat = exposure * (1.0 - guarantee) * (p.r0 + (1.0 - p.r0) * digital)
    return clip(now + p.g_R * (clip(threat + p.a_b * (1.0 - budget)) - now))


@rule
def leadership(superiors_use: float, champion: float, p: Parameters) -> float:
    """Leadership felt: superiors' own use, or champions in their stead.

    Ltil = 1 - (1 - L) (1 - lam_ch champ)

    superiors_use L: digital plus weighted hybrid share of higher grades of the office,
    for the highest grade the anchoring C; champion: share of the office's officers who
    act as champions.  In [0, 1].
    Source: [Resistance] on hierarchy and champions.
    """
    return 1.0 - (1.0 - superiors_use) * (1.0 - p.lam_ch * champion)


@rule
def hierarchy(deference: float, leadership_felt: float) -> float:
    """Deference to superiors who stay on paper: R3 = def (1 - Ltil), in [0, 1].

    Source: [Resistance]: hierarchy amplifies individual fear.
    """
    return deference * (1.0 - leadership_felt)


@rule
def paper_habit(now: float, mode: int, p: Parameters) -> float:
    """The habit of paper, next month: R4' = R4 + g_H (h(M) - R4), h = (1, habit_hybrid, 0).

    now R4 in [0, 1]; mode M: 0 paper, 1 hybrid, 2 digital.
    Source: [Narrative] on file tradition; [Resistance] on inertia.
    """
    if mode == 0:
        goal = 1.0
    elif mode == 1:
        goal = p.habit_hybrid
    else:
        goal = 0.0
    return clip(now + p.g_H * (goal - now))


@rule
def distrust(now: float, deficit: float, incident: float, incident_mean: float, p: Parameters) -> float:
    """Distrust in the system, next month.

    R5' = R5 + g_R [ deficit - R5 ] + j_C (inc + spill mean(inc)) (1 - R5)

    now R5; deficit: mean of 1-F, 1-S, 1-Hd, 1-CT; incident: 1 if the office had a cyber
    incident this month; incident_mean: share of the tier's offices that had one.
    Source: [Resistance]: deficits raise fear, cyber risk gives deniability, citizens'
    mistrust validates caution.
    """
    shock = p.j_C * (incident + p.spill * incident_mean) * (1.0 - now)
    return clip(now + p.g_R * (deficit - now) + shock)


@rule
def trust_deficit(infrastructure: float, skill: float, hardening: float, trust: float) -> float:
    """What makes a system hard to trust: mean of 1-F, 1-S, 1-Hd, 1-CT, in [0, 1]."""
    return 0.25 * ((1.0 - infrastructure) + (1.0 - skill) + (1.0 - hardening) + (1.0 - trust))


@rule
def resistance_terms(r1: float, r2: float, r3: float, r4: float, r5: float, p: Parameters) -> ResistanceTerms:
    """Resistance: the weighted sum R = sum_k w_Rk Rk of its five components, in [0, 1].

    Source: [Resistance] lists the components and gives no weights (assumption).
    """
    return ResistanceTerms(p.w_R1 * r1, p.w_R2 * r2, p.w_R3 * r3, p.w_R4 * r4, p.w_R5 * r5)


@rule
def resistance(x: ResistanceTerms) -> float:
    """Resistance from its terms: R = sum_k w_Rk Rk, in [0, 1]."""
    return x.discretion_loss + x.job_insecurity + x.hierarchy + x.habit + x.distrust


@rule
def barrier_terms(
    infrastructure: float, skill: float, hardening: float, budget: float, anchoring: float, trust: float
) -> BarrierTerms:
    """The six barriers: X = mean of 1-F, 1-S, 1-Hd, 1-b, 1-C, 1-CT, in [0, 1].

    Source: [Resistance] names infrastructure, human, financial, political and
    socio-cultural barriers and cyber risk.
    """
    return BarrierTerms(
        1.0 - infrastructure, 1.0 - skill, 1.0 - hardening, 1.0 - budget, 1.0 - anchoring, 1.0 - trust
    )


@rule
def barriers(x: BarrierTerms) -> float:
    """The barriers from the six lacks: X = mean of 1-F, 1-S, 1-Hd, 1-b, 1-C, 1-CT, in [0, 1]."""
    return (x.infrastructure + x.skill + x.hardening + x.budget + x.anchoring + x.trust) / 6.0


@rule
def effective_resistance(resistance_now: float, barriers_now: float, p: Parameters) -> float:
    """The multiplicative claim: G = R [1 + kappa (X - X0)].

    resistance R, barriers X in [0, 1].  d2V/dRdX = -beta_R kappa exactly.
    Source: [Resistance]: resistance interacts multiplicatively with barriers; kappa is
    not identified by the record.
    """
    return resistance_now * (1.0 + p.kappa * (barriers_now - p.X0))


@rule
def sabotages(effective: float, mode: int, live: bool, mandated: bool, p: Parameters) -> bool:
    """Whether the official quietly obstructs: Z = [G > th_Z] [not digital] [live] [mandate in force].

    Source: [Resistance]: delayed data entry, under-resourced service centres.
    """
    return live and mandated and mode != 2 and effective > p.th_Z
