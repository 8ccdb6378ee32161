"""What must be believed for another package to be the better: where the order of a pair turns.

One uncertain parameter at a time is taken from the low to the high end of its prior, with
all else as declared and under common seeds.  Where the mean difference has another sign
at an end, the value at which it is 0 is found by halving.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from experiments.compare.comparison import tabled
from experiments.compare.interval import ends_of_means
from sim.errors import InputError
from sim.parameters import PARAMETERS, Declared
from sim.scenario import Scenario

CLOSE = 0.01
"""How closely a turn is found, in widths of the prior."""

FINENESS = 400
"""Steps over a prior at which is asked whether the difference can be told from 0."""

Measure = Callable[[Sequence[Scenario], str], np.ndarray]
"""As `experiments.measuring.Bench.measure`: shape (n_scenarios, n_seeds, n_outcomes), the first ranks."""


@dataclass
class Search:
    """One parameter and one pair: what is known of the difference along the parameter."""

    regime: str
    a: Scenario
    b: Scenario
    parameter: Declared
    known: dict[float, np.ndarray] = field(default_factory=dict)
    """Value of the parameter -> differences b minus a, shape (n_seeds,); NaN where it cannot be run."""

    @property
    def declared(self) -> float:
        """The value at the centre."""
        return self.b.parameter(self.parameter.name)

    @property
    def width(self) -> float:
        """Of the prior."""
        return self.parameter.high - self.parameter.low

    @property
    def ends(self) -> list[float]:
        """The values that are asked for first, in order."""
        return sorted({self.parameter.low, self.declared, self.parameter.high})

    @property
    def run(self) -> list[float]:
        """The values at which the pair could be run, in order."""
        return [x for x in sorted(self.known) if not np.isnan(self.known[x]).any()]

    def mean(self, value: float) -> float:
        """Return the mean difference at a value that is known."""
        return float(self.known[value].mean())

    def bracket(self) -> tuple[float, float] | None:
        """Return the neighbouring values nearest to the declared one between which the sign turns.

        None where it never does, or where the pair is level as declared.
        """
        if self.mean(self.declared) == 0.0:
            return None
        turned = [
            (low, high)
            for low, high in pairwise(self.run)
            if np.sign(self.mean(low)) != np.sign(self.mean(high))
        ]
        return min(turned, key=lambda ends: min(abs(x - self.declared) for x in ends), default=None)

    def wanted(self) -> list[float]:
        """Return the values to be measured next; none once all is known."""
        if not self.known:
            return self.ends
        ends = self.bracket()
        if ends is None or ends[1] - ends[0] <= CLOSE * self.width:
            return []
        return [(ends[0] + ends[1]) / 2.0]

    def laid(self, value: float) -> tuple[Scenario, ...]:
        """Return a and b with the parameter at a value; nothing where it cannot stand with the rest."""
        try:
            return tuple(x.with_values({self.parameter.name: value}) for x in (self.a, self.b))
        except InputError:
            return ()

    def turn(self) -> float:
        """Return the value at which the mean difference is 0, on the line between its neighbours; or NaN."""
        ends = self.bracket()
        if ends is None:
            return math.nan
        low, high = (self.mean(x) for x in ends)
        return ends[0] + (ends[1] - ends[0]) * low / (low - high)

    def turn_interval(self) -> tuple[float, float]:
        """Return the values around the turn at which the difference cannot be told from 0, at 90 %.

        An end that lies beyond what was measured is infinite; NaN where there is no turn, or
        a single seed.
        """
        turn, xs = self.turn(), np.array(self.run)
        seeds = np.array([self.known[x] for x in xs])
        if math.isnan(turn) or seeds.shape[1] < 2:
            return math.nan, math.nan
        grid = np.union1d(np.linspace(xs[0], xs[-1], FINENESS + 1), [turn])
        curves = np.array([np.interp(grid, xs, curve) for curve in seeds.T]).T
        lows, highs = ends_of_means(curves)
        told_apart = (lows > 0.0) | (highs < 0.0)
        at = int(np.searchsorted(grid, turn))
        below, above = np.flatnonzero(told_apart[:at]), np.flatnonzero(told_apart[at:])
        low = float(grid[below[-1]]) if len(below) else -math.inf
        high = float(grid[at + above[0]]) if len(above) else math.inf
        return low, high

    def row(self) -> dict[str, object]:
        """Return the row of the table `break_even`."""
        x, turn = self.parameter, self.turn()
        low, high = self.turn_interval()
        left, nearest_at = 0.0, turn
        if math.isnan(turn):
            left, nearest_at = min((abs(self.mean(value)), value) for value in self.ends if value in self.run)
        return {
            "regime": self.regime,
            "a": self.a.name,
            "b": self.b.name,
            "parameter": x.name,
            "meaning": x.meaning,
            "unit": x.unit,
            "declared": self.declared,
            "low": x.low,
            "high": x.high,
            "difference_at_low": self.mean(x.low),
            "difference": self.mean(self.declared),
            "difference_at_high": self.mean(x.high),
            "turns_at": turn,
            "turns_low": low,
            "turns_high": high,
            "distance": abs(turn - self.declared) / self.width,
            "short_by": left,
            "nearest_at": nearest_at,
        }


def searches(
    packages: Mapping[str, Mapping[str, Scenario]], pairs: Mapping[str, Sequence[tuple[str, str]]]
) -> list[Search]:
    """Return a search for every uncertain parameter of every pair.

    packages: regime -> name -> scenario in that regime; pairs: regime -> (a, b).  A
    parameter that the two state differently is what sets them apart, so it is left out.
    """
    return [
        Search(regime, packages[regime][a], packages[regime][b], x)
        for regime, chosen in pairs.items()
        for a, b in chosen
        for x in PARAMETERS.values()
        if x.role == "uncertain"
        and packages[regime][a].parameter(x.name) == packages[regime][b].parameter(x.name)
    ]


def break_even(todo: Sequence[Search], measure: Measure) -> pd.DataFrame:
    """Return where each pair's order turns: the table `break_even`, by pair, the nearest turn first."""
    stage = 0
    while asked := [(search, value) for search in todo for value in search.wanted()]:
        words = "Break-even: ends of the priors" if stage == 0 else f"Break-even: closing in, {stage}"
        laid = [search.laid(value) for search, value in asked]
        found = measure([scenario for pair in laid for scenario in pair], words)[:, :, 0]
        place = 0
        for (search, value), pair in zip(asked, laid, strict=True):
            search.known[value] = np.full(found.shape[1], np.nan)
            if pair:
                search.known[value] = found[place + 1] - found[place]
            place += len(pair)
        stage += 1
    rows = pd.DataFrame([search.row() for search in todo])
    if len(rows):
        places = {pair: n for n, pair in enumerate(dict.fromkeys(map(_pair, todo)))}
        rows["place"] = [places[_pair(search)] for search in todo]
        rows = rows.sort_values(["place", "distance", "short_by"], kind="stable")
    return tabled("break_even", rows)


def _pair(search: Search) -> tuple[str, str, str]:
    return search.regime, search.a.name, search.b.name
