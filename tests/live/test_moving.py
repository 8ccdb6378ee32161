"""What a room moves is what it sees: curve and numbers are those of the run of the same scenario."""

import pytest
from playwright.sync_api import expect
from reading import line, number, share, state
from rooms import LIVE

from experiments.live.app import TYPICAL_SEED
from sim import Scenario, run

CASE = "federal-eoffice"
TO_A_PIXEL = 0.002
"""Shares that a line shows are right to that much."""


def moved(room, lever, value):
    """Set a lever, and wait for the run of the whole population that comes of it."""
    redrawn(room, lambda: room.page.locator(f"[data-lever={lever}] input").fill(str(value)))


def redrawn(room, do):
    """Do something that is run anew, and wait until that is drawn."""
    n = state(room.page, "shown.n")
    do()
    room.page.wait_for_function(f"n => {LIVE}.shown.n > n", arg=n)
    painted(room)


def painted(room):
    """Wait until the newest run is the one that is drawn."""
    room.settle()
    room.page.wait_for_function(f"() => {LIVE}.drawn_n === {LIVE}.shown.n && !{LIVE}.paint_asked")


def assert_shows(room, current, baseline=None, month=119):
    """The lines and the numbers on the page are those of these runs."""
    page = room.page
    for side, result in (("now", current), ("base", baseline or run(Scenario.load(CASE), TYPICAL_SEED))):
        assert line(page, side) == pytest.approx(result.monthly["verified_use"].to_list(), abs=TO_A_PIXEL)
    at = current.monthly.iloc[month]
    assert number(page, "verified_use") == share(at["verified_use"])
    assert number(page, "reported_use") == share(at["reported_use"])
    assert number(page, "cumulative_cost").startswith("Rs")
    told = float(number(page, "cumulative_cost")[2:].removesuffix("billion"))
    assert told == pytest.approx(at["cumulative_cost"] / 1e9, rel=0.006)


def test_a_lever_changes_curve_and_numbers_to_those_of_the_run(room):
    painted(room)
    page, case = room.page, Scenario.load(CASE)
    assert_shows(room, run(case, TYPICAL_SEED))
    before = line(page)
    moved(room, "ME", 1)
    assert line(page) != before
    assert_shows(room, run(case.with_values({"levers": {"ME": 1.0}}), TYPICAL_SEED))
    redrawn(room, lambda: page.keyboard.press("z"))
    expect(page.locator(".count")).to_have_count(0)
    assert_shows(room, run(case, TYPICAL_SEED))
    redrawn(room, lambda: page.keyboard.press("y"))
    expect(page.locator(".count")).to_have_text("1")
    assert_shows(room, run(case.with_values({"levers": {"ME": 1.0}}), TYPICAL_SEED))


def test_a_moved_lever_draws_its_curve_once(room):
    """What is drawn before the curve is there only makes the hand wait."""
    painted(room)
    page = room.page
    page.wait_for_function(f"() => {LIVE}.band.n === {LIVE}.shown.n && {LIVE}.band.seeds === {LIVE}.band.of")
    drawings = page.evaluate(
        f"""() => new Promise(done => {{
          const live = {LIVE}, n = live.shown.n, slider = document.querySelector('[data-lever=ME] input')
          let drawings = 0
          new MutationObserver(() => {{
            drawings += 1
            if (live.shown.n > n) done(drawings)
          }}).observe(document.querySelector('.curve-drawing'), {{childList: true}})
          slider.value = 0.9
          slider.dispatchEvent(new Event('input', {{bubbles: true}}))
        }})"""
    )
    assert drawings == 1


def test_a_lever_moved_at_a_month_leaves_the_past_as_it_was(room):
    painted(room)
    page, case = room.page, Scenario.load(CASE)
    before = page.evaluate("document.querySelector('path.now').getAttribute('d')").split("L")[:60]
    room.go(60)
    page.locator(".b-since-month").click()
    moved(room, "ME", 1)
    changed = case.with_values({"changes": [*case.data()["changes"], {"date": case.months[60], "ME": 1.0}]})
    assert_shows(room, run(changed, TYPICAL_SEED), month=60)
    assert page.evaluate("document.querySelector('path.now').getAttribute('d')").split("L")[:60] == before
    assert state(page, "state.acts[0].month") == 60


