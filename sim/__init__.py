"""Redtape: an agent-based laboratory of institutional resistance to digital government.

from sim import Scenario, run, BureaucracyModel
"""

from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.model import BureaucracyModel
    from sim.simulate import RunResult, run

__all__ = ["BureaucracyModel", "InputError", "RunResult", "Scenario", "run"]


def __getattr__(name: str) -> Any:
    """Import what needs Numba and Mesa only when it is asked for, so that the command line starts at once."""
    if name == "BureaucracyModel":
        from sim.model import BureaucracyModel

        return BureaucracyModel
    if name in ("run", "RunResult"):
        from sim.simulate import RunResult, run

        return {"run": run, "RunResult": RunResult}[name]
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
