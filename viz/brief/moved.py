"""Who works otherwise under a package than under the base: which posts, and of which grade."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from viz.brief.frame import (
    FULL,
    GAP,
    NAMES,
    NUMBER_ROOM,
    Rows,
    Words,
    each,
    framed,
    package_rows,
    panel_heading,
)
from viz.style import BLUE, INK, SKY, SMALL, draw

GRADE_NAMES = 80
STEPS = (("paper", "digital", BLUE), ("hybrid", "digital", SKY), ("paper", "hybrid", "#D5E8F3"))
"""Moves towards digital work, strongest first, and their shade; the way back has the same shade."""

FLOW_SHARE = 0.6


def moved(
    modes: pd.DataFrame, grades: pd.DataFrame, package: str, words: Words, title: str
) -> alt.VConcatChart:
    """Left, posts that move under each package; right, digital posts of each grade under one of them.

    modes: regime, scenario, before, after, posts.  grades: regime, scenario, grade, base, package,
    difference (shares).  package: the scenario of the right panel.
    """
    rows = package_rows(words)
    right = grades[grades["scenario"] == package]
    names = list(pd.unique(right["grade"]))
    room = FULL - NAMES - GRADE_NAMES - 3 * GAP
    left = int(room * FLOW_SHARE)
    by_grade = Rows([str(name) for name in names], height=max(30, rows.total // max(len(names), 1)))
    parts = [
        rows.labels(NAMES),
        _flows(modes, rows, words, left),
        by_grade.labels(GRADE_NAMES),
        _grades(right, by_grade, words, words.packages[package], room - left - NUMBER_ROOM),
    ]
    told = (
        "Left: dark, between paper and digital only; middle, between both ways and digital only; "
        "pale, between paper and both ways. Right: from the hollow mark (base) to the full one."
    )
    regimes = list(words.regimes.values())
    two = f"In each row {', then '.join(regimes)}." if len(regimes) > 1 else ""
    return framed(parts, title, f"{told} {two}".strip(), words.source)


def _flows(modes: pd.DataFrame, rows: Rows, words: Words, width: int) -> alt.LayerChart:
    """Bars of posts that turn towards digital work (right) and away from it (left), % of posts."""
    bars, ends = [], []
    for i, _, part, _, chosen in each(modes, words):
        posts = chosen.set_index(["before", "after"])["posts"]
        share = 100.0 * posts / posts.sum()
        place = rows.middle(i, part, len(words.regimes))
        for sign in (1, -1):
            at = 0.0
            for one, other, colour in STEPS:
                size = float(share.get((one, other) if sign > 0 else (other, one), 0.0))
                bars.append({"place": place, "from": at, "to": at + sign * size, "colour": colour})
                at += sign * size
            ends.append(
                {"place": place, "at": at, "words": f"{abs(at):.0f}" if abs(at) >= 0.5 else "", "sign": sign}
            )
    table, labels = pd.DataFrame(bars), pd.DataFrame(ends)
    room = 0.12 * max(float(labels["at"].max() - labels["at"].min()), 1.0)
    domain = [float(labels["at"].min()) - room, float(labels["at"].max()) + room]
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=domain, nice=False))
    base = alt.Chart(table)
    marks = base.mark_bar(height=rows.bar, stroke=INK, strokeWidth=0.5)
    shown = marks.encode(x=x, x2="to:Q", y=rows.y("place"), color=alt.Color("colour:N", scale=None))
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=INK, strokeWidth=1.5).encode(x="at:Q")
    layers = [rows.stripes(width), shown, zero, *_numbers(labels, rows)]
    heading = panel_heading(["% of posts: away from digital work (left),", "towards it (right)"])
    return alt.LayerChart(layer=layers, width=width, height=rows.total, title=heading)


def _numbers(labels: pd.DataFrame, rows: Rows) -> Sequence[alt.Chart]:
    found = []
    for sign, align, shift in ((1, "left", 5), (-1, "right", -5)):
        chosen = alt.Chart(labels[labels["sign"] == sign])
        text = chosen.mark_text(align=align, dx=shift, fontSize=SMALL, fontWeight="bold", color=INK)
        found.append(draw(text, x="at:Q", text="words:N").encode(y=rows.y("place")))
    return found


def _grades(grades: pd.DataFrame, rows: Rows, words: Words, package: str, width: int) -> alt.LayerChart:
    """For each grade the share of posts that work digitally, under the base and under the package."""
    order = list(pd.unique(grades["grade"]))
    marks = [
        {
            "place": rows.middle(order.index(row.grade), part, len(words.regimes)),
            "base": 100 * float(row.base),
            "package": 100 * float(row.package),
            "colour": words.looks[regime].colour,
            "words": f"{100 * float(row.difference):+.0f}".replace("-", "−"),
        }
        for part, regime in enumerate(words.regimes)
        for row in grades[grades["regime"] == regime].itertuples()
    ]
    table = pd.DataFrame(marks)
    table["most"] = table[["base", "package"]].max(axis=1)
    axis = alt.Axis(values=[0, 50, 100], labelFontSize=SMALL, title=None, domain=False, ticks=False)
    x = alt.X("base:Q", axis=axis, scale=alt.Scale(domain=[0, 100], nice=False))
    base, colour = alt.Chart(table), alt.Color("colour:N", scale=None)
    y = rows.y("place")
    spans = base.mark_rule(strokeWidth=3).encode(x=x, x2="package:Q", y=y, color=colour)
    hollow = base.mark_point(shape="circle", size=70, fill="white", strokeWidth=2, opacity=1)
    full = base.mark_point(shape="circle", size=80, filled=True, opacity=1)
    text = base.mark_text(align="left", dx=9, fontSize=SMALL, fontWeight="bold", color=INK)
    layers = [
        rows.stripes(width),
        spans,
        hollow.encode(x="base:Q", y=y, color=colour),
        full.encode(x="package:Q", y=y, color=colour),
        draw(text, x="most:Q", text="words:N").encode(y=y),
    ]
    heading = panel_heading([f"“{package}”: digital posts", "by grade, % of posts"])
    return alt.LayerChart(layer=layers, width=width, height=rows.total, title=heading)
