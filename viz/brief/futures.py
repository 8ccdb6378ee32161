"""What becomes of each package over many futures: where it ends up, and how far behind the best."""

import altair as alt
import pandas as pd

from viz.brief.frame import (
    FULL,
    GAP,
    NAMES,
    NUMBER_ROOM,
    Measure,
    Rows,
    Words,
    each,
    framed,
    package_rows,
    panel_heading,
)
from viz.style import INK, SMALL, draw

SPREAD_SHARE = 0.56
"""Share of the room right of the names that the distribution takes."""

QUANTILES = {"low": 0.05, "lower": 0.25, "middle": 0.5, "upper": 0.75, "high": 0.95}


def futures(
    values: pd.DataFrame, regret: pd.DataFrame, measure: Measure, words: Words, title: str
) -> alt.VConcatChart:
    """A row for each package: its outcome over futures at the left, its regret at the right.

    values: regime, scenario, value, one row for each future.  regret: regime, scenario,
    mean_regret, max_regret.
    """
    rows = package_rows(words)
    room = FULL - NAMES - 2 * GAP
    left = int(room * SPREAD_SHARE)
    parts = [
        rows.labels(NAMES),
        _spread(values, rows, measure, words, left),
        _regret(regret, rows, measure, words, room - left - NUMBER_ROOM),
    ]
    told = (
        "Left: thin line, the middle 90 % of futures; thick bar, the middle half; tick, the median. "
        f"Right: bar, the worst future; tick, the mean of all. {words.key()}"
    )
    return framed(parts, title, told.strip(), words.source)


def _spread(values: pd.DataFrame, rows: Rows, measure: Measure, words: Words, width: int) -> alt.LayerChart:
    """The distribution of the outcome over futures."""
    marks = [
        {
            "place": rows.middle(i, part, len(words.regimes)),
            "colour": words.looks[regime].colour,
            **{name: float(chosen["value"].quantile(q)) * measure.factor for name, q in QUANTILES.items()},
        }
        for i, _, part, regime, chosen in each(values, words)
    ]
    table = pd.DataFrame(marks)
    axis = alt.Axis(tickCount=6, labelFontSize=SMALL, title=None, orient="bottom", domain=False, ticks=False)
    low = min(0.0, float(table["low"].min()))
    x = alt.X("low:Q", axis=axis, scale=alt.Scale(domain=[low, float(table["high"].max())], nice=True))
    base = alt.Chart(table)
    colour = alt.Color("colour:N", scale=None)
    thin = base.mark_rule(strokeWidth=2.5).encode(x=x, x2="high:Q", y=rows.y("place"), color=colour)
    thick = base.mark_bar(height=rows.bar).encode(
        x=alt.X("lower:Q"), x2="upper:Q", y=rows.y("place"), color=colour
    )
    ticks = base.mark_tick(color="white", thickness=3, height=15, orient="vertical")
    inner = base.mark_tick(color=INK, thickness=1.5, height=15, orient="vertical")
    layers = [rows.stripes(width), thin, thick]
    layers += [draw(mark, x="middle:Q").encode(y=rows.y("place")) for mark in (ticks, inner)]
    heading = panel_heading([f"{measure.label},", measure.unit])
    return alt.LayerChart(layer=layers, width=width, height=rows.total, title=heading)


def _regret(regret: pd.DataFrame, rows: Rows, measure: Measure, words: Words, width: int) -> alt.LayerChart:
    """How far behind the best package of each future: at worst, and on average."""
    marks = [
        {
            "place": rows.middle(i, part, len(words.regimes)),
            "colour": words.looks[regime].colour,
            "zero": 0.0,
            "most": float(chosen["max_regret"].iloc[0]) * measure.factor,
            "mean": float(chosen["mean_regret"].iloc[0]) * measure.factor,
            "words": measure.number(float(chosen["max_regret"].iloc[0])),
        }
        for i, _, part, regime, chosen in each(regret, words)
    ]
    table = pd.DataFrame(marks)
    most = float(table["most"].max()) or 1.0
    x = alt.X("zero:Q", axis=None, scale=alt.Scale(domain=[0, most], nice=False))
    base = alt.Chart(table)
    bars = base.mark_bar(height=rows.bar).encode(
        x=x, x2="most:Q", y=rows.y("place"), color=alt.Color("colour:N", scale=None)
    )
    white = base.mark_tick(color="white", thickness=3, height=15, orient="vertical")
    ticks = base.mark_tick(color=INK, thickness=1.5, height=15, orient="vertical")
    numbers = base.mark_text(align="left", dx=5, fontSize=SMALL, fontWeight="bold", color=INK)
    shown = table[table["mean"] > 0.0]
    layers = [rows.stripes(width), bars]
    layers += [
        draw(mark.properties(data=shown), x="mean:Q").encode(y=rows.y("place")) for mark in (white, ticks)
    ]
    layers.append(draw(numbers, x="most:Q", text="words:N").encode(y=rows.y("place")))
    heading = panel_heading(["Behind the best package of a future,", measure.difference])
    return alt.LayerChart(layer=layers, width=width, height=rows.total, title=heading)
