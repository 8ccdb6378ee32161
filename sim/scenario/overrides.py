"""Values set over a scenario from a command line or from Python: `--set levers.train=.05`."""

import copy
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.scenario.reading import FILES, REMOVABLE, REMOVABLE_PARTS, located
from sim.scenario.settings import table_of
from sim.scenario.tier import Tier

TEXT_KEYS = {"name", "title", "story", "evidence", "expect", "label", "code", *FILES}
"""Keys whose value on a command line is never anything but text."""


REMOVABLE_OF_TIER = {
    name for name, x in Tier.model_fields.items() if not x.is_required() and x.default is None
}
"""Keys of a tier that it may do without, such as its budget."""


def with_overrides(
    data: dict[str, Any], values: Mapping[str, object], own: Collection[str]
) -> dict[str, Any]:
    """Return `data` with each dotted key of `values` set; raise InputError for a key that leads nowhere.

    own: the keys of a scenario itself, which a bare key means before a tier's of that name.
    """
    for key, value in values.items():
        path = _path(key, data, own)
        value = _parsed(value, path) if isinstance(value, str) else copy.deepcopy(value)
        if path[-1] in FILES and isinstance(value, str):
            value = located(value, Path.cwd(), None, key)
        removed = value is None or (value is False and _removable(path))
        _put(data, path, key, value, removed)
    return data


def _removable(path: tuple[str | int, ...]) -> bool:
    if len(path) == 3 and path[0] == "tiers":
        return path[-1] in REMOVABLE_OF_TIER
    return path[-1] in (REMOVABLE if len(path) == 1 else REMOVABLE_PARTS)


def _path(key: str, data: Mapping[str, Any], own: Collection[str]) -> tuple[str | int, ...]:
    """Return the keys that lead to what a dotted or bare key names."""
    if key not in own and (table := table_of(key)):
        return table, key
    parts = tuple(int(part) if re.fullmatch("[0-9]{1,6}", part) else part for part in key.split("."))
    if len(parts) > 1 or not key or key in own:
        return parts
    if key in Tier.model_fields:
        if len(data["tiers"]) > 1:
            wanted = ", ".join(f"`tiers.{i}.{key}`" for i in range(len(data["tiers"])))
            raise InputError("could be any tier's", key=key, expected=wanted)
        return "tiers", 0, key
    return parts


def _parsed(text: str, path: tuple[str | int, ...]) -> Any:
    """Return the value a piece of text stands for: a number, a truth value, a date, a list, or itself."""
    if path[-1] in TEXT_KEYS:
        return text
    for read in (int, float, _toml):
        try:
            return read(text)
        except (ValueError, RecursionError):
            pass
    return text


def _toml(text: str) -> Any:
    return tomllib.loads(f"value = {text}")["value"]


def _put(data: Any, path: tuple[Any, ...], key: str, value: object, removed: bool) -> None:
    """Set (or remove) the value at `path`, making tables on the way."""
    target: Any = data
    for part in path[:-1]:
        _check_step(target, part, key)
        target = target[part] if isinstance(target, list) else target.setdefault(part, {})
    _check_step(target, path[-1], key)
    if not removed:
        target[path[-1]] = value
    elif isinstance(target, list):
        target.pop(path[-1])
    else:
        target.pop(path[-1], None)


def _check_step(target: Any, part: Any, key: str) -> None:
    """Raise InputError unless `part` can be found, or put, in `target`."""
    if isinstance(target, list):
        if not isinstance(part, int) or part >= len(target):
            wanted = f"a position from 0 to {len(target) - 1}" if target else "a list with entries"
            if target and isinstance(part, str):
                wanted += f" before {part}, such as `{key.replace(f'.{part}', f'.0.{part}', 1)}`"
            raise InputError("names no entry of the list", key=key, expected=wanted)
    elif not isinstance(target, dict) or isinstance(part, int):
        raise InputError("leads to nothing that can be set", key=key, expected="a key of the scenario")
