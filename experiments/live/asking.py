"""What a page may ask beside the curve, message by message: accounts, why, the story, things to take home."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from experiments.live import account_of
from experiments.live.acts import Refused, whole
from sim.errors import shown
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.live.session import Session

Message = Mapping[str, Any]
Handler = Callable[["Session", Message], None]

Account = Callable[[Scenario, int, int, int], dict[str, Any]]
"""Makes an account of a scenario under a seed, of a month, and of the office or post with a number."""

PAGE = re.compile(r"https?://[A-Za-z0-9.:_\[\]-]{1,200}(?:/[A-Za-z0-9._/-]{0,200})?")
"""The address of a page, without what comes after it."""


def _whole(message: Message, key: str, most: int) -> int:
    value = whole(message.get(key), most)
    if value is None:
        raise Refused(f"{shown(message.get(key), 40)} is no {key}.")
    return value


def _account(key: str, of: Account, count: Callable[[Scenario], int]) -> Handler:
    """Return what answers who asks for an account; key: of its number in the message, one of `count`."""

    def handler(session: "Session", message: Message) -> None:
        session.asides.room_for_more()
        scenario, _ = session.asides.as_shown()
        number = _whole(message, key, count(scenario) - 1)
        month = _whole(message, "month", scenario.n_months - 1)
        session.asides.account(lambda scenario, seed: of(scenario, seed, month, number))

    return handler


def _n_offices(scenario: Scenario) -> int:
    return sum(tier.offices for tier in scenario.tiers)


def _close_account(session: "Session", _message: Message) -> None:
    session.asides.close_account()


def _explain(session: "Session", _message: Message) -> None:
    session.asides.explain()


def _stop(session: "Session", _message: Message) -> None:
    session.asides.stop()


def _tour(session: "Session", message: Message) -> None:
    session.asides.story.go(_whole(message, "at", len(session.asides.story.form.steps) - 1))


def _tour_reveal(session: "Session", _message: Message) -> None:
    session.asides.story.reveal()


def _tour_end(session: "Session", _message: Message) -> None:
    session.asides.story.end()


def _take(session: "Session", message: Message) -> None:
    what, page = message.get("file"), message.get("page")
    if not isinstance(what, str):
        raise Refused(f"{shown(what, 40)} is nothing to take home.")
    session.asides.room_for_more()
    session.asides.take(what, page if isinstance(page, str) and PAGE.fullmatch(page) else "")


HANDLERS: dict[str, Handler] = {
    "office": _account("index", account_of.office, _n_offices),
    "official": _account("post", account_of.official, lambda scenario: scenario.n_posts),
    "close_account": _close_account,
    **{"why": _explain, "why_stop": _stop},
    **{"tour": _tour, "tour_reveal": _tour_reveal, "tour_end": _tour_end},
    "take": _take,
}
"""Message -> what does it."""
