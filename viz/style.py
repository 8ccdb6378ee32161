"""The one look of every picture: colours, letters, frame, and how a picture becomes a file.

Colours are those of Okabe and Ito, told apart by colour-blind readers; wherever two meet,
their lightness or their dashes differ as well, so that a grey print still reads.
"""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from viz.report import Picture

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
INK, FAINT, GRID, PAPER = "#1A1A1A", "#5F5F5F", "#D9D9D9", "#ECECEC"
PALE_ORANGE = "#F5C25B"

LINE_COLOURS = (BLACK, BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
DASHES: tuple[tuple[int, ...], ...] = ((), (10, 4), (3, 3), (12, 3, 3, 3))
"""Lengths drawn and left out in turn, in pixels; nothing for a line without gaps."""


def stroke(i: int) -> tuple[str, tuple[int, ...]]:
    """Colour and dashes of the i-th line of a picture: the first 28 all differ."""
    return LINE_COLOURS[i % len(LINE_COLOURS)], DASHES[i % len(DASHES)]


FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TITLE, BODY, SMALL = 22, 16, 14
"""Sizes of letters in pixels where a picture is about `PAGE` wide; `SMALL` is the least used."""

PAGE, PLOT_WIDTH, PLOT_HEIGHT = 960, 690, 370
"""Width of a whole picture, and of the field inside its axes, in pixels."""

SHARPNESS = 2.0
"""Pixels of a PNG for each pixel of the layout: pictures come out about 1,920 wide."""

Chart = alt.LayerChart | alt.Chart | alt.VConcatChart | alt.HConcatChart | alt.ConcatChart


CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "aria": False,
    "title": {
        "fontSize": TITLE,
        "subtitleFontSize": BODY,
        "color": INK,
        "subtitleColor": INK,
        "subtitlePadding": 6,
    },
    "axis": {
        "labelFontSize": SMALL,
        "titleFontSize": BODY,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": FAINT,
        "tickColor": FAINT,
    },
    "legend": {
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "labelColor": INK,
    },
    "text": {"fontSize": BODY, "color": INK},
    "view": {"stroke": None},
    "concat": {"spacing": 24},
}


def panel_title(text: str) -> alt.TitleParams:
    """The heading of one of several small pictures."""
    return alt.TitleParams(text=text, fontSize=BODY, anchor="start", offset=8)


def finish(
    chart: Chart,
    title: str,
    subtitle: Sequence[str],
    source: str,
    *,
    foot: Sequence[Chart] = (),
    outdent: float = 0,
) -> alt.VConcatChart:
    """`chart` under its title and plain-word subtitle, above the strips of `foot` and a line of source.

    The line of source begins `outdent` pixels left of the axis.
    """
    alt.data_transformers.disable_max_rows()
    heading = alt.TitleParams(text=title, subtitle=list(subtitle), anchor="start", offset=14)
    parts = [chart, *foot, _line(source, -outdent)]
    # Everything at once: each of Altair's setters would copy the whole picture.
    return alt.VConcatChart(vconcat=parts, title=heading, padding=12, spacing=10, config=CONFIG)


CHANNELS: dict[str, Any] = {"x": alt.X, "x2": alt.X2, "y": alt.Y, "y2": alt.Y2, "text": alt.Text}


def draw(mark: alt.Chart, **columns: str) -> alt.Chart:
    """`mark` placed by columns such as `x="month:T"`, on the axes that the picture's first layer sets."""
    # Altair takes the text as it is too, but then spends 3 ms on each to find out what it means.
    return mark.encode(**{channel: CHANNELS[channel](column) for channel, column in columns.items()})


def _line(text: str, left: float) -> alt.Chart:
    """A strip that holds one line of small text."""
    base = alt.Chart(pd.DataFrame({"text": [text.strip()]}), width=PLOT_WIDTH, height=SMALL)
    mark = base.mark_text(align="left", fontSize=SMALL, color=FAINT)
    return mark.encode(text=alt.Text("text:N"), x=alt.value(left))


def svg(chart: Chart) -> str:
    """The picture as SVG text, which refers to nothing outside itself."""
    specification: dict[str, Any] = chart.to_dict(validate=False)
    version = alt.SCHEMA_VERSION.rsplit(".", 1)[0]
    return str(vl_convert.vegalite_to_svg(specification, vl_version=version, allowed_base_urls=[]))


def png(vector: str) -> bytes:
    """An SVG picture as PNG, `SHARPNESS` pixels for each of its own."""
    return _packed(bytes(vl_convert.svg_to_png(vector, scale=SHARPNESS)))


def _packed(image: bytes) -> bytes:
    """The same PNG with its pixels compressed anew: the converter leaves them four times larger."""
    head, at = 8, 8
    pixels, others = b"", []
    while at < len(image):
        length, kind = struct.unpack(">I4s", image[at : at + head])
        content, at = image[at + head : at + head + length], at + head + length + 4
        if kind == b"IDAT":
            pixels += content
        else:
            others.append((kind, content))
    chunks = [*others[:-1], (b"IDAT", zlib.compress(zlib.decompress(pixels), 6)), others[-1]]
    return image[:8] + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def save(chart: Chart, path: Path) -> Path:
    """Write the picture to `path`: SVG if that is how its name ends, else PNG.  Raises OSError."""
    vector = svg(chart)
    if path.suffix == ".svg":
        path.write_text(vector, encoding="utf-8")
    else:
        path.write_bytes(png(vector))
    return path


def picture(chart: alt.VConcatChart, caption: str, alt_text: str = "") -> Picture:
    """The chart as a block of a report, in whichever of SVG and PNG is smaller.

    `alt_text` says what it shows to who cannot see it; by default its title and subtitle do.
    """
    vector = svg(chart)
    pixels = png(vector)
    content: str | bytes = vector if len(vector) <= len(pixels) else pixels
    heading = chart.title.to_dict()
    told = " ".join([f"{heading['text']}.", *heading["subtitle"]])
    return Picture(content, caption=caption, alt=alt_text or told)
