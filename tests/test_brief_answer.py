"""The three sentences of a brief: what they say in every situation a comparison can come to."""

from dataclasses import replace

import pandas as pd
import pytest
from comparisons import NAN, by_hand, turn

from experiments.brief.answer import answer
from experiments.brief.wording import in_regimes, percent
from experiments.compare.comparison import TABLES, tabled
from experiments.compare.figures import short_names

CLEAR = {"L": {"a": 0.20, "b": 0.35, "c": 0.10}, "K": {"a": 0.25, "b": 0.37, "c": 0.12}}


def plain(text: str) -> str:
    """Text without the spaces that keep figures together."""
    return text.replace("\u00a0", " ")


def told(comparison) -> tuple[str, str, str]:
    sentences = tuple(map(plain, answer(comparison)))
    assert all(text[0].isupper() or text[0] == "“" for text in sentences)
    assert all(text.endswith(".") and not text.endswith("..") for text in sentences)
    return sentences


def test_a_clear_winner_is_told_with_its_lead_interval_and_levels_in_each_regime():
    best, _, _ = told(by_hand(CLEAR))
    assert best == (
        "“B” does best: real use, mean over all months is, against “A”, 15 points more in regime L "
        "(90 % interval 14 to 16; 35 against 20 % of desks) and 12 points more in regime K "
        "(90 % interval 11 to 13; 37 against 25 % of desks)."
    )


def test_where_less_is_better_the_winner_has_less():
    levels = {"": {"a": 20.0, "b": 17.5}}
    best, _, _ = told(by_hand(levels, outcome="processing_days_mean", more_is_better=False, half=0.5))
    assert best.startswith(
        "“B” does best: days per file, mean over all months is, against “A”, 2.5 days less"
    )
    assert "(90 % interval 2.0 to 3.0; 17.5 against 20.0 days)" in best
    assert "regime" not in best


def test_packages_within_their_interval_are_not_told_apart():
    best, sure, _ = told(by_hand({"L": {"a": 0.2, "b": 0.35, "c": 0.34}}, half=0.02, n_futures=50))
    assert best.startswith(
        "“B” and “C” lead and cannot be told apart: the difference is 1 point in regime L "
        "(90 % interval −1 to 3)"
    )
    assert "against “A”, 15 points more" in best
    assert "closest rival" in sure


def test_a_tie_with_the_base_shows_nothing_better_than_the_base():
    best, _, _ = told(by_hand({"L": {"a": 0.35, "b": 0.352}}, half=0.02))
    assert "“B” and “A” lead and cannot be told apart" in best
    assert "nothing is shown to do better than the base, “A”" in best


def test_another_winner_in_each_regime_is_the_answer():
    levels = {"L": {"a": 0.2, "b": 0.35, "c": 0.3}, "K": {"a": 0.2, "b": 0.3, "c": 0.36}}
    best, sure, price = told(by_hand(levels, n_futures=10, max_regret={"a": 0.2, "b": 0.08, "c": 0.05}))
    assert best == (
        "Which package does best depends on the regime: “B” in regime L (15 points more than under “A”; 90 % "
        "interval 14 to 16) and “C” in regime K (16 points more than under “A”; 90 % interval 15 to 17)."
    )
    assert "“B” stays ahead of" in sure
    assert "“C” stays ahead of" in sure
    assert "“C” in regime L (at worst 5 points behind the best, where “B” can be 8 points behind)" in sure
    assert "“B” costs Rs 500 for each" in price
    assert "“C” costs Rs 500 for each" in price


def test_the_base_may_be_best():
    best, _, price = told(by_hand({"L": {"a": 0.4, "b": 0.35, "c": 0.1}}))
    assert best.startswith(
        "No package does better than the base, “A”: real use, mean over all months is 5 points"
    )
    assert "than under the next, “B”, in regime L (90 % interval 4 to 6; 40 against 35 % of desks)" in best
    assert price.startswith("The base costs nothing beyond itself;")


def test_without_futures_the_runs_that_share_their_luck_are_told():
    _, sure, _ = told(by_hand(CLEAR))
    assert sure.startswith(
        "“B” beats “A” in 100 % of 8 runs that share their luck in both regimes; no futures"
    )


def test_a_single_run_says_nothing_of_luck():
    best, sure, _ = told(by_hand({"L": {"a": 0.2, "b": 0.35}}, n=1))
    assert "15 points more in regime L (35 against 20 % of desks)" in best
    assert "in the one run there is, which says nothing of luck, in regime L" in sure


def test_the_closest_rival_is_whom_the_best_leads_in_fewest_futures():
    kept = {("a", "b"): 0.95, ("b", "c"): 0.71}
    _, sure, _ = told(by_hand(CLEAR, kept=kept, n_futures=200, max_regret={"a": 0.2, "b": 0.03, "c": 0.3}))
    assert sure == (
        "“B” stays ahead of “C”, its closest rival, in 71 % of the 200 futures in both regimes (90 % "
        "interval of the share 66 to 75 %); it is also the least to be regretted, at worst behind the best "
        "of a future by 3 points in both regimes."
    )


@pytest.mark.parametrize(
    ("share", "regimes", "words"),
    [
        (0.3, "LK", "“B” does best at the declared values, but not in most futures: real use"),
        (0.3, "L", "“B” does best at the declared values, but not in most futures: real use"),
        (0.5, "LK", "“B” does best: real use"),
    ],
)
def test_a_lead_that_most_futures_turn_is_not_told_without_them(share, regimes, words):
    levels = {regime: CLEAR[regime] for regime in regimes}
    kept = {("b", "c"): share}
    assert told(by_hand(levels, kept=kept, n_futures=10))[0].startswith(words)


