"""What a room takes home: every file is opened again and compared with the runs it tells of."""

import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pandas as pd
import pyarrow.parquet as pq
import pytest
from worlds import day, orders, small

from experiments.live import acts, taking_home, why
from experiments.live.acts import Act
from experiments.live.taking_home import BASELINE, CURRENT, FILES, Taken, file
from experiments.summary import amount
from experiments.tables import schema
from sim.errors import InputError
from sim.scenario import Scenario
from sim.simulate import run

SEED = 11
HOSTILE = '<script>alert(1)</script> "x" | [a](http://evil.example) <img src=http://evil.example/x>'
BASE = small({"mandates": orders((2, 6, 0.4)), "title": HOSTILE, "end": day(30)})
ACTS = (
    Act(1, "law", 9, {"status": 1.0, "lag": 3.0, "repeal": 0.0}),
    Act(2, "lever", 4, {"ME": 0.6}),
    Act(3, "transition", 20, {}),
)
CHANGED = acts.applied(BASE, ACTS)
BAND = {
    "seeds": 20,
    BASELINE: {"verified_use": {"low": [0.11] * 31, "mid": [0.2] * 31, "high": [0.31] * 31}},
    CURRENT: {"verified_use": {"low": [0.41] * 31, "mid": [0.5] * 31, "high": [0.62] * 31}},
}


@pytest.fixture(scope="module")
def taken() -> Taken:
    return Taken(
        BASE,
        CHANGED,
        SEED,
        ACTS,
        month=12,
        address="http://127.0.0.1:8765/?s=AbC-_9",
        guess=((30, 0.77),),
        band=BAND,
        why=why.explained(BASE, CHANGED, SEED, replicates=1),
    )


@pytest.mark.parametrize("name", ["monthly", "offices"])
def test_tables_hold_both_runs_to_the_bit(taken, name):
    """Fails if a column is lost or rounded, rows are exchanged, or baseline and current change places."""
    raw = {form: file(f"{name}.{form}", taken)[2] for form in ("csv", "parquet")}
    found = {
        "csv": pd.read_csv(io.BytesIO(raw["csv"]), parse_dates=["month"]),
        "parquet": pq.read_table(io.BytesIO(raw["parquet"])).to_pandas(),
    }
    for table in found.values():
        for policy, scenario in ((BASELINE, BASE), (CURRENT, CHANGED)):
            rows = table[table["policy"] == policy].reset_index(drop=True)
            expected = getattr(run(scenario, SEED), name)
            pd.testing.assert_frame_equal(
                rows[list(expected.columns)], expected, check_dtype=False, check_exact=True
            )
            assert set(rows["fingerprint"]) == {scenario.fingerprint}
            assert set(rows["seed"]) == {SEED}
        assert list(table["policy"].unique()) == [BASELINE, CURRENT]


@pytest.mark.parametrize("name", ["monthly", "offices"])
def test_parquet_says_its_units_as_other_tables_do(taken, name):
    found = pq.read_table(io.BytesIO(file(f"{name}.parquet", taken)[2])).schema
    known = schema(name)
    for column in known.names:
        if column not in taking_home.NOT_TAKEN:
            assert found.field(column).metadata == known.field(column).metadata
    assert all(field.metadata[b"unit"] and field.metadata[b"meaning"] for field in found)


def test_the_policy_lives_on_as_a_scenario_file(taken, tmp_path):
    """Fails if an act is lost on the way into the file, or the file runs otherwise than the session."""
    name, _, raw = file("scenario.toml", taken)
    path = tmp_path / name
    path.write_bytes(raw)
    again = Scenario.load(path)
    assert again.fingerprint == CHANGED.fingerprint != BASE.fingerprint
    pd.testing.assert_frame_equal(run(again, SEED).monthly, run(CHANGED, SEED).monthly, check_exact=True)
    assert "room" in again.title
    comments = [line for line in raw.decode().splitlines() if line.startswith("# - ")]
    assert comments == [
        "# - October 2022: Monitoring and evaluation (PC-3): 60 %",
        "# - March 2023: Law behind the reform, weight 100 %, in force after 3 months",
        "# - February 2024: Change of government",
    ]


