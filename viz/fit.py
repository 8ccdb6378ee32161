"""The model beside the record: which published figures it was fitted to, and which it had never seen."""

from typing import Any

import altair as alt
import pandas as pd

from sim.record import words_of
from viz.field import PERCENT, Field, line
from viz.record import ROLES, dots, key
from viz.style import BLACK, BODY, FAINT, GRID, INK, SMALL, draw, finish, panel_title
from viz.summary import band, counterpart, model_words, n_runs, only_scenario, percent

SECTIONS: dict[str, str] = {
    "calibrate": "Used to fit the model",
    "validate": "Held out: the model never saw these",
    "context": "For comparison only: not fitted, not scored",
}
ROW, BAR, STROKE, WIDTH = 25, 13, 21, 450
"""Height of a row, of the model's bar and of its mean's stroke in it, and width of all, in pixels."""

WORDS = 300
"""Room for the words left of the rows, in pixels."""

PUBLISHED, MODEL = WIDTH + 80, WIDTH + 140
"""Where the numbers right of the rows end, in pixels."""

KEY = (
    "Dot: published figure, with a thin line for how far it may be off (one standard deviation).",
    "Stroke and bar: the model in that month, its mean and 90 % of the runs.",
)

PANEL_WIDTH, PANEL_HEIGHT, PANELS_ACROSS = 245, 175, 3
MARGIN_MONTHS, FEWEST_MONTHS = 5, 24
"""Months that a panel shows beyond its record's ends, and that it shows at least."""


