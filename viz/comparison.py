"""Scenarios side by side: their lines over time, each on its own, and where each ends."""

import math
import textwrap
from collections.abc import Mapping
from dataclasses import replace

import altair as alt
import pandas as pd

from sim.outcomes import OUTCOMES
from viz import layout
from viz.field import LINE_HEIGHT, Events, Field, end_labels, event_layers, line, span
from viz.stack import area
from viz.style import BLACK, BODY, PALE_ORANGE, PLOT_HEIGHT, SKY, SMALL, draw, finish, panel_title, stroke
from viz.summary import band, last_month, month_name, n_runs, percent

LETTERS_IN_LINE = 24
PANEL_WIDTH, PANEL_HEIGHT, PANELS_ACROSS = 215, 170, 3
ROW, COLUMN_WIDTH = 38, 150

MEASURES: tuple[tuple[str, str, float, str], ...] = (
    ("verified_use", "% of desks", 100, ".0f"),
    ("reported_use", "% of desks", 100, ".0f"),
    ("processing_days", "mean of offices", 1, ".1f"),
    ("cumulative_cost", "billion PKR", 1e-9, ".1f"),
)
"""Column, what its numbers are, the factor to them from the column's own unit, and how they are written."""

Labels = Mapping[str, str]


def comparison(
    monthly: pd.DataFrame,
    *,
    labels: Labels | None = None,
    events: Events = (),
    title: str = "Real use under each policy",
    source: str = "",
) -> alt.VConcatChart:
    """Verified use over time: a line and a band for each scenario, its name at the line's end.

    `monthly` holds several scenarios (all their replicates), drawn in the order in which it has
    them; `labels` gives the words for a scenario's name, such as its title (shown up to a colon).
    """
    tables = {name: band(rows, "verified_use") for name, rows in _scenarios(monthly).items()}
    words = {name: _words(name, labels) for name in tables}
    ends = {name: float(table["mean"].iloc[-1]) for name, table in tables.items()}
    # A space that does not break keeps the number whole.
    names = [f"{words[name]} {percent(end)}".replace(" %", "\u00a0%") for name, end in ends.items()]
    field = replace(span(monthly["month"]), height=_height(names))
    styles = [stroke(i) for i in range(len(tables))]
    strokes = [line(table, *style, shade=0.13) for table, style in zip(tables.values(), styles, strict=True)]
    ended = end_labels(names, list(ends.values()), field, styles, LETTERS_IN_LINE)
    # Bands first: no line may lie under another scenario's band.
    layers = [
        *(s[0] for s in strokes if len(s) > 1),
        *event_layers(events, field),
        *(s[-1] for s in strokes),
        *ended,
    ]
    best, worst = max(ends, key=lambda n: ends[n]), min(ends, key=lambda n: ends[n])
    finding = (
        f"{month_name(monthly['month'].max())}: from {percent(ends[worst])} of desks ({words[worst]}) "
        f"to {percent(ends[best])} ({words[best]})."
    )
    chart = field.layer([field.axes("Real use (share of desks)"), *layers])
    return finish(chart, title, [finding], f"{_model(monthly)} {source}")


def comparison_panels(
    monthly: pd.DataFrame,
    *,
    labels: Labels | None = None,
    title: str = "Reported and real use under each policy",
    source: str = "",
) -> alt.VConcatChart:
    """A small picture for each scenario: reported and verified use, bands, the gap shaded."""
    panels = [_panel(_words(name, labels), rows) for name, rows in _scenarios(monthly).items()]
    chart = alt.ConcatChart(concat=panels, columns=PANELS_ACROSS, spacing=28)
    told = "Dashed: reported use. Solid: real use. Between them: desks that also keep paper."
    return finish(chart, title, [told], f"{_model(monthly)} {source}")


def outcomes_at_end(
    monthly: pd.DataFrame,
    *,
    labels: Labels | None = None,
    title: str = "Where each policy ends",
    source: str = "",
) -> alt.VConcatChart:
    """Verified use, reported use, days per file and cost in the last month: bar, 90 % band and number.

    Scenarios with most verified use stand on top.
    """
    last = last_month(monthly)
    order = last.groupby("scenario")["verified_use"].mean().sort_values(ascending=False, kind="stable").index
    columns = [_measure(last, list(order), *measure) for measure in MEASURES]
    names = _names([_words(name, labels) for name in order])
    chart = alt.HConcatChart(hconcat=[names, *columns], spacing=22)
    told = f"{month_name(last['month'].iloc[0])}."
    if n_runs(last) > 1:
        told += " Bar: mean of the runs. Line across its end: 90 % of them."
    return finish(chart, title, [told], f"{_model(monthly)} {source}")


