"""What government and politics do in a scenario: mandates, law, ban, changes of levers, dated events."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from sim.parameters import PARAMETERS
from sim.scenario.settings import Settings
from sim.scenario.tier import Part
from sim.scenario.values import Choice, Day, Fault, ListOf, Number, OneOf, Text, Wrong, entries

Label = Annotated[str, Text(200)]
Date = Annotated[date, Day()]

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

    tiers: Annotated[tuple[str, ...], ListOf(Text(12, 1))] = Field(
        default=(), description="Codes of the tiers it touches; by default all."
    )


class EnforcementDrop(Event):
    """From that day on no order is enforced."""


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

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """Move the levers that stand beside the date into a table of their own."""
        if not isinstance(data, dict):
            return data
        levers = {key: value for key, value in data.items() if key != "date"}
        if not levers:
            raise Wrong(Fault("changes nothing", "at least one lever beside the date"))
        return {key: value for key, value in data.items() if key == "date"} | {"levers": levers}


class Installed(Part):
    """The share of offices that had the system by a day."""

    date: Date = Field(description="Day of the count.")
    share: Annotated[float, Number(0, 1, "share")] = Field(
        description="Share of all offices in which the system is installed by then. Unit: share."
    )


class GoLive(Part):
    """When offices get the system; between two counts they follow one another evenly."""

    order: Annotated[str, Choice(("random", "number"))] = Field(
        default="random", description="Which offices come first: drawn by lot, or by office number."
    )
    installed: Annotated[tuple[Installed, ...], entries(1, 1000)] = Field(
        description="Counts of offices installed, cumulative; offices beyond the last get none."
    )

    @model_validator(mode="after")
    def _check(self) -> "GoLive":
        faults = []
        for i in range(1, len(self.installed)):
            before, this = self.installed[i - 1], self.installed[i]
            if this.date <= before.date:
                wanted = f"later than {before.date.isoformat()}"
                path = ("installed", i, "date")
                faults.append(Fault("is not after the count before it", wanted, path=path, value=this.date))
            if this.share < before.share:
                path = ("installed", i, "share")
                least = f"at least {before.share:g}"
                faults.append(Fault("is lower than the count before it", least, path=path, value=this.share))
        if faults:
            raise Wrong(*faults)
        return self

    def days(self, n_offices: int) -> tuple[date | None, ...]:
        """Return the day on which each office gets the system, in the order they do; None for never."""
        return tuple(self._day((rank + 1) / n_offices) for rank in range(n_offices))

    def _day(self, share: float) -> date | None:
        """Return the day by which that share of offices has the system."""
        earlier = self.installed[0]
        for count in self.installed:
            if count.share >= share - 1e-9:
                rise = count.share - earlier.share
                part = (share - earlier.share) / rise if rise > 0 else 1.0
                days = round((count.date - earlier.date).days * min(1.0, part))
                return earlier.date + timedelta(days=days)
            earlier = count
        return None
