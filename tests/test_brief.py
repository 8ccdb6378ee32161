"""The brief of real runs: what stands on it, in every form, and what it says to folders it cannot use."""

import html
import json
import re
import shutil
import struct
from io import BytesIO
from itertools import chain
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from briefs import folder_of, study
from pictured import addresses
from typer.testing import CliRunner

from experiments.brief.answer import answer
from experiments.brief.drawing import draw
from experiments.brief.gathering import gather
from experiments.brief.page import blocks
from experiments.brief.tables import packages
from experiments.cli import app
from experiments.compare import asking
from experiments.compare.comparison import TABLES
from viz.report import Heading, Note, Paragraph, Picture, Table, render_report

NAMES = ["executive-order", "legal-mandate", "no-reform"]
SEARCHED = ("c_H", "e2")
SHEET = 275.0
"""Millimetres of an A4 sheet between its margins."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three packages in two regimes over four futures, with turns searched for two parameters."""
    plan = study(NAMES, 400, 4, ["lam", "c_H"], regimes=("L", "K"), centre_replicates=4, satisfied=0.25)
    every = asking.searches
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "searches", lambda *x: [s for s in every(*x) if s.parameter.name in SEARCHED])
        return folder_of(plan, tmp_path_factory.mktemp("compared") / "study", search=True)


@pytest.fixture(scope="module")
def material(folder):
    return gather(folder)


def run(*arguments: object):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def text_of(page: str) -> str:
    """What a reader of a page reads, without its pictures' data."""
    bare = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def words_of(text: str) -> list[str]:
    return re.findall(r"[\w%]+", text.replace("\u2060", ""))


def test_the_page_holds_the_answer_the_tables_and_the_limits_and_fetches_nothing(folder, material, tmp_path):
    out = tmp_path / "page.html"
    assert run(folder, "--out", out).exit_code == 0
    page = out.read_text(encoding="utf-8")
    shown = text_of(page)
    for sentence in answer(material.comparison):
        assert " ".join(sentence.split()) in shown
    for cell in chain(*packages(material).cells()[1]):
        assert " ".join(cell.split()) in shown
    assert material.manifest["git"]["commit"][:12] in shown
    assert "This is a laboratory, not a forecast" in shown
    assert len(page.encode()) < 2_000_000
    assert not addresses(re.sub(r"base64,[^\"]+", "", page))
    assert "default-src 'none'" in page


def test_every_picture_stands_on_the_page_and_its_title_tells_its_figures(material):
    pictures = draw(material)
    assert set(pictures) >= {"months", "futures", "order", "moved"}
    months = material.comparison.months
    last = months[(months["month"] == months["month"].max()) & (months["outcome"] == "verified_use")]
    most = last.groupby("scenario")["mean"].mean().idxmax()
    high = f"{100 * last.loc[last['scenario'] == most, 'mean'].max():.0f} points above"
    assert material.standing.names[most] in pictures["months"].alt
    assert high in pictures["months"].alt
    order = material.comparison.order
    least = order.groupby(["a", "b"])["share"].min()
    holding = "Every pair" if (least >= 0.9).all() else f"{(least >= 0.9).sum()} of {len(least)} pairs"
    assert pictures["order"].alt.startswith(holding)
    made = blocks(material, pictures)
    assert [x for x in made if isinstance(x, Picture)] == [
        pictures[name] for name in ("months", "futures", "order", "moved", "turning") if name in pictures
    ]


def test_the_table_of_packages_tells_the_comparison(material):
    head, rows = packages(material).cells()
    assert [row[0].removesuffix(" (base)") for row in rows] == [
        material.standing.names[name] for name in material.standing.overall
    ]
    cells = dict(zip(head, rows[0], strict=True))
    best = material.standing.overall[0]
    prices = [material.standing.price(regime, best) for regime in ("L", "K")]
    assert cells["Rs per extra digital desk-month"].split("\u00a0/\u00a0") == [
        f"{x.each:,.0f}" if x.cost >= 0 else "saves" for x in prices
    ]
    worst = [100 * material.standing.regret(regime)[best].max_regret for regime in ("L", "K")]
    assert float(cells["Most regret, points"].split("\u00a0/")[0]) == pytest.approx(worst[0], abs=0.5)


def test_markdown_says_what_the_page_says(folder, tmp_path):
    page, plain = tmp_path / "page.html", tmp_path / "page.md"
    assert run(folder, "--out", page).exit_code == 0
    assert run(folder, "--out", plain).exit_code == 0
    told = plain.read_text(encoding="utf-8")
    links = re.findall(r"!\[[^\n]*\]\(([^)]+)\)", told)
    assert links
    assert all((tmp_path / link).read_bytes().startswith(b"\x89PNG") for link in links)
    without = re.sub(r"!\[[^\n]*\]\([^)]+\)|\\|^\|( --- \|)+$", "", told, flags=re.MULTILINE)
    assert words_of(without) == words_of(text_of(page.read_text(encoding="utf-8")))


