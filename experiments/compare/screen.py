"""A comparison on the screen: the answer, two short tables for each regime, and on request all sentences."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.compare import words
from experiments.compare.answering import answer, ranking
from experiments.compare.compared import as_data
from experiments.compare.comparison import Comparison, rows_of
from experiments.compare.facts import telling_pairs
from experiments.compare.figures import about, between, count_of, in_regime, label, size
from experiments.summary import Estimate, heading, number, rupees, spread

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def in_short(comparison: Comparison) -> Iterator[str]:
    """Yield what the answer rests on, in few sentences: checks, turning values, replicates, failures."""
    facts = comparison.facts
    for regime in facts.regimes:
        yield words.under_checks(comparison, regime)
        best = ranking(comparison, regime)[0]
        pairs = [x for x in _rows(comparison.pairs, regime) if best in (x.a, x.b)]
        for row in pairs:
            yield "\n  ".join(words.beliefs(comparison, regime, row.a, row.b))
    yield words.enough(comparison)
    yield words.failures(comparison)


def told(comparison: Comparison) -> Iterator[str]:
    """Yield everything that is said of a comparison beside the answer, paragraph by paragraph."""
    facts = comparison.facts
    for regime in facts.regimes:
        values = comparison.values(regime)
        at_length = set(telling_pairs(facts, values))
        pairs = [x for x in _rows(comparison.pairs, regime) if (x.a, x.b) in at_length]
        for row in pairs:
            said = [words.contest(facts, row), words.price(facts, row), words.runs_needed(facts, row)]
            yield " ".join(sentence for sentence in said if sentence)
        for row in _rows(comparison.order, regime):
            if (row.a, row.b) in at_length:
                yield words.over_futures(facts, row)
        yield words.least_regret(comparison, regime)
        yield words.under_checks(comparison, regime)
        others = {name: value for name, value in values.items() if name != facts.base}
        best = (max if facts.more_is_better else min)(others, key=lambda name: others[name])
        yield " ".join(words.who_moved(comparison, regime, best))
        for row in pairs:
            yield "\n  ".join(words.beliefs(comparison, regime, row.a, row.b))
    yield words.failures(comparison)


def _rows(table: "pd.DataFrame", regime: str) -> list[Any]:
    return rows_of(table[table["regime"] == regime])


def as_text(comparison: Comparison, folder: Path) -> str:
    """Return a comparison as JSON text."""
    told = {"results": str(folder), **as_data(comparison)}
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def tell(comparison: Comparison, folder: Path, *, as_json: bool, verbose: bool = False) -> None:
    """Print a comparison, and nothing else: as JSON, or as the answer, tables and sentences.

    verbose: every pair that is told at length, and who moved, in sentences too.
    """
    if as_json:
        print(as_text(comparison, folder))
    else:
        _show(comparison, folder, verbose=verbose)


def _show(comparison: Comparison, folder: Path, *, verbose: bool) -> None:
    """Print question, answer, tables, what it rests on, and where the results are."""
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False)
    facts = comparison.facts
    for sentence in (facts.title, facts.question):
        if sentence:
            console.print(sentence, markup=False)
    console.print(words.ranked_by(facts))
    for sentence in answer(comparison):
        console.print(f"\n{sentence}", markup=False)
    for regime in facts.regimes:
        console.print()
        console.print(_as_declared(comparison, regime))
        if comparison.n_futures:
            console.print(_over_futures(comparison, regime))
    console.print()
    for sentence in told(comparison) if verbose else in_short(comparison):
        if sentence:
            console.print(sentence, markup=False)
    more = (
        ""
        if verbose
        else "; every pair, and who moved, with --verbose; tables and pictures with redtape report"
    )
    console.print(f"Results: {folder}{more}", markup=False)


def _as_declared(comparison: Comparison, regime: str) -> "Table":
    facts, outcome = comparison.facts, comparison.facts.outcome
    n = comparison.n_replicates
    told = f"as declared, {n} replicate{'s' * (n != 1)}: {heading(outcome)}"
    table = _table(f"{in_regime(regime)}{told}")
    for column in (
        "mean",
        "90 % of runs",
        "against the base",
        "90 % interval",
        "better in",
        "cost beside it",
    ):
        table.add_column(column, justify="right")
    ends = comparison.ends[(comparison.ends["regime"] == regime) & (comparison.ends["outcome"] == outcome)]
    pairs = comparison.pairs[comparison.pairs["regime"] == regime]
    against = {row.b: row for row in rows_of(pairs) if row.a == facts.base}
    for end in rows_of(ends):
        estimate = Estimate(end.mean, end.low, end.high)
        row = against.get(end.scenario)
        beside = ("base", "", "", "") if row is None else _beside(outcome, row)
        name = label(facts, str(end.scenario))
        table.add_row(name, number(outcome, estimate.mean), spread(outcome, estimate), *beside)
    return table


def _beside(outcome: str, row: Any) -> tuple[str, str, str, str]:
    found = Estimate(row.difference, row.low, row.high)
    ends = between(outcome, found) if row.n > 1 else ""
    if not row.n:
        return "", "", "", ""
    cost = rupees(row.extra_cost).replace("Rs ", "Rs −" if row.extra_cost < 0 else "Rs +").replace("-", "")
    told = f"{'−' if row.difference < 0.0 else '+'}{about(outcome, found)}"
    return told, ends, count_of(row.p_beats, row.n), cost


def _over_futures(comparison: Comparison, regime: str) -> "Table":
    facts, outcome = comparison.facts, comparison.facts.outcome
    found = comparison.regret[comparison.regret["regime"] == regime]
    n = int(found["n_futures"].iloc[0]) if len(found) else 0
    table = _table(f"{in_regime(regime)}over {n} future{'s' * (n != 1)}")
    headings = ["mean", "worst drawn", "regret, mean", "regret, most", "best in"]
    if facts.satisfied is not None:
        headings.append(f"satisfactory ({number(outcome, facts.satisfied)}) in")
    for column in headings:
        table.add_column(column, justify="right")
    for row in rows_of(found):
        values = [number(outcome, row.mean_value), number(outcome, row.worst_value)]
        values += [size(outcome, row.mean_regret), size(outcome, row.max_regret)]
        values.append(count_of(row.best_share, n))
        if facts.satisfied is not None:
            values.append(count_of(row.satisfied_share, n))
        table.add_row(label(facts, str(row.scenario)), *values)
    return table


def _table(title: str) -> "Table":
    from rich.table import Table

    table = Table(title=title[0].upper() + title[1:], title_justify="left", box=None)
    table.add_column("")
    return table
