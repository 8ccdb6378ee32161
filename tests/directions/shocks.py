"""Directions of what hits a reform, of its roll-out, and of what tiers and budgets set."""

from pathlib import Path
from typing import Any

import numpy as np

from directions.bench import (
    ALONE,
    END,
    KEEN,
    LARGE,
    Direction,
    day,
    happens,
    monthly,
    office,
    order,
    people,
    summed,
    tier,
    tier_of,
    world_at_start,
)

# fmt: off
CHEAP = str(Path(__file__).parent / "cheap.csv")
TWO = {"tiers": [tier("A"), tier("B")]}
EQUIPPED_FIRST = {**KEEN, "inv": 0.1}

cost = monthly("cumulative_cost", END)


def cut(start: int, end: int, depth: float = 0.5) -> dict[str, Any]:
    return {"austerity": [{"start": day(start), "end": day(end), "depth": depth}]}


def attack(month: int, **values: Any) -> dict[str, Any]:
    return {"cyber_attacks": [{"date": day(month)} | values]}


def outage(start: int, end: int, **values: Any) -> dict[str, Any]:
    return {"outages": [{"start": day(start), "end": day(end)} | values]}


def pilots(order: str = "number", start: int = 6, **values: Any) -> dict[str, Any]:
    return {"go_live": {"order": order, "start": day(start)} | values}


