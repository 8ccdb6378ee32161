"""The patterns P1 to P18, each declared once, with its threshold fixed before the model is asked.

Papers in square brackets are those of docs/model.md, section 18.  "The design study" ran
an earlier form of the model on `federal-2022`; where a test was its own, the row says so.
"""

from collections.abc import Mapping

from experiments.patterns.of_contrasts import OF_CONTRASTS
from experiments.patterns.of_history import OF_HISTORY
from experiments.patterns.pattern import Pattern

_ROWS = sorted((*OF_HISTORY, *OF_CONTRASTS), key=lambda pattern: int(pattern.id.removeprefix("P")))

PATTERNS: Mapping[str, Pattern] = {pattern.id: pattern for pattern in _ROWS}
"""Every pattern by its number."""
