"""The field every picture over time shares: its axes, bands and lines, marked events, names beside lines."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt
import pandas as pd

from viz import layout
from viz.style import BODY, FAINT, INK, PLOT_HEIGHT, PLOT_WIDTH, SMALL, draw

Events = Iterable[tuple[date | pd.Timestamp | str, str]]
Stroke = tuple[str, tuple[int, ...]]
"""Colour and dashes of a line."""

LONGEST_LABEL = 44
LINE_HEIGHT = 1.2
"""Height of a line of text, in heights of its letters."""

LANE = SMALL + 4
AXIS_ROOM, LABEL_ROOM = 60, 190
"""Pixels left of the field for its axis, and right of it for names at the ends of lines."""

PERCENT = "format(100 * datum.value, '.0f') + ' %'"
MONTHS_WITH_NAMES, WIDE = 40, 500
"""Up to how many months the time axis names months, and from which width it names every year."""


@dataclass(frozen=True)
class Field:
    """The plotted rectangle: its first and last date, its lowest and highest value, its size in pixels."""

    first: pd.Timestamp
    last: pd.Timestamp
    low: float = 0.0
    high: float = 1.0
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT

    def pixel(self, when: pd.Timestamp) -> float:
        """How far right of the field's left edge a date lies."""
        return self.width * ((when - self.first) / max(self.last - self.first, pd.Timedelta(days=1)))

    def date(self, pixel: float) -> pd.Timestamp:
        """The date that lies `pixel` right of the left edge, also beyond the field."""
        return self.first + (self.last - self.first) * (pixel / self.width)

    def value(self, pixels: float) -> float:
        """The difference in value that `pixels` of height stand for."""
        return pixels * (self.high - self.low) / self.height

    def axes(self, title: str | None, **vertical: Any) -> alt.Chart:
        """The empty field with its axes, a picture's first layer; `vertical` changes the axis of values."""
        corners = pd.DataFrame({"date": [self.first, self.last], "value": [self.low, self.high]})
        across = alt.Scale(domain=[_stamp(self.first), _stamp(self.last)], nice=False)
        upward = alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        shown: dict[str, Any] = {"labelExpr": PERCENT, "tickCount": 5} | vertical
        return (
            alt.Chart(corners)
            .mark_point(opacity=0)
            .encode(
                x=alt.X("date:T", title=None, scale=across, axis=alt.Axis(**self._ticks())),
                y=alt.Y("value:Q", title=title, scale=upward, axis=alt.Axis(**shown)),
            )
        )

    def _ticks(self) -> dict[str, Any]:
        """A tick for every year, or every second in a narrow field; for half-years where there are few."""
        common: dict[str, Any] = {"grid": False, "labelFlush": False}
        if self.last <= self.first + pd.DateOffset(months=MONTHS_WITH_NAMES):
            return common | {"format": "%b %Y", "tickCount": {"interval": "month", "step": 6}}
        years = 1 if self.width >= WIDE else 2
        return common | {"format": "%Y", "tickCount": {"interval": "year", "step": years}}

    def layer(self, layers: Sequence[alt.Chart]) -> alt.LayerChart:
        """One chart of this size from its layers, the lowest first."""
        return alt.LayerChart(layer=list(layers), width=self.width, height=self.height)


def _stamp(when: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=when.year, month=when.month, date=when.day)


def span(months: pd.Series, high: float = 1.0) -> Field:
    """The field from the first to the last of `months` and from 0 to `high`."""
    return Field(months.min(), months.max(), high=high)


def line(
    table: pd.DataFrame, colour: str, dashes: Sequence[int] = (), shade: float = 0.22
) -> list[alt.Chart]:
    """A line of means and, where runs differ, the band around it; `table` has month, mean, low and high."""
    base = alt.Chart(table)
    stroke = base.mark_line(color=colour, strokeWidth=3, strokeDash=list(dashes) or [1, 0])
    layers = [draw(stroke, x="month:T", y="mean:Q")]
    if (table["high"] > table["low"]).any():
        layers.insert(
            0, draw(base.mark_area(color=colour, opacity=shade), x="month:T", y="low:Q", y2="high:Q")
        )
    return layers


