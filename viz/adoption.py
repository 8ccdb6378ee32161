"""Adoption over time: how desks work, what offices report, and what can be verified."""

import itertools

import altair as alt
import pandas as pd

from sim.outcomes import OUTCOMES
from viz.field import Events, Field, end_labels, event_layers, line, span
from viz.record import ROLES, dots, key, mean_use
from viz.stack import Part, stacked
from viz.style import BLACK, BLUE, INK, PALE_ORANGE, PAPER, finish
from viz.summary import band, model_words, month_name, n_runs, only_scenario, percent

MODES = (
    Part("share_digital", "Digital only", BLUE, "white"),
    Part("share_hybrid", "Digital with\na paper copy", PALE_ORANGE, INK),
    Part("share_paper", "Paper only", PAPER, INK),
)

USES: dict[str, tuple[int, ...]] = {"reported_use": (7, 4), "verified_use": ()}
"""Column -> dashes of its line."""


def adoption(
    monthly: pd.DataFrame,
    *,
    events: Events = (),
    record: pd.DataFrame | None = None,
    title: str = "How desks work: what is reported and what is real",
    source: str = "",
) -> alt.VConcatChart:
    """Paper, hybrid and digital over time, reported and verified use with their bands, the record's dots.

    `monthly` holds one scenario (all its replicates); of `record`, where given, the
    observations of mean reported use are drawn.  `source` follows the line that names
    the scenario and the runs.
    """
    scenario, events = only_scenario(monthly), list(events)
    field = span(monthly["month"])
    seen = mean_use(record, field)
    stack = stacked(monthly, MODES, field, events)
    layers = [
        field.axes("Share of desks"),
        *stack.areas,
        *event_layers(events, field),
        *stack.names,
        *_uses(monthly, field),
        *dots(seen),
    ]
    roles = [role for role in ROLES if (seen["role"] == role).any()]
    return finish(
        field.layer(layers),
        title,
        [_finding(monthly)],
        f"{model_words(scenario, n_runs(monthly))} {source}",
        foot=[key(roles)] if roles else [],
    )


def _finding(monthly: pd.DataFrame) -> str:
    """One sentence: where reported and verified use stand at the end."""
    reported, verified = (band(monthly, column).iloc[-1] for column in ("reported_use", "verified_use"))
    low, high = verified["low"], verified["high"]
    between = f" (90 % of the runs: {100 * low:.0f} to {percent(high)})" if n_runs(monthly) > 1 else ""
    return (
        f"{month_name(reported['month'])}: {percent(reported['mean'])} of desks are reported as users; "
        f"{percent(verified['mean'])} do work without paper{between}."
    )


def _uses(monthly: pd.DataFrame, field: Field) -> list[alt.Chart]:
    """Reported and verified use: bands, lines, and their names at the end."""
    tables = {column: band(monthly, column) for column in USES}
    ends = {column: float(table["mean"].iloc[-1]) for column, table in tables.items()}
    names = [f"{OUTCOMES[column].label} {percent(end)}" for column, end in ends.items()]
    lines = [line(table, BLACK, USES[column]) for column, table in tables.items()]
    return [*itertools.chain.from_iterable(lines), *end_labels(names, list(ends.values()), field)]
