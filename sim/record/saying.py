"""What one run says of the figures of a record, and what a figure is of, in words."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.calendar import month_index
from sim.errors import InputError, nearest
from sim.observed import Observed
from sim.outcomes import OFFICE_OUTCOMES, office_outcome
from sim.record.form import MEAN, is_share
from sim.scenario import Scenario
from sim.state import World

if TYPE_CHECKING:
    import pandas as pd

LAST_BIT = 1e-7
"""An office with 19 of its 20 desks has reached 0.95, whatever the last bit of a narrow float says."""

OUTCOME_WORDS = {"verified_use": "real use"}
DIRECTION_WORDS = {">=": "at or above", "<": "below"}


ASKED = ("series", "month", "outcome", "statistic", "threshold", "direction", "offices", "tiers")
"""Columns of a figure that say what it is of."""


def said(rows: "pd.DataFrame", scenario: Scenario, world: World) -> np.ndarray:
    """Return what a run says of every figure, each in its own month, as shares of shape (n_rows,).

    rows: figures of a record that have a statistic.  world: of a run of `scenario`, lived up to
    the last of their months at least.  Every office counts alike, as a record counts
    them.  Raises InputError for a figure outside the run, or of offices that the scenario does not have.
    """
    observed = Observed(scenario, world)
    outcomes = {name: office_outcome(observed, name) for name in rows["outcome"].unique()}
    values = np.empty(len(rows))
    for i, (series, month, outcome, statistic, threshold, direction, names, tiers) in enumerate(
        zip(*(rows[column] for column in ASKED), strict=True)
    ):
        t = _month(series, month, scenario)
        of = outcomes[outcome][t, _offices(names, tiers, scenario, world)]
        values[i] = of.mean() if statistic == MEAN else reached(of, threshold, direction).mean()
    return values


def reached(use: Any, threshold: float, direction: str) -> Any:
    """Whether each of the outcomes `use` lies on the side of the threshold that is counted, ">=" or "<"."""
    return (use >= threshold - LAST_BIT) == (direction == ">=")


def words_of(figure: Any) -> str:
    """Return what a figure with a statistic is of: `offices with reported use at or above 95 %`."""
    outcome = OUTCOME_WORDS.get(figure.outcome, figure.outcome.replace("_", " "))
    places = (*figure.offices, *figure.tiers)
    where = f" in {', '.join(places)}" if places else ""
    if figure.statistic == MEAN:
        return f"mean {outcome}{where}"
    unit = OFFICE_OUTCOMES[figure.outcome][0]
    level = f"{100 * figure.threshold:g} %" if is_share(figure.outcome) else f"{figure.threshold:g} {unit}"
    return f"offices{where} with {outcome} {DIRECTION_WORDS[figure.direction]} {level}"


def _month(series: str, month: date, scenario: Scenario) -> int:
    t = month_index(scenario.start, month)
    if not 0 <= t < scenario.n_months:
        raise InputError(
            "falls outside the run",
            key=series,
            value=date(month.year, month.month, month.day),
            expected=f"a month of {scenario.name}, {scenario.start:%B %Y} to {scenario.end:%B %Y}",
        )
    return t


def _offices(
    names: tuple[str, ...], tiers: tuple[str, ...], scenario: Scenario, world: World
) -> slice | np.ndarray:
    """Return which offices a figure is about: those of the names, in the tiers; all where it says neither."""
    if not names and not tiers:
        return slice(None)
    of_tier = np.array([tier.code for tier in scenario.tiers], object)[world.office["tier"]]
    own = np.array([name for tier in scenario.tiers for name in tier.names], object)
    for kind, asked, known in (("office", names, own), ("tier", tiers, of_tier)):
        for name in (name for name in asked if name not in known):
            raise InputError(
                f"is not among the {kind}s",
                value=name,
                expected=f"a {kind} of {scenario.name}",
                nearest=nearest(name, dict.fromkeys(known)),
            )
    among = np.isin(own, names) if names else np.ones(len(own), bool)
    among &= np.isin(of_tier, tiers) if tiers else True
    if not among.any():
        problem = f"hold none of the offices {', '.join(names)}"
        raise InputError(problem, value=list(tiers), expected="tiers that do")
    return np.flatnonzero(among)
