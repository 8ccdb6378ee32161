"""Directions of choice, acceptance and resistance."""

import numpy as np

from directions.bench import (
    ALONE,
    ATTACKED,
    AUSTERE,
    KEEN,
    LARGE,
    ORDERED,
    SMOOTH,
    WARY,
    Direction,
    between_offices,
    day,
    happens,
    monthly,
    office,
    people,
    spread_of_people,
    world_at_start,
)
from sim.state import World


def rents_against_cultures(w: World) -> float:
    return float(np.corrcoef(w.office["rent"], w.office["culture"])[0, 1])


# fmt: off
BARREN = {"beta0": 1.0, "F0": 0.3, "Hd0": 0.0, "CT0": 0.2, "Pbar": 0.2}
DROPPED = {**ORDERED, **WARY, "enforcement_drops": [happens(20)]}
UNWILLING = {"beta0": -5.0, "gate": "off"}
TEXTBOOK = {"decision_rule": "linear", "gate": "off"}
BANNED = {**LARGE, **KEEN, "ban": {"start": day(0)}}
OBSTRUCTED = {**ORDERED, "th_Z": 0.3}

CHOICE = {
    "beta0": Direction(ALONE, monthly("reported_use"), +1, "an attractive system is used"),
    "beta_U": Direction(ALONE, monthly("reported_use"), +1, "acceptance is positive, so its weight adds"),
    "beta_R": Direction(ALONE, monthly("share_digital"), -1, "resistance holds back"),
    "kappa": Direction(BARREN, monthly("reported_use"), -1,
        "where barriers are above X0 they amplify resistance"),
    "X0": Direction(ALONE, monthly("reported_use"), +1, "barriers count only as far as they exceed it"),
    "beta_B": Direction(SMOOTH, monthly("share_digital"), -1, "doubt discourages"),
    "beta_O": Direction(SMOOTH, monthly("share_digital"), +1, "who has settled owns the reform"),
    "tau_O": Direction(SMOOTH, monthly("share_digital"), -1, "owning it takes longer"),
    "beta_I": Direction({"inc": 1.0}, monthly("share_digital"), +1, "money for digital work works"),
    "beta_E": Direction(ORDERED, monthly("reported_use"), +1, "fear of sanctions drives off paper"),
    "beta_ban": Direction(BANNED, monthly("reported_use"), +1, "counterparts who refuse paper drive off it"),
    "c_H": Direction(ALONE, monthly("share_hybrid"), -1, "double work tires"),
    "c_X": Direction(ALONE, monthly("share_digital"), -1, "printing for counterparts is a burden"),
    "chi_U": Direction(KEEN, monthly("share_hybrid"), +1,
        "where digital work has a benefit, hybrid keeps more of it"),
    "chi_R": Direction(ALONE, monthly("share_hybrid"), -1, "more of the threat remains"),
    "lam": Direction(ALONE, monthly("reported_use", 1, 6), +1,
        "from all paper, who reconsiders may leave it"),
    "sigma": Direction(UNWILLING, monthly("reported_use"), +1,
        "where all prefer paper only chance brings use"),
    "sigma_xi": Direction(ALONE, spread_of_people("taste", start=True), +1, "it is the spread of tastes"),
    "sigma_eta": Direction(ALONE, between_offices("paper", 12), +1, "cultures differ, so does use"),
    "c_rho": Direction(ALONE, world_at_start(rents_against_cultures), -1,
        "offices with more to lose are more reluctant"),
    "th_G": Direction(LARGE, office("open"), -1, "seniors must be more willing"),
    "d_G": Direction(DROPPED, office("open", 30), +1, "offices opened under pressure stay open without it"),
    "hazard_p": Direction(TEXTBOOK, monthly("share_digital"), +1, "Bass: more adopt unprompted"),
    "hazard_q": Direction(TEXTBOOK, monthly("share_digital"), +1, "Bass: more imitate"),
}

