"""What is drawn can be tapped, by mouse and by finger, and groups of small controls are walked by arrows."""

import pytest
from playwright.sync_api import expect
from reading import state
from rooms import LIVE


def middle(page, selector, nth=0):
    """The middle of something drawn that nothing covers there."""
    return page.evaluate(
        """([selector, nth]) => {
          const owner = each => each?.closest('[data-act], [data-mark], [data-office]')
          const all = [...document.querySelectorAll(selector)].map(each => {
            const box = each.getBoundingClientRect()
            return [each, box.left + box.width / 2, box.top + box.height / 2]
          }).filter(([each, x, y]) => owner(document.elementFromPoint(x, y)) === owner(each))
          return all[nth].slice(1)
        }""",
        [selector, nth],
    )


def drawn(room):
    room.settle()
    room.page.wait_for_function(f"() => {LIVE}.drawn_n === {LIVE}.shown.n && !{LIVE}.paint_asked")


@pytest.mark.parametrize("chart", ["offices", "network"])
def test_an_office_that_is_tapped_tells_of_itself(room, chart):
    drawn(room)
    page = room.page
    x, y = middle(page, f"[data-chart={chart}] [data-office]", 3)
    office = page.evaluate(
        "([x, y]) => Number(document.elementFromPoint(x, y).closest('[data-office]').dataset.office)", [x, y]
    )
    page.mouse.click(x, y)
    expect(page.locator(".account h3")).to_contain_text(state(page, f"about.offices[{office}].name"))
    # From official to official by arrows: the tabulator stops at one of them only.
    posts = page.locator(".account .post")
    assert posts.evaluate_all("all => all.filter(each => each.tabIndex === 0).length") == 1
    posts.first.focus()
    page.keyboard.press("ArrowRight")
    expect(posts.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".b-office-back")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".account")).to_have_count(0)


def test_flags_marks_and_months_of_the_curve_are_tapped(room):
    drawn(room)
    room.move(30)
    drawn(room)
    page = room.page
    page.mouse.click(*middle(page, "[data-act] circle"))
    expect(page.locator("#rt-dialog")).to_have_text("Change an act")
    page.keyboard.press("Escape")
    page.mouse.click(*middle(page, "[data-mark] rect"))
    expect(page.locator(".notice")).to_contain_text("20")  # the year of what happened
    box = page.locator(".month-slider").bounding_box()
    curve = page.locator(".curve-drawing").bounding_box()
    half = curve["y"] + curve["height"] * 0.6
    page.mouse.click(box["x"] + box["width"] / 2, half)
    page.wait_for_function(f"() => Math.abs({LIVE}.month - 59.5) <= 2")
    page.mouse.move(box["x"] + box["width"] / 2, half)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, half, steps=5)
    page.mouse.up()
    page.wait_for_function(f"() => Math.abs({LIVE}.month - 30) <= 3 && {LIVE}.state.month === {LIVE}.month")


def test_a_lever_is_dragged_by_the_mouse_and_is_one_step(room):
    drawn(room)
    page = room.page
    box = page.locator("[data-lever=ME] input").bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.14 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], y, steps=12)
    page.mouse.up()
    page.wait_for_function(f"() => {LIVE}.state.acts.length === 1 && {LIVE}.state.kept && !{LIVE}.unanswered")
    assert state(page, "state.acts[0].values.ME") == pytest.approx(0.8, abs=0.05)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("z")
    page.wait_for_function(f"() => !{LIVE}.state.acts.length && !{LIVE}.state.can_undo")


def test_tabs_are_walked_by_arrows(room):
    page = room.page
    page.locator("#tab-network").focus()
    for name in ("resistance", "why", "log", "network"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#tab-{name}")).to_be_focused()
        expect(page.locator(f"#tab-{name}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-log")).to_be_focused()


def test_a_finger_on_a_phone_plays_moves_and_looks_into_an_office(rooms):
    room = rooms(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = room.open()
    drawn(room)
    page.locator(".b-first").tap()
    page.locator(".b-play").tap()
    page.wait_for_function(f"() => {LIVE}.month > 2")
    page.locator(".b-play").tap()
    expect(page.locator(".b-play")).to_have_text("Play")
    page.locator(".heat .drawing").scroll_into_view_if_needed()
    x, y = middle(page, "[data-chart=offices] [data-office]", 3)
    page.touchscreen.tap(x, y)
    expect(page.locator(".account h3")).to_be_visible()
    page.locator(".b-close-account").tap()
    expect(page.locator(".account")).to_have_count(0)
    page.locator(".b-scenarios").tap()
    page.locator("[data-card=full-package] .b-against").tap()
    page.wait_for_function(f"() => {LIVE}.about.scenario.name === 'full-package'")


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "w"])
def test_a_key_of_a_tab_shows_it_though_an_account_lay_over_it(room, key):
    room.settle()
    page = room.page
    page.locator(".pick-office").select_option(index=2)
    page.wait_for_selector(".account .posts button")
    page.evaluate("document.querySelector('.rt').focus()")
    page.keyboard.press(key)
    expect(page.locator(".account")).to_have_count(0)
