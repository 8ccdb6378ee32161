"""The pictures of a brief: which can be drawn from a comparison, and in what words."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from experiments.brief import findings
from experiments.brief.gathering import Material
from experiments.brief.turns import certain, leader_beyond, of_the_best
from experiments.brief.wording import difference_unit, quoted, regime_words
from experiments.calibration.carried import picture_words
from experiments.compare.comparison import rows_of
from experiments.compare.figures import in_points
from experiments.summary import COUNTED, TOLD, heading
from sim.outcomes import OUTCOMES
from viz.brief.frame import CROWD, Measure, Words
from viz.brief.futures import futures
from viz.brief.months import months
from viz.brief.moved import moved
from viz.brief.order import order
from viz.brief.turning import turning
from viz.report import Picture
from viz.style import Chart, png, svg

MOST_TURNS, TURNS_IN_A_CROWD = 6, 4
"""Rows of the picture of turns, and where there are more packages than `CROWD`."""

CROWDED_WIDTH = 0.84
"""Share of the page that pictures take where there are more packages than `CROWD`."""


def draw(material: Material) -> dict[str, Picture]:
    """Return every picture that the material has something for, by name, in the order of the brief."""
    ways: Mapping[str, Callable[[Material], tuple[Chart, str] | None]] = {
        "months": _months,
        "futures": _futures,
        "order": _order,
        "moved": _moved,
        "turning": _turning,
    }
    found = {name: way(material) for name, way in ways.items()}
    width = CROWDED_WIDTH if len(material.standing.names) > CROWD else 1.0
    return {name: _block(*drawn, width) for name, drawn in found.items() if drawn}


def _block(chart: Chart, caption: str, width: float) -> Picture:
    """A chart as a block, described by its title and subtitle, in whichever of SVG and PNG is smaller."""
    vector = svg(chart)
    pixels = png(vector)
    told = chart.title.to_dict()
    words = " ".join([*told["text"], *told["subtitle"]])
    return Picture(vector if len(vector) <= len(pixels) else pixels, caption=caption, alt=words, width=width)


def source(material: Material) -> str:
    """Return the line under every picture: what made it, of what."""
    comparison = material.comparison
    drawn = f" and {comparison.future_replicates} in each of {comparison.n_futures:,} futures"
    if comparison.facts.posterior:
        drawn += f", drawn from {picture_words(comparison.facts.posterior)}"
    return (
        f"Source: redtape {material.manifest['redtape']}, study {comparison.facts.name}; model, "
        f"{comparison.n_replicates} runs of each package as declared{drawn if comparison.n_futures else ''}."
    )


def measure(outcome: str) -> Measure:
    """Return how an outcome stands on an axis."""
    label, unit = TOLD[outcome].label, TOLD[outcome].unit
    words = heading(outcome).removeprefix(f"{label}, ")
    factor = 100.0 if in_points(outcome) else 1.0
    if unit.startswith("PKR") and unit not in COUNTED:
        return Measure(label, words, words, 1e-9)
    return Measure(label, words, difference_unit(outcome), factor)


def _words(material: Material, *, without_base: bool = False) -> Words:
    standing = material.standing
    chosen = {
        name: standing.names[name]
        for name in standing.overall
        if not (without_base and name == standing.base)
    }
    return Words(chosen, {name: regime_words(name) for name in standing.regimes}, source(material))


def monthly_outcome(material: Material) -> str | None:
    """Return the monthly outcome that a brief follows: the ranking one if it was kept, else the first."""
    kept = list(pd.unique(material.comparison.months["outcome"]))
    ranking = material.standing.outcome.removesuffix("_mean").removesuffix("_end")
    return ranking if ranking in kept else next(iter(kept), None)


def _months(material: Material) -> tuple[Chart, str] | None:
    outcome = monthly_outcome(material)
    if outcome is None:
        return None
    table = material.comparison.months
    shown = table[table["outcome"] == outcome]
    title = findings.of_months(material.standing, shown, outcome)
    return months(shown, measure(outcome), _words(material, without_base=True), title), (
        f"{OUTCOMES[outcome].label}: {OUTCOMES[outcome].definition}."
    )


def _futures(material: Material) -> tuple[Chart, str] | None:
    if material.futures.empty:
        return None
    title = findings.of_futures(material.standing)
    own = measure(material.standing.outcome)
    chart = futures(material.futures, material.comparison.regret, own, _words(material), title)
    return chart, ""


def _order(material: Material) -> tuple[Chart, str] | None:
    table = material.comparison.order
    if table.empty:
        return None
    return order(table, _words(material), findings.of_order(material)), ""


def _moved(material: Material) -> tuple[Chart, str] | None:
    comparison, standing = material.comparison, material.standing
    if comparison.moved_modes.empty:
        return None
    package = next(name for name in standing.overall if name != standing.base)
    chart = moved(
        comparison.moved_modes,
        comparison.moved_grades.assign(grade=comparison.moved_grades["grade"].map(_without_scale)),
        package,
        _words(material, without_base=True),
        findings.of_moved(material, package),
    )
    base = quoted(standing.names[standing.base])
    return chart, f"The same posts under {base} and under each package, in the last month."


def _without_scale(grade: str) -> str:
    """A grade without the pay scales that it stands for, which a picture has no room for."""
    return grade.split(" (")[0]


def turns(material: Material) -> pd.DataFrame:
    """Return the rows of `break_even` to be drawn, the nearest turn first, as many as have room.

    Those of the best package; where nothing turns its lead, those of the other pairs.
    """
    most = MOST_TURNS if len(material.standing.names) <= CROWD else TURNS_IN_A_CROWD
    table = certain(material.standing, material.comparison.break_even.dropna(subset="turns_at"))
    own = of_the_best(material.standing).dropna(subset="turns_at")
    return (own if len(own) else table).sort_values("distance", kind="stable").head(most)


def _turning(material: Material) -> tuple[Chart, str] | None:
    shown = turns(material)
    if shown.empty:
        return None
    standing = material.standing
    rows = shown.assign(
        what=[_what(row, material) for row in rows_of(shown)],
        beyond=[
            "{} ahead of {}".format(*(quoted(standing.names[x]) for x in leader_beyond(standing, row)))
            for row in rows_of(shown)
        ],
    )
    return turning(rows, _words(material), findings.of_turning(material)), (
        "One value at a time, with all others as declared; the nearest turns first."
    )


def _what(row: Any, material: Material) -> str:
    where = f", {regime_words(row.regime)}" if len(material.standing.regimes) > 1 else ""
    return f"{row.parameter}{where}: {row.meaning.rstrip('.')}"