def elsewhere(key: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The ends of a direction: an entry meant for the first of two tiers, or for the second."""
    low, high = entry | {"tiers": ["A"]}, entry | {"tiers": ["B"]}
    single = key in ("law", "ban")
    return {"low": {key: low if single else [low]}, "high": {key: high if single else [high]}}


def in_order(column: str, sign: int = 1) -> Any:
    """How the month of go-live follows a column of the offices."""
    return world_at_start(lambda w: sign * float(np.corrcoef(w.office["golive"], w.office[column])[0, 1]))


received = world_at_start(lambda w: -float(np.corrcoef(w.office["golive"], w.traffic.sum(axis=0))[0, 1]))

SHOCKS = {
    "austerity.start": Direction(ALONE, monthly("infrastructure"), +1, "the cut begins later",
        low=cut(3, 30), high=cut(24, 30)),
    "austerity.end": Direction(ALONE, monthly("infrastructure"), -1, "the cut ends later",
        low=cut(3, 9), high=cut(3, 30)),
    "austerity.depth": Direction(ALONE, monthly("infrastructure"), -1, "a deeper cut",
        low=cut(3, 30, 0.1), high=cut(3, 30, 0.9)),
    "austerity.tiers": Direction(TWO, tier_of("fear_lower"), -1, "another tier is cut",
        **elsewhere("austerity", {"start": day(3), "end": day(30), "depth": 0.8})),
    "cyber_attacks.date": Direction(KEEN, monthly("resistance_distrust", 7, 20), -1, "it comes later",
        low=attack(6), high=attack(24)),
    "cyber_attacks.offices": Direction({**KEEN, "h0": 0.0}, summed("incident"), +1, "more offices are hit",
        low=attack(12, offices=["FED 03"]), high=attack(12, offices=["FED 03", "FED 04", "FED 05"])),
    "cyber_attacks.tiers": Direction(TWO, tier_of("incident_mean"), -1, "another tier is attacked",
        **elsewhere("cyber_attacks", {"date": day(12)})),
    "outages.start": Direction(KEEN, monthly("availability"), +1, "the outage begins later",
        low=outage(3, 30, depth=0.5), high=outage(24, 30, depth=0.5)),
    "outages.end": Direction(KEEN, monthly("availability"), -1, "the outage ends later",
        low=outage(3, 6, depth=0.5), high=outage(3, 30, depth=0.5)),
    "outages.depth": Direction(KEEN, monthly("share_digital"), -1, "a worse outage",
        low=outage(3, 30, depth=0.1), high=outage(3, 30, depth=0.6)),
    "outages.offices": Direction(KEEN, office("availability"), -1, "more offices are cut off",
        low=outage(3, 30, depth=0.5, offices=["FED 03"]),
        high=outage(3, 30, depth=0.5, offices=["FED 03", "FED 04", "FED 05"])),
    "outages.tiers": Direction(TWO, tier_of("accessibility"), +1, "another tier is cut off",
        **elsewhere("outages", {"start": day(3), "end": day(30), "depth": 0.6})),
}
"""The keys of what hits from outside."""

ROLL_OUT = {
    "go_live.start": Direction(KEEN, monthly("reported_use"), -1, "installed later",
        low=pilots(start=3), high=pilots(start=24)),
    "go_live.pace": Direction(KEEN, monthly("reported_use"), +1, "more offices a month",
        low=pilots(pace=0.5), high=pilots(pace=5)),
    "go_live.cooling_off": Direction(EQUIPPED_FIRST, monthly("reported_use", 0, 12), -1,
        "the system waits until offices are equipped", low=pilots(), high=pilots(cooling_off=6)),
    "go_live.cooling_off: equipment": Direction({"inv": 0.1},
        world_at_start(lambda w: float(np.mean(w.office["golive"] - w.office["cooling"]))), 1,
        "it begins to be equipped no earlier", low=pilots(start=6, cooling_off=6),
        high=pilots(start=7, cooling_off=6)),
    "order = low_resistance": Direction(LARGE, in_order("rent"), +1, "offices with few rents resist least",
        low=pilots("random", pace=1), high=pilots("low_resistance", pace=1)),
    "order = high_visibility": Direction(LARGE, in_order("visibility", -1), +1, "the visible come first",
        low=pilots("random", pace=1), high=pilots("high_visibility", pace=1)),
    "order = both": Direction(LARGE, in_order("visibility", -1), +1, "the visible come first too",
        low=pilots("low_resistance", pace=1), high=pilots("both", pace=1)),
    "order = hubs_first": Direction(LARGE, received, +1, "those that receive most files come first",
        low=pilots("random", pace=1), high=pilots("hubs_first", pace=1)),
}
"""The keys and orders of a roll-out."""

AIMED = {
    "mandates.tiers": Direction(TWO, tier_of("digital", 12), -1, "another tier is ordered",
        **elsewhere("mandates", order(0, 6, 0.6))),
    "changes.tiers": Direction(TWO, tier_of("hardening"), -1, "another tier is protected",
        **elsewhere("changes", {"date": day(0), "hard": 0.2})),
    "law.tiers": Direction(TWO, tier_of("anchoring"), -1, "another tier legislates",
        **elsewhere("law", {"status": 1.0})),
    "ban.tiers": Direction({**TWO, **KEEN}, tier_of("digital", 12), -1, "another tier bans paper",
        **elsewhere("ban", {"start": day(0)})),
    "enforcement_drops.tiers": Direction({**TWO, "mandates": [order(0, 6, 0.6)]},
        tier_of("enforcement", 19), +1, "another tier stops enforcing",
        **elsewhere("enforcement_drops", happens(18))),
    "tiers.trust": Direction(ALONE, monthly("trust"), +1, "citizens trust more", low={"trust": 0.2},
        high={"trust": 0.8}),
    "tiers.equipment": Direction(ALONE, monthly("infrastructure"), +1, "better equipped at the start",
        low={"equipment": 0.3}, high={"equipment": 0.8}),
    "tiers.skill_shift": Direction(ALONE, people("skill"), +1, "more skilled at the start",
        low={"skill_shift": -0.1}, high={"skill_shift": 0.1}),
    "tiers.skill_shift: recruits": Direction({"turn": 0.02}, people("skill_floor"), +1, "recruits too",
        low={"skill_shift": -0.1}, high={"skill_shift": 0.1}),
    "tiers.levers": Direction(ALONE, monthly("belief"), +1, "its government is more committed",
        low={"tiers": [tier(levers={"Pbar": 0.2})]}, high={"tiers": [tier(levers={"Pbar": 0.9})]}),
    "tiers.go_live": Direction(KEEN, monthly("reported_use"), -1, "it gets the system later",
        low={"tiers": [tier(**pilots(start=3))]}, high={"tiers": [tier(**pilots(start=24))]}),
    "tiers.budget": Direction({"train": 0.1}, monthly("skill"), +1, "there is money for courses",
        low={"budget": 1e5}, high={"budget": 1e8}),
    "cost_file": Direction(ALONE, cost, -1, "a table of half the prices", low={},
        high={"cost_file": CHEAP}),
}
"""What is meant for one tier, and what a tier has of its own."""

FUNDED = {
    f"tiers.budget: {lever}": Direction({**KEEN, lever: value}, outcome, sign, "it is paid in full",
        low={"budget": 5e5}, high={"budget": 1e9})
    for lever, value, outcome, sign in (
        ("inc", 1.0, monthly("share_digital"), +1),
        ("CM", 1.0, monthly("resistance_discretion"), -1),
        ("inv", 0.2, monthly("infrastructure"), +1),
        ("standards", 0.2, tier_of("interoperability"), +1),
        ("hard", 0.2, tier_of("hardening"), +1),
        ("aware", 1.0, monthly("trust"), +1),
    )
}
"""Every lever that a budget scales."""
