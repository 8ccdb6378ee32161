"""Scenarios: TOML files read into validated, frozen records."""

from sim.scenario.model import Scenario
from sim.scenario.policy import (
    Ban,
    Change,
    EnforcementDrop,
    Event,
    GoLive,
    Installed,
    Law,
    Mandate,
    Transition,
)
from sim.scenario.tier import Tier

__all__ = [
    "Ban",
    "Change",
    "EnforcementDrop",
    "Event",
    "GoLive",
    "Installed",
    "Law",
    "Mandate",
    "Scenario",
    "Tier",
    "Transition",
]
