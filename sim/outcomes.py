"""What becomes of the reform: every outcome, once, with its unit, label and definition.

Tables, pictures and reports read this table.  Shares of desks are weighted by desk;
what a citizen meets (days per file, end-to-end files) counts offices of a tier alike and
tiers by their desks; satisfaction and trust are weighted by citizens.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.costs import cost_parts, discounted
from sim.network import office_names
from sim.scenario import Scenario
from sim.state import World


class Observed:
    """The logs of one finished run, with the weights that outcomes need."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario = scenario
        self.world = world
        self.office = world.office_log
        self.tier = world.tier_log
        self.params = world.params[0]
        self.posts = (world.office["last"] - world.office["first"]).astype(float)
        self.tier_of = world.office["tier"]
        self.cost = sum(cost_parts(scenario, world).values(), np.zeros(len(world.in_force)))

    def by_desk(self, values: np.ndarray) -> np.ndarray:
        """Mean over desks of an office column (n_months, n_offices) -> (n_months,)."""
        return np.asarray(values) @ (self.posts / self.posts.sum())

    def by_office(self, values: np.ndarray) -> np.ndarray:
        """Mean over the offices of each tier, tiers weighted by desks -> (n_months,)."""
        desks = np.bincount(self.tier_of, self.posts)
        weight = desks[self.tier_of] / np.bincount(self.tier_of)[self.tier_of]
        return np.asarray(values) @ (weight / weight.sum())

    def by_citizen(self, values: np.ndarray) -> np.ndarray:
        """Mean of a tier column (n_months, n_tiers), tiers weighted by citizens -> (n_months,)."""
        citizens = np.array([tier.citizens for tier in self.scenario.tiers], float)
        return np.asarray(values) @ (citizens / citizens.sum())

    def stage(self) -> np.ndarray:
        """Maturity stage of Layne & Lee of each office, 0 to 4, shape (n_months, n_offices).

        1 installed and equipped; 2 also half reported use and available; 3 also half of
        files end to end, with performance review or a service that citizens can answer;
        4 also paperless exchange with other offices.  A one-way programme stops at 2.
        """
        p, log = self.params, self.office
        review = self.world.in_force["ME"][:, self.tier_of] >= p.stage_ME
        two_way = self.scenario.service == "G2C" and not self.scenario.one_way
        exchange = self.tier["interoperability"][:, self.tier_of]
        one = (log["live"] > 0) & (log["infrastructure"] >= p.stage_F)
        used = log["digital"] + log["hybrid"]
        two = one & (used >= p.stage_r) & (log["availability"] >= p.stage_A)
        three = two & (log["end_to_end"] >= p.stage_E) & (review | two_way) & (not self.scenario.one_way)
        paperless = log["digital"] * exchange * log["counterpart_digital"]
        four = three & (exchange >= p.stage_I) & (paperless >= p.stage_X)
        return one.astype(np.int64) + two + three + four

    def national_stage(self) -> np.ndarray:
        """The highest stage reached by `stage_share` of offices, shape (n_months,)."""
        stage = self.stage()
        reached = [(stage >= k).mean(axis=1) >= self.params.stage_share for k in (1, 2, 3, 4)]
        return np.sum(np.cumprod(np.array(reached), axis=0), axis=0)


@dataclass(frozen=True)
class Outcome:
    """One outcome: its column name, unit, label in plain words, definition, and how it is computed."""

    name: str
    unit: str
    label: str
    definition: str
    of: Callable[[Observed], np.ndarray]


def _outcomes(*rows: tuple[str, str, str, str, Callable[[Observed], np.ndarray]]) -> dict[str, Outcome]:
    return {row[0]: Outcome(*row) for row in rows}


