"""What a stranger may send over the line: nothing of it harms a page, and nobody sees a traceback."""

import asyncio
import contextlib
import http.client
import json
import random
import re
import string
import urllib.request

import pytest
import websockets

from benchmarks.live_view import client

RESETS = 50
RAPID = 100


@pytest.mark.parametrize("n", [200, pytest.param(2_000, marks=pytest.mark.prove)])
def test_garbage_messages_and_links_leave_a_page_that_works(server, n):
    async def room():
        chance = random.Random(1)
        async with client.page(server.url) as page:
            for i in range(n):
                match i % 4:
                    case 0:
                        await page.send("hello", search=f"?s={junk(chance, 300)}", kept=junk(chance, 300))
                    case 1:
                        await page.send(chance.choice(WHATS), **wrong_fields(chance))
                    case 2:
                        await page.send("open", text=junk(chance, 500))
                    case 3:
                        await page.send_event("do", wrong(chance))
            await page.send("reset")
            await page.send("month", month=7)
            await page.until(lambda shows: shows["state"]["month"] == 7, seconds=60)
            assert shown_whole(page)
            assert page.shows["state"]["acts"] == []
            assert len(page.shows["fault"]["text"]) < 1_000
            await page.send("lever", name="train", value=0.1, month=0, done=True)
            await page.until(lambda shows: shows["state"]["acts"])

    client.run(room())


def test_fifty_resets_lose_nothing_that_undo_could_keep(server):
    async def room():
        async with client.page(server.url) as page:
            for i in range(RESETS):
                await page.send("lever", name="train", value=round(0.01 + i / 1000, 3), month=0, done=True)
                await page.send("reset")
            await page.send("month", month=9)
            await page.until(lambda shows: shows["state"]["month"] == 9, seconds=60)
            assert page.shows["state"]["acts"] == []
            await page.send("undo")
            await page.until(lambda shows: shows["state"]["acts"])
            assert page.shows["state"]["acts"][0]["values"] == {"train": round(0.01 + (RESETS - 1) / 1000, 3)}

    client.run(room())


def test_a_hundred_rapid_moves_end_at_the_last_and_make_one_step(server):
    async def room():
        async with client.page(server.url) as page:
            for i in range(RAPID):
                await page.send("lever", name="train", value=(i + 1) / 1_000, month=0, done=i == RAPID - 1)
            await page.until(lambda shows: moved_to(shows, RAPID / 1_000) and not shows["state"]["busy"])
            frames = page.shows["shown"]["n"]
            await page.send("undo")
            await page.until(lambda shows: shows["state"]["acts"] == [] and shows["shown"]["n"] > frames)

    client.run(room())


def test_what_is_no_message_ends_that_connection_alone(server):
    async def room():
        async with client.page(server.url) as steady:
            for text in ("", "{", "[1]", '{"header": {}}', b"\x00\x00\x00\x09abc", "x" * 100_000):
                async with client.connection(server.url) as line:
                    await line.send(text)
                    with contextlib.suppress(websockets.ConnectionClosed, TimeoutError):
                        await asyncio.wait_for(line.recv(), 0.5)
            await steady.send("month", month=3)
            await steady.until(lambda shows: shows["state"]["month"] == 3)

    client.run(room())


def test_a_page_from_elsewhere_cannot_connect(server):
    async def room(origin):
        where = f"ws://127.0.0.1:{server.port}/jupyter/api/kernels/x/channels?session_id=y"
        async with websockets.connect(where, origin=origin):
            return

    client.run(room(server.url.rstrip("/")))
    for origin in ("http://elsewhere.example", f"http://127.0.0.1:{server.port + 1}", "null"):
        with pytest.raises(websockets.InvalidStatus):
            client.run(room(origin))


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/", "127.0.0.1", 200),
        ("/", "elsewhere.example", 400),  # a name that was made to lead here
        ("/nothing", "127.0.0.1", 404),
        ("/resourcez", "127.0.0.1", 404),
        ("/_solara/cdn/lodash@4.17.21/lodash.js", "127.0.0.1", 404),  # Solara's own server would fetch it
        ("/static/assets/../../page.py", "127.0.0.1", 404),
        ("/static/assets/%2e%2e/%2e%2e/page.py", "127.0.0.1", 404),
        ("/jupyter/nbextensions/../../../etc/passwd", "127.0.0.1", 404),
    ],
)
def test_only_what_a_page_needs_is_served(server, path, host, status):
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    line.putrequest("GET", path, skip_host=True)
    line.putheader("Host", f"{host}:{server.port}")
    line.endheaders()
    reply = line.getresponse()
    words = reply.read()
    assert reply.status == status
    assert b"Traceback" not in words
    if status == 404 and not path.startswith(("/static", "/jupyter", "/_solara")):
        assert b"nothing at this address" in words
    line.close()


def test_the_page_names_no_address_but_its_own(server):
    text = urllib.request.urlopen(server.url, timeout=10).read().decode()
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//[^"')\s]+""", text) == []


WHATS = (
    *("lever", "act", "edit", "remove", "month", "card", "regime", "seed", "full", "measure", "purse"),
    *("predict", "guess", "reveal", "tour", "office", "official", "take", "why_stop", "no such thing"),
)


def junk(chance, n):
    return "".join(chance.choices(string.printable, k=chance.randrange(n)))


def wrong(chance):
    """Something that is no message."""
    return chance.choice(
        [None, True, -1, 1e308, junk(chance, 40), [], [[[]]], {}, {"what": {}}, {"what": None}]
    )


def wrong_fields(chance):
    """Fields of a message, hardly one of them right."""
    names = ("name", "value", "month", "kind", "values", "id", "points", "at", "post", "index", "file", "on")
    return {name: wrong(chance) for name in chance.sample(names, 4)}


def moved_to(shows, value):
    acts = shows["state"]["acts"]
    return len(acts) == 1 and acts[0]["values"] == {"train": value}


def shown_whole(page):
    """Whether the page has a run of every month of what it is about."""
    months = len(page.shows["about"]["months"])
    series = page.shows["shown"]["current"]["series"]["verified_use"]
    return len(series) == months and json.dumps(series)
