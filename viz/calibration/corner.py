"""The freed parameters, each against its prior and each pair against each other, in every regime."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from viz.brief.frame import FULL, Look, Words, framed
from viz.style import BODY, FAINT, GRID, INK, SMALL, draw

GRID_POINTS = 61
REGION, CORE = 0.9, 0.5
"""Posterior mass inside the outer and the inner line of a pair."""

SPACING = 8
LEFT_AXIS = 58
MARKS = ("circle", "diamond", "square", "triangle-up")


class Free(NamedTuple):
    """A freed parameter: its name, what it is in few words, and the ends of its prior."""

    name: str
    words: str
    low: float
    high: float


def corner(draws: pd.DataFrame, free: Sequence[Free], words: Words, title: str) -> alt.VConcatChart:
    """On the diagonal the density of each parameter over its prior; below it the regions of each pair.

    draws: regime, weight, and a column per parameter; empty where a regime holds it.
    """
    n = len(free)
    side = (FULL - LEFT_AXIS - (n - 1) * SPACING) // n
    tables = {regime: draws[draws["regime"] == regime] for regime in words.regimes}
    rows = [
        alt.HConcatChart(
            hconcat=[
                _density(free[i], tables, words, side, last=i == n - 1)
                if i == j
                else _pair(free[j], free[i], tables, words, side, last=i == n - 1, first=j == 0)
                for j in range(i + 1)
            ],
            spacing=SPACING,
        )
        for i in range(n)
    ]
    told = (
        f"{words.key(lines=True)} On the diagonal the posterior, over the flat prior (grey). Below it, "
        f"of each pair, thick lines hold {CORE:.0%} of the posterior and thin ones {REGION:.0%}; marks are "
        "means. Axes span the priors."
    )
    body = alt.VConcatChart(vconcat=rows, spacing=SPACING)
    return framed([body], title, told.replace("%", " %").strip(), words.source, outdent=LEFT_AXIS)


def _x(of: Free, *, shown: bool) -> alt.X:
    axis = alt.Axis(
        labelFontSize=SMALL,
        titleFontSize=BODY,
        title=of.words if shown else None,
        labels=shown,
        ticks=shown,
        grid=False,
        values=[of.low, (of.low + of.high) / 2.0, of.high],
        format="~g",
        labelFlush=True,
    )
    return alt.X("x:Q", scale=alt.Scale(domain=[of.low, of.high], nice=False, zero=False), axis=axis)


def _density(
    of: Free, tables: Mapping[str, pd.DataFrame], words: Words, side: int, *, last: bool
) -> alt.LayerChart:
    at = np.linspace(of.low, of.high, 2 * GRID_POINTS)
    flat = 1.0 / (of.high - of.low)
    curves = {name: _curve(table, of, at) for name, table in tables.items() if table[of.name].notna().any()}
    top = 1.08 * max([flat, *(float(y.max()) for y in curves.values())])
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0.0, top], nice=False), axis=None)
    prior = alt.Chart(pd.DataFrame({"x": [of.low], "to": [of.high], "y": [flat], "zero": [0.0]}))
    layers = [
        prior.mark_rect(color=GRID, stroke=FAINT, strokeWidth=0.7).encode(
            x=_x(of, shown=last), x2=alt.X2("to:Q"), y=y, y2=alt.Y2("zero:Q")
        )
    ]
    for name, curve in curves.items():
        look = words.looks[name]
        base = alt.Chart(pd.DataFrame({"x": at, "y": curve}))
        line = base.mark_line(color=look.colour, strokeWidth=3, strokeDash=list(look.dashes) or [1, 0])
        layers.append(draw(line, x="x:Q", y="y:Q"))
    heading = alt.TitleParams(text=of.words, fontSize=SMALL, anchor="start", offset=3)
    return alt.LayerChart(layer=layers, width=side, height=side, title=heading)


def _curve(table: pd.DataFrame, of: Free, at: np.ndarray) -> np.ndarray:
    """Return the weighted density of a parameter, folded back at the ends of its prior."""
    x, w = table[of.name].to_numpy(float), table["weight"].to_numpy(float)
    width = bandwidth(x, w, 1)
    return sum_of_normals(at, x, w, width, of.low, of.high)


def bandwidth(x: np.ndarray, w: np.ndarray, n_dimensions: int) -> float:
    """Return how far a draw is blurred (Scott's rule, with the effective number of draws)."""
    w = w / w.sum()
    effective = 1.0 / float((w**2).sum())
    sd = float(np.sqrt(w @ (x - w @ x) ** 2))
    return max(sd, 1e-9) * effective ** (-1.0 / (n_dimensions + 4))


def sum_of_normals(
    at: np.ndarray, x: np.ndarray, w: np.ndarray, width: float, low: float, high: float
) -> np.ndarray:
    """Return the density of weighted draws on a grid; what falls beyond low..high is folded back."""
    w = w / w.sum()
    total = np.zeros(len(at))
    for mirrored in (x, 2.0 * low - x, 2.0 * high - x):
        z = (at[:, None] - mirrored) / width
        total += np.exp(-0.5 * z**2) @ w
    return total / (width * np.sqrt(2.0 * np.pi))


def _pair(
    across: Free,
    up: Free,
    tables: Mapping[str, pd.DataFrame],
    words: Words,
    side: int,
    *,
    last: bool,
    first: bool,
) -> alt.LayerChart:
    axis = alt.Axis(
        labels=first,
        ticks=first,
        title=up.words if first else None,
        labelFontSize=SMALL,
        titleFontSize=SMALL,
        grid=False,
        values=[up.low, (up.low + up.high) / 2.0, up.high],
        format="~g",
        labelFlush=True,
        minExtent=LEFT_AXIS - 18 if first else 0,
        maxExtent=LEFT_AXIS - 18 if first else 0,
    )
    y = alt.Y("y:Q", scale=alt.Scale(domain=[up.low, up.high], nice=False, zero=False), axis=axis)
    corners = pd.DataFrame({"x": [across.low, across.high], "y": [up.low, up.high]})
    layers = [alt.Chart(corners).mark_point(opacity=0).encode(x=_x(across, shown=last), y=y)]
    for k, (name, table) in enumerate(tables.items()):
        if table[[across.name, up.name]].notna().all(axis=None):
            layers += _region(table, across, up, words.looks[name], MARKS[k % len(MARKS)])
    frame = alt.ViewBackground(stroke=GRID)
    return alt.LayerChart(layer=layers, width=side, height=side, view=frame)


def _region(table: pd.DataFrame, across: Free, up: Free, look: Look, mark: str) -> Iterator[alt.Chart]:
    x, y = table[across.name].to_numpy(float), table[up.name].to_numpy(float)
    w = table["weight"].to_numpy(float) / table["weight"].sum()
    at_x = np.linspace(across.low, across.high, GRID_POINTS)
    at_y = np.linspace(up.low, up.high, GRID_POINTS)
    density = np.zeros((GRID_POINTS, GRID_POINTS))
    width_x, width_y = bandwidth(x, w, 2), bandwidth(y, w, 2)
    for mirrored_x in (x, 2.0 * across.low - x, 2.0 * across.high - x):
        of_x = np.exp(-0.5 * ((at_x[:, None] - mirrored_x) / width_x) ** 2)
        for mirrored_y in (y, 2.0 * up.low - y, 2.0 * up.high - y):
            density += (of_x * w) @ np.exp(-0.5 * ((at_y[:, None] - mirrored_y) / width_y) ** 2).T
    for mass, thickness in ((REGION, 1.3), (CORE, 3.2)):
        lines = outline(at_x, at_y, density, level_of(density, mass))
        base = alt.Chart(lines)
        stroke = base.mark_rule(color=look.colour, strokeWidth=thickness, strokeCap="round")
        yield draw(stroke, x="x:Q", y="y:Q", x2="x2:Q", y2="y2:Q")
    mean = alt.Chart(pd.DataFrame({"x": [float(w @ x)], "y": [float(w @ y)]}))
    point = mean.mark_point(shape=mark, size=90, filled=True, color=look.colour, stroke=INK, opacity=1)
    yield draw(point, x="x:Q", y="y:Q")


def level_of(density: np.ndarray, mass: float) -> float:
    """Return the density above which `mass` of all lies: the edge of the smallest region that holds it."""
    ordered = np.sort(density, axis=None)[::-1]
    held = np.cumsum(ordered) / ordered.sum()
    return float(ordered[int(np.searchsorted(held, mass))])


def outline(x: np.ndarray, y: np.ndarray, values: np.ndarray, level: float) -> pd.DataFrame:
    """Return the line along which `values` (n_x, n_y) equal a level, as pieces: x, y, x2, y2.

    Where it reaches the edge of the field it is left open.
    """
    pieces = []
    for i in range(len(x) - 1):
        for j in range(len(y) - 1):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            cuts = []
            for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True):
                one, other = values[a, b], values[c, d]
                if (one >= level) != (other >= level):
                    t = (level - one) / (other - one)
                    cuts.append((x[a] + t * (x[c] - x[a]), y[b] + t * (y[d] - y[b])))
            pieces += [(*cuts[k], *cuts[k + 1]) for k in range(0, len(cuts) - 1, 2)]
    return pd.DataFrame(pieces, columns=["x", "y", "x2", "y2"])
