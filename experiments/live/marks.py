"""What a scenario itself does on dates, as marks on the axis of time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sim.calendar import month_index
from sim.scenario import Law, Scenario

Mark = dict[str, Any]


def of(scenario: Scenario) -> list[Mark]:
    """Return the marks of a scenario within its months, in their order: month, kind, label and text."""
    marks = [*_orders(scenario), *_law_and_ban(scenario), *_fate(scenario)]
    return sorted(
        (mark for mark in marks if 0 <= mark["month"] < scenario.n_months), key=lambda x: x["month"]
    )


def _mark(scenario: Scenario, day: date, kind: str, label: str, text: str) -> Mark:
    return {"month": month_index(scenario.start, day), "kind": kind, "label": label, "text": text}


def _orders(scenario: Scenario) -> Iterator[Mark]:
    for order in scenario.mandates:
        label = order.label or "Order"
        share = f"{100 * scenario.intensity(order):.0f} %"
        text = f"{label}: announced, due {order.deadline:%B %Y}; a check has a chance of {share} a month"
        yield _mark(scenario, order.announced, "order", label, text)
        if scenario.month(order.deadline) > scenario.month(order.announced):
            yield _mark(scenario, order.deadline, "due", f"{label}: due", f"{label}: enforced from here on")
    for drop in scenario.enforcement_drops:
        yield _mark(scenario, drop.date, "enforcement", drop.label, f"{drop.label}: no order is enforced")


def _law_and_ban(scenario: Scenario) -> Iterator[Mark]:
    law = scenario.law
    if law and law.date:
        when = f"in force after {law.lag} months"
        yield _mark(scenario, law.date, "law", "Law begun", f"Parliament takes up the law; {when}")
        yield {
            **_mark(scenario, law.date, "law", "Law in force", "The law is in force"),
            **_in_force(scenario, law),
        }
    if law and law.repeal:
        yield _mark(scenario, law.repeal, "law", "Law repealed", "The law is repealed")
    if scenario.ban:
        text = "Paper is refused by offices that work digitally"
        yield _mark(scenario, scenario.ban.start, "ban", "Ban on paper", text)
        if scenario.ban.until:
            yield _mark(scenario, scenario.ban.until, "ban", "Ban lifted", "The ban on paper is lifted")


def _in_force(scenario: Scenario, law: Law) -> dict[str, int]:
    return {"month": month_index(scenario.start, law.date or scenario.start) + law.lag}


def _fate(scenario: Scenario) -> Iterator[Mark]:
    for change in scenario.transitions:
        yield _mark(
            scenario, change.date, "government", change.label, f"Change of government: {change.label}"
        )
    for cut in scenario.austerity:
        label = cut.label or "Austerity"
        text = f"{label}: {100 * cut.depth:.0f} % of the budget cut until {cut.end:%B %Y}"
        yield _mark(scenario, cut.start, "austerity", label, text)
    for attack in scenario.cyber_attacks:
        label = attack.label or "Cyber attack"
        yield _mark(scenario, attack.date, "attack", label, label)
    for outage in scenario.outages:
        label = outage.label or "Outage"
        until = f" until {outage.end:%B %Y}" if outage.end else ""
        yield _mark(scenario, outage.start, "outage", label, f"{label}{until}")
    for event in scenario.events:
        yield _mark(scenario, event.date, "event", event.label, event.label)
