"""Photograph the live view in its main states for docs/pictures: `make screens`.

Each picture is a room of its own in a browser without a window, so none depends on another.  Seed,
scenario and size of the screen are fixed, and a picture is taken only once the whole population has
run, with its band.
"""

import io
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright
from rooms import FLAGS, INSTALL, LIVE, Room, chromium

from benchmarks.live_view.served import Server

OUT = Path(__file__).parents[1] / "docs" / "pictures"
SMALL = {"width": 1280, "height": 720}
LARGE = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
COLOURS = 256
"""Colours kept in a picture: enough for letters without fringes and for the shades of the offices."""

ATTEMPTS = 3

MOMENT = 700
"""Milliseconds without any change after which a page is taken to rest."""

PORT = 8765
"""Where the live view is served if nothing else is there: then the link on a picture is always the same."""

ACCOUNT = 12
"""The office whose account is shown: one that has desks of all three kinds."""


@dataclass(frozen=True)
class Shot:
    """What is done in a fresh room before its picture is taken."""

    do: Callable[["Camera"], None]
    size: dict[str, int]
    scale: int = 1
    """Pixels of the picture for each of the page: 2 as on a phone."""


SHOTS: dict[str, Shot] = {}


def shot(
    name: str, size: dict[str, int] = SMALL, **settings: object
) -> Callable[[Callable[["Camera"], None]], Callable[["Camera"], None]]:
    """Declare a picture by what leads to it."""

    def declare(do: Callable[["Camera"], None]) -> Callable[["Camera"], None]:
        SHOTS[name] = Shot(do, size, **settings)  # type: ignore[arg-type]
        return do

    return declare


class Spoilt(Exception):
    """Raised where something went wrong on a page; on a busy machine that may be a connection lost."""


class Camera:
    """A room, and the few things that pictures do in it."""

    def __init__(self, browser: Browser, url: str, shot: Shot) -> None:
        self.room = Room(
            browser, url, viewport=shot.size, device_scale_factor=shot.scale, reduced_motion="reduce"
        )
        self.room.context.set_default_timeout(60_000)
        self.page: Page = self.room.open()
        self.rest()

    def rest(self) -> None:
        """Wait until the run is whole, its band is there and nothing is on its way, for a moment long."""
        self.page.evaluate("() => { window.rested = null }")
        self.page.wait_for_function(
            f"""moment => {{
                const v = {LIVE}
                const rests = v.shown.full && v.shown.key === v.about.key && !v.state.busy && !v.playing
                    && v.band.n === v.shown.n && v.band.seeds === v.band.of && v.drawn_n === v.shown.n
                    && v.about.scenario.name === v.state.scenario
                    && v.about.baseline.name === v.state.baseline
                    && !v.unanswered && !v.moves.length
                const now = performance.now()
                window.rested = rests ? window.rested || {{ n: v.shown.n, since: now }} : null
                if (window.rested && window.rested.n !== v.shown.n) window.rested = null
                return window.rested && now - window.rested.since > moment
            }}""",
            arg=MOMENT,
        )

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, selector: str) -> None:
        """Click the first of what a selector finds."""
        self.page.locator(selector).first.click()

    def changed(self, do: Callable[[], None], of: str = "state") -> None:
        """Do what brings a new state (or another run: `shown`), and wait for it to come and to rest."""
        n = self.page.evaluate(f"{LIVE}.{of}.n")
        do()
        self.page.wait_for_function(f"n => {LIVE}.{of}.n > n", arg=n)
        self.rest()

    def go(self, month: str) -> None:
        """Go to a month, written 2020-07."""
        self.room.go(self.page.evaluate(f"month => {LIVE}.about.months.indexOf(month)", month))

    def lever(self, name: str, value: float) -> None:
        """Set a lever."""
        self.changed(
            lambda: self.page.locator(f"[data-lever={name}] input").evaluate(
                "(box, value) => { box.value = value; box.dispatchEvent(new Event('input'));"
                " box.dispatchEvent(new Event('change')) }",
                value,
            ),
            of="shown",
        )

    def act(self, kind: str, month: str) -> None:
        """Add a dated act with its usual values."""
        self.go(month)
        self.press("a")
        self.page.select_option("#act-kind", kind)
        self.changed(lambda: self.click(".b-send-act"), of="shown")

    def policy(self) -> None:
        """A policy to look at: more review and a guarantee of jobs, from the middle of 2022 on."""
        self.go("2022-06")
        self.click(".b-since-month")
        self.lever("ME", 0.3)
        self.lever("J", 0.5)

    def end(self) -> None:
        """Go to the last month."""
        self.press("End")
        self.rest()

    def save(self, path: Path) -> None:
        """Take the picture, with few enough colours to be small."""
        if self.room.troubles:
            raise Spoilt(f"{path.name}: {self.room.troubles}")
        # Nothing is pointed at, and no control has the ring of the keyboard.
        self.page.mouse.move(0, 0)
        self.page.evaluate("() => document.activeElement.blur()")
        taken = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        taken.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)


