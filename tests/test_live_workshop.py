"""What a facilitator does in the wrong order, or too early: nothing is lost, nothing told wrongly."""

import base64
import io
import tomllib

import pandas as pd
import pytest
from hosted import CASE, Room, hello, tiny

from experiments.live import account_of, link, taking_home, why
from experiments.live.acts import Refused, applied, cleaned
from experiments.live.setting import cleaned_setting
from sim import Scenario


@pytest.fixture
def told():
    """A room at the scenario of the story."""
    made = hello(CASE)
    yield made
    made.session.close()


@pytest.fixture
def room(tmp_path):
    made = hello(tiny(tmp_path))
    yield made
    made.session.close()


def taken(room, what):
    """The text of a file that is taken home."""
    return base64.b64decode(room.do("take", file=what, page="", wait=True).last("download")["data"]).decode()


def held(room):
    """The lock of the session: while it is held, its worker waits before it publishes."""
    return room.session.lock


def test_a_page_that_comes_back_is_not_told_of_an_explanation_that_has_ended(room):
    """Fails if the page waits for ever for an explanation that the newer runs have stopped."""
    room.do("lever", name="ME", value=0.8, month=0, wait=True)
    with held(room):
        room.do("why").do("hello", search="", kept="")
        assert room.last("why") == {}
    assert room.rest().last("why") == {}


def test_an_explanation_that_breaks_says_so(room, monkeypatch):
    """Fails if a fault within it leaves the page waiting."""
    monkeypatch.setattr(why, "ask", lambda *_: 1 / 0)
    room.do("lever", name="ME", value=0.8, month=0, wait=True).do("why", wait=True)
    assert room.last("why")["status"] == "failed"
    assert "went wrong" in room.faults()[-1]


def test_a_guess_is_never_told_of_another_measure(room):
    """Fails if a share that was guessed is shown, or taken home, as money."""
    room.do("predict", month=5, measure="verified_use").do("guess", points=[[10, 0.5]]).do("reveal")
    assert room.do("measure", name="cumulative_cost").last("state")["guess"] == []
    brief = taken(room, "brief.md")
    told = brief.partition("## What the room predicted")[2].partition("## Why")[0]
    assert "Real use" in told
    assert "50 %" in told
    again = hello(CASE, search=room.last("state")["link"])
    again.session.close()
    assert again.session.setting.guess_of == room.session.setting.guess_of == "verified_use"
    assert room.do("measure", name="verified_use").last("state")["guess"] == [[10, 0.5]]


def test_the_story_goes_on_where_it_was_after_a_reload(told):
    """Fails if a new page, or a restarted server, begins the story again."""
    told.do("tour", at=2, wait=True).do("tour_reveal", wait=True)
    state = told.last("state")
    again = hello(CASE, search=state["link"], kept=state["kept"])
    again.session.close()
    tour = again.last("tour")
    assert (tour["at"], tour["revealed"], again.last("state")["revealed"]) == (2, True, True)
    assert tour["steps"][2]["reveal"] == told.last("tour")["steps"][2]["reveal"] != ""


def test_the_story_is_told_of_no_other_scenario_than_its_own(told):
    """Fails if its question stays beside the curve of a card, or of what came before it."""
    told.do("tour", at=1, wait=True)
    assert told.do("undo", wait=True).last("tour")["at"] is None
    assert told.do("redo", wait=True).last("tour")["at"] == 1
    assert told.do("card", name="legal-mandate", wait=True).last("tour")["at"] is None
    assert (
        told.do("tour", at=1, wait=True).do("lever", name="ME", value=0.9, wait=True).last("tour")["at"] == 1
    )


def test_a_link_to_a_step_that_is_not_there_opens_without_the_story(told):
    """Fails if a stranger's number of a step breaks the page."""
    for step in (99, -1, 1e300, "x", True, [1]):
        data = {**link.plain(told.session.setting), "step": step, "told": 1}
        setting, _ = cleaned_setting(data, told.session.library)
        told.session.take(setting)
        told.do("hello", search="", kept="", wait=True)
        assert told.last("tour")["at"] in (None, 0)


