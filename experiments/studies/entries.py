"""What single entries of a study file may be: numbers, lists of values, names of outcomes."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.errors import nearest
from sim.outcomes import OUTCOMES
from sim.scenario.values import Fault, Kind, Wrong
from sim.summaries import SUMMARIES

MOST_VALUES = 1_000


class Anything(Kind):
    """Any value: the scenarios say what becomes of it."""

    def read(self, value: Any) -> Any:
        """Return the value."""
        return value


@dataclass(frozen=True)
class Finite(Kind):
    """A finite number of any size, such as the end of a range."""

    whole: bool = False

    @property
    def words(self) -> str:
        """What is expected."""
        return "a whole number" if self.whole else "a number"

    def read(self, value: Any) -> float | int:
        """Return the number."""
        wanted = self.words
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(Fault("is of the wrong type", wanted))
        if abs(value) > 1e15 or math.isnan(value):
            raise Wrong(Fault("is out of bounds", f"{wanted} from -1e15 to 1e15"))
        if self.whole and value != int(value):
            raise Wrong(Fault("is of the wrong type", wanted))
        return int(value) if self.whole else float(value)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return {"type": "integer" if self.whole else "number"}


@dataclass(frozen=True)
class Values(Kind):
    """Values of one type, all different; one may stand without its list where one is enough."""

    least: int

    def read(self, value: Any) -> tuple[Any, ...]:
        """Return the values."""
        values = value if isinstance(value, list) else [value]
        if not self.least <= len(values) <= MOST_VALUES:
            wanted = f"{self.least} to {MOST_VALUES:,}"
            if self.least > 1:
                wanted += "; one value alone is set in `values`"
            raise Wrong(Fault(f"has {len(values):,} entr{'y' if len(values) == 1 else 'ies'}", wanted))
        faults = [Fault(*self._wrong, path=(i,), value=x) for i, x in enumerate(values) if not _simple(x)]
        if not faults:
            first = _family(values[0])
            for i, x in enumerate(values):
                if _family(x) != first:
                    faults.append(Fault("is of another type", f"{first}, as the first", path=(i,), value=x))
                elif x in values[:i]:
                    faults.append(Fault("is listed twice", "every value once", path=(i,), value=x))
        if faults:
            raise Wrong(*faults)
        fractions = any(isinstance(x, float) for x in values)
        return tuple(float(x) if fractions else x for x in values)

    _wrong = ("cannot be listed", "a number, a text, a date, or true or false")


def _simple(value: Any) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return not (math.isnan(value) or abs(value) > 1e15)
    return isinstance(value, str | bool) or type(value) is date


def _family(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a date"


class OutcomeName(Kind):
    """The name of an outcome: of a whole run, or of every month."""

    def __init__(self, monthly: bool = True) -> None:
        self.names = tuple(SUMMARIES) + (tuple(OUTCOMES) if monthly else ())
        self.words = f"an outcome of a whole run{' or of every month' * monthly}"
        self.expected = f"{self.words}, as docs/outcomes.md lists them"

    def read(self, value: Any) -> str:
        """Return `value` if there is such an outcome."""
        if not isinstance(value, str):
            raise Wrong(Fault("is of the wrong type", self.expected))
        if value not in self.names:
            raise Wrong(Fault("is an unknown outcome", self.expected, nearest(value, self.names)))
        return value

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return {"type": "string", "enum": list(self.names)}
