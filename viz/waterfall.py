"""How one value becomes another: a bar for each step, from where the one before it ended."""

import math
import textwrap

import altair as alt
import pandas as pd

from viz.style import BLACK, BLUE, BODY, FAINT, GRID, INK, PALE_ORANGE, Chart, draw, finish

ROW, TWO_LINES, MARGIN = 34, 44, 5
"""Height of a row with one line of words and with two, and room above and below its bar, in pixels."""

LETTERS, WORDS, WIDTH = 36, 300, 540
"""Letters of a line of words, room for the words, and width of the field, in pixels."""

LETTERS_OF_TITLE = 80
"""Letters of a title beyond which it goes on in the line below."""

NUMBER = 18
LINE = 1.15
"""Height of a line of words by the size of its letters."""

FLAT = 0.25
"""Spread of all bars, as a share of the highest value, below which the axis does not begin at 0."""

NARROW = 0.01
"""Width of an interval, as a share of the axis, below which it would be a speck and is not drawn."""

TOTAL, STEP, REST = "total", "step", "rest"
COLOURS = {"total": INK, "up": BLUE, "down": PALE_ORANGE, "rest": GRID}


def bars(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps with where each bar begins and ends: `begin`, `end`, `end_low`, `end_high`.

    steps: in their order, with `kind` (total: a value to stand on its own; step; rest: what is
    left of several) and `value`, and `low` and `high` of it where they are known.
    """
    begin, end = [], []
    at = 0.0
    for kind, value in zip(steps["kind"], steps["value"], strict=True):
        begin.append(0.0 if kind == TOTAL else at)
        at = value if kind == TOTAL else at + value
        end.append(at)
    table = steps.assign(begin=begin, end=end)
    return table.assign(**{f"end_{x}": table["end"] + table[x] - table["value"] for x in ("low", "high")})


def waterfall(
    steps: pd.DataFrame, *, axis: str, title: str, subtitle: tuple[str, ...] = (), source: str = ""
) -> alt.VConcatChart:
    """Draw the steps from the first value to the last, top to bottom.

    steps: as of `bars`, with `label` and `number`, the words left and right of each bar; every
    value in the unit that `axis` tells.
    """
    table, height = _rows(bars(steps))
    low, high = _domain(table)
    whole = low <= 0.0 <= high
    # A total on a shortened axis is a mark, not a bar: the length of a bar would mislead.
    table.loc[(table["kind"] == TOTAL) & (not whole), "begin"] = table["end"]
    told = subtitle if whole else (*subtitle, "The axis does not begin at 0.")
    chart = alt.LayerChart(layer=_layers(table, height, (low, high), axis), width=WIDTH, height=height)
    head, *more = textwrap.wrap(title, LETTERS_OF_TITLE)
    return finish(chart, head, (*more, *told), source, outdent=WORDS)


def _rows(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The bars with their words in lines and their places down the page, and the height of all, in pixels."""
    lines = [textwrap.wrap(label, LETTERS, max_lines=2, placeholder=" …") for label in table["label"]]
    heights = [ROW if len(row) < 2 else TWO_LINES for row in lines]
    tops = [sum(heights[:n]) for n in range(len(heights))]
    kinds = [
        kind if kind != STEP else ("up" if value >= 0.0 else "down")
        for kind, value in zip(table["kind"], table["value"], strict=True)
    ]
    middles = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    placed = table.assign(
        lines=lines,
        n_lines=[len(row) for row in lines],
        kind_shown=kinds,
        colour=[COLOURS[kind] for kind in kinds],
        top=[middle - ROW / 2 + MARGIN for middle in middles],
        middle=middles,
        bottom=[middle + ROW / 2 - MARGIN for middle in middles],
        next_top=[*(middle - ROW / 2 + MARGIN for middle in middles[1:]), math.nan],
    )
    return placed, sum(heights)


def _domain(table: pd.DataFrame) -> tuple[float, float]:
    """The ends of the axis: from 0, unless all bars would then look alike."""
    begins = table.loc[table["kind"] != TOTAL, "begin"]
    shown = pd.concat([begins, table["end"], table["end_low"], table["end_high"]]).dropna()
    low, high = float(shown.min()), float(shown.max())
    room = 0.03 * (high - low)
    if high - low < FLAT * max(abs(low), abs(high)):
        return low - 3 * room, high + room
    return (0.0 if low >= 0.0 else low - room), (0.0 if high <= 0.0 else high + room)


def _layers(table: pd.DataFrame, height: int, domain: tuple[float, float], axis: str) -> list[Chart]:
    down = alt.Scale(domain=[0, height], reverse=True, nice=False)
    x = alt.X(
        "begin:Q",
        title=axis,
        scale=alt.Scale(domain=list(domain), nice=False),
        axis=alt.Axis(tickCount=6, grid=True, labelFontSize=BODY, titleFontSize=BODY),
    )
    base = alt.Chart(table)
    bar = base.mark_rect(stroke=INK, strokeWidth=1).encode(
        x=x,
        x2=alt.X2("end:Q"),
        y=alt.Y("top:Q", scale=down, axis=None),
        y2=alt.Y2("bottom:Q"),
        fill=alt.Fill("colour:N", scale=None),
    )
    links = alt.Chart(table[table["next_top"].notna()]).mark_rule(color=FAINT, strokeWidth=1.5)
    wide = table["end_high"] - table["end_low"] > NARROW * (domain[1] - domain[0])
    known = alt.Chart(table[wide])
    # White below black: an interval must read on a dark bar as well as on the page.
    halo, span = known.mark_rule(color="white", strokeWidth=7), known.mark_rule(color=BLACK, strokeWidth=3)
    short = (table["kind"] == TOTAL) & (table["begin"] == table["end"])
    marks = alt.Chart(table[short]).mark_rule(color=INK, strokeWidth=7)
    ends = {"x": "end_low:Q", "x2": "end_high:Q", "y": "middle:Q"}
    return [
        bar,
        draw(links, x="end:Q", y="bottom:Q", y2="next_top:Q"),
        draw(halo, **ends),
        draw(span, **ends),
        draw(marks, x="begin:Q", y="top:Q", y2="bottom:Q"),
        *_words(table),
        _numbers(table),
    ]


def _words(table: pd.DataFrame) -> list[alt.Chart]:
    """What each row is, left of the field; totals in bold."""
    found = []
    for n in (1, 2):
        for total in (True, False):
            rows = table[(table["n_lines"] == n) & ((table["kind"] == TOTAL) == total)]
            if len(rows):
                mark = alt.Chart(rows).mark_text(
                    align="right",
                    baseline="middle",
                    fontWeight="bold" if total else "normal",
                    lineHeight=BODY * LINE,
                    dy=-BODY * LINE * (n - 1) / 2,
                )
                found.append(draw(mark, y="middle:Q", text="lines:N").encode(x=alt.value(-10)))
    return found


def _numbers(table: pd.DataFrame) -> alt.Chart:
    """How much each step is, right of its bar and of its interval."""
    right = table[["begin", "end", "end_high"]].max(axis=1)
    mark = alt.Chart(table.assign(right=right)).mark_text(
        align="left", dx=8, baseline="middle", fontWeight="bold", fontSize=NUMBER
    )
    return draw(mark, x="right:Q", y="middle:Q", text="number:N")
