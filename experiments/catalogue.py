"""The scenarios one can run: what they are, whether a file is sound, and the schema for editors."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from textwrap import fill
from typing import Any

from sim.errors import InputError, nearest
from sim.parameters import LEVERS, PARAMETERS, SWITCHES, Declared
from sim.parameters.ablations import ABLATIONS
from sim.record import load_record
from sim.scenario import GoLive, Mandate, Scenario, Tier, regimes
from sim.scenario.assessing import assess
from sim.scenario.reading import APPENDED, LIBRARY, MERGED, REMOVABLE, REMOVABLE_PARTS, display, read
from sim.scenario.unit_costs import COSTS

WIDTH = 100

CASE = "federal-eoffice"
"""The case that the policy packages change."""

KINDS = {
    "record": "Cases with a record",
    "illustration": "Programmes and other illustrations",
    "package": f"Policy packages over {CASE}",
}
"""Kind of scenario -> the heading under which lists show it, in their order."""

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


def library() -> dict[str, list[Scenario]]:
    """Return the scenarios of the library by kind, sorted; raise InputError if one is unsound."""
    kinds: dict[str, list[Scenario]] = {kind: [] for kind in KINDS}
    for name in Scenario.names():
        scenario = Scenario.load(name)
        kinds[_kind(scenario)].append(scenario)
    return kinds


def list_regimes() -> list[tuple[str, str]]:
    """Return the name and title of every regime; raise InputError if one is unsound."""
    return [(name, regimes.load(name).title) for name in regimes.names()]


def list_ablations() -> list[tuple[str, str]]:
    """Return the name of every ablation, and in words the mechanism it switches off and its settings."""
    return [
        (
            name,
            f"{x.mechanism} ({', '.join(f'{key} = {_shown(value)}' for key, value in x.settings.items())})",
        )
        for name, x in ABLATIONS.items()
    ]


def without(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """Return the scenario with the mechanisms of those names switched off; raise InputError.

    What they set goes over what the scenario sets; the title tells what is missing.
    """
    if not names:
        return scenario
    chosen = [ABLATIONS[_known(name)] for name in names]
    settings = {key: value for ablation in chosen for key, value in ablation.settings.items()}
    told = ", ".join(dict.fromkeys(ablation.name for ablation in chosen))
    title = f"{scenario.title or scenario.name} (without {told})"
    short = title if len(title) <= 200 else f"{scenario.name} without {len(chosen)} mechanisms"
    return scenario.with_values({**settings, "title": short})


def _known(name: str) -> str:
    """Return the name of an ablation; raise InputError that tells the nearest."""
    if name in ABLATIONS:
        return name
    setters = {key: ablation.name for ablation in ABLATIONS.values() for key in ablation.settings}
    near = nearest(name, {**setters, **dict.fromkeys(ABLATIONS)})
    raise InputError(
        "is an unknown mechanism",
        key="--ablate",
        value=name,
        expected="one of those that `redtape ablations` lists",
        nearest=setters.get(near, near) if near else None,
    )


def check(paths: Iterable[str | Path]) -> list[str]:
    """Return everything that is wrong in scenario files (or library names), one paragraph each."""
    return [str(fault) for path in paths for fault in _faults(path)]


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


def cost_table(scenario: Scenario) -> str:
    """Return the unit costs of a scenario as the CSV that `cost_file` reads, with notes on each."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["name", "value", "unit", "source", "meaning"])
    for name, x in COSTS.items():
        value = scenario.parameter(name)
        source = x.source if value == x.default else f"set by {scenario.name}"
        lines.writerow([name, f"{value:g}" if value < 1e6 else f"{value:.0f}", x.unit, source, x.meaning])
    return text.getvalue()


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors that check and complete TOML."""
    whole = Scenario.model_json_schema()
    properties = whole["properties"]
    properties.pop("name")
    for key in REMOVABLE:
        properties[key] = _or_false(properties[key])
    for part in ("Law", "Ban", "GoLive"):
        fields, needed = whole["$defs"][part]["properties"], whole["$defs"][part].get("required", ())
        may_go = [key for key in REMOVABLE_PARTS if key in fields and key not in needed]
        fields |= {key: _or_false(fields[key]) for key in may_go}
    for part in MERGED:  # a child may state a part of a table that its parent states in full
        whole["$defs"].get(_title(part), {}).pop("required", None)
    properties["extends"] = {
        "type": "string",
        "description": "Name or path of the scenario that this one changes.",
    }
    properties["add"] = {
        "type": "object",
        "description": "Lists to append to those of the scenario that this one extends.",
        "additionalProperties": False,
        "properties": {key: properties[key] for key in APPENDED},
    }
    whole["required"] = []
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "title": "redtape scenario"}


def _kind(scenario: Scenario) -> str:
    """Return what a scenario of the library is: a change of the case, one with a record, or neither."""
    if scenario.name != CASE and display(LIBRARY / f"{CASE}.toml") in read(scenario.name).origins.values():
        return "package"
    return "record" if scenario.record else "illustration"


def _faults(path: str | Path) -> list[InputError]:
    try:
        scenario, faults = assess(Scenario, read(path))
        if scenario and scenario.record_path:
            load_record(scenario.record_path)
        return faults
    except InputError as error:
        return [error]


def _title(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))


def _or_false(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that also admits false, which removes what a parent set."""
    others = [option for option in schema.get("anyOf", [schema]) if option != {"type": "null"}]
    told = {key: schema[key] for key in ("description",) if key in schema}
    bare = [{key: value for key, value in option.items() if key not in told} for option in others]
    return {"anyOf": [*bare, {"const": False}], **told}


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
        f"{name} = {_shown(value)} instead of {x.shown(x.default)} ({x.unit}): {x.meaning}"
        for name, value in values.items()
        if (x := declared[name]).shown(x.default) != str(value) and value != x.default
    ]
    return told or ["None."]


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.15g}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "the start"
