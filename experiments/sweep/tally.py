"""What became of a sweep."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from experiments.store import Results
from experiments.sweep.job import Broken

Status = Literal["running", "complete", "stopped by the user", "given up", "broken off"]


@dataclass
class Tally:
    """What became of a study, and the folder that holds it."""

    folder: Path
    status: Status = "running"
    asked: int = 0
    """Runs that the study asks for, those of a stop rule among them."""
    before: int = 0
    """Of these, runs that were there when it began."""
    made: int = 0
    """Runs that were made and finished this time."""
    failures: list[Broken] = field(default_factory=list)
    """Runs that failed, this time or before; those that were never made again stay among them."""

    @property
    def exit_code(self) -> int:
        """0 done, 1 some runs failed, 130 stopped by the user."""
        return 130 if self.status == "stopped by the user" else int(bool(self.failures))

    @property
    def results(self) -> Results:
        """The folder, to read from."""
        return Results(self.folder)
