"""What the file of a guided demonstration says, read into records; and everything that is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from experiments.live.acts import Act, Refused, applied, cleaned
from experiments.live.library import comparable, named
from experiments.live.measures import MEASURES
from experiments.studies.entries import Finite
from experiments.studies.reading import told
from sim.errors import InputError, nearest
from sim.scenario import Scenario, regimes
from sim.scenario.assessing import found_in
from sim.scenario.part import Part
from sim.scenario.reading import LIBRARY, display, parsed
from sim.scenario.values import Choice, Day, Fault, Kind, Text, Wrong, entries

DEMONSTRATIONS = LIBRARY / "demonstrations"
"""The folder of the guided demonstrations."""

CURRENT, BASELINE = "current", "baseline"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VALUE = re.compile(r"([a-z_]+)\.([a-z_]+)@(\d{4}-\d{2})")

Prose = Annotated[str, Text(5000, 1)]
Line = Annotated[str, Text(200, 1)]
Month = Annotated[date, Day()]


@dataclass(frozen=True)
class Value:
    """An outcome of an arm in a month, as `current.verified_use@2022-06` says."""

    arm: str
    outcome: str
    month: date


@dataclass(frozen=True)
class Figure:
    """A value, or a value minus another."""

    value: Value
    less: Value | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """The one or two values."""
        return (self.value,) if self.less is None else (self.value, self.less)


class FigureText(Kind):
    """A figure as it is written: `current.verified_use@2022-06`, or one minus another."""

    expected = "such as current.verified_use@2022-06, or one such minus another"

    def read(self, value: Any) -> Figure:
        """Return the figure."""
        if not isinstance(value, str):
            raise Wrong(Fault("is of the wrong type", self.expected))
        found = [_VALUE.fullmatch(part.strip()) for part in value.split(" - ")]
        if len(found) > 2 or None in found:
            raise Wrong(Fault("is no figure of a run", self.expected))
        values = [Value(x[1], x[2], Day().read(x[3])) for x in found if x]
        return Figure(*values)

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the text."""
        return {"type": "string"}


class Values(Kind):
    """The values of an act: what they may be depends on its kind."""

    def read(self, value: Any) -> dict[str, Any]:
        """Return the values."""
        if not isinstance(value, dict):
            raise Wrong(Fault("is of the wrong type", "a table"))
        return value

    def json(self) -> dict[str, Any]:
        """Return the JSON Schema of the table."""
        return {"type": "object"}


class Doing(Part):
    """An act of a step, as a room would do it."""

    kind: Annotated[str, Text(40, 1)] = Field(description="Kind of the act: lever, law, mandate and so on.")
    month: Month = Field(description="Month from which it holds.")
    values: Annotated[dict[str, Any], Values()] = Field(default={}, description="Its values.")


class Guess(Part):
    """What the room predicts."""

    measure: Annotated[str, Choice(MEASURES)] = Field(description="Outcome that is predicted.")
    month: Month = Field(description="Month for which it is.")


class Arm(Part):
    """Another run, of which a step tells figures."""

    scenario: Line = Field(description="Name of a scenario of the library.")
    regime: Annotated[str, regimes.RegimeName()] | None = Field(
        default=None, description="Regime it is run in; by default that of the session."
    )


class Claim(Part):
    """What must hold for a step to be told: a figure with its bounds."""

    what: Annotated[Figure, FigureText()] = Field(description="The figure.")
    at_least: Annotated[float, Finite()] | None = Field(default=None, description="Its lower bound.")
    at_most: Annotated[float, Finite()] | None = Field(default=None, description="Its upper bound.")


class Step(Part):
    """One step: what is shown, what is asked, what comes out and what is learnt."""

    title: Line = Field(description="A few words.")
    scenario: Line = Field(description="Name of the scenario that is current.")
    baseline: Line = Field(description="Name of the scenario it is compared with.")
    month: Month = Field(description="Month on the screen; later ones are hidden until the reveal.")
    predict: Guess | None = Field(default=None, description="What the room predicts.")
    acts: tuple[Doing, ...] = Field(default=(), description="What is done to the current scenario.")
    question: Prose = Field(description="What the room is asked.")
    reveal: Prose = Field(description="What comes out, with figures in braces.")
    lesson: Line = Field(description="The lesson, in a line.")
    notes: Prose = Field(description="What the facilitator should know.")
    others: dict[str, Arm] = Field(default={}, description="Further runs that the texts speak of, by name.")
    claims: Annotated[tuple[Claim, ...], entries(1, 20)] = Field(description="What must hold for it.")


class Form(Part):
    """The file of a guided demonstration."""

    title: Line = Field(description="What it is called.")
    story: Prose = Field(description="What it is about.")
    steps: Annotated[tuple[Step, ...], entries(1, 20)] = Field(description="The steps, in their order.")


def names() -> list[str]:
    """Return the names of the demonstrations, sorted."""
    return sorted(path.stem for path in DEMONSTRATIONS.glob("*.toml"))


def path_of(name: str) -> Path:
    """Return the file of a demonstration of the library; raise InputError."""
    if name in names():
        return DEMONSTRATIONS / f"{name}.toml"
    wanted = f"one of {', '.join(names())}"
    raise InputError(
        "is an unknown demonstration", value=name, expected=wanted, nearest=nearest(name, names())
    )


def is_demonstration(source: str | Path) -> bool:
    """Whether a file is a demonstration, or is meant to be one; False where it cannot be read."""
    try:
        keys = set(parsed(Path.cwd() / source))
    except (InputError, OSError, ValueError):
        return False
    return "steps" in keys and not keys & {"tiers", "extends", "service"}


