"""Small worlds for tests: a scenario in memory, its world with arrays overwritten, months run either way."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from sim import compiled, month
from sim.calendar import month_start
from sim.scenario import Scenario
from sim.state import World
from sim.world import build, interpreted

START = date(2022, 6, 1)

ALONE: dict[str, Any] = {
    "gate": "off",
    "hybrid": "off",
    "network": "mean_field",
    "c_X": 0,
    "c_rho": 0,
    "sigma_eta": 0,
    "sigma_xi": 0,
    "beta_R": 0,
    "beta_B": 0,
    "beta_O": 0,
    "beta_I": 0,
    "beta_ban": 0,
    **{f"mu_g{grade}": 0 for grade in range(4)},
    "turn": 0,
}
"""Nothing but acceptance moves an official: no gate, no fears, no differences, nobody is posted away."""

BUSY: dict[str, Any] = {
    "posts": 400,
    "h0": 0.05,
    "turn": 0.01,
    "levers.TP": 0.2,
    "levers.J": 0.5,
    "levers.champ": 0.5,
    "levers.CM": 0.5,
    "levers.inc": 0.3,
    "levers.standards": 0.05,
    "levers.hard": 0.02,
    "levers.aware": 0.2,
    "levers.ME": 0.3,
}
"""Everything at once, more often than in life."""


def day(t: int) -> str:
    """Return a day of month `t` of a small scenario."""
    return month_start(START, t).replace(day=15).isoformat()


def orders(*records: tuple[int, int, float]) -> list[dict[str, Any]]:
    """Return mandates from (announced, deadline, intensity), dates in months."""
    return [
        {"announced": day(announced), "deadline": day(deadline), "intensity": intensity}
        for announced, deadline, intensity in records
    ]


def small(values: dict[str, Any] | None = None, *, months: int = 36) -> Scenario:
    """Return 400 posts in 40 offices of one tier over `months` states, nothing ordered.

    values: as of `Scenario.with_values`; whole tables (`mandates`, `tiers`) replace what is there.
    """
    bare = {
        "start": START,
        "end": month_start(START, months - 1),
        "service": "G2G",
        "tiers": [{"code": "FED", "posts": 400, "offices": 40, "citizens": 1_000_000}],
    }
    return Scenario.from_data(bare, "small").with_values(values or {})


def one_office(posts: int, values: dict[str, Any], *, months: int) -> Scenario:
    """Return one office of `posts` posts in which nothing but what `values` set is at work."""
    return small({"offices": 1, "posts": posts, **ALONE, **values}, months=months)


def world_of(scenario: Scenario, seed: int = 1, **params: float) -> World:
    """Return the world of month 0, with parameters set to values a scenario could not have."""
    world = build(scenario, seed)
    for name, value in params.items():
        world.params[0][name] = value
    return world


def live(world: World, start: int, stop: int) -> World:
    """Live months `start` to `stop` - 1, compiled; return the same world."""
    compiled.live(start, stop, world)
    return world


def live_in_python(world: World, start: int, stop: int) -> World:
    """Live months `start` to `stop` - 1 as plain Python; return the same world."""
    plain = interpreted(world)
    for t in range(start, stop):
        month.one_month(t, plain)
    return world


def lived(scenario: Scenario, seed: int = 1, **params: float) -> World:
    """Return the world of `scenario` after its last month."""
    return live(world_of(scenario, seed, **params), 0, scenario.n_months)


def arrays(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Return every array of a world by name, column by column."""
    for name in world.posts._fields:
        yield f"posts.{name}", getattr(world.posts, name)
    for table in ("office", "tier", "in_force", "shocks", "office_log", "tier_log"):
        records = getattr(world, table)
        for name in records.dtype.names:
            yield f"{table}.{name}", np.asarray(records[name])
    for name in ("traffic", "n_grade", "n_mode", "superiors_use", "leaving"):
        yield name, getattr(world, name)


def differing(one: World, other: World, leave_out: tuple[str, ...] = ()) -> list[str]:
    """Return the names of the arrays whose bits differ (NaN equals NaN)."""
    pairs = zip(arrays(one), arrays(other), strict=True)
    return [
        name
        for (name, a), (_, b) in pairs
        if name not in leave_out and np.ascontiguousarray(a).tobytes() != np.ascontiguousarray(b).tobytes()
    ]


def digest(world: World) -> str:
    """Return the sha256 of every array of a world."""
    whole = hashlib.sha256()
    for name, values in arrays(world):
        whole.update(name.encode() + b"\0" + np.ascontiguousarray(values).tobytes())
    return whole.hexdigest()
