"""What was observed of a run, with the weights that outcomes need."""

import numpy as np

from sim.costs import cost_parts
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
        self.cost_parts = cost_parts(world)
        self.cost = sum(self.cost_parts.values(), np.zeros(len(world.in_force)))

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
