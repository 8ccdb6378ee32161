"""Every parameter, lever, switch and event moves the model the way theory says, and is not dead."""

from dataclasses import replace

import numpy as np
import pytest
from directions import DIRECTIONS, FURTHER
from directions.bench import BASE, differences, ends, verdict
from directions.policy import SETTINGS
from directions.shocks import AIMED, ROLL_OUT, SHOCKS

from sim.parameters import ALL
from sim.scenario import (
    Austerity,
    Ban,
    Change,
    CyberAttack,
    EnforcementDrop,
    GoLive,
    Installed,
    Law,
    Mandate,
    Outage,
    Scenario,
    Tier,
    Transition,
)

EVERYTHING = DIRECTIONS | FURTHER

PARTS = {
    "law": Law,
    "ban": Ban,
    "mandates": Mandate,
    "changes": Change,
    "transitions": Transition,
    "enforcement_drops": EnforcementDrop,
    "austerity": Austerity,
    "cyber_attacks": CyberAttack,
    "outages": Outage,
    "go_live": GoLive,
    "go_live.installed": Installed,
    "tiers": Tier,
}
"""Tables of a scenario file, whose keys each have a direction."""

WITHOUT_DIRECTION = {
    *("name", "title", "story", "evidence", "expect", "events", "record"),  # told, not simulated
    *("start", "end"),  # the horizon
    *("parameters", "switches", "levers"),  # each name has a direction of its own
    *("network_file",),  # acts through `network = file`
    *("tiers.code", "tiers.name", "tiers.office_names"),  # names
    *("transitions.label", "enforcement_drops.label", "mandates.label"),  # words
    *("austerity.label", "cyber_attacks.label", "outages.label", "price_year"),
}


def test_every_declared_name_has_a_direction():
    assert set(DIRECTIONS) == set(ALL)
    assert not set(FURTHER) & set(ALL)


def test_every_choice_is_tried():
    tried = {
        (name, str(value))
        for key, direction in EVERYTHING.items()
        for world in ends(key, direction)
        for name, value in world.items()
    }
    choices = {(name, choice) for name, declared in ALL.items() for choice in declared.choices}
    assert choices <= tried


def test_every_key_of_a_scenario_has_a_direction():
    keys = {key for key in Scenario.model_fields if key not in PARTS}
    for table, part in PARTS.items():
        keys |= {f"{table}.{key}" for key in part.model_fields if f"{table}.{key}" not in PARTS}
    given = {key for key in SETTINGS | SHOCKS | ROLL_OUT | AIMED if ":" not in key and " = " not in key}
    assert keys - WITHOUT_DIRECTION == given
    assert keys >= WITHOUT_DIRECTION


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_moves_its_outcome_the_declared_way(name):
    direction = EVERYTHING[name]
    wrong = verdict(differences(name, direction))
    assert not wrong, f"{name} should move its outcome {direction.sign:+d} ({direction.why}): {wrong}"


def test_what_is_idle_is_noticed():
    without_incentive = replace(DIRECTIONS["beta_I"], world={"inc": 0.0})
    assert verdict(differences("beta_I", without_incentive)) == "no effect at all"


def test_the_wrong_sign_is_noticed():
    wrong = replace(DIRECTIONS["beta_R"], sign=-DIRECTIONS["beta_R"].sign)
    assert "the declared way" in verdict(differences("beta_R", wrong))


@pytest.mark.parametrize(
    ("difference", "convincing"),
    [
        (np.zeros(16), False),
        (np.full(16, 2.0), True),
        (np.full(16, -2.0), False),
        (np.array([1.0, -1.0] * 8) + 0.1, False),
        (np.array([1.3, 0.7] * 8), True),
    ],
)
def test_five_standard_errors_are_asked_for(difference, convincing):
    assert (verdict(difference) == "") is convincing


def test_the_bench_is_small_and_plain():
    """A base world with policy of its own would make some quantities active everywhere."""
    assert sum(tier.posts for tier in BASE.tiers) <= 1000
    own = {key for key in Scenario.model_fields if getattr(BASE, key) != Scenario.model_fields[key].default}
    assert own == {"name", "start", "end", "service", "tiers"}
