"""The facilitator's notes of a guided demonstration, to print: every figure from runs, in both regimes."""

from collections.abc import Callable, Iterator

import pandas as pd

from experiments.brief.wording import bare
from experiments.live import acts, tour, tour_form
from experiments.live.answering import DESKS
from experiments.live.library import named
from experiments.live.tour_form import Claim, Figure, Form, Step
from experiments.manifest import redtape_version
from experiments.report import not_a_forecast
from experiments.smaller import smaller
from experiments.summary import number
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, regimes
from viz.report import Block, Column, Heading, Note, Paragraph, Table, render_report

SEEDS = (1, 2, 3, 4, 5)
"""Seeds under which the notes look at what a step claims."""

ARMS = {tour_form.CURRENT: "the current policy", tour_form.BASELINE: "the baseline"}


def html(form: Form, seed: int, regime: str = "", stopped: Callable[[], None] = lambda: None) -> str:
    """Return the notes as one page that needs nothing from outside.

    seed, regime: of the session, whose figures the reveals tell.  stopped: called between steps;
    what it raises ends the work.
    """
    blocks: list[Block] = [Paragraph(tour.flowing(form.story)), Paragraph(_how(form))]
    shown = tour.told(form, seed, regime)["steps"]
    for i, step in enumerate(form.steps):
        stopped()
        blocks += _step(i, step, shown[i])
    made = f"Made by redtape {redtape_version()}; reveals are those of seed {seed}{_in(regime)}."
    return render_report(form.title, [*blocks, not_a_forecast(), Paragraph(made)], compact=True)


def _how(form: Form) -> str:
    names = " and ".join(regimes.names())
    return (
        f"{len(form.steps)} steps, each the same way: ask, let the room predict, reveal, say the lesson, ask "
        f"why. The tables say what the model shows in regimes {names} under {len(SEEDS)} seeds, with "
        f"{DESKS} posts an office: the mean, and in brackets the least and the most. A test of the project "
        "holds every bound named there."
    )


def _in(regime: str) -> str:
    return f" in regime {regime}" if regime else ""


def _step(i: int, step: Step, shown: dict[str, str]) -> Iterator[Block]:
    yield Heading(f"{i + 1} {step.title}")
    yield Paragraph(f"On the screen: {_set_up(step)}")
    yield Note(f"Ask: {shown['question']}")
    if step.predict:
        label = OUTCOMES[step.predict.measure].label
        yield Paragraph(f"The room predicts: {label}, {step.predict.month:%B %Y}.")
    yield Paragraph(f"Reveal: {shown['reveal']}")
    yield Note(f"The lesson: {shown['lesson']}")
    yield Paragraph(shown["notes"])
    yield _table(step)


def _set_up(step: Step) -> str:
    current, baseline = (named(name) for name in (step.scenario, step.baseline))
    told = f"“{current.title}”"
    done = [f"{acts.words(act)} (from {current.months[act.month]:%B %Y})" for act in tour_form.acts_of(step)]
    if done:
        told += f", with {'; '.join(done)}"
    if step.baseline != step.scenario:
        told += f", against “{baseline.title}”"
    elif done:
        told += ", against the same without"
    return f"{told}; the month is {step.month:%B %Y}."


def _table(step: Step) -> Table:
    runs = {name: [tour.runs_of(step, seed, name, _sketch) for seed in SEEDS] for name in regimes.names()}
    rows = []
    for claim in step.claims:
        found = {name: [tour.value(claim.what, x) for x in of_seeds] for name, of_seeds in runs.items()}
        told = {name: _spread(claim.what, values) for name, values in found.items()}
        rows.append({"figure": figure_words(claim.what), **told, "held": bounds(claim)})
    columns = {"figure": Column("Figure")}
    columns |= {name: Column(f"Regime {name}") for name in runs}
    columns |= {"held": Column("Held to be")}
    return Table(pd.DataFrame(rows), columns)


def _sketch(scenario: Scenario) -> Scenario:
    return smaller(scenario, DESKS)


def _spread(figure: Figure, values: list[float]) -> str:
    """Return the mean of some seeds with its unit, and the least and the most without."""
    outcome = figure.value.outcome
    alone = bare if figure.less else number
    mean, ends = tour.told_value(figure, sum(values) / len(values)), (min(values), max(values))
    return f"{mean} ({' to '.join(alone(outcome, x) for x in ends)})"


def bounds(claim: Claim) -> str:
    """Return what a claim allows, in words: `at least 25 points`."""
    ends = (("at least", claim.at_least), ("at most", claim.at_most))
    return ", ".join(f"{words} {tour.told_value(claim.what, x)}" for words, x in ends if x is not None)


def figure_words(figure: Figure) -> str:
    """Return what a figure is of: `Real use, June 2022`, of another arm with its name."""
    first, *less = (_value_words(x) for x in figure.values)
    return f"{first}, less {less[0][:1].lower()}{less[0][1:]}" if less else first


def _value_words(value: tour_form.Value) -> str:
    arm = ARMS.get(value.arm, f"run “{value.arm.replace('_', ' ')}”")
    return f"{OUTCOMES[value.outcome].label} of {arm}, {value.month:%B %Y}"
