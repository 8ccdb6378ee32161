"""What each mechanism of the model contributes to a difference: how much of it goes with the mechanism."""

from dataclasses import dataclass

import numpy as np

from experiments.catalogue import without
from experiments.measuring import Bench
from sim.parameters.ablations import ABLATIONS
from sim.scenario import Scenario


@dataclass(frozen=True)
class Contributions:
    """What every mechanism contributes to the difference between two scenarios, under each seed."""

    names: tuple[str, ...]
    """Of the mechanisms that move the difference at all."""
    values: np.ndarray
    """The difference with all mechanisms minus that without this one, shape (n_names, n_seeds)."""
    idle: tuple[str, ...]
    """Names of the mechanisms whose absence alters neither scenario, or both exactly alike."""
    difference: np.ndarray
    """The difference with all mechanisms in place, shape (n_seeds,)."""

    @property
    def remainder(self) -> np.ndarray:
        """The difference minus the sum of all contributions, shape (n_seeds,)."""
        return np.asarray(self.difference - self.values.sum(axis=0))

    @classmethod
    def not_asked(cls, difference: np.ndarray) -> "Contributions":
        """Return no contribution at all, for where mechanisms have not been taken out."""
        return cls((), np.empty((0, len(difference))), (), difference)


def contributions(a: Scenario, b: Scenario, bench: Bench) -> Contributions:
    """Return what each mechanism contributes to b minus a in the bench's first outcome.

    Each is taken out of both scenarios alone, all others staying.  Raises InputError where
    a scenario cannot be run.
    """
    names = tuple(ABLATIONS)
    pairs = [(a, b), *((without(a, [name]), without(b, [name])) for name in names)]
    measured = bench.measure(
        [x for pair in pairs for x in pair], f"{len(names)} mechanisms taken out in turn"
    )
    differences = measured[1::2, :, 0] - measured[::2, :, 0]
    values = differences[0] - differences[1:]
    moving = (values != 0.0).any(axis=1)
    return Contributions(
        tuple(name for name, moves in zip(names, moving, strict=True) if moves),
        values[moving],
        tuple(name for name, moves in zip(names, moving, strict=True) if not moves),
        differences[0],
    )
