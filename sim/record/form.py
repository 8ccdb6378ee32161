"""The keys of a record file: each declared once, with its meaning, bounds and default."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from sim.outcomes import OFFICE_OUTCOMES
from sim.scenario.part import Label, OfficeNames, Part, TierCodes
from sim.scenario.values import Choice, Fault, Flag, Kind, ListOf, Number, Text, Wrong

ROLES = ("calibrate", "validate", "context")

SHARE_OF_OFFICES, MEAN = "share_of_offices", "mean"
STATISTICS = {
    SHARE_OF_OFFICES: "the share of the offices whose outcome is `at_least` or `below` a threshold",
    MEAN: "the mean of the outcome over the offices, each office counted alike",
}
"""Statistic -> what it is."""

COUNT, SHARE, PERCENT = "count", "share", "percent"
UNITS = {
    COUNT: "how many offices, of `denominator`",
    SHARE: "from 0 to 1",
    PERCENT: "from 0 to 100",
}
"""Unit of a value -> what it is."""

SD, INTERVAL = "sd", "interval"
ERRORS = {
    COUNT: "offices counted, of `denominator`: no error of its own but luck, which is that of as many "
    "offices as the scenario has",
    SD: "a standard deviation, `sd`",
    INTERVAL: "a range from `low` to `high` that is believed to hold the truth with 90 %",
}
"""Error model -> how far a figure may be off by itself."""

REAL = ("verified_use", "share_digital", "share_hybrid", "share_paper", "end_to_end")
"""Outcomes that tell real work from reported work: for these a self-report is not taken at its word."""

MOST_OFFICES = 100_000
WholeOffices = Number(1, MOST_OFFICES, "offices", whole=True)
AnyValue = Number(0, 1e15)

Threshold = Annotated[float, AnyValue]


class SeriesTables(Kind):
    """Tables [series.NAME]; what stands in each is read by `Series`."""

    words = "tables `[series.NAME]`, one for each series that says something of the model"

    def read(self, value: Any) -> dict[str, Any]:
        """Return name -> what its table says, unread."""
        if not isinstance(value, Mapping):
            raise Wrong(Fault("is of the wrong type", "tables such as [series.full_use]"))
        if not value:
            raise Wrong(Fault("is empty", "at least one table such as [series.full_use]"))
        return dict(value)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the tables."""
        return {"type": "object", "minProperties": 1, "additionalProperties": Series.model_json_schema()}


class RecordFile(Part):
    """What a record file says besides its series."""

    title: Label = Field(default="", description="A line for lists and charts; by default the file's name.")
    source: Annotated[str, Text(5000)] = Field(
        default="", description="Where the figures come from, and how far to trust them."
    )
    figures: Annotated[str, Text(1000, 1, form="a path")] = Field(
        description="Table of the figures: a CSV or Parquet file, as a path from this file."
    )
    scenario: (
        Annotated[str, Text(1000, 1, form="the name of a scenario of the library, or a path")] | None
    ) = Field(
        default=None,
        description="Scenario that the record is about, by name or path: every figure that is fitted or "
        "held out must fall within its months, and its offices are those named here; without it "
        "neither is checked.",
    )
    context: Annotated[tuple[str, ...], ListOf(Text(200, 1, form="the name of a series"))] = Field(
        default=(),
        description="Series of the table that say nothing of the model: neither fitted nor scored, whatever "
        "the role of their rows.",
    )
    series: Annotated[dict[str, Any], SeriesTables()] = Field(
        description="What each series says of the model, in a table `[series.NAME]` of its own."
    )


class Series(Part):
    """What one series of figures says of the model."""

    outcome: Annotated[str, Choice(tuple(OFFICE_OUTCOMES))] = Field(
        description="Outcome of an office that the series is about, such as reported_use."
    )
    statistic: Annotated[str, Choice(tuple(STATISTICS))] = Field(
        description="; ".join(f'"{name}": {told}' for name, told in STATISTICS.items()) + "."
    )
    at_least: Threshold | None = Field(
        default=None,
        description="Offices are counted whose outcome is this or more, in its unit (a share is 0.95, not "
        "95). Needed for share_of_offices, unless `below` stands.",
    )
    below: Threshold | None = Field(
        default=None, description="Offices are counted whose outcome is less than this, in its unit."
    )
    offices: OfficeNames = Field(
        default=(), description="Names of the offices that the figures are about; by default all."
    )
    tiers: TierCodes = Field(
        default=(), description="Codes of the tiers that the figures are about; by default all."
    )
    unit: Annotated[str, Choice(tuple(UNITS))] = Field(
        description="Unit of the values. "
        + "; ".join(f'"{name}": {told}' for name, told in UNITS.items())
        + "."
    )
    denominator: Annotated[int, WholeOffices] | None = Field(
        default=None,
        description="Number of offices that were counted, where the row does not say. Unit: offices.",
    )
    error: Annotated[str, Choice(tuple(ERRORS))] = Field(
        description="How far a figure may be off by itself, where the row does not say. "
        + "; ".join(f'"{name}": {told}' for name, told in ERRORS.items())
        + "."
    )
    sd: Annotated[float, AnyValue] | None = Field(
        default=None,
        description='Standard deviation of a figure with error "sd", in the unit of the values, where the '
        "row does not say.",
    )
    widen: Annotated[float, Number(1, 100, "times")] = Field(
        default=1.0,
        description="How many times wider than that the whole error is taken, for a figure that is believed "
        "less. Unit: times.",
    )
    self_report: Annotated[bool, Flag()] = Field(
        description="Whether the offices, or the owner of the system, say so themselves; false where "
        "somebody else looked."
    )
    trusted_because: Annotated[str, Text(1000)] = Field(
        default="",
        description="Why a self-report is taken for real work all the same; needed where `self_report` is "
        f"true and the outcome is one of {', '.join(REAL)}.",
    )
    role: Annotated[str, Choice(ROLES)] | None = Field(
        default=None, description="Role of the figures where the row does not say."
    )

    @property
    def threshold(self) -> float | None:
        """The threshold, if there is one."""
        return self.below if self.at_least is None else self.at_least

    @property
    def direction(self) -> str:
        """On which side of the threshold offices are counted: ">=" or "<"; empty without a threshold."""
        if self.threshold is None:
            return ""
        return "<" if self.at_least is None else ">="


