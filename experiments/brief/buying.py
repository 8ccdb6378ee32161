"""What the best package of a brief costs, and the cheapest way to most of what it brings."""

from experiments.brief.standing import Standing
from experiments.brief.wording import Clause, bracketed, each_regime, percent, quoted, span
from experiments.compare.money import cheapest_of_most, offers
from experiments.summary import rupees


def for_money(standing: Standing, best: str) -> str:
    """Return the cost of the package that is best everywhere, and who has most of its gain at the least."""
    base = quoted(standing.names[standing.base])
    told = each_regime(standing.regimes, lambda regime: _cost(standing, regime, best))
    told = (
        f"{quoted(standing.names[best])} costs, beside {base}, {told}, the measures and the running of all "
        "desks together"
    )
    found = {r: offers(standing.comparison.pairs, standing.comparison.facts, r) for r in standing.regimes}
    cheapest = {regime: cheapest_of_most(own) for regime, own in found.items()}
    names = {offer.name for offer in cheapest.values() if offer is not None}
    if len(names) != 1 or names == {best}:
        return told
    cheap = names.pop()
    gain = {regime: {offer.name: offer.gain for offer in own} for regime, own in found.items()}

    def part(regime: str) -> Clause:
        return f"{percent(gain[regime][cheap] / gain[regime][best])} of its gain", ""

    cost = each_regime(standing.regimes, lambda regime: _cost(standing, regime, cheap))
    parts = each_regime(standing.regimes, part)
    paid = {regime: {offer.name: offer.cost for offer in own} for regime, own in found.items()}

    def rest(regime: str) -> Clause:
        more = paid[regime][best] - paid[regime][cheap]
        return rupees(more), ""

    return (
        f"{told}; {quoted(standing.names[cheap])} has {parts} and costs {cost}, so that the rest of the gain "
        f"costs {each_regime(standing.regimes, rest)}"
    )


def _cost(standing: Standing, regime: str, package: str) -> Clause:
    """`Rs 2.9 bn more`, and in brackets how that is spread over the futures."""
    row = standing.money(regime, package)
    word = "less" if row["extra_cost"] < 0.0 else "more"
    spread = span(float(row["cost_5"]), float(row["cost_95"]))
    return f"{rupees(abs(float(row['extra_cost'])))} {word}", bracketed(spread)
