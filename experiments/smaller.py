"""Small copies of a scenario: the same offices with fewer posts, for quick runs."""

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
