"""A study as data: every cell that is to be run, with its scenario and its number of replicates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

from experiments.studies.spread import Spread
from sim.scenario import Scenario

Kind = Literal["centre", "check", "design"]
"""What a point is: the scenarios as they are; one value changed at a time; a point of the design."""


class Point(NamedTuple):
    """One set of values laid over every scenario of a study."""

    number: int
    """0 is the centre, if the study has one; points of the design come last, so that they can be extended."""
    kind: Kind
    label: str
    """What a reader is told: "as declared", "kappa = 0", "future 17"."""
    values: Mapping[str, Any]
    """Dotted or bare key, as of `Scenario.with_values` -> value."""
    regime: str | None = None
    """The one regime in which it is run, whose posterior it is drawn from; None for every regime."""


class Stop(NamedTuple):
    """Add replicates to a cell until the 90 % interval of its mean is narrow enough."""

    outcome: str
    """A name of `sim.summaries.SUMMARIES`."""
    width: float
    """Whole width of the interval, in the unit of the outcome."""
    most: int
    """Replicates of a cell at which it stops all the same."""


class Limits(NamedTuple):
    """When a run, or the whole sweep, is given up."""

    seconds: float | None = None
    """Time limit of one run; None for none."""
    failures: int | None = None
    """Failed runs after which the sweep ends; None for the larger of 20 and 5 % of the runs."""


class Cell(NamedTuple):
    """One scenario in one regime at one point: what replicates repeat."""

    point: Point
    scenario: str
    """Name of one of the study's scenarios."""
    regime: str
    """Name of the regime; empty for the scenario's own."""


@dataclass(frozen=True)
class Plan:
    """A study, resolved: what is run, under which seeds, and what is asked of it.

    Every cell runs under seeds `seed` to `seed + replicates - 1`, so that all cells share
    their luck.
    """

    name: str
    title: str
    question: str
    scenarios: Mapping[str, Scenario]
    """Name -> scenario, in the order in which they are told; names are unique."""
    base: str
    """The scenario that the others are compared with."""
    regimes: tuple[str, ...]
    """Regimes in which everything is run; ("",) for each scenario's own."""
    points: tuple[Point, ...]
    outcomes: tuple[str, ...]
    """Names of SUMMARIES and of OUTCOMES that are wanted; the first SUMMARIES name ranks the scenarios.

    Those of OUTCOMES are kept month by month.
    """
    seed: int
    replicates: int
    """Of each cell of the design."""
    centre_replicates: int
    """Of each cell of the centre and of the checks."""
    stop: Stop | None = None
    limits: Limits = field(default_factory=Limits)
    satisfied: float | None = None
    """Value of the ranking outcome from which a future counts as satisfactory; None for none asked."""
    source: Mapping[str, Any] = field(default_factory=dict)
    """The study file as plain data that JSON can hold, for the manifest."""
    design: str = ""
    """Kind of the design ("grid", "latin_hypercube", "sobol"); empty without one."""
    varied: Mapping[str, Spread] = field(default_factory=dict)
    """Key -> what it takes over the points of the design."""
    held: Mapping[str, str] = field(default_factory=dict)
    """Uncertain parameter that is not drawn -> the regime or scenario that states it.

    Empty where the study draws no priors.
    """
    posterior: Mapping[str, Any] = field(default_factory=dict)
    """Where draws are from, as `studies.from_posterior` tells it; empty where they are from the priors."""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, in the order of the results: by point, regime, scenario."""
        return tuple(
            Cell(point, scenario, regime)
            for point in self.points
            for regime in self.regimes
            if point.regime in (None, regime)
            for scenario in self.scenarios
        )

    def n_replicates(self, cell: Cell) -> int:
        """Return how many replicates of a cell are run before any stop rule asks for more."""
        return self.replicates if cell.point.kind == "design" else self.centre_replicates

    @property
    def n_runs(self) -> int:
        """Runs of the whole study before any stop rule asks for more."""
        return sum(self.n_replicates(cell) for cell in self.cells)

    def scenario(self, cell: Cell) -> Scenario:
        """Return the scenario of a cell; raise InputError where its values cannot stand together."""
        chosen = {"regime": cell.regime} if cell.regime else {}
        values = {**chosen, **cell.point.values}
        scenario = self.scenarios[cell.scenario]
        return scenario.with_values(values) if values else scenario
