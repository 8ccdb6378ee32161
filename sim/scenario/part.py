"""What the tables of a scenario file have in common: strictness, dates, labels, codes of tiers, names."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.values import Day, ListOf, Text

Label = Annotated[str, Text(200)]
Date = Annotated[date, Day()]
TierCodes = Annotated[tuple[str, ...], ListOf(Text(12, 1))]
OfficeName = Text(80, 1, form="a name")
OfficeNames = Annotated[tuple[str, ...], ListOf(OfficeName)]

all_tiers: tuple[str, ...] = Field(default=(), description="Codes of the tiers it touches; by default all.")


class Part(BaseModel):
    """A table of a scenario file: frozen, and without keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
