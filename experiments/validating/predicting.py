"""What a posterior says of a record: every draw lived once, one history each, at real size."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.calibration import keyed
from experiments.progress import Advance
from experiments.runner import Failed, Task
from experiments.validating.noise import normal
from experiments.validating.scoring import Forecast
from sim import compiled
from sim.errors import InputError
from sim.record import said
from sim.scenario import Scenario
from sim.world import build


@dataclass(frozen=True)
class Predicted:
    """The draws of one regime, each lived once.

    history: what each history says of the figures, (n_draws, n_rows), without those that failed.
    sd: of the error beyond luck, (n_rows,).  normal: standard normal draws, (n_draws, n_rows).
    point: number of the draw's parameters, (n_draws,): a draw may be taken more than once.
    """

    regime: str
    figures: pd.DataFrame
    history: np.ndarray
    sd: np.ndarray
    normal: np.ndarray
    point: np.ndarray
    failures: tuple[Failed, ...]

    @property
    def published(self) -> np.ndarray:
        """Figures as they might be published: a history, and the error beyond luck; 0 to 1."""
        return np.clip(self.history + self.sd * self.normal, 0.0, 1.0)

    def forecast(self, name: str, chosen: np.ndarray) -> Forecast:
        """Return what it says of some figures as a forecast; chosen: (n_rows,) of bool."""
        sd = np.broadcast_to(self.sd, self.history.shape)[:, chosen]
        notes = ("",) * int(chosen.sum())
        return Forecast(name, self.history[:, chosen], sd, notes, self.point)


def predict(
    regime: str,
    scenario: Scenario,
    draws: Sequence[Mapping[str, float]],
    figures: pd.DataFrame,
    beyond_luck: Callable[[np.ndarray], np.ndarray],
    seed: int,
    workers: int,
    advance: Advance,
) -> Predicted:
    """Live every draw once under a seed of its own, as far as the figures need; raise InputError.

    scenario: in the regime, before any draw.  beyond_luck: gives the standard deviation of the
    published figures about a history, (n_rows,), from their mean.  A run that fails is left out
    and listed; where all fail there is nothing to say.
    """
    seeds = keyed.seeds(len(draws), seed, "predictive", regime)
    todo = [(i, values, seeds[i]) for i, values in enumerate(draws)]
    stop = scenario.month(figures["month"].max().date()) + 1

    def one(item: tuple[int, Mapping[str, float], int]) -> np.ndarray | Failed:
        i, values, own = item
        given = scenario.with_values(values)
        try:
            world = build(given, own)
            compiled.live(0, stop, world)
            told = said(figures, given, world)
            if not np.isfinite(told).all():
                raise ValueError("says nothing of a figure")
            return told
        except InputError:
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            return Failed(Task(i, i, given, own), "run", message, traceback.format_exc())

    outcomes: list[np.ndarray | Failed] = []
    with ThreadPoolExecutor(workers) as pool:
        try:
            for outcome in pool.map(one, todo):
                outcomes.append(outcome)
                advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    failures = tuple(x for x in outcomes if isinstance(x, Failed))
    lived = [i for i, x in enumerate(outcomes) if not isinstance(x, Failed)]
    if len(lived) < 2:
        problem = f"fails in {len(failures)} of {len(draws)} runs (the first: {failures[0].message})"
        raise InputError(problem, value=scenario.name, expected="a posterior whose draws can be run")
    history = np.array([x for x in outcomes if not isinstance(x, Failed)])
    sd = beyond_luck(history.mean(axis=0))
    chance = normal(len(draws), len(figures), seed, "published", regime)[lived]
    points: dict[tuple[float, ...], int] = {}
    point = np.array([points.setdefault(tuple(draws[i].values()), len(points)) for i in lived])
    return Predicted(regime, figures, history, sd, chance, point, failures)
