"""What becomes of each tier of government, and of a budget: in words, and as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.summary import Estimate, at_end, heading, rupees, with_band
from sim.scenario import Scenario, Tier
from viz.summary import last_month, percent

SHOWN = (
    *("verified_use", "reported_use", "processing_days", "satisfaction", "accessibility"),
    *("cumulative_cost", "cumulative_levers"),
)
"""The outcomes that are told of each tier, in order."""

SHORT = ("verified_use", "reported_use", "processing_days", "cumulative_levers")
"""Those that have room in a terminal."""

WHY = ("resistance", "skill", "infrastructure", "trust", "anchoring", "enforcement")
"""What sets the tiers apart, in order."""

WHY_SHORT = ("resistance", "skill", "anchoring", "enforcement")
"""What of it has room in a terminal."""


def ends_by_tier(scenario: Scenario, tiers: pd.DataFrame) -> dict[str, dict[str, Estimate]]:
    """Return what each tier ends with, by its name as shown: outcome -> mean and band over runs.

    tiers: the tier table of one scenario, all its replicates.
    """
    last = last_month(tiers)
    return {
        shown(tier, scenario): at_end(last[last["tier"] == tier.code], (*SHOWN, *WHY))
        for tier in scenario.tiers
    }


def shown(tier: Tier, scenario: Scenario) -> str:
    """Return the name of a tier as shown: its code where it has none, or shares it with another."""
    alike = sum(other.name == tier.name for other in scenario.tiers)
    return tier.name if tier.name and alike == 1 else tier.code


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
        whose = f"{shown(tier, scenario)}: the" if len(scenario.tiers) > 1 else "The"
        told.append(f"{whose} budget {_paid(own, tier.budget, scenario.n_months)}{_overrun(own)}")
    return told


def _paid(own: pd.DataFrame, budget: float, n_months: int) -> str:
    cost = own.groupby("month")["budgeted"].mean()
    cut = own[own["funded"] < 1.0]
    if cut.empty:
        most = f"at most {rupees(cost.max())} ({cost.idxmax():%B %Y})"
        spent = f"they cost {rupees(cost.mean())} a month on average, {most}"
        return f"of {rupees(budget)} a month paid for all levers in every month; {spent}."
    n_cut = len(cut) / own["replicate"].nunique()
    months = f"{n_cut:.0f}" if n_cut >= 1.0 else "on average less than one"
    return (
        f"of {rupees(budget)} a month fell short in {months} of {n_months} months; in these it paid for "
        f"{percent(cut['funded'].mean())} of the levers that can be cut (training, equipment, incentive, "
        "change management, protection, standards, awareness)."
    )


def _overrun(own: pd.DataFrame) -> str:
    over = own.groupby("replicate")["overrun"].sum().mean()
    if over <= 0.0:
        return ""
    worst = own.groupby("month")["overrun"].mean()
    return (
        f" Checks, review, champions and laws cannot be cut; they went {rupees(over)} over it in all, "
        f"{rupees(worst.max())} of it in {worst.idxmax():%B %Y}."
    )
