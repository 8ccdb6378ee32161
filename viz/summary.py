"""From runs to what a picture shows: means and bands across replicates, the typical run, plain numbers."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.record import MEAN, SHARE_OF_OFFICES, reached

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


def share_of_offices(offices: pd.DataFrame, outcome: str, threshold: float, direction: str) -> pd.DataFrame:
    """Share of offices whose outcome is at `threshold` or above (">="), or below it ("<").

    Returns replicate, month, share.
    """
    share = reached(offices[outcome], threshold, direction).astype(float)
    counted = offices[["replicate", "month"]].assign(share=share)
    return counted.groupby(["replicate", "month"], sort=True)["share"].mean().reset_index()


def counterpart(offices: pd.DataFrame, figure: Any) -> pd.DataFrame:
    """What each replicate says of one figure of the record in every month given: replicate, month, value.

    figure: a row of the record that has a statistic.  Every office that it is about counts alike, as
    the record counts divisions.  Raises ValueError for a statistic that is not known.
    """
    for column, asked in (("office", figure.offices), ("tier", figure.tiers)):
        if asked:
            offices = offices[offices[column].isin(asked)]
    if figure.statistic == MEAN:
        mean = offices.groupby(["replicate", "month"])[figure.outcome].mean()
        return mean.rename("value").reset_index()
    if figure.statistic == SHARE_OF_OFFICES:
        share = share_of_offices(offices, figure.outcome, figure.threshold, figure.direction)
        return share.rename(columns={"share": "value"})
    raise ValueError(f"unknown statistic of a record: {figure.statistic!r}")


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
