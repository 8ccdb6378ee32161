"""What a session is asked, answered: the newest setting first, then what else is wanted.

Order of work: what a room waits for; a sketch of the newest setting; the whole population,
where it is small or asked for; the band over seeds; then long work such as an explanation.  Whatever is
newer stops what is older.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.live import frames, telling
from experiments.live.draws import Drawn
from experiments.live.engine import Run, Stopped, kept, lived
from experiments.live.remembering import remembered
from experiments.live.worker import Worker
from experiments.smaller import smaller
from sim.scenario import Scenario

DESKS = 100
"""Posts an office of a sketch."""
SMALL = 30_000
"""Posts up to which the whole population is run after every change."""
SEEDS = 20
STEPS = (5, 10, SEEDS)
"""Seeds after which the band is published."""
REMEMBERED = 4
"""Runs of baselines that are kept; the band keeps the series of `SEEDS` times as many."""

Series = dict[str, np.ndarray]

Publish = Callable[[str, Any], None]


@dataclass(frozen=True)
class Wanted:
    """A setting that is to be answered."""

    key: int
    """Of `about`: changes with the scenario, the baseline, the seed and the regime."""
    names: tuple[str, str]
    current: Scenario
    """With the acts of the room, at its whole size."""
    own: Scenario
    """Without them."""
    baseline: Scenario
    seed: int
    drawn: Drawn | None = None
    """Parameters of the runs of the band; None where they are those of the scenarios."""


@dataclass
class Answer:
    """How far the answer to what is wanted has come."""

    wanted: Wanted
    small: tuple[Scenario, Scenario]
    sketch: tuple[Run, Run] | None = None
    whole: bool = False
    failed: bool = False
    band: list[tuple[Series, Series]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the sketch is the whole population already."""
        return self.small[0] is self.wanted.current and self.small[1] is self.wanted.baseline


class Working:
    """What a long job is handed: whether it is still wanted, and a way to publish how far it is."""

    def __init__(self, answers: "Answers") -> None:
        self._answers = answers
        self._newer = answers.until_newer()
        self.cancelled = False

    def stopped(self) -> bool:
        """Whether the job is not wanted any more: cancelled, or something newer is asked."""
        return self.cancelled or self._newer()

    def publish(self, trait: str, value: Any) -> None:
        """Publish unless the job is not wanted any more; raise Stopped then."""
        with self._answers.lock:
            if self.stopped():
                raise Stopped
            self._answers.publish(trait, value)

    def lived(self, scenario: Scenario, seed: int) -> Any:
        """Return the world of a run in the background, letting quick work go first; raise Stopped."""
        return lived(scenario, seed, self.stopped)


