"""The report: every text escaped, every picture described, one small file that fetches nothing."""

import base64
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pictured import EVENTS, MONTHS, addresses, monthly_of, offices_of

from viz import charts
from viz.report import Column, Heading, Note, Paragraph, Picture, Table, render_report


def report(*blocks) -> str:
    return render_report("Title & <title>", blocks)


@pytest.mark.parametrize(
    "block",
    [
        Heading("<b>&"),
        Heading("<b>&", 3),
        Paragraph("<b>&"),
        Note("<b>&"),
        Picture("<svg/>", caption="<b>&", alt='a "quoted" text'),
        Picture("<svg/>", caption="caption", alt='<b>&"><script>'),
        Table(pd.DataFrame({"<b>&": [1]})),
        Table(pd.DataFrame({"a": ["<b>&"]})),
        Table(pd.DataFrame({"a": [1]}), {"a": Column("<b>&")}),
        Table(pd.DataFrame({"a": [1]}), {"a": Column("A", lambda value: f"<b>&{value}")}),
        Table(pd.DataFrame({"a": [1]}), caption="<b>&"),
    ],
)
def test_every_text_is_escaped(block):
    page = report(block)
    assert "<b>" not in page
    assert "<script" not in page
    assert page.count("&lt;b&gt;&amp;") == 1
    assert "<title>Title &amp; &lt;title&gt;</title>" in page


def test_a_picture_says_what_it_shows_to_who_cannot_see_it():
    monthly = monthly_of(offices_of("federal", 1.0, 5, 8, MONTHS))
    block = charts.picture(charts.adoption(monthly), "Caption")
    page = report(block)
    alt = html.unescape(re.search(r'<img [^>]*alt="([^"]*)"', page)[1])
    last = monthly[monthly["month"] == MONTHS[-1]]
    assert alt.startswith("How desks work")
    assert f"{100 * last['verified_use'].mean():.0f} %" in alt
    with pytest.raises(ValueError, match="who cannot see it"):
        Picture("<svg/>", caption="Caption", alt=" ")


def test_tables_format_their_columns():
    frame = pd.DataFrame({"policy": ["a", "b"], "use": [0.123, np.nan], "cost": [2e9, 1e9], "hidden": [1, 2]})
    columns = {
        "policy": Column("Policy"),
        "use": Column("Use", "{:.0%}"),
        "cost": Column("Cost", lambda rupees: f"{rupees / 1e9:.1f} bn"),
    }
    page = Table(frame, columns).html()
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    assert cells == ["Policy", "Use", "Cost", "a", "12%", "2.0 bn", "b", "–", "1.0 bn"]
    assert page.count('class="number"') == 6
    assert page.count('scope="row"') == 2


def test_a_report_of_eight_pictures_is_one_small_file_that_fetches_nothing():
    months = pd.date_range("2018-01-01", periods=120, freq="MS")
    offices = offices_of("federal", 1.0, 3, 40, months)
    drawn = [charts.offices_heat_map(offices), charts.adoption(monthly_of(offices), events=EVENTS)]
    blocks = [charts.picture(chart, "Caption") for chart in drawn]
    page = report(Heading("Pictures"), *(4 * blocks), Table(pd.DataFrame({"a": [1]})))
    assert len(page.encode()) < 2_000_000
    kinds = re.findall(r'src="data:image/(svg\+xml|png);base64,([^"]+)"', page)
    # The many cells of the heat map are smaller as PNG, lines and areas as SVG.
    assert {kind for kind, _ in kinds} == {"svg+xml", "png"}
    assert all(
        len(block.content) <= len(charts.svg(chart)) for block, chart in zip(blocks, drawn, strict=True)
    )
    assert len(kinds) == 8
    vectors = [base64.b64decode(data).decode() for kind, data in kinds if kind == "svg+xml"]
    without_data = re.sub(r"base64,[^\"]+", "", page)
    for text in (without_data, *vectors):
        assert not addresses(text)
    assert not re.search(r"<(script|link|iframe|object|embed)\b|@import|url\(", without_data)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("module", ["viz", "viz.report"])
def test_altair_is_loaded_only_to_draw(module):
    code = (
        f"import sys, json, {module}; print(json.dumps([m in sys.modules for m in ('altair', 'vl_convert')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [False, False]
