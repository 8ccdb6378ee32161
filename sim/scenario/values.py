"""What one value in a scenario file may be: numbers with bounds and unit, dates, names, choices.

Each kind reads a raw TOML value into a Python one, or raises `Wrong` with what was
expected; and each says the same to an editor, as JSON Schema.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import AfterValidator
from pydantic_core import core_schema

from sim.errors import ABSENT, nearest

YEARS = (1900, 2200)


@dataclass(frozen=True)
class Fault:
    """One thing wrong, `path` keys below the value that was read."""

    problem: str
    expected: str | None = None
    nearest: str | None = None
    path: tuple[str | int, ...] = ()
    value: Any = ABSENT


class Wrong(ValueError):
    """Raised by a kind or a check, with all it found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.problem for fault in faults))
        self.faults = faults


class Kind:
    """A kind of value; used as `Annotated[type, Kind(...)]` in the models."""

    def read(self, value: Any) -> Any:
        """Return `value` as the model keeps it; raise Wrong if it cannot be."""
        raise NotImplementedError

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _core: Any, _handler: Any) -> dict[str, Any]:
        return self.json()


@dataclass(frozen=True)
class Number(Kind):
    """A finite number from `low` to `high`, both included; `whole` ones have no fraction."""

    low: float
    high: float
    unit: str = ""
    whole: bool = False

    @property
    def expected(self) -> str:
        """Say in words what is expected."""
        kind = "a whole number" if self.whole else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        if math.isinf(self.high):
            return f"{kind} of {_figure(self.low)} or more{unit}"
        return f"{kind} from {_figure(self.low)} to {_figure(self.high)}{unit}"

    def read(self, value: Any) -> float | int:
        """Return `value` as a float (an int if `whole`)."""
        right_type = isinstance(value, int) if self.whole else isinstance(value, int | float)
        if isinstance(value, bool) or not right_type:
            raise Wrong(Fault("is of the wrong type", self.expected))
        if isinstance(value, float) and not math.isfinite(value):
            raise Wrong(Fault("is not a finite number", self.expected))
        if not self.low <= value <= self.high:
            raise Wrong(Fault("is out of bounds", self.expected))
        try:
            return int(value) if self.whole else float(value) + 0.0  # turns -0.0 into 0.0
        except OverflowError:  # a whole number beyond any float, where nothing bounds it
            raise Wrong(Fault("is not a finite number", self.expected)) from None

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        bounds: dict[str, Any] = {"type": "integer" if self.whole else "number", "minimum": self.low}
        if not math.isinf(self.high):
            bounds["maximum"] = self.high
        return bounds


class Day(Kind):
    """A date; as text also a month alone ("2024-09"), which means its first day."""

    expected = f"a date such as 2024-09-30, between {YEARS[0]} and {YEARS[1]}"

    def read(self, value: Any) -> date:
        """Return `value` as a date."""
        if isinstance(value, str):
            value = self._parsed(value)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise Wrong(Fault("is not a date", self.expected))
        if not YEARS[0] <= value.year <= YEARS[1]:
            raise Wrong(Fault("is out of bounds", self.expected))
        return value

    def _parsed(self, text: str) -> date:
        text = f"{text}-01" if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) else text
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Wrong(Fault("is not a date", self.expected))

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the date."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Text(Kind):
    """A piece of text, of at most `longest` characters; `pattern` is told in `form`."""

    longest: int
    shortest: int = 0
    pattern: str = ""
    form: str = "text"

    def read(self, value: Any) -> str:
        """Return `value` without the white space around it."""
        expected = f"{self.form} of {self.shortest} to {self.longest:,} characters"
        if not isinstance(value, str):
            raise Wrong(Fault("is of the wrong type", expected))
        text: str = value.strip()
        if not self.shortest <= len(text) <= self.longest:
            raise Wrong(Fault("is too long" if text else "is empty", expected))
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise Wrong(Fault("is not a valid name", expected))
        return text

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        return {"type": "string", "minLength": self.shortest, "maxLength": self.longest}


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few names."""

    options: tuple[str, ...]

    def read(self, value: Any) -> str:
        """Return `value` if it is one of the options."""
        if isinstance(value, str) and value in self.options:
            return value
        near = nearest(value, self.options) if isinstance(value, str) else None
        problem = "is not one of the choices" if isinstance(value, str) else "is of the wrong type"
        raise Wrong(Fault(problem, choices(self.options), near))

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the choice."""
        return {"type": "string", "enum": list(self.options)}


class Flag(Kind):
    """true or false."""

    def read(self, value: Any) -> bool:
        """Return `value` if it is a truth value."""
        if not isinstance(value, bool):
            raise Wrong(Fault("is of the wrong type", "true or false"))
        return value

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the flag."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class ListOf(Kind):
    """A list of values of one kind; each wrong one is reported by its position from 0."""

    kind: Kind
    shortest: int = 0
    longest: int = 1000

    def read(self, value: Any) -> tuple[Any, ...]:
        """Return the list as a tuple."""
        if not isinstance(value, list | tuple):
            raise Wrong(Fault("is of the wrong type", "a list"))
        if not self.shortest <= len(value) <= self.longest:
            raise Wrong(Fault(f"has {len(value)} entries", f"{self.shortest} to {self.longest:,}"))
        return tuple(collected((i, self.kind, item) for i, item in enumerate(value)).values())

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the list."""
        return {
            "type": "array",
            "items": self.kind.json(),
            "minItems": self.shortest,
            "maxItems": self.longest,
        }


@dataclass(frozen=True)
class OneOf(Kind):
    """A name, or else a value of another kind (a number or a list)."""

    name: Kind
    other: Kind
    expected: str

    def read(self, value: Any) -> Any:
        """Return the value read as whichever its type says."""
        if isinstance(value, str):
            return self.name.read(value)
        try:
            return self.other.read(value)
        except Wrong as wrong:
            top = (f if f.path else Fault(f.problem, self.expected) for f in wrong.faults)
            raise Wrong(*top) from None

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of either."""
        return {"anyOf": [self.name.json(), self.other.json()]}


def entries(low: int, high: int) -> AfterValidator:
    """Return a validator of the number of entries of a list of tables."""

    def read(tables: tuple[Any, ...]) -> tuple[Any, ...]:
        if not low <= len(tables) <= high:
            raise Wrong(Fault(f"has {len(tables):,} entries", f"{low} to {high:,}", value=ABSENT))
        return tables

    return AfterValidator(read)


def _figure(number: float) -> str:
    """Return a number with its thousands told apart, and no exponent below a quadrillion."""
    return f"{number:,.15g}"


def choices(options: tuple[str, ...]) -> str:
    """Return the options in words."""
    quoted = [f'"{option}"' for option in options]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


def collected(items: Iterable[tuple[Any, Kind, Any]]) -> dict[Any, Any]:
    """Read every (key, kind, value) of `items`; raise one Wrong with all that is wrong, by key."""
    found: dict[Any, Any] = {}
    faults: list[Fault] = []
    for key, kind, value in items:
        try:
            found[key] = kind.read(value)
        except Wrong as wrong:
            for fault in wrong.faults:
                given = fault.value if fault.path else value
                faults.append(replace(fault, path=(key, *fault.path), value=given))
    if faults:
        raise Wrong(*faults)
    return found
