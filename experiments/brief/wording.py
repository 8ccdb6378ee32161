"""Names and numbers as a brief writes them: packages, regimes, differences, intervals, shares of futures."""

import math
from collections.abc import Callable, Mapping, Sequence

from experiments.compare.figures import between, in_points, listed, share_in_words, sums
from experiments.summary import COUNTED, TOLD, Estimate, number, rupees

Clause = tuple[str, str]
"""What is said of a regime: what stands before the words that name it, and what after."""


def quoted(name: str) -> str:
    """Return the short name of a package as running text has it, never broken after its first quote."""
    return f"“{name}”"


def regime_words(regime: str) -> str:
    """Return `regime L`, kept on one line; nothing for the scenarios' own."""
    return f"regime\u00a0{regime}" if regime else ""


def in_regimes(told: Mapping[str, "Clause"]) -> str:
    """Join what is said of each regime: once where it is the same, else each with its regime."""
    if len(set(told.values())) > 1:
        return listed([f"{head} in {regime_words(regime)}{tail}" for regime, (head, tail) in told.items()])
    (regime, (head, tail)), *others = told.items()
    where = everywhere(len(told)) if others or not regime else f" in {regime_words(regime)}"
    return f"{head}{where}{tail}"


def everywhere(n_regimes: int) -> str:
    """Return ` in both regimes`; nothing where there is one."""
    return {1: "", 2: " in both regimes"}.get(n_regimes, " in all regimes")


def bare(outcome: str, value: float) -> str:
    """Return a difference of an outcome as a number alone: `12`, `0.4`, `Rs 1.3 bn`; minus signs as such."""
    unit = TOLD[outcome].unit
    if in_points(outcome):
        shown = 100.0 * value
        text = f"{shown:.1f}" if 0.0 < abs(shown) < 0.95 else f"{shown:.0f}"
    elif unit.startswith("PKR") and unit not in COUNTED:
        text = rupees(value)
    else:
        text = number(outcome, value)
    return "0" if text in ("-0", "-0.0", "0.0") else text.replace("-", "−")


def difference_unit(outcome: str) -> str:
    """Return the unit of a difference: `points`, `days`; nothing for money, which carries its own."""
    unit = TOLD[outcome].unit
    if in_points(outcome):
        return "points"
    return "" if unit.startswith("PKR") and unit not in COUNTED else unit


def gap(outcome: str, value: float) -> str:
    """Return a difference with its unit: `12 points`."""
    shown = bare(outcome, value)
    unit = difference_unit(outcome)
    return f"{shown} {unit.removesuffix('s') if shown == '1' else unit}".strip()


def interval(outcome: str, low: float, high: float) -> str:
    """Return a 90 % interval of a difference; nothing where it is not known."""
    if math.isnan(low + high):
        return ""
    if in_points(outcome):
        return f"90\u00a0% interval {between(outcome, Estimate((low + high) / 2.0, low, high))}"
    return f"90\u00a0% interval {bare(outcome, low)} to {bare(outcome, high)}"


def span(low: float, high: float) -> str:
    """Return a range of money; nothing where it is not known."""
    return "" if math.isnan(low + high) else sums(low, high)


def of_share(low: float, high: float) -> str:
    """Return the 90 % interval of a share of futures."""
    return f"90\u00a0% interval of the share {100 * low:.0f} to {100 * high:.0f}\u00a0%"


def bracketed(*words: str) -> str:
    """Return what there is to say in brackets, set off by a space; nothing for nothing."""
    told = "; ".join(filter(None, words))
    return f" ({told})" if told else ""


def percent(share: float) -> str:
    """Return a share in words, never rounded to all or nothing where it is neither: `94 %`."""
    return share_in_words(share).replace(" ", "\u00a0")


def of_futures(share: float, n: int) -> str:
    """Return `all 200 futures`, `none of the 200 futures` or `94 % of the 200 futures`."""
    if share in (0.0, 1.0):
        return f"{'all' if share else 'none of the'} {n:,} futures"
    return f"{percent(share)} of the {n:,} futures"


def each_regime(regimes: Sequence[str], say: Callable[[str], Clause]) -> str:
    """Say something of each regime and join it; see `in_regimes`."""
    return in_regimes({regime: say(regime) for regime in regimes})


def lower(text: str) -> str:
    """Return text that goes on within a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def capital(text: str) -> str:
    """Return text that begins a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    """Return text that begins with a capital and ends with one full stop."""
    return f"{capital(text).rstrip('.')}."
