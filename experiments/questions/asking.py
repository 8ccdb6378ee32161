"""Run every arm of every question in every cell under common seeds, each distinct run once."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np

from experiments.progress import progress
from experiments.questions.question import (
    SHARE_OF_DESKS,
    Arm,
    Cell,
    Contrast,
    Drawn,
    Measure,
    Part,
    Question,
    outcome_at,
)
from sim import simulate
from sim.observed import Observed
from sim.scenario import Scenario

POSTS = 1_600
"""40 desks an office, as in the re-fit."""

SEEDS = range(1, 33)
"""Twice as many as elsewhere: an answer hangs on whether the ends of a band lie on one side of 0."""

LEVEL_DAY = date(2024, 4, 1)
LEVEL = outcome_at("reported_use", LEVEL_DAY, "reported use", SHARE_OF_DESKS)
"""Measured of every run: whether the cells agree on the level before the orders."""

Key = tuple[str, str]
"""Tells arms apart whose runs differ: fingerprint of the scenario, and what is drawn by seed in words."""

Where = tuple[str, str, Cell]
"""Name of a part, name of an arm in it, and the cell."""


@dataclass(frozen=True)
class Course:
    """What is run under every seed, and what is measured of it."""

    scenario: Scenario
    drawn: Drawn | None
    measures: tuple[Measure, ...]

    @property
    def key(self) -> Key:
        """Return what tells its runs from those of other arms."""
        return self.scenario.fingerprint, self.drawn.words if self.drawn else ""

    def live(self, seed: int) -> dict[str, float]:
        """Return what is measured of the run under a seed, by measure."""
        own = self.drawn.of(self.scenario, seed) if self.drawn else {}
        result = simulate.run(self.scenario.with_values(own), seed)
        observed = Observed(result.scenario, result.world)
        return {x.key: x.of(observed) for x in self.measures}


@dataclass(frozen=True)
class Asked:
    """The questions with all that was measured: measured[key][measure], shape (n_seeds,)."""

    questions: tuple[Question, ...]
    cells: tuple[Cell, ...]
    seeds: tuple[int, ...]
    posts: int
    keys: Mapping[Where, Key]
    measured: Mapping[Key, Mapping[str, np.ndarray]]

    def values(self, part: Part, arm: str, measure: Measure, cell: Cell) -> np.ndarray:
        """Return a measure of an arm in a cell under every seed, shape (n_seeds,)."""
        return self.measured[self.keys[part.name, arm, cell]][measure.key]

    def difference(self, part: Part, contrast: Contrast, measure: Measure, cell: Cell) -> np.ndarray:
        """Return a contrast seed by seed, shape (n_seeds,): arms under one seed share their luck."""
        zero = np.zeros(len(self.seeds))
        plus = sum((self.values(part, arm, measure, cell) for arm in contrast.plus), zero)
        minus = sum((self.values(part, arm, measure, cell) for arm in contrast.minus), zero)
        return np.asarray(plus - minus)


def ask(
    questions: Sequence[Question], cells: Sequence[Cell], seeds: Sequence[int], posts: int, workers: int
) -> Asked:
    """Run whatever the questions need; raise InputError where an arm is no valid scenario."""
    keys: dict[Where, Key] = {}
    courses: dict[Key, Course] = {}
    for part, arm, cell in _arms(questions, cells):
        course = Course(arm.scenario(cell, posts), arm.drawn, (LEVEL, *part.measures))
        keys[part.name, arm.name, cell] = course.key
        courses[course.key] = _joined(courses.get(course.key), course)
    jobs = [(course, seed) for course in courses.values() for seed in seeds]
    found: dict[Key, list[dict[str, float]]] = {key: [] for key in courses}
    with progress("Asking the questions", len(jobs)) as advance, ThreadPoolExecutor(workers) as pool:
        for (course, _), measured in zip(jobs, pool.map(lambda job: job[0].live(job[1]), jobs), strict=True):
            found[course.key].append(measured)
            advance()
    measured_of = {
        key: {name: np.array([run[name] for run in runs]) for name in runs[0]} for key, runs in found.items()
    }
    return Asked(tuple(questions), tuple(cells), tuple(seeds), posts, keys, measured_of)


def _arms(questions: Sequence[Question], cells: Sequence[Cell]) -> Iterator[tuple[Part, Arm, Cell]]:
    for question in questions:
        for part in question.parts:
            yield from ((part, arm, cell) for arm in part.arms for cell in cells)


def _joined(known: Course | None, course: Course) -> Course:
    """Return one course that measures what both do."""
    if known is None:
        return course
    more = tuple(x for x in course.measures if x.key not in {y.key for y in known.measures})
    return Course(known.scenario, known.drawn, (*known.measures, *more))