def test_a_change_while_playing_does_not_stop_it(room):
    painted(room)
    page = room.page
    room.go(0)
    page.locator(".speed").select_option("8")
    page.locator(".b-play").click()
    page.locator("[data-lever=ME] input").fill("0.9")
    page.wait_for_function(f"() => {LIVE}.state.acts.length === 1")
    month = state(page, "month")
    page.wait_for_function(f"month => {LIVE}.month > month + 3", arg=month)
    assert page.locator(".b-play").inner_text() == "Pause"


def test_playing_goes_on_at_its_speed_and_pause_really_pauses(room):
    painted(room)
    page = room.page
    room.go(0)
    page.locator(".speed").select_option("16")
    cursor = "document.querySelector('.curve [data-move=cursor]').getAttribute('transform')"
    page.keyboard.press("End")
    at_end = page.evaluate(cursor)
    page.keyboard.press("Home")
    # As many frames as the machine gives, and the months they brought.
    seconds, months, places = page.evaluate(
        f"""() => new Promise(done => {{
          const page = {LIVE}, places = new Set(), began = performance.now()
          page.play()
          const look = now => {{
            places.add({cursor})
            if (page.month >= 32) done([(now - began) / 1000, page.month, places.size])
            else requestAnimationFrame(look)
          }}
          requestAnimationFrame(look)
        }})"""
    )
    assert 16 * 0.6 <= months / seconds <= 16 * 1.2
    assert places > 8
    page.keyboard.press(" ")
    expect(page.locator(".b-play")).to_have_text("Play")
    month, place = state(page, "month"), page.evaluate(cursor)
    page.wait_for_timeout(600)
    assert state(page, "month") == month
    assert page.evaluate(cursor) == place != at_end
    page.wait_for_function(f"month => {LIVE}.state.month === month", arg=month)
    page.keyboard.press("End")
    assert page.evaluate(cursor) == at_end
    page.keyboard.press(" ")  # from the end it begins again
    page.wait_for_function(f"() => {LIVE}.playing && {LIVE}.month < 60")


def test_every_measure_can_be_shown(room):
    painted(room)
    page = room.page
    choices = page.locator("select.measure option").evaluate_all(
        "all => all.map(each => [each.value, each.text])"
    )
    assert [name for name, _ in choices] == [each["name"] for each in state(page, "about.measures")]
    result = run(Scenario.load(CASE), TYPICAL_SEED).monthly
    shapes = {}
    for name, label in choices:
        page.locator("select.measure").select_option(name)
        expect(page.locator("#rt-headline")).to_contain_text(label)
        page.wait_for_function(
            "name => document.querySelector('.curve-drawing').view.measure === name", arg=name
        )
        held = state(page, f"held.current.series.{name}")
        assert held == pytest.approx(result[name].fillna(0).to_list(), rel=1e-3, abs=1e-6), name
        shapes[name] = page.locator("[data-chart=curve]").evaluate(
            "each => each.querySelector('path.now').outerHTML + each.ariaLabel"
        )
        assert label in shapes[name], f"whoever hears the page is told of another measure than {name}"
    assert len(set(shapes.values())) == len(shapes)


