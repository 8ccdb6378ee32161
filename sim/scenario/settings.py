"""Tables of a scenario that set declared quantities: parameters, switches, levers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import nearest
from sim.parameters import LEVERS, PARAMETERS, SWITCHES, Declared
from sim.scenario.values import Choice, Fault, Kind, Number, Wrong, collected

TABLES: dict[str, Mapping[str, Declared]] = {
    "parameters": PARAMETERS,
    "switches": SWITCHES,
    "levers": LEVERS,
}


def table_of(name: str) -> str | None:
    """Return the table in which a declared name belongs, or None if it is not declared."""
    return next((table for table, declared in TABLES.items() if name in declared), None)


def dotted_names() -> dict[str, str]:
    """Return every declared name -> its dotted key, such as beta0 -> parameters.beta0."""
    return {name: f"{table}.{name}" for table, declared in TABLES.items() for name in declared}


def kind_of(declared: Declared) -> Kind:
    """Return what a scenario may set a declared quantity to."""
    if declared.choices:
        return Choice(declared.choices)
    return Number(*declared.valid, unit=declared.unit)


KINDS: dict[str, dict[str, Kind]] = {
    table: {name: kind_of(x) for name, x in declared.items()} for table, declared in TABLES.items()
}
"""Table -> name -> what a scenario may set it to."""


def default_of(declared: Declared) -> float | str:
    """Return the default as a file would state it."""
    return declared.choices[int(declared.default)] if declared.choices else declared.default


def position_of(declared: Declared, setting: float | str) -> float:
    """Return a setting as the model keeps it: a choice by its position."""
    return float(declared.choices.index(setting)) if isinstance(setting, str) else float(setting)


@dataclass(frozen=True)
class Settings(Kind):
    """A table that sets some of the declared quantities of one table; any other name is refused."""

    table: str

    @property
    def declared(self) -> Mapping[str, Declared]:
        """The quantities that may be set here."""
        return TABLES[self.table]

    def read(self, value: Any) -> dict[str, Any]:
        """Return name -> number (or name of the choice), in the order of declaration."""
        if not isinstance(value, Mapping):
            raise Wrong(Fault("is of the wrong type", f"a table of {self.table}"))
        faults = [self._unknown(str(name), item) for name, item in value.items() if name not in self.declared]
        read: dict[str, Any] = {}
        try:
            kinds = KINDS[self.table]
            read = collected((name, kind, value[name]) for name, kind in kinds.items() if name in value)
        except Wrong as wrong:
            faults += wrong.faults
        if faults:
            raise Wrong(*faults)
        return read

    def _unknown(self, name: str, value: Any) -> Fault:
        names = dotted_names()
        close = nearest(name, names)
        near = close if close is None or close in self.declared else names[close]
        return Fault("is an unknown key", f"a name declared among the {self.table}", near, (name,), value)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema, with the meaning and unit of every name."""
        return {"type": "object", "additionalProperties": False, "properties": self.properties()}

    def properties(self) -> dict[str, Any]:
        """Return name -> JSON Schema of its value."""
        return {
            name: KINDS[self.table][name].json()
            | {"description": f"{x.meaning} Unit: {x.unit}.", "default": default_of(x)}
            for name, x in self.declared.items()
        }
