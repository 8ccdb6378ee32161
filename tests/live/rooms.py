"""A room in a real browser, in which nothing may go wrong unnoticed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL = (
    "the tests of the live view need Chromium or Chrome ($CHROME, or on the PATH): apt-get install chromium"
)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
GIVEN_UP = "net::ERR_ABORTED"
"""What Chromium says of a request that nobody waits for any more."""
READY = ".rt .frame"
"""What stands on the page once it shows something."""
PATIENCE = 20_000
"""Milliseconds that anything on a page may take before a test fails: the machine may be busy."""
LIVE = "document.querySelector('.rt').__vue__"
"""The component, for what a page does not show in words: which run it holds."""


def chromium() -> str | None:
    """The browser of this machine; None where there is none."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROME", ""), *NAMES))), None)


expect.set_options(timeout=PATIENCE)


class Tab:
    """Whether one tab is just being left: by a reload, by a link, or because it is closed.

    A browser then gives up what the old document still waits for, which is no fault of the page.  A request
    that is given up while its document stays is one.
    """

    def __init__(self, page: Page) -> None:
        self.is_left = False
        page.on("request", self._asked)
        page.on("domcontentloaded", self._stays)
        page.on("download", self._stays)  # asked for like a new document, but the old one stays

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.is_left = True

    def _stays(self, _: object) -> None:
        self.is_left = False


class Room:
    """A browser page.  Whatever goes wrong on it is in `troubles`, but for what a test expects."""

    def __init__(self, browser: Browser, url: str, **settings: object) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(**({"accept_downloads": True} | settings))  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.troubles: list[str] = []
        self._tabs: dict[Page, Tab] = {}
        self._expecting = False
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        """A further tab of the same browser."""
        page = self.context.new_page()
        tab = Tab(page)
        self._tabs[page] = tab
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", self._said)
        page.on("requestfailed", lambda request: self._failed(request, tab))
        page.on("request", self._asked)
        page.on("response", self._answered)
        return page

    def close(self) -> None:
        """Close every tab."""
        for page in self._tabs:
            self.close_tab(page)
        self.context.close()

    def close_tab(self, page: Page) -> None:
        """Close one tab."""
        self._tabs[page].is_left = True
        page.close()

    def open(self, search: str = "", page: Page | None = None) -> Page:
        """Open the live view, at a link where one is given, and wait until it shows something."""
        page = page or self.page
        page.goto(self.url + search)
        page.wait_for_selector(READY)
        return page

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """While this lasts, requests may fail: the test cuts the connection."""
        self._expecting = True
        try:
            yield
        finally:
            self._expecting = False

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._expecting:
            self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Request, tab: Tab) -> None:
        given_up = tab.is_left and request.failure == GIVEN_UP
        if not given_up and not self._expecting and not request.url.endswith("/readyz"):
            self.troubles.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not self._expecting:
            self.troubles.append(f"{response.status}: {response.url}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.troubles.append(f"asked elsewhere: {request.url}")

    # What a room does, and what it then sees.

    def move(self, steps: int = 3, lever: int = 0, page: Page | None = None) -> None:
        """Move a lever by its keys, and wait for its act and for the run of the whole population."""
        page = page or self.page
        slider = page.locator(".lever input[type=range]").nth(lever)
        n = page.evaluate(f"{LIVE}.shown.n")
        slider.focus()
        for _ in range(steps):
            slider.press("ArrowRight")
        page.wait_for_function(f"n => {LIVE}.shown.n > n", arg=n)
        page.wait_for_function(f"() => {LIVE}.state.acts.length > 0 && {LIVE}.state.kept")
        self.settle(page)

    def go(self, month: int, page: Page | None = None) -> None:
        """Go to a month, and wait until the session has heard of it and the address says it."""
        page = page or self.page
        page.evaluate(f"month => {LIVE}.go_to(month)", month)
        page.wait_for_function(f"month => {LIVE}.state.month === month", arg=month)
        page.wait_for_function(f"() => location.search === {LIVE}.state.link")

    def undo_all(self, page: Page | None = None) -> None:
        """Undo everything by the key for it."""
        page = page or self.page
        while page.evaluate(f"{LIVE}.state.can_undo"):
            n = page.evaluate(f"{LIVE}.state.n")
            page.keyboard.press("z")
            page.wait_for_function(f"n => {LIVE}.state.n > n", arg=n)

    def settle(self, page: Page | None = None) -> None:
        """Wait until the run of the whole population is shown and nothing newer is on its way."""
        page = page or self.page
        page.wait_for_function(f"() => {LIVE}.shown.full && {LIVE}.shown.key === {LIVE}.about.key")

    def shows(self, page: Page | None = None) -> dict[str, object]:
        """What the room can see: the month and the numbers, and the acts that led to them."""
        page = page or self.page
        return {
            "numbers": page.locator(".numbers").inner_text(),
            "acts": page.evaluate(f"{LIVE}.state.acts.map(act => [act.kind, act.month, act.values])"),
        }
