"""Keep a pool busy: a few runs ahead of its workers, and their ends as they come."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from experiments.progress import say
from experiments.sweep.job import Ended, Job, Wanted
from experiments.sweep.pools import Pool

AHEAD = 3
"""Runs submitted for each worker before the first of them is taken: bounds what waits in memory."""

GLANCE = 0.5
"""Seconds after which is looked whether the user stopped, or workers came or went."""

PATIENCE = 30.0
"""Seconds without any worker after which it is said."""


def feed(pool: Pool, jobs: Iterator[Job], stop: threading.Event) -> Iterator[tuple[Wanted, Ended]]:
    """Yield what becomes of jobs, as they end; once `stop` is set, of those in progress alone.

    What has not begun is withdrawn then; a cluster cannot tell what has, so that there everything
    is that was submitted.  Raises InputError where the pool lets go of runs that were not withdrawn.
    """
    running: dict[Future[Any], Job] = {}
    workers = _Workers(pool)
    more, told = True, False
    while running or (more and not stop.is_set()):
        n_workers = workers.n()
        while more and not stop.is_set() and len(running) < AHEAD * n_workers:
            job = next(jobs, None)
            more = job is not None
            if job is not None:
                running[pool.submit(job)] = job
        if not running:
            time.sleep(GLANCE)
            continue
        done, _ = wait(running, timeout=GLANCE, return_when=FIRST_COMPLETED)
        for future in done:
            job = running.pop(future)
            ended = pool.outcome(future, job)
            if ended is not None:
                yield job.wanted, ended
        if stop.is_set():
            for future in [x for x in running if not x.running() and x.cancel()]:
                del running[future]
            if running and not told:
                told = True
                n = len(running)
                say(f"Stopping; {n} run{'s' * (n > 1)} in progress finish{'es' * (n == 1)} first.")


class _Workers:
    """How many runs a pool can have at once, asked for at most once a second."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._n = 0
        self._asked = float("-inf")
        self._there = time.monotonic()
        self._told = False

    def n(self) -> int:
        """Return how many there are; say so where there have been none for long."""
        now = time.monotonic()
        if now - self._asked >= 1.0:
            self._n, self._asked = self._pool.n_workers(), now
        if self._n:
            self._there, self._told = now, False
        elif now - self._there > PATIENCE and not self._told:
            say("There are no workers; waiting for some.")
            self._told = True
        return self._n
