"""A comparison in plain sentences: which package is the better, how surely, for whom, what would turn it."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.comparison import Comparison, Facts, rows_of
from experiments.compare.figures import (
    about,
    change,
    count_of,
    difference,
    figure,
    in_futures,
    in_regime,
    is_sure,
    label,
    replicates,
    size,
    sure,
    times,
)
from experiments.summary import amount, rupees
from sim.outcomes import OUTCOMES
from sim.parameters import PARAMETERS
from sim.summaries import SUMMARIES
from viz.summary import percent

WORKING = {"paper": "paper", "hybrid": "both ways", "digital": "digital"}
"""How a post works, in words."""

TOLD_AT_MOST = 5
"""Turning values that are told of a pair; the table holds all of them."""


def better(facts: Facts, row: Any) -> tuple[str, str]:
    """Return (the better, the other) of a pair by its difference."""
    b_leads = (row.difference > 0.0) == facts.more_is_better
    return (row.b, row.a) if b_leads else (row.a, row.b)


def contest(facts: Facts, row: Any) -> str:
    """Return which of a pair is the better as declared, by how much, and how surely; row: of `pairs`."""
    begin = in_regime(row.regime)
    if not row.n:
        return f"{begin}{label(facts, row.a)} and {label(facts, row.b)} have no replicate in common."
    if row.difference == 0.0:
        return f"{begin}{label(facts, row.a)} and {label(facts, row.b)} are level."
    first, second = better(facts, row)
    by = about(facts.outcome, difference(row))
    lead = f"{begin}{label(facts, first)} is better than {label(facts, second)} by {by}"
    if row.n == 1:
        return f"{lead} in the one replicate, which says nothing of luck."
    won, low, high = row.p_beats, row.p_low, row.p_high
    if first == row.a:
        won, low, high = 1.0 - won, 1.0 - high, 1.0 - low
    told = (
        f"{lead}{sure(facts.outcome, row)}, and is so in {count_of(won, row.n)} replicates (90 % interval of "
        f"that share: {100 * low:.0f} to {100 * high:.0f} %)."
    )
    if row.low <= 0.0 <= row.high:
        told += " That is too little to tell them apart."
    return told


def runs_needed(facts: Facts, row: Any) -> str:
    """Return how many replicates the answer needed, and what common seeds saved; row: of `pairs`."""
    if row.n < 2:
        return ""
    sign = (
        "No number of replicates would tell them apart"
        if math.isnan(row.needed_for_sign)
        else f"By these {row.n}, {replicates(row.needed_for_sign)} tell which is the better"
    )
    told = sign
    if not math.isnan(row.needed_for_width):
        width = size(facts.outcome, row.width)
        told += f"; {replicates(row.needed_for_width)} give the difference to within {width}"
    told += "."
    if not math.isnan(row.variance_ratio):
        told += (
            f" Without common seeds the difference would vary {times(row.variance_ratio)} times as much "
            "(variance), and need about so many times the replicates."
        )
    return told


def enough(comparison: Comparison) -> str:
    """Return for how many pairs the replicates sufficed, and what common seeds saved; nothing for one run."""
    pairs, n = comparison.pairs, comparison.n_replicates
    if n < 2 or pairs.empty:
        return ""
    sure_of = sum(is_sure(row) for row in rows_of(pairs))
    told = f"The {n} replicates tell {sure_of} of {len(pairs)} pairs apart."
    ratio = float(pairs["variance_ratio"].median())
    if math.isnan(ratio):
        return told
    return (
        f"{told} By common seeds the difference of the middle pair varies {times(ratio)} times less "
        "(variance) than with seeds of their own."
    )


def price(facts: Facts, row: Any) -> str:
    """Return what the second of a pair costs beyond the first, and each desk-month won; row: of `pairs`."""
    b, a = label(facts, row.b), label(facts, row.a)
    cost = f"{b} costs {rupees(abs(row.extra_cost))} {'less' if row.extra_cost < 0.0 else 'more'} than {a}"
    if row.extra_desk_months <= 0.0:
        return f"{cost} and wins no digital desk-month."
    if math.isnan(row.cost_per_extra_desk_month):
        return f"{cost} and has more digital desk-months."
    each = amount("cost_per_extra_desk_month", row.cost_per_extra_desk_month)
    told = f"{cost}: {each} won"
    if not math.isnan(row.cost_low):
        saving = "; below 0 it saves" if row.cost_low < 0.0 else ""
        ends = f"{row.cost_low:,.0f} to {row.cost_high:,.0f}".replace("-", "−")
        told += f" (90 % interval, of luck alone, {ends}{saving})"
    return f"{told}."


def over_futures(facts: Facts, row: Any) -> str:
    """Return how often a pair keeps its order; row: of `order`."""
    where = in_regime(row.regime)
    return f"{where}{label(facts, row.a)} and {label(facts, row.b)} keep their order in {in_futures(row)}."


def least_regret(comparison: Comparison, regime: str) -> str:
    """Return which package leaves least to regret over the futures; nothing where there are none."""
    table = comparison.regret[comparison.regret["regime"] == regime]
    if table.empty:
        return ""
    facts = comparison.facts
    chosen = table[table["minimax"]]
    names = " and ".join(label(facts, name) for name in chosen["scenario"])
    most, n = float(chosen["max_regret"].iloc[0]), int(table["n_futures"].iloc[0])
    if most == 0.0:
        return f"{names} {'is' if len(chosen) == 1 else 'are'} the best in every one of {n} futures."
    return (
        f"Least to be regretted at worst: {names}. In none of {n} futures is another package better by more "
        f"than {size(facts.outcome, most)}."
    )


def satisfied(facts: Facts, row: Any) -> str:
    """Return in how many futures a package is satisfactory; row: of `regret`, of a study that asks for it."""
    assert facts.satisfied is not None, "asked of a study that says what satisfies"
    bound = "at least" if facts.more_is_better else "at most"
    return (
        f"{label(facts, row.scenario)} reaches {bound} {amount(facts.outcome, facts.satisfied)} in "
        f"{percent(row.satisfied_share)} of {row.n_futures} futures "
        f"(90 % interval {100 * row.satisfied_low:.0f} to {100 * row.satisfied_high:.0f})."
    )


def who_moved(comparison: Comparison, regime: str, scenario: str) -> Iterator[str]:
    """Yield who works otherwise under a package than under the base: posts, grades, offices, fears."""
    facts = comparison.facts
    posts, grades, offices, parts = (
        _of(table, regime, scenario)
        for table in (
            comparison.moved_modes,
            comparison.moved_grades,
            comparison.moved_offices,
            comparison.moved_parts,
        )
    )
    name, base = label(facts, scenario), label(facts, facts.base)
    if posts.empty or grades.empty:
        return
    moved = posts[posts["before"] != posts["after"]].sort_values("share", ascending=False)
    most = moved[moved["share"] > 0.0].head(2)
    flows = "; ".join(
        f"{percent(x.share)} from {WORKING[x.before]} to {WORKING[x.after]}" for x in rows_of(most)
    )
    told = f"Under {name}, {percent(moved['share'].sum())} of posts end otherwise than under {base}"
    yield f"{told}: {flows}." if flows else f"{told}."
    yield f"Digital posts by grade: {_extremes(grades, 'grade')}."
    if len(offices) > 1:
        yield f"Digital desks by office: {_extremes(offices, 'office')}."
    part = max(rows_of(parts), key=lambda row: abs(row.difference))
    fear = OUTCOMES[part.part].label.lower()
    yield f"Resistance changes most in {fear} ({change(part.part, part.difference)})."


def _extremes(table: pd.DataFrame, column: str) -> str:
    """Where a share of digital posts changes least and most."""
    ordered = rows_of(table.sort_values("difference", kind="stable"))
    ends = (
        f"{change('verified_use', x.difference)} ({getattr(x, column)})" for x in (ordered[0], ordered[-1])
    )
    return "from {} to {}".format(*ends)


def under_checks(comparison: Comparison, regime: str) -> str:
    """Return whether the pairs keep their order under the checks; nothing where there are none."""
    facts, table = comparison.facts, comparison.checks[comparison.checks["regime"] == regime]
    if table.empty:
        return ""
    told = ", ".join(dict.fromkeys(table["label"]))
    own = comparison.pairs[comparison.pairs["regime"] == regime]
    certain = {(x.a, x.b) for x in rows_of(own) if is_sure(x)}
    asked = [x for x in rows_of(table) if (x.a, x.b) in certain]
    turned = [x for x in asked if not x.keeps and is_sure(x)]
    level = [x for x in asked if not is_sure(x)]
    if not certain:
        return f"{in_regime(regime)}No pair is surely ordered as declared, so that no check could turn one."
    pairs = "1 pair that is" if len(certain) == 1 else f"{len(certain)} pairs that are"
    begin = f"{in_regime(regime)}Of {pairs} surely ordered as declared, "
    if not turned and not level:
        return f"{begin}every one surely keeps its order under every check ({told})."
    said = [f"none turns under a check ({told})"]
    if turned:
        said = [f"these turn: {'; '.join(_checked(facts, x) for x in turned)} (checked: {told})"]
    if level:
        said.append(f"these cannot be told apart any more: {'; '.join(_checked(facts, x) for x in level)}")
    return f"{begin}{'; '.join(said)}."


def _checked(facts: Facts, row: Any) -> str:
    pair = f"{label(facts, row.a)} and {label(facts, row.b)} under {row.label}"
    return f"{pair} ({change(facts.outcome, row.difference)})"


def beliefs(comparison: Comparison, regime: str, a: str, b: str) -> Iterator[str]:
    """Yield what must be believed for the other of a pair to be the better, the nearest turn first."""
    facts, table = comparison.facts, _of_pair(comparison.break_even, regime, a, b)
    if table.empty:
        return
    pair = _of_pair(comparison.pairs, regime, a, b)
    if len(pair) and not is_sure(rows_of(pair)[0]):
        told = (
            f"{label(facts, a)} and {label(facts, b)} cannot be told apart as declared: no order could turn."
        )
        yield f"{in_regime(regime)}{told}"
        return
    first, second = (label(facts, name) for name in better(facts, rows_of(table)[0]))
    turns = table[table["turns_at"].notna()]
    asked = f"What must be believed for {second} to beat {first}?"
    if turns.empty:
        near = rows_of(table.sort_values("short_by", kind="stable"))[0]
        yield (
            f"{in_regime(regime)}{asked} None of {len(table)} uncertain parameters does it alone, at the low "
            "or the high end of what is held possible (values between were not tried). Nearest is "
            f"{near.parameter} ({_meaning(near.parameter)}) at {figure(near.nearest_at)}, where "
            f"{size(facts.outcome, near.short_by)} are left."
        )
        return
    yield f"{in_regime(regime)}{asked} Any one of these, with all else as declared:"
    for row in rows_of(turns.head(TOLD_AT_MOST)):
        side = "above" if row.turns_at > row.declared else "below"
        yield (
            f"{row.parameter} {side} {figure(row.turns_at)}{_ends(row)}, declared {figure(row.declared)}, "
            f"possible {figure(row.low)} to {figure(row.high)}: {_meaning(row.parameter)}."
        )
    rest = len(turns) - TOLD_AT_MOST
    also = f" {rest} more that turn it are farther off." if rest > 0 else ""
    yield (
        f"Otherwise {first} stays ahead: {len(table) - len(turns)} of {len(table)} uncertain parameters turn "
        f"it neither at their low nor at their high end.{also}"
    )


def _ends(row: Any) -> str:
    """The interval of a turning value; an end beyond what is held possible is said so."""
    if math.isnan(row.turns_low) or math.isnan(row.turns_high):
        return ""
    low = "below all that is possible" if np.isinf(row.turns_low) else figure(row.turns_low)
    high = "above all that is possible" if np.isinf(row.turns_high) else figure(row.turns_high)
    return f" (90 % interval {low} to {high})"


def _meaning(parameter: str) -> str:
    """What a parameter is, as it stands within a sentence."""
    meaning = PARAMETERS[parameter].meaning.rstrip(".")
    return meaning[0].lower() + meaning[1:]


def failures(comparison: Comparison) -> str:
    """Return what failed runs did to the comparison; nothing where none failed."""
    if not comparison.failed:
        return ""
    left_out = int(comparison.pairs["left_out"].sum())
    runs = "1 run" if comparison.failed == 1 else f"{comparison.failed:,} runs"
    return (
        f"{runs} failed; what would have been compared with them is left out: {left_out:,} pairs at the "
        "centre, and the same way over futures and checks."
    )


def ranked_by(facts: Facts) -> str:
    """Return what packages are ranked by, in a sentence."""
    way = "more" if facts.more_is_better else "less"
    return f"Ranked by: {SUMMARIES[facts.outcome].label.lower()}; {way} is better."


def _of(table: pd.DataFrame, regime: str, scenario: str) -> pd.DataFrame:
    return table[(table["regime"] == regime) & (table["scenario"] == scenario)]


def _of_pair(table: pd.DataFrame, regime: str, a: str, b: str) -> pd.DataFrame:
    return table[(table["regime"] == regime) & (table["a"] == a) & (table["b"] == b)]
