"""What a pattern is: its words, what is measured of it, and what the measure must be."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.scenario import Scenario

Label = Literal["fit", "check", "input", "code"]

LABELS: Mapping[Label, str] = {
    "fit": "the model was fitted to these very figures: agreement shows that the fit worked, no more",
    "check": "not itself fitted, and it can fail: the only kind that speaks for the model, and less than it "
    "seems where a caveat (“Mind”) stands beside it",
    "input": "built in by an assumption about exactly this: agreement proves nothing",
    "code": "follows from the equations: it shows that the program does what they say",
}
"""What the labels mean, in the order of the table's legend."""

BY_ASSUMPTION = "Agreement proves nothing: "
"""How the remark on an input, or on a matter of code, begins."""

DESKS = 40
"""Desks of each office where counts of offices above a threshold are tested: they depend on it."""

DESIGNED_RUNS = 16
"""Runs below which a band is rough: offices are few, so that luck in one run is large."""

NARROW = 2.0
"""Standard errors of the mean over seeds within which a limit makes a verdict a narrow one."""


@dataclass(frozen=True)
class Lived:
    """What is kept of one run for the patterns.

    monthly: one row per month, its index the month's first day, every outcome.  offices:
    one row per month and office, the columns of the office table and `OFFICE_EXTRAS`.
    posts: month, grade (0 to 3) and mode (0 paper, 1 hybrid, 2 digital) of every post in
    the months that a pattern asks for.
    """

    scenario: Scenario
    monthly: pd.DataFrame
    offices: pd.DataFrame
    posts: pd.DataFrame

    def at(self, outcome: str, month: str) -> float:
        """Return an outcome in the state of a month ("2024-05")."""
        return float(self.monthly[outcome].loc[pd.Timestamp(month)])

    def path(self, outcome: str, first: str, last: str) -> np.ndarray:
        """Return an outcome in every month from `first` to `last`, both included."""
        return self.monthly.loc[pd.Timestamp(first) : pd.Timestamp(last), outcome].to_numpy(dtype=float)

    def offices_in(self, month: str) -> pd.DataFrame:
        """Return the rows of the office table in a month."""
        return self.offices[self.offices["month"] == pd.Timestamp(month)]


OFFICE_EXTRAS = ("rent", "counterpart_digital", "counterpart_hybrid")
"""What the patterns read of an office beside the office table: columns of its monthly log."""

Runs = Mapping[str, Lived]
"""The runs of one seed, by the name of the variant; they share their luck."""

Values = Mapping[str, float]
"""What was measured of one seed, by measure; NaN where there was nothing to measure."""


UNIT_WORDS = {"share": "%", "error": ""}
"""How a unit is written, where not by its own name."""


class Limits(NamedTuple):
    """What the mean over seeds must be: more than `low`, less than `high`, or either limit itself."""

    low: float = -math.inf
    high: float = math.inf

    def hold(self, value: float) -> bool:
        """Whether a value is within; NaN never is.  A two-sided band includes its ends."""
        # One office of 40 is 0.025, whatever the last bit of a limit says.
        at_end = math.isclose(value, self.low, rel_tol=1e-9) or math.isclose(value, self.high, rel_tol=1e-9)
        if math.isinf(self.low) or math.isinf(self.high):
            return self.low < value < self.high and not at_end
        return self.low <= value <= self.high or at_end

    def distance(self, value: float) -> float:
        """Return how far a value is from the limit that is nearer to it, on either side of it."""
        return min(abs(value - end) for end in self if math.isfinite(end))

    def words(self, unit: str) -> str:
        """Say in words what is needed."""
        if math.isinf(self.low):
            return f"below {shown(self.high, unit)}"
        if math.isinf(self.high):
            return f"above {shown(self.low, unit)}"
        return f"{figure(self.low, unit)} to {shown(self.high, unit)}"


def figure(value: float, unit: str) -> str:
    """Return a measured value as a reader writes it, without its unit: `12.3`, `+4.0`, `4.27`."""
    if unit == "error":
        return f"{value:.0e}".replace("-", "−")
    scale, digits = (100, 1) if unit in ("share", "points") else (1, 2)
    number = round(scale * value, digits) + 0.0  # turns −0.0 into 0.0
    sign = "+" if unit == "points" and number else ""
    return f"{number:{sign}.{digits}f}".replace("-", "−")


def shown(value: float, unit: str) -> str:
    """Return a measured value with its unit: `12.3 %`, `+4.0 points`, `4.27 months`."""
    return f"{figure(value, unit)} {UNIT_WORDS.get(unit, unit)}".strip()


def near(share: float, tolerance: float = 0.10) -> Limits:
    """Return the band around a published share that is read as agreement: ten points either way."""
    return Limits(share - tolerance, share + tolerance)


@dataclass(frozen=True)
class Measure:
    """One number of a pattern.

    unit: "share", "points" (a difference of shares), "error", or what stands behind the
    number.  limits: what its mean over seeds must be; without them it is only shown.
    """

    key: str
    words: str
    unit: str = "share"
    limits: Limits | None = None


Requirement = Callable[[Scenario], str | None]
"""Says what a scenario lacks for a pattern to be tested on it; None if nothing."""


@dataclass(frozen=True)
class Pattern:
    """A pattern of the literature or the record, and how the model is asked for it.

    of: measures, from the runs of one seed.  variants: names of what must be run.
    remedy: what it would take where it fails; for an input or a matter of code, why
    agreement proves nothing.  silent: why there may be nothing to measure.  caveat: why
    agreement says less than it seems although the pattern can fail: assumptions that no
    record informs, or rules that nearly say it already.
    """

    id: str
    title: str
    source: str
    statistic: str
    label: Label
    measures: tuple[Measure, ...]
    of: Callable[[Runs], Values]
    variants: tuple[str, ...]
    remedy: str
    needs: tuple[Requirement, ...] = ()
    silent: str = "there is nothing to measure"
    snapshots: tuple[str, ...] = field(default=())
    """Months in which the pattern needs every post of its variants."""
    caveat: str = ""
