"""Tables of a comparison, each against one worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from compared import facts_about

from experiments.compare import futures, moved, paired
from experiments.compare.comparison import TABLES, tabled
from experiments.compare.direction import LESS_IS_BETTER, NEITHER, more_is_better
from experiments.compare.facts import pairs_of, searched_pairs, telling_pairs
from sim.errors import InputError
from sim.outcomes import OUTCOMES
from sim.state import GRADES
from sim.summaries import SUMMARIES, TIMES, WHOLE_RUN

GAIN, COST = paired.GAIN, paired.COST


def runs_of(
    values: dict[str, list[float]], *, point: int = 0, gain: float = 0.0, cost: float = 0.0
) -> pd.DataFrame:
    """Finished runs: package -> its value in each replicate; NaN for a run that failed.

    Every package after the first has so much more desk-months and cost than the one before,
    and the second of its replicates twice as much.
    """
    rows = []
    for place, (scenario, own) in enumerate(values.items()):
        for replicate, value in enumerate(own):
            times = place * (2 if replicate == 1 else 1)
            failed = math.isnan(value)
            rows.append(
                {
                    "regime": "",
                    "point": point,
                    "replicate": replicate,
                    "scenario": scenario,
                    "status": "failed" if failed else "finished",
                    "verified_use_mean": value,
                    GAIN: math.nan if failed else 100.0 + gain * times,
                    COST: math.nan if failed else 1000.0 + cost * times,
                }
            )
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)


# ---- Pairs


def test_a_pair_by_hand():
    """Differences 0.1, 0.3 and 0.2: mean 0.2, sd 0.1, half-width 2.92 x 0.1 / sqrt 3 = 0.1686."""
    runs = runs_of({"a": [0.1, 0.3, 0.5], "b": [0.2, 0.6, 0.7]}, gain=10.0, cost=500.0)
    (row,) = paired.pairs(runs, facts_about(["a", "b"])).to_dict("records")
    assert (row["a"], row["b"], row["n"], row["left_out"]) == ("a", "b", 3, 0)
    assert row["mean_a"] == pytest.approx(0.3)
    assert row["mean_b"] == pytest.approx(0.5)
    assert row["difference"] == pytest.approx(0.2)
    assert (row["low"], row["high"]) == pytest.approx((0.2 - 0.16859, 0.2 + 0.16859), abs=1e-5)
    assert row["sd_paired"] == pytest.approx(0.1)
    assert row["sd_independent"] == pytest.approx(math.sqrt(0.04 + 0.07))
    assert row["variance_ratio"] == pytest.approx(11.0)
    assert row["p_beats"] == 1.0
    assert row["extra_desk_months"] == pytest.approx(40.0 / 3)
    assert row["extra_cost"] == pytest.approx(2000.0 / 3)
    assert row["cost_per_extra_desk_month"] == pytest.approx(50.0)
    assert (row["cost_low"], row["cost_high"]) == pytest.approx((50.0, 50.0))
    assert row["needed_for_sign"] == 3  # t of one degree of freedom, 6.31, needs more than two
    assert row["width"] == 0.01


def test_a_pair_with_a_failed_partner_is_left_out_and_counted():
    runs = runs_of({"a": [0.1, 0.3, math.nan, math.nan], "b": [0.2, math.nan, 0.9, math.nan]})
    (row,) = paired.pairs(runs, facts_about(["a", "b"])).to_dict("records")
    assert (row["n"], row["left_out"]) == (1, 3)
    assert row["difference"] == pytest.approx(0.1)
    assert math.isnan(row["low"])
    assert math.isnan(row["sd_paired"])


def test_less_is_better_where_it_is():
    """Days per file: b has more of them in every replicate, so it never wins; a tie counts half."""
    runs = runs_of({"a": [20.0, 20.0, 20.0, 20.0], "b": [22.0, 21.0, 20.0, 30.0]})
    runs = runs.rename(columns={"verified_use_mean": "processing_days_mean"})
    (row,) = paired.pairs(runs, facts_about(["a", "b"], outcome="processing_days_mean")).to_dict("records")
    assert row["difference"] == pytest.approx(3.25)
    assert row["p_beats"] == pytest.approx(0.5 / 4)
    assert row["width"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("gain", "cost", "price"), [(10.0, -500.0, math.nan), (-10.0, 500.0, math.nan), (10.0, 500.0, 50.0)]
)
def test_no_price_is_told_where_nothing_is_won_or_at_a_saving(gain, cost, price):
    runs = runs_of({"a": [0.1, 0.2, 0.3], "b": [0.2, 0.3, 0.5]}, gain=gain, cost=cost)
    (row,) = paired.pairs(runs, facts_about(["a", "b"])).to_dict("records")
    assert row["cost_per_extra_desk_month"] == pytest.approx(price, nan_ok=True)
    assert math.isnan(row["cost_low"]) == math.isnan(price)


def test_every_pair_is_told_once_and_the_base_comes_first():
    facts = facts_about(["a", "b", "c"])
    turned = facts.__class__(**{**vars(facts), "base": "b"})
    assert pairs_of(turned) == [("b", "a"), ("b", "c"), ("a", "c")]
    worst_base = telling_pairs(facts, {"a": 0.1, "b": 0.2, "c": 0.3})
    assert worst_base == [("a", "b"), ("a", "c"), ("b", "c")]
    assert telling_pairs(facts_about(list("abcd")), {"a": 0.1, "b": 0.2, "c": 0.5, "d": 0.4}) == [
        ("a", "b"),
        ("a", "c"),
        ("a", "d"),
        ("c", "d"),
    ]


def test_of_many_packages_the_base_and_the_best_two_are_searched():
    values = {"a": 0.1, "b": 0.2, "c": 0.5, "d": 0.4, "e": 0.3}
    four, five = facts_about(list("abcd")), facts_about(list("abcde"))
    assert searched_pairs(four, values) == telling_pairs(four, values)
    assert searched_pairs(five, values) == [("a", "c"), ("a", "d"), ("c", "d")]
    best_base = five.__class__(**{**vars(five), "base": "c"})
    assert searched_pairs(best_base, values) == [("c", "d")]


# ---- Bands, months and checks


def test_bands_are_over_replicates_of_each_package():
    values = list(np.linspace(0.0, 1.0, 21))
    ends = paired.ends(runs_of({"a": values, "b": [0.5] * 21}), ["verified_use_mean"])
    assert ends["n"].tolist() == [21, 21]
    a, b = ends.set_index("scenario").loc[["a", "b"], ["mean", "low", "high"]].to_numpy()
    assert a == pytest.approx([0.5, 0.05, 0.95])
    assert b == pytest.approx([0.5, 0.5, 0.5])


def test_months_are_compared_replicate_by_replicate():
    """In month 1 the differences are 0.1 and 0.3; the package's runs stand in another order."""
    days = pd.to_datetime(["2020-01-01", "2020-02-01"])
    own = {"a": [(0, [0.1, 0.2]), (1, [0.3, 0.4])], "b": [(1, [0.3, 0.7]), (0, [0.1, 0.3])]}
    rows = [
        {"regime": "", "scenario": s, "replicate": r, "month": day, "verified_use": x}
        for s, runs in own.items()
        for r, values in runs
        for day, x in zip(days, values, strict=True)
    ]
    table = paired.months(pd.DataFrame(rows), facts_about(["a", "b"]))
    assert table["scenario"].unique().tolist() == ["b"]
    assert table["month"].tolist() == list(days)
    assert table["mean"].tolist() == pytest.approx([0.0, 0.2])
    assert table["low"].tolist() == pytest.approx([0.0, 0.11])
    assert table["high"].tolist() == pytest.approx([0.0, 0.29])


