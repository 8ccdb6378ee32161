"""What a comparison takes from its plan."""

from collections.abc import Mapping

from experiments.compare.comparison import Facts
from experiments.compare.direction import more_is_better
from experiments.studies.plan import Plan
from sim.errors import InputError
from sim.scenario import Scenario
from sim.summaries import SUMMARIES

SEARCHED_IN_FULL = 4
"""Packages up to which every one is searched for the values at which its order against the base turns."""


def facts_of(plan: Plan) -> Facts:
    """Return the facts of a plan; raise InputError where its packages cannot be ranked or compared."""
    outcome = ranking_outcome(plan)
    _check(plan)
    return Facts(
        name=plan.name,
        title=plan.title,
        question=plan.question,
        titles={name: scenario.title or name for name, scenario in plan.scenarios.items()},
        base=plan.base,
        regimes=plan.regimes,
        outcome=outcome,
        more_is_better=more_is_better(outcome),
        satisfied=plan.satisfied,
        held=dict(plan.held),
        scope=_scope(plan.scenarios[plan.base]),
        posterior=dict(plan.posterior),
    )


def _scope(base: Scenario) -> str:
    """Return posts and period in words; of a smaller copy also that what does not shrink weighs more."""
    posts = base.n_posts
    period = f"{base.start:%B %Y} to {base.end:%B %Y}"
    whole = Scenario.load(base.name).n_posts if base.name in Scenario.names() else posts
    if posts == whole:
        return f"{posts:,} posts, {period}"
    weighs = f"{whole:,} in the library, where what costs the same whatever the posts, such as a law, weighs"
    return f"{posts:,} posts ({weighs} {'less' if posts < whole else 'more'}), {period}"


def _check(plan: Plan) -> None:
    """Raise InputError unless there are packages to compare, over the same months."""
    if len(plan.scenarios) < 2:
        wanted = "two or more, to compare one with another"
        raise InputError("is a single package", value=next(iter(plan.scenarios)), expected=wanted)
    spans = {name: (x.months[0], x.months[-1]) for name, x in plan.scenarios.items()}
    if len(set(spans.values())) > 1:
        told = "; ".join(f"{name}: {a:%B %Y} to {b:%B %Y}" for name, (a, b) in spans.items())
        wanted = "packages over the same months (set start and end)"
        raise InputError(f"cannot be compared, since their months differ ({told})", expected=wanted)


def ranking_outcome(plan: Plan) -> str:
    """Return the outcome by which packages are ranked: the first wanted whole-run one; raise InputError."""
    found = next((name for name in plan.outcomes if name in SUMMARIES), None)
    if found is None:
        wanted = "a whole-run outcome to rank packages by, such as verified_use_mean"
        raise InputError("names none", key="outcomes", value=list(plan.outcomes), expected=wanted)
    return found


def pairs_of(facts: Facts) -> list[tuple[str, str]]:
    """Return every pair of packages once, as (a, b): the base first, then in the order they are told."""
    names = [facts.base, *(name for name in facts.titles if name != facts.base)]
    return [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]


def telling_pairs(facts: Facts, values: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the pairs that are told at length: each package against the base, and the best two.

    values: mean of the ranking outcome of each package.
    """
    ranked = sorted(facts.titles, key=lambda name: values[name], reverse=facts.more_is_better)
    return [pair for pair in pairs_of(facts) if facts.base in pair or set(pair) == set(ranked[:2])]


def searched_pairs(facts: Facts, values: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the pairs whose turning values are searched: those told at length, if packages are few.

    Each package costs some hundred runs, so of more than `SEARCHED_IN_FULL` only the base
    and the best two are set against one another.
    """
    told = telling_pairs(facts, values)
    if len(facts.titles) <= SEARCHED_IN_FULL:
        return told
    ranked = sorted(facts.titles, key=lambda name: values[name], reverse=facts.more_is_better)
    return [pair for pair in told if set(pair) <= {facts.base, *ranked[:2]}]
