"""The page of the keys of a scenario file: complete, and with examples that load."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from experiments import cli
from experiments.catalogue import schema
from experiments.markdown import anchor
from experiments.scenario_examples import BLOCKS, Block
from experiments.scenario_page import scenario_file_page
from sim import Scenario
from sim.parameters import LEVERS, SWITCHES
from sim.scenario.writing import toml

PAGE = scenario_file_page()
TEXTS = {"name", "title", "story", "evidence", "expect"}


def sections() -> dict[str, str]:
    """Heading -> text of every section."""
    _, *parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def keys_told(text: str) -> set[str]:
    """The keys that head a row of a table."""
    return set(re.findall(r"^\| `\[*(\w+)\]*` \|", text, re.MULTILINE))


def content(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in scenario.resolved().items() if key not in TEXTS}


def loaded(block: Block, folder: Path) -> Scenario:
    prices = CliRunner().invoke(cli.app, ["costs"])
    (folder / "my-costs.csv").write_text(prices.stdout, encoding="utf-8")
    (folder / "mine.toml").write_text(block.file, encoding="utf-8")
    return Scenario.load(folder / "mine.toml")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.heading)
def test_every_example_is_a_scenario_that_differs_from_the_one_it_extends(block, tmp_path):
    parent = Scenario.load(tomllib.loads(block.file)["extends"])
    assert content(loaded(block, tmp_path)) != content(parent)
    assert f"```toml\n{block.example}```" in sections()[block.heading]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.heading)
def test_an_example_is_short_and_says_only_what_its_section_tells(block):
    lines = [line for line in block.example.splitlines() if line]
    assert 3 <= len(lines) <= 6
    told = keys_told(sections()[block.heading]) | set(re.findall(r"`\[*(\w+)\]*`", block.heading))
    if block.heading.startswith("Building"):
        return  # it is about how keys are stated, not about which
    stated = tomllib.loads(block.example)
    entries = [*stated.pop("add", {}).items(), *stated.items()]
    for key, value in entries:
        assert key in told or (block.heading.startswith("`regime`") and key == "parameters")
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict) and key not in ("parameters", "switches"):
                assert set(table) <= told, f"{key}: {set(table) - told}"


@pytest.mark.parametrize("extends", ["federal-eoffice", "provinces"])
def test_all_examples_can_stand_in_one_file(extends, tmp_path):
    """Fails if two examples clash: all but that of `extends`, which takes away what others change.

    Of the two ways to go live, the later replaces the other.
    """
    whole: dict[str, Any] = {"extends": extends}
    added: dict[str, list[Any]] = {}
    for block in (x for x in BLOCKS[1:] if x.extends == extends):
        stated = tomllib.loads(block.example)
        for key, entries in stated.pop("add", {}).items():
            added.setdefault(key, []).extend(entries)
        for key, value in stated.items():
            whole[key] = whole.get(key, {}) | value if isinstance(value, dict) else value
    together = Block("", "", toml(whole | {"add": added}), extends=extends)
    scenario = loaded(together, tmp_path)
    for key, entries in added.items():
        assert len(getattr(scenario, key)) >= len(entries)


def test_the_page_holds_every_key_that_files_may_say():
    """The schema is the measure: whatever a file may hold, in whatever table, heads a row somewhere."""
    told = schema()
    assert keys_told(sections()["All keys at a glance"]) == set(told["properties"]) - {"add"}
    assert "`[[add.NAME]]`" in sections()["All keys at a glance"]
    for part, table in told["$defs"].items():
        named = [x.heading for x in BLOCKS if part in {model.__name__ for model, _ in x.parts}]
        rows = set().union(*(keys_told(sections()[heading]) for heading in named))
        assert set(table["properties"]) <= rows, part
    whole = keys_told(PAGE)
    assert set(LEVERS) | set(SWITCHES) <= whole


def test_a_key_is_told_with_its_bounds_unit_default_and_whether_it_is_required():
    law, tiers = (
        sections()[next(h for h in sections() if h.startswith(x))] for x in ("`[law]`", "`[[tiers]]`")
    )
    assert "| a whole number from 0 to 120 (months) | `12` |  |" in law
    assert "| a number from 0 to 1 (share) |  | yes |" in law
    assert "| a date; `false` takes it away |  |  |" in law
    assert "| a number of 0 or more (PKR per month) |" in tiers
    assert f"the parameter `CT0` ({Scenario.load('provinces').parameter('CT0'):g})" in tiers
    assert "Unit:" not in PAGE


def test_every_key_at_the_top_leads_to_a_section_that_tells_of_it():
    table = sections()["All keys at a glance"]
    addresses = {anchor(heading): text for heading, text in sections().items()}
    rows = re.findall(r"^\| `\[*(?:add\.)?(\w+)\]*` \|.*\| (.*) \|$", table, re.MULTILINE)
    for key, links in rows:
        found = re.findall(r"\(#([^)]+)\)", links)
        assert found, f"nothing tells of {key}"
        assert set(found) <= set(addresses), key
