"""Two ways to run one text: marks for functions that are plain Python and can be compiled.

A marked function is unchanged when Python calls it.  When a compiled function calls it,
Numba compiles the same text, so the compiled and the interpreted model cannot differ.
"""

import hashlib
import os
import platform
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import llvmlite.binding
import numba
import numpy as np
from numba.extending import register_jitable


def rule[F: Callable[..., Any]](function: F) -> F:
    """Mark a small function over one official or office; compiled code inlines it.

    It may not allocate arrays: reference counting (_nrt) is off, which makes passing
    the world to it free.
    """
    return cast(F, register_jitable(forceinline=True, _nrt=False)(function))


def phase[F: Callable[..., Any]](function: F) -> F:
    """Mark a step of the month, a loop over rules; it may not allocate arrays."""
    return cast(F, register_jitable(_nrt=False)(function))


def allocating_phase[F: Callable[..., Any]](function: F) -> F:
    """Mark a step of the month that allocates arrays of its own, or calls one that does."""
    return cast(F, register_jitable(function))


@cache
def model_version() -> str:
    """Return what tells this version of the model from others: sha256 of the text of all of `sim/`."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.rglob("*.py")):
        digest.update(str(source.relative_to(here)).encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder for compiled code, keyed by everything the code depends on.

    Numba's own cache does not notice a change in a *called* function's file, so the folder
    is keyed by the text of all of `sim/`, the versions and the processor: an edited rule
    always takes effect.
    """
    # Numba keys its files by their source's path too.
    digest = hashlib.sha256(str(Path(__file__).parent).encode() + model_version().encode())
    for fact in (numba.__version__, np.__version__, platform.python_version(), platform.machine()):
        digest.update(fact.encode())
    digest.update(llvmlite.binding.get_host_cpu_name().encode())
    root = os.environ.get("REDTAPE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for base in (Path(root), Path(tempfile.gettempdir())):
        folder = base / "redtape" / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="redtape-"))


def compiled(function: Callable[..., Any]) -> Any:
    """Return `function` compiled by Numba on its first call, cached on disk, running without the GIL."""
    # The cache folder is read when a function is decorated; other users of Numba keep theirs.
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before
