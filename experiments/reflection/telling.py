"""The reflection problem in words: they fit alike, they part, and what would tell which is right."""

import math
from typing import Any

import pandas as pd

from experiments.compare.comparison import rows_of
from experiments.compare.figures import listed
from experiments.reflection.living import BASE, ENDS, GOES_ON
from experiments.reflection.observing import COMPARED, DROPPED, EFFORTS
from experiments.reflection.reflecting import ALL_FIGURES, RECORD, Reflection, other_order

ENOUGH = 0.8
"""Chance of naming the right regime from which an observation is worth waiting for."""

NEVER = 0.6
"""Chance below which an observation says no more than a coin with a little weight."""

ALIKE = math.log(10.0)
"""Log Bayes factor below which evidence is not strong (Kass & Raftery 1995: a factor of 10)."""

COURSE_WORDS = {GOES_ON: "enforcement goes on", ENDS: f"enforcement ends in {DROPPED:%B %Y}"}


def percent(share: float) -> str:
    """Return a share as a whole per cent."""
    return f"{100.0 * share:.0f}\u00a0%".replace("-", "−")


def summary(x: Reflection) -> list[str]:
    """Return paragraphs: they fit alike, they part, the policies, and what would tell them apart."""
    return [fit_words(x), part_words(x), *policy_words(x), *separation_words(x), *failed_words(x)]


def fit_words(x: Reflection) -> str:
    """Return whether the record tells the two regimes apart."""
    first, second = x.regimes
    told = [_evidence(x)] if x.log_bayes else []
    every = rows_of(x.separation[x.separation["observation"] == ALL_FIGURES])[0]
    single = x.separation[(x.separation["course"] == RECORD) & (x.separation["observation"] != ALL_FIGURES)]
    told.append(
        f"All {len(single)} fitted figures of one more history like the recorded one would name the right "
        f"one of {first} and {second} {percent(every.p_right)} of the time (± "
        f"{100 * 1.645 * every.p_sd:.0f} points), where a coin does 50 %."
    )
    return " ".join(told)


def _evidence(x: Reflection) -> str:
    if x.log_bayes is None:
        raise ValueError("the evidence is not known")
    first, second = x.regimes
    log, sd = x.log_bayes
    better = second if log > 0 else first
    low, high = (math.exp(abs(log) + sign * 1.645 * sd) for sign in (-1, 1))
    least = f"1 in {1 / low:.2g} to {high:.2g}" if low < 1.0 else f"{low:.2g} to {high:.2g}"
    verdict = (
        "they fit alike"
        if abs(log) < ALIKE
        else f"the record prefers {better}"
        if abs(log) - 1.645 * sd > ALIKE
        else f"the record leans to {better}, not beyond doubt"
    )
    return (
        f"Given the record, the Bayes factor of {better} over {second if better == first else first} is "
        f"{math.exp(abs(log)):.2g} ({least} with 90 % chance; beyond 10 counts as strong): {verdict}."
    )


def part_words(x: Reflection) -> str:
    """Return how far the two regimes lie apart in May 2032 under both courses."""
    first, second = x.regimes
    told = []
    for course in (ENDS, GOES_ON):
        rows = {row.outcome: row for row in rows_of(x.difference[x.difference["course"] == course])}
        real, reported = rows["verified_use"], rows["reported_use"]
        told.append(
            f"If {COURSE_WORDS[course]}, real use in {COMPARED:%B %Y} is {_means(x, course)}: {second} lies "
            f"{_points(real.mean)} from {first} (one draw of each: {_points(real.low)} to "
            f"{_points(real.high)}; higher in {percent(real.p_more)} of pairs), in reported use "
            f"{_points(reported.mean)}."
        )
    return " ".join(told)


def _points(share: float) -> str:
    return f"{100.0 * share:+.0f} points".replace("-", "−")


def _means(x: Reflection, course: str) -> str:
    table = x.months
    rows = table[
        (table["course"] == course)
        & (table["outcome"] == "verified_use")
        & (table["month"] == pd.Timestamp(COMPARED))
    ]
    return listed([f"{percent(row.mean)} of desks in {row.regime}" for row in rows_of(rows)])


