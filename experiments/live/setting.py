"""What a session shows, as one frozen value: the scenario, what the room does to it, and the view of it.

A setting comes from a link or a file, so it is a stranger's: `cleaned` takes what can be taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiments.live.acts import Act, Refused, clamped, cleaned, fitted
from experiments.live.library import OWN, Library, comparable
from experiments.live.measures import MEASURES, most
from sim.errors import shown
from sim.scenario import regimes

MOST_ACTS = 100
MOST_POINTS = 600
MOST_SEED = 2**53 - 1
"""The largest whole number that a browser tells from its neighbours."""
MOST_PURSE = 1e15
MOST_STEP = 100

VIEW = (
    *("full", "month", "measure", "purse", "step", "told"),
    *("hidden_from", "guess", "guess_of", "revealed", "rests_at"),
)
"""What is looked at, which undoing leaves as it is; all else is what is run."""


NO_STORY: Mapping[str, Any] = {"step": None, "told": False}
"""What is set while no story is told."""

NO_GUESS: Mapping[str, Any] = {
    **{"hidden_from": None, "guess": (), "guess_of": ""},
    **{"revealed": False, "rests_at": None},
}
"""What is set while nothing is hidden or predicted."""

ALWAYS = ("scenario", "baseline", "seed", "regime")
"""What is always stated, since a server may begin with others."""

OTHER_FILE = "This was made with another scenario file than the one that is open here, so its figures differ."


@dataclass(frozen=True)
class Setting:
    """Everything that a link carries."""

    scenario: str
    baseline: str
    seed: int = 1
    regime: str = ""
    """A regime in which both are run; empty for each scenario's own."""
    acts: tuple[Act, ...] = ()
    full: bool = False
    month: int = 0
    measure: str = MEASURES[0]
    purse: float | None = None
    """What the room may spend on measures, PKR."""
    hidden_from: int | None = None
    """First month that is hidden until it is revealed."""
    guess: tuple[tuple[int, float], ...] = ()
    """The room's prediction: months and values."""
    guess_of: str = ""
    """The measure that is predicted; empty where none was named: then the one on the screen."""
    revealed: bool = False
    rests_at: int | None = None
    """Last month that has been revealed; None where all are."""
    step: int | None = None
    """Step of the guided story that the room is at."""
    told: bool = False
    """Whether what comes out at that step has been shown."""
    own: str = ""
    """How the fingerprint of the command line's own file begins; empty without one."""

    @property
    def predicted(self) -> str:
        """The measure that the prediction is of, whatever is on the screen."""
        return self.guess_of or self.measure

    @property
    def guessing(self) -> bool:
        """Whether the room may say what it expects of the months that are hidden."""
        return self.hidden_from is not None and not self.revealed and bool(self.guess_of)

    @property
    def next_id(self) -> int:
        """The number of the next act."""
        return 1 + max((act.id for act in self.acts), default=0)

    def with_view_of(self, other: "Setting", n_months: int) -> "Setting":
        """Return this setting as `other` is looked at, in a run of that many months."""
        kept = {name: getattr(other, name) for name in VIEW}
        return replace(self, **kept | _fitted_view(other, n_months))

    def fitted(self, n_months: int) -> "Setting":
        """Return the setting with all its months inside a run of that many months."""
        acts = tuple(fitted(act, n_months) for act in self.acts)
        return replace(self, acts=acts, **_fitted_view(self, n_months))


def _fitted_view(setting: Setting, n_months: int) -> dict[str, Any]:
    view = {
        name: None if month is None else min(month, n_months - 1)
        for name, month in (("hidden_from", setting.hidden_from), ("rests_at", setting.rests_at))
    }
    return {
        **view,
        "month": min(setting.month, n_months - 1),
        "guess": tuple(point for point in setting.guess if point[0] < n_months),
    }


def plain(setting: Setting) -> dict[str, Any]:
    """Return the setting as plain data that JSON can hold, without what is left at its default."""
    told: dict[str, Any] = {name: getattr(setting, name) for name in ALWAYS}
    for name, entry in Setting.__dataclass_fields__.items():
        value = getattr(setting, name)
        if name not in told and value != entry.default:
            told[name] = value
    if setting.acts:
        told["acts"] = [{"kind": x.kind, "month": x.month, "values": dict(x.values)} for x in setting.acts]
    if setting.guess:
        told["guess"] = [list(point) for point in setting.guess]
    return told


def as_started(library: Library) -> Setting:
    """Return what a session shows at first: the scenario it was begun with, against itself."""
    scenario = library.scenario(library.first)
    setting = Setting(library.first, library.first, library.seed, library.regime, own=library.mark)
    return setting.fitted(scenario.n_months)


