"""How an inference went, generation by generation: how hot it was, and what part of its points it took."""

import altair as alt
import pandas as pd

from viz.brief.frame import FULL, Words, framed, panel_heading
from viz.style import SMALL, draw

HEIGHT = 170
PANELS = (("temperature", "temperature (1 = exact)", True), ("taken", "accepted, % of points run", False))


def generations(table: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """Left the temperature, right the part of the points run that was accepted.

    table: regime, generation (1 ...), temperature, taken (%), real.
    """
    width = (FULL - 150) // len(PANELS)
    parts = [_panel(table, words, *panel, width) for panel in PANELS]
    told = f"{words.key(lines=True)} Hollow marks: few desks per office; full ones: offices of real size."
    return framed(parts, title, told.strip(), words.source, spacing=50)


def _panel(
    table: pd.DataFrame, words: Words, column: str, heading: str, logarithmic: bool, width: int
) -> alt.LayerChart:
    scale = alt.Scale(type="log") if logarithmic else alt.Scale(zero=True)
    number = alt.Axis(labelFontSize=SMALL, titleFontSize=SMALL, tickCount=4)
    whole = alt.Axis(
        labelFontSize=SMALL,
        titleFontSize=SMALL,
        values=sorted(int(x) for x in table["generation"].unique()),
        format="d",
        grid=False,
    )
    layers: list[alt.Chart] = []
    for regime in words.regimes:
        look, rows = words.looks[regime], table[table["regime"] == regime]
        base = alt.Chart(rows)
        x = alt.X("generation:Q", title="generation", axis=whole, scale=alt.Scale(nice=False, padding=12))
        y = alt.Y(f"{column}:Q", title=None, scale=scale, axis=number)
        line = base.mark_line(color=look.colour, strokeWidth=3, strokeDash=list(look.dashes) or [1, 0])
        layers.append(line.encode(x=x, y=y))
        for real, fill in ((False, "white"), (True, look.colour)):
            chosen = alt.Chart(rows[rows["real"] == real])
            mark = chosen.mark_point(
                size=90, filled=True, fill=fill, stroke=look.colour, strokeWidth=2, opacity=1
            )
            layers.append(draw(mark, x="generation:Q", y=f"{column}:Q"))
    return alt.LayerChart(layer=layers, width=width, height=HEIGHT, title=panel_heading(heading))
