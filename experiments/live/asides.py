"""What a room asks beside the curve: accounts, why, the guided story, and things to take home."""

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from experiments.live import link, taking_home, tour_notes, why
from experiments.live.acts import Refused
from experiments.live.answering import DESKS, SMALL, Working
from experiments.live.engine import TURNS, Stopped, lived
from experiments.live.library import comparable
from experiments.live.narrating import Story
from experiments.smaller import smaller
from sim import simulate
from sim.scenario import Scenario
from sim.simulate import RunResult

if TYPE_CHECKING:
    from experiments.live.session import Session

Asked = Callable[[Scenario, int], dict[str, Any]]
"""Makes an account of a scenario under a seed."""

WITHOUT_RUNS = ("scenario.toml", "qr")
"""What is taken home without a run."""
SKETCHED = (
    "The page shows a sketch of a smaller population, and a table or a brief needs the whole: choose the "
    "whole population in the settings first."
)
AT_WORK = "at work on the whole population"
GIVEN_UP = "What was to be taken home was given up, for something newer was asked: ask for it again."
MOST_WAITING = 20
"""Things asked for that may wait in a session at a time."""
CROWDED = "There is still work on what was asked for before: ask again in a moment."

WAITING = "Waiting for the runs ..."
NO_WHY = "No explanation came of it."
SESSION, NOTES = "session", "notes.html"
"""What can be taken home besides the files of `taking_home.FILES`."""


