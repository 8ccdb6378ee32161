"""Problems whose posterior is known, to be posed to the same inference as a federal record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibration.problem import Problem, Rows

EFFECT = np.array([[1.0, 0.0], [0.5, 1.0], [1.0, -1.0], [0.3, 0.8]])
"""Of `a` and `b` on each of four figures."""

CARRIED = np.array([0.6, 0.0, 1.0, 0.0])
"""Of `c`."""

LUCK = 0.02 * np.ones((4, 4)) + np.diag([0.06, 0.03, 0.06, 0.03])
DISCREPANCY = 0.1


@dataclass(frozen=True)
class Linear:
    """Four figures that are linear in two freed parameters and a carried one, with normal luck."""

    reach: float = 4.0
    """Priors of `a` and `b`: flat between minus and plus this."""
    carried: float = 0.1
    luck: float = 1.0
    """Factor on the covariance of luck."""
    observed: tuple[float, ...] = (0.8, 0.05, 1.2, -0.1)

    def __call__(self) -> Problem:
        lower = np.linalg.cholesky(self.luck * LUCK)

        def simulate(values: Mapping[str, float], seeds: Sequence[int], real: bool) -> np.ndarray:
            mean = EFFECT @ [values["a"], values["b"]] + CARRIED * values["c"]
            return np.array([mean + lower @ _normal(seed, 4) for seed in seeds])

        nan, ones = np.full(4, np.nan), np.ones(4)
        rows = Rows(np.array(self.observed), nan, 0.1 * ones, np.array([1.0, 1.0, 1.0, 2.0]), 0.1 * ones)
        free = {"a": (-self.reach, self.reach), "b": (-self.reach, self.reach)}
        return Problem("linear", free, {"c": (-self.carried, self.carried)}, rows, simulate)

    def total(self) -> np.ndarray:
        """The covariance of the observed figures about their mean, by hand."""
        own = 0.1**2 + 0.1**2
        luck = self.luck * LUCK
        loose = np.array([0.0, 0.0, 0.0, 3.0]) * (np.diag(luck) + own)
        return luck + own * np.eye(4) + np.diag(loose)

    def on_grid(self, n: int = 161, n_carried: int = 41) -> tuple[dict[str, float], dict[str, float], float]:
        """Mean and sd of every parameter and the log evidence, by sums over a grid of all three."""
        axis = (np.arange(n) + 0.5) / n * 2 - 1
        third = ((np.arange(n_carried) + 0.5) / n_carried * 2 - 1) * self.carried
        a, b, c = (x.ravel() for x in np.meshgrid(self.reach * axis, self.reach * axis, third, indexing="ij"))
        off = np.array(self.observed) - np.column_stack([a, b]) @ EFFECT.T - np.outer(c, CARRIED)
        total = self.total()
        log = -0.5 * np.einsum("ij,jk,ik->i", off, np.linalg.inv(total), off)
        density = np.exp(log) / np.sqrt(np.linalg.det(2 * np.pi * total))
        weight = density / density.sum()
        means = {k: float(weight @ v) for k, v in zip("abc", (a, b, c), strict=True)}
        sds = {k: float(np.sqrt(weight @ (v - means[k]) ** 2)) for k, v in zip("abc", (a, b, c), strict=True)}
        return means, sds, float(np.log(density.mean()))


@dataclass(frozen=True)
class Count:
    """One count of offices, each alike and independent: the share p has a flat prior."""

    n_offices: int = 40
    n_counted: int = 14
    discrepancy: float = 0.004

    def __call__(self) -> Problem:
        def simulate(values: Mapping[str, float], seeds: Sequence[int], real: bool) -> np.ndarray:
            drawn = [
                np.random.Generator(np.random.Philox(s)).binomial(self.n_offices, values["p"]) for s in seeds
            ]
            return np.array(drawn, float)[:, None] / self.n_offices

        one = np.ones(1)
        share = self.n_counted / self.n_offices
        rows = Rows(share * one, self.n_offices * one, 0.0 * one, one, self.discrepancy * one)
        return Problem("count", {"p": (0.0, 1.0)}, {}, rows, simulate)


def _normal(seed: int, n: int) -> np.ndarray:
    return np.random.Generator(np.random.Philox(seed)).standard_normal(n)
