"""Two regimes lived on: use month by month, and how well each observation would tell them apart."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from viz.brief.frame import FULL, Rows, Words, framed, panel_heading
from viz.field import Field
from viz.style import GRID, INK, SMALL, draw

HEIGHT = 190
NAMES = 225
BELOW = 34
"""Pixels below the cells for their months."""
LIGHT, DARK = "#FFFFFF", "#0B4F7D"
SHADES = alt.Scale(domain=[0.5, 1.0], range=[LIGHT, DARK], clamp=True, interpolate="rgb")
WHITE_FROM = 0.78
"""Probability from which the number on a cell is white."""


def months(
    table: pd.DataFrame, courses: Mapping[str, str], outcomes: Mapping[str, str], words: Words, title: str
) -> alt.VConcatChart:
    """A panel for each outcome (rows) and course (columns); each regime's mean and 90 % of its draws.

    table: regime, course, outcome, month, mean, low, high.  courses, outcomes: name -> heading.
    """
    width = (FULL - 130) // len(courses)
    first, last = table["month"].min(), table["month"].max()
    field = Field(first, last, width=width, height=HEIGHT)
    lines = [
        alt.HConcatChart(
            hconcat=[
                _panel(
                    table[(table["course"] == course) & (table["outcome"] == outcome)],
                    field,
                    words,
                    f"{heading}, {told}",
                )
                for course, told in courses.items()
            ],
            spacing=26,
        )
        for outcome, heading in outcomes.items()
    ]
    told = f"{words.key(lines=True)} Line: mean of the draws; band: 90 % of them."
    return framed(
        [alt.VConcatChart(vconcat=lines, spacing=14)], title, told.strip(), words.source, outdent=45
    )


def _panel(table: pd.DataFrame, field: Field, words: Words, heading: str) -> alt.LayerChart:
    bands, lines = [], []
    for regime in words.regimes:
        look, base = words.looks[regime], alt.Chart(table[table["regime"] == regime])
        band = base.mark_area(color=look.colour, opacity=0.25)
        line = base.mark_line(color=look.colour, strokeWidth=3, strokeDash=list(look.dashes) or [1, 0])
        bands.append(draw(band, x="month:T", y="low:Q", y2="high:Q"))
        lines.append(draw(line, x="month:T", y="mean:Q"))
    layers = [field.axes(None, titleFontSize=SMALL, grid=True), *bands, *lines]
    return alt.LayerChart(layer=layers, width=field.width, height=field.height, title=panel_heading(heading))


def separation(
    table: pd.DataFrame, courses: Mapping[str, str], names: Sequence[str], title: str, source: str
) -> alt.VConcatChart:
    """How often each observation in each month would name the right regime: a table whose cells darken.

    table: course, words, month, p_right.  courses: name -> heading.  names: the rows, in order.
    """
    rows = Rows(list(names), height=36)
    days = {course: sorted(table.loc[table["course"] == course, "month"].unique()) for course in courses}
    n = sum(len(x) for x in days.values())
    cell = (FULL - NAMES - 20 * len(courses)) // n
    parts: list[alt.LayerChart] = [rows.labels(NAMES)]
    for course, heading in courses.items():
        parts.append(_cells(table[table["course"] == course], days[course], rows, list(names), cell, heading))
    told = (
        "Chance in per cent of naming the right regime from one observation of one history, from equal odds; "
        "50 is a coin; the darker, the better."
    )
    return framed(parts, title, told, source, spacing=14)


def _cells(
    table: pd.DataFrame, days: Sequence[pd.Timestamp], rows: Rows, names: list[str], cell: int, heading: str
) -> alt.LayerChart:
    placed = pd.DataFrame(
        {
            "left": [float(cell * list(days).index(x)) for x in table["month"]],
            "top": [float(rows.height * names.index(x)) for x in table["words"]],
            "p": table["p_right"].to_numpy(),
            "words": [f"{100 * x:.0f}" for x in table["p_right"]],
        }
    )
    placed = placed.assign(
        right=placed["left"] + cell,
        bottom=placed["top"] + rows.height,
        centre=placed["left"] + cell / 2,
        middle=placed["top"] + rows.height / 2,
    )
    width, height = cell * len(days), rows.total + BELOW

    def y(column: str) -> alt.Y:
        scale = alt.Scale(domain=[0, height], reverse=True, nice=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=None)

    x = alt.X("left:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    shade = alt.Color("p:Q", scale=SHADES, legend=None)
    base = alt.Chart(placed)
    boxes = base.mark_rect(stroke=GRID).encode(
        x=x, x2="right:Q", y=y("top"), y2=alt.Y2("bottom:Q"), color=shade
    )
    layers: list[alt.Chart] = [boxes]
    for dark, colour in ((False, INK), (True, "white")):
        chosen = alt.Chart(placed[(placed["p"] >= WHITE_FROM) == dark])
        text = chosen.mark_text(fontSize=SMALL, baseline="middle", color=colour, fontWeight="bold")
        layers.append(draw(text, x="centre:Q", text="words:N").encode(y=y("middle")))
    heads = pd.DataFrame(
        {
            "words": [[f"{x:%b}", f"{x:%Y}"] for x in map(pd.Timestamp, days)],
            "centre": [cell * (i + 0.5) for i in range(len(days))],
            "place": float(rows.total),
        }
    )
    below = alt.Chart(heads).mark_text(fontSize=SMALL - 2, baseline="top", dy=4, lineHeight=14, color=INK)
    layers.append(draw(below, x="centre:Q", text="words:N").encode(y=y("place")))
    return alt.LayerChart(layer=layers, width=width, height=height, title=panel_heading(heading))
