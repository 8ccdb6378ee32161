"""What runs say, in numbers and plain words: means, 90 % bands, and where they end."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from sim.outcomes import OUTCOMES, TIER_OUTCOMES, Outcome
from sim.scenario import Scenario
from sim.summaries import PAIRS, SUMMARIES
from viz.summary import HIGH, LOW, band, last_month

HEADLINES = (
    "verified_use",
    "reported_use",
    "end_to_end",
    "offices_on_platform",
    "processing_days",
    "satisfaction",
    "cumulative_cost",
)
"""The outcomes a short table shows, in order."""

TOLD: Mapping[str, Outcome[Any, Any]] = {**TIER_OUTCOMES, **OUTCOMES, **SUMMARIES, **PAIRS}
"""Everything that can be told in words: of a month, of a whole run, of a run against another."""

COMPONENTS = tuple(name for name in OUTCOMES if name.startswith("resistance_"))
BILLION = 1e9

BANDED = "share of desks"
"""The unit whose bands a table of several scenarios shows: the others would crowd it."""


COUNTED = ("months", "desk-months", "courses", "PKR per desk-month")
"""Units whose values are told as whole numbers."""

YES_OR_NO = "0 or 1"
"""The unit whose mean over runs is the share of runs in which something is so."""


class Estimate(NamedTuple):
    """The mean of the runs, and the band that holds the middle 90 % of them."""

    mean: float
    low: float
    high: float


def estimates(frame: pd.DataFrame, column: str, by: str) -> dict[str, Estimate]:
    """Return the estimate of `column` over all rows that share a value of `by`, by that value."""
    table = band(frame, column, by=[by])
    values = table[["mean", "low", "high"]].to_numpy(dtype=float).tolist()
    return {str(key): Estimate(*row) for key, row in zip(table[by], values, strict=True)}


def at_end(monthly: pd.DataFrame, names: Iterable[str] = tuple(OUTCOMES)) -> dict[str, Estimate]:
    """Return the estimate of each outcome in the last month."""
    last = last_month(monthly)[list(names)]
    table = pd.concat([last.mean().to_frame(), last.quantile([LOW, HIGH]).T], axis=1)
    return {str(name): Estimate(*map(float, row)) for name, *row in table.itertuples()}


def gain(monthly: pd.DataFrame, outcome: str, base: str) -> dict[str, Estimate]:
    """Return how much more of an outcome each scenario has in the last month than `base`.

    Compared run by run with the run of `base` that shares its luck, so the band is of the
    policy's effect.
    """
    ends = last_month(monthly).pivot(index="replicate", columns="scenario", values=outcome)
    effects = ends.sub(ends[base], axis=0).melt(value_name="effect").dropna()
    return estimates(effects, "effect", "scenario")


def most_resistance(ends: Mapping[str, Estimate]) -> tuple[str, float, float]:
    """Return which part of resistance is largest (its label), how large, and resistance in all, 0 to 1."""
    largest = max(COMPONENTS, key=lambda name: ends[name].mean)
    return OUTCOMES[largest].label, ends[largest].mean, ends["resistance"].mean


def number(name: str, value: float) -> str:
    """Return a value of an outcome as a reader writes it, without its unit."""
    unit = TOLD[name].unit
    if unit in COUNTED:
        return f"{value:,.0f}"
    if unit.startswith("PKR"):
        return f"{value / BILLION:,.1f}" if abs(value) >= BILLION else f"{value / BILLION:.2g}"
    if unit.startswith(("share", "probability")) or unit == YES_OR_NO:
        return f"{100 * value:.1f}" if 0.0 < value < 0.01 else f"{100 * value:.0f}"
    return f"{value:.1f}"


def spread(name: str, estimate: Estimate, joined: str = " to ") -> str:
    """Return a band in words: `25 to 33`."""
    return f"{number(name, estimate.low)}{joined}{number(name, estimate.high)}"


def with_band(name: str, estimate: Estimate) -> str:
    """Return a mean in figures, with its band in brackets for a share of desks: `37 (25–44)`."""
    mean = number(name, estimate.mean)
    return f"{mean} ({spread(name, estimate, '–')})" if TOLD[name].unit == BANDED else mean


def amount(name: str, value: float) -> str:
    """Return a value of an outcome with its unit: `37 % of desks`, `Rs 13.1 bn`, `2.9 of 5`."""
    unit = TOLD[name].unit
    if unit.startswith("PKR"):
        money = f"Rs {number(name, value)}" if unit in COUNTED else rupees(value)
        return f"{money}{unit.removeprefix('PKR')}"
    return f"{number(name, value)} {_unit_words(unit)}"


def rupees(value: float) -> str:
    """Return a sum of money in words: `Rs 13.1 bn`, `Rs 7.8 m`, `Rs 500`."""
    size, word = _scale(value)
    return f"Rs {_in(size, value)}{word}"


def beside(name: str, estimate: Estimate) -> str:
    """Return the band that stands beside `amount(name, estimate.mean)`, in the same unit: `25 to 33`."""
    unit = TOLD[name].unit
    if not unit.startswith("PKR") or unit in COUNTED:
        return spread(name, estimate)
    size, _ = _scale(estimate.mean)
    return f"{_in(size, estimate.low)} to {_in(size, estimate.high)}"


def _scale(value: float) -> tuple[float, str]:
    """The unit in which a sum of money is told, and its word."""
    size = abs(value)
    if size >= BILLION / 10:
        return BILLION, " bn"
    return (1e6, " m") if size >= 1e5 else (1.0, "")


def _in(size: float, value: float) -> str:
    """A sum in that unit, as many figures as tell something: `53.7` and `0.13` bn, `39` and `7.8` m."""
    x = value / size
    if size == BILLION and abs(x) >= 1.0:
        return f"{x:,.1f}"
    return f"{x:,.0f}" if size == 1.0 or abs(x) >= 10.0 else f"{x:,.2g}"


def heading(name: str) -> str:
    """Return the label and unit of an outcome, as a table heads its column: `Real use, % of desks`."""
    unit = TOLD[name].unit
    rupees = "Rs" if unit in COUNTED else "Rs bn"
    words = unit.replace("PKR", rupees) if unit.startswith("PKR") else _unit_words(unit)
    return f"{TOLD[name].label}, {words}"


def _unit_words(unit: str) -> str:
    if unit == YES_OR_NO:
        return "% of runs"
    if " to " in unit:
        return f"of {unit.split(' to ')[1]}"
    return unit.replace("share", "%", 1).replace("probability", "% chance", 1)


def prices(scenario: Scenario, dollars: float) -> str:
    """Return what costs are stated in, with the cost so far in dollars, in a sentence."""
    rate = scenario.parameter("pkr_per_usd")
    own = f"; those in {scenario.cost_file} are yours" if scenario.cost_file else ""
    millions = f"{dollars / 1e6:,.0f}" if dollars >= 1e7 else f"{dollars / 1e6:.2g}"
    told = f"Cost so far in dollars: {millions} million, at Rs {rate:g}."
    return f"{told} Unit costs are assumptions in rupees of {scenario.price_year}{own}."


def heading_of(scenario: Scenario) -> str:
    """Return what a page or table of one scenario is headed: its title, and the regime if it has one."""
    regime = f", regime {scenario.regime}" if scenario.regime else ""
    return f"{scenario.title or scenario.name}{regime}"


def labels(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """Return a short name for each scenario: its title up to the colon."""
    return {scenario.name: scenario.title.split(":")[0].strip() or scenario.name for scenario in scenarios}
