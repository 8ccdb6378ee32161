"""What the record leaves open, for the band: draws of a posterior in place of luck alone."""

import threading
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from experiments.calibration import carried, regimed, trust
from experiments.calibration.carried import Carried, held_words
from experiments.live.remembering import remembered
from sim.errors import InputError
from sim.scenario import Scenario

MOST = 8
"""Sets of draws that are remembered."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Drawn:
    """Parameters for the runs of a band, one draw for each."""

    serial: int
    """Another for other draws."""
    words: str
    """What the page calls the posterior, such as `the posterior of federal-record`."""
    carried: Carried

    def told(self) -> dict[str, str]:
        """Return what the page is told of them: where they are from, and what is held instead."""
        told = self.carried.told
        return {"drawn_from": self.words, "held": " ".join([*held_words(told), *trust.mind(told)])}

    def laid(self, scenario: Scenario, i: int) -> Scenario:
        """Return a scenario under the draw of run `i` of the band."""
        return self.carried.laid(scenario, i)


class Draws:
    """The posterior that a server was started with."""

    def __init__(self, folder: str | Path) -> None:
        """Open the posterior of a folder, and say how far it can be trusted; raise InputError."""
        self._posterior = carried.opened(folder)
        trust.warn({"cautions": trust.of_draws(self._posterior, self._posterior.regimes)})
        self._words = carried.picture_words(carried.source(self._posterior, self._posterior.regimes))
        self._serial = count(1)
        self._remembered: dict[Key, Drawn] = {}
        self._lock = threading.Lock()

    def regime_for(self, scenario: Scenario) -> str:
        """Return the regime in which to show a scenario: empty for its own, if there are draws for it."""
        try:
            regimed.regime_of(self._posterior, [scenario])
        except InputError:
            return self._posterior.regimes[0]
        return ""

    def _check(self, *scenarios: Scenario) -> None:
        """Raise InputError, in words for a room, where there are no draws for the regime of scenarios."""
        try:
            regimed.regime_of(self._posterior, scenarios)
        except InputError:
            names = " or ".join(name or "the scenario's own" for name in self._posterior.regimes)
            begin = self._words[:1].upper() + self._words[1:]
            raise InputError(f"{begin} has draws for other regimes. Choose {names} under Settings") from None

    def of(self, current: Scenario, baseline: Scenario, n: int, seed: int) -> Drawn:
        """Return `n` draws for runs of both policies; raise InputError where they can have none in common.

        The same draws as long as only what government does changes, so that a lever moves nothing else.
        """
        key = (n, seed, *map(_stated, (current, baseline)))

        def make() -> Drawn:
            self._check(current, baseline)
            found = carried.drawn(self._posterior, [current, baseline], n, seed)
            return Drawn(next(self._serial), self._words, found)

        with self._lock:  # all sessions of a server have the same draws
            return remembered(self._remembered, MOST, key, make)


def _stated(scenario: Scenario) -> Key:
    """Return what of a scenario decides which parameters are drawn for it."""
    return scenario.regime, scenario.cost_path, tuple(sorted(scenario.parameters.items()))
