"""Sessions of the live view, without a browser: what a room does, what it is shown, and when."""

import base64
import gc
import json
import threading
import time
import weakref

import numpy as np
import pytest
from hosted import CASE, Room, hello, live_threads, tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.live import link
from experiments.live.acts import Refused, applied
from experiments.live.answering import SEEDS, STEPS
from experiments.live.engine import Stopped, kept, lived
from experiments.live.frames import rounded
from experiments.live.measures import MEASURES
from experiments.live.messages import HANDLERS
from experiments.live.session import RUN
from experiments.smaller import smaller
from sim import Scenario, run
from sim.errors import InputError


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("own"))


@pytest.fixture
def room(small):
    room = hello(small)
    yield room
    room.session.close()


def in_force(shown, lever):
    """The steps of a lever in a frame, as months and values."""
    return [tuple(step) for step in shown["in_force"][lever]]


def heat(text, n_months):
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(n_months, -1)


def test_a_page_that_says_hello_is_shown_everything(room):
    assert [name for name, _ in room.published][:3] == ["panel", "cards", "state"]
    shown, about, band = (room.last(name) for name in ("shown", "about", "band"))
    assert shown["key"] == about["key"]
    assert (shown["n"], shown["full"], shown["posts"]) == (1, True, 40)
    assert set(shown["current"]["series"]) == set(MEASURES)
    assert (len(about["months"]), len(about["offices"])) == (18, 4)
    assert (band["n"], band["seeds"], band["of"]) == (1, SEEDS, SEEDS)
    assert [value["seeds"] for value in room.all("band")] == list(STEPS)
    assert room.faults() == []


def test_the_whole_population_has_the_numbers_of_a_run():
    acts = [{"kind": "lever", "month": 60, "values": {"ME": 0.6}}, {"kind": "law", "month": 24, "values": {}}]
    room = Room(CASE, seed=3)
    for act in acts:
        room.do("act", **act)
    room.rest()
    scenario = applied(Scenario.load(CASE), room.session.setting.acts)
    told = run(scenario, 3)
    mine = kept(scenario, lived(scenario, 3, lambda: False), scenario)
    shown = room.last("shown")
    assert (shown["full"], shown["posts"]) == (True, 13_503)
    for name in MEASURES:
        assert np.array_equal(mine.series[name], told.monthly[name]), name
        assert shown["current"]["series"][name] == [rounded(x) for x in told.monthly[name]], name
    digital = np.rint(255 * told.world.office_log["digital"])
    assert np.array_equal(heat(shown["current"]["real"], 120), digital)
    base = [x["baseline"] for x in room.all("shown") if x["baseline"] and x["full"]][-1]
    assert base["series"]["verified_use"] == [
        rounded(x) for x in run(Scenario.load(CASE), 3).monthly.verified_use
    ]


def test_the_money_of_a_sketch_is_told_for_the_whole():
    scenario = Scenario.load("full-package")
    sketch = smaller(scenario, 100)
    whole = kept(scenario, lived(scenario, 1, lambda: False), scenario).series
    told = kept(sketch, lived(sketch, 1, lambda: False), scenario).series
    bare = kept(sketch, lived(sketch, 1, lambda: False), sketch).series
    for name in ("cumulative_cost", "cumulative_levers"):
        assert told[name][-1] == pytest.approx(whole[name][-1], rel=0.03)
        assert bare[name][-1] < 0.75 * whole[name][-1]


def test_the_past_does_not_move_with_a_later_act():
    room = hello(CASE)
    before = room.last("shown")["current"]
    room.do("lever", wait=True, name="ME", value=0.9, month=60)
    after = room.last("shown")["current"]
    for name in ("verified_use", "reported_use", "cumulative_cost"):
        assert after["series"][name][:60] == before["series"][name][:60]
        assert after["series"][name][61:] != before["series"][name][61:]
    assert np.array_equal(heat(after["real"], 120)[:60], heat(before["real"], 120)[:60])
    assert "the two part in" in room.last("shown")["said"]["curve"]


def test_a_lever_says_what_is_in_force(room):
    room.do("lever", wait=True, name="ME", value=0.6, month=5)
    assert in_force(room.last("shown"), "ME") == [(0, 0.1), (5, 0.6)]
    room.do("act", wait=True, kind="lever", month=9, values={"target": "champions"})
    assert in_force(room.last("shown"), "target") == [(0, "all"), (9, "champions")]


