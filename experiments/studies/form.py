"""The tables and keys of a study file: each declared once, with its meaning, bounds and default."""

from typing import Annotated, Any, NamedTuple

from pydantic import Field, model_validator

from experiments.studies.entries import Finite, OutcomeName
from experiments.studies.kinds import CheckedKeys, SettingsOfKeys, Vary, VaryTable
from sim.scenario.part import Label, Part
from sim.scenario.regimes import RegimeName
from sim.scenario.values import Choice, Fault, Flag, Kind, ListOf, Number, Text, Wrong, entries

MOST_SEED = 10**15
MOST_POINTS = 65_536
MOST_REPLICATES = 100_000
MOST_SCENARIOS = 1_000

GRID, HYPERCUBE, SOBOL = "grid", "latin_hypercube", "sobol"
DESIGNS = {
    GRID: "every combination of the values listed, and of `steps` values of each range",
    HYPERCUBE: "`points` sets of values that spread each key evenly over its range",
    SOBOL: "`points` sets of values, a power of two, that spread pairs of keys evenly as well",
}
"""Kind of design -> what it is."""

SOURCE = Text(1000, 1, form="the name of a scenario of the library, or a path")
Name = Annotated[str, Text(100, 1, pattern=r"[\w-]+", form="a name of letters, digits, - and _")]
Seed = Annotated[int, Number(0, MOST_SEED, whole=True)]
Times = Annotated[int, Number(1, MOST_REPLICATES, "runs", whole=True)]


