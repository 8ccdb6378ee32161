"""The inference of the federal record as a problem, made in few posts so that it can be posed often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibration.problem import Problem, Rows
from sim import compiled, record
from sim.parameters import PARAMETERS
from sim.record import DISCREPANCY_SD
from sim.scenario import Scenario
from sim.world import build

HELD = {"L": ("beta_U", "sigma_eta")}
"""Uncertain parameters that a regime states and the record is not used for."""


@dataclass(frozen=True)
class Federal:
    """The rows of the federal record that are for calibration, with four parameters freed."""

    posts: int = 400
    regime: str = "L"
    free: tuple[str, ...] = ("beta0", "lam", "e1", "e2")

    def __call__(self) -> Problem:
        scenario = Scenario.load("federal-eoffice").with_values({"regime": self.regime, "posts": self.posts})
        figures = record.load(scenario.record_path).fitted
        n_months = scenario.n_months

        def simulate(values: Mapping[str, float], seeds: Sequence[int], real: bool) -> np.ndarray:
            drawn = scenario.with_values(dict(values))
            said = []
            for seed in seeds:
                world = build(drawn, seed)
                compiled.live(0, n_months, world)
                said.append(record.said(figures, drawn, world))
            return np.array(said)

        varying = {
            k: (p.low, p.high)
            for k, p in PARAMETERS.items()
            if p.role == "uncertain" and k not in HELD[self.regime]
        }
        freed = {k: varying.pop(k) for k in self.free}
        n = len(figures)
        rows = Rows(
            observed=figures["value"].to_numpy(),
            n_units=np.full(n, 40.0),
            sd_own=figures["sd_own"].to_numpy(),
            widen=figures["widen"].to_numpy(),
            discrepancy=np.full(n, DISCREPANCY_SD),
        )
        return Problem("federal-record", freed, varying, rows, simulate)