def within(events: Events, field: Field) -> list[tuple[pd.Timestamp, str]]:
    """The events that fall in the field's months, in order of date, their labels cut to a readable length."""
    dated = [(pd.Timestamp(when), layout.shorten(label, LONGEST_LABEL)) for when, label in events]
    return sorted((when, label) for when, label in dated if field.first <= when <= field.last)


def event_layers(events: Events, field: Field, *, faint: bool = False) -> list[alt.Chart]:
    """A vertical line for every event in the field, each with its label above the field, none overlapping.

    `faint` lines leave what they cross to be seen.
    """
    shown = within(events, field)
    if not shown:
        return []
    flags = layout.place_flags(
        [field.pixel(when) for when, _ in shown],
        [layout.text_width(label, SMALL) + 8 for _, label in shown],
        -AXIS_ROOM,
        field.width + LABEL_ROOM,
    )
    table = pd.DataFrame(
        {
            "event": [label for _, label in shown],
            "date": [when for when, _ in shown],
            "bottom": field.low,
            "top": [field.high + field.value(4 + LANE * (flag.lane + 0.5)) for flag in flags],
            "side": [flag.side for flag in flags],
        }
    )
    base = alt.Chart(table)
    # A pale line behind the dotted one keeps it visible on dark areas.
    strokes = [base.mark_rule(color="white", strokeWidth=3, opacity=0.55)] if not faint else []
    strokes.append(base.mark_rule(color=INK, strokeWidth=1 if faint else 1.4, strokeDash=[2, 3]))
    layers = [draw(stroke, x="date:T", y="bottom:Q", y2="top:Q") for stroke in strokes]
    ways: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("left", "right", -4),
        ("right", "left", 4),
    )
    for side, align, shift in ways:
        chosen = alt.Chart(table[table["side"] == side])
        text = chosen.mark_text(align=align, dx=shift, fontSize=SMALL, baseline="middle")
        layers.append(draw(text, x="date:T", y="top:Q", text="event:N"))
    return layers


def end_labels(
    names: Sequence[str],
    values: Sequence[float],
    field: Field,
    strokes: Sequence[Stroke] = (),
    letters: int = 100,
) -> list[alt.Chart]:
    """Names right of the field at the height of each line's end, moved apart where they would overlap.

    Names are broken into lines of at most `letters`.  A lead joins each name to its line's end:
    in the line's own colour and dashes where `strokes` gives them, else thin and grey.
    """
    texts = [textwrap.wrap(name, letters) for name in names]
    sizes = [field.value(BODY * LINE_HEIGHT * len(text) + 3) for text in texts]
    heights = layout.spread(values, sizes, field.low, field.high + field.value(BODY / 2))
    start, stop = field.date(field.width + 3), field.date(field.width + (36 if strokes else 15))
    layers = []
    for i, (text, value, height) in enumerate(zip(texts, values, heights, strict=True)):
        table = pd.DataFrame(
            {"label": [text], "start": [start], "stop": [stop], "value": [value], "height": [height]}
        )
        row = alt.Chart(table)
        if strokes:
            lead = row.mark_rule(color=strokes[i][0], strokeDash=list(strokes[i][1]) or [1, 0], strokeWidth=3)
        else:
            lead = row.mark_rule(color=FAINT, strokeWidth=1)
        layers.append(draw(lead, x="start:T", x2="stop:T", y="value:Q", y2="height:Q"))
        name = row.mark_text(align="left", dx=4, color=INK, **centred(len(text)))
        layers.append(draw(name, x="stop:T", y="height:Q", text="label:N"))
    return layers


def centred(n_lines: int) -> dict[str, Any]:
    """Bold letters whose lines together are centred on their point: Vega centres only the first."""
    return {
        "fontWeight": "bold",
        "baseline": "middle",
        "lineHeight": BODY * LINE_HEIGHT,
        "dy": -BODY * LINE_HEIGHT * (n_lines - 1) / 2,
    }
