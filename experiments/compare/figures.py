"""Names, differences, intervals, counts and sums as the sentences of a comparison write them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.compare.comparison import Facts
from experiments.compare.interval import MOST
from experiments.summary import COUNTED, TOLD, YES_OR_NO, Estimate, amount, beside, number, rupees


def short_names(titles: Mapping[str, str]) -> dict[str, str]:
    """Return a short name for each package: its title up to the colon, all of it where two would clash."""
    short = {name: title.split(":")[0].strip() or name for name, title in titles.items()}
    clashing = [x for x in short.values() if list(short.values()).count(x) > 1]
    return {name: titles[name] if x in clashing else x for name, x in short.items()}


def label(facts: Facts, name: str) -> str:
    """Return the short name of a package."""
    return short_names(facts.titles)[name]


def in_regime(regime: str) -> str:
    """Return the regime as a sentence begins with it; nothing for the scenario's own."""
    return f"Regime {regime}: " if regime else ""


def change(outcome: str, value: float) -> str:
    """Return a difference of an outcome in words: `+5 points`, `+0.3 points`, `−2.1 days`."""
    return f"{'−' if value < 0.0 else '+'}{size(outcome, value)}"


def size(outcome: str, value: float) -> str:
    """Return how large a difference is, without its sign: `5 points`, `1 point`, `2.1 days`."""
    if not in_points(outcome):
        return amount(outcome, abs(value))
    figure = number(outcome, abs(value))
    return f"{figure} point{'s' * (figure != '1')}"


def between(outcome: str, found: Estimate) -> str:
    """Return an interval of a difference in words, in its unit, its ends told apart: `22.8 to 23.1`."""
    decimals = _decimals(outcome, found.low, found.high)
    if decimals is None:
        return beside(outcome, found).replace("-", "−")
    return " to ".join(_in_figures(outcome, x, decimals) for x in (found.low, found.high))


def about(outcome: str, found: Estimate) -> str:
    """Return how large a difference is, without its sign, in as many figures as its interval is told."""
    decimals = None if math.isnan(found.low) else _decimals(outcome, found.low, found.high)
    if not decimals or not in_points(outcome):
        return size(outcome, found.mean)
    return f"{_in_figures(outcome, abs(found.mean), decimals)} points"


def in_points(outcome: str) -> bool:
    """Whether differences of an outcome are told in points of a hundred."""
    unit = TOLD[outcome].unit
    return unit.startswith(("share", "probability")) or unit == YES_OR_NO


def _decimals(outcome: str, low: float, high: float) -> int | None:
    """Decimals that tell two values apart, and either from 0; None for money and counts."""
    unit = TOLD[outcome].unit
    if unit in COUNTED or unit.startswith("PKR"):
        return None
    fewest = 0 if in_points(outcome) else 1
    for decimals in range(fewest, fewest + 2):
        shown = [_in_figures(outcome, x, decimals) for x in (low, high)]
        if shown[0] != shown[1] and not any(
            x and text == "0" for x, text in zip((low, high), shown, strict=True)
        ):
            return decimals
    return fewest + 2


def _in_figures(outcome: str, value: float, decimals: int) -> str:
    text = f"{100.0 * value if in_points(outcome) else value:.{decimals}f}"
    return "0" if not float(text) else text.replace("-", "−")


def sure(outcome: str, row: Any) -> str:
    """Return the interval of a difference, turned so that this is positive, in brackets; row: of `pairs`."""
    return "" if math.isnan(row.low) else f" (90 % interval {between(outcome, upright(row))})"


def is_sure(row: Any) -> bool:
    """Whether the interval of a difference leaves 0 out; row: of `pairs` or `checks`."""
    return bool(row.low > 0.0 or row.high < 0.0)


def listed(names: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def share_in_words(share: float) -> str:
    """Return a share of something, never rounded to all or nothing where it is neither: `94 %`."""
    shown = 100.0 * share
    near = 0.0 < shown < 1.0 or 99.0 < shown < 100.0
    return f"{min(max(shown, 0.1), 99.9):.1f} %" if near else f"{shown:.0f} %"


def count_of(share: float, n: int) -> str:
    """Return a share of n things as a count: `all 20`, `none of 20`, `19 of 20`; a tie counts half."""
    if share in (0.0, 1.0):
        return f"all {n:,}" if share else f"none of {n:,}"
    hits = share * n
    return f"{hits:,.0f} of {n:,}" if abs(hits - round(hits)) < 1e-6 else f"{hits:,.1f} of {n:,}"


def of_futures(share: float, n: int) -> str:
    """Return in how many of the futures that were drawn something is so: `19 of 20 futures`."""
    return f"{count_of(share, n)} future{'s' * (n != 1)}"


def in_futures(row: Any) -> str:
    """Return in how many futures a pair keeps its order, and of how many that tells; row: of `order`."""
    told = f"{of_futures(row.share, row.n_futures)} drawn"
    told += f" (90 % interval of the share: {100 * row.low:.0f} to {100 * row.high:.0f} %"
    if row.unsure > 0.0:
        told += f"; in {count_of(row.unsure, row.n_futures)} by less than luck can do"
    return f"{told})"


def sums(low: float, high: float) -> str:
    """Return two sums of money; what is below 0 is a saving: `Rs −0.2 bn to Rs 0.99 bn`."""
    return f"{rupees(low)} to {rupees(high)}".replace("-", "−")


def prices(low: float, high: float) -> str:
    """Return two prices, in whole rupees: `Rs −120 to 16,108`."""
    return f"Rs {low:,.0f} to {high:,.0f}".replace("-", "−")


def difference(row: Any) -> Estimate:
    """Return the difference of a row of `pairs` or `checks` with its interval."""
    return Estimate(row.difference, row.low, row.high)


def upright(row: Any) -> Estimate:
    """Return the difference and its interval, turned so that the difference is positive."""
    found = difference(row)
    return found if row.difference > 0.0 else Estimate(-row.difference, -row.high, -row.low)


def times(ratio: float) -> str:
    """Return how many times as much: `2.4`, `68`, `1,531`."""
    return f"{ratio:,.0f}" if ratio >= 9.5 else f"{ratio:.1f}"


def replicates(needed: float) -> str:
    """Return how many replicates are needed, in words."""
    return f"more than {MOST:,.0f} replicates" if needed >= MOST else f"about {needed:,.0f} replicates"


def figure(value: float) -> str:
    """Return a value of a parameter to three figures: `1.2`, `−0.26`, `150,000,000`."""
    text = f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
    return text.replace("-", "−")
