"""From runs to what a picture shows: means and bands across replicates, the typical run, plain numbers."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.record import MEAN_USE, SHARE_OF_OFFICES

LOW, HIGH = 0.05, 0.95
"""The band of every picture holds the middle 90 % of the runs."""


def band(frame: pd.DataFrame, column: str, by: Sequence[str] = ("month",)) -> pd.DataFrame:
    """Mean and 90 % band of `column` over all rows that share `by`: columns `by`, mean, low, high."""
    groups = frame.groupby(list(by), sort=True)[column]
    ends = groups.quantile([LOW, HIGH]).unstack()
    return pd.DataFrame({"mean": groups.mean(), "low": ends[LOW], "high": ends[HIGH]}).reset_index()


def last_month(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the last month."""
    return frame[frame["month"] == frame["month"].max()]


def n_runs(frame: pd.DataFrame) -> int:
    """How many replicates the frame holds, of the scenario that has most."""
    return int(frame.groupby("scenario")["replicate"].nunique().max())


def only_scenario(frame: pd.DataFrame) -> str:
    """The name of the one scenario in the frame.  Raises ValueError where it holds another number of them."""
    names = list(pd.unique(frame["scenario"]))
    if len(names) != 1:
        raise ValueError(f"this picture shows one scenario, but the frame holds {len(names)}: {names}")
    return str(names[0])


def typical_replicate(offices: pd.DataFrame) -> int:
    """The replicate whose mean verified use in the last month is nearest to the median; the lower of two."""
    ends = last_month(offices).groupby("replicate")["verified_use"].mean().sort_index()
    return int(ends.index[int((ends - ends.median()).abs().argmin())])


def share_of_offices(offices: pd.DataFrame, threshold: float, at_least: bool) -> pd.DataFrame:
    """Share of offices whose reported use is at least `threshold`, or below it: replicate, month, share."""
    # An office with 19 of its 20 desks has reached 0.95, whatever the last bit of a narrow float says.
    reached = offices["reported_use"] >= threshold - 1e-7
    counted = offices[["replicate", "month"]].assign(share=(reached == at_least).astype(float))
    return counted.groupby(["replicate", "month"], sort=True)["share"].mean().reset_index()


def counterpart(offices: pd.DataFrame, figure: Any) -> pd.DataFrame:
    """What each replicate says of one figure of the record in every month given: replicate, month, value.

    figure: a row of the record (outcome, threshold, direction).  Every office counts alike, as the
    record counts divisions.  Raises ValueError for an outcome the model has no counterpart of.
    """
    if figure.outcome == MEAN_USE:
        use = offices.groupby(["replicate", "month"])["reported_use"].mean()
        return use.rename("value").reset_index()
    if figure.outcome == SHARE_OF_OFFICES:
        share = share_of_offices(offices, figure.threshold, at_least=figure.direction == ">=")
        return share.rename(columns={"share": "value"})
    raise ValueError(f"unknown outcome of a record: {figure.outcome!r}")


def percent(share: float) -> str:
    """A share in words a reader sees: `54 %`."""
    return f"{100 * share:.0f} %"


def points(difference: float) -> str:
    """A difference of shares: `+5 points`."""
    return f"{100 * difference:+.0f} points".replace("-", "−")


def month_name(month: pd.Timestamp) -> str:
    """A month in words: `December 2027`."""
    return f"{month:%B %Y}"


def model_words(scenario: str, n: int) -> str:
    """What the lines of a picture are: the scenario, how many runs, what the band means."""
    runs = "one run" if n == 1 else f"mean of {n} runs; shaded band: 90 % of the runs"
    return f"Model: {scenario}, {runs}."
