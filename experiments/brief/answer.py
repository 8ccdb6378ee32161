"""The answer of a brief: three sentences made from the results and from nothing else."""

import math
from typing import NamedTuple

from experiments.brief.buying import for_money
from experiments.brief.standing import Standing
from experiments.brief.turns import of_the_best, turn_words
from experiments.brief.wording import (
    Clause,
    bracketed,
    each_regime,
    gap,
    interval,
    lower,
    of_futures,
    of_share,
    percent,
    quoted,
    regime_words,
    sentence,
)
from experiments.compare.comparison import Comparison, rows_of
from experiments.compare.figures import about, listed
from experiments.summary import TOLD, Estimate, amount, number, rupees


class Answer(NamedTuple):
    """What a minister is told."""

    best: str
    """Which package does best, and by how much."""
    sure: str
    """How sure that is."""
    price: str
    """What it costs, and what would overturn it."""


def answer(comparison: Comparison) -> Answer:
    """Return the three sentences of a comparison."""
    standing = Standing(comparison)
    told = (_best(standing), _sure(standing), f"{_price(standing)}; {_overturned(standing)}")
    return Answer(*map(sentence, told))


def _best(standing: Standing) -> str:
    """Who leads: one package, several that cannot be told apart, or another in each regime."""
    leaders = {regime: standing.leaders(regime) for regime in standing.regimes}
    first = leaders[standing.regimes[0]]
    if len({frozenset(names) for names in leaders.values()}) > 1:
        told = [_leads_in(standing, regime, names) for regime, names in leaders.items()]
        return f"which package does best depends on the regime: {listed(told)}"
    if len(first) > 1:
        return _level(standing, first)
    return _base_is_best(standing) if first[0] == standing.base else _one_is_best(standing, first[0])


def _one_is_best(standing: Standing, best: str) -> str:
    told = each_regime(standing.regimes, lambda regime: _ahead(standing, regime, best, standing.base))
    base = quoted(standing.names[standing.base])
    who = f"{quoted(standing.names[best])} does best{_but_not_in_futures(standing)}"
    return f"{who}: {_label(standing)} is, against {base}, {told}"


def _but_not_in_futures(standing: Standing) -> str:
    """A warning where the best is behind its closest rival in most futures, which the levels do not show."""
    drawn = [regime for regime in standing.regimes if standing.regret(regime)]
    kept = {r: standing.kept(r, standing.ranking(r)[0], standing.rival(r)) for r in drawn}
    turned = [regime for regime, found in kept.items() if found is not None and found.share < 0.5]
    if not turned:
        return ""
    where = "" if turned == list(standing.regimes) else f" in {listed(list(map(regime_words, turned)))}"
    return f" at the declared values, but not in most futures{where}"


def _base_is_best(standing: Standing) -> str:
    def one(regime: str) -> Clause:
        nearest = standing.ranking(regime)[1]
        size, more = _ahead(standing, regime, standing.base, nearest)
        return f"{size} than under the next, {quoted(standing.names[nearest])},", more

    base = quoted(standing.names[standing.base])
    told = each_regime(standing.regimes, one)
    return f"no package does better than the base, {base}: {_label(standing)} is {told}"


def _level(standing: Standing, names: list[str]) -> str:
    """Packages that cannot be told apart, and how far they are ahead of the base if it is not among them."""

    def apart(regime: str) -> Clause:
        best = next(name for name in standing.ranking(regime) if name in names)
        leads = [standing.lead(regime, best, name) for name in names if name != best]
        widest = max(leads, key=lambda x: x.gain)
        shown = bracketed(interval(standing.outcome, widest.low, widest.high))
        return f"the difference is {gap(standing.outcome, widest.gain)}", shown

    base = quoted(standing.names[standing.base])
    told = f"{_names(standing, names)} lead and cannot be told apart: {each_regime(standing.regimes, apart)}"
    if standing.base in names:
        return f"{told}, so that nothing is shown to do better than the base, {base}"

    def ahead(regime: str) -> Clause:
        return _ahead(standing, regime, standing.ranking(regime)[0], standing.base)

    first = each_regime(standing.regimes, ahead)
    return f"{told}; under the first of them {_label(standing)} is, against {base}, {first}"


def _leads_in(standing: Standing, regime: str, names: list[str]) -> str:
    """Who leads in one regime, and by how much, for a sentence on all of them."""
    where = f"{_names(standing, names)} in {regime_words(regime)}"
    if len(names) > 1:
        return f"{where}, which cannot be told apart there"
    other = standing.base if names[0] != standing.base else standing.ranking(regime)[1]
    size, _ = _ahead(standing, regime, names[0], other)
    lead = standing.lead(regime, names[0], other)
    than = f"{size} than under {quoted(standing.names[other])}"
    return f"{where}{bracketed(than, interval(standing.outcome, lead.low, lead.high))}"


def _ahead(standing: Standing, regime: str, package: str, other: str) -> Clause:
    """`12 points more`, and in brackets its interval and the two levels: by how much a package leads."""
    outcome = standing.outcome
    lead = standing.lead(regime, package, other)
    word = "more" if standing.comparison.facts.more_is_better else "less"
    levels = [standing.level(regime, name) for name in (package, other)]
    shown = f"{number(outcome, levels[0])} against {amount(outcome, levels[1])}"
    return f"{about(outcome, Estimate(lead.gain, lead.low, lead.high))} {word}", bracketed(
        interval(outcome, lead.low, lead.high), shown
    )


def _label(standing: Standing) -> str:
    return lower(TOLD[standing.outcome].label)


def _names(standing: Standing, names: list[str]) -> str:
    return listed([quoted(standing.names[name]) for name in names])


