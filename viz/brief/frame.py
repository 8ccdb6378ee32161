"""What the pictures of a brief share: size, the looks of two regimes, rows with names, wrapped titles."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from viz import layout
from viz.style import BLUE, CONFIG, FAINT, GRID, INK, ORANGE, PURPLE, SMALL, Chart, draw

FULL = 790
"""Width of a picture in pixels: letters of `SMALL` come out as 8.6 points on A4."""

HEAD = 19
"""Size of the letters of a title."""

GAP = 18
CROWD = 6
"""Packages beyond which rows are lower, so that a page holds them."""

NAMES = 185
"""Pixels for the names of rows."""

NUMBER_ROOM = 34
"""Pixels right of a mark for the number that belongs to it."""


@dataclass(frozen=True)
class Look:
    """How one regime is drawn: told apart by colour, by lightness and by dashes."""

    colour: str
    dashes: tuple[int, ...]
    shade: str
    """How a subtitle speaks of it where there are bars."""
    stroke: str
    """The same where there are lines."""


LOOKS = (
    Look(BLUE, (), "dark", "dark and solid"),
    Look(ORANGE, (6, 3), "light", "light and dashed"),
    Look(INK, (2, 2), "black", "black and dotted"),
    Look(PURPLE, (9, 3, 2, 3), "middle", "dashed and dotted"),
)


@dataclass(frozen=True)
class Words:
    """What a picture calls things."""

    packages: Mapping[str, str]
    """Scenario -> its short name, in the order in which they are drawn."""
    regimes: Mapping[str, str]
    """Regime -> its short name, such as `regime L`."""
    source: str
    """One line on what the picture is made from."""
    looks: Mapping[str, Look] = field(init=False)

    def __post_init__(self) -> None:
        looks = {name: LOOKS[i % len(LOOKS)] for i, name in enumerate(self.regimes)}
        object.__setattr__(self, "looks", looks)

    def key(self, *, lines: bool = False) -> str:
        """Which look is which regime, in a sentence; nothing where there is one regime."""
        if len(self.regimes) < 2:
            return ""
        looks = {name: look.stroke if lines else look.shade for name, look in self.looks.items()}
        told = "; ".join(f"{looks[name]}: {words}" for name, words in self.regimes.items())
        return f"{told[:1].upper()}{told[1:]}."


@dataclass(frozen=True)
class Measure:
    """An outcome on an axis: its name, its unit and that of a difference, and the factor to them."""

    label: str
    unit: str
    difference: str
    factor: float

    def number(self, value: float, *, sign: bool = False) -> str:
        """A value of the outcome as written beside a mark."""
        shown = value * self.factor
        size = "+" if sign else ""
        form = (
            f"{size}.0f" if abs(shown) >= 9.95 or abs(shown) < 0.05 or self.factor == 100.0 else f"{size}.2g"
        )
        return f"{shown:{form}}".replace("-", "−")


def framed(
    parts: Sequence[Chart], title: str, subtitle: str, source: str, *, spacing: int = GAP, outdent: int = 0
) -> alt.VConcatChart:
    """Panels side by side under a title and subtitle, above a line of source: all wrapped to the page.

    The line of source begins `outdent` pixels left of the first panel's field.
    """
    alt.data_transformers.disable_max_rows()
    heading = alt.TitleParams(
        text=wrap(title, FULL * 0.95, HEAD),
        subtitle=wrap(subtitle, FULL, SMALL),
        anchor="start",
        offset=10,
        fontSize=HEAD,
        subtitleFontSize=SMALL,
    )
    body = parts[0] if len(parts) == 1 else alt.HConcatChart(hconcat=list(parts), spacing=spacing)
    foot = text_block(wrap(source, FULL, SMALL), FULL - outdent, left=-outdent, color=FAINT)
    return alt.VConcatChart(vconcat=[body, foot], title=heading, padding=1, spacing=8, config=CONFIG)


def wrap(text: str, width: float, size: float) -> list[str]:
    """`text` in lines that are at most `width` pixels wide in letters of `size`."""
    letters = max(8, int(len(text) * width / max(layout.text_width(text, size), 1.0)))
    return textwrap.wrap(text, letters, break_long_words=False) or [""]


def text_block(lines: Sequence[str], width: int, *, left: int = 0, **style: Any) -> alt.Chart:
    """Lines of small text, the first at the top left; `left` shifts them, pixels."""
    height = 17 * len(lines)
    base = alt.Chart(pd.DataFrame({"text": [list(lines)]}), width=width, height=height)
    look: dict[str, Any] = {"fontSize": SMALL, "color": INK} | style
    mark = base.mark_text(align="left", baseline="top", lineHeight=17, **look)
    return mark.encode(text=alt.Text("text:N"), x=alt.value(left), y=alt.value(0))


@dataclass(frozen=True)
class Rows:
    """Rows of equal height, one for each name, that several panels share."""

    names: Sequence[str]
    height: int = 34

    @property
    def total(self) -> int:
        """Height of all rows, pixels."""
        return self.height * len(self.names)

    @property
    def bar(self) -> float:
        """Height of a bar where a row holds two."""
        return min(11.0, 0.29 * self.height)

    def y(self, column: str) -> alt.Y:
        """The axis of pixels from the top on which marks of a panel are placed."""
        scale = alt.Scale(domain=[0, self.total], reverse=True, nice=False)
        return alt.Y(f"{column}:Q", scale=scale, axis=None)

    def middle(self, i: int, part: int = 0, parts: int = 1) -> float:
        """Where a mark of row `i` stands if the row holds `parts` of them."""
        return self.height * (i + (part + 0.5 + 0.35 * (parts - 1) / 2) / (parts + 0.35 * (parts - 1)))

    def labels(self, width: int, title: str = "") -> alt.LayerChart:
        """The names, right-aligned in a column of `width` pixels, each in as many lines as fit its row."""
        table = pd.DataFrame(
            {
                "words": [self._fitted(name, width) for name in self.names],
                "middle": [self.middle(i) for i in range(len(self.names))],
            }
        )
        table["lines"] = table["words"].map(len)
        layers = []
        for n_lines, rows in table.groupby("lines"):
            shift = -8.0 * (int(str(n_lines)) - 1)
            base = alt.Chart(rows).mark_text(
                align="right", baseline="middle", fontSize=SMALL + 1, lineHeight=16, dy=shift, color=INK
            )
            layers.append(draw(base, text="words:N").encode(x=alt.value(width), y=self.y("middle")))
        heading = panel_heading(title) if title else alt.Undefined
        return alt.LayerChart(layer=layers, width=width, height=self.total, title=heading)

    def _fitted(self, name: str, width: int) -> list[str]:
        """A name in lines that fit its row, cut where it is too long for them."""
        lines, room = wrap(name, width, SMALL + 1), max(1, self.height // 16)
        if len(lines) <= room:
            return lines
        last = " ".join(lines[room - 1 :])
        return [*lines[: room - 1], layout.shorten(last, len(lines[room - 1]))]

    def stripes(self, width: int) -> alt.Chart:
        """A thin line between rows, so that the eye keeps its row."""
        table = pd.DataFrame({"edge": [float(self.height * i) for i in range(len(self.names) + 1)]})
        return (
            alt.Chart(table)
            .mark_rule(color=GRID, strokeWidth=1)
            .encode(x=alt.value(0), x2=alt.value(width), y=self.y("edge"))
        )


def package_rows(words: Words) -> Rows:
    """A row for each package, high enough for a bar of each regime."""
    lowest, each_bar = (28, 12) if len(words.packages) > CROWD else (30, 17)
    return Rows(list(words.packages.values()), height=max(lowest, each_bar * len(words.regimes) + 4))


def panel_heading(text: str | Sequence[str]) -> alt.TitleParams:
    """The heading of one panel of a picture."""
    lines = [text] if isinstance(text, str) else list(text)
    return alt.TitleParams(text=lines, fontSize=SMALL + 1, anchor="start", offset=6)


def each(frame: pd.DataFrame, words: Words) -> Iterator[tuple[int, str, int, str, pd.DataFrame]]:
    """Rows of a frame by package and regime: row, package, position in the row, regime, its rows."""
    for i, package in enumerate(words.packages):
        for part, regime in enumerate(words.regimes):
            chosen = frame[(frame["scenario"] == package) & (frame["regime"] == regime)]
            if len(chosen):
                yield i, package, part, regime, chosen
