"""Every screen, theme and main state: nothing overflows or is cut, all is read by eye, ear and keyboard."""

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from reading import looked, number, numbers_in, state
from rooms import LIVE

SCREENS = {"phone": (390, 844), "small": (1024, 768), "laptop": (1280, 720), "hall": (1920, 1080)}
THEMES = ("light", "dark", "projector")


def opened(rooms, screen, **settings):
    width, height = SCREENS[screen]
    phone = {"has_touch": True, "is_mobile": True} if screen == "phone" else {}
    room = rooms(viewport={"width": width, "height": height}, **phone, **settings)
    room.open()
    room.settle()
    room.move(30)
    return room


def wear(page, theme):
    page.evaluate(f"theme => {LIVE}.set_theme(theme)", theme)
    page.wait_for_function(
        f"""theme => document.querySelector('.rt').classList.contains('is-' + theme)
          && document.querySelector('.curve-drawing').view.theme.name === theme && !{LIVE}.paint_asked""",
        arg=theme,
    )


def states(room):
    """Goes through the main states of the page; gives the name of each when the page shows it."""
    page = room.page
    key = lambda name: (page.evaluate("document.querySelector('.rt').focus()"), page.keyboard.press(name))  # noqa: E731
    page.evaluate(f"month => {LIVE}.go_to(month)", 80)
    yield "start"
    for n, name in (("2", "resistance"), ("4", "log"), ("3", "why")):
        key(n)
        page.wait_for_selector(f"#tab-{name}[aria-selected=true]")
        yield name
    key("1")
    for name, dialog in (("s", "scenarios"), ("a", "act"), ("h", "share"), ("?", "help")):
        key(name)
        page.wait_for_selector(".dialog")
        yield dialog
        page.keyboard.press("Escape")
    page.locator(".b-settings").click()
    yield "settings"
    page.keyboard.press("Escape")
    page.locator(".pick-office").select_option(index=2)
    page.wait_for_selector(".account .posts button")
    yield "office"
    page.locator(".account .posts button").first.click()
    page.wait_for_selector(".b-office-back")
    yield "official"
    page.locator(".b-close-account").click()
    page.wait_for_selector(".account", state="detached")
    key("q")
    page.wait_for_selector(".guessing")
    yield "predict"
    key("v")
    page.wait_for_function(f"() => !document.querySelector('.guessing') && {LIVE}.veil_at === null")
    yield "revealed"
    key("g")
    page.wait_for_selector(".story")
    yield "question"
    key("n")
    page.wait_for_selector(".lesson")
    yield "lesson"
    key("g")
    page.wait_for_selector(".story", state="detached")
    key("z")


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_overflows_or_is_cut_on_any_screen_and_theme(rooms, screen):
    room = opened(rooms, screen, reduced_motion="reduce")
    page = room.page
    faults = []
    for name in states(room):
        for theme in THEMES if name in ("start", "question", "predict") else ("light",):
            wear(page, theme)
            faults += [f"{name}, {theme}: {what}" for what in looked(page, "[...overflowing(), ...cut()]")]
        wear(page, "light")
    assert not faults
    if screen == "phone":
        assert page.evaluate("document.querySelector('.rt').scrollHeight > innerHeight")
        page.locator(".right").scroll_into_view_if_needed()
        expect(page.locator(".b-play")).to_be_in_viewport()
        assert looked(page, "small()") == []


def in_the_story(rooms, width, height, theme, **settings):
    """A room of that size in its theme at the first question of the story."""
    room = rooms(viewport={"width": width, "height": height}, reduced_motion="reduce", **settings)
    page = room.open()
    room.settle()
    wear(page, theme)
    page.keyboard.press("g")
    page.wait_for_selector(".story")
    room.settle()
    page.wait_for_function(f"() => !{LIVE}.paint_asked")
    return page


