"""A guided demonstration: steps of a story whose figures are those of the runs that the room sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.brief.wording import gap
from experiments.live import tour_form
from experiments.live.library import named
from experiments.live.tour_form import PLACEHOLDER, Claim, Figure, FigureText, Form, Step
from experiments.summary import amount, number
from sim import simulate
from sim.errors import first_of
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario

Runs = Mapping[str, pd.DataFrame]
"""Arm of a step -> the monthly table of its run."""

Sized = Callable[[Scenario], Scenario]

STORY = "e-office"
"""The demonstration that the live view comes with."""

MOST_KNOWN = 60
"""Runs that are remembered, over all sessions: a story asks for the same few again and again."""


def load(source: str | Path = STORY) -> Form:
    """Return the demonstration of that name, or in that file; raise InputError."""
    path = source if isinstance(source, Path) else tour_form.path_of(source)
    form, faults = tour_form.assess(path)
    if form is None:
        raise first_of(faults)
    return form


def runs_of(step: Step, seed: int, regime: str = "", sized: Sized = lambda x: x) -> dict[str, pd.DataFrame]:
    """Return the monthly tables of all runs that a step speaks of.

    regime: of those that do not state their own; empty for the scenarios' own.  sized: gives the
    scenario that is run in place of another, such as a smaller one.
    """
    found = {}
    for name, scenario in tour_form.arms(step).items():
        own = step.others[name].regime if name in step.others else None
        under = scenario.with_values({"regime": regime}) if regime and not own else scenario
        ran = sized(under)
        found[name] = _monthly(_Asked(ran.fingerprint, seed, ran))
    return found


@dataclass(frozen=True)
class _Asked:
    """One run, known by what its result depends on."""

    fingerprint: str
    seed: int
    scenario: Scenario = field(compare=False)


@lru_cache(maxsize=MOST_KNOWN)
def _monthly(asked: _Asked) -> pd.DataFrame:
    return simulate.run(asked.scenario, asked.seed).monthly


def value(figure: Figure, runs: Runs) -> float:
    """Return a figure of the runs of a step, in the unit of its outcome."""
    first, *less = (_at(runs[x.arm], x.outcome, x.month) for x in figure.values)
    return first - sum(less)


def _at(monthly: pd.DataFrame, outcome: str, month: Any) -> float:
    row = monthly["month"] == pd.Timestamp(month.replace(day=1))
    return float(monthly.loc[row, outcome].iloc[0])


def words(figure: Figure, runs: Runs) -> str:
    """Return a figure as a sentence has it: `14 %`, `24.2 days`, `Rs 1.4 bn`; a difference likewise."""
    return told_value(figure, value(figure, runs))


def told_value(figure: Figure, x: float) -> str:
    """Return an amount as such a figure is told."""
    outcome = figure.value.outcome
    return unbroken(gap(outcome, x)) if figure.less else short(outcome, x)


def unbroken(words: str) -> str:
    """Return a figure whose unit stays on its line."""
    return words.replace(" ", "\u00a0")


def short(outcome: str, x: float) -> str:
    """Return a value with its unit, a share as a bare percentage: the sentence says of what."""
    unit = OUTCOMES[outcome].unit
    return unbroken(f"{number(outcome, x)} %" if unit.startswith("share") else amount(outcome, x))


def filled(text: str, runs: Runs) -> str:
    """Return a text of a step with every figure in braces put in words."""
    return PLACEHOLDER.sub(lambda found: words(FigureText().read(found[1]), runs), text)


def holds(claim: Claim, runs: Runs) -> bool:
    """Whether what a step claims is so in these runs."""
    x = value(claim.what, runs)
    low, high = claim.at_least, claim.at_most
    return (low is None or x >= low) and (high is None or x <= high)


def told(form: Form, seed: int, regime: str = "", sized: Sized = lambda x: x) -> dict[str, Any]:
    """Return the demonstration as the page shows it, every figure filled from the runs of the session.

    Months are counted from the first of the scenario of their step.
    """
    steps = [step_told(step, seed, regime, sized) for step in form.steps]
    return {"title": form.title, "story": flowing(form.story), "steps": steps}


def step_told(step: Step, seed: int, regime: str = "", sized: Sized = lambda x: x) -> dict[str, Any]:
    """Return one step of what `told` returns."""
    runs = runs_of(step, seed, regime, sized)
    texts = {key: filled(flowing(text), runs) for key, text in tour_form.texts(step).items()}
    return {**outline(step), **texts}


def outline(step: Step) -> dict[str, Any]:
    """Return a step as it is known before any run: what tells figures is still empty."""
    scenario = named(step.scenario)
    predict = step.predict
    texts = tour_form.texts(step).items()
    return {
        "title": step.title,
        **{key: "" if tour_form.figures_in(text) else flowing(text) for key, text in texts},
        "scenario": step.scenario,
        "baseline": step.baseline,
        "month": scenario.month(step.month),
        "predict": predict and {"measure": predict.measure, "month": scenario.month(predict.month)},
        "acts": [
            {"kind": x.kind, "month": x.month, "values": dict(x.values)} for x in tour_form.acts_of(step)
        ],
    }


def flowing(text: str) -> str:
    """Return a text with its paragraphs, each on one line."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
