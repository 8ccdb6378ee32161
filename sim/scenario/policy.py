"""What government and politics do in a scenario: orders, law, ban, changes of levers, dated events."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from sim.errors import nearest
from sim.parameters import PARAMETERS
from sim.scenario.part import Date, Label, Part, TierCodes, all_tiers
from sim.scenario.settings import Settings, table_of
from sim.scenario.values import Choice, Fault, Number, OneOf, Wrong

INTENSITIES = tuple(name for name, x in PARAMETERS.items() if x.name[:1] == "e" and x.name[1:].isdigit())
"""Parameters that hold the intensity of a mandate, which a record may name instead of a number."""

MAX_LAG = 120


class Mandate(Part):
    """One record of an order to work digitally; intensity 0 withdraws the earlier ones."""

    announced: Date = Field(description="Day on which the order is announced.")
    deadline: Date = Field(description="Day from which it is enforced.")
    intensity: Annotated[
        float | str,
        OneOf(
            Choice(INTENSITIES),
            Number(0, 1, "probability per month"),
            f"a number from 0 to 1 (probability per month) or one of {', '.join(INTENSITIES)}",
        ),
    ] = Field(
        description="Announced chance per month of being checked: a number, or the parameter that holds it. "
        "Unit: probability per month."
    )
    label: Label = Field(default="", description="What the order was, in words.")
    tiers: TierCodes = all_tiers

    @model_validator(mode="after")
    def _check(self) -> "Mandate":
        if self.deadline < self.announced:
            day = self.announced.isoformat()
            wanted = f"{day} (the day of the announcement) or later"
            raise Wrong(
                Fault("lies before the announcement", wanted, path=("deadline",), value=self.deadline)
            )
        return self


class Law(Part):
    """Legal backing of the programme."""

    status: Annotated[float, Number(0, 1, "share")] = Field(
        description="How far the programme rests on law rather than on an order. Unit: share."
    )
    date: Date | None = Field(
        default=None, description="Day on which parliament begins; without it, in force from the start."
    )
    lag: Annotated[int, Number(0, MAX_LAG, "months", whole=True)] = Field(
        default=12, description="Months from that day until the law is in force. Unit: months."
    )
    repeal: Date | None = Field(default=None, description="Day on which the law is repealed, at once.")
    tiers: TierCodes = all_tiers

    @model_validator(mode="after")
    def _check(self) -> "Law":
        if self.date and self.repeal and self.repeal < self.date:
            wanted = f"{self.date.isoformat()} (the day of the law) or later"
            raise Wrong(Fault("lies before the law", wanted, path=("repeal",), value=self.repeal))
        return self


class Ban(Part):
    """A ban on sending paper to offices that work digitally."""

    start: Date = Field(description="Day from which paper is refused.")
    until: Date | None = Field(default=None, description="Day on which the ban is lifted; without it, never.")
    tiers: TierCodes = all_tiers

    @model_validator(mode="after")
    def _check(self) -> "Ban":
        if self.until and self.until < self.start:
            wanted = f"{self.start.isoformat()} (the start of the ban) or later"
            raise Wrong(Fault("lies before the start of the ban", wanted, path=("until",), value=self.until))
        return self


class Event(Part):
    """A day worth a mark on a chart; nothing in the model happens."""

    date: Date = Field(description="Day of the event.")
    label: Label = Field(description="What happened, in words.")


class Transition(Event):
    """A change of government: commitment and belief fall, officers are reshuffled."""

    tiers: TierCodes = all_tiers


class EnforcementDrop(Event):
    """From that day on no order is enforced."""

    tiers: TierCodes = all_tiers


def _change_schema(schema: dict[str, Any]) -> None:
    levers = schema["properties"].pop("levers")["properties"]
    schema["properties"] |= levers
    schema["required"] = ["date"]


class Change(Part):
    """New values of levers, from the month of a day on; in a file they stand beside the date."""

    model_config = ConfigDict(json_schema_extra=_change_schema)

    date: Date = Field(description="Day of the change; it holds from that month on.")
    levers: Annotated[dict[str, float | str], Settings("levers")] = Field(
        description="The levers changed and their new values."
    )
    tiers: TierCodes = all_tiers

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """Move the levers that stand beside the date into a table of their own."""
        if not isinstance(data, dict):
            return data
        own = tuple(key for key in cls.model_fields if key != "levers")
        levers = {key: value for key, value in data.items() if key not in own}
        for key in levers:
            if table_of(key) is None and (near := nearest(key, own)):
                wanted = f"a lever, or one of {', '.join(own)}"
                raise Wrong(Fault("is an unknown key", wanted, near, (key,), data[key]))
        if not levers:
            raise Wrong(Fault("changes nothing", "at least one lever beside the date"))
        return {key: value for key, value in data.items() if key not in levers} | {"levers": levers}
