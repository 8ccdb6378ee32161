"""What was observed of a run, with the weights that outcomes need."""

from functools import cached_property

import numpy as np

from sim.costs import over_tiers, tier_cost_parts
from sim.levers import all_mandates, withdraws
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
        self.citizens = np.array([tier.citizens for tier in scenario.tiers], float)

    # Worked out where they are asked for: the table of offices, the largest, tells no cost.
    @cached_property
    def tier_costs(self) -> dict[str, np.ndarray]:
        """Cost of every month and tier by part, each (n_months, n_tiers), in PKR."""
        return tier_cost_parts(self.world)

    @cached_property
    def costs(self) -> dict[str, np.ndarray]:
        """Cost of every month by part, each (n_months,), in PKR."""
        return over_tiers(self.tier_costs)

    @cached_property
    def cost(self) -> np.ndarray:
        """Cost of every month, (n_months,), in PKR."""
        return sum(self.costs.values(), np.zeros(len(self.world.in_force)))

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
        return np.asarray(values) @ (self.citizens / self.citizens.sum())

    def in_tiers(self, values: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Mean of an office column over the offices of each tier -> (n_months, n_tiers).

        weights: of the offices, such as their posts; by default each office counts once.
        """
        weight = np.ones(len(self.posts)) if weights is None else weights
        first = self.world.tier["first"]
        return np.asarray(np.add.reduceat(values * weight, first, axis=1) / np.add.reduceat(weight, first))

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


def shock_begins(scenario: Scenario, world: World) -> np.ndarray:
    """Whether a shock begins in a month in any tier, shape (n_months,).

    A change of government, the end of enforcement, a cyber attack, or a fall of the budget
    or an outage that was not there, or not as deep, in the month before.
    """
    v, hit = world.in_force, world.shocks
    n_months, n_tiers = v.shape
    whole, up = np.ones((1, n_tiers)), np.zeros((1, hit.shape[1]))
    begins = (v["transition"] > 0.0) | (np.diff(v["budget"], axis=0, prepend=whole) < 0.0)
    strikes = (hit["attack"] > 0.0) | (np.diff(hit["outage"], axis=0, prepend=up) > 0.0)
    shocks = np.asarray(begins.any(axis=1) | strikes.any(axis=1))
    for record in (record for tier in scenario.tiers for record in all_mandates(scenario, tier)):
        if withdraws(scenario, record):
            t = scenario.month(record.announced)
            if 0 <= t < n_months:
                shocks[t] = True
    return shocks
