"""Comparisons made by hand: levels, intervals and futures as a test wants them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.compare.comparison import TABLES, Comparison, Facts, tabled

Levels = Mapping[str, Mapping[str, float]]
NAN = float("nan")


def by_hand(
    levels: Levels,
    *,
    half: float = 0.01,
    n: int = 8,
    outcome: str = "verified_use_mean",
    more_is_better: bool = True,
    base: str = "a",
    kept: Mapping[tuple[str, str], float] | None = None,
    max_regret: Mapping[str, float] | None = None,
    price: Mapping[str, tuple[float, float]] | None = None,
    turns: Sequence[Mapping[str, object]] = (),
    n_futures: int = 0,
) -> Comparison:
    """Return a comparison with these means of each package in each regime.

    half: half-width of the interval of every difference.  kept: share of futures in which a
    pair keeps its order, 0.9 where not given.  price: package -> extra desk-months and cost.
    """
    names = list(next(iter(levels.values())))
    order = [base, *(name for name in names if name != base)]
    pairs, kept_rows, regret = [], [], []
    for regime, values in levels.items():
        for i, a in enumerate(order):
            for b in order[i + 1 :]:
                key = {"regime": regime, "a": a, "b": b}
                pairs.append(key | pair(values[a], values[b], half, n, more_is_better, (price or {}).get(b)))
                share = (kept or {}).get((a, b), 0.9)
                kept_rows.append(
                    key
                    | {"n_futures": n_futures, "share": share, "low": share - 0.05, "high": share + 0.04}
                    | {"unsure": 0.0}
                )
        worst = max_regret or dict.fromkeys(names, 0.1)
        best = max(names, key=lambda name: values[name] if more_is_better else -values[name])
        regret += [
            {
                **{"regime": regime, "scenario": name, "n_futures": n_futures, "mean_value": values[name]},
                **{"worst_value": values[name] - 0.1, "mean_regret": worst[name] / 2},
                **{"max_regret": worst[name], "best_share": float(name == best)},
                **dict.fromkeys(("satisfied_share", "satisfied_low", "satisfied_high"), NAN),
                "minimax": worst[name] == min(worst.values()),
            }
            for name in names
        ]
    ends = [
        {
            "regime": r,
            "scenario": name,
            "outcome": outcome,
            "n": n,
            "mean": x,
            "low": x - 0.02,
            "high": x + 0.02,
        }
        for r, values in levels.items()
        for name, x in values.items()
    ]
    rows = {"ends": ends, "pairs": pairs, "break_even": list(turns)}
    if n_futures:
        rows |= {"order": kept_rows, "regret": regret}
    facts = Facts(
        name="by-hand",
        title="By hand",
        question="Which?",
        titles={name: f"{name.upper()}: a package" for name in names},
        base=base,
        regimes=tuple(levels),
        outcome=outcome,
        more_is_better=more_is_better,
        satisfied=None,
        held=(),
    )
    tables = {name: tabled(name, pd.DataFrame(rows.get(name, []))) for name in TABLES}
    return Comparison(facts, 0, n, n_futures, 2 if n_futures else 0, **tables)


def pair(
    a: float, b: float, half: float, n: int, more_is_better: bool, price: tuple[float, float] | None
) -> dict[str, float]:
    """The row of a pair whose difference has an interval of this half-width; NaN for a single replicate."""
    half = half if n > 1 else NAN
    gain, cost = price or (1000.0, 500_000.0)
    better = b > a if more_is_better else b < a
    each = cost / gain if gain > 0 and cost >= 0 else NAN
    return {
        **{"n": n, "left_out": 0, "mean_a": a, "mean_b": b, "difference": b - a},
        **{"low": b - a - half, "high": b - a + half, "sd_paired": 0.01, "sd_independent": 0.03},
        **{"variance_ratio": 9.0, "p_beats": float(better), "p_low": 0.7, "p_high": 1.0},
        **{"extra_desk_months": gain, "extra_cost": cost, "cost_per_extra_desk_month": each},
        **{"cost_low": each * 0.8, "cost_high": each * 1.2},
        **{"needed_for_sign": 3.0, "needed_for_width": 5.0, "width": 0.01},
    }


def turn(
    regime: str, a: str, b: str, difference: float, turns_at: float, **other: object
) -> dict[str, object]:
    """A row of `break_even`: a value of 1 is taken, 0 to 2 is possible."""
    row: dict[str, object] = {
        **{"regime": regime, "a": a, "b": b, "parameter": "beta_B", "meaning": "How much doubt discourages."},
        **{"unit": "logit", "declared": 1.0, "low": 0.0, "high": 2.0, "difference": difference},
        **{"difference_at_low": -difference, "difference_at_high": 2 * difference, "turns_at": turns_at},
        **{"turns_low": turns_at - 0.1, "turns_high": turns_at + 0.1, "distance": abs(turns_at - 1.0) / 2.0},
        **{"short_by": 0.0 if np.isfinite(turns_at) else abs(difference) / 2, "nearest_at": 0.0},
    }
    return row | other