def test_every_dated_act_is_sent_edited_and_removed(room):
    """Each kind at a month of its own: in the log as it was entered, then changed, then gone."""
    painted(room)
    page = room.page
    kinds = state(page, "panel.kinds")
    assert len(kinds) >= 8
    page.keyboard.press("4")
    for i, kind in enumerate(kinds):
        page.keyboard.press("a")
        page.locator("#act-kind").select_option(kind["kind"])
        page.locator("#act-month").fill(str(40 + i))
        wanted = {}
        for field in kind["fields"]:
            control = page.locator(f"#act-{field['name']}")
            if field.get("choices"):
                control.select_option(index=1)
                wanted[field["name"]] = field["choices"][1]
            else:
                wanted[field["name"]] = field["low"] + 2 * field["step"]
                control.fill(f"{wanted[field['name']]:.6g}")
        page.locator(".b-send-act").click()
        page.wait_for_function(f"n => {LIVE}.state.acts.length === n", arg=i + 1)
        act = state(page, f"state.acts[{i}]")
        assert (act["kind"], act["month"]) == (kind["kind"], 40 + i)
        assert {name: act["values"][name] for name in wanted} == pytest.approx(wanted) if wanted else True
        expect(page.locator(f"[data-act='{act['id']}']")).to_have_count(1)  # its flag on the curve
    assert page.locator(".notice.fault").count() == 0
    painted(room)
    for i, kind in enumerate(kinds):
        row = page.locator(".log-list li.own").nth(i)
        row.locator(".b-edit").click()
        page.locator("#act-month").fill(str(70 + i))
        page.locator(".b-send-act").click()
        page.wait_for_function(
            f"([kind, month]) => {LIVE}.state.acts.some(act => act.kind === kind && act.month === month)",
            arg=[kind["kind"], 70 + i],
        )
        assert len(state(page, "state.acts")) == len(kinds)
        # Moved back, so that the next in the list is again at its place.
        act = next(act for act in state(page, "state.acts") if act["kind"] == kind["kind"])
        page.evaluate(f"id => {LIVE}.edit_act(id)", act["id"])
        page.locator("#act-month").fill(str(40 + i))
        page.locator(".b-send-act").click()
        page.wait_for_function(
            f"([kind, month]) => {LIVE}.state.acts.some(act => act.kind === kind && act.month === month)",
            arg=[kind["kind"], 40 + i],
        )
    for n in reversed(range(len(kinds))):
        redrawn(room, page.locator(".log-list .b-remove").first.click)
        assert len(state(page, "state.acts")) == n
    assert_shows(room, run(Scenario.load(CASE), TYPICAL_SEED))


def test_a_hundred_rapid_moves_and_fifty_resets_leave_a_page_that_answers(room):
    painted(room)
    page = room.page
    client = room.context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    before = page.evaluate("performance.memory.usedJSHeapSize")
    frames, longest = page.evaluate(
        f"""() => new Promise(done => {{
          const slider = document.querySelector('[data-lever=ME] input'), began = performance.now()
          let moves = 0, frames = 0, last = began, longest = 0
          const tick = now => {{
            frames += 1; longest = Math.max(longest, now - last); last = now
            if (moves < 100) {{
              slider.value = moves / 100
              slider.dispatchEvent(new Event(moves === 99 ? 'change' : 'input', {{bubbles: true}}))
              moves += 1
            }} else if ({LIVE}.state.acts.length && !{LIVE}.unanswered) return done([frames, longest])
            requestAnimationFrame(tick)
          }}
          requestAnimationFrame(tick)
        }})"""
    )
    assert frames >= 100
    assert longest < 2_000, "the page stood still"
    painted(room)
    assert state(page, "state.acts")[0]["values"] == {"ME": 0.99}
    assert len(state(page, "state.acts")) == 1
    page.evaluate("document.activeElement.blur()")
    for _ in range(50):
        page.keyboard.press("z")
        page.keyboard.press("r")
    page.wait_for_function(f"() => !{LIVE}.state.acts.length && !{LIVE}.state.busy")
    assert page.evaluate("new Promise(done => requestAnimationFrame(() => done(true)))")
    client.send("HeapProfiler.collectGarbage")
    grown = page.evaluate("performance.memory.usedJSHeapSize") - before
    assert grown < 8e6, f"{grown / 1e6:.1f} MB more than before"
    moved(room, "ME", 1)
    room.go(119)
    assert_shows(room, run(Scenario.load(CASE).with_values({"levers": {"ME": 1.0}}), TYPICAL_SEED))
