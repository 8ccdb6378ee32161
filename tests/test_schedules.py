"""Schedules act forward only, and on those they are meant for."""

import random
from typing import Any

import numpy as np
import pytest
from worlds import BUSY, day, lived, orders, small, world_of

from sim.levers import schedule, shocks
from sim.observed import shock_begins
from sim.scenario import Scenario
from sim.state import World

WHEN = 15

ENTRIES: dict[str, dict[str, Any]] = {
    "a change": {
        "changes": [{"date": day(WHEN), "ME": 0.9, "train": 0.15, "cloud": "on", "exchange_law": "on"}]
    },
    "an order": {"mandates": [{"announced": day(WHEN), "deadline": day(20), "intensity": 0.7}]},
    "an end of enforcement": {"enforcement_drops": [{"date": day(WHEN), "label": "over"}]},
    "a law": {"law": {"status": 1.0, "date": day(WHEN), "lag": 0}},
    "a ban": {"ban": {"start": day(WHEN)}},
    "a change of government": {"transitions": [{"date": day(WHEN), "label": "new"}]},
    "austerity": {"austerity": [{"start": day(WHEN), "end": day(25), "depth": 0.4}]},
    "a cyber attack": {"cyber_attacks": [{"date": day(WHEN)}]},
    "an outage": {"outages": [{"start": day(WHEN), "end": day(18), "depth": 0.5}]},
}

OLD_ORDER = {"mandates": [{"announced": day(0), "deadline": day(4), "intensity": 0.4}]}


def with_entry(entry: dict[str, Any]) -> Scenario:
    orders = OLD_ORDER["mandates"] + entry.get("mandates", [])
    return small(BUSY | entry | {"mandates": orders})


def months(world: World, stop: int) -> list[bytes]:
    logs = (world.office_log[:stop], world.tier_log[:stop])
    return [np.ascontiguousarray(log[name]).tobytes() for log in logs for name in log.dtype.names]


@pytest.fixture(scope="module")
def before() -> World:
    return lived(with_entry({}))


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_dated_leaves_the_past_alone(name, before):
    """Fails if a schedule reaches back, or what is to come draws luck from what has been."""
    after = lived(with_entry(ENTRIES[name]))
    assert months(after, WHEN) == months(before, WHEN)
    assert months(after, after.in_force.shape[0]) != months(before, before.in_force.shape[0])


@pytest.mark.parametrize("name", ENTRIES)
def test_moving_it_later_leaves_the_months_before_it_alone(name):
    """Put off by five months, an entry changes nothing before its first date.

    Fails if an entry acts by its place in the list, or relative to another.
    """
    early = lived(with_entry(ENTRIES[name]))
    text = {key: _later(value) for key, value in ENTRIES[name].items()}
    late = lived(with_entry(text))
    assert months(early, WHEN) == months(late, WHEN)
    assert months(early, WHEN + 2) != months(late, WHEN + 2)


def _later(value: Any) -> Any:
    if isinstance(value, list):
        return [_later(item) for item in value]
    if isinstance(value, dict):
        moved = {day(WHEN): day(WHEN + 5), day(18): day(23), day(20): day(25), day(25): day(30)}
        return {key: moved.get(item, item) if isinstance(item, str) else item for key, item in value.items()}
    return value


TIERS = [{"code": code, "posts": 100, "offices": 10, "citizens": 9} for code in "AB"]


def columns(entry: dict[str, Any]) -> Scenario:
    return small({"tiers": TIERS} | entry)


@pytest.mark.parametrize("name", ENTRIES)
def test_it_touches_the_tiers_it_names_alone(name):
    """Fails if a tier is found by its position, or an entry for one tier is meant for all."""
    key, value = next(iter(ENTRIES[name].items()))
    aimed = [x | {"tiers": ["B"]} for x in value] if isinstance(value, list) else value | {"tiers": ["B"]}
    scenario, nothing = columns({key: aimed}), columns({})
    whole = columns({key: value})
    here, plain, everywhere = (
        np.concatenate([schedule(x).view(float).reshape(36, 2, -1), _by_tier(x)], axis=2)
        for x in (scenario, nothing, whole)
    )
    assert (here[:, 0] == plain[:, 0]).all()
    assert (here[:, 1] == everywhere[:, 1]).all()
    assert (here[:, 1] != plain[:, 1]).any()


