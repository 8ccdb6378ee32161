"""Scenarios: TOML files read into validated, frozen records."""

from sim.scenario.go_live import GoLive, Installed
from sim.scenario.model import Scenario
from sim.scenario.policy import Ban, Change, EnforcementDrop, Event, Law, Mandate, Transition
from sim.scenario.shocks import Austerity, CyberAttack, Outage
from sim.scenario.tier import Tier

__all__ = [
    "Austerity",
    "Ban",
    "Change",
    "CyberAttack",
    "EnforcementDrop",
    "Event",
    "GoLive",
    "Installed",
    "Law",
    "Mandate",
    "Outage",
    "Scenario",
    "Tier",
    "Transition",
]
