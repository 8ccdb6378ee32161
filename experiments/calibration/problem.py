"""What is to be inferred: priors, a simulator, and what was observed of one history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError


class CannotGoOnError(InputError):
    """Raised by a simulator that cannot make any more runs, such as one whose cluster is gone."""


class GaveUpError(InputError):
    """Raised where an inference ends without a posterior, and would again under the same settings."""


Prior = tuple[float, float]
"""Lowest and highest value; every value between them is equally likely."""

Simulate = Callable[[Mapping[str, float], Sequence[int], bool], np.ndarray]
"""(values of all parameters, seeds, real size?) -> what each run says of each figure, (n_seeds, n_rows)."""


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
    rehearsed: bool = False
    """Whether runs of real size cost so much more that each point is run small before."""
    fingerprint: str = ""
    """Of everything the runs depend on but the parameters drawn."""

    @property
    def priors(self) -> dict[str, Prior]:
        """The prior of every parameter, the freed ones first."""
        return {**self.free, **self.carried}


@dataclass(frozen=True)
class Settings:
    """How much work an inference is."""

    seed: int = 1
    n_seeds: int = 4
    """Runs of each point, under seeds of its own."""
    n_pilot: int = 200
    """Points drawn from the priors, by which luck is measured and the first temperature chosen."""
    n_early: int = 200
    """Points accepted in each generation but the last."""
    n_last: int = 400
    """Points accepted in the last generation."""
    n_generations: int = 6
    """Generations of small runs, ever colder."""
    real: bool = True
    """Whether one more follows, of real size; if not, the last of the small ones is at temperature 1."""
    most: int = 20_000
    """Points run in a generation at which it is given up."""
