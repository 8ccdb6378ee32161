"""Directions of citizens, outcomes and costs."""

from directions.bench import (
    ALONE,
    ATTACKED,
    END,
    FULL,
    KEEN,
    ORDERED,
    Direction,
    monthly,
)

# fmt: off
OBSTRUCTED = {**ORDERED, "th_Z": 0.3}
CONNECTED = {**FULL, "standards": 0.2, "gov": 1.0, "stage_X": 0.3}
GUARANTEED = {**ORDERED, "J": 1.0}

satisfaction = monthly("satisfaction")
maturity = monthly("maturity_mean", 12)
cost = monthly("cumulative_cost", END)

CITIZENS = {
    "PT_p": Direction(ALONE, monthly("processing_days"), +1, "paper takes longer"),
    "PT_d": Direction(FULL, monthly("processing_days"), +1, "digital files take longer"),
    "dup": Direction(ALONE, monthly("processing_days"), +1, "working both ways takes time"),
    "PT_Z": Direction(OBSTRUCTED, monthly("processing_days"), +1, "obstruction takes time"),
    "CT0": Direction(ALONE, monthly("trust"), +1, "it starts higher"),
    "g_C": Direction({"CT0": 0.8}, monthly("trust"), -1, "trust falls faster to what the service deserves"),
    "j_CT": Direction(ATTACKED, monthly("trust"), -1, "incidents cost trust"),
    "w_inc": Direction(ATTACKED, monthly("trust"), -1, "incidents count for more"),
    "aware_effect": Direction({"aware": 1.0}, monthly("trust"), +1, "campaigns work"),
    "L0": Direction(ALONE, satisfaction, +1, "a service without merit is rated higher"),
    "x_T_hybrid": Direction(ALONE, satisfaction, +1, "hybrid files are more transparent"),
    "sat_mean": Direction(ALONE, satisfaction, +1, "it is the level"),
    "lik_T": Direction(ALONE, satisfaction, -1, "the same transparency falls short of a higher mark"),
    "lik_E": Direction(ALONE, satisfaction, -1, "the same efficiency falls short of a higher mark"),
    "lik_A": Direction(ALONE, satisfaction, -1, "the same accessibility falls short of a higher mark"),
    "lik_D": Direction(ALONE, satisfaction, -1, "the same trust falls short of a higher mark"),
    "b_T": Direction(ALONE, satisfaction, -1, "transparency is below the survey's, which counts for more"),
    "b_E": Direction(ALONE, satisfaction, -1, "efficiency is below the survey's, which counts for more"),
    "b_A": Direction(ALONE, satisfaction, +1, "accessibility is above the survey's, which counts for more"),
    "b_D": Direction(ALONE, satisfaction, -1, "trust is below the survey's, which counts for more"),
}

OUTCOMES = {
    "leak_P": Direction(ALONE, monthly("leakage"), +1, "paper leaves more room for favours"),
    "leak_H": Direction(ALONE, monthly("leakage"), +1, "hybrid work leaves more room for favours"),
    "leak_D": Direction(KEEN, monthly("leakage"), +1, "digital work leaves more room for favours"),
    "on_platform": Direction(ORDERED, monthly("offices_on_platform"), -1, "it takes more to count"),
    "stage_F": Direction(ALONE, maturity, -1, "stage 1 takes more equipment"),
    "stage_r": Direction(ORDERED, maturity, -1, "stage 2 takes more use"),
    "stage_A": Direction(ORDERED, maturity, -1, "stage 2 takes more availability"),
    "stage_E": Direction(FULL, maturity, -1, "stage 3 takes more files end to end"),
    "stage_ME": Direction(FULL, maturity, -1, "stage 3 takes more review"),
    "stage_I": Direction(CONNECTED, maturity, -1, "stage 4 takes more exchange of files"),
    "stage_X": Direction(CONNECTED, maturity, -1, "stage 4 takes more paperless traffic"),
    "stage_share": Direction(ORDERED, monthly("maturity_stage", 12), -1,
        "more offices must have come as far"),
}

COSTS = {
    "wage": Direction(ALONE, cost, +1, "working both ways costs a share of pay"),
    "cost_paper": Direction(ALONE, cost, +1, "a unit cost"),
    "cost_digital": Direction(ALONE, cost, +1, "a unit cost"),
    "cost_audit": Direction(ORDERED, cost, +1, "a unit cost"),
    "cost_law": Direction({"law": {"status": 1.0}}, cost, +1, "a unit cost"),
    "cost_course": Direction(ALONE, cost, +1, "a unit cost"),
    "cost_CM": Direction({"CM": 1.0}, cost, +1, "a unit cost"),
    "cost_champion": Direction({"champ": 1.0}, cost, +1, "a unit cost"),
    "incentive_wage": Direction({"inc": 1.0}, cost, +1, "a larger incentive"),
    "redundant": Direction(GUARANTEED, cost, +1, "more posts are kept that could be given up"),
    "attrition": Direction(GUARANTEED, cost, +1, "posts could be given up faster"),
    "cost_equip": Direction(ALONE, cost, +1, "a unit cost"),
    "cost_std": Direction({"standards": 0.1}, cost, +1, "a unit cost"),
    "cost_hard": Direction({"hard": 0.1}, cost, +1, "a unit cost"),
    "cost_ME": Direction(ALONE, cost, +1, "a unit cost"),
    "cost_aware": Direction({"aware": 1.0}, cost, +1, "a unit cost"),
    "cost_exchange_law": Direction({"exchange_law": "on"}, cost, +1, "a unit cost"),
    "cloud_cost": Direction({"cloud": "on", "cloud_cap": 1.0}, cost, +1, "a dearer cloud"),
    "partner_saving": Direction({"partnership": 0.5, "inv": 0.05}, cost, -1, "the partner pays more"),
    "pkr_per_usd": Direction(ALONE, monthly("cumulative_cost_usd", END), -1, "a dollar buys more rupees"),
    "discount": Direction(ALONE, monthly("discounted_cost", END), -1, "later rupees count for less"),
}
