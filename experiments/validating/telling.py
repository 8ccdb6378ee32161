"""A validation in words: misfits first, then the score of what was held out, then the patterns."""

import json
import math
from collections.abc import Hashable, Mapping
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from experiments.compare.figures import listed
from experiments.patterns import telling as of_patterns
from experiments.validating.asking import MODEL, RIVAL, Validation
from experiments.validating.checking import ALL, CLOSE, SUSPECT, misfits, together
from experiments.validating.patterned import as_table

WIDTH = 100
FEW = 10
"""Held-out figures below which a ranking of forecasters is told as an anecdote."""

SCORED = (
    "Scored is what might have been published: one history of each draw, and the error beyond luck "
    "(what the model leaves out, and each figure's own)."
)
FITTED = "The posterior was fitted to these figures, so that agreement shows that the fit worked, no more."
MEANING_OF_P = (
    "p is two-sided: twice the part of what might have been published that lies on the record's side of it. "
    f"One rule holds everywhere: p below {SUSPECT:g} is a misfit. Of all figures together p is the part of "
    "predictions that lies further off. The checks overlap and are of fitted figures, so that nobody can say "
    "how many would misfit by luck alone."
)


def summary(x: Validation) -> list[str]:
    """Return paragraphs on what misfits, on the held-out figures, and on the patterns."""
    return [
        *(paragraph for regime in x.predicted for paragraph in [fitted_words(x, regime)]),
        FITTED,
        MEANING_OF_P,
        *held_out_words(x),
        *pattern_words(x),
    ]


def fitted_words(x: Validation, regime: str) -> str:
    """Return what of the fitted figures the posterior of a regime cannot say; misfits first."""
    table = x.checks[x.checks["regime"] == regime]
    wrong = misfits(table)
    whole = table[table["kind"] == ALL].iloc[0]
    n, one_by_one = len(table) - 1, wrong[wrong["kind"] != ALL]
    told = [f"None of {n} checks of fitted figures is a misfit."]
    if len(one_by_one):
        each = "; ".join(_misfit(row) for row in one_by_one.itertuples(index=False))
        told = [f"Misfit in {len(one_by_one)} of {n} checks: {each}."]
    told.append(together_words(whole))
    return f"{_named(regime)}{' '.join(told)}"


def together_words(row: Mapping[str, Any] | pd.Series) -> str:
    """Return whether all fitted figures together are too far off, or closer than they should be.

    row: of the check of all figures: observed, mean, low, high, p.
    """
    verdict = together(row["observed"], row["low"], row["p"])
    words = (
        f"All fitted figures together are {verdict}: chi-square {row['observed']:.1f}, of predictions "
        f"{row['mean']:.1f} ({row['low']:.1f} to {row['high']:.1f}), further off in "
        f"{_percent(row['p'])} of them."
    )
    return f"{words} {TOO_WIDE}" if verdict == CLOSE else words


TOO_WIDE = (
    "The model was fitted to these very figures, which brings it closer; but so close a fit says that the "
    "error model (discrepancy and luck) is probably too wide, and with it the intervals."
)


def _named(regime: str) -> str:
    return f"Regime {regime}. " if regime else ""


def _misfit(row: Any) -> str:
    side = "below" if row.observed < row.mean else "above"
    return (
        f"{row.check}: record {_percent(row.observed)}, {side} what the model says, {_percent(row.mean)} "
        f"({_number(row.low)} to {_percent(row.high)}; p {row.p:.3f})"
    )


def _number(share: float) -> str:
    return f"{100.0 * share:.0f}".replace("-", "−")


def _percent(share: float) -> str:
    return f"{_number(share)} %"


def by_forecaster(scores: pd.DataFrame) -> pd.DataFrame:
    """Return one row per forecaster: its name and kind, figures counted (n), and means of the scores.

    Only figures that all of them can forecast count, so that the means are of the same figures.
    inside50 and inside90 are numbers of figures.  crps_se is the mean of the figures' standard
    errors, which that of the mean does not exceed, whatever they have in common.
    """
    silent = set(scores.loc[scores["crps"].isna(), "number"])
    common = scores[~scores["number"].isin(silent)]
    rows = []
    for name in dict.fromkeys(scores["forecaster"]):
        own = common[common["forecaster"] == name]
        rows.append(
            {
                "forecaster": name,
                "kind": scores.loc[scores["forecaster"] == name, "kind"].iloc[0],
                "n": len(own),
                "crps": float(own["crps"].mean()),
                "crps_se": float(own["crps_se"].mean()),
                "inside50": int(own["inside50"].sum()),
                "inside90": int(own["inside90"].sum()),
                "abs_error": float(own["abs_error"].mean()),
                "log_score": float(own["log_score"].mean()),
            }
        )
    return pd.DataFrame(
        rows,
        columns=[
            *("forecaster", "kind", "n", "crps", "crps_se"),
            *("inside50", "inside90", "abs_error", "log_score"),
        ],
    )


