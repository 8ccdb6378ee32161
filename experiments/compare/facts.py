"""What a comparison takes from its plan, to the manifest and back."""

from collections.abc import Mapping
from typing import Any

from experiments.compare.comparison import Facts
from experiments.compare.direction import more_is_better
from experiments.studies.plan import Plan
from sim.errors import InputError
from sim.parameters import PARAMETERS
from sim.scenario import regimes
from sim.summaries import SUMMARIES


def study_facts(plan: Plan) -> dict[str, Any]:
    """Return what the manifest must say of a plan under `study`, so that `facts_of` can read it."""
    return {
        "name": plan.name,
        "title": plan.title,
        "question": plan.question,
        "base": plan.base,
        "scenarios": {name: scenario.title or name for name, scenario in plan.scenarios.items()},
        "regimes": list(plan.regimes),
        "outcome": ranking_outcome(plan),
        "satisfied": plan.satisfied,
        "held": list(held(plan)),
    }


def facts_of(study: Mapping[str, Any]) -> Facts:
    """Return the facts that a manifest states; raise InputError where its outcome cannot rank packages."""
    return Facts(
        name=study["name"],
        title=study["title"],
        question=study["question"],
        titles=dict(study["scenarios"]),
        base=study["base"],
        regimes=tuple(study["regimes"]),
        outcome=study["outcome"],
        more_is_better=more_is_better(study["outcome"]),
        satisfied=study["satisfied"],
        held=tuple(study["held"]),
    )


def ranking_outcome(plan: Plan) -> str:
    """Return the outcome by which packages are ranked: the first wanted whole-run one; raise InputError."""
    found = next((name for name in plan.outcomes if name in SUMMARIES), None)
    if found is None:
        wanted = "a whole-run outcome to rank packages by, such as verified_use_mean"
        raise InputError("names none", key="outcomes", value=list(plan.outcomes), expected=wanted)
    return found


def held(plan: Plan) -> tuple[str, ...]:
    """Return the uncertain parameters that a regime or scenario of the plan states: they are not drawn."""
    own = {scenario.regime for scenario in plan.scenarios.values()} | set(plan.regimes)
    stated = {name for regime in own if regime for name in regimes.load(regime).parameters}
    stated |= {name for scenario in plan.scenarios.values() for name in scenario.parameters}
    return tuple(name for name, x in PARAMETERS.items() if x.role == "uncertain" and name in stated)


def pairs_of(facts: Facts) -> list[tuple[str, str]]:
    """Return every pair of packages once, as (a, b): the base first, then in the order they are told."""
    names = [facts.base, *(name for name in facts.titles if name != facts.base)]
    return [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
