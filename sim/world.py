"""Build the world of one run: a scenario and a seed in, every array of month 0 out."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim import compiled, randomness, rollout
from sim.levers import schedule, shocks
from sim.network import traffic
from sim.scenario import Scenario
from sim.state import (
    GRADE_TYPE,
    N_GRADES,
    OFFICE_LOG_TYPE,
    OFFICE_TYPE,
    PARAMETER_TYPE,
    TIER_LOG_TYPE,
    TIER_TYPE,
    World,
    empty_posts,
    records,
)


def build(scenario: Scenario, seed: int) -> World:
    """Return the world of `scenario` in month 0 under `seed` (0 <= seed < 2^63)."""
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed {seed} is not between 0 and 2^63 - 1")
    size = np.array([n for tier in scenario.tiers for n in tier.office_sizes], np.int64)
    n_posts, n_offices, n_tiers = int(size.sum()), len(size), len(scenario.tiers)
    params = _parameters(scenario)
    world = World(
        seed=seed,
        params=params,
        by_grade=_by_grade(params[0]),
        posts=empty_posts(n_posts),
        office=records(n_offices, OFFICE_TYPE),
        tier=records(n_tiers, TIER_TYPE),
        traffic=traffic(scenario, seed, size),
        in_force=schedule(scenario),
        shocks=shocks(scenario),
        office_log=records((scenario.n_months, n_offices), OFFICE_LOG_TYPE),
        tier_log=records((scenario.n_months, n_tiers), TIER_LOG_TYPE),
        n_grade=np.array([row for tier in scenario.tiers for row in tier.posts_by_grade], np.int64),
        n_mode=np.zeros((n_offices, N_GRADES, 3), np.int64),
        superiors_use=np.zeros((n_offices, N_GRADES)),
        leaving=np.zeros(n_posts, np.int8),
        draws=np.zeros((4, randomness.BATCH)),
    )
    world.posts.number[:] = np.arange(n_posts)
    _place_offices(scenario, size, world)
    _start_tiers(scenario, world)
    compiled.populate(world)
    rollout.place_in_time(scenario, world)
    return world


def _parameters(scenario: Scenario) -> Any:
    params = records(1, PARAMETER_TYPE)
    params[0] = tuple(scenario.parameter(name) for name in PARAMETER_TYPE.names or ())
    return params


def _by_grade(p: Any) -> Any:
    table = records(N_GRADES, GRADE_TYPE)
    for grade in range(N_GRADES):
        table[grade].exposure = p[f"x_g{grade}"]
        table[grade].rent = p[f"rho_g{grade}"]
        table[grade].skill = p[f"skill_g{grade}"]
        table[grade].transfer = p[f"mu_g{grade}"]
    return table


def _place_offices(scenario: Scenario, size: np.ndarray, w: World) -> None:
    w.office.number = np.arange(len(w.office))
    edge = np.concatenate([[0], np.cumsum(size)])
    w.office.first, w.office.last = edge[:-1], edge[1:]
    w.office.partnered = w.traffic.sum(axis=1) > 0.0
    first = 0
    for k, tier in enumerate(scenario.tiers):
        rows = slice(first, first + tier.offices)
        w.office.tier[rows] = k
        w.tier[k].first, w.tier[k].last = first, first + tier.offices
        first += tier.offices


def _start_tiers(scenario: Scenario, w: World) -> None:
    p = w.params[0]
    for k, tier in enumerate(scenario.tiers):
        row = w.tier[k]
        row.reach, row.will, row.access = tier.reach, tier.will, tier.access
        row.citizens, row.skill_shift = tier.citizens, tier.skill_shift
        row.equipment = p.F0 if tier.equipment is None else tier.equipment
        row.purse = math.inf if tier.budget is None else tier.budget
        row.trust_speed = 0.0 if scenario.one_way else p.g_C
        row.commitment = row.set_point = w.in_force[0, k].Pbar
        row.union = 0.0
        row.trust = p.CT0 if tier.trust is None else tier.trust
        row.interoperability, row.hardening = p.I0, p.Hd0


def interpreted(world: World) -> World:
    """Return a view of `world` on the same arrays whose parameters are plain Python numbers.

    Rules run on it as ordinary Python; they give the same bits as the compiled month.
    """
    plain = SimpleNamespace(**{name: float(world.params[0][name]) for name in PARAMETER_TYPE.names or ()})
    grades = [
        SimpleNamespace(**{name: float(row[name]) for name in GRADE_TYPE.names or ()})
        for row in world.by_grade
    ]
    return world._replace(params=(plain,), by_grade=grades)