@shot("start")
def _start(camera: Camera) -> None:
    pass


@shot("levers")
def _levers(camera: Camera) -> None:
    camera.policy()
    camera.go("2025-06")


@shot("difference")
def _difference(camera: Camera) -> None:
    camera.policy()
    camera.end()
    camera.press("d")
    camera.page.select_option(".order", "difference")


@shot("dated")
def _dated(camera: Camera) -> None:
    camera.act("law", "2022-06")
    camera.press("4")


@shot("act")
def _act(camera: Camera) -> None:
    camera.go("2022-06")
    camera.press("a")


@shot("predict")
def _predict(camera: Camera) -> None:
    _guess(camera)


def _guess(camera: Camera) -> None:
    camera.policy()
    camera.go("2022-06")
    camera.press("q")
    camera.page.locator(".guess-value").fill("60")
    camera.changed(lambda: camera.press("Tab"))


@shot("reveal")
def _reveal(camera: Camera) -> None:
    _guess(camera)
    camera.changed(lambda: camera.click(".b-reveal"))


def _told(camera: Camera, step: int, revealed: bool = False) -> None:
    """Go to a step of the story, the first of which is 1."""
    camera.press("g")
    camera.page.wait_for_function(f"() => {LIVE}.tour.at === 0")
    camera.page.evaluate(f"at => {LIVE}.tour_to(at)", step - 1)
    camera.page.wait_for_function(f"at => {LIVE}.tour.at === at", arg=step - 1)
    camera.rest()
    if revealed:
        camera.click(".b-tour-on")
        camera.page.wait_for_function(f"() => {LIVE}.tour.revealed")
        camera.rest()


@shot("story")
def _story(camera: Camera) -> None:
    _told(camera, 3)


@shot("story-told")
def _story_told(camera: Camera) -> None:
    _told(camera, 3, revealed=True)


@shot("offices")
def _offices(camera: Camera) -> None:
    camera.end()
    camera.page.evaluate(f"office => {LIVE}.show_office(office)", ACCOUNT)
    camera.page.wait_for_selector("button.post")


@shot("official")
def _official(camera: Camera) -> None:
    _offices(camera)
    camera.click("button.post.mode-hybrid")
    camera.page.wait_for_function(f"() => {LIVE}.account.kind === 'official'")


@shot("resistance")
def _resistance(camera: Camera) -> None:
    camera.end()
    camera.press("2")


@shot("why")
def _why(camera: Camera) -> None:
    camera.policy()
    camera.end()
    camera.press("w")
    camera.page.wait_for_function(f"() => {LIVE}.why.status === 'done'", timeout=240_000)


@shot("share")
def _share(camera: Camera) -> None:
    camera.press("h")
    camera.click(".b-qr")
    camera.page.wait_for_selector(".qr img")


@shot("dark")
def _dark(camera: Camera) -> None:
    camera.policy()
    camera.end()
    camera.press("t")


@shot("projector", LARGE)
def _projector(camera: Camera) -> None:
    camera.policy()
    camera.end()
    camera.press("p")


@shot("phone", PHONE, scale=2)
def _phone(camera: Camera) -> None:
    camera.page.evaluate(f"{LIVE}.go_to({LIVE}.about.months.length - 1)")
    camera.rest()


def taken(port: int) -> bool:
    """Whether something answers at a port of this machine."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _take(browser: Browser, url: str, shot: Shot, path: Path) -> None:
    """Take a picture, in a new room again where the machine was too busy for the first."""
    for attempt in range(1, ATTEMPTS + 1):
        camera = Camera(browser, url, shot)
        try:
            shot.do(camera)
            camera.rest()
            camera.save(path)
            return
        except (Spoilt, TimeoutError) as wrong:
            if attempt == ATTEMPTS:
                raise SystemExit(f"{path.name}: {wrong}") from wrong
        finally:
            camera.room.context.close()


def main(names: list[str], out: Path = OUT) -> None:
    """Take the pictures named, or all of them."""
    program = chromium()
    if program is None:
        raise SystemExit(INSTALL)
    unknown = sorted(set(names) - set(SHOTS))
    if unknown:
        raise SystemExit(f"no picture is called {', '.join(unknown)}: there are {', '.join(SHOTS)}")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), port=None if taken(PORT) else PORT)
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            for name in names or SHOTS:
                path = out / f"live-{name}.png"
                _take(browser, server.url, SHOTS[name], path)
                print(f"{path.name} {path.stat().st_size // 1024} KB", flush=True)
        finally:
            server.kill()


if __name__ == "__main__":
    main(sys.argv[1:])
