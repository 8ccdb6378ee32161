"""The tutorial of a calibration: its record is a planted history, and its page shows its files."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments import cli, report, tutorial
from sim import Scenario, run
from sim.parameters import PARAMETERS
from sim.record import faults, load, said

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / tutorial.FOLDER
PAGE = ROOT / "docs" / "tutorial-calibration.md"


@pytest.fixture(scope="module")
def record():
    return load(FOLDER / "record.toml")


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load(FOLDER / "ministry.toml")


def test_the_record_is_remade_bit_for_bit(tmp_path):
    for name in ("ministry.toml", "record.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "record.csv").write_text("series,date,value\n")
    tutorial.main(tmp_path)
    assert (tmp_path / "record.csv").read_bytes() == (FOLDER / "record.csv").read_bytes(), (
        "docs/examples/tutorial/record.csv is stale: run `python -m experiments.tutorial`"
    )


def test_its_counts_are_those_of_the_planted_history_and_its_readings_near_it(record, scenario):
    world = run(scenario.with_values(tutorial.PLANTED), tutorial.SEED).world
    rows = record.figures
    off = rows["value"] - said(rows, scenario, world)
    counted = rows["error"] == "count"
    assert off[counted].abs().max() < 1e-12
    assert 0 < (off[~counted] / rows["sd_own"][~counted]).abs().max() < 3
    assert off[~counted].abs().min() > 0


def test_what_is_planted_is_not_what_is_declared_and_lies_in_the_priors():
    for name, value in tutorial.PLANTED.items():
        declared = PARAMETERS[name]
        assert declared.role == "uncertain"
        assert declared.low < value < declared.high
        assert abs(value - declared.default) > 0.1 * (declared.high - declared.low) or name == "beta0"


def test_it_is_small_and_holds_something_of_most_kinds_out(record, scenario):
    (tier,) = scenario.tiers
    assert (tier.offices, tier.posts, scenario.n_months) == (30, 600, 60)
    assert (len(record.fitted), len(record.held_out)) == (9, 4)
    assert record.held_out["date"].min() > record.fitted["date"].max()
    assert len(set(record.held_out["series"])) == 3
    assert not record.fitted["self_report"].all()


def test_a_report_of_ones_own_record_says_that_nothing_was_fitted_to_it(scenario):
    (note,) = report.not_fitted_again(scenario)
    assert note.text == report.OWN_RECORD
    assert report.not_fitted_again(Scenario.load("federal-eoffice")) == []


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_shows_the_files_as_they_are():
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("ministry.toml", "record.toml")]
    shown = blocks("toml")
    assert len(shown) >= 3
    for block in shown:
        assert any(block in text for text in texts), block
    assert blocks("csv") == [(FOLDER / "record.csv").read_text(encoding="utf-8")]


def test_the_page_tells_what_check_says(tmp_path):
    done = CliRunner().invoke(cli.app, ["check", str(FOLDER / "ministry.toml"), str(FOLDER / "record.toml")])
    assert done.output == "2 files, nothing wrong.\n"
    table = (FOLDER / "record.csv").read_text(encoding="utf-8")
    for name in ("ministry.toml", "record.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    table = table.replace("06-30,24,", "06-30,34,").replace("20,,,validate", "20,,,validat")
    (tmp_path / "record.csv").write_text(table)
    told = [str(fault).replace(f"{tmp_path}/", "") for fault in faults(tmp_path / "record.toml")]
    assert "".join(f"{line}\n" for line in told) == blocks("text")[0]


def test_at_the_declared_values_the_model_is_above_the_figures_as_the_page_says(record, scenario):
    rows = record.fitted
    means = sum(said(rows, scenario, run(scenario, seed).world) for seed in range(1, 9)) / 8
    for series in ("full_use", "audit"):
        assert (means - rows["value"])[rows["series"] == series].min() > 0.05
