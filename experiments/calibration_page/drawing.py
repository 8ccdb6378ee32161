"""The pictures of the page, each with a title that says what it shows, where there is something to draw."""

from collections.abc import Callable, Mapping

import pandas as pd
from scipy.stats import binom

from experiments.calibration_page.gathering import Material
from experiments.compare.comparison import rows_of
from experiments.compare.figures import listed
from experiments.proving.judging import BINS, REGION
from experiments.proving.planting import FOUND
from experiments.proving.proof import Proof
from experiments.reflection import parting
from experiments.reflection.living import BASE
from experiments.reflection.observing import COMPARED, DROPPED, OBSERVATIONS
from experiments.reflection.parting import COURSE_WORDS, USE_WORDS
from experiments.reflection.reflecting import RECORD
from experiments.reflection.telling import of_others, percent, short_title
from experiments.validating.telling import by_forecaster, same_score
from sim.parameters import PARAMETERS
from viz.brief.frame import Words
from viz.calibration import intervals, reflected
from viz.calibration.corner import Free, corner
from viz.calibration.generations import generations
from viz.calibration.ranks import ranks
from viz.report import Picture
from viz.style import Chart, png, svg

MOST_MOVED = 24
"""Rows of the picture of what moved, so that it fits a page."""


def draw(material: Material, fit: pd.DataFrame) -> dict[str, Picture]:
    """Return every picture that the material has something for, by name."""
    ways: Mapping[str, Callable[[], tuple[Chart, str] | None]] = {
        "corner": lambda: _corner(material),
        "moved": lambda: _moved(material),
        "fit": lambda: _fit(material, fit),
        "held_out": lambda: _held_out(material),
        "ranks": lambda: _ranks(material),
        "generations": lambda: _generations(material),
        "months": lambda: _months(material),
        "packages": lambda: _packages(material),
        "separation": lambda: _separation(material),
    }
    found = {name: way() for name, way in ways.items()}
    return {name: _block(*drawn) for name, drawn in found.items() if drawn}


def _block(chart: Chart, caption: str) -> Picture:
    vector = svg(chart)
    pixels = png(vector)
    told = chart.title.to_dict()
    words = " ".join([*told["text"], *told["subtitle"]])
    return Picture(vector if len(vector) <= len(pixels) else pixels, caption=caption, alt=words)


def words(material: Material) -> Words:
    """Return what the pictures call the regimes, and the line under each."""
    names = {x: f"regime {x}" if x else "posterior" for x in material.regimes}
    source = f"Source: redtape {material.manifest['redtape']}, calibration {material.study}."
    return Words({}, names, source)


def _corner(material: Material) -> tuple[Chart, str]:
    moved = material.tables["moved"]
    names = list(dict.fromkeys([*material.posterior.free, *moved.loc[moved["role"] == "freed", "parameter"]]))
    free = [Free(x, x, PARAMETERS[x].low, PARAMETERS[x].high) for x in names]
    narrowed = moved[moved["parameter"].isin(names)].groupby("parameter")["sd_ratio"].min()
    best = str(narrowed.idxmin())
    title = (
        f"Of the freed parameters the record tells most about {best}: {percent(1 - narrowed[best])} narrower"
    )
    told = "; ".join(f"{x}: {PARAMETERS[x].meaning.rstrip('.')}" for x in names)
    return corner(material.posterior.draws, free, words(material), title), f"{told}."


def _moved(material: Material) -> tuple[Chart, str] | None:
    table = material.tables["moved"]
    told = table[table["verdict"] != "not told"]
    size = told["shift"].abs() + (1.0 - told["sd_ratio"]).clip(lower=0.0)
    order = told.assign(size=size).groupby("parameter")["size"].max().sort_values(ascending=False)
    if order.empty:
        return None
    shown = list(order.index[:MOST_MOVED])
    own = table[table["parameter"].isin(shown)]
    scaled = {x: (own[x] - own["prior_mean"]) / own["prior_sd"] for x in ("low", "high")}
    own = own.assign(**scaled, name=[f"{x}: {PARAMETERS[x].meaning.rstrip('.')}" for x in own["parameter"]])
    own = own.assign(rank=own["parameter"].map(shown.index)).sort_values("rank", kind="stable")
    n = table["parameter"].nunique()
    left = len(order) - len(shown)
    more = f" Of {len(order)} that it tells something about, the {len(shown)} first." if left else ""
    title = f"The record tells something about {len(order)} of {n} parameters"
    return intervals.moved(own, words(material), title), f"In at least one regime.{more}"


def _fit(material: Material, fit: pd.DataFrame) -> tuple[Chart, str]:
    inside = (fit["observed"] >= fit["low"]) & (fit["observed"] <= fit["high"])
    each = [f"{int(rows.sum())} of {len(rows)}" for _, rows in inside.groupby(fit["regime"], sort=False)]
    where = f" in regimes {' and '.join(material.regimes)}" if len(material.regimes) > 1 else ""
    title = f"{' and '.join(each)} fitted figures lie within what the model says{where}"
    return intervals.fit(fit, words(material), title), ""


