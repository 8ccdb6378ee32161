"""Accounts, why, the story and files to take home, asked of a session as a page asks them."""

import base64
import io
import json
import threading
import time
from dataclasses import replace

import pandas as pd
import pytest
from hosted import hello, tiny

from experiments.live import engine, tour
from experiments.live.asides import GIVEN_UP
from sim.scenario import Scenario
from sim.simulate import run


@pytest.fixture
def room(tmp_path):
    made = hello(tiny(tmp_path))
    yield made
    made.session.close()


def content(room) -> bytes:
    return base64.b64decode(room.last("download")["data"])


def test_an_office_then_an_official_then_closed(room):
    """Fails if a tap asks for another office, month or run than the one on the screen."""
    room.do("lever", name="ME", value=0.8, month=3, wait=True)
    office = room.do("office", index=2, month=9, wait=True).last("account")
    kept = run(room.session.current, room.session.setting.seed, snapshot=lambda t: t == 9).bureaucrats
    assert [x["number"] for x in office["posts"]] == kept["number"][20:30].tolist()
    assert [["paper", "hybrid", "digital"].index(x["mode"]) for x in office["posts"]] == kept["mode"][
        20:30
    ].tolist()
    official = room.do("official", post=office["posts"][3]["number"], month=9, wait=True).last("account")
    assert (official["kind"], official["office"], official["month"]) == ("official", 2, 9)
    assert official["id"] != office["id"]
    assert room.do("close_account").last("account") == {}
    assert not room.faults()


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("office", {"index": 4, "month": 0}),
        ("office", {"index": -1, "month": 0}),
        ("office", {"index": True, "month": 0}),
        ("office", {"index": 1.5, "month": 0}),
        ("office", {"index": 1, "month": 99}),
        ("office", {"index": 1}),
        ("official", {"post": 40, "month": 0}),
        ("official", {"post": "0", "month": 0}),
        ("official", {"post": float("nan"), "month": 0}),
        ("take", {"file": "../../secret"}),
        ("take", {"file": None}),
        ("take", {"file": ["monthly.csv"]}),
        ("tour", {"at": 7}),
        ("tour", {"at": None}),
        ("tour_reveal", {}),
    ],
)
def test_what_cannot_be_asked_is_told_and_changes_nothing(room, what, fields):
    """Fails if a stranger's message is a traceback, or does anything."""
    before = room.session.setting
    n = len(room.published)
    room.do(what, wait=True, **fields)
    assert len(room.faults()) == 1
    assert "Traceback" not in room.faults()[0]
    assert room.session.setting == before
    assert {trait for trait, _ in room.published[n:]} == {"fault"}


def test_why_is_told_and_forgotten_with_the_next_change(room):
    """Fails if an explanation stays beside a curve that it does not explain."""
    room.do("lever", name="ME", value=0.8, month=3, wait=True)
    told = room.do("why", wait=True).last("why")
    assert told["status"] == "done"
    assert [row["label"] for row in told["rows"]] == ["Monitoring and evaluation (PC-3)"]
    assert len({x["n"] for x in room.all("why") if x}) == 1
    room.do("lever", name="ME", value=0.7, month=3, wait=True)
    assert room.last("why") == {}
    assert room.do("why", wait=True).last("why")["n"] != told["n"]


def test_why_of_no_difference_and_stopped(room):
    assert room.do("why", wait=True).last("why")["status"] == "same"
    room.do("act", kind="law", month=2, values={"status": 1.0, "lag": 2}, wait=True)
    room.do("why").do("why_stop").rest()
    assert room.last("why") == {}
    assert not room.faults()


def test_a_tap_is_answered_while_an_explanation_runs(room):
    """Fails if a room that asked why waits for all of it before anything else is answered."""
    room.do("act", kind="law", month=2, values={"status": 1.0, "lag": 2}, wait=True)
    room.do("why")
    while not any(told.get("progress", 0.0) > 0.0 for told in room.all("why")):
        time.sleep(0.001)
    room.do("take", file="qr", page="http://127.0.0.1:8765/").do("office", index=0, month=3).rest()
    traits = [trait for trait, value in room.published if trait != "why" or value.get("status") == "done"]
    assert room.last("why")["status"] == "done"
    assert traits.index("download") < traits.index("why")
    assert traits.index("account") < traits.index("why")


def test_a_page_that_comes_back_finds_the_explanation_and_the_story(room):
    room.do("lever", name="ME", value=0.8, month=3, wait=True)
    told = room.do("why", wait=True).last("why")
    room.do("hello", search="", kept="", wait=True)
    assert room.last("why") == told
    assert len(room.last("tour")["steps"]) == 7


