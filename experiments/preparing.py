"""Before the first run: the model compiled for this machine, and the bounds of what may be asked."""

from experiments.progress import say
from sim import compiled, simulate
from sim.scenario import Scenario

MOST_SEED = 2**63
MOST_WORKERS = 1_024

PREPARING = "Preparing the model for this machine (once, about 20 seconds) ..."


def prepare() -> None:
    """Compile the model where no run has been made yet on this machine with this version of it."""
    if not compiled.is_compiled():
        say(PREPARING)
        simulate.run(Scenario.load("federal-2022").with_values({"posts": 400, "end": "2022-07-31"}))
