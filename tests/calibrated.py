"""Folders such as a calibration leaves, with a posterior made up for tests."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments import manifest, store
from experiments.calibration import keyed
from experiments.calibration.posterior import KIND
from sim import run
from sim.parameters import PARAMETERS
from sim.record import load, said
from sim.scenario import Scenario

FREE = ("beta0", "lam", "e1", "e2")
WIDTH = 0.1
"""Half the width of the made-up posterior, as a part of the prior's."""


def small_federal() -> Scenario:
    """The federal case at ten desks an office, which a run lives in milliseconds."""
    return Scenario.load("federal-eoffice").with_values({"posts": 400})


def write_posterior(
    folder: Path,
    scenario: Scenario | None = None,
    *,
    regimes: tuple[str, ...] = ("",),
    n_draws: int = 12,
    n_seeds: int = 2,
    record: Path | None = None,
    **told: object,
) -> Path:
    """Write a complete calibration whose draws lie about the scenario's own values; return its folder.

    told: what the manifest says otherwise.
    """
    scenario = scenario or small_federal()
    path = record or scenario.record_path
    assert path is not None
    fitted = load(path).fitted
    draws, heard = [], []
    for regime in regimes:
        own = scenario.with_values({"regime": regime}) if regime else scenario
        for draw in range(n_draws):
            values = _values(own, "drawn", regime, draw)
            draws.append(
                {"regime": regime, "draw": draw, "weight": 1.0 / n_draws, "log_density": 0.0} | values
            )
            for seed in keyed.seeds(n_seeds, "seeds", regime, draw):
                given = own.with_values(values)
                told_by_run = said(fitted, given, run(given, seed).world)
                heard += [
                    {"regime": regime, "draw": draw, "seed": seed, "number": number, "value": value}
                    for number, value in zip(fitted["number"], told_by_run, strict=True)
                ]
    folder.mkdir(parents=True, exist_ok=True)
    store.write_table(folder, "posterior", pa.Table.from_pandas(pd.DataFrame(draws), preserve_index=False))
    store.write_table(folder, "said", pa.Table.from_pandas(pd.DataFrame(heard), preserve_index=False))
    facts = manifest.facts([scenario], [1], "redtape calibrate a-test")
    of_calibration = {
        **{"kind": KIND, "complete": True, "status": "complete", "scenario": scenario.name},
        **{"regimes": list(regimes), "free": list(FREE), "record": str(path), "seed": 1},
        **{"seeds_per_point": n_seeds, "units": {}},
    }
    store.write_manifest(folder, facts | of_calibration | told)
    return folder


def _values(scenario: Scenario, *key: object) -> dict[str, float]:
    found = {}
    for name, place in zip(FREE, keyed.places(len(FREE), *key), strict=True):
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        value = scenario.parameter(name) + WIDTH * (high - low) * (2.0 * place - 1.0)
        found[name] = float(np.clip(value, low, high))
    return found
