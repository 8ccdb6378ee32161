"""Make the runs of a results folder again, as its manifest says, and compare every table bit for bit."""

from experiments.rerun.comparing import Comparison, rerun
from experiments.rerun.telling import tell

__all__ = ["Comparison", "rerun", "tell"]
