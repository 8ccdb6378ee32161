"""Directions of skill, belief, enforcement, postings and offices."""

import numpy as np

from directions.bench import (
    ALONE,
    BASE,
    FOUR_TIERS,
    KEEN,
    LARGE,
    ORDERED,
    UPSET,
    WARY,
    Direction,
    Measure,
    between_offices,
    day,
    monthly,
    office,
    people,
    spread_of_people,
    summed,
    tier_of,
    visible_gap,
    world_at_start,
)

# fmt: off
TAUGHT = {"train": 0.1}
RECRUITING = {"turn": 0.02}
LEGISLATED = {"law": {"status": 1.0}}
NEW_LEADER = {"changes": [{"date": day(6), "Pbar": 1.0}]}
UNIONISED = {**ORDERED, "th_U": 0.25}
STANDARDS = {**ORDERED, "standards": 0.2}
LATE_START = {"inv": 0.05, "go_live": {"installed": [{"date": day(18), "share": 1.0}]}}

SKILL = {
    **{f"skill_g{grade}": Direction(ALONE, people("skill", (grade,)), +1, "who starts skilled stays so")
       for grade in range(4)},
    "skill_sd": Direction(ALONE, spread_of_people("skill", start=True), +1, "it is the spread of skill"),
    "skill_low": Direction(ALONE, people("skill", start=True), +1, "lifts the least skilled"),
    "skill_high": Direction({"skill_sd": 0.3}, people("skill", start=True), +1,
        "the most skilled may be more so"),
    "lam_D": Direction(KEEN, monthly("skill"), +1, "digital work teaches"),
    "lam_H": Direction(KEEN, monthly("skill"), +1, "hybrid work teaches"),
    "t_S": Direction(TAUGHT, monthly("skill"), +1, "a course teaches more"),
    "d_S": Direction(TAUGHT, monthly("skill"), -1, "what is taught and not used fades"),
    "decay_hybrid": Direction(TAUGHT, monthly("skill"), -1, "hybrid work keeps less of what is taught"),
    "zeta_inv": Direction({"inv": 0.05}, monthly("infrastructure"), -1,
        "resisting managers hold up equipment"),
    "zeta_T": Direction(TAUGHT, monthly("skill"), -1, "who resists learns less from a course"),
    "literacy_cut": Direction({**TAUGHT, "target": "low_literacy"}, monthly("skill"), +1,
        "with nobody below the cut nobody is taught"),
    "entrant_skill": Direction(RECRUITING, monthly("skill"), +1, "recruits bring skill"),
    "entrant_habit": Direction(RECRUITING, monthly("resistance_habit"), +1, "recruits bring the habit"),
    "entrant_distrust": Direction(RECRUITING, monthly("resistance_distrust"), +1, "recruits bring distrust"),
}

BELIEF = {
    "B0": Direction(ALONE, monthly("belief"), +1, "it starts higher"),
    "B0_sd": Direction(ALONE, spread_of_people("belief", start=True), +1, "it is the spread of belief"),
    "g_B": Direction(LEGISLATED, monthly("belief"), +1, "belief rises faster to what the law warrants"),
    "chi_B": Direction(ALONE, monthly("belief"), -1, "what officials see is less than politics promises"),
    "pi_B": Direction(UPSET, monthly("belief", 19), -1, "a change of government destroys belief"),
    "g_P": Direction(NEW_LEADER, tier_of("anchoring", 7, 24), +1, "commitment rises faster to the new level"),
    "pi": Direction(UPSET, monthly("belief", 19), -1, "commitment falls further, belief follows"),
}

ENFORCEMENT = {
    "T_a": Direction(ORDERED, monthly("reported_use", 7, 12), +1, "the deadline is felt further ahead"),
    "e0": Direction(ORDERED, monthly("reported_use", 2, 6), +1, "a harder early order"),
    "e1": Direction(ORDERED, monthly("reported_use", 7, 14), +1, "a harder directive"),
    "e2": Direction(ORDERED, monthly("reported_use", 19), +1, "a harder last order"),
    "g_Q": Direction(ORDERED, monthly("perceived_detection", 19), -1,
        "officials learn faster that less is enforced than announced"),
    "n0": Direction(ORDERED, between_offices("rate", 18), -1, "hearsay evens out what offices learn"),
    "q_local": Direction(ORDERED, between_offices("detection", 18), +1,
        "each office learns from its own cases"),
    "phi0": Direction(ORDERED, monthly("perceived_detection", 19), +1, "cases have consequences"),
    "eta0": Direction(ORDERED, monthly("share_hybrid", 19), -1, "token use is seen through"),
    "imp": Direction({**ORDERED, **WARY}, monthly("reported_use", 7), -1,
        "seniors who are spared keep offices closed"),
    "psi_U": Direction(UNIONISED, monthly("reported_use", 7), -1, "unions shield who stays on paper"),
    "th_U": Direction(ALONE, tier_of("union"), -1, "it takes more fear to mobilise"),
    "s_U": Direction(ALONE, tier_of("union"), +1, "below the threshold a gradual response mobilises more"),
    "g_U": Direction(UNIONISED, tier_of("union"), +1, "from rest, unions mobilise faster"),
}

