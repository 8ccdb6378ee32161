"""The model beside the record: what a run says for every published figure."""

from typing import Any

import pandas as pd

from experiments.summary import Estimate, estimates
from viz.summary import counterpart

COLUMNS = ["series", "date", "month", "role", "observed", "sd", "mean", "low", "high", "difference"]


def compare_with_record(offices: pd.DataFrame, record: pd.DataFrame) -> pd.DataFrame:
    """Return the model's counterpart of every figure of the record within the run.

    offices: the office table of one scenario, all its replicates (columns replicate,
    month, reported_use).  record: the figures of a `sim.record.Record`; those without a
    counterpart in the model, and those outside the run's months, are left out.

    Returns one row per figure in the order of the record, all shares 0 to 1: series,
    date, month (of the state compared), role, observed, sd (of observed), mean, low and
    high (the model's mean and 90 % band over replicates), difference (mean - observed).
    Raises ValueError where `offices` holds more than one scenario.
    """
    if "scenario" in offices and offices["scenario"].nunique() > 1:
        raise ValueError("a record is compared with one scenario at a time")
    rows = []
    for figure in record[record["statistic"].notna()].itertuples(index=False):
        in_month = offices[offices["month"] == figure.month]
        if len(in_month):
            rows.append(_row(figure, *estimates(counterpart(in_month, figure), "value", "month").values()))
    return pd.DataFrame(rows, columns=COLUMNS)


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
