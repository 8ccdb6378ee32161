"""What the elements of the record have in common: their form, and how figures are written."""

from collections.abc import Mapping
from typing import Any

Told = Mapping[str, Any]


def section(title: str, asked: str, done: str, found: str, leaves: str) -> str:
    """Return one element."""
    parts = (("Asked", asked), ("Done", done), ("Found", found), ("Left open", leaves))
    return f"## {title}\n\n" + "\n\n".join(
        f"**{lead}.**{'' if text.startswith(chr(10)) else ' '}{text}" for lead, text in parts
    )


def checks(rows: list[Told]) -> str:
    """Return how many patterns labelled check fail, and for how many of the rest agreement says little."""
    checks = [row for row in rows if row["label"] == "check" and row["verdict"] in ("pass", "fail")]
    failed = [row for row in checks if row["verdict"] == "fail"]
    leaning = sum(row["verdict"] == "pass" and row["caveat"] for row in checks)
    names = ", ".join(row["id"] for row in failed) or "none"
    passed = len(checks) - len(failed)
    return (
        f"{len(failed)} of {len(checks)} checks fail ({names}); of the {passed} that pass, {leaning} lean on "
        "a rule, the fit or an assumption, which is said beside each."
    )


def percent(share: float, digits: int = 0) -> str:
    """Return a share as a percentage: `53 %`."""
    return f"{100.0 * share:.{digits}f} %".replace("-", "−")


def points(share: float) -> str:
    """Return a difference of shares in points: `−5.0 points`."""
    return f"{100.0 * share:+.1f} points".replace("-", "−")


def span(row: Told) -> str:
    """Return a difference of shares and its interval, in points: `+5.0 points (+1.2 to +8.9)`."""
    return f"{points(row['mean'])} ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})".replace("-", "−")


def number(x: float) -> str:
    """Return a number to three digits, with a true minus."""
    return f"{x:.3g}".replace("-", "−")


def band(row: Told) -> str:
    """Return a mean and its band as percentages: `53 % (44 to 61)`."""
    return f"{percent(row['mean'])} ({100 * row['low']:.0f} to {100 * row['high']:.0f})".replace("-", "−")


def named(regime: str) -> str:
    """Return how a regime is called at the head of a row."""
    return regime or "the scenario's own"