def test_the_baseline_is_sent_again_only_when_it_changes(room):
    assert room.last("shown")["baseline"]
    room.do("lever", wait=True, name="ME", value=0.6, month=5)
    assert room.last("shown")["baseline"] is None
    room.do("seed", wait=True, seed=4)
    assert room.last("shown")["baseline"]
    room.do("hello", wait=True, search="", kept="")
    assert room.last("shown")["baseline"]
    assert len(room.all("about")) == 3


def test_moving_a_lever_is_one_step_however_long_it_moves(room):
    for n in range(20):
        room.do("lever", name="ME", value=n / 20, month=5, done=False)
        assert "kept" not in room.last("state")
    room.do("lever", name="ME", value=0.9, month=5, done=True)
    assert [x.values for x in room.session.setting.acts] == [{"ME": 0.9}]
    assert len(room.session.past) == 1
    room.do("undo", wait=True)
    assert room.session.setting.acts == ()
    assert in_force(room.last("shown"), "ME") == [(0, 0.1)]
    assert not room.last("state")["can_undo"]


def test_another_move_ends_one_that_is_under_way(room):
    room.do("lever", name="ME", value=0.5, month=5, done=False)
    room.do("lever", name="CM", value=0.5, month=5, done=False)
    room.do("act", kind="transition", month=7, values={})
    assert [x.kind for x in room.session.setting.acts] == ["lever", "lever", "transition"]
    for left in (2, 1, 0):
        room.do("undo")
        assert len(room.session.setting.acts) == left


def test_looking_does_not_end_a_move(room):
    room.do("lever", name="ME", value=0.5, month=5, done=False)
    room.do("month", month=9)
    room.do("lever", name="ME", value=0.6, month=5, done=True)
    assert (len(room.session.past), room.session.setting.month) == (1, 9)


def test_a_hundred_rapid_moves_publish_few_frames_and_end_with_the_last():
    room = hello(CASE)
    before = len(room.all("shown"))
    for n in range(100):
        room.do("lever", name="ME", value=(n + 1) / 100, month=60, done=n == 99)
    room.rest()
    frames = room.all("shown")[before:]
    assert 2 <= len(frames) <= 20
    assert in_force(frames[-1], "ME") == [(0, 0.1), (60, 1.0)]
    assert frames[-1]["full"]


def test_nothing_stale_is_published_after_something_newer():
    room = hello(CASE)
    rng = np.random.default_rng(1)
    for n in range(60):
        room.do("lever", name="ME", value=0.2 + n / 100, month=60, done=True)
        time.sleep(float(rng.uniform(0, 0.08)))
    room.rest()
    frames = room.all("shown")
    serials = [x["n"] for x in frames]
    assert serials == sorted(set(serials))
    values = [in_force(x, "ME")[-1][1] for x in frames[2:]]
    assert values == sorted(values)
    assert values[-1] == 0.79
    latest = 0
    for name, value in room.published:
        if name == "shown":
            latest = value["n"]
        assert name != "band" or value["n"] == latest


@given(st.data())
@settings(max_examples=40)
def test_undo_and_redo_are_each_others_reverse(small, data):
    room = Room(small)
    session = room.session
    past, future = [], []
    ops = st.sampled_from(
        ["lever", "drag", "act", "remove", "clear", "undo", "redo", "reset", "seed", "month"]
    )
    for op in data.draw(st.lists(ops, max_size=14)):
        before = course(session)
        match op:
            case "lever" | "drag":
                value = data.draw(st.sampled_from([0.1, 0.3, 0.7]))
                if op == "drag":
                    room.do("lever", name="ME", value=0.9, month=3, done=False)
                room.do("lever", name="ME", value=value, month=3, done=True)
            case "act":
                room.do("act", kind=data.draw(st.sampled_from(["ban", "transition"])), month=2, values={})
            case "remove":
                room.do("remove", id=data.draw(st.integers(1, 3)))
            case "seed":
                room.do("seed", seed=data.draw(st.integers(1, 3)))
            case "month":
                room.do("month", month=data.draw(st.integers(0, 17)))
            case _:
                room.do(op)
        if op == "undo":
            if past:
                future.append(before)
                before = past.pop()
            assert course(session) == before
        elif op == "redo":
            if future:
                past.append(before)
                before = future.pop()
            assert course(session) == before
        elif course(session) != before:
            past.append(before)
            future.clear()
        state = room.last("state") if room.all("state") else {"can_undo": False, "can_redo": False}
        assert (state["can_undo"], state["can_redo"]) == (bool(past), bool(future))
    session.close()


def course(session):
    """What is run, as a value."""
    return tuple(getattr(session.setting, key) for key in RUN)


def test_undoing_leaves_the_view_as_it_is(room):
    room.do("lever", name="ME", value=0.5, month=5).do("month", month=11).do("measure", name="trust")
    room.do("purse", value=1e9).do("undo")
    setting = room.session.setting
    assert (setting.acts, setting.month, setting.measure, setting.purse) == ((), 11, "trust", 1e9)


