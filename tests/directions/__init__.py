"""Which way every parameter, lever, switch and event moves the model, written down before it ran.

Each direction follows from the equations, in a world where the quantity is active and its
direct effect stands alone.  A run that contradicts one is a fault of the model or of the
world chosen: the world or the outcome may be changed, with its reason beside it, the sign
may not.
"""

from directions.behaviour import ACCEPTANCE, CHOICE, RESISTANCE
from directions.bench import Direction
from directions.institution import BELIEF, ENFORCEMENT, OFFICE, POSTING, SKILL
from directions.policy import CHOICES, EVENTS, LEVERS, ROUTES, SETTINGS, SWITCHES
from directions.shocks import AIMED, FUNDED, ROLL_OUT, SHOCKS
from directions.society import CITIZENS, COSTS, OUTCOMES

DIRECTIONS: dict[str, Direction] = {
    **CHOICE, **ACCEPTANCE, **RESISTANCE,
    **SKILL, **BELIEF, **ENFORCEMENT, **POSTING, **OFFICE,
    **CITIZENS, **OUTCOMES, **COSTS,
    **LEVERS, **SWITCHES,
}  # fmt: skip
"""One for every declared name."""

FURTHER: dict[str, Direction] = {
    **CHOICES, **ROUTES, **SETTINGS, **EVENTS, **SHOCKS, **ROLL_OUT, **AIMED, **FUNDED,
}  # fmt: skip
"""More: other choices of a switch, other places where one acts, every key of a scenario, every event."""

__all__ = ["DIRECTIONS", "FURTHER", "Direction"]
