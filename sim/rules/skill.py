"""Digital skill: training, learning by doing, decay."""

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


@rule
def in_target_group(target: int, grade: int, tenure: int, floor: float, p: Parameters) -> bool:
    """Whether an official belongs to the group that training is meant for.

    target: 0 all, 1 mid and senior officers, 2 champions (officers settled in their
    post), 3 low digital literacy; grade 0 to 3; tenure in months; floor Sf in [0, 1].
    Source: [Resistance] on mid and senior officials; cuts are assumptions.
    """
    if target == 0:
        return True
    if target == 1:
        return grade >= 2
    if target == 2:
        return grade >= 2 and tenure >= p.champion_tenure
    return floor < p.literacy_cut


@rule
def course_chance(
    share: float, budget: float, posts_per_eligible: float, office_resistance: float, p: Parameters
) -> float:
    """Chance that an eligible official is sent on a course this month.

    min(1, train b N / N_eligible) (1 - zeta_inv mean_office(R))

    share train: of all staff per month; budget b, office_resistance in [0, 1].
    Source: [Resistance]: resistance slows training.
    """
    return min(1.0, share * budget * posts_per_eligible) * (1.0 - p.zeta_inv * office_resistance)


@rule
def digital_skill(
    now: float, floor: float, mode: int, trained: bool, resistance: float, p: Parameters
) -> float:
    """Digital skill, next month.

    S' = S + lam_D (1-S) [digital] + lam_H (1-S) [hybrid] - d_S max(S - Sf, 0) k(M)
           + [trained] t_S (1 - zeta_T R) (1-S),     k = (1, decay_hybrid, 0)

    now S, floor Sf, resistance R in [0, 1]; mode 0 paper, 1 hybrid, 2 digital.
    Source: Tatel & Ackerman (half the gain lost after 11 months without use); Arthur et
    al. 1998, 2003; [Narrative], [Arshad], [Resistance] on training.
    """
    gap = 1.0 - now
    fading = p.d_S * max(now - floor, 0.0)
    if mode == 0:
        change = -fading
    elif mode == 1:
        change = p.lam_H * gap - p.decay_hybrid * fading
    else:
        change = p.lam_D * gap
    if trained:
        change += p.t_S * (1.0 - p.zeta_T * resistance) * gap
    return clip(now + change)
