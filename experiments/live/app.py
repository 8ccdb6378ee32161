"""What the server of the live view runs: a session for every page that is opened."""

import os
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from experiments.live import address
from experiments.progress import say
from sim.errors import InputError
from sim.scenario import Scenario

OPEN_TO_ALL = "Anybody on this network can open it and move its levers, each in a session of their own."
CLOSED = "The live view is closed."


TYPICAL_SEED = 3
"""Of the seeds 1 to 20 the one whose run of the federal case lies most often in the middle of its band."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks of the live view."""

    source: str
    """Name of a scenario of the library, or path of a file."""
    seed: int = TYPICAL_SEED
    regime: str = ""
    host: str = address.HERE[0]
    port: int | None = None
    """None for the first free one."""
    browser: bool = True
    posterior: str = ""
    """Folder of a calibration whose draws the bands are made of; empty for luck alone."""


def serve(asked: Asked) -> None:
    """Serve the live view until the user stops it.

    Raises:
        InputError: the seed or the posterior cannot be taken, or the address or the port not be had.
        KeyboardInterrupt: the user stopped it; says so.
    """
    from experiments.live.draws import Draws
    from experiments.live.session import Session
    from experiments.live.setting import MOST_SEED
    from experiments.preparing import prepare
    from viz.live import serving

    if not 0 <= asked.seed <= MOST_SEED:
        wanted = f"a whole number from 0 to {MOST_SEED}"
        raise InputError("is out of bounds", key="--seed", value=asked.seed, expected=wanted)
    draws = Draws(asked.posterior) if asked.posterior else None
    regime = asked.regime
    if draws and not regime:
        regime = draws.regime_for(Scenario.load(asked.source))
        if regime:
            say(f"Shown in regime {regime}, the first that the posterior has draws for.")
    bound = address.listening(asked.host, asked.port)
    prepare()
    port = bound.getsockname()[1]

    def opened() -> None:
        tell(asked, port)
        if asked.browser and has_screen():
            webbrowser.open(address.own(asked.host, port))

    def session(publish: Callable[[str, Any], None]) -> Session:
        return Session(asked.source, publish, asked.seed, regime, draws)

    trusted = [*address.HERE, "[::1]"] if asked.host in address.HERE else ["*"]
    try:
        serving.serve(session, bound, opened, trusted)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(CLOSED) from None


def tell(asked: Asked, port: int) -> None:
    """Say where the live view is, and who else can open it."""
    say(f"Open {address.own(asked.host, port)}")
    if asked.host not in address.HERE:
        say(f"{OPEN_TO_ALL} Others type {address.others(asked.host, port)}")
    say("Ctrl-C closes it.")


def has_screen() -> bool:
    """Whether a browser can show itself here: without a screen a terminal's own would take the terminal."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
