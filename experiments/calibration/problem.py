"""What is to be inferred: priors, a simulator, and what was observed of one history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Prior = tuple[float, float]
"""Lowest and highest value; every value between them is equally likely."""

Simulate = Callable[[Mapping[str, float], Sequence[int], bool], np.ndarray]
"""(values of all parameters, seeds, at real size?) -> what each run says of each figure, (n_seeds, n_rows)."""


@dataclass(frozen=True)
class Rows:
    """What is known of the figures beforehand, each an array (n_rows,).

    The figures are those of one history: a run of the model at the true values would differ
    from them by the luck of that history, by what the model leaves out, and by how well the
    figure itself is known.
    """

    observed: np.ndarray
    n_units: np.ndarray
    """Offices that a share counts, so that its luck follows from its level; NaN where luck is alike."""
    sd_own: np.ndarray
    """Standard deviation of the figure itself, beyond luck; 0 for a count."""
    widen: np.ndarray
    """Factor on the standard deviation of all of it: 2 where the definition is loose."""
    discrepancy: np.ndarray
    """Standard deviation of what a model that is right enough leaves out."""


@dataclass(frozen=True)
class Problem:
    """Everything an inference needs to know; nothing of it knows which case it is."""

    name: str
    free: Mapping[str, Prior]
    """Parameters whose posterior is sought, moved from generation to generation."""
    carried: Mapping[str, Prior]
    """Parameters drawn from their priors in every simulation and carried along."""
    rows: Rows
    simulate: Simulate

    @property
    def priors(self) -> dict[str, Prior]:
        """The prior of every parameter, the freed ones first."""
        return {**self.free, **self.carried}
