"""Proof before use: an inference is tried on records whose truth is known."""

from experiments.proving.asking import Asked, self_test
from experiments.proving.planting import PLACES
from experiments.proving.proof import (
    COMMITTED,
    PROOF,
    Proof,
    Subject,
    as_json,
    found,
    of_posterior,
    read,
    told,
)
from experiments.proving.running import run

__all__ = [
    "COMMITTED",
    "PLACES",
    "PROOF",
    "Asked",
    "Proof",
    "Subject",
    "as_json",
    "found",
    "of_posterior",
    "read",
    "run",
    "self_test",
    "told",
]