def test_the_workbook_holds_every_table_with_numbers_as_numbers(folder, material, tmp_path):
    assert run(folder, "--xlsx", "--out", tmp_path / "page.html").exit_code == 0
    book = openpyxl.load_workbook(BytesIO((tmp_path / "page.xlsx").read_bytes()))
    assert book.sheetnames == ["about", "columns", *TABLES]
    for name, table in material.comparison.tables().items():
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == list(table.columns)
        assert len(rows) == len(table)
        for column, values in zip(head, zip(*rows, strict=True), strict=True):
            if pd.api.types.is_float_dtype(table[column]):
                found = np.array([np.nan if isinstance(x, str | None) else x for x in values], dtype=float)
                expected = table[column].where(np.isfinite(table[column]))
                np.testing.assert_allclose(found, expected, rtol=1e-15)
    units = {(row[0], row[1]): row[2] for row in book["columns"].iter_rows(min_row=2, values_only=True)}
    assert units["pairs", "difference"] == "share of desks"
    assert units["pairs", "extra_cost"] == "PKR"
    assert units["order", "low"] == "share of futures"
    assert len(units) == sum(map(len, TABLES.values()))


def test_failed_runs_and_a_sweep_that_is_not_complete_are_told_first(folder, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    runs = pd.read_parquet(broken / "runs.parquet")
    runs.loc[runs.index[-1], "status"] = "failed"
    runs.to_parquet(broken / "runs.parquet")
    told = json.loads((broken / "manifest.json").read_text(encoding="utf-8"))
    told |= {"status": "stopped by the user"}
    (broken / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    first = blocks(gather(broken), {})[0]
    assert isinstance(first, Note)
    assert f"1 of {len(runs)} runs failed" in first.text
    assert "not complete (stopped by the user)" in first.text


def test_what_a_folder_lacks_is_said_in_a_sentence_and_no_table_is_empty(tmp_path):
    bare = folder_of(study(NAMES[:2], 400, 0, [], outcomes=("verified_use_mean",)), tmp_path / "bare")
    found = gather(bare)
    made = blocks(found, draw(found))
    shown = " ".join(x.text for x in made if isinstance(x, Paragraph | Note | Heading))
    assert "No outcome was kept month by month" in shown
    assert "No futures were drawn" in shown
    assert "in its own regime alone" in shown
    assert "not searched for" in shown
    assert "No value was changed alone" in shown
    assert all(len(x.frame) for x in made if isinstance(x, Table))
    assert "Most regret" not in " ".join(chain(*(x.cells()[0] for x in made if isinstance(x, Table))))


def test_a_brief_of_two_regimes_has_at_most_three_sheets(material):
    assert sheets(blocks(material, draw(material))) <= 3.0


def sheets(made) -> float:
    """How many A4 sheets blocks take in print, from the sizes that the page's style gives them.

    A browser is not asked, so that what a break leaves empty is not counted: a tenth is added.
    """
    height = 12.0  # the title
    for block in made:
        match block:
            case Picture():
                height += 184.0 * block.width * _aspect(block) + 2.4 + 4.0 * bool(block.caption)
            case Table():
                height += 16.0 + 5.0 * len(block.frame)
            case Heading():
                height += 10.0
            case Paragraph(text) | Note(text):
                height += 4.3 * sum(len(part) // 118 + 1 for part in text.split("\n\n")) + 2.0
    return 1.1 * height / SHEET


def _aspect(picture: Picture) -> float:
    """Height of a picture by its width."""
    if isinstance(picture.content, bytes):
        width, height = struct.unpack(">II", picture.content[16:24])
        return height / width
    width, height = (
        float(re.search(rf'\b{side}="([\d.]+)"', picture.content)[1]) for side in ("width", "height")
    )
    return height / width


def test_the_estimate_of_sheets_grows_with_what_is_printed():
    long = Paragraph("word " * 2_000)
    assert sheets([long] * 10) > 3.0 > sheets([long])
    assert "break-inside" in render_report("T", [long], compact=True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "does not exist"),
        (("empty",), "is not a folder of results"),
        (("single",), "holds runs that are not compared"),
        (("torn",), "runs.parquet"),
        (("good", "--format", "htm"), "Did you mean `html`"),
        (("good", "--format", "md", "--out", "page.html"), "html, as the name page.html says"),
        (("good", "--out", "empty"), "is a folder"),
        (("good", "--out", "file/page.html"), "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_paragraph(arguments, words, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "single").mkdir()
    (tmp_path / "single" / "manifest.json").write_text('{"redtape": "1", "runs": {}}', encoding="utf-8")
    shutil.copytree(folder, tmp_path / "torn")
    (tmp_path / "torn" / "runs.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "good").symlink_to(folder)
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output
    assert len([line for line in done.output.splitlines() if line and not line.startswith("Drawing")]) == 1
