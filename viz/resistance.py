"""Mean resistance of officials, taken apart into what it is made of."""

import altair as alt
import numpy as np
import pandas as pd

from viz.field import Events, Field, area, area_label, end_labels, event_layers, line, span
from viz.style import BLACK, BLUE, GREEN, INK, ORANGE, SKY, VERMILLION, finish
from viz.summary import band, model_words, month_name, n_runs, only_scenario, percent, points

PARTS: tuple[tuple[str, str, str, str], ...] = (
    ("resistance_discretion", "Losing discretion", BLUE, "white"),
    ("resistance_jobs", "Losing the job", ORANGE, INK),
    ("resistance_hierarchy", "Superiors on paper", VERMILLION, "white"),
    ("resistance_habit", "Habit of paper", SKY, INK),
    ("resistance_distrust", "Distrust of the system", GREEN, "white"),
)
"""Column, words, colour and colour of the letters on it, from the bottom up; dark and light alternate."""


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
    layers = [
        field.axes("Mean resistance"),
        *_areas(monthly, field, events),
        *event_layers(events, field),
        *line(total, BLACK),
        *end_labels([f"All together {percent(end)}"], [end], field),
    ]
    origin = f"{model_words(scenario, n_runs(monthly))} {source}"
    return finish(field.layer(layers), title, _finding(monthly), origin)


def _top(highest: float) -> float:
    return float(np.clip(np.ceil(10 * highest + 1e-9) / 10, 0.1, 1.0))


def _finding(monthly: pd.DataFrame) -> list[str]:
    """How far resistance moved, and which part moved it most."""
    means = monthly.groupby("month")[["resistance", *(column for column, *_ in PARTS)]].mean()
    start, end = means.iloc[0], means.iloc[-1]
    words = {column: label.lower() for column, label, *_ in PARTS}
    changes = {column: float(end[column] - start[column]) for column in words}
    moved, largest = max(changes, key=lambda c: abs(changes[c])), max(words, key=lambda c: float(end[c]))
    return [
        f"Of 100 % possible: {percent(start['resistance'])} in {month_name(means.index[0])}, "
        f"{percent(end['resistance'])} in {month_name(means.index[-1])}.",
        f"Largest part at the end: {words[largest]} ({100 * end[largest]:.0f} of 100 points). "
        f"Most changed: {words[moved]} ({points(changes[moved])}).",
    ]


def _areas(monthly: pd.DataFrame, field: Field, events: Events) -> list[alt.Chart]:
    """The stacked parts, each named inside where it is widest, else at its right end."""
    means = monthly.groupby("month")[[column for column, *_ in PARTS]].mean()
    months = pd.DatetimeIndex(means.index)
    areas, names = [], []
    outside: dict[str, float] = {}
    lower = np.zeros(len(means))
    for column, label, colour, letters in PARTS:
        upper = lower + means[column].to_numpy(dtype=float)
        areas.append(area(months, (lower, upper), colour))
        name = area_label(label, months, (lower, upper), letters, field, events)
        names += name
        if not name:
            outside[label] = float(lower[-1] + upper[-1]) / 2
        lower = upper
    return [*areas, *names, *end_labels(list(outside), list(outside.values()), field)]
