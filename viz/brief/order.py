"""In how many futures each two packages keep the order they have at the declared values."""

import altair as alt
import pandas as pd

from viz.brief.frame import CROWD, FULL, GAP, NAMES, Rows, Words, framed
from viz.style import INK, SMALL

WIDEST = 120
COLUMNS = ("a", "b", "share", "low", "high")
PALE, DARK = (0xF2, 0xF6, 0xF9), (0x00, 0x4C, 0x78)
DARK_FROM = 0.8
"""Share from which letters on a cell are white."""


def order(frame: pd.DataFrame, words: Words, title: str) -> alt.VConcatChart:
    """A table of cells: above the diagonal the first regime, below it the second.

    frame: regime, a, b, share, low, high.  Each cell holds the share of futures and its 90 % interval.
    """
    names = list(words.packages)
    rows = Rows(
        [f"{i + 1}. {words.packages[name]}" for i, name in enumerate(names)],
        height=32 if len(names) > CROWD else 38,
    )
    width = min(WIDEST, (FULL - NAMES - GAP) // len(names)) * len(names)
    cells = _cells(frame, words, names, width / len(names))
    grid = _grid(cells, rows, width, len(names))
    regimes = list(words.regimes.values())
    where = f"Above the empty diagonal: {regimes[0]}; below it: {regimes[1]}." if len(regimes) > 1 else ""
    told = (
        "How many futures of 100 keep the order that the two packages of a cell have at the declared values, "
        f"with 90 % interval. {where}"
    )
    return framed([rows.labels(NAMES), grid], title, told.strip(), words.source)


def _cells(frame: pd.DataFrame, words: Words, names: list[str], width: float) -> pd.DataFrame:
    place = {name: i for i, name in enumerate(names)}
    found = []
    for above, regime in zip((True, False), words.regimes, strict=False):
        own = frame[frame["regime"] == regime]
        for a, b, share, low, high in zip(*(own[x].tolist() for x in COLUMNS), strict=True):
            first, last = sorted((place[a], place[b]))
            i, j = (first, last) if above else (last, first)
            found.append(
                {
                    "i": i,
                    "left": j * width + 1,
                    "right": (j + 1) * width - 1,
                    "middle": (j + 0.5) * width,
                    "colour": _shade(share),
                    "ink": "#FFFFFF" if share >= DARK_FROM else INK,
                    "share": f"{100 * share:.0f} %",
                    "interval": f"{100 * low:.0f} to {100 * high:.0f}",
                }
            )
    return pd.DataFrame(found)


def _shade(share: float) -> str:
    """Pale where the order is a toss-up (half of the futures, or fewer), dark where it always holds."""
    weight = min(max((share - 0.5) / 0.5, 0.0), 1.0)
    return "#" + "".join(f"{round(p + (d - p) * weight):02X}" for p, d in zip(PALE, DARK, strict=True))


def _grid(cells: pd.DataFrame, rows: Rows, width: int, n: int) -> alt.LayerChart:
    """The cells, and the numbers of the packages above their columns."""
    table = cells.assign(
        top=[rows.height * i + 1.0 for i in cells["i"]],
        bottom=[rows.height * (i + 1) - 1.0 for i in cells["i"]],
        upper=[rows.height * (i + 0.34) for i in cells["i"]],
        lower=[rows.height * (i + 0.74) for i in cells["i"]],
    )
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    base = alt.Chart(table)
    colour, ink = alt.Color("colour:N", scale=None), alt.Color("ink:N", scale=None)
    boxes = base.mark_rect().encode(x=x, x2="right:Q", y=rows.y("top"), y2="bottom:Q", color=colour)
    shares = base.mark_text(fontSize=SMALL, fontWeight="bold", baseline="middle").encode(
        x="middle:Q", y=rows.y("upper"), text="share:N", color=ink
    )
    intervals = base.mark_text(fontSize=SMALL - 2, baseline="middle").encode(
        x="middle:Q", y=rows.y("lower"), text="interval:N", color=ink
    )
    heads = pd.DataFrame(
        {
            "middle": [(j + 0.5) * width / n for j in range(n)],
            "at": 0.0,
            "words": [f"{j + 1}." for j in range(n)],
        }
    )
    numbers = alt.Chart(heads).mark_text(fontSize=SMALL, fontWeight="bold", dy=-10, color=INK)
    top = numbers.encode(x="middle:Q", y=rows.y("at"), text="words:N")
    return alt.LayerChart(layer=[boxes, shares, intervals, top], width=width, height=rows.total)
