"""A page opens, belongs to one room, and comes back as it was."""

import re

import pytest
from playwright.sync_api import expect
from posteriors import folder_of
from rooms import LIVE

from benchmarks.live_view.served import Server
from experiments.live.app import TYPICAL_SEED
from sim import Scenario, run


def test_a_page_shows_the_run_of_the_command_line(room):
    page = room.page
    assert page.title() == "redtape: the live view"
    assert page.evaluate("document.documentElement.lang") == "en"
    room.settle()
    room.go(len(Scenario.load("federal-eoffice").months) - 1)
    real = run(Scenario.load("federal-eoffice"), TYPICAL_SEED).monthly["verified_use"].iloc[-1]
    shown = page.locator("[data-number=verified_use] .value").inner_text()
    assert re.sub(r"\s", "", shown) == f"{100 * real:.0f}%"


@pytest.fixture
def server_with_posterior(tmp_path):
    """A server whose bands are of what a record leaves open."""
    started = Server(tmp_path, "--posterior", str(folder_of(tmp_path / "posterior")))
    started.start()
    yield started
    started.kill()


def test_a_page_says_what_its_band_is_of(server_with_posterior, rooms):
    page = rooms(server_with_posterior.url, viewport={"width": 1280, "height": 720}).open()
    expect(page.locator(".rt")).to_contain_text("band: 20 draws of 4,000")
    page.keyboard.press("?")
    expect(page.locator(".dialog .band-told")).to_contain_text("drawn from the posterior of posterior")


def test_two_rooms_never_see_each_others_changes(rooms):
    one, other = rooms(), rooms()
    for room in (one, other):
        room.open()
        room.settle()
    before = other.shows()
    n = other.page.evaluate(f"{LIVE}.shown.n")
    one.move()
    assert one.shows() != before
    other.page.wait_for_timeout(300)
    assert other.shows() == before
    assert other.page.evaluate(f"{LIVE}.shown.n") == n


def test_a_link_shows_the_same_numbers_in_another_browser(rooms):
    one, other = rooms(), rooms()
    one.open()
    one.move()
    one.go(60)
    one.page.wait_for_function(f"() => location.search === {LIVE}.state.link")
    before = one.shows()
    link = one.page.url.removeprefix(one.url)
    assert link == one.page.evaluate(f"{LIVE}.state.link")
    other.open(link)
    other.settle()
    assert other.shows() == before


def test_a_refreshed_page_is_as_it_was_and_can_still_undo(room):
    room.move()
    room.go(30)
    before = room.shows()
    room.page.reload()
    room.page.wait_for_selector(".rt .frame")
    room.settle()
    assert room.shows() == before
    room.undo_all()
    assert room.shows()["acts"] == []


def test_a_refresh_in_the_same_breath_loses_no_change(room):
    room.move()
    room.page.wait_for_function(f"() => location.search === {LIVE}.state.link")
    room.page.wait_for_timeout(400)  # a link is written at most so often
    with room.page.expect_navigation():
        room.page.evaluate(
            f"""() => {{
              {LIVE}.$watch('state.month', () => setTimeout(() => location.reload(), 20))
              {LIVE}.go_to(17)
            }}"""
        )
    room.page.wait_for_selector(".rt .frame")
    assert room.page.evaluate(f"{LIVE}.month") == 17
    assert len(room.shows()["acts"]) == 1


def test_a_tab_that_was_closed_is_opened_at_the_same_state(room):
    room.move()
    room.go(45)
    room.page.wait_for_function(f"() => location.search === {LIVE}.state.link")
    before, address = room.shows(), room.page.url
    room.close_tab(room.page)
    again = room.new_tab()
    again.goto(address)
    again.wait_for_selector(".rt .frame")
    room.settle(again)
    assert room.shows(again) == before


def test_back_and_forward_go_between_scenarios(room):
    page = room.page
    title = page.locator("h1").inner_text()
    room.move()
    before = room.shows()
    page.keyboard.press("s")
    page.locator("[data-card=legal-mandate] .b-start").click()
    expect(page.locator("h1")).not_to_have_text(title)
    room.settle()
    page.go_back()
    expect(page.locator("h1")).to_have_text(title)
    room.settle()
    assert room.shows() == before
