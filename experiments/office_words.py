"""The account of an office in words a civil servant knows, with its exact figures below."""

from collections.abc import Iterable
from itertools import groupby

from experiments.account_words import (
    MODES,
    Told,
    columns,
    gate_words,
    percent,
    resistance_words,
    sides,
    with_tier,
    wrapped,
)
from sim.account import Office
from sim.state import GRADES

CAUSES = {
    "equipment": "its equipment carries only {} % of those who use it",
    "incident": "a cyber incident leaves {} % of the time",
    "outage": "an outage leaves {} % of the time",
}
"""Factor of availability -> how it is told where it is below 1."""


def tell_office(a: Office) -> Told:
    """Return the account of an office in words, with exact figures."""
    month = f"{a.month:%B %Y}"
    opening = f"The office {with_tier(a.office, a.tier)} has {sum(map(len, a.posts))} posts."
    weighed = {part.name: part.amount for part in a.willingness.parts}
    words = (
        wrapped(opening, f"In {month} {_works(a)}.", gate_words(a.gate, a.office)),
        "\n".join(
            [
                "What its seniors weigh, on average and in points: the system rather than paper.",
                *sides(weighed),
            ]
        ),
        wrapped(_served(a)),
        wrapped(f"Resistance of its officials is on average {resistance_words(a.resistance)}."),
        _correspondence(a),
        "\n".join([f"In {month}, posts", *(f"  - {n} {what}" for what, n in _activity(a).items())]),
    )
    figures = (
        f"Who sits there: posts, how they work, and their numbers\n{_staff_table(a)}",
        f"Its seniors, and what the system has over paper for each, in points\n{_senior_table(a)}",
    )
    return Told(f"{a.office}, {month}", words, figures)


def _works(a: Office) -> str:
    counts = {mode: sum(row[mode] for row in a.working) for mode in MODES}
    first, *others = (f"{n or 'none'} {MODES[mode]}" for mode, n in counts.items())
    verb = "works" if counts["paper"] <= 1 else "work"
    return f"{first.replace(' ', f' {verb} ', 1)}, {' and '.join(others)}"


def _served(a: Office) -> str:
    has = f"Its equipment is {percent(a.equipment)} of 100."
    if not a.gate.live:
        return has
    lost = [CAUSES[name].format(percent(x)) for name, x in a.availability.factors.items() if x < 1.0]
    why = f": {', and '.join(lost)}" if lost else ""
    served = f"The system serves it {percent(a.availability.amount)} % of the month{why}. {has}"
    if a.attacked:
        return f"{served} It is under attack."
    hit = "There was a cyber incident" if a.incident.happened else "There was no cyber incident"
    return f"{served} {hit} (drawn {a.incident.luck:.4f}; it happens below {a.incident.chance:.4f})."


def _correspondence(a: Office) -> str:
    if not a.partners:
        return "It sends files to no other office."
    rows = [["", "share of files", *(MODES[mode] for mode in ("digital", "hybrid"))]]
    for x in a.partners:
        name = x.office if x.live else f"{x.office} (system not installed)"
        rows.append([name, *(f"{percent(share)} %" for share in (x.share, x.digital, x.hybrid))])
    digital, hybrid = a.counterparts["digital"], a.counterparts["hybrid"]
    offices = f"{a.n_partners} office{'s' * (a.n_partners != 1)}"
    told = (
        f"It sends files to {offices}; of the desks they go to, {percent(digital)} % work digitally and "
        f"{percent(hybrid)} % both ways. Most files go to"
    )
    return f"{wrapped(told)}\n{columns(rows)}"


def _activity(a: Office) -> dict[str, int]:
    return {
        "checked": a.checks,
        "sanctioned for staying on paper": a.sanctions,
        "sanctioned for doing the work twice": a.token_sanctions,
        "quietly obstructing": a.obstructing,
        "sent on a course": a.trained,
        "marked for a transfer": a.transfers,
        "taken by a recruit": a.recruits,
    }


def _staff_table(a: Office) -> str:
    rows = [["", "posts", *MODES.values(), "numbers"]]
    for grade, posts, row in zip(GRADES, a.posts, a.working, strict=True):
        rows.append([grade, str(len(posts)), *(str(row[mode]) for mode in MODES), ranges(posts)])
    return columns(rows)


def ranges(numbers: Iterable[int]) -> str:
    """Return whole numbers in rising order as a reader writes them: `3 to 7, 9`."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        runs.append(str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}")
    return ", ".join(runs)


def _senior_table(a: Office) -> str:
    rows = [["", "months in post", "works", "finds best", "lead"]]
    for x in a.seniors:
        best = MODES[x.prefers if x.lead > 0.0 else "paper"]
        rows.append([f"post {x.post}", str(x.tenure), MODES[x.mode], best, f"{x.lead:.4f}"])
    return columns(rows)
