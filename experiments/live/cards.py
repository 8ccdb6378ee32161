"""The scenarios of the library as cards to choose from, with their stories."""

from functools import cache
from typing import Any

from experiments.catalogue import KINDS, library
from experiments.live.frames import described
from experiments.live.library import OWN, Library, comparable
from sim.scenario import Scenario

OWN_GROUP = "Your own"


def cards(shelf: Library, baseline: Scenario) -> list[dict[str, Any]]:
    """Return a card for every scenario; comparable: whether it can be set against the baseline."""
    groups = [(OWN_GROUP, [(OWN, shelf.scenario(OWN))])] if OWN in shelf else []
    by_kind = _shelved()
    groups += [(KINDS[kind], [(x.name, x) for x in by_kind[kind]]) for kind in reversed(KINDS)]
    return [
        {**described(name, scenario), "group": group, "comparable": comparable(scenario, baseline)}
        for group, entries in groups
        for name, scenario in entries
    ]


@cache
def _shelved() -> dict[str, list[Scenario]]:
    """The library by kind, read once in the life of the process."""
    return library()