def test_files_are_of_the_session_and_the_link_of_the_page(room):
    """Fails if a file is of the baseline, of another seed, or an address is taken unseen."""
    room.do("seed", seed=5, wait=True)
    room.do("lever", name="train", value=0.2, month=0, wait=True)
    room.do("take", file="monthly.csv", wait=True)
    found = pd.read_csv(io.BytesIO(content(room)), parse_dates=["month"])
    rows = found[found["policy"] == "current"].reset_index(drop=True)
    expected = run(room.session.current, 5).monthly
    pd.testing.assert_frame_equal(rows[list(expected)], expected, check_dtype=False, check_exact=True)

    page = "http://127.0.0.1:8765/"
    room.do("take", file="brief.md", page=page, wait=True)
    text = content(room).decode()
    link = room.last("state")["link"]
    assert page + link.replace("_", "\\_") in text
    assert "Capacity building: 20 %" in text
    assert " to " in next(line for line in text.splitlines() if line.startswith("| Reported use"))  # a band
    for bad in ("javascript:alert(1)", "http://a/ b", "//x", "http://evil/?s=x#", "x" * 5000):
        room.do("take", file="brief.md", page=bad, wait=True)
        assert f"| Link | {link}".replace("_", "\\_") in content(room).decode()

    room.do("take", file="session", wait=True)
    assert json.loads(content(room))["now"]["seed"] == 5
    assert room.last("download")["name"].endswith("-session.json")
    assert len({x["id"] for x in room.all("download")}) == len(room.all("download"))
    assert not room.faults()


def test_the_story_sets_the_screen_and_reveals_what_the_run_says():
    """Fails if a step shows another scenario, hides nothing, or its reveal is of another run."""
    room = hello()
    told = room.last("tour")
    assert (told["at"], told["revealed"]) == (None, False)
    assert [bool(step["question"]) for step in told["steps"]] == [True] * 7
    room.do("tour", at=4, wait=True)
    state, step = room.last("state"), room.last("tour")["steps"][4]
    assert (state["scenario"], state["baseline"], state["month"]) == ("no-reform", "no-reform", 59)
    assert (state["hidden_from"], state["measure"], state["revealed"]) == (60, "verified_use", False)
    assert [act["values"] for act in state["acts"]] == [{"train": 0.2}]
    assert (room.last("tour")["at"], room.last("tour")["revealed"]) == (4, False)

    room.do("tour_reveal", wait=True)
    state = room.last("state")
    assert (state["revealed"], state["month"], room.last("tour")["revealed"]) == (True, 119, True)
    shown = room.last("shown")["current"]["series"]["verified_use"][119]
    assert f"Real use: {tour.short('verified_use', shown)} of desks" in step["reveal"]

    room.do("regime", name="K", wait=True)
    again = room.last("tour")["steps"][4]["reveal"]
    shown = room.last("shown")["current"]["series"]["verified_use"][119]
    assert again != step["reveal"]
    assert f"Real use: {tour.short('verified_use', shown)} of desks" in again

    room.do("tour_end", wait=True)
    assert room.last("tour")["at"] is None
    assert room.last("state")["hidden_from"] is None
    assert Scenario.load(room.last("state")["scenario"]).name == "no-reform"
    assert not room.faults()
    room.session.close()


def test_a_reveal_of_the_story_rests_at_the_month_that_was_asked():
    """Fails if a reveal shows what a later step asks of the same run."""
    room = hello()
    room.do("tour", at=1, wait=True).do("tour_reveal", wait=True)
    state, asked = room.last("state"), room.last("tour")["steps"][1]["predict"]["month"]
    assert (state["revealed"], state["month"], state["rests_at"]) == (True, asked, asked)
    assert asked < 119
    state = room.do("reveal", wait=True).last("state")
    assert (state["revealed"], state["rests_at"]) == (True, None)
    room.do("tour_reveal", wait=True).do("predict", month=10)
    state = room.last("state")
    assert (state["hidden_from"], state["revealed"], state["rests_at"]) == (10, False, None)
    room.session.close()


def test_a_step_that_asks_for_no_number_hides_what_comes_too():
    room = hello()
    room.do("tour", at=3, wait=True)
    state, step = room.last("state"), room.last("tour")["steps"][3]
    assert step["predict"] is None
    assert (state["hidden_from"], state["guessing"]) == (step["month"] + 1, False)
    state = room.do("tour_reveal", wait=True).last("state")
    assert (state["revealed"], state["rests_at"], state["month"]) == (True, None, 119)
    room.do("tour", at=2, wait=True)
    assert room.last("state")["guessing"]
    room.session.close()


def test_no_step_is_told_by_the_reveals_before_it():
    """Fails if a step of the story asks for what the room has seen by then."""
    seen = {}
    for step in tour.load().steps:
        scenario = tour.named(step.scenario)
        run = (step.scenario, str(step.acts))
        here = scenario.month(step.month)
        assert here + 1 >= seen.get(run, 0), step.title
        if step.predict:
            asked = scenario.month(step.predict.month)
            assert asked > max(here, seen.get(run, -1)), step.title
        seen[run] = asked if step.predict else scenario.n_months - 1


