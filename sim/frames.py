"""Outcomes as tables: one row per month, per month and office, or per month and tier."""

import numpy as np
import pandas as pd

from sim.network import office_names
from sim.observed import Observed
from sim.outcomes import OFFICE_OUTCOMES, OUTCOMES, TIER_OUTCOMES, office_outcome
from sim.scenario import Scenario
from sim.state import World


def monthly(scenario: Scenario, world: World, until: int | None = None) -> pd.DataFrame:
    """Return one row per month: `month` (first day) and every column of `OUTCOMES`.

    until: number of months lived so far; by default all of the scenario's.
    """
    n_months = scenario.n_months if until is None else until
    lived = world._replace(
        in_force=world.in_force[:n_months],
        shocks=world.shocks[:n_months],
        office_log=world.office_log[:n_months],
        tier_log=world.tier_log[:n_months],
    )
    observed = Observed(scenario, lived)
    columns = {name: outcome.of(observed) for name, outcome in OUTCOMES.items()}
    return pd.DataFrame({"month": pd.to_datetime(list(scenario.months[:n_months])), **columns})


def offices(scenario: Scenario, world: World) -> pd.DataFrame:
    """Return one row per month and office: month, office, tier, size and `OFFICE_OUTCOMES`."""
    observed = Observed(scenario, world)
    n_months, n_offices = world.office_log.shape
    codes = np.array([tier.code for tier in scenario.tiers])[observed.tier_of]
    columns: dict[str, np.ndarray] = {
        "month": np.repeat(pd.to_datetime(list(scenario.months)).to_numpy(), n_offices),
        "office": np.tile(np.array(office_names(scenario), dtype=object), n_months),
        "tier": np.tile(codes.astype(object), n_months),
        "size": np.tile(observed.posts.astype(np.int64), n_months),
    }
    columns |= {name: office_outcome(observed, name).ravel() for name in OFFICE_OUTCOMES}
    return pd.DataFrame(columns)


def tiers(scenario: Scenario, world: World) -> pd.DataFrame:
    """Return one row per month and tier: month, tier, posts and every column of `TIER_OUTCOMES`."""
    observed = Observed(scenario, world)
    n_months, n_tiers = world.tier_log.shape
    columns: dict[str, np.ndarray] = {
        "month": np.repeat(pd.to_datetime(list(scenario.months)).to_numpy(), n_tiers),
        "tier": np.tile(np.array([tier.code for tier in scenario.tiers], dtype=object), n_months),
        "posts": np.tile(np.array([tier.posts for tier in scenario.tiers], dtype=np.int64), n_months),
    }
    columns |= {name: outcome.of(observed).ravel() for name, outcome in TIER_OUTCOMES.items()}
    return pd.DataFrame(columns)
