"""Numbers from keys: every draw of an inference is a function of what it is for, never of when it is made."""

import hashlib
from collections.abc import Mapping

import numpy as np

from experiments.calibration.problem import Prior


def words(*key: object) -> np.ndarray:
    """Return eight 32-bit numbers that depend on the key alone."""
    return np.frombuffer(hashlib.sha256(repr(key).encode()).digest(), dtype="<u4")


def seeds(n: int, *key: object) -> list[int]:
    """Return `n` seeds of runs, each below 2^63."""
    stream = hashlib.shake_256(repr(key).encode()).digest(8 * n)
    return [int(x) for x in np.frombuffer(stream, dtype="<u8") >> np.uint64(1)]


def drawn(priors: Mapping[str, Prior], *key: object) -> dict[str, float]:
    """Return one value of each parameter from its prior."""
    found = places(len(priors), *key)
    return {
        name: low + (high - low) * float(u)
        for (name, (low, high)), u in zip(priors.items(), found, strict=True)
    }


def places(n: int, *key: object) -> np.ndarray:
    """Return `n` draws in [0, 1)."""
    stream = hashlib.shake_256(repr(key).encode()).digest(8 * n)
    return np.asarray((np.frombuffer(stream, dtype="<u8") >> np.uint64(11)) * 2.0**-53)