def _by_tier(scenario: Scenario) -> np.ndarray:
    return np.asarray(shocks(scenario).view(float)).reshape(36, 2, -1)


def test_shocks_last_as_long_as_they_say_and_the_worse_is_felt():
    """Fails if an end is left out, or two shocks at once add up."""
    scenario = small(
        {
            "austerity": [
                {"start": day(3), "end": day(6), "depth": 0.4},
                {"start": day(5), "end": day(8), "depth": 0.2},
            ],
            "outages": [
                {"start": day(3)},
                {"start": day(3), "end": day(4), "depth": 0.5, "offices": ["FED 02"]},
            ],
            "out": 0.07,
        }
    )
    budget = schedule(scenario).budget[:, 0]
    assert budget[2:10] == pytest.approx([1, 0.6, 0.6, 0.6, 0.6, 0.8, 0.8, 1])
    outage = shocks(scenario).outage
    assert outage[2:6, :3].tolist() == [[0, 0, 0], [0.07, 0.5, 0.07], [0, 0.5, 0], [0, 0, 0]]


def test_an_attack_strikes_live_offices_alone():
    """Fails if an office without the system suffers, or the luck of others changes."""
    values = BUSY | {"go_live": {"order": "number", "start": day(8), "pace": 2}, "h0": 0.0}
    world = lived(small(values | {"cyber_attacks": [{"date": day(12)}]}))
    struck = np.asarray(world.office_log.incident)
    assert struck.sum() == struck[12].sum() == np.asarray(world.office_log.live)[12].sum() == 10


def test_levers_of_a_tier_stand_before_those_of_all_until_a_change_for_all():
    tiers = [TIERS[0], TIERS[1] | {"levers": {"train": 0.05}}]
    v = schedule(
        small({"tiers": tiers, "levers.train": 0.02, "changes": [{"date": day(9), "train": 0.1}]})
    ).train
    assert v[[0, 8, 9]].tolist() == [[0.02, 0.05], [0.02, 0.05], [0.1, 0.1]]


@pytest.mark.parametrize("intensity", [0.0, "e0"])
def test_a_withdrawal_is_one_by_its_month_and_by_what_its_intensity_says(intensity):
    """Announced and due on different days of a month, or by the name of a parameter that is 0.

    Fails if the schedule takes a record for a withdrawal and the list of shocks does not, or the reverse.
    """
    day_after = {"announced": day(12), "deadline": day(12)[:-2] + "28", "intensity": intensity}
    scenario = small({"e0": 0.0, "mandates": [*OLD_ORDER["mandates"], day_after]})
    world = world_of(scenario)
    assert world.in_force.e_act[11, 0] > 0.0
    assert not world.in_force.e_act[12:].any()
    assert np.flatnonzero(shock_begins(scenario, world)).tolist() == [12]


@pytest.mark.parametrize("luck", range(40))
def test_orders_month_by_month(luck):
    """What is in force is what reading the records anew in each month gives, whatever their dates.

    Fails if an order outlives a withdrawal, an earlier deadline stands before a later one, or of two due
    at once the earlier announced stands.
    """
    chance = random.Random(luck)
    announced = sorted(chance.choices(range(30), k=chance.randrange(7)))
    records = [(t, t + chance.choice([0, 0, 1, 5]), chance.choice([0.0, 0.3, 0.6, 0.9])) for t in announced]
    column = schedule(small({"mandates": orders(*records)}))[:, 0]
    names = ("e_act", "deadline_passed", "e_ann", "months_left", "announced")
    for t in range(36):
        assert tuple(float(column[name][t]) for name in names) == in_month(t, records), t


def in_month(t: int, records: list[tuple[int, int, float]]) -> tuple[float, ...]:
    """Intensity in month `t`, whether any is due, the latest order's, its months left, the one told now."""
    known = [record for record in records if record[0] <= t]
    withdrawals = [n for n, (told, due, e) in enumerate(known) if told == due and e == 0.0]
    known = known[max(withdrawals, default=0) :]
    due = [(deadline, n, e) for n, (_, deadline, e) in enumerate(known) if deadline <= t]
    latest = known[-1] if known else (0, t, 0.0)
    now = max((e for told, _, e in records if told == t), default=0.0)
    return (max(due)[2] if due else 0.0, float(bool(due)), latest[2], float(latest[1] - t), now)
