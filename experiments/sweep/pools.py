"""Where runs are made: threads of this process, processes of this machine, or a Dask cluster.

Each pool takes jobs and gives futures; a run that outlasts its time limit, and a worker
that dies, come back as a Broken run and never as an exception of the pool.
"""

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from typing import Any, Literal

from experiments import missing
from experiments.preparing import MOST_WORKERS
from experiments.sweep.job import LOST, Broken, Ended, Job, Live, out_of_time, within
from sim.errors import InputError

GRACE = 5.0
"""Seconds that a process has beyond a run's time limit, since starting it counts."""

CONNECT = 10.0
"""Seconds to wait for a Dask scheduler."""


@dataclass(frozen=True)
class Where:
    """Where runs are to be made, and how many at once; `workers` is the cluster's own on Dask."""

    kind: Literal["threads", "processes", "dask"] = "threads"
    workers: int = 1
    address: str = ""


def where(workers: int, *, processes: bool = False, dask: str | None = None) -> Where:
    """Return where runs are to be made; raise InputError where that contradicts itself."""
    if processes and dask is not None:
        wanted = "one of the two: the cluster has processes of its own"
        raise InputError("cannot go with --dask", key="--processes", expected=wanted)
    if dask is not None:
        return Where("dask", workers, dask)
    if not 1 <= workers <= MOST_WORKERS:
        wanted = f"a whole number from 1 to {MOST_WORKERS}"
        raise InputError("is out of bounds", key="--workers", value=workers, expected=wanted)
    return Where("processes" if processes else "threads", workers)


@dataclass(frozen=True)
class Pool:
    """Somewhere runs are made."""

    where: Where
    seconds: float | None
    """Time limit of a run."""
    submit: Callable[[Job], Future[Any]]
    n_workers: Callable[[], int]
    """How many runs it can have at once, now."""

    def outcome(self, future: Future[Any], job: Job) -> Ended | None:
        """Return what became of a run that is done; None where it was withdrawn.

        Raises InputError where a cluster lets go of it.
        """
        try:
            ended = future.result()
        except CancelledError:
            if self.where.kind == "dask":
                with _lost(self.where):
                    raise
            return None
        except TimeoutError:
            return out_of_time(job, self.seconds or 0.0)
        except Exception as error:  # the worker died, or what it gave could not be carried over
            return Broken(job.key, LOST, f"{type(error).__name__}: {error}", "")
        if isinstance(ended, Ended):
            return ended
        return Broken(job.key, LOST, f"gave back {type(ended).__name__} where a run was expected", "")


@contextmanager
def pool(where: Where, make: Live, seconds: float | None) -> Iterator[Pool]:
    """Give a pool that makes each job's run by `make`, within `seconds` where given.

    Leaving the block withdraws what has not begun and does not wait for what is stuck.
    Raises InputError where a cluster cannot be reached or its library is missing.
    """
    opened = {"threads": _threads, "processes": _processes, "dask": _dask}[where.kind]
    with _silent(), opened(where, make, seconds) as given:
        yield given


@contextmanager
def _threads(where: Where, make: Live, seconds: float | None) -> Iterator[Pool]:
    task: Live = make if seconds is None else partial(within, seconds, make)
    executor = ThreadPoolExecutor(where.workers)
    try:
        yield Pool(where, seconds, lambda job: executor.submit(task, job), lambda: where.workers)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _processes(where: Where, make: Live, seconds: float | None) -> Iterator[Pool]:
    from pebble import ProcessPool

    # Fresh processes: a copy of one that has threads may hang.
    context = multiprocessing.get_context("spawn")
    limit = None if seconds is None else seconds + GRACE
    # The thread that first needs it would hear Ctrl-C again, and so would the processes it starts.
    resource_tracker.ensure_running()
    executor = ProcessPool(max_workers=where.workers, context=context)
    try:

        def submit(job: Job) -> Future[Any]:
            with _deaf():
                return executor.schedule(make, args=[job], timeout=limit)

        yield Pool(where, seconds, submit, lambda: where.workers)
    finally:
        executor.stop()
        executor.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Have processes and threads that are started here hear no Ctrl-C: it is for this thread to act on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Give a client of the Dask scheduler at `address`; raise InputError where there is none."""
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host
    except ImportError:
        raise missing.without("--dask", "cluster") from None
    try:
        get_address_host(address)  # a client made with no address at all would wait, and fail again, at exit
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = f"cannot be reached ({error})"
        wanted = "the address of a Dask scheduler, such as tcp://10.0.0.5:8786"
        raise InputError(reason, key="--dask", value=address, expected=wanted) from None
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=CONNECT)


@contextmanager
def _dask(where: Where, make: Live, seconds: float | None) -> Iterator[Pool]:
    with connected(where.address) as client:
        yield _on_cluster(client, where, make, seconds)


def _on_cluster(client: Any, where: Where, make: Live, seconds: float | None) -> Pool:
    task: Live = make if seconds is None else partial(within, seconds, make)
    # A run whose worker dies goes to others, as often as the scheduler's own setting allows (3 times).
    executor = client.get_executor(pure=False)

    def submit(job: Job) -> Future[Any]:
        with _lost(where):
            return executor.submit(task, job)

    def n_workers() -> int:
        with _lost(where):
            return sum(client.nthreads().values())

    return Pool(where, seconds, submit, n_workers)


@contextmanager
def _lost(where: Where) -> Iterator[None]:
    """Turn the loss of a scheduler into InputError."""
    try:
        yield
    except (OSError, CancelledError):
        wanted = "a scheduler that stays up: start it again, and then the same command"
        reason = "let go of runs that were under way"
        raise InputError(reason, key="--dask", value=where.address, expected=wanted) from None


@contextmanager
def _silent() -> Iterator[None]:
    """Keep a library from logging between our own lines: what goes wrong comes back as an error as well."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
