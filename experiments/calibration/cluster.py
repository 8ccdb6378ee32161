"""Make the runs of a calibration on a Dask cluster, while proposals are made here."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager

import numpy as np
import pandas as pd

from experiments.calibration.asking import Live, live
from experiments.calibration.problem import CannotGoOnError
from experiments.sweep.pools import connected
from sim.scenario import Scenario


@contextmanager
def on_dask(address: str) -> Iterator[tuple[Live, int]]:
    """Give what makes runs on the cluster at `address`, and how many it makes at once; raise InputError."""
    with connected(address) as client:

        def make(
            scenario: Scenario, values: Mapping[str, object], seeds: Sequence[int], rows: pd.DataFrame
        ) -> np.ndarray:
            try:
                asked = client.submit(live, scenario, dict(values), list(seeds), rows, pure=False)
                return np.asarray(asked.result())
            except (OSError, CancelledError, TimeoutError) as error:
                wanted = "a scheduler that stays up: start it again, and then the same command"
                reason = f"let go of runs that were under way ({type(error).__name__})"
                raise CannotGoOnError(reason, key="--dask", value=address, expected=wanted) from None

        yield make, max(1, sum(client.nthreads().values()))
