"""What varies in a study, key by key, and which uncertain parameters are held."""

from collections.abc import Iterator, Mapping
from typing import Any

from experiments.studies.form import GRID, StudyFile
from experiments.studies.gathering import Gathered, told_of
from experiments.studies.keys import clash, path_of
from experiments.studies.kinds import PRIOR
from experiments.studies.spread import Listed, Range, Spread
from sim.errors import InputError, nearest
from sim.parameters import ALL, PARAMETERS, Declared
from sim.scenario import Scenario, regimes
from sim.scenario.settings import kind_of
from sim.scenario.unit_costs import unit_costs
from sim.scenario.values import Fault, Wrong

UNCERTAIN = {name: Range(x.low, x.high) for name, x in PARAMETERS.items() if x.role == "uncertain"}
"""Every uncertain parameter with its prior."""


def held(study: StudyFile, scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    """Return the uncertain parameters that a regime or scenario states, with who states them first."""
    stated: dict[str, str] = {}
    own = {x.regime for x in scenarios.values() if x.regime} if not study.regimes else set(study.regimes)
    for regime in sorted(own):
        stated |= dict.fromkeys(regimes.load(regime).parameters, f"regime {regime}") | stated
    for name, scenario in scenarios.items():
        costs = unit_costs(scenario.cost_path)[0] if scenario.cost_path else {}
        stated |= dict.fromkeys({**scenario.parameters, **costs}, name) | stated
    return {name: who for name, who in stated.items() if name in UNCERTAIN}


def varied(study: StudyFile, holding: Mapping[str, str]) -> dict[str, Spread]:
    """Return what every varied key takes: those the study names, then the uncertain parameters drawn."""
    named = study.vary.keys if study.vary else {}
    found = {key: _spread(key, asked) for key, asked in named.items()}
    if study.draws_uncertain:
        left = (*holding, *(study.vary.leave if study.vary else ()))
        found |= {key: prior for key, prior in UNCERTAIN.items() if key not in found and key not in left}
    return found


def _spread(key: str, asked: Spread | str) -> Spread:
    """Return what a key takes, in the form in which its declaration keeps it."""
    if isinstance(asked, str):
        return UNCERTAIN[key]
    if key in ALL and isinstance(asked, Listed):
        return Listed(tuple(kind_of(ALL[key]).read(value) for value in asked.values))
    return asked


def vary_faults(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    """What is wrong with the keys that vary."""
    named = study.vary.keys if study.vary else {}
    for i, (key, asked) in enumerate(named.items()):
        earlier = list(named)[:i]
        yield from _clashes(study, key, asked, earlier)
        yield from _spread_faults(key, asked, gathered.scenarios)


def draw_faults(study: StudyFile, gathered: Gathered) -> Iterator[Fault]:
    """What is wrong with what is drawn, what is left, and whether anything says how."""
    yield from _left(study)
    if study.vary is not None and study.design is None:
        wanted = "a table [design], which says how the points are chosen"
        yield Fault("has no design", wanted, path=("vary",))


def _left(study: StudyFile) -> Iterator[Fault]:
    """What is wrong with the parameters that are left, and with drawing all others."""
    if study.vary is None:
        return
    if study.vary.uncertain and study.design is not None and study.design.kind == GRID:
        wanted = f'another kind of design than "{GRID}", or single parameters with "{PRIOR}"'
        yield Fault("makes too many combinations for a grid", wanted, path=("vary", "uncertain"), value=True)
    for i, name in enumerate(study.vary.leave):
        place = ("vary", "leave", i)
        if name not in UNCERTAIN:
            wanted = "the name of an uncertain parameter, as docs/parameters.md lists them"
            near = None if name in ALL else nearest(name, UNCERTAIN)
            yield Fault("is not an uncertain parameter", wanted, near, place, name)
        elif name in study.vary.keys:
            yield Fault("is left and varied", "one of the two", path=place, value=name)
        elif name in study.vary.leave[:i]:
            yield Fault("is listed twice", "every name once", path=place, value=name)
    if study.vary.leave and not study.draws_uncertain:
        wanted = "no such key, or `uncertain = true`"
        left = list(study.vary.leave)
        yield Fault("leaves nothing out, for no prior is drawn", wanted, path=("vary", "leave"), value=left)


def _clashes(study: StudyFile, key: str, asked: Any, earlier: list[str]) -> Iterator[Fault]:
    """A key that varies is set nowhere else, or one of the two would be lost."""
    place = ("vary", key)
    shown = _plain(asked)
    if key == "regime":
        yield Fault("does not vary here", "the key `regimes`, a list", "regimes", place, shown)
    if other := clash(key, dict.fromkeys(earlier)):
        yield Fault(f"sets the same as `{other}`", "every quantity once", path=place, value=shown)
    other = clash(key, study.values)
    at_the_centre = other is not None and path_of(other) == path_of(key) and _has_centre(study)
    if other and not at_the_centre:
        yield Fault(f"varies and is set in `values` (`{other}`)", "one of the two", path=place, value=shown)
    for variant in study.variants:
        if other := clash(key, variant.values):
            problem = f"varies, so that what {variant.name} sets (`{other}`) would be lost"
            yield Fault(problem, "a key that no variant sets", path=place, value=shown)


def _has_centre(study: StudyFile) -> bool:
    return study.design is None or study.design.centre


def _plain(asked: Any) -> Any:
    """Return what a key takes as the file says it."""
    if isinstance(asked, Listed):
        return list(asked.values)
    return {"low": asked.low, "high": asked.high} if isinstance(asked, Range) else asked


def _spread_faults(key: str, asked: Spread | str, scenarios: Mapping[str, Scenario]) -> Iterator[Fault]:
    """What is wrong with the values of one key."""
    place = ("vary", key)
    if isinstance(asked, str):
        if key not in UNCERTAIN:
            yield Fault("has no prior", _instead(ALL.get(key)), path=place, value=asked)
    elif key in ALL:
        yield from _declared_faults(ALL[key], asked)
    elif isinstance(asked, Listed):
        yield from value_faults(key, asked.values, scenarios, place)
    else:
        yield from _range_faults(key, asked, scenarios, place)


def _instead(declared: Declared | None) -> str:
    """Return what a quantity without a prior can vary over."""
    if declared is None:
        return "a list of values or a range"
    if declared.choices:
        return f"a list, of {', '.join(declared.choices)}"
    return f"a list of values or a range, such as {{ low = {declared.low:g}, high = {declared.high:g} }}"


def _declared_faults(declared: Declared, asked: Spread) -> Iterator[Fault]:
    """What is wrong with values of a parameter, lever or switch."""
    kind, ends = kind_of(declared), ("low", "high")
    if declared.choices and isinstance(asked, Range):
        yield Fault("is a range", _instead(declared), path=("vary", declared.name), value=_plain(asked))
        return
    for i, value in enumerate(asked.ends):
        try:
            kind.read(value)
        except Wrong as wrong:
            for fault in wrong.faults:
                where = ("vary", declared.name, i if isinstance(asked, Listed) else ends[i])
                yield Fault(fault.problem, fault.expected, fault.nearest, where, value)


def _range_faults(
    key: str, asked: Range, scenarios: Mapping[str, Scenario], place: tuple[str, ...]
) -> Iterator[Fault]:
    ends = [asked.levels(2)[0], *([] if asked.whole else [asked.at(0.387)]), asked.levels(2)[1]]
    faults = list(value_faults(key, ends, scenarios, place))
    if faults and not asked.whole and not list(value_faults(key, _rounded(asked), scenarios, place)):
        wanted = "`whole = true` beside `low` and `high`"
        yield Fault("takes whole numbers alone", wanted, path=place, value=_plain(asked))
    else:
        yield from faults


def _rounded(asked: Range) -> list[int]:
    return [int(asked.low), int(asked.high)]


def value_faults(
    key: str, values: Any, scenarios: Mapping[str, Scenario], place: tuple[str, ...]
) -> Iterator[Fault]:
    """What the scenarios find wrong with each value of a key; and a key on which nothing depends."""
    seen: dict[str, set[tuple[str, str | None]]] = {}
    told: set[str] = set()
    for value in values:
        for name, scenario in scenarios.items():
            try:
                changed = scenario.with_values({key: value})
                seen.setdefault(name, set()).add((changed.fingerprint, changed.regime))
            except InputError as error:
                fault = told_of(scenario, key, value, error, place)
                if error.key is None or path_of(error.key) == path_of(key) or fault.problem not in told:
                    yield fault
                told.add(fault.problem)
                break
    idle = len(seen) == len(scenarios) > 0 and all(len(prints) == 1 for prints in seen.values())
    if idle and len(values) > 1:
        yield Fault("changes nothing in any run", "a key on which runs depend", None, place, list(values))
