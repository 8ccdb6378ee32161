"""The form in which every outcome is declared."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.observed import Observed


@dataclass(frozen=True)
class Outcome[Source, Value]:
    """One outcome: its column name, unit, label in plain words, definition, and how it is computed."""

    name: str
    unit: str
    label: str
    definition: str
    of: Callable[[Source], Value]


type Monthly = dict[str, Outcome[Observed, np.ndarray]]
"""Outcomes of every month, computed from what was observed of a run."""


type Row[Source, Value] = tuple[str, str, str, str, Callable[[Source], Value]]
"""Name, unit, label, definition and function of an outcome."""


def declared[Source, Value](*rows: Row[Source, Value]) -> dict[str, Outcome[Source, Value]]:
    """Return a table of outcomes by name, in the order of the rows."""
    return {row[0]: Outcome(*row) for row in rows}
