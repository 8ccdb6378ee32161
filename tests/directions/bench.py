"""The bench on which directions are tried: small worlds, what is measured in them, and the verdict."""

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import Scenario, compiled
from sim.costs import cost_parts
from sim.observed import Observed
from sim.outcomes import OUTCOMES
from sim.parameters import ALL
from sim.state import World
from sim.world import build

SEEDS = range(16)
STANDARD_ERRORS = 5.0
END = 35
"""The last month of every world."""

Overrides = Mapping[str, Any]
Setting = float | str | Overrides


def day(month: int) -> str:
    """The date, as a scenario states it, of a month counted from the start."""
    return f"{2020 + month // 12}-{month % 12 + 1:02}"


def order(announced: int, deadline: int, intensity: float | str) -> dict[str, Any]:
    return {"announced": day(announced), "deadline": day(deadline), "intensity": intensity}


def happens(month: int, **values: Any) -> dict[str, Any]:
    return {"date": day(month), "label": "something happens"} | values


def tier(code: str = "FED", **values: Any) -> dict[str, Any]:
    return {"code": code, "posts": 400, "offices": 10, "citizens": 1_000_000} | values


BASE = Scenario.from_data(
    {"start": day(0), "end": day(END), "service": "G2G", "tiers": [tier()]}, name="direction"
)

LARGE: Overrides = {"posts": 800, "offices": 20}
"""Added where an effect is small beside the luck of ten offices."""

ALONE: Overrides = {}
"""Nobody orders anything: what officials do if left alone."""

SMOOTH: Overrides = {**LARGE, "gate": "off"}
"""Left alone in many offices that no senior can close: small effects show."""

KEEN: Overrides = {"beta0": 1.0}
"""Left alone, but the system is so attractive that most work digitally or both ways."""

ORDERED: Overrides = {"mandates": [order(0, 0, "e0"), order(6, 12, "e1"), order(14, 18, "e2")]}
"""A weak early order, a directive with its deadline in month 12, a harder one in month 18."""

FULL: Overrides = {**ORDERED, **KEEN, "law": {"status": 1.0}, "ME": 0.6}
"""Ordered, legislated, monitored and attractive: files go paperless from end to end."""

WARY: Overrides = {"th_G": 0.0}
"""Seniors open an office only where the system suits them, whatever the default says."""

UPSET: Overrides = {"transitions": [happens(18)]}
"""A change of government in month 18."""

ATTACKED: Overrides = {**KEEN, "h0": 0.3}
"""Cyber incidents in a fifth of the offices every month."""

AUSTERE: Overrides = {"austerity": [{"start": day(0), "end": day(END), "depth": 0.4}]}
"""Two fifths of the budget cut throughout."""

FOUR_TIERS: Overrides = {"tiers": [tier(code) for code in "ABCD"]}
"""Four tiers that see only their own offices."""


@dataclass(frozen=True)
class Measure:
    """One number of a finished world, or of one just built."""

    of: Callable[[Scenario, World], float]
    at_start: bool = False


@dataclass(frozen=True)
class Direction:
    """In `world`, `high` against `low` moves `outcome` up (sign +1) or down (-1), because `why`.

    low, high: values of the quantity declared, by default the ends of its declared range;
    for what is no declared quantity, the overrides that make the two worlds.
    """

    world: Overrides
    outcome: Measure
    sign: int
    why: str
    low: Setting | None = None
    high: Setting | None = None


def monthly(name: str, first: int = 0, last: int = END) -> Measure:
    """Mean of an outcome over months `first` to `last`, both included."""
    of = OUTCOMES[name].of
    return Measure(lambda scenario, w: float(np.mean(of(Observed(scenario, w))[first : last + 1])))


def total(part: str) -> Measure:
    """Cost of the whole run, one part of the cost table."""
    return Measure(lambda _, w: float(np.sum(cost_parts(w)[part])))


def office(column: str, first: int = 0, last: int = END) -> Measure:
    """Mean of a column of the office log over offices and months."""
    return Measure(lambda _, w: float(np.mean(w.office_log[column][first : last + 1])))


def summed(column: str, first: int = 0, last: int = END) -> Measure:
    """Sum of a column of the office log over offices and months."""
    return Measure(lambda _, w: float(np.sum(w.office_log[column][first : last + 1])))


