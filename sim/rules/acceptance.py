"""Acceptance of technology: the four constructs of UTAUT, each in [0, 1].

[Resistance] and [Khattak] name TAM and UTAUT; meta-analyses find performance
expectancy the strongest path and effort expectancy weak (Taiwo & Downe 2013; Tamilmani
et al. 2021).  The weights are therefore an ordinal prior.
"""

from typing import NamedTuple

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


class AcceptanceTerms(NamedTuple):
    """What acceptance is made of: each construct times its weight."""

    performance: float
    effort: float
    influence: float
    conditions: float


@rule
def system_fit(gov: float, p: Parameters) -> float:
    """How well one system fits local work: fit = 1 - fit_gov (gov - gov_neutral).

    gov: governance, 0 local to 1 central.  Returns a factor around 1.
    Source: [Abbas] on centralised, decentralised and hybrid management; size assumed.
    """
    return 1.0 - p.fit_gov * (gov - p.gov_neutral)


@rule
def performance_expectancy(
    availability: float,
    fit: float,
    sabotage: float,
    digital: float,
    counterpart_digital: float,
    interoperability: float,
    p: Parameters,
) -> float:
    """Performance expectancy: the system is useful if it runs, fits and others use it.

    PE = clip( A fit (1 - z_s Z) [ 1 - nu + nu ( om D + (1 - om) I ext ) ] )

    availability A, sabotage Z, own office's digital share D, counterparts' digital
    share ext, interoperability I: shares in [0, 1]; fit: factor around 1.
    Source: UTAUT performance expectancy with a network externality; [Resistance] on
    obstruction and outages.
    """
    externality = p.om * digital + (1.0 - p.om) * interoperability * counterpart_digital
    return clip(availability * fit * (1.0 - p.z_s * sabotage) * (1.0 - p.nu + p.nu * externality))


@rule
def effort_expectancy(skill: float) -> float:
    """Effort expectancy: the work is as easy as one is skilled, EE = S in [0, 1].

    Source: UTAUT; [Resistance], [Arshad] on low digital literacy.
    """
    return skill


@rule
def social_influence(digital: float, hybrid: float, visible_use: float, p: Parameters) -> float:
    """Social influence: colleagues' example, at hand and in visible offices.

    SI = (1 - vs) (D + hybrid_weight H) + vs Dvis

    digital D, hybrid H: own office's shares; visible_use Dvis: digital share of live
    offices weighted by visibility.  All in [0, 1].
    Source: UTAUT social influence; [Resistance] on visible pilots.
    """
    return (1.0 - p.vs) * (digital + p.hybrid_weight * hybrid) + p.vs * visible_use


@rule
def facilitating_conditions(infrastructure: float) -> float:
    """Facilitating conditions: the office's equipment, FC = F in [0, 1].

    Source: UTAUT; [Resistance], [Arshad] on infrastructure and power gaps.
    """
    return infrastructure


@rule
def acceptance_terms(
    performance: float, effort: float, influence: float, conditions: float, p: Parameters
) -> AcceptanceTerms:
    """Acceptance: U = w_PE PE + w_EE EE + w_SI SI + w_FC FC, each construct in [0, 1].

    Weights are not renormalised when one is set to 0.  Source: UTAUT (Venkatesh et al.
    2003), weights an ordinal prior from meta-analyses.
    """
    return AcceptanceTerms(p.w_PE * performance, p.w_EE * effort, p.w_SI * influence, p.w_FC * conditions)


@rule
def acceptance(x: AcceptanceTerms) -> float:
    """Acceptance from its terms: U = w_PE PE + w_EE EE + w_SI SI + w_FC FC, in [0, 1]."""
    return x.performance + x.effort + x.influence + x.conditions
