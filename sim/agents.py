"""Mesa agents: officials and offices as views on the model's arrays.

A view holds no state of its own: reading or setting an attribute reads or writes its row.
"""

from typing import TYPE_CHECKING, Any

import mesa
from mesa.agentset import AgentSet

from sim.state import GRADES, MODES, OFFICE_LOG_TABLE, OFFICE_TABLE, POST_TABLE, Field
from sim.steps.officials import NextPost, decide

if TYPE_CHECKING:
    from sim.model import BureaucracyModel


def _post_column(field: Field) -> property:
    def read(self: "Bureaucrat") -> float:
        # Python numbers: NumPy keeps a narrow type where compiled arithmetic promotes it.
        return getattr(self.model.world.posts, field.name)[self.index].item()

    def write(self: "Bureaucrat", value: float) -> None:
        getattr(self.model.world.posts, field.name)[self.index] = value

    return property(read, write, doc=f"{field.meaning} ({field.unit})")


def _office_column(field: Field) -> property:
    def read(self: "Office") -> float:
        return self.model.world.office[field.name][self.index].item()

    def write(self: "Office", value: float) -> None:
        self.model.world.office[field.name][self.index] = value

    return property(read, write, doc=f"{field.meaning} ({field.unit})")


class Bureaucrat(mesa.Agent):
    """An official in a post.  Attributes are the columns of `sim.state.POST_TABLE`."""

    model: "BureaucracyModel"
    skill: float
    mode: int
    grade: int

    def __init__(self, model: "BureaucracyModel", index: int, office: "Office") -> None:
        super().__init__(model)
        self.index = index
        self.office = office
        self.decision: NextPost | None = None
        """What the official decided in the month being lived; None outside it."""

    @property
    def works(self) -> str:
        """How files are worked at the post: paper, hybrid or digital."""
        return MODES[self.mode]

    @property
    def rank(self) -> str:
        """Grade in words."""
        return GRADES[self.grade]

    def step(self) -> None:
        """Decide for this month by the model's rules; the model commits when all have decided.

        Called by a model made with `interpreted=True`.  A subclass may override it, set
        `self.decision` by rules of its own, and be named as the `bureaucrat_class` of a
        subclass of the model.
        """
        month = self.model.month_being_lived
        if month is None:
            raise RuntimeError(
                "officials decide while a month is lived: step the model, made with interpreted=True"
            )
        self.decision = decide(month, self.office.index, self.index, self.model.rules_world)


class Office(mesa.Agent):
    """An office.  Attributes are the columns of `sim.state.OFFICE_TABLE`."""

    model: "BureaucracyModel"
    first: int
    last: int

    def __init__(self, model: "BureaucracyModel", index: int, name: str) -> None:
        super().__init__(model)
        self.index = index
        self.name = name

    @property
    def officials(self) -> AgentSet:
        """The officials whose posts are in the office."""
        everyone = self.model.officials
        return AgentSet(everyone[self.first : self.last], random=self.model.random)

    def observed(self, column: str) -> float:
        """Return what was recorded of the office in the last month lived: a column of `OFFICE_LOG_TABLE`."""
        if column not in {field.name for field in OFFICE_LOG_TABLE}:
            raise AttributeError(f"offices record no {column!r}")
        return float(self.model.world.office_log[column][max(0, self.model.months_lived - 1), self.index])


def _attach(cls: Any, table: tuple[Field, ...], column: Any) -> None:
    for field in table:
        setattr(cls, field.name, column(field))


_attach(Bureaucrat, POST_TABLE, _post_column)
_attach(Office, OFFICE_TABLE, _office_column)
