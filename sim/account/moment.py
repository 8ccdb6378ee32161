"""A month of a run, held still: what officials saw when they decided, and what came of it."""

from typing import NamedTuple

from sim import compiled
from sim.scenario import Scenario
from sim.state import World, records
from sim.steps import surroundings
from sim.world import build, interpreted


class Moment(NamedTuple):
    """Month `t` of a run.

    now: the world as officials find it when they decide, as plain Python; then: the world
    at the beginning of the next month.
    """

    scenario: Scenario
    t: int
    now: World
    then: World


def reach(scenario: Scenario, seed: int, t: int) -> Moment:
    """Run `scenario` under `seed` up to month `t`, 0 to n_months - 1."""
    world = build(scenario, seed)
    compiled.live(0, t, world)
    return hold(scenario, world, t)


def hold(scenario: Scenario, world: World, t: int) -> Moment:
    """Return month `t` of a world that has lived the months before it; the world stays as it is."""
    then = _copied(world)
    compiled.live(t, t + 1, then)
    # What is observed of a month is not written to again while officials decide, so what the
    # finished month left is what they saw; of their own rows only an impulse changes any before.
    now = interpreted(_copied(world))._replace(
        office_log=then.office_log,
        tier_log=then.tier_log,
        n_mode=then.n_mode,
        superiors_use=then.superiors_use,
    )
    for k in range(len(now.tier)):
        surroundings.impulses(t, k, now)
    return Moment(scenario, t, now, then)


def _copied(w: World) -> World:
    """Return the world on arrays of its own, with nothing observed yet."""
    return w._replace(
        posts=type(w.posts)(*(column.copy() for column in w.posts)),
        office=w.office.copy(),
        tier=w.tier.copy(),
        office_log=records(w.office_log.shape, w.office_log.dtype),
        tier_log=records(w.tier_log.shape, w.tier_log.dtype),
        n_mode=w.n_mode.copy(),
        superiors_use=w.superiors_use.copy(),
        leaving=w.leaving.copy(),
        draws=w.draws.copy(),
    )
