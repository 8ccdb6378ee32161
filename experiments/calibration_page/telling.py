"""The page in words: short paragraphs, every number from a table."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from experiments.calibration.moved import bound_words, seen_from
from experiments.calibration.trust import given_up, verdict
from experiments.calibration_page.fitting import misfit_words
from experiments.calibration_page.gathering import Material
from experiments.compare.comparison import rows_of
from experiments.compare.figures import listed
from experiments.reflection.telling import percent
from experiments.validating.asking import MODEL
from experiments.validating.checking import ALL, SUSPECT
from experiments.validating.telling import SURE, against, by_forecaster, together_words

TO_VALIDATE = "Not there yet: redtape validate {} makes it."
TO_REFLECT = "Not there yet: redtape reflect {} makes it."


def regime_words(regime: str) -> str:
    """Return `Regime L`; `The scenario as it is` for the scenario's own."""
    return f"Regime {regime}" if regime else "The scenario as it is"


def misfits(material: Material, fit: pd.DataFrame) -> list[str]:
    """Return what misfits, the worst first; where nothing does, which figure fits worst."""
    n = len(material.regimes)
    table = fit.rename(columns={"name": "name_"})
    table = table.sort_values("p", kind="stable")
    wrong = table[table["misfit"]]
    rule = (
        f"A figure counts as a misfit if p is below {SUSPECT:g}: if fewer than {percent(SUSPECT)} of "
        "histories, as they might be published, lie as far out on either side."
    )
    if wrong.empty:
        worst = rows_of(table)[0]
        none = f"None of the {table['number'].nunique()} fitted figures is a misfit. The worst fit: "
        return [none + _lower(misfit_words(worst, regimes=n)), rule]
    n_figures, n_all = wrong["number"].nunique(), table["number"].nunique()
    head = f"{n_figures} of {n_all} fitted figures {'is a misfit' if n_figures == 1 else 'are misfits'}."
    return [f"{head} {rule}", *(misfit_words(row, regimes=n) for row in rows_of(wrong))]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def overall(material: Material) -> list[str]:
    """Return whether all fitted figures together are too far off or too close; nothing before validation."""
    if "checks" not in material.tables:
        return []
    rows = material.tables["checks"]
    return [
        f"{regime_words(row['regime'])}. {together_words(row)}"
        for _, row in rows[rows["kind"] == ALL].iterrows()
    ]


def told_apart(material: Material) -> list[str]:
    """Return, for each regime, which parameters the record moved or narrowed, and which it cannot tell."""
    moved = material.tables["moved"]
    found = []
    for regime in material.regimes:
        own = moved[moved["regime"] == regime]
        by = {verdict: list(own.loc[own["verdict"] == verdict, "parameter"]) for verdict in VERDICTS}
        told = [f"{regime_words(regime)}: of {len(own)} parameters that were drawn, the record"]
        told.append(_verb("moved", by["moved"]) + " and " + _verb("narrowed", by["narrowed"]) + ".")
        told.append(
            f"Of the other {len(by['not told'])} it cannot tell: so many draws would show a shift of "
            f"{seen_from(float(own['noise'].iloc[0])):.2g} standard deviations of the prior, and show none; "
            "smaller shifts, and what the record says of several together, stay unseen."
        )
        freed = own.loc[(own["role"] == "freed") & (own["verdict"] == "not told"), "parameter"]
        if len(freed):
            told.append(f"Among these are freed ones: {listed(list(freed))}.")
        held = material.manifest.get("held", {}).get(regime, {})
        told += [f"Held at what the regime states: {listed(sorted(held))}."] if held else []
        found.append(" ".join([*told, bound_words(own)]).replace("  ", " ").strip())
    return found


VERDICTS = ("moved", "narrowed", "not told")


def _verb(verb: str, names: list[str]) -> str:
    return f"{verb} {len(names)} ({', '.join(names)})" if names else f"{verb} none"


def not_told(material: Material) -> str:
    """Return the parameters that the record cannot tell in any regime, by name."""
    moved = material.tables["moved"]
    told = set(moved.loc[moved["verdict"] != "not told", "parameter"])
    names = [x for x in dict.fromkeys(moved["parameter"]) if x not in told]
    return (
        f"The record cannot tell {len(names)} parameters in any regime: {', '.join(sorted(names))}. What "
        "rests on these rests on their priors (docs/parameters.md gives the evidence for each)."
        if names
        else ""
    )


# ---- Held out


def held_out(material: Material) -> list[str]:
    """Return whether the model beats the naive rivals on what was held out, where it loses first."""
    scores = material.tables["scores"]
    means = by_forecaster(scores)
    if not means["n"].max() > 0:
        return ["No held-out figure can be forecast by every forecaster, so none is compared."]
    told = [
        f"The {own.forecaster}{',' if own.forecaster != MODEL else ''} {against(own, means)} over the "
        f"{own.n} held-out figures that all can forecast: its mean score is {own.crps:.3f} ± "
        f"{own.crps_se:.3f}. {own.inside90} of {own.n} lie within its 90 % interval, {own.inside50} within "
        "its 50 % one."
        for own in rows_of(means[means["kind"] == "model"])
    ]
    return [*told, HOW_SCORED, *_single_losses(material)]