ACCEPTANCE = {
    "w_PE": Direction(ALONE, monthly("reported_use"), +1, "usefulness is positive"),
    "w_EE": Direction(ALONE, monthly("reported_use"), +1, "skill is positive"),
    "w_SI": Direction(ALONE, monthly("reported_use"), +1, "example is positive"),
    "w_FC": Direction(ALONE, monthly("reported_use"), +1, "equipment is positive"),
    "nu": Direction(ALONE, monthly("reported_use"), -1, "more of the use hangs on others, who are few"),
    "om": Direction(KEEN, monthly("share_digital"), +1,
        "one's own office is nearer than others behind poor exchange of files"),
    "vs": Direction({**SMOOTH, "c_H": 0.1}, monthly("reported_use"), -1,
        "offices elsewhere show digital work alone, one's own shows hybrid too"),
    "hybrid_weight": Direction(ALONE, monthly("reported_use"), +1,
        "more of what colleagues do is an example"),
    "fit_gov": Direction({"gov": 1.0}, monthly("reported_use"), -1, "a central system fits less"),
    "gov_neutral": Direction(SMOOTH, monthly("reported_use"), +1, "the system fits better below that point"),
}

RESISTANCE = {
    "w_R1": Direction(ALONE, monthly("reported_use"), -1, "the fear counts for more"),
    "w_R2": Direction(ALONE, monthly("reported_use"), -1, "the fear counts for more"),
    "w_R3": Direction(ALONE, monthly("reported_use"), -1, "deference counts for more"),
    "w_R4": Direction(ALONE, monthly("reported_use"), -1, "habit counts for more"),
    "w_R5": Direction(ALONE, monthly("reported_use"), -1, "distrust counts for more"),
    "g_R": Direction({"CM": 1.0}, monthly("resistance_discretion"), -1,
        "the fear falls faster to what change management suggests"),
    "al": Direction(ALONE, spread_of_people("discretion_loss"), -1, "colleagues grow alike"),
    "g_H": Direction({**ORDERED, **KEEN}, monthly("resistance_habit", 24), -1,
        "where few are on paper the habit fades faster"),
    "habit_hybrid": Direction(ORDERED, monthly("resistance_habit"), +1,
        "hybrid work keeps more of the habit"),
    "habit_start": Direction(ALONE, monthly("resistance_habit"), +1, "it starts higher"),
    "distrust_start": Direction(ALONE, monthly("resistance_distrust", 0, 12), +1, "it starts higher"),
    "x_g0": Direction(ALONE, monthly("resistance_jobs"), +1, "exposed clerks fear for their jobs"),
    "x_g1": Direction(ALONE, monthly("resistance_jobs"), +1, "exposed assistants fear for their jobs"),
    "x_g2": Direction(ALONE, monthly("resistance_jobs"), +1, "exposed officers fear for their jobs"),
    "x_g3": Direction(ALONE, monthly("resistance_jobs"), +1, "exposed seniors fear for their jobs"),
    "r0": Direction(ALONE, monthly("resistance_jobs"), +1, "more fear before the reform"),
    "a_b": Direction(AUSTERE, monthly("resistance_jobs"), +1, "austerity frightens"),
    "e_CM": Direction({"CM": 1.0}, monthly("resistance_discretion"), -1, "change management helps more"),
    "lam_ch": Direction({"champ": 1.0}, monthly("resistance_hierarchy"), -1,
        "champions stand in for superiors"),
    "champion_tenure": Direction({"champ": 1.0}, monthly("resistance_hierarchy"), +1,
        "fewer can be champions"),
    "j_C": Direction(ATTACKED, monthly("resistance_distrust"), +1, "incidents cost trust"),
    "spill": Direction(ATTACKED, monthly("resistance_distrust"), +1, "incidents elsewhere cost trust too"),
    "z_s": Direction(OBSTRUCTED, monthly("share_digital"), -1, "obstruction makes the system less useful"),
    "th_Z": Direction(ORDERED, monthly("sabotage"), -1, "it takes more to obstruct"),
    "def_mean": Direction(ALONE, monthly("resistance_hierarchy"), +1, "more follow superiors on paper"),
    "def_sd": Direction(ALONE, spread_of_people("deference", start=True), +1,
        "it is the spread of deference"),
    "rho_mean": Direction(ALONE, monthly("resistance_discretion"), +1, "there is more to lose"),
    "rho_sd": Direction(ALONE, between_offices("rent"), +1, "it is the spread of offices' rents"),
    "rho_z": Direction(ALONE, spread_of_people("discretion_loss", start=True), +1,
        "it is the spread of rents within an office"),
    **{f"rho_g{grade}": Direction(ALONE, people("discretion_loss", (grade,)), +1, "more to lose")
       for grade in range(4)},
}
