"""How far a calibration is, told on standard error: acceptance and the time left of the generation."""

import time

from experiments.progress import EVERY, duration, say


class Teller:
    """Says a line when a generation begins, every ten seconds, and when it ends."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._what = ""
        self._started = self._last = 0.0

    def __call__(self, what: str, done: int, wanted: int, run: int, failed: int) -> None:
        """Take note that of a generation `what` so many points of those wanted are there."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._started, self._last = what, now, now
            say(f"{self._words}, {what}: {wanted:,} points ...")
        elif done < wanted and now - self._last >= EVERY and done:
            self._last = now
            left = (now - self._started) / done * (wanted - done)
            rate = f", {100 * done / run:.0f} % accepted" if run > done else ""
            bad = f", {failed:,} failed" if failed else ""
            say(
                f"{self._words}, {what}: {done:,} of {wanted:,} points{rate}{bad}, "
                f"about {duration(left)} left"
            )