def test_acts_can_be_edited_moved_and_removed(room):
    room.do("act", kind="mandate", month=2, values={"deadline": 3}).do("lever", name="ME", value=0.5, month=5)
    first, second = (act["id"] for act in room.last("state")["acts"])
    room.do("edit", id=first, month=4, values={"intensity": 0.9}).do("edit", id=second, values={"ME": 0.7})
    told = [(x["kind"], x["month"], x["values"]) for x in room.last("state")["acts"]]
    assert told == [("mandate", 4, {"deadline": 3.0, "intensity": 0.9}), ("lever", 5, {"ME": 0.7})]
    room.do("edit", id=second, values={"CM": 1}).do("edit", id=77, month=1).do("remove", id=True)
    assert len(room.faults()) == 3
    room.do("remove", id=first)
    assert [x["id"] for x in room.last("state")["acts"]] == [second]
    room.do("clear")
    assert room.session.setting.acts == ()


def test_a_second_law_takes_the_place_of_the_first(room):
    room.do("act", kind="law", month=2, values={"lag": 1}).do("act", kind="law", month=4, values={"lag": 2})
    assert [(x.month, x.values["lag"]) for x in room.session.setting.acts] == [(4, 2.0)]


def test_cards_choose_both_sides_or_one():
    room = hello(CASE)
    room.do("lever", name="ME", value=0.5, month=5).do(
        "card", wait=True, name="no-reform", **{"as": "baseline"}
    )
    setting = room.session.setting
    assert (setting.scenario, setting.baseline, len(setting.acts)) == (CASE, "no-reform", 1)
    assert room.last("about")["baseline"]["name"] == "no-reform"
    room.do("card", wait=True, name="full-package", **{"as": "current"})
    setting = room.session.setting
    assert (setting.scenario, setting.baseline, setting.acts) == ("full-package", "no-reform", ())
    room.do("card", wait=True, name="provinces", **{"as": "current"})
    setting = room.session.setting
    assert (setting.scenario, setting.baseline) == ("provinces", "provinces")
    assert "other months or offices" in room.faults()[-1]
    cards = {card["name"]: card["comparable"] for card in room.last("cards")}
    assert (cards["provinces"], cards[CASE]) == (True, False)
    assert len(room.last("about")["offices"]) == 160
    room.do("undo", wait=True)
    assert room.session.setting.scenario == "full-package"
    room.do("card", name="/etc/passwd").do("card", name=CASE, **{"as": "all"})
    assert len(room.faults()) == 3


def test_a_regime_holds_for_both_sides(room):
    room.do("regime", wait=True, name="K")
    session = room.session
    assert session.current.regime == session.baseline.regime == "K"
    assert [x["name"] for x in room.last("state")["regimes"]] == ["", "K", "L"]
    room.do("regime", name="Z")
    assert session.setting.regime == "K"


def test_a_prediction_is_hidden_drawn_revealed_kept_and_forgotten(room):
    room.do("predict", month=6, measure="reported_use").do("guess", points=[[8, 0.5], [7, 2], ["x"]])
    state = room.last("state")
    assert (state["hidden_from"], state["measure"], state["guess"]) == (
        6,
        "reported_use",
        [[7, 1.0], [8, 0.5]],
    )
    assert "1 points" in room.faults()[-1]
    room.do("lever", name="ME", value=0.5, month=5).do("reveal")
    assert (room.last("state")["revealed"], len(room.last("state")["guess"])) == (True, 2)
    room.do("forget")
    state = room.last("state")
    assert (state["hidden_from"], state["guess"], state["revealed"]) == (None, [], False)


def test_a_guess_ends_with_the_scenario_it_was_made_for():
    room = hello(CASE)
    room.do("predict", month=6, measure="verified_use").do("guess", points=[[8, 0.5]])
    room.do("card", name="no-reform", **{"as": "baseline"})
    assert room.last("state")["guess"] == [[8, 0.5]]
    room.do("card", name="full-package", **{"as": "current"})
    state = room.last("state")
    assert (state["hidden_from"], state["guess"], state["revealed"]) == (None, [], False)


def test_a_page_that_comes_back_finds_everything_as_it_was(small):
    first = hello(small)
    first.do("lever", name="ME", value=0.5, month=5).do("act", kind="transition", month=7, values={})
    first.do("undo").do("month", month=9, wait=True)
    state = first.last("state")
    first.session.close()
    again = hello(small, search=state["link"], kept=state["kept"])
    for key in set(state) - {"n"}:
        assert again.last("state")[key] == state[key], key
    assert again.last("shown")["current"] == first.last("shown")["current"]
    again.do("redo")
    assert len(again.session.setting.acts) == 2
    again.do("undo").do("undo")
    assert again.session.setting.acts == ()


