"""What an answer rests on, in sentences: failures, regimes, checks, turning values, futures."""

from typing import Any

import pandas as pd

from experiments.brief.gathering import Material
from experiments.brief.standing import Standing
from experiments.brief.turns import certain, of_the_best, short_of_it
from experiments.brief.wording import bare, capital, everywhere, gap, lower, percent, quoted, regime_words
from experiments.compare.answering import of_shares
from experiments.compare.comparison import Comparison, rows_of
from experiments.compare.figures import listed, times
from experiments.studies.from_posterior import futures_words, moved_words
from experiments.summary import TOLD, amount
from sim.parameters import PARAMETERS
from sim.scenario import regimes as library

MOST_TURNED = 3
"""Pairs that a check turns which are told one by one."""


def of_failures(material: Material) -> str:
    """Whether the study is complete, and how many runs failed, of what; nothing where all finished."""
    runs, status = material.manifest["runs"], material.manifest["status"]
    told = []
    if status != "complete":
        told.append(
            f"The study is not complete ({status}): {runs['finished']:,} of {runs['asked']:,} runs had "
            "finished. What follows is of these alone."
        )
    failed, asked = material.comparison.failed, int(runs["asked"])
    if failed:
        told.append(
            f"{failed:,} of {asked:,} runs failed ({percent(failed / asked)}); every figure is of those that "
            f"finished.{_most_often(material.failures)}"
        )
    return " ".join(told)


def _most_often(failures: pd.DataFrame) -> str:
    if failures.empty:
        return ""
    return f" Most often: {str(failures['message'].value_counts().index[0]).rstrip('.')}."


def of_regimes(material: Material) -> str:
    """What the regimes are, or that there is one."""
    names = [name for name in material.standing.regimes if name]
    told = [f"{regime_words(name)}: {lower(library.load(name).title)}" for name in names]
    if len(names) > 1:
        return (
            "Regimes are sets of assumptions on officials that fit the published record equally well; which "
            f"is nearer the truth it cannot tell. {capital('; '.join(told))}."
        )
    where = f"in one regime alone, {told[0]}" if told else "for every package in its own regime alone"
    return f"The answer was sought {where}: whether it holds in another is not known."


def of_checks(material: Material) -> str:
    """Which orders turn when one value is changed for all packages."""
    checks = material.comparison.checks
    if checks.empty:
        return "No value was changed alone to check the order, such as kappa, the pull of barriers."
    groups = checks.groupby("label", sort=False)
    told = [_of_check(str(label), rows, material.standing) for label, rows in groups]
    return f"Checks, in which one value is changed for all packages: {'; '.join(told)}."


def _of_check(label: str, rows: pd.DataFrame, standing: Standing) -> str:
    where = everywhere(rows["regime"].nunique())
    rows = certain(standing, rows)
    if rows.empty:
        return f"with {label} nothing can be said, as no pair is surely ordered"
    beyond_luck = rows["low"] * rows["high"] > 0.0
    turned, level = rows[~rows["keeps"] & beyond_luck], int((~beyond_luck).sum())
    apart = f" ({level} can no longer be told apart)" if level else ""
    if turned.empty:
        held = (
            "no pair that is surely ordered turns"
            if level
            else "every pair that is surely ordered keeps its order"
        )
        return f"with {label} {held}{where}{apart}"
    shown = [_turned(standing, row) for row in rows_of(turned.head(MOST_TURNED))]
    more = f", and {len(turned) - MOST_TURNED} more" if len(turned) > MOST_TURNED else ""
    head = f"with {label} {len(turned)} of {len(rows)} pairs that are surely ordered turn"
    return f"{head}: {listed(shown)}{more}{apart}"


def _turned(standing: Standing, row: Any) -> str:
    """A pair whose order a check turns, and by how much the other then leads."""
    names = f"{quoted(standing.names[row.a])} and {quoted(standing.names[row.b])}"
    where = f" in {regime_words(row.regime)}" if row.regime else ""
    size = gap(standing.outcome, abs(row.difference))
    low, high = (bare(standing.outcome, x) for x in sorted((abs(row.low), abs(row.high))))
    return f"{names}{where} (by {size}, 90\u00a0% interval {low} to {high})"