def test_a_check_keeps_the_order_or_turns_it():
    points = pd.DataFrame(
        {"point": [0, 1, 2], "kind": ["centre", "check", "check"], "label": ["as declared", "x = 0", "x = 1"]}
    )
    facts = facts_about(["a", "b"])
    centre = runs_of({"a": [0.1, 0.2], "b": [0.3, 0.3]})
    kept = runs_of({"a": [0.1, 0.2], "b": [0.2, 0.2]}, point=1)
    turned = runs_of({"a": [0.4, 0.2], "b": [0.2, math.nan]}, point=2)
    runs = paired.finished(pd.concat([centre, kept, turned]))
    table = paired.checks(runs, points, facts, paired.pairs(centre, facts))
    assert table["label"].tolist() == ["x = 0", "x = 1"]
    assert table["n"].tolist() == [2, 1]
    assert table["difference"].tolist() == pytest.approx([0.05, -0.2])
    assert table["keeps"].tolist() == [True, False]


# ---- Futures

FUTURES = {
    1: {"a": 0.5, "b": 0.4, "c": 0.35},
    2: {"a": 0.2, "b": 0.4, "c": 0.3},
    3: {"a": 0.6, "b": 0.5, "c": 0.6},
    4: {"a": 0.1, "b": 0.2, "c": 0.4},
}
"""Regret by hand: a 0, 0.2, 0, 0.3; b 0.1, 0, 0.1, 0.2; c 0.15, 0.1, 0, 0."""


