"""Where planted truths fell among the draws of their posteriors: the histograms of a proof."""

import altair as alt
import pandas as pd

from viz.brief.frame import FULL, Words, framed, panel_heading
from viz.style import GRID, INK, SMALL

HEIGHT = 96
TOLD = "Grey: where 99 in 100 bars end if the truth falls anywhere equally often; dashed: the mean of these."


def ranks(table: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """A row of histograms for each regime, one for each freed parameter.

    table: regime, parameter, bin (0 ...), count, low, mean and high of what a right inference counts.
    """
    names = list(dict.fromkeys(table["parameter"]))
    width = (FULL - 60 * len(names)) // len(names)
    rows = []
    for regime in words.regimes:
        own = table[table["regime"] == regime]
        if own.empty:
            continue
        colour, called = words.looks[regime].colour, words.regimes[regime]
        panels = [_panel(own[own["parameter"] == x], f"{x}, {called}", colour, width) for x in names]
        rows.append(alt.HConcatChart(hconcat=panels, spacing=34))
    return framed([alt.VConcatChart(vconcat=rows, spacing=16)], title, TOLD, words.source)


def _panel(table: pd.DataFrame, name: str, colour: str, width: int) -> alt.LayerChart:
    n_bins, most = len(table), float(max(table["count"].max(), table["high"].max()))
    x = alt.X("left:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=_axis([0, 0.5, 1]))
    y = alt.Y("low:Q", title=None, scale=alt.Scale(domain=[0, most]), axis=_axis([0, int(most)]))
    rows = table.assign(left=table["bin"] / n_bins, right=(table["bin"] + 1) / n_bins, zero=0)
    expected = alt.Chart(rows.head(1).assign(left=0.0, right=1.0))
    band = expected.mark_rect(color=GRID).encode(x=x, x2="right:Q", y=y, y2="high:Q")
    bars = alt.Chart(rows).mark_rect(color=colour, opacity=0.85, stroke="white", strokeWidth=1)
    mean = expected.mark_rule(color=INK, strokeDash=[4, 3]).encode(x=x, x2="right:Q", y="mean:Q")
    return alt.LayerChart(
        layer=[band, bars.encode(x=x, x2="right:Q", y="zero:Q", y2="count:Q"), mean],
        width=width,
        height=HEIGHT,
        title=panel_heading(name),
    )


def _axis(values: list[float]) -> alt.Axis:
    return alt.Axis(values=values, labelFontSize=SMALL, grid=False)
