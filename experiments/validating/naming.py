"""What a figure of a record is called: what it is of, and the day that was published with it.

A figure is compared with the state of the model on the first of a month, mostly the nearest:
one of 31 December with the state of 1 January.  Readers know the figure by its own day.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from sim.record import words_of

COMPARED_WITH = (
    "Dates are those of the figures as published; each is compared with the state of the model on the first "
    "of the nearest month, or of the month that the record names."
)


def day_words(day: pd.Timestamp) -> str:
    """Return a day as people write it: `31 December 2024`."""
    return f"{day.day} {day:%B %Y}"


def figure_words(figure: Any) -> str:
    """Return what a figure is of and its day: `mean reported use, 31 December 2024`."""
    return f"{words_of(figure)}, {day_words(figure.date)}"


def days_words(days: Iterable[pd.Timestamp]) -> str:
    """Return the day of figures that belong together; the first and the last where they are of several."""
    ordered = sorted(set(days))
    first, last = day_words(ordered[0]), day_words(ordered[-1])
    return first if first == last else f"{first} to {last}"
