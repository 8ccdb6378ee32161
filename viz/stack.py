"""Stacked areas, each with its name written inside where there is most room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from viz import layout
from viz.field import LINE_HEIGHT, Events, Field, centred, within
from viz.style import BODY, draw

Edges = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Part:
    """One area: its column, its name (a line break splits it), its colour and that of letters on it."""

    column: str
    name: str
    colour: str
    letters: str


@dataclass(frozen=True)
class Stack:
    """Areas, the names inside them, and the names too big for theirs: name -> height at the right end."""

    areas: list[alt.Chart] = field(default_factory=list)
    names: list[alt.Chart] = field(default_factory=list)
    outside: dict[str, float] = field(default_factory=dict)


def stacked(monthly: pd.DataFrame, parts: Sequence[Part], shown: Field, events: Events) -> Stack:
    """The means over runs of all `parts`, the first at the bottom; names keep clear of the events' lines."""
    means = monthly.groupby("month")[[part.column for part in parts]].mean()
    months = pd.DatetimeIndex(means.index)
    marked = [int(np.abs(months - when).argmin()) for when, _ in within(events, shown)]
    stack = Stack()
    lower = np.zeros(len(means))
    for part in parts:
        upper = lower + means[part.column].to_numpy(dtype=float)
        stack.areas.append(area(months, (lower, upper), part.colour))
        name = _name(part, (lower, upper), shown, marked)
        stack.names.extend(name)
        if not name:
            stack.outside[part.name.replace("\n", " ")] = float(lower[-1] + upper[-1]) / 2
        lower = upper
    return stack


def area(months: pd.DatetimeIndex, edges: Edges, colour: str) -> alt.Chart:
    """The area between two curves, set off from its neighbours by a thin white line."""
    table = pd.DataFrame({"month": months, "lower": edges[0], "upper": edges[1]})
    mark = alt.Chart(table).mark_area(color=colour, opacity=1, stroke="white", strokeWidth=1)
    return draw(mark, x="month:T", y="lower:Q", y2="upper:Q")


def _name(part: Part, edges: Edges, shown: Field, marked: Sequence[int]) -> list[alt.Chart]:
    """The name of an area inside it, where it has most room; nothing where it is too thin for letters."""
    lines = part.name.split("\n")
    step = shown.width / max(len(edges[0]) - 1, 1)
    steps = math.ceil((max(layout.text_width(row, BODY) for row in lines) + 2 * BODY) / step) + 1
    at, height, room = layout.roomiest(*edges, steps, marked)
    if room < shown.value(BODY * LINE_HEIGHT * len(lines)):
        return []
    base = alt.Chart(pd.DataFrame({"month": [shown.date(at * step)], "height": [height], "name": [lines]}))
    # The area's own colour around the letters keeps an event's line from running through them.
    marks = (
        base.mark_text(color=part.colour, stroke=part.colour, strokeWidth=5, **centred(len(lines))),
        base.mark_text(color=part.letters, **centred(len(lines))),
    )
    return [draw(mark, x="month:T", y="height:Q", text="name:N") for mark in marks]
