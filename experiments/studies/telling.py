"""A study in words: what is compared, what varies, by which design, and how many runs that makes."""

from collections.abc import Iterator, Mapping

from experiments.describing import filled
from experiments.studies.drawing import UNCERTAIN
from experiments.studies.form import GRID, HYPERCUBE, SOBOL
from experiments.studies.plan import Plan
from experiments.studies.reading import load, names
from experiments.studies.spread import Range
from sim.outcomes import OUTCOMES
from sim.parameters import ALL
from sim.scenario import regimes
from sim.summaries import SUMMARIES

KINDS = {
    GRID: "Every combination of what varies",
    HYPERCUBE: "A Latin hypercube: each key spread evenly over what it takes",
    SOBOL: "A Sobol sequence: pairs of keys spread evenly over what they take",
}


def library() -> list[tuple[str, str]]:
    """Return the name and the question of every study of the library; raise InputError if one is unsound."""
    return [(name, " ".join(load(name).question.split())) for name in names()]


def describe(plan: Plan) -> str:
    """Return a study in words."""
    sections = [
        (f"{plan.name}: {plan.title}", []),
        ("Question", [filled(plan.question) if plan.question else "Not told."]),
        ("Scenarios", list(_scenarios(plan))),
        ("Regimes", list(_regimes(plan))),
        ("Set over every scenario", _set(plan)),
        ("What varies", list(_varies(plan)) or ["Nothing."]),
        ("Tried alone, with all else as declared", _checks(plan) or ["Nothing."]),
        ("What is looked at", list(_outcomes(plan))),
        ("Runs", list(_runs(plan))),
    ]
    return "\n\n".join("\n".join([title, *lines]) for title, lines in sections)


def held_words(plan: Plan) -> str:
    """Return which uncertain parameters are not drawn, and who states them; empty where none is held."""
    by_whom: dict[str, list[str]] = {}
    for name, who in plan.held.items():
        by_whom.setdefault(who, []).append(name)
    return "; ".join(f"{', '.join(held)} ({who})" for who, held in by_whom.items())


def _scenarios(plan: Plan) -> Iterator[str]:
    for name, scenario in plan.scenarios.items():
        base = " (the others are compared with it)" if name == plan.base and len(plan.scenarios) > 1 else ""
        yield f"{name}: {scenario.title or 'no title'}{base}"


def _regimes(plan: Plan) -> Iterator[str]:
    for name in plan.regimes:
        yield f"{name}: {regimes.load(name).title}" if name else "Each scenario's own."


def _set(plan: Plan) -> list[str]:
    return [f"{key} = {value}" for key, value in _flat(plan.source.get("values", {}))] or ["Nothing."]


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _varies(plan: Plan) -> Iterator[str]:
    """Tell the keys named one by one, and the priors drawn together."""
    priors = [name for name, spread in plan.varied.items() if spread == UNCERTAIN.get(name)]
    together = priors if len(priors) > 12 else []
    for key, spread in plan.varied.items():
        if key not in together:
            declared = ALL.get(key)
            meaning = f": {declared.meaning} ({declared.unit})" if declared else ""
            yield filled(f"{key} {'from' if isinstance(spread, Range) else '='} {spread}{meaning}")
    if together:
        yield filled(
            f"{len(together)} uncertain parameters, each anywhere in its prior: {', '.join(together)}"
        )
    if plan.held:
        yield filled(f"Held, since a regime or scenario states them: {held_words(plan)}")


def _checks(plan: Plan) -> list[str]:
    return [point.label for point in plan.points if point.kind == "check"]


def _outcomes(plan: Plan) -> Iterator[str]:
    ranking = next(name for name in plan.outcomes if name in SUMMARIES)
    for name in plan.outcomes:
        told = SUMMARIES[name] if name in SUMMARIES else OUTCOMES[name]
        use = "ranks the scenarios" if name == ranking else ("" if name in SUMMARIES else "month by month")
        yield f"{name}: {told.label} ({told.unit}){f', {use}' if use else ''}"
    if plan.satisfied is not None:
        yield f"A future is satisfactory where {ranking} is {plan.satisfied:g} or more."


def _runs(plan: Plan) -> Iterator[str]:
    """Tell the design and how often everything is run."""
    kinds = [point.kind for point in plan.points]
    if plan.design:
        yield f"{KINDS[plan.design]}: {kinds.count('design'):,} points, each run {_times(plan.replicates)}."
    before = len(kinds) - kinds.count("design")
    if before:
        parts = ["as declared"] * ("centre" in kinds) + ["in each check"] * ("check" in kinds)
        yield f"The scenarios {' and '.join(parts)}: each run {_times(plan.centre_replicates)}."
    n, m = len(plan.scenarios), len(plan.regimes)
    of = f"{n} scenario{'s' * (n != 1)}{f' in {m} regimes' if m > 1 else ''}"
    yield f"{plan.n_runs:,} runs in all, of {of}."
    if plan.stop:
        unit = SUMMARIES[plan.stop.outcome].unit
        yield filled(
            f"More runs follow, up to {plan.stop.most:,} of each, until the 90 % interval of "
            f"{plan.stop.outcome} is {plan.stop.width:g} wide ({unit})."
        )


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
