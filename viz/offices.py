"""Offices as a heat map: one row each, the largest on top, darker where more work is verifiably digital."""

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from viz import layout
from viz.field import PERCENT, Events, Field, event_layers
from viz.style import BODY, FAINT, SMALL, draw, finish
from viz.summary import last_month, month_name, n_runs, only_scenario, percent, typical_replicate

ROW, LEAST_HEIGHT, MOST_HEIGHT = 14, 260, 560
"""Height of a row where there are few, and of all rows together, in pixels."""

COLOURS: Literal["yellowgreenblue"] = "yellowgreenblue"
"""From pale yellow to dark blue: steadily darker, so it reads in grey and to the colour-blind."""

MUCH, LITTLE = 0.8, 0.2
"""Verified use from which, and below which, the picture's sentence counts an office."""


def offices_heat_map(
    offices: pd.DataFrame,
    *,
    named: Sequence[str] = (),
    events: Events = (),
    replicate: int | None = None,
    title: str = "Real use, office by office",
    source: str = "",
) -> alt.VConcatChart:
    """Verified use of every office over time, of one run: a mean over runs would hide how offices differ.

    Rows are sorted by size, equal sizes by verified use in the last month.  `named` are the
    offices written on the axis; `replicate` picks the run, by default the one nearest to the
    median.  `offices` holds one scenario.
    """
    scenario = only_scenario(offices)
    which = typical_replicate(offices) if replicate is None else replicate
    shown = offices[offices["replicate"] == which]
    order = rows(shown)
    chosen = order[order["office"].isin(named)]
    field = _field(shown, len(order))
    layers = [
        field.axes(None, labels=False, ticks=False, domain=False, grid=False),
        _cells(shown, order, field),
        *_names(chosen, field),
        *_sizes(order, chosen, field),
        *event_layers(events, field, faint=True),
    ]
    origin = f"Model: {scenario}, {_run(offices, replicate)}. {source}"
    return finish(field.layer(layers), title, _finding(shown), origin)


def rows(shown: pd.DataFrame) -> pd.DataFrame:
    """The offices of one run from the top row down: tier, office, size, verified_use at the end, row.

    `alike` is the size by which they are sorted.
    """
    ends = last_month(shown)[["tier", "office", "size", "verified_use"]]
    ends = ends.assign(alike=_alike(ends["size"]))
    order = ends.sort_values(
        ["alike", "verified_use", "tier", "office"], ascending=[False, False, True, True]
    )
    return order.assign(row=range(len(order))).reset_index(drop=True)


def _alike(sizes: pd.Series) -> pd.Series:
    """Sizes, with those one post apart made alike: posts divided among equal offices leave a remainder."""
    alike: dict[int, int] = {}
    largest = None
    for size in sorted(set(sizes), reverse=True):
        if largest is None or largest - size > 1:
            largest = size
        alike[size] = largest
    return sizes.map(alike)


def _field(shown: pd.DataFrame, n: int) -> Field:
    """The field: row 0 lies on top, between the values n and n - 1; the last row ends at 0."""
    height = min(max(n * ROW, LEAST_HEIGHT), MOST_HEIGHT)
    return Field(shown["month"].min(), _next(shown["month"].max()), low=0.0, high=float(n), height=height)


def _next(month: pd.Timestamp) -> pd.Timestamp:
    return month + pd.DateOffset(months=1)


def _run(offices: pd.DataFrame, replicate: int | None) -> str:
    """Which of the runs the picture shows."""
    if n_runs(offices) == 1:
        return "one run"
    if replicate is not None:
        return f"run {replicate} of {n_runs(offices)}"
    return f"the one of {n_runs(offices)} runs nearest to their median"


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
    cells = shown.merge(order[["tier", "office", "row"]], on=["tier", "office"]).sort_values(["row", "month"])
    # Each cell reaches under the next to the right and below: cells that only touch show hairlines.
    until = cells["month"] + pd.DateOffset(months=1, days=10)
    table = pd.DataFrame(
        {
            "month": cells["month"],
            "until": until.where(until < field.last, field.last),
            "top": field.high - cells["row"],
            "bottom": (field.high - cells["row"] - 1.3).clip(lower=field.low),
            "use": cells["verified_use"].round(3),
        }
    )
    legend = alt.Legend(
        title=["Real use", "(share of desks)"],
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
    high = field.value(SMALL + 2)
    table = pd.DataFrame(
        {
            "name": chosen["office"].tolist(),
            "centre": centre,
            "height": layout.spread(centre, [high] * len(centre), -high / 2, field.high + high / 2),
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


def _sizes(order: pd.DataFrame, chosen: pd.DataFrame, field: Field) -> list[alt.Chart]:
    """What the top and the bottom row are, written up the left edge, clear of the names."""
    words = "smallest  ←  size of office  →  largest"
    if order["alike"].nunique() == 1:
        words = "least  ←  real use at the end  →  most"
    room = max((layout.text_width(name, SMALL) for name in chosen["office"]), default=0.0) + 24
    table = pd.DataFrame({"words": [words], "date": [field.date(-room)], "middle": [field.high / 2]})
    text = alt.Chart(table).mark_text(angle=270, fontSize=BODY, baseline="bottom")
    return [draw(text, x="date:T", y="middle:Q", text="words:N")]
