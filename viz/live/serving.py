"""Serve the page: Solara's machinery behind our own few routes, and nothing from outside.

Solara's settings are read from the environment as it is imported, so nothing of Solara is imported
before `quieten` is called.
"""

import os
import socket
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from viz.live.page import Opener

SITE = Path(__file__).parent / "site"
TITLE = "redtape: the live view"

SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "nobody",  # or it would keep one in the user's home
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": TITLE,
    "SOLARA_MODE": "production",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",  # a page that comes back later is made anew from what it kept
    "SOLARA_STATE_AUTO_REMOUNT": "True",  # which is all a page needs, so it need not be loaded anew
}

MOST_BYTES = 2_000_000
"""The longest message of a page: a session file, many times over."""

GRACE_SECONDS = 2

NOTHING_HERE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Not here</title>"
    "<p>There is nothing at this address. <a href='/'>Open the live view.</a>"
)


def serve(opener: "Opener", bound: socket.socket, opened: Callable[[], None], trusted: list[str]) -> None:
    """Serve pages on a bound socket until the user stops it.

    Args:
        opener: opens the session of a page.
        bound: where to listen.
        opened: called once pages can be asked for.
        trusted: the names under which a page may be asked for; ["*"] for any.
    """
    asgi = site(opener, trusted)
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            opened()

    config = uvicorn.Config(
        asgi,
        log_level="critical",
        access_log=False,
        loop="asyncio",
        ws_max_size=MOST_BYTES,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    Server(config).run(sockets=[bound])


def site(opener: "Opener", trusted: list[str]) -> "Starlette":
    """Return the application: the page, its files, its connection, and a plain word for all else."""
    quieten()
    import solara.server.settings
    from solara.server import app, server
    from solara.server import starlette as parts
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount, Route, WebSocketRoute

    from viz.live import guarding, page

    app.apps["__default__"] = cast(Any, _Application(partial(page.opened, opener)))
    cdn = solara.server.settings.assets.proxy_cache_dir  # served from here, never fetched
    return Starlette(
        routes=[
            Route("/", endpoint=_root),
            Route("/readyz", endpoint=parts.readyz),
            Route("/jupyter/api/kernels/{id}", endpoint=parts.kernels),
            WebSocketRoute("/jupyter/api/kernels/{kernel_id}/{name}", endpoint=parts.kernel_connection),
            Route("/_solara/api/close/{kernel_id}", endpoint=parts.close, methods=["POST"]),
            Mount("/_solara/cdn", app=parts.StaticFilesOptionalAuth(directory=cdn)),
            Mount("/jupyter/nbextensions", app=parts.StaticNbFiles()),
            Mount("/static/assets", app=parts.StaticAssets()),
            Mount("/static", app=parts.StaticFilesOptionalAuth(directory=server.solara_static)),
        ],
        lifespan=parts.lifespan,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=trusted),
            Middleware(guarding.SameOrigin),
            Middleware(parts.SolaraGZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={404: _nothing_here},
    )


def quieten() -> None:
    """Set Solara to be quiet and on its own; before anything of it is imported."""
    os.environ.update(SETTINGS)


async def _root(request: "Request") -> "HTMLResponse":
    """The page, and a cookie by which its connection is known again."""
    from solara.server import server
    from starlette.responses import HTMLResponse

    reply = HTMLResponse(server.read_root("/"), headers={"Cache-Control": "no-store"})
    known = server.get_session_id_cookie(request.cookies)
    reply.set_cookie(server.COOKIE_KEY_SESSION_ID, known or uuid.uuid4().hex, httponly=True, samesite="lax")
    return reply


async def _nothing_here(request: "Request", error: Exception) -> "HTMLResponse":
    from starlette.responses import HTMLResponse

    return HTMLResponse(NOTHING_HERE, status_code=404)


class _Application:
    """What Solara asks of an application, around a page that needs no rendering."""

    name = fullname = app_name = "redtape"
    directory = SITE / "page"  # Solara looks for templates and assets beside this

    def __init__(self, opened: Callable[[], object]) -> None:
        import solara

        self.run = opened
        self.routes = [solara.Route(path="/")]

    def init(self) -> None:
        """Nothing is to be done before the first page."""

    def check(self) -> None:
        """Nothing is to be done before a page."""
