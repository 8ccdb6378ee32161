"""What the room does: levers moved and events dated, each an act, laid over a scenario."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.live.kinds import KINDS, Kind, is_percent
from sim.errors import shown
from sim.parameters import LEVERS, Declared
from sim.scenario import Ban, Law, Scenario

LEVER = "lever"


class Refused(ValueError):
    """Raised for what cannot be done; the text is a sentence for the room."""


@dataclass(frozen=True)
class Act:
    """One act of the room: its number in the session, kind, month and values."""

    id: int
    kind: str
    month: int
    values: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The lever that is moved; empty for other kinds."""
        return next(iter(self.values)) if self.kind == LEVER else ""


def applied(scenario: Scenario, acts: Iterable[Act]) -> Scenario:
    """Return the scenario with the acts laid over it; raise InputError where they make it unsound.

    A lever holds from its month on, until the next act on it: what the scenario has planned for
    it on later dates keeps its dates and takes the act's value, for a government that takes a
    programme up on a date does so whatever the value.  Of two acts on a lever in a month the
    later told counts.  A law and a ban stand in for those of the scenario.
    """
    acts = list(acts)
    if not acts:
        return scenario
    data = scenario.data()
    _lay_levers(data, scenario, [act for act in acts if act.kind == LEVER])
    for act in acts:
        if act.kind != LEVER:
            kind = KINDS[act.kind]
            entry = _entry(act, kind, scenario)
            if act.kind == "ban" and _banned(scenario, act.month):
                entry[kind.when] = data[kind.key][kind.when]  # it was in force already
            if kind.single:
                data[kind.key] = entry
            else:
                data[kind.key] = [*data.get(kind.key, ()), entry]
    return Scenario.from_data(data, scenario.name)


def _lay_levers(data: dict[str, Any], scenario: Scenario, acts: Sequence[Act]) -> None:
    """Lay moves of levers over the plain data of a scenario."""
    moves: dict[int, dict[str, float | str]] = {}
    for act in acts:
        moves.setdefault(act.month, {}).update(act.values)
    kept = []
    for change in data.get("changes", ()):
        laid = _laid_over(change, scenario.month(change["date"]), moves)
        if set(laid) - {"date", "tiers"}:
            kept.append(laid)
    for name, value in moves.pop(0, {}).items():
        data["levers"] = {**data.get("levers", {}), name: value}
        for tier in data["tiers"]:
            tier.get("levers", {}).pop(name, None)
    data["changes"] = kept + [{"date": scenario.months[t], **moved} for t, moved in sorted(moves.items())]


def _laid_over(
    change: Mapping[str, Any], month: int, moves: Mapping[int, Mapping[str, float | str]]
) -> dict[str, Any]:
    """Return a planned change with the room's values, without the levers that the room moves in that month.

    A move from the start is no dated change, so what was planned for the first month stays one.
    """
    own = moves.get(month, {}) if month else {}
    laid = {key: x for key, x in change.items() if key not in own}
    for _, moved in sorted((t, moved) for t, moved in moves.items() if t <= month):
        laid |= {name: x for name, x in moved.items() if name in laid}
    return laid


def _banned(scenario: Scenario, month: int) -> bool:
    """Whether the scenario's own ban is in force in a month."""
    ban = scenario.ban
    if ban is None or scenario.month(ban.start) > month:
        return False
    return ban.until is None or scenario.month(ban.until) > month


def _entry(act: Act, kind: Kind, scenario: Scenario) -> dict[str, Any]:
    """Return an act as the plain data of a scenario; what may lack is left out past the end of the run."""
    entry: dict[str, Any] = {kind.when: scenario.months[act.month]}
    for asked in kind.fields:
        value = act.values.get(asked.name, asked.default)
        assert not isinstance(value, str)  # `cleaned` lets none pass
        if not asked.after:
            entry[asked.name] = int(value) if asked.whole else value
            continue
        later = act.month + int(value) - asked.inclusive
        if not asked.may_lack or (value > 0 and later < scenario.n_months):
            entry[asked.name] = scenario.months[min(later, scenario.n_months - 1)]
    if kind.labelled:
        entry["label"] = words(act)
    return entry


def cleaned(id: int, kind: Any, month: Any, given: Any, n_months: int) -> tuple[Act, list[str]]:
    """Return the act a stranger asks for, and in sentences what had to be changed about it; raise Refused.

    A number out of bounds is moved to the nearest bound, a month to the nearest month of
    the run; an unknown kind, lever or value is refused.
    """
    if not isinstance(kind, str) or (kind != LEVER and kind not in KINDS):
        raise Refused(f"There is no act of the kind {_quoted(kind)}.")
    if not isinstance(given, Mapping):
        raise Refused("An act needs its values.")
    told: list[str] = []
    t = clamped(month, 0, n_months - 1, whole=True)
    if t is None:
        raise Refused(f"{_quoted(month)} is no month of this run.")
    if t != month:
        told.append(f"Month {_quoted(month)} lies outside the run; the nearest month was taken.")
    found = (
        _cleaned_lever(given, told)
        if kind == LEVER
        else _cleaned_fields(KINDS[kind], given, told, n_months - 1 - int(t))
    )
    return Act(id, kind, int(t), found), told


