"""A scenario in words: story and evidence, people, what is done by date, what differs from the default."""

from collections.abc import Iterator
from datetime import date
from textwrap import fill
from typing import Any

from sim.parameters import LEVERS, PARAMETERS, SWITCHES, Declared
from sim.scenario import GoLive, Mandate, Scenario, Tier, regimes

WIDTH = 100

SERVICES = {
    "G2G": "government to government",
    "G2C": "government to citizens",
    "G2B": "government to business",
    "G2E": "government to employees",
}

ORDER_WORDS = {
    "random": "drawn by lot",
    "number": "of their numbers",
    "low_resistance": "of least resistance",
    "high_visibility": "of most visibility",
    "both": "of least resistance and most visibility",
    "hubs_first": "hubs first",
}


def filled(text: str, further: str = "") -> str:
    """Return running text in lines of a screen's width; further: what all but the first begin with."""
    return fill(" ".join(text.split()), WIDTH, subsequent_indent=further)


def describe(scenario: Scenario) -> str:
    """Return a scenario in words: story, evidence, expected pattern, people, policy, what differs."""
    sections = [
        (f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name, []),
        ("Story", [fill(scenario.story, WIDTH) or "Not told."]),
        ("Evidence", [fill(scenario.evidence, WIDTH) or "Not stated."]),
        ("What it should show", [fill(scenario.expect, WIDTH) or "Not stated."]),
        ("Programme", list(_programme(scenario))),
        ("People", [line for tier in scenario.tiers for line in _people(tier, scenario.switch("network"))]),
        ("Orders", [_order(scenario, mandate) for mandate in scenario.mandates] or ["None."]),
        ("Policy and politics by date", list(_by_date(scenario)) or ["Nothing changes."]),
        ("Levers from the start that differ from doing nothing", _settings(scenario.levers, LEVERS)),
        ("Regime", list(_regime(scenario))),
        ("Parameters that differ from the default", _settings(_resulting(scenario), PARAMETERS)),
        ("Forms of the model that differ from the default", _settings(scenario.switches, SWITCHES)),
    ]
    return "\n\n".join("\n".join([title, *lines]) for title, lines in sections)


def _programme(scenario: Scenario) -> Iterator[str]:
    months = f"{scenario.n_months} months"
    yield f"From {scenario.start:%B %Y} to {scenario.end:%B %Y} ({months}), {SERVICES[scenario.service]}."
    if scenario.one_way:
        yield "One-way: users cannot answer back."
    rate = scenario.parameter("pkr_per_usd")
    yield f"Costs are in rupees of {scenario.price_year}, Rs {rate:g} to the dollar."
    if scenario.record:
        yield f"Compared with the record in {scenario.record}."
    if scenario.cost_file:
        yield f"Unit costs are those of {scenario.cost_file}, in rupees of {scenario.price_year}."
    law = scenario.law
    if law is None:
        yield "No law stands behind it."
    else:
        since = f"in force {law.lag} months after {_day(law.date)}" if law.date else "in force from the start"
        until = f", repealed on {_day(law.repeal)}" if law.repeal else ""
        yield f"A law stands behind it{_where(law)} with weight {law.status:g}, {since}{until}."
    others = any(tier.go_live for tier in scenario.tiers)
    yield _installation(
        scenario.go_live, "Offices of tiers without a plan of their own" if others else "All offices"
    )


def _installation(plan: GoLive | None, who: str) -> str:
    """Return when offices get the system, in a sentence."""
    if plan is None:
        return f"{who} have the system from the start."
    if plan.start and plan.pace:
        when = f"{plan.pace:g} a month from {_day(plan.start)}"
    elif plan.start:
        when = f"all at once on {_day(plan.start)}"
    else:
        when = ", ".join(f"{count.share:.0%} by {_day(count.date)}" for count in plan.installed)
    later = f", each {plan.cooling_off} months later than that (cooling-off)" if plan.cooling_off else ""
    return f"{who} get the system in the order {ORDER_WORDS[plan.order]}: {when}{later}."


