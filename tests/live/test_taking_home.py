"""What a room takes home by its browser, opened and checked."""

import io
import json

import pandas as pd

from sim import Scenario, run


def taken(room, button):
    """Click a button of the dialog that shares; return the file that comes of it."""
    page = room.page
    if not page.locator(button).count():
        page.get_by_role("button", name="Share").click()
    with page.expect_download() as coming:
        page.locator(button).click()
    with open(coming.value.path(), "rb") as file:
        return coming.value.suggested_filename, file.read()


def test_the_months_are_those_of_the_command_line(room):
    room.settle()
    wanted = run(Scenario.load("federal-eoffice"), 1).monthly
    name, data = taken(room, ".b-monthly-csv")
    assert name.endswith(".csv")
    assert real_use(pd.read_csv(io.BytesIO(data))) == wanted["verified_use"].round(9).to_list()
    name, data = taken(room, ".b-monthly-parquet")
    assert name.endswith(".parquet")
    assert real_use(pd.read_parquet(io.BytesIO(data))) == wanted["verified_use"].round(9).to_list()


def real_use(table):
    """Real use of the room's own policy, by month."""
    side = next(name for name in table.columns if set(table[name].astype(str)) >= {"current"})
    return table[table[side].astype(str) == "current"]["verified_use"].round(9).to_list()


def test_a_session_taken_home_is_opened_again_as_it_was(rooms, tmp_path):
    one, other = rooms(), rooms()
    one.open()
    one.move()
    one.go(50)
    before = one.shows()
    name, data = taken(one, ".b-save-session")
    assert json.loads(data)
    file = tmp_path / name
    file.write_bytes(data)
    other.open()
    other.settle()
    other.page.get_by_role("button", name="Share").click()
    n = other.page.evaluate("document.querySelector('.rt').__vue__.shown.n")
    other.page.locator(".b-open-session").set_input_files(file)
    other.page.wait_for_function("n => document.querySelector('.rt').__vue__.shown.n > n", arg=n)
    other.settle()
    assert other.shows() == before