def drawn(values: dict[int, dict[str, float]], column: str = "verified_use_mean") -> pd.DataFrame:
    """Two replicates of each package in each future whose mean is the value told."""
    facts = facts_about(list("abc"))
    runs = [
        runs_of({name: [x - 0.05, x + 0.05] for name, x in row.items()}, point=point)
        for point, row in values.items()
    ]
    return paired.wide(paired.finished(pd.concat(runs)), column, facts)


def test_regret_and_satisfaction_by_hand():
    facts = facts_about(list("abc"), satisfied=0.4)
    table = futures.regret(drawn(FUTURES), facts).set_index("scenario")
    assert table["n_futures"].tolist() == [4, 4, 4]
    assert table["mean_value"].tolist() == pytest.approx([0.35, 0.375, 0.4125])
    assert table["worst_value"].tolist() == pytest.approx([0.1, 0.2, 0.3])
    assert table["mean_regret"].tolist() == pytest.approx([0.125, 0.1, 0.0625])
    assert table["max_regret"].tolist() == pytest.approx([0.3, 0.2, 0.15])
    assert table["minimax"].tolist() == [False, False, True]
    assert table["best_share"].tolist() == pytest.approx([1.5 / 4, 1 / 4, 1.5 / 4])
    assert table["satisfied_share"].tolist() == pytest.approx([0.5, 0.75, 0.5])
    assert (table["satisfied_low"] < table["satisfied_share"]).all()


def test_regret_where_less_is_better():
    """The best of each future has 0.35, 0.2, 0.5, 0.1."""
    facts = facts_about(list("abc"), outcome="processing_days_mean", satisfied=0.3)
    table = futures.regret(drawn(FUTURES), facts).set_index("scenario")
    assert table["max_regret"].tolist() == pytest.approx([0.15, 0.2, 0.3])
    assert table["mean_regret"].tolist() == pytest.approx([0.0625, 0.0875, 0.125])
    assert table["worst_value"].tolist() == pytest.approx([0.6, 0.5, 0.6])
    assert table["minimax"].tolist() == [True, False, False]
    assert table["satisfied_share"].tolist() == pytest.approx([0.5, 0.25, 0.25])


def test_no_satisfaction_where_none_was_asked():
    assert futures.regret(drawn(FUTURES), facts_about(list("abc")))["satisfied_share"].isna().all()


def test_order_over_futures_by_hand():
    """b beats a in futures 2 and 4, c beats b in 3 and 4; at the centre b and c lead."""
    centre = tabled(
        "pairs",
        pd.DataFrame(
            [
                {**dict.fromkeys(TABLES["pairs"], 0.0), "regime": "", "a": a, "b": b, "difference": d}
                for a, b, d in (("a", "b", 0.1), ("b", "c", 0.1), ("a", "c", -0.1))
            ]
        ),
    )
    table = futures.order(drawn(FUTURES), centre)
    assert table["n_futures"].tolist() == [4, 4, 4]
    # a and c are level in future 3: that is not the sign of the centre.
    assert table["share"].tolist() == pytest.approx([0.5, 0.5, 0.25])
    assert ((table["low"] < table["share"]) & (table["share"] < table["high"])).all()


def test_a_future_without_a_package_counts_for_the_others_alone():
    gone = {**FUTURES, 2: {**FUTURES[2], "b": math.nan}}
    facts = facts_about(list("abc"))
    centre = paired.pairs(runs_of({"a": [0.1], "b": [0.2], "c": [0.3]}), facts)
    order = futures.order(drawn(gone), centre).set_index(["a", "b"])["n_futures"]
    assert order.to_dict() == {("a", "b"): 3, ("a", "c"): 4, ("b", "c"): 3}
    assert futures.regret(drawn(gone), facts)["n_futures"].tolist() == [3, 3, 3]


def test_values_of_a_future_are_of_replicates_that_all_have():
    runs = runs_of({"a": [0.1, 0.5], "b": [0.2, math.nan], "c": [0.3, 0.9]}, point=7)
    table = paired.wide(paired.finished(runs), "verified_use_mean", facts_about(list("abc")))
    assert futures.values(table).loc[("", 7)].tolist() == pytest.approx([0.1, 0.2, 0.3])


def test_nothing_is_said_of_futures_where_there_are_none():
    facts = facts_about(list("ab"))
    runs = runs_of({"a": [0.1], "b": [0.2]})
    none = paired.wide(runs[runs["point"] > 0], "verified_use_mean", facts)
    assert futures.regret(none, facts).empty
    assert futures.order(none, paired.pairs(runs, facts)).empty


