"""What becomes of each tier of government, and of a budget: in words, and as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.summary import Estimate, amount, at_end, heading, with_band
from sim.scenario import Scenario
from viz.summary import last_month, percent

SHOWN = (
    *("verified_use", "reported_use", "processing_days", "satisfaction", "accessibility"),
    *("cumulative_cost", "cumulative_levers"),
)
"""The outcomes that are told of each tier, in order."""

SHORT = ("verified_use", "reported_use", "processing_days", "cumulative_levers")
"""Those that have room in a terminal."""


def ends_by_tier(scenario: Scenario, tiers: pd.DataFrame) -> dict[str, dict[str, Estimate]]:
    """Return what each tier ends with, by its name as shown: outcome -> mean and band over runs.

    tiers: the tier table of one scenario, all its replicates.
    """
    last = last_month(tiers)
    return {tier.name or tier.code: at_end(last[last["tier"] == tier.code], SHOWN) for tier in scenario.tiers}


def rows_of(
    by_tier: Mapping[str, Mapping[str, Estimate]], names: Sequence[str] = SHOWN
) -> tuple[list[str], list[list[str]]]:
    """Return a table of what each tier ends with: headings, and one row of words for each tier."""
    head = ["Tier", *(heading(name) for name in names)]
    cells = [[tier, *(with_band(name, ends[name]) for name in names)] for tier, ends in by_tier.items()]
    return head, cells


def budget_words(scenario: Scenario, tiers: pd.DataFrame) -> list[str]:
    """Return what the budget of each tier that has one paid for, a sentence or two for each."""
    told = []
    for tier in scenario.tiers:
        if tier.budget is None:
            continue
        own = tiers[tiers["tier"] == tier.code]
        whose = f"{tier.name or tier.code}: the" if len(scenario.tiers) > 1 else "The"
        told.append(f"{whose} budget {_paid(own, scenario.n_months)}{_overrun(own)}")
    return told


def _paid(own: pd.DataFrame, n_months: int) -> str:
    cut = own[own["funded"] < 1.0]
    if cut.empty:
        return "paid for all levers in every month."
    n_cut = len(cut) / own["replicate"].nunique()
    return (
        f"fell short in {n_cut:.0f} of {n_months} months; in these it paid for "
        f"{percent(cut['funded'].mean())} of the levers that can be cut (training, equipment, incentive, "
        "change management, protection, standards, awareness)."
    )


def _overrun(own: pd.DataFrame) -> str:
    over = own.groupby("replicate")["overrun"].sum()
    if over.max() <= 0.0:
        return ""
    more = amount("cumulative_cost", float(over.mean()))
    return f" Checks, review, champions and laws, which are not cut, cost {more} more than it in all."
