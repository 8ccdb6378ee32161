"""The account of an office or an official as the page shows it: plain words, and exact figures below."""

from typing import Any

from experiments.account_words import Told, tell_official
from experiments.office_words import tell_office
from sim import account
from sim.account.moment import Moment
from sim.errors import InputError
from sim.scenario import Scenario
from sim.state import GRADES, MODES


def office(scenario: Scenario, seed: int, month: int, index: int) -> dict[str, Any]:
    """Return the account of office `index`, with all its posts; raise InputError.

    month: 0 to n_months - 1.  index: over all tiers, as the rows of the office table.
    """
    _within(index, sum(tier.offices for tier in scenario.tiers), "an office")
    at = _reached(scenario, seed, month)
    told = tell_office(account.office_at(at, index))
    return {"kind": "office", **_words(told), "posts": _posts(at, index), "office": index, "month": month}


def official(scenario: Scenario, seed: int, month: int, post: int) -> dict[str, Any]:
    """Return the account of the official in a post, and the posts of the office; raise InputError.

    month: 0 to n_months - 1.  post: its number, as the account of the office gives it.
    """
    _within(post, scenario.n_posts, "a post")
    at = _reached(scenario, seed, month)
    (place,) = (at.now.posts.number == post).nonzero()[0]
    index = int((at.now.office["first"] <= place).nonzero()[0][-1])
    told = tell_official(account.official_at(at, post))
    return {
        "kind": "official",
        **_words(told),
        "posts": _posts(at, index),
        "post": post,
        "office": index,
        "month": month,
    }


def _reached(scenario: Scenario, seed: int, month: int) -> Moment:
    _within(month, scenario.n_months, "a month")
    return account.reach(scenario, seed, month)


def _within(i: int, n: int, what: str) -> None:
    if not 0 <= i < n:
        problem = f"is not {what} of the scenario"
        raise InputError(problem, value=i, expected=f"a number from 0 to {n - 1}")


def _words(told: Told) -> dict[str, str]:
    return {
        "title": told.title,
        "text": "\n\n".join(map(unfolded, told.words)),
        "facts": "\n\n".join(told.figures),
    }


def unfolded(paragraph: str) -> str:
    """Return a paragraph that was broken into lines for a terminal as one line; lists keep theirs.

    The lines of a list, or of a table, begin with a space.
    """
    lines: list[str] = []
    for line in paragraph.splitlines():
        if lines and not line.startswith(" ") and not lines[-1].startswith(" "):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _posts(at: Moment, index: int) -> list[dict[str, Any]]:
    """Return number, grade in words and way of working of every post of an office in this month."""
    posts, office = at.now.posts, at.now.office[index]
    return [
        {
            "number": int(posts.number[i]),
            "grade": GRADES[posts.grade[i]],
            "mode": MODES[posts.mode[i]],
        }
        for i in range(int(office["first"]), int(office["last"]))
    ]