def _height(names: list[str]) -> int:
    """The height of the field: more than usual where the names at its right need it."""
    lines = sum(len(textwrap.wrap(name, LETTERS_IN_LINE)) for name in names)
    return max(PLOT_HEIGHT, math.ceil(lines * BODY * LINE_HEIGHT + 4 * len(names)))


def _scenarios(monthly: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(name): rows for name, rows in monthly.groupby("scenario", sort=False)}


def _words(name: str, labels: Labels | None) -> str:
    """What a scenario is called in a picture: its label up to a colon, after which titles explain."""
    return (labels or {}).get(name, name).split(":")[0]


def _model(monthly: pd.DataFrame) -> str:
    n = n_runs(monthly)
    return "Model: one run of each." if n == 1 else f"Model: means of {n} runs each; bands: 90 % of the runs."


def _panel(words: str, rows: pd.DataFrame) -> alt.LayerChart:
    """One scenario: reported and verified use and the gap between."""
    reported, verified = band(rows, "reported_use"), band(rows, "verified_use")
    months = rows["month"]
    field = Field(months.min(), months.max(), width=PANEL_WIDTH, height=PANEL_HEIGHT)
    edges = (verified["mean"].to_numpy(), reported["mean"].to_numpy())
    layers = [
        field.axes(None),
        area(pd.DatetimeIndex(verified["month"]), edges, PALE_ORANGE),
        *line(reported, BLACK, (6, 4), shade=0.13),
        *line(verified, BLACK, shade=0.13),
    ]
    ends = [float(table["mean"].iloc[-1]) for table in (reported, verified)]
    layers += end_labels([percent(end) for end in ends], ends, field)
    return field.layer(layers).properties(title=panel_title(words))


def _names(words: list[str]) -> alt.LayerChart:
    """The names of the scenarios, left of their rows."""
    height = ROW * len(words)
    table = pd.DataFrame({"words": words, "middle": [ROW * (i + 0.5) for i in range(len(words))]})
    width = max(layout.text_width(name, BODY) for name in words)
    text = alt.Chart(table).mark_text(align="right", baseline="middle")
    layer = draw(text, text="words:N").encode(x=alt.value(width), y=_row_axis("middle", height))
    return alt.LayerChart(layer=[layer], width=width, height=height)


def _row_axis(column: str, height: int) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False), axis=None)


def _measure(
    last: pd.DataFrame, order: list[str], column: str, unit: str, factor: float, form: str
) -> alt.LayerChart:
    """One outcome: a bar, a band and a number for each scenario, the axis from 0."""
    table = band(last, column, by=["scenario"]).set_index("scenario").loc[order] * factor
    height = ROW * len(order)
    table = table.reset_index().assign(
        zero=0.0,
        top=[ROW * i + 7.0 for i in range(len(order))],
        middle=[ROW * (i + 0.5) for i in range(len(order))],
        bottom=[ROW * (i + 1) - 7.0 for i in range(len(order))],
        number=[f"{mean:{form}}" for mean in table["mean"]],
    )
    most = 100.0 if unit.startswith("%") else float(table["high"].max()) or 1.0
    x = alt.X("mean:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most], nice=False))
    base = alt.Chart(table)
    bars = base.mark_rect(color=SKY).encode(
        x=x, x2=alt.X2("zero:Q"), y=_row_axis("top", height), y2=alt.Y2("bottom:Q")
    )
    spans = draw(base.mark_rule(color=BLACK, strokeWidth=3), x="low:Q", x2="high:Q", y="middle:Q")
    numbers = base.mark_text(align="left", dx=7, baseline="middle", fontWeight="bold")
    layers = [bars, spans, draw(numbers, x="high:Q", y="middle:Q", text="number:N")]
    heading = alt.TitleParams(
        text=[OUTCOMES[column].label, f"({unit})"],
        fontSize=SMALL,
        fontWeight="normal",
        anchor="start",
        offset=8,
    )
    return alt.LayerChart(layer=layers, width=COLUMN_WIDTH, height=height, title=heading)
