"""What may go wrong in a workshop: the page comes back at the same state, and nobody sees a traceback."""

import pytest
from playwright.sync_api import expect
from rooms import LIVE, READY, Room

LOST = ".frame-lost"
WATCH = """banner => {
    window.told = 0;
    const look = () => { told += Boolean(document.querySelector(banner)) };
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""


@pytest.fixture
def fragile(browser, own_server):
    """A room whose server, or whose connection to it, a test may break."""
    room = Room(browser, own_server.url, viewport={"width": 1280, "height": 720})
    room.open()
    room.move()
    room.go(40)
    yield room
    room.close()
    assert not room.troubles


def assert_works(room):
    """The room can still move a lever, and sees what comes of it."""
    before = room.shows()
    room.move(lever=1)
    assert room.shows() != before


def test_a_page_outlives_its_server(fragile, own_server):
    before, page = fragile.shows(), fragile.page
    with fragile.cut_off():
        own_server.kill()
        expect(page.locator(LOST)).to_be_visible()
        assert fragile.shows() == before
        own_server.start()
        expect(page.locator(LOST)).not_to_be_visible(timeout=20_000)
        page.wait_for_function(f"() => document.querySelector('.rt .frame') && {LIVE}.shown.n")
        fragile.settle()
    assert fragile.shows() == before
    assert_works(fragile)
    fragile.undo_all()
    assert fragile.shows()["acts"] == []


def test_a_page_outlives_a_lost_connection(fragile):
    before, page = fragile.shows(), fragile.page
    with fragile.cut_off():
        fragile.context.set_offline(True)
        page.evaluate("solara.debug.dropConnection()")
        expect(page.locator(LOST)).to_be_visible()
        page.keyboard.press("ArrowRight")  # what a page does alone goes on
        page.keyboard.press("ArrowLeft")
        fragile.context.set_offline(False)
        expect(page.locator(LOST)).not_to_be_visible(timeout=10_000)
    assert fragile.shows() == before
    assert_works(fragile)


def test_what_is_done_while_the_connection_is_lost_is_not_lost(fragile):
    page = fragile.page
    with fragile.cut_off():
        fragile.context.set_offline(True)
        page.evaluate("solara.debug.dropConnection()")
        expect(page.locator(LOST)).to_be_visible()
        slider = page.locator(".lever input[type=range]").nth(1)
        slider.focus()
        slider.press("ArrowRight")
        fragile.context.set_offline(False)
        expect(page.locator(LOST)).not_to_be_visible(timeout=10_000)
    page.wait_for_function(f"() => {LIVE}.state.acts.length === 2")


def test_a_short_break_is_not_mentioned(fragile):
    page = fragile.page
    page.evaluate(WATCH, LOST)
    with fragile.cut_off():
        page.evaluate("solara.debug.dropConnection()")
        page.wait_for_function("() => solara.debug.reconnectCount > 0")
    assert page.evaluate("told") == 0
    assert_works(fragile)


def test_ctrl_c_ends_the_server_with_a_sentence_while_rooms_are_open(fragile, own_server):
    with fragile.cut_off():
        assert own_server.interrupt() == 130
        expect(fragile.page.locator(LOST)).to_be_visible()
    assert own_server.said.splitlines()[-1] == "The live view is closed."


ASK_IN_VAIN = """() => {
    window.never = new AbortController();
    fetch('/never', {signal: never.signal}).catch(() => {});
}"""


@pytest.fixture
def waiting(browser, server):
    """A room that waits for an answer which does not come."""
    room = Room(browser, server.url)
    room.page.route("**/never", lambda route: None)
    room.open()
    with room.page.expect_request("**/never"):
        room.page.evaluate(ASK_IN_VAIN)
    yield room
    room.close()


def test_what_a_page_gives_up_is_trouble(waiting):
    with waiting.page.expect_event("requestfailed"):
        waiting.page.evaluate("() => never.abort()")
    assert waiting.troubles == [f"failed: {waiting.url}never net::ERR_ABORTED"]


def test_what_a_page_that_is_closed_still_waits_for_is_none(waiting):
    waiting.close()
    assert waiting.troubles == []


@pytest.mark.parametrize("leaving", ["location.reload()", "location.href = '/?'"])
def test_what_a_page_that_is_left_still_waits_for_is_none(waiting, leaving):
    with waiting.page.expect_event("requestfailed"):
        waiting.page.evaluate(f"() => {{ {leaving} }}")
    waiting.page.wait_for_selector(READY)
    assert waiting.troubles == []