def test_who_is_never_behind_is_never_regretted():
    _, sure, _ = told(by_hand(CLEAR, n_futures=200, max_regret={"a": 0.2, "b": 0.0, "c": 0.3}))
    assert sure.endswith("it is behind no other in any of them.")


def test_the_package_of_least_regret_is_named_where_it_is_another():
    _, sure, _ = told(by_hand(CLEAR, n_futures=200, max_regret={"a": 0.04, "b": 0.12, "c": 0.3}))
    assert sure.endswith(
        "the least to be regretted is “A” in both regimes (at worst 4 points behind the best, where “B” "
        "can be 12 points behind)."
    )


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (
            (1000.0, 625_000.0),
            "For each digital desk-month that it adds “B” costs Rs 625 in both regimes (90 % ",
        ),
        ((1000.0, -2.1e9), "“B” adds digital desk-months and saves Rs 2.1 bn in both regimes;"),
        ((-5.0, 1e6), "“B” adds no digital desk-months to those of the base in both regimes;"),
    ],
)
def test_what_the_best_costs(price, words):
    assert told(by_hand(CLEAR, price={"b": price}))[2].startswith(words)


def test_what_would_overturn_the_answer_is_the_nearest_turn_of_the_best():
    turns = [
        turn("K", "a", "b", 0.12, 0.2),
        turn("L", "a", "b", 0.15, 1.7, parameter="lam", meaning="How often officials reconsider."),
        turn("L", "a", "c", -0.1, 1.01),
    ]
    assert told(by_hand(CLEAR, turns=turns))[2].endswith(
        "what would overturn it most easily: “A” leads “B” in regime L where lam (how often officials "
        "reconsider) lies above 1.7; 1 is taken, and 0 to 2 is possible."
    )


def test_no_value_overturns_the_answer():
    price = told(by_hand(CLEAR, turns=[turn("L", "a", "b", 0.15, NAN), turn("L", "b", "c", -0.25, NAN)]))[2]
    assert price.endswith("no uncertain value alone, at either end of its range, puts “A” or “C” ahead.")


def test_that_nothing_was_searched_for_is_said():
    assert told(by_hand(CLEAR))[2].endswith("what would overturn the order was not searched for.")


def test_titles_that_would_clash_are_told_whole():
    titles = {"x": "Order: early", "y": "Order: late", "z": "Law: an act"}
    assert short_names(titles) == {"x": "Order: early", "y": "Order: late", "z": "Law"}


def test_shares_are_never_rounded_to_all_or_nothing():
    shown = [plain(percent(x)) for x in (1.0, 0.996, 0.94, 0.004, 0.0)]
    assert shown == ["100 %", "99.6 %", "94 %", "0.4 %", "0 %"]


def test_what_holds_in_three_regimes_is_said_once():
    assert in_regimes(dict.fromkeys("LKM", ("it leads", " (surely)"))) == "it leads in all regimes (surely)"


def costing(**cost: tuple[float, float, float]):
    """Packages a, b and c at 25, 34 and 37 % in both regimes, with extra costs, also over futures."""
    found = by_hand({"L": LEVELS, "K": LEVELS}, n_futures=200)
    rows = [
        {**dict.fromkeys(TABLES["money"], NAN), "regime": regime, "a": "a", "b": name, "n_futures": 200}
        | dict(zip(("extra_cost", "cost_5", "cost_95"), own, strict=True))
        for regime in ("L", "K")
        for name, own in cost.items()
    ]
    pairs = found.pairs.assign(extra_cost=[cost[b][0] if a == "a" else NAN for a, b in PAIRS * 2])
    return replace(found, pairs=pairs, money=tabled("money", pd.DataFrame(rows)))


LEVELS = {"a": 0.25, "b": 0.34, "c": 0.37}
PAIRS = [("a", "b"), ("a", "c"), ("b", "c")]


def test_the_cheapest_way_to_most_of_the_gain_is_told_with_costs_over_futures():
    _, _, price = told(costing(b=(-2e8, -1e9, 1e7), c=(2.9e9, 2e9, 8e9)))
    assert price.startswith(
        "“C” costs Rs 2.9 bn more (at least 90 % of futures lie within Rs 2.0 bn to Rs 8.0 bn) than “A”, the "
        "measures and the running of all desks together; “B” brings 75 % of that gain and costs Rs 0.2 bn "
        "less (at least 90 % of futures lie within Rs −1.0 bn to Rs 10 m), so that the rest of the gain "
        "costs Rs 3.1 bn;"
    )


def test_costs_that_differ_by_regime_are_told_as_a_range_and_each_on_its_own_where_signs_differ():
    found = costing(b=(-2e8, -1e9, 1e7), c=(2.9e9, 2e9, 8e9))
    money = found.money.copy()
    here = (money["regime"] == "K") & (money["b"] == "c")
    money.loc[here, ["extra_cost", "cost_95"]] = 3.4e9, 9e9
    price = told(replace(found, money=money))[2]
    assert price.startswith(
        "“C” costs Rs 2.9 bn to Rs 3.4 bn more (at least 90 % of futures lie within Rs 2.0 bn"
    )
    assert "to Rs 9.0 bn)" in price
    money.loc[here, "extra_cost"] = -1e9
    price = told(replace(found, money=money))[2]
    assert "Rs 2.9 bn more in regime L" in price
    assert "Rs 1.0 bn less in regime K" in price


def test_the_best_that_is_also_the_cheapest_stands_alone():
    _, _, price = told(costing(b=(3e9, 2e9, 8e9), c=(2.9e9, 2e9, 8e9)))
    assert "of its gain" not in price