def _cleaned_lever(given: Mapping[Any, Any], told: list[str]) -> dict[str, float | str]:
    if len(given) != 1:
        raise Refused("One lever is moved at a time.")
    ((name, value),) = given.items()
    declared = LEVERS.get(name) if isinstance(name, str) else None
    if declared is None:
        raise Refused(f"There is no lever {_quoted(name)}.")
    if declared.choices:
        if value not in declared.choices or not isinstance(value, str):
            raise Refused(f"{_quoted(value)} is no choice of {lever_label(name)}.")
        return {name: value}
    number = clamped(value, declared.low, declared.high)
    if number is None:
        raise Refused(f"{_quoted(value)} is no value of {lever_label(name)}.")
    if number != value:
        told.append(f"{lever_label(name)} was set to {number:g}, the nearest it can be.")
    return {name: number}


def _cleaned_fields(
    kind: Kind, given: Mapping[Any, Any], told: list[str], left: int
) -> dict[str, float | str]:
    """Return the fields of an act after which the run goes on for `left` months."""
    found: dict[str, float | str] = {}
    for asked in kind.fields:
        value = given.get(asked.name, asked.default)
        # What must come within the run would else be dated to its last month, and work from there.
        ends = asked.after and not asked.may_lack
        high = min(asked.high, left + asked.inclusive) if ends else asked.high
        number = clamped(value, asked.low, high, whole=asked.whole)
        if number is None:
            raise Refused(f"{_quoted(value)} is no value for: {asked.label}.")
        if number != value:
            cut = ends and number == high < asked.high
            until = "for the run ends then" if cut else "the nearest it can be"
            told.append(f"{asked.label} was set to {number:g}, {until}.")
        found[asked.name] = number
    names = [asked.name for asked in kind.fields]
    lost = [_quoted(key) for key in given if key not in names]
    told += [f"{kind.label} has no value {key}, which was left out." for key in lost]
    return found


def clamped(value: Any, low: float, high: float, whole: bool = False) -> float | None:
    """Return the number within bounds that is nearest to `value`; None where it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    inside = min(max(value, low), high)
    return float(round(inside)) if whole else float(inside) + 0.0


def whole(value: Any, most: int) -> int | None:
    """Return `value` if it is a whole number from 0 to `most`; None for anything else."""
    inside = clamped(value, 0, most, whole=True)
    return None if inside is None or inside != value else int(inside)


def fitted(act: Act, n_months: int) -> Act:
    """Return the act in a run of that many months."""
    return act if act.month < n_months else replace(act, month=n_months - 1)


def lever_label(name: str) -> str:
    """Return what a lever is called."""
    return LEVERS[name].meaning.split(":")[0].rstrip(".")


def lever_words(declared: Declared, value: float | str) -> str:
    """Return the value of a lever with its unit: `5 % of staff per month`."""
    if declared.choices:
        name = value if isinstance(value, str) else declared.choices[int(value)]
        return name.replace("_", " ")
    return number_words(declared.unit, float(value))


def number_words(unit: str, value: float) -> str:
    """Return a number with its unit, in hundredths where it is a share."""
    if is_percent(unit):
        share = f"{100 * value:.3g} %"
        return share if unit == "effort" else unit.replace("share", share, 1).replace("probability", share, 1)
    if unit == "months":
        return f"{value:.0f} month{'' if value == 1 else 's'}"
    return f"{value:g} ({unit})" if " to " in unit else f"{value:g} {unit}".rstrip()


PHRASES = {
    ("mandate", "deadline"): "due in {}",
    ("mandate", "intensity"): "a check has a chance of {}",
    ("law", "status"): "weight {}",
    ("law", "lag"): "in force after {}",
    ("law", "repeal"): "repealed after {}",
    ("ban", "until"): "lifted after {}",
    ("austerity", "end"): "for {}",
    ("austerity", "depth"): "{} of the budget cut",
    ("outage", "end"): "for {}",
    ("outage", "depth"): "{} of each month lost",
}
"""Field of a kind -> how its value is told; another is told by its label."""


def words(act: Act) -> str:
    """Return an act in words: `Capacity building: 5 % of staff per month`."""
    if act.kind == LEVER:
        return f"{lever_label(act.name)}: {lever_words(LEVERS[act.name], act.values[act.name])}"
    kind = KINDS[act.kind]
    told = [kind.label]
    for asked in kind.fields:
        value = float(act.values.get(asked.name, asked.default))
        if not (asked.may_lack and value <= 0):
            unit = "probability" if asked.unit.startswith("probability") else asked.unit
            amount = number_words("effort" if unit in ("share", "probability") else unit, value)
            phrase = PHRASES.get((kind.name, asked.name), asked.label.lower() + " {}")
            told.append(phrase.format(amount))
    return ", ".join(told)


def replaces(act: Act, scenario: Scenario) -> bool:
    """Whether an act stands in for a law or a ban that the scenario has itself."""
    own = {"law": scenario.law, "ban": scenario.ban}.get(act.kind)
    return isinstance(own, Law | Ban)


def _quoted(value: Any) -> str:
    """Return what a stranger sent, cut to what a sentence can hold."""
    return "".join(c if c.isprintable() else " " for c in shown(value, 40))
