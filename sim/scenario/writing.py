"""A scenario as plain values, as JSON-ready values and as TOML."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def plain(scenario: "Scenario", defaults: bool = False) -> dict[str, Any]:
    """Return what a file would say; with `defaults`, also what is left at its default."""
    return _table(scenario, defaults)


def _table(part: BaseModel, defaults: bool) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if value is None or (not defaults and value == field.default):
            continue
        if name == "levers" and field.is_required():  # a change: its levers stand beside the date
            table |= value
        else:
            table[name] = _plain(value, defaults)
    return table


def _plain(value: Any, defaults: bool) -> Any:
    if isinstance(value, BaseModel):
        return _table(value, defaults)
    if isinstance(value, tuple):
        return [_plain(item, defaults) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def json_ready(value: Any) -> Any:
    """Return plain values with dates as text."""
    if isinstance(value, Mapping):
        return {key: json_ready(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_ready(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def toml(data: Mapping[str, Any]) -> str:
    """Return plain values as the text of a TOML file."""
    return "\n".join(_lines(data, ())) + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    nested = {key: value for key, value in table.items() if _is_table(value) or _is_tables(value)}
    for key, value in table.items():
        if key not in nested:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in nested.items():
        dotted = ".".join(_key(part) for part in (*path, key))
        for entry in [value] if _is_table(value) else value:
            yield ""
            yield f"[{dotted}]" if _is_table(value) else f"[[{dotted}]]"
            yield from _lines(entry, (*path, key))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} has no place in a scenario")
    return repr(value)
