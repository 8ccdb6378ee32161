"""The answer of a comparison in a few sentences: who leads, whether it holds, and at what cost."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.calibration.trust import mind
from experiments.compare import words
from experiments.compare.comparison import Comparison, rows_of
from experiments.compare.figures import (
    about,
    count_of,
    difference,
    in_futures,
    in_regime,
    is_sure,
    label,
    listed,
    of_futures,
    prices,
    share_in_words,
    size,
    sums,
    sure,
)
from experiments.compare.money import Offer, cheapest_of_most, dominated, offers
from experiments.studies.from_posterior import futures_words
from experiments.summary import amount, number, rupees
from sim.summaries import SUMMARIES

COSTS = (
    "discounted: the measures, and running every desk, on paper, both ways or digital. A package costs less "
    "than no measures where it saves more on running desks than it spends. Unit costs are assumptions; where "
    "futures are drawn, their range tells more than the declared values."
)

FUTURES = (
    "A future is one draw of what the study varies; a share of futures says how far the answer hangs on "
    "that, and is no probability that it comes true."
)


MONEY = ("PKR", "US dollars")
"""How units of outcomes begin that are costs themselves: beside them there is no price to tell."""


def answer(comparison: Comparison) -> Iterator[str]:
    """Yield the answer, a paragraph for each regime and one on what costs are."""
    priced = not SUMMARIES[comparison.facts.outcome].unit.startswith(MONEY)
    for regime in comparison.facts.regimes:
        told = [*_lead(comparison, regime), *_over_futures(comparison, regime)]
        told += _for_money(comparison, regime) if priced else []
        yield in_regime(regime) + " ".join(told)
    if priced and not comparison.money.empty:
        yield f"Costs are of {comparison.facts.scope}, {COSTS}"
    if comparison.n_futures and comparison.facts.posterior:
        yield f"{futures_words(comparison.facts.posterior, comparison.n_futures)} {of_shares(comparison)}"
        yield from mind(comparison.facts.posterior)
    elif comparison.n_futures:
        yield FUTURES


def of_shares(comparison: Comparison) -> str:
    """Return what shares of futures say that are drawn from a posterior, and what does not rest on it."""
    said = "A share of futures says how likely that is if model and record are right, and no more."
    if comparison.break_even.empty:
        return said
    return f"{said} Values that turn the order are sought over all that was plausible before the record."


def ranking(comparison: Comparison, regime: str) -> list[str]:
    """Return the packages, the best first."""
    values = comparison.values(regime)
    return sorted(values, key=lambda name: values[name], reverse=comparison.facts.more_is_better)


def _row(table: pd.DataFrame, regime: str, one: str, other: str) -> Any:
    """The row of a pair, whichever of the two it names first; None where there is none."""
    own = table[(table["regime"] == regime) & table["a"].isin((one, other)) & table["b"].isin((one, other))]
    return rows_of(own)[0] if len(own) else None


def _lead(comparison: Comparison, regime: str) -> Iterator[str]:
    """Who is best and by how much, beside the base and beside whom cannot be told apart from it."""
    facts, values = comparison.facts, comparison.values(regime)
    best, *others = ranking(comparison, regime)
    beside = others[0] if best == facts.base else facts.base
    row = _row(comparison.pairs, regime, best, beside)
    if not row.n:
        yield f"{label(facts, best)} does best, but has no replicate in common with {label(facts, beside)}."
        return
    name, outcome = label(facts, best), facts.outcome
    money = SUMMARIES[outcome].unit.startswith(MONEY)
    levels = (
        f"{(amount if money else number)(outcome, values[best])} against {amount(outcome, values[beside])}"
    )
    begin = f"{name} does best"
    if best == facts.base:
        begin = f"No package does better than {name}, the base"
    yield (
        f"{begin}: {SUMMARIES[outcome].label.lower()} is {levels} under {label(facts, beside)}, "
        f"{about(outcome, difference(row))} {'more' if facts.more_is_better else 'less'}"
        f"{sure(outcome, row)}."
    )
    unsure = [x for x in others if not is_sure(_row(comparison.pairs, regime, best, x))]
    if comparison.n_replicates < 2:
        yield "One run of each says nothing of luck."
    elif unsure:
        names = listed([label(facts, x) for x in unsure])
        yield f"The runs cannot tell it apart from {names}."


def _over_futures(comparison: Comparison, regime: str) -> Iterator[str]:
    """In how many futures the best stays ahead of each other package, and who is least to be regretted."""
    facts = comparison.facts
    best, *others = ranking(comparison, regime)
    rows = {other: _row(comparison.order, regime, best, other) for other in others}
    kept = {other: row for other, row in rows.items() if row is not None}
    if not kept:
        yield "No futures were drawn, so whether that holds with other values is not known."
        return
    rival = min(kept, key=lambda other: kept[other].share)
    row = kept[rival]
    whom = (
        "every other package"
        if row.share == 1.0 and len(kept) > 1
        else label(facts, rival) + (", its closest rival," if len(kept) > 1 else "")
    )
    yield f"It stays ahead of {whom} in {in_futures(row)}."
    if row.share < 1.0:
        yield words.least_regret(comparison, regime)


def _for_money(comparison: Comparison, regime: str) -> Iterator[str]:
    """The cheapest way to most of the gain, what the rest of it costs, and who is beaten on both counts."""
    facts = comparison.facts
    if comparison.money.empty:
        return
    found = offers(comparison.pairs, facts, regime)
    cheap, best = cheapest_of_most(found), max(found, key=lambda x: x.gain)
    if cheap is not None and cheap.name != best.name:
        yield _most_for_least(comparison, cheap, best)
    if cheap is not None:
        top = _row(comparison.money, regime, cheap.name, facts.base)
        yield f"{label(facts, cheap.name)} costs {_cost(comparison, top, cheap.name)}."
    if cheap is not None and cheap.name != best.name:
        yield _step(comparison, regime, cheap, best)
    yield from _beaten(comparison, regime)


def _most_for_least(comparison: Comparison, cheap: Offer, best: Offer) -> str:
    """How much of the gain of the best the cheapest package has that has most of it."""
    outcome = comparison.facts.outcome
    return (
        f"The cheapest way to most of that is {label(comparison.facts, cheap.name)}, with "
        f"{share_in_words(cheap.gain / best.gain)} of the gain over "
        f"{label(comparison.facts, comparison.facts.base)} ({number(outcome, cheap.gain)} of "
        f"{size(outcome, best.gain)})."
    )


def _cost(comparison: Comparison, row: Any, package: str) -> str:
    """`Rs 0.99 bn less than No reform (90 % interval ...; between ... in 90 % of futures)`."""
    sign = 1.0 if row.b == package else -1.0
    other = label(comparison.facts, row.a if row.b == package else row.b)
    cost = sign * row.extra_cost
    told = f"{rupees(abs(cost))} {'less' if cost < 0.0 else 'more'} than {other} at the declared values"
    if row.low <= 0.0 <= row.high:
        told += ", which the runs cannot tell from nothing"
    if row.n_futures:
        cheaper = row.cheaper_share if sign > 0.0 else 1.0 - row.cheaper_share
        low, high = sorted((sign * row.cost_5, sign * row.cost_95))
        told += f", and less in {of_futures(cheaper, row.n_futures)} (middle 90 % of them: {sums(low, high)})"
    return told


def _step(comparison: Comparison, regime: str, cheap: Offer, best: Offer) -> str:
    """What the best package costs beyond a cheaper one, for what it has beyond it."""
    facts = comparison.facts
    row, pair = (_row(table, regime, cheap.name, best.name) for table in (comparison.money, comparison.pairs))
    sign = 1.0 if row.b == best.name else -1.0
    more = sign * row.extra_cost
    told = (
        f"{label(facts, best.name)} adds {size(facts.outcome, best.gain - cheap.gain)} to that "
        f"for {rupees(abs(more))} {'less' if more < 0.0 else 'more'}"
    )
    gain = sign * pair.extra_desk_months
    if gain > 0.0 and more >= 0.0:
        told += f", {amount('cost_per_extra_desk_month', more / gain)} won"
    if row.n_futures and row.price_median == row.price_median:
        told += (
            f"; over the futures {amount('cost_per_extra_desk_month', row.price_median)}, in the middle 90 % "
            f"{prices(row.price_5, row.price_95)}"
        )
    return f"{told}."


def _beaten(comparison: Comparison, regime: str) -> Iterator[str]:
    """Who has less of the outcome at a higher cost than another package, beyond luck."""
    facts = comparison.facts
    by: dict[str, list[str]] = {}
    for behind, ahead in dominated(comparison.pairs, comparison.money, facts, regime).items():
        by.setdefault(ahead, []).append(behind)
    for ahead, names in by.items():
        told = [label(facts, x) + _always(comparison, regime, ahead, x) for x in names]
        yield (f"{label(facts, ahead)} is better and cheaper than {listed(told)} at the declared values.")


def _always(comparison: Comparison, regime: str, ahead: str, behind: str) -> str:
    """In how many futures one is also better and no dearer than the other, in brackets."""
    row = _row(comparison.money, regime, ahead, behind)
    if not row.n_futures:
        return ""
    share = row.b_dominates_share if row.b == ahead else row.a_dominates_share
    return f" (in {count_of(share, row.n_futures)})"