def _held_out(material: Material) -> tuple[Chart, str] | None:
    if "scores" not in material.tables or material.tables["scores"].empty:
        return None
    table = material.tables["scores"]
    means = by_forecaster(table).sort_values("crps")
    named = table.assign(name=table["number"].map(material.figures["name"]))
    best, *rest = means.to_dict("records")
    near = [x["forecaster"] for x in rest if same_score(best, x)]
    title = (
        f"On what was held out the {best['forecaster']} cannot be told from the {listed(near)}"
        if near
        else f"On what was held out the {best['forecaster']} does best"
    )
    notes = [
        f"{row.forecaster}, {material.figures['name'][row.number]}: {row.note}."
        for row in rows_of(table[table["note"].fillna("") != ""])
    ]
    return intervals.held_out(named, title, words(material).source), " ".join(notes)


def _ranks(material: Material) -> tuple[Chart, str] | None:
    table = pd.concat([_ranks_of(regime, x) for regime, x in material.proofs().items()] or [pd.DataFrame()])
    if table.empty:
        return None
    outside = int(((table["count"] < table["low"]) | (table["count"] > table["high"])).sum())
    caption = (
        "Each planted truth is ranked among 19 draws of its posterior. Bars high at both ends: the posterior "
        "is too narrow; high in the middle: too wide; leaning: shifted."
    )
    title = f"Where planted truths fell among the draws: {outside} of {len(table)} bars are unusual"
    return ranks(table, words(material), title), caption


def _ranks_of(regime: str, known: Proof) -> pd.DataFrame:
    """Return the histograms of one regime's proof, with what a right inference would count."""
    told = known.verdicts[FOUND]["histogram"]
    low, high = (float(x) for x in binom.interval(REGION, known.n_plants, 1.0 / BINS))
    return pd.DataFrame(
        [
            {"regime": regime, "parameter": name, "bin": i, "count": count}
            for name in known.free
            for i, count in enumerate(told[name])
        ]
    ).assign(low=low, mean=known.n_plants / BINS, high=high)


def _generations(material: Material) -> tuple[Chart, str]:
    table = material.tables["generations"]
    table = table.assign(taken=100.0 * table["n_accepted"] / table["n_run"].clip(lower=1))
    n_run, hours = int(table["n_run"].sum()), float(table["seconds"].sum()) / 60.0
    title = f"{n_run:,} points run in {hours:.0f} minutes to come to temperature 1"
    return generations(table, words(material), title), ""


def _months(material: Material) -> tuple[Chart, str] | None:
    x = material.reflection
    if x is None:
        return None
    title = parting.title(x.difference, *x.regimes)
    return reflected.months(x.months, COURSE_WORDS, USE_WORDS, words(material), title), ""


def _packages(material: Material) -> tuple[Chart, str] | None:
    x = material.reflection
    if x is None or x.packages.empty:
        return None
    order = x.packages.groupby("scenario")["mean"].mean().sort_values(ascending=False)
    table = x.packages.assign(
        rank=x.packages["scenario"].map(list(order.index).index),
        name=x.packages["title"].map(short_title),
    ).sort_values("rank", kind="stable")
    apart = table.pivot(index="scenario", columns="regime", values="gain").drop(index=BASE)
    most = str((apart[x.regimes[1]] - apart[x.regimes[0]]).abs().idxmax())
    name = short_title(str(table.loc[table["scenario"] == most, "title"].iloc[0]))
    gains = apart.loc[most]
    title = (
        f"Which regime is right matters most for “{name}”: {100 * gains[x.regimes[0]]:+.0f} or "
        f"{100 * gains[x.regimes[1]]:+.0f} points over no reform"
    ).replace("-", "−")
    axis = f"real use in {COMPARED:%B %Y}, enforcement ended in {DROPPED:%B %Y}"
    return intervals.packages(table, words(material), title, axis), ""


def _separation(material: Material) -> tuple[Chart, str] | None:
    x = material.reflection
    if x is None:
        return None
    table = x.separation[x.separation["course"] != RECORD]
    best = table.sort_values("p_right", ascending=False).iloc[0]
    right, _ = of_others(x.chosen, str(best["course"]))
    title = (
        f"What would best tell the regimes apart: {best['words']} in {best['month']:%B %Y}; on draws that "
        f"did not choose it, the best is right {percent(right)} of the time"
    )
    efforts = "; ".join(f"{x.words}: {x.effort}" for x in OBSERVATIONS)
    chart = reflected.separation(
        table, COURSE_WORDS, [x.words for x in OBSERVATIONS], title, words(material).source
    )
    return chart, f"Effort: {efforts}."
