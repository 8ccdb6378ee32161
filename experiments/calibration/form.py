"""The keys of a calibration file: each declared once, with its meaning, bounds and default."""

from typing import Annotated, Any

from pydantic import Field

from experiments.studies.form import MOST_SEED, SOURCE
from experiments.studies.kinds import SettingsOfKeys
from sim.errors import nearest
from sim.parameters import ALL, PARAMETERS
from sim.scenario.part import Label, Part
from sim.scenario.regimes import RegimeName
from sim.scenario.values import Fault, Flag, Kind, ListOf, Number, Text, Wrong

UNCERTAIN = {name: (x.low, x.high) for name, x in PARAMETERS.items() if x.role == "uncertain"}
"""Every parameter that can be calibrated, with its prior."""

FREE = ("beta0", "lam", "e1", "e2")
"""Freed where a calibration says nothing else: readiness, exposure to others, and the two orders."""


class UncertainName(Kind):
    """The name of an uncertain parameter."""

    words = "the name of an uncertain parameter"
    expected = f"{words}, as docs/parameters.md lists them"

    def read(self, value: Any) -> str:
        """Return `value` if it is one."""
        if not isinstance(value, str):
            raise Wrong(Fault("is of the wrong type", self.expected))
        if value not in UNCERTAIN:
            near = None if value in ALL else nearest(value, UNCERTAIN)
            raise Wrong(Fault("is not an uncertain parameter", self.expected, near))
        return value

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the name."""
        return {"type": "string", "enum": list(UNCERTAIN)}


Names = Annotated[tuple[str, ...], ListOf(UncertainName(), 0, 100)]


def _points(low: int, high: int = 1_000_000) -> Number:
    return Number(low, high, "points", whole=True)


class CalibrationFile(Part):
    """What a calibration file can say."""

    title: Label = Field(default="", description="A line for lists and charts; by default the file's name.")
    question: Annotated[str, Text(1000)] = Field(
        default="", description="What the calibration asks, in a sentence."
    )
    scenario: Annotated[str, SOURCE] = Field(
        description="The scenario whose parameters are sought: a name of the library, or a path from here."
    )
    record: Annotated[str | None, Text(1000, 1, form="a path")] = Field(
        default=None,
        description="The record, a TOML file as a path from this file; by default the scenario's own.",
    )
    regimes: Annotated[tuple[str, ...], ListOf(RegimeName(), 1, 20)] = Field(
        default=(), description="Regimes that are calibrated one by one; by default the scenario's own alone."
    )
    values: Annotated[dict[str, Any], SettingsOfKeys()] = Field(
        default={}, description="What is set over the scenario; keys as after --set."
    )
    free: Annotated[tuple[str, ...], ListOf(UncertainName(), 1, 12)] = Field(
        default=FREE,
        description="Parameters that are moved from generation to generation.  All other uncertain ones are "
        "drawn from their priors in every simulation and carried along, so that each has a posterior too.",
    )
    release: Names = Field(
        default=(),
        description="Parameters that are drawn although the scenario or a regime states them, because that "
        "value was itself fitted to this record.  The freed ones always are.",
    )
    leave: Names = Field(
        default=(), description="Parameters that keep the scenario's value and are not drawn."
    )
    discrepancy: Annotated[float, Number(0.001, 1, "share")] = Field(
        default=0.05,
        description="Standard deviation of what a model that is right enough leaves out of a figure. "
        "Unit: share.",
    )
    seeds: Annotated[int, Number(2, 1000, "runs", whole=True)] = Field(
        default=4, description="Runs of each point, under seeds of its own. Unit: runs."
    )
    desks: Annotated[int, Number(4, 100_000, "posts", whole=True)] = Field(
        default=40, description="Posts of each office in all generations, or all but the last. Unit: posts."
    )
    pilot: Annotated[int, _points(20)] = Field(
        default=200,
        description="Points of the pilot, drawn from the priors, by which luck is measured. Unit: points.",
    )
    early: Annotated[int, _points(20)] = Field(
        default=200, description="Points accepted in each generation but the last. Unit: points."
    )
    last: Annotated[int, _points(20)] = Field(
        default=400, description="Points accepted in the last generation: the posterior. Unit: points."
    )
    generations: Annotated[int, Number(1, 50, "generations", whole=True)] = Field(
        default=6,
        description="Generations before the last, ever colder. Unit: generations.",
    )
    real: Annotated[bool, Flag()] = Field(
        default=True,
        description="Whether the last generation is of real size; if not, it is as small as those before, "
        "and what that does to each figure is measured.",
    )
    most: Annotated[int, _points(100, 100_000_000)] = Field(
        default=20_000, description="Points run in a generation at which it is given up. Unit: points."
    )
    seed: Annotated[int, Number(0, MOST_SEED, whole=True)] = Field(
        default=1, description="Number on which every draw of the calibration depends."
    )
