"""How the record's dots look, everywhere the same.

A filled dot was used to fit the model, a hollow one was held out, a grey cross is neither.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.record import MEAN
from viz import layout
from viz.field import Field
from viz.style import BLACK, FAINT, PLOT_WIDTH, SMALL, draw

ROLES: dict[str, str] = {
    "calibrate": "used to fit the model",
    "validate": "held out, the model never saw it",
    "context": "for comparison only",
}
"""Role in the record -> what it means, in the order in which pictures list them."""


def mean_use(record: pd.DataFrame | None, field: Field) -> pd.DataFrame:
    """The rows of mean reported use, of all offices, in the field's months: date, value, role."""
    if record is None:
        return pd.DataFrame({"date": [], "value": [], "role": []})
    dates = pd.to_datetime(record["date"])
    of_all = ~(record["offices"].astype(bool) | record["tiers"].astype(bool))
    about = (record["statistic"] == MEAN) & (record["outcome"] == "reported_use") & of_all
    return record.assign(date=dates)[about & dates.between(field.first, field.last)][
        ["date", "value", "role"]
    ]


def mark(chart: alt.Chart, role: str) -> alt.Chart:
    """Dots of one role: filled, hollow, or a grey cross."""
    if role == "context":
        return chart.mark_point(shape="cross", filled=True, size=110, color=FAINT, angle=45, opacity=1)
    if role == "validate":
        return chart.mark_point(
            filled=False, size=110, fill="white", stroke=BLACK, strokeWidth=2.6, opacity=1
        )
    return chart.mark_point(filled=True, size=150, color=BLACK, stroke="white", strokeWidth=1.2, opacity=1)


def dots(seen: pd.DataFrame, x: str = "date:T", y: str = "value:Q") -> list[alt.Chart]:
    """A layer for every role among the observations `seen` (date, value, role)."""
    present = [role for role in ROLES if (seen["role"] == role).any()]
    return [draw(mark(alt.Chart(seen[seen["role"] == role]), role), x=x, y=y) for role in present]


def key(roles: Sequence[str]) -> alt.LayerChart:
    """A strip that says what the dots of `roles` mean."""
    lead = "Published figures:"
    layers = _text(lead, 0)
    at = layout.text_width(lead, SMALL) + 4
    for role in roles:
        layers += [_at(mark(_word(ROLES[role]), role), at), *_text(ROLES[role], at + 12)]
        at += layout.text_width(ROLES[role], SMALL) + 20
    return alt.LayerChart(layer=layers, width=PLOT_WIDTH, height=16)


def _word(text: str) -> alt.Chart:
    return alt.Chart(pd.DataFrame({"text": [text]}))


def _text(text: str, at: float) -> list[alt.Chart]:
    return [_at(_word(text).mark_text(align="left", baseline="middle", fontSize=SMALL), at)]


def _at(chart: alt.Chart, pixel: float) -> alt.Chart:
    """The mark at a place in the strip, not in any picture's scales."""
    return chart.encode(x=alt.value(pixel), y=alt.value(8), text=alt.Text("text:N"))
