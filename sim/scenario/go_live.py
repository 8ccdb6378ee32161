"""When offices get the system: by counts of the past, or by a plan of roll-out."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.part import Date, Part
from sim.scenario.values import Choice, Fault, Number, Wrong, entries

ORDERS = ("random", "number", "low_resistance", "high_visibility", "both", "hubs_first")

MAX_COOLING_OFF = 120


class Installed(Part):
    """The share of offices that had the system by a day."""

    date: Date = Field(description="Day of the count.")
    share: Annotated[float, Number(0, 1, "share")] = Field(
        description="Share of all offices in which the system is installed by then. Unit: share."
    )


class GoLive(Part):
    """When offices get the system: counts between which they follow evenly, or a start and a pace."""

    order: Annotated[str, Choice(ORDERS)] = Field(
        default="random",
        description="Which offices come first: drawn by lot (random), by office number (number), those that "
        "a survey finds least resistant (low_resistance), the most visible (high_visibility), both at once "
        "(both), or those that most files pass (hubs_first).",
    )
    installed: Annotated[tuple[Installed, ...], entries(0, 1000)] = Field(
        default=(), description="Counts of offices installed, cumulative; offices beyond the last get none."
    )
    start: Date | None = Field(
        default=None, description="Day on which the first office gets the system, instead of counts."
    )
    pace: Annotated[float, Number(0.01, 1000, "offices per month")] | None = Field(
        default=None,
        description="Offices that get it each month from the start on; by default all at once. "
        "Unit: offices per month.",
    )
    cooling_off: Annotated[int, Number(0, MAX_COOLING_OFF, "months", whole=True)] = Field(
        default=0,
        description="Months by which every installation to come waits while training and equipment go on. "
        "Unit: months.",
    )

    @model_validator(mode="after")
    def _check(self) -> "GoLive":
        faults = self._plan_faults()
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

    def _plan_faults(self) -> list[Fault]:
        """What is wrong between counts and plan, of which there must be one."""
        if self.installed and self.start:
            wanted = "`installed` or `start`, not both (`installed = []` or `start = false` drops the other)"
            return [Fault("stands beside counts", wanted, path=("start",), value=self.start)]
        if not self.installed and not self.start:
            return [Fault("says neither", "`installed`, a list of counts, or `start`, a day")]
        if self.pace and not self.start:
            return [
                Fault("has no start", "`start`, the day of the first office", path=("pace",), value=self.pace)
            ]
        return []

    def months(self, n_offices: int, month_of: Callable[[date], int]) -> tuple[int | None, ...]:
        """Return the month in which each office gets the system, in the order they do; None for never.

        month_of: the number of the month that contains a day.  Before the first month:
        negative, and not delayed by a cooling-off.
        """
        if self.start:
            first, pace = month_of(self.start), self.pace or math.inf
            planned: list[int | None] = [first + int(rank / pace) for rank in range(n_offices)]
        else:
            days = [self._day((rank + 1) / n_offices) for rank in range(n_offices)]
            planned = [None if day is None else month_of(day) for day in days]
        return tuple(t if t is None or t < 0 else t + self.cooling_off for t in planned)

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
