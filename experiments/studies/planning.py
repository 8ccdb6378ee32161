"""From a study file that reads well to its plan: the points, and what must hold between its keys."""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments.studies.design import grid, grid_size, latin_hypercube, sobol
from experiments.studies.drawing import draw_faults, held, value_faults, varied, vary_faults
from experiments.studies.form import GRID, HYPERCUBE, Design, Form, StudyFile
from experiments.studies.gathering import Gathered
from experiments.studies.plan import Limits, Plan, Point, Stop
from experiments.studies.spread import Spread, assigned, worded
from sim.errors import InputError
from sim.scenario.values import Fault
from sim.summaries import SUMMARIES

MOST_RUNS = 1_000_000
DEFAULT_STEPS, DEFAULT_SEED = 5, 1

AnyFault = Fault | InputError


def plan(
    name: str, form: Form, gathered: Gathered, source: Mapping[str, Any]
) -> tuple[Plan | None, list[AnyFault]]:
    """Return the plan of a study, or None and everything that is wrong with it."""
    study = form.study
    faults: list[AnyFault] = [*form.faults, *gathered.faults]
    for keys, check in CHECKS:
        if not form.unsound & set(keys):
            faults += check(study, gathered)
    if faults or not gathered.complete:
        return None, faults
    spreads = varied(study, held(study, gathered.scenarios))
    faults += _size(study, spreads, len(gathered.scenarios))
    return (None, faults) if faults else (_made(name, study, gathered, source, spreads), [])


def _made(
    name: str, study: StudyFile, gathered: Gathered, source: Mapping[str, Any], spreads: Mapping[str, Spread]
) -> Plan:
    times, until = study.replicates, study.replicates.until
    return Plan(
        name=name,
        title=study.title or name,
        question=study.question,
        scenarios=gathered.scenarios,
        base=gathered.base,
        regimes=study.regimes or ("",),
        points=tuple(_points(study, spreads)),
        outcomes=study.outcomes,
        seed=times.seed,
        replicates=times.number,
        centre_replicates=times.centre or times.number,
        stop=Stop(until.outcome, until.width, until.most) if until else None,
        limits=Limits(study.limits.seconds, study.limits.failures),
        satisfied=study.satisfied,
        source=source,
        design=study.design.kind if study.design else "",
        varied=spreads if study.design else {},
        held=held(study, gathered.scenarios) if study.draws_uncertain else {},
    )


# ---- Points


def _points(study: StudyFile, spreads: Mapping[str, Spread]) -> Iterator[Point]:
    """Yield the centre, the checks and the design, numbered in this order."""
    number = 0
    if study.design is None or study.design.centre:
        yield Point(0, "centre", "as declared", {})
    number += 1
    for key, values in study.checks.items():
        for value in values:
            yield Point(number, "check", f"{key} = {worded(value)}", {key: value})
            number += 1
    if study.design is not None:
        for i, chosen in enumerate(_design(study.design, spreads)):
            told = ", ".join(assigned(chosen)) if study.design.kind == GRID else f"future {i + 1:,}"
            yield Point(number + i, "design", told, chosen)


def _design(design: Design, spreads: Mapping[str, Spread]) -> list[dict[str, Any]]:
    seed = DEFAULT_SEED if design.seed is None else design.seed
    if design.kind == GRID:
        return grid(spreads, design.steps or DEFAULT_STEPS)
    assert design.points is not None
    if design.kind == HYPERCUBE:
        return latin_hypercube(spreads, design.points, seed)
    return sobol(spreads, design.points[-1], seed)


# ---- What must hold between the keys


def _size(study: StudyFile, spreads: Mapping[str, Spread], n_scenarios: int) -> Iterator[Fault]:
    """The design varies something, and is small enough to be run."""
    design = study.design
    if design is None:
        return
    if not spreads:
        yield Fault(
            "varies nothing",
            "a table [vary] with lists or ranges",
            path=("design", "kind"),
            value=design.kind,
        )
        return
    n_design = (
        grid_size(spreads, design.steps or DEFAULT_STEPS)
        if design.kind == GRID
        else (design.points or (0,))[-1]
    )
    n_centre = int(design.centre) + sum(len(values) for values in study.checks.values())
    times = study.replicates
    cells = n_scenarios * max(len(study.regimes), 1)
    runs = cells * (n_design * times.number + n_centre * (times.centre or times.number))
    if runs > MOST_RUNS:
        problem = f"makes {runs:,} runs ({n_design:,} points)"
        wanted = f"at most {MOST_RUNS:,}: fewer points, scenarios or replicates"
        yield Fault(problem, wanted, path=("design",))


