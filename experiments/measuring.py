"""Ask scenarios for whole-run outcomes in memory, under common seeds: each distinct run once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from experiments.calibration.carried import Carried
from experiments.progress import Watching, progress
from sim import simulate
from sim.errors import InputError
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
    draws: Carried | None = None
    """Draws of a posterior, one for each seed, laid over whatever runs under it."""
    watching: Watching = progress
    """Is told how far each batch of runs is; what it raises ends the work, but for the runs under way."""
    _known: dict[tuple[str, int], list[float]] = field(default_factory=dict, repr=False)
    """Fingerprint and seed -> the outcomes of that run."""

    @property
    def n_runs(self) -> int:
        """How many runs have been made."""
        return len(self._known)

    def measure(self, scenarios: Sequence[Scenario], words: str) -> np.ndarray:
        """Return the outcomes of every scenario under every seed, shape (n_scenarios, n_seeds, n_outcomes).

        words: what is being done, for who watches.  Raises InputError where a scenario
        cannot be run, or one of its runs fails.
        """
        runs = self.each([(scenario, seed) for scenario in scenarios for seed in self.seeds], words)
        return runs.reshape(len(scenarios), len(self.seeds), len(self.outcomes))

    def each(self, runs: Sequence[tuple[Scenario, int]], words: str) -> np.ndarray:
        """Return the outcomes of single runs, each a scenario and a seed, shape (n_runs, n_outcomes).

        For a design in which not every scenario is run under every seed; otherwise as `measure`.
        """
        if self.draws is not None:
            places = {seed: i for i, seed in enumerate(self.seeds)}
            runs = [(self.draws.laid(x, places[seed]), seed) for x, seed in runs]
        new = {
            (x.fingerprint, seed): (x, seed) for x, seed in runs if (x.fingerprint, seed) not in self._known
        }
        if new:
            with ThreadPoolExecutor(self.workers) as pool, self.watching(words, len(new)) as advance:
                try:
                    for key, measured in zip(new, pool.map(self._one, new.values()), strict=True):
                        self._known[key] = measured
                        advance()
                except BaseException:
                    # Or leaving the pool would first make every run that is still to come.
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        known = [self._known[x.fingerprint, seed] for x, seed in runs]
        return np.array(known).reshape(len(runs), len(self.outcomes))

    def _one(self, job: tuple[Scenario, int]) -> list[float]:
        scenario, seed = job
        try:
            monthly = simulate.run(scenario, seed).monthly
            return [SUMMARIES[name].of(monthly) for name in self.outcomes]
        except InputError:
            raise
        except Exception as error:
            reason = f"fails under seed {seed} ({type(error).__name__}: {error})"
            wanted = "a scenario whose runs finish; `redtape run` keeps the whole trace of one that does not"
            raise InputError(reason, value=scenario.name, expected=wanted) from error
