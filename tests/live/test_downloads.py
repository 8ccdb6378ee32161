"""Everything a room takes home is opened: pictures, tables, briefs, scenario and session; and the link."""

import io
import json
import re
import struct
import xml.etree.ElementTree as ET

import pandas as pd
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect
from reading import number, numbers_in, share, state
from rooms import LIVE, PATIENCE
from takings import CHARTS, FILES

from experiments.live.app import TYPICAL_SEED
from sim import Scenario, run

MONTH = 90


def test_everything_taken_home_says_what_the_page_shows(rooms, tmp_path, server):
    room = rooms(viewport={"width": 1280, "height": 720})
    room.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url.rstrip("/"))
    page = room.open()
    room.settle()
    room.move(30)
    page.keyboard.press("w")
    page.wait_for_function(f"() => {LIVE}.why.status === 'done'", timeout=15 * PATIENCE)
    assert_the_explanation_adds_up(page)
    room.go(MONTH)
    page.keyboard.press("h")
    buttons = page.locator(".dialog :is(.chart-row, .row) button").evaluate_all(
        "all => all.map(each => [...each.classList].find(name => name.startsWith('b-')))"
    )
    assert set(buttons) == set(FILES)
    files = {button: taken(page, button) for button in FILES}
    case = Scenario.load("federal-eoffice")
    level = state(page, "state.acts[0].values.ME")
    with_act = case.with_values({"levers": {"ME": level}})
    runs = {"current": run(with_act, TYPICAL_SEED), "baseline": run(case, TYPICAL_SEED)}

    for name in CHARTS:
        assert_picture(files[f"b-svg-{name}"], files[f"b-png-{name}"])
    curve = files["b-svg-curve"].decode()
    assert share(runs["current"].monthly["verified_use"].iloc[-1]) in re.sub(r"\s", "", curve)
    assert f"seed {TYPICAL_SEED}" in curve

    for name in ("monthly", "offices"):
        csv = pd.read_csv(io.BytesIO(files[f"b-{name}-csv"]))
        parquet = pq.read_table(io.BytesIO(files[f"b-{name}-parquet"]))
        assert list(csv.columns) == parquet.column_names
        assert all(field.metadata for field in parquet.schema)
        for policy, ran in runs.items():
            mine = csv[csv["policy"] == policy]
            other = parquet.to_pandas().query("policy == @policy")
            wanted = getattr(ran, name)["verified_use" if name == "monthly" else wanted_column(csv)]
            assert mine[wanted.name].to_list() == pytest.approx(wanted.to_list())
            assert other[wanted.name].to_list() == pytest.approx(wanted.to_list())
    months = pd.read_csv(io.BytesIO(files["b-monthly-csv"]))
    at = months[months["policy"] == "current"].iloc[MONTH]
    assert number(page, "verified_use") == share(at["verified_use"])

    act = state(page, "state.acts[0].text")
    html, markdown = files["b-brief-html"].decode(), files["b-brief-md"].decode()
    assert act in html
    assert act in markdown
    notes = files["b-take-notes"].decode()
    for text in (html, notes):
        assert re.findall(r"""(?:src|href)\s*=\s*["']?(?!#|data:|http://127)[^"'\s>]+""", text) == []
        assert "<script" not in text
    assert [step["title"] in notes for step in state(page, "tour.steps")].count(False) == 0

    file = tmp_path / "policy.toml"
    file.write_bytes(files["b-scenario-toml"])
    loaded = run(Scenario.load(file), TYPICAL_SEED).monthly["verified_use"]
    assert loaded.to_list() == runs["current"].monthly["verified_use"].to_list()

    page.locator(".b-copy").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == server.url + state(page, "state.link") == page.locator(".link-text").input_value()
    page.locator(".b-qr").click()
    page.wait_for_function("() => document.querySelector('.qr img')?.naturalWidth > 0")
    assert_code_of(link, state(page, "qr"))

    before = room.shows()
    session = json.loads(files["b-save-session"])
    assert "http" not in json.dumps(session)
    for opened in (by_link, by_file):
        other = rooms(viewport={"width": 1280, "height": 720})
        opened(other, link.removeprefix(server.url), tmp_path, files["b-save-session"])
        other.settle()
        assert other.shows() == before


def by_link(room, link, *_):
    room.open(link)


def by_file(room, _, folder, session):
    page = room.open()
    room.settle()
    path = folder / "session.json"
    path.write_bytes(session)
    n = state(page, "shown.n")
    page.keyboard.press("h")
    page.locator(".b-open-session").set_input_files(path)
    expect(page.locator(".count")).to_have_text("1")
    page.wait_for_function(f"n => {LIVE}.shown.n > n", arg=n)
    page.wait_for_function(f"month => {LIVE}.month === month", arg=MONTH)


def taken(page, button):
    with page.expect_download(timeout=15 * PATIENCE) as coming:
        page.locator(f".{button}").click()
    assert coming.value.suggested_filename.endswith(FILES[button])
    return coming.value.path().read_bytes()


def wanted_column(table):
    return next(name for name in ("verified_use", "real_use", "share_digital") if name in table.columns)


def assert_picture(svg, png):
    root = ET.fromstring(svg)
    width, height = (float(root.get(side)) for side in ("width", "height"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(root.iter("{http://www.w3.org/2000/svg}text"))) > 5
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == pytest.approx((2 * width, 2 * height), abs=2)
    assert len(png) > 10_000, "an empty picture"


def assert_code_of(link, svg):
    """The code is the one of the link: drawn again it is the same to the last module."""
    from experiments.live.taking_home import qr

    assert svg == qr(link)


def assert_the_explanation_adds_up(page):
    why = state(page, "why")
    assert why["from"]["value"] + sum(row["value"] for row in why["rows"]) == pytest.approx(
        why["to"]["value"], abs=0.1
    )
    told = page.locator("[data-chart=waterfall]").get_attribute("aria-label")
    assert numbers_in(told), "who hears the page is told nothing of the explanation"
