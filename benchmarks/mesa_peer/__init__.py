"""The model as a Mesa user would write it: an object per official, its own formulas in plain Python.

It shares with ours what a run starts from (the scenario, the schedule of policy, the
offices and the people of the first month) and no rule and no draw, so the two agree
only in distribution.
"""

from benchmarks.mesa_peer.model import ReformModel

__all__ = ["ReformModel"]
