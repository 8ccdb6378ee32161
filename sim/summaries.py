"""What is said of a whole run, and of two runs that share their luck: each in one number.

Everything is computed from the monthly table (`sim.outcomes.OUTCOMES`), so that it can be
computed again from stored results.  What is undefined is missing (NaN), never a number.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES, Outcome
from sim.outcomes.form import Row, declared

SUSTAINED = 3
"""Months in a row at or above a share before it counts as reached."""

AFTER_SHOCK = 36
"""Months after a shock in which a fall is put down to it."""

REVERSED = 0.25
"""A fall of real use beyond which a reform counts as reversed; share of what it was."""

LEAST_USE = 0.01
"""Share of desks below which real use, or what enforcement added to it, is too little to fall or last."""

AFTER_ENFORCEMENT = 60
"""Months after the end of enforcement at which is asked what is left of its effect."""


def first_sustained(values: np.ndarray, share: float) -> float:
    """Return the first of `SUSTAINED` months in a row at or above `share`, month 0 first; NaN if none.

    values: shape (n_months,).
    """
    if len(values) < SUSTAINED:
        return float("nan")
    reached = np.asarray(values) >= share - 1e-12
    held = np.lib.stride_tricks.sliding_window_view(reached, SUSTAINED).all(axis=1)
    return float(held.argmax()) if held.any() else float("nan")


def reversal(use: np.ndarray, shock: np.ndarray) -> float:
    """Return the largest fall of real use within `AFTER_SHOCK` months after a shock, in [0, 1].

    use, shock (0 or 1): shape (n_months,).  Relative to real use in the month of the shock; 0
    without a shock, without a fall, or where real use was below `LEAST_USE`.
    """
    hit = [int(t) for t in np.flatnonzero(shock) if use[t] >= LEAST_USE]
    falls = (1.0 - float(np.min(use[t : t + AFTER_SHOCK + 1]) / use[t]) for t in hit)
    return max(falls, default=0.0)


def end_of_enforcement(enforcement: np.ndarray) -> int | None:
    """Return the first month of the lasting end of enforcement; None if it never ends or never was.

    enforcement: intensity of checks, shape (n_months,).  Lasting: none for `AFTER_ENFORCEMENT`
    months, all within the run.
    """
    (enforced,) = np.nonzero(enforcement > 0.0)
    until_next = np.diff(enforced, append=len(enforcement))
    last = enforced[until_next > AFTER_ENFORCEMENT + 1]
    return int(last[0]) + 1 if len(last) else None


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _time(column: str, share: float) -> Callable[[pd.DataFrame], float]:
    return lambda monthly: first_sustained(monthly[column].to_numpy(), share)


def _restricted(column: str, share: float) -> Callable[[pd.DataFrame], float]:
    def time(monthly: pd.DataFrame) -> float:
        reached = first_sustained(monthly[column].to_numpy(), share)
        return float(len(monthly)) if np.isnan(reached) else reached

    return time


def _reversal(monthly: pd.DataFrame) -> float:
    return reversal(monthly["verified_use"].to_numpy(), monthly["shock"].to_numpy())


TIMES = {
    "t50_verified": ("verified_use", 0.5, "half of desks are really digital"),
    "t80_verified": ("verified_use", 0.8, "80 % of desks are really digital"),
    "t50_reported": ("reported_use", 0.5, "half of desks are reported as users"),
    "t80_reported": ("reported_use", 0.8, "80 % of desks are reported as users"),
}
"""Time to a threshold -> the outcome, the share of desks, and what is reached, in words."""

RESTRICTED = "_restricted"
"""How the name of a time ends that stands for the length of the run where the threshold is not reached."""


def _times() -> Iterator[Row[pd.DataFrame, float]]:
    for name, (column, share, words) in TIMES.items():
        definition = (
            f"first of {SUSTAINED} months in a row at that share or above, counted from the first month (0); "
            "missing where it does not come within the run"
        )
        yield name, "months", f"Months until {words}", definition, _time(column, share)
    for name, (column, share, words) in TIMES.items():
        label = f"Months until {words}, at most those of the run"
        definition = (
            f"first of {SUSTAINED} months in a row at that share or above, counted from the first month (0); "
            "the length of the run where it does not come, so that means over runs are restricted means"
        )
        yield f"{name}{RESTRICTED}", "months", label, definition, _restricted(column, share)


def _of_every_outcome() -> Iterator[Row[pd.DataFrame, float]]:
    for name, x in OUTCOMES.items():
        yield f"{name}_end", x.unit, f"{x.label}, in the last month", x.definition, partial(_end, name)
    for name, x in OUTCOMES.items():
        yield f"{name}_mean", x.unit, f"{x.label}, mean over all months", x.definition, partial(_mean, name)


def _end(outcome: str, monthly: pd.DataFrame) -> float:
    return float(monthly[outcome].iloc[-1])


def _mean(outcome: str, monthly: pd.DataFrame) -> float:
    return float(monthly[outcome].mean())


WHOLE_RUN: dict[str, Outcome[pd.DataFrame, float]] = declared(
    *_times(),
    (
        "reversal",
        "share",
        "Largest fall after a shock",
        f"largest fall of real use within {AFTER_SHOCK} months after a shock, as a share of what it was in "
        f"the month of the shock; 0 without a shock, or where that was below {_percent(LEAST_USE)} of desks",
        _reversal,
    ),
    (
        "reform_reversed",
        "0 or 1",
        "Reform reversed",
        f"whether real use fell by more than {_percent(REVERSED)} of what it was when a shock came",
        lambda monthly: float(_reversal(monthly) > REVERSED),
    ),
    (
        "peak_use",
        "share of desks",
        "Highest real use",
        "real use in the month in which it is highest",
        lambda monthly: float(monthly["verified_use"].max()),
    ),
    (
        "peak_use_month",
        "months",
        "Months until real use is highest",
        "the month in which real use is highest, the first of several, counted from the first month (0)",
        lambda monthly: float(np.argmax(monthly["verified_use"].to_numpy())),
    ),
    (
        "lost_since_peak",
        "share of desks",
        "Real use lost since its peak",
        "highest real use minus that of the last month",
        lambda monthly: float(monthly["verified_use"].max() - monthly["verified_use"].iloc[-1]),
    ),
)
"""What is said of a whole run and of no single month, from its monthly table."""

SUMMARIES: dict[str, Outcome[pd.DataFrame, float]] = {**WHOLE_RUN, **declared(*_of_every_outcome())}
"""Whole-run outcomes, and every outcome in the last month and as mean: columns of the table of runs."""


def summarise(monthly: pd.DataFrame) -> dict[str, float]:
    """Return every entry of `SUMMARIES` for the monthly table of one run."""
    return {name: summary.of(monthly) for name, summary in SUMMARIES.items()}


class Pair(NamedTuple):
    """The monthly tables of a run and of the run it is compared with, under the same seed."""

    run: pd.DataFrame
    base: pd.DataFrame

    def extra(self, outcome: str) -> float:
        """How much more of an outcome the run has in the last month."""
        return float(self.run[outcome].iloc[-1]) - float(self.base[outcome].iloc[-1])


def cost_per_extra(extra_cost: float, extra_desk_months: float) -> float:
    """Return PKR per extra digital desk-month; NaN where nothing is gained, or it is gained at a saving.

    A negative ratio says nothing: cheaper and better, and dearer and worse, would look alike.
    """
    if extra_desk_months <= 0.0 or extra_cost < 0.0:
        return float("nan")
    return extra_cost / extra_desk_months


def lock_in(pair: Pair) -> float:
    """Return what is left of the effect of enforcement `AFTER_ENFORCEMENT` months after its end.

    (D_after - D_none) / (D_before - D_none), D_none of the base in the same months; NaN where
    enforcement does not end for long enough, or had added less than `LEAST_USE`.
    """
    before = end_of_enforcement(pair.run["enforcement"].to_numpy())
    if before is None:
        return float("nan")
    effect = pair.run["verified_use"].to_numpy() - pair.base["verified_use"].to_numpy()
    if effect[before] < LEAST_USE:
        return float("nan")
    return float(effect[before + AFTER_ENFORCEMENT] / effect[before])


PAIRS: dict[str, Outcome[Pair, float]] = declared(
    (
        "extra_desk_months",
        "desk-months",
        "Extra real use",
        "discounted digital desk-months of the run minus those of the base",
        lambda pair: pair.extra("discounted_desk_months"),
    ),
    (
        "extra_cost",
        "PKR",
        "Extra cost",
        "discounted cost of the run minus that of the base",
        lambda pair: pair.extra("discounted_cost"),
    ),
    (
        "cost_per_extra_desk_month",
        "PKR per desk-month",
        "Cost per extra digital desk-month",
        "extra cost by extra digital desk-months; missing where no desk-month is gained, and where it is "
        "gained at a saving",
        lambda pair: cost_per_extra(pair.extra("discounted_cost"), pair.extra("discounted_desk_months")),
    ),
    (
        "saves",
        "0 or 1",
        "Cheaper and better",
        "whether the run has more digital desk-months than the base and costs less",
        lambda pair: float(pair.extra("discounted_desk_months") > 0.0 > pair.extra("discounted_cost")),
    ),
    (
        "lock_in",
        "share",
        "Lock-in",
        f"real use beyond that of the base {AFTER_ENFORCEMENT} months after enforcement has ended, as a "
        "share of the same in the month of its end; the base is to be the same scenario without orders; "
        "missing where enforcement does not end so early, comes back, or had added less than "
        f"{_percent(LEAST_USE)} of desks",
        lock_in,
    ),
)
"""What is said of a run against a base with the same seed, from their monthly tables."""


def compare(run: pd.DataFrame, base: pd.DataFrame) -> dict[str, float]:
    """Return every entry of `PAIRS` for two runs; raise ValueError where their months differ."""
    if run["month"].tolist() != base["month"].tolist():
        raise ValueError("runs of different months cannot be compared")
    return {name: outcome.of(Pair(run, base)) for name, outcome in PAIRS.items()}