def test_the_history_comes_back_even_where_all_was_undone(small):
    first = hello(small).do("lever", name="ME", value=0.5, month=5).do("undo")
    state = first.last("state")
    again = hello(small, search=state["link"], kept=state["kept"])
    assert (again.session.setting.acts, len(again.session.future)) == ((), 1)


def test_a_link_wins_over_what_was_kept_of_another(small):
    one = hello(small).do("lever", name="ME", value=0.5, month=5).last("state")
    other = hello(small).do("lever", name="CM", value=0.5, month=5).last("state")
    again = hello(small, search=one["link"], kept=other["kept"])
    assert [x.values for x in again.session.setting.acts] == [{"ME": 0.5}]
    assert again.session.past == []
    # The back button: the same page says hello with an older address, which is a step of its own.
    again.do("hello", search=other["link"], kept="")
    assert [x.values for x in again.session.setting.acts] == [{"CM": 0.5}]
    again.do("undo")
    assert [x.values for x in again.session.setting.acts] == [{"ME": 0.5}]


def test_a_file_is_opened_with_its_steps_and_can_be_undone(small):
    saved = hello(small).do("lever", name="ME", value=0.5, month=5).last("state")["kept"]
    room = hello(small).do("act", kind="ban", month=3, values={}).do("open", text=saved)
    assert [x.kind for x in room.session.setting.acts] == ["lever"]
    room.do("undo")
    assert [x.kind for x in room.session.setting.acts] == ["ban"]
    room.do("open", text="{}").do("open", text=None).do("open", text=saved[:-5])
    assert len(room.faults()) == 3
    assert [x.kind for x in room.session.setting.acts] == ["ban"]


def test_rooms_do_not_see_each_other(small):
    one, two = hello(CASE), hello(CASE)
    for n in range(10):
        one.do("lever", name="ME", value=n / 10, month=60)
        two.do("lever", name="CM", value=n / 10, month=50)
    one.rest()
    two.rest()
    assert in_force(one.last("shown"), "CM") == [(0, 0.0)]
    assert in_force(two.last("shown"), "ME") == [(0, 0.1)]
    assert in_force(one.last("shown"), "ME")[-1] == (60, 0.9)
    assert [x["name"] for x in two.last("state")["acts"]] == ["CM"]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    scenario = Scenario.load(tiny(tmp_path_factory.mktemp("large")))
    values = {"posts": 200_000, "end": "2028-12-31"}
    path = tmp_path_factory.mktemp("large") / "large.toml"
    path.write_text(scenario.with_values(values).to_toml(), encoding="utf-8")
    return str(path)


def test_a_large_population_is_run_on_request_with_progress(large):
    room = hello(large)
    assert [(x["full"], x["posts"]) for x in room.all("shown")] == [(False, 400)]
    room.do("full", on=True, wait=True)
    frame = room.last("shown")
    assert (frame["full"], frame["posts"]) == (True, 200_000)
    told = run(Scenario.load(large), 1).monthly
    assert frame["current"]["series"]["verified_use"] == [rounded(x) for x in told["verified_use"]]
    words = [x["busy"] for x in room.all("state")]
    assert "whole population: 50 %" in words
    assert words[-1] == ""
    assert room.last("band")["n"] == frame["n"]
    room.do("full", on=False, wait=True)
    assert (room.last("shown")["full"], room.last("shown")["posts"]) == (False, 400)


def test_a_large_run_can_be_cancelled_and_gives_way_to_a_change(large):
    room = hello(large)
    room.do("full", on=True)
    until(lambda: any("%" in x["busy"] for x in room.all("state")))
    room.do("full", on=False, wait=True)
    assert not any(x["full"] for x in room.all("shown"))
    room.do("full", on=True)
    until(lambda: room.last("state")["busy"])
    begun = time.monotonic()
    room.do("lever", name="ME", value=0.5, month=5)
    until(lambda: in_force(room.last("shown"), "ME")[-1] == (5, 0.5))
    assert time.monotonic() - begun < 3.0
    assert not room.last("shown")["full"]
    room.session.close()


