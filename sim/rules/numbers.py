"""Two functions every rule uses."""

import math

from sim.compiling import rule


@rule
def clip(x: float) -> float:
    """Return `x` limited to [0, 1]."""
    return min(1.0, max(0.0, x))


@rule
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)), in (0, 1), for any finite x without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)