# fmt: off
OUTCOMES = _outcomes(
    ("share_paper", "share of desks", "On paper", "desks that work on paper only", lambda o: o.by_desk(o.office["paper"])),
    ("share_hybrid", "share of desks", "Both ways", "desks that enter files digitally and keep the paper", lambda o: o.by_desk(o.office["hybrid"])),
    ("share_digital", "share of desks", "Digital", "desks that work digitally only", lambda o: o.by_desk(o.office["digital"])),
    ("reported_use", "share of desks", "Reported use", "digital plus hybrid: files present on the system, as the official metric counts them", lambda o: o.by_desk(o.office["digital"] + o.office["hybrid"])),
    ("verified_use", "share of desks", "Real use", "digital only: files that are not also kept on paper", lambda o: o.by_desk(o.office["digital"])),
    ("end_to_end", "share of files", "Paperless from end to end", "files that touch paper at no desk on their way up the office", lambda o: o.by_office(o.office["end_to_end"])),
    ("paperless_exchange", "share of traffic", "Paperless between offices", "traffic between offices that is digital at both ends", lambda o: o.by_office(o.office["paperless_exchange"])),
    ("offices_on_platform", "share of offices", "Offices on the platform", "offices whose reported use is at least 95 %", lambda o: (o.office["digital"] + o.office["hybrid"] >= o.params.on_platform - 1e-12).mean(axis=1)),
    ("office_reported_use", "share", "Reported use, mean over offices", "reported use with every office counted alike, as the record counts divisions", lambda o: (o.office["digital"] + o.office["hybrid"]).mean(axis=1)),
    ("resistance", "share", "Resistance", "weighted sum of its five components, mean over officials", lambda o: o.by_desk(o.office["resistance"])),
    ("resistance_discretion", "share", "Losing discretion", "part of resistance from the fear of losing discretion and authority", lambda o: o.params.w_R1 * o.by_desk(o.office["discretion_loss"])),
    ("resistance_jobs", "share", "Losing the job", "part of resistance from the fear of redundancy", lambda o: o.params.w_R2 * o.by_desk(o.office["job_insecurity"])),
    ("resistance_hierarchy", "share", "Superiors on paper", "part of resistance from deference to superiors who stay on paper", lambda o: o.params.w_R3 * o.by_desk(o.office["hierarchy"])),
    ("resistance_habit", "share", "Paper habit", "part of resistance from the habit of paper", lambda o: o.params.w_R4 * o.by_desk(o.office["habit"])),
    ("resistance_distrust", "share", "Distrust of the system", "part of resistance from distrust in the system", lambda o: o.params.w_R5 * o.by_desk(o.office["distrust"])),
    ("barriers", "share", "Barriers", "mean lack of equipment, skill, protection, budget, anchoring and trust", lambda o: o.by_desk(o.office["barriers"])),
    ("sabotage", "share of desks", "Quiet obstruction", "desks that quietly obstruct a mandated system", lambda o: o.by_desk(o.office["sabotage"])),
    ("skill", "share", "Digital skill", "mean over officials", lambda o: o.by_desk(o.office["skill"])),
    ("belief", "share", "Belief that the reform will last", "mean over officials", lambda o: o.by_desk(o.office["belief"])),
    ("perceived_detection", "probability per month", "Perceived chance of sanction", "for staying on paper, mean over officials", lambda o: o.by_desk(o.office["detection"])),
    ("infrastructure", "share", "Equipment", "mean over desks", lambda o: o.by_desk(o.office["infrastructure"])),
    ("availability", "share of the month", "Availability of the system", "mean over offices", lambda o: o.by_office(o.office["availability"])),
    ("processing_days", "days", "Days per file", "mean over offices", lambda o: o.by_office(o.office["processing_days"])),
    ("monthly_cost", "PKR per month", "Cost of the month", "running the desks and pulling the levers, rupees of 2025", lambda o: o.cost),
    ("cumulative_cost", "PKR", "Cost so far", "sum of monthly costs since the start, not discounted", lambda o: np.cumsum(o.cost)),
    ("discounted_cost", "PKR", "Cost so far, discounted", "sum of monthly costs discounted to the first month", lambda o: discounted(o.cost, o.params.discount)),
    ("satisfaction", "1 to 5", "Citizens' satisfaction", "survey scale of 1 to 5; below about 3 the map is assumption", lambda o: o.by_citizen(o.tier["satisfaction"])),
    ("trust", "share", "Citizens' trust", "weighted by citizens", lambda o: o.by_citizen(o.tier["trust"])),
    ("leakage", "share", "Room for favours", "discretion rents that remain exploitable, share of all rents", lambda o: o.by_desk(o.office["leak"]) / o.by_desk(o.office["rent"])),
    ("maturity_stage", "0 to 4", "Maturity stage", "highest stage of Layne & Lee reached by two thirds of offices", lambda o: o.national_stage().astype(float)),
    ("maturity_mean", "0 to 4", "Maturity stage, mean over offices", "mean stage of Layne & Lee", lambda o: o.stage().mean(axis=1)),
)
# fmt: on

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


def monthly(scenario: Scenario, world: World, until: int | None = None) -> pd.DataFrame:
    """Return one row per month: `month` (first day) and every column of `OUTCOMES`.

    until: number of months lived so far; by default all of the scenario's.
    """
    n_months = scenario.n_months if until is None else until
    lived = world._replace(
        in_force=world.in_force[:n_months],
        office_log=world.office_log[:n_months],
        tier_log=world.tier_log[:n_months],
    )
    observed = Observed(scenario, lived)
    columns = {name: outcome.of(observed) for name, outcome in OUTCOMES.items()}
    return pd.DataFrame({"month": pd.to_datetime(list(scenario.months[:n_months])), **columns})


def offices(scenario: Scenario, world: World) -> pd.DataFrame:
    """Return one row per month and office: month, office, tier, size and `OFFICE_OUTCOMES`."""
    observed = Observed(scenario, world)
    log = world.office_log
    n_months, n_offices = log.shape
    codes = np.array([tier.code for tier in scenario.tiers])[observed.tier_of]
    stage = observed.stage()
    columns: dict[str, np.ndarray] = {
        "month": np.repeat(pd.to_datetime(list(scenario.months)).to_numpy(), n_offices),
        "office": np.tile(np.array(office_names(scenario), dtype=object), n_months),
        "tier": np.tile(codes.astype(object), n_months),
        "size": np.tile(observed.posts.astype(np.int64), n_months),
    }
    own = {
        "share_paper": log["paper"],
        "share_hybrid": log["hybrid"],
        "share_digital": log["digital"],
        "reported_use": log["digital"] + log["hybrid"],
        "verified_use": log["digital"],
        "maturity_stage": stage,
    }
    for name in OFFICE_OUTCOMES:
        columns[name] = np.asarray(own[name] if name in own else log[name]).ravel()
    return pd.DataFrame(columns)
