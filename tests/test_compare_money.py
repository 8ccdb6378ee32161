"""What packages cost beside what they bring, and the answer in sentences, against tables worked by hand."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from compared import facts_about
from comparisons import by_hand

from experiments.compare import answering, figures, futures, paired
from experiments.compare.comparison import Facts
from experiments.compare.money import Offer, cheapest_of_most, dominated, money, offers
from experiments.summary import Estimate

Runs = dict[str, list[tuple[float, float, float]]]
"""Package -> its ranking outcome, cost and desk-months in each replicate."""


def runs_of(values: Runs, point: int = 0, outcome: str = "verified_use_mean") -> pd.DataFrame:
    rows = [
        {
            **{"regime": "", "point": point, "replicate": n, "scenario": name, "status": "finished"},
            **{outcome: value, paired.COST: cost, paired.GAIN: gain},
        }
        for name, own in values.items()
        for n, (value, cost, gain) in enumerate(own)
    ]
    return pd.DataFrame(rows)


CENTRE: Runs = {
    "a": [(0.10, 100.0, 10.0), (0.12, 110.0, 12.0), (0.11, 100.0, 11.0)],
    "b": [(0.30, 80.0, 30.0), (0.33, 88.0, 33.0), (0.31, 81.0, 31.0)],
    "c": [(0.40, 300.0, 40.0), (0.43, 320.0, 42.0), (0.41, 305.0, 41.0)],
    "d": [(0.20, 100.0, 20.0), (0.22, 111.0, 22.0), (0.21, 99.0, 21.0)],
}
"""b is better and cheaper than a and d; d and a cost alike."""


def tables(facts: Facts, centre: Runs, drawn: dict[int, Runs], **how) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `pairs` and `money`."""
    at_centre = runs_of(centre, **how)
    pairs = paired.pairs(at_centre, facts)
    empty = at_centre.iloc[:0]
    design = pd.concat([empty, *(runs_of(values, point, **how) for point, values in drawn.items())])
    return pairs, money(at_centre, design, pairs, facts)


def test_costs_of_a_pair_at_the_centre_and_over_futures_by_hand():
    """Extra costs 10, −20, 30 and 5; extra months 10, 10, 5 and −1; b better, better, better, worse."""
    extra = {1: (0.1, 10.0, 10.0), 2: (0.2, -20.0, 10.0), 3: (0.1, 30.0, 5.0), 4: (-0.1, 5.0, -1.0)}
    drawn = {
        point: {
            "a": [(0.3, 50.0, 20.0), (0.3, 50.0, 20.0)],
            "b": [(0.3 + x + 0.01, 50.0 + c + 1.0, 20.0 + g + 1.0), (0.3 + x - 0.01, 49.0 + c, 19.0 + g)],
        }
        for point, (x, c, g) in extra.items()
    }
    _, table = tables(facts_about(["a", "b"]), {"a": CENTRE["a"], "b": CENTRE["b"]}, drawn)
    (row,) = table.to_dict("records")
    # 80 - 100, 88 - 110 and 81 - 100: mean −20.33, sd 1.528, half-width 2.92 x 1.528 / sqrt 3.
    assert row["extra_cost"] == pytest.approx(-61.0 / 3)
    assert (row["low"], row["high"]) == pytest.approx((-61.0 / 3 - 2.5754, -61.0 / 3 + 2.5754), abs=1e-3)
    assert row["n_futures"] == 4
    assert row["gains_share"] == 0.75
    assert row["cost_median"] == pytest.approx(7.5)
    # Prices 1, −2 and 6, of the futures in which something is gained.
    assert row["price_median"] == pytest.approx(1.0)
    assert row["price_5"] == pytest.approx(-1.7)
    assert row["price_95"] == pytest.approx(5.5)
    assert row["cheaper_share"] == 0.25
    assert row["b_dominates_share"] == 0.25
    assert row["a_dominates_share"] == 0.25
    assert row["cheaper_low"] < 0.25 < row["cheaper_high"]