def test_an_open_account_is_of_what_is_run(room):
    """Fails if an account stays on the screen beside a policy that it does not tell of."""
    month = 9
    room.do("office", index=1, month=month, wait=True)
    room.do("lever", name="ME", value=0.9, month=0, done=False, wait=True)
    room.do("lever", name="ME", value=1.0, month=0, done=True, wait=True)
    told = room.last("account")
    assert told["id"] > room.all("account")[0]["id"]
    assert {**told, "id": 0} == {"id": 0, **account_of.office(room.session.current, 1, month, 1)}
    assert len(room.all("account")) == 2
    room.do("card", name="tax-filing", wait=True)
    assert room.last("account") == {}


def test_an_account_that_is_closed_before_it_is_made_stays_closed(room):
    with held(room):
        room.do("office", index=1, month=9).do("close_account")
    assert room.rest().last("account") == {}


def test_a_policy_tried_as_a_sketch_is_taken_home_whole_or_not_at_all():
    """Fails if a file has the posts, or the money, of a small copy."""
    room = Room("provinces").do("hello", search="", kept="")
    for what in ("monthly.csv", "offices.parquet", "brief.md"):
        room.do("take", file=what, page="")
        assert "whole population" in room.faults()[-1]
    policy = tomllib.loads(taken(room, "scenario.toml"))
    assert sum(tier["posts"] for tier in policy["tiers"]) == 54_011
    room.do("full", on=True).rest()
    spent = room.last("shown")["current"]["series"]["cumulative_cost"][-1]
    table = pd.read_csv(io.StringIO(taken(room, "monthly.csv")))
    assert table.cumulative_cost.iloc[-1] == pytest.approx(spent, rel=1e-4)
    room.session.close()


def test_a_flood_of_requests_is_refused(room):
    """Fails if what one page asks for can pile up without end."""
    with held(room):
        for _ in range(200):
            room.do("take", file="monthly.csv", page="").do("office", index=1, month=9)
        assert room.session.answers.worker.n_waiting <= 20
    assert "ask again" in room.rest().faults()[-1]
    assert len(room.all("download")) >= 10


def test_a_date_past_the_end_is_not_moved_into_the_run_unsaid():
    """Fails if an order due in five years works as if it were due when the run ends."""
    order, said = cleaned(1, "mandate", 15, {"deadline": 60, "intensity": 0.2}, 18)
    assert order.values["deadline"] == 2
    assert said == ["Months to the deadline was set to 2, for the run ends then."]
    cut, said = cleaned(1, "austerity", 15, {"end": 3, "depth": 0.2}, 18)
    assert (cut.values["end"], said) == (3, [])
    own = Scenario.load(CASE)
    for months, repealed in ((19, True), (20, False)):
        law, said = cleaned(1, "law", 100, {"status": 1.0, "lag": 6, "repeal": months}, own.n_months)
        assert said == []
        assert (applied(own, [law]).law.repeal is not None) == repealed


def test_a_file_opened_during_a_drag_brings_its_own_steps_of_undoing(room):
    """Fails if the move that was under way becomes a step of what the file holds."""
    saved = taken(room, "session")
    room.do("lever", name="ME", value=0.9, month=0, done=False).do("open", text=saved, wait=True)
    assert not room.session.moving
    assert [len(x.acts) for x in room.session.past] == [1]


def test_a_session_too_large_for_a_code_to_scan_says_so():
    with pytest.raises(Refused, match="too much"):
        taking_home.qr("http://192.168.1.5:8765/?s=" + "x" * 4000)


def test_a_reset_within_the_story_begins_its_step_anew(told):
    """Fails if the step's own acts go while its text goes on telling of them."""
    steps = told.session.asides.story.form.steps
    at = next(i for i, step in enumerate(steps) if step.acts)
    told.do("tour", at=at)
    begun = told.session.setting
    told.do("lever", name="ME", value=0.9, month=0, done=True).do("month", month=100).do("reset")
    assert (told.session.setting.acts, told.session.setting.month) == (begun.acts, begun.month)
    assert told.session.setting.acts
    assert told.session.asides.story.at == at
