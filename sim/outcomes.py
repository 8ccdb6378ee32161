"""What becomes of the reform: every outcome, once, with its unit, label and definition.

Tables, pictures and reports read this table.  Shares of desks are weighted by desk;
what a citizen meets (days per file, end-to-end files) counts offices of a tier alike and
tiers by their desks; satisfaction and trust are weighted by citizens.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.costs import discounted
from sim.observed import Observed


@dataclass(frozen=True)
class Outcome:
    """One outcome: its column name, unit, label in plain words, definition, and how it is computed."""

    name: str
    unit: str
    label: str
    definition: str
    of: Callable[[Observed], np.ndarray]


def _leakage(o: Observed) -> np.ndarray:
    """Rents that remain exploitable as a share of all rents; 0 where discretion is worth nothing."""
    rent = o.by_desk(o.office["rent"])
    return np.divide(o.by_desk(o.office["leak"]), rent, out=np.zeros_like(rent), where=rent > 0.0)


def _outcomes(*rows: tuple[str, str, str, str, Callable[[Observed], np.ndarray]]) -> dict[str, Outcome]:
    return {row[0]: Outcome(*row) for row in rows}


OUTCOMES = _outcomes(
    (
        "share_paper",
        "share of desks",
        "On paper",
        "desks that work on paper only",
        lambda o: o.by_desk(o.office["paper"]),
    ),
    (
        "share_hybrid",
        "share of desks",
        "Both ways",
        "desks that enter files digitally and keep the paper",
        lambda o: o.by_desk(o.office["hybrid"]),
    ),
    (
        "share_digital",
        "share of desks",
        "Digital",
        "desks that work digitally only",
        lambda o: o.by_desk(o.office["digital"]),
    ),
    (
        "reported_use",
        "share of desks",
        "Reported use",
        "digital plus hybrid: files present on the system, as the official metric counts them",
        lambda o: o.by_desk(o.office["digital"] + o.office["hybrid"]),
    ),
    (
        "verified_use",
        "share of desks",
        "Real use",
        "digital only: files that are not also kept on paper",
        lambda o: o.by_desk(o.office["digital"]),
    ),
    (
        "end_to_end",
        "share of files",
        "Paperless from end to end",
        "files that touch paper at no desk on their way up the office",
        lambda o: o.by_office(o.office["end_to_end"]),
    ),
    (
        "end_to_end_desks",
        "share of files",
        "Paperless from end to end, by desk",
        "the same, with large offices counting for more",
        lambda o: o.by_desk(o.office["end_to_end"]),
    ),
    (
        "paperless_exchange",
        "share of traffic",
        "Paperless between offices",
        "traffic between offices that is digital at both ends",
        lambda o: o.by_office(o.office["paperless_exchange"]),
    ),
    (
        "offices_on_platform",
        "share of offices",
        "Offices on the platform",
        "offices whose reported use is at least 95 %",
        lambda o: (o.office["digital"] + o.office["hybrid"] >= o.params.on_platform - 1e-12).mean(axis=1),
    ),
    (
        "office_reported_use",
        "share",
        "Reported use, mean over offices",
        "reported use with every office counted alike, as the record counts divisions",
        lambda o: (o.office["digital"] + o.office["hybrid"]).mean(axis=1),
    ),
    (
        "office_verified_use",
        "share",
        "Real use, mean over offices",
        "real use with every office counted alike",
        lambda o: o.office["digital"].mean(axis=1),
    ),
    (
        "resistance",
        "share",
        "Resistance",
        "weighted sum of its five components, mean over officials",
        lambda o: o.by_desk(o.office["resistance"]),
    ),
    (
        "resistance_discretion",
        "share",
        "Losing discretion",
        "part of resistance from the fear of losing discretion and authority",
        lambda o: o.params.w_R1 * o.by_desk(o.office["discretion_loss"]),
    ),
    (
        "resistance_jobs",
        "share",
        "Losing the job",
        "part of resistance from the fear of redundancy",
        lambda o: o.params.w_R2 * o.by_desk(o.office["job_insecurity"]),
    ),
    (
        "resistance_hierarchy",
        "share",
        "Superiors on paper",
        "part of resistance from deference to superiors who stay on paper",
        lambda o: o.params.w_R3 * o.by_desk(o.office["hierarchy"]),
    ),
    (
        "resistance_habit",
        "share",
        "Paper habit",
        "part of resistance from the habit of paper",
        lambda o: o.params.w_R4 * o.by_desk(o.office["habit"]),
    ),
    (
        "resistance_distrust",
        "share",
        "Distrust of the system",
        "part of resistance from distrust in the system",
        lambda o: o.params.w_R5 * o.by_desk(o.office["distrust"]),
    ),
    (
        "barriers",
        "share",
        "Barriers",
        "mean lack of equipment, skill, protection, budget, anchoring and trust",
        lambda o: o.by_desk(o.office["barriers"]),
    ),
    (
        "sabotage",
        "share of desks",
        "Quiet obstruction",
        "desks that quietly obstruct a mandated system",
        lambda o: o.by_desk(o.office["sabotage"]),
    ),
    (
        "skill",
        "share",
        "Digital skill",
        "mean over officials",
        lambda o: o.by_desk(o.office["skill"]),
    ),
    (
        "belief",
        "share",
        "Belief that the reform will last",
        "mean over officials",
        lambda o: o.by_desk(o.office["belief"]),
    ),
    (
        "perceived_detection",
        "probability per month",
        "Perceived chance of sanction",
        "for staying on paper, mean over officials",
        lambda o: o.by_desk(o.office["detection"]),
    ),
    (
        "union_mobilisation",
        "share",
        "Mobilisation of unions",
        "mean over tiers, weighted by desks",
        lambda o: o.by_desk(o.tier["union"][:, o.tier_of]),
    ),
    (
        "infrastructure",
        "share",
        "Equipment",
        "mean over desks",
        lambda o: o.by_desk(o.office["infrastructure"]),
    ),
    (
        "availability",
        "share of the month",
        "Availability of the system",
        "mean over offices",
        lambda o: o.by_office(o.office["availability"]),
    ),
    (
        "processing_days",
        "days",
        "Days per file",
        "mean over offices",
        lambda o: o.by_office(o.office["processing_days"]),
    ),
    (
        "processing_days_desks",
        "days",
        "Days per file, by desk",
        "the same, with large offices counting for more",
        lambda o: o.by_desk(o.office["processing_days"]),
    ),
    (
        "monthly_cost",
        "PKR per month",
        "Cost of the month",
        "running the desks and pulling the levers, rupees of 2025",
        lambda o: o.cost,
    ),
    (
        "cumulative_cost",
        "PKR",
        "Cost so far",
        "sum of monthly costs since the start, not discounted",
        lambda o: np.cumsum(o.cost),
    ),
    (
        "discounted_cost",
        "PKR",
        "Cost so far, discounted",
        "sum of monthly costs discounted to the first month",
        lambda o: discounted(o.cost, o.params.discount),
    ),
    (
        "cumulative_cost_usd",
        "US dollars",
        "Cost so far, in dollars",
        "the same sum as cost so far, at the rate of the cost table",
        lambda o: np.cumsum(o.cost) / o.params.pkr_per_usd,
    ),
    (
        "funded",
        "share",
        "Levers the budget pays for",
        "share of training, equipment, incentive, change management, protection, standards and awareness "
        "that the budget pays for; tiers weighted by desks",
        lambda o: o.by_desk(o.tier["funded"][:, o.tier_of]),
    ),
    (
        "overrun",
        "PKR per month",
        "Budget overrun",
        "what checks, review, champions and laws cost beyond the budget, sum over tiers",
        lambda o: o.tier["overrun"].sum(axis=1),
    ),
    (
        "satisfaction",
        "1 to 5",
        "Citizens' satisfaction",
        "survey scale of 1 to 5; below about 3 the map is assumption",
        lambda o: o.by_citizen(o.tier["satisfaction"]),
    ),
    (
        "trust",
        "share",
        "Citizens' trust",
        "weighted by citizens",
        lambda o: o.by_citizen(o.tier["trust"]),
    ),
    (
        "leakage",
        "share",
        "Room for favours",
        "discretion rents that remain exploitable, share of all rents",
        _leakage,
    ),
    (
        "maturity_stage",
        "0 to 4",
        "Maturity stage",
        "highest stage of Layne & Lee reached by two thirds of offices",
        lambda o: o.national_stage().astype(float),
    ),
    (
        "maturity_mean",
        "0 to 4",
        "Maturity stage, mean over offices",
        "mean stage of Layne & Lee",
        lambda o: o.stage().mean(axis=1),
    ),
)

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
