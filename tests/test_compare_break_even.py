"""Where the order of a pair turns: on a bench whose curve is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom
from worlds import small

from experiments.compare.break_even import CLOSE, Search, break_even, searches
from sim.parameters import PARAMETERS

KAPPA = PARAMETERS["kappa"]
"""Declared 0.75, held possible from 0 to 2."""

A, B = (small().with_values({"levers.TP": share}) for share in (0.0, 0.5))
A, B = A.model_copy(update={"name": "a"}), B.model_copy(update={"name": "b"})


class Curve:
    """A bench on which b minus a is `f(kappa)`, and luck of each seed that both share."""

    def __init__(self, f, n_seeds=4, noise=0.0):
        draws = np.random.default_rng(1)
        self.f, self.luck = f, draws.normal(0.0, 1.0, n_seeds)
        self.own = draws.normal(0.0, noise, n_seeds) if noise else np.zeros(n_seeds)
        self.own -= self.own.mean()
        self.asked = 0

    def measure(self, scenarios, words):
        assert words
        self.asked += len(scenarios)
        values = [
            self.luck + (x.lever("TP") == 0.5) * (self.f(x.parameter("kappa")) + self.own) for x in scenarios
        ]
        return np.array(values)[:, :, None]


def asked(f, **how):
    """The row of kappa on a bench with that curve."""
    bench = Curve(f, **how)
    (row,) = break_even([Search("", A, B, KAPPA)], bench.measure).to_dict("records")
    return row


def test_the_turn_of_a_straight_line_is_found():
    row = asked(lambda kappa: 1.2 - kappa)
    assert row["turns_at"] == pytest.approx(1.2, abs=1e-9)
    assert row["distance"] == pytest.approx((1.2 - 0.75) / 2.0)
    assert (row["declared"], row["low"], row["high"]) == (0.75, 0.0, 2.0)
    assert row["difference_at_low"] == pytest.approx(1.2)
    assert row["difference"] == pytest.approx(0.45)
    assert row["difference_at_high"] == pytest.approx(-0.8)
    assert (row["a"], row["b"], row["parameter"]) == ("a", "b", "kappa")
    assert row["short_by"] == 0.0
    assert row["nearest_at"] == row["turns_at"]


@pytest.mark.parametrize("at", [0.03, 0.74, 0.76, 1.99])
def test_the_turn_of_a_bent_curve_is_found_to_a_hundredth_of_the_prior(at):
    row = asked(lambda kappa: math.exp(-2.0 * kappa) - math.exp(-2.0 * at))
    assert abs(row["turns_at"] - at) <= CLOSE * 2.0


def test_the_turn_of_a_step_is_found():
    row = asked(lambda kappa: 0.1 if kappa < 1.337 else -0.4)
    assert abs(row["turns_at"] - 1.337) <= CLOSE * 2.0


def test_of_two_turns_the_nearer_one_is_told():
    """Positive from 0.2 to 1.0: 0.55 below the declared value, 0.25 above."""
    row = asked(lambda kappa: (kappa - 0.2) * (1.0 - kappa))
    assert abs(row["turns_at"] - 1.0) <= CLOSE * 2.0
    row = asked(lambda kappa: (kappa - 0.7) * (1.4 - kappa))
    assert abs(row["turns_at"] - 0.7) <= CLOSE * 2.0


def test_where_it_never_turns_it_is_told_by_how_much():
    row = asked(lambda kappa: 0.4 * kappa - 3.0)
    assert math.isnan(row["turns_at"])
    assert math.isnan(row["distance"])
    assert math.isnan(row["turns_low"])
    assert row["short_by"] == pytest.approx(2.2)
    assert row["nearest_at"] == 2.0


def test_a_level_pair_has_no_order_that_could_turn():
    row = asked(lambda kappa: kappa - 0.75)
    assert math.isnan(row["turns_at"])
    assert row["short_by"] == 0.0


def test_only_what_turns_is_asked_again():
    """Three values of two packages; then one value of both for each halving, down to 1 % of the prior."""
    bench = Curve(lambda kappa: 5.0 - kappa)
    break_even([Search("", A, B, KAPPA)], bench.measure)
    assert bench.asked == 6
    bench = Curve(lambda kappa: 1.2 - kappa)
    break_even([Search("", A, B, KAPPA)], bench.measure)
    assert bench.asked == 6 + 2 * math.ceil(math.log2(1.25 / (CLOSE * 2.0)))


def test_the_nearest_turn_comes_first_and_what_never_turns_last():
    th = PARAMETERS["th_G"]

    def f(scenario):
        return 1.2 - scenario.parameter("kappa") + 0.1 * (scenario.parameter("pi") - 0.6)

    def measure(scenarios, _words):
        return np.array([[(x.lever("TP") == 0.5) * f(x)] * 3 for x in scenarios])[:, :, None]

    todo = [Search("", A, B, x) for x in (th, PARAMETERS["pi"], KAPPA)]
    table = break_even(todo, measure)
    assert table["parameter"].tolist() == ["kappa", "pi", "th_G"]
    assert table["turns_at"].notna().tolist() == [True, False, False]


# ---- The interval of the turn


def test_the_interval_is_where_the_difference_cannot_be_told_from_nothing():
    """With a slope of -1 the interval of the turn is that of the mean; luck common to all values."""
    row = asked(lambda kappa: 1.2 - kappa, n_seeds=6, noise=0.1)
    own = Curve(lambda kappa: 0.0, n_seeds=6, noise=0.1).own
    half = 2.01505 * own.std(ddof=1) / math.sqrt(6)
    step = 2.0 / 400
    assert row["turns_at"] == pytest.approx(1.2)
    assert half <= row["turns_high"] - 1.2 <= half + step
    assert half <= 1.2 - row["turns_low"] <= half + step


def test_an_end_beyond_the_prior_is_infinite():
    row = asked(lambda kappa: 1.9 - kappa, n_seeds=6, noise=0.3)
    assert row["turns_high"] == math.inf
    assert 0.0 < row["turns_low"] < 1.9


def test_one_seed_gives_no_interval():
    row = asked(lambda kappa: 1.2 - kappa, n_seeds=1)
    assert row["turns_at"] == pytest.approx(1.2)
    assert math.isnan(row["turns_low"])


def test_interval_of_a_turn_holds_the_truth_nine_times_in_ten():
    draws = np.random.default_rng(8)
    truth, hits, n = 1.2, 0, 600
    for _ in range(n):
        luck, slope = draws.normal(0.0, 0.4, 8), draws.normal(-1.0, 0.2, 8)
        known = {x: luck + slope * (x - truth) for x in (0.0, 0.75, 2.0)}
        low, high = Search("", A, B, KAPPA, known).turn_interval()
        hits += low <= truth <= high
    least, most = binom.ppf([0.005, 0.995], n, 0.9)
    assert least <= hits <= most + 0.01 * n  # the ends are rounded outwards, to 1 in 400 of the prior


# ---- What is searched


def test_parameters_that_set_the_packages_apart_are_left_out():
    other = B.with_values({"kappa": 1.0})
    todo = searches({"": {"a": A, "b": other}}, {"": [("a", "b")]})
    names = [search.parameter.name for search in todo]
    assert "kappa" not in names
    assert len(names) == sum(x.role == "uncertain" for x in PARAMETERS.values()) - 1
    assert {x.parameter.role for x in todo} == {"uncertain"}


def test_what_a_regime_holds_is_a_belief_too():
    packages = {name: x.with_values({"regime": "K"}) for name, x in (("a", A), ("b", B))}
    todo = {x.parameter.name: x for x in searches({"K": packages}, {"K": [("a", "b")]})}
    assert todo["kappa"].declared == pytest.approx(0.52)


def test_an_end_at_which_nothing_can_be_run_is_left_out():
    """The unit of kappa ends at 2; a prior that went on to 5 could not be run there."""
    beyond = replace(KAPPA, high=5.0)
    (row,) = break_even([Search("", A, B, beyond)], Curve(lambda kappa: 0.1 + kappa).measure).to_dict(
        "records"
    )
    assert math.isnan(row["difference_at_high"])
    assert math.isnan(row["turns_at"])
    assert row["short_by"] == pytest.approx(0.1)
    assert row["nearest_at"] == 0.0
    (row,) = break_even([Search("", A, B, beyond)], Curve(lambda kappa: kappa - 0.3).measure).to_dict(
        "records"
    )
    assert row["turns_at"] == pytest.approx(0.3, abs=0.05)
