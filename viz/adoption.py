"""Adoption over time: how desks work, what offices report, and what can be verified."""

import altair as alt
import numpy as np
import pandas as pd

from viz.field import Events, Field, area, area_label, end_labels, event_layers, line, span
from viz.record import ROLES, dots, key, mean_use
from viz.style import BLACK, BLUE, INK, PALE_ORANGE, PAPER, finish
from viz.summary import band, model_words, month_name, n_runs, only_scenario, percent

MODES: tuple[tuple[str, str, str, str], ...] = (
    ("share_digital", "Digital only", BLUE, "white"),
    ("share_hybrid", "Digital with\na paper copy", PALE_ORANGE, INK),
    ("share_paper", "Paper only", PAPER, INK),
)
"""Column, words, colour and colour of the letters on it, from the bottom of the picture up."""

USES: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("reported_use", "Reported use", (7, 4)),
    ("verified_use", "Verified use", ()),
)
"""Column, words and dashes of its line."""


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
    layers = [
        field.axes("Share of desks"),
        *_areas(monthly, field, events),
        *event_layers(events, field),
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


def _areas(monthly: pd.DataFrame, field: Field, events: Events) -> list[alt.Chart]:
    """The stacked shares of desks, each named where it is widest."""
    means = monthly.groupby("month")[[column for column, *_ in MODES]].mean()
    months = pd.DatetimeIndex(means.index)
    areas, names = [], []
    lower = np.zeros(len(means))
    for column, label, colour, letters in MODES:
        upper = lower + means[column].to_numpy(dtype=float)
        areas.append(area(months, (lower, upper), colour))
        names += area_label(label, months, (lower, upper), letters, field, events)
        lower = upper
    return [*areas, *names]


def _uses(monthly: pd.DataFrame, field: Field) -> list[alt.Chart]:
    """Reported and verified use: bands, lines, and their names at the end."""
    tables = [band(monthly, column) for column, *_ in USES]
    ends = [float(table["mean"].iloc[-1]) for table in tables]
    names = [f"{label} {percent(end)}" for (_, label, _), end in zip(USES, ends, strict=True)]
    strokes = [line(table, BLACK, dashes) for table, (*_, dashes) in zip(tables, USES, strict=True)]
    return [*sum(strokes, []), *end_labels(names, ends, field)]
