"""Folders of comparisons, from real runs of small ministries: what a brief is made from."""

from pathlib import Path

import numpy as np
from compared import CENTRE, plan_of

from experiments import sweep
from experiments.compare.asking import ask
from experiments.studies.plan import Plan, Point
from sim.parameters import PARAMETERS
from sim.scenario import Scenario

CHECKS = (Point(1, "check", "kappa = 0", {"kappa": 0.0}), Point(2, "check", "kappa = 1.5", {"kappa": 1.5}))


def packages(names: list[str], posts: int) -> dict[str, Scenario]:
    """Packages of the library in a small government, the first of them the base."""
    return {name: Scenario.load(name).with_values({"posts": posts}) for name in names}


def futures(n: int, drawn: list[str]) -> tuple[Point, ...]:
    """Draws of some uncertain parameters over their priors, as points of a design."""
    chance = np.random.default_rng(3)
    ends = {name: (PARAMETERS[name].low, PARAMETERS[name].high) for name in drawn}
    return tuple(
        Point(3 + i, "design", f"future {i + 1}", {k: float(chance.uniform(*x)) for k, x in ends.items()})
        for i in range(n)
    )


def study(names: list[str], posts: int, n_futures: int, drawn: list[str], **how) -> Plan:
    """A study of packages with checks and futures; without either where no future is asked for."""
    points = (CENTRE, *CHECKS, *futures(n_futures, drawn)) if n_futures else (CENTRE,)
    return plan_of(packages(names, posts), points, **how)


def folder_of(plan: Plan, out: Path, *, search: bool = False) -> Path:
    """Run a study as a comparison; return its folder."""
    ask(plan, out, sweep.Where(workers=2), command="redtape compare", search=search)
    return out
