"""Runs for a session: in chunks that can be given up, and in turns over the whole process.

Quick work, which a room waits for, goes before background work everywhere in the process, and
of background work there is one run at a time.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from experiments.live.measures import MEASURES
from sim import compiled
from sim.costs import RUNNING, tier_cost_parts
from sim.observed import Observed
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.state import World
from sim.world import build

CHUNK = 12
"""Months that are lived before it is asked whether the run is still wanted."""

PATIENCE = 0.05
"""Seconds for which background work waits before it asks again whether it is still wanted."""

Stale = Callable[[], bool]


class Stopped(Exception):
    """Raised out of a run that is not wanted any more."""


class Turns:
    """Who may use the processors: quick work at once, one background run while there is none."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._n_quick = 0
        self._quick = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._background = threading.RLock()  # what a room waits for may be done out of a long job

    @contextmanager
    def quick(self) -> Iterator[None]:
        """Hold back background work while a room waits; as many at once as there are processors."""
        with self._state:
            self._n_quick += 1
        try:
            with self._quick:
                yield
        finally:
            with self._state:
                self._n_quick -= 1
                self._state.notify_all()

    @contextmanager
    def background(self, stale: Stale) -> Iterator[None]:
        """Wait for the one place of background work; raise Stopped when it is not wanted any more."""
        while not self._background.acquire(timeout=PATIENCE):
            if stale():
                raise Stopped
        try:
            yield
        finally:
            self._background.release()

    def give_way(self, stale: Stale) -> None:
        """Wait while there is quick work; raise Stopped when the work is not wanted any more."""
        with self._state:
            while self._n_quick and not stale():
                self._state.wait(PATIENCE)
        if stale():
            raise Stopped


TURNS = Turns()
"""The turns of this process."""


def lived(
    scenario: Scenario,
    seed: int,
    stale: Stale,
    progress: Callable[[float], None] = lambda share: None,
    quick: bool = False,
) -> World:
    """Return the world of a scenario after its last month, to the bit that of `sim.run`.

    stale: asked between chunks of months whether the run is still wanted; then Stopped is
    raised.  quick: whether a room waits for it; other runs let such ones go first.
    """
    with TURNS.quick() if quick else TURNS.background(stale):
        if stale():
            raise Stopped
        world = build(scenario, seed)
        for t in range(0, scenario.n_months, CHUNK):
            if quick and stale():
                raise Stopped
            if not quick:
                TURNS.give_way(stale)
            compiled.live(t, min(t + CHUNK, scenario.n_months), world)
            progress(min(1.0, (t + CHUNK) / scenario.n_months))
    return world


@dataclass(frozen=True)
class Run:
    """What a session keeps of a run: every month, not every post."""

    series: dict[str, np.ndarray]
    """Measure -> values, each of shape (n_months,)."""
    real: np.ndarray = field(repr=False)
    """Share of digital desks, shape (n_months, n_offices)."""
    reported: np.ndarray = field(repr=False)
    in_force: Any = field(repr=False)
    """What government does, a record array of shape (n_months, n_tiers)."""
    tier_posts: np.ndarray = field(repr=False)
    sizes: np.ndarray = field(repr=False)
    traffic: np.ndarray = field(repr=False)


class ForWhole(Observed):
    """What was observed of a small copy, with costs told for the posts of the whole.

    What is spent by the post grows with posts; what is spent by office, tier or citizen stays.
    """

    def __init__(self, scenario: Scenario, world: World, whole: Scenario) -> None:
        super().__init__(scenario, world)
        pairs = zip(whole.tiers, scenario.tiers, strict=True)
        self._scale = np.array([of.posts / tier.posts for of, tier in pairs])

    @cached_property
    def tier_costs(self) -> dict[str, np.ndarray]:
        """Cost of every month and tier by part, each (n_months, n_tiers), in PKR."""
        parts = tier_cost_parts(self.world)
        return {name: cost * self._scale if name in BY_THE_POST else cost for name, cost in parts.items()}


def kept(scenario: Scenario, world: World, whole: Scenario) -> Run:
    """Return what is kept of a run of `scenario`, which may be a small copy of `whole`."""
    observed = Observed(scenario, world) if scenario is whole else ForWhole(scenario, world, whole)
    log = world.office_log
    return Run(
        series={name: np.asarray(OUTCOMES[name].of(observed)) for name in MEASURES},
        real=np.array(log["digital"]),
        reported=np.asarray(log["digital"] + log["hybrid"]),
        in_force=world.in_force,
        tier_posts=np.array([tier.posts for tier in scenario.tiers], float),
        sizes=np.asarray(world.office["last"] - world.office["first"]),
        traffic=world.traffic,
    )


BY_THE_POST = (
    *RUNNING,
    *("checks", "training", "incentive", "champions", "job_guarantee", "infrastructure"),
    "tenure_protection",
)
"""Parts of the cost that grow with the number of posts."""
