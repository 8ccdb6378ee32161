"""The cost table: a user's own prices stand in for the declared ones; every fault of the file is told."""

from pathlib import Path

import pytest
from typer.testing import CliRunner
from worlds import lived, small

from experiments.cli import app
from sim.costs import cost_parts
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.unit_costs import COSTS


def table(folder: Path, *lines: str, header: str = "name,value") -> str:
    path = folder / "costs.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return str(path)


def test_every_unit_cost_can_be_set_and_nothing_else():
    assert {"wage", "cost_paper", "cost_course", "pkr_per_usd", "discount"} <= set(COSTS)
    assert not {"beta0", "kappa", "lam"} & set(COSTS)


def test_a_table_sets_prices(tmp_path):
    """Twice the price of paper costs twice as much. Fails if the table is read but not used."""
    dear = small({"cost_file": table(tmp_path, "cost_paper,10000,ours", header="name,value,source")})
    once, twice = (cost_parts(lived(x))["running_paper"] for x in (small(), dear))
    assert twice == pytest.approx(2 * once)


def test_a_value_of_the_scenario_stands_before_the_table(tmp_path):
    scenario = small({"cost_file": table(tmp_path, "wage,1000"), "wage": 70_000})
    assert scenario.parameter("wage") == 70_000
    assert scenario.parameter("cost_paper") == 5_000


def test_results_depend_on_what_the_table_says_and_not_on_where_it_is(tmp_path):
    """Fails if two runs with other prices pass for the same, or the same prices for others."""
    dear = small({"cost_file": table(tmp_path, "wage,90000")})
    assert dear.fingerprint != small().fingerprint
    assert dear.fingerprint == small({"wage": 90_000}).fingerprint


def test_every_fault_is_told_with_its_line(tmp_path):
    path = table(
        tmp_path, "cost_papr,1", "wage,-5", "wage,10", "wage,20", "cost_law,much", ",3", "discount,2"
    )
    with pytest.raises(InputError) as caught:
        small({"cost_file": path})
    told = str(caught.value)
    assert "line 2" in told
    assert "cost_papr" in told
    assert "cost_paper" in told
    assert "5 more things wrong" in told


def test_a_table_as_a_spreadsheet_leaves_it_is_read(tmp_path):
    """A mark before the text, blanks after commas, empty rows. Fails if one of them is taken for a fault."""
    path = tmp_path / "costs.csv"
    path.write_bytes(b"\xef\xbb\xbfname, value,source\r\n\r\nwage , 1000,ours\r\n,,\r\n")
    assert small({"cost_file": str(path)}).parameter("wage") == 1000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"item;price\n1;2\n", "name, value"),
        (b"name;value\nwage;2\n", "separated by commas"),
        (b"name,value,value\nwage,1,2\n", "has the columns name, value, value"),
        (b"name,value\n\nwage,1\nwages,2\n", "line 4"),
        (b"name,value\nwage,\xff\n", "cannot be read"),
        (b"name,value\nwage,inf\n", "wage = inf"),
        (b"name,value\nwage\n", "wage = nothing"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path, content, told):
    path = tmp_path / "costs.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cost_file") as caught:
        small({"cost_file": str(path)})
    assert told in str(caught.value)


def test_the_table_that_is_printed_can_be_read_back(tmp_path):
    """`redtape costs` writes what `cost_file` reads. Fails if a price is rounded or a name left out."""
    printed = CliRunner().invoke(app, ["costs", "federal-eoffice"])
    assert printed.exit_code == 0
    path = tmp_path / "mine.csv"
    path.write_text(printed.stdout, encoding="utf-8")
    case = Scenario.load("federal-eoffice")
    again = case.with_values({"cost_file": str(path)})
    assert {name: again.parameter(name) for name in COSTS} == {name: case.parameter(name) for name in COSTS}
    assert again.fingerprint == case.fingerprint
    assert printed.stdout.count("\n") == 1 + len(COSTS)
