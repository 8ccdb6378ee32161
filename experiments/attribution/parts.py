"""The parts of policy in which two scenarios differ, and scenarios that take each part from one of them.

A part is what a civil servant would name: a lever with all its changes, the orders, the
law, the roll-out.  Nothing is edited: a scenario's plain data is taken apart into values by
their paths, every path belongs to one part, and the chosen ones are put together again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from experiments.attribution import wording
from sim.errors import InputError
from sim.parameters import LEVERS, SWITCHES
from sim.scenario import Scenario
from sim.scenario.model import TEXTS
from sim.scenario.settings import default_of

Path = tuple[Any, ...]
"""Where a value stands: ("law",), ("levers", "ME"), ("tiers", "PB", "reach")."""

Values = Mapping[Path, Any]

WITHOUT_EFFECT = (*TEXTS, "events", "record", "price_year", "network_file")
"""Keys of a scenario that no result depends on; the network file is looked at on its own."""

STRUCTURE = (
    *("posts", "offices", "sizes", "grade_shares", "grade_posts"),
    *("hubs", "office_names"),
)
"""Keys of a tier that say who and where its officials are: the same people must stand in both scenarios."""

BESIDE = ("date", "tiers")
"""Keys of a change that are no levers."""


@dataclass(frozen=True)
class Part:
    """A part of policy in which two scenarios differ."""

    key: str
    """Name of a lever, parameter or switch; key of the scenario; or that of a tier, as `tiers.PB.reach`."""
    label: str
    in_a: str
    """What it is in the first scenario, in words."""
    in_b: str


@dataclass(frozen=True)
class Mix:
    """Two scenarios, the parts in which they differ, and every scenario between them."""

    a: Scenario
    b: Scenario
    parts: tuple[Part, ...]
    _values: tuple[Values, Values]

    @classmethod
    def of(cls, a: Scenario, b: Scenario) -> "Mix":
        """Return the mix of two scenarios; raise InputError where they differ in what cannot be mixed."""
        _check(a, b)
        same_defaults = a.defaults == b.defaults
        in_a, in_b = (taken_apart(x, without_defaults=same_defaults) for x in (a, b))
        owned_a, owned_b = _by_owner(in_a), _by_owner(in_b)
        keys = [
            key for key in dict.fromkeys((*owned_a, *owned_b)) if owned_a.get(key, {}) != owned_b.get(key, {})
        ]
        codes = [tier.code for tier in a.tiers]
        parts = tuple(
            Part(key, wording.label(key, codes), wording.told(key, a), wording.told(key, b))
            for key in sorted(keys, key=wording.place)
        )
        return cls(a, b, parts, (in_a, in_b))

    def scenario(self, from_b: Collection[int]) -> Scenario:
        """Return the scenario that takes the parts of these positions from b and all else from a."""
        keys = {self.parts[i].key for i in from_b}
        in_a, in_b = self._values
        kept = {path: value for path, value in in_a.items() if owner(path) not in keys}
        taken = {path: value for path, value in in_b.items() if owner(path) in keys}
        data = put_together({**kept, **taken})
        file = _network_file(self.a) or _network_file(self.b)
        name = f"{self.a.name} with {len(keys)} parts of {self.b.name}"
        return Scenario.from_data(data | ({"network_file": file} if file else {}), name[:100])


def taken_apart(scenario: Scenario, *, without_defaults: bool = True) -> dict[Path, Any]:
    """Return every value that results depend on by its path, without what is at its default.

    without_defaults: leave out parameters stated at the value they would have anyway.
    """
    found: dict[Path, Any] = {}
    for key, value in scenario.data().items():
        if key == "tiers":
            for tier in value:
                found |= _of_tier(tier)
        elif key == "changes":
            for change in value:
                when = (key, change["date"], tuple(change.get("tiers", ())))
                found |= {(*when, lever): x for lever, x in change.items() if lever not in BESIDE}
        elif key in ("levers", "switches"):
            declared = LEVERS if key == "levers" else SWITCHES
            found |= {(key, name): x for name, x in value.items() if x != default_of(declared[name])}
        elif key == "parameters":
            idle = scenario.defaults if without_defaults else {}
            found |= {(key, name): x for name, x in value.items() if x != idle.get(name)}
        elif key not in WITHOUT_EFFECT:
            found[(key,)] = value
    return found


def _of_tier(tier: Mapping[str, Any]) -> dict[Path, Any]:
    code = tier["code"]
    own = {("tiers", code, key): x for key, x in tier.items() if key not in ("levers", "name")}
    return own | {("tiers", code, "levers", lever): x for lever, x in tier.get("levers", {}).items()}


def put_together(values: Values) -> dict[str, Any]:
    """Return the plain data of the scenario that `taken_apart` would take apart into these values."""
    data: dict[str, Any] = {}
    tiers: dict[str, dict[str, Any]] = {}
    changes: dict[Path, dict[str, Any]] = {}
    for path, value in values.items():
        match path:
            case ("tiers", code, "levers", lever):
                tiers.setdefault(code, {}).setdefault("levers", {})[lever] = value
            case ("tiers", code, key):
                tiers.setdefault(code, {})[key] = value
            case ("changes", day, codes, lever):
                beside = {"date": day} | ({"tiers": list(codes)} if codes else {})
                changes.setdefault((day, codes), beside)[lever] = value
            case (table, name):
                data.setdefault(table, {})[name] = value
            case (key,):
                data[key] = value
    return data | {"tiers": list(tiers.values()), "changes": [changes[when] for when in sorted(changes)]}


def owner(path: Path) -> str:
    """Return the key of the part that a value belongs to; empty for what no part may change."""
    match path:
        case ("tiers", _, "levers", lever) | ("changes", _, _, lever):
            return str(lever)
        case ("tiers", _, "go_live"):
            return "go_live"
        case ("tiers", code, key):
            return "" if key in ("code", *STRUCTURE) else f"tiers.{code}.{key}"
        case ("start" | "end",):
            return ""
        case _:
            return str(path[-1])


def _by_owner(values: Values) -> dict[str, dict[Path, Any]]:
    found: dict[str, dict[Path, Any]] = {}
    for path, value in values.items():
        if key := owner(path):
            found.setdefault(key, {})[path] = _unlabelled(value)
    return found


def _unlabelled(value: Any) -> Any:
    """A value without the words that only tell of it."""
    if not isinstance(value, list):
        return value
    return [
        {key: x for key, x in entry.items() if key != "label"} if isinstance(entry, dict) else entry
        for entry in value
    ]


def _network_file(scenario: Scenario) -> str | None:
    return scenario.network_file if scenario.switch("network") == "file" else None


def _check(a: Scenario, b: Scenario) -> None:
    """Raise InputError that tells everything in which two scenarios differ and must not."""
    found = [
        (key, f"{x:%B %Y}", f"{y:%B %Y}")
        for key, x, y in (("start", a.start, b.start), ("end", a.end, b.end))
        if (x.year, x.month) != (y.year, y.month)
    ]
    codes = [", ".join(tier.code for tier in x.tiers) for x in (a, b)]
    if codes[0] != codes[1]:
        found.append(("tiers", codes[0], codes[1]))
    else:
        found += [
            (f"{key} of {x.code}", wording.plain(getattr(x, key)), wording.plain(getattr(y, key)))
            for x, y in zip(a.tiers, b.tiers, strict=True)
            for key in STRUCTURE
            if getattr(x, key) != getattr(y, key)
        ]
    files = [_network_file(x) for x in (a, b)]
    if all(files) and files[0] != files[1]:
        found.append(("network_file", str(files[0]), str(files[1])))
    if found:
        told = "; ".join(f"{what} ({x} and {y})" for what, x, y in found)
        raise InputError(
            f"{a.name} and {b.name} differ in what cannot be taken from one or the other: {told}",
            expected="two scenarios of the same months, with the same tiers, offices and posts",
        )
