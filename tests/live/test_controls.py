"""Every button and every key does what it says."""

import pytest
from playwright.sync_api import expect
from takings import FILES
from walk import Walk

from experiments.live.app import TYPICAL_SEED

OPEN = "$('.dialog h2')?.innerText === '{}'"
CLOSED = "!$('.dialog')"


def test_every_button_and_every_key_does_something(room):
    room.settle()
    walk = Walk(room)
    for part in (time, levers, log, offices, looks, prediction, story, why, sharing, scenarios, settings):
        part(walk)
    assert walk.keys == walk.keys_of_page
    assert walk.tried | set(FILES) >= walk.seen, "seen, but not tried"
    assert walk.seen | set(FILES) >= walk.tried, "a control that no state of the page shows"


def time(walk):
    walk.key("Home", "month() === 0 && $('.when').innerText.includes('Month 1 of')")
    walk.key("ArrowRight", "month() === 1")
    walk.key("ArrowLeft", "month() === 0")
    walk.key("Shift+ArrowRight", "month() === 12")
    walk.key("End", "month() === 119")
    walk.click("b-first", "month() === 0")
    walk.click("b-step", "month() === 1")
    walk.click("b-back", "month() === 0")
    walk.fill("month-slider", "50", "$('.when').innerText.includes('Month 51 of')")
    walk.key("+", "$('.speed').value === '16'")
    walk.key("=", "$('.speed').value === '32'")
    walk.key("-", "$('.speed').value === '16'")
    walk.choose("speed", "2", "$('.speed').value === '2'")
    walk.key(" ", "$('.b-play').innerText === 'Pause'")
    walk.key(" ", "$('.b-play').innerText === 'Play'")
    walk.click("b-play", "$('.b-play').innerText === 'Pause' && month() > 52")
    walk.click("b-play", "$('.b-play').innerText === 'Play'")


def levers(walk):
    walk.fill("month-slider", "60", "month() === 60")
    walk.click("b-since-month", "pressed('.b-since-month') && !pressed('.b-since-start')")
    walk.fill("lever", "0.9", "acts() === 1")
    walk.click("b-since-start", "pressed('.b-since-start') && !pressed('.b-since-month')")
    walk.click("fold", "!$('.lever')")
    walk.click("fold", "$('.lever')")
    walk.click("fold", "all('.lever select').length > 0", within=".lever-group:nth-child(2)")
    walk.choose("lever-choice", "1", "acts() === 2")
    walk.click("b-undo", "acts() === 1")
    walk.click("b-redo", "acts() === 2")
    walk.key("z", "acts() === 1")
    walk.key("y", "acts() === 2")
    walk.click("b-reset", "acts() === 0 && month() === 0 && $('.notice')")
    walk.click("b-close-note", "!$('.notice')")
    walk.key("z", "acts() === 2")
    walk.key("r", "acts() === 0 && $('.notice')")
    walk.key("Escape", "!$('.notice')")
    walk.key("z", "acts() === 2")


def log(walk):
    for name in ("resistance", "why", "log", "network"):
        walk.click(f"tab-{name}", f"$('#tab-{name}').ariaSelected === 'true'")
    walk.key("2", "$('[data-chart=resistance]')")
    walk.key("3", "$('.why .b-why')")
    walk.key("1", "$('[data-chart=network]')")
    walk.key("4", "$('.log')")
    walk.click("log-month", "month() === 60", within=".log-list li.own:not(:first-child)")
    walk.click("b-add-act", OPEN.format("An act on a date"))
    walk.click("b-cancel", CLOSED)
    walk.key("a", OPEN.format("An act on a date"))
    walk.key("Escape", CLOSED)
    walk.click("b-dated", OPEN.format("An act on a date"))
    walk.click("b-close", CLOSED)
    for kind in ("mandate", "law", "ban"):
        walk.click(f"b-quick-{kind}", f"$('#act-kind')?.value === '{kind}'")
        walk.key("Escape", CLOSED)
    walk.key("a", "$('#act-kind')")
    walk.choose("act-kind", "austerity", "$('#act-depth')")
    walk.choose("act-kind", "mandate", "$('#act-deadline')")
    walk.fill("act-month", "70", "$('label[for=act-month] output').innerText === 'November 2023'")
    walk.fill("act-field", "3", "$('label[for=act-deadline] output').innerText.startsWith('3')")
    walk.click("b-send-act", "acts() === 3 && !$('.dialog')")
    walk.click("b-edit", OPEN.format("Change an act"))
    walk.click("b-remove-act", "acts() === 2 && !$('.dialog')")
    walk.click("b-remove", "acts() === 1")
    walk.click("b-clear", "acts() === 0")
    walk.key("z", "acts() === 1")


