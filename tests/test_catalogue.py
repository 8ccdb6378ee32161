"""The catalogue: lists, descriptions in words, and the schema for editors."""

import json
import tomllib

import pytest
from scenario_files import SMALL, write

from experiments.catalogue import check, library, schema
from experiments.describing import describe
from sim.parameters import ALL, LEVERS, PARAMETERS, SWITCHES
from sim.scenario import Scenario
from sim.scenario.policy import Law
from sim.scenario.reading import APPENDED, LIBRARY


def test_every_scenario_of_the_library_is_of_one_kind():
    by_kind = {kind: [x.name for x in scenarios] for kind, scenarios in library().items()}
    assert sorted(name for names in by_kind.values() for name in names) == Scenario.names()
    assert Scenario.names() == sorted(path.stem for path in LIBRARY.glob("*.toml"))
    assert by_kind["record"] == ["federal-eoffice"]
    assert {"legal-mandate", "capacity-first", "transition-2028-law"} <= set(by_kind["package"])
    assert {"provinces", "whole-state", "federal-2022"} <= set(by_kind["illustration"])


def test_the_library_passes_its_own_check():
    assert check(Scenario.names()) == []


def test_check_reads_the_record_too(tmp_path):
    (tmp_path / "r.csv").write_text("series,date\n", encoding="utf-8")
    (tmp_path / "r.toml").write_text('figures = "r.csv"\nseries = {}\n', encoding="utf-8")
    problems = check([write(tmp_path, 'record = "r.toml"\n' + SMALL)])
    assert ["r.toml: `series`" in problems[0], "r.csv: `value` is not a column" in problems[1]] == [True] * 2
    (problem,) = check([write(tmp_path, 'record = "r.csv"\n' + SMALL)])
    assert "is a table and not a record" in problem


def test_a_description_tells_all_there_is():
    scenario = Scenario.load("full-package").with_values(
        {"kappa": 1.5, "gate": "off", "J": 0.25, "target": "champions", "ban.until": "2026-01-01"}
    )
    told = " ".join(describe(scenario).split())
    for text in (scenario.title, scenario.story, scenario.evidence, scenario.expect):
        assert " ".join(text.split()) in told
    for text in (
        "January 2018 to December 2027 (120 months), government to government",
        "13,503 posts in 40 offices of 337 to 338",
        "Most files pass Finance, Law, Establishment, Cabinet",
        "Prime Minister's directive: announced 1 April 2024, deadline 30 September 2024",
        f"{scenario.parameter('e1'):.0%} a month (the parameter e1)",
        "in force 12 months after 1 April 2023",
        "1 January 2023: Job guarantee (J, share): 1.0",
        "20 March 2025: Ban on paper begins",
        "1 January 2026: Ban on paper ends",
        "18 August 2018: Change of government",
        "kappa = 1.5 instead of 0.75",
        "gate = off instead of on",
        "J = 0.25 instead of 0",
        "target = champions instead of all",
    ):
        assert text in told, text


def test_a_description_leaves_out_what_is_as_usual(tmp_path):
    told = describe(Scenario.load(write(tmp_path, SMALL + "[parameters]\nkappa = 0.75\n")))
    assert "kappa" not in told
    assert "No law stands behind it." in told
    assert "Nothing changes." in told


def test_a_description_does_not_say_what_a_tier_does_otherwise():
    portal, provinces = describe(Scenario.load("citizen-portal")), describe(Scenario.load("provinces"))
    assert "files pass" not in portal, "it has no hubs"
    assert "Most files pass Finance, Law, Establishment, Cabinet." in provinces
    assert "All offices have the system" not in provinces
    assert "Offices of tiers without a plan of their own have the system from the start." in provinces


