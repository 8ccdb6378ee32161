"""Measures read off the difference between variants: the same luck, another policy or another event.

Every function here takes the runs of one seed and returns its measures by key.
"""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from experiments.patterns.pattern import Lived, Runs, Values
from experiments.patterns.variants import (
    ATTACK,
    CAPACITY,
    DROPPED,
    KAPPAS,
    LAW_TURNS,
    NEVER,
    ONE_SCARE,
    ORDER,
    ORDER_TURNS,
    PROVINCES,
    REVIEW,
    corner,
)
from sim.parameters import PARAMETERS, SWITCHES
from sim.rules.choice import digital_terms, utility_digital
from sim.rules.resistance import effective_resistance

LAST = "2032-05"
SNAPSHOTS = ("2025-03", "2027-05")
LEADING, TRAILING = ("PB", "KP"), ("SD", "BL")
ASSISTANTS, SENIORS = 1, 3


def largest_fall(run: Lived) -> float:
    """Return the largest relative fall of real use within 36 months after June 2027."""
    path = run.path("verified_use", "2027-06", "2030-06")
    return float(1.0 - path.min() / path[0]) if path[0] > 0.0 else np.nan


def after_a_transition(runs: Runs) -> Values:
    """P6: fall of real use after a change of government, under an order and under a law."""
    return {"order": largest_fall(runs[ORDER_TURNS]), "law": largest_fall(runs[LAW_TURNS])}


def order_of_provinces(runs: Runs) -> Values:
    """P7: real use by province in the last month; how far the trailing ones are behind the leading ones."""
    table = runs[PROVINCES].offices
    last = table[table["month"] == table["month"].max()]
    desks = last["verified_use"] * last["size"]
    use = desks.groupby(last["tier"]).sum() / last["size"].groupby(last["tier"]).sum()
    tiers = {code: float(use.get(code, np.nan)) for code in (*LEADING, *TRAILING)}
    lead = min(tiers[code] for code in LEADING) - max(tiers[code] for code in TRAILING)
    known = all(np.isfinite(x) for x in tiers.values())
    return {**tiers, "lead": lead if known else np.nan}


SCALES = {"share": lambda x: x, "log": np.log, "logit": lambda x: np.log(x / (1.0 - x))}
"""Name of a scale -> how a share is put on it."""


def interactions(runs: Runs) -> Values:
    """P8: interaction of resistance and barriers in real use, on three scales, by kappa; and in utility."""
    measured: dict[str, float] = {}
    for scale, put in SCALES.items():
        found = [_interaction(runs, kappa, put) for kappa in KAPPAS]
        measured |= {f"{scale}_none": found[0], f"{scale}_some": found[1], f"{scale}_much": found[2]}
        measured[f"{scale}_first"] = found[1] - found[0]
        measured[f"{scale}_second"] = found[2] - found[1]
    scenarios = [runs[corner("low", "low", kappa)].scenario for kappa in KAPPAS]
    measured["utility"] = max(_utility_error(scenario) for scenario in scenarios)
    return measured


def _interaction(runs: Runs, kappa: float, put: Any) -> float:
    """Return the difference of differences of real use in May 2027, on one scale."""
    value = {
        (r, b): runs[corner(r, b, kappa)].at("verified_use", "2027-05")
        for r in ("low", "high")
        for b in ("low", "high")
    }
    if not all(0.0 < x < 1.0 for x in value.values()):
        return np.nan
    on = {key: float(put(x)) for key, x in value.items()}
    return on["high", "high"] - on["high", "low"] - on["low", "high"] + on["low", "low"]


def _utility_error(scenario: Any) -> float:
    """Return how far the cross difference of digital utility is from -beta_R kappa dR dX."""
    p: Any = SimpleNamespace(**{name: scenario.parameter(name) for name in (*PARAMETERS, *SWITCHES)})

    def utility(resistance: float, barriers: float) -> float:
        effective = effective_resistance(resistance, barriers, p)
        return utility_digital(digital_terms(0.0, 0.0, 0.0, effective, 1.0, 0.0, p))

    cross = utility(0.6, 0.8) - utility(0.6, 0.3) - utility(0.2, 0.8) + utility(0.2, 0.3)
    return abs(cross + p.beta_R * p.kappa * (0.6 - 0.2) * (0.8 - 0.3))


def scare(runs: Runs) -> Values:
    """P10: months until half of what an order adds to perceived enforcement, beyond what lasts, is gone."""
    run = runs[ONE_SCARE]
    path = run.path("perceived_detection", "2026-01", "2031-01")
    excess = path - path[-12:].mean()
    below = np.flatnonzero(excess <= excess[0] / 2)
    if excess[0] <= 0.0 or not len(below):
        return {"half_life": np.nan, "by_speed": np.nan}
    after = int(below[0])
    step = (excess[after - 1] - excess[0] / 2) / (excess[after - 1] - excess[after])
    by_speed = math.log(0.5) / math.log(1.0 - run.scenario.parameter("g_Q"))
    return {"half_life": after - 1 + float(step), "by_speed": by_speed}


def response_by_grade(runs: Runs) -> Values:
    """P11: what performance review adds to real use among assistants and among senior officers."""
    measured: dict[str, float] = {}
    for month in SNAPSHOTS:
        rise = {
            grade: _digital(runs[REVIEW].posts, grade, month) - _digital(runs[ORDER].posts, grade, month)
            for grade in (ASSISTANTS, SENIORS)
        }
        measured[f"assistants_{month}"] = rise[ASSISTANTS]
        measured[f"seniors_{month}"] = rise[SENIORS]
        measured[f"less_{month}"] = rise[SENIORS] - rise[ASSISTANTS]
    posts = runs[REVIEW].posts
    levels = {"assistants_level": ASSISTANTS, "seniors_level": SENIORS}
    return measured | {key: _digital(posts, grade, SNAPSHOTS[-1]) for key, grade in levels.items()}


def _digital(posts: pd.DataFrame, grade: int, month: str) -> float:
    chosen = posts[(posts["month"] == pd.Timestamp(month)) & (posts["grade"] == grade)]
    return float((chosen["mode"] == 2).mean())


def reversion(runs: Runs) -> Values:
    """P13: real use in May 2032 where enforcement ended early, and where it never was."""
    dropped, never, kept = (runs[name].at("verified_use", LAST) for name in (DROPPED, NEVER, ORDER))
    return {"dropped": dropped, "never": never, "kept": kept, "left": dropped - never}


def capacity(runs: Runs) -> Values:
    """P14: real use in May 2032 with training and equipment alone, and with orders and review."""
    alone, reviewed = runs[CAPACITY].at("verified_use", LAST), runs[REVIEW].at("verified_use", LAST)
    return {"alone": alone, "reviewed": reviewed, "beyond_half": alone - reviewed / 2}


def attack(runs: Runs) -> Values:
    """P17: what an attack in May 2024 does to distrust and to real use, soon and three years later."""

    def effect(outcome: str, first: str, last: str) -> float:
        return float(
            np.mean(runs[ATTACK].path(outcome, first, last) - runs[ORDER].path(outcome, first, last))
        )

    soon, late = (
        effect("verified_use", *months) for months in (("2024-07", "2025-05"), ("2027-03", "2027-05"))
    )
    fear, fear_late = (
        effect("resistance_distrust", *months) for months in (("2024-06", "2024-08"), ("2027-03", "2027-05"))
    )
    return {
        "distrust": fear,
        "use": soon,
        "use_late": late,
        "use_left": abs(late) - abs(soon),
        "distrust_left": abs(fear_late) - abs(fear),
    }
