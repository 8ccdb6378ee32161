"""Pictures as files: legible from afar and in grey, whole, and free of anything from outside."""

import itertools
import re
import struct
import sys
import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from pictured import (
    EVENTS,
    HUBS,
    MONTHS,
    addresses,
    made_up_record,
    monthly_of,
    offices_of,
    tables_with,
    three_scenarios,
)

from viz import charts, style
from viz.stack import Part


@pytest.fixture(scope="module")
def offices() -> pd.DataFrame:
    return offices_of("federal", 1.0, 5, 8, MONTHS)


@pytest.fixture(scope="module")
def monthly(offices) -> pd.DataFrame:
    return monthly_of(offices)


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return made_up_record()


@pytest.fixture(scope="module")
def several() -> pd.DataFrame:
    return three_scenarios()


def lightness(colour: str) -> float:
    """CIE lightness, 0 to 100: what is left of a colour in a grey print."""
    levels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in levels]
    luminance = float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize("module", ["adoption", "resistance"])
def test_neighbouring_areas_differ_in_grey(module):
    holder = sys.modules[f"viz.{module}"]
    parts: tuple[Part, ...] = holder.MODES if module == "adoption" else holder.PARTS
    shades = [lightness(part.colour) for part in parts]
    assert min(abs(np.diff(shades))) > 9
    for part, shade in zip(parts, shades, strict=True):
        letters = 100 if part.letters == "white" else lightness(part.letters)
        assert abs(letters - shade) > 40, f"{part.name} is hard to read on its area"


def test_lines_differ_in_more_than_colour():
    strokes = [style.stroke(i) for i in range(28)]
    assert len(set(strokes)) == 28
    for (one, dashes), (other, others) in itertools.pairwise(strokes):
        assert dashes != others
        assert one != other


@pytest.fixture(scope="module")
def pictures(monthly, several, offices, record) -> dict[str, str]:
    """Every picture as SVG."""
    drawn = {
        "adoption": charts.adoption(monthly, events=EVENTS, record=record),
        "resistance": charts.resistance(monthly, events=EVENTS),
        "offices": charts.offices_heat_map(offices, named=HUBS, events=EVENTS),
        "fit by figure": charts.fit_by_figure(offices, record),
        "fit over time": charts.fit_over_time(offices, record),
        "comparison": charts.comparison(several, events=EVENTS),
        "panels": charts.comparison_panels(several),
        "outcomes": charts.outcomes_at_end(several),
    }
    return {name: charts.svg(chart) for name, chart in drawn.items()}


def test_letters_are_large_enough(pictures):
    for name, picture in pictures.items():
        width = float(re.search(r'<svg[^>]* width="([\d.]+)"', picture)[1])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)(?:px)?"', picture)]
        assert len(sizes) > 5, name
        assert min(sizes) * 1200 / width >= 13, name


def test_pictures_refer_to_nothing_outside(pictures):
    for name, picture in pictures.items():
        assert not addresses(picture), name
        assert "<image" not in picture, name


def chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, each with its checksum verified."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(image):
        length, kind = struct.unpack(">I4s", image[at : at + 8])
        content = image[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", image[at + 8 + length : at + 12 + length])
        assert checksum == zlib.crc32(kind + content)
        yield kind, content
        at += 12 + length


def test_a_saved_png_is_sharp_whole_and_not_blank(monthly, tmp_path):
    chart = charts.adoption(monthly)
    path = charts.save(chart, tmp_path / "adoption.png")
    content = dict(chunks(path.read_bytes()))
    assert next(iter(content)) == b"IHDR"
    assert list(content)[-1] == b"IEND"
    width, height = struct.unpack(">II", content[b"IHDR"][:8])
    drawn = re.search(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"', charts.svg(chart))
    assert (width, height) == (round(2 * float(drawn[1])), round(2 * float(drawn[2])))
    assert 1600 <= width <= 2200
    pixels = zlib.decompress(content[b"IDAT"])
    assert len(pixels) == height * (4 * width + 1)
    assert len(set(pixels[height // 2 * (4 * width + 1) :][: 4 * width])) > 20


def test_a_name_that_ends_in_svg_gives_svg(monthly, tmp_path):
    path = charts.save(charts.adoption(monthly), tmp_path / "adoption.svg")
    assert path.read_text(encoding="utf-8").startswith("<svg")


def test_many_rows_are_drawn():
    wide = offices_of("federal", 1.0, 1, 45, pd.date_range("2016-01-01", periods=140, freq="MS"))
    assert len(wide) > 5000  # where Altair by itself refuses
    (cells,) = tables_with(charts.offices_heat_map(wide), "rect", "use")
    assert len(cells) == len(wide)
