"""From a calibration to the problems that are to be inferred: one for each regime."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from experiments.calibration.plan import Calibration, Regime
from experiments.calibration.problem import Problem, Rows
from sim import compiled
from sim.record import said
from sim.scenario import Scenario
from sim.world import build


class Live(Protocol):
    """Makes runs of a scenario and says what each says of the figures, (n_seeds, n_rows)."""

    def __call__(
        self, scenario: Scenario, values: Mapping[str, object], seeds: Sequence[int], rows: pd.DataFrame
    ) -> np.ndarray:
        """Make them, wherever that is."""
        ...


def live(
    scenario: Scenario, values: Mapping[str, object], seeds: Sequence[int], rows: pd.DataFrame
) -> np.ndarray:
    """Return what runs of a scenario with `values` over it say of the figures `rows`, (n_seeds, n_rows).

    Runs are lived only as far as the last of the figures.
    """
    chosen = scenario.with_values(values) if values else scenario
    until = 1 + max(chosen.month(month.date()) for month in rows["month"])
    found = []
    for seed in seeds:
        world = build(chosen, seed)
        compiled.live(0, until, world)
        found.append(said(rows, chosen, world))
    return np.array(found)


def problem(plan: Calibration, regime: Regime, make: Live = live) -> Problem:
    """Return what is to be inferred in a regime; of the record only the fitted figures enter."""
    rows = plan.fitted

    def simulate(values: Mapping[str, float], seeds: Sequence[int], real: bool) -> np.ndarray:
        return make(regime.scenario if real else regime.small, values, seeds, rows)

    return Problem(
        name=f"{plan.name}, regime {regime.name}" if regime.name else plan.name,
        free=regime.free,
        carried=regime.carried,
        rows=rows_of(rows, regime.scenario, plan.discrepancy),
        simulate=simulate,
        rehearsed=regime.small.fingerprint != regime.scenario.fingerprint,
        fingerprint=regime.scenario.fingerprint,
    )


def rows_of(figures: pd.DataFrame, scenario: Scenario, discrepancy: float) -> Rows:
    """Return what is known beforehand of figures of a record: how far each may lie from the model's mean."""
    return Rows(
        observed=figures["value"].to_numpy(float),
        n_units=np.array([_offices(row, scenario) for row in figures.itertuples()], float),
        sd_own=figures["sd_own"].to_numpy(float),
        widen=figures["widen"].to_numpy(float),
        discrepancy=np.full(len(figures), discrepancy),
    )


def _offices(figure: object, scenario: Scenario) -> int:
    """Return how many offices of the scenario a figure is about."""
    names, tiers = getattr(figure, "offices"), getattr(figure, "tiers")  # noqa: B009
    return sum(
        not names or name in names
        for tier in scenario.tiers
        if not tiers or tier.code in tiers
        for name in tier.names
    )