STANDINS: dict[str, Any] = {
    **{"outcome": "reported_use", "statistic": MEAN, "unit": SHARE, "error": SD, "self_report": False}
}
"""Put in for required keys that are missing or wrong, so that what else is wrong can be found too."""


def is_share(outcome: str) -> bool:
    """Whether an outcome lies between 0 and 1."""
    unit = OFFICE_OUTCOMES[outcome][0]
    return unit.startswith("share") or unit == "0 or 1"


def cross_faults(series: Series, unsound: frozenset[str]) -> Iterator[Fault]:
    """Yield what does not fit together in a series; nothing is asked of its `unsound` keys."""
    if not {"statistic", "at_least", "below"} & unsound:
        yield from _threshold_faults(series)
    if not {"outcome", "at_least", "below"} & unsound and is_share(series.outcome):
        for key in ("at_least", "below"):
            given = getattr(series, key)
            if given is not None and given > 1:
                wanted = f"a number from 0 to 1 ({OFFICE_OUTCOMES[series.outcome][0]})"
                yield Fault("is out of bounds", wanted, path=(key,), value=given)
    if not {"outcome", "statistic"} & unsound and series.statistic == MEAN and not is_share(series.outcome):
        unit = OFFICE_OUTCOMES[series.outcome][0]
        wanted = f'"{SHARE_OF_OFFICES}": the mean of {series.outcome} is no share (its unit is {unit})'
        yield Fault("cannot be compared", wanted, path=("statistic",), value=series.statistic)
    if "statistic" not in unsound and series.statistic == MEAN:
        for key, others in (("unit", (SHARE, PERCENT)), ("error", (SD, INTERVAL))):
            if key not in unsound and getattr(series, key) == COUNT:
                wanted = " or ".join(f'"{name}"' for name in others)
                yield Fault("cannot be of a mean", wanted, path=(key,), value=COUNT)
    if not {"unit", "sd"} & unsound and series.sd is not None and series.unit != COUNT:
        most = Number(0, 100 if series.unit == PERCENT else 1, "in the unit of the values")
        if series.sd > most.high:
            yield Fault("is out of bounds", most.expected, path=("sd",), value=series.sd)
    if not {"outcome", "self_report", "trusted_because"} & unsound:
        yield from _trust_faults(series)


def _threshold_faults(series: Series) -> Iterator[Fault]:
    given = [key for key in ("at_least", "below") if getattr(series, key) is not None]
    if series.statistic == MEAN:
        for key in given:
            wanted = f'no threshold, or statistic = "{SHARE_OF_OFFICES}"'
            yield Fault("means nothing for a mean", wanted, path=(key,), value=getattr(series, key))
    elif not given:
        wanted = "`at_least` or `below`: the threshold from which, or below which, offices are counted"
        yield Fault("has no threshold", wanted, path=("statistic",), value=series.statistic)
    elif len(given) == 2:
        wanted = "`at_least` or `below`, not both"
        yield Fault("is a second threshold", wanted, path=("below",), value=series.below)


def _trust_faults(series: Series) -> Iterator[Fault]:
    vouched = series.self_report and series.outcome in REAL
    if vouched and not series.trusted_because:
        problem = f"cannot stand for {series.outcome}: self-reports count files that are kept on paper too"
        wanted = (
            'outcome = "reported_use"; or self_report = false, if somebody else looked; or '
            "`trusted_because`, why these reports are taken at their word"
        )
        yield Fault(problem, wanted, path=("self_report",), value=True)
    if series.trusted_because and not vouched:
        wanted = f"no such key, or a self-report of one of {', '.join(REAL)}"
        yield Fault("means nothing here", wanted, path=("trusted_because",), value=series.trusted_because)
