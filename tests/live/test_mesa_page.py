"""The model in Mesa's own page, in a real browser."""

import os
import subprocess
import sys
import time
import urllib.request

import pytest
from rooms import Room

from benchmarks.live_view.served import ROOT, START_SECONDS, free_port
from viz.live import serving

SOLARAS_OWN = "Failed to evaluate Vue script and find module.exports"
"""What Solara's navigation says of itself; no page of ours has it."""


@pytest.fixture(scope="module")
def url():
    port = free_port()
    command = [sys.executable, "-m", "solara", "run", "viz.mesa_view", "--production", "--no-open"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | serving.SETTINGS | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/"
    process.kill()
    process.wait()


def test_a_step_changes_the_pictures(browser, url):
    room = Room(browser, url, viewport={"width": 1280, "height": 720})
    page = room.page
    page.goto(url)
    picture = page.locator("img").first
    picture.wait_for(timeout=20_000)
    before = picture.get_attribute("src")
    for _ in range(3):
        page.get_by_role("button", name="Step").click()
        page.wait_for_timeout(300)
    page.wait_for_function("src => document.querySelector('img').src !== src", arg=before)
    assert page.get_by_text("train: Capacity building").count()
    room.close()
    assert [trouble for trouble in room.troubles if SOLARAS_OWN not in trouble] == []