def test_without_futures_or_replicates_nothing_is_made_up():
    one = {name: own[:1] for name, own in CENTRE.items()}
    facts = facts_about(list("abcd"))
    pairs, table = tables(facts, one, {})
    assert table["n_futures"].eq(0).all()
    assert table[["low", "high", "cost_median", "price_5", "cheaper_share"]].isna().all(axis=None)
    assert dominated(pairs, table, facts, "") == {}


def test_the_cheapest_way_to_most_of_the_gain():
    found = [Offer("a", 0.0, 0.0), Offer("b", 0.2, -20.0), Offer("c", 0.3, 200.0), Offer("d", 0.19, -50.0)]
    assert cheapest_of_most(found) == found[1]  # d falls short of two thirds
    assert cheapest_of_most([found[0], Offer("e", -0.1, -5.0)]) is None
    assert cheapest_of_most([found[0], found[2]]) == found[2]


def test_who_is_beaten_on_both_counts_is_so_beyond_luck():
    facts = facts_about(list("abcd"))
    pairs, table = tables(facts, CENTRE, {})
    assert dominated(pairs, table, facts, "") == {"a": "b", "d": "b"}  # not a by d, which costs alike
    assert [x.name for x in offers(pairs, facts, "")] == list("abcd")


def test_where_less_is_better_a_gain_is_less():
    facts = facts_about(list("abcd"), outcome="processing_days_mean")
    pairs, table = tables(facts, CENTRE, {}, outcome="processing_days_mean")
    assert offers(pairs, facts, "")[1].gain == pytest.approx(-0.61 / 3)
    assert dominated(pairs, table, facts, "") == {"c": "b"}  # a and d too have less at less
    assert cheapest_of_most(offers(pairs, facts, "")) is None


# ---- The answer


def asked(centre: Runs, drawn: dict[int, Runs] | None = None) -> list[str]:
    names = list(centre)
    levels = {"": {name: sum(x[0] for x in own) / len(own) for name, own in centre.items()}}
    facts = facts_about(names)
    pairs, table = tables(facts, centre, drawn or {})
    n = len(centre[names[0]])
    found = replace(by_hand(levels, n=n, n_futures=len(drawn or {})), facts=facts, pairs=pairs, money=table)
    if drawn:
        design = pd.concat([runs_of(values, point) for point, values in drawn.items()])
        values = paired.wide(design, facts.outcome, facts)
        regret = futures.regret(values, facts)
        found = replace(found, order=futures.order(values, pairs), regret=regret)
    return list(answering.answer(found))


def test_the_answer_tells_the_best_the_cheapest_way_and_who_is_beaten():
    told, costs = asked(CENTRE)
    assert told.startswith("c does best: real use, mean over all months is 41 against 11 % of desks under a")
    assert "No futures were drawn" in told
    # b has 0.2033 of 0.3033; c costs 225.3 more for 9.67 months more.
    assert "The cheapest way to most of that is b, with 67 % of the gain over a (20 of 30 points)." in told
    assert "b costs Rs 20 less than a at the declared values." in told
    assert "c adds 10 points to that for Rs 225 more, Rs 23 per desk-month won." in told
    assert told.endswith("b is better and cheaper than a and d at the declared values.")
    assert costs == f"Costs are of 100 posts, one year, {answering.COSTS}"


def test_the_answer_counts_futures_and_says_where_luck_decides():
    apart = {"a": [(0.1, 9.0, 1.0), (0.1, 9.0, 1.0)], "b": [(0.2, 8.0, 2.0), (0.21, 8.0, 2.0)]}
    close = {"a": [(0.1, 9.0, 1.0), (0.3, 9.0, 1.0)], "b": [(0.2, 9.5, 2.0), (0.21, 9.5, 2.0)]}
    centre = {name: CENTRE[name] for name in "ab"}
    told, _, what = asked(centre, {1: apart, 2: close, 3: apart, 4: apart})
    assert "It stays ahead of a in all 4 futures drawn (90 % interval of the share: " in told
    assert "; in 1 of 4 by less than luck can do)" in told
    assert "and less in 3 of 4 futures" in told
    assert "b is better and cheaper than a (in 3 of 4)" in told
    assert what == answering.FUTURES


