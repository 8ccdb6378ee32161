"""Predict first: nothing of the future is on the page before the reveal, and the guess stays after it."""

import re

import pytest
from playwright.sync_api import expect
from reading import looked, state
from rooms import LIVE

FROM = 60
RESTED = f"() => !{LIVE}.on_rests && {LIVE}.veil_at === null"


@pytest.fixture
def asked(room):
    """A room that has moved a lever and is asked what comes after month 60."""
    room.settle()
    room.move(30)
    room.go(FROM - 1)
    room.page.evaluate("document.activeElement.blur()")
    room.page.keyboard.press("q")
    room.page.wait_for_selector(".guessing")
    room.page.wait_for_function("() => document.querySelector('.curve-drawing').view.hidden_from !== null")
    room.page.wait_for_selector("[data-chart=curve] .band-current", state="attached")
    return room


def drawn_months(page):
    return page.evaluate(
        "document.querySelector('path.now').getAttribute('d').match(/-?[\\d.]+,-?[\\d.]+/g).length"
    )


def far_right(page, paths):
    """How far to the right each of those paths of the curve reaches."""
    return page.locator(f"[data-chart=curve] {paths}").evaluate_all(
        "all => all.map(each => { const box = each.getBBox(); return box.x + box.width })"
    )


def test_nothing_of_the_future_is_on_the_page_before_the_reveal(asked):
    page = asked.page
    series = state(page, "held.current.series")
    end = {name: values[-1] for name, values in series.items()}
    said = looked(page, "everything()")
    told = {
        f"{100 * end['verified_use']:.0f}\u00a0%",
        f"{100 * end['reported_use']:.0f}\u00a0%",
        f"{end['cumulative_cost'] / 1e9:.2f}".rstrip("0"),
        f"{end['cumulative_levers'] / 1e9:.2f}".rstrip("0"),
    }
    axis = {"0\u00a0%", "25\u00a0%", "50\u00a0%", "75\u00a0%", "100\u00a0%"}
    leaks = [text for text in said for value in told - axis if value in text.replace(" ", "\u00a0")]
    known = {f"{100 * values[month]:.0f}\u00a0%" for values in series.values() for month in (FROM - 1,)}
    assert [leak for leak in leaks if leak not in known] == []
    assert drawn_months(page) == FROM
    for chart in page.locator("svg.chart").all():
        assert not re.search(r"\d", chart.get_attribute("aria-label"))
    assert not [x for x in far_right(page, "[class^=band]") if x > far_right(page, "path.now")[0] + 0.1]
    # No way on the page leads past the month before.
    page.evaluate("document.querySelector('.rt').focus()")
    page.keyboard.press("End")
    page.locator(".month-slider").fill("100")
    page.wait_for_timeout(300)
    assert state(page, "month") == FROM - 1
    page.locator(".speed").select_option("32")
    page.locator(".b-play").click()
    page.wait_for_function(f"() => !{LIVE}.playing && {LIVE}.month === {FROM - 1}")
    assert drawn_months(page) == FROM


