"""The scenarios of a study: loaded, with the study's values over them, and its variants made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.studies.form import Form, StudyFile, Variant
from experiments.studies.keys import path_of
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.scenario.assessing import assess
from sim.scenario.reading import library_names, read
from sim.scenario.values import Fault

Place = tuple[str | int, ...]


@dataclass
class Gathered:
    """The scenarios that could be had, by name, in the order of the study, and what is wrong."""

    scenarios: dict[str, Scenario] = field(default_factory=dict)
    base: str = ""
    faults: list[Fault | InputError] = field(default_factory=list)
    complete: bool = True
    """Whether every scenario named could be had."""

    @property
    def told(self) -> set[Place]:
        """Places in the study of which something is told."""
        return {fault.path for fault in self.faults if isinstance(fault, Fault)}


def gather(form: Form, folder: Path) -> Gathered:
    """Return the scenarios of a study whose paths start from `folder`."""
    study = form.study
    found = Gathered()
    sources: list[tuple[Place, str]] = [(("scenarios", i), x) for i, x in enumerate(study.scenarios)]
    if not sources and study.base and study.base not in {variant.name for variant in study.variants}:
        sources = [(("base",), study.base)]
    loaded: dict[str, Scenario] = {}
    """As they are in their files, by what the study calls them."""
    for place, source in sources:
        scenario = _loaded(source, folder, place, found)
        if scenario is None:
            continue
        if scenario.name in loaded:
            wanted = "scenarios of different names"
            found.faults.append(Fault("has the name of another scenario", wanted, path=place, value=source))
            continue
        loaded[scenario.name] = scenario
        _add(found, scenario, study.values, ("values",))
    names = _with_variants(study, loaded, folder, found)
    if not form.unsound & {"scenarios", "base", "variants"}:
        found.faults += _base_faults(study, found, names)
    found.faults += _other_months(found)
    if found.complete:
        found.faults += _same(study, found)
    return found


def given(study: StudyFile, scenarios: Sequence[Scenario]) -> Gathered:
    """Return scenarios that are at hand as those of a study."""
    found = Gathered(base=study.base or "")
    for i, scenario in enumerate(scenarios):
        if scenario.name in found.scenarios:
            wanted = "scenarios of different names"
            fault = Fault("has the name of another scenario", wanted, None, ("scenarios", i), scenario.name)
            found.faults.append(fault)
        found.scenarios[scenario.name] = scenario
    if found.base not in found.scenarios:
        names = list(found.scenarios)
        wanted = f"one of {', '.join(names)}"
        fault = Fault("is not among the scenarios", wanted, nearest(found.base, names), ("base",), found.base)
        found.faults.append(fault)
    found.faults += _other_months(found)
    return found


def _with_variants(
    study: StudyFile, loaded: Mapping[str, Scenario], folder: Path, found: Gathered
) -> list[str]:
    """Add the variants of a study, and settle its base; return the names of all its scenarios."""
    named: list[str] = []
    base = _stem(study.base) or next(iter(loaded), "")
    for i, variant in enumerate(study.variants):
        place: Place = ("variants", i)
        if variant.name in loaded or variant.name in named:
            wanted = "a name of its own"
            fault = Fault(
                "has the name of another scenario", wanted, path=(*place, "name"), value=variant.name
            )
            found.faults.append(fault)
        elif (parent := _parent(variant, base, loaded, folder, place, found)) is not None:
            _vary(found, study, variant, parent, place)
        named.append(variant.name)
    found.base = base
    return list(dict.fromkeys([*(_stem(source) for source in study.scenarios), *named]))


def _base_faults(study: StudyFile, found: Gathered, names: Sequence[str]) -> Iterator[Fault]:
    """There is a scenario, and the base is one of the study's."""
    if not names and not study.base:
        yield Fault("names no scenario", "`scenarios`, a list of names, or `base` with [[variants]]")
    elif study.base and study.scenarios and found.base not in names:
        wanted, near = f"one of {', '.join(names)}", nearest(found.base, names)
        yield Fault("is not a scenario of the study", wanted, near, ("base",), study.base)


def _stem(source: str | None) -> str:
    """Return the name of a scenario given by name or path."""
    return Path(source).stem if source and source.endswith(".toml") else source or ""


def _parent(
    variant: Variant, base: str, loaded: Mapping[str, Scenario], folder: Path, place: Place, found: Gathered
) -> Scenario | None:
    """Return the scenario that a variant changes."""
    source = variant.scenario or base
    if source in loaded:
        return loaded[source]
    if variant.scenario is None:
        if found.complete:
            wanted = "the name or path of a scenario, since the base is none of `scenarios`"
            found.faults.append(Fault("is missing", wanted, path=(*place, "scenario")))
        found.complete = False
        return None
    return _loaded(source, folder, (*place, "scenario"), found)


