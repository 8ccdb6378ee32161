"""The live view in a real browser: what a hand on a lever waits for, and what playing costs.

`python -m benchmarks.live_view.browser` writes results/live-browser.json, in about four minutes.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks import machine
from benchmarks.live_view import load
from benchmarks.live_view.served import Server

MOVES = 60
SECONDS = 12.0
ROOMS = 20
BESIDE_SECONDS = 60.0
ARRIVING = 10.0
"""Seconds in which the other rooms come in, each with a first run of its own."""
MOST_BYTES = 10_000
"""Bytes that a frame of playing may cost."""
LEVER = "ME"
PAUSE = 30
"""Milliseconds from an answer to the next move of the hand."""
RESULTS = Path(__file__).parents[1] / "results" / "live-browser.json"
LIVE = "document.querySelector('.rt').__vue__"
PATIENCE = 120_000
FLAGS = ("--no-sandbox", "--disable-gpu")

_DRAG = f"""([lever, moves, pause, patience]) => new Promise((done, failed) => {{
  const live = {LIVE}, slider = document.querySelector(`[data-lever=${{lever}}] input`)
  const curve = document.querySelector('.curve-drawing'), waits = [], posts = new Set()
  const drawn = () => curve.querySelector('path.now').getAttribute('d')
  let k = 0
  const move = () => {{
    if (k === moves) return done({{waits, posts: [...posts]}})
    k += 1
    slider.value = 0.15 + 0.8 * ((37 * k) % 61) / 61
    const value = Number(slider.value), before = drawn(), began = performance.now()
    const late = setTimeout(() => failed(new Error(`move ${{k}} changed nothing`)), patience)
    const seen = new MutationObserver(() => {{
      const {{n, in_force}} = live.shown
      // A curve of an earlier move, or the old one drawn again, is no answer.
      if (live.drawn_n !== n || Math.abs(in_force[lever][0][1] - value) > 1e-6 || drawn() === before) return
      seen.disconnect(); clearTimeout(late)
      waits.push(performance.now() - began)
      posts.add(live.shown.posts)
      setTimeout(move, pause)
    }})
    seen.observe(curve, {{childList: true, subtree: true, attributes: true}})
    slider.dispatchEvent(new Event('input', {{bubbles: true}}))
  }}
  move()
}})"""
"""Moves a lever; the wait ends when the line of the curve is another in the document."""

_PLAY = f"""seconds => new Promise(done => {{
  const live = {LIVE}, began = performance.now(), places = new Set()
  const at = () => document.querySelector('.curve [data-move=cursor]').getAttribute('transform')
  let frames = 0, last = began, longest = 0
  live.go_to(0); live.play()
  const tick = now => {{
    frames += 1; longest = Math.max(longest, now - last); last = now
    places.add(at())
    if (!live.playing) live.play()
    if (now - began < 1000 * seconds) return requestAnimationFrame(tick)
    live.pause()
    done({{frames, seconds: (now - began) / 1000, different: places.size, longest_ms: longest}})
  }}
  requestAnimationFrame(tick)
}})"""


def chromium() -> str:
    """Return the browser of this machine."""
    programs = (os.environ.get("CHROME", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, programs)))


class Line:
    """The bytes that the page receives from the server."""

    def __init__(self, tools: CDPSession) -> None:
        self.n_bytes = self.n_messages = 0
        tools.send("Network.enable")
        tools.on("Network.webSocketFrameReceived", self._take)

    def _take(self, event: dict[str, Any]) -> None:
        self.n_messages += 1
        self.n_bytes += len(event["response"]["payloadData"].encode())

    def taken(self) -> tuple[int, int]:
        """Messages and bytes since the last time."""
        found = self.n_messages, self.n_bytes
        self.n_messages = self.n_bytes = 0
        return found


def main() -> int:
    """Measure, and write what it came to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--moves", type=int, default=MOVES)
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--rooms", type=int, default=ROOMS)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            before = machine.load()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
                told = measured(browser, server.url, asked.moves, asked.seconds)
                told["play_beside_rooms"] = beside(browser, server, asked.rooms, BESIDE_SECONDS)
                browser.close()
        finally:
            server.kill()
    facts = {"machine": machine.facts(), "load_before": before, "load_after": machine.load()}
    RESULTS.write_text(json.dumps({**facts, **told}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    return 0


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[tuple[Page, Line]]:
    """A page that shows the live view at that address, and what it receives."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        line = Line(context.new_cdp_session(page))
        page.goto(url)
        page.wait_for_selector(".rt .frame")
        yield page, line
    finally:
        context.close()


def measured(browser: Browser, url: str, moves: int, seconds: float) -> dict[str, Any]:
    """Return waits for the curve, and frames and bytes while playing, in a page at that address."""
    with opened(browser, url) as (page, line):
        lever = dragged(page, line, moves)
        page.evaluate(f"{LIVE}.tell({{what: 'reset'}})")
        settle(page)
        return {"browser": browser.version, "lever": lever, "play": played(page, line, seconds)}


def beside(browser: Browser, server: Server, rooms: int, seconds: float) -> dict[str, Any]:
    """Return what playing shows while other rooms play and drag levers at the same server."""
    whole = ARRIVING + seconds + ARRIVING
    with opened(browser, server.url) as (page, line), ThreadPoolExecutor(1) as pool:
        settle(page)
        others = pool.submit(asyncio.run, load.load(server, rooms, whole, ARRIVING))
        page.wait_for_timeout(1000 * ARRIVING)
        told = played(page, line, seconds)
        seen, readings = others.result()
    waits = load.told(seen, readings, whole)
    return {"rooms": len(seen), **told, "wait_ms_of_rooms": waits["wait_ms"], "faults": waits["faults"]}


def dragged(page: Page, line: Line, moves: int) -> dict[str, Any]:
    """Move a lever so often; how long from the input to the curve redrawn."""
    settle(page)
    page.evaluate(_DRAG, [LEVER, 5, PAUSE, PATIENCE])  # the first moves read files and compile scripts
    line.taken()
    seen = page.evaluate(_DRAG, [LEVER, moves, PAUSE, PATIENCE])
    n_messages, n_bytes = line.taken()
    waits = np.array(seen["waits"])
    return {
        "moves": moves,
        "posts": seen["posts"],
        "wait_ms": {f"p{q}": round(float(np.percentile(waits, q)), 1) for q in (50, 95, 99)},
        "wait_ms_most": round(float(waits.max()), 1),
        "kilobytes_a_move": round(n_bytes / moves / 1e3, 1),
        "messages_a_move": round(n_messages / moves, 1),
    }


def played(page: Page, line: Line, seconds: float) -> dict[str, Any]:
    """Play so long; frames a second, and bytes for each of them."""
    line.taken()
    seen = page.evaluate(_PLAY, seconds)
    n_messages, n_bytes = line.taken()
    return {
        "frames_a_second": round(seen["frames"] / seen["seconds"], 1),
        "frames_that_differ_a_second": round(seen["different"] / seen["seconds"], 1),
        "longest_frame_ms": round(seen["longest_ms"], 1),
        "seconds": round(seen["seconds"], 1),
        "bytes_a_second": round(n_bytes / seen["seconds"]),
        "bytes_a_frame": round(n_bytes / seen["frames"], 1),
        "messages_a_second": round(n_messages / seen["seconds"], 1),
    }


def settle(page: Page) -> None:
    """Wait until all that was asked for is there."""
    page.wait_for_function(
        f"""() => {{
          const {{shown, state, band}} = {LIVE}
          return shown.full && !state.busy && band.n === shown.n && band.seeds === band.of
        }}"""
    )


if __name__ == "__main__":
    sys.exit(main())
