"""What one varied key takes: listed values, or a range."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

DIGITS = 6
"""Figures to which the width of a range is resolved, so that its values are short to print."""


@dataclass(frozen=True)
class Listed:
    """Values as they stand; a design gives each an equal share."""

    values: tuple[Any, ...]

    def at(self, u: float) -> Any:
        """Return the value at `u` in [0, 1)."""
        return self.values[int(u * len(self.values))]

    def levels(self, steps: int) -> tuple[Any, ...]:
        """Return every value; a list has no steps."""
        return self.values

    @property
    def ends(self) -> tuple[Any, ...]:
        """The values that must be possible."""
        return self.values

    def __str__(self) -> str:
        return ", ".join(worded(value) for value in self.values)


@dataclass(frozen=True)
class Range:
    """Every value from `low` to `high`, equally likely; `whole` ones have no fraction."""

    low: float
    high: float
    whole: bool = False

    def at(self, u: float) -> float | int:
        """Return the value at `u` in [0, 1)."""
        if self.whole:
            return int(self.low) + int(u * (int(self.high) - int(self.low) + 1))
        return self._short(self.low + u * (self.high - self.low))

    def levels(self, steps: int) -> tuple[float | int, ...]:
        """Return `steps` values from low to high, or every whole number where there are fewer."""
        if self.whole:
            low, many = int(self.low), int(self.high) - int(self.low)
            return tuple(dict.fromkeys(low + round(many * i / (steps - 1)) for i in range(steps)))
        width = self.high - self.low
        return tuple(self._short(self.low + width * i / (steps - 1)) for i in range(steps))

    @property
    def ends(self) -> tuple[float | int, ...]:
        """The values that must be possible."""
        return (self.low, self.high)

    def _short(self, value: float) -> float:
        """Return `value` without the figures that nobody reads, inside the range."""
        decimals = DIGITS - 1 - math.floor(math.log10(self.high - self.low))
        return min(max(round(value, decimals) + 0.0, self.low), self.high)

    def __str__(self) -> str:
        of = ", whole numbers" if self.whole else ""
        return f"{worded(self.low)} to {worded(self.high)}{of}"


Spread = Listed | Range


def worded(value: Any) -> str:
    """Return a value as a reader writes it: numbers with commas, dates, text as it stands."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:,.15g}"
    return value.isoformat() if isinstance(value, date) else str(value)


def assigned(values: dict[str, Any]) -> Iterator[str]:
    """Yield "key = value" of every value."""
    yield from (f"{key} = {worded(value)}" for key, value in values.items())
