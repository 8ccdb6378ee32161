"""The page of every key that a scenario file knows, from the models and kinds that read such files."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from experiments.catalogue import CASE
from experiments.markdown import anchor, table
from experiments.scenario_examples import BLOCKS, GOVERNMENTS, Block
from sim.parameters import LEVERS, PARAMETERS, SWITCHES, Declared
from sim.scenario import Ban, Change, GoLive, Law, Scenario, regimes
from sim.scenario.go_live import Installed
from sim.scenario.policy import INTENSITIES
from sim.scenario.reading import APPENDED, MERGED, NOT_INHERITED, REMOVABLE, REMOVABLE_PARTS
from sim.scenario.settings import Settings, default_of, kind_of
from sim.scenario.unit_costs import COSTS
from sim.scenario.values import Choice, Day, Flag, Kind, ListOf, Number, OneOf, Text

HEAD = """# What a scenario file can say

Written by `python -m experiments.docs` from what reads such files; not edited by hand.

A scenario file is a text in TOML: lines such as `key = value`, and tables under a name in brackets. `[law]`
is a table of which there is one; `[[mandates]]` starts an entry of a list, and stands anew before each; lines
that belong to no table come first in the file; what follows a `#` is a remark. Save it as `my-reform.toml`,
then `redtape check my-reform.toml` names every slip and `redtape run my-reform.toml` runs it.

- Every example below is a whole file once `extends = "{case}"` stands above it (`extends = "{governments}"`
  where it says so). There `[[add.mandates]]` adds an order to those of the parent (the scenario extended);
  `[[mandates]]` would replace them all.
- A date is `2026-09-30`, or `"2026-09"` for the first of the month, and lies between `start` and `end`; only
  offices may get the system earlier. Large numbers may be grouped: `20_000_000`.
- *Required*: a file that extends another need not repeat what its parent says, nor the rest of a table of
  which it changes a part; the entries of a list are stated in full.
