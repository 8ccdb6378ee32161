"""Every draw of a posterior lived on to 2032: under each course of enforcement, and under each package."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration import keyed
from experiments.calibration.posterior import Posterior
from experiments.progress import Advance
from experiments.reflection.observing import DATES, DROPPED, END, OBSERVATIONS
from experiments.validating.asking import scenarios_of
from sim import compiled, record
from sim.errors import InputError
from sim.observed import Observed
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.summaries import AFTER_ENFORCEMENT, LEAST_USE, end_of_enforcement
from sim.world import build

GOES_ON, ENDS = "goes on", "ends"
COURSES = (GOES_ON, ENDS)

BASE = "no-reform"
PACKAGES = {"federal-eoffice": (BASE, "legal-mandate", "capacity-first", "full-package")}
"""Scenario -> the packages of the library over it that are compared, the base first."""

LEAST_DRAWS = 10


@dataclass(frozen=True)
class Lived:
    """What the histories of one regime came to, in the order of its draws; arrays begin with (n_draws,)."""

    regime: str
    months: tuple[pd.Timestamp, ...]
    use: Mapping[str, np.ndarray]
    """Scenario -> real and reported use, (n_draws, 2, n_months); the calibrated one by its course."""
    seen: Mapping[str, np.ndarray]
    """Course -> what is observed, (n_draws, n_observations, n_dates)."""
    fitted: np.ndarray
    """What each history says of the figures that were fitted, (n_draws, n_figures)."""
    ended: int
    """First month without enforcement, where it ends."""
    ordered: frozenset[str]
    """Packages with orders that the base does not have."""


@dataclass(frozen=True)
class FailedDraw:
    """A draw of which a run failed: all its runs are left out."""

    regime: str
    draw: int
    scenario: str
    message: str


def scenarios(posterior: Posterior, regime: str, posts: int | None) -> dict[str, Scenario]:
    """Return what is lived in a regime, before any draw: both courses, and the packages.

    In every package but the base enforcement ends; the base has no orders that could.
    """
    common: dict[str, Any] = {"end": END.isoformat(), **({"posts": posts} if posts else {})}
    drop = {"enforcement_drops": [{"date": DROPPED, "label": "Enforcement ends"}]}
    own = scenarios_of(posterior)[regime]
    found = {GOES_ON: own.with_values(common), ENDS: own.with_values(common | drop)}
    size = {"posts": found[GOES_ON].n_posts}
    for name in PACKAGES.get(posterior.scenario, ()):
        package = Scenario.load(name).with_values({"regime": regime} if regime else {})
        found[name] = package.with_values(common | size | ({} if name == BASE else drop))
    return found


def live(
    posterior: Posterior,
    regime: str,
    figures: pd.DataFrame,
    n: int,
    seed: int,
    posts: int | None,
    workers: int,
    advance: Advance,
) -> tuple[Lived, list[FailedDraw]]:
    """Live `n` draws of a regime; raise InputError where too few can be run.

    figures: of the record, those that were fitted.
    """
    ways = scenarios(posterior, regime, posts)
    draws = posterior.values(regime, n, seed)
    seeds = keyed.seeds(n, seed, "reflection", regime)

    def one(i: int) -> "_Draw | FailedDraw":
        draw = _Draw()
        for name, scenario in ways.items():
            try:
                draw.add(name, scenario.with_values(draws[i]), seeds[i], figures)
            except InputError:
                raise
            except Exception as error:
                return FailedDraw(regime, i, name, f"{type(error).__name__}: {error}")
            finally:
                advance()
        return draw

    with ThreadPoolExecutor(workers) as pool:
        try:
            outcomes = list(pool.map(one, range(n)))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    failed = [x for x in outcomes if isinstance(x, FailedDraw)]
    lived = [x for x in outcomes if isinstance(x, _Draw)]
    if len(lived) < LEAST_DRAWS:
        problem = f"can be run at {len(lived)} of {n} draws"
        problem += f" (the first that fails: {failed[0].message})" if failed else ""
        raise InputError(problem, value=posterior.scenario, expected=f"at least {LEAST_DRAWS}")
    return _together(regime, ways, lived), failed


class _Draw:
    """What the runs of one draw came to."""

    def __init__(self) -> None:
        self.use: dict[str, np.ndarray] = {}
        self.seen: dict[str, np.ndarray] = {}
        self.fitted = np.empty(0)
        self.ended = 0

    def add(self, name: str, scenario: Scenario, seed: int, figures: pd.DataFrame) -> None:
        world = build(scenario, seed)
        compiled.live(0, scenario.n_months, world)
        o = Observed(scenario, world)
        real = o.by_desk(o.office["digital"])
        self.use[name] = np.stack([real, real + o.by_desk(o.office["hybrid"])])
        if not np.isfinite(self.use[name]).all():
            raise ValueError("use is no number")
        if name in COURSES:
            at = [scenario.month(day) for day in DATES]
            self.seen[name] = np.array([x.of(o)[at] for x in OBSERVATIONS])
        if name == GOES_ON:
            self.fitted = record.said(figures, scenario, world)
        if name == ENDS:
            self.ended = end_of_enforcement(OUTCOMES["enforcement"].of(o)) or 0


def _together(regime: str, ways: Mapping[str, Scenario], draws: Sequence[_Draw]) -> Lived:
    months = tuple(pd.Timestamp(x) for x in ways[GOES_ON].months)
    return Lived(
        regime=regime,
        months=months,
        use={name: np.array([x.use[name] for x in draws]) for name in ways},
        seen={name: np.array([x.seen[name] for x in draws]) for name in COURSES},
        fitted=np.array([x.fitted for x in draws]),
        ended=draws[0].ended,
        ordered=frozenset(
            name for name, x in ways.items() if BASE in ways and x.mandates != ways[BASE].mandates
        ),
    )


def lock_in(lived: Lived, package: str) -> np.ndarray:
    """Return what is left of the effect of enforcement 60 months after its end, (n_draws,).

    As `lock_in` of pairs of runs, against the base under the same draw and seed; NaN where
    enforcement had added too little, and where the package has no orders but those of the base.
    """
    if package not in lived.ordered:
        return np.full(len(lived.use[package]), np.nan)
    effect = lived.use[package][:, 0] - lived.use[BASE][:, 0]
    before, after = effect[:, lived.ended], effect[:, lived.ended + AFTER_ENFORCEMENT]
    return np.where(before < LEAST_USE, np.nan, after / np.where(before < LEAST_USE, 1.0, before))
