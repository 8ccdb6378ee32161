"""Enforcement: what is announced, what officials perceive, what is really enforced."""

import math
from typing import NamedTuple

from sim.compiling import rule
from sim.parameters import Parameters


class PenaltyFactors(NamedTuple):
    """What the perceived penalty is the product of: beta_E, a, Q, B, s."""

    weight: float
    anticipation: float
    detection: float
    belief: float
    shield: float


@rule
def tier_factor(gov: float, reach: float, will: float) -> float:
    """How much of the centre's enforcement arrives in a tier: tf = gov reach + (1 - gov) will.

    gov: governance, 0 local to 1 central; reach of the centre and own will of the tier
    in [0, 1] (1 for the federal tier).  Source: [Abbas] on governance modes; assumption.
    """
    return gov * reach + (1.0 - gov) * will


@rule
def anticipation(e_act: float, e_ann: float, months_left: float, p: Parameters) -> float:
    """How much of the announced enforcement officials already feel.

    a = [ e_act + (e_ann - e_act) disc ] / max(e_ann, e_act),  0 if both are 0
    disc = 1 after the deadline, else exp(-months_left / T_a)

    e_act: intensity (probability per month) in force; e_ann: of the latest announced
    record; months_left to its deadline (<= 0 once passed).  Until the newer deadline the
    older record stays in force; anticipation moves only the difference.  In [0, 1].
    Source: [Khattak] on directives and deadlines; Becker 1968.
    """
    strongest = max(e_ann, e_act)
    if strongest <= 0.0:
        return 0.0
    discount = 1.0 if months_left <= 0.0 else math.exp(-months_left / p.T_a)
    return (e_act + (e_ann - e_act) * discount) / strongest


@rule
def announced(perceived: float, intensity: float) -> float:
    """The scare of an announcement: Q <- max(Q, e), probabilities per month."""
    return max(perceived, intensity)


@rule
def shield(grade: int, union: float, p: Parameters) -> float:
    """What remains of a penalty: s = (1 - psi_U U [grade <= 1]) (1 - imp [grade = 3]).

    grade 0 to 3; union U: mobilisation in [0, 1].  Acts once on the penalty perceived
    and once on the sanction drawn.
    Source: [Resistance] on unions; Dhaliwal & Hanna 2017 on impunity of seniors.
    """
    if grade <= 1:
        return 1.0 - p.psi_U * union
    if grade == 3:
        return 1.0 - p.imp
    return 1.0


@rule
def penalty_factors(
    anticipation_now: float, detection: float, belief: float, shield_now: float, p: Parameters
) -> PenaltyFactors:
    """Perceived penalty of staying on paper: Pen = beta_E a Q B s, in logits.

    anticipation a, detection Q (probability per month), belief B, shield s in [0, 1];
    with belief switched off B counts as 1.
    Source: Becker 1968; Allingham & Sandmo 1972; Korobow et al. 2007.
    """
    believed = belief if p.belief > 0.5 else 1.0
    return PenaltyFactors(p.beta_E, anticipation_now, detection, believed, shield_now)


@rule
def perceived_penalty(x: PenaltyFactors) -> float:
    """Perceived penalty of staying on paper from its factors: Pen = beta_E a Q B s, in logits."""
    return x.weight * x.anticipation * x.detection * x.belief * x.shield


@rule
def token_detection(monitoring: float, p: Parameters) -> float:
    """Share of token compliance that a check sees through: eta_H = eta0 + (1 - eta0) ME.

    monitoring ME in [0, 1].  Source: [Khattak]: no performance review (PC-3).
    """
    return p.eta0 + (1.0 - p.eta0) * monitoring


@rule
def follow_through(monitoring: float, p: Parameters) -> float:
    """Chance that a detected case has consequences: phi = phi0 + (1 - phi0) ME.

    monitoring ME in [0, 1].  Source: Dhaliwal & Hanna 2017; Callen et al. 2020.
    """
    return p.phi0 + (1.0 - p.phi0) * monitoring


@rule
def audit_chance(live: bool, intensity: float, anchoring: float) -> float:
    """Chance that a post is checked this month: e_act C where live, else 0."""
    return intensity * anchoring if live else 0.0


@rule
def audited(live: bool, intensity: float, anchoring: float, luck: float) -> bool:
    """Whether a post is checked: live and u < e_act C.

    intensity e_act (probability per month), anchoring C in [0, 1], luck: draw in [0, 1).
    Enforcement begins at the deadline, not at the announcement.
    """
    return luck < audit_chance(live, intensity, anchoring)


@rule
def sanction_chance(consequences: float, shield_now: float) -> float:
    """Chance that a case has consequences for this official: phi s."""
    return consequences * shield_now


@rule
def sanctioned(
    mode: int, token: float, consequences: float, shield_now: float, token_luck: float, luck: float
) -> bool:
    """Whether a checked official is sanctioned.

    (paper, or hybrid and u < eta_H) and u' < phi s

    mode: 0 paper, 1 hybrid, 2 digital; token eta_H, consequences phi, shield s in
    [0, 1]; draws in [0, 1).
    """
    if mode == 0:
        return luck < sanction_chance(consequences, shield_now)
    if mode == 1:
        return token_luck < token and luck < sanction_chance(consequences, shield_now)
    return False


@rule
def learned_rate(sanctions: float, exposed: float, actual: float, p: Parameters) -> float:
    """The monthly sanction rate colleagues observe, unshielded.

    rate = (sanctions + n0 q) / (exposed + n0),  q where nothing was observed

    sanctions on paper users; exposed: sum of shields over paper users; actual q = e_act
    C phi.  The pseudo-count n0 keeps it defined where few stay on paper.
    """
    evidence = exposed + p.n0
    return (sanctions + p.n0 * actual) / evidence if evidence > 0.0 else actual


@rule
def perceived_detection(now: float, office_rate: float, tier_rate: float, p: Parameters) -> float:
    """Perceived chance of sanction, next month.

    Q' = Q + g_Q [ q_local rate_office + (1 - q_local) rate_tier - Q ]

    All probabilities per month.  The scare of an announcement decays to what is really
    enforced.  Source: Callen et al. 2020 (excess inspections fall from 104 to 44 % in
    six months); Banerjee et al. 2008.
    """
    seen = p.q_local * office_rate + (1.0 - p.q_local) * tier_rate
    return now + p.g_Q * (seen - now)
