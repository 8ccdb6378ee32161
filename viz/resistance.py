"""Mean resistance of officials, taken apart into what it is made of."""

import altair as alt
import numpy as np
import pandas as pd

from sim.outcomes import OUTCOMES
from viz.field import Events, end_labels, event_layers, line, span
from viz.stack import Part, stacked
from viz.style import BLACK, BLUE, GREEN, INK, ORANGE, SKY, VERMILLION, finish
from viz.summary import band, model_words, month_name, n_runs, only_scenario, percent, points

PARTS = (
    Part("resistance_discretion", OUTCOMES["resistance_discretion"].label, BLUE, "white"),
    Part("resistance_jobs", OUTCOMES["resistance_jobs"].label, ORANGE, INK),
    Part("resistance_hierarchy", OUTCOMES["resistance_hierarchy"].label, VERMILLION, "white"),
    Part("resistance_habit", OUTCOMES["resistance_habit"].label, SKY, INK),
    Part("resistance_distrust", OUTCOMES["resistance_distrust"].label, GREEN, "white"),
)
"""From the bottom up; dark and light alternate."""


def resistance(
    monthly: pd.DataFrame,
    *,
    events: Events = (),
    title: str = "What officials' resistance is made of",
    source: str = "",
) -> alt.VConcatChart:
    """The five weighted parts of resistance, stacked; their sum is mean resistance, with its band.

    `monthly` holds one scenario (all its replicates).  The axis begins at 0 and ends at
    the next 10 % above the highest value.
    """
    scenario, events = only_scenario(monthly), list(events)
    total = band(monthly, "resistance")
    end = float(total["mean"].iloc[-1])
    field = span(monthly["month"], high=_top(float(total["high"].max())))
    stack = stacked(monthly, PARTS, field, events)
    ends = {**stack.outside, f"All together {percent(end)}": end}
    layers = [
        field.axes("Mean resistance"),
        *stack.areas,
        *event_layers(events, field),
        *line(total, BLACK),
        *stack.names,
        *end_labels(list(ends), list(ends.values()), field),
    ]
    origin = f"{model_words(scenario, n_runs(monthly))} {source}"
    return finish(field.layer(layers), title, _finding(monthly), origin)


def _top(highest: float) -> float:
    return float(np.clip(np.ceil(10 * highest + 1e-9) / 10, 0.1, 1.0))


def _finding(monthly: pd.DataFrame) -> list[str]:
    """How far resistance moved, and which part moved it most."""
    means = monthly.groupby("month")[["resistance", *(part.column for part in PARTS)]].mean()
    start, end = means.iloc[0], means.iloc[-1]
    words = {part.column: part.name.lower() for part in PARTS}
    changes = {column: float(end[column] - start[column]) for column in words}
    moved, largest = max(changes, key=lambda c: abs(changes[c])), max(words, key=lambda c: float(end[c]))
    return [
        f"Of 100 % possible: {percent(start['resistance'])} in {month_name(means.index[0])}, "
        f"{percent(end['resistance'])} in {month_name(means.index[-1])}.",
        f"Largest part at the end: {words[largest]} ({100 * end[largest]:.0f} of 100 points). "
        f"Most changed: {words[moved]} ({points(changes[moved])}).",
    ]
