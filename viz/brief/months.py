"""How far each package is from the base, month by month."""

import math

import altair as alt
import pandas as pd

from viz import layout
from viz.brief.frame import FULL, GAP, NUMBER_ROOM, Measure, Words, framed, panel_heading, wrap
from viz.field import Field
from viz.style import INK, SMALL, draw

ACROSS, LEAST_ACROSS = 5, 3
PANEL_HEIGHT, LOW_PANEL = 108, 88
AXIS_ROOM, OUTDENT = 40, 27

SIGNED = "datum.value == 0 ? '0' : replace(format(datum.value, '+,~g'), '-', '−')"
"""How the axis writes differences: nought without a sign."""


def months(frame: pd.DataFrame, measure: Measure, words: Words, title: str) -> alt.VConcatChart:
    """A panel for each package: its paired difference against the base, a line and band for each regime.

    frame: regime, scenario, month, mean, low, high of one outcome; `words.packages` leaves the
    base out.
    """
    shown = frame.assign(**{name: frame[name] * measure.factor for name in ("mean", "low", "high")})
    names = [name for name in words.packages if (shown["scenario"] == name).any()]
    rows = math.ceil(len(names) / ACROSS)
    across = max(LEAST_ACROSS, math.ceil(len(names) / rows))
    width = (FULL - AXIS_ROOM) // across - NUMBER_ROOM - 4
    scale = (float(min(shown["low"].min(), 0.0)), float(max(shown["high"].max(), 0.0)))
    field = Field(
        shown["month"].min(),
        shown["month"].max(),
        *scale,
        width=width,
        height=PANEL_HEIGHT if rows == 1 else LOW_PANEL,
    )
    panels = [
        _panel(shown[shown["scenario"] == name], field, words, name, axis=i % across == 0)
        for i, name in enumerate(names)
    ]
    grid = alt.ConcatChart(concat=panels, columns=across, spacing={"row": 12, "column": GAP // 2})
    told = (
        f"{measure.label}, {measure.difference} more or less than under the base: mean of the runs, and the "
        f"band of the middle 90 % of them. {words.key(lines=True)}"
    )
    return framed([grid], title, told.strip(), words.source, outdent=OUTDENT)


def _panel(rows: pd.DataFrame, field: Field, words: Words, name: str, *, axis: bool) -> alt.LayerChart:
    """One package: a line of nought, a band and a line for each regime, and where each ends."""
    y = alt.Y(
        "mean:Q",
        title=None,
        scale=alt.Scale(domain=[field.low, field.high], nice=True),
        axis=alt.Axis(
            tickCount=4, labels=axis, labelExpr=SIGNED, labelFontSize=SMALL, ticks=False, domain=False
        ),
    )
    x = alt.X("month:T", title=None, axis=_years(field))
    zero = alt.Chart(pd.DataFrame({"mean": [0.0]})).mark_rule(color=INK, strokeWidth=1)
    layers = [zero.encode(y=y)]
    bands, lines, ends = [], [], []
    for regime in words.regimes:
        chosen = rows[rows["regime"] == regime]
        if chosen.empty:
            continue
        look = words.looks[regime]
        base = alt.Chart(chosen)
        if (chosen["high"] > chosen["low"]).any():
            bands.append(
                draw(base.mark_area(color=look.colour, opacity=0.25), y="low:Q", y2="high:Q").encode(x=x)
            )
        stroke = base.mark_line(color=look.colour, strokeWidth=2.5, strokeDash=list(look.dashes) or [1, 0])
        lines.append(stroke.encode(x=x, y=y))
        ends.append(float(chosen.sort_values("month")["mean"].iloc[-1]))
    layers += [*bands, *lines, *_ends(ends, field, rows["month"].max())]
    heading = panel_heading(wrap(words.packages[name], field.width + NUMBER_ROOM - 4, SMALL + 1)[:2])
    return alt.LayerChart(layer=layers, width=field.width, height=field.height, title=heading)


def _years(field: Field) -> alt.Axis:
    years = (field.last - field.first).days / 365
    step = max(1, math.ceil(years * 46 / field.width))
    count = alt.TimeIntervalStep(interval="year", step=step)
    return alt.Axis(
        format="%Y", tickCount=count, grid=False, labelFontSize=SMALL, labelColor=INK, labelFlush=False
    )


def _ends(values: list[float], field: Field, last: pd.Timestamp) -> list[alt.Chart]:
    """The numbers at the lines' ends, moved apart where they would overlap."""
    places = layout.spread(values, [field.value(SMALL + 2)] * len(values), field.low, field.high)
    table = pd.DataFrame({"month": last, "mean": places, "words": [_signed(x) for x in values]})
    text = alt.Chart(table).mark_text(align="left", dx=4, fontSize=SMALL, fontWeight="bold", color=INK)
    return [draw(text, x="month:T", y="mean:Q", text="words:N")]


def _signed(value: float) -> str:
    """A difference with its sign; nought without one."""
    return "0" if abs(value) < 0.5 else f"{value:+.0f}".replace("-", "−")