def offices(walk):
    chart = "picture('.heat .drawing')"
    walk.changes("difference", walk.find("b-heat-difference").click, chart)
    walk.changes("real use", walk.find("b-heat-current").click, chart)
    walk.key("d", "pressed('.b-heat-difference')")
    walk.changes("order", lambda: walk.find("order").select_option("difference"), chart)
    walk.step(
        "an office", lambda: walk.find("pick-office").select_option(index=3), "$('.account .posts button')"
    )
    walk.step("an official", walk.find("post").click, "$('.account .b-office-back')")
    walk.click("b-office-back", "$('.account') && !$('.account .b-office-back')")
    walk.click("b-close-account", "!$('.account')")
    walk.choose("measure", "trust", "$('#rt-headline').innerText.startsWith('Citizens')")
    walk.choose("measure", "verified_use", "$('#rt-headline').innerText.startsWith('Real use')")


def looks(walk):
    walk.key("t", "$('.rt.is-dark')")
    walk.key("p", "$('.rt.is-projector')")
    walk.click("b-projector", "$('.rt.is-light')")
    walk.click("b-theme", "$('.rt.is-dark')")
    walk.click("b-theme", "$('.rt.is-light')")
    walk.key("?", OPEN.format("Help and keys"))
    walk.key("?", CLOSED)
    walk.click("b-help", OPEN.format("Help and keys"))
    walk.key("Escape", CLOSED)


def prediction(walk):
    walk.key("q", "$('.guessing')")
    walk.fill("guess-value", "42", "live.state.guess.length === 1")
    walk.click("b-clear-guess", "live.state.guess.length === 0")
    walk.fill("guess-value", "43", "live.state.guess.length === 1")
    walk.key("v", "!$('.guessing') && $('#rt-headline').innerText.startsWith('The room guessed 43')")
    walk.click("b-forget", "!$('#rt-headline').innerText.startsWith('The room guessed')", within=".panel-top")
    walk.click("b-predict", "$('.guessing')")
    walk.click("b-forget", "!$('.guessing')", within=".guessing")
    walk.key("q", "$('.guessing')")
    walk.click("b-reveal", "!$('.guessing') && live.state.revealed")
    walk.until("!live.veil_at")


def story(walk):
    step = "$('.story-step') && $('.story-step').innerText.includes('{} of')"
    walk.key("g", step.format(1))
    rested = "!live.on_rests && !live.veil_at"
    walk.key("n", "$('.story .lesson')")
    walk.until(rested)
    walk.key("n", step.format(2))
    walk.until(rested)
    walk.key("Enter", "$('.story .lesson')")
    walk.until(rested)
    walk.key("b", step.format(1))
    walk.click("b-tour-on", "$('.story .lesson')")
    walk.until(rested)
    walk.click("b-tour-on", step.format(2))
    walk.click("b-tour-back", step.format(1))
    with walk.page.expect_download(timeout=60_000) as notes:
        walk.find("b-notes").click()
    assert notes.value.suggested_filename == "notes.html"
    walk.click("b-tour-end", "!$('.story')")
    walk.click("b-story", "$('.story')")
    walk.key("g", "!$('.story')")