- An empty default: nothing, or what the description says.
- Names such as `{parameter}` are parameters; [parameters.md](parameters.md) tells each with its source.
- A value can be tried without a file: `redtape run {case} --set law.status=0.8 --set budget=20000000`.
- `redtape schema` prints the same for editors that check and complete TOML.
"""

NOBODY_MEETS = 1e15
"""A bound so high that a reader need not know it."""

COLUMNS = ("key", "what it is", "expected", "default", "required")


def scenario_file_page() -> str:
    """Return the page of every key of a scenario file."""
    head = HEAD.format(case=CASE, governments=GOVERNMENTS, parameter=next(iter(PARAMETERS)))
    sections = [head, f"## All keys at a glance\n\n{_overview()}"]
    sections += ["\n\n".join(_section(block)) for block in BLOCKS]
    return "\n\n".join(section.strip() for section in sections) + "\n"


# ---- Sections


def _overview() -> str:
    """Return the table of what may stand at the top of a file, with where it is told."""
    fields = Scenario.model_fields
    rows = [["`extends`", "Name or path of the scenario that this one changes.", _where("extends")]]
    rows += [[_written(key), _description(fields[key]), _where(key)] for key in fields if key != "name"]
    rows.append(["`[[add.NAME]]`", "Adds to a list of the scenario that this one extends.", _where("add")])
    return table(["key", "what it is", "more"], rows)


def _where(key: str) -> str:
    """Return the link to the sections that tell of a key of the scenario."""
    about = [x for x in BLOCKS if _tells(x, key)]
    return ", ".join(f"[{_plain(x.heading)}](#{anchor(x.heading)})" for x in about)


def _tells(block: Block, key: str) -> bool:
    named = re.findall(r"`\[*(\w+)\]*`", block.heading)
    return key in named or any(part is Scenario and key in keys for part, keys in block.parts)


def _section(block: Block) -> Iterator[str]:
    yield f"## {block.heading}"
    yield block.says
    above = f'Below `extends = "{block.extends}"`:\n\n' if block.extends != CASE else ""
    yield f"{above}```toml\n{block.example}```"
    for part, keys in block.parts:
        if part is Installed:
            yield "Each entry of `installed`:"
        yield table(COLUMNS, _rows(part, keys or tuple(part.model_fields)))
    for name in block.also:
        yield ALSO[name]()


def _rows(part: type[BaseModel], keys: Sequence[str]) -> Iterator[list[str]]:
    for key in keys:
        field = part.model_fields[key]
        if part is Change and key == "levers":
            yield ["name of a lever", "Its new value; one or more.", "see below", "", "yes"]
            continue
        expected = expected_of(field)
        removable = (
            key in REMOVABLE if part is Scenario else key in REMOVABLE_PARTS and not field.is_required()
        )
        if removable and part in (Scenario, Law, Ban, GoLive):
            expected += "; `false` takes it away"
        yield [
            f"`{key}`",
            _description(field),
            expected,
            default_of_key(field),
            "yes" if field.is_required() else "",
        ]


def _written(key: str) -> str:
    """Return a key of the scenario as it stands in a file: [law], [[tiers]] or plain."""
    if key in APPENDED:
        return f"`[[{key}]]`"
    return f"`[{key}]`" if key in MERGED else f"`{key}`"


def _plain(heading: str) -> str:
    return heading.split(": ")[0].replace("`", "").replace("[", "\\[").replace("]", "\\]")


# ---- Cells


def _description(field: FieldInfo) -> str:
    """Return what a key is, without the unit, which stands beside; a parameter named gets its value."""
    words = (field.description or "").split(" Unit: ")[0]
    return re.sub(r"\bthe parameter (\w+)", _with_value, words)


def _with_value(found: re.Match[str]) -> str:
    x = PARAMETERS.get(found[1])
    return f"the parameter `{found[1]}` ({x.default:g})" if x else found[0]


def default_of_key(field: FieldInfo) -> str:
    """Return the default of a key as a file would state it; empty for none, or for what is told in words."""
    value = field.default
    if field.is_required() or value is None or value in ((), {}, ""):
        return ""
    return f"`{_toml(value)}`"


def _toml(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def expected_of(field: FieldInfo) -> str:
    """Return what a key of a part may be set to, in words."""
    kinds = list(_kinds(field))
    if kinds:
        return _words(kinds[0])
    of_lists = any(getattr(x, "__origin__", None) is tuple for x in _within(field.annotation))
    return "a list of tables" if of_lists else "a table"


def _kinds(field: FieldInfo) -> Iterator[Kind]:
    """Yield the kinds of a field, whether it is optional or not."""
    yield from (x for x in field.metadata if isinstance(x, Kind))
    for option in get_args(field.annotation):
        yield from (x for x in getattr(option, "__metadata__", ()) if isinstance(x, Kind))


def _within(annotation: Any) -> list[Any]:
    return [annotation, *get_args(annotation)]


def _words(kind: Kind) -> str:
    """Return what a kind of value admits, in words a reader of TOML knows."""
    match kind:
        case Number(unit="year"):
            return kind.expected.replace(",", "")
        case Number(high=high) if high >= NOBODY_MEETS:
            return replace(kind, high=math.inf).expected
        case Number() | OneOf():
            return kind.expected
        case Day():
            return "a date"
        case Flag():
            return "`true` or `false`"
        case Choice():
            return _choices(kind.options)
        case regimes.RegimeName():
            return _choices(regimes.names())
        case Text():
            return f"{kind.form}, at most {kind.longest:,} characters"
        case ListOf():
            each = _words(kind.kind)
            many = f" of {kind.shortest}" if kind.shortest == kind.longest else ""
            return f"a list{many}; each entry {each}"
        case Settings():
            return f"{kind.table} with their values, by name"
    if told := getattr(kind, "words", ""):
        return str(told)
    raise TypeError(f"no words for {kind}")


def _choices(options: Sequence[str]) -> str:
    return ", ".join(f'`"{option}"`' for option in options)


# ---- What else a section holds


def _extending() -> str:
    """Return what a file that extends another may do, and to what."""
    parts: dict[str, type[BaseModel]] = {"law": Law, "ban": Ban, "go_live": GoLive}
    inside = [
        f"`{key}` of `[{name}]`"
        for name, part in parts.items()
        for key in REMOVABLE_PARTS
        if key in part.model_fields and not part.model_fields[key].is_required()
    ]
    tables = ", ".join(f"`[{key}]`" for key in MERGED)
    rows = [
        [
            '`extends = "NAME"`',
            "starts from all that scenario says, its texts excepted",
            _named(NOT_INHERITED),
        ],
        ["a table anew", "changes the keys it states and keeps the parent's others", tables],
        ["a list anew", "replaces the parent's whole list; `NAME = []` empties it", _named(APPENDED)],
        ["`[[add.NAME]]`", "adds an entry to the parent's list", _named(APPENDED)],
        ["`NAME = false`", "takes away what the parent says", _named(REMOVABLE)],
        ["`NAME = false` in a table", "takes away that part of it", ", ".join(inside)],
    ]
    return table(["what a file says", "what it does", "which keys"], rows)


def _named(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _tiers() -> str:
    return (
        "Tiers are a list: to change one number of one tier of the parent, state all tiers anew, or set it "
        "by the tier's position from 0: `--set tiers.1.trust=0.4`. A law, a ban and any dated entry but an "
        "event may name the `tiers` it is for."
    )


def _levers() -> str:
    costs = "What each costs, and why it is believed: [parameters.md](parameters.md#levers). The levers:"
    return f"{costs}\n\n{_declared(tuple(LEVERS.values()))}"


def _switches() -> str:
    told = (
        f"All {len(PARAMETERS)} parameters, with unit, usual range and source, stand in "
        "[parameters.md](parameters.md); one may be set beyond its range, as far as its unit has a meaning. "
        "The switches:"
    )
    return f"{told}\n\n{_declared(tuple(SWITCHES.values()))}"


def _declared(quantities: Sequence[Declared]) -> str:
    rows = [[f"`{x.name}`", x.meaning, _words(kind_of(x)), f"`{_toml(default_of(x))}`"] for x in quantities]
    return table(COLUMNS[:-1], rows)


def _mandates() -> str:
    known = (PARAMETERS[name] for name in INTENSITIES)
    rows = [[f"`{x.name}`", x.meaning, f"`{_toml(x.default)}`"] for x in known]
    return f"The parameters that an intensity may name:\n\n{table(['name', 'what it is', 'default'], rows)}"


def _regimes() -> str:
    rows = [[f"`{name}`", regimes.load(name).title] for name in regimes.names()]
    asked = "`redtape run NAME --regime K` asks for one without a file."
    return f"{table(['regime', 'what it takes the world to be like'], rows)}\n\n{asked}"


def _costs() -> str:
    return (
        "The price list is a CSV file with the columns `name` and `value`; others are notes. What it leaves "
        f"out keeps its price. The names are those of the {len(COSTS)} unit costs: {_named(tuple(COSTS))}."
    )


ALSO: dict[str, Callable[[], str]] = {
    "extending": _extending,
    "tiers": _tiers,
    "levers": _levers,
    "mandates": _mandates,
    "regimes": _regimes,
    "costs": _costs,
    "switches": _switches,
}
