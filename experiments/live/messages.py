"""What a page may ask of a session: one function for each message, in one table.

Every message is a stranger's: a handler takes what can be taken and raises `Refused`, with
nothing changed, for what cannot.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.live import asking, link
from experiments.live.acts import LEVER, Act, Refused, clamped, cleaned, lever_label, whole
from experiments.live.kinds import KINDS
from experiments.live.library import comparable
from experiments.live.measures import MEASURES
from experiments.live.setting import MOST_ACTS, MOST_PURSE, MOST_SEED, NO_GUESS, NO_STORY, Setting, guessed
from sim.errors import InputError, shown
from sim.scenario import regimes

if TYPE_CHECKING:
    from experiments.live.session import Session

Message = Mapping[str, Any]
Handler = Callable[["Session", Message], None]

BOTH, CURRENT, BASELINE = "both", "current", "baseline"


def _hello(session: "Session", message: Message) -> None:
    """A page begins: what its address says, and its history where that is of the same link."""
    text, keeps = link.text_of(message.get("search")), message.get("kept")
    try:
        if text and not session.greeted and link.link_text_of(keeps) == text:
            _restore(session, keeps)
        elif text and text != link.packed(session.setting):
            setting, told = link.unpacked(text, session.library)
            session.take(setting, step=session.greeted)
            session.tell_all(told)
    except (link.Unreadable, InputError) as fault:
        session.tell(str(fault))
    session.greeted = True
    session.publish_all()


def _restore(session: "Session", text: Any) -> None:
    """Show what a session file says, with its own steps of undoing."""
    setting, past, future, told = link.opened(text, session.library)
    session.settle()
    session.take(setting, step=False)
    session.past[:], session.future[:] = past, future
    session.tell_all(told)


def _drawn(_session: "Session", _message: Message) -> None:
    """A page has drawn a frame: nothing is to be done."""


def _lever(session: "Session", message: Message) -> None:
    name = message.get("name")
    if not isinstance(name, str):
        raise Refused("A lever needs its name.")
    now = session.setting
    act, told = cleaned(
        now.next_id, LEVER, message.get("month", 0), {name: message.get("value")}, _n(session)
    )
    handle = (name, act.month)
    before = session.dragged_from(handle)
    same = next((x for x in before.acts if (x.kind, x.name, x.month) == (LEVER, *handle)), None)
    acts = _with(before, replace(act, id=same.id if same else before.next_id), same)
    session.drag(replace(before, acts=acts), handle, message.get("done") is not False)
    session.tell_all(told)


def _act(session: "Session", message: Message) -> None:
    now = session.setting
    asked = (message.get("kind"), message.get("month", 0), message.get("values", {}))
    act, told = cleaned(now.next_id, *asked, _n(session))
    single = act.kind in KINDS and KINDS[act.kind].single
    same = next((x for x in now.acts if single and x.kind == act.kind), None)
    session.take(replace(now, acts=_with(now, act, same)))
    session.tell_all(told)


def _edit(session: "Session", message: Message) -> None:
    now = session.setting
    act = _found(session, message)
    values = message.get("values", {})
    if not isinstance(values, Mapping):
        raise Refused("The values of an act cannot be read.")
    if act.kind == LEVER and set(values) - {act.name}:
        raise Refused(f"This act moves {lever_label(act.name)} and no other lever.")
    merged = {**act.values, **values}
    changed, told = cleaned(act.id, act.kind, message.get("month", act.month), merged, _n(session))
    session.take(replace(now, acts=_with(now, changed, act)))
    session.tell_all(told)


def _remove(session: "Session", message: Message) -> None:
    act = _found(session, message)
    session.take(replace(session.setting, acts=tuple(x for x in session.setting.acts if x is not act)))


def _clear(session: "Session", _message: Message) -> None:
    session.take(replace(session.setting, acts=()))


def _undo(session: "Session", _message: Message) -> None:
    session.step(session.past, session.future)


def _redo(session: "Session", _message: Message) -> None:
    session.step(session.future, session.past)


def _reset(session: "Session", _message: Message) -> None:
    """Back to the first month and no acts; the scenario, the seed and the history stay.

    A step of the story is begun anew: without its acts its text would tell of another curve.
    """
    story = session.asides.story
    if story.at is not None:
        story.go(story.at)
        return
    blank = replace(session.setting, acts=(), month=0, **NO_GUESS)
    session.take(blank)


def _month(session: "Session", message: Message) -> None:
    session.look(month=_whole(message, "month", 0, _n(session) - 1))


def _card(session: "Session", message: Message) -> None:
    """Choose a scenario: against itself, as the current one, or as the baseline."""
    name, side = message.get("name"), message.get("as", BOTH)
    if not isinstance(name, str) or name not in session.library:
        raise Refused(f"{shown(name, 40)} is no scenario of the library.")
    if side not in (BOTH, CURRENT, BASELINE):
        raise Refused(f"{shown(side, 40)} is no side of the comparison.")
    now, told = session.setting, []
    chosen = session.library.scenario(name)
    if side != BOTH:
        other = now.baseline if side == CURRENT else now.scenario
        if not comparable(chosen, session.library.scenario(other)):
            told = [f"{chosen.title or name} has other months or offices, so it is shown against itself."]
            side = BOTH
    if side == BASELINE:
        setting = replace(now, baseline=name)
    else:
        setting = replace(now, scenario=name, baseline=name if side == BOTH else now.baseline, acts=())
        setting = replace(setting, **NO_GUESS)
    setting = replace(setting, **NO_STORY)
    session.take(setting.fitted(chosen.n_months))
    session.tell_all(told)


def _regime(session: "Session", message: Message) -> None:
    name = message.get("name")
    if name != "" and not (isinstance(name, str) and name in regimes.names()):
        raise Refused(f"There is no regime {shown(name, 40)}.")
    session.take(replace(session.setting, regime=name))


def _seed(session: "Session", message: Message) -> None:
    """Show the world of another seed; one that is not typed right is told, for another would mislead."""
    seed = whole(message.get("seed"), MOST_SEED)
    if seed is None:
        raise Refused(f"A seed is a whole number from 0 to {MOST_SEED:,}: what was typed is none.")
    session.take(replace(session.setting, seed=seed))


def _full(session: "Session", message: Message) -> None:
    session.take(replace(session.setting, full=_flag(message, "on")), step=False)


def _measure(session: "Session", message: Message) -> None:
    session.look(measure=_known_measure(message.get("name")))


def _purse(session: "Session", message: Message) -> None:
    value = message.get("value")
    purse = None if value is None else clamped(value, 0.0, MOST_PURSE)
    if value is not None and purse is None:
        raise Refused(f"{shown(value, 40)} is no sum of money.")
    session.look(purse=purse)


def _predict(session: "Session", message: Message) -> None:
    """Hide the future from a month on, so that the room can say what it expects."""
    month = _whole(message, "month", 0, _n(session) - 1)
    measure = _known_measure(message.get("measure", session.setting.measure))
    session.look(**{**NO_GUESS, "hidden_from": month, "guess_of": measure, "measure": measure})


def _guess(session: "Session", message: Message) -> None:
    told: list[str] = []
    measure = session.setting.predicted
    points = guessed(message.get("points"), _n(session), measure, told)
    if told and not points:
        raise Refused(told[0])
    session.look(guess=points, guess_of=measure)
    session.tell_all(told)


def _reveal(session: "Session", _message: Message) -> None:
    """Uncover every month."""
    session.look(revealed=True, rests_at=None)


def _forget(session: "Session", _message: Message) -> None:
    session.look(**NO_GUESS)


def _open(session: "Session", message: Message) -> None:
    """Show a session file; what was there before can be got back by undoing."""
    before = session.setting
    _restore(session, message.get("text"))
    session.past.append(before)
    session.publish_state()


HANDLERS: dict[str, Handler] = {
    **{"hello": _hello, "drawn": _drawn, "open": _open},
    **{"lever": _lever, "act": _act, "edit": _edit, "remove": _remove, "clear": _clear},
    **{"undo": _undo, "redo": _redo, "reset": _reset},
    **{"month": _month, "card": _card, "regime": _regime, "seed": _seed, "full": _full},
    **{"measure": _measure, "purse": _purse},
    **asking.HANDLERS,
    **{"predict": _predict, "guess": _guess, "reveal": _reveal, "forget": _forget},
}
"""Message -> what does it."""


def _n(session: "Session") -> int:
    return session.own.n_months


def _with(setting: Setting, act: Act, instead: Act | None) -> tuple[Act, ...]:
    """Return the acts with one more, or with one in the place of another."""
    if instead is not None:
        return tuple(act if x is instead else x for x in setting.acts)
    if len(setting.acts) >= MOST_ACTS:
        raise Refused(f"A session holds at most {MOST_ACTS} acts.")
    return (*setting.acts, act)


def _found(session: "Session", message: Message) -> Act:
    asked = message.get("id")
    act = next((x for x in session.setting.acts if not isinstance(asked, bool) and x.id == asked), None)
    if act is None:
        raise Refused(f"There is no act {shown(asked, 40)}.")
    return act


def _whole(message: Message, key: str, low: int, high: int) -> int:
    value = message.get(key)
    inside = clamped(value, low, high, whole=True)
    if inside is None:
        raise Refused(f"{shown(value, 40)} is no {key}.")
    return int(inside)


def _flag(message: Message, key: str) -> bool:
    value = message.get(key)
    if not isinstance(value, bool):
        raise Refused(f"{shown(value, 40)} is neither yes nor no.")
    return value


def _known_measure(name: Any) -> str:
    if not isinstance(name, str) or name not in MEASURES:
        raise Refused(f"There is no measure {shown(name, 40)}.")
    return name
