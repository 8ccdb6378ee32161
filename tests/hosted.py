"""A room for tests: a session whose every published value is kept."""

import json
import threading
from typing import Any

from scenario_files import write

from experiments.live.session import Session
from sim import Scenario

CASE = "federal-eoffice"


class Room:
    """A session, and what it published, in order."""

    def __init__(self, source: str = CASE, **begun: Any) -> None:
        self.published: list[tuple[str, Any]] = []
        self.session = Session(source, self.publish, **begun)

    def publish(self, trait: str, value: Any) -> None:
        json.dumps(value, allow_nan=False)  # all of it can go over the wire
        self.published.append((trait, value))

    def do(self, what: str, wait: bool = False, **fields: Any) -> "Room":
        self.session.do({"what": what, **fields})
        return self.rest() if wait else self

    def rest(self) -> "Room":
        """Wait until the worker has nothing left to do."""
        self.session.answers.worker.wait(60)
        assert self.session.answers.worker.idle
        return self

    def all(self, trait: str) -> list[Any]:
        return [value for name, value in self.published if name == trait]

    def last(self, trait: str) -> Any:
        return self.all(trait)[-1]

    def faults(self) -> list[str]:
        return [value["text"] for value in self.all("fault")]


def hello(source: str = CASE, search: str = "", kept: str = "", **begun: Any) -> Room:
    """A room that a page has greeted, at rest."""
    return Room(source, **begun).do("hello", search=search, kept=kept).rest()


def tiny(folder: Any) -> str:
    """The path of a scenario of four offices and a year and a half: a run of a moment."""
    small = Scenario.load(CASE).with_values(
        {
            "tiers": [{"code": "FED", "posts": 40, "offices": 4, "citizens": 1000}],
            "start": "2024-01-01",
            "end": "2025-06-30",
            "mandates": [],
            "transitions": [],
            "changes": [],
            "events": [],
            "go_live": False,
            "record": False,
        }
    )
    return str(write(folder, small.to_toml()))


def live_threads() -> list[threading.Thread]:
    """The workers of sessions that are alive."""
    return [thread for thread in threading.enumerate() if thread.name == "live session"]