def _sure(standing: Standing) -> str:
    """How the lead holds over futures, and whether another package is the one least to be regretted."""
    drawn = [regime for regime in standing.regimes if standing.regret(regime)]
    if not drawn:
        told = each_regime(standing.regimes, lambda regime: (_in_replicates(standing, regime), ""))
        return f"{told}; no futures were drawn, so how far that holds with other values is not known"
    best = {standing.ranking(regime)[0] for regime in drawn}
    told = each_regime(drawn, lambda regime: _over_futures(standing, regime, named=len(best) > 1))
    subject = "" if len(best) > 1 else f"{quoted(standing.names[next(iter(best))])} stays ahead of "
    return f"{subject}{told}; {_least_regret(standing, drawn)}"


def _in_replicates(standing: Standing, regime: str) -> str:
    best, second, *_ = standing.ranking(regime)
    lead = standing.lead(regime, best, second)
    pair = f"{quoted(standing.names[best])} beats {quoted(standing.names[second])}"
    if lead.n < 2:
        return f"{pair} in the one run there is, which says nothing of luck,"
    return f"{pair} in {percent(lead.wins)} of {lead.n} runs that share their luck"


def _over_futures(standing: Standing, regime: str, *, named: bool) -> Clause:
    best, rival = standing.ranking(regime)[0], standing.rival(regime)
    kept = standing.kept(regime, best, rival)
    assert kept is not None, "asked only of regimes with futures"
    who = f"{quoted(standing.names[best])} stays ahead of " if named else ""
    head = f"{who}{quoted(standing.names[rival])}, its closest rival, in {of_futures(kept.share, kept.n)}"
    return head, bracketed(of_share(kept.low, kept.high))


def _least_regret(standing: Standing, drawn: list[str]) -> str:
    """Which package is at worst least far behind the best of a future."""
    least = {regime: _minimax(standing, regime) for regime in drawn}
    best = {regime: standing.ranking(regime)[0] for regime in drawn}
    if least == best:
        word = "it is" if len(set(best.values())) == 1 else "each is"
        if all(_worst(standing, r, least[r]) == 0.0 for r in drawn):
            return f"{word} behind no other in any of them"
        told = each_regime(drawn, lambda r: (gap(standing.outcome, _worst(standing, r, least[r])), ""))
        return f"{word} also the least to be regretted, at worst behind the best of a future by {told}"

    def one(regime: str) -> Clause:
        own = f"at worst {gap(standing.outcome, _worst(standing, regime, least[regime]))} behind the best"
        if least[regime] == best[regime]:
            return quoted(standing.names[least[regime]]), bracketed(own)
        led = gap(standing.outcome, _worst(standing, regime, best[regime]))
        return quoted(standing.names[least[regime]]), bracketed(
            f"{own}, where {quoted(standing.names[best[regime]])} can be {led} behind"
        )

    return f"the least to be regretted is {each_regime(drawn, one)}"


def _minimax(standing: Standing, regime: str) -> str:
    """The package whose largest regret is smallest; of several the best of them."""
    table = standing.regret(regime)
    return next(name for name in standing.ranking(regime) if table[name].minimax)


def _worst(standing: Standing, regime: str, package: str) -> float:
    return float(standing.regret(regime)[package].max_regret)


def _price(standing: Standing) -> str:
    """What the best package costs beyond the base, for each digital desk-month that it adds."""
    best = {regime: standing.ranking(regime)[0] for regime in standing.regimes}
    names = set(best.values())
    if names == {standing.base}:
        return "the base costs nothing beyond itself"
    if len(names) == 1 and standing.base not in names and standing.priced:
        return for_money(standing, next(iter(names)))
    subject = f"{quoted(standing.names[next(iter(names))])} " if len(names) == 1 else ""
    if subject and all(standing.price(regime, name).each > 0.0 for regime, name in best.items()):
        told = each_regime(standing.regimes, lambda regime: _each(standing, regime, best[regime]))
        return f"for each digital desk-month that it adds {subject}costs {told}"

    def one(regime: str) -> Clause:
        if best[regime] == standing.base:
            return "nothing is paid beyond the base", ""
        head, tail = _price_words(standing, regime, best[regime])
        return head if subject else f"{quoted(standing.names[best[regime]])} {head}", tail

    return f"{subject}{each_regime(standing.regimes, one)}"


def _price_words(standing: Standing, regime: str, package: str) -> Clause:
    """What a package costs beyond the base, as what follows its name."""
    found = standing.price(regime, package)
    if found.desk_months <= 0.0:
        return "adds no digital desk-months to those of the base", ""
    if found.cost < 0.0:
        return f"adds digital desk-months and saves {rupees(-found.cost)}", ""
    head, tail = _each(standing, regime, package)
    return f"costs {head} for each digital desk-month that it adds", tail


def _each(standing: Standing, regime: str, package: str) -> Clause:
    """`Rs 625`, and in brackets its interval: what an extra digital desk-month costs."""
    found = standing.price(regime, package)
    known = not math.isnan(found.low + found.high)
    ends = f"90\u00a0% interval, of luck alone, {found.low:,.0f} to {found.high:,.0f}" if known else ""
    return f"Rs\u00a0{found.each:,.0f}", bracketed(ends)


def _overturned(standing: Standing) -> str:
    """The nearest value of one parameter at which another package leads the best."""
    rows = of_the_best(standing)
    if rows.empty:
        return "what would overturn the order was not searched for"
    turning = rows.dropna(subset="turns_at").sort_values("distance", kind="stable")
    if turning.empty:
        others = sorted({str(x) for x in rows["other"]}, key=standing.overall.index)
        rivals = " or ".join(quoted(standing.names[x]) for x in others)
        return f"no uncertain value alone, at either end of its range, puts {rivals} ahead"
    return f"what would overturn it most easily: {turn_words(standing, rows_of(turning)[0])}"
