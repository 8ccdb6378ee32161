"""What runs say as wholes, in plain words: times to a threshold, falls, one run against another."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from experiments.summary import YES_OR_NO, Estimate, amount, beside
from sim.calendar import month_start
from sim.scenario import Scenario
from sim.summaries import RESTRICTED, SUMMARIES, TIMES, compare
from viz.summary import HIGH, LOW

SHOWN = (
    *(f"{name}{RESTRICTED}" for name in TIMES),
    "reversal",
    "reform_reversed",
    "peak_use",
    "peak_use_month",
    "lost_since_peak",
    "verified_use_mean",
    "processing_days_mean",
    "sabotage_mean",
    "discounted_desk_months_end",
    "discounted_cost_end",
)
"""The whole-run outcomes that are told of a study, in order."""


class Whole(NamedTuple):
    """One whole-run outcome over runs; a time to a threshold is that of the run where it is not reached."""

    estimate: Estimate
    not_within_run: int = 0
    """Runs in which the threshold is not reached; 0 for what is no time."""
    where_reached: float | None = None
    """Mean time of the runs in which it is reached; None where it never is, and for what is no time."""


class Told(NamedTuple):
    """One whole-run outcome in words."""

    name: str
    label: str
    mean: str
    between: str
    """The band over runs, or in how many the threshold is not reached; nothing for a single run."""


def plain_name(name: str) -> str:
    """Return the time to a threshold that a restricted one stands for; any other name as it is."""
    return name.removesuffix(RESTRICTED)


def over(values: pd.Series) -> Estimate:
    """Return the estimate of one value for each run."""
    return Estimate(float(values.mean()), *values.quantile([LOW, HIGH]).tolist())


def over_runs(runs: pd.DataFrame) -> dict[str, Whole]:
    """Return every outcome of `SHOWN` over the finished runs of a table of runs."""
    finished = runs[runs["status"] == "finished"]
    told = {}
    for name in SHOWN:
        time = plain_name(name)
        told[name] = Whole(over(finished[name]))
        if time in TIMES:
            reached = finished[time].dropna()
            mean = float(reached.mean()) if len(reached) else None
            told[name] = told[name]._replace(not_within_run=len(finished) - len(reached), where_reached=mean)
    return told


def in_words(whole: Mapping[str, Whole], n_runs: int, n_months: int) -> Iterator[Told]:
    """Yield every outcome in words; n_months: how long each run is."""
    for name, (estimate, missed, reached) in whole.items():
        label = SUMMARIES[plain_name(name)].label
        mean, between = amount(name, estimate.mean), beside(name, estimate) if n_runs > 1 else ""
        if missed == n_runs:
            mean, between = f"not within the {n_months} months", f"in {missed} of {n_runs} runs"
        elif missed and reached is not None:
            mean = f"{amount(name, reached)} in {n_runs - missed} of {n_runs} runs"
            between = f"not within the {n_months} months in {missed} of {n_runs} runs"
        elif SUMMARIES[name].unit == YES_OR_NO:
            mean, between = (mean, "") if n_runs > 1 else ("yes" if estimate.mean else "no", "")
        yield Told(name, label, mean, between if n_runs > 1 else "")


def peak_words(whole: Mapping[str, Whole], scenario: Scenario) -> str:
    """Return when real use was highest and what has been lost since, in a sentence."""
    peak, lost = (whole[name].estimate.mean for name in ("peak_use", "lost_since_peak"))
    month = month_start(scenario.start, round(whole["peak_use_month"].estimate.mean))
    return (
        f"Real use is highest about {month:%B %Y}, at {amount('peak_use', peak)}; "
        f"{100 * lost:.0f} points of that are lost by the end."
    )


def against(monthly: pd.DataFrame, base: str) -> pd.DataFrame:
    """Return every run of another scenario against the run of `base` that shares its luck.

    Columns scenario, replicate, and those of `sim.summaries.PAIRS`; a replicate that `base`
    lacks is left out.
    """
    runs = dict(iter(monthly.groupby(["scenario", "replicate"], sort=False)))
    rows = [
        {"scenario": scenario, "replicate": replicate, **compare(run, runs[base, replicate])}
        for (scenario, replicate), run in runs.items()
        if scenario != base and (base, replicate) in runs
    ]
    return pd.DataFrame(rows)


def price(pairs: pd.DataFrame) -> str:
    """Return what an extra digital desk-month costs over pairs of runs, in words.

    The mean extra cost by the mean extra desk-months: a mean of ratios would be ruled by
    the pairs that gain almost nothing.
    """
    cost, gained = float(pairs["extra_cost"].mean()), float(pairs["extra_desk_months"].mean())
    if gained <= 0.0:
        return "no more real use"
    return "saves" if cost < 0.0 else amount("cost_per_extra_desk_month", cost / gained)