def of_turns(material: Material) -> str:
    """How near each rival of the best package comes to leading it, and how many other pairs might turn."""
    table, standing = material.comparison.break_even, material.standing
    if table.empty:
        return "Which values would turn the order was not searched for."
    own = of_the_best(standing)
    turning = own.dropna(subset="turns_at")
    safe = own[~own["other"].isin(turning["other"])]
    told = [
        f"{quoted(standing.names[str(name)])} would lead the best package with another value of "
        f"{rows['parameter'].nunique()} things, each alone"
        for name, rows in turning.groupby("other", sort=False)
    ]
    if len(safe):
        names = [quoted(standing.names[name]) for name in standing.overall if name in set(safe["other"])]
        told.append(f"no value alone brings {listed(names)} to lead it: {short_of_it(standing, safe)}")
    others = certain(standing, table.drop(own.index))
    if len(others):
        n, turned = (
            x.groupby(["regime", "a", "b"]).ngroups for x in (others, others.dropna(subset="turns_at"))
        )
        pairs = f"{n} other pair{'s' * (n != 1)} that {'are' if n != 1 else 'is'} surely ordered"
        told.append(f"of {pairs}, {turned or 'none'} can be turned so")
    return f"What must be believed for another package to lead: {'; '.join(told)}."


def of_futures(material: Material) -> str:
    """What a future is, and what is the same in all of them."""
    comparison = material.comparison
    if not comparison.n_futures:
        return "No futures were drawn: how far the answer holds beyond the values as declared is not known."
    held, facts = comparison.facts.held, comparison.facts
    told = _of_posterior(comparison) if facts.posterior else _of_priors(comparison)
    unsure = float(comparison.order["unsure"].mean())
    if unsure > 0.0:
        told += (
            f" In {percent(unsure)} of all meetings of two packages in a future its runs cannot tell them "
            "apart; there their order is luck."
        )
    if held:
        told += f" Held, because a regime or a package states them: {', '.join(held)}."
    if facts.satisfied is not None:
        least = "at least" if facts.more_is_better else "at most"
        label = lower(TOLD[facts.outcome].label)
        told += f" A future satisfies where {label} is {least} {amount(facts.outcome, facts.satisfied)}."
    return told


def _of_priors(comparison: Comparison) -> str:
    """What a future is, where it is drawn from the priors."""
    uncertain = sum(x.role == "uncertain" for x in PARAMETERS.values())
    return (
        f"A future is one draw of {uncertain - len(comparison.facts.held)} uncertain values, each between "
        f"its lowest and highest plausible value, all as likely; {comparison.n_futures:,} were drawn, and "
        "every package met each. A share of futures says how far the answer hangs on these values; it is no "
        "probability, and its interval is that of futures drawn apart from one another."
    )


def _of_posterior(comparison: Comparison) -> str:
    """What a future is, where it is drawn from a posterior."""
    told = comparison.facts.posterior
    return f"{futures_words(told, comparison.n_futures)} Every package met each. {of_shares(comparison)}"


def of_record(material: Material) -> str:
    """Which parameters the record moved, where futures are drawn from a posterior; nothing elsewhere."""
    told = material.comparison.facts.posterior
    return moved_words(told) if told else ""


def of_luck(material: Material) -> str:
    """How many runs there were, what common luck saved, and how many the answer needed."""
    comparison, standing = material.comparison, material.standing
    drawn = f", and {comparison.future_replicates} times in each future" if comparison.n_futures else ""
    where = ", in each regime" if len(standing.regimes) > 1 else ""
    told = [
        f"Each package was run {comparison.n_replicates} times at the declared values{drawn}{where}. In a "
        "run all packages meet the same people and the same luck, so that a difference is the packages' own."
    ]
    ratio = comparison.pairs["variance_ratio"].dropna()
    if len(ratio):
        told.append(
            f"Differences vary {times(ratio.median())} times less for it (middle of the pairs; "
            f"{times(ratio.min())} to {times(ratio.max())}): with luck of their own, so many times more runs "
            "would have been needed."
        )
    if comparison.n_replicates > 1:
        told.append(_needed(comparison.pairs, comparison.n_replicates))
    left_out = int(comparison.pairs["left_out"].sum())
    if left_out:
        told.append(f"{left_out:,} pairs of runs were left out, because a run of them failed.")
    return " ".join(told)


def _needed(pairs: pd.DataFrame, n: int) -> str:
    """How many runs it takes to be sure of the order of every pair, and whether there were as many."""
    needed = pairs["needed_for_sign"]
    unsure = int((needed > n).sum() + needed.isna().sum())
    if unsure:
        most = f"; the closest would take {needed.max():,.0f}" if needed.notna().any() else ""
        return f"With {n} runs {unsure} of {len(pairs)} pairs are not surely ordered{most}."
    return f"With {n} runs every pair is surely ordered; the closest takes {needed.max():,.0f}."
