"""The guided story in a session: where the room stands in it, and what its steps tell."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.live import tour, tour_form
from experiments.live.acts import Refused
from experiments.live.setting import NO_GUESS, NO_STORY
from experiments.live.tour_form import Form, Step

if TYPE_CHECKING:
    from experiments.live.session import Session


class Story:
    """The story of a session; where the room stands in it is part of the session's setting."""

    def __init__(self, session: "Session") -> None:
        """Take the session; no figure of the story is worked out before a step is shown."""
        self._session = session
        self.form: Form = tour.load()
        self._told_at: int | None = None
        self._left_at: int | None = None
        """The step at which the story goes on; None where it begins anew."""
        self._filled: dict[tuple[int, int, str], dict[str, Any]] = {}
        """Step, seed and regime -> the step as it is told."""

    def changed(self) -> None:
        """Take note that something else is run now."""
        if (self.at, self._told_at) != (None, None):
            self.tell()

    @property
    def at(self) -> int | None:
        """The step on the screen; None where what is run is not what the step speaks of."""
        setting = self._session.setting
        if setting.step is None or setting.step >= len(self.form.steps):
            return None
        step = self.form.steps[setting.step]
        here = (step.scenario, step.baseline) == (setting.scenario, setting.baseline)
        return setting.step if here else None

    def tell(self) -> None:
        """Publish the story, with the figures of the step on the screen as soon as they are known."""
        self.publish()
        if self.at is not None:
            self._fill_soon(self.at)

    def go(self, at: int) -> None:
        """Show a step of the story: its scenario, its acts and its month; what comes later is hidden."""
        session, step = self._session, self.form.steps[at]
        scenario = session.library.scenario(step.scenario)
        month = scenario.month(step.month)
        hidden = month + 1 if month + 1 < scenario.n_months else None
        guessed = step.predict.measure if step.predict else ""
        session.take(
            replace(
                session.setting,
                scenario=step.scenario,
                baseline=step.baseline,
                acts=tour_form.acts_of(step),
                step=at,
                told=False,
                month=month,
                measure=guessed or session.setting.measure,
                **{**NO_GUESS, "hidden_from": hidden, "guess_of": guessed},
            )
        )
        self.tell()

    def reveal(self) -> None:
        """Show what comes out at the step on the screen: up to the month it asks of, else all.

        What comes after that month may be what a later step asks of the same run.
        """
        if self.at is None:
            raise Refused("No step of a story is on the screen.")
        step = self.form.steps[self.at]
        scenario = self._session.library.scenario(step.scenario)
        end = scenario.n_months - 1
        month = scenario.month(step.predict.month) if step.predict else end
        rests_at = month if month < end else None
        self._session.look(told=True, revealed=True, month=month, rests_at=rests_at)
        self.tell()

    def end(self) -> None:
        """Leave the story where it is; what is shown stays, with nothing hidden."""
        self._session.look(**NO_GUESS, **NO_STORY)
        self.publish()

    def publish(self) -> None:
        """Publish the story, every figure in it that is known."""
        steps = [
            self._filled.get(self._key(i)) or tour.outline(step) for i, step in enumerate(self.form.steps)
        ]
        revealed = self.at is not None and self._session.setting.told
        if self.at is not None:
            done = revealed and self.at + 1 == len(steps)
            self._left_at = None if done else self.at
        where = {"at": self.at, "left_at": self._left_at, "revealed": revealed}
        told = {"title": self.form.title, "steps": steps, **where}
        self._told_at = self.at
        self._session.publish("tour", told)

    def _key(self, i: int) -> tuple[int, int, str]:
        return i, self._session.setting.seed, self._session.setting.regime

    def _fill_soon(self, at: int) -> None:
        """Work out the figures of a step for the seed and the regime of the session."""
        key = self._key(at)
        if key in self._filled:
            return

        def job() -> None:
            if key != self._key(at):
                return  # another seed or regime is shown by now, and told of after this
            step: Step = self.form.steps[at]
            self._filled[key] = tour.step_told(step, *key[1:])
            self.publish()

        self._session.soon(job)