def cleaned_setting(data: Mapping[str, Any], library: Library) -> tuple[Setting, list[str]]:
    """Return the setting that a stranger's plain data describes, and in sentences what was left out.

    Whatever is missing or wrong is as it was at first; numbers are moved to the nearest that
    can be.
    """
    told: list[str] = []
    start = as_started(library)
    name = _scenario(data, "scenario", start, library, told)
    against = _scenario(data, "baseline", start, library, told)
    scenario = library.scenario(name)
    if not comparable(scenario, library.scenario(against)):
        told.append(f"{against} has other months or offices, so it is no baseline here.")
        against = name
    known = Setting.__dataclass_fields__
    told += [f"There is no setting {shown(key, 40)}." for key in list(data)[:20] if key not in known]
    n_months = scenario.n_months
    setting = Setting(
        scenario=name,
        baseline=against,
        seed=int(number(data, "seed", start.seed, 0, MOST_SEED, told, whole=True) or 0),
        regime=_regime(data.get("regime", start.regime), start, told),
        acts=_acts(data.get("acts", ()), n_months, told),
        full=data.get("full") is True,
        month=int(number(data, "month", 0, 0, n_months - 1, told, whole=True) or 0),
        measure=_measure(data.get("measure", start.measure), told),
        purse=number(data, "purse", None, 0, MOST_PURSE, told),
        guess_of=_measure(data["guess_of"], told) if data.get("guess_of") else "",
        revealed=data.get("revealed") is True,
        told=data.get("told") is True,
        own=library.mark,
    )
    if OWN in (name, against) and data.get("own", library.mark) != library.mark:
        told.append(OTHER_FILE)
    hidden, rests_at = (
        number(data, key, None, 0, n_months - 1, told, whole=True) for key in ("hidden_from", "rests_at")
    )
    points = guessed(data.get("guess", ()), n_months, setting.predicted, told)
    step = number(data, "step", None, 0, MOST_STEP, told, whole=True)
    hidden, rests_at, step = (None if x is None else int(x) for x in (hidden, rests_at, step))
    return replace(setting, hidden_from=hidden, rests_at=rests_at, guess=points, step=step), told


def _scenario(data: Mapping[str, Any], key: str, start: Setting, library: Library, told: list[str]) -> str:
    name = data.get(key, start.scenario)
    if name in library:
        return str(name)
    told.append(f"{shown(name, 40)} is no scenario of the library; {start.scenario} is shown.")
    return start.scenario


def number(
    data: Mapping[str, Any],
    key: str,
    default: float | None,
    low: float,
    high: float,
    told: list[str],
    whole: bool = False,
) -> float | None:
    """Return the number under a key, moved into its bounds; the default where there is none."""
    value = data.get(key, default)
    if value is None:
        return default
    inside = clamped(value, low, high, whole)
    if inside is None:
        told.append(f"{shown(value, 40)} is no value for {key}.")
        return default
    if inside != value:
        told.append(f"{key} was set to {inside:g}, the nearest it can be.")
    return inside


def _regime(name: Any, start: Setting, told: list[str]) -> str:
    if isinstance(name, str) and name in ("", *regimes.names()):
        return name
    told.append(f"There is no regime {shown(name, 40)}.")
    return start.regime


def _measure(name: Any, told: list[str]) -> str:
    if isinstance(name, str) and name in MEASURES:
        return name
    told.append(f"There is no measure {shown(name, 40)}.")
    return MEASURES[0]


def _acts(given: Any, n_months: int, told: list[str]) -> tuple[Act, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        told.append("The acts cannot be read.")
        return ()
    if len(given) > MOST_ACTS:
        told.append(f"Only the first {MOST_ACTS} acts were taken.")
    acts: list[Act] = []
    for entry in given[:MOST_ACTS]:
        try:
            if not isinstance(entry, Mapping):
                raise Refused("An act cannot be read.")
            kind, month, values = (entry.get(key) for key in ("kind", "month", "values"))
            act, changed = cleaned(len(acts) + 1, kind, month, values, n_months)
            acts.append(act)
            told += changed
        except Refused as refused:
            told.append(str(refused))
    return tuple(acts)


def guessed(given: Any, n_months: int, measure: str, told: list[str]) -> tuple[tuple[int, float], ...]:
    """Return the points of a prediction, one a month, in order; what is no point is left out and told."""
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        told.append("The prediction cannot be read.")
        return ()
    points: dict[int, float] = {}
    lost = max(0, len(given) - MOST_POINTS)
    for point in given[:MOST_POINTS]:
        pair = list(point[:2]) if isinstance(point, list | tuple) else []
        month = clamped(pair[0], 0, n_months - 1, whole=True) if len(pair) == 2 else None
        value = clamped(pair[1], 0.0, most(measure)) if len(pair) == 2 else None
        if month is None or value is None:
            lost += 1
        else:
            points[int(month)] = float(f"{value:.5g}")
    if lost:
        told.append(f"{lost} points of the prediction could not be read.")
    return tuple(sorted(points.items()))
