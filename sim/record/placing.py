"""Holding a record against the scenario that it is about: its offices, its tiers, its months."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.calendar import month_index
from sim.errors import InputError, nearest
from sim.record.form import Series
from sim.record.table import Placed, Row
from sim.scenario import Scenario
from sim.scenario.reading import display
from sim.scenario.values import Fault

MOST_LISTED = 12
"""Names up to which a message lists them all."""


def scenario_of(source: str | None, path: Path) -> tuple[Scenario | None, list[InputError]]:
    """Return the scenario that a record is about, if it names one and it is sound."""
    if source is None:
        return None, []
    wanted = "the name of a scenario of the library, or a path from the record"
    near = nearest(source, Scenario.names())
    try:
        return Scenario.load(source if source in Scenario.names() else beside(path, source)), []
    except InputError as error:
        also = f"({error})"
    except (OSError, ValueError, RuntimeError):
        also = None
    told = InputError("cannot be used", file=display(path), key="scenario", value=source, expected=wanted)
    told.nearest, told.also = near, also
    return None, [told]


def beside(path: Path, name: str) -> Path:
    """Return the file of that name as seen from the record's folder."""
    return (path.parent / name).resolve()


def places(name: str, series: Series, scenario: Scenario) -> Iterator[Fault]:
    """Yield which offices and tiers of a series a scenario does not have."""
    codes = [tier.code for tier in scenario.tiers]
    of_tiers = {tier.code: tier.names for tier in scenario.tiers}
    asked = [code for code in series.tiers if code in of_tiers] or codes
    offices = [office for code in asked for office in of_tiers[code]]
    for key, known, what in (("tiers", codes, "a tier"), ("offices", offices, "an office")):
        for i, given in enumerate(getattr(series, key)):
            if given not in known:
                where = ("series", name, key, i)
                one_of = ", ".join(known) if len(known) <= MOST_LISTED else f"its {len(known):,} {key}"
                yield Fault(
                    f"is not {what} of {scenario.name}",
                    f"one of {one_of}",
                    nearest(given, known),
                    where,
                    given,
                )


def outside(
    rows: Sequence[Row], figures: Sequence[Mapping[str, Any]], scenario: Scenario
) -> Iterator[Placed]:
    """Yield which figures that are fitted or held out fall outside the months of the scenario."""
    for row, figure in zip(rows, figures, strict=True):
        if figure["statistic"] is None or figure["role"] == "context" or figure["month"] is None:
            continue
        if not 0 <= month_index(scenario.start, figure["month"]) < scenario.n_months:
            months = f"{scenario.start:%B %Y} to {scenario.end:%B %Y}"
            key = "state" if "state" in row.cells else "date"
            yield (
                row.number,
                InputError(
                    "falls outside the run",
                    file=row.where,
                    key=key,
                    value=row.cells[key],
                    expected=f"a month of {scenario.name}, {months}, or the role context",
                ),
            )
