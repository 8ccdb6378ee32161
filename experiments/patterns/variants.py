"""The scenarios behind the patterns: the one that is asked about, and what differs from it by name."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from experiments.patterns.pattern import DESKS, Requirement
from sim.calendar import month_index
from sim.errors import InputError
from sim.scenario import Scenario

Values = dict[str, Any]

AS_GIVEN = "as given"
AS_GIVEN_SMALL = "as given, 40 desks an office"
ORDER = "executive order"
NO_DUP = "executive order, double work without extra time"
REVIEW = "executive order and performance review"
DROPPED = "enforcement dropped in October 2025"
NEVER = "never ordered"
CAPACITY = "capacity only"
ORDER_TURNS = "executive order, change of government in June 2027"
LAW_TURNS = "law, change of government in June 2027"
ONE_SCARE = "one order alone, January 2026"
ATTACK = "executive order, cyber attack in May 2024"
PROVINCES = "provinces"

HORIZON = date(2032, 5, 31)
"""The scenarios that need it go on until then."""

LEVERS_FROM = date(2023, 1, 1)
"""When the levers of a variant are pulled, as in the policy packages of the library."""

TURN = date(2027, 6, 15)
KAPPAS = (0.0, 0.75, 1.5)
RESISTANCE = {"low": 0.3, "high": 0.7}
"""Mean discretion rent of the two-by-two of resistance and barriers."""

BARRIERS: Mapping[str, Values] = {
    "low": {"inv": 0.04, "train": 0.05, "hard": 0.05},
    "high": {"inv": 0.01, "train": 0.01, "hard": 0.0},
}
"""Levers of the two-by-two: equipment, skill and protection built up, or left as they are."""

OFFICE_BY_OFFICE = ("sizes", "grade_posts")
"""Keys of a tier that say how many posts each office has."""

CARRIED = ("regime", "parameters", "switches")
"""What of the given scenario also holds in the scenario of the provinces."""


def corner(resistance: str, barriers: str, kappa: float) -> str:
    """Return the name of a corner of the two-by-two of resistance and barriers at one kappa."""
    return f"resistance {resistance}, barriers {barriers}, kappa {kappa:g}"


CORNERS = tuple(corner(r, b, kappa) for kappa in KAPPAS for r in RESISTANCE for b in BARRIERS)


def lasting(scenario: Scenario, until: date = HORIZON) -> Values:
    """Return the values by which a scenario goes on until a day, if it would end earlier."""
    return {"end": until} if scenario.end < until else {}


def small(scenario: Scenario) -> Values:
    """Return the values that leave every office with 40 desks."""
    tiers = [
        {key: value for key, value in tier.items() if key not in OFFICE_BY_OFFICE}
        | {"posts": DESKS * tier["offices"], "sizes": "equal"}
        for tier in _listed(scenario, "tiers")
    ]
    return {"tiers": tiers}


def orders_alone(scenario: Scenario) -> Values:
    """Return the values that leave orders, and no law, end of enforcement or later change of government."""
    turns = [entry for entry in _listed(scenario, "transitions") if entry["date"] < date(2025, 4, 1)]
    return {"law": False, "enforcement_drops": [], "transitions": turns, **lasting(scenario)}


def never_ordered(scenario: Scenario) -> Values:
    """Return the values that leave the order in force at the start, if any, and no other, nor a ban."""
    first = [
        entry
        for entry in _listed(scenario, "mandates")
        if month_index(scenario.start, entry["announced"]) == 0
    ]
    return {**orders_alone(scenario), "mandates": first, "ban": False}


def pulled(scenario: Scenario, levers: Values) -> Values:
    """Return the values that set levers from January 2023 (or the start) on, whatever is dated later."""
    since = max(LEVERS_FROM, scenario.start)
    changes = []
    for entry in _listed(scenario, "changes"):
        kept = {key: x for key, x in entry.items() if entry["date"] < since or key not in levers}
        if kept.keys() - {"date", "tiers"}:  # some lever is still changed
            changes.append(kept)
    return {"changes": [*changes, {"date": since, **levers}]}


def _listed(scenario: Scenario, key: str) -> list[Values]:
    entries: list[Values] = scenario.data().get(key, [])
    return entries


def _order(scenario: Scenario) -> Scenario:
    return scenario.with_values(orders_alone(scenario))


def _turning(scenario: Scenario, more: Values) -> Scenario:
    alone = orders_alone(scenario)
    turn = {"date": TURN, "label": "Change of government"}
    return scenario.with_values({**alone, "transitions": [*alone["transitions"], turn], **more})


def _law_turns(scenario: Scenario) -> Scenario:
    begun = max(date(2023, 4, 1), scenario.start)
    return _turning(scenario, {"law": {"status": 1.0, "date": begun, "lag": 12}})


def _capacity(scenario: Scenario) -> Scenario:
    levers = {"train": 0.05, "inv": 0.04, "CM": 1.0, "champ": 0.6}
    return scenario.with_values({**never_ordered(scenario), **pulled(scenario, levers)})


def _review(scenario: Scenario) -> Scenario:
    return scenario.with_values({**orders_alone(scenario), **pulled(scenario, {"ME": 0.6})})


def _one_scare(scenario: Scenario) -> Scenario:
    order = {"announced": date(2026, 1, 1), "deadline": date(2026, 1, 1), "intensity": "e1"}
    return scenario.with_values({**never_ordered(scenario), "mandates": [order]})


def _attack(scenario: Scenario) -> Scenario:
    attack = {"date": date(2024, 5, 15), "label": "Attack on every office"}
    attacks = [*_listed(scenario, "cyber_attacks"), attack]
    return scenario.with_values({**orders_alone(scenario), "cyber_attacks": attacks})


def _dropped(scenario: Scenario) -> Scenario:
    drop = {"date": date(2025, 10, 1), "label": "Enforcement ends"}
    return scenario.with_values({**orders_alone(scenario), "enforcement_drops": [drop]})


def _corner(resistance: str, barriers: str, kappa: float) -> Callable[[Scenario], Scenario]:
    def build(scenario: Scenario) -> Scenario:
        values = {"rho_mean": RESISTANCE[resistance], "kappa": kappa}
        return scenario.with_values(
            {
                **orders_alone(scenario),
                **small(scenario),
                **pulled(scenario, BARRIERS[barriers]),
                **values,
            }
        )

    return build


def _provinces(scenario: Scenario) -> Scenario:
    if PROVINCES not in Scenario.names():
        raise InputError("is not among the scenarios of the library", value=PROVINCES)
    whole = Scenario.load(PROVINCES)
    given = scenario.data()
    carried: Values = {}
    for key in CARRIED:
        value = given.get(key, {})
        carried |= (
            {f"{key}.{name}": x for name, x in value.items()} if isinstance(value, dict) else {key: value}
        )
    return whole.with_values({**carried, **small(whole)})


VARIANTS: Mapping[str, Callable[[Scenario], Scenario]] = {
    AS_GIVEN: lambda scenario: scenario.with_values(lasting(scenario)),
    AS_GIVEN_SMALL: lambda scenario: scenario.with_values(small(scenario)),
    ORDER: _order,
    NO_DUP: lambda scenario: scenario.with_values({**orders_alone(scenario), "dup": 0}),
    REVIEW: _review,
    DROPPED: _dropped,
    NEVER: lambda scenario: scenario.with_values(never_ordered(scenario)),
    CAPACITY: _capacity,
    ORDER_TURNS: lambda scenario: _turning(scenario, {}),
    LAW_TURNS: _law_turns,
    ONE_SCARE: _one_scare,
    ATTACK: _attack,
    PROVINCES: _provinces,
    **{corner(r, b, kappa): _corner(r, b, kappa) for kappa in KAPPAS for r in RESISTANCE for b in BARRIERS},
}
"""Name -> how it is made from the scenario that is asked about; raises InputError where it cannot be."""


def has_months(*months: str) -> Requirement:
    """Return the requirement that the scenario itself, not its continuation, has these months."""

    def lacking(scenario: Scenario) -> str | None:
        for month in months:
            day = date.fromisoformat(f"{month}-01")
            if not 0 <= scenario.month(day) < scenario.n_months:
                return f"the scenario has no month {day:%B %Y}"
        return None

    return lacking


def begun_by(month: str) -> Requirement:
    """Return the requirement that the scenario has begun by a month, so that it may go on through it."""
    day = date.fromisoformat(f"{month}-01")

    def lacking(scenario: Scenario) -> str | None:
        return f"the scenario begins after {day:%B %Y}" if scenario.month(day) < 0 else None

    return lacking


def has_orders(scenario: Scenario) -> str | None:
    """Require an order announced in the year before April 2025, beside what stands from the start."""
    for mandate in scenario.mandates:
        if date(2024, 1, 1) <= mandate.announced < date(2025, 4, 1) and scenario.month(mandate.announced) > 0:
            return None
    return "the scenario announces no order between January 2024 and March 2025"


def has_weak_review(scenario: Scenario) -> str | None:
    """Require that performance review (ME) stays at .2 or below."""
    values = [scenario.lever("ME", tier) for tier in scenario.tiers]
    values += [float(change.levers["ME"]) for change in scenario.changes if "ME" in change.levers]
    return None if max(values) <= 0.2 else f"performance review (ME) reaches {max(values):g}, above 0.2"
