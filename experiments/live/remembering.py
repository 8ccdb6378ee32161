"""What was made once and may be asked for again, up to a number of things."""

from collections.abc import Callable
from typing import Any


def remembered[Value](memory: dict[Any, Value], most: int, key: Any, make: Callable[[], Value]) -> Value:
    """Return what is remembered under a key, made where it is not; forget what was used longest ago."""
    found = memory.pop(key) if key in memory else make()
    memory[key] = found
    while len(memory) > most:
        memory.pop(next(iter(memory)))
    return found