def faults(source: str | Path) -> list[InputError]:
    """Return everything that is wrong with the file of a demonstration."""
    return assess(Path.cwd() / source)[1]


def assess(path: Path) -> tuple[Form | None, list[InputError]]:
    """Return what a file says, or None and everything that is wrong with it."""
    try:
        data = parsed(path)
    except InputError as wrong:
        return None, [wrong]
    try:
        form, found = Form.model_validate(data), []
    except ValidationError as error:
        form, found = None, found_in(error)
    found += [fault for i, step in _sound(data.get("steps")) for fault in _faults(i, step)]
    faults = [told(fault, display(path), {}, Form) for fault in found]
    return (None if faults else form), faults


def _sound(steps: Any) -> Iterator[tuple[int, Step]]:
    """Yield the steps that can be read, with their places, so that what else is wrong is told at once."""
    for i, step in enumerate(steps if isinstance(steps, list) else ()):
        with suppress(ValidationError):
            yield i, Step.model_validate(step)


def figures_in(text: str) -> dict[str, Figure]:
    """Return the figures in a text by what stands between the braces; raise Wrong for what is none."""
    return {inside: FigureText().read(inside) for inside in PLACEHOLDER.findall(text)}


def texts(step: Step) -> dict[str, str]:
    """Return the texts of a step in which figures may stand, by key."""
    return {key: getattr(step, key) for key in ("question", "reveal", "lesson", "notes")}


def arms(step: Step) -> dict[str, Scenario]:
    """Return every run a step speaks of, by its name; raise InputError or Refused."""
    current = applied(named(step.scenario), acts_of(step))
    found = {CURRENT: current, BASELINE: named(step.baseline)}
    for name, arm in step.others.items():
        scenario = named(arm.scenario)
        found[name] = scenario.with_values({"regime": arm.regime}) if arm.regime else scenario
    return found


def acts_of(step: Step) -> tuple[Act, ...]:
    """Return the acts of a step as those of a session; raise Refused where one cannot be done as told."""
    scenario = named(step.scenario)
    found = []
    for i, doing in enumerate(step.acts):
        month = scenario.month(doing.month)
        act, changed = cleaned(i + 1, doing.kind, month, doing.values, scenario.n_months)
        if changed:
            raise Refused(changed[0])
        found.append(act)
    return tuple(found)


def _faults(i: int, step: Step) -> Iterator[Fault]:
    """Yield what a sound table of a step cannot mean."""
    here = ("steps", i)
    unknown = list(_unknown_scenarios(step))
    for path, name in unknown:
        near = nearest(name, Scenario.names())
        yield Fault(
            "is no scenario of the library", "a name that `redtape list` shows", near, (*here, *path), name
        )
    if unknown:
        return
    try:
        runs = arms(step)
    except (Refused, InputError) as wrong:
        problem = f"cannot be laid over {step.scenario}: {str(wrong).rstrip('.')}"
        yield Fault(problem, path=(*here, "acts"))
        return
    if not comparable(runs[CURRENT], runs[BASELINE]):
        wanted = "a scenario of the same months and offices"
        yield Fault("is no baseline here", wanted, path=(*here, "baseline"), value=step.baseline)
    for path, month in _months(step):
        yield from _outside(month, runs[CURRENT], (*here, *path))
    for key, text in texts(step).items():
        try:
            found = figures_in(text)
        except Wrong as wrong:
            yield from (Fault(x.problem, x.expected, path=(*here, key), value=text) for x in wrong.faults)
            continue
        for figure in found.values():
            yield from _of_figure(figure, runs, (*here, key))
    for k, claim in enumerate(step.claims):
        if claim.at_least is None and claim.at_most is None:
            yield Fault("claims nothing", "at_least, at_most, or both", path=(*here, "claims", k))
        yield from _of_figure(claim.what, runs, (*here, "claims", k, "what"))


def _unknown_scenarios(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    named: dict[tuple[str, ...], str] = {("scenario",): step.scenario, ("baseline",): step.baseline}
    named |= {("others", name, "scenario"): arm.scenario for name, arm in step.others.items()}
    yield from ((path, name) for path, name in named.items() if name not in Scenario.names())


def _months(step: Step) -> Iterator[tuple[tuple[str, ...], date]]:
    yield ("month",), step.month
    if step.predict:
        yield ("predict", "month"), step.predict.month


def _outside(month: date, scenario: Scenario, path: tuple[Any, ...]) -> Iterator[Fault]:
    if not 0 <= scenario.month(month) < scenario.n_months:
        span = f"a month from {scenario.start:%Y-%m} to {scenario.end:%Y-%m}"
        yield Fault("lies outside the run", span, path=path, value=month)


def _of_figure(figure: Figure, runs: Mapping[str, Scenario], path: tuple[Any, ...]) -> Iterator[Fault]:
    for value in figure.values:
        if value.arm not in runs:
            wanted = f"one of {', '.join(runs)}"
            yield Fault(
                f"speaks of `{value.arm}`, which is no run of the step",
                wanted,
                nearest(value.arm, runs),
                path,
            )
        elif value.outcome not in MEASURES:
            wanted = "an outcome that the live view shows"
            near = nearest(value.outcome, MEASURES)
            yield Fault(f"speaks of `{value.outcome}`, which is no outcome", wanted, near, path)
        else:
            yield from _outside(value.month, runs[value.arm], path)