def test_a_lever_with_dates_of_the_scenario_is_taken_home_with_them(tmp_path):
    """Fails if the file loses a date on which the scenario renews leadership, or the room's value for it."""
    base = Scenario.load("federal-eoffice").with_values({"posts": 1600})
    done = (Act(1, "lever", 0, {"Pbar": 0.62}), Act(2, "lever", 50, {"Pbar": 0.7}))
    changed = acts.applied(base, done)
    path = tmp_path / "taken.toml"
    path.write_bytes(file("scenario.toml", Taken(base, changed, SEED, done))[2])
    again = Scenario.load(path)
    assert [x.levers["Pbar"] for x in again.changes if "Pbar" in x.levers] == [0.62, 0.7, 0.7]
    pd.testing.assert_frame_equal(run(again, SEED).monthly, run(changed, SEED).monthly, check_exact=True)


class Page(HTMLParser):
    """Collects the tags of a page, what they refer to, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.refers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.refers += [value or "" for key, value in attrs if key in ("src", "href", "srcset", "data")]

    def handle_data(self, data):
        self.text += f"{data}\n"


def test_the_brief_needs_nothing_from_outside_and_runs_nothing(taken):
    """Fails if a title becomes a tag, or a picture or link is fetched when the page is opened."""
    page = Page(file("brief.html", taken)[2].decode("utf-8"))
    assert not page.tags & {"script", "link", "iframe", "object", "a"}
    assert page.refers
    assert all(x.startswith("data:image/") for x in page.refers)
    assert HOSTILE in page.text
    text = file("brief.md", taken)[2].decode("utf-8")
    assert "<script" not in text.replace("\\<script", "")
    assert "](http" not in text.replace("\\](http", "")


def test_the_brief_tells_the_figures_of_the_runs(taken):
    """Fails if a figure is of another month, another policy, or another seed."""
    text = file("brief.md", taken)[2].decode("utf-8")
    monthly = {policy: x.monthly for policy, x in taken.runs.items()}
    pd.testing.assert_frame_equal(monthly[BASELINE], run(BASE, SEED).monthly)
    for t, month in ((12, "June 2023"), (30, "December 2024")):
        part = text[text.index(f"| {month} | Baseline") :]
        for outcome, label in (("reported_use", "Reported use"), ("processing_days", "Days per file")):
            row = next(line for line in part.splitlines() if line.startswith(f"| {label} |"))
            for policy in (BASELINE, CURRENT):
                assert f" {amount(outcome, float(monthly[policy][outcome][t]))} " in row
    end = text[text.index("| December 2024 | Baseline") :]
    row = next(line for line in end.splitlines() if line.startswith("| Real use |"))
    assert "(11 to 31)" in row.split("|")[2]
    assert "(41 to 62)" in row.split("|")[3]
    guessed = text[text.index("## What the room predicted") :]
    assert f"| December 2024 | 77 % of desks | {amount('verified_use', _end(taken))} |" in guessed


def _end(taken: Taken) -> float:
    return float(taken.runs[CURRENT].monthly["verified_use"].iloc[-1])


def test_the_brief_tells_acts_in_order_why_limits_and_the_way_back(taken):
    text = file("brief.md", taken)[2].decode("utf-8")
    order = [
        "| October 2022 | Monitoring and evaluation",
        "| March 2023 | Law behind the reform",
        "| February 2024 | Change of government",
        "## What came of it",
        "## Why",
        "| Monitoring and evaluation \\(PC-3\\) |".replace("\\", ""),
        "Real use has been compared with nothing",
        "This is a laboratory, not a forecast",
        "http://127.0.0.1:8765/?s=AbC-\\_9",
        CHANGED.fingerprint,
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_brief_of_a_session_in_which_nothing_was_done_says_so():
    plain = Taken(BASE, BASE, SEED)
    text = file("brief.md", plain)[2].decode("utf-8")
    assert "The room did nothing" in text
    assert "Why the two differ was not asked" in text
    assert "These are single runs" in text
    assert "What the room predicted" not in text


def test_the_code_holds_the_address(taken):
    """Fails if the code is not one SVG, refers to something, or is of another address."""
    name, mime, raw = file("qr", taken)
    assert (name, mime) == (f"redtape-{CHANGED.name}-qr.svg", "image/svg+xml")
    root = ET.fromstring(raw)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.findall(rb"(?:href|url\()", raw)
    assert taking_home.qr(taken.address) == raw.decode()
    assert taking_home.qr(taken.address + "x") != raw.decode()


def test_names_are_safe_and_what_is_unknown_is_refused(taken):
    for what in FILES:
        name = file(what, taken)[0]
        assert re.fullmatch(r"redtape-[\w.-]+", name)
    with pytest.raises(InputError, match="Did you mean `monthly"):
        file("month.csv", taken)