def test_where_the_base_is_best_there_is_nothing_to_buy():
    told, _ = asked({"c": CENTRE["c"], "a": CENTRE["a"]})
    assert told.startswith("No package does better than c, the base: ")
    assert "30 points more" in told
    assert "cheapest" not in told


def test_one_run_of_each_says_nothing_of_luck():
    told, _ = asked({name: CENTRE[name][:1] for name in "ab"})
    assert "One run of each says nothing of luck." in told
    assert "nan" not in told


def test_packages_within_luck_are_named():
    told, *_ = asked({"a": CENTRE["a"], "b": [(0.13, 5.0, 1.0), (0.10, 5.0, 2.0), (0.115, 5.0, 1.0)]})
    assert "The runs cannot tell it apart from a." in told


# ---- Figures


@pytest.mark.parametrize(
    ("outcome", "low", "high", "text"),
    [
        ("verified_use_mean", 0.2275, 0.2312, "22.8 to 23.1"),
        ("verified_use_mean", 0.11, 0.12, "11 to 12"),
        ("verified_use_mean", -0.004, 0.013, "−0.4 to 1.3"),
        ("verified_use_mean", 0.0, 0.0, "0 to 0"),
        ("processing_days_mean", 2.11, 2.14, "2.11 to 2.14"),
    ],
)
def test_the_ends_of_an_interval_are_told_apart(outcome, low, high, text):
    assert figures.between(outcome, Estimate((low + high) / 2, low, high)) == text


def test_a_difference_never_lies_outside_its_interval_by_rounding():
    assert figures.about("verified_use_mean", Estimate(0.0234, 0.0223, 0.0247)) == "2.3 points"
    assert figures.about("verified_use_mean", Estimate(-0.117, -0.13, -0.11)) == "12 points"
    assert figures.about("verified_use_mean", Estimate(0.0234, math.nan, math.nan)) == "2 points"
    assert figures.about("processing_days_mean", Estimate(-2.1, -3.0, -1.0)) == "2.1 days"


@pytest.mark.parametrize(
    ("share", "n", "text"),
    [(1.0, 20, "all 20"), (0.0, 20, "none of 20"), (199 / 200, 200, "199 of 200"), (0.125, 4, "0.5 of 4")],
)
def test_shares_of_what_was_counted_are_counts(share, n, text):
    assert figures.count_of(share, n) == text


def test_a_share_is_never_rounded_to_all_or_nothing():
    shares = (0.0, 0.0004, 0.9996, 1.0, 0.79)
    assert [figures.share_in_words(x) for x in shares] == ["0 %", "0.1 %", "99.9 %", "100 %", "79 %"]


def test_futures_in_which_luck_decides_are_a_share_of_all():
    """Differences 0.1 and 0.1; −0.3 and 0.3; of single ones nothing is known."""
    facts = facts_about(["a", "b"])
    drawn = {1: [(0.2, 0, 0), (0.2, 0, 0)], 2: [(-0.2, 0, 0), (0.4, 0, 0)]}
    runs = pd.concat([runs_of({"a": [(0.1, 0, 0)] * 2, "b": own}, n) for n, own in drawn.items()])
    pairs = paired.pairs(runs_of({"a": CENTRE["a"], "b": CENTRE["b"]}), facts)
    table = paired.wide(runs, facts.outcome, facts)
    assert futures.order(table, pairs)["unsure"].tolist() == [0.5]
    single = table[table.index.get_level_values("replicate") == 0]
    assert math.isnan(futures.order(single, pairs)["unsure"].iloc[0])
