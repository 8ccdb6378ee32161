"""A page without a browser: opens a page of the live view, sees what it shows, sends what a room does."""

import asyncio
import contextlib
import json
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import websockets

LONGEST = 50_000_000
"""Bytes of the longest message that is taken."""


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """Do it in a thread of its own: the caller's may have an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Gone(Exception):
    """The server closed the connection."""


class Client:
    """One page.  `shows` holds the newest value of everything a session publishes."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._widget = ""
        self._news = asyncio.Condition()
        self._reading = asyncio.ensure_future(self._read())
        self.shows: dict[str, Any] = {}
        self.n_messages = 0
        self.n_bytes = 0
        self.seen: Callable[[str, Any, float], None] | None = None
        """Called with the name, the value and the time of everything that arrives."""

    async def send(self, what: str, **fields: Any) -> None:
        """Send what a room does."""
        await self.send_event("do", {"what": what, **fields})

    async def send_event(self, event: str, data: Any) -> None:
        """Send any event that a page may send, also one that ours never does."""
        await self.send_to_widget({"method": "custom", "content": {"event": event, "data": data}})

    async def send_to_widget(self, data: Any) -> None:
        """Send any message to the widget."""
        await self._send("comm_msg", {"comm_id": self._widget, "data": data})

    async def send_raw(self, text: str | bytes) -> None:
        """Send anything at all."""
        await self._connection.send(text)

    async def until(self, wanted: Callable[[dict[str, Any]], Any], seconds: float = 20) -> Any:
        """Wait until something holds of what is shown; return it."""
        async with asyncio.timeout(seconds), self._news:
            while not (found := wanted(self.shows)):
                if self._reading.done():
                    raise Gone
                await self._news.wait()
            return found

    async def close(self) -> None:
        """Leave, as a page does whose connection breaks."""
        self._reading.cancel()
        await self._connection.close()

    async def start(self) -> None:
        """Have the page made, and find the widget that shows it."""
        control = uuid.uuid4().hex
        await self._send("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
        run = {"method": "run", "args": {"path": "/", "appName": None, "dark": False, "themes": {}}}
        await self._send("comm_msg", {"comm_id": control, "data": run})
        await self.until(lambda _: self._widget)

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": "",
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self._connection.send(json.dumps(message | {"channel": "shell", "buffers": []}))

    async def _read(self) -> None:
        try:
            async for text in self._connection:
                now = asyncio.get_running_loop().time()
                self.n_messages += 1
                self.n_bytes += len(text)
                self._take(json.loads(text), now)
                async with self._news:
                    self._news.notify_all()
        except (websockets.ConnectionClosed, asyncio.CancelledError):
            pass
        async with self._news:
            self._news.notify_all()

    def _take(self, message: dict[str, Any], now: float) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        state = content.get("data", {}).get("state", {}) if kind.startswith("comm_") else {}
        if kind == "comm_open" and "about" in state:
            self._widget = content["comm_id"]
        if content.get("comm_id") == self._widget:
            self.shows |= state
            for name, value in state.items():
                if self.seen is not None:
                    self.seen(name, value, now)


@contextlib.asynccontextmanager
async def page(url: str, search: str = "", kept: str = "", *, greets: bool = True) -> AsyncIterator[Client]:
    """Open a page at the server's address; with a greeting it has been told everything once."""
    async with connection(url) as line:
        client = Client(line)
        await client.start()
        if greets:
            await client.send("hello", search=search, kept=kept)
            await client.until(lambda shows: shows["shown"] and shows["state"] and shows["about"])
        try:
            yield client
        finally:
            await client.close()


@contextlib.asynccontextmanager
async def connection(url: str) -> AsyncIterator[Any]:
    """Connect as a page does, with the cookie it was given."""
    cookie = await asyncio.to_thread(_cookie, url)
    where = (
        f"ws://{urlsplit(url).netloc}/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4()}"
    )
    headers = {"Cookie": cookie}
    async with websockets.connect(
        where, additional_headers=headers, max_size=LONGEST, open_timeout=30
    ) as line:
        yield line


def _cookie(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as reply:
        return str(reply.headers["Set-Cookie"]).split(";")[0]
