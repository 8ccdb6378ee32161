"""Why the current policy differs from the baseline, as the page shows it: computed aside, told as it goes."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from experiments.attribution import telling
from experiments.attribution.asking import Explanation, Question, ask, estimated, find
from experiments.attribution.parts import Mix
from experiments.attribution.telling import Row, Scale
from experiments.live.engine import TURNS
from experiments.preparing import MOST_SEED
from experiments.progress import Advance
from sim.errors import InputError
from sim.parameters.ablations import ABLATIONS
from sim.scenario import Scenario
from sim.summaries import SUMMARIES

OUTCOME = "verified_use_end"
REPLICATES, ORDERS = 4, 4
"""Runs of every scenario, and orders of the parts seen in each where they are many: enough for a room,
which is told the intervals."""

SAME = "Nothing that results depend on differs between the two. Move a lever, or choose another baseline."
ROOM = "With what the room did"

Publish = Callable[[dict[str, Any]], None]


def explained(
    baseline: Scenario,
    current: Scenario,
    seed: int,
    *,
    names: tuple[str, str] | None = None,
    outcome: str = OUTCOME,
    replicates: int = REPLICATES,
    progress: Publish = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Return why `current` differs from `baseline`, part by part of policy and mechanism by mechanism.

    names: what the two are called; by default what their titles begin with.  outcome: of whole runs,
    as `sim.summaries.SUMMARIES`.  progress: is given what is known so far, the parts before the
    mechanisms.  stopped: is asked after every run; where it is so, Stopped (of the engine) is raised.
    The status of what is returned is done, same (nothing differs) or failed (with a sentence).
    """
    question = Question(
        *_named(baseline, current, names), outcome, seed, min(replicates, _room_for(seed)), ORDERS
    )
    try:
        mix = find(question)
        if not mix.parts:
            return {"status": "same", "progress": 1.0, "words": SAME, "sentences": [SAME]}
        watch = _Watch(question, mix, progress, stopped)
        with TURNS.background(stopped):
            return _done(ask(question, mix, watch.phase, watch.split))
    except InputError as wrong:
        return {"status": "failed", "progress": 1.0, "words": str(wrong), "sentences": [str(wrong)]}


def _room_for(seed: int) -> int:
    """Return how many seeds there are from this one on, for the last few have no further ones."""
    return max(1, MOST_SEED - seed)


def _named(baseline: Scenario, current: Scenario, names: tuple[str, str] | None) -> tuple[Scenario, Scenario]:
    """Return the two under titles that sentences can tell apart."""
    first, second = names or (_short(baseline), _short(current))
    if first == second:
        second = ROOM
    return baseline.with_values({"title": first}), current.with_values({"title": second})


def _short(scenario: Scenario) -> str:
    return scenario.title.partition(":")[0].strip() or scenario.name


class _Watch:
    """Passes on how far an explanation is, and ends it when nobody wants it."""

    def __init__(self, question: Question, mix: Mix, publish: Publish, stopped: Callable[[], bool]) -> None:
        self._left = [
            2 * question.replicates,
            _between(question, mix),
            2 * question.replicates * len(ABLATIONS),
        ]
        """Runs of the phases to come: known when each begins, until then at most so many."""
        self._done = 0
        self._publish = publish
        self._stopped = stopped
        self._known: dict[str, Any] = {}

    @contextmanager
    def phase(self, words: str, n_runs: int) -> Iterator[Advance]:
        """Count the runs of one batch; as `experiments.progress.progress`."""
        self._left[:1] = []
        begun, whole = self._done, self._done + n_runs + sum(self._left)

        def advance() -> None:
            TURNS.give_way(self._stopped)
            self._done += 1
            told = f"{words}: {self._done - begun} of {n_runs} runs"
            self._publish({**self._known, "status": "working", "progress": self._done / whole, "words": told})

        yield advance

    def split(self, found: Explanation) -> None:
        """Take note of the parts as soon as they are known."""
        self._known = _parts(found)


def _between(question: Question, mix: Mix) -> int:
    """Return how many scenarios between the two are run at most."""
    n = len(mix.parts)
    every = 2**n - 2
    return question.replicates * min(every, question.orders * (n - 1))


def _done(found: Explanation) -> dict[str, Any]:
    s = telling.scale(found)
    return {
        **_parts(found),
        "status": "done",
        "progress": 1.0,
        "words": "",
        # What the others, or all of them together, leave over is no bar "without it": sentences tell it.
        "mechanisms": [_row(row, s) for row in telling.mechanism_rows(found)[: telling.SHOWN]],
        "sentences": telling.sentences(found),
    }


def _parts(found: Explanation) -> dict[str, Any]:
    """Return what is told of the parts of policy: a waterfall from the baseline to the current policy."""
    s, question = telling.scale(found), found.question
    label = SUMMARIES[question.outcome].label.split(",")[0]
    rows = telling.part_rows(found)
    words = {part.key: (part.in_a, part.in_b) for part in found.parts}
    ends = [
        {"label": name, "value": float(values.mean()) * s.factor, "text": s.of_level(float(values.mean()))}
        for name, values in zip(question.names, found.ends, strict=True)
    ]
    difference = s.signed(estimated(found.difference).mean)
    size = f"{difference} {s.unit}{_averaged(question.replicates)}"
    return {
        "title": f"Why {telling.small(label)} differs by {size}",
        "label": label,
        "unit": s.unit,
        "level": s.level,
        "from": ends[0],
        "to": ends[1],
        "rows": [{**_row(row, s), "was": words[row.key][0], "is": words[row.key][1]} for row in rows],
        "mechanisms": [],
        "sentences": telling.of_parts(found),
    }


def _averaged(replicates: int) -> str:
    """Return that a difference is a mean, for the curve shows one run and says another number."""
    return f" on average of {replicates} runs" if replicates > 1 else ""


def _row(row: Row, s: Scale) -> dict[str, Any]:
    """Return a bar: its value and 90 % interval in the unit told, None where there is no interval."""
    low, high = (None if math.isnan(x) else x * s.factor for x in (row.found.low, row.found.high))
    return {
        "label": row.label,
        "value": row.found.mean * s.factor,
        "text": s.signed(row.found.mean),
        "low": low,
        "high": high,
    }
