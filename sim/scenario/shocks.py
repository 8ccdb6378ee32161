"""What happens to a reform from outside: austerity, cyber attacks, outages."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.part import Date, Label, OfficeNames, Part, TierCodes, all_tiers
from sim.scenario.values import Fault, Number, Wrong


class _Spell(Part):
    """Something that lasts from the month of one day to the month of another."""

    start: Date = Field(description="Day on which it begins; it holds from that month on.")

    @model_validator(mode="after")
    def _check(self) -> "_Spell":
        end = getattr(self, "end", None)
        if end and end < self.start:
            wanted = f"{self.start.isoformat()} (the start) or later"
            raise Wrong(Fault("lies before the start", wanted, path=("end",), value=end))
        return self


class Austerity(_Spell):
    """A cut of what government spends on the programme, upkeep and incentives included."""

    end: Date = Field(description="Day on which it ends; that month is the last.")
    depth: Annotated[float, Number(0, 1, "share")] = Field(
        description="Share of the budget that is cut. Unit: share."
    )
    tiers: TierCodes = all_tiers
    label: Label = Field(default="", description="What was cut, in words.")


class CyberAttack(Part):
    """A cyber attack: the offices hit that have the system suffer an incident in that month."""

    date: Date = Field(description="Day of the attack.")
    offices: OfficeNames = Field(default=(), description="Names of the offices hit; by default all.")
    tiers: TierCodes = all_tiers
    label: Label = Field(default="", description="What happened, in words.")


class Outage(_Spell):
    """An outage of the system, beyond what poor equipment brings about."""

    end: Date | None = Field(
        default=None, description="Day on which it ends; that month is the last. By default the first month."
    )
    depth: Annotated[float, Number(0, 1, "share")] | None = Field(
        default=None,
        description="Share of each month lost; by default what the parameter out says. Unit: share.",
    )
    offices: OfficeNames = Field(default=(), description="Names of the offices cut off; by default all.")
    tiers: TierCodes = all_tiers
    label: Label = Field(default="", description="What happened, in words.")
