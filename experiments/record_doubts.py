"""What a sound record says that was hardly meant so: nothing of it is refused, all of it is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim import record as records
from sim.calendar import nearest_month_start
from sim.errors import InputError
from sim.record import Record, Series, words_of
from sim.record.figures import SDS_IN_90
from sim.record.form import INTERVAL, PERCENT, SHARE_OF_OFFICES
from sim.record.placing import scenario_of
from sim.scenario import Scenario
from sim.scenario.reading import display
from sim.scenario.values import Day, Wrong

OF_ONE_STATE = ["outcome", "statistic", "threshold", "direction", "offices", "tiers", "month"]
"""Columns of a figure that say what it is of: two that agree in all are compared with one number of a run."""

FAR = 2.0
"""How many times more, or fewer, offices a count is of than the scenario has before that is told."""

TWICE = {
    frozenset({"calibrate"}): "it is fitted twice",
    frozenset({"validate"}): "it is scored twice",
    frozenset({"calibrate", "validate"}): "what is held out was fitted",
}
"""Roles of figures of one state -> what comes of it."""


def assess(path: str | Path) -> tuple[Record | None, list[InputError]]:
    """Return a record, or None and everything that is wrong; of a date also to which state it belongs."""
    found, wrong = records.assess(path)
    for fault in wrong:
        fault.also = fault.also or _state_words(fault)
    return found, wrong


def scenario_named(record: Record) -> Scenario | None:
    """Return the scenario that a record says it is about, if it names one."""
    return scenario_of(record.scenario, record.path)[0]


def doubts(record: Record, scenario: Scenario | None) -> list[str]:
    """Return what is odd about a record, one sentence each; without a scenario nobody asks of its offices."""
    file = display(record.path)
    found = [*_percents(record), *_thresholds(record), *_twice(record)]
    found += _denominators(record, scenario) if scenario else ()
    return [f"{file}: {words}." for words in found]


def _state_words(fault: InputError) -> str | None:
    """Return of a sound date that is refused which state it belongs to, where that is of another month."""
    if fault.key != "date":
        return None
    try:
        day = Day().read(fault.value)
    except Wrong:
        return None
    state = nearest_month_start(day)
    if (state.year, state.month) == (day.year, day.month):
        return None
    return (
        f"It is compared with the state of {state}, the first of a month that is nearest; the column "
        "`state` can name another."
    )


def _percents(record: Record) -> Iterator[str]:
    """Yield which series in per cent look like shares from 0 to 1."""
    for name, rows in record.comparable.groupby("series", sort=False):
        ranges = 100.0 * rows["sd_own"] * np.where(rows["error"] == INTERVAL, SDS_IN_90, 1.0)
        values = 100.0 * rows["value"]
        small = (values <= 1.0 + 1e-9).all() and (ranges <= 1.0 + 1e-9).all() and values.max() > 0.0
        if record.series[str(name)].unit == PERCENT and small:
            yield (
                f'all values of {name} are 1 or less, and its unit is "percent": {values.max():g} is taken '
                'for so many per cent; if it is a share from 0 to 1, write unit = "share"'
            )


def _thresholds(record: Record) -> Iterator[str]:
    """Yield which series count every office, or none, whatever happens."""
    for name, series in record.series.items():
        if series.statistic == SHARE_OF_OFFICES and series.threshold is not None and series.threshold <= 0.0:
            key, counted = ("below", "no") if series.at_least is None else ("at_least", "every")
            yield f"{name} has {key} = {series.threshold:g}, which counts {counted} office in every run"


def _twice(record: Record) -> Iterator[str]:
    """Yield which figures that are fitted or held out are compared with the same number of a run."""
    rows = record.comparable[record.comparable["role"] != "context"]
    for _, same in rows.groupby(OF_ONE_STATE, sort=False, dropna=False):
        if len(same) > 1:
            yield _same_state(same)


def _same_state(same: pd.DataFrame) -> str:
    first: Any = next(same.itertuples(index=False))
    each = [f"{x.series} of {x.date:%Y-%m-%d} ({x.role})" for x in same.itertuples(index=False)]
    return (
        f"{' and '.join(each)} mean the same state of a run, that of {first.month:%Y-%m-%d} "
        f"({words_of(first)}), so {TWICE[frozenset(same['role'])]}; keep one, or give the others the role "
        "context or another `state`"
    )


def _denominators(record: Record, scenario: Scenario) -> Iterator[str]:
    """Yield which series count far more, or fewer, offices than the scenario has for them."""
    rows = record.comparable.dropna(subset="denominator")
    for name, told in rows.groupby("series", sort=False):
        there = _offices(record.series[str(name)], scenario)
        far = told[(told["denominator"] > FAR * there) | (told["denominator"] * FAR < there)]
        if len(far) and there:
            row = far.iloc[0]
            yield (
                f"{name} of {row['date']:%Y-%m-%d} counts offices of a denominator of "
                f"{row['denominator']:.0f}, and {scenario.name} has {there} of which it may tell: is it "
                "a slip, or are these other offices"
            )


def _offices(series: Series, scenario: Scenario) -> int:
    """Return how many offices of a scenario a series is about."""
    names = [
        x for tier in scenario.tiers if not series.tiers or tier.code in series.tiers for x in tier.names
    ]
    return sum(not series.offices or name in series.offices for name in names)
