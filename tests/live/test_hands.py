"""What hands do at a keyboard and a mouse while a room looks on: a key too early, held down, in a field."""

import pytest
from playwright.sync_api import expect
from reading import state
from rooms import LIVE


@pytest.fixture
def story(room):
    """A room at the first question of the story."""
    room.settle()
    room.page.keyboard.press("g")
    room.page.wait_for_selector(".guess-value")
    room.settle()
    return room


def at_step(page, number):
    expect(page.locator(".story-step")).to_contain_text(f"{number} of 7")


def on_root(page):
    return page.evaluate("document.activeElement === document.querySelector('.rt')")


def hold(page, key, times=12):
    """A key held down: its first press, and then as many repeats as a keyboard sends."""
    for _ in range(times):
        page.keyboard.down(key)
        page.wait_for_timeout(60)
    page.keyboard.up(key)


def test_enter_commits_a_typed_guess_and_the_keys_work_again(story):
    """Fails if Enter leaves the focus in the box, where N does nothing, or reveals at once."""
    page = story.page
    page.locator(".guess-value").click()
    page.keyboard.type("35")
    page.keyboard.press("Enter")
    asked = state(page, "tour.steps[0].predict.month")
    page.wait_for_function(
        f"month => {LIVE}.state.guess.some(([m, x]) => m === month && x === 0.35)", arg=asked
    )
    assert on_root(page)
    expect(page.locator(".lesson")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator(".lesson")).to_be_visible()


@pytest.mark.parametrize("key", ["n", "v"])
def test_a_typed_guess_counts_though_the_reveal_is_pressed_in_its_box(story, key):
    page = story.page
    page.locator(".guess-value").click()
    page.keyboard.type("35")
    page.keyboard.press(key)
    expect(page.locator("#rt-headline")).to_contain_text("The room guessed 35")
    expect(page.locator(".lesson")).to_be_visible()


def test_escape_in_a_field_leaves_the_field_alone_and_not_the_story(story):
    page = story.page
    page.locator(".guess-value").click()
    page.keyboard.press("Escape")
    assert on_root(page)
    page.locator("select.order").focus()
    page.keyboard.press("Escape")
    assert on_root(page)
    page.wait_for_timeout(300)
    at_step(page, 1)
    page.keyboard.press("Escape")
    expect(page.locator(".story")).to_have_count(0)


def test_a_list_that_was_chosen_from_lets_the_keys_go(room):
    """Fails if Space after a choice opens the list again, or if arrows lose the list they walk through."""
    room.settle()
    page = room.page
    page.locator("select.measure").focus()
    page.keyboard.press("ArrowDown")  # closed: the next measure at once
    page.wait_for_function(f"() => {LIVE}.measure.name !== 'verified_use'")
    assert page.evaluate("document.activeElement.className") == "measure"
    page.locator("#rt-headline").click()  # a hand on the mouse
    for choice, chosen in (("measure", "reported_use"), ("order", "tier"), ("speed", "2")):
        page.locator(f"select.{choice}").focus()
        page.locator(f"select.{choice}").select_option(chosen)
        assert on_root(page), choice
    page.keyboard.press(" ")
    page.wait_for_function(f"() => {LIVE}.playing")


def test_a_key_held_down_takes_one_step_of_the_story(story):
    page = story.page
    hold(page, "n", 50)  # longer than a reveal takes
    expect(page.locator(".lesson")).to_be_visible()
    at_step(page, 1)
    hold(page, "g")
    expect(page.locator(".story")).to_have_count(0)


def test_a_second_click_does_not_pass_over_what_the_first_reveals(story):
    page = story.page
    page.locator(".b-tour-on").click()
    page.wait_for_timeout(250)
    page.locator(".b-tour-on").click()
    page.wait_for_function(f"() => {LIVE}.tour.revealed && {LIVE}.veil_at === null && !{LIVE}.on_rests")
    at_step(page, 1)
    expect(page.locator(".lesson")).to_be_visible()
    page.locator(".b-tour-on").dblclick()
    at_step(page, 2)
    page.wait_for_timeout(600)
    expect(page.locator(".lesson")).to_have_count(0)


def test_the_story_goes_on_where_it_was_left_and_says_so(story):
    page = story.page
    page.evaluate(f"{LIVE}.tour_to(4)")
    at_step(page, 5)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    expect(page.locator(".story")).to_have_count(0)
    page.keyboard.press("g")
    at_step(page, 5)
    expect(page.locator(".notice")).to_contain_text("goes on at 5 of 7; B goes back")


def test_an_account_is_of_the_month_on_screen_when_that_rests(room):
    """Fails if an account stays at the month in which it was opened."""
    room.settle()
    page = room.page
    room.go(30)
    page.locator(".pick-office").select_option(index=3)
    page.wait_for_function(f"() => {LIVE}.account.month === 30")
    room.go(90)
    page.wait_for_function(f"() => {LIVE}.account.month === 90")
    page.locator(".account .posts button").first.click()
    page.wait_for_function(f"() => {LIVE}.account.kind === 'official' && {LIVE}.account.month === 90")
    post = state(page, "account.post")
    room.go(20)
    page.wait_for_function(f"() => {LIVE}.account.month === 20")
    assert (state(page, "account.kind"), state(page, "account.post")) == ("official", post)


def test_a_reveal_says_where_the_room_has_moved_a_lever_since(story):
    """Fails if figures of the story's own run stand beside another curve as if they were of it."""
    page = story.page
    page.keyboard.press("n")
    expect(page.locator(".lesson")).to_be_visible()
    expect(page.locator(".story-own")).to_have_count(0)
    story.move(3)
    expect(page.locator(".story-own")).to_contain_text("story’s own run")
    story.undo_all()
    expect(page.locator(".story-own")).to_have_count(0)
