"""What the charts show, in sentences for those who hear a screen read."""

import numpy as np

from experiments.live.engine import Run
from experiments.live.measures import MEASURES, RESISTANCE
from experiments.summary import amount
from sim.network import office_names
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario

NAMED = 3
"""Offices that a sentence names."""
SLIGHT = 0.005
"""Differences of shares smaller than this are told as none."""
HALF = 0.5


def said(scenario: Scenario, current: Run, baseline: Run) -> dict[str, object]:
    """Return a sentence or two about every chart, and about the curve of each measure."""
    by_measure = {name: curve(scenario, name, current, baseline) for name in MEASURES}
    return {
        "curve": by_measure[MEASURES[0]],
        "measures": by_measure,
        "offices": offices(scenario, current, baseline),
        "network": network(scenario, current),
        "resistance": resistance(scenario, current),
    }


def curve(scenario: Scenario, name: str, current: Run, baseline: Run) -> str:
    """Return how a measure goes over the run, and how the baseline does."""
    first, last = (f"{scenario.months[t]:%B %Y}" for t in (0, -1))
    a, b = current.series[name], baseline.series[name]
    told = f"{OUTCOMES[name].label}: {amount(name, a[0])} in {first}, {amount(name, a[-1])} in {last}"
    top = int(a.argmax())
    if 0 < top < len(a) - 1 and amount(name, a[top]) not in (amount(name, a[0]), amount(name, a[-1])):
        told += f", highest in {scenario.months[top]:%B %Y} at {amount(name, a[top])}"
    if np.array_equal(a, b):
        return f"{told}. The baseline is the same."
    apart = np.flatnonzero(a != b)
    return (
        f"{told}. The baseline ends at {amount(name, b[-1])}; the two part in "
        f"{scenario.months[int(apart[0])]:%B %Y}."
    )


def offices(scenario: Scenario, current: Run, baseline: Run) -> str:
    """Return how many offices work digitally at the end, and which differ most from the baseline."""
    names = office_names(scenario)
    end = current.real[-1]
    half = int((end >= HALF).sum())
    told = f"{half} of {len(end)} offices have half their desks or more digital in the last month"
    difference = end - baseline.real[-1]
    order = np.argsort(-np.abs(difference), kind="stable")[:NAMED]
    moved = [
        f"{names[m]} by {100 * difference[m]:+.0f} points" for m in order if abs(difference[m]) >= SLIGHT
    ]
    return (
        f"{told}; most apart from the baseline: {', '.join(moved)}."
        if moved
        else f"{told}, as in the baseline."
    )


def network(scenario: Scenario, current: Run) -> str:
    """Return who receives most files, and how digital those offices are at the end."""
    names = office_names(scenario)
    received = current.traffic.sum(axis=0)
    order = np.argsort(-received, kind="stable")[:NAMED]
    told = [f"{names[m]} ({100 * current.real[-1, m]:.0f} % digital)" for m in order]
    return f"Most files go to {', '.join(told)}, as of the last month."


def resistance(scenario: Scenario, current: Run) -> str:
    """Return how large resistance is at the start and the end, and its largest part."""
    total = current.series["resistance"]
    parts = {name: float(current.series[name][-1]) for name in RESISTANCE}
    largest = max(parts, key=lambda name: parts[name])
    last = f"{scenario.months[-1]:%B %Y}"
    return (
        f"Resistance goes from {total[0]:.2f} to {total[-1]:.2f} of 1; its largest part in {last} is "
        f"{OUTCOMES[largest].label.lower()} at {parts[largest]:.2f}."
    )
