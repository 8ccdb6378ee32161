"""Intervals of comparisons: each against what defines it, and how often it holds what it should."""

import math

import numpy as np
import pandas as pd
import pytest
from compared import facts_about
from scipy.stats import binom, norm, t
from worlds import orders, small

from experiments.compare import paired
from experiments.compare.interval import (
    MOST,
    TAIL,
    needed_for_sign,
    needed_for_width,
    of_mean,
    of_ratio,
    of_share,
)
from experiments.measuring import Bench


def covers_nominally(hits: int, n: int) -> bool:
    """Whether so many of n intervals is what intervals of 90 % give, at 99 %."""
    low, high = binom.ppf([0.005, 0.995], n, 0.9)
    return bool(low <= hits <= high)


# ---- Known answers


def test_interval_of_a_mean_by_hand():
    """Mean 2.5, standard deviation 1.2910, t of three degrees of freedom 2.3534."""
    found = of_mean(np.array([1.0, 2.0, 3.0, 4.0]))
    assert found.estimate == 2.5
    assert (found.low, found.high) == pytest.approx((2.5 - 1.5191, 2.5 + 1.5191), abs=1e-4)


def test_one_value_has_no_interval_and_none_no_mean():
    assert of_mean(np.array([3.0])).estimate == 3.0
    assert math.isnan(of_mean(np.array([3.0])).low)
    assert math.isnan(of_mean(np.array([])).estimate)
    assert of_mean(np.array([3.0, 3.0])) == (3.0, 3.0, 3.0)


@pytest.mark.parametrize(("hits", "n"), [(8, 10), (1, 50), (0.5, 3), (19, 20)])
def test_ends_of_a_share_are_where_the_score_test_just_fails(hits, n):
    """Wilson's interval holds the shares that lie within 1.645 of their own standard errors."""
    found = of_share(hits, n)
    z = norm.ppf(TAIL)
    for end in (found.low, found.high):
        assert abs(hits / n - end) == pytest.approx(z * math.sqrt(end * (1 - end) / n))
    assert found.low < found.estimate < found.high


def test_a_share_of_none_or_all_keeps_an_end_inside():
    assert of_share(0, 10).low == 0.0
    assert 0.0 < of_share(0, 10).high < 0.25
    assert of_share(10, 10).high == 1.0
    assert math.isnan(of_share(0, 0).estimate)


def test_ends_of_a_ratio_are_where_the_difference_just_fails():
    """At either end r, mean(above - r below) is t standard errors from 0."""
    above, below = np.array([4.0, 6.5, 5.0, 7.0]), np.array([2.0, 2.5, 2.2, 3.1])
    found = of_ratio(above, below)
    assert found.estimate == pytest.approx(above.mean() / below.mean())
    for end in (found.low, found.high):
        left = above - end * below
        assert abs(left.mean()) / (left.std(ddof=1) / 2.0) == pytest.approx(t.ppf(TAIL, 3))
    assert found.low < found.estimate < found.high


def test_a_ratio_to_what_may_be_nothing_has_no_ends():
    found = of_ratio(np.array([1.0, 2.0, 1.5]), np.array([-1.0, 1.5, 0.1]))
    assert found.estimate == pytest.approx(7.5)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_replicates_needed_by_hand():
    """With sd 1 and mean 0.5, 12 replicates reach 0.518 and 13 reach 0.494."""
    assert needed_for_sign(0.5, 1.0) == 13
    assert needed_for_sign(-0.5, 1.0) == 13
    assert needed_for_sign(0.5, 0.0) == 2
    assert math.isnan(needed_for_sign(0.0, 1.0))
    assert needed_for_sign(1e-9, 1.0) == MOST


@pytest.mark.parametrize("sd", [0.003, 0.02, 0.3])
def test_replicates_for_a_width_are_the_fewest(sd):
    def reach(n):
        return t.ppf(TAIL, n - 1) * sd / math.sqrt(n)

    n = int(needed_for_width(sd, 0.01))
    assert reach(n) <= 0.01
    assert n == 2 or reach(n - 1) > 0.01


