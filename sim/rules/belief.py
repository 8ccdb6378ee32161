"""Belief that the reform will last, anchoring, and politics."""

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


@rule
def anchoring(law: float, commitment: float) -> float:
    """How firmly the reform is anchored: C = l + (1 - l) P, in [0, 1].

    law l: legal status; commitment P: political commitment now.  C multiplies audits,
    maintenance, incentive and job guarantee and is the target of beliefs.
    Source: [Khattak]: executive platforms, unlike legislated ones, lack continuity.
    """
    return law + (1.0 - law) * commitment


@rule
def commitment(now: float, set_point: float, p: Parameters) -> float:
    """Political commitment, next month: P' = P + g_P (Pbar - P), in [0, 1]."""
    return now + p.g_P * (set_point - now)


@rule
def after_transition(level: float, p: Parameters) -> float:
    """Commitment, or its set-point, after a change of government: (1 - pi) P.

    Source: [Khattak]: the Citizen Portal lost focus after the transition of 2022.
    """
    return (1.0 - p.pi) * level


@rule
def belief_after_transition(belief: float, law: float, p: Parameters) -> float:
    """Belief after a change of government: B <- B (1 - pi_B (1 - l)); a law protects it.

    Source: Rodrik 1991; [Khattak]; [Resistance] on policy discontinuity.
    """
    return belief * (1.0 - p.pi_B * (1.0 - law))


@rule
def belief(now: float, anchoring_now: float, digital: float, visible_use: float, p: Parameters) -> float:
    """Belief that the reform will last, next month.

    B' = B + g_B [ (1 - chi_B) C + chi_B (D + Dvis) / 2 - B ]

    now B, anchoring C, digital share D of one's own office, visible use Dvis: in [0, 1].
    Source: [Resistance] on reform fatigue and the credibility gap; Rodrik 1991.
    """
    goal = (1.0 - p.chi_B) * anchoring_now + p.chi_B * 0.5 * (digital + visible_use)
    return clip(now + p.g_B * (goal - now))
