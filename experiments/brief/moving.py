"""Who moved under the best package, in sentences: offices, and what holds officials back."""

import pandas as pd

from experiments.brief.gathering import Material
from experiments.brief.wording import Clause, bracketed, each_regime, quoted
from experiments.compare.comparison import rows_of
from sim.outcomes import OUTCOMES


def of_moved(material: Material) -> str:
    """How many offices surely gain or lose, and which part of resistance changes most."""
    comparison, standing = material.comparison, material.standing
    if comparison.moved_modes.empty:
        return "Posts were not kept, so that who moved cannot be told."
    package = next(name for name in standing.overall if name != standing.base)

    def offices(regime: str) -> Clause:
        own = _own(comparison.moved_offices, regime, package)
        up, down = int((own["low"] > 0).sum()), int((own["high"] < 0).sum())
        return f"{up} of {len(own)} offices surely gain real use and {down} surely lose some", ""

    def part(regime: str) -> Clause:
        own = _own(comparison.moved_parts, regime, package)
        row = max(rows_of(own), key=lambda x: abs(x.difference))
        way = "down" if row.difference < 0 else "up"
        size = f"{way} by {100 * abs(row.difference):.1f} points of 100"
        return f"“{OUTCOMES[row.part].label.lower()}” changes most", bracketed(size)

    names = [quoted(standing.names[name]) for name in (package, standing.base)]
    regimes = [r for r in standing.regimes if len(_own(comparison.moved_parts, r, package))]
    return (
        f"Under {names[0]}, against {names[1]}, {each_regime(regimes, offices)}; of what holds officials "
        f"back, {each_regime(regimes, part)}."
    )


def _own(table: pd.DataFrame, regime: str, package: str) -> pd.DataFrame:
    return table[(table["regime"] == regime) & (table["scenario"] == package)]