# ---- Coverage, planted


def planted(n_pairs: int, n: int, difference: float, seed: int) -> pd.DataFrame:
    """Runs of two packages in `n_pairs` worlds (told as regimes): common luck, and luck of their own."""
    draws = np.random.default_rng(seed)
    luck = draws.normal(0.4, 0.1, (n_pairs, n))
    own = draws.normal(0.0, 0.03, (2, n_pairs, n))
    rows = []
    for scenario, values in (("a", luck + own[0]), ("b", luck + difference + own[1])):
        world, replicate = np.indices(values.shape)
        frame = pd.DataFrame(
            {
                "regime": [f"w{i}" for i in world.ravel()],
                "replicate": replicate.ravel(),
                "verified_use_mean": values.ravel(),
            }
        )
        rows.append(frame.assign(scenario=scenario, point=0, status="finished"))
    runs = pd.concat(rows).assign(discounted_desk_months_end=0.0, discounted_cost_end=0.0)
    return runs.sample(frac=1.0, random_state=seed)


def test_interval_of_a_paired_difference_holds_the_truth_nine_times_in_ten():
    """Fails if replicates are not matched: the interval would be three times as wide and hold it always."""
    n_pairs, truth = 500, 0.02
    runs = planted(n_pairs, 8, truth, seed=5)
    facts = facts_about(["a", "b"], regimes=tuple(f"w{i}" for i in range(n_pairs)))
    table = paired.pairs(runs, facts)
    assert covers_nominally(int(((table["low"] <= truth) & (truth <= table["high"])).sum()), n_pairs)
    expected = 2 * (0.1**2 + 0.03**2) / (2 * 0.03**2)
    assert table["sd_independent"].pow(2).mean() / table["sd_paired"].pow(2).mean() == pytest.approx(
        expected, rel=0.1
    )


def test_interval_of_a_price_holds_the_truth_nine_times_in_ten():
    """Cost and gain of a pair go together; an interval of a mean of ratios would miss the truth."""
    draws = np.random.default_rng(3)
    hits, n = 0, 3000
    for _ in range(n):
        gain = draws.normal(100.0, 60.0, 12)
        cost = 5.0 * gain + draws.normal(200.0, 100.0, 12)
        found = of_ratio(cost, gain)
        hits += found.low <= 7.0 <= found.high
    assert covers_nominally(hits, n)


def test_interval_of_a_share_holds_the_truth_nine_times_in_ten_on_average():
    """For a share of 0.83 of 20, summed over all that can come out."""
    covered = sum(
        binom.pmf(k, 20, 0.83) for k in range(21) if of_share(k, 20).low <= 0.83 <= of_share(k, 20).high
    )
    assert 0.85 < covered < 0.95


# ---- Coverage, with the model


def model_coverage(n_groups: int, n: int, posts: int) -> tuple[int, float]:
    """How many of so many groups of n seeds hold the mean over all seeds, and how much pairing narrows."""
    plain = small({"posts": posts, "offices": 10}, months=18)
    ordered = plain.with_values({"mandates": orders((2, 6, 0.5))})
    bench = Bench(range(n_groups * n), ("verified_use_mean",), 2)
    a, b = bench.measure([plain, ordered], "Coverage")[:, :, 0]
    truth = (b - a).mean()
    found = [of_mean(group) for group in (b - a).reshape(n_groups, n)]
    return sum(x.low <= truth <= x.high for x in found), (a.var() + b.var()) / (b - a).var()


def test_interval_with_the_model_holds_the_truth_nine_times_in_ten():
    hits, _ = model_coverage(50, 8, posts=100)
    assert covers_nominally(hits, 50)


@pytest.mark.prove
def test_interval_with_the_model_holds_the_truth_nine_times_in_ten_of_many():
    hits, narrowed = model_coverage(500, 8, posts=400)
    assert covers_nominally(hits, 500)
    assert narrowed > 1.5
