"""The page: one widget, and a session that fills it.

The page knows nothing of the model.  It gets a function that opens a session, hands over a way to
publish, and passes on what the room does.  A session belongs to one browser page: it is opened when the
page is and closed with it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import traitlets
from ipyvuetify.Html import Html
from ipyvuetify.VuetifyTemplate import VuetifyTemplate
from solara.server import kernel_context

from viz.live import assembling

TRAITS = (
    *("about", "panel", "cards", "tour", "shown", "band", "state"),
    *("why", "account", "download", "fault"),
)
"""What a session may publish: JSON values that the component reads under the same names."""

BROKEN = "Something went wrong and was written down.  What the room has made is kept."

UNOPENED = "The live view could not be opened.  The window in which it was started says why."

MOST_ROOMS = 100
"""Pages open at a time: each keeps its runs, some ten megabytes."""

ROOMS: set[str] = set()
"""Of every page that has a session: its context."""

FULL = (
    "As many rooms are open on this machine as it can hold. Close a page that nobody needs, and load this "
    "one again."
)

log = logging.getLogger("redtape.live")

Publish = Callable[[str, Any], None]
"""Called with the name of one of TRAITS and its new value; from any thread."""


class Session(Protocol):
    """What one room does, without anything of a browser."""

    def do(self, message: Mapping[str, Any]) -> None:
        """Take a message of the page; never wait for the model."""

    def close(self) -> None:
        """Stop all work; never wait for it."""


Opener = Callable[[Publish], Session]


class Live(VuetifyTemplate):
    """The widget: the component's source, and what it shows."""

    about = traitlets.Any({}).tag(sync=True)
    panel = traitlets.Any({}).tag(sync=True)
    cards = traitlets.Any([]).tag(sync=True)
    tour = traitlets.Any({}).tag(sync=True)
    shown = traitlets.Any({}).tag(sync=True)
    band = traitlets.Any({}).tag(sync=True)
    state = traitlets.Any({}).tag(sync=True)
    why = traitlets.Any({}).tag(sync=True)
    account = traitlets.Any({}).tag(sync=True)
    download = traitlets.Any({}).tag(sync=True)
    fault = traitlets.Any({}).tag(sync=True)

    @traitlets.default("template")
    def _assembled(self) -> str:
        return assembling.component()

    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self._context = kernel_context.get_current_context()
        self._broken = 0
        self._session = opener(self.publish)
        ROOMS.add(self._context.id)
        self._context.on_close(self._left)

    def _left(self) -> None:
        ROOMS.discard(self._context.id)
        self._session.close()

    def publish(self, name: str, value: Any) -> None:
        """Show a value: a trait that is set is sent at once.  From any thread."""
        if name not in TRAITS:
            raise ValueError(f"the page shows no {name!r}")
        if not self._context.closed_event.is_set():
            with self._context:
                setattr(self, name, value)

    def vue_do(self, message: object) -> None:
        """Pass on what the room did, which the component sends by `do`.

        What a session does not expect of itself is written down and told the room.
        """
        try:
            self._session.do(message if isinstance(message, Mapping) else {"what": message})
        except Exception:
            log.exception("a message of the page failed")
            self._broken += 1
            self.publish("fault", {"id": f"page-{self._broken}", "text": BROKEN})

    def set_state(self, sync_data: object) -> None:
        """Refuse what a page would set: it tells by `do`, and only a session publishes."""

    def _handle_event(self, _: object, content: object, buffers: object) -> None:
        # ipyvue's own would also import modules and call methods by the names that a page sends.
        if isinstance(content, Mapping) and content.get("event") == "do":
            self.vue_do(content.get("data"))


def opened(opener: Opener) -> Live | Html:
    """Return a page with a new session, or a sentence where none could be opened."""
    if len(ROOMS) >= MOST_ROOMS:
        return _sentence(FULL)
    try:
        return Live(opener)
    except Exception:
        log.exception("a page could not be opened")
        return _sentence(UNOPENED)


def _sentence(words: str) -> Html:
    return Html(tag="p", class_="frame-opening", children=[words])
