"""What the room does: levers moved and events dated, each an act, laid over a scenario.

The kinds of acts are generated from what a scenario can hold, and their fields from the bounds
and units declared there; the levers from `sim.parameters.LEVERS`.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.errors import shown
from sim.parameters import LEVERS, PARAMETERS, Declared
from sim.scenario import Ban, Law, Scenario, values
from sim.scenario.part import Part

LEVER = "lever"

NO_ACTS = ("tiers", "changes", "go_live", "events")
"""Keys of a scenario that hold tables, but nothing that a room dates: levers are acts of their own."""

LABELS = {
    "mandate": "Order to work digitally",
    "law": "Law behind the reform",
    "ban": "Ban on paper",
    "transition": "Change of government",
    "enforcement_drop": "End of enforcement",
    "austerity": "Austerity",
    "cyber_attack": "Cyber attack",
    "outage": "Outage of the system",
}
"""Kind -> what it is called; one that is missing is called by its class."""

POLICY, FATE = "Orders and law", "What may happen"
OF_POLICY = ("mandate", "law", "ban", "enforcement_drop")

MEANINGS = {"mandate": "An order, the day from which it is enforced, and how firmly it is checked."}
"""Kind -> its meaning, where the first sentence of the class does not tell it to a room."""

DATES = {
    "deadline": "Months to the deadline",
    "end": "Months it lasts",
    "repeal": "Months until it is repealed (0: never)",
    "until": "Months until it is lifted (0: never)",
}
"""Key of a second date -> what a room is asked instead: a number of months."""

USUAL = {
    ("mandate", "deadline"): 6.0,
    ("mandate", "intensity"): PARAMETERS["e1"].default,
    ("law", "status"): 1.0,
    ("austerity", "end"): 12.0,
    ("austerity", "depth"): 0.5,
    ("outage", "depth"): PARAMETERS["out"].default,
}
"""Where the slider of a field stands at first, if the declaration names no default."""

LONGEST = 60
"""Months to which a slider of months reaches."""


class Refused(ValueError):
    """Raised for what cannot be done; the text is a sentence for the room."""


@dataclass(frozen=True)
class Field:
    """A number that belongs to a kind of act."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    default: float
    whole: bool = False
    after: bool = False
    """Whether it stands for a date, as months after the act."""
    may_lack: bool = False
    """Whether 0 means that there is no such date."""
    inclusive: bool = False
    """Whether the date is the last month of what lasts, not the first after it."""

    @property
    def percent(self) -> bool:
        """Whether it is shown in hundredths."""
        return is_percent(self.unit)


@dataclass(frozen=True)
class Kind:
    """A kind of dated act: a part of the scenario, and what is asked about it."""

    name: str
    key: str
    """Where it stands in a scenario."""
    when: str
    """Key of the date that is the month of the act."""
    single: bool
    """Whether a scenario has one of them only."""
    labelled: bool
    fields: tuple[Field, ...]
    label: str
    meaning: str
    group: str


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


def is_percent(unit: str) -> bool:
    """Whether a quantity of that unit is shown in hundredths."""
    return unit.startswith(("share", "probability")) or unit == "effort"


def kinds_of(model: type[Scenario]) -> dict[str, Kind]:
    """Return the kinds of dated acts that a form of scenario can hold, by name."""
    found = {}
    for key, entry in model.model_fields.items():
        part = next((x for x in _types(entry.annotation) if issubclass(x, Part)), None)
        if part and key not in NO_ACTS:
            kind = _kind(key, part, single=get_origin(entry.annotation) is not tuple)
            found[kind.name] = kind
    return found


def _types(annotation: Any) -> list[type]:
    inside = [x for arg in get_args(annotation) for x in (arg, *get_args(arg))]
    return [x for x in (annotation, *inside) if isinstance(x, type)]


def _kind(key: str, part: type[Part], single: bool) -> Kind:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", part.__name__).lower()
    declared = {x: _declared(entry) for x, entry in part.model_fields.items()}
    when = next(x for x, kind in declared.items() if isinstance(kind, values.Day))
    asked = [
        _field(name, x, part.model_fields[x], kind)
        for x, kind in declared.items()
        if x != when and isinstance(kind, values.Day | values.Number)
    ]
    first = (part.__doc__ or "").split("\n")[0]
    return Kind(
        name,
        key,
        when,
        single,
        "label" in declared,
        tuple(asked),
        LABELS.get(name, name.replace("_", " ").capitalize()),
        MEANINGS.get(name, first),
        POLICY if name in OF_POLICY else FATE,
    )


def _declared(entry: FieldInfo) -> values.Kind | None:
    """Return what a value may be, as its annotation says; of a name or a number, the number."""
    nested = [x for arg in get_args(entry.annotation) for x in getattr(arg, "__metadata__", ())]
    kind = next((x for x in (*entry.metadata, *nested) if isinstance(x, values.Kind)), None)
    return kind.other if isinstance(kind, values.OneOf) else kind


def _field(kind: str, name: str, entry: FieldInfo, declared: values.Day | values.Number) -> Field:
    usual = USUAL.get((kind, name))
    if isinstance(declared, values.Day):
        lasts = name == "end"
        may_lack = not entry.is_required() and not lasts
        low, default = (1.0 if lasts else 0.0), (usual or (1.0 if lasts else 0.0))
        label = DATES.get(name, f"Months to its {name}")
        return Field(name, label, "months", low, LONGEST, default, True, True, may_lack, lasts)
    stated = entry.default if isinstance(entry.default, int | float) else declared.low
    label = str(entry.description).split(" Unit: ")[0].split(":")[0].split(";")[0].rstrip(".")
    default = float(stated) if usual is None else usual
    return Field(name, label, declared.unit, declared.low, declared.high, default, declared.whole)


KINDS = kinds_of(Scenario)
"""The kinds of dated acts, by name."""


def applied(scenario: Scenario, acts: Iterable[Act]) -> Scenario:
    """Return the scenario with the acts laid over it; raise InputError where they make it unsound.

    A lever holds from its month on instead of all that the scenario has planned for it from
    then; of two acts on a lever in a month the later told counts.  A law and a ban stand in
    for those of the scenario.
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
    since: dict[str, int] = {}
    moves: dict[int, dict[str, float | str]] = {}
    for act in acts:
        since[act.name] = min(act.month, since.get(act.name, act.month))
        moves.setdefault(act.month, {}).update(act.values)
    kept = []
    for change in data.get("changes", ()):
        month = scenario.month(change["date"])
        left = {key: x for key, x in change.items() if not month >= since.get(key, math.inf)}
        if set(left) - {"date", "tiers"}:
            kept.append(left)
    for name, value in moves.pop(0, {}).items():
        data["levers"] = {**data.get("levers", {}), name: value}
        for tier in data["tiers"]:
            tier.get("levers", {}).pop(name, None)
    data["changes"] = kept + [{"date": scenario.months[t], **moved} for t, moved in sorted(moves.items())]


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
