"""Before anything is timed: do the three programs live the same months?

The C loop draws the same numbers, so it must agree desk by desk.  Plain Mesa has draws
of its own, so it must agree on the average: over paired runs that start from the same
offices and people, the mean difference must stay within a few of its standard errors.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import c_loop
from benchmarks.mesa_peer import ReformModel
from sim import Scenario, compiled, run
from sim.state import World
from sim.world import build

MOST_ERRORS = 4.0
"""Largest mean difference from plain Mesa that passes, in standard errors."""
MOST_ROUNDING = 1e-9
"""Largest difference of a C loop whose compiler may contract a * b + c into one rounding."""


class Disagreement(Exception):
    """Two programs that should live the same months do not."""


def differences_from_c(
    scenario: Scenario, seed: int, live_in_c: Callable[[int, int, World], None]
) -> dict[str, float]:
    """Run ours and the C loop; return desks whose mode differs and the largest differences of the logs."""
    ours = build(scenario, seed)
    theirs = c_loop.copy(ours)
    compiled.live(0, scenario.n_months, ours)
    live_in_c(0, scenario.n_months, theirs)
    logs = [(ours.office_log, theirs.office_log), (ours.tier_log, theirs.tier_log)]
    shares = [
        np.abs(ours.office_log[name] - theirs.office_log[name]) for name in ("paper", "hybrid", "digital")
    ]
    largest = max(
        float(np.max(np.abs(a[name] - b[name]) / np.maximum(1.0, np.abs(a[name]))))
        for a, b in logs
        for name in a.dtype.names
    )
    return {
        "desks": int(np.sum(ours.posts.mode != theirs.posts.mode)),
        "shares": float(np.max(shares)),
        "logs": largest,
    }


def agree_with_c(
    scenario: Scenario, seed: int, live_in_c: Callable[[int, int, World], None]
) -> dict[str, float]:
    """Return the differences from the C loop; raise Disagreement unless every desk works alike."""
    found = differences_from_c(scenario, seed, live_in_c)
    if found["desks"] or found["shares"] or found["logs"] > MOST_ROUNDING:
        raise Disagreement(f"the C loop lives other months than ours: {found}")
    return found


def differences_from_mesa(scenario: Scenario, seeds: range, months: slice) -> dict[str, dict[str, float]]:
    """Return how far plain Mesa is from ours at most, on the average, in each outcome it collects.

    `difference` is in the outcome's unit, `errors` in standard errors of that month's mean.
    """
    pairs = []
    for seed in seeds:
        model = ReformModel(scenario, seed)
        for _ in range(scenario.n_months):
            model.step()
        theirs = model.datacollector.get_model_vars_dataframe()
        ours = run(scenario, seed).monthly[theirs.columns]
        pairs.append((theirs.to_numpy() - ours.to_numpy())[months])
    mean = np.abs(np.mean(pairs, axis=0))
    # Never below what float arithmetic can tell apart: before the first go-live nothing varies.
    error = np.maximum(np.std(pairs, axis=0, ddof=1) / np.sqrt(len(pairs)), 1e-12)
    return {
        name: {"difference": float(mean[:, j].max()), "errors": float((mean / error)[:, j].max())}
        for j, name in enumerate(theirs.columns)
    }


def agree_with_mesa(scenario: Scenario, seeds: range, months: slice) -> dict[str, Any]:
    """Return the differences from plain Mesa; raise Disagreement where one exceeds MOST_ERRORS."""
    found = differences_from_mesa(scenario, seeds, months)
    worst = max(found, key=lambda name: found[name]["errors"])
    if found[worst]["errors"] > MOST_ERRORS:
        raise Disagreement(
            f"plain Mesa differs from ours in {worst} by {found[worst]['difference']:.4f}, "
            f"{found[worst]['errors']:.1f} standard errors over {len(seeds)} paired runs"
        )
    return found
