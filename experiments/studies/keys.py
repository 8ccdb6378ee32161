"""Names of what a study sets: as after `--set`, bare or dotted, quoted or as tables."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.errors import nearest
from sim.scenario import Scenario, Tier
from sim.scenario.settings import TABLES, dotted_names, table_of

DEEPEST = 8
"""Tables within tables that a key may have; no scenario has so many."""

Path = tuple[str, ...]


def flattened(
    table: Mapping[str, Any], is_value: Callable[[str, Any], bool], above: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield every (key, value) of nested tables: `law = { status = 1 }` is `law.status`, 1."""
    for name, value in table.items():
        key = f"{above}.{name}" if above else str(name)
        deeper = isinstance(value, Mapping) and value and not is_value(key, value)
        if deeper and key.count(".") < DEEPEST:
            yield from flattened(value, is_value, key)
        else:
            yield short(key), value


def short(key: str) -> str:
    """Return a key as results name it: `beta_R` for `parameters.beta_R`."""
    table, _, name = key.partition(".")
    return name if table in TABLES and table_of(name) == table else key


def path_of(key: str) -> Path:
    """Return what a key leads to, the same however it is written."""
    table = table_of(key)
    if table:
        return table, key
    if key in Tier.model_fields and key not in Scenario.model_fields:
        return "tiers", "0", key
    return tuple(key.split("."))


def clash(key: str, others: Mapping[str, Any]) -> str | None:
    """Return the one of `others` that sets the same as `key`, or a part of it, or what it is a part of."""
    path = path_of(key)
    for other in others:
        theirs = path_of(other)
        n = min(len(path), len(theirs))
        if path[:n] == theirs[:n]:
            return other
    return None


def is_known(key: str) -> bool:
    """Whether a key can name anything; a dotted one may, which the scenarios tell."""
    return "." in key or key in known_names()


def known_names() -> set[str]:
    """Return every bare name of what can be set."""
    return {*dotted_names(), *Scenario.model_fields, *Tier.model_fields} - {"name"}


def nearest_key(key: str) -> str | None:
    """Return the known key that is most like a wrong one."""
    return nearest(key, known_names())
