"""Transfers and turnover."""

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


@rule
def transfer_chance(rate: float, grade: int, transition: bool, p: Parameters) -> float:
    """Chance that an official is transferred this month, before tenure protection.

    mu_g (reshuffle after a change of government, for officers and above)

    rate mu_g: per month; grade 0 to 3.  Tenure protection TP multiplies by 1 - TP.
    Source: [Resistance] on frequent transfers; Punjab rules of business (36 months).
    """
    return rate * p.reshuffle if transition and grade >= 2 else rate


@rule
def skill_after_move(skill: float, floor: float, p: Parameters) -> float:
    """Skill in a new post: S <- Sf + (1 - s_loss) (S - Sf), in [0, 1]."""
    return floor + (1.0 - p.s_loss) * (skill - floor)


@rule
def recruit_skill(grade_mean: float, person: float, p: Parameters) -> float:
    """Skill of a recruit: clip( grade mean + entrant_skill + skill_sd z ), z standard normal.

    Source: [Narrative]: training built into hiring; size assumed.
    """
    return clip(grade_mean + p.entrant_skill + p.skill_sd * person)
