"""What a facilitator does in an order that nobody planned, in a real browser."""

from rooms import LIVE


def test_a_page_that_is_loaded_anew_after_a_reveal_shows_the_month_it_left(room):
    """Fails if a page that comes back reveals once more, to a month of its own."""
    page = room.page
    room.settle()
    room.go(40)
    page.keyboard.press("q")
    page.wait_for_function(f"() => {LIVE}.hiding")
    page.evaluate(f"{LIVE}.tell({{what: 'guess', points: [[60, 0.5]]}})")
    page.keyboard.press("v")
    page.wait_for_function(f"() => {LIVE}.state.revealed && {LIVE}.veil_at === null")
    room.go(50)
    page.wait_for_function(f"() => location.search === {LIVE}.state.link")
    before = room.shows()
    page.reload()
    page.wait_for_selector(".rt .frame")
    room.settle()
    page.wait_for_timeout(2_500)  # longer than a reveal takes
    assert room.shows() == before


def test_a_month_is_told_again_after_the_story_has_moved_it(room):
    """Fails if the link, and what is taken home, stay at a month of the story."""
    page = room.page
    room.settle()
    room.go(100)
    page.keyboard.press("g")
    page.wait_for_function(f"() => {LIVE}.tour_step && {LIVE}.state.month !== 100")
    page.keyboard.press("g")
    page.wait_for_function(f"() => !{LIVE}.tour_step && !{LIVE}.hiding")
    room.go(100)


def test_a_lever_that_is_moved_while_the_run_plays_is_one_act(room):
    """Fails if a drag leaves an act in every month that passes under it."""
    page = room.page
    room.settle()
    room.go(10)
    page.locator(".b-since-month").click()
    page.evaluate(f"{LIVE}.speed = 32")
    page.evaluate(f"{LIVE}.play()")
    drag = f"(move) => {LIVE}.move_lever({LIVE}.levers.ME, move[0], move[1])"
    for k in range(1, 6):
        page.evaluate(drag, [0.1 * k, k == 5])
        page.wait_for_timeout(250)
    page.wait_for_function(f"() => !{LIVE}.unanswered && {LIVE}.state.kept && {LIVE}.state.acts.length")
    assert page.evaluate(f"{LIVE}.state.acts.map(act => act.values.ME)") == [0.5]
    assert page.evaluate(f"{LIVE}.state.acts[0].month < {LIVE}.month")