class Answers:
    """Notes what is wanted, and answers it in the session's worker."""

    def __init__(
        self,
        lock: threading.RLock,
        publish: Publish,
        tell: Callable[[str], None],
        busy: Callable[[str], None],
    ) -> None:
        """Take the session's lock, and how to publish, to tell of a fault and to say what goes on.

        All three are called with the lock held.
        """
        self.lock = lock
        self.publish = publish
        self.worker = Worker(lock, self._next, tell)
        self.answer: Answer | None = None
        self.serial = 0
        """Number of the last `shown` published."""
        self._busy = busy
        self._full = False
        self._later: deque[tuple[Working, Callable[[Working], None]]] = deque()
        self._now: Working | None = None
        self._sent: tuple[Any, int] | None = None
        self._told: int | None = None
        self._baselines: dict[Any, Run] = {}
        self._bands: dict[Any, Series] = {}

    def want(self, wanted: Wanted, full: bool) -> None:
        """Answer this from now on, and nothing older."""
        with self.lock:
            baseline = smaller(wanted.baseline, DESKS)
            same = wanted.current is wanted.baseline
            self.answer = Answer(wanted, (baseline if same else smaller(wanted.current, DESKS), baseline))
            self._full = full
            self._later.clear()
            self.worker.start()

    def again(self) -> None:
        """Publish everything anew, for a page that has seen nothing."""
        with self.lock:
            self._sent = self._told = None

    def want_full(self, full: bool) -> None:
        """Run the whole population too, or not any more."""
        with self.lock:
            self._full = full
            answer = self.answer
            if answer and answer.whole and not full and not self._is_small(answer):
                answer.whole, answer.sketch = False, None
            self.worker.start()

    def until_newer(self) -> Callable[[], bool]:
        """Return what says whether something newer than now is asked, or nothing any more."""
        return self._stale(self.answer)

    def background(self, job: Callable[[Working], None]) -> Working:
        """Do a long job when all else is done; one at a time, and only until something newer is asked."""
        with self.lock:
            self.stop_background()
            working = Working(self)
            self._later.append((working, job))
            self.worker.start()
            return working

    def stop_background(self) -> None:
        """Give up the long job."""
        with self.lock:
            self._later.clear()
            if self._now:
                self._now.cancelled = True

    def band(self) -> dict[str, Any]:
        """Return the band over the seeds that are run by now; empty before there are enough of them."""
        answer = self.answer
        pairs = list(answer.band) if answer else []
        return _banded(pairs, answer.wanted.drawn) if answer and len(pairs) >= STEPS[0] else {}

    def close(self) -> None:
        """Stop all work, without waiting for it; the thread ends with the months it is at."""
        self.worker.closed = True
        self.answer = None

    def _next(self) -> Callable[[], None] | None:
        """Return what is to be done after what a room waits for, None for nothing."""
        answer = self.answer
        if answer and not answer.failed:
            if answer.sketch is None:
                return lambda: self._part(self._sketch, answer)
            if not answer.whole and (self._full or self._is_small(answer)):
                return lambda: self._part(self._whole, answer)
            if len(answer.band) < SEEDS:
                return lambda: self._part(self._one_more_seed, answer)
        if self._later:
            working, job = self._later.popleft()
            return lambda: self._long(working, job)
        return None

    def _part(self, part: Callable[[Answer], None], answer: Answer) -> None:
        """Do a part of an answer; one that fails is not tried again until something newer is asked."""
        answer.failed = True
        try:
            part(answer)
        except Stopped:
            answer.failed = False
            raise
        answer.failed = False

    def _is_small(self, answer: Answer) -> bool:
        return max(answer.wanted.current.n_posts, answer.wanted.baseline.n_posts) <= SMALL

    def _sketch(self, answer: Answer) -> None:
        wanted, (current, baseline) = answer.wanted, answer.small
        stale = self._stale(answer)

        def run(scenario: Scenario, whole: Scenario) -> Run:
            return kept(scenario, lived(scenario, wanted.seed, stale, quick=True), whole)

        base = self._baseline(answer, baseline, lambda: run(baseline, wanted.baseline))
        now = base if current is baseline else run(current, wanted.current)
        answer.whole = answer.is_whole
        self._show(answer, now, base, full=answer.is_whole)
        answer.sketch = now, base

    def _whole(self, answer: Answer) -> None:
        wanted = answer.wanted
        small = self._is_small(answer)

        def stale() -> bool:
            return self._stale(answer)() or not (small or self._full)

        def progress(share: float) -> None:
            if not small:
                self.worker.pause()
                with self.lock:
                    if not stale():
                        self._busy(f"whole population: {100 * share:.0f} %")

        def run(scenario: Scenario, begin: float, part: float) -> Run:
            world = lived(scenario, wanted.seed, stale, lambda share: progress(begin + part * share))
            return kept(scenario, world, scenario)

        try:
            base = self._baseline(answer, wanted.baseline, lambda: run(wanted.baseline, 0.0, 0.5))
            now = base if wanted.current is wanted.baseline else run(wanted.current, 0.5, 0.5)
            if stale():
                raise Stopped
            answer.whole = True
            self._show(answer, now, base, full=True)
        finally:
            if not small:
                with self.lock:
                    self._busy("")

    def _one_more_seed(self, answer: Answer) -> None:
        current, baseline = answer.small
        wanted, stale = answer.wanted, self._stale(answer)
        i = len(answer.band)
        seed = wanted.seed + i

        def series(scenario: Scenario, whole: Scenario) -> Series:
            laid = wanted.drawn.laid(scenario, i) if wanted.drawn else scenario
            return kept(laid, lived(laid, seed, stale), laid if scenario is whole else whole).series

        key = (*self._key(answer, baseline, seed), wanted.drawn.serial if wanted.drawn else 0)
        most = REMEMBERED * SEEDS
        base = remembered(self._bands, most, key, lambda: series(baseline, wanted.baseline))
        answer.band.append((base if current is baseline else series(current, wanted.current), base))
        if len(answer.band) in STEPS:
            self._band(answer)

    def _long(self, working: Working, job: Callable[[Working], None]) -> None:
        if working.stopped():
            return
        self._now = working
        try:
            job(working)
        finally:
            self._now = None

    def _stale(self, answer: Answer | None) -> Callable[[], bool]:
        return lambda: self.worker.closed or self.answer is not answer

    def _baseline(self, answer: Answer, scenario: Scenario, run: Callable[[], Run]) -> Run:
        """Return the run of a baseline, from memory where it was made before; scenario: its size."""
        return remembered(self._baselines, REMEMBERED, self._key(answer, scenario, answer.wanted.seed), run)

    def _key(self, answer: Answer, scenario: Scenario, seed: int) -> tuple[Any, ...]:
        """Return what a run of the baseline depends on in this session; scenario: in which size."""
        return answer.wanted.names[1], scenario.regime, scenario.n_posts, seed

    def _show(self, answer: Answer, now: Run, base: Run, full: bool) -> None:
        """Publish a run and, where they are new, what it is about and the baseline."""
        wanted = answer.wanted
        around = {}
        if self._told != wanted.key:
            posts = {"sketch": answer.small[0].n_posts, "full": wanted.current.n_posts}
            around = frames.about(wanted.key, wanted.names, wanted.own, wanted.baseline, now, posts)
        sent = (wanted.key, id(base))
        current = frames.side(now)
        shown = {
            "key": wanted.key,
            "full": full,
            "posts": int(now.sizes.sum()),
            "current": current,
            "in_force": current["in_force"],
            "baseline": None if self._sent == sent else frames.side(base),
            "said": telling.said(wanted.own, now, base),
        }
        with self.lock:
            if self._stale(answer)():
                raise Stopped
            if around:
                self._told = wanted.key
                self.publish("about", around)
            self._sent = sent
            self.serial += 1
            self.publish("shown", {"n": self.serial, **shown})
            if answer.band:
                self._band(answer)

    def _band(self, answer: Answer) -> None:
        """Publish the band over the runs that are there."""
        told = _banded(answer.band, answer.wanted.drawn)
        with self.lock:
            if self._stale(answer)():
                raise Stopped
            self.publish("band", {"n": self.serial, "of": SEEDS, **told})


def _banded(pairs: Sequence[tuple[Series, Series]], drawn: Drawn | None) -> dict[str, Any]:
    """Return the band over some runs, of the current scenario and of the baseline, and what it is of."""
    current, baseline = (frames.band([pair[i] for pair in pairs]) for i in (0, 1))
    told = drawn.told() if drawn else {}
    return {"seeds": len(pairs), "current": current, "baseline": baseline, **told}