def held_out_words(x: Validation) -> list[str]:
    """Return paragraphs on the held-out figures: where the model loses, then the scores."""
    if not len(x.record.held_out):
        return ["No figure is held out (role `validate`), so nothing is scored."]
    means = by_forecaster(x.scores)
    n = int(means["n"].max())
    if n == 0:
        return ["No held-out figure can be forecast by every forecaster, so none is compared."]
    return [
        " ".join(_verdict(row, means) for row in means[means["kind"] == MODEL].itertuples(index=False)),
        _how_few(n, len(x.record.held_out)),
        score_lines(means),
        *_fallbacks(x.scores),
        SCORED,
    ]


def _verdict(model: Any, means: pd.DataFrame) -> str:
    """Say which rivals a model loses to and which it beats, by the mean CRPS."""
    name = "The model" if model.forecaster == MODEL else f"The {model.forecaster},"
    return f"{name} {against(model, means)} on the held-out figures."


SURE = 2.0
"""Standard errors by which two scores must differ for one to be called the better."""


def same_score(one: Mapping[Hashable, Any], other: Mapping[Hashable, Any]) -> bool:
    """Whether the chance of the draws alone may have put two forecasters, as mappings, in their order."""
    return bool(abs(one["crps"] - other["crps"]) <= SURE * math.hypot(one["crps_se"], other["crps_se"]))


def against(model: Any, means: pd.DataFrame) -> str:
    """Return which rivals a model loses to, cannot be told from and beats, as a phrase.

    means: of `by_forecaster`.  model: one of its rows, as a tuple with names or a mapping.
    Two scores that lie within `SURE` standard errors of one another may have their order from the
    chance of the draws alone.
    """
    own = model if isinstance(model, Mapping) else model._asdict()
    found: dict[str, list[str]] = {"loses to": [], "cannot be told from": [], "beats": []}
    for row in means[means["kind"] == RIVAL].to_dict("records"):
        sure = "beats" if row["crps"] > own["crps"] else "loses to"
        verb = "cannot be told from" if same_score(own, row) else sure
        found[verb].append(f"the {row['forecaster']}")
    return listed([f"{verb} {listed(names)}" for verb, names in found.items() if names])


def _how_few(n: int, n_held_out: int) -> str:
    figures = "One held-out figure is" if n == 1 else f"{n} held-out figures are"
    few = " So few, of one history, rank forecasters as an anecdote does." if n < FEW else ""
    few += f" Scores within {SURE:g} standard errors (±, of the draws alone) are not told apart."
    left = f" ({n_held_out - n} that some of them cannot forecast are left out)" if n < n_held_out else ""
    return f"{figures} scored{left}.{few}"


def score_lines(means: pd.DataFrame) -> str:
    """Return the means of the scores as lines of a table, best first."""
    ordered = means.sort_values("crps", kind="stable")
    width = max(len("forecaster"), *(len(x) for x in ordered["forecaster"]))
    lines = [f"{'forecaster':{width}}   CRPS    ±    in 50 %  in 90 %  |error|  log score"]
    row: Any
    for row in ordered.itertuples(index=False):
        fifty, ninety = f"{row.inside50} of {row.n}", f"{row.inside90} of {row.n}"
        log = "–" if math.isnan(row.log_score) else f"{row.log_score:+.2f}".replace("-", "−")
        lines.append(
            f"{row.forecaster:{width}}  {row.crps:.3f}  {row.crps_se:.3f}  {fifty:>7}  {ninety:>7}"
            f"  {row.abs_error:7.3f}  {log:>9}"
        )
    return "\n".join(lines)


def _fallbacks(scores: pd.DataFrame) -> list[str]:
    noted = scores[scores["note"].astype(str) != ""]
    return [
        f"The {row.forecaster} for {row.series}, {row.month:%B %Y}: {row.note}."
        for row in noted.itertuples(index=False)
    ]


def pattern_words(x: Validation) -> list[str]:
    """Return a paragraph on the patterns in each regime, failures first."""
    told = []
    for regime, judgement in x.patterns.items():
        sentences = [*of_patterns.failing(judgement), *of_patterns.counted(judgement)]
        sentences.append(of_patterns.caution(judgement))
        words = " ".join(sentence for sentence in sentences if sentence)
        told.append(f"{_named(regime)}Patterns, each replicate under a draw of its own: {words}")
    return told


def as_text(x: Validation) -> str:
    """Return the words for a terminal."""
    blocks = [p if "\n" in p else fill(p, WIDTH) for p in summary(x)]
    return "\n\n".join(blocks)


def as_json(x: Validation, folder: str | None = None) -> str:
    """Return the validation as JSON text; `folder` is where its tables are kept."""
    told: dict[str, Any] = {
        "results": folder,
        "calibration": str(x.posterior.folder),
        "scenario": x.posterior.scenario,
        "regimes": list(x.predicted),
        "draws": x.request.draws,
        "pattern_draws": x.request.pattern_draws,
        "seed": x.request.seed,
        "runs": {"asked": x.n_runs, "failed": len(x.failures)},
        "failures": [{"seed": f.task.seed, "message": f.message} for f in x.failures],
        "summary": summary(x),
        "predictive": _records(x.predictive),
        "checks": _records(x.checks),
        "forecasters": _records(by_forecaster(x.scores)),
        "scores": _records(x.scores),
        "patterns": _records(as_table(x.patterns)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """Return a cell as JSON holds it; None where it is empty."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