@pytest.mark.parametrize(
    ("width", "height", "scale", "least"), [(853, 480, 1.5, 180), (1024, 576, 1.25, 180), (1280, 720, 1, 240)]
)
def test_the_curve_keeps_its_height_in_the_story_at_any_zoom(rooms, width, height, scale, least):
    """Fails if story and large letters take the room of the curve, which is what the room looks at."""
    page = in_the_story(rooms, width, height, "projector", device_scale_factor=scale)
    for at in (0, 5):  # the sixth has the longest text, and acts of its own
        page.evaluate(f"at => {LIVE}.tour_to(at)", at)
        for step in ("question", "lesson"):
            shown = f"{LIVE}.tour.at === {at} && {LIVE}.tour_waits === {str(step == 'question').lower()}"
            page.wait_for_function(f"() => {shown} && {LIVE}.shown.key === {LIVE}.about.key")
            page.wait_for_function(f"() => !{LIVE}.paint_asked && {LIVE}.veil_at === null")
            assert looked(page, "plot_height()") >= least, (at, step)
            assert looked(page, "[...overflowing(), ...cut(), ...overlapping()]") == [], (at, step)
            if step == "question":
                page.wait_for_function(f"() => !{LIVE}.on_rests")  # two presses in a row are one
                page.keyboard.press("n")


@pytest.mark.parametrize(("width", "height", "scale"), [(853, 480, 1.5), (1024, 576, 1.25), (844, 390, 2)])
def test_no_panel_lies_on_another_in_a_low_window(rooms, width, height, scale):
    room = rooms(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page = room.open()
    room.settle()
    assert looked(page, "plot_height()") >= 140
    assert looked(page, "[...overflowing(), ...cut(), ...overlapping()]") == []


def test_a_phone_shows_curve_and_guess_below_the_question(rooms):
    """Fails if numbers or levers stand between what is asked and where it is answered."""
    page = in_the_story(rooms, 390, 844, "light", has_touch=True, is_mobile=True)
    foot = page.locator(".transport").bounding_box()["y"]
    for box in (page.locator(".guessing").bounding_box(), page.locator(".curve-drawing").bounding_box()):
        assert box["y"] + box["height"] <= foot
    page.keyboard.press("n")
    page.wait_for_selector(".lesson")
    box = page.locator(".curve-drawing").bounding_box()
    assert box["y"] + box["height"] <= foot


def test_a_projector_shows_no_small_letters_and_what_the_band_is(room):
    room.settle()
    page = room.page
    wear(page, "projector")
    for tab in "1234":
        page.keyboard.press(tab)
        page.wait_for_function(f"() => !{LIVE}.paint_asked")
        size, text = looked(page, "smallest()")[0]
        assert size >= 14.95, text
    expect(page.locator(".status")).to_contain_text("band")
    edges = page.locator(".status").bounding_box()
    assert edges["x"] + edges["width"] <= page.locator(".transport").bounding_box()["x"]


def test_in_the_story_the_line_is_the_storys_until_the_room_acts(room):
    room.settle()
    page = room.page
    page.keyboard.press("g")
    page.wait_for_selector(".story")
    label = page.locator("[data-end=current] text").first
    expect(label).to_have_text("The story")
    room.move(5)
    expect(label).to_have_text("Your policy")


SHEETS = {"landscape": (1123, 794), "upright": (794, 1123)}


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_print_shows_all_drawings_whole_and_no_buttons(rooms, sheet):
    """Fails if a drawing is wider than the sheet, lies on another, or what was on screen is left out."""
    room = opened(rooms, "laptop")
    page = room.page
    width, height = SHEETS[sheet]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    for name in ("curve", "offices", "network"):
        box = page.locator(f"svg[data-chart={name}]").bounding_box()
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert 100 < box["height"] < height, name
    tops = [page.locator(f".{name}").bounding_box() for name in ("numbers", "curve", "heat", "right")]
    assert all(b["y"] >= a["y"] + a["height"] for a, b in pairwise(tops))
    expect(page.locator("#rt-headline")).to_be_visible()
    expect(page.locator(".printed li.own")).to_be_visible()
    assert looked(page, "every('button, input, select').map(called)") == []
    assert page.evaluate("getComputedStyle(document.querySelector('.rt')).printColorAdjust") == "exact"
    assert page.evaluate("document.documentElement.scrollHeight") > height


@pytest.mark.parametrize(
    ("screen", "theme"),
    [*(("laptop", theme) for theme in THEMES), ("phone", "light"), ("phone", "dark"), ("hall", "projector")],
)
def test_axe_finds_nothing_serious_in_any_main_state(rooms, screen, theme):
    room = opened(rooms, screen, reduced_motion="reduce")
    wear(room.page, theme)
    found = []
    for name in states(room):
        for each in Axe().run(room.page, options={"resultTypes": ["violations"]}).response["violations"]:
            if each["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in each["nodes"][:3]]
                found.append(f"{name}: {each['id']} {each['help']}: {nodes}")
        told = looked(room.page, "texts()")
        assert told["n"] > 20
        found += [f"{name}: {what}" for what in told["faint"]]
    assert not found


def test_the_tabulator_reaches_every_control_and_the_focus_is_seen(room):
    room.settle()
    page = room.page
    room.go(60)
    wanted = looked(page, "stops()")
    page.evaluate("document.querySelector('.rt').focus()")
    reached, unseen = [], []
    for _ in range(len(wanted) + 10):
        page.keyboard.press("Tab")
        at = looked(page, "focus()")
        if at["stop"] is None or at["stop"] in reached:
            break
        reached.append(at["stop"])
        if at["covered"] or not (at["seen"] or ring_seen(page)):
            unseen.append(at)
    assert reached == wanted, "all of them, in the order of the page"
    assert unseen == []
    # In a dialog it goes round, and comes back to where it was.
    page.locator(".b-share").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".dialog")
    stops = page.locator(".dialog :is(button:enabled, input)").count()
    for _ in range(stops + 3):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('.dialog'))")
    page.keyboard.press("Escape")
    expect(page.locator(".b-share")).to_be_focused()


