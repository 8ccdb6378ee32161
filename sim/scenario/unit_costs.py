"""The user's own cost table: a CSV of unit costs that stand in for the declared ones."""

import csv
import math
from functools import lru_cache
from pathlib import Path

from sim.errors import nearest
from sim.parameters import PARAMETERS
from sim.scenario.values import Fault

COSTS = {name: x for name, x in PARAMETERS.items() if x.theme.startswith("Costs")}
"""The parameters that a cost table may set."""

HEADER = ("name", "value")


def unit_costs(path: Path) -> tuple[dict[str, float], tuple[Fault, ...]]:
    """Return unit cost -> value of a CSV with the columns name, value (others are notes), and its faults."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        return {}, (Fault(f"cannot be read ({problem})", "a UTF-8 table with the columns name, value"),)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> tuple[dict[str, float], tuple[Fault, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.reader(lines)
        rows = [(table.line_num, [cell.strip() for cell in row]) for row in table]
    rows = [(line, row) for line, row in rows if any(row)]
    header = rows[0][1] if rows else []
    if any(header.count(name) != 1 for name in HEADER):
        given = f"has the columns {', '.join(header)}" if header else "is empty"
        return {}, (Fault(given, "the columns name, value, separated by commas (others are notes)"),)
    found: dict[str, float] = {}
    faults = []
    for line, row in rows[1:]:
        name, value = (row[place] if place < len(row) else "" for place in map(header.index, HEADER))
        fault = _fault(name, value, found)
        if fault:
            faults.append(Fault(f"is wrong in line {line}: {fault.problem}", fault.expected, fault.nearest))
        else:
            found[name] = float(value)
    return found, tuple(faults)


def _fault(name: str, value: str, found: dict[str, float]) -> Fault | None:
    if name not in COSTS:
        return Fault(
            f"{name or 'an empty name'} is no unit cost",
            "one that `redtape costs` lists",
            nearest(name, COSTS),
        )
    if name in found:
        return Fault(f"{name} stands twice", "every unit cost once")
    low, high = COSTS[name].valid
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not low <= number <= high or math.isinf(number):
        limit = f" to {high:g}" if math.isfinite(high) else " or more"
        return Fault(f"{name} = {value or 'nothing'}", f"a number from {low:g}{limit} ({COSTS[name].unit})")
    return None
