"""The model beside the record: what a run says for every published figure."""

from typing import Any

import pandas as pd

from experiments.summary import Estimate, estimates
from sim.record import MEAN_USE, SHARE_OF_OFFICES

TOLERANCE = 1e-9
"""An office with 19 of its 20 desks has reached 0.95, whatever the last bit says."""

COLUMNS = ["series", "date", "month", "role", "observed", "sd", "mean", "low", "high", "difference"]


def compare_with_record(offices: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    """Return the model's counterpart of every figure of the record within the run.

    offices: the office table of one scenario, all its replicates (columns replicate,
    month, reported_use).  record: as `sim.record.load_record` gives it; figures without a
    counterpart in the model, and those outside the run's months, are left out.

    Returns one row per figure in the order of the record, all shares 0 to 1: series,
    date, month (of the state compared), role, observed, sd (of observed), mean, low and
    high (the model's mean and 90 % band over replicates), difference (mean - observed).
    Raises ValueError where `offices` holds more than one scenario.
    """
    if "scenario" in offices and offices["scenario"].nunique() > 1:
        raise ValueError("a record is compared with one scenario at a time")
    rows = []
    for figure in record[record["outcome"].notna()].itertuples(index=False):
        in_month = offices[offices["month"] == figure.month]
        if len(in_month):
            rows.append(_row(figure, *estimates(counterpart(in_month, figure), "value", "month").values()))
    return pd.DataFrame(rows, columns=COLUMNS)


def counterpart(offices: pd.DataFrame, figure: Any) -> pd.DataFrame:
    """Return what each replicate says for one figure (a row of the record): replicate, month, value.

    offices: the office table in the month of the figure.  Every office counts alike, as
    the record counts divisions.
    """
    use = offices["reported_use"]
    if figure.outcome == MEAN_USE:
        said = use
    elif figure.outcome == SHARE_OF_OFFICES:
        reached = use >= figure.threshold - TOLERANCE
        said = (reached if figure.direction == ">=" else ~reached).astype(float)
    else:
        raise ValueError(f"unknown outcome of a record: {figure.outcome!r}")
    table = offices[["replicate", "month"]].assign(value=said)
    return table.groupby(["replicate", "month"])["value"].mean().reset_index()


def _row(figure: Any, model: Estimate) -> dict[str, Any]:
    return {
        "series": figure.series,
        "date": figure.date,
        "month": figure.month,
        "role": figure.role,
        "observed": figure.value,
        "sd": figure.sd,
        "mean": model.mean,
        "low": model.low,
        "high": model.high,
        "difference": model.mean - figure.value,
    }
