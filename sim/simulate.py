"""Run a scenario: the pure core that everything else calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
import pyarrow as pa

from sim import compiled, frames, summaries
from sim.scenario import Scenario
from sim.state import POST_TABLE, World
from sim.world import build


@dataclass(frozen=True)
class RunResult:
    """One finished run: the scenario, the seed and what was observed."""

    scenario: Scenario
    seed: int
    world: World = field(repr=False)
    bureaucrats: pd.DataFrame | None = field(default=None, repr=False)
    """One row per post and snapshot, if asked for: month, office number and the columns of `POST_TABLE`."""

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """One row per month: `month` and every column of `sim.outcomes.OUTCOMES`."""
        return frames.monthly(self.scenario, self.world)

    @cached_property
    def offices(self) -> pd.DataFrame:
        """One row per month and office: month, office, tier, size, shares and more."""
        return frames.offices(self.scenario, self.world)

    @cached_property
    def tiers(self) -> pd.DataFrame:
        """One row per month and tier: month, tier, posts and every column of `TIER_OUTCOMES`."""
        return frames.tiers(self.scenario, self.world)

    @cached_property
    def summary(self) -> dict[str, float]:
        """The whole run in single numbers: every entry of `sim.summaries.SUMMARIES`."""
        return summaries.summarise(self.monthly)

    def to_arrow(self) -> pa.Table:
        """Return the monthly table as an Arrow table."""
        return pa.Table.from_pandas(self.monthly, preserve_index=False)


def run(
    scenario: Scenario,
    seed: int = 0,
    *,
    snapshot: Callable[[int], bool] | None = None,
) -> RunResult:
    """Run `scenario` under `seed` (0 <= seed < 2^63): same scenario, same seed, same bits.

    snapshot: asked with each month's number whether to keep every post's state of that
    month (13,503 rows each for the federal case); by default nothing is kept.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"run() takes a scenario; write run(Scenario.load({scenario!r}), ...)")
    world = build(scenario, seed)
    if snapshot is None:
        compiled.live(0, scenario.n_months, world)
        return RunResult(scenario, seed, world)
    kept = []
    for t in range(scenario.n_months):
        if snapshot(t):
            kept.append(posts_frame(scenario, world, t))
        compiled.live(t, t + 1, world)
    return RunResult(scenario, seed, world, pd.concat(kept, ignore_index=True) if kept else None)


def posts_frame(scenario: Scenario, world: World, t: int) -> pd.DataFrame:
    """Return the posts as a table: month, office (name number), and every column of `POST_TABLE`."""
    frame = pd.DataFrame({field.name: getattr(world.posts, field.name) for field in POST_TABLE})
    size = world.office["last"] - world.office["first"]
    frame.insert(0, "office", pd.Series(world.office["number"]).repeat(size).to_numpy())
    frame.insert(0, "month", pd.Timestamp(scenario.months[t]))
    return frame
