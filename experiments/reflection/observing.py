"""What could be observed in years to come, at what effort, and how far off it may be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.observed import Observed
from sim.record import DISCREPANCY_SD, reached

DROPPED = date(2027, 6, 1)
"""When enforcement ends, where it does."""

COMPARED = date(2032, 5, 1)
"""The month in which the regimes are compared: five years on."""

END = date(2032, 7, 31)
"""Last month of the runs: `lock_in` asks for sixty months after the first without checks."""

DATES = (
    *(date(2025, 12, 1), date(2026, 6, 1), date(2026, 12, 1), date(2027, 6, 1)),
    *(date(2027, 9, 1), date(2027, 12, 1), date(2028, 6, 1), date(2029, 6, 1), date(2030, 6, 1), COMPARED),
)
"""Months in which something is observed."""

CHECKED_FILES = 400
"""Files that a spot check draws, from all desks alike."""

PUBLISHED = "published anyway"
COUNTED = "time stamps of the system"
CHECKED = f"a spot check of {CHECKED_FILES} files"
VERIFIED = "a check of every desk"
EFFORTS = (PUBLISHED, COUNTED, CHECKED, VERIFIED)
"""From the cheapest to the dearest."""

Of = Callable[[Observed], np.ndarray]


@dataclass(frozen=True)
class Observation:
    """Something that could be observed: what, at what effort, and what the model says of it."""

    name: str
    words: str
    unit: str
    effort: str
    of: Of
    """The run -> the observation in every month, (n_months,)."""
    n_drawn: int = 0
    """Files drawn, where only a sample is seen; 0 where all is."""

    def sd(self, value: np.ndarray) -> np.ndarray:
        """Return how far an observation may lie from a history of the model at `value`, of that shape.

        The discrepancy of the error model, in parts of a share or of the mean level, and
        the luck of a sample.
        """
        level = 1.0 if self.unit == "share" else float(np.abs(value).mean())
        chance = value * (1.0 - value) / self.n_drawn if self.n_drawn else np.zeros(value.shape)
        return np.asarray(np.sqrt((DISCREPANCY_SD * level) ** 2 + np.clip(chance, 0.0, None)))


def _reported(o: Observed) -> np.ndarray:
    return np.asarray(o.office["digital"] + o.office["hybrid"])


def _offices(threshold: float, direction: str) -> Of:
    return lambda o: np.asarray(reached(_reported(o), threshold, direction).mean(axis=1))


def _real(o: Observed) -> np.ndarray:
    return o.by_desk(o.office["digital"])


OBSERVATIONS = (
    Observation(
        "reported_use",
        "mean reported use",
        "share",
        PUBLISHED,
        lambda o: np.asarray(_reported(o).mean(axis=1)),
    ),
    Observation(
        "offices_at_95", "offices with reported use of 95 % or more", "share", PUBLISHED, _offices(0.95, ">=")
    ),
    Observation(
        "offices_at_80", "offices with reported use of 80 % or more", "share", PUBLISHED, _offices(0.80, ">=")
    ),
    Observation(
        "offices_below_50",
        "offices with reported use below 50 %",
        "share",
        PUBLISHED,
        _offices(0.50, "<"),
    ),
    Observation(
        "processing_days",
        "days a file takes",
        "days",
        COUNTED,
        lambda o: o.by_office(o.office["processing_days"]),
    ),
    Observation(
        "real_use_checked", "real use, by spot check", "share", CHECKED, _real, n_drawn=CHECKED_FILES
    ),
    Observation("real_use", "real use, verified", "share", VERIFIED, _real),
)
"""From the cheapest to the dearest."""