def _outcomes(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    names = study.outcomes
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Fault("is listed twice", "every outcome once", path=("outcomes", i), value=name)
    if not any(name in SUMMARIES for name in names):
        wanted = f"also one of a whole run, which ranks the scenarios, such as {names[0]}_mean"
        yield Fault("name only outcomes of single months", wanted, path=("outcomes",), value=list(names))


def _satisfied(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    ranking = next((name for name in study.outcomes if name in SUMMARIES), None)
    if study.satisfied is None or ranking is None:
        return
    unit = SUMMARIES[ranking].unit
    if unit.startswith("share") and not 0.0 <= study.satisfied <= 1.0:
        wanted = f"a number from 0 to 1 ({unit}, the unit of {ranking})"
        yield Fault("is out of bounds", wanted, path=("satisfied",), value=study.satisfied)


def _regimes(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    for i, name in enumerate(study.regimes):
        if name in study.regimes[:i]:
            yield Fault("is listed twice", "every regime once", path=("regimes", i), value=name)
    if not study.regimes:
        return
    places = [(("values", "regime"), study.values)]
    places += [(("variants", i, "values", "regime"), x.values) for i, x in enumerate(study.variants)]  # type: ignore[misc]
    for place, values in places:
        if "regime" in values:
            problem = "would be lost, for everything is run in `regimes`"
            yield Fault(problem, "one of the two", path=place, value=values["regime"])


def _checks(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    """Every check can be run, and changes something."""
    for key, values in study.checks.items():
        place = ("checks", key)
        if key == "regime":
            yield Fault("is not checked here", "the key `regimes`, a list", "regimes", place, list(values))
            continue
        faults = list(value_faults(key, values, gathered.scenarios, place))
        yield from faults
        if not faults:
            yield from _idle(study, gathered, key, values)


def _centre(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    """Checks have the centre to be compared with."""
    if study.checks and study.design is not None and not study.design.centre:
        wanted = "`centre = true` in [design], with which checks are compared"
        yield Fault("have no centre", wanted, path=("checks",))


def _idle(study: StudyFile, gathered: Gathered, key: str, values: tuple[Any, ...]) -> Iterator[Fault]:
    """A check that changes no scenario in no regime is none."""
    for value in values:
        changed = False
        for scenario in gathered.scenarios.values():
            for regime in study.regimes or ("",):
                chosen = {"regime": regime} if regime else {}
                start = scenario.with_values(chosen) if chosen else scenario
                changed |= start.with_values({key: value}).fingerprint != start.fingerprint
        if gathered.scenarios and not changed:
            wanted = "a value that they do not have"
            yield Fault("changes no scenario", wanted, path=("checks", key), value=value)


def _replicates(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    times = study.replicates
    least = max(times.number, times.centre or 0)
    if times.until and times.until.most < least:
        wanted = f"{least:,} or more, which are run anyway"
        yield Fault("is too few", wanted, path=("replicates", "until", "most"), value=times.until.most)
    if study.design is None and {"number", "centre"} <= times.model_fields_set:
        wanted = "`centre` alone, since without a design everything is the centre"
        yield Fault(
            "means nothing without a design", wanted, path=("replicates", "number"), value=times.number
        )


CHECKS = (
    (("outcomes",), _outcomes),
    (("outcomes", "satisfied"), _satisfied),
    (("regimes", "values", "variants"), _regimes),
    (("replicates", "design"), _replicates),
    (("vary", "values", "variants"), vary_faults),
    (("vary", "design"), draw_faults),
    (("checks",), _checks),
    (("checks", "design"), _centre),
)
"""Keys that must be sound -> what must hold between them."""
