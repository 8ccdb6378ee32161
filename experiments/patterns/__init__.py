"""The patterns of the literature and the record that the model must answer for: P1 to P18."""

from experiments.patterns.judging import Finding, Judgement, judge
from experiments.patterns.table import PATTERNS

__all__ = ["PATTERNS", "Finding", "Judgement", "judge"]