def between_offices(column: str, first: int = 0, last: int = END, hubs: int = 0) -> Measure:
    """Standard deviation over offices of a column of the office log, mean over months.

    hubs: leave that many out, the first ones: a hub does not write to itself, so its
    counterparts differ from everybody else's.
    """
    return Measure(lambda _, w: float(np.std(w.office_log[column][first : last + 1, hubs:], axis=1).mean()))


def tier_of(column: str, first: int = 0, last: int = END) -> Measure:
    """Mean over months of a column of the log of the first tier."""
    return Measure(lambda _, w: float(np.mean(w.tier_log[column][first : last + 1, 0])))


def visible_gap(first: int = 0, last: int = END) -> Measure:
    """How far what visible offices show lies from what the average one does, over tiers."""

    def of(_: Scenario, w: World) -> float:
        plain = [
            np.mean(w.office_log["digital"][:, w.office["tier"] == k], axis=1) for k in range(len(w.tier))
        ]
        gap = w.tier_log["visible_use"] - np.array(plain).T
        return float(np.abs(gap[first : last + 1].mean(axis=0)).mean())

    return Measure(of)


def people(
    column: str, grades: Sequence[int] = (0, 1, 2, 3), start: bool = False, illiterate: bool = False
) -> Measure:
    """Mean of an attribute over the posts of some grades, at the end or at the start."""

    def of(_: Scenario, w: World) -> float:
        who = np.isin(w.posts.grade, grades)
        if illiterate:
            who &= w.posts.skill_floor < w.params[0].literacy_cut
        return float(np.mean(getattr(w.posts, column)[who]))

    return Measure(of, start)


def spread_of_people(column: str, start: bool = False) -> Measure:
    """Standard deviation of an attribute within an office and grade, mean over them."""

    def of(_: Scenario, w: World) -> float:
        where = np.repeat(np.arange(len(w.office)), w.office["last"] - w.office["first"])
        group = where * 4 + w.posts.grade
        values = getattr(w.posts, column)
        return float(np.mean([np.std(values[group == g]) for g in np.unique(group)]))

    return Measure(of, start)


def world_at_start(of: Callable[[World], float]) -> Measure:
    return Measure(lambda _, w: float(of(w)), at_start=True)


def ends(key: str, direction: Direction) -> tuple[Overrides, Overrides]:
    """The overrides that make the low and the high world.

    key: a declared name, alone or with the place where it acts ("ME: rewards"), or
    anything else if the direction states its low and high as overrides.
    """
    name = key.partition(":")[0]

    def setting(value: Setting | None, bound: float) -> Overrides:
        if isinstance(value, Mapping):
            return value
        if value is None:
            value = ALL[name].choices[int(bound)] if ALL[name].choices else bound
        return {name: value}

    declared = ALL.get(name)
    low, high = (declared.low, declared.high) if declared else (math.nan, math.nan)
    return setting(direction.low, low), setting(direction.high, high)


def observe(scenario: Scenario, seed: int, direction: Direction) -> float:
    """The outcome of one world and seed."""
    world = build(scenario, seed)
    if not direction.outcome.at_start:
        compiled.live(0, scenario.n_months, world)
    return direction.outcome.of(scenario, world)


def differences(name: str, direction: Direction) -> np.ndarray:
    """High minus low of the outcome, times the declared sign, for every seed."""
    low, high = (BASE.with_values({**direction.world, **overrides}) for overrides in ends(name, direction))
    jobs = [(scenario, seed) for seed in SEEDS for scenario in (low, high)]
    with ThreadPoolExecutor(2) as threads:
        seen = np.array(list(threads.map(lambda job: observe(job[0], job[1], direction), jobs)))
    return direction.sign * (seen[1::2] - seen[::2])


def verdict(difference: np.ndarray) -> str:
    """Say what is wrong with the differences; nothing if they go the declared way."""
    mean, error = difference.mean(), difference.std(ddof=1) / math.sqrt(len(difference))
    if not difference.any():
        return "no effect at all"
    if mean > STANDARD_ERRORS * error and (error > 0.0 or (difference > 0.0).all()):
        return ""
    return f"mean {mean:.3g} the declared way, standard error {error:.2g}"