def _people(tier: Tier, network: str) -> Iterator[str]:
    sizes = tier.office_sizes
    least, most = min(sizes), max(sizes)
    each = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    name = tier.name or "Tier"
    yield f"{name} ({tier.code}): {tier.posts:,} posts in {_offices(tier.offices)} of {each}."
    clerks, assistants, officers, seniors = (f"{share:.0%}" for share in tier.grades)
    yield f"  {clerks} clerks, {assistants} assistants, {officers} officers, {seniors} senior officers."
    if network == "hubs":
        hubs = ", ".join(tier.names[m] for m in tier.hub_offices)
        yield f"  Most files pass {hubs}."
    yield f"  {tier.citizens:,} citizens, {tier.access:.0%} of them with access."
    if tier.reach < 1.0 or tier.will < 1.0:
        yield f"  Of the centre's enforcement {tier.reach:.0%} arrives; its own will is {tier.will:.0%}."
    if tier.budget is not None:
        yield f"  Its levers may cost PKR {tier.budget:,.0f} a month."
    if tier.go_live is not None:
        yield f"  {_installation(tier.go_live, 'Its offices')}"
    told = list(_own(tier))
    if told:
        start = f"Of its own from the start: {'; '.join(told)}."
        yield fill(start, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _own(tier: Tier) -> Iterator[str]:
    """Tell what a tier has at the start otherwise than the others."""
    own = {"citizens' trust": tier.trust, "equipment": tier.equipment}
    yield from (f"{name} {value:g}" for name, value in own.items() if value is not None)
    if tier.skill_shift:
        than = "above" if tier.skill_shift > 0 else "below"
        yield f"skill {abs(tier.skill_shift):g} {than} that of the same grades elsewhere"
    yield from (f"{_lever(name)} {value}" for name, value in tier.levers.items())


def _offices(n: int) -> str:
    return f"{n:,} office{'s' * (n != 1)}"


def _order(scenario: Scenario, mandate: Mandate) -> str:
    named = f" (the parameter {mandate.intensity})" if isinstance(mandate.intensity, str) else ""
    chance = f"announced chance of being checked {scenario.intensity(mandate):.0%} a month{named}"
    label = mandate.label or "Order"
    dates = f"announced {_day(mandate.announced)}, deadline {_day(mandate.deadline)}"
    return f"{label}{_where(mandate)}: {dates}, {chance}."


def _by_date(scenario: Scenario) -> Iterator[str]:
    entries: list[tuple[date, str]] = []
    for change in scenario.changes:
        entries += [
            (change.date, f"{_lever(name)} {value}{_where(change)}") for name, value in change.levers.items()
        ]
    for transition in scenario.transitions:
        entries.append((transition.date, f"Change of government{_where(transition)}: {transition.label}"))
    for drop in scenario.enforcement_drops:
        entries.append((drop.date, f"Orders no longer enforced{_where(drop)}: {drop.label}"))
    for cut in scenario.austerity:
        until = f"until {_day(cut.end)}"
        entries.append((cut.start, f"Austerity{_where(cut)}, {cut.depth:.0%} cut {until}: {cut.label}"))
    for attack in scenario.cyber_attacks:
        entries.append((attack.date, f"Cyber attack{_where(attack)}: {attack.label}"))
    for outage in scenario.outages:
        depth = scenario.parameter("out") if outage.depth is None else outage.depth
        until = f"until {_day(outage.end or outage.start)}"
        entries.append(
            (outage.start, f"Outage{_where(outage)}, {depth:.0%} of each month {until}: {outage.label}")
        )
    if scenario.ban:
        entries.append((scenario.ban.start, f"Ban on paper begins{_where(scenario.ban)}"))
        entries += [(day, "Ban on paper ends") for day in [scenario.ban.until] if day]
    for day, text in sorted(entries, key=lambda entry: entry[0]):
        yield f"{_day(day)}: {text.removesuffix(': ')}."


def _where(entry: Any) -> str:
    """Return the tiers and offices an entry is meant for, in brackets; nothing where it is meant for all."""
    named = [*entry.tiers, *getattr(entry, "offices", ())]
    return f" ({', '.join(named)})" if named else ""


def _lever(name: str) -> str:
    """Return a lever as a reader knows it, with its name in files and its unit."""
    declared = LEVERS[name]
    words = declared.meaning.split(":")[0].rstrip(".")
    return f"{words} ({name}, {declared.unit}):"


def _regime(scenario: Scenario) -> Iterator[str]:
    """Tell the named set of parameters a scenario runs in."""
    if scenario.regime is None:
        yield "None: the declared defaults."
        return
    regime = regimes.load(scenario.regime)
    yield f"{regime.name}: {regime.title}."
    yield fill(regime.story, WIDTH)
    over = [name for name in regime.parameters if name in scenario.parameters]
    if over:
        yield f"What the scenario states itself goes over it: {', '.join(over)}."


def _resulting(scenario: Scenario) -> dict[str, float]:
    """Return every parameter as the scenario, its cost table, its regime or its declaration states it."""
    return {name: scenario.parameter(name) for name in PARAMETERS}


def _settings(values: dict[str, Any], declared: dict[str, Declared]) -> list[str]:
    told = [
        f"{name} = {figure(value)} instead of {x.shown(x.default)} ({x.unit}): {x.meaning}"
        for name, value in values.items()
        if (x := declared[name]).shown(x.default) != str(value) and value != x.default
    ]
    return told or ["None."]


def figure(value: float | str) -> str:
    """Return a setting as a reader writes it: a choice by its name, a number with commas."""
    return value if isinstance(value, str) else f"{value:,.15g}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "the start"
