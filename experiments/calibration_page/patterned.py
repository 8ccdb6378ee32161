"""The patterns under a posterior, failures first, with the values that decide them."""

import pandas as pd

from experiments.calibration_page.gathering import Material
from experiments.calibration_page.telling import regime_words
from experiments.compare.comparison import rows_of
from experiments.patterns import PATTERNS

TITLES = {x.id: x.title for x in PATTERNS.values()}


def sentences(material: Material) -> list[str]:
    """Return, for each regime, which patterns fail under the posterior and how many checks pass."""
    once = material.tables["patterns"].drop_duplicates(["regime", "pattern"])
    told = []
    for regime in material.regimes:
        own = once[once["regime"] == regime]
        failed = own[own["verdict"] == "fail"]
        checks = own[(own["label"] == "check") & own["verdict"].isin(["pass", "fail"])]
        names = ", ".join(
            f"{x.pattern} “{TITLES[x.pattern]}”{FITTED if x.label == 'fit' else ''}" for x in rows_of(failed)
        )
        verb = "pattern fails" if len(failed) == 1 else "patterns fail"
        head = f"{len(failed)} {verb}: {names}" if len(failed) else "no tested pattern fails"
        passed = int((checks["verdict"] == "pass").sum())
        told.append(f"{regime_words(regime)}: {head}. Of {len(checks)} tested checks {passed} pass.")
    return told


FITTED = " (which the fit is meant to reach)"


def overview(material: Material) -> pd.DataFrame:
    """Return one row per pattern: its name, its label, and a cell for each regime.

    A cell: the verdict, whether narrowly, and the least part of single histories that are within a limit.
    """
    table = material.tables["patterns"]
    cells = {
        (regime, pattern): _cell(rows) for (regime, pattern), rows in table.groupby(["regime", "pattern"])
    }
    labels = table.drop_duplicates("pattern").set_index("pattern")["label"]
    rows = [
        {
            "pattern": f"{name} {TITLES[name]}",
            "label": labels[name],
            **{regime: cells.get((regime, name), "") for regime in material.regimes},
        }
        for name in TITLES
        if name in labels
    ]
    return pd.DataFrame(rows)


def _cell(rows: pd.DataFrame) -> str:
    verdict = str(rows["verdict"].iloc[0])
    narrowly = ", narrowly" if rows["narrow"].iloc[0] == "yes" else ""
    share = rows["share_of_draws"].min()
    return f"{verdict}{narrowly}" + ("" if pd.isna(share) else f"; {100 * share:.0f} % of draws")


def failing(material: Material) -> pd.DataFrame:
    """Return the values that make patterns fail: regime, pattern, measure, mean (90 %), limit, unit."""
    table = material.tables["patterns"]
    outside = (table["mean"] <= table["above"]) | (table["mean"] >= table["below"])
    wrong = table[(table["verdict"] == "fail") & outside]
    return pd.DataFrame(
        [
            {
                "regime": x.regime,
                "pattern": x.pattern,
                "measure": x.measure,
                "mean": f"{x.mean:.3g} ({x.low:.3g} to {x.high:.3g})",
                "limit": _limit(x.above, x.below),
                "unit": x.unit,
            }
            for x in rows_of(wrong)
        ],
        columns=["regime", "pattern", "measure", "mean", "limit", "unit"],
    )


def _limit(above: float, below: float) -> str:
    ends = [f"above {above:g}"] * (not pd.isna(above)) + [f"below {below:g}"] * (not pd.isna(below))
    return " and ".join(ends)
