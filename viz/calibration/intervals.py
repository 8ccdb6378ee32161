"""Dots with intervals in rows: what the record moved, how it is met, and what was held out."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from viz.brief.frame import FULL, NUMBER_ROOM, Rows, Words, framed, panel_heading
from viz.field import PERCENT
from viz.style import FAINT, GRID, INK, SMALL, draw

NAMES = 320
ROOM = FULL - NAMES - 20
PRIOR_90 = 0.9 * 3.0**0.5
"""Standard deviations of a flat prior from its middle to either end of the middle 90 % of it."""


def moved(table: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """Prior and posterior of each parameter, in standard deviations of its prior from its middle.

    table: regime, name, shift, low, high (90 %), in the order of the rows.
    """
    names = list(dict.fromkeys(table["name"]))
    rows = Rows(names, height=max(26, 15 * len(words.regimes) + 6))
    width = ROOM - NUMBER_ROOM
    edge = 3.0**0.5 + 0.05
    x = alt.X(
        "low:Q",
        title="prior standard deviations from the middle of the prior",
        scale=alt.Scale(domain=[-edge, edge], nice=False),
        axis=alt.Axis(labelFontSize=SMALL, titleFontSize=SMALL, values=[-1, 0, 1], grid=True),
    )
    priors = pd.DataFrame(
        {"low": -PRIOR_90, "high": PRIOR_90, "place": [rows.middle(i) for i in range(len(names))]}
    )
    bars = alt.Chart(priors).mark_rule(color=GRID, strokeWidth=rows.height - 8)
    layers: list[alt.Chart] = [
        bars.encode(x=x, x2="high:Q", y=rows.y("place")),
        rows.stripes(width),
        *_intervals(_placed(table, names, rows, words), rows, "shift"),
    ]
    chart = alt.LayerChart(layer=layers, width=width, height=rows.total)
    told = f"{words.key()} Grey: middle 90 % of the prior. Line: middle 90 % of the posterior; dot: mean."
    return framed([rows.labels(NAMES), chart], title, told.strip(), words.source)


def _placed(table: pd.DataFrame, names: Sequence[str], rows: Rows, words: Words) -> pd.DataFrame:
    """The rows of a table with the place and colour of each: by name, in it by regime."""
    order = list(words.regimes)
    return table.assign(
        place=[
            rows.middle(list(names).index(name), order.index(regime), len(order))
            for name, regime in zip(table["name"], table["regime"], strict=True)
        ],
        colour=[words.looks[regime].colour for regime in table["regime"]],
    )


def _intervals(
    table: pd.DataFrame, rows: Rows, middle: str, *, inner: bool = False, x: alt.X | None = None
) -> list[alt.Chart]:
    """A line from low to high (thick from low50 to high50 where `inner`) with a dot, one for each row."""
    base, colour, y = alt.Chart(table), alt.Color("colour:N", scale=None), rows.y("place")
    first = x if x is not None else alt.X("low:Q")
    layers = [base.mark_rule(strokeWidth=2.5).encode(x=first, x2="high:Q", y=y, color=colour)]
    if inner:
        thick = base.mark_rule(strokeWidth=7).encode(x=alt.X("low50:Q"), x2="high50:Q", y=y, color=colour)
        layers.append(thick)
    dot = base.mark_point(shape="circle", filled=True, size=80, opacity=1, stroke=INK, strokeWidth=0.8)
    return [*layers, dot.encode(x=alt.X(f"{middle}:Q"), y=y, color=colour)]


def _share_axis(column: str, title: str) -> alt.X:
    return alt.X(
        f"{column}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 1], nice=False, clamp=True),
        axis=alt.Axis(labelExpr=PERCENT, tickCount=5, grid=True, labelFontSize=SMALL, titleFontSize=SMALL),
    )


def fit(table: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """Every fitted figure with its error, beside what each regime says might have been published.

    table: regime, name, observed, own_low, own_high (the figure with its error), mean, low, high
    (90 % of what might have been published), in the order of the rows.
    """
    names = list(dict.fromkeys(table["name"]))
    rows = Rows(names, height=max(34, 15 * (len(words.regimes) + 1) + 4))
    parts = len(words.regimes) + 1
    seen = table.drop_duplicates("name").assign(
        place=[rows.middle(i, 0, parts) for i in range(len(names))], colour=INK
    )
    order = list(words.regimes)
    said = table.assign(
        place=[
            rows.middle(names.index(name), 1 + order.index(regime), parts)
            for name, regime in zip(table["name"], table["regime"], strict=True)
        ],
        colour=[words.looks[regime].colour for regime in table["regime"]],
    )
    y, base = rows.y("place"), alt.Chart(seen)
    x = _share_axis("own_low", "share of offices; for means, share of desks, every office alike")
    layers = [
        rows.stripes(ROOM),
        base.mark_rule(color=INK, strokeWidth=1.2).encode(x=x, x2="own_high:Q", y=y),
        base.mark_point(shape="diamond", filled=True, color=INK, size=130, opacity=1).encode(
            x=alt.X("observed:Q"), y=y
        ),
        *_intervals(said, rows, "mean"),
    ]
    chart = alt.LayerChart(layer=layers, width=ROOM, height=rows.total)
    told = (
        "Black diamond: the published figure, with one standard deviation of its sampling error. "
        f"{words.key()} Dot: mean of the model; line: 90 % of what it says might have been published. "
        "The worst misfit on top."
    )
    return framed([rows.labels(NAMES), chart], title, told, words.source)


FORECASTERS = ("#0072B2", "#E69F00", FAINT, FAINT, FAINT)


def held_out(table: pd.DataFrame, title: str, source: str) -> alt.VConcatChart:
    """For each held-out figure what the model and the naive rivals foretold, beside what came.

    table: name (of the figure), forecaster, kind ("model" or "rival"), observed, median, low50, high50,
    low, high; empty where a forecaster has nothing to say.
    """
    forecasters = list(dict.fromkeys(table["forecaster"]))
    own = [x for x in forecasters if (table.loc[table["forecaster"] == x, "kind"] == "model").all()]
    colours = {x: FORECASTERS[i] if i < 2 else INK for i, x in enumerate(own)}
    rows = Rows([x[:1].upper() + x[1:] for x in forecasters], height=24)
    figures = list(dict.fromkeys(table["name"]))
    across = 2
    names = 150
    width = (FULL - across * (names + 34)) // across
    panels = [
        _forecasts(table[table["name"] == name], name, forecasters, colours, rows, names, width)
        for name in figures
    ]
    lines = [
        alt.HConcatChart(hconcat=panels[i : i + across], spacing=16) for i in range(0, len(panels), across)
    ]
    told = (
        "Vertical line: what was published. Dot: middle of the forecast; thick line: its middle 50 %, thin "
        "line: 90 %. In colour the model, in grey the naive rivals, fitted to the same figures."
    )
    body = alt.VConcatChart(vconcat=lines, spacing=16)
    return framed([body], title, told, source)


def _forecasts(
    table: pd.DataFrame,
    name: str,
    forecasters: Sequence[str],
    colours: dict[str, Any],
    rows: Rows,
    names: int,
    width: int,
) -> alt.HConcatChart:
    known = table.dropna(subset="median")
    placed = known.assign(
        place=[rows.middle(list(forecasters).index(x)) for x in known["forecaster"]],
        colour=[colours.get(x, FAINT) for x in known["forecaster"]],
    )
    seen = alt.Chart(table.head(1)).mark_rule(color=INK, strokeWidth=3)
    axis = alt.Axis(labelExpr=PERCENT, values=[0, 0.5, 1], labelFontSize=SMALL, grid=True, title=None)
    x = alt.X("observed:Q", scale=alt.Scale(domain=[0, 1], nice=False, clamp=True), axis=axis)
    layers = [
        rows.stripes(width),
        seen.encode(x=x),
        *_intervals(placed, rows, "median", inner=True),
    ]
    lines = panel_heading(name)
    chart = alt.LayerChart(layer=layers, width=width, height=rows.total)
    return alt.HConcatChart(hconcat=[rows.labels(names), chart], spacing=8, title=lines)


def packages(table: pd.DataFrame, words: Words, title: str, axis: str) -> alt.VConcatChart:
    """Real use that each package comes to in each regime; table: regime, name, mean, low, high."""
    names = list(dict.fromkeys(table["name"]))
    rows = Rows(names, height=max(30, 15 * len(words.regimes) + 8))
    placed = _placed(table, names, rows, words)
    ends = alt.Chart(placed.assign(words=[f"{100 * x:.0f}" for x in placed["mean"]]))
    text = ends.mark_text(align="left", dx=6, fontSize=SMALL, fontWeight="bold", color=INK)
    width = ROOM - NUMBER_ROOM
    layers = [
        rows.stripes(width),
        *_intervals(placed, rows, "mean", x=_share_axis("low", axis)),
        draw(text, x="high:Q", text="words:N").encode(y=rows.y("place")),
    ]
    chart = alt.LayerChart(layer=layers, width=width, height=rows.total)
    told = f"{words.key()} Dot and number: mean over draws, %; line: 90 % of draws."
    return framed([rows.labels(NAMES), chart], title, told.strip(), words.source)
