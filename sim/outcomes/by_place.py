"""Outcomes of every office, and of every tier."""

import numpy as np

from sim.costs import RUNNING
from sim.observed import Observed
from sim.outcomes.form import Monthly, declared

OFFICE_OUTCOMES = {
    "share_paper": ("share of desks", "desks of the office on paper"),
    "share_hybrid": ("share of desks", "desks of the office working both ways"),
    "share_digital": ("share of desks", "digital desks of the office"),
    "reported_use": ("share of desks", "digital plus hybrid desks of the office"),
    "verified_use": ("share of desks", "digital desks of the office"),
    "end_to_end": ("share of files", "files of the office that touch paper at no desk"),
    "resistance": ("share", "mean resistance in the office"),
    "skill": ("share", "mean digital skill in the office"),
    "belief": ("share", "mean belief in the office that the reform will last"),
    "infrastructure": ("share", "equipment of the office"),
    "processing_days": ("days", "days a file takes in the office"),
    "open": ("0 or 1", "whether its seniors have opened the office to the system"),
    "live": ("0 or 1", "whether the system is installed"),
    "maturity_stage": ("0 to 4", "maturity stage of the office"),
}
"""Columns of the office table: name -> (unit, meaning)."""


def office_outcome(o: Observed, name: str) -> np.ndarray:
    """Return one of `OFFICE_OUTCOMES` of every month and office, shape (n_months, n_offices)."""
    match name:
        case "share_paper":
            return np.asarray(o.office["paper"])
        case "share_hybrid":
            return np.asarray(o.office["hybrid"])
        case "share_digital" | "verified_use":
            return np.asarray(o.office["digital"])
        case "reported_use":
            return np.asarray(o.office["digital"] + o.office["hybrid"])
        case "maturity_stage":
            return o.stage()
    return np.asarray(o.office[name])


TIER_OUTCOMES: Monthly = declared(
    (
        "share_paper",
        "share of desks",
        "On paper",
        "desks of the tier on paper only",
        lambda o: o.in_tiers(o.office["paper"], o.posts),
    ),
    (
        "share_hybrid",
        "share of desks",
        "Both ways",
        "desks of the tier that enter files digitally and keep the paper",
        lambda o: o.in_tiers(o.office["hybrid"], o.posts),
    ),
    (
        "share_digital",
        "share of desks",
        "Digital",
        "desks of the tier that work digitally only",
        lambda o: o.in_tiers(o.office["digital"], o.posts),
    ),
    (
        "reported_use",
        "share of desks",
        "Reported use",
        "digital plus hybrid desks of the tier",
        lambda o: o.in_tiers(o.office["digital"] + o.office["hybrid"], o.posts),
    ),
    (
        "verified_use",
        "share of desks",
        "Real use",
        "digital desks of the tier",
        lambda o: o.in_tiers(o.office["digital"], o.posts),
    ),
    (
        "end_to_end",
        "share of files",
        "Paperless from end to end",
        "files that touch paper at no desk, mean over the offices of the tier",
        lambda o: o.in_tiers(o.office["end_to_end"]),
    ),
    (
        "resistance",
        "share",
        "Resistance",
        "mean over the officials of the tier",
        lambda o: o.in_tiers(o.office["resistance"], o.posts),
    ),
    (
        "skill",
        "share",
        "Digital skill",
        "mean over the officials of the tier",
        lambda o: o.in_tiers(o.office["skill"], o.posts),
    ),
    (
        "infrastructure",
        "share",
        "Equipment",
        "mean over the desks of the tier",
        lambda o: o.in_tiers(o.office["infrastructure"], o.posts),
    ),
    (
        "enforcement",
        "probability per month",
        "Enforcement",
        "announced chance of being checked, as it arrives in the tier",
        lambda o: o.tier["enforcement"],
    ),
    (
        "processing_days",
        "days",
        "Days per file",
        "mean over the offices of the tier",
        lambda o: o.tier["processing_days"],
    ),
    (
        "satisfaction",
        "1 to 5",
        "Citizens' satisfaction",
        "survey scale of 1 to 5, of the tier's citizens",
        lambda o: o.tier["satisfaction"],
    ),
    (
        "trust",
        "share",
        "Citizens' trust",
        "trust of the tier's citizens in the digital service, CT",
        lambda o: o.tier["trust"],
    ),
    (
        "accessibility",
        "share",
        "Access for citizens",
        "citizens of the tier with access to digital services while the system is available",
        lambda o: o.tier["accessibility"],
    ),
    (
        "commitment",
        "share",
        "Political commitment",
        "commitment of the tier's political top, P",
        lambda o: o.tier["commitment"],
    ),
    (
        "anchoring",
        "share",
        "Anchoring",
        "how firmly the reform is anchored in law and commitment, C",
        lambda o: o.tier["anchoring"],
    ),
    (
        "union_mobilisation",
        "share",
        "Mobilisation of unions",
        "of the tier's unions, U",
        lambda o: o.tier["union"],
    ),
    (
        "interoperability",
        "share",
        "Exchange between systems",
        "how well the tier's systems exchange files, I",
        lambda o: o.tier["interoperability"],
    ),
    (
        "hardening",
        "share",
        "Cyber protection",
        "protection of the tier's systems, Hd",
        lambda o: o.tier["hardening"],
    ),
    (
        "cumulative_cost",
        "PKR",
        "Cost so far",
        "sum of the tier's monthly costs since the start, not discounted",
        lambda o: np.cumsum(sum(o.tier_costs.values()), axis=0),
    ),
    (
        "cumulative_levers",
        "PKR",
        "Cost of the measures so far",
        "part of the tier's cost so far: all but running the desks",
        lambda o: np.cumsum(sum(cost for part, cost in o.tier_costs.items() if part not in RUNNING), axis=0),
    ),
    (
        "budgeted",
        "PKR per month",
        "Cost that counts against the budget",
        "what the tier's levers cost this month that a budget must pay: what is committed or funded",
        lambda o: o.tier["committed"] + o.tier["funded"] * o.tier["planned"],
    ),
    (
        "funded",
        "share",
        "Levers the budget pays for",
        "share of the tier's levers that its budget can cut and pays for",
        lambda o: o.tier["funded"],
    ),
    (
        "overrun",
        "PKR per month",
        "Budget overrun",
        "what checks, review, champions and laws cost beyond the tier's budget",
        lambda o: o.tier["overrun"],
    ),
)
"""Columns of the tier table, each of shape (n_months, n_tiers)."""
