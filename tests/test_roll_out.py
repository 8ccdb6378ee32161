"""Roll-out: who gets the system when, by every order, pace and cooling-off."""

from typing import Any

import numpy as np
import pytest
from worlds import BUSY, day, lived, orders, small, world_of

from sim.rollout import ranks, survey
from sim.scenario.go_live import ORDERS
from sim.state import World

OFFICES = 40
ALL = slice(0, OFFICES)


def plan(**values: Any) -> dict[str, Any]:
    return {"go_live": {"order": "number", "start": day(6)} | values}


def golive(**values: Any) -> np.ndarray:
    return np.asarray(world_of(small(plan(**values))).office.golive)


def test_the_big_bang_is_one_month():
    assert set(golive(order="random")) == {6}


@pytest.mark.parametrize(("pace", "last"), [(1, 45), (2, 25), (3, 19), (0.5, 84), (40, 6), (1000, 6)])
def test_the_pace_is_offices_a_month(pace, last):
    """Office of rank n in month 6 + floor(n / pace). Fails if ranks begin at 1, or a month is rounded up."""
    found = golive(pace=pace)
    assert found.tolist() == [6 + int(n / pace) for n in range(OFFICES)]
    assert found[-1] == last


def test_a_cooling_off_puts_off_what_is_to_come_and_lengthens_its_preparation():
    """Fails if training and equipment wait as well, or what is already installed is taken away."""
    shares = {"2020-01-01": 0.5, day(2): 0.5, day(20): 1.0}
    counts = [{"date": when, "share": share} for when, share in shares.items()]
    for values in (plan(pace=4), {"go_live": {"order": "number", "installed": counts}}):
        quick, cool = (
            world_of(small({"go_live": {**values["go_live"], "cooling_off": months}})) for months in (0, 5)
        )
        waits = quick.office.golive > 0
        assert (cool.office.golive - quick.office.golive)[waits].tolist() == [5] * waits.sum()
        assert cool.office.golive[~waits].tolist() == [0] * (~waits).sum()
        assert (cool.office.golive - cool.office.cooling).tolist() == quick.office.golive.tolist()
        first = [lived(small({"go_live": {**values["go_live"], "cooling_off": n}})) for n in (0, 5)]
        prepared = [np.asarray(world.office_log.preparing).argmax(axis=0) for world in first]
        assert prepared[0].tolist() == prepared[1].tolist()


def placed(world: World, order: str) -> np.ndarray:
    """Office numbers in the order in which they get the system."""
    return np.argsort(ranks(order, world, ALL))


@pytest.fixture(scope="module")
def world() -> World:
    return world_of(small(plan()))


def test_orders_follow_what_they_are_named_after(world):
    """Fails if an order is turned round, or reads another column."""
    assert placed(world, "number").tolist() == list(range(OFFICES))
    assert (np.diff(survey(world, ALL)[placed(world, "low_resistance")]) >= 0).all()
    assert (np.diff(world.office.visibility[placed(world, "high_visibility")]) <= 0).all()
    assert (np.diff(world.traffic.sum(axis=0)[placed(world, "hubs_first")]) <= 0).all()
    assert sorted(placed(world, "random")) == list(range(OFFICES))
    assert placed(world, "random").tolist() != list(range(OFFICES))


def test_both_weighs_resistance_against_visibility(world):
    """Fails if the two are not standardised, or visibility speaks against an office."""
    found, seen = survey(world, ALL), world.office.visibility
    score = (found - found.mean()) / found.std() - 0.8 * (seen - seen.mean()) / seen.std()
    assert placed(world, "both").tolist() == np.argsort(score, kind="stable").tolist()


def test_hubs_come_first_by_the_files_they_get():
    scenario = small({"hubs": ["Finance", "Law", "Cabinet"], **plan(order="hubs_first", pace=1)})
    world = world_of(scenario)
    assert sorted(np.argsort(world.office.golive)[:3]) == [0, 1, 2]


def test_a_survey_finds_the_resistance_of_the_first_month():
    """A survey that never errs finds what the first month records. Fails if a part is left out."""
    scenario = small(BUSY | plan(order="low_resistance", pace=1) | {"survey_sd": 0.0})
    found = survey(world_of(scenario), ALL)
    recorded = np.asarray(lived(scenario).office_log.resistance)[0]
    assert found == pytest.approx(recorded, abs=1e-12)


def test_a_survey_errs_by_as_much_as_it_says():
    values = BUSY | plan(order="low_resistance")
    exact = survey(world_of(small(values | {"survey_sd": 0.0, "offices": 100})), slice(0, 100))
    rough = survey(world_of(small(values | {"survey_sd": 0.1, "offices": 100})), slice(0, 100))
    assert (rough - exact).std() == pytest.approx(0.1, rel=0.25)
    assert abs((rough - exact).mean()) < 0.03


def test_tiers_roll_out_apart():
    """Each tier ranks its own offices, by its own plan where it has one. Fails if ranks run on over tiers."""
    tiers = [
        {"code": "A", "posts": 100, "offices": 10, "citizens": 9},
        {"code": "B", "posts": 100, "offices": 10, "citizens": 9},
        {"code": "C", "posts": 100, "offices": 10, "citizens": 9, "go_live": {"start": day(30)}},
    ]
    world = world_of(small({"tiers": tiers, **plan(pace=1)}))
    assert world.office.golive.tolist() == [*range(6, 16), *range(6, 16), *[30] * 10]


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_alone_decides_who_waits(order):
    """Every order fills the same months. Fails if an order loses an office or invents a month."""
    assert sorted(golive(order=order, pace=2)) == sorted(golive(order="number", pace=2))


def test_no_system_before_its_month():
    world = lived(small(plan(order="both", pace=3) | {"mandates": orders((0, 3, 0.6))}))
    log, live = world.office_log, np.asarray(world.office_log.live) > 0
    assert live.any()
    assert (np.asarray(log.digital + log.hybrid)[~live] == 0.0).all()
