"""What one would have to believe for the ranking to turn."""

import altair as alt
import pandas as pd

from viz.brief.frame import FULL, GAP, Rows, Words, framed, wrap
from viz.style import BLACK, INK, SKY, SMALL, VERMILLION, draw

LABELS, OUTCOME_ROOM, ENDS_ROOM = 300, 165, 30
SHOWN_LINES = 3


def turning(frame: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """A line for each parameter over the range it may lie in: the declared value and where the order turns.

    frame: what (the parameter in words), declared, low, high, turns_at, beyond (who leads there), in
    the order in which they are drawn.
    """
    rows = Rows(list(frame["what"]), height=52)
    width = FULL - LABELS - OUTCOME_ROOM - 2 * GAP - 2 * ENDS_ROOM
    span = (frame["high"] - frame["low"]).to_numpy(dtype=float)
    table = frame.assign(
        middle=[rows.middle(i) for i in range(len(frame))],
        declared_at=(frame["declared"] - frame["low"]) / span,
        turn_at=(frame["turns_at"] - frame["low"]) / span,
        left=0.0,
        right=1.0,
        declared_words=frame["declared"].map("{:.3g}".format),
        turn_words=frame["turns_at"].map("{:.3g}".format),
        low_words=frame["low"].map("{:.3g}".format),
        high_words=frame["high"].map("{:.3g}".format),
    )
    table["other"] = (table["turn_at"] > table["declared_at"]).astype(float)
    parts = [rows.labels(LABELS), _lines(table, rows, width), _outcomes(table, rows)]
    told = (
        "Line: the range in which the value may lie. Dot: the value taken. Diamond: where the order turns; "
        "beyond it, on the thick part, the package named at the right leads."
    )
    return framed(parts, title, told, words.source, spacing=GAP + ENDS_ROOM)


def _lines(table: pd.DataFrame, rows: Rows, width: int) -> alt.LayerChart:
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    base = alt.Chart(table)
    y = rows.y("middle")
    marks = [
        base.mark_rule(color=INK, strokeWidth=2).encode(x=x, x2="right:Q", y=y),
        base.mark_rule(color=SKY, strokeWidth=9).encode(x=alt.X("turn_at:Q"), x2="other:Q", y=y),
        draw(
            base.mark_point(shape="circle", filled=True, size=110, color=BLACK, opacity=1), x="declared_at:Q"
        ).encode(y=y),
        draw(
            base.mark_point(
                shape="diamond", filled=True, size=150, color=VERMILLION, opacity=1, stroke=BLACK
            ),
            x="turn_at:Q",
        ).encode(y=y),
    ]
    text = {"fontSize": SMALL, "color": INK}
    words = [
        draw(base.mark_text(**text, dy=17), x="declared_at:Q", text="declared_words:N"),
        draw(base.mark_text(**text, dy=-15, fontWeight="bold"), x="turn_at:Q", text="turn_words:N"),
        draw(
            base.mark_text(fontSize=SMALL - 2, dx=-5, align="right", color=INK),
            x="left:Q",
            text="low_words:N",
        ),
        draw(
            base.mark_text(fontSize=SMALL - 2, dx=5, align="left", color=INK),
            x="right:Q",
            text="high_words:N",
        ),
    ]
    return alt.LayerChart(
        layer=[*marks, *(mark.encode(y=y) for mark in words)], width=width, height=rows.total
    )


def _outcomes(table: pd.DataFrame, rows: Rows) -> alt.LayerChart:
    """Who leads beyond the turning point."""
    leads = table.assign(words=table["beyond"].map(lambda x: wrap(x, OUTCOME_ROOM, SMALL)[:SHOWN_LINES]))
    layers = []
    for n_lines, chosen in leads.groupby(leads["words"].map(len)):
        mark = alt.Chart(chosen).mark_text(
            align="left",
            baseline="middle",
            fontSize=SMALL,
            lineHeight=16,
            dy=-8.0 * (int(str(n_lines)) - 1),
            color=INK,
        )
        layers.append(mark.encode(x=alt.value(0), y=rows.y("middle"), text="words:N"))
    return alt.LayerChart(layer=layers, width=OUTCOME_ROOM, height=rows.total)