def test_what_was_told_of_the_future_goes_when_it_is_hidden(room):
    """An account of the last month and an explanation tell how it ends."""
    room.settle()
    room.move(30)
    page = room.page
    room.go(119)
    page.evaluate(
        f"{LIVE}.why = {{status: 'done', n: 1, title: 'Up by 12 points', rows: [], sentences: ['So.']}}"
    )
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("3")
    expect(page.locator(".why h3")).to_be_visible()
    page.locator(".pick-office").select_option(index=2)
    expect(page.locator(".account")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("q")
    page.wait_for_selector(".guessing")
    expect(page.locator(".account")).to_have_count(0)
    assert not [text for text in looked(page, "everything()") if "12 points" in text]
    page.locator(".pick-office").select_option(index=2)  # what is known may be looked into
    expect(page.locator(".account")).to_be_visible()
    page.keyboard.press("v")
    expect(page.locator(".why h3")).to_have_text("Up by 12 points")


def test_a_guess_is_drawn_by_mouse_by_keys_and_typed_and_stays_after_the_reveal(asked):
    page = asked.page
    box = page.locator(".curve-drawing")
    box.scroll_into_view_if_needed()
    where = page.evaluate(
        """() => {
          const svg = document.querySelector('[data-chart=curve]').getBoundingClientRect()
          const ends = document.querySelector('.month-slider').getBoundingClientRect()
          return {left: ends.left, right: ends.right, top: svg.top, height: svg.height}
        }"""
    )
    x = lambda month: where["left"] + (where["right"] - where["left"]) * month / 119  # noqa: E731
    page.mouse.move(x(65), where["top"] + 0.6 * where["height"])
    page.mouse.down()
    page.mouse.move(x(90), where["top"] + 0.4 * where["height"], steps=6)
    page.mouse.move(x(115), where["top"] + 0.5 * where["height"], steps=6)
    page.mouse.up()
    page.wait_for_function(f"() => {LIVE}.state.guess.length >= 3")
    mouse = state(page, "state.guess")
    assert mouse[0][0] >= FROM
    assert all(0 <= value <= 1 for _, value in mouse)
    middle = min(mouse, key=lambda point: abs(point[0] - 90))
    assert middle[1] > mouse[0][1]
    assert middle[1] > mouse[-1][1]

    page.locator(".guess-value").fill("30")
    page.locator(".guess-value").press("Enter")
    page.wait_for_function(f"() => {LIVE}.state.guess.some(point => point[0] === 119 && point[1] === 0.3)")

    box.focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    page.wait_for_function(
        f"() => {LIVE}.state.guess.some(point => point[0] === 119 && Math.abs(point[1] - 0.35) < 1e-6)"
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageDown")
    page.wait_for_function(f"() => {LIVE}.state.guess.some(point => point[0] === 116)")
    assert "116" not in box.get_attribute("aria-valuetext")
    guess = state(page, "state.guess")
    assert drawn_months(page) == FROM

    page.keyboard.press("v")
    expect(page.locator("#rt-headline")).to_contain_text("The room guessed 35")
    page.wait_for_function(f"() => {LIVE}.veil_at === null && {LIVE}.month === 119")
    assert state(page, "state.guess") == guess
    page.wait_for_function(
        "() => document.querySelector('path.now').getAttribute('d').split(',').length > 119"
    )
    real = state(page, "held.current.series.verified_use")[-1]
    expect(page.locator("#rt-headline")).to_contain_text(f"it comes to {100 * real:.0f}")
    # Kept for whoever opens the link.
    page.wait_for_function(f"() => location.search === {LIVE}.state.link")
    page.reload()
    page.wait_for_selector(".rt .frame")
    expect(page.locator("#rt-headline")).to_contain_text("The room guessed 35")
    assert state(page, "state.guess") == guess


def test_a_reveal_of_the_story_shows_nothing_after_the_month_it_asked(room):
    room.settle()
    page = room.page
    page.keyboard.press("g")
    page.wait_for_selector(".guessing")
    room.settle()
    page.keyboard.press("n")
    asked = state(page, "tour.steps[0].predict.month")
    expect(page.locator(".lesson")).to_be_visible()
    page.wait_for_function(f"month => {LIVE}.veil_at === null && {LIVE}.month === month", arg=asked)
    assert drawn_months(page) == asked + 1
    page.keyboard.press("End")
    assert state(page, "month") == asked
    series = state(page, "held.current.series")
    of_all = [[f"{100 * x:.0f}\u00a0%" for x in series[name]] for name in ("verified_use", "reported_use")]
    end = {words[-1] for words in of_all} - {x for words in of_all for x in words[: asked + 1]}
    assert end
    assert not [text for text in looked(page, "everything()") for value in end if value in text]
    page.keyboard.press("v")
    page.wait_for_function(f"() => {LIVE}.veil_at === null && {LIVE}.month === 119")
    assert drawn_months(page) == 120
    expect(page.locator(".lesson")).to_be_visible()


def test_a_guess_is_empty_until_it_is_made_and_what_cannot_be_is_told(asked):
    page = asked.page
    box = page.locator(".guess-value")
    expect(box).to_have_value("")
    box.fill("250")
    box.press("Enter")
    expect(page.locator(".notice")).to_contain_text("between 0 and 100 %: 250")
    page.wait_for_function(f"() => {LIVE}.state.guess.some(point => point[0] === 119 && point[1] === 1)")
    expect(box).to_have_value("100")
    page.locator(".b-clear-guess").click()
    expect(box).to_have_value("")


def test_what_a_guess_may_be_does_not_tell_how_it_ends(asked):
    """Fails if the bound of a measure without one is taken from the months that are hidden."""
    page = asked.page
    asked_of = f"JSON.stringify({LIVE}.guess_scale)"
    page.keyboard.press("v")
    page.wait_for_function(f"() => {LIVE}.veil_at === null && !{LIVE}.hiding")
    page.locator("select.measure").select_option("cumulative_cost")
    page.wait_for_function(f"() => {LIVE}.measure.name === 'cumulative_cost'")
    asked.go(FROM - 1)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("q")
    page.wait_for_selector(".guessing")
    before = page.evaluate(asked_of)
    page.evaluate(
        f"() => {{ {LIVE}.held.current.series.cumulative_cost.fill(9e15, {FROM}); {LIVE}.held_count += 1 }}"
    )
    assert page.evaluate(asked_of) == before


def test_the_story_from_its_first_question_to_its_end_by_keys_alone(room):
    room.settle()
    page = room.page
    page.keyboard.press("g")
    steps = state(page, "tour.steps.length")
    page.wait_for_selector(".story")
    for i in range(steps):
        expect(page.locator(".story-step")).to_contain_text(f"{i + 1} of {steps}")
        expect(page.locator(".story-words")).to_contain_text("?")
        expect(page.locator(".lesson")).to_have_count(0)
        step = state(page, f"tour.steps[{i}]")
        page.wait_for_function(f"name => {LIVE}.about.scenario.name === name", arg=step["scenario"])
        room.settle()
        assert step["reveal"] == "" or step["reveal"] not in "".join(looked(page, "everything()"))
        assert state(page, "month") < state(page, "about.months.length") - 1
        assert state(page, "hiding")
        expect(page.locator(".guessing")).to_have_count(1 if step["predict"] else 0)
        if step["predict"]:
            page.locator(".curve-drawing").focus()
            page.keyboard.press("ArrowUp")
            page.wait_for_function(f"() => {LIVE}.state.guess.length")
        page.keyboard.press("n")
        expect(page.locator(".lesson")).to_be_visible()
        expect(page.locator(".guessing")).to_have_count(0)
        page.wait_for_function(
            f"i => {LIVE}.tour.steps[i].reveal !== '' || !{LIVE}.tour.steps[i].predict", arg=i
        )
        if step["predict"]:
            expect(page.locator("#rt-headline")).to_contain_text("The room guessed")
        page.wait_for_function(RESTED)
        page.keyboard.press("n")
        page.wait_for_function(RESTED)
    expect(page.locator(".story")).to_have_count(0)