class Asides:
    """What a session knows beside its runs: its story, the account that is open, and the last explanation."""

    def __init__(self, session: "Session") -> None:
        """Take the session; nothing is run before it is asked for."""
        self._session = session
        self._serial = 0
        self._working: Working | None = None
        self._why_shown = False
        self._why: dict[str, Any] = {}
        self._why_of: tuple[str, str, int] | None = None
        self.story = Story(session)
        self._account: Asked | None = None
        """The account that is open, as it was asked for."""
        self._account_of: Scenario | None = None
        self._account_turn = 0
        """Which of those that were asked for is the newest."""

    def publish_all(self) -> None:
        """Publish all that a page which has seen nothing needs."""
        told = self._why_now()
        if told or self._why_shown:  # one that was under way ended when the runs were asked for anew
            self._tell_why(told)
        self.story.tell()

    def changed(self) -> None:
        """Take note that something else is run now: what was explained is not what is shown any more."""
        if self._why_shown:
            self._tell_why({})
        self._follow()
        self.story.changed()

    def resized(self) -> None:
        """Take note that another population is shown: a number stands for another official in it."""
        if self._account and self._account_of and self._account_of.n_posts != self.as_shown()[0].n_posts:
            self.close_account()

    def next_id(self) -> int:
        """Return a number that no trait has had before."""
        self._serial += 1
        return self._serial

    # accounts

    def room_for_more(self) -> None:
        """Raise Refused where too much that was asked for still waits."""
        if self._session.answers.worker.n_waiting >= MOST_WAITING:
            raise Refused(CROWDED)

    def account(self, asked: Asked) -> None:
        """Publish an account as soon as it is made, before other work, unless it is closed by then."""
        session = self._session
        scenario, seed = self.as_shown()[0], session.setting.seed
        self._account, self._account_of = asked, scenario
        self._account_turn = turn = self._account_turn + 1

        def stale() -> bool:
            return session.answers.worker.closed or self._account is None or self._account_turn != turn

        def job() -> None:
            if stale():
                return
            made = asked(scenario, seed)
            with session.lock:
                if not stale():
                    session.publish("account", {"id": self.next_id(), **made})

        self._in_turn(job, scenario.n_posts, stale)

    def close_account(self) -> None:
        """Show no account any more."""
        self._account = None
        self._session.publish("account", {})

    def _follow(self) -> None:
        """Tell the account that is open anew, for it was of what is not run any more; once a move is done."""
        session = self._session
        if self._account and self._account_of and not comparable(session.current, self._account_of):
            self.close_account()
        self.resized()
        if self._account and not session.moving:
            self.account(self._account)

    # why

    def explain(self) -> None:
        """Explain the difference in the background, until something newer is asked."""
        session = self._session
        current, baseline, seed = (*self.small(), session.setting.seed)
        asked = (current.fingerprint, baseline.fingerprint, seed)
        names = self._names()
        serial = self.next_id()

        def job(working: Working) -> None:
            def progress(told: dict[str, Any]) -> None:
                session.answers.worker.pause()
                working.publish("why", {"n": serial, **told})

            try:
                found = why.explained(
                    baseline, current, seed, names=names, progress=progress, stopped=working.stopped
                )
            except Stopped:
                raise
            except Exception:
                working.publish("why", {"n": serial, "status": "failed", "progress": 1.0, "words": NO_WHY})
                raise
            self._why, self._why_of = {"n": serial, **found}, asked
            working.publish("why", self._why)

        self._tell_why({"n": serial, "status": "working", "progress": 0.0, "words": WAITING})
        self._working = session.background(job)

    def stop(self) -> None:
        """Give up an explanation."""
        if self._working:
            self._working.cancelled = True
        self._tell_why({})

    def _tell_why(self, told: dict[str, Any]) -> None:
        self._why_shown = bool(told)
        self._session.publish("why", told)

    def _names(self) -> tuple[str, str]:
        """Return what the two policies are called in sentences."""
        session = self._session
        first, second = (x.title.partition(":")[0].strip() for x in (session.baseline, session.own))
        if session.setting.acts:
            second = why.ROOM if first == second else f"{second}, {why.ROOM[:1].lower()}{why.ROOM[1:]}"
        return first or session.baseline.name, second or session.own.name

    def _why_now(self) -> dict[str, Any]:
        """Return the last explanation if it is of what is shown; nothing otherwise."""
        if not self._why:
            return {}
        current, baseline = self.small()
        of = (current.fingerprint, baseline.fingerprint, self._session.setting.seed)
        return self._why if of == self._why_of else {}

    # scenarios in the size in which they are shown

    def small(self) -> tuple[Scenario, Scenario]:
        """Return the current scenario and the baseline in the size of a sketch."""
        return smaller(self._session.current, DESKS), smaller(self._session.baseline, DESKS)

    def as_shown(self) -> tuple[Scenario, Scenario]:
        """Return both in the size that the page shows in the end: whole, unless they are large."""
        both = self._session.current, self._session.baseline
        posts = max(scenario.n_posts for scenario in both)
        return both if posts <= SMALL or self._session.setting.full else self.small()

    # taking home

    def take(self, what: str, page: str) -> None:
        """Publish a file to take home."""
        session = self._session
        if what == SESSION:
            text = link.file_text(session.setting, session.past, session.future)
            self._download(
                f"redtape-{session.setting.scenario}-session.json", "application/json", text.encode()
            )
            return
        seed, regime = session.setting.seed, session.setting.regime
        if what == NOTES:
            self._session.soon(lambda: self._download(NOTES, "text/html", self._notes(seed, regime)))
            return
        newer = session.answers.until_newer()
        taken = self._taken(page, newer)
        if what not in taking_home.FILES:
            taking_home.file(what, taken)  # raises, with what there is
        runs = what not in WITHOUT_RUNS
        if runs and self.as_shown()[0] is not session.current:
            raise Refused(SKETCHED)

        def job() -> None:
            self._download(*taking_home.file(what, taken))

        posts = max(taken.current.n_posts, taken.baseline.n_posts) if runs else 0
        self._in_turn(job, posts, newer, GIVEN_UP)

    def _in_turn(
        self, job: Callable[[], None], posts: int, stale: Callable[[], bool], given_up: str = ""
    ) -> None:
        """Do a short job soon; one that runs many posts alone."""
        large = posts > SMALL
        self._session.soon((lambda: self._alone(job, stale, given_up)) if large else job)

    def _alone(self, job: Callable[[], None], stale: Callable[[], bool], given_up: str) -> None:
        """Do a job that runs a large population, when no other in the process does.

        stale: whether it is not wanted any more; given_up: what the room is told then.
        """
        session = self._session
        try:
            with TURNS.background(stale):
                with session.lock:
                    session.say_busy(AT_WORK)
                job()
        except Stopped:
            if given_up and not session.answers.worker.closed:
                session.tell(given_up)
        finally:
            with session.lock:
                session.say_busy("")

    def _notes(self, seed: int, regime: str) -> bytes:
        return tour_notes.html(self.story.form, seed, regime).encode("utf-8")

    def _taken(self, page: str, newer: Callable[[], bool]) -> taking_home.Taken:
        """Return what there is to take home; newer: whether its runs, where they are large, are given up."""
        session, setting = self._session, self._session.setting

        def run(scenario: Scenario, seed: int) -> RunResult:
            if scenario.n_posts <= SMALL:
                return simulate.run(scenario, seed)
            return RunResult(scenario, seed, lived(scenario, seed, newer))

        return taking_home.Taken(
            baseline=session.baseline,
            current=session.current,
            seed=setting.seed,
            acts=setting.acts,
            month=setting.month,
            address=page + link.link(setting),
            measure=setting.predicted,
            guess=setting.guess,
            band=session.answers.band(),
            why=self._why_now(),
            run=run,
        )

    def _download(self, name: str, mime: str, content: bytes) -> None:
        data = base64.b64encode(content).decode("ascii")
        self._session.publish("download", {"id": self.next_id(), "name": name, "mime": mime, "data": data})