def ring_seen(page):
    """Whether a slider that has the focus looks otherwise than without: its ring is on the thumb."""
    slider = page.locator(":focus[type=range]")
    if not slider.count():
        return False
    focused = slider.screenshot()
    stop = slider.get_attribute("data-stop")
    slider.evaluate("each => each.blur()")
    same = page.locator(f"[data-stop='{stop}']")
    plain = same.screenshot()
    same.focus()
    return focused != plain


def test_whoever_hears_the_page_is_told_the_numbers_that_it_shows(room):
    room.settle()
    room.move(30)
    page = room.page
    room.go(80)
    spoken = page.locator(".numbers .unseen").inner_text()
    assert page.locator(".numbers .unseen").get_attribute("aria-live") == "polite"
    for each in page.locator("[data-number]").all():
        name = each.get_attribute("data-number")
        label = each.locator(".label").inner_text()
        assert label in spoken
        assert number(page, name).replace("Rs", "") in re.sub(r"\s", "", spoken)
    assert "September 2024" in spoken
    series = state(page, "held.current.series")
    told = {}
    for tab, chart in (("1", "network"), ("2", "resistance")):
        page.keyboard.press(tab)
        page.wait_for_selector(f"[data-chart={chart}]")
        for drawing in page.locator("svg.chart").all():
            assert drawing.get_attribute("role") == "img"
            told[drawing.get_attribute("data-chart")] = drawing.get_attribute("aria-label")
    assert set(told) == {"curve", "offices", "network", "resistance"}
    end = 100 * series["verified_use"][-1]
    assert any(abs(each - end) <= 0.5 for each in numbers_in(told["curve"]))
    ends = [series["resistance"][0], series["resistance"][-1]]
    assert all(any(abs(each - end) <= 0.0051 for each in numbers_in(told["resistance"])) for end in ends)
    real, n = state(page, "held.current.real"), len(state(page, "about.offices"))
    last = page.evaluate(
        "([text, n]) => [...atob(text)].slice(-n).map(each => each.charCodeAt(0))", [real, n]
    )
    half = sum(each >= 127.5 for each in last)
    assert told["offices"].startswith(f"{half} of {n} offices")
    for name, value in re.findall(
        r"([^,(]+) \((\d+) % digital\)", told["network"].removeprefix("Most files go to ")
    ):
        index = [each["name"] for each in state(page, "about.offices")].index(
            name.strip().removeprefix("and ")
        )
        assert float(value) == pytest.approx(100 * last[index] / 255, abs=0.8)


def test_who_asks_for_stillness_sees_no_slow_reveal(rooms):
    room = rooms(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    room.open()
    room.settle()
    page = room.page
    room.go(60)
    page.keyboard.press("q")
    page.wait_for_selector(".guessing")
    page.evaluate(f"() => {{ window.moved = 0; {LIVE}.$watch('veil_at', at => {{ moved += at !== null }}) }}")
    page.keyboard.press("v")
    page.wait_for_selector(".guessing", state="detached")
    page.wait_for_function(f"() => {LIVE}.month === 119")
    assert page.evaluate("moved") == 0
    running = page.evaluate("document.getAnimations().filter(each => each.playState === 'running').length")
    assert running == 0
