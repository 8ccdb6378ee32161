"""Who leads whom in a comparison, and by how much, whichever way the ranking outcome is better."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from experiments.compare.comparison import Comparison, rows_of
from experiments.compare.figures import short_names
from experiments.summary import TOLD


class Lead(NamedTuple):
    """How much better one package is than another at the centre; positive where it is better."""

    gain: float
    low: float
    high: float
    """90 % interval; NaN for a single replicate."""
    wins: float
    """Share of replicates in which it is the better."""
    n: int
    """Replicates in which both finished."""

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out 0 or worse."""
        return self.low > 0.0


class Kept(NamedTuple):
    """In what share of the futures a package stays ahead of another, with 90 % interval."""

    share: float
    low: float
    high: float
    n: int


class Price(NamedTuple):
    """What a package has beyond another, discounted: desk-months, PKR, and PKR per desk-month."""

    desk_months: float
    cost: float
    each: float
    low: float
    high: float
    """90 % interval; NaN where it has no ends."""


@dataclass(frozen=True)
class Standing:
    """Questions to a comparison, by package and regime."""

    comparison: Comparison

    @property
    def base(self) -> str:
        """The package that the others are compared with."""
        return self.comparison.facts.base

    @property
    def regimes(self) -> tuple[str, ...]:
        """The regimes, in order."""
        return self.comparison.facts.regimes

    @property
    def outcome(self) -> str:
        """The outcome that ranks."""
        return self.comparison.facts.outcome

    @cached_property
    def names(self) -> dict[str, str]:
        """Package -> its short name."""
        return short_names(self.comparison.facts.titles)

    @cached_property
    def _levels(self) -> pd.Series:
        ends = self.comparison.ends
        own = ends[ends["outcome"] == self.outcome]
        return own.set_index(["regime", "scenario"])["mean"]

    @cached_property
    def _sign(self) -> float:
        return 1.0 if self.comparison.facts.more_is_better else -1.0

    def level(self, regime: str, package: str) -> float:
        """Return the ranking outcome of a package at the centre."""
        return float(self._levels[regime, package])

    def ranking(self, regime: str) -> list[str]:
        """Return the packages, the best at the centre first; equals as they are told."""
        return sorted(self.names, key=lambda name: -self._sign * self.level(regime, name))

    @cached_property
    def overall(self) -> list[str]:
        """The packages, by their mean over the regimes."""
        return sorted(
            self.names, key=lambda name: -self._sign * sum(self.level(r, name) for r in self.regimes)
        )

    def lead(self, regime: str, package: str, other: str) -> Lead:
        """Return how much better `package` is than `other`."""
        row, way = self._pair(self.comparison.pairs, regime, package, other)
        ends = sorted((self._sign * way * float(row["low"]), self._sign * way * float(row["high"])))
        wins = float(row["p_beats"]) if way > 0 else 1.0 - float(row["p_beats"])
        return Lead(self._sign * way * float(row["difference"]), ends[0], ends[1], wins, int(row["n"]))

    def leaders(self, regime: str) -> list[str]:
        """Return the best package, and after it those that cannot be told apart from it.

        For a single replicate nothing can be told of luck: the best stands alone.
        """
        best, *others = self.ranking(regime)
        leads = {name: self.lead(regime, best, name) for name in others}
        return [best, *(name for name, x in leads.items() if not x.certain and not math.isnan(x.low))]

    def kept(self, regime: str, package: str, other: str) -> Kept | None:
        """Return in how many futures `package` stays ahead of `other`; None where none were drawn.

        Of a package that is behind at the centre: in how many it comes to be ahead or level.
        """
        order = self.comparison.order
        if not len(order[order["regime"] == regime]):
            return None
        row, _ = self._pair(order, regime, package, other)
        share, low, high = (float(row[name]) for name in ("share", "low", "high"))
        if self.lead(regime, package, other).gain < 0.0:
            share, low, high = 1.0 - share, 1.0 - high, 1.0 - low
        return Kept(share, low, high, int(row["n_futures"]))

    def rival(self, regime: str) -> str:
        """Return whom the best package leads in the fewest futures; without futures, the second best."""
        best, *others = self.ranking(regime)
        kept = {name: self.kept(regime, best, name) for name in others}
        known = {name: x.share for name, x in kept.items() if x is not None}
        return min(known, key=lambda name: known[name]) if known else others[0]

    def regret(self, regime: str) -> dict[str, Any]:
        """Return the rows of `regret` in a regime, by package; none where no future was drawn."""
        table = self.comparison.regret
        return {row.scenario: row for row in rows_of(table[table["regime"] == regime])}

    def price(self, regime: str, package: str) -> Price:
        """Return what a package has beyond the base."""
        row, way = self._pair(self.comparison.pairs, regime, package, self.base)
        if way < 0:
            raise ValueError("a price is of a package against the base, which pairs name first")
        columns = ("extra_desk_months", "extra_cost", "cost_per_extra_desk_month", "cost_low", "cost_high")
        return Price(*(float(row[name]) for name in columns))

    @property
    def priced(self) -> bool:
        """Whether costs are told: not where the ranking outcome is itself one, nor where none are known."""
        unit = TOLD[self.outcome].unit
        return not self.comparison.money.empty and not unit.startswith(("PKR", "US dollars"))

    def money(self, regime: str, package: str) -> pd.Series:
        """Return what a package costs beyond the base: its row of `money`."""
        row, way = self._pair(self.comparison.money, regime, package, self.base)
        if way < 0:
            raise ValueError("a cost is of a package against the base, which pairs name first")
        return row

    @staticmethod
    def _pair(table: pd.DataFrame, regime: str, package: str, other: str) -> tuple[pd.Series, float]:
        """The row of a pair, and 1 where it is `package` minus `other`, -1 where the reverse."""
        own = table[table["regime"] == regime]
        for a, b, way in ((other, package, 1.0), (package, other, -1.0)):
            found = own[(own["a"] == a) & (own["b"] == b)]
            if len(found):
                return found.iloc[0], way
        raise KeyError(f"{package} and {other} are no pair in {regime!r}")