def test_every_step_of_the_story_can_be_shown_in_turn():
    room = hello()
    for i in range(7):
        room.do("tour", at=i, wait=True).do("tour_reveal", wait=True)
        step = room.last("tour")["steps"][i]
        assert step["reveal"]
        assert step["notes"]
        assert "{" not in json.dumps([step["reveal"], step["notes"], step["question"], step["lesson"]])
    assert not room.faults()
    room.session.close()


def test_the_story_goes_on_at_the_step_at_which_it_was_left():
    """Fails if a story that was left begins anew, or one that was told to its end does not."""
    room = hello()
    assert room.last("tour")["left_at"] is None
    room.do("tour", at=4, wait=True).do("tour_end", wait=True)
    assert (room.last("tour")["at"], room.last("tour")["left_at"]) == (None, 4)
    room.do("tour", at=5, wait=True).do("card", name="no-reform", wait=True)
    assert (room.last("tour")["at"], room.last("tour")["left_at"]) == (None, 5)
    room.do("tour", at=6, wait=True).do("tour_end", wait=True)
    assert room.last("tour")["left_at"] == 6
    room.do("tour", at=6, wait=True).do("tour_reveal", wait=True).do("tour_end", wait=True)
    assert room.last("tour")["left_at"] is None
    room.session.close()


@pytest.mark.parametrize("large", ["both", "baseline"])
def test_tables_of_a_large_population_are_given_up_for_the_next_lever_and_said_so(room, monkeypatch, large):
    """Fails if a room that moves a lever meanwhile waits for runs that it does not see."""
    lived, session = engine.lived, room.session
    monkeypatch.setattr("experiments.live.asides.SMALL", 10 if large == "both" else 50)
    if large == "baseline":
        session.baseline = session.own.with_values({"tiers.0.posts": 80})
    expected = content(room.do("take", file="monthly.csv", wait=True))
    room.published.clear()
    begun, moved = threading.Event(), threading.Event()

    def slow(scenario, seed, stale):
        begun.set()
        assert moved.wait(60)
        return lived(scenario, seed, stale)

    monkeypatch.setattr("experiments.live.asides.lived", slow)
    room.do("take", file="monthly.csv")
    assert begun.wait(60)
    room.do("lever", name="ME", value=0.8, month=3)
    moved.set()
    room.rest()
    assert not room.all("download")
    assert room.faults() == [GIVEN_UP]
    assert room.last("state")["busy"] == ""
    assert room.last("shown")["current"]

    monkeypatch.setattr("experiments.live.asides.lived", lived)
    room.do("undo", wait=True).do("take", file="monthly.csv", wait=True)
    rows = content(room).splitlines()  # a step back has the baseline of the library again
    assert [x for x in rows if x.startswith(b"current")] == [
        x for x in expected.splitlines() if x.startswith(b"current")
    ]


@pytest.mark.parametrize("how", ["alone", "with something else"])
def test_an_account_is_closed_when_its_number_would_mean_another_official(room, monkeypatch, how):
    """Fails if the official of a sketch is looked up by the same number in the whole population."""
    monkeypatch.setattr("experiments.live.asides.SMALL", 10)
    monkeypatch.setattr("experiments.live.asides.DESKS", 5)
    room.do("official", post=7, month=3, wait=True)
    assert room.last("account")["kind"] == "official"
    room.do("lever", name="ME", value=0.8, month=3, wait=True)
    assert room.last("account")["kind"] == "official"
    if how == "alone":
        room.do("full", on=True, wait=True)
    else:  # as a link or a session file may
        with room.session.lock:
            room.session.take(replace(room.session.setting, full=True, seed=7))
        room.rest()
    assert room.last("account") == {}


def test_of_accounts_that_were_asked_for_meanwhile_only_the_newest_is_made(room, monkeypatch):
    """Fails if every move of a lever leaves a run behind that nobody looks at."""
    monkeypatch.setattr("experiments.live.asides.SMALL", 10)
    begun, go, asked = threading.Event(), threading.Event(), []

    def slow(scenario, seed):
        asked.append(scenario.fingerprint)
        begun.set()
        assert go.wait(60)
        return {"kind": "official", "of": scenario.fingerprint}

    with room.session.lock:
        room.session.asides.account(slow)
    assert begun.wait(60)
    for value in (0.6, 0.7, 0.8):
        room.do("lever", name="ME", value=value, month=3)
    newest = room.session.current.fingerprint
    go.set()
    room.rest()
    assert len(asked) == 2
    assert [x["of"] for x in room.all("account")] == [newest]


@pytest.mark.parametrize("seed", [None, -3, 2.5, "7", True, 1e300])
def test_what_is_no_seed_is_told_and_changes_nothing(room, seed):
    """Fails if a room that emptied the box, or typed a sign too many, is shown another world unasked."""
    before = room.last("state")["seed"]
    room.do("seed", seed=seed, wait=True)
    assert room.last("state")["seed"] == before
    assert "A seed is a whole number from 0 to" in room.faults()[-1]
