"""Study files: which scenarios are run, what varies, by which design, how often, and when to stop."""

from experiments.studies.comparison import comparison
from experiments.studies.plan import Cell, Limits, Plan, Point, Stop
from experiments.studies.reading import assess, faults, is_study, load, names, schema

__all__ = [
    "Cell",
    "Limits",
    "Plan",
    "Point",
    "Stop",
    "assess",
    "comparison",
    "faults",
    "is_study",
    "load",
    "names",
    "schema",
]
