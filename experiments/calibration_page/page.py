"""The blocks of the page, in the order in which a referee reads them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.calibration_page import patterned, telling
from experiments.calibration_page.gathering import Material
from experiments.compare.comparison import rows_of
from experiments.reflection import parting
from experiments.reflection import telling as of_reflection
from experiments.reflection.reflecting import RECORD, Reflection
from experiments.validating.naming import COMPARED_WITH
from experiments.validating.telling import MEANING_OF_P, by_forecaster
from sim.parameters import PARAMETERS
from viz.report import Block, Column, Heading, Note, Paragraph, Picture, Table


def number(value: float) -> str:
    """Return a value of a parameter, to three figures."""
    return f"{value:.3g}".replace("-", "−")


def signed(value: float) -> str:
    """Return a number of standard deviations with its sign."""
    return f"{value:+.1f}".replace("-", "−")


def title(material: Material) -> str:
    """Return what the page is headed."""
    study = material.manifest.get("study")
    told = study.get("title") if isinstance(study, dict) else None
    return str(told or f"Calibration of {material.posterior.scenario}")


def blocks(material: Material, fit: pd.DataFrame, pictures: Mapping[str, Picture]) -> list[Block]:
    """Return every block; what the folder has nothing for says which command makes it."""
    return [
        *_misfits(material, fit),
        *_told(material, pictures),
        *_fit(fit, pictures),
        *_held_out(material, pictures),
        *_proof(material, pictures),
        *_reflection(material, pictures),
        *_patterns(material),
        *_made(material),
    ]


def _shown(pictures: Mapping[str, Picture], *names: str) -> list[Block]:
    return [pictures[name] for name in names if name in pictures]


def _misfits(material: Material, fit: pd.DataFrame) -> list[Block]:
    said = telling.misfits(material, fit)
    more = [Paragraph(x) for x in telling.overall(material)]
    warned = [Note(x) for x in telling.exactness(material)]
    failing = patterned.sentences(material) if "patterns" in material.tables else []
    scored = "scores" in material.tables and len(material.tables["scores"]) > 0
    lost = telling.held_out(material)[: len(material.regimes)] if scored else []
    box = Note("\n\n".join([*said, *failing, *lost]))
    return [Heading("Where the model misfits"), *warned, box, *more]


def _told(material: Material, pictures: Mapping[str, Picture]) -> list[Block]:
    moved = material.tables["moved"]
    shown = moved[(moved["verdict"] != "not told") | (moved["role"] == "freed")]
    first = {name: i for i, name in enumerate(dict.fromkeys(shown["parameter"]))}
    table = shown.assign(
        what=[PARAMETERS[x].meaning for x in shown["parameter"]],
        interval=[f"{number(row.low)} to {number(row.high)}" for row in rows_of(shown)],
        rank=shown["parameter"].map(first),
    ).sort_values("rank", kind="stable")
    columns = {
        "parameter": Column("Parameter"),
        "regime": Column("Regime"),
        "verdict": Column("Verdict"),
        "what": Column("Meaning"),
        "interval": Column("Posterior, 90 %"),
        "mean": Column("mean", number),
        "prior_mean": Column("Prior mean", number),
        "shift": Column("Shift, prior sd", signed),
        "sd_ratio": Column("Spread, of prior's", "{:.0%}"),
    }
    if material.regimes == ("",):
        columns.pop("regime")
    return [
        Heading("What the record tells of the parameters"),
        *(Paragraph(x) for x in telling.told_apart(material)),
        *_shown(pictures, "corner", "moved"),
        Table(table, columns, "Freed parameters, and all others that the record moved or narrowed"),
        *(Paragraph(x) for x in [telling.not_told(material)] if x),
    ]


def _fit(fit: pd.DataFrame, pictures: Mapping[str, Picture]) -> list[Block]:
    percent = "{:.0%}"
    ends = [f"{100 * row.low:.0f} to {100 * row.high:.0f} %" for row in rows_of(fit)]
    columns = {
        "name": Column("Figure"),
        "regime": Column("Regime"),
        "interval": Column("Model, 90 %"),
        "mean": Column("mean", percent),
        "observed": Column("Record", percent),
        "p": Column("p, two-sided", "{:.2f}"),
    }
    table = fit.assign(interval=ends)
    note = (
        "The posterior was fitted to these figures: agreement shows that the fit worked, no more. Shares are "
        f"of offices with reported use at the level named. {COMPARED_WITH} {MEANING_OF_P}"
    )
    return [
        Heading("The fit"),
        *_shown(pictures, "fit"),
        Paragraph(note),
        Table(table, columns, "Fitted figures, the worst misfit first"),
    ]


def _held_out(material: Material, pictures: Mapping[str, Picture]) -> list[Block]:
    head = Heading("The test out of sample")
    if "scores" not in material.tables:
        return [head, Paragraph(telling.TO_VALIDATE.format(material.folder))]
    told = telling.held_out(material) if len(material.tables["scores"]) else ["No figure is held out."]
    means = by_forecaster(material.tables["scores"]).sort_values("crps", kind="stable")
    columns = {
        "forecaster": Column("Forecaster"),
        "crps": Column("Score (CRPS)", "{:.3f}"),
        "inside50": Column("Within 50 %"),
        "inside90": Column("Within 90 %"),
        "n": Column("of"),
        "abs_error": Column("Error of the middle", "{:.3f}"),
    }
    return [
        head,
        *(Paragraph(x) for x in told),
        *_shown(pictures, "held_out"),
        Table(means, columns, "Means over the held-out figures, the best first"),
    ]


def _proof(material: Material, pictures: Mapping[str, Picture]) -> list[Block]:
    shift = telling.size_shift(material)
    return [
        Heading("The proof of the method"),
        *(Paragraph(x) for x in material.proof().splitlines()),
        *_shown(pictures, "ranks"),
        Paragraph(EXACT),
        Heading("Draws, luck and size", 3),
        *(Paragraph(x) for x in telling.effective(material)),
        *(Paragraph(x) for x in telling.luck(material)),
        *([Paragraph(shift)] if shift else []),
        Paragraph(telling.failures(material)),
        *_shown(pictures, "generations"),
    ]


def _reflection(material: Material, pictures: Mapping[str, Picture]) -> list[Block]:
    head = Heading("The reflection problem")
    if len(material.regimes) < 2:
        return [head, Paragraph("One regime was calibrated, so there is nothing to tell apart.")]
    if material.reflection is None:
        return [head, Paragraph(telling.TO_REFLECT.format(material.folder))]
    x = material.reflection
    draws = (
        f"{x.n_draws[0]} draws of {x.regimes[0]} and {x.n_draws[1]} of {x.regimes[1]}, each one history with "
        f"a seed of its own; seed {x.seed}."
    )
    return [
        head,
        Paragraph(f"{REFLECTION} {of_reflection.defined(x)}"),
        Heading(of_reflection.fit_heading(x), 3),
        Paragraph(of_reflection.fit_words(x)),
        Heading(parting.heading(x.difference), 3),
        Paragraph(of_reflection.part_words(x)),
        *_shown(pictures, "months"),
        *([Heading("What each package is worth", 3)] if len(x.packages) else []),
        *(Paragraph(words) for words in of_reflection.policy_words(x)),
        *_shown(pictures, "packages"),
        Heading("What would tell them apart", 3),
        *(Paragraph(words) for words in of_reflection.separation_words(x)),
        *_shown(pictures, "separation"),
        _ranked(x),
        Paragraph(" ".join([draws, *of_reflection.failed_words(x)])),
    ]


EXACT = "The same pipeline is held to exact answers, those of conjugate toys, by the tests of the project."
REFLECTION = (
    "A rise under pressure does not say how much of it each official owes to the pressure and how much to "
    "colleagues. Two regimes, which differ in that, are set to the same record; here they live on."
)


PICKED = "a choice of months on these very draws, so that all chances are a little too high"


def _ranked(x: Reflection) -> Table:
    """Every observation in its best month, under both courses, the best first."""
    rows = x.separation[x.separation["course"] != RECORD]
    best = rows.sort_values("p_right", ascending=False, kind="stable").drop_duplicates(
        ["course", "observation"]
    )
    table = best.assign(
        what=best["words"].str[:1].str.upper() + best["words"].str[1:],
        course=best["course"].map(parting.COURSE_WORDS),
        when=[f"{day:%B %Y}" for day in best["month"]],
        chance=[f"{100 * r.p_right:.0f} ± {164.5 * r.p_sd:.0f} %" for r in rows_of(best)],
        factor=np.exp(best["log_bayes"]),
    )
    columns = {
        "what": Column("Observation"),
        "effort": Column("Effort"),
        "course": Column("If"),
        "when": Column("Best in"),
        "chance": Column("Names the right regime"),
        "factor": Column("Bayes factor", "{:.1f}"),
    }
    return Table(table, columns, f"Each observation in the month in which it tells most: {PICKED}")


def _patterns(material: Material) -> list[Block]:
    head = Heading("Patterns under the posterior")
    if "patterns" not in material.tables:
        return [head, Paragraph(telling.TO_VALIDATE.format(material.folder))]
    columns = {"pattern": Column("Pattern"), "label": Column("Label")}
    columns |= {x: Column(telling.regime_words(x) if x else "Verdict") for x in material.regimes}
    told = [Paragraph(x) for x in patterned.sentences(material)]
    failing = patterned.failing(material)
    names = {"regime": "Regime", "pattern": "Pattern", "measure": "Measure"}
    names |= {"mean": "Mean (90 % of draws)", "limit": "Must be", "unit": "Unit"}
    why = Table(failing, {key: Column(name) for key, name in names.items()}, "What makes them fail")
    every = Table(patterned.overview(material), columns, EVERY_PATTERN)
    return [head, *told, *([why] if len(failing) else []), every]


EVERY_PATTERN = (
    "Every pattern: the verdict is of the mean over draws; beside it the part of draws, each one history, "
    "whose own value is within the limits"
)


def _made(material: Material) -> list[Block]:
    told = material.manifest
    git, versions = told.get("git"), told["versions"]
    commit = f", {git['commit'][:12]}{', changed' * git['dirty']}" if git else ""
    named = ", ".join(f"{x} {versions[x]}" for x in ("python", "numpy", "numba", "pyabc") if versions.get(x))
    settings = told.get("settings", {})
    moved = material.tables["moved"]
    freed = list(dict.fromkeys(moved.loc[moved["role"] == "freed", "parameter"]))
    rows = [
        ("Command", told["command"]),
        ("Version", f"redtape {told['redtape']}{commit}; {named}"),
        ("Scenario", ", ".join(f"{x['name']} {x['fingerprint'][:8]}" for x in told["scenarios"])),
        ("Record", str(material.record.title)),
        ("Fitted, held out", f"{len(material.record.fitted)} and {len(material.record.held_out)} figures"),
        ("Freed", ", ".join(freed)),
        ("Seeds per point", str(told.get("seeds_per_point", ""))),
        ("Settings", ", ".join(f"{key} {value}" for key, value in settings.items())),
        ("Seed", str(told.get("seed", settings.get("seed", "")))),
        ("Made", str(told.get("ended") or told.get("finished") or "")),
    ]
    method = (
        "Sequential Monte Carlo with a stochastic acceptor (pyABC), exact at temperature 1 under an error "
        "model: one history's luck, discrepancy, and each figure's own error. All uncertain parameters that "
        "are not freed are drawn from their priors in every simulation and carried along."
    )
    frame = pd.DataFrame([row for row in rows if row[1]], columns=["fact", "value"])
    return [
        Heading("How it was made"),
        Paragraph(method),
        Table(frame, {"fact": Column("Made with"), "value": Column("")}),
    ]
