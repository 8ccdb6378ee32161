"""The one thread of a session: it lives while there is work, and tells the room where work goes wrong."""

import logging
import threading
from collections import deque
from collections.abc import Callable

from experiments.live.acts import Refused
from experiments.live.engine import Stopped
from sim.errors import InputError

log = logging.getLogger("redtape.live")

Job = Callable[[], None]


class Worker:
    """Does short jobs, for which a room waits, before all others."""

    def __init__(
        self, lock: threading.RLock, other: Callable[[], Job | None], tell: Callable[[str], None]
    ) -> None:
        """Take the session's lock, what says what else is to be done, and how to tell of a fault.

        Both are called with the lock held.
        """
        self.closed = False
        self._lock = lock
        self._other = other
        self._tell = tell
        self._soon: deque[Job] = deque()
        self._thread: threading.Thread | None = None

    def soon(self, job: Job) -> None:
        """Do a short job, for which a room waits, before anything else."""
        with self._lock:
            self._soon.append(job)
            self.start()

    @property
    def n_waiting(self) -> int:
        """Short jobs that are not begun."""
        return len(self._soon)

    @property
    def idle(self) -> bool:
        """Whether nothing is done and nothing waits."""
        return self._thread is None

    def start(self) -> None:
        """Start the thread, unless it works already; it ends with the work.  With the lock held."""
        if self._thread is None and not self.closed:
            self._thread = threading.Thread(target=self._work, name="live session", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until there is no work left, at most that long."""
        thread = self._thread
        if thread:
            thread.join(seconds)

    def pause(self) -> None:
        """Do what a room waits for, out of a long job that has come to a place where it can wait."""
        while True:
            with self._lock:
                job = self._soon.popleft() if self._soon and not self.closed else None
            if job is None:
                return
            self._do(job)

    def _work(self) -> None:
        while True:
            with self._lock:
                job = None if self.closed else self._soon.popleft() if self._soon else self._other()
                if job is None:
                    self._thread = None
                    return
            self._do(job)

    def _do(self, job: Job) -> None:
        """Do a job, telling the room where it goes wrong."""
        try:
            job()
        except Stopped:
            return
        except (InputError, Refused) as fault:
            with self._lock:
                self._tell(str(fault))
        except Exception as fault:
            # The room sees a sentence and the session goes on; whoever runs the server sees the rest.
            log.exception("the work of a session failed")
            with self._lock:
                self._tell(f"Something went wrong and was left out: {fault}")