HOW_SCORED = (
    "No held-out figure entered the calibration. The score (CRPS) is the distance of a forecast from what "
    "came, in the unit of the figure; less is better. So few figures, all of one history, rank forecasters "
    "as an anecdote does. ± is the standard error that the chance of the draws leaves; scores within "
    f"{SURE:g} of these of one another are not told apart."
)


def _single_losses(material: Material) -> list[str]:
    """Return on which held-out figures a naive rival does better, regime by regime."""
    scores = material.tables["scores"].dropna(subset="crps")
    names = material.figures["name"]
    found = []
    for forecaster, own in scores[scores["kind"] == "model"].groupby("forecaster", sort=False):
        lost = []
        for row in rows_of(own):
            others = scores[(scores["kind"] == "rival") & (scores["number"] == row.number)]
            best = others.sort_values("crps").head(1)
            if len(best) and float(best["crps"].iloc[0]) < row.crps:
                lost.append(f"{_lower(names[row.number])} (to the {best['forecaster'].iloc[0]})")
        where = f"loses on {len(lost)} of {len(own)}: {'; '.join(lost)}" if lost else "loses on none"
        found.append(f"Figure by figure, the {forecaster}, {where}.")
    return found


# ---- Proof


def effective(material: Material) -> list[str]:
    """Return what the effective sample size of each regime is good for."""
    told = []
    for regime, n in material.manifest["effective"].items():
        told.append(
            f"{regime_words(regime)}: the weighted draws are worth {n:.0f} independent ones, {verdict(n)}; a "
            f"mean strays by {1.0 / math.sqrt(n):.2f} standard deviations of the posterior."
        )
    return told


def exactness(material: Material) -> list[str]:
    """Return what keeps the draws from being those of the posterior at real size."""
    exact = material.manifest.get("exact", {})
    heat = material.manifest.get("temperature", {})
    small = not material.manifest.get("settings", {}).get("real", True)
    return ([size_shift(material)] if small and "size_shift" in material.tables else []) + [
        f"{regime_words(name)}: {given_up(heat.get(name, math.nan))}"
        for name, done in exact.items()
        if not done
    ]


def luck(material: Material) -> list[str]:
    """Return how luck as it was assumed compares with that of the posterior's own runs."""
    told = []
    for regime, x in material.manifest.get("luck", {}).items():
        if not isinstance(x, Mapping) or "seen" not in x:
            continue
        seen, assumed = np.array(x["seen"], float), np.array(x["assumed"], float)
        ratio = seen / np.maximum(assumed, 1e-9)
        told.append(
            f"{regime_words(regime)}: one history strays by luck alone by {100 * seen.min():.0f} to "
            f"{100 * seen.max():.0f} points (one standard deviation), {ratio.min():.2f} to {ratio.max():.2f} "
            "times what the error model assumed."
        )
    return told


def size_shift(material: Material) -> str:
    """Return what calibrating with few desks per office does to the figures."""
    table = material.tables["size_shift"]
    rows = table.assign(size=table["difference"].abs()).sort_values("size", ascending=False)
    if rows.empty:
        return ""
    clear = rows[(rows["low"] > 0) | (rows["high"] < 0)]
    worst = rows_of(rows)[0]
    desks = material.manifest.get("desks")
    few = f"{desks} desks per office" if desks else "few desks per office"
    name = _lower(str(material.figures["name"][worst.number]))
    return (
        f"{_sizes(material, few)} Real size moves {clear['number'].nunique()} of "
        f"{rows['number'].nunique()} fitted "
        f"figures by more than chance, most {name}: {_signed(worst.difference)} points "
        f"({_signed(worst.low)} to {_signed(worst.high)})."
    )


def _sizes(material: Material, few: str) -> str:
    """Return at which size the generations ran, and what of it stays in the posterior."""
    if material.manifest.get("settings", {}).get("real", True):
        return (
            f"Early generations ran with {few}, the last one at real size, so nothing of this stays in "
            "the posterior."
        )
    return (
        f"All generations ran with {few}, so this stays in the posterior, while predictions and futures are "
        "of real size."
    )


def _signed(share: float) -> str:
    return f"{100.0 * share:+.0f}".replace("-", "−")


def failures(material: Material) -> str:
    """Return how many simulations failed, of how many."""
    table = material.tables["generations"]
    n_run, n_failed = int(table["n_run"].sum()), len(material.tables["failures"])
    n_run = sum(material.manifest.get("n_run", {"": n_run}).values())
    if not n_failed:
        return f"None of {n_run:,} simulated points failed."
    first = rows_of(material.tables["failures"])[0]
    return (
        f"{n_failed:,} of {n_run:,} simulated points failed and are excluded, as if their parameters were "
        f"outside the prior; none was scored as a number. The first: {first.error}."
    )