def why(walk):
    walk.fill("lever", "0.9", "acts() === 1")
    walk.until("!live.unanswered && !live.moves.length && live.shown.full && !live.state.busy", 60)
    walk.key("w", "$('.why progress')")
    walk.click("b-why-stop", "$('.why .b-why')")
    walk.click("b-why", "$('.why progress')")
    walk.find("b-why-stop").click()
    walk.until("$('.why .b-why')")


def sharing(walk):
    walk.key("h", OPEN.format("Take it home"))
    walk.click("b-copy", "$('.b-copy').innerText === 'Copied'")
    walk.find("link-text").focus()
    walk.click("b-qr", "$('.qr img')?.naturalWidth > 0")
    rubbish = {"name": "x.json", "mimeType": "application/json", "buffer": b"{"}
    walk.step(
        "a file that is none",
        lambda: walk.find("b-open-session").set_input_files([rubbish]),
        "$('.notice.fault') && !$('.dialog')",
    )
    walk.click("b-close-fault", "!$('.notice.fault')")
    walk.click("b-share", OPEN.format("Take it home"))
    walk.click("b-close", CLOSED)


def scenarios(walk):
    card = ".rt [data-card={}]"
    walk.key("s", OPEN.format("Scenarios"))
    walk.click("b-against", "live.state.scenario === 'full-package'", card.format("full-package"))
    walk.click("b-scenarios", OPEN.format("Scenarios"))
    walk.click("b-compare", "live.state.baseline === 'no-reform'", card.format("no-reform"))
    walk.key("s", OPEN.format("Scenarios"))
    both = "live.state.baseline === 'legal-mandate' && live.state.scenario === 'legal-mandate'"
    walk.click("b-start", both, card.format("legal-mandate"))
    walk.room.settle()


def settings(walk):
    walk.click("b-settings", OPEN.format("Settings"))
    for theme in ("dark", "projector", "light"):
        walk.click(f"b-theme-{theme}", f"$('.rt.is-{theme}')")
    line = "$('.curve .drawing .now').getAttribute('d')"
    walk.changes("seed", lambda: walk.fill("set-seed", "7", "live.state.seed === 7"), line)
    walk.room.settle()
    walk.changes("regime", lambda: walk.find("set-regime").select_option(index=2), line)
    walk.fill("set-purse", "0.5", "$('.money').innerText.includes('the purse')")
    walk.step("whole population", walk.find("set-full").check, "live.state.full === true")
    walk.click("b-close", CLOSED)


def test_what_is_being_typed_outlives_a_run_that_arrives(room):
    room.settle()
    page = room.page
    page.locator(".b-settings").click()
    for field, text in (("#set-seed", "42"), ("#set-purse", "0.5")):
        page.locator(field).fill("")
        page.locator(field).press_sequentially(text)
        page.evaluate("document.querySelector('.rt').__vue__.$forceUpdate()")
        page.evaluate("new Promise(done => requestAnimationFrame(done))")
        assert page.locator(field).input_value() == text
        page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('.rt').__vue__.state.purse === 5e8")
    assert page.evaluate("document.querySelector('.rt').__vue__.state.seed") == 42
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.locator(".guess-value").fill("")
    page.locator(".guess-value").press_sequentially("37")
    page.evaluate("document.querySelector('.rt').__vue__.$forceUpdate()")
    page.evaluate("new Promise(done => requestAnimationFrame(done))")
    assert page.locator(".guess-value").input_value() == "37"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.rt').__vue__.state.guess[0]?.[1] === 0.37")


@pytest.mark.parametrize("typed", ["", "-3", "2.5"])
def test_what_is_no_seed_is_told_and_the_box_shows_the_seed_that_is_run(room, typed):
    room.settle()
    page = room.page
    page.locator(".b-settings").click()
    box = page.locator("#set-seed")
    box.fill(typed)
    box.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.rt').innerText.includes('A seed is a whole number')"
    )
    expect(box).to_have_value(str(TYPICAL_SEED))
    assert page.evaluate("document.querySelector('.rt').__vue__.state.seed") == TYPICAL_SEED
