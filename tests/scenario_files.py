"""Scenario files for tests: a small valid one, a strategy of valid ones, and a writer that spares nothing."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sim.calendar import month_start
from sim.parameters import LEVERS, PARAMETERS, SWITCHES, Declared
from sim.scenario.go_live import ORDERS

SMALL = """
start = 2020-01-01
end = 2022-12-31
service = "G2G"

[[tiers]]
code = "FED"
posts = 400
offices = 40
citizens = 1000

[[mandates]]
announced = 2020-03-01
deadline = 2020-09-30
intensity = 0.4
"""


def write(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def dumped(value: Any) -> str:
    """Any plain value as TOML, tables inline, however senseless in a scenario."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{dumped(key)} = {dumped(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dumped(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return repr(value)


def file_of(data: dict[str, Any]) -> str:
    return "".join(f"{dumped(key)} = {dumped(value)}\n" for key, value in data.items())


def setting(declared: Declared) -> st.SearchStrategy[float | str]:
    if declared.choices:
        return st.sampled_from(declared.choices)
    low, high = declared.valid
    return st.floats(low, min(high, 1e12))


def settings_of(table: dict[str, Declared], least: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    names = st.lists(st.sampled_from(sorted(table)), min_size=least, max_size=4, unique=True)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries({name: setting(table[name]) for name in chosen})
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: "\x00" not in text)


GRADE_SHARES = st.sampled_from(["secretariat", "service", [0.25, 0.25, 0.25, 0.25]])


@st.composite
def tier_data(draw: st.DrawFn, code: str) -> dict[str, Any]:
    offices = draw(st.integers(3, 60))
    posts = offices * draw(st.integers(4, 300))
    tier: dict[str, Any] = {
        "code": code,
        "posts": posts,
        "offices": offices,
        "citizens": draw(st.integers(1, 10**9)),
    }
    if draw(st.booleans()):
        tier["sizes"] = [posts // offices] * offices
    if draw(st.booleans()):
        lower = draw(st.integers(1, posts // offices - 3))
        tier["grade_posts"] = [[lower, posts // offices - lower - 2, 1, 1]] * offices
    tier |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "name": TEXT,
                **({} if "grade_posts" in tier else {"grade_shares": GRADE_SHARES}),
                "hubs": st.sampled_from([[], ["Finance"], ["Finance", "Law"]]),
                "access": st.floats(0, 1),
                "reach": st.floats(0, 1),
                "will": st.floats(0, 1),
                "trust": st.floats(0, 1),
                "equipment": st.floats(0, 1),
                "skill_shift": st.floats(-0.5, 0.5),
                "budget": st.floats(0, 1e15),
                "levers": settings_of(LEVERS),
            },
        )
    )
    return tier


@st.composite
def scenario_data(draw: st.DrawFn) -> dict[str, Any]:
    """Plain data of a valid scenario that uses every part of one."""
    start = draw(st.dates(date(1990, 1, 1), date(2050, 12, 31)))
    n_months = draw(st.integers(1, 240))

    def day() -> date:
        first = month_start(start, draw(st.integers(0, n_months - 1)))
        return first.replace(day=draw(st.integers(1, 28)))

    def days() -> tuple[date, date]:
        return tuple(sorted((day(), day())))

    def dated(**more: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return [{"date": day(), **draw(st.fixed_dictionaries(more))} for _ in range(draw(st.integers(0, 3)))]

    def spells(**more: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        entries = []
        for _ in range(draw(st.integers(0, 2))):
            begin, stop = days()
            entries.append({"start": begin, "end": stop, **draw(st.fixed_dictionaries(more))})
        return entries

    codes = draw(st.sampled_from([["FED"], ["FED", "PB"], ["FED", "PB", "SD"]]))
    aimed = st.lists(st.sampled_from(codes), unique=True)
    mandates = []
    for _ in range(draw(st.integers(0, 4))):
        announced, deadline = days()
        intensity = draw(st.floats(0, 1) | st.sampled_from(["e0", "e1", "e2"]))
        mandates.append(
            {
                "announced": announced,
                "deadline": deadline,
                "intensity": intensity,
                "label": draw(TEXT),
                "tiers": draw(aimed),
            }
        )
    data: dict[str, Any] = {
        "title": draw(TEXT),
        "story": draw(TEXT),
        "start": start,
        "end": month_start(start, n_months - 1).replace(day=28),
        "service": draw(st.sampled_from(["G2G", "G2C", "G2B", "G2E"])),
        "one_way": draw(st.booleans()),
        "tiers": [draw(tier_data(code)) for code in codes],
        "parameters": draw(settings_of(PARAMETERS)),
        "switches": draw(settings_of({name: x for name, x in SWITCHES.items() if name != "network"})),
        "levers": draw(settings_of(LEVERS)),
        "mandates": mandates,
        "transitions": dated(label=TEXT, tiers=aimed),
        "enforcement_drops": dated(label=TEXT, tiers=aimed),
        "austerity": spells(depth=st.floats(0, 1), tiers=aimed, label=TEXT),
        "cyber_attacks": dated(label=TEXT, tiers=aimed),
        "outages": spells(tiers=aimed),
        "price_year": draw(st.integers(1990, 2030)),
        "events": dated(label=TEXT),
    }
    changes = {}
    for _ in range(draw(st.integers(0, 3))):
        when = day()
        changes[when.replace(day=1)] = {"date": when, **draw(settings_of(LEVERS, least=1))}
    data["changes"] = list(changes.values())
    if draw(st.booleans()):
        data["regime"] = draw(st.sampled_from(["K", "L"]))
    if draw(st.booleans()):
        data["law"] = {"status": draw(st.floats(0, 1)), "date": day(), "lag": draw(st.integers(0, 24))}
    if draw(st.booleans()):
        begin, lifted = days()
        data["ban"] = {"start": begin, "until": lifted}
    if draw(st.booleans()):
        first, second = days()
        counts = [{"date": first, "share": 0.4}, {"date": second, "share": 0.9}]
        counted = {"installed": counts[: 1 if first == second else 2]}
        planned = {"start": first, "pace": draw(st.floats(0.01, 1000))}
        data["go_live"] = {
            "order": draw(st.sampled_from(ORDERS)),
            "cooling_off": draw(st.integers(0, 24)),
            **draw(st.sampled_from([counted, planned])),
        }
    return data