def until(so, seconds=20.0):
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def test_short_jobs_go_first_and_long_ones_end_with_a_change(large):
    room = hello(large)
    done = []

    def long(working):
        done.append("begun")
        try:
            for _ in range(1000):
                working.lived(Scenario.load(large), 1)
        except Stopped:
            done.append("stopped")
            raise

    room.session.background(long)
    until(lambda: done)
    room.session.soon(lambda: done.append("short"))
    room.do("lever", name="ME", value=0.5, month=5, wait=True)
    assert done == ["begun", "stopped", "short"]
    working = room.session.background(lambda working: working.publish("why", {"n": 1}))
    room.rest()
    assert (room.last("why"), working.stopped()) == ({"n": 1}, False)
    room.session.background(long)
    until(lambda: done.count("begun") == 2)
    room.session.answers.stop_background()
    room.rest()
    assert done[-1] == "stopped"
    room.session.close()


def test_a_short_job_that_fails_is_told_and_the_answer_is_finished(small):
    room = Room(small).do("hello", search="", kept="")
    room.session.soon(lambda: refuse("There is no such office."))
    room.rest()
    assert room.faults() == ["There is no such office."]
    assert room.last("band")["seeds"] == SEEDS


def refuse(text):
    raise Refused(text)


def test_a_run_that_fails_is_told_and_the_session_goes_on(small, monkeypatch):
    room = hello(small)
    monkeypatch.setattr("experiments.live.answering.lived", broken)
    room.do("seed", seed=5, wait=True)
    assert room.faults() == ["Something went wrong and was left out: no such luck"]
    monkeypatch.undo()
    room.do("seed", seed=6, wait=True)
    assert len(room.all("about")) == 2


def broken(*_args, **_named):
    raise ValueError("no such luck")


def test_nothing_is_published_once_a_session_is_closed():
    room = Room(CASE).do("hello", search="", kept="")
    until(lambda: room.all("shown"))
    n = len(room.published)
    room.session.close()
    room.rest()
    assert len(room.published) <= n + 1  # one that was under way
    n = len(room.published)
    room.do("hello").do("lever", name="ME", value=0.5, month=5)
    assert len(room.published) == n


def test_closing_does_not_wait_for_a_page_that_takes_nothing_in(small):
    room = Room(small)
    stuck, freed = threading.Event(), threading.Event()

    def publish(trait, _value):
        if trait == "shown":
            stuck.set()
            freed.wait(20)

    room.session._publish = publish
    room.do("hello")
    assert stuck.wait(20)
    begun = time.monotonic()
    room.session.close()
    assert time.monotonic() - begun < 0.5
    freed.set()
    room.rest()


def test_closed_sessions_leave_nothing(small):
    gone = []
    for n in range(50):
        room = Room(small).do("hello", search="", kept="")
        room.do("lever", name="ME", value=n / 100, month=5, done=bool(n % 2))
        if n % 3:
            room.rest()
        room.session.close()
        gone.append(weakref.ref(room.session))
    del room
    until(lambda: not live_threads())
    gc.collect()
    assert [ref for ref in gone if ref() is not None] == []


def test_a_session_at_rest_has_no_thread(room):
    assert live_threads() == []
    assert not any(thread.name == "live session" for thread in threading.enumerate())


def test_a_source_that_is_no_scenario_is_refused():
    with pytest.raises(InputError, match="federal-eoffice"):
        Room("federal-eofice")
    with pytest.raises(InputError, match="regime"):
        Room(CASE, regime="Z")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from([10**400, "ME", "mandate", "lever", CASE, "both", "verified_use"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.just("ME"), inner, max_size=3)
    ),
    max_leaves=6,
)
fields = st.sampled_from(
    [
        *("name", "value", "month", "done", "kind", "values", "id", "as", "seed", "on", "measure"),
        *("points", "text", "search", "kept", "n"),
    ]
)


@given(st.sampled_from([*HANDLERS, "", "x"]), st.dictionaries(fields, values, max_size=5))
@settings(max_examples=700)
def test_no_message_does_harm(small, what, message):
    room = Room(small)
    session = room.session
    session.do({"what": what, **message})
    assert link.unpacked(link.packed(session.setting), session.library) == (session.setting, [])
    if room.faults() and not room.all("state"):
        assert session.setting == Room(small).session.setting
    session.close()


@pytest.mark.parametrize(
    "message", [None, [], "hello", 3, {}, {"what": None}, {"what": ["lever"]}, {"what": {}}]
)
def test_what_is_no_message_is_told(room, message):
    before = room.session.setting
    room.session.do(message)
    assert len(room.faults()) == 1
    assert room.session.setting is before


def test_the_session_file_can_be_read_by_people(room):
    room.do("lever", name="ME", value=0.5, month=5)
    now = json.loads(room.last("state")["kept"])["now"]
    assert now["acts"][0]["text"] == "Monitoring and evaluation (PC-3): 50 %"
