"""Which code makes a posterior: a proof of one version proves nothing of another."""

import hashlib
from functools import cache
from pathlib import Path

PARTS = (
    *("accepting", "errors", "history", "inference", "keyed", "points"),
    *("problem", "proposing", "sampling", "screen", "smc", "weights"),
)
"""Modules of this package by which an inference draws, runs, accepts and weighs."""


@cache
def version() -> str:
    """Return what tells this version of the inference from others: sha256 of its code."""
    here = Path(__file__).parent
    code = hashlib.sha256()
    for part in PARTS:
        code.update((here / f"{part}.py").read_bytes())
    return code.hexdigest()