POSTING = {
    **{f"mu_g{grade}": Direction(ALONE, summed("transfers"), +1, "the grade is transferred more often")
       for grade in range(4)},
    "reshuffle": Direction(UPSET, summed("transfers", 18, 18), +1, "a new government moves officers"),
    "s_loss": Direction(TAUGHT, monthly("skill"), -1, "a move loses more of what was acquired"),
    "turn": Direction(ALONE, summed("recruits"), +1, "more leave"),
}

OUTAGE = [{"start": day(6), "end": day(30)}]
PILOTS = {"go_live": {"order": "low_resistance", "start": day(6), "pace": 1}}


def _last_first(column: str) -> Measure:
    """How much of a column of the offices the last to go live have more than the first."""
    return world_at_start(lambda w: float(np.corrcoef(w.office["golive"], w.office[column])[0, 1]))


least_resistant_first = _last_first("rent")
visible_first = world_at_start(lambda w: -_last_first("visibility").of(BASE, w))

OFFICE = {
    "F0": Direction(ALONE, monthly("infrastructure"), +1, "offices start better equipped"),
    "F0_sd": Direction(ALONE, between_offices("infrastructure"), +1, "offices start differently equipped"),
    "F_low": Direction({**LARGE, "F0_sd": 0.3}, monthly("infrastructure"), +1, "lifts the worst equipped"),
    "F_high": Direction({"F0_sd": 0.3}, monthly("infrastructure"), +1, "the best equipped may be more so"),
    "d_F": Direction(ALONE, monthly("infrastructure"), -1, "equipment wears out"),
    "inv_max": Direction({"inv": 0.2}, monthly("infrastructure"), +1, "an office can absorb more"),
    "cap": Direction(ORDERED, monthly("availability", 12), +1, "the system carries more desks"),
    "dn": Direction({**KEEN, "h0": 0.3}, monthly("availability"), -1, "an incident costs more service"),
    "h0": Direction({**LARGE, **KEEN, "Hd0": 0.0}, summed("incident"), +1, "more incidents"),
    "Hd0": Direction(ALONE, monthly("resistance_distrust"), -1, "protected systems are trusted"),
    "d_Hd": Direction(ALONE, monthly("resistance_distrust", 12), +1, "outdated protection is distrusted"),
    "I0": Direction(KEEN, office("performance"), +1, "files reach other offices"),
    "I_base": Direction(STANDARDS, office("performance"), +1, "standards can lead further"),
    "I_gov": Direction(STANDARDS, office("performance"), +1, "central management can lead further"),
    "vis_low": Direction(FOUR_TIERS, visible_gap(), -1, "offices are seen more alike"),
    "vis_high": Direction(FOUR_TIERS, visible_gap(), +1, "some offices are seen far more than others"),
    "hub_share": Direction(ALONE, between_offices("counterpart_digital", 6, hubs=2), -1,
        "all write to the same hubs, so all meet the same counterparts"),
    "partners": Direction({**LARGE, "hub_share": 0.0}, between_offices("counterpart_digital", 6, hubs=2), -1,
        "many partners average out"),
    "out": Direction({**KEEN, "outages": OUTAGE}, monthly("availability"), -1, "outages take longer"),
    "cloud_cap": Direction({**ORDERED, "cloud": "on"}, monthly("availability", 12), +1,
        "a cloud carries more desks"),
    "cloud_outage": Direction({**KEEN, "cloud": "on", "outages": OUTAGE}, monthly("availability"), -1,
        "outages of the cloud take longer"),
    "partner_gain": Direction({"inv": 0.05, "partnership": 1.0}, monthly("infrastructure"), +1,
        "the partner adds more"),
    "I_law": Direction({**STANDARDS, "exchange_law": "on"}, office("performance"), +1,
        "the law lets offices exchange more"),
    "survey_sd": Direction({**LARGE, **PILOTS}, least_resistant_first, -1,
        "a poor survey finds the wrong ones"),
    "vis_weight": Direction({**LARGE, "go_live": {**PILOTS["go_live"], "order": "both"}}, visible_first, +1,
        "visibility counts for more"),
    "lead": Direction(LATE_START, monthly("infrastructure", 0, 18), +1, "equipment is bought earlier"),
}
