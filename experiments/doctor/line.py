"""One line of the examination, and one thing that is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

State = Literal["good", "wrong", "not needed"]


@dataclass(frozen=True)
class Line:
    """What was found: good; wrong, with its remedy; or absent but not needed, with what needs it."""

    name: str
    state: State
    told: str
    remedy: str = ""


class Check(NamedTuple):
    """One thing to look at."""

    name: str
    look: Callable[[], Iterable[Line]]
    """Gives one line or several; whatever it raises becomes a line."""
    needs: tuple[str, ...] = ()
    """Packages without which there is no use in looking."""


def good(name: str, told: str) -> Line:
    """Return a line about what is as it should be."""
    return Line(name, "good", told)


def wrong(name: str, told: str, remedy: str) -> Line:
    """Return a line about what has to be put right."""
    return Line(name, "wrong", told, remedy)


def not_needed(name: str, told: str, unless: str, remedy: str) -> Line:
    """Return a line about what is absent and needed by few; `unless` completes "not needed unless"."""
    return Line(name, "not needed", f"{told}; not needed unless {unless}", remedy)


def size(n_bytes: float) -> str:
    """Return an amount of memory or disk in words."""
    return f"{n_bytes / 1e9:,.1f} GB" if n_bytes >= 1e8 else f"{n_bytes / 1e6:,.1f} MB"
