"""Folders of posteriors as a calibration leaves them, written without one."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments import manifest
from experiments.calibration.posterior import KIND
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, regimes

FREE = ("beta0", "lam", "e1", "e2")
UNCERTAIN = [name for name, x in PARAMETERS.items() if x.role == "uncertain"]


def folder_of(
    out: Path,
    *,
    scenario: Scenario | None = None,
    regime_names: Sequence[str] = ("",),
    n: int = 60,
    width: float = 0.2,
    planted: Mapping[str, float] | None = None,
    **told: object,
) -> Path:
    """Write a posterior and return its folder.

    The freed parameters lie within the middle part of their priors that is `width` wide, all
    others anywhere in them; `planted` ones have one value in every draw.  told: goes over what
    the manifest says.
    """
    scenario = scenario or Scenario.load("federal-eoffice")
    out.mkdir(parents=True)
    draws = pd.concat([_draws(regime, n, width, planted or {}) for regime in regime_names], ignore_index=True)
    draws.to_parquet(out / "posterior.parquet")
    pd.DataFrame([_moved(regime, name, draws) for regime in regime_names for name in FREE]).to_parquet(
        out / "moved.parquet"
    )
    facts = manifest.facts((scenario,), [1], "redtape calibrate study.toml")
    own = {"kind": KIND, "complete": True, "scenario": scenario.name, "record": scenario.record}
    facts |= own | {"regimes": list(regime_names), "free": list(FREE), "seed": 1, **told}
    (out / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return out


def _draws(regime: str, n: int, width: float, planted: Mapping[str, float]) -> pd.DataFrame:
    chance = np.random.default_rng([7, *regime.encode()])
    held = set(regimes.load(regime).parameters) - {*FREE, "th_G"} if regime else set()
    columns = {}
    for name in UNCERTAIN:
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        middle, part = (low + high) / 2.0, width if name in FREE else 1.0
        drawn = middle + part * (high - low) * (chance.random(n) - 0.5)
        columns[name] = np.full(n, planted.get(name, np.nan)) if name in held | set(planted) else drawn
    weight = chance.random(n)
    own = {"regime": regime, "draw": np.arange(n), "weight": weight / weight.sum()}
    return pd.DataFrame(own | {"log_density": -chance.random(n)} | columns)


def _moved(regime: str, name: str, draws: pd.DataFrame) -> dict[str, object]:
    own, prior = draws.loc[draws["regime"] == regime, name], PARAMETERS[name]
    sd = (prior.high - prior.low) / np.sqrt(12.0)
    low, median, high = own.quantile([0.05, 0.5, 0.95])
    mean = (prior.low + prior.high) / 2.0
    return {
        **{"regime": regime, "parameter": name, "prior_mean": mean, "prior_sd": sd},
        **{"mean": own.mean(), "sd": own.std(), "low": low, "median": median, "high": high},
        **{"shift": (own.mean() - mean) / sd, "sd_ratio": own.std() / sd, "role": "freed"},
        **{"noise": 0.1, "at_low": 0.1, "at_high": 0.1},
        "verdict": "narrowed" if name != "e2" else "not told",
    }
