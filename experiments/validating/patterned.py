"""The patterns P1 to P18 under a posterior: every replicate of all variants takes one draw of it."""

import math
from collections.abc import Mapping

import pandas as pd

from experiments.patterns.judging import Finding, Judgement
from experiments.patterns.pattern import Measure

COLUMNS = [
    *("regime", "pattern", "label", "measure", "unit", "mean", "low", "high", "above", "below"),
    *("share_of_draws", "n_draws", "verdict", "narrow", "why"),
]


def as_table(judgements: Mapping[str, Judgement]) -> pd.DataFrame:
    """Return one row per regime, pattern and measure; one row for a pattern that cannot be tested.

    The verdict is on the mean over draws, against the same limits as for a single set of
    values.  share_of_draws: of the draws, each with the luck of one history.
    """
    rows = [
        {"regime": regime, **row}
        for regime, judgement in judgements.items()
        for finding in judgement.findings
        for row in _rows(finding, judgement.samples)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(finding: Finding, samples: pd.DataFrame) -> list[dict[str, object]]:
    pattern = finding.pattern
    told: dict[str, object] = {
        "pattern": pattern.id,
        "label": pattern.label,
        "n_draws": finding.n_seeds,
        "verdict": finding.verdict,
        "narrow": "yes" if finding.narrow else "no",
        "why": finding.why,
    }
    if not finding.estimates:
        return [told]
    own = samples[samples["pattern"] == pattern.id]
    return [{**told, **_measured(finding, measure, own)} for measure in pattern.measures]


def _measured(finding: Finding, measure: Measure, own: pd.DataFrame) -> dict[str, object]:
    values = own.loc[own["measure"] == measure.key, "value"].dropna()
    limits = measure.limits
    low, high = limits or (-math.inf, math.inf)
    return {
        "measure": measure.key,
        "unit": measure.unit,
        **finding.estimates[measure.key]._asdict(),
        "above": low if math.isfinite(low) else math.nan,
        "below": high if math.isfinite(high) else math.nan,
        "share_of_draws": math.nan if limits is None else float(values.map(limits.hold).mean()),
    }