def policy_words(x: Reflection) -> list[str]:
    """Return what the packages gain in each regime, and whether their order changes; nothing without any."""
    if x.packages.empty:
        return []
    table = x.packages.set_index(["regime", "scenario"])
    first, second = x.regimes
    titles = x.packages.drop_duplicates("scenario").set_index("scenario")["title"].map(short_title)
    gains = [
        f"“{titles[name]}” {_gain(table.loc[first, name])} in {first}, {_gain(table.loc[second, name])} "
        f"in {second}"
        for name in titles.index
        if name != BASE
    ]
    told = [
        f"If {COURSE_WORDS[ENDS]}, real use in {COMPARED:%B %Y} beyond “{titles[BASE]}”, with the same draws "
        f"and the same luck: {'; '.join(gains)}."
    ]
    pairs = other_order(x.packages)
    if pairs:
        swapped = listed([f"“{titles[a]}” and “{titles[b]}”" for a, b in pairs])
        told.append(f"The order changes between the regimes: {swapped} change places.")
    else:
        order = x.packages[x.packages["regime"] == first].sort_values("rank")["scenario"]
        told.append(f"The order is the same in both: {', '.join(f'“{titles[name]}”' for name in order)}.")
    return [" ".join(told), *_lock_in(x, titles)]


def _gain(row: pd.Series) -> str:
    return f"{_points(row['gain'])} ({100 * row['gain_low']:+.0f} to {100 * row['gain_high']:+.0f})".replace(
        "-", "−"
    )


def _lock_in(x: Reflection, titles: pd.Series) -> list[str]:
    rows = x.packages.dropna(subset="lock_in")
    if rows.empty:
        return []
    each = [
        f"“{titles[name]}” {listed([f'{percent(row.lock_in)} in {row.regime}' for row in rows_of(own)])}"
        for name, own in rows.groupby("scenario", sort=False)
    ]
    return [f"What is left of the effect of orders five years after enforcement ends: {'; '.join(each)}."]


def short_title(title: str) -> str:
    """Return the title of a package up to its colon."""
    return title.split(":")[0]


def separation_words(x: Reflection) -> list[str]:
    """Return which observation would tell the regimes apart, when, and which never would."""
    future = x.separation[x.separation["course"] != RECORD]
    told = []
    for course in (GOES_ON, ENDS):
        rows = future[future["course"] == course]
        best = rows_of(rows.sort_values("p_right", ascending=False))[0]
        enough = rows[rows["p_right"] - 1.645 * rows["p_sd"] >= ENOUGH]
        enough = enough.assign(effort_rank=enough["effort"].map(EFFORTS.index))
        enough = enough.sort_values(["month", "effort_rank"], kind="stable")
        never = [
            str(words)
            for words, own in rows.groupby("words", sort=False)
            if (own["p_right"] + 1.645 * own["p_sd"]).max() < NEVER
        ]
        told.append(" ".join([_best(best, course), _first(enough), _never(never)]).strip())
    return told


def _best(row: Any, course: str) -> str:
    return (
        f"If {COURSE_WORDS[course]}, the best single observation is {row.words}, {row.month:%B %Y} "
        f"({row.effort}): it names the right regime {percent(row.p_right)} of the time (± "
        f"{100 * 1.645 * row.p_sd:.0f} points; Bayes factor {math.exp(row.log_bayes):.2g} in the middle)."
    )


def _first(enough: pd.DataFrame) -> str:
    if enough.empty:
        return f"No observation reaches {percent(ENOUGH)} beyond doubt."
    row = rows_of(enough)[0]
    return (
        f"The first to reach {percent(ENOUGH)} beyond doubt: {row.words}, {row.month:%B %Y} ({row.effort})."
    )


def _never(never: list[str]) -> str:
    return f"Never in this time better than {percent(NEVER)}: {listed(never)}." if never else ""


def failed_words(x: Reflection) -> list[str]:
    """Return how many draws were left out because a run failed; nothing if none was."""
    if x.failures.empty:
        return []
    row = rows_of(x.failures)[0]
    first = f"the first, {row.scenario}: {row.message}"
    n = len(x.failures)
    return [f"{n} {'draw is' if n == 1 else 'draws are'} left out because a run failed ({first})."]
