"""What each mechanism does to the conclusion about policy: the model with and without it.

    python -m experiments.ablation [--out docs/ablations.md]

Every mechanism is switched off in turn, in each regime: once as is, and once with `beta0`
moved so that reported use on 1 April 2024, before the directive, is what it is with the
mechanism in place.  Switching a mechanism off shifts the level of use as well; the second
table shows what is left of its effect once the level is the same.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import typer

from experiments.progress import say
from sim import compiled
from sim.parameters.ablations import ABLATIONS
from sim.scenario import Scenario, regimes
from sim.world import build

CASE, YARDSTICK, ORDER, PACKAGE = "federal-eoffice", "no-reform", "executive-order", "full-package"
DROPPED = "enforcement-dropped"
POSTS = 1_600
SEEDS = range(1, 17)
BEFORE = date(2024, 4, 1)
"""The last state before the directive: the level that is held when `beta0` is moved."""

DATES = (date(2024, 5, 1), date(2025, 3, 1), date(2027, 12, 1))
LOW, HIGH = 0.06, 0.80
"""Reported use below which an office uses the system negligibly, and from which much: as in the record."""

ROUNDING = 1e-7
CLOSE = 0.002
"""A difference in reported use below which two levels are the same."""

FURTHEST = 16.0
"""How far `beta0` is moved at most, in logits."""

MOST_TRIES = 16


@dataclass(frozen=True)
class Bench:
    """On what the ablations are tried: the scenarios by name, in one regime, and common seeds."""

    cases: Mapping[str, Scenario]
    seeds: Sequence[int] = SEEDS

    @classmethod
    def of(cls, regime: str, posts: int = POSTS, seeds: Sequence[int] = SEEDS) -> "Bench":
        """Return the bench of the federal case in a regime, with that many posts."""
        values = {"regime": regime, "posts": posts}
        names = (CASE, YARDSTICK, ORDER, PACKAGE, DROPPED)
        return cls({name: Scenario.load(name).with_values(values) for name in names}, seeds)

    def level(self, values: Mapping[str, float | str]) -> float:
        """Return reported use (share of desks, mean over seeds) just before the directive, at `values`."""
        scenario = self.cases[CASE].with_values(values)
        return float(self._runs(scenario, (BEFORE,))[:, :, :2].sum(axis=2).mean())

    def measure(self, values: Mapping[str, float | str]) -> "Measured":
        """Return how the cases go at `values`."""
        scenarios = {name: case.with_values(values) for name, case in self.cases.items()}
        distinct = {scenario.fingerprint: scenario for scenario in scenarios.values()}
        runs = {key: self._runs(scenario, DATES) for key, scenario in distinct.items()}
        real = {name: runs[scenario.fingerprint][:, -1, 0] for name, scenario in scenarios.items()}
        course = runs[scenarios[CASE].fingerprint]
        return Measured(
            course=course[:, :, :2],
            spread=course[:, 0, 2:],
            orders=real[CASE] - real[YARDSTICK],
            package=real[PACKAGE] - real[ORDER],
            end=real[DROPPED] - real[CASE],
        )

    def _runs(self, scenario: Scenario, days: Sequence[date]) -> np.ndarray:
        """What `_shares` says of every seed, shape (n_seeds, n_days, 4)."""
        with ThreadPoolExecutor() as pool:
            return np.array(list(pool.map(lambda seed: _shares(scenario, seed, days), self.seeds)))


def _shares(scenario: Scenario, seed: int, days: Sequence[date]) -> np.ndarray:
    """Shares of one run at `days`, in order, shape (n_days, 4).

    Digital and hybrid desks, then offices whose reported use is below `LOW` and at least
    `HIGH`.  The months after the last of the days are not lived.
    """
    world, at = build(scenario, seed), [scenario.month(day) for day in days]
    compiled.live(0, at[-1] + 1, world)
    weight = (world.office["last"] - world.office["first"]).astype(float)
    shares = [world.office_log[mode][at] @ (weight / weight.sum()) for mode in ("digital", "hybrid")]
    reported = (world.office_log["digital"] + world.office_log["hybrid"])[at]
    shares += [(reported < LOW - ROUNDING).mean(axis=1), (reported >= HIGH - ROUNDING).mean(axis=1)]
    return np.stack(shares, axis=1)


@dataclass(frozen=True)
class Measured:
    """How the cases went, seed by seed; shares of desks."""

    course: np.ndarray
    """Digital and hybrid share of the federal case, shape (n_seeds, n_dates, 2)."""
    spread: np.ndarray
    """Its offices in negligible and in high use at the first date, shares, shape (n_seeds, 2)."""
    orders: np.ndarray
    """Real use that the orders add at the last date against no reform, shape (n_seeds,)."""
    package: np.ndarray
    """Real use that the full package adds to the order at the last date, shape (n_seeds,)."""
    end: np.ndarray
    """Real use that the end of enforcement adds (takes away) at the last date, shape (n_seeds,)."""


@dataclass(frozen=True)
class Centre:
    """Where `beta0` was moved to, the level it gives, and whether that is the level asked for."""

    beta0: float
    level: float
    met: bool


def recentre(level: Callable[[float], float], start: float, target: float) -> Centre:
    """Return the `beta0` at which `level(beta0)` is `target`, to within `CLOSE`.

    level: rises with beta0, perhaps in steps.  The root is bracketed from `start` on, in
    widening steps up to `FURTHEST`, then narrowed by the straight line between the ends
    and by halving, in turn.  Where no beta0 gives the level, the nearest one tried is
    returned, marked as not met.
    """
    seen: dict[float, float] = {start: level(start)}
    step = 0.5 if seen[start] < target else -0.5
    low = high = start
    while not _close(seen, target) and abs(step) <= FURTHEST:
        low, high = high, start + step
        seen[high] = level(high)
        if (seen[high] - target) * step >= 0.0:
            break
        step *= 2.0
    for i in range(MOST_TRIES):
        if _close(seen, target) or (seen[low] - target) * (seen[high] - target) > 0.0:
            break
        part = 0.5 if i % 2 else (target - seen[low]) / (seen[high] - seen[low])
        middle = low + min(max(part, 0.05), 0.95) * (high - low)
        seen[middle] = level(middle)
        if (seen[middle] - target) * (seen[high] - target) > 0.0:
            high = middle
        else:
            low = middle
    best = min(seen, key=lambda beta0: abs(seen[beta0] - target))
    return Centre(best, seen[best], abs(seen[best] - target) <= CLOSE)


def _close(seen: Mapping[float, float], target: float) -> bool:
    return min(abs(value - target) for value in seen.values()) <= CLOSE


@dataclass(frozen=True)
class Trial:
    """One mechanism switched off (or none, under the name ""): as is, and at the level of the whole model."""

    name: str
    as_is: Measured
    centre: Centre
    centred: Measured


def tried(bench: Bench, names: Sequence[str]) -> list[Trial]:
    """Return the whole model, under the name "", and then the model without each of `names`."""
    start = bench.cases[CASE].parameter("beta0")
    whole, target = bench.measure({}), bench.level({})
    trials = [Trial("", whole, Centre(start, target, True), whole)]
    for name in names:
        trials.append(_trial(bench, name, start, target))
        centre = trials[-1].centre
        say(f"  without {name}: beta0 {centre.beta0:.2f}, level {centre.level:.3f} of {target:.3f}")
    return trials


def _trial(bench: Bench, name: str, start: float, target: float) -> Trial:
    settings = ABLATIONS[name].settings

    def level(beta0: float) -> float:
        return bench.level({**settings, "beta0": beta0})

    as_is, centre = bench.measure(settings), recentre(level, start, target)
    return Trial(name, as_is, centre, bench.measure({**settings, "beta0": centre.beta0}))


def main(out: Path = Path("docs/ablations.md")) -> None:
    """Try every ablation in every regime and write the page OUT."""
    from experiments.ablation_page import page

    names = [name for name, ablation in ABLATIONS.items() if not ablation.idle]
    results = {}
    for regime in reversed(regimes.names()):
        say(f"Regime {regime}")
        results[regime] = tried(Bench.of(regime), names)
    out.write_text(page(results, len(SEEDS)), encoding="utf-8")
    typer.echo(f"{out}")


if __name__ == "__main__":
    typer.run(main)