def compared(offices: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    """Every observation of the record that falls within the run, beside the model's month.

    The record's columns, with `what` it observes in words, the model's `mean`, `low` and `high`
    in its month, and whether the observation lies `inside` that band.  Raises ValueError where
    no observation falls within the run.
    """
    seen = _comparable(record)
    parts = [
        rows.merge(curve(offices, rows.iloc[0]), on="month") for _, rows in seen.groupby("what", sort=False)
    ]
    table = pd.concat([seen.head(0), *parts], ignore_index=True)
    if not len(table):
        raise ValueError("no published figure of the record falls in the months of the run")
    inside = (table["value"] >= table["low"] - 1e-9) & (table["value"] <= table["high"] + 1e-9)
    return table.assign(inside=inside)


def curve(offices: pd.DataFrame, observed: pd.Series) -> pd.DataFrame:
    """The model's counterpart of one kind of observation: month, mean, low, high."""
    return band(counterpart(offices, observed), "value")


def _comparable(record: pd.DataFrame) -> pd.DataFrame:
    """The observations that the model has a counterpart of, with `what` each observes in words."""
    known = record[record["statistic"].notna()]
    told = [_short(words_of(figure)) for figure in known.itertuples(index=False)]
    dates = {column: pd.to_datetime(known[column]) for column in ("date", "month")}
    return known.assign(**dates, what=told)


def _short(told: str) -> str:
    """What a figure is of, in few words: of offices, the notes say that it is their reported use."""
    few = told.replace(" with reported use", "")
    return few[0].upper() + few[1:]


def fit_by_figure(
    offices: pd.DataFrame,
    record: pd.DataFrame,
    *,
    title: str = "The model beside each published figure",
    source: str = "",
) -> alt.VConcatChart:
    """One row for each observation: its dot, the model's mean and band in that month, both in numbers.

    Observations the model was fitted to, held out and for comparison stand apart.
    `offices` holds one scenario (all its replicates).
    """
    scenario = only_scenario(offices)
    table = _rows(compared(offices, record))
    height = int(table["bottom"].max() + 1) * ROW
    chart = alt.LayerChart(layer=_figure_layers(table, height), width=WIDTH, height=height)
    origin = f"{model_words(scenario, n_runs(offices))} {source}"
    return finish(chart, title, [_score(table), *KEY], origin, outdent=WORDS)


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """The observations in the order of the picture, with the row of each; a section's heading takes one."""
    order = {role: rank for rank, role in enumerate(ROLES)}
    table = table.assign(rank=table["role"].map(order))
    table = table.sort_values(["rank", "date", "what"]).reset_index(drop=True)
    headings = table["rank"].rank(method="dense").astype(int)
    return table.assign(
        bottom=table.index + headings,
        label=[
            f"{day.day} {day:%b %Y}: {words[0].lower()}{words[1:]}"
            for day, words in zip(table["date"], table["what"], strict=True)
        ],
        published=table["value"].map(percent),
        model=table["mean"].map(percent),
    )


def _figure_layers(table: pd.DataFrame, height: int) -> list[alt.Chart]:
    """The rows: model bars, record dots, and the words left and right of them."""
    n = height / ROW
    table = table.assign(middle=n - table["bottom"] - 0.5)
    for part, size in (("bar", BAR), ("stroke", STROKE)):
        table[f"{part}_over"] = table["middle"] + size / ROW / 2
        table[f"{part}_under"] = table["middle"] - size / ROW / 2
    table["sd_low"], table["sd_high"] = ((table["value"] + sign * table["sd"]).clip(0, 1) for sign in (-1, 1))
    base = alt.Chart(table.assign(left=0.0, right=1.0))
    x = alt.X(
        "left:Q",
        title="Share of offices; for the mean, share of desks, every office counted alike",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(labelExpr=PERCENT, tickCount=5, grid=True),
    )
    y = alt.Y("middle:Q", scale=alt.Scale(domain=[0, n], nice=False), axis=None)
    bars = base.mark_rect(color=FAINT, opacity=0.35)
    means = base.mark_rule(color=BLACK, strokeWidth=3)
    return [
        base.mark_rule(color=GRID).encode(x=x, x2=alt.X2("right:Q"), y=y),
        draw(bars, x="low:Q", x2="high:Q", y="bar_under:Q", y2="bar_over:Q"),
        draw(means, x="mean:Q", y="stroke_under:Q", y2="stroke_over:Q"),
        draw(base.mark_rule(color=INK, strokeWidth=1.2), x="sd_low:Q", x2="sd_high:Q", y="middle:Q"),
        *dots(table, x="value:Q", y="middle:Q"),
        _beside(table, "label", -8),
        _beside(table, "published", PUBLISHED),
        _beside(table, "model", MODEL),
        *_headings(table, n),
    ]


def _beside(table: pd.DataFrame, text: str, pixel: float, **font: Any) -> alt.Chart:
    """Words of the column `text` that end at a fixed place left or right of the rows."""
    mark = alt.Chart(table).mark_text(align="right", baseline="middle", **({"fontSize": SMALL} | font))
    return draw(mark, y="middle:Q", text=f"{text}:N").encode(x=alt.value(pixel))


def _headings(table: pd.DataFrame, n: float) -> list[alt.Chart]:
    """A heading above the first row of each section, and what the numbers on the right are."""
    first = table.groupby("role", sort=False)["middle"].max() + 1
    sections = pd.DataFrame({"text": [SECTIONS[role] for role in first.index], "middle": first.to_numpy()})
    numbers = pd.DataFrame({"published": ["published"], "model": ["model"], "middle": [n - 0.5]})
    bold = {"fontWeight": "bold", "fontSize": BODY, "color": INK}
    return [
        _beside(sections, "text", -8, **bold),
        _beside(numbers, "published", PUBLISHED),
        _beside(numbers, "model", MODEL),
    ]


def _score(table: pd.DataFrame) -> str:
    """How many published figures lie within the model's band, of those fitted and of those held out."""
    if (table["low"] == table["high"]).all():
        return "One run has no band to hold the published figures against."
    parts = []
    for role, words in (("calibrate", "used to fit it"), ("validate", "held out")):
        chosen = table[table["role"] == role]
        if len(chosen):
            parts.append(f"{int(chosen['inside'].sum())} of {len(chosen)} {words}")
    return f"Published figures within the model's band: {', '.join(parts) or 'none to score'}."


def fit_over_time(
    offices: pd.DataFrame,
    record: pd.DataFrame,
    *,
    title: str = "The model beside the record, over time",
    source: str = "",
) -> alt.VConcatChart:
    """A small picture for each kind of published figure: the model's line and band, the record's dots.

    Each shows the months around its own dots, so their time axes differ and are labelled.
    """
    scenario = only_scenario(offices)
    seen = compared(offices, record)
    panels = [
        _panel(str(name), rows, curve(offices, rows.iloc[0]))
        for name, rows in seen.groupby("what", sort=False)
    ]
    chart = alt.ConcatChart(concat=panels, columns=PANELS_ACROSS, spacing=28)
    roles = [role for role in ROLES if (seen["role"] == role).any()]
    origin = f"{model_words(scenario, n_runs(offices))} {source}"
    mean = "Mean: share of desks, every office alike."
    told = [_score(seen), f"Offices: share of all whose reported use is at that level. {mean}"]
    return finish(chart, title, told, origin, foot=[key(roles)])


def _panel(name: str, rows: pd.DataFrame, model: pd.DataFrame) -> alt.LayerChart:
    """One kind of figure: the model around the dates of its dots."""
    margin = pd.DateOffset(months=MARGIN_MONTHS)
    first = max(rows["date"].min() - margin, model["month"].min())
    last = max(rows["date"].max() + margin, first + pd.DateOffset(months=FEWEST_MONTHS))
    last = min(last, model["month"].max())
    first = max(min(first, last - pd.DateOffset(months=FEWEST_MONTHS)), model["month"].min())
    shown = model[model["month"].between(first, last)]
    field = Field(shown["month"].min(), shown["month"].max(), width=PANEL_WIDTH, height=PANEL_HEIGHT)
    layers = [field.axes(None), *line(shown, BLACK), *dots(rows[rows["date"].between(first, last)])]
    return field.layer(layers).properties(title=panel_title(name))
