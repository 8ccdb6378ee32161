"""A calibration in words, before it is conducted: which figures are fitted, what is drawn, what is held."""

from collections.abc import Iterator

import pandas as pd

from experiments.calibration.plan import Calibration, Regime
from experiments.calibration.reading import load, names
from experiments.describing import filled
from sim.parameters import PARAMETERS
from sim.record import words_of
from sim.scenario import regimes


def library() -> list[tuple[str, str]]:
    """Return name and question of every calibration of the library; raise InputError if one is unsound."""
    return [(name, " ".join(load(name).question.split())) for name in names()]


def describe(plan: Calibration) -> str:
    """Return a calibration in words."""
    title = f"{plan.name}: {plan.title}" if plan.title != plan.name else plan.name
    sections = [
        (title, []),
        ("Question", [filled(plan.question) if plan.question else "Not told."]),
        ("Scenario", [f"{plan.scenario.name}: {plan.scenario.title or 'no title'}"]),
        ("Record", list(_record(plan))),
        ("Freed, each anywhere in its prior", list(_freed(plan))),
        *((_heading(regime), list(_carried(regime))) for regime in plan.regimes),
        ("How far the model is believed", [_believed(plan)]),
        ("Work", list(_work(plan))),
    ]
    return "\n\n".join("\n".join([heading, *lines]) for heading, lines in sections)


def _record(plan: Calibration) -> Iterator[str]:
    yield plan.record.title
    fitted, held_out = plan.fitted, plan.record.held_out
    yield f"{len(fitted)} figures are fitted:"
    yield from _series(plan, fitted)
    if len(held_out):
        yield f"{len(held_out)} are held out, never fitted, and scored by `redtape validate`:"
        yield from _series(plan, held_out)
    else:
        yield "None is held out, so nothing will be left to score the posterior by."


def _series(plan: Calibration, figures: pd.DataFrame) -> Iterator[str]:
    """Yield each series with how many figures it has here, and what they are of."""
    for name, rows in figures.groupby("series", sort=False):
        first, last = rows["date"].min(), rows["date"].max()
        when = f"{first:%b %Y}" if len(rows) == 1 else f"{first:%b %Y} to {last:%b %Y}"
        yield f"  {name} ({len(rows)}, {when}): {words_of(plan.record.series[str(name)])}"


def _freed(plan: Calibration) -> Iterator[str]:
    for name, (low, high) in plan.regimes[0].free.items():
        words = f"{name}, {low:g} to {high:g} ({PARAMETERS[name].unit}): {PARAMETERS[name].meaning}"
        orders = [x.label or "an order" for x in plan.scenario.mandates if x.intensity == name]
        yield filled(f"{words.rstrip('.')} (here: {', '.join(orders)})." if orders else words, "  ")


def _heading(regime: Regime) -> str:
    if not regime.name:
        return "Besides"
    return f"Besides, in regime {regime.name} ({regimes.load(regime.name).title})"


def _carried(regime: Regime) -> Iterator[str]:
    yield filled(f"{len(regime.carried)} more uncertain parameters are drawn from their priors every time.")
    by_whom: dict[str, list[str]] = {}
    for name, who in regime.held.items():
        by_whom.setdefault(who, []).append(name)
    for who, held in by_whom.items():
        yield filled(f"Held, as {who} states them: {', '.join(held)}.")


def _believed(plan: Calibration) -> str:
    return filled(
        f"A model that is right enough may miss a figure by {100 * plan.discrepancy:g} points (sd), beyond "
        "the luck of one history and the figure's own error."
    )


def _work(plan: Calibration) -> Iterator[str]:
    x = plan.settings
    regime = plan.regimes[0]
    small, real = (y.n_posts for y in (regime.small, regime.scenario))
    yield f"Every point is run {x.n_seeds} times, each under a seed of its own; seed of all: {x.seed}."
    before = x.n_generations - (not x.real)
    yield filled(
        f"A pilot of {x.n_pilot:,} points; up to {before} generations of {x.n_early:,} accepted points; "
        f"a last one of {x.n_last:,}, which are the posterior."
    )
    if small < real:
        yield f"All {'but the last ' if x.real else ''}at {small:,} posts in place of {real:,}."
    yield f"A generation is given up where {x.most:,} points were run."
    if len(plan.regimes) > 1:
        yield f"All of it in each of {len(plan.regimes)} regimes."