def _vary(found: Gathered, study: StudyFile, variant: Variant, parent: Scenario, place: Place) -> None:
    """Add the variant of a scenario."""
    values = {key: value for key, value in study.values.items() if key not in variant.values}
    try:
        start = parent.with_values(values) if values else parent
    except InputError:
        found.faults += [x for x in faults_of(parent, values, ("values",)) if x.path not in found.told]
        found.complete = False
        return
    _add(found, start, variant.values, (*place, "values"), variant.name, variant.title or variant.name)


def _same(study: StudyFile, found: Gathered) -> Iterator[Fault]:
    """No variant is a scenario of the study under another name."""
    prints = {name: (x.fingerprint, x.regime) for name, x in found.scenarios.items()}
    for i, variant in enumerate(study.variants):
        others = [
            name for name in prints if name != variant.name and prints[name] == prints.get(variant.name)
        ]
        if others:
            wanted = "values that make it a package of its own"
            yield Fault(
                f"makes the same as {others[0]}", wanted, None, ("variants", i, "values"), variant.values
            )


def _add(
    found: Gathered,
    scenario: Scenario,
    values: Mapping[str, Any],
    place: Place,
    name: str | None = None,
    title: str = "",
) -> Scenario | None:
    """Add a scenario with values set over it, under its own name or another."""
    faults = faults_of(scenario, values, place)
    if faults:
        found.complete = False
        found.faults += [fault for fault in faults if fault.path not in found.told]
        found.scenarios[name or scenario.name] = scenario  # so that other keys can be asked about
        return None
    texts = {"name": name, "title": title} if name else {}
    made = scenario.with_values({**values, **texts}) if values or texts else scenario
    found.scenarios[made.name] = made
    return made


def faults_of(scenario: Scenario, values: Mapping[str, Any], place: Place) -> list[Fault]:
    """Return what is wrong with setting values over a scenario: each alone, else all together."""
    told = []
    for key, value in values.items():
        try:
            scenario.with_values({key: value})
        except InputError as error:
            told.append((key, value, error))
    if told:
        try:
            scenario.with_values(values)  # some need others beside them
        except InputError:
            return [told_of(scenario, key, value, error, (*place, key)) for key, value, error in told]
        return []
    try:
        if values:
            scenario.with_values(values)
    except InputError as error:
        return [told_of(scenario, "", dict(values), error, place)]
    return []


def told_of(scenario: Scenario, key: str, value: Any, error: InputError, place: Place) -> Fault:
    """Return what a scenario found wrong with a value, told of the place in the study that says it."""
    problem = error.problem
    if error.key and (not key or path_of(error.key) != path_of(key)):
        problem = f"does not fit: `{error.key}` {problem}"
    return Fault(f"{problem} (in {scenario.name})", error.expected, error.nearest, place, value)


def loaded(source: str, folder: Path, place: Place) -> tuple[Scenario | None, Sequence[Fault | InputError]]:
    """Return the scenario of that name in the library, or at that path from `folder`; or what is wrong."""
    try:
        path = folder / source
        is_path = source.endswith(".toml") or "/" in source or path.exists()
        return assess(Scenario, read(path if is_path and source not in library_names() else source))
    except InputError as error:
        return None, [Fault(error.problem, error.expected, error.nearest, place, source)]
    except (OSError, ValueError):
        return None, [Fault("is not a path", "the name or path of a scenario", None, place, source)]


def _loaded(source: str, folder: Path, place: Place, found: Gathered) -> Scenario | None:
    """Return a scenario that the study names; where it cannot be had, note why."""
    scenario, faults = loaded(source, folder, place)
    if scenario is None:
        found.complete = False
        found.faults += faults
    return scenario


def _other_months(found: Gathered) -> Iterator[Fault]:
    """Every scenario covers the months of the base, or they cannot be compared month by month."""
    base = found.scenarios.get(found.base) or next(iter(found.scenarios.values()), None)
    for scenario in found.scenarios.values():
        if base and (scenario.n_months != base.n_months or scenario.month(base.start) != 0):
            problem = f"runs {_months(scenario)} and {base.name} {_months(base)}"
            wanted = "scenarios of the same months, which can be compared month by month"
            yield Fault(problem, wanted, path=("scenarios",), value=scenario.name)


def _months(scenario: Scenario) -> str:
    return f"from {scenario.start:%B %Y} to {scenario.end:%B %Y}"
