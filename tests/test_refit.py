"""The declared defaults of the fitted parameters are those the re-fit wrote down."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.refit import POSTS, Fit
from sim import Scenario
from sim.parameters import PARAMETERS
from sim.record import load

REFIT = Path(__file__).parent.parent / "docs" / "refit.json"
REFIT_OF_K = REFIT.with_name("refit-K.json")


def test_defaults_are_the_fitted_values() -> None:
    """Fails if a fitted default is changed by hand, or the re-fit is renewed and not adopted."""
    fitted = json.loads(REFIT.read_text())["free"]
    assert {name: PARAMETERS[name].default for name in fitted} == fitted


@pytest.mark.parametrize("regime", [None, "K"])
def test_the_written_misfit_is_the_models(regime: str | None) -> None:
    """Fails if a rule changes the fit to the record and docs/refit is not renewed.

    Half of the seeds the re-fit was scored on; every row within what 32 seeds can differ from 16.
    """
    written = json.loads((REFIT_OF_K if regime else REFIT).read_text())
    base = Scenario.load("federal-eoffice").with_values({"posts": POSTS, "regime": regime})
    assert base.record_path is not None
    fit = Fit(base, load(base.record_path).comparable, tuple(written["free"]))
    table = fit.compare({}, seeds=range(1001, 1017))
    was = np.array([row["mean"] for row in written["rows"]])
    assert list(table["series"]) == [row["series"] for row in written["rows"]]
    assert np.abs(table["mean"] - was).max() < 0.12
    assert np.abs(table["mean"] - was).mean() < 0.035


def test_only_calibrate_rows_are_fitted() -> None:
    """Fails if a row that is held out enters the misfit."""
    base = Scenario.load("federal-eoffice").with_values({"posts": 400})
    assert base.record_path is not None
    record = load(base.record_path).comparable
    spoiled = record.assign(value=record["value"].where(record["role"] == "calibrate", 0.0))
    point = np.array([0.5])
    one, two = (Fit(base, rows, ("lam",), seeds=range(1, 3)).misfit(point) for rows in (record, spoiled))
    assert one == two
    other = Fit(base, record.assign(value=0.0), ("lam",), seeds=range(1, 3)).misfit(point)
    assert other != one
