"""An explanation in words: what a minister could be told, a table of the figures, and JSON."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from experiments.attribution.asking import Estimated, Explanation, Question, estimated
from experiments.calibration.carried import run_words
from experiments.calibration.trust import mind
from experiments.compare.figures import listed
from experiments.summary import BILLION, YES_OR_NO
from sim.parameters.ablations import ABLATIONS
from sim.summaries import SUMMARIES

NAMED, LEAST = 4, 0.05
"""Parts that sentences name at most, and the least share of the difference that is worth naming."""

SHOWN = 10
"""Bars of a picture and mechanisms of a table: the largest; the others are added up."""

NOTHING = 0.005
"""A difference, in the unit in which it is told, below which there is nothing to split."""

MINUS = "−"


@dataclass(frozen=True)
class Scale:
    """In what figures a difference is told: shares in points, money in billions or millions."""

    outcome: str
    factor: float
    unit: str
    """Of a difference, such as points or Rs bn."""
    level: str
    """Of the outcome itself, such as % of desks."""
    decimals: int

    @classmethod
    def of(cls, outcome: str, values: np.ndarray) -> "Scale":
        """Return the scale on which values as large as the largest of these are told in few figures."""
        unit, largest = SUMMARIES[outcome].unit, float(np.max(np.abs(values), initial=0.0))
        factor, words, level = 1.0, unit, unit
        if unit.startswith(("share", "probability")) or unit == YES_OR_NO:
            factor, words = 100.0, "points"
            level = "% of runs" if unit == YES_OR_NO else unit.replace("share", "%", 1)
            level = level.replace("probability", "% chance", 1)
        elif unit.startswith("PKR"):
            size, word = (BILLION, "bn") if largest >= BILLION / 10 else (1e6, "m")
            factor, words = 1.0 / size, unit.replace("PKR", f"Rs {word}", 1)
            level = words
        scaled = largest * factor
        decimals = 0 if scaled >= 10.0 else 1 if scaled >= 1.0 else 2
        return cls(outcome, factor, words, level, decimals)

    def figure(self, value: float) -> str:
        """Return a value without sign: `18`."""
        return f"{abs(value) * self.factor:,.{self.decimals}f}"

    def signed(self, value: float) -> str:
        """Return a value with its sign, and with a decimal more where it is small: `+18`, `−2.4`, `0.0`."""
        small = self.decimals == 0 and round(abs(value) * self.factor, 1) < 10.0
        figure = f"{abs(value) * self.factor:,.{self.decimals + small}f}"
        if not figure.strip("0.,"):
            return figure
        return f"{'+' if value > 0.0 else MINUS}{figure}"

    def interval(self, found: Estimated) -> str:
        """Return an interval: `+14 to +21`; nothing where there is none."""
        return "" if np.isnan(found.low) else f"{self.signed(found.low)} to {self.signed(found.high)}"

    def adding_up(self, values: Sequence[float]) -> list[str]:
        """Return values as figures that add up to that of their sum, each rounded up or down for it."""
        step = self.factor * 10**self.decimals
        scaled = [value * step for value in values]
        down = [math.floor(x) for x in scaled]
        missing = round(sum(scaled)) - sum(down)
        by_rest = sorted(range(len(scaled)), key=lambda i: down[i] - scaled[i])
        for i in by_rest[:missing]:
            down[i] += 1
        return [f"{MINUS * (x < 0)}{abs(x) / 10**self.decimals:,.{self.decimals}f}" for x in down]

    def of_level(self, value: float) -> str:
        """Return the outcome itself with its unit, in figures as fine as the difference: `41 % of desks`."""
        return self._with_unit(f"{MINUS * (value < 0.0)}{self.figure(value)}", self.level)

    def words(self, value: float) -> str:
        """Return a value without sign and with its unit: `18 points`, `Rs 5.1 bn`."""
        figure = self.figure(value)
        return self._with_unit(figure, self.unit.removesuffix("s") if figure == "1" else self.unit)

    @staticmethod
    def _with_unit(figure: str, unit: str) -> str:
        if unit.startswith("Rs "):
            return f"Rs {figure} {unit.removeprefix('Rs ')}"
        return f"{figure} {unit}"


class Row(NamedTuple):
    """One part or mechanism with what it comes to."""

    key: str
    label: str
    found: Estimated


def part_rows(x: Explanation) -> list[Row]:
    """Return the parts, those that come to most first."""
    rows = [Row(p.key, p.label, estimated(x.split.values[i])) for i, p in enumerate(x.parts)]
    return _by_size(rows)


def mechanism_rows(x: Explanation) -> list[Row]:
    """Return the mechanisms, those that come to most first."""
    found = x.mechanisms
    rows = [Row(name, capital(_of(name)), estimated(found.values[i])) for i, name in enumerate(found.names)]
    return _by_size(rows)


def _by_size(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -abs(row.found.mean))


def _of(name: str) -> str:
    """A mechanism in words, without what its absence is like."""
    return ABLATIONS[name].mechanism.split(":")[0]


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


def small(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def scale(x: Explanation) -> Scale:
    """Return the scale on which everything of an explanation is told."""
    whole = Scale.of(x.question.outcome, np.array([x.difference.mean()]))
    return Scale.of(x.question.outcome, x.split.values.mean(axis=1)) if _is_nothing(x, whole) else whole


def _is_nothing(x: Explanation, s: Scale) -> bool:
    """Whether there is too little of a difference to be split into shares of it."""
    return abs(float(x.difference.mean())) * s.factor < NOTHING


def sentences(x: Explanation) -> list[str]:
    """Return what a minister could be told, in a few sentences."""
    return [*of_parts(x), *_by_mechanism(x)]


def of_parts(x: Explanation) -> list[str]:
    """Return what can be told before any mechanism was taken out: the difference and its parts."""
    draws = x.question.draws
    drawn = [run_words(draws.told, x.question.replicates), *mind(draws.told)] if draws else []
    return [_difference(x), *drawn, *_by_part(x), _how_sure(x)]


def _difference(x: Explanation) -> str:
    outcome, s = x.question.outcome, scale(x)
    first, second = x.question.names
    found = estimated(x.difference)
    ends = [s.of_level(float(values.mean())) for values in x.ends]
    sign, more = (1.0, "more") if found.mean >= 0.0 else (-1.0, "less")
    n = x.question.replicates
    low, high = sorted((sign * found.low, sign * found.high))
    between = f"{s.figure(low) if low >= 0.0 else s.signed(low)} to {s.figure(high)}"
    runs = f"90 % interval {between}, {n} runs of each" if n > 1 else "one run of each"
    doubt = "" if found.clear or n < 2 else " These runs cannot tell that from no difference."
    return (
        f"{SUMMARIES[outcome].label}: {ends[1]} under “{second}”, {ends[0]} under “{first}”; that is "
        f"{s.words(found.mean)} {more} ({runs}).{doubt}"
    )


def _by_part(x: Explanation) -> list[str]:
    s, rows = scale(x), part_rows(x)
    whole = float(x.difference.mean())
    sign = 1.0 if whole >= 0.0 else -1.0
    if _is_nothing(x, s):
        return [_no_shares(x, rows)]
    if len(rows) == 1:
        return [
            f"The two differ in one part of policy only, {small(rows[0].label)}: all of it comes from there."
        ]
    for_it = [row for row in rows if sign * row.found.mean > 0.0 and _worth(row, whole)][:NAMED]
    against = [row for row in rows if sign * row.found.mean < 0.0 and _worth(row, whole)]
    others = [row for row in rows if row not in for_it and row not in against]
    groups = [*((row,) for row in for_it), *((row,) for row in against), others]
    told_as = s.adding_up([sign * sum(row.found.mean for row in group) for group in groups])
    pieces = [f"{told_as[i]} from {small(row.label)}" for i, row in enumerate(for_it)]
    if others:
        last = f"the other {len(others)} parts together" if len(others) > 1 else small(others[0].label)
        pieces.append(f"{told_as[-1]} from {last}")
    told = [f"Of these {s.words(whole)}, {listed(pieces).replace(' from', ' come from', 1)}."]
    if against:
        figures = told_as[len(for_it) :]
        lost = [f"{small(row.label)} ({figures[i]})" for i, row in enumerate(against)]
        told.append(f"Working the other way: {listed(lost)}.")
    return told


def _no_shares(x: Explanation, rows: Sequence[Row]) -> str:
    """What is said of the parts where there is no difference."""
    s = scale(x)
    told = [f"{small(row.label)} ({s.signed(row.found.mean)})" for row in rows[:NAMED] if row.found.mean]
    differ = f"{len(rows)} part{'s' * (len(rows) != 1)} of policy"
    if not told:
        return f"The two differ in {differ}, of which none moves it."
    return f"The two differ in {differ}, and what these do cancels out: {listed(told)}."


def _worth(row: Row, whole: float) -> bool:
    """Whether a part is large enough for a sentence to name it, and not put down to luck by its interval."""
    known = row.found.clear or math.isnan(row.found.low)
    return known and abs(row.found.mean) >= LEAST * abs(whole)


def _how_sure(x: Explanation) -> str:
    n, s = len(x.parts), scale(x)
    if x.split.n_orders is None:
        counted = f"all {2**n} combinations of them" if n > 1 else "both scenarios"
        return f"What a part comes to is its Shapley value, exact: {counted} were run."
    worst = max(x.sampling_error(i) for i in range(n))
    error = replace(s, decimals=s.decimals + 1).words(worst)
    return (
        f"What a part comes to is its Shapley value, from {x.split.n_orders} orders of the {n} parts in each "
        f"of {x.question.replicates} runs; the standard error from seeing only these is at most {error}."
    )


def _by_mechanism(x: Explanation) -> list[str]:
    s, rows = scale(x), mechanism_rows(x)
    whole = float(x.difference.mean())
    sign = 1.0 if whole >= 0.0 else -1.0
    if not rows:
        return ["No mechanism moves the difference when it is taken out."]
    named = [row for row in rows if row.found.clear or x.question.replicates == 1][:3]
    told = []
    if named:
        pieces = [
            f"{_signed_words(s, sign * (whole - row.found.mean))} without {small(row.label)}" for row in named
        ]
        told.append(
            f"What is left of the {s.words(whole)} where one mechanism is taken out of both scenarios: "
            f"{listed(pieces)}. Both levels move with it, so that these are no shares of the difference."
        )
    return [*told, remainder_words(x)]


def _signed_words(s: Scale, value: float) -> str:
    """A value with its unit, and a minus where it goes the other way."""
    return f"{MINUS * (s.signed(value).startswith(MINUS))}{s.words(value)}"


def remainder_words(x: Explanation) -> str:
    """Return what the contributions of the mechanisms leave over, and what that means."""
    s, n = scale(x), len(x.mechanisms.names)
    sign = 1.0 if x.difference.mean() >= 0.0 else -1.0
    total, rest = float(x.mechanisms.values.sum(axis=0).mean()), float(x.mechanisms.remainder.mean())
    told = (
        f"The contributions of all {n} mechanisms that move it add up to {s.signed(total)} ({s.unit}); "
        f"the remainder is {s.signed(rest)}."
    )
    if x.question.replicates > 1 and not estimated(x.mechanisms.remainder).clear:
        return f"{told} These runs cannot tell it from 0."
    if sign * rest < 0.0:
        return (
            f"{told} Mechanisms work through one another: what two of them bring about only together goes "
            "with either, and so is counted with each."
        )
    return (
        f"{told} That part of the difference stays whichever one mechanism is taken out: others take its "
        "place, or it needs none."
    )


def table_rows(x: Explanation) -> list[tuple[str, str, str, str, str]]:
    """Return part, value, interval, and what it is in either scenario, in words."""
    s = scale(x)
    of = {part.key: part for part in x.parts}
    return [
        (row.label, s.signed(row.found.mean), s.interval(row.found), of[row.key].in_a, of[row.key].in_b)
        for row in part_rows(x)
    ]


def mechanism_table(x: Explanation) -> list[tuple[str, str, str]]:
    """Return the largest mechanisms, the sum of the others, and the remainder: label, value, interval."""
    s = scale(x)
    return [(row.label, s.signed(row.found.mean), s.interval(row.found)) for row in largest_mechanisms(x)]


def largest_mechanisms(x: Explanation) -> list[Row]:
    """Return the largest mechanisms, then the sum of the others and the remainder, under those keys."""
    found, rows = x.mechanisms, mechanism_rows(x)
    rest = [found.names.index(row.key) for row in rows[SHOWN:]]
    told = rows[:SHOWN]
    if rest:
        told.append(
            Row("others", f"The other {len(rest)} mechanisms", estimated(found.values[rest].sum(axis=0)))
        )
    return [*told, Row("remainder", "Remainder", estimated(found.remainder))]


def nothing(question: Question) -> str:
    """Return what is said of two scenarios that do not differ."""
    first, second = question.a.name, question.b.name
    return (
        f"{first} and {second} do not differ in anything that results depend on: there is nothing to explain."
    )


def as_text(question: Question, x: Explanation | None, folder: str | None) -> str:
    """Return an explanation as JSON text; None for scenarios that do not differ."""
    summary = SUMMARIES[question.outcome]
    told: dict[str, Any] = {
        "results": folder,
        "a": {"name": question.a.name, "fingerprint": question.a.fingerprint},
        "b": {"name": question.b.name, "fingerprint": question.b.fingerprint},
        "outcome": {"name": question.outcome, "label": summary.label, "unit": summary.unit},
        "seeds": list(question.seeds),
    }
    told |= {"posterior": dict(question.draws.told)} if question.draws else {}
    return json.dumps(told | (figures(x) if x else NO_FIGURES), indent=2, ensure_ascii=False, allow_nan=False)


NO_FIGURES: dict[str, Any] = {
    "difference": {"mean": 0.0, "low": 0.0, "high": 0.0},
    "parts": [],
    "mechanisms": [],
}


def figures(x: Explanation) -> dict[str, Any]:
    """Return the figures of an explanation as plain data that JSON can hold."""
    places = {part.key: i for i, part in enumerate(x.parts)}
    return {
        "sentences": sentences(x),
        "runs": x.n_runs,
        "value_a": _plain(estimated(x.ends[0])),
        "value_b": _plain(estimated(x.ends[1])),
        "difference": _plain(estimated(x.difference)),
        "orders": x.split.n_orders,
        "parts": [
            {
                "part": row.key,
                "label": row.label,
                "in_a": x.parts[places[row.key]].in_a,
                "in_b": x.parts[places[row.key]].in_b,
                **_plain(row.found),
                "sampling_error": x.sampling_error(places[row.key]),
            }
            for row in part_rows(x)
        ],
        "mechanisms": [
            {
                "mechanism": row.key,
                "label": row.label,
                "section": ABLATIONS[row.key].section,
                **_plain(row.found),
            }
            for row in mechanism_rows(x)
        ],
        "idle_mechanisms": list(x.mechanisms.idle),
        "remainder": _plain(estimated(x.mechanisms.remainder)),
    }


def _plain(found: Estimated) -> dict[str, float | None]:
    return {key: None if np.isnan(value) else value for key, value in found._asdict().items()}
