"""Ask why two scenarios differ: in which parts of policy, and through which mechanisms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import stats

from experiments.attribution import shapley
from experiments.attribution.mechanisms import Contributions, contributions
from experiments.attribution.parts import Mix, Part
from experiments.calibration.carried import Carried
from experiments.measuring import Bench
from experiments.preparing import MOST_SEED, MOST_WORKERS, prepare
from experiments.progress import Watching, progress
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.summaries import RESTRICTED, SUMMARIES

OUTCOME = "verified_use_mean"
REPLICATES, MOST_REPLICATES = 8, 1_000
ORDERS, MOST_ORDERS = 8, 10_000
CONFIDENCE = 0.90


class Estimated(NamedTuple):
    """A mean over runs, and the 90 % interval of that mean (Student's t); NaN for a single run."""

    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0; a single run has none."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Question:
    """Why the second of two scenarios differs from the first, and how much work may go into it."""

    a: Scenario
    b: Scenario
    outcome: str = OUTCOME
    seed: int = 1
    replicates: int = REPLICATES
    orders: int = ORDERS
    """Orders of the parts sampled in each run, where they are too many for all coalitions."""
    workers: int = 1
    command: str = ""
    draws: Carried | None = None
    """Draws of a posterior, one for each seed; None for the scenarios' own parameters."""

    @property
    def seeds(self) -> range:
        """The seeds under which everything is run."""
        return range(self.seed, self.seed + self.replicates)

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called: their titles up to a colon, or after it, or what else tells them apart."""
        halves = [scenario.title.partition(":")[::2] for scenario in (self.a, self.b)]
        after = [half[1].strip() for half in halves]
        for first, second in (
            (halves[0][0].strip(), halves[1][0].strip()),
            (after[0][:1].upper() + after[0][1:], after[1][:1].upper() + after[1][1:]),
            (self.a.name, self.b.name),
        ):
            if first and second and first != second:
                return first, second
        return f"{self.a.name} (A)", f"{self.b.name} (B)"

    def check(self) -> None:
        """Raise InputError where the question cannot be asked."""
        if self.outcome not in SUMMARIES:
            raise InputError(
                "is an unknown outcome",
                key="--outcome",
                value=self.outcome,
                expected="a whole-run outcome of docs/outcomes.md, such as verified_use_mean",
                nearest=nearest(self.outcome, SUMMARIES),
            )
        for key, value, low, high in (
            ("--replicates", self.replicates, 1, MOST_REPLICATES),
            ("--permutations", self.orders, 4, MOST_ORDERS),
            ("--workers", self.workers, 1, MOST_WORKERS),
            ("--seed", self.seed, 0, MOST_SEED - self.replicates),
        ):
            if not low <= value <= high:
                wanted = f"a whole number from {low} to {high}"
                raise InputError("is out of bounds", key=key, value=value, expected=wanted)
        if self.orders % 2:
            wanted = "an even number: every order is taken together with its reverse"
            raise InputError("is odd", key="--permutations", value=self.orders, expected=wanted)


@dataclass(frozen=True)
class Explanation:
    """Why two scenarios differ, under each seed."""

    question: Question
    ends: np.ndarray
    """The outcome in the first and in the second scenario, shape (2, n_seeds)."""
    parts: tuple[Part, ...]
    split: shapley.Split
    """Of the parts, in their order; the games are the seeds."""
    mechanisms: Contributions
    n_runs: int

    @property
    def difference(self) -> np.ndarray:
        """The second scenario minus the first, shape (n_seeds,)."""
        return np.asarray(self.ends[1] - self.ends[0])

    def sampling_error(self, i: int) -> float:
        """Return how far the mean value of a part may be off for having seen some orders only."""
        errors = self.split.errors[i]
        return float(np.sqrt((errors**2).sum()) / len(errors))


def estimated(values: np.ndarray) -> Estimated:
    """Return the mean over seeds, with the interval of that mean; values: shape (n_seeds,)."""
    mean, n = float(values.mean()), len(values)
    if n < 2:
        return Estimated(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return Estimated(mean, mean - half, mean + half)


def find(question: Question) -> Mix:
    """Return the parts in which the two scenarios differ; raise InputError where it cannot be asked."""
    question.check()
    return Mix.of(question.a, question.b)


def ask(
    question: Question,
    mix: Mix,
    watching: Watching = progress,
    split_first: Callable[[Explanation], None] | None = None,
) -> Explanation:
    """Run what is needed and return why the scenarios of the question differ.

    mix: of `find`, with at least one part.  watching: is told how far the work is.  split_first: is
    given the explanation as soon as the parts are split, with no mechanism taken out yet, which
    takes longer.  Raises InputError where a scenario cannot be run or the outcome is missing in a
    run, and whatever `watching` raises to end the work.
    """
    prepare()
    bench = Bench(question.seeds, (question.outcome,), question.workers, question.draws, watching)
    ends = bench.measure((question.a, question.b), "Both scenarios")[:, :, 0].astype(float)
    _check_measured(question, ends)
    between: dict[frozenset[int], Scenario] = {}

    def worth(asked: Sequence[shapley.Asked]) -> np.ndarray:
        for _, chosen in asked:
            if chosen not in between:
                between[chosen] = mix.scenario(chosen)
        runs = [(between[chosen], question.seeds[game]) for game, chosen in asked]
        measured = bench.each(runs, f"Scenarios between the two, which differ in {_parts(mix)}")[:, 0]
        _check_measured(question, measured)
        return measured

    split = shapley.split(
        len(mix.parts), question.replicates, worth, n_orders=question.orders, key=question.seed
    )
    none_yet = Contributions.not_asked(ends[1] - ends[0])
    found = Explanation(question, ends, mix.parts, split, none_yet, bench.n_runs)
    if split_first is not None:
        split_first(found)
    mechanisms = contributions(question.a, question.b, bench)
    _check_measured(question, mechanisms.values)
    return replace(found, mechanisms=mechanisms, n_runs=bench.n_runs)


def _parts(mix: Mix) -> str:
    return "1 part" if len(mix.parts) == 1 else f"{len(mix.parts)} parts"


def _check_measured(question: Question, values: np.ndarray) -> None:
    """Raise InputError where an outcome is missing: a missing number cannot be split."""
    if np.isnan(values).any():
        restricted = f"{question.outcome}{RESTRICTED}"
        raise InputError(
            "is missing in some of the runs, so that there is no difference to split",
            key="--outcome",
            value=question.outcome,
            expected="an outcome that every run has",
            nearest=restricted if restricted in SUMMARIES else None,
        )
