"""The `redtape` command: everything it can do stands in `experiments/commands`."""

import sys

from experiments.doctor import examining

# isort: off
# In the order in which help lists their commands.
from experiments.commands import library, running, sweeping
from experiments.commands import comparing, explaining, briefing
from experiments.commands import calibrating, judging, reflecting
from experiments.commands import viewing
from experiments.commands import checking
from experiments.commands.common import app
# isort: on

__all__ = [
    "app",
    "briefing",
    "calibrating",
    "checking",
    "comparing",
    "explaining",
    "judging",
    "library",
    "main",
    "reflecting",
    "running",
    "sweeping",
    "viewing",
]


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] in (["doctor"], ["doctor", "--json"]):
        # Typer reads options by pydantic, which may be what is broken.
        sys.exit(examining.tell(as_json="--json" in sys.argv))
    app(prog_name="redtape")


if __name__ == "__main__":
    main()
