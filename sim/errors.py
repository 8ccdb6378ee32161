"""The one error that bad input raises: a clear paragraph, with its parts as attributes."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any

ABSENT: Any = object()
"""Stands for "no value was given", since None is a value."""


class InputError(ValueError):
    """Input that cannot be used, told in one paragraph.

    `problem` completes "file: `key` = value ..." ("is out of bounds"); `expected` says
    what would be right; `nearest` is the valid name closest to the wrong one; `also` is
    a last remark.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        key: str | None = None,
        value: Any = ABSENT,
        expected: str | None = None,
        nearest: str | None = None,
        also: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.file = file
        self.key = key
        self.value = value
        self.expected = expected
        self.nearest = nearest
        self.also = also

    def __str__(self) -> str:
        subject = "" if self.key is None else f"`{self.key}`"
        if self.value is not ABSENT:
            subject = f"{subject} = {shown(self.value)}" if subject else shown(self.value)
        text = " ".join(part for part in (subject, self.problem) if part)
        if self.file:
            text = f"{self.file}: {text}"
        if self.expected:
            text = f"{text}; expected {self.expected}"
        text = f"{text}. Did you mean `{self.nearest}`?" if self.nearest else f"{text.rstrip('.')}."
        if self.also:
            text = f"{text} {self.also}"
        return _one_paragraph(text)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive the way back from a worker process, with the value already put into words."""
        value = _Shown(shown(self.value)) if self.value is not ABSENT else None
        parts = {"file": self.file, "key": self.key, "expected": self.expected, "nearest": self.nearest}
        return _rebuild, (self.problem, value, parts | {"also": self.also})


def first_of(faults: Sequence[InputError], listing: str = "`redtape check`") -> InputError:
    """Return the first of the faults of a file, which says how many more there are; faults: at least one.

    listing: the command that tells them all; empty where none does.
    """
    first = faults[0]
    if len(faults) > 1:
        more = f"{len(faults) - 1} more thing{'s' if len(faults) > 2 else ''} wrong"
        told = f"({more}{f': {listing} lists all' if listing else ''}.)"
        first.also = f"{first.also or ''} {told}".strip()
    return first


class _Shown(str):
    """A value already put into words."""


def _rebuild(problem: str, value: str | None, parts: dict[str, str | None]) -> InputError:
    return InputError(problem, value=ABSENT if value is None else value, **parts)


def shown(value: Any, limit: int = 80) -> str:
    """Return `value` as a reader of TOML would write it, cut to `limit` characters."""
    try:
        text = _as_toml(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, a list in a list in a list
        text = "something too long to show"
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def _as_toml(value: Any) -> str:
    if isinstance(value, _Shown):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_as_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_as_toml(item) for item in value) + "]"
    return repr(value)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` closest to `name`, whatever its capitals; None if none is near."""
    by_lower = {known.lower(): known for known in names}
    found = get_close_matches(str(name)[:200].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def _one_paragraph(text: str) -> str:
    """Drop line breaks and what a terminal cannot print."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())
