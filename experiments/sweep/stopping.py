"""When a cell has been run often enough: until the interval of its mean is narrow."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t

from experiments.studies.plan import Stop

LEVEL = 0.90
"""Confidence of the interval."""


def width(values: Sequence[float]) -> float:
    """Return the whole width of the 90 % t interval of the mean; infinite for fewer than two values.

    values: one for each replicate; what is missing (NaN) does not count.
    """
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    if len(known) < 2:
        return float("inf")
    half = t.ppf(0.5 + LEVEL / 2, len(known) - 1) * known.std(ddof=1) / np.sqrt(len(known))
    return float(2.0 * half)


def more_replicates(values: Sequence[float], step: int, stop: Stop) -> int:
    """Return how many replicates a cell should have next: as many as it has where it may stop.

    values: of the replicates run so far, in order, so that the answer depends on nothing else.
    step: replicates that are added at a time.
    """
    if len(values) >= stop.most or width(values) <= stop.width:
        return len(values)
    return min(len(values) + step, stop.most)
