"""A session of the live view: one room, what it has set, and what it is shown.

A session is told messages and publishes plain data; it knows no browser.  `do` only notes
what is wanted; runs are made by the session's worker.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from experiments.live import link
from experiments.live.acts import Refused, applied, replaces, words
from experiments.live.answering import SEEDS, Answers, Wanted, Working
from experiments.live.asides import Asides
from experiments.live.cards import cards
from experiments.live.draws import Drawn, Draws
from experiments.live.library import Library
from experiments.live.messages import HANDLERS
from experiments.live.panel import cost_words, panel
from experiments.live.setting import Setting, as_started
from sim.errors import InputError, shown
from sim.scenario import Scenario, regimes

MOST_PAST = 200
"""Steps that can be undone."""

AS_IT_IS = "As the scenario says"

LUCK_ALONE = "The band shows luck alone:"

RUN = ("scenario", "baseline", "seed", "regime", "acts")
"""Keys of a setting that say what is run; a change of them is a step that can be undone."""


class Session:
    """One room: `do` takes its messages, `publish` is called with each trait that changes."""

    def __init__(
        self,
        source: str,
        publish: Callable[[str, Any], None],
        seed: int = 1,
        regime: str = "",
        draws: Draws | None = None,
    ) -> None:
        """Begin with a scenario of the library or a path; raise InputError.

        seed: of both runs, 0 or more.  regime: in which both are run; empty for each scenario's own.
        draws: of a posterior, for the runs of the band; None for luck alone.

        publish: called as publish(trait, value) from `do` and from the worker's thread, never
        by both at once.
        """
        self.library = Library(source, seed, regime)
        self.setting = as_started(self.library)
        self.past: list[Setting] = []
        self.future: list[Setting] = []
        self.greeted = False
        self.lock = threading.RLock()
        self._publish = publish
        self._draws = draws
        self._undrawn: set[str] = set()
        """Why there was no draw, as often as the room was told."""
        self._closed = False
        self._before: tuple[Setting, tuple[str, int]] | None = None
        self._faults = 0
        self._states = 0
        self._key = 0
        self._busy = ""
        self.answers = Answers(self.lock, self.publish, self.tell, self.say_busy)
        self.current, self.own, self.baseline = self._scenarios(self.setting)
        self.asides = Asides(self)

    def do(self, message: Mapping[str, Any]) -> None:
        """Do what a message says; what cannot be done is told as a fault, and nothing else changes."""
        with self.lock:
            if self._closed:
                return
            what = message.get("what") if isinstance(message, Mapping) else None
            handler = HANDLERS.get(what) if isinstance(what, str) else None
            try:
                if handler is None:
                    raise Refused(f"There is no message {shown(what, 40)}.")
                handler(self, message)
            except (Refused, InputError, link.Unreadable) as refused:
                self.tell(str(refused))

    def close(self) -> None:
        """End the session without waiting for its worker, which stops and publishes nothing more."""
        self._closed = True
        self.answers.close()

    def publish(self, trait: str, value: Any) -> None:
        """Publish a trait, unless the session is closed."""
        with self.lock:
            if not self._closed:
                self._publish(trait, value)

    def tell(self, text: str) -> None:
        """Tell the room of something that was wrong, in a sentence."""
        with self.lock:
            self._faults += 1
            self.publish("fault", {"id": self._faults, "text": text})

    def tell_all(self, told: list[str]) -> None:
        """Tell of everything that was left out of a link or a file, the first few in words."""
        if told:
            more = f" ({len(told) - 3} more of the kind.)" if len(told) > 3 else ""
            self.tell(" ".join(told[:3]) + more)

    def soon(self, job: Callable[[], None]) -> None:
        """Do a short job in the worker, before its other work: a room waits for it."""
        self.answers.worker.soon(job)

    def background(self, job: Callable[[Working], None]) -> Working:
        """Do a long job in the worker when the runs are done; a newer change of the setting stops it."""
        return self.answers.background(job)

    def take(self, setting: Setting, step: bool = True) -> None:
        """Show another setting; raise InputError, with nothing changed, where it cannot be run.

        step: whether it is a step of its own that can be undone.
        """
        changed = any(getattr(setting, key) != getattr(self.setting, key) for key in RUN)
        scenarios = self._scenarios(setting) if changed else None
        if step:
            self.settle()
            if changed:
                self._remember(self.setting)
        self._show(setting, scenarios)

    def drag(self, setting: Setting, handle: tuple[str, int], done: bool) -> None:
        """Show a move of a lever; until it is done it makes no step of its own.

        handle: the lever and its month; setting: made from `dragged_from(handle)`.
        """
        before = self.dragged_from(handle)
        scenarios = self._scenarios(setting)
        if self._before and self._before[1] != handle:
            self.settle()
        self._before = None if done else (before, handle)
        if done and setting.acts != before.acts:
            self._remember(before)
        self._show(setting, scenarios)

    def dragged_from(self, handle: tuple[str, int]) -> Setting:
        """Return the setting from which a move of a lever begins: before it, if it is under way."""
        before = self._before[0] if self._before and self._before[1] == handle else self.setting
        return before.with_view_of(self.setting, self.own.n_months)

    @property
    def moving(self) -> bool:
        """Whether a move of a lever is under way."""
        return self._before is not None

    def settle(self) -> None:
        """End a move that is under way: what is shown stays, as a step."""
        if self._before:
            before, self._before = self._before[0], None
            if before.acts != self.setting.acts:
                self._remember(before)

    def step(self, taken: list[Setting], kept: list[Setting]) -> None:
        """Go a step back or forward: to the last of `taken`, leaving the present in `kept`."""
        self.settle()
        if taken:
            there = taken[-1]
            n_months = self.library.scenario(there.scenario).n_months
            setting = there.with_view_of(self.setting, n_months)
            scenarios = self._scenarios(setting)
            taken.pop()
            kept.append(self.setting)
            self._show(setting, scenarios)

    def look(self, **view: Any) -> None:
        """Change how the setting is looked at; nothing is run anew."""
        self.setting = replace(self.setting, **view)
        self.publish_state()

    def publish_all(self) -> None:
        """Publish everything anew, for a page that has seen nothing."""
        self.answers.again()
        self.publish("panel", panel(self.own))
        self.publish("cards", cards(self.library, self.baseline))
        self._want()
        self.publish_state()
        self.asides.publish_all()

    def publish_state(self) -> None:
        """Publish what is set."""
        self._states += 1
        self.publish("state", self._state())

    def _scenarios(self, setting: Setting) -> tuple[Scenario, Scenario, Scenario]:
        """Return the current scenario with the room's acts, without them, and the baseline."""
        own = self._in_regime(setting.scenario, setting.regime)
        same = setting.baseline == setting.scenario
        baseline = own if same else self._in_regime(setting.baseline, setting.regime)
        return applied(own, setting.acts), own, baseline

    def _in_regime(self, name: str, regime: str) -> Scenario:
        scenario = self.library.scenario(name)
        return scenario.with_values({"regime": regime}) if regime else scenario

    def _show(self, setting: Setting, scenarios: tuple[Scenario, Scenario, Scenario] | None) -> None:
        before, self.setting = self.setting, setting
        if scenarios:
            self.current, self.own, self.baseline = scenarios
            if any(getattr(before, key) != getattr(setting, key) for key in RUN if key != "acts"):
                self._key += 1
                self.publish("panel", panel(self.own))
                self.publish("cards", cards(self.library, self.baseline))
            self._want()
            self.asides.changed()
        elif before.full != setting.full:
            self.answers.want_full(setting.full)
            self.asides.resized()
        self.publish_state()

    def _want(self) -> None:
        names = (self.setting.scenario, self.setting.baseline)
        seed = self.setting.seed
        wanted = Wanted(self._key, names, self.current, self.own, self.baseline, seed, self._drawn(seed))
        self.answers.want(wanted, self.setting.full)

    def _drawn(self, seed: int) -> Drawn | None:
        """Return the draws for the band; None, and the room is told once, where there can be none."""
        if self._draws is None:
            return None
        try:
            return self._draws.of(self.current, self.baseline, SEEDS, seed)
        except InputError as fault:
            if str(fault) not in self._undrawn:
                self._undrawn.add(str(fault))
                self.tell(f"{LUCK_ALONE} {fault}")
            return None

    def _remember(self, setting: Setting) -> None:
        self.past.append(setting)
        del self.past[:-MOST_PAST]
        self.future.clear()

    def say_busy(self, words: str) -> None:
        """Say what goes on that takes its time; empty when it is over.  With the lock held."""
        if words != self._busy:
            self._busy = words
            self.publish_state()

    def _state(self) -> dict[str, Any]:
        setting = self.setting
        told = {
            "n": self._states,
            "scenario": setting.scenario,
            "baseline": setting.baseline,
            "regime": setting.regime,
            "regimes": [{"name": "", "title": AS_IT_IS}]
            + [{"name": name, "title": regimes.load(name).title} for name in regimes.names()],
            "seed": setting.seed,
            "full": setting.full,
            "acts": [self._act(act) for act in setting.acts],
            "can_undo": bool(self.past or self._before),
            "can_redo": bool(self.future),
            "month": setting.month,
            "measure": setting.measure,
            "purse": setting.purse,
            "hidden_from": setting.hidden_from,
            # A guess is of one measure: beside another it would be told in its units.
            "guess": [list(x) for x in setting.guess] if setting.predicted == setting.measure else [],
            "guessing": setting.guessing,
            "revealed": setting.revealed,
            "rests_at": setting.rests_at,
            "link": link.link(setting),
            "busy": self._busy,
        }
        if not self._before:  # not while a lever moves: a page keeps what it has
            told["kept"] = link.file_text(setting, self.past, self.future)
        return told

    def _act(self, act: Any) -> dict[str, Any]:
        instead = " (instead of the scenario's own)" if replaces(act, self.own) else ""
        return {
            "id": act.id,
            "kind": act.kind,
            "name": act.name,
            "month": act.month,
            "values": dict(act.values),
            "text": words(act) + instead,
            "cost": cost_words(act, self.own),
        }
