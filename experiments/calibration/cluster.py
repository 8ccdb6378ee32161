"""Make the runs of a calibration on a Dask cluster, while proposals are made here."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager

import numpy as np
import pandas as pd

from experiments.calibration.asking import Live, live
from experiments.calibration.problem import CannotGoOnError
from sim.errors import InputError
from sim.scenario import Scenario

CONNECT = 10
"""Seconds to wait for a scheduler."""


@contextmanager
def on_dask(address: str) -> Iterator[tuple[Live, int]]:
    """Give what makes runs on the cluster at `address`, and how many it makes at once; raise InputError."""
    try:
        from distributed import Client
    except ImportError:
        wanted = "the extra `cluster`: pip install 'redtape[cluster]'"
        raise InputError("needs a library that is not installed", key="--dask", expected=wanted) from None
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        wanted = "the address of a Dask scheduler, such as tcp://10.0.0.5:8786"
        reason = f"cannot be reached ({error})"
        raise InputError(reason, key="--dask", value=address, expected=wanted) from None

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

    try:
        yield make, max(1, sum(client.nthreads().values()))
    finally:
        client.close(timeout=CONNECT)
