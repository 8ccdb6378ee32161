"""The tables of a brief."""

import math
from collections.abc import Callable

import pandas as pd

from experiments.brief.gathering import Material
from experiments.brief.standing import Standing
from experiments.brief.wording import bare, difference_unit, regime_words
from experiments.compare.comparison import rows_of
from experiments.summary import Estimate, heading, number, with_band
from viz.report import Column, Table

SHOWN = {
    "verified_use_end": "Real use at the end, %",
    "reported_use_end": "Reported use at the end, %",
    "processing_days_mean": "Days per file",
    "discounted_cost_end": "Cost, Rs bn",
}
"""Outcomes of a package beside the ranking one, and how a narrow table heads them."""

CROWD = 6
"""Packages beyond which the table shows no bands."""

COSTS = (
    "discounted, the measures and the running of all desks together; a price is of what a package has beyond "
    "the base, and saves where it has more at less cost."
)

STROKE = "\u00a0/\u00a0"
"""Stands between the values of two regimes in one cell."""


def packages(material: Material) -> Table:
    """Return a row for each package, the best first: use, days, cost, price, and over futures its regret."""
    standing, facts = material.standing, material.comparison.facts
    outcomes = [facts.outcome, *(name for name in SHOWN if name != facts.outcome)]
    cells: dict[str, Callable[[str, str], str | None]] = {
        name: _of_outcome(material, name) for name in outcomes
    }
    columns = {name: Column(SHOWN.get(name, heading(name))) for name in outcomes}
    cells["price"] = lambda regime, package: _price(standing, regime, package)
    columns["price"] = Column("Rs per extra digital desk-month")
    if len(material.comparison.regret):
        cells |= _over_futures(standing)
        unit = difference_unit(facts.outcome)
        columns["regret"] = Column(f"Most regret{', ' * bool(unit)}{unit}")
        columns["best"] = Column("Best in, % of futures")
        if facts.satisfied is not None:
            cells["enough"] = _share(standing, "satisfied_share")
            columns["enough"] = Column("Satisfied, % of futures")
    rows = [
        {
            "package": _name(standing, name),
            **{key: _cell(standing, name, cell) for key, cell in cells.items()},
        }
        for name in standing.overall
    ]
    columns = {"package": Column("Package"), **columns}
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, caption=_caption(material))


def _caption(material: Material) -> str:
    regimes = material.standing.regimes
    told = "The packages, best first. Figures are means of the runs at the declared values"
    told += "; in brackets 90 % of the runs" if _banded(material) else ""
    if len(regimes) > 1:
        told += f". Before the stroke {regime_words(regimes[0])}, after it "
        told += ", then ".join(regime_words(x) for x in regimes[1:])
    return f"{told}. Costs are of {material.comparison.facts.scope}, {COSTS}"


def _banded(material: Material) -> bool:
    """Whether the ranking outcome has its band beside it: of one run there is none, of a crowd no room."""
    return material.comparison.n_replicates > 1 and len(material.standing.names) <= CROWD


def _name(standing: Standing, package: str) -> str:
    return f"{standing.names[package]}{' (base)' * (package == standing.base)}"


def _cell(standing: Standing, package: str, cell: Callable[[str, str], str | None]) -> str | None:
    values = [cell(regime, package) for regime in standing.regimes]
    if all(value is None for value in values):
        return None
    if len(set(values)) == 1:
        return values[0]
    return STROKE.join("–" if value is None else value for value in values)


def _of_outcome(material: Material, outcome: str) -> Callable[[str, str], str | None]:
    ends = material.comparison.ends
    own = {(row.regime, row.scenario): row for row in rows_of(ends[ends["outcome"] == outcome])}
    banded = outcome == material.standing.outcome and _banded(material)

    def cell(regime: str, package: str) -> str | None:
        row = own.get((regime, package))
        if row is None:
            return None
        shown = (
            with_band(outcome, Estimate(row.mean, row.low, row.high)) if banded else number(outcome, row.mean)
        )
        return shown.replace(" ", "\u00a0").replace("–", "\u2060–\u2060")

    return cell


def _price(standing: Standing, regime: str, package: str) -> str | None:
    if package == standing.base:
        return None
    found = standing.price(regime, package)
    if found.desk_months <= 0.0:
        return "no gain"
    return "saves" if math.isnan(found.each) else f"{found.each:,.0f}"


def _over_futures(standing: Standing) -> dict[str, Callable[[str, str], str | None]]:
    def regret(regime: str, package: str) -> str | None:
        table = standing.regret(regime)
        return bare(standing.outcome, float(table[package].max_regret)) if table else None

    return {"regret": regret, "best": _share(standing, "best_share")}


def _share(standing: Standing, column: str) -> Callable[[str, str], str | None]:
    def cell(regime: str, package: str) -> str | None:
        table = standing.regret(regime)
        return f"{100 * float(getattr(table[package], column)):.0f}" if table else None

    return cell
