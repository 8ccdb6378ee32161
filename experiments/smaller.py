"""The size of a scenario, and small copies: the same offices with fewer posts, for quick runs."""

from sim.errors import InputError
from sim.scenario import Scenario


def smaller(scenario: Scenario, desks: int) -> Scenario:
    """Return the scenario with `desks` posts an office; as it is where that is no smaller, or cannot be."""
    fewer = {
        f"tiers.{k}.posts": desks * tier.offices
        for k, tier in enumerate(scenario.tiers)
        if desks * tier.offices < tier.posts
    }
    try:
        return scenario.with_values(fewer) if fewer else scenario
    except InputError:  # a staff list fixes every office
        return scenario


def n_posts(scenario: Scenario) -> int:
    """Return the posts of all tiers of a scenario."""
    return sum(tier.posts for tier in scenario.tiers)
