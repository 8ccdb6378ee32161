"""Kinds of acts that a room can date, generated from what a scenario can hold.

Their fields have the bounds and units that are declared there.
"""

import re
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.parameters import PARAMETERS
from sim.scenario import Scenario, values
from sim.scenario.part import Part

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
