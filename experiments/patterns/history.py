"""Measures read off the course of events: what the scenario itself does, month by month.

Every function here takes the runs of one seed and returns its measures by key.
"""

import numpy as np
import pandas as pd

from experiments.patterns.pattern import Lived, Runs, Values
from experiments.patterns.variants import AS_GIVEN, AS_GIVEN_SMALL, NO_DUP, ORDER

FULL = 0.95
ROUNDING = 1e-7
"""An office with 38 of its 40 desks has reached 0.95, whatever the last bit says."""

NEAR = 0.10
"""How near the shares of a month must come to those a pattern speaks of."""


def share_of_offices(run: Lived, month: str, at_least: float) -> float:
    """Return the share of offices whose reported use is at least a threshold."""
    return float((run.offices_in(month)["reported_use"] >= at_least - ROUNDING).mean())


def full_use(runs: Runs) -> Values:
    """P1: offices in full reported use, in May 2024 and at the end of 2024."""
    run = runs[AS_GIVEN_SMALL]
    return {
        "may_2024": share_of_offices(run, "2024-05", FULL),
        "jan_2025": share_of_offices(run, "2025-01", FULL),
    }


def two_tails(runs: Runs) -> Values:
    """P2: offices near zero, and offices in high use, in May 2024."""
    run = runs[AS_GIVEN_SMALL]
    return {
        "near_zero": 1.0 - share_of_offices(run, "2024-05", 0.06),
        "high": share_of_offices(run, "2024-05", 0.80),
    }


def surge(runs: Runs) -> Values:
    """P3: rise of reported use a month, before the deadlines of 2024 and in the year before."""
    run = runs[AS_GIVEN]
    start, middle, end = (run.at("office_reported_use", m) for m in ("2023-04", "2024-04", "2025-01"))
    before, after = (middle - start) / 12, (end - middle) / 9
    return {"before": before, "after": after, "excess": after - 3 * before}


def double_work(runs: Runs) -> Values:
    """P4: hybrid desks among those reported, just before the ban and two years later."""
    run = runs[ORDER]
    measured = {}
    for key, month in (("mar_2025", "2025-03"), ("may_2027", "2027-05")):
        reported = run.at("reported_use", month)
        measured[key] = run.at("share_hybrid", month) / reported if reported > 0.0 else np.nan
    return measured


def exchange_lag(runs: Runs) -> Values:
    """P5: reported use within offices, and of what passes between two offices."""
    within, between = {}, {}
    for month in ("2025-02", "2025-12"):
        table = runs[AS_GIVEN_SMALL].offices_in(month)
        use = table["reported_use"]
        within[month] = use
        between[month] = use * (table["counterpart_digital"] + table["counterpart_hybrid"])
    gap = {month: float(within[month].mean() - between[month].mean()) for month in within}
    return {
        "within": float(within["2025-02"].mean()),
        "between": float(between["2025-02"].mean()),
        "gap_change": gap["2025-12"] - gap["2025-02"],
        "full_within": float((within["2025-02"] >= FULL - ROUNDING).mean()),
        "full": float((between["2025-02"] >= FULL - ROUNDING).mean()),
    }


def days_saved(runs: Runs) -> Values:
    """P9: days per file saved when digital and hybrid shares are both nearest to .45; and at dup 0."""
    run = runs[ORDER]
    table = run.monthly
    off = (table[["share_digital", "share_hybrid"]] - 0.45).abs().max(axis=1)
    if off.min() > NEAR:
        return dict.fromkeys(("digital", "hybrid", "saved", "saved_no_dup"), np.nan)
    nearest = int(off.argmin())
    row, light = table.iloc[nearest], runs[NO_DUP].monthly.iloc[nearest]
    on_paper = run.scenario.parameter("PT_p")
    return {
        "digital": float(row["share_digital"]),
        "hybrid": float(row["share_hybrid"]),
        "saved": 1.0 - float(row["processing_days"]) / on_paper,
        "saved_no_dup": 1.0 - float(light["processing_days"]) / on_paper,
    }


def rents_and_use(runs: Runs) -> Values:
    """P12: correlation over offices of discretion rent with reported use in May 2024."""
    table = runs[AS_GIVEN].offices_in("2024-05")
    rent, use = table["rent"].to_numpy(dtype=float), table["reported_use"].to_numpy(dtype=float)
    differ = len(table) > 1 and rent.std() > 0.0 and use.std() > 0.0
    return {"correlation": float(np.corrcoef(rent, use)[0, 1]) if differ else np.nan}


def maturity(runs: Runs) -> Values:
    """P15: the national stage in March 2025, and what it rests on."""
    run = runs[AS_GIVEN]
    stage = run.at("maturity_stage", "2025-03")
    return {
        "at_two": float(stage == 2.0),
        "stage": stage,
        "offices": float((run.offices_in("2025-03")["maturity_stage"] >= 2).mean()),
        "availability": run.at("availability", "2025-03"),
    }


def overstatement(runs: Runs) -> Values:
    """P16: reported minus real use in March 2025."""
    run = runs[AS_GIVEN]
    return {"gap": run.at("reported_use", "2025-03") - run.at("verified_use", "2025-03")}


def relapse(runs: Runs) -> Values:
    """P18: offices whose reported use falls by more than ten points within two months in early 2025."""
    table = runs[AS_GIVEN_SMALL].offices
    window = table[(table["month"] >= pd.Timestamp("2025-01")) & (table["month"] <= pd.Timestamp("2025-06"))]
    use = window.pivot(index="month", columns="office", values="reported_use").sort_index()
    falls = pd.concat([use.shift(months) - use for months in (1, 2)])
    fell = (falls > 0.10 + ROUNDING).any()
    return {"offices": float(fell.mean()), "runs": float(fell.any())}
