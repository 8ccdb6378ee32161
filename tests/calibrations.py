"""Folders as a calibration leaves them, made up: no inference stands behind their numbers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import manifest
from experiments.calibration.posterior import KIND
from sim import record
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, regimes

FREE = ("beta0", "lam", "e1", "e2")
UNCERTAIN = [name for name, x in PARAMETERS.items() if x.role == "uncertain"]
SCENARIO = "federal-eoffice"
N_SEEDS = 4
MISFIT = 0.35
"""How far the made-up model misses the figure that it is told to miss."""


def calibration(
    out: Path,
    *,
    regime_names: Sequence[str] = ("L", "K"),
    n: int = 60,
    width: float = 0.2,
    missed: int | None = None,
    own: Mapping[str, Mapping[str, float]] | None = None,
    **told: Any,
) -> Path:
    """Write a calibration of the federal record and return its folder.

    Draws of every parameter lie about its value in the regime, within `width` of its prior.
    missed: number of the fitted figure that the model is to miss by `MISFIT`.  own: regime ->
    values that are the same in all its draws.  told: goes over what the manifest says.
    """
    scenario = Scenario.load(SCENARIO)
    figures = record.load(scenario.record_path).fitted
    out.mkdir(parents=True)
    given = own or {}
    draws = [_draws(name, n, width, given.get(name, {})) for name in regime_names]
    tables = {
        "posterior": pd.concat(draws, ignore_index=True),
        "said": pd.concat([_said(name, n, figures, missed) for name in regime_names], ignore_index=True),
        "generations": pd.concat([_generations(name) for name in regime_names], ignore_index=True),
        "moved": pd.concat([_moved(table) for table in draws], ignore_index=True),
        "size_shift": pd.concat([_size_shift(name, figures) for name in regime_names], ignore_index=True),
        "failures": pd.DataFrame(
            {"regime": regime_names[0], "generation": [2], "number": [17], "error": ["ValueError: no number"]}
        ),
    }
    for name, table in tables.items():
        table.to_parquet(out / f"{name}.parquet")
    facts = manifest.facts((scenario,), [1], "redtape calibrate federal-record")
    facts |= {"kind": KIND, "complete": True, "scenario": SCENARIO, "record": scenario.record}
    facts |= {"regimes": list(regime_names), "free": list(FREE), "seed": 1, "seeds_per_point": N_SEEDS}
    facts |= {"evidence": {name: {"log": 20.0 + i, "sd": 0.5} for i, name in enumerate(regime_names)}}
    facts |= {"effective": dict.fromkeys(regime_names, 0.5 * n), "finished": "2026-01-05T10:00:00+00:00"}
    (out / "manifest.json").write_text(json.dumps(facts | told), encoding="utf-8")
    return out


def _draws(regime: str, n: int, width: float, given: Mapping[str, float]) -> pd.DataFrame:
    chance = np.random.default_rng([7, *regime.encode()])
    stated = dict(regimes.load(regime).parameters) if regime else {}
    held = set(stated) - {*FREE, "th_G"}
    columns = {}
    for name in UNCERTAIN:
        x = PARAMETERS[name]
        middle = float(stated.get(name, x.default))
        drawn = np.clip(middle + width * (x.high - x.low) * (chance.random(n) - 0.5), x.low, x.high)
        columns[name] = np.full(n, np.nan) if name in held else np.full(n, given.get(name, np.nan))
        columns[name] = drawn if name not in held and name not in given else columns[name]
    weight = 0.2 + chance.random(n)
    plain = {"regime": regime, "draw": np.arange(n), "weight": weight / weight.sum()}
    return pd.DataFrame(plain | {"log_density": -chance.random(n)} | columns)


def _said(regime: str, n: int, figures: pd.DataFrame, missed: int | None) -> pd.DataFrame:
    chance = np.random.default_rng([8, *regime.encode()])
    parts = []
    for number, value in zip(figures["number"], figures["value"], strict=True):
        off = -np.sign(value - 0.5) * MISFIT if number == missed else 0.0
        drawn = np.clip(value + off + 0.06 * chance.standard_normal((n, N_SEEDS)), 0.0, 1.0)
        which = {"draw": np.repeat(np.arange(n), N_SEEDS), "seed": np.tile(np.arange(N_SEEDS), n)}
        parts.append(pd.DataFrame({"regime": regime, **which, "number": number, "value": drawn.ravel()}))
    return pd.concat(parts, ignore_index=True)


def _generations(regime: str) -> pd.DataFrame:
    n = 4
    n_run = np.array([400, 900, 1500, 2600])
    return pd.DataFrame(
        {
            **{"regime": regime, "generation": range(1, n + 1), "temperature": [16.0, 4.0, 1.0, 1.0]},
            **{"real": [False, False, False, True], "n_proposed": 2 * n_run, "n_run": n_run},
            **{"n_failed": [0, 0, 1, 0], "n_accepted": [200, 200, 200, 400]},
            **{"effective": [180.0, 120.0, 110.0, 210.0], "seconds": [30.0, 60.0, 90.0, 400.0]},
        }
    )


AT_BOUND = "lam"
"""A freed parameter that is told to lie against the upper bound of its prior."""


def _moved(draws: pd.DataFrame) -> pd.DataFrame:
    known = draws.dropna(axis=1, how="all")
    rows = []
    for name in (x for x in UNCERTAIN if x in known):
        prior, values = PARAMETERS[name], known[name]
        middle, sd = (prior.low + prior.high) / 2.0, (prior.high - prior.low) / np.sqrt(12.0)
        low, median, high = values.quantile([0.05, 0.5, 0.95])
        shift, ratio = (values.mean() - middle) / sd, values.std() / sd
        verdict = "moved" if abs(shift) > 1.0 else "narrowed" if name in FREE else "not told"
        rows.append(
            {
                **{"regime": known["regime"].iloc[0], "parameter": name},
                **{"role": "freed" if name in FREE else "carried", "prior_mean": middle, "prior_sd": sd},
                **{"mean": values.mean(), "sd": values.std(), "low": low, "median": median, "high": high},
                **{"shift": shift, "sd_ratio": ratio, "noise": 0.1, "verdict": verdict},
                **{"at_low": 0.1, "at_high": 0.45 if name == AT_BOUND else 0.1},
            }
        )
    return pd.DataFrame(rows)


def _size_shift(regime: str, figures: pd.DataFrame) -> pd.DataFrame:
    n = len(figures)
    shift = np.linspace(-0.02, 0.06, n)
    small = figures["value"].to_numpy()
    return pd.DataFrame(
        {
            **{"regime": regime, "number": figures["number"].to_numpy(), "small": small},
            **{"real": small + shift, "difference": shift, "low": shift - 0.02, "high": shift + 0.02},
        }
    )
