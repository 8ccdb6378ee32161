"""A server for the session, a browser, and rooms in it."""

import pytest
from playwright.sync_api import sync_playwright
from rooms import FLAGS, INSTALL, Room, chromium

from benchmarks.live_view.served import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The live view of the federal case, for tests that leave it running."""
    started = Server(tmp_path_factory.mktemp("live"))
    started.start()
    yield started
    started.kill()
    assert "Traceback" not in started.said, started.said


@pytest.fixture
def own_server(tmp_path):
    """A server that a test may kill."""
    started = Server(tmp_path)
    started.start()
    yield started
    started.kill()


# Not longer than these tests: while Playwright is there, no other test can have an event loop.
@pytest.fixture(scope="package")
def browser():
    program = chromium()
    if program is None:
        pytest.fail(INSTALL, pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def rooms(browser, server):
    """Opens rooms: rooms(viewport={"width": 1280, "height": 720}) and so on, at the session's server."""
    opened = []

    def open_room(url=None, **settings):
        room = Room(browser, url or server.url, **settings)
        opened.append(room)
        return room

    yield open_room
    for room in opened:
        room.close()
    assert not [trouble for room in opened for trouble in room.troubles]


@pytest.fixture
def room(rooms):
    """A room at 1280 by 720 that shows the live view."""
    opened = rooms(viewport={"width": 1280, "height": 720})
    opened.open()
    return opened