class PointsKind(Kind):
    """A number of points, or a list of growing numbers: a design that was extended."""

    one = Number(1, MOST_POINTS, "points", whole=True)
    words = f"{one.expected}, or a list of growing ones"

    def read(self, value: Any) -> tuple[int, ...]:
        """Return the number of points at the end of each stage."""
        if not isinstance(value, list):
            return (int(self.one.read(value)),)
        stages = ListOf(self.one, 1, 100).read(value)
        faults = [
            Fault("is not more than before", f"more than {stages[i]:,}", path=(i + 1,), value=n)
            for i, n in enumerate(stages[1:])
            if n <= stages[i]
        ]
        if faults:
            raise Wrong(*faults)
        return stages

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of either."""
        return {"anyOf": [self.one.json(), ListOf(self.one, 1, 100).json()]}


class Variant(Part):
    """A package that exists only in the study: a scenario with some values set over it."""

    name: Name = Field(description="Name under which results show it.")
    scenario: Annotated[str, SOURCE] | None = Field(
        default=None, description="The scenario that it changes, by name or path; by default the base."
    )
    title: Label = Field(default="", description="A line for lists and charts; by default the name.")
    values: Annotated[dict[str, Any], SettingsOfKeys()] = Field(
        description="What it sets, over the study's own `values`; keys as after --set."
    )

    @model_validator(mode="after")
    def _check(self) -> "Variant":
        if not self.values:
            raise Wrong(Fault("is empty", "at least one value", path=("values",), value={}))
        return self


class Design(Part):
    """Which points are run."""

    kind: Annotated[str, Choice(tuple(DESIGNS))] = Field(
        description="; ".join(f'"{name}": {words}' for name, words in DESIGNS.items()) + "."
    )
    points: Annotated[tuple[int, ...] | None, PointsKind()] = Field(
        default=None,
        description="Number of points, of a Latin hypercube or Sobol design; [200, 400] is a design of 200 "
        "that was later extended to 400, with the first 200 as they were.",
    )
    seed: Annotated[int | None, Number(0, MOST_SEED, whole=True)] = Field(
        default=None,
        description="Number from which points are drawn, by default 1; a grid draws nothing.",
    )
    steps: Annotated[int | None, Number(2, 1000, "values", whole=True)] = Field(
        default=None,
        description="Values of each range in a grid, from its lowest to its highest; by default 5.",
    )
    centre: Annotated[bool, Flag()] = Field(
        default=True,
        description="Whether the scenarios are also run as declared; without a design they always are.",
    )

    @model_validator(mode="after")
    def _check(self) -> "Design":
        faults = list(self._faults())
        if faults:
            raise Wrong(*faults)
        return self

    def _faults(self) -> Any:
        if self.kind == GRID:
            for key in ("points", "seed"):
                given = getattr(self, key)
                if given is not None:
                    wanted = "no such key: the points of a grid follow from its lists and `steps`"
                    shown = (
                        list(given)
                        if isinstance(given, tuple) and len(given) > 1
                        else given[0]
                        if isinstance(given, tuple)
                        else given
                    )
                    yield Fault("means nothing in a grid", wanted, path=(key,), value=shown)
            return
        if self.steps is not None:
            wanted = f'no such key, or kind = "{GRID}"'
            yield Fault(
                f"means nothing in a design of kind {self.kind}", wanted, path=("steps",), value=self.steps
            )
        if self.points is None:
            yield Fault("is missing", "number of points", path=("points",))
        elif self.kind == SOBOL:
            for i, n in enumerate(self.points):
                if n & (n - 1):
                    below = 1 << (n.bit_length() - 1)
                    where = ("points", i) if len(self.points) > 1 else ("points",)
                    yield Fault("is not a power of two", f"{below:,} or {2 * below:,}", path=where, value=n)


class Until(Part):
    """When a cell has replicates enough."""

    outcome: Annotated[str, OutcomeName(monthly=False)] = Field(
        description="Outcome of a whole run whose mean is to be known so well."
    )
    width: Annotated[float, Number(1e-12, 1e15)] = Field(
        description="Width of the 90 % interval of the mean, in the unit of the outcome."
    )
    most: Times = Field(default=64, description="Replicates at which it stops all the same. Unit: runs.")


class Replicates(Part):
    """How often every cell (a scenario in a regime at a point) is run."""

    number: Times = Field(
        default=8, description="Runs of each scenario at each point of the design. Unit: runs."
    )
    centre: Times | None = Field(
        default=None,
        description="Runs of each scenario at the centre and in each check; by default the number. "
        "Unit: runs.",
    )
    seed: Seed = Field(
        default=1, description="Seed of the first run of every cell; each further run has the next seed."
    )
    until: Until | None = Field(
        default=None, description="Adds replicates to a cell until its mean is known well enough."
    )


class Caps(Part):
    """When a run, or the whole study, is given up."""

    seconds: Annotated[float | None, Number(0.01, 1e6, "seconds")] = Field(
        default=None, description="Time limit of one run; by default none. Unit: seconds."
    )
    failures: Annotated[int | None, Number(1, 1_000_000, "runs", whole=True)] = Field(
        default=None,
        description="Failed runs after which the study ends; by default the larger of 20 and 5 % of the "
        "runs. Unit: runs.",
    )


class StudyFile(Part):
    """What a study file can say."""

    title: Label = Field(default="", description="A line for lists and charts; by default the file's name.")
    question: Annotated[str, Text(1000)] = Field(
        default="", description="What the study asks, in a sentence."
    )
    scenarios: Annotated[tuple[str, ...], ListOf(SOURCE, 1, MOST_SCENARIOS)] = Field(
        default=(),
        description="Scenarios that are run: names of the library, or paths from the study file; by default "
        "the base alone.",
    )
    base: Annotated[str | None, Text(1000, 1, form="a name")] = Field(
        default=None,
        description="The scenario that the others are compared with; by default the first.",
    )
    regimes: Annotated[tuple[str, ...], ListOf(RegimeName(), 1, 20)] = Field(
        default=(), description="Regimes in which everything is run; by default each scenario's own."
    )
    outcomes: Annotated[tuple[str, ...], ListOf(OutcomeName(), 1, 200)] = Field(
        default=("verified_use_mean", "verified_use", "reported_use"),
        description="Outcomes that are looked at: the first of a whole run ranks the scenarios; those of "
        "every month are kept month by month.",
    )
    satisfied: Annotated[float | None, Finite()] = Field(
        default=None,
        description="Value of the ranking outcome from which a future counts as satisfactory, in its unit; "
        "by default none is asked.",
    )
    values: Annotated[dict[str, Any], SettingsOfKeys()] = Field(
        default={}, description="What is set over every scenario; keys as after --set."
    )
    variants: Annotated[tuple[Variant, ...], entries(0, MOST_SCENARIOS)] = Field(
        default=(), description="Packages that exist only in the study."
    )
    vary: Annotated[Vary, VaryTable()] | None = Field(
        default=None, description="What varies over the points of the design."
    )
    checks: Annotated[dict[str, tuple[Any, ...]], CheckedKeys()] = Field(
        default={}, description="Values tried alone, each with all else as declared; keys as after --set."
    )
    design: Design | None = Field(
        default=None, description="How the points are chosen; without it there are none."
    )
    replicates: Replicates = Field(default=Replicates(), description="How often everything is run.")
    limits: Caps = Field(default=Caps(), description="When a run, or the whole study, is given up.")

    @property
    def draws_uncertain(self) -> bool:
        """Whether every uncertain parameter is drawn that no scenario or regime states."""
        asked = self.vary.uncertain if self.vary else None
        if asked is None:
            return self.design is not None and self.design.kind != GRID
        return asked


class Form(NamedTuple):
    """What could be read of a study file, and what could not."""

    study: StudyFile
    unsound: frozenset[str]
    """Keys at the top that are wrong; the study has their defaults instead, and nothing is asked of them."""
    faults: list[Fault]
