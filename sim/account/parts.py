"""What an account is made of: sums and their parts, products and their factors, draws and their chances."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.rules import choice
from sim.state import World


@dataclass(frozen=True)
class Part:
    """A named amount and, if it is a sum, what it is the sum of."""

    name: str
    amount: float
    parts: tuple["Part", ...] = ()

    def leaves(self) -> Iterator["Part"]:
        """Return the parts that are not sums themselves; they add up to the amount."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Product:
    """An amount and the factors it is the product of."""

    amount: float
    factors: Mapping[str, float]


@dataclass(frozen=True)
class Draw:
    """A draw in [0, 1) beside the chance it was compared with; it happened if the draw was lower."""

    name: str
    luck: float
    chance: float
    happened: bool


@dataclass(frozen=True)
class Gate:
    """Whether the office was open to the system: seniors' willingness beside what was needed, in logits.

    needed: None where the gate is switched off, so that every live office is open.
    """

    live: bool
    was_open: bool
    willingness: float
    needed: float | None
    open: bool


def part(name: str, amount: float, *parts: Part) -> Part:
    """Return an amount with its parts."""
    return Part(name, float(amount) + 0.0, parts)  # + 0.0: no minus zero for a term that is absent


def sum_of(name: str, amount: float, terms: Any, each: Callable[[str, float], float] | None = None) -> Part:
    """Return an amount with the terms of its rule as parts, each brought to the amount's unit by `each`."""
    found = terms._asdict().items()
    return part(name, amount, *(part(term, each(term, x) if each else x) for term, x in found))


def product_of(amount: float, factors: Any) -> Product:
    """Return an amount with the factors of its rule."""
    return Product(float(amount), {name: float(x) for name, x in factors._asdict().items()})


def draw(name: str, luck: float, chance: float) -> Draw:
    """Return a draw beside its chance."""
    return Draw(name, float(luck), float(chance), bool(luck < chance))


def gate(t: int, m: int, w: World) -> Gate:
    """Return whether office `m` was open in month `t`; `w` as officials find it."""
    now, was_open = w.office_log[t, m], bool(w.office[m].open == 1)
    p = w.params[0]
    needed = float(choice.willingness_needed(was_open, p)) if p.gate > 0.5 else None
    return Gate(bool(now.live > 0.0), was_open, float(now.willingness), needed, bool(now.open > 0.5))
