"""What a part of policy is called, and what it is in a scenario, in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from experiments.describing import ORDER_WORDS, SERVICES, figure
from sim.calendar import month_start
from sim.parameters import LEVERS, PARAMETERS, SWITCHES
from sim.scenario import Ban, GoLive, Law, Scenario
from sim.scenario.settings import default_of
from sim.scenario.tier import Tier

LABELS = {
    "mandates": "Orders",
    "law": "Law",
    "ban": "Ban on paper",
    "go_live": "Roll-out",
    "transitions": "Changes of government",
    "enforcement_drops": "End of enforcement",
    "austerity": "Austerity",
    "cyber_attacks": "Cyber attacks",
    "outages": "Outages",
    "service": "Whom it serves",
    "one_way": "One-way service",
    "regime": "Regime",
    "cost_file": "Cost table",
}
"""Key of a scenario -> what that part of policy is called, in the order in which lists show them."""

OF_TIERS = {
    "citizens": "Citizens",
    "access": "Access to digital services",
    "trust": "Trust at the start",
    "equipment": "Equipment at the start",
    "skill_shift": "Skill at the start",
    "budget": "Budget",
    "reach": "Reach of the centre",
    "will": "Will to enforce",
}
"""Key of a tier -> what it is called."""

ORDER = (*LABELS, *LEVERS, *SWITCHES, *PARAMETERS)
NONE, DECLARED = "none", "as declared"
LONGEST = 60


def label(key: str, codes: Sequence[str]) -> str:
    """Return what a part is called; codes: of the tiers, which are told where there are several."""
    if key in LABELS:
        return LABELS[key]
    if key.startswith("tiers."):
        _, code, name = key.split(".")
        return OF_TIERS[name] + (f" ({code})" if len(codes) > 1 else "")
    if key in LEVERS:
        return LEVERS[key].meaning.split(":")[0].rstrip(".")
    return f"Parameter {key}" if key in PARAMETERS else f"Form of the model: {key}"


def place(key: str) -> tuple[int, str]:
    """Return where a part stands in a list: orders and law first, then levers, tiers, parameters."""
    return (ORDER.index(key) if key in ORDER else len(ORDER), key)


def told(key: str, scenario: Scenario) -> str:
    """Return what a part is in a scenario, in words that fit a cell of a table."""
    if key in LEVERS:
        return _lever(key, scenario)
    if key in SWITCHES:
        return scenario.switch(key)
    if key in PARAMETERS:
        return figure(scenario.parameter(key))
    if key.startswith("tiers."):
        _, code, name = key.split(".")
        (value,) = (getattr(tier, name) for tier in scenario.tiers if tier.code == code)
        return DECLARED if value is None and name != "budget" else plain(value)
    if key == "go_live":
        return _roll_out(scenario)
    value = getattr(scenario, key)
    if isinstance(value, Law):
        return _law(value)
    if isinstance(value, Ban):
        return f"from {_month(value.start)}" + (f" to {_month(value.until)}" if value.until else "")
    if key == "service":
        return SERVICES[value]
    if key in ("regime", "cost_file"):
        return value or DECLARED
    return _dates(value) if isinstance(value, tuple) else plain(value)


def plain(value: Any) -> str:
    """Return any plain value in words, cut where it is long."""
    if value is None or value == ():
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _cut(", ".join(plain(item) for item in value))
    return figure(value)


def _lever(name: str, scenario: Scenario) -> str:
    parts = [figure(scenario.levers.get(name, default_of(LEVERS[name])))]
    own = [(tier.code, tier.levers[name]) for tier in scenario.tiers if name in tier.levers]
    parts += [f"{figure(value)} in {code}" for code, value in own]
    for change in sorted(scenario.changes, key=lambda x: x.date):
        if name in change.levers:
            where = f" in {', '.join(change.tiers)}" if change.tiers else ""
            parts.append(f"{figure(change.levers[name])} from {_month(change.date)}{where}")
    return "; ".join(parts)


def _law(law: Law) -> str:
    since = (
        f"in force from {_month(month_start(law.date, law.lag))}" if law.date else "in force from the start"
    )
    weight = f"weight {law.status:g}, " if law.status != 1.0 else ""
    until = f", repealed in {_month(law.repeal)}" if law.repeal else ""
    return f"{weight}{since}{until}"


def _roll_out(scenario: Scenario) -> str:
    plans: list[tuple[GoLive | None, Tier | None]] = [(scenario.go_live, None)]
    plans += [(tier.go_live, tier) for tier in scenario.tiers if tier.go_live]
    return "; ".join(_plan(plan) + (f" in {tier.code}" if tier else "") for plan, tier in plans)


def _plan(plan: GoLive | None) -> str:
    if plan is None:
        return "all offices at the start"
    if plan.start:
        pace = f"{plan.pace:g} offices a month" if plan.pace else "all at once"
        when = f"{pace} from {_month(plan.start)}"
    else:
        first, last = plan.installed[0], plan.installed[-1]
        when = f"{first.share:.0%} by {_month(first.date)} to {last.share:.0%} by {_month(last.date)}"
    later = f", {plan.cooling_off} months later" if plan.cooling_off else ""
    return f"in the order {ORDER_WORDS[plan.order]}, {when}{later}"


def _dates(entries: Sequence[Any]) -> str:
    """How many entries, and when the first and the last of them come."""
    days = sorted(getattr(x, "date", None) or getattr(x, "announced", None) or x.start for x in entries)
    if not days:
        return NONE
    if len(days) == 1:
        return _month(days[0])
    return f"{len(days)}, from {_month(days[0])} to {_month(days[-1])}"


def _month(day: date) -> str:
    return f"{day:%b %Y}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
