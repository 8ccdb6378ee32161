"""Which figures of a record are of the same thing, whatever their series is called."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

PLACES = ("outcome", "offices", "tiers")
DEFINITION = (*PLACES, "statistic", "threshold", "direction")


def places(figure: Mapping[Hashable, Any]) -> str:
    """Return the outcome and the offices of a figure, as a key."""
    return repr([str(figure[name]) for name in PLACES])


def definition(figure: Mapping[Hashable, Any]) -> str:
    """Return what a figure is of, as a key: equal to itself although a threshold may be NaN."""
    return repr([str(figure[name]) for name in DEFINITION])


def definitions(figures: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the figures of each definition in order of time."""
    rows: dict[str, list[int]] = {}
    for i, figure in enumerate(figures.to_dict("records")):
        rows.setdefault(definition(figure), []).append(i)
    return {
        key: figures.iloc[found].sort_values(["month", "number"], kind="stable")
        for key, found in rows.items()
    }
