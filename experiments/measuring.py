"""Ask scenarios for whole-run outcomes in memory, under common seeds: each distinct run once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from experiments.progress import progress
from sim import simulate
from sim.scenario import Scenario
from sim.summaries import SUMMARIES


@dataclass
class Bench:
    """Runs scenarios under `seeds` and remembers what it has run.

    outcomes: names of `sim.summaries.SUMMARIES`.  Scenarios under one seed share their
    luck, so the difference between two of them in a seed is the policy's.
    """

    seeds: Sequence[int]
    outcomes: Sequence[str]
    workers: int
    _known: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def measure(self, scenarios: Sequence[Scenario], words: str) -> np.ndarray:
        """Return the outcomes of every scenario under every seed, shape (n_scenarios, n_seeds, n_outcomes).

        words: what is being done, for the progress line.  Raises InputError where a scenario
        cannot be run.
        """
        new = {x.fingerprint: x for x in scenarios if x.fingerprint not in self._known}
        jobs = [(scenario, seed) for scenario in new.values() for seed in self.seeds]
        if jobs:
            with ThreadPoolExecutor(self.workers) as pool, progress(words, len(jobs)) as advance:
                found = []
                for measured in pool.map(self._one, jobs):
                    found.append(measured)
                    advance()
            shape = (len(new), len(self.seeds), len(self.outcomes))
            self._known.update(zip(new, np.array(found).reshape(shape), strict=True))
        return np.array([self._known[x.fingerprint] for x in scenarios])

    def _one(self, job: tuple[Scenario, int]) -> list[float]:
        monthly = simulate.run(*job).monthly
        return [SUMMARIES[name].of(monthly) for name in self.outcomes]
