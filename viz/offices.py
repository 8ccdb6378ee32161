"""Offices as a heat map: one row each, the largest on top, darker where more work is verifiably digital."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from viz import layout
from viz.field import PERCENT, Events, Field, event_layers
from viz.style import BODY, FAINT, SMALL, draw, finish
from viz.summary import last_month, month_name, n_runs, only_scenario, percent, typical_replicate

ROW, LEAST_HEIGHT, MOST_HEIGHT = 14, 260, 560
"""Height of a row where there are few, and of all rows together, in pixels."""

COLOURS = "yellowgreenblue"
"""From pale yellow to dark blue: steadily darker, so it reads in grey and to the colour-blind."""

MUCH, LITTLE = 0.8, 0.2
"""Verified use from which, and below which, the picture's sentence counts an office."""


def offices_heat_map(
    offices: pd.DataFrame,
    *,
    named: Sequence[str] = (),
    events: Events = (),
    replicate: int | None = None,
    title: str = "Verified use, office by office",
    source: str = "",
) -> alt.VConcatChart:
    """Verified use of every office over time, of one run: a mean over runs would hide how offices differ.

    Rows are sorted by size, equal sizes by verified use in the last month.  `named` are the
    offices written on the axis; `replicate` picks the run, by default the one nearest to the
    median.  `offices` holds one scenario.
    """
    scenario = only_scenario(offices)
    chosen = typical_replicate(offices) if replicate is None else replicate
    shown = offices[offices["replicate"] == chosen].sort_values("month")
    order = rows(shown)
    field = _field(shown, len(order))
    layers = [
        field.axes(None, labels=False, ticks=False, domain=False, grid=False),
        _cells(shown, order, field),
        *_names(order[order["office"].isin(named)], field),
        *_sizes(order, named, field),
        *event_layers(events, field, faint=True),
    ]
    which = "" if n_runs(offices) == 1 else f", the one of {n_runs(offices)} runs nearest to their median"
    return finish(field.layer(layers), title, _finding(shown), f"Model: {scenario}{which}. {source}")


def rows(shown: pd.DataFrame) -> pd.DataFrame:
    """The offices of one run from the top row down: office, size, verified_use in the last month, row."""
    ends = last_month(shown)[["office", "size", "verified_use"]]
    order = ends.sort_values(["size", "verified_use", "office"], ascending=[False, False, True])
    return order.assign(row=range(len(order))).reset_index(drop=True)


def _field(shown: pd.DataFrame, n: int) -> Field:
    """The field: row 0 lies on top, between the values n and n - 1; the last row ends at 0."""
    height = min(max(n * ROW, LEAST_HEIGHT), MOST_HEIGHT)
    return Field(shown["month"].min(), _next(shown["month"].max()), low=0.0, high=float(n), height=height)


def _next(month: pd.Timestamp) -> pd.Timestamp:
    return month + pd.DateOffset(months=1)


def _finding(shown: pd.DataFrame) -> list[str]:
    """How many offices are nearly wholly digital at the end, and how many hardly at all."""
    ends = last_month(shown)
    most, least = (ends["verified_use"] >= MUCH).sum(), (ends["verified_use"] < LITTLE).sum()
    return [
        f"{month_name(ends['month'].iloc[0])}: {most} of {len(ends)} offices have at least {percent(MUCH)} "
        f"of their desks working without paper, {least} less than {percent(LITTLE)}."
    ]


def _cells(shown: pd.DataFrame, order: pd.DataFrame, field: Field) -> alt.Chart:
    """One rectangle for each office and month."""
    row = shown["office"].map(order.set_index("office")["row"])
    # Each month reaches under the next: rectangles that only touch show hairlines between them.
    until = (shown["month"] + pd.DateOffset(months=1, days=10)).clip(upper=field.last)
    table = pd.DataFrame(
        {
            "month": shown["month"],
            "until": until,
            "top": field.high - row,
            "bottom": field.high - row - 1,
            "use": shown["verified_use"].round(3),
        }
    )
    legend = alt.Legend(
        title=["Verified use", "(share of desks)"],
        labelExpr=PERCENT,
        tickCount=5,
        gradientLength=180,
        gradientThickness=20,
        offset=16,
    )
    colour = alt.Color("use:Q", scale=alt.Scale(scheme=COLOURS, domain=[0, 1]), legend=legend)
    mark = alt.Chart(table).mark_rect(stroke=None)
    return draw(mark, x="month:T", x2="until:T", y="top:Q", y2="bottom:Q").encode(color=colour)


def _names(chosen: pd.DataFrame, field: Field) -> list[alt.Chart]:
    """The names of the chosen offices beside their rows, moved apart where they would overlap."""
    centre = [field.high - row - 0.5 for row in chosen["row"]]
    table = pd.DataFrame(
        {
            "name": chosen["office"].tolist(),
            "centre": centre,
            "height": layout.spread(
                centre, [field.value(SMALL + 2)] * len(centre), field.low, field.high
            ),
            "start": field.date(-3),
            "stop": field.date(-12),
        }
    )
    base = alt.Chart(table)
    text = base.mark_text(align="right", dx=-3, fontSize=SMALL, baseline="middle")
    return [
        draw(base.mark_rule(color=FAINT), x="start:T", x2="stop:T", y="centre:Q", y2="height:Q"),
        draw(text, x="stop:T", y="height:Q", text="name:N"),
    ]


def _sizes(order: pd.DataFrame, named: Sequence[str], field: Field) -> list[alt.Chart]:
    """What the top and the bottom row are, written up the left edge, clear of the names."""
    equal = order["size"].nunique() == 1
    words = "least  ←  verified use at the end  →  most" if equal else "smallest  ←  size of office  →  largest"
    room = max((layout.text_width(name, SMALL) for name in named), default=0.0) + 24
    table = pd.DataFrame({"words": [words], "date": [field.date(-room)], "middle": [field.high / 2]})
    text = alt.Chart(table).mark_text(angle=270, fontSize=BODY, baseline="bottom")
    return [draw(text, x="date:T", y="middle:Q", text="words:N")]
