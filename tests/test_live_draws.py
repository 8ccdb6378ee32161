"""Bands of what the record leaves open: parameters drawn from a posterior, the same for both policies."""

import numpy as np
import pytest
from hosted import hello, tiny
from posteriors import folder_of

from experiments.calibration import carried
from experiments.live import frames
from experiments.live.answering import SEEDS
from experiments.live.draws import Draws
from experiments.live.engine import kept, lived
from experiments.live.session import LUCK_ALONE
from sim.errors import InputError
from sim.scenario import Scenario


@pytest.fixture
def folder(tmp_path):
    return folder_of(tmp_path / "posterior")


@pytest.fixture
def room(tmp_path, folder):
    made = hello(tiny(tmp_path), draws=Draws(folder))
    yield made
    made.session.close()


def series(scenario, seed):
    return kept(scenario, lived(scenario, seed, lambda: False), scenario).series


def test_the_band_is_of_runs_under_the_draws_of_the_posterior(room, folder):
    """Fails if a draw is not laid over the runs, or each policy has draws of its own."""
    room.do("lever", name="train", value=0.2, month=3, wait=True)
    session = room.session
    both = session.current, session.baseline
    drawn = carried.drawn(carried.opened(folder), both, SEEDS, session.setting.seed)
    assert len({draw["beta0"] for draw in drawn.values}) > SEEDS / 2
    told = room.last("band")
    for side, scenario in zip(("current", "baseline"), both, strict=True):
        runs = [series(drawn.laid(scenario, i), session.setting.seed + i) for i in range(SEEDS)]
        assert told[side] == frames.band(runs)
    assert told["drawn_from"] == "the posterior of posterior"
    assert told["seeds"] == SEEDS


def test_the_line_is_the_run_of_the_scenario_as_it_is_written(room, tmp_path):
    """Fails if a posterior moves the numbers that a link promises to keep."""
    plain = hello(tiny(tmp_path))
    assert room.last("shown")["current"] == plain.last("shown")["current"]
    assert room.last("band")["current"] != plain.last("band")["current"]
    assert "drawn_from" not in plain.last("band")
    plain.session.close()


def test_a_lever_keeps_the_draws_and_a_seed_has_others(folder):
    """Fails if what a lever brings is mixed with what other parameters bring."""
    draws, base = Draws(folder), Scenario.load("federal-eoffice")
    one = draws.of(base, base, SEEDS, 1)
    assert draws.of(base.with_values({"levers": {"train": 0.2}}), base, SEEDS, 1) is one
    other = draws.of(base, base, SEEDS, 2)
    assert other.serial != one.serial
    assert other.carried.values != one.carried.values
    for seed in range(3, 20):
        draws.of(base, base, SEEDS, seed)
    again = draws.of(base, base, SEEDS, 1)
    assert again.serial not in (one.serial, other.serial), "a serial stands for one set of draws for ever"
    assert again.carried.values == one.carried.values


def test_a_regime_that_was_not_calibrated_is_told_once_and_shows_luck_alone(room):
    before = room.last("band")
    room.do("regime", name="K", wait=True)
    wanted = (
        "The posterior of posterior has draws for other regimes. Choose the scenario's own under Settings."
    )
    assert room.faults() == [f"{LUCK_ALONE} {wanted}"]
    assert "drawn_from" not in room.last("band")
    n = len(room.faults())
    room.do("lever", name="train", value=0.2, month=3, wait=True)
    assert len(room.faults()) == n
    room.do("regime", name="", wait=True).do("clear", wait=True)
    assert room.last("band")["current"] == before["current"]


def test_a_scenario_is_begun_in_a_regime_that_has_draws(tmp_path, folder):
    """Fails if a room that asked for the bands of the federal posterior has none at the start."""
    case = Scenario.load("federal-eoffice")
    assert Draws(folder).regime_for(case) == ""
    of_both = Draws(folder_of(tmp_path / "both", regime_names=("L", "K")))
    assert of_both.regime_for(case) == "L"
    assert of_both.regime_for(case.with_values({"regime": "K"})) == ""
    assert of_both.of(*[case.with_values({"regime": "K"})] * 2, SEEDS, 1).carried.told["regime"] == "K"


def test_what_a_scenario_states_is_held_and_told(tmp_path, folder):
    stated = Scenario.load("federal-eoffice").with_values({"parameters": {"e2": 0.7}})
    drawn = Draws(folder).of(stated, stated, SEEDS, 1)
    assert "e2 (federal-eoffice)" in drawn.told()["held"]
    assert {drawn.laid(stated, i).parameters["e2"] for i in range(SEEDS)} == {0.7}


def test_no_posterior_in_a_folder_is_a_clear_error(tmp_path):
    with pytest.raises(InputError, match="--posterior") as refused:
        Draws(tmp_path / "nothing")
    assert "nothing" in str(refused.value)


def test_bands_of_draws_are_wider_than_those_of_luck(room, tmp_path):
    plain = hello(tiny(tmp_path))
    bands = [x.last("band")["current"]["verified_use"] for x in (room, plain)]
    width = [np.subtract(band["high"], band["low"]) for band in bands]
    assert width[0].mean() > 1.5 * width[1].mean()
    plain.session.close()
