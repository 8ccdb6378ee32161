"""Outcomes of a month, of a whole run and of two runs, against cases worked out on paper."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import day, lived, orders, small

from experiments.batch import Batch, run_batch
from experiments.report_whole import worth
from experiments.store import Results, new_results
from experiments.summary import Estimate, amount, beside, heading, prices
from experiments.tables import TABLES, schema
from experiments.whole_run import SHOWN, Told, Whole, against, in_words, over_runs, price
from sim import run
from sim.frames import monthly, tiers
from sim.observed import Observed, shock_begins
from sim.outcomes import OUTCOMES, TIER_OUTCOMES
from sim.outcomes.equity import gini, least_by_most
from sim.scenario import Scenario
from sim.summaries import (
    PAIRS,
    RESTRICTED,
    SUMMARIES,
    TIMES,
    WHOLE_RUN,
    Pair,
    compare,
    cost_per_extra,
    end_of_enforcement,
    first_sustained,
    lock_in,
    reversal,
    summarise,
)
from sim.world import build

NAN = float("nan")


def months(n: int, **columns: Any) -> pd.DataFrame:
    """A monthly table of `n` months: each column one number for all months, or a number for each."""
    index = pd.date_range("2018-01-01", periods=n, freq="MS")
    given = {name: np.broadcast_to(np.asarray(values, float), n) for name, values in columns.items()}
    return pd.DataFrame({"month": index, **dict.fromkeys(OUTCOMES, 0.0), **given})


def same(found: float, expected: float) -> bool:
    return found == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


# ---- Times to a threshold ----


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ([0.1, 0.2, 0.49, 0.499, 0.4], NAN),  # never
        ([0.1, 0.6, 0.6, 0.4, 0.6, 0.6], NAN),  # two months at a time, never three
        ([0.1, 0.6, 0.6, 0.4, 0.6, 0.6, 0.6], 4),  # the last three months count
        ([0.6, 0.6, 0.6, 0.1], 0),  # from the start, and lost again
        ([0.1, 0.5, 0.5, 0.5, 0.9], 1),  # exactly the share
        ([0.1, 0.1, 0.7 - 0.2, 0.3 + 0.2, 0.1 * 5], 2),  # the share, but for the last bit
        ([0.6, 0.6], NAN),  # a run shorter than what it takes
    ],
)
def test_a_share_is_reached_in_the_first_of_three_months_in_a_row(values, first):
    """Fails if one good month is enough, if the last months are cut off, or if months are counted from 1."""
    assert same(first_sustained(np.array(values), 0.5), first)


@pytest.mark.parametrize("time", TIMES)
def test_a_time_that_does_not_come_is_missing_and_restricted_to_the_length_of_the_run(time):
    """Fails if a run that never gets there counts as fast, or a time reads another outcome."""
    outcome, share, _ = TIMES[time]
    reached = summarise(months(6, **{outcome: [0, 0, share, share, share, share]}))
    never = summarise(months(6, **{outcome: share - 0.01}))
    assert (reached[time], reached[f"{time}{RESTRICTED}"]) == (2, 2)
    assert np.isnan(never[time])
    assert never[f"{time}{RESTRICTED}"] == 6


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_half_is_never_reached_later_than_four_fifths(values):
    """Fails if a threshold is compared the wrong way round, or a censored time sorts before a real one."""
    told = summarise(months(len(values), verified_use=values, reported_use=values))
    for use in ("verified", "reported"):
        half, most = told[f"t50_{use}{RESTRICTED}"], told[f"t80_{use}{RESTRICTED}"]
        assert half <= most <= len(values)
        assert not (np.isnan(told[f"t50_{use}"]) and told[f"t80_{use}"] >= 0)


# ---- Falls after a shock ----

FALL = [0.5] * 5 + [0.8, 0.8, 0.6, 0.4, 0.7] + [0.6] * 40


@pytest.mark.parametrize(
    ("use", "hit", "fall"),
    [
        (FALL, [], 0.0),  # a fall, but no shock
        (FALL, [5], 0.5),  # 0.8 in the month of the shock, 0.4 at the lowest
        (FALL, [7], 1 / 3),  # 0.6 to 0.4: relative to the month of the shock, not to the peak
        (FALL, [0], 0.2),  # 0.5 to 0.4, although it rose at first
        (FALL, [0, 5, 7], 0.5),  # the largest of several
        (FALL, [8], 0.0),  # it only rises from there on
        ([0.5] + [0.6] * 36 + [0.1], [0], 0.0),  # lowest in the 37th month: too late
        ([0.5] + [0.6] * 35 + [0.1], [0], 0.8),  # in the 36th: in time
        ([0.009, 0.001, 0.0], [0], 0.0),  # too little to fall
        ([0.01, 0.0], [0], 1.0),
        ([0.3, 0.5, 0.4], [2], 0.0),  # a shock in the last month
    ],
)
def test_a_reversal_is_the_largest_fall_after_a_shock(use, hit, fall):
    """Fails if a fall before the shock counts, or later than three years, or relative to another month."""
    shock = np.isin(np.arange(len(use)), hit)
    assert same(reversal(np.array(use), shock), fall)


@pytest.mark.parametrize(
    ("use", "peak", "month", "lost"),
    [([0.1, 0.6, 0.6, 0.4], 0.6, 1, 0.2), ([0.1, 0.2, 0.3], 0.3, 2, 0.0), ([0.0, 0.0], 0.0, 0, 0.0)],
)
def test_the_peak_is_the_first_highest_month_and_what_was_lost_since(use, peak, month, lost):
    found = summarise(months(len(use), verified_use=use))
    assert same(found["peak_use"], peak)
    assert found["peak_use_month"] == month
    assert same(found["lost_since_peak"], lost)


@pytest.mark.parametrize(("low", "reversed_"), [(0.375, 0.0), (0.37, 1.0)])
def test_a_reform_is_reversed_when_more_than_a_quarter_is_lost(low, reversed_):
    assert summarise(months(3, verified_use=[0.5, low, 0.5], shock=[1, 0, 0]))["reform_reversed"] == reversed_


def test_every_kind_of_shock_is_noticed_in_its_first_month():
    """Fails if a kind is forgotten, if austerity counts every month, or a recovery passes for a shock."""
    scenario = small(
        {
            "transitions": [{"date": day(3), "label": "Change of government"}],
            "mandates": orders((0, 0, 0.4)),
            "enforcement_drops": [{"date": day(6), "label": "Nobody checks"}],
            "austerity": [
                {"start": day(9), "end": day(14), "depth": 0.2},
                {"start": day(12), "end": day(14), "depth": 0.5},
            ],
            "outages": [{"start": day(18), "end": day(19), "depth": 0.3, "offices": ["FED 07"]}],
            "cyber_attacks": [{"date": day(21), "offices": ["FED 03"]}],
        },
        months=24,
    )
    world = build(scenario, 1)
    assert np.flatnonzero(shock_begins(scenario, world)).tolist() == [3, 6, 9, 12, 18, 21]
    world.in_force.budget[0:3] = 0.8
    assert np.flatnonzero(shock_begins(scenario, world))[0] == 0, "austerity from the start begins there"
    begun = world._replace(in_force=world.in_force[:5], shocks=world.shocks[:5])
    assert np.flatnonzero(shock_begins(scenario, begun)).tolist() == [0, 3], "a run that is not over yet"


# ---- Equity ----


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([0.4, 0.4, 0.4], [1, 5, 2], 0.0),
        ([0.0, 0.0], [1, 1], 0.0),  # nobody has anything: nobody is behind
        ([0.0, 1.0], [1, 1], 0.5),
        ([0.0, 1.0], [3, 1], 0.75),
        ([1.0, 0.0], [1, 3], 0.75),  # whatever the order
        ([0.1, 0.2, 0.3], [1, 1, 1], 2 / 9),  # mean difference 4/45, by twice the mean of 1/5
        ([0.2, 0.6], [3, 1], 0.25),  # 2 (3/4)(1/4) 0.4 / (2 x 0.3)
        ([0.7], [1], 0.0),
    ],
)
def test_the_gini_coefficient_is_that_on_paper(values, weights, expected):
    found = gini(np.array([values, values]), np.array(weights, float))
    assert found == pytest.approx([expected] * 2, abs=1e-12)


SHARES = st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 100)), min_size=1, max_size=8)


@given(SHARES, st.floats(0.1, 0.9))
def test_splitting_a_tier_in_two_alike_changes_no_gini(groups, part):
    """Fails if groups are counted instead of weighed."""
    values, weights = map(np.array, zip(*groups, strict=True))
    split = np.append(weights, weights[0] * (1 - part))
    split[0] *= part
    whole = gini(values[None, :], weights)
    assert gini(np.append(values, values[0])[None, :], split) == pytest.approx(whole, abs=1e-9)


@given(SHARES)
def test_the_gini_coefficient_is_the_mean_difference_by_twice_the_mean(groups):
    values, weights = map(np.array, zip(*groups, strict=True))
    share, mean = weights / weights.sum(), values @ weights / weights.sum()
    expected = share @ np.abs(values[:, None] - values) @ share / (2 * mean) if mean > 1e-9 else None
    (found,) = gini(values[None, :], weights)
    assert 0 <= found < 1
    assert expected is None or found == pytest.approx(expected, abs=1e-9)


def test_the_last_tier_is_measured_against_the_first():
    values = np.array([[0.0, 0.0], [0.2, 0.8], [0.3, 0.3], [0.5, 0.0]])
    assert least_by_most(values).tolist() == [1.0, 0.25, 1.0, 0.0]


TWO_TIERS = {
    "start": "2020-01-01",
    "end": "2020-03-31",
    "service": "G2C",
    "tiers": [
        {"code": "FED", "posts": 30, "offices": 2, "sizes": [10, 20], "citizens": 1000},
        {"code": "PB", "posts": 10, "offices": 1, "citizens": 3000},
    ],
    "parameters": {"cost_digital": 1_000, "cost_paper": 4_000, "wage": 50_000, "dup": 0.2, "discount": 0.1},
}


@pytest.fixture(scope="module")
def planted() -> tuple[Scenario, Any]:
    """Three offices in two tiers; in the last of three months 10 desks on paper, 8 both ways, 22 digital."""
    scenario = Scenario.from_data(TWO_TIERS, "two tiers")
    world = build(scenario, 1)
    log, tier = world.office_log, world.tier_log
    for column, by_office in {
        "paper": (0.5, 0.25, 0.0),
        "hybrid": (0.3, 0.25, 0.0),
        "digital": (0.2, 0.5, 1.0),
        "audits": (3, 1, 0),
        "sanctions": (1, 1, 0),
        "token_sanctions": (1, 0, 0),
        "trained": (2, 4, 1),
        "end_to_end": (0.1, 0.3, 0.9),
    }.items():
        log[column][2] = by_office
    tier["digital"][2] = (0.4, 1.0)
    tier["accessibility"][2] = (0.5, 0.3)
    tier["enforcement"][2] = (0.2, 0.4)
    return scenario, world


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("tier_gini", 0.25 * 0.75 * 0.6 / (0.25 * 0.4 + 0.75 * 1.0)),  # by citizens: 1 and 3 of 4
        ("tier_ratio", 0.4),
        # Desks 10, 20, 10 with 0.2, 0.5, 1.0: (1/8 0.3 + 1/16 0.8 + 1/8 0.5) / 0.55
        ("office_gini", 0.15 / 0.55),
        ("accessibility", 0.25 * 0.5 + 0.75 * 0.3),
        ("access_gap", 0.2),
        ("enforcement", 0.75 * 0.2 + 0.25 * 0.4),
        ("checks", 4 / 40),
        ("sanctions", 2 / 40),
        ("token_sanctions", 1 / 40),
        ("courses", 7),
        ("offices_on_platform", 1 / 3),
        ("offices_at_90", 1 / 3),
        ("offices_at_80", 1 / 3),
        ("office_share_paper", 0.25),
        ("office_share_hybrid", 0.55 / 3),
        ("digital_desk_months", 22),
        ("discounted_desk_months", 22 * 1.1 ** (-2 / 12)),
        ("cost_running", 10 * 4_000 + 8 * (4_000 + 1_000 + 10_000) + 22 * 1_000),
        ("cost_duplication", 8 * (4_000 + 10_000)),
    ],
)
def test_outcomes_of_a_month_are_those_on_paper(planted, outcome, expected):
    """Fails if tiers are weighed by desks, offices by nothing, or hybrid desks are left out."""
    scenario, world = planted
    assert OUTCOMES[outcome].of(Observed(scenario, world))[2] == pytest.approx(expected, rel=1e-9)


def test_the_two_groups_of_cost_add_up(planted):
    found = monthly(*planted)
    both = found["cost_running"] + found["cost_levers"]
    assert both.tolist() == pytest.approx(found["monthly_cost"].tolist())
    assert (found["cost_levers"] > 0).all()


def test_thresholds_are_met_by_fewer_offices_the_higher_they_are():
    """Fails if a threshold is mixed up with another; most offices of ten desks lie between two of them."""
    scenario = small({"mandates": orders((0, 0, 0.6)), "beta0": 0.5}, months=30)
    found = monthly(scenario, lived(scenario))
    by_threshold = found[["offices_on_platform", "offices_at_90", "offices_at_80"]]
    assert (by_threshold.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (by_threshold.nunique(axis=1) == 3).any()


# ---- Tiers ----


def test_the_table_of_tiers_is_that_on_paper(planted):
    """Fails if offices of another tier slip in, or what is weighed by desks is weighed by offices."""
    found = tiers(*planted)
    assert found["tier"].tolist() == ["FED", "PB"] * 3
    assert found["posts"].tolist() == [30, 10] * 3
    assert found["month"].dt.month.tolist() == [1, 1, 2, 2, 3, 3]
    federal, province = found.to_dict("records")[-2:]
    assert federal["share_digital"] == federal["verified_use"] == pytest.approx(0.4)
    assert federal["share_paper"] == pytest.approx(10 / 30)
    assert federal["reported_use"] == pytest.approx(20 / 30)
    assert federal["end_to_end"] == pytest.approx(0.2)
    assert (province["verified_use"], province["end_to_end"]) == (1.0, 0.9)
    assert (federal["accessibility"], province["accessibility"]) == (0.5, 0.3)


def test_a_single_tier_is_the_country():
    """Fails if a column of tiers is weighed otherwise than the monthly one, or reads another log."""
    scenario = small({"mandates": orders((0, 3, 0.5))}, months=14)
    result = run(scenario, 3)
    for name in set(TIER_OUTCOMES) & set(OUTCOMES):
        assert result.tiers[name].tolist() == pytest.approx(result.monthly[name].tolist()), name
    logged = result.world.tier_log["digital"][:, 0]
    assert result.tiers["verified_use"].tolist() == pytest.approx(logged.tolist())
    assert result.monthly[["tier_gini", "access_gap"]].eq(0).all(axis=None)
    assert result.monthly["tier_ratio"].eq(1).all()
    assert result.monthly["office_gini"].iloc[-1] > 0


# ---- Two runs ----


@pytest.mark.parametrize(
    ("enforcement", "end"),
    [
        ([0.0] * 100, None),  # never begun
        ([0.4] * 100, None),  # never ended
        ([0.4] * 39 + [0.0] * 61, 39),  # month 99 is the 60th after month 39
        ([0.4] * 40 + [0.0] * 60, None),  # the run is over before that
        ([0.4] * 10 + [0.0] * 30 + [0.4] + [0.0] * 61, 41),  # it came back once
    ],
)
def test_enforcement_has_ended_when_it_stays_away(enforcement, end):
    assert end_of_enforcement(np.array(enforcement)) == end


def enforced(n: int, until: int, use: Any) -> pd.DataFrame:
    return months(n, verified_use=use, enforcement=[0.4] * until + [0.0] * (n - until))


@pytest.mark.parametrize(
    ("before", "after", "none", "expected"),
    [
        (0.8, 0.6, (0.2, 0.2), 2 / 3),
        (0.8, 0.2, (0.2, 0.2), 0.0),  # nothing is left
        (0.8, 0.8, (0.2, 0.2), 1.0),  # all of it stays
        (0.8, 0.7, (0.2, 0.4), 0.5),  # the base has grown meanwhile: 0.3 of 0.6
        (0.8, 0.1, (0.2, 0.4), -0.5),  # less than without any orders
        (0.205, 0.9, (0.2, 0.2), NAN),  # enforcement had done nothing that could last
        (0.1, 0.9, (0.2, 0.2), NAN),
    ],
)
def test_lock_in_is_what_is_left_of_what_enforcement_added(before, after, none, expected):
    """Fails if the base is read in one month for both, or a month next to the right one is."""
    use, base = np.full(100, 0.99), np.full(100, 0.01)
    use[[30, 90]], base[[30, 90]] = (before, after), none
    assert same(lock_in(Pair(enforced(100, 30, use), months(100, verified_use=base))), expected)


def test_lock_in_is_missing_where_enforcement_does_not_end():
    base = months(100)
    assert np.isnan(lock_in(Pair(months(100, verified_use=0.5, enforcement=0.4), base)))
    assert np.isnan(lock_in(Pair(months(100, verified_use=0.5), base)))


@pytest.mark.parametrize(
    ("cost", "gained", "expected"),
    [
        (600.0, 3.0, 200.0),
        (0.0, 3.0, 0.0),
        (600.0, 0.0, NAN),  # bought nothing
        (600.0, -3.0, NAN),  # dearer and worse
        (-600.0, -3.0, NAN),  # cheaper and worse: 200 would look like a price
        (-600.0, 3.0, NAN),  # cheaper and better: -200 would look like the best of prices
    ],
)
def test_a_price_is_told_only_of_what_is_gained_at_a_cost(cost, gained, expected):
    assert same(cost_per_extra(cost, gained), expected)
    paid = {"discounted_cost": 1_000 + cost, "discounted_desk_months": 50 + gained}
    found = compare(months(4, **paid), months(4, discounted_cost=1_000, discounted_desk_months=50))
    assert same(found["cost_per_extra_desk_month"], expected)
    assert found["saves"] == float(cost < 0 < gained)
    assert (found["extra_cost"], found["extra_desk_months"]) == (cost, gained)


def test_runs_of_different_months_are_not_compared():
    with pytest.raises(ValueError, match="different months"):
        compare(months(4), months(5))


# ---- Over several runs, in words ----


def runs_of(*uses: list[float]) -> pd.DataFrame:
    rows = [summarise(months(len(use), verified_use=use)) | {"status": "finished"} for use in uses]
    return pd.DataFrame([*rows, {"status": "failed"}])


def test_means_over_runs_count_those_that_never_get_there():
    """Fails if runs that never get there are dropped from the mean, or failed runs are taken for such."""
    whole = over_runs(runs_of([0.6] * 12, [0.1] * 12, [0.1] * 6 + [0.6] * 6))
    assert tuple(whole) == SHOWN
    assert whole["t50_verified_restricted"] == Whole(
        Estimate(6.0, pytest.approx(0.6), pytest.approx(11.4)), 1, 3.0
    )
    assert whole["verified_use_mean"].not_within_run == 0


@pytest.mark.parametrize(
    ("uses", "mean", "between"),
    [
        ([[0.6] * 12, [0.0] * 4 + [0.6] * 8], "2 months", "0 to 4"),
        ([[0.6] * 12, [0.1] * 12], "0 months in 1 of 2 runs", "not within the 12 months in 1 of 2 runs"),
        ([[0.1] * 12, [0.1] * 12], "not within the 12 months", "in 2 of 2 runs"),
        ([[0.1] * 12], "not within the 12 months", ""),
        ([[0.0] * 4 + [0.6] * 8], "4 months", ""),
    ],
)
def test_times_are_told_with_the_runs_that_never_get_there(uses, mean, between):
    told = next(iter(in_words(over_runs(runs_of(*uses)), len(uses), 12)))
    label = "Months until half of desks are really digital"
    assert told == Told("t50_verified_restricted", label, mean, between)


def test_runs_are_compared_with_the_run_that_shares_their_luck():
    """Fails if replicates are mixed up, or the price is a mean of ratios."""
    tables = [
        months(3, discounted_cost=cost, discounted_desk_months=gained).assign(
            scenario=name, replicate=replicate
        )
        for name, replicate, cost, gained in (
            ("none", 0, 100, 10),
            ("none", 1, 200, 40),
            ("order", 0, 400, 11),
            ("order", 1, 300, 49),
            ("order", 2, 999, 99),
        )
    ]
    found = against(pd.concat(tables), "none")
    assert found["replicate"].tolist() == [0, 1]
    assert found["extra_cost"].tolist() == [300, 100]
    assert found["extra_desk_months"].tolist() == [1, 9]
    assert price(found) == "Rs 40 per desk-month"
    assert price(found.assign(extra_cost=-1.0)) == "saves"
    assert price(found.assign(extra_desk_months=[-2.0, 1.0])) == "no more real use"


def test_policies_are_told_with_what_they_give_and_cost():
    """Fails if a policy is compared with another base, a saving is priced, or a band is left out."""
    told = {  # discounted cost and desk-months of two runs each
        "none": ((1e9, 10_000), (2e9, 40_000)),
        "dear": ((4e9, 11_000), (3e9, 49_000)),
        "thrifty": ((0.5e9, 20_000), (1.5e9, 50_000)),
        "idle": ((1e9, 10_000), (2e9, 40_000)),
    }
    tables = [
        months(
            12, discounted_cost=cost, discounted_desk_months=gained, verified_use=0.6 * (name == "dear")
        ).assign(scenario=name, replicate=replicate)
        for name, runs in told.items()
        for replicate, (cost, gained) in enumerate(runs)
    ]
    runs = [{"scenario": table["scenario"][0], "status": "finished", **summarise(table)} for table in tables]
    labels = {name: name.capitalize() for name in told}
    _, table = worth(pd.DataFrame(runs), pd.concat(tables), labels, "none", 12)
    assert table.frame.fillna("").to_numpy().tolist() == [
        ["None", "not within the 12 months (in 2 of 2 runs)", "", "", ""],
        [
            "Dear",
            "0 months (0 to 0)",
            "5,000 (1,400 to 8,600)",
            "2.0 (1.1 to 2.9)",
            "Rs 400,000 per desk-month",
        ],
        [
            "Thrifty",
            "not within the 12 months (in 2 of 2 runs)",
            "10,000 (10,000 to 10,000)",
            "−0.5 (−0.5 to −0.5)",
            "saves",
        ],
        ["Idle", "not within the 12 months (in 2 of 2 runs)", "0 (0 to 0)", "0 (0 to 0)", "no more real use"],
    ]
    assert "Against “none”" in table.caption


def test_amounts_of_whole_runs_are_told_in_words():
    assert amount("t50_verified", 61.4) == "61 months"
    assert amount("digital_desk_months", 34_528.0) == "34,528 desk-months"
    assert amount("cost_per_extra_desk_month", 2_345.6) == "Rs 2,346 per desk-month"
    assert amount("reform_reversed", 0.35) == "35 % of runs"
    assert amount("extra_cost", -13.1e9) == "Rs -13.1 bn"
    assert heading("extra_cost") == "Extra cost, Rs bn"
    assert heading("cost_per_extra_desk_month") == "Cost per extra digital desk-month, Rs per desk-month"


# ---- Tables ----


@pytest.mark.parametrize("table", [OUTCOMES, TIER_OUTCOMES, SUMMARIES, WHOLE_RUN, PAIRS])
def test_every_outcome_says_what_it_is(table):
    """Fails if an outcome comes without unit, label or definition, or under another name than its own."""
    for name, outcome in table.items():
        assert outcome.name == name
        assert outcome.unit
        assert outcome.label[0].isupper() or outcome.label[0].isdigit()
        assert outcome.definition
        assert not outcome.definition.endswith(".")


@pytest.mark.parametrize("table", ["OUTCOMES", "TIER_OUTCOMES", "WHOLE_RUN", "PAIRS"])
def test_no_two_outcomes_share_a_label(table):
    outcomes = {"OUTCOMES": OUTCOMES, "TIER_OUTCOMES": TIER_OUTCOMES, "WHOLE_RUN": WHOLE_RUN, "PAIRS": PAIRS}
    labels = [outcome.label for outcome in outcomes[table].values()]
    assert len(labels) == len(set(labels))


def test_tables_of_results_hold_every_outcome():
    assert set(SUMMARIES) <= set(TABLES["runs"])
    assert set(WHOLE_RUN) <= set(SUMMARIES)
    assert [*OUTCOMES] == [*TABLES["monthly"]][4:]
    assert [*TIER_OUTCOMES] == [*TABLES["tiers"]][6:]
    for table in TABLES:
        assert all(field.metadata[b"unit"] and field.metadata[b"meaning"] for field in schema(table))


def test_summaries_can_be_computed_again_from_stored_results(tmp_path):
    """Fails if a summary reads what the monthly table does not hold, or the store drops a column."""
    scenario = small({"transitions": [{"date": day(2), "label": "Change"}]}, months=6)
    with new_results(tmp_path / "r", force=False) as writer:
        run_batch(Batch((scenario,), 4, 2, 1), writer)
    results = Results(tmp_path / "r")
    runs, stored = results.table("runs"), results.table("monthly")
    for number, rows in stored.groupby("run"):
        again = summarise(rows)
        found = runs.loc[runs["run"] == number].iloc[0]
        assert all(same(again[name], found[name]) for name in SUMMARIES)
    assert len(results.table("tiers")) == 2 * 6
    assert set(results.manifest["units"]["tiers"]) == set(TABLES["tiers"])


@pytest.mark.parametrize(("dollars", "told"), [(4.86e7, "49 million"), (4.86e5, "0.49 million")])
def test_a_small_sum_in_dollars_is_not_rounded_away(dollars, told):
    assert f"in dollars: {told}, at Rs 280." in prices(small(), dollars)


@pytest.mark.parametrize(
    ("mean", "low", "high", "told", "band"),
    [
        (39e6, 37e6, 41e6, "Rs 39 m", "37 to 41"),
        (99.6e6, 95e6, 104e6, "Rs 100 m", "95 to 104"),
        (53.7e9, 0.9e9, 54e9, "Rs 53.7 bn", "0.9 to 54.0"),
        (0.13e9, 90e6, 0.2e9, "Rs 0.13 bn", "0.09 to 0.2"),
        (600.0, 500.0, 1200.0, "Rs 600", "500 to 1,200"),
    ],
)
def test_a_band_of_money_is_told_in_the_unit_of_its_mean(mean, low, high, told, band):
    """Fails if the mean is in millions and its band in billions."""
    estimate = Estimate(mean, low, high)
    assert amount("cumulative_cost", mean) == told
    assert beside("cumulative_cost", estimate) == band
