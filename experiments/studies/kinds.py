"""What the tables of a study file that name keys may hold: settings, what varies, single checks."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from experiments.studies.entries import Anything, Finite, Values
from experiments.studies.keys import flattened, is_known, nearest_key
from experiments.studies.spread import Listed, Range, Spread
from sim.errors import nearest
from sim.parameters import ALL
from sim.scenario.values import Fault, Flag, Kind, ListOf, Text, Wrong, collected

PRIOR = "prior"
RANGE = ("low", "high", "whole")
IsValue = Callable[[str, Any], bool]


def never(key: str, value: Any) -> bool:
    """Whether a table is a value: never, where a value cannot be a table."""
    return False


A_KEY = "a parameter, lever or switch, or another key of a scenario, as after --set"


class Vary(NamedTuple):
    """What a study varies."""

    uncertain: bool | None = None
    """Whether every uncertain parameter is drawn; None for what the design's kind says."""
    leave: tuple[str, ...] = ()
    keys: Mapping[str, "Spread | str"] = {}
    """Key -> what it takes, or PRIOR."""


def unique(table: Mapping[str, Any], is_value: IsValue = never) -> tuple[dict[str, Any], list[Fault]]:
    """Return a table of keys as `--set` knows them, and which are unknown, empty or stated twice."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in flattened(table, is_value):
        if not is_known(key):
            faults.append(Fault("is an unknown key", A_KEY, nearest_key(key), (key,), value))
        elif key in found:
            faults.append(Fault("is stated twice", "every key once", path=(key,), value=value))
        elif isinstance(value, Mapping) and not value:
            faults.append(Fault("is empty", "a value", path=(key,), value=value))
        else:
            found[key] = value
    return found, faults


def _read(table: Mapping[str, Any], kind: Kind, is_value: IsValue = never) -> dict[str, Any]:
    """Return every key of a table with its value as `kind` reads it; raise one Wrong with all faults."""
    keys, faults = unique(table, is_value)
    read: dict[str, Any] = {}
    try:
        read = collected((key, kind, value) for key, value in keys.items())
    except Wrong as wrong:
        faults += wrong.faults
    if faults:
        raise Wrong(*faults)
    return read


class SettingsOfKeys(Kind):
    """A table of values by key."""

    words = "values, by key"
    each: Kind = Anything()

    def read(self, value: Any) -> Any:
        """Return key -> value, whatever the scenarios will make of it."""
        if not isinstance(value, Mapping):
            raise Wrong(Fault("is of the wrong type", f"a table of {self.words}"))
        return _read(value, self.each)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the table."""
        return {"type": "object", "description": self.words}


class CheckedKeys(SettingsOfKeys):
    """A table of lists of values by key, each tried alone; a value may stand for a list of one."""

    words = "values or lists of values, by key"
    each = Values(least=1)


VARY_KEYS: dict[str, tuple[Kind, str]] = {
    "uncertain": (
        Flag(),
        "Whether every uncertain parameter is drawn from its prior that no scenario or regime of the study "
        "states; by default true, but false in a grid or without a design.",
    ),
    "leave": (
        ListOf(Text(80, 1, form="the name of a parameter")),
        "Uncertain parameters that are not drawn all the same; by default none.",
    ),
}
"""Key of [vary] that names nothing to vary -> what it may be, and what it says."""


class VaryTable(SettingsOfKeys):
    """What varies, by key; with `uncertain` and `leave` beside the keys."""

    words = "lists and ranges, by key"

    def read(self, value: Any) -> Vary:
        """Return what varies."""
        if not isinstance(value, Mapping):
            raise Wrong(Fault("is of the wrong type", f"a table of {self.words}"))
        own = {key: kind for key, (kind, _) in VARY_KEYS.items()}
        faults: list[Fault] = []
        read: list[dict[str, Any]] = []
        for reading in (
            lambda: collected((key, kind, value[key]) for key, kind in own.items() if key in value),
            lambda: _read(
                {key: item for key, item in value.items() if key not in own}, SpreadKind(), self.is_value
            ),
        ):
            try:
                read.append(reading())
            except Wrong as wrong:
                faults += wrong.faults
        if faults:
            raise Wrong(*faults)
        return Vary(read[0].get("uncertain"), read[0].get("leave", ()), read[1])

    @staticmethod
    def is_value(key: str, item: Any) -> bool:
        """Whether a table is a range, and not part of a key."""
        return key.rpartition(".")[2] in ALL or bool(set(RANGE) & set(item))

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the table."""
        return {
            "type": "object",
            "description": self.words,
            "properties": {key: kind.json() | {"description": x} for key, (kind, x) in VARY_KEYS.items()},
            "additionalProperties": {"anyOf": [SpreadKind().json(), {"type": "object"}]},
        }


class SpreadKind(Kind):
    """What one key takes: a list, a range, or "prior"."""

    expected = 'a list of values, a range such as { low = 0.1, high = 0.4 }, or "prior"'

    def read(self, value: Any) -> Spread | str:
        """Return what the key takes; PRIOR where its declaration is to say."""
        if isinstance(value, list):
            return Listed(Values(least=2).read(value))
        if isinstance(value, Mapping):
            return self._range(value)
        if value == PRIOR:
            return PRIOR
        near = nearest(value, [PRIOR]) if isinstance(value, str) else None
        raise Wrong(Fault("is a single value", f"{self.expected}; one value alone is set in `values`", near))

    @staticmethod
    def _range(table: Mapping[str, Any]) -> Range:
        faults = [
            Fault("is an unknown key", f"one of {', '.join(RANGE)}", nearest(key, RANGE), (key,), item)
            for key, item in table.items()
            if key not in RANGE
        ]
        faults += [
            Fault("is missing", f"the {end}est value", path=(end,)) for end in RANGE[:2] if end not in table
        ]
        read: dict[str, Any] = {}
        try:
            whole = Flag()
            read = collected(
                (key, whole if key == "whole" else Finite(table.get("whole") is True), table[key])
                for key in RANGE
                if key in table
            )
        except Wrong as wrong:
            faults += wrong.faults
        if {"low", "high"} <= set(read) and read["low"] >= read["high"]:
            wanted = f"a number above {read['low']:,.15g}, the lowest value"
            faults.append(Fault("does not lie above `low`", wanted, path=("high",), value=read["high"]))
        if faults:
            raise Wrong(*faults)
        return Range(read["low"], read["high"], read.get("whole", False))

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of what a key takes."""
        number = {"type": "number"}
        of_range = {"low": number, "high": number, "whole": Flag().json()}
        return {
            "anyOf": [
                {"const": PRIOR},
                {"type": "array", "minItems": 2},
                {
                    "type": "object",
                    "properties": of_range,
                    "required": ["low", "high"],
                    "additionalProperties": False,
                },
            ]
        }
