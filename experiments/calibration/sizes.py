"""What it does to the figures that most of a calibration is made with fewer posts than there are."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from experiments.calibration import keyed
from experiments.calibration.asking import Live
from experiments.calibration.inference import Inferred
from experiments.calibration.plan import Calibration, Regime
from experiments.calibration.weights import equal

DRAWS, SEEDS = 40, 2
T_90 = 1.685
"""Of Student's t with DRAWS - 1 degrees of freedom."""


def size_shift(
    plan: Calibration, regime: Regime, inferred: Inferred, workers: int, make: Live
) -> pd.DataFrame:
    """Return how each fitted figure differs between real size and few posts, at points of the posterior.

    Columns: number (of the figure), small, real (means over points and seeds), difference with
    its 90 % interval (low, high).  Points whose runs fail are left out.
    """
    last, key = inferred.last, (plan.settings.seed, "sizes", regime.name)
    chosen = equal(last.weight, DRAWS, keyed.places(1, *key)[0])

    def both(i: int) -> np.ndarray | None:
        values = {name: float(x[chosen[i]]) for name, x in last.values.items()}
        seeds = keyed.seeds(SEEDS, *key, i)
        try:
            return np.array(
                [make(x, values, seeds, plan.fitted).mean(axis=0) for x in (regime.small, regime.scenario)]
            )
        except Exception:
            return None

    with ThreadPoolExecutor(workers) as pool:
        made = [x for x in pool.map(both, range(DRAWS)) if x is not None and np.isfinite(x).all()]
    if len(made) < 2:
        made = [np.full((2, len(plan.fitted)), np.nan)] * 2
    found = np.array(made)
    off = found[:, 1] - found[:, 0]
    half = T_90 * off.std(axis=0, ddof=1) / np.sqrt(len(off))
    return pd.DataFrame(
        {
            "number": plan.fitted["number"].to_numpy(),
            "small": found[:, 0].mean(axis=0),
            "real": found[:, 1].mean(axis=0),
            "difference": off.mean(axis=0),
            "low": off.mean(axis=0) - half,
            "high": off.mean(axis=0) + half,
        }
    )
