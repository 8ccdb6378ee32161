"""Where an order turns, in words: what must be believed for another package to lead."""

from typing import Any

import pandas as pd

from experiments.brief.standing import Standing
from experiments.brief.wording import gap, lower, quoted, regime_words
from experiments.compare.comparison import rows_of


def of_the_best(standing: Standing) -> pd.DataFrame:
    """Return the rows of `break_even` with the best package of their regime; column `other` is its rival."""
    table = standing.comparison.break_even
    best = table["regime"].map({regime: standing.ranking(regime)[0] for regime in standing.regimes})
    rows = table.assign(other=table["a"].where(table["a"] != best, table["b"]))
    return rows[(table["a"] == best) | (table["b"] == best)]


def certain(standing: Standing, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of pairs whose order at the centre is beyond luck: only these can turn."""
    sure = [
        any(standing.lead(x.regime, *pair).certain for pair in ((x.a, x.b), (x.b, x.a)))
        for x in rows_of(rows)
    ]
    return rows[pd.Series(sure, index=rows.index, dtype=bool)]


def turn_words(standing: Standing, row: Any) -> str:
    """Return where an order turns: the meaning of the parameter, the side, and what is taken."""
    side = "above" if row.turns_at > row.declared else "below"
    ahead, behind = (quoted(standing.names[name]) for name in leader_beyond(standing, row))
    where = f" in {regime_words(row.regime)}" if len(standing.regimes) > 1 else ""
    turn, declared, low, high = (f"{getattr(row, x):.3g}" for x in ("turns_at", "declared", "low", "high"))
    return (
        f"{ahead} leads {behind}{where} where {parameter_words(row)} lies {side} {turn}; {declared} is "
        f"taken, and {low} to {high} is possible"
    )


def parameter_words(row: Any) -> str:
    """Return the name of a parameter with its meaning."""
    return f"{row.parameter} ({lower(row.meaning.rstrip('.'))})"


def leader_beyond(standing: Standing, row: Any) -> tuple[str, str]:
    """Return the package that leads beyond the turn of a row of `break_even`, and the one that it leads."""
    more = standing.comparison.facts.more_is_better
    return (row.a, row.b) if (row.difference > 0.0) == more else (row.b, row.a)


def short_of_it(standing: Standing, rows: pd.DataFrame) -> str:
    """Return how near a pair comes to turning that never does; rows: of `break_even`, of the pair."""
    nearest = min(rows_of(rows), key=lambda row: row.short_by)
    left = gap(standing.outcome, nearest.short_by)
    return f"nearest comes {parameter_words(nearest)}, which at {nearest.nearest_at:.3g} leaves {left}"
