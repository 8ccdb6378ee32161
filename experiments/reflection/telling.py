"""The reflection problem in words: how alike they fit, where they part, what would tell which is right."""

import math
from typing import Any

import pandas as pd

from experiments.compare.comparison import rows_of
from experiments.compare.figures import listed
from experiments.reflection import parting
from experiments.reflection.living import BASE, ENDS, GOES_ON
from experiments.reflection.observing import COMPARED, EFFORTS
from experiments.reflection.parting import COURSE_WORDS, USE_WORDS, points
from experiments.reflection.reflecting import ALL_FIGURES, RECORD, Reflection, other_order
from sim.scenario import regimes

ENOUGH = 0.8
"""Chance of naming the right regime from which an observation is worth waiting for."""

NEVER = 0.6
"""Chance below which an observation says no more than a coin with a little weight."""

BARE, STRONG = math.log(3.2), math.log(10.0)
"""Log Bayes factors below which evidence is worth no more than a mention, and from which it is strong
(Kass & Raftery 1995: factors of 3.2 and 10)."""

SD_90 = 1.645
"""Standard deviations of a normal to either side of the middle within which 90 % lie."""


def percent(share: float) -> str:
    """Return a share as a whole per cent."""
    return f"{100.0 * share:.0f}\u00a0%".replace("-", "−")


def summary(x: Reflection) -> list[str]:
    """Return paragraphs: who they are, how alike they fit, where they part, the policies, what would tell."""
    return [defined(x), fit_words(x), part_words(x), *policy_words(x), *separation_words(x), *failed_words(x)]


def defined(x: Reflection) -> str:
    """Return what the two regimes are, from their own files."""
    return " ".join(_defined(name) for name in x.regimes)


def _defined(name: str) -> str:
    regime = regimes.load(name)
    story = " ".join(regime.story.split()).partition(". ")[0].rstrip(".")
    return f"Regime {name}: {regime.title[:1].lower()}{regime.title[1:]}. {story}."


def fit_heading(x: Reflection) -> str:
    """Return whether the record tells the two apart, in a few words."""
    if not x.log_bayes:
        return "Whether the record tells them apart"
    told = _verdict(x.regimes, x.log_bayes)
    return f"{told[:1].upper()}{told[1:]}"


def _verdict(both: tuple[str, str], log_bayes: tuple[float, float]) -> str:
    log, sd = log_bayes
    better = both[1] if log > 0 else both[0]
    if abs(log) < BARE:
        return "they fit about alike"
    if abs(log) < STRONG:
        return f"the record leans to {better}, not strongly"
    sure = abs(log) - SD_90 * sd > STRONG
    return f"the record prefers {better}" if sure else f"the record leans to {better}, not beyond doubt"


def fit_words(x: Reflection) -> str:
    """Return whether the record tells the two regimes apart."""
    first, second = x.regimes
    told = [evidence_words(x.regimes, x.log_bayes)] if x.log_bayes else []
    every = rows_of(x.separation[x.separation["observation"] == ALL_FIGURES])[0]
    single = x.separation[(x.separation["course"] == RECORD) & (x.separation["observation"] != ALL_FIGURES)]
    told.append(
        f"All {len(single)} fitted figures of one more history like the recorded one would name the right "
        f"one of {first} and {second} {percent(every.p_right)} of the time (± "
        f"{100 * SD_90 * every.p_sd:.0f} points), where a coin does 50 %."
    )
    return " ".join(told)


def evidence_words(both: tuple[str, str], log_bayes: tuple[float, float]) -> str:
    """Return the Bayes factor of the regime that fits better, the odds it means, and what it depends on.

    log_bayes: of the second over the first, and its standard deviation.
    """
    log, sd = log_bayes
    better, worse = both[::-1] if log > 0 else both
    low, high = (math.exp(abs(log) + sign * SD_90 * sd) for sign in (-1, 1))
    least = f"1 in {1 / low:.2g} to {high:.2g}" if low < 1.0 else f"{low:.2g} to {high:.2g}"
    odds = 1.0 / (1.0 + math.exp(-abs(log)))
    return (
        f"Given the record, the Bayes factor of {better} over {worse} is {math.exp(abs(log)):.2g} ({least} "
        f"with 90 % chance; beyond 10 counts as strong): {_verdict(both, log_bayes)}. Were both held equally "
        f"likely beforehand, {better} would now have {percent(odds)} and {worse} "
        f"{percent(1.0 - odds)}. {EVIDENCE}"
    )


EVIDENCE = (
    "The factor depends on the error model and on how wide the priors are, those of carried parameters too. "
    "Its range is the error that one run of the sampler finds in itself; another run may differ by more."
)


def part_words(x: Reflection) -> str:
    """Return where the two regimes are apart in May 2032, the furthest first, and where they are together."""
    first, second = x.regimes
    told = [
        f"If {COURSE_WORDS[row.course]}, {USE_WORDS[row.outcome]} in {COMPARED:%B %Y} is {_means(x, row)}: "
        f"{second} lies {points(row.mean)} from {first} (standard error {100 * row.sd:.1f}; one draw of "
        f"each: {points(row.low)} to {points(row.high)}; higher in {percent(row.p_more)} of pairs)."
        for row in rows_of(parting.apart(x.difference))
    ]
    return " ".join(words for words in [*told, parting.together_words(x.difference)] if words)


def _means(x: Reflection, at: Any) -> str:
    table = x.months
    rows = table[
        (table["course"] == at.course)
        & (table["outcome"] == at.outcome)
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
    return f"{points(row['gain'])} ({100 * row['gain_low']:+.0f} to {100 * row['gain_high']:+.0f})".replace(
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
        enough = rows[rows["p_right"] - SD_90 * rows["p_sd"] >= ENOUGH]
        enough = enough.assign(effort_rank=enough["effort"].map(EFFORTS.index))
        enough = enough.sort_values(["month", "effort_rank"], kind="stable")
        never = [
            str(words)
            for words, own in rows.groupby("words", sort=False)
            if (own["p_right"] + SD_90 * own["p_sd"]).max() < NEVER
        ]
        told.append(" ".join([_best(best, course, x), _first(enough), _never(never)]).strip())
    return told


def _best(row: Any, course: str, x: Reflection) -> str:
    n = int((x.separation["course"] == course).sum())
    right, sd = of_others(x.chosen, course)
    return (
        f"If {COURSE_WORDS[course]}, the best single observation of {n} is {row.words}, {row.month:%B %Y} "
        f"({row.effort}). {CHOSEN}, the best is right {percent(right)} of the time (± "
        f"{100 * SD_90 * sd:.0f} points); on the very draws that chose it, {percent(row.p_right)}, partly by "
        "luck."
    )


CHOSEN = "Chosen on one half of the draws and scored on the other, both ways"


def of_others(chosen: pd.DataFrame, course: str) -> tuple[float, float]:
    """Return how often the best observation is right on draws that did not choose it, and its error."""
    rows = chosen[chosen["course"] == course]
    return float(rows["p_right"].mean()), math.hypot(*rows["p_sd"]) / len(rows)


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
