"""The account of an official in words a civil servant knows, with its exact figures below."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import NamedTuple

from sim.account import Draw, Gate, Official, Part, Product
from sim.calendar import month_start
from sim.state import GRADES

WIDTH = 100
SLIGHT = 0.005
"""Amounts smaller than this are left to the exact figures."""

MODES = {"paper": "on paper", "hybrid": "both ways", "digital": "digitally"}
MODES_TOLD = MODES | {"hybrid": "both ways: files are entered in the system and kept on paper"}
HOLDERS = ("a clerk", "an assistant", "an officer", "a senior official")

TERMS = {
    "constant": "what all officials have in common (a constant)",
    "taste": "personal taste for digital work",
    "culture": "the office's culture and leadership",
    "performance": "the usefulness of the system",
    "effort": "digital skill",
    "influence": "the example of colleagues",
    "conditions": "the office's equipment",
    "ownership": "time in post, which makes the reform one's own",
    "incentive": "the incentive that is paid",
    "discretion_loss": "fear of losing discretion and authority",
    "job_insecurity": "fear for one's job",
    "hierarchy": "deference to superiors who stay on paper",
    "habit": "the habit of paper",
    "distrust": "distrust of the system",
    "barriers": "what barriers add to resistance",
    "doubt": "doubt that the reform will last",
    "paper_counterparts": "offices one writes to that are on paper",
    "double_work": "the burden of doing the work twice",
    "penalty": "the penalty expected",
    "ban": "the ban on paper, where counterparts refuse paper",
}
"""Term of a utility -> its name, in the order of the table of exact figures."""

SPEAKS_FOR = TERMS | {
    "taste": "a personal liking for digital work",
    "barriers": "low barriers, which make resistance weigh less",
    "double_work": "no burden of doing the work twice",
    "penalty": "the penalty expected otherwise",
}
SPEAKS_AGAINST = TERMS | {
    "taste": "a personal dislike of digital work",
    "barriers": "barriers, which make resistance weigh more",
}

BARRIERS = {
    "infrastructure": "missing equipment",
    "skill": "missing digital skill",
    "hardening": "missing protection against attacks",
    "budget": "cuts of the budget",
    "anchoring": "a reform weakly anchored in law and politics",
    "trust": "missing trust of citizens",
}
FACTORS = {
    "weight": "weight of a certain penalty, in points",
    "anticipation": "how much of the announced enforcement is felt already",
    "detection": "perceived chance of a sanction, per month",
    "belief": "belief that the reform will last",
    "shield": "what unions and rank leave of it",
}
DRAWS = {
    "reconsider": ("reconsidered how to work", "did not reconsider how to work"),
    "course": ("was sent on a course", "was not sent on a course"),
    "transfer": ("was marked for a transfer", "was not marked for a transfer"),
    "turnover": ("left the service", "did not leave the service"),
    "check": ("was checked", "was not checked"),
    "adopt": ("adopted the system", "did not adopt the system"),
    "seen_through": (
        "was seen through: the work was done twice",
        "was not seen through, for the double work",
    ),
    "sanction": ("was sanctioned", "was not sanctioned"),
}
"""Draw -> what the official did or suffered if it happened, and if not."""

ONLY_PAPER = "Whoever reconsiders can only turn to paper"

NEVER = {
    "course": "could not be sent on a course: there is none, or none for this official",
    "check": "could not be checked: no order is enforced in this office",
}
"""Draw -> what is said where its chance is 0, if that needs a reason."""


class Told(NamedTuple):
    """An account in words: what it is headed, its paragraphs, and the tables of exact figures."""

    title: str
    words: tuple[str, ...]
    figures: tuple[str, ...]

    def text(self, *last: str) -> str:
        """Return all of it as one text, with what is to stand below."""
        return "\n\n".join([self.title, *self.words, *self.figures, *last])


def tell_official(a: Official) -> Told:
    """Return the account of an official in words, with exact figures."""
    month, after = f"{a.month:%B %Y}", f"{month_start(a.month, 1):%B %Y}"
    opening = (
        f"Post {a.post} is held by {HOLDERS[a.grade]} {bps(a.grade)} in the office "
        f"{with_tier(a.office, a.tier)}, {_in_post(a.tenure)}. Digital skill is "
        f"{percent(a.traits['skill'])} of 100. In {month} the post works {MODES_TOLD[a.mode]}."
    )
    others = [mode for mode in ("paper", "hybrid") if mode in a.utilities]
    return Told(
        f"Post {a.post}, {a.office}, {month}",
        (
            wrapped(opening, gate_words(a.gate, a.office)),
            *(_rather_than(mode, a.utilities) for mode in others),
            wrapped(_scale(a)),
            wrapped(_resisting(a)),
            "\n".join([f"In {month} this official", *(f"  - {line}" for line in _happened(a))]),
            wrapped(_next_month(a, after)),
        ),
        (
            f"Exact figures, in points\n{_utility_table(a)}",
            f"Draws: what is drawn happens if it is below the chance\n{_draw_table(a)}",
            f"Resistance (0 to 1), by component\n{_parts_table(a.resistance, TERMS)}",
            f"Barriers (0 to 1): what each lack adds\n{_parts_table(a.barriers, BARRIERS)}",
            f"The penalty expected on paper, in points: the product of\n{_factor_table(a.penalty)}",
        ),
    )


def wrapped(*sentences: str) -> str:
    """Return sentences as a paragraph."""
    return fill(" ".join(sentences), WIDTH)


def bps(grade: int) -> str:
    """Return the pay scales of a grade: `(BPS 1-10)`."""
    return "(" + GRADES[grade].partition("(")[2]


def with_tier(office: str, tier: str) -> str:
    """Return the name of an office, with its tier unless the name has it."""
    return office if office.startswith(tier) else f"{office} ({tier})"


def percent(share: float) -> str:
    """Return a share in figures of 100, with a decimal where it is small."""
    return f"{100 * share:.1f}" if 0.0005 <= share < 0.01 else f"{100 * share:.0f}"


def points(x: float) -> str:
    """Return an amount in points, with its sign; finer where it would be 0."""
    return f"{x:+.2f}" if abs(x) >= SLIGHT else f"{x:+.4f}"


def gate_words(gate: Gate, name: str) -> str:
    """Return whether the office is open to the system, and why."""
    if not gate.live:
        return f"The system is not installed in {name} yet. {ONLY_PAPER}."
    if gate.needed is None:
        return f"{name} is open to the system, as every office is in this form of the model."
    lean = f"its seniors lean to the system by {points(gate.willingness)} points"
    takes = f"more than {points(gate.needed)}"
    if gate.open and gate.was_open:
        return f"{name} stays open to the system: {lean}, and it takes {takes} to stay open."
    if gate.open:
        return f"{name} opens to the system: {lean}, and it takes {takes} to open."
    change = "closes to the system again" if gate.was_open else "is closed to the system"
    stay = "stay open" if gate.was_open else "open"
    return f"{name} {change}: {lean}, and it takes {takes} to {stay}. {ONLY_PAPER}."


def _in_post(n: int) -> str:
    return "new in post" if n == 0 else f"{n} month{'s' * (n != 1)} in post"


def over(way: Part, other: Part) -> dict[str, float]:
    """Return what one way of working has over another, term by term; they add up to its lead."""
    found = {leaf.name: leaf.amount for leaf in way.leaves()}
    for leaf in other.leaves():
        found[leaf.name] = found.get(leaf.name, 0.0) - leaf.amount
    return found


def _rather_than(mode: str, ways: Mapping[str, Part]) -> str:
    lead = ways["digital"].amount - ways[mode].amount
    verdict = "more" if lead > 0.0 else "less"
    head = f"Working digitally rather than {MODES[mode]} is worth {abs(lead):.2f} points {verdict}."
    return "\n".join([head, *sides(over(ways["digital"], ways[mode]))])


def sides(terms: Mapping[str, float]) -> list[str]:
    """Return the terms that speak for digital work and those that speak against it, the largest first."""
    lines = []
    for side, words, sign in (("for", SPEAKS_FOR, 1.0), ("against", SPEAKS_AGAINST, -1.0)):
        found = sorted((x for x in terms.items() if sign * x[1] >= SLIGHT), key=lambda x: -sign * x[1])
        lines.append(f"  What speaks {side} it:" if found else f"  Nothing speaks {side} it.")
        lines += [f"  {points(amount):>8}  {words[name]}" for name, amount in found]
    return lines


def _scale(a: Official) -> str:
    if a.decision.rule == "linear":
        return "In this form of the model officials do not weigh: whoever reconsiders may adopt by contagion."
    if a.decision.odds is None:
        return "In this form of the model the better way is chosen, however small its lead."
    return f"A lead of one point makes a way of working {a.decision.odds:.1f} times as likely to be chosen."


def _resisting(a: Official) -> str:
    factor = a.effective_resistance.factors["barriers"]
    more = f"{abs(100 * (factor - 1)):.0f} % {'more' if factor >= 1.0 else 'less'}"
    return (
        f"Resistance is {resistance_words(a.resistance)}. Barriers ({percent(a.barriers.amount)} of 100) "
        f"make it weigh {more} than at their reference level."
    )


def resistance_words(whole: Part) -> str:
    """Return resistance and its components, the largest first: `44 of 100: the habit of paper 11, ...`."""
    parts = sorted(whole.parts, key=lambda part: -part.amount)
    said = ", ".join(f"{TERMS[part.name]} {percent(part.amount)}" for part in parts)
    return f"{percent(whole.amount)} of 100: {said}"


def _happened(a: Official) -> list[str]:
    """Return what the official did and met with, a clause each."""
    lines = []
    for draw in a.draws:
        lines.append(_drawn(draw))
        if draw.name == "reconsider" and draw.happened:
            verb = "kept working" if a.decision.mode == a.mode else "turned to work"
            turned = f"{verb} {MODES[a.decision.mode]} (the chances: {_chances(a)})"
            lines.append(turned if a.gate.open else "could only turn to paper")
    if a.aftermath.obstructed:
        lines.append("quietly obstructed the system")
    if a.aftermath.kept:
        lines.append("would have been marked for a transfer but for the protection of tenures")
    return lines


def _drawn(draw: Draw) -> str:
    if draw.chance <= 0.0 and draw.name in NEVER:
        return NEVER[draw.name]
    return f"{DRAWS[draw.name][0 if draw.happened else 1]} (a chance of {percent(draw.chance)} %)"


def _chances(a: Official) -> str:
    return ", ".join(f"{percent(a.decision.chances[mode])} % {MODES[mode]}" for mode in a.utilities)


def _next_month(a: Official, after: str) -> str:
    works = "still works" if a.decision.mode == a.mode else "works"
    told = [f"In {after} the post {works} {MODES[a.decision.mode]}."]
    if not a.decision.reconsidered:
        told.append(f"Had this official reconsidered, the chances would have been {_chances(a)}.")
    skill = percent(a.aftermath.skill)
    told.append(
        {
            "same": f"The same official holds it, now with a digital skill of {skill} of 100.",
            "transferred": "Somebody transferred from another post holds it; this official has moved on.",
            "recruit": "A recruit holds it.",
        }[a.aftermath.holder]
    )
    if a.aftermath.alone:
        told.append("The transfer did not take place: nobody else of the grade was marked for one.")
    return " ".join(told)


def _utility_table(a: Official) -> str:
    leaves = {mode: {leaf.name: leaf.amount for leaf in way.leaves()} for mode, way in a.utilities.items()}
    rows = [["", *(MODES[mode] for mode in leaves)]]
    for name, words in TERMS.items():
        rows.append([words, *(f"{found[name]:.4f}" if name in found else "" for found in leaves.values())])
    rows.append(["together: the utility", *(f"{way.amount:.4f}" for way in a.utilities.values())])
    rows.append(["chance, if reconsidered", *(f"{a.decision.chances[mode]:.4f}" for mode in leaves)])
    return columns(rows)


def _draw_table(a: Official) -> str:
    rows = [["", "drawn", "chance"]]
    rows += [[DRAWS[x.name][0 if x.happened else 1], f"{x.luck:.4f}", f"{x.chance:.4f}"] for x in a.draws]
    if a.decision.luck is None:
        return columns(rows)
    paper, hybrid = a.decision.chances["paper"], a.decision.chances["hybrid"]
    bounds = f"on paper below {paper:.4f}, both ways below {paper + hybrid:.4f}, digitally above"
    return f"{columns(rows)}\n  how to work: drawn {a.decision.luck:.4f}; {bounds}"


def _parts_table(whole: Part, words: Mapping[str, str]) -> str:
    rows = [[words[part.name], f"{part.amount:.4f}"] for part in whole.parts]
    return columns([*rows, ["together", f"{whole.amount:.4f}"]])


def _factor_table(product: Product) -> str:
    rows = [[FACTORS[name], f"{x:.4f}"] for name, x in product.factors.items()]
    return columns([*rows, ["penalty", f"{product.amount:.4f}"]])


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines, the first column to the left and the others to the right."""
    width = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = (cell.rjust(n) for cell, n in zip(others, width[1:], strict=True))
        lines.append("  ".join(["", first.ljust(width[0]), *cells]).rstrip())
    return "\n".join(lines)
