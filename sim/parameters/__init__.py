"""Every quantity of the model, declared once: what it is, its unit, its bounds and why we believe it.

`PARAMETERS`, `LEVERS` and `SWITCHES` are the collected declarations, by name.  The
classes `Parameters` and `Levers` are what a rule receives: records whose attributes
are the declared names.
"""

from typing import Protocol

from sim.parameters.behaviour import Acceptance, Choice, Resistance
from sim.parameters.declaration import EVIDENCE, ROLES, Declared, collect
from sim.parameters.institution import Belief, Enforcement, Posting, Skill
from sim.parameters.office import Office
from sim.parameters.policy import Levers, Switches
from sim.parameters.society import Citizens, Costs, Outcomes

PARAMETERS = collect(
    Choice, Acceptance, Resistance, Skill, Belief, Enforcement, Posting, Office, Citizens, Outcomes, Costs
)
SWITCHES = collect(Switches)
LEVERS = collect(Levers)
ALL = PARAMETERS | SWITCHES | LEVERS


class Parameters(
    Choice,
    Acceptance,
    Resistance,
    Skill,
    Belief,
    Enforcement,
    Posting,
    Office,
    Citizens,
    Outcomes,
    Costs,
    Switches,
    Protocol,
):
    """The record of parameters and switches that rules read; constant during a run."""


__all__ = ["ALL", "EVIDENCE", "LEVERS", "PARAMETERS", "ROLES", "SWITCHES", "Declared", "Levers", "Parameters"]
