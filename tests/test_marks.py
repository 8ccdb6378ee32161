"""What a picture and a report mark by date: everything that acts, once, and for whom it is meant."""

from typing import Any

import pytest
from worlds import START, day, small

from experiments.pictures import events
from sim.calendar import month_start
from sim.scenario import Scenario

TIERS = [{"code": code, "posts": 100, "offices": 10, "citizens": 9} for code in "AB"]

MARKED: dict[str, tuple[dict[str, Any], str]] = {
    "an order": (
        {"mandates": [{"announced": day(5), "deadline": day(9), "intensity": 0.4}]},
        "Order announced",
    ),
    "a change of government": ({"transitions": [{"date": day(5), "label": "New party"}]}, "New party"),
    "an end of enforcement": ({"enforcement_drops": [{"date": day(5), "label": "Over"}]}, "Over"),
    "a measure": ({"changes": [{"date": day(5), "train": 0.1}]}, "Measures change"),
    "austerity": ({"austerity": [{"start": day(5), "end": day(9), "depth": 0.1}]}, "Austerity begins"),
    "an attack": ({"cyber_attacks": [{"date": day(5), "label": "Ransom"}]}, "Ransom"),
    "an outage": ({"outages": [{"start": day(5)}]}, "Outage begins"),
    "a ban": ({"ban": {"start": day(5)}}, "Ban on paper"),
}


def scenario(values: dict[str, Any]) -> Scenario:
    return small({"tiers": TIERS} | values)


@pytest.mark.parametrize("name", MARKED)
def test_what_acts_is_marked_on_its_day(name):
    """Fails if a kind of entry is forgotten, or marked on another day."""
    values, words = MARKED[name]
    assert [(f"{when:%Y-%m-%d}", told) for when, told in events(scenario(values))] == [(day(5), words)]


@pytest.mark.parametrize("name", [name for name in MARKED if name != "a ban"])
def test_what_is_meant_for_one_tier_says_so(name):
    values, words = MARKED[name]
    ((key, entries),) = values.items()
    aimed = {key: [entry | {"tiers": ["B"]} for entry in entries]}
    assert [told for _, told in events(scenario(aimed))] == [f"{words} (B)"]


def test_a_planned_roll_out_is_marked_when_it_begins():
    """After its cooling-off, of each tier of its own. Fails if counts of the past pass for a plan."""
    own = [TIERS[0], TIERS[1] | {"go_live": {"start": day(10)}}]
    told = events(small({"tiers": own, "go_live": {"start": day(3), "cooling_off": 2}}))
    assert told == [
        (month_start(START, 5), "First offices get the system"),
        (month_start(START, 10), "First offices get the system (B)"),
    ]
    counted = {"go_live": {"installed": [{"date": day(3), "share": 1.0}]}}
    assert events(scenario(counted)) == []
