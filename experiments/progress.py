"""How far the work is, told on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

EVERY = 10.0
"""Seconds between plain lines."""

Advance = Callable[[], None]

Watching = Callable[[str, int], AbstractContextManager[Advance]]
"""Tells how far some work is, as `progress` does: what is being done and how many steps it has -> a function
to call after each of them.  What that raises ends the work."""


def say(words: str) -> None:
    """Say one line on standard error."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def progress(words: str, total: int, aside: Callable[[], str] = str) -> Iterator[Advance]:
    """Give a function to call after each of `total` steps; shows how many are done and the time left.

    aside: gives what else is to be told each time, such as ", 3 failed"; nothing by default.
    """
    if sys.stderr.isatty():
        with _bar(words, total, aside) as advance:
            yield advance
    else:
        say(f"{words}: {_count(total)} ...")
        yield _lines(words, total, aside)


def _count(total: int) -> str:
    return "1 run" if total == 1 else f"{total:,} runs"


@contextmanager
def _bar(words: str, total: int, aside: Callable[[], str]) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs{task.fields[aside]}, time left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(words, total=total, aside="")
        yield lambda: bar.update(task, advance=1, aside=aside())


def _lines(words: str, total: int, aside: Callable[[], str]) -> Advance:
    start = last = time.monotonic()
    done = 0

    def advance() -> None:
        nonlocal done, last
        done += 1
        now = time.monotonic()
        if done < total and now - last >= EVERY:
            last = now
            left = (now - start) / done * (total - done)
            say(f"{words}: {done:,} of {total:,} runs done{aside()}, about {duration(left)} left")

    return advance


def duration(seconds: float) -> str:
    """Return a time in words: seconds, or minutes from two on."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
