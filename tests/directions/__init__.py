"""Which way every parameter, lever, switch and event moves the model, written down before it ran.

Each direction follows from the equations of docs/model.md, in a world where the quantity is
active and its direct effect stands alone.  Where a first expectation was contradicted by
the model, the world or the outcome was changed, not the sign, and the note says why.
"""

from directions.behaviour import ACCEPTANCE, CHOICE, RESISTANCE
from directions.bench import Direction
from directions.institution import BELIEF, ENFORCEMENT, OFFICE, POSTING, SKILL
from directions.policy import CHOICES, EVENTS, LEVERS, SETTINGS, SWITCHES
from directions.society import CITIZENS, COSTS, OUTCOMES

DIRECTIONS: dict[str, Direction] = {
    **CHOICE, **ACCEPTANCE, **RESISTANCE,
    **SKILL, **BELIEF, **ENFORCEMENT, **POSTING, **OFFICE,
    **CITIZENS, **OUTCOMES, **COSTS,
    **LEVERS, **SWITCHES,
}  # fmt: skip
"""One for every declared name."""

FURTHER: dict[str, Direction] = {**CHOICES, **SETTINGS, **EVENTS}
"""One for every other choice of a switch, every key of a scenario, and every event."""

__all__ = ["DIRECTIONS", "FURTHER", "Direction"]
