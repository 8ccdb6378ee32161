"""The patterns P1 to P18: declared in full, measured as they say, judged without mercy, told plainly."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from experiments import cli, validation
from experiments.patterns import PATTERNS, contrasts, history, judging, telling, variants
from experiments.patterns.judging import SAMPLES, find, judge, make_plan
from experiments.patterns.pattern import LABELS, Limits, Lived, Measure, near, shown
from experiments.patterns.variants import (
    AS_GIVEN,
    AS_GIVEN_SMALL,
    ATTACK,
    CAPACITY,
    DROPPED,
    KAPPAS,
    LAW_TURNS,
    NEVER,
    NO_DUP,
    ONE_SCARE,
    ORDER,
    ORDER_TURNS,
    PROVINCES,
    REVIEW,
    VARIANTS,
    corner,
)
from experiments.trace import annex
from sim import simulate
from sim.errors import InputError
from sim.parameters import LEVERS, PARAMETERS, SWITCHES
from sim.scenario import Scenario, regimes

DOCS = Path(__file__).parents[1] / "docs"
BENCH = Scenario.load("federal-2022")
CASE = Scenario.load("federal-eoffice")
MONTHS = pd.date_range("2018-01-01", "2032-05-01", freq="MS")
NO_POSTS = pd.DataFrame({"month": [], "grade": [], "mode": []})
NO_OFFICES = pd.DataFrame({"month": []})


def lived(outcomes=None, offices=NO_OFFICES, posts=NO_POSTS, scenario=BENCH):
    """A run of which only the planted columns are known: month -> value, a steady value, or a path."""
    columns = {
        name: pd.Series(x, dtype=float).rename(index=pd.Timestamp).reindex(MONTHS)
        if isinstance(x, dict)
        else x
        for name, x in (outcomes or {}).items()
    }
    return Lived(scenario, pd.DataFrame(columns, index=MONTHS), offices, posts)


def offices(use, **columns):
    """Rows of the office table: month -> reported use of every office, and more columns alike."""
    frames = []
    for month, values in use.items():
        own = {name: by_month[month] for name, by_month in columns.items()}
        names = [f"office {i}" for i in range(len(values))]
        frames.append(
            pd.DataFrame({"office": names, "reported_use": values, **own}).assign(month=pd.Timestamp(month))
        )
    return pd.concat(frames, ignore_index=True)


def verdict(number, *values):
    """The verdict on a pattern whose measures had these values, one dictionary a seed."""
    rows = [
        {"pattern": number, "measure": x.key, "seed": seed, "value": own[x.key], "unit": x.unit}
        for seed, own in enumerate(values)
        for x in PATTERNS[number].measures
    ]
    made = dict.fromkeys(PATTERNS[number].variants, BENCH)
    return find(PATTERNS[number], pd.DataFrame(rows, columns=SAMPLES), None, made)


def passes(number, runs):
    values = PATTERNS[number].of(runs)
    assert set(values) >= {x.key for x in PATTERNS[number].measures}
    return verdict(number, values).verdict == "pass"


# The declarations


def test_the_patterns_are_those_of_the_design_in_order():
    assert list(PATTERNS) == [f"P{i}" for i in range(1, 19)]
    assert [pattern.id for pattern in PATTERNS.values()] == list(PATTERNS)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=list(PATTERNS))
def test_every_pattern_is_declared_in_full(pattern):
    for text in (pattern.title, pattern.source, pattern.statistic, pattern.remedy, pattern.silent):
        assert text.strip()
    assert not pattern.title.endswith(".")
    assert pattern.statistic.endswith(".")
    assert pattern.remedy.endswith(".")
    assert pattern.label in LABELS
    assert any(x.limits for x in pattern.measures), "no threshold"
    keys = [x.key for x in pattern.measures]
    assert len(set(keys)) == len(keys)
    assert all(
        x.limits is None or math.isfinite(x.limits.low) or math.isfinite(x.limits.high)
        for x in pattern.measures
    )
    assert set(pattern.variants) <= set(VARIANTS)
    assert pattern.remedy.startswith("Agreement proves nothing") == (pattern.label in ("input", "code"))
    if pattern.caveat:
        assert pattern.label == "check", "the other labels say already that agreement proves little"
        assert pattern.caveat.endswith(".")


@pytest.mark.parametrize("number", ["P1", "P2", "P5", "P18"])
def test_counts_of_offices_above_a_threshold_are_made_at_40_desks_an_office(number):
    for name in PATTERNS[number].variants:
        for tier in VARIANTS[name](CASE).tiers:
            assert set(tier.office_sizes) == {40}


def test_every_variant_is_asked_for_by_a_pattern():
    assert {name for pattern in PATTERNS.values() for name in pattern.variants} == set(VARIANTS)


# Limits and words


@pytest.mark.parametrize(
    ("limits", "inside", "outside"),
    [
        (Limits(0.3, 0.7), (0.3, 0.5, 0.7), (0.29, 0.71, math.nan)),
        (Limits(0.2), (0.21,), (0.2, 0.1, math.nan)),
        (Limits(0.125 - 0.1), (0.026,), (0.025,)),
        (Limits(0.7 - 0.1, 0.7 + 0.1), (0.6, 0.8), (0.59, 0.81)),
        (Limits(high=1e-12), (1e-13,), (1e-12, 1e-11)),
        (Limits(high=0.0), (-0.01,), (0.0, 0.01, math.nan)),
    ],
)
def test_limits_hold_within_and_nowhere_else(limits, inside, outside):
    assert all(limits.hold(x) for x in inside)
    assert not any(limits.hold(x) for x in outside)


def test_a_published_share_is_read_to_within_ten_points():
    assert near(23 / 43) == pytest.approx((23 / 43 - 0.1, 23 / 43 + 0.1))


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.1234, "share", "12.3 %"),
        (-0.05, "points", "−5.0 points"),
        (0.04, "points", "+4.0 points"),
        (-1e-9, "points", "0.0 points"),
        (4.333, "months", "4.33 months"),
        (-0.456, "", "−0.46"),
        (3e-16, "error", "3e−16"),
    ],
)
def test_values_are_shown_with_their_unit(value, unit, words):
    assert shown(value, unit) == words


# The measures: planted frames with known answers


def spread_use(n_full=0, n_zero=0, n_high=0, n=40):
    """Reported use of n offices of 40 desks: some full, some near zero, some high, the others half."""
    full, zero, high = [0.95] * n_full, [0.025] * n_zero, [0.85] * n_high
    return [*full, *zero, *high, *[0.5] * (n - n_full - n_zero - n_high)]


def test_p1_counts_offices_in_full_use():
    def runs(may, january):
        use = offices({"2024-05": spread_use(may), "2025-01": spread_use(january)})
        return {AS_GIVEN_SMALL: lived(offices=use)}

    assert history.full_use(runs(4, 20)) == {"may_2024": 0.1, "jan_2025": 0.5}
    assert passes("P1", runs(4, 20))
    assert passes("P1", runs(8, 25)), "the ends of the band belong to it"
    assert not passes("P1", runs(9, 20))
    assert not passes("P1", runs(4, 17))


def test_p2_needs_both_tails():
    def runs(zero, high):
        return {AS_GIVEN_SMALL: lived(offices=offices({"2024-05": spread_use(0, zero, high)}))}

    assert history.two_tails(runs(5, 15)) == {"near_zero": pytest.approx(0.125), "high": 0.375}
    assert passes("P2", runs(5, 15))
    assert not passes("P2", runs(0, 15))
    assert not passes("P2", runs(1, 15)), "one office of 40 is a tail too thin"
    assert not passes("P2", runs(5, 11))


def test_p3_compares_the_rise_with_three_times_that_of_the_year_before():
    def runs(start, middle, end):
        use = {"2023-04": start, "2024-04": middle, "2025-01": end}
        return {AS_GIVEN: lived({"office_reported_use": use})}

    measured = history.surge(runs(0.36, 0.48, 0.93))
    assert measured == pytest.approx({"before": 0.01, "after": 0.05, "excess": 0.02})
    assert passes("P3", runs(0.36, 0.48, 0.93))
    assert not passes("P3", runs(0.24, 0.48, 0.93))


def test_p4_needs_double_work_at_both_dates():
    def runs(march, may):
        hybrid = {"2025-03": march, "2027-05": may}
        return {ORDER: lived({"share_hybrid": hybrid, "reported_use": 0.8})}

    assert history.double_work(runs(0.4, 0.32)) == pytest.approx({"mar_2025": 0.5, "may_2027": 0.4})
    assert passes("P4", runs(0.4, 0.32))
    assert not passes("P4", runs(0.4, 0.2))
    assert not passes("P4", runs(0.6, 0.32))


def test_p4_is_silent_where_nobody_reports():
    nobody = history.double_work({ORDER: lived({"share_hybrid": 0.0, "reported_use": 0.0})})
    found = verdict("P4", nobody)
    assert (found.verdict, found.why) == ("cannot be tested here", "nobody reports use")


def test_p5_multiplies_the_two_ends():
    def runs(full, later):
        use = {"2025-02": [1.0] * full + [0.5] * (40 - full), "2025-12": [1.0] * 40}
        ends = {"2025-02": [1.0] * full + [0.5] * (40 - full), "2025-12": [later] * 40}
        digital = {month: [x - 0.25 for x in values] for month, values in ends.items()}
        hybrid = {month: [0.25] * 40 for month in ends}
        table = offices(use, counterpart_digital=digital, counterpart_hybrid=hybrid)
        return {AS_GIVEN_SMALL: lived(offices=table)}

    measured = history.exchange_lag(runs(20, 1.0))
    assert measured["within"] == pytest.approx(0.75)
    assert measured["between"] == pytest.approx(0.625)
    assert measured["gap_change"] == pytest.approx(-0.125)
    assert measured["full"] == 0.5
    assert passes("P5", runs(20, 1.0))
    assert not passes("P5", runs(20, 0.75)), "the lag grows"
    assert not passes("P5", runs(4, 1.0)), "too few offices are fully inter-ministerial"


def test_p6_takes_the_largest_fall_within_36_months():
    def runs(order, law):
        def falling(lowest, month="2029-01"):
            use = dict.fromkeys(MONTHS.strftime("%Y-%m"), 0.8)
            return lived({"verified_use": use | {month: lowest, "2030-07": 0.0, "2027-05": 0.1}})

        return {ORDER_TURNS: falling(order), LAW_TURNS: falling(law)}

    assert contrasts.after_a_transition(runs(0.2, 0.76)) == pytest.approx({"order": 0.75, "law": 0.05})
    assert passes("P6", runs(0.2, 0.76))
    assert not passes("P6", runs(0.5, 0.76))
    assert not passes("P6", runs(0.2, 0.6))


def provinces(**use):
    rows = [
        {"month": month, "tier": code, "size": size, "verified_use": x if month == MONTHS[-1] else 0.0}
        for month in MONTHS[-2:]
        for code, x in use.items()
        for size in (100,)
    ]
    return {PROVINCES: lived(offices=pd.DataFrame(rows))}


def test_p7_compares_the_last_of_the_leaders_with_the_first_of_the_others():
    measured = contrasts.order_of_provinces(provinces(FED=0.5, PB=0.4, KP=0.3, SD=0.2, BL=0.1))
    assert measured["lead"] == pytest.approx(0.1)
    assert measured["KP"] == 0.3
    assert passes("P7", provinces(PB=0.4, KP=0.3, SD=0.2, BL=0.1))
    assert not passes("P7", provinces(PB=0.4, KP=0.2, SD=0.3, BL=0.1))
    without = contrasts.order_of_provinces(provinces(PB=0.4, KP=0.3))
    assert verdict("P7", without).verdict == "cannot be tested here"


def test_p7_weighs_the_offices_of_a_tier_by_their_desks():
    rows = [("PB", 300, 0.4), ("PB", 100, 0.8), ("KP", 10, 0.3), ("SD", 10, 0.2), ("BL", 10, 0.1)]
    table = pd.DataFrame(rows, columns=["tier", "size", "verified_use"]).assign(month=MONTHS[-1])
    assert contrasts.order_of_provinces({PROVINCES: lived(offices=table)})["PB"] == pytest.approx(0.5)


def two_by_two(interaction, scale=lambda x: x):
    """Runs in which the interaction of resistance and barriers has a planted value at each kappa."""
    runs = {}
    for kappa, planted in zip(KAPPAS, interaction, strict=True):
        on = {
            ("low", "low"): 0.6,
            ("low", "high"): 0.5,
            ("high", "low"): 0.4,
            ("high", "high"): 0.3 + planted,
        }
        for (r, b), use in on.items():
            scenario = BENCH.with_values({"kappa": kappa})
            runs[corner(r, b, kappa)] = lived({"verified_use": {"2027-05": scale(use)}}, scenario=scenario)
    return runs


def test_p8_measures_interactions_on_three_scales():
    additive = contrasts.interactions(two_by_two((0.0, -0.1, -0.2)))
    assert [additive[f"share_{x}"] for x in ("none", "some", "much")] == pytest.approx([0.0, -0.1, -0.2])
    assert additive["share_first"] == additive["share_second"] == pytest.approx(-0.1)
    logs = contrasts.interactions(two_by_two((0.0, -0.1, -0.2), lambda x: math.exp(x - 1)))
    assert [logs[f"log_{x}"] for x in ("none", "some", "much")] == pytest.approx([0.0, -0.1, -0.2])
    logits = contrasts.interactions(two_by_two((0.0, -0.1, -0.2), lambda x: 1 / (1 + math.exp(-x))))
    assert [logits[f"logit_{x}"] for x in ("none", "some", "much")] == pytest.approx([0.0, -0.1, -0.2])
    assert passes("P8", two_by_two((0.0, -0.1, -0.2)))
    assert not passes("P8", two_by_two((0.0, -0.1, -0.05))), "the second step rises"
    assert not passes("P8", two_by_two((-0.1, -0.05, -0.2))), "the first step rises"


def test_p8_needs_the_utility_to_be_multiplicative():
    right = contrasts.interactions(two_by_two((0.0, -0.1, -0.2)))
    assert right["utility"] < 1e-12
    with patch.object(contrasts, "effective_resistance", lambda r, x, p: r * (1 + p.kappa * (x - p.X0)) ** 2):
        wrong = contrasts.interactions(two_by_two((0.0, -0.1, -0.2)))
    assert wrong["utility"] > 0.01
    assert verdict("P8", wrong).verdict == "fail"


def test_p9_looks_at_the_month_nearest_to_half_and_half():
    def runs(days):
        digital = {"2025-06": 0.30, "2025-07": 0.44, "2025-08": 0.60}
        hybrid = {"2025-06": 0.45, "2025-07": 0.47, "2025-08": 0.35}
        waits = {"2025-06": 1.0, "2025-07": days, "2025-08": 1.0}
        shares = {"share_digital": digital, "share_hybrid": hybrid}
        light = lived({"processing_days": {month: 0.9 * x for month, x in waits.items()}})
        return {ORDER: lived({**shares, "processing_days": waits}), NO_DUP: light}

    measured = {"digital": 0.44, "hybrid": 0.47, "saved": 0.02, "saved_no_dup": 0.118}
    assert history.days_saved(runs(24.5)) == pytest.approx(measured)
    assert passes("P9", runs(24.5))
    assert not passes("P9", runs(22.0))


def test_p9_is_silent_where_no_month_comes_near():
    far = {"share_digital": 0.7, "share_hybrid": 0.3, "processing_days": 25.0}
    found = verdict("P9", history.days_saved({ORDER: lived(far)}))
    assert found.verdict == "cannot be tested here"
    assert "within ten points" in found.why


def test_p10_finds_the_half_life_of_a_geometric_decay():
    def runs(half_life):
        since = np.arange(len(MONTHS)) - list(MONTHS).index(pd.Timestamp("2026-01"))
        path = np.where(since < 0, 0.0, 0.1 + 0.3 * 0.5 ** (since / half_life))
        return {ONE_SCARE: lived({"perceived_detection": path})}

    assert contrasts.scare(runs(4.0))["half_life"] == pytest.approx(4.0, abs=0.02)
    assert contrasts.scare(runs(5.5))["half_life"] == pytest.approx(5.5, abs=0.05)
    assert passes("P10", runs(5.5))
    assert not passes("P10", runs(2.0))
    assert not passes("P10", runs(10.0))


def test_p10_is_silent_where_nothing_is_scared():
    found = verdict("P10", contrasts.scare({ONE_SCARE: lived({"perceived_detection": 0.1})}))
    assert found.verdict == "cannot be tested here"


def graded(shares):
    """Posts of which, by (month, grade), a share is digital and the others are hybrid."""
    rows = [
        {"month": pd.Timestamp(month), "grade": grade, "mode": 2 if i < round(100 * share) else 1}
        for (month, grade), share in shares.items()
        for i in range(100)
    ]
    return lived(posts=pd.DataFrame(rows))


def test_p11_compares_what_review_adds_in_two_grades():
    def runs(march, may):
        before = graded({(month, grade): 0.2 for month in ("2025-03", "2027-05") for grade in (0, 1, 2, 3)})
        gains = {"2025-03": march, "2027-05": may}
        levels = {
            (m, g): 0.2 + gain for m, both in gains.items() for g, gain in zip((1, 3), both, strict=True)
        }
        return {ORDER: before, REVIEW: graded(levels)}

    measured = contrasts.response_by_grade(runs((0.3, 0.1), (0.5, 0.4)))
    assert measured["less_2025-03"] == pytest.approx(-0.2)
    assert measured["less_2027-05"] == pytest.approx(-0.1)
    assert measured["seniors_level"] == pytest.approx(0.6)
    assert passes("P11", runs((0.3, 0.1), (0.5, 0.4)))
    assert not passes("P11", runs((0.3, 0.1), (0.4, 0.5)))
    assert not passes("P11", runs((0.1, 0.3), (0.5, 0.4)))


def test_p12_correlates_over_offices():
    def runs(use):
        table = offices({"2024-05": use}, rent={"2024-05": [0.2, 0.4, 0.6, 0.8]})
        return {AS_GIVEN: lived(offices=table)}

    assert history.rents_and_use(runs([0.8, 0.6, 0.4, 0.2]))["correlation"] == pytest.approx(-1.0)
    assert passes("P12", runs([0.8, 0.6, 0.4, 0.2]))
    assert not passes("P12", runs([0.2, 0.4, 0.6, 0.8]))
    assert verdict("P12", history.rents_and_use(runs([0.5] * 4))).verdict == "cannot be tested here"


def ends(**use):
    return {name: lived({"verified_use": {"2032-05": x}}) for name, x in use.items()}


@pytest.mark.parametrize(
    ("dropped", "never", "result"), [(0.2, 0.15, True), (0.3, 0.15, False), (0.0, 0.15, False)]
)
def test_p13_needs_a_return_to_where_nothing_was_ordered(dropped, never, result):
    assert passes("P13", ends(**{DROPPED: dropped, NEVER: never, ORDER: 0.6})) == result


@pytest.mark.parametrize(
    ("alone", "reviewed", "result"), [(0.3, 0.9, True), (0.5, 0.9, False), (0.45, 0.9, False)]
)
def test_p14_needs_less_than_half(alone, reviewed, result):
    assert passes("P14", ends(**{CAPACITY: alone, REVIEW: reviewed})) == result


@pytest.mark.parametrize(("stage", "result"), [(1, False), (2, True), (3, False)])
def test_p15_needs_the_second_stage_exactly(stage, result):
    table = offices({"2025-03": [0.9] * 4}, maturity_stage={"2025-03": [1, 2, 2, 3]})
    run = lived({"maturity_stage": {"2025-03": stage}, "availability": {"2025-03": 0.7}}, table)
    assert history.maturity({AS_GIVEN: run})["offices"] == 0.75
    assert passes("P15", {AS_GIVEN: run}) == result


def test_p15_is_judged_by_most_runs():
    two = {"at_two": 1.0, "stage": 2.0, "offices": 0.7, "availability": 0.7}
    one = {**two, "at_two": 0.0, "stage": 1.0}
    assert verdict("P15", two, two, one).verdict == "pass"
    assert verdict("P15", two, one, one).verdict == "fail"


@pytest.mark.parametrize(("real", "result"), [(0.5, True), (0.75, False)])
def test_p16_needs_a_gap_between_reports_and_work(real, result):
    run = lived({"reported_use": {"2025-03": 0.9}, "verified_use": {"2025-03": real}})
    assert passes("P16", {AS_GIVEN: run}) == result


def attacked(fear, use):
    """Runs before and after an attack whose effects, (first months, three years later), are planted."""
    since = pd.Timestamp("2024-06") <= MONTHS
    late = pd.Timestamp("2027-03") <= MONTHS
    shifted = {
        name: base + np.where(late, effect[1], np.where(since, effect[0], 0.0))
        for name, base, effect in (("resistance_distrust", 0.1, fear), ("verified_use", 0.5, use))
    }
    return {ATTACK: lived(shifted), ORDER: lived({"resistance_distrust": 0.1, "verified_use": 0.5})}


@pytest.mark.parametrize(
    ("fear", "use", "result"),
    [
        ((0.05, 0.01), (-0.04, -0.01), True),
        ((0.05, 0.01), (0.04, 0.01), False),
        ((-0.05, 0.01), (-0.04, -0.01), False),
        ((0.05, 0.01), (-0.04, -0.05), False),
        ((0.05, 0.06), (-0.04, -0.01), False),
        ((0.05, 0.01), (-0.04, 0.05), False),
    ],
)
def test_p17_needs_distrust_less_use_and_an_end_of_both(fear, use, result):
    assert passes("P17", attacked(fear, use)) == result


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ((0.98, 0.98, 0.98, 0.98, 0.98, 0.98), 0.0),
        ((0.98, 0.83, 0.98, 0.98, 0.98, 0.98), 0.5),
        ((0.98, 0.92, 0.86, 0.98, 0.98, 0.98), 0.5),
        ((0.98, 0.94, 0.90, 0.86, 0.82, 0.78), 0.0),
        ((0.98, 0.88, 0.88, 0.88, 0.88, 0.88), 0.0),
    ],
)
def test_p18_counts_offices_that_fall_by_more_than_ten_points_within_two_months(path, share):
    steady = 0.98
    use = {f"2025-{month:02}": [x, steady] for month, x in enumerate(path, 1)}
    use |= {"2024-12": [1.0, 1.0], "2025-07": [0.0, 0.0]}
    runs = {AS_GIVEN_SMALL: lived(offices=offices(use))}
    assert history.relapse(runs)["offices"] == share
    assert passes("P18", runs) == (share > 0)


# Variants


def resolved(name, scenario=CASE):
    return VARIANTS[name](scenario)


def test_variants_that_need_it_go_on_and_keep_their_past():
    long = resolved(AS_GIVEN)
    assert (long.end.year, long.end.month) == (2032, 5)
    assert long.mandates == CASE.mandates
    short = CASE.with_values({"posts": 400})
    past = simulate.run(short, 3).monthly
    pd.testing.assert_frame_equal(simulate.run(resolved(AS_GIVEN, short), 3).monthly.head(len(past)), past)


def test_what_is_never_ordered_keeps_only_the_order_of_the_first_month():
    never = resolved(NEVER)
    assert [mandate.announced for mandate in never.mandates] == [CASE.start]
    assert never.ban is None
    assert never.law is None


def test_levers_are_pulled_whatever_is_dated_later():
    one = {"date": "2024-03-01", "tiers": ["FED"], "ME": 0.8}
    late = CASE.with_values({"changes": [{"date": "2024-01-01", "ME": 0.9, "inv": 0.02}, one]})
    last = simulate.run(resolved(REVIEW, late).with_values({"posts": 400}), 1).world.in_force
    assert set(last["ME"][:60, 0]) == {0.1}
    assert set(last["ME"][60:, 0]) == {0.6}
    assert last["inv"][-1, 0] == 0.02


def test_an_attack_is_the_only_difference_it_makes():
    given = {"date": "2023-02-01", "label": "An earlier attack"}
    before = CASE.with_values({"cyber_attacks": [given]})
    order, attacked_too = resolved(ORDER, before), resolved(ATTACK, before)
    assert attacked_too.cyber_attacks[0] == order.cyber_attacks[0]
    assert len(attacked_too.cyber_attacks) == 2
    assert attacked_too.with_values({"cyber_attacks": [given]}).fingerprint == order.fingerprint


def test_a_law_and_an_order_meet_the_same_change_of_government():
    order, law = resolved(ORDER_TURNS), resolved(LAW_TURNS)
    assert order.transitions == law.transitions
    assert order.transitions[-1].date.isoformat() == "2027-06-15"
    assert order.law is None
    assert law.law
    assert law.law.status == 1.0


def test_without_the_extra_time_of_double_work_all_else_is_the_same():
    assert resolved(NO_DUP).parameter("dup") == 0.0 < resolved(ORDER).parameter("dup")
    assert resolved(NO_DUP).fingerprint == resolved(ORDER).with_values({"dup": 0}).fingerprint


def test_one_scare_is_one_order():
    alone = resolved(ONE_SCARE)
    assert len(alone.mandates) == 1
    assert alone.ban is None


def test_the_two_by_two_differs_only_in_what_it_says():
    one, other = resolved(corner("low", "low", 0.75)), resolved(corner("high", "low", 0.75))
    assert other.fingerprint == one.with_values({"rho_mean": 0.7}).fingerprint
    assert resolved(corner("low", "high", 0.75)).changes != one.changes


def test_the_same_variant_is_run_once_and_shared():
    plan = make_plan(CASE, PATTERNS.values())
    assert plan.variants[AS_GIVEN].fingerprint == plan.variants[ORDER].fingerprint
    assert plan.snapshots == {plan.variants[name].fingerprint: {86, 112} for name in (ORDER, REVIEW)}, (
        "March 2025 and May 2027, counted from January 2018"
    )


def test_a_variant_that_a_scenario_refuses_is_told_and_not_raised():
    def refuse(_):
        raise InputError("is an unknown key", key="cyber_attacks", value=[])

    with patch.dict(variants.VARIANTS, {ATTACK: refuse}):
        (finding,) = judge(small_bench(), range(1), 1, [PATTERNS["P17"]]).findings
    assert (finding.verdict, finding.why) == ("cannot be tested here", "`cyber_attacks` is an unknown key")


def test_provinces_that_are_not_there_are_told():
    with patch.object(Scenario, "names", classmethod(lambda cls: ["federal-eoffice"])):
        plan = make_plan(CASE, [PATTERNS["P7"]])
    assert "provinces" in plan.refused[PROVINCES]


# Judging


def small_bench(**values):
    return BENCH.with_values({"posts": 400, **values})


def test_an_impossible_threshold_is_reported_as_a_failure():
    beyond = (Measure("gap", "reported less real use", "points", Limits(1.5)),)
    impossible = replace(PATTERNS["P16"], id="P19", measures=beyond)
    asked = judge(small_bench(), range(1, 3), 1, [PATTERNS["P16"], impossible]).findings
    assert asked[1].verdict == "fail"
    assert asked[1].estimates == asked[0].estimates, "the same measure"


def test_one_measure_beyond_its_limit_is_enough_to_fail():
    good, bad = {"may_2024": 0.1, "jan_2025": 0.5}, {"may_2024": 0.1, "jan_2025": 0.9}
    assert verdict("P1", good, good).verdict == "pass"
    assert verdict("P1", bad, bad).verdict == "fail"
    assert verdict("P1", good, bad).verdict == "fail", "the mean over seeds counts"


def gaps(*values):
    """The verdict on P16 (more than .2) when the gap had these values, one a seed."""
    return verdict("P16", *({"gap": x} for x in values))


@pytest.mark.parametrize(
    ("mean", "result", "narrow"),
    [(0.23, "pass", False), (0.21, "pass", True), (0.19, "fail", True), (0.17, "fail", False)],
)
def test_a_verdict_is_narrow_within_two_standard_errors_of_a_limit(mean, result, narrow):
    # Sixteen seeds, half .04 above the mean and half below: a standard error of .04 / sqrt(15) = .0103.
    found = gaps(*[mean - 0.04] * 8, *[mean + 0.04] * 8)
    assert (found.verdict, found.narrow) == (result, narrow)
    told = f"{result}, narrowly" if narrow else result
    assert telling.result(found) == told


def test_both_ends_of_a_band_can_be_near():
    for mean in (0.31, 0.69):
        values = [{"mar_2025": 0.5, "may_2027": mean + shift} for shift in (-0.04, 0.04) * 8]
        assert (verdict("P4", *values).verdict, verdict("P4", *values).narrow) == ("pass", True)


def test_a_failure_is_narrow_only_where_every_limit_that_is_missed_is_near():
    def found(january):
        values = [{"may_2024": 0.21 + shift, "jan_2025": january + shift} for shift in (-0.04, 0.04) * 8]
        return verdict("P1", *values)

    assert (found(0.64).verdict, found(0.64).narrow) == ("fail", True)
    assert (found(0.9).verdict, found(0.9).narrow) == ("fail", False)


def test_runs_that_all_agree_are_not_narrow_and_one_run_always_is():
    none = {"offices": 0.0, "runs": 0.0}
    assert not verdict("P18", *[none] * 16).narrow, "no office in any run"
    assert verdict("P18", none).narrow, "one run has no standard error"


def test_few_runs_do_not_ask_for_another_model_where_luck_may_have_decided():
    few = gaps(*[0.15] * 4, *[0.23] * 4)
    assert (few.verdict, few.narrow) == ("fail", True)
    assert telling.remark(few).startswith("So few runs (8) cannot decide")
    assert "What it would take" not in telling.remark(few)
    assert telling.remark(gaps(*[0.15] * 8, *[0.23] * 8)).startswith("What it would take")
    assert telling.remark(gaps(0.1, 0.11)).startswith("What it would take"), "far off, so few runs suffice"
    assert telling.remark(gaps(0.19)).startswith("One run cannot decide")
    assert telling.remark(gaps(*[0.17] * 4, *[0.25] * 4)).startswith("So few runs (8) cannot decide")


def test_bands_are_those_of_the_seeds_that_measured_something():
    values = [{"correlation": x} for x in (-0.5, -0.3, math.nan)]
    found = verdict("P12", *values)
    assert found.n_seeds == 2
    assert found.estimates["correlation"] == pytest.approx((-0.4, -0.49, -0.31))


def test_a_run_that_fails_is_listed_and_leaves_its_seed_out():
    lives = judging.live

    def live(scenario, seed, snapshots=frozenset()):
        if seed == 2:
            raise RuntimeError("broken")
        return lives(scenario, seed, snapshots)

    with patch.object(judging, "live", live):
        asked = judge(small_bench(), range(1, 4), 1, [PATTERNS["P16"]])
    assert [(failed.task.seed, failed.message) for failed in asked.failures] == [(2, "RuntimeError: broken")]
    assert asked.findings[0].n_seeds == 2
    assert sorted(asked.samples["seed"]) == [1, 3]
    assert "1 of 3 runs failed" in telling.caution(asked)


def test_workers_do_not_change_a_bit():
    alone, together = (judge(small_bench(), range(1, 4), n, [PATTERNS["P12"]]).samples for n in (1, 2))
    pd.testing.assert_frame_equal(alone, together)


@pytest.mark.parametrize(
    ("scenario", "number", "words"),
    [
        (small_bench(end="2023-12-31"), "P2", "no month May 2024"),
        (small_bench(), "P3", "announces no order"),
        (small_bench(start="2027-06-01"), "P8", "begins after May 2027"),
        (CASE.with_values({"ME": 0.5}), "P4", "0.5, above 0.2"),
        (CASE.with_values({"tiers.0.levers": {"ME": 0.4}}), "P4", "0.4, above 0.2"),
        (CASE.with_values({"changes": [{"date": "2024-01-01", "ME": 0.7}]}), "P4", "0.7, above 0.2"),
    ],
)
def test_what_cannot_be_tested_says_why_and_runs_nothing(scenario, number, words):
    asked = judge(scenario, range(1, 3), 1, [PATTERNS[number]])
    assert asked.n_runs == 0
    assert asked.findings[0].verdict == "cannot be tested here"
    assert words in asked.findings[0].why


@pytest.mark.parametrize("name", Scenario.names())
def test_every_scenario_of_the_library_can_be_asked_for_every_pattern(name):
    scenario = Scenario.load(name)
    asked = judge(scenario.with_values(variants.small(scenario)), range(1, 2), 2)
    assert [x.pattern.id for x in asked.findings] == list(PATTERNS)
    assert not asked.failures
    for finding in asked.findings:
        assert bool(finding.why) == (finding.verdict == "cannot be tested here") != bool(finding.estimates)


@pytest.mark.parametrize("start", ["2024-06-01", "2026-06-01", "2028-01-01", "2032-06-01"])
def test_a_scenario_that_begins_late_is_not_asked_for_what_was_before(start):
    late = Scenario.from_data({**small_bench().data(), "start": start, "end": "2033-06-01"}, "late")
    asked = judge(late, range(1, 2), 2)
    assert not asked.failures
    assert {"P1", "P17"} <= {x.pattern.id for x in asked.findings if x.why}


# Telling


@pytest.fixture(scope="module")
def asked():
    """Five patterns of a small world: two that fail, two that pass, one that cannot be tested."""
    return judge(small_bench(), range(1, 3), 2, [PATTERNS[x] for x in ("P1", "P3", "P12", "P15", "P16")])


def test_failures_are_told_first(asked):
    text = telling.as_text(asked)
    assert text.index("2 patterns fail: P1 “") < text.index("P1  Few")
    assert "Not to be tested on this scenario: P3 (" in text
    assert "Of the 2 tested patterns labelled check, 1 pass" in text
    assert list(telling.as_frame(asked)["result"][:2]) == ["fail", "fail"]


def test_few_runs_are_said(asked):
    assert "Only 2 runs of each variant: the test was designed for 16" in telling.as_text(asked)
    assert telling.caution(replace(asked, seeds=range(1, 17))) == ""


def test_a_failure_says_what_it_would_take_and_an_input_why_it_proves_nothing(asked):
    clear = [replace(x, narrow=False) for x in asked.findings]
    said = {x.pattern.id: telling.remark(x) for x in clear}
    assert said["P1"].startswith("What it would take:")
    assert said["P12"].startswith("Agreement proves nothing")
    assert said["P3"] == ""
    failed = replace(clear[2], verdict="fail")
    assert telling.remark(failed).startswith("What it would take")


def test_a_pass_that_says_less_than_it_seems_says_so_wherever_it_is_told(asked):
    assert asked.findings[-1].verdict == "pass"
    words = f"Mind: {PATTERNS['P16'].caveat}"
    pages = {
        "text": telling.as_text(asked),
        "markdown": telling.as_markdown(asked),
        "page": annex.annex({"": asked}),
        "report": telling.as_frame(asked).set_index("pattern")["remark"].filter(like="P16").iloc[0],
    }
    for name, told in pages.items():
        assert words in " ".join(told.split()), name
    assert "Mind" not in telling.remark(asked.findings[-1]), "beside the remark, not in it"
    assert PATTERNS["P3"].caveat
    assert PATTERNS["P3"].caveat not in pages["markdown"], "what was not tested agrees with nothing"


def test_passes_that_lean_on_assumptions_are_counted_openly():
    def judgement(*numbers):
        findings = tuple(judging.Finding(PATTERNS[x], "pass", {}, n_seeds=16) for x in numbers)
        return judging.Judgement(BENCH, range(1, 17), findings, pd.DataFrame(), {})

    lean = telling.counted(judgement("P1", "P9", "P13", "P16"))
    assert lean[0] == "Of the 3 tested patterns labelled check, 3 pass."
    assert lean[1].startswith("Of the 3 checks that pass, 2 lean on assumptions")
    assert lean[1].endswith(": P9, P16; that leaves P13.")
    assert telling.counted(judgement("P9"))[1].endswith(": P9; that leaves none.")
    assert len(telling.counted(judgement("P13", "P14"))) == 1


def test_json_holds_what_the_table_holds(asked):
    told = json.loads(telling.as_json(asked))
    assert [x["id"] for x in told["patterns"]] == ["P1", "P3", "P12", "P15", "P16"]
    for row, finding in zip(told["patterns"], asked.findings, strict=True):
        assert row["result"] == finding.verdict
        assert row["narrow"] is finding.narrow
        assert row["caveat"] == (finding.pattern.caveat or None)
        assert {"pattern", "source", "statistic", "label", "posts", "remark"} <= set(row)
    correlation = told["patterns"][2]["measures"][0]
    assert correlation["needed"] == {"low": None, "high": 0.0}
    assert correlation["low"] <= correlation["mean"] <= correlation["high"]


def test_two_regimes_stand_beside_each_other(asked):
    page = annex.annex({"regime L": asked, "regime K": asked})
    head = next(line for line in page.splitlines() if line.startswith("|  | pattern"))
    assert head.count("result") == head.count("measured") == 2
    assert page.count("| check | regime ") == 2
    assert page.count(f"- **P1.** {telling.remark(asked.findings[0])}") == 1, "said once for both"
    assert page.count("Regime L: 2 patterns fail") == page.count("Regime K: 2 patterns fail") == 1
    assert "result, regime" not in annex.annex({"regime L": asked})


def test_the_committed_page_is_of_the_patterns_as_they_are_declared():
    page = (DOCS / validation.PAGE).read_text(encoding="utf-8")
    assert annex.HEAD in page
    for number, pattern in PATTERNS.items():
        limits = "; ".join(f"{x.words}: {telling.needed(x)}" for x in pattern.measures if x.limits)
        row = f"| {number} | {pattern.title} | {pattern.label} | {limits} |"
        assert row in page, f"docs/{validation.PAGE} is stale: run `python -m experiments.validation`"
        assert pattern.source in page
        assert pattern.statistic in page
        assert pattern.caveat in page
    assert re.search(r"seeds 1 to (\d+)", page)[1] == "16"


def known_after_all(page):
    """What a page names as a reason not to test although the library, or the schema, has it."""
    keys = {*PARAMETERS, *LEVERS, *SWITCHES}
    schema = Scenario.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        keys |= part.get("properties", {}).keys()
    named = set()
    for reason in re.findall(r"cannot be tested here: ([^|\n]*)", page):
        named |= set(re.findall(r"[\w-]+", reason)) & set(Scenario.names())
        named |= set(re.findall(r"[`\"]([^`\"]+)[`\"]", reason)) & keys
    return named


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ('"provinces" is not among the scenarios of the library', {"provinces"}),
        ("`cyber_attacks` is an unknown key", {"cyber_attacks"}),
        ("`cooling_off` is an unknown key", {"cooling_off"}),
        ("`imp` is an unknown key", {"imp"}),
        ("`phlogiston` is an unknown key", set()),
        ("the scenario has no month May 2024", set()),
    ],
)
def test_a_reason_that_names_what_is_there_is_found(reason, named):
    assert known_after_all(f"| P7 | cannot be tested here: {reason} | – |") == named


def test_the_committed_page_leaves_nothing_untested_for_want_of_what_is_there():
    assert known_after_all((DOCS / validation.PAGE).read_text(encoding="utf-8")) == set()


# The command


def redtape(*arguments):
    return CliRunner().invoke(cli.app, ["validate", *(str(argument) for argument in arguments)])


TINY = ("federal-2022", "--patterns", "--set", "posts=400", "--set", "end=2025-12-31", "--replicates", 1)


def test_a_pattern_that_fails_is_a_result_and_not_an_error(tmp_path):
    out = tmp_path / "validated"
    done = redtape(*TINY, "--out", out)
    assert done.exit_code == 0, done.output
    assert re.search(r"^\d+ patterns fail: P1 ", done.stdout, re.MULTILINE)
    assert "Only one run of each variant" in " ".join(done.stdout.split())
    for number in PATTERNS:
        assert re.search(rf"^{number}  ", done.stdout, re.MULTILINE)
    told = json.loads((out / "patterns.json").read_text("utf-8"))
    assert [x["id"] for x in told["patterns"]] == list(PATTERNS)
    assert (out / "patterns.md").read_text("utf-8").startswith("# Patterns of federal-2022")
    rows = pq.read_table(out / "patterns.parquet").to_pandas()
    means = {
        (x["id"], m["measure"]): m["mean"] for x in told["patterns"] for m in x["measures"] if "mean" in m
    }
    kept = {key: means[key] for key in zip(rows["pattern"], rows["measure"], strict=True) if key in means}
    assert kept == means
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["runs"]["failed"] == 0
    assert len(manifest["scenarios"]) > 10
    assert redtape(*TINY, "--out", out).exit_code == 2, "results are not replaced unasked"


def test_the_regime_is_that_of_every_variant(tmp_path):
    out = tmp_path / "validated"
    tiny = ("federal-eoffice", "--patterns", "--set", "posts=400", "--replicates", 1)
    assert redtape(*tiny, "--regime", "K", "--out", out).exit_code == 0
    told = json.loads((out / "manifest.json").read_text("utf-8"))["scenarios"]
    assert {x["resolved"]["parameters"]["beta_U"] for x in told} == {regimes.load("K").parameters["beta_U"]}


def test_json_alone_is_printed_where_asked(tmp_path):
    done = redtape(*TINY, "--json", "--out", tmp_path / "validated")
    assert done.exit_code == 0
    assert len(json.loads(done.stdout)["patterns"]) == len(PATTERNS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("federal-2022",), "--patterns"),
        (("federal-2023", "--patterns"), "federal-2022"),
        (("federal-2022", "--patterns", "--replicates", 0), "--replicates"),
        (("federal-2022", "--patterns", "--workers", 0), "--workers"),
        (("federal-2022", "--patterns", "--set", "kapa=1"), "kappa"),
        (("federal-2022", "--patterns", "--regime", "Q"), "regime"),
        (("federal-2022", "--patterns", "--set", "kappa=99"), "kappa"),
    ],
)
def test_bad_input_is_one_paragraph(arguments, words, tmp_path):
    done = redtape(*arguments, "--out", tmp_path / "validated")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not (tmp_path / "validated").exists()
