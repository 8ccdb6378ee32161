"""What a question is: arms that share their luck, measures, paired differences, when it is so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sim.observed import Observed
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, regimes

KAPPAS = (0.0, 0.75, 1.5)
"""The record does not inform kappa: none of the multiplicative claim, the default, and twice that."""

Values = Mapping[str, object]


class Cell(NamedTuple):
    """A state of the world that the record cannot rule out: a regime and a kappa."""

    regime: str
    kappa: float

    @property
    def words(self) -> str:
        """Return its name."""
        return f"{self.regime}, kappa {self.kappa:g}"

    @property
    def values(self) -> Values:
        """Return what it sets in a scenario."""
        return {"regime": self.regime, "kappa": self.kappa}


def cells() -> tuple[Cell, ...]:
    """Return every regime (L, on which the defaults build, first) at every kappa."""
    return tuple(Cell(regime, kappa) for regime in reversed(regimes.names()) for kappa in KAPPAS)


@dataclass(frozen=True)
class Drawn:
    """Values of an arm that differ from seed to seed, since they depend on what the seed draws."""

    words: str
    of: Callable[[Scenario, int], Values]


@dataclass(frozen=True)
class Arm:
    """One scenario of a question: a scenario of the library, and the values set over it."""

    name: str
    base: str
    values: Values = field(default_factory=dict)
    drawn: Drawn | None = None

    def scenario(self, cell: Cell, posts: int) -> Scenario:
        """Return the scenario in a cell, without what differs from seed to seed; raise InputError."""
        return Scenario.load(self.base).with_values({"posts": posts, **cell.values, **self.values})


class Unit(NamedTuple):
    """How a measure is written, and from what size on a difference matters.

    level, difference: the words behind a value and behind a difference.  least: below it a
    difference is small; in the measure's own scale, which is written times `scale` with
    `digits`.
    """

    level: str
    difference: str
    least: float
    scale: float = 1.0
    digits: int = 1


SHARE_OF_DESKS = Unit("% of desks", "points", 0.01, 100.0)
SHARE = Unit("%", "points", 0.01, 100.0)
MONTHS = Unit("months per desk", "months per desk", 0.5)
DAYS = Unit("days", "days", 0.25, digits=2)
RUPEES = Unit("Rs per desk", "Rs per desk", 50.0, digits=0)


@dataclass(frozen=True)
class Measure:
    """One number of a run; of some only the levels are shown, not the differences."""

    key: str
    words: str
    unit: Unit
    of: Callable[[Observed], float]
    levels_only: bool = False


def outcome_at(outcome: str, day: date, words: str, unit: Unit) -> Measure:
    """Return the measure of an outcome in the state of the month that contains a day."""

    def of(o: Observed) -> float:
        return float(OUTCOMES[outcome].of(o)[o.scenario.month(day)])

    return Measure(f"{outcome}_{day:%Y_%m}", f"{words} in {day:%B %Y}", unit, of)


@dataclass(frozen=True)
class Contrast:
    """A difference within one seed: the arms of `plus` less those of `minus`.

    One arm less another is an effect; two less two is a difference of differences.  short:
    its name within the sentences of an answer, where they say the rest.
    """

    name: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    short: str = ""


class Effect(NamedTuple):
    """A difference in one cell: its mean over seeds, the band of the middle 90 %, and what is small."""

    mean: float
    low: float
    high: float
    least: float

    @property
    def sign(self) -> int:
        """-1 or +1 where the difference is clear, which is where the band excludes 0; else 0."""
        return int(self.low > 0.0) - int(self.high < 0.0)

    @property
    def small(self) -> bool:
        """Whether it is too small to matter, clear or not."""
        return abs(self.mean) < self.least

    @property
    def matters(self) -> bool:
        """Whether it is clear and not small."""
        return self.sign != 0 and not self.small


Effects = Mapping[tuple[str, str], Effect]
"""Contrast and key of the measure -> the difference, in one cell."""


@dataclass(frozen=True)
class Claim:
    """Contrasts that the answer tells of together, in one measure.

    higher, lower: what the measure does; link: how the contrasts follow.  whole: what they
    are together.
    """

    measure: str
    contrasts: tuple[Contrast, ...]
    higher: str = "is higher"
    lower: str = "is lower"
    link: str = "with"
    whole: str = "any of them"


@dataclass(frozen=True)
class Part:
    """A question under one set of circumstances.

    levels: arms of which the values themselves are shown.  claims: what the answer tells,
    the main one first.  so: whether the question is answered yes, from the effects in one
    cell.  more: anything to be shown beside the tables, from the effects in every cell.
    """

    name: str
    arms: tuple[Arm, ...]
    measures: tuple[Measure, ...]
    levels: tuple[str, ...]
    contrasts: tuple[Contrast, ...]
    claims: tuple[Claim, ...]
    so: Callable[[Effects], bool]
    more: Callable[[Mapping[Cell, Effects]], str] | None = None

    def measure(self, key: str) -> Measure:
        """Return the measure of that key."""
        return next(x for x in self.measures if x.key == key)


@dataclass(frozen=True)
class Question:
    """A question that is answered yes or no in each cell, with its parts and what the answer rests on."""

    id: str
    title: str
    parts: tuple[Part, ...]
    rests: str
    asked: str
