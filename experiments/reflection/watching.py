"""Which observation would tell two regimes apart: each, and the best on draws that did not choose it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration import keyed
from experiments.reflection.living import COURSES, ENDS, Lived
from experiments.reflection.observing import DATES, DROPPED, OBSERVATIONS, Observation
from experiments.reflection.separating import Apart, told_apart
from experiments.tables import REFLECTION_TABLES

Draws = np.ndarray | slice
ALL: tuple[Draws, Draws] = (slice(None), slice(None))


def cells(course: str) -> Iterator[tuple[int, int]]:
    """Yield what can be observed under a course: numbers of the observation and of the month."""
    for k in range(len(OBSERVATIONS)):
        for d, day in enumerate(DATES):
            if course != ENDS or day > DROPPED:
                yield k, d


def watched(
    both: tuple[Lived, Lived], course: str, k: int, d: int, draws: tuple[Draws, Draws] = ALL
) -> tuple[np.ndarray, np.ndarray, Apart]:
    """Return one observation of both regimes and how well it tells them apart, on some draws of each."""
    a, b = (x.seen[course][own, k, d] for x, own in zip(both, draws, strict=True))
    sd = OBSERVATIONS[k].sd(np.concatenate([a, b]))
    return a, b, told_apart(a, b, sd[: len(a)], sd[len(a) :])


def separation(one: Lived, other: Lived) -> pd.DataFrame:
    """Return for every observation how well it tells the regimes apart, the best first."""
    rows = []
    for course in COURSES:
        for k, d in cells(course):
            a, b, apart = watched((one, other), course, k, d)
            what = _named(OBSERVATIONS[k]) | {"unit": OBSERVATIONS[k].unit}
            rows.append({"course": course, **what, **as_row(DATES[d], a, b, apart)})
    found = pd.DataFrame(rows).sort_values(["p_right", "log_bayes"], ascending=False, kind="stable")
    return found[list(REFLECTION_TABLES["separation"])].reset_index(drop=True)


def _named(x: Observation) -> dict[str, str]:
    return {"observation": x.name, "words": x.words, "effort": x.effort}


def as_row(day: date | None, a: np.ndarray, b: np.ndarray, apart: Apart) -> dict[str, Any]:
    """Return a row of the table `separation`, without its names."""
    told = {"log_bayes": apart.log_bayes, "p_right": apart.p_right, "p_sd": apart.p_sd}
    means = {"first": float(a.mean()), "second": float(b.mean())}
    return {"month": pd.Timestamp(day) if day else pd.NaT, **means, **told}


def chosen(one: Lived, other: Lived) -> pd.DataFrame:
    """Return how well the best observation does on draws that did not choose it, two rows for each course.

    The draws of each regime are split in two halves by a key.  Each half chooses the observation
    that is right most often on it; the other half says how often that one is right.  The best
    of so many on the very draws that chose it is partly luck.
    """
    halves = [_halves(x) for x in (one, other)]
    rows = []
    for course in COURSES:
        for own in (0, 1):
            of_own, of_rest = ((halves[0][i], halves[1][i]) for i in (own, 1 - own))
            tried = {x: watched((one, other), course, *x, of_own)[2] for x in cells(course)}
            k, d = max(tried, key=lambda x: (tried[x].p_right, tried[x].log_bayes))
            scored = watched((one, other), course, k, d, of_rest)[2]
            what = {"course": course, **_named(OBSERVATIONS[k]), "month": pd.Timestamp(DATES[d])}
            told = {"p_chosen": tried[k, d].p_right, "p_right": scored.p_right, "p_sd": scored.p_sd}
            rows.append(what | told)
    return pd.DataFrame(rows)[list(REFLECTION_TABLES["chosen"])]


def _halves(lived: Lived) -> tuple[np.ndarray, np.ndarray]:
    n = len(next(iter(lived.seen.values())))
    order = np.argsort(keyed.places(n, "halves", lived.regime))
    return np.sort(order[::2]), np.sort(order[1::2])
