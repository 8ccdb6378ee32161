"""What the best package of a brief costs, and the cheapest way to most of what it brings."""

from collections.abc import Callable, Sequence

from experiments.brief.standing import Standing
from experiments.brief.wording import Clause, bracketed, each_regime, percent, quoted, span
from experiments.compare.money import cheapest_of_most, offers
from experiments.summary import rupees


def for_money(standing: Standing, best: str) -> str:
    """Return the cost of the package that is best everywhere, and who has most of its gain at the least."""
    base = quoted(standing.names[standing.base])
    told = (
        f"{quoted(standing.names[best])} costs {_cost(standing, best)} than {base}, the measures and the "
        "running of all desks together"
    )
    found = {r: offers(standing.comparison.pairs, standing.comparison.facts, r) for r in standing.regimes}
    cheapest = {regime: cheapest_of_most(own) for regime, own in found.items()}
    names = {offer.name for offer in cheapest.values() if offer is not None}
    if len(names) != 1 or names == {best}:
        return told
    cheap = names.pop()
    by_name = {regime: {offer.name: offer for offer in own} for regime, own in found.items()}
    parts = [own[cheap].gain / own[best].gain for own in by_name.values()]
    rest = [own[best].cost - own[cheap].cost for own in by_name.values()]
    return (
        f"{told}; {quoted(standing.names[cheap])} brings {_range(parts, percent)} of that gain and costs "
        f"{_cost(standing, cheap)}, so that the rest of the gain costs {_range(rest, rupees)}"
    )


def _cost(standing: Standing, package: str) -> str:
    """`Rs 2.9 bn to Rs 3.0 bn more`, over the regimes, and how that is spread over the futures."""
    rows = {regime: standing.money(regime, package) for regime in standing.regimes}
    costs = [float(row["extra_cost"]) for row in rows.values()]
    if len({cost < 0.0 for cost in costs}) > 1:

        def one(regime: str) -> Clause:
            row = rows[regime]
            spread = span(float(row["cost_5"]), float(row["cost_95"]))
            return f"{rupees(abs(float(row['extra_cost'])))} {_word(float(row['extra_cost']))}", bracketed(
                f"middle 90\u00a0% of futures {spread}" if spread else ""
            )

        return each_regime(standing.regimes, one)
    low, high = (
        f([float(row[name]) for row in rows.values()]) for f, name in ((min, "cost_5"), (max, "cost_95"))
    )
    spread = span(low, high)
    where = "at least 90\u00a0% of futures lie within " if len(rows) > 1 else "middle 90\u00a0% of futures "
    told = f"{_range([abs(cost) for cost in costs], rupees)} {_word(costs[0])}"
    return told + bracketed(f"{where}{spread}" if spread else "")


def _word(cost: float) -> str:
    return "less" if cost < 0.0 else "more"


def _range(values: Sequence[float], shown: Callable[[float], str]) -> str:
    """Return the least and the most of values, or the one figure that both are."""
    low, high = shown(min(values)), shown(max(values))
    return low if low == high else f"{low} to {high}"