# ---- Who moved

POSTS = pd.DataFrame(
    [
        {"regime": "", "scenario": s, "replicate": r, "number": n, "grade": g, "mode": m}
        for s, r, rows in (
            ("a", 0, [(3, 0, 0), (5, 0, 0), (7, 3, 1), (9, 3, 2)]),
            ("b", 0, [(9, 3, 0), (7, 3, 2), (5, 0, 2), (3, 0, 0)]),
            ("a", 1, [(3, 0, 0), (5, 0, 2), (7, 3, 0), (9, 3, 0)]),
            ("b", 1, [(3, 0, 2), (5, 0, 2), (7, 3, 0), (9, 3, 1)]),
        )
        for n, g, m in rows
    ]
)
"""Four posts in two replicates; the package's stand in another order."""


def test_posts_are_matched_by_number():
    """Paper to paper 1 + 1, paper to digital 1 + 1, paper to both 0 + 1, and so on; means of two."""
    table = moved.modes(moved.matched(POSTS, facts_about(["a", "b"]), "b"), "b")
    counts = {(x.before, x.after): x.posts for x in table.itertuples() if x.posts}
    assert counts == {
        ("paper", "paper"): 1.0,
        ("paper", "hybrid"): 0.5,
        ("paper", "digital"): 1.0,
        ("hybrid", "digital"): 0.5,
        ("digital", "paper"): 0.5,
        ("digital", "digital"): 0.5,
    }
    assert table["share"].sum() == pytest.approx(1.0)
    assert len(table) == 9


def test_grades_by_hand():
    """Clerks: digital 0 then half under the base, half then all under the package."""
    table = moved.grades(moved.matched(POSTS, facts_about(["a", "b"]), "b"), "b").set_index("grade")
    clerks, seniors = table.loc[GRADES[0]], table.loc[GRADES[3]]
    assert (clerks["base"], clerks["package"], clerks["difference"]) == (0.25, 0.75, 0.5)
    assert (clerks["low"], clerks["high"]) == (0.5, 0.5)
    assert clerks["posts"] == 2
    assert (seniors["base"], seniors["package"]) == (0.25, 0.25)
    assert seniors["difference"] == 0.0


def test_offices_are_matched_by_tier_and_name():
    rows = [
        {"regime": "", "scenario": s, "replicate": r, "tier": t, "office": "X", "size": n, "verified_use": u}
        for s, r, t, n, u in (
            ("a", 0, "FED", 10, 0.1),
            ("a", 1, "FED", 10, 0.2),
            ("a", 0, "PB", 20, 0.5),
            ("a", 1, "PB", 20, 0.5),
            ("b", 1, "PB", 20, 0.4),
            ("b", 0, "PB", 20, 0.6),
            ("b", 0, "FED", 10, 0.5),
            ("b", 1, "FED", 10, 0.4),
        )
    ]
    table = moved.offices(pd.DataFrame(rows), facts_about(["a", "b"]), "b").set_index("tier")
    assert table["size"].to_dict() == {"FED": 10, "PB": 20}
    assert table["difference"].to_dict() == pytest.approx({"FED": 0.3, "PB": 0.0})
    assert table["base"].to_dict() == pytest.approx({"FED": 0.15, "PB": 0.5})


# ---- Which way is better


def test_every_direction_is_of_an_outcome_and_none_is_both():
    assert not LESS_IS_BETTER & NEITHER
    restricted = {f"{name}_restricted" for name in TIMES}
    assert set(OUTCOMES) | set(WHOLE_RUN) | restricted >= LESS_IS_BETTER | NEITHER


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("verified_use_mean", True),
        ("satisfaction_end", True),
        ("funded_mean", True),
        ("processing_days_mean", False),
        ("resistance_habit_end", False),
        ("discounted_cost_end", False),
        ("t50_verified_restricted", False),
        ("lost_since_peak", False),
        ("peak_use", True),
        ("skill_mean", True),
    ],
)
def test_which_way_is_better(outcome, more):
    assert outcome in SUMMARIES
    assert more_is_better(outcome) == more


@pytest.mark.parametrize(
    ("outcome", "near"),
    [
        ("verified_use", "verified_use_end"),
        ("t50_verified", "t50_verified_restricted"),
        ("share_hybrid_mean", None),
        ("checks_end", None),
    ],
)
def test_what_cannot_rank_is_refused(outcome, near):
    with pytest.raises(InputError) as refused:
        more_is_better(outcome)
    assert near is None or refused.value.nearest.startswith(near.rsplit("_", 1)[0])
    assert outcome in str(refused.value)