def test_a_tier_is_described_in_the_words_of_levers_and_not_in_symbols():
    told = " ".join(describe(Scenario.load("provinces")).split())
    punjab = next(tier for tier in Scenario.load("provinces").tiers if tier.code == "PB")
    assert punjab.skill_shift < 0
    assert f"skill {-punjab.skill_shift:g} below that of the same grades elsewhere" in told
    assert f"Leadership (Pbar, share): {punjab.levers['Pbar']:g}; Infrastructure (inv, " in told
    assert f"citizens' trust {punjab.trust:g}; equipment {punjab.equipment:g}; " in told


def test_the_schema_holds_every_declared_quantity_with_unit_meaning_and_bounds():
    told = schema()
    tables = {"parameters": PARAMETERS, "switches": SWITCHES, "levers": LEVERS}
    for table, declared in tables.items():
        properties = told["properties"][table]["properties"]
        assert set(properties) == set(declared)
        for name, x in declared.items():
            assert x.meaning in properties[name]["description"]
            assert f"Unit: {x.unit}." in properties[name]["description"]
            if x.choices:
                assert properties[name]["enum"] == list(x.choices)
            else:
                assert (properties[name]["minimum"], properties[name].get("maximum", float("inf"))) == x.valid
    assert set(told["$defs"]["Change"]["properties"]) == {"date", "tiers", *LEVERS}


def test_the_schema_knows_what_files_say_beyond_a_scenario():
    told = schema()
    assert told["additionalProperties"] is False
    assert "name" not in told["properties"]
    assert {"extends", *Scenario.model_fields} - {"name"} <= set(told["properties"])
    assert {"const": False} in told["properties"]["ban"]["anyOf"]
    assert {"const": False} in told["$defs"]["GoLive"]["properties"]["start"]["anyOf"]
    assert {"const": False} not in told["$defs"]["Ban"]["properties"]["start"].get("anyOf", [])
    assert set(told["properties"]["add"]["properties"]) == set(APPENDED)
    assert set(told["$defs"]["Law"]["properties"]) == set(Law.model_fields)
    assert "required" not in told["$defs"]["Law"], "a child may state a part of its parent's law"
    assert "required" in told["$defs"]["Mandate"]
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("name", Scenario.names())
def test_the_schema_knows_every_key_of_the_library(name):
    """Walk a file along its schema: every key must be declared where it stands."""
    told = schema()

    def options(part: dict) -> list[dict]:
        if "$ref" in part:
            return options(told["$defs"][part["$ref"].split("/")[-1]])
        return [known for option in part["anyOf"] for known in options(option)] if "anyOf" in part else [part]

    def walk(value: object, part: dict, path: str) -> None:
        if isinstance(value, dict):
            (table,) = [known for known in options(part) if known.get("type") == "object"]
            for key, item in value.items():
                assert key in table["properties"], f"{path}.{key}"
                walk(item, table["properties"][key], f"{path}.{key}")
        elif isinstance(value, list):
            (array,) = [known for known in options(part) if known.get("type") == "array"]
            for item in value:
                walk(item, array["items"], path)

    walk(tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8")), told, name)


def test_nothing_is_declared_in_two_tables():
    assert len(ALL) == len(PARAMETERS) + len(SWITCHES) + len(LEVERS)


def test_a_description_tells_of_a_cost_table_and_what_it_sets(tmp_path):
    """Fails if prices of the user's own pass for the declared ones, or their year is told nowhere."""
    table = tmp_path / "ours.csv"
    table.write_text("name,value\nwage,91000\ncost_paper,5000\n", encoding="utf-8")
    case = Scenario.load("federal-eoffice")
    told = describe(case.with_values({"cost_file": str(table), "price_year": 2027}))
    assert "ours.csv, in rupees of 2027." in told
    assert "wage = 91,000 instead of 80000" in " ".join(told.split())
    assert "cost_paper" not in told
    assert "Unit costs are those of" not in describe(case)


def test_one_office_is_no_offices():
    one = {"code": "A", "posts": 4, "offices": 1, "citizens": 9}
    told = describe(Scenario.load("federal-eoffice").with_values({"tiers": [one]}))
    assert "4 posts in 1 office of 4." in told
