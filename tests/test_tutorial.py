"""The tutorial of a calibration: its record is a planted history, and its page shows its files."""

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from experiments import cli, report, tutorial
from experiments.store import Results
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
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")]
    shown = blocks("toml")
    assert len(shown) >= 5
    for block in shown:
        assert any(block in text for text in texts), block
    assert blocks("csv") == [(FOLDER / "record.csv").read_text(encoding="utf-8")]


def outputs() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "output").iterdir()}


def test_the_page_shows_what_the_commands_printed():
    printed, page = outputs(), PAGE.read_text(encoding="utf-8")
    assert set(printed) == {f"{step}.txt" for step in tutorial.STEPS} | {"found.md"}
    _, *shown = blocks("text")
    assert len(shown) == len(tutorial.STEPS)
    for block, step in zip(shown, tutorial.STEPS, strict=True):
        assert block in printed[f"{step}.txt"], step
        assert f"\n    redtape {tutorial.STEPS[step]}\n" in page
    assert printed["found.md"] in page


def test_what_the_page_says_in_its_own_words_is_what_was_found():
    printed, page = outputs(), " ".join(PAGE.read_text(encoding="utf-8").split())
    _, _, *rows = printed["found.md"].splitlines()
    cells = {row.split("`")[1]: [cell.strip() for cell in row.strip("|").split("|")] for row in rows}
    assert "All four lie in their intervals" in page
    assert [row[4] for row in cells.values()] == ["yes"] * 4
    assert "Of how often officials reconsider (`lam`) and of the second order these figures told most" in page
    widths = {name: int(row[5].removesuffix(" %")) for name, row in cells.items()}
    assert max(widths.pop("lam"), widths.pop("e2")) < min(widths.values())
    assert "where officials are readier (`beta0`), usefulness and example pull them less (`beta_U`)" in page
    assert cells["beta0"][6].startswith("`beta_U` (-")
    moved = printed["calibrate.txt"].split("It narrowed")[0]
    assert {"  e2 ", "  eta0 "} <= {line[:7].rstrip() + " " for line in moved.splitlines()}
    assert "None of 16 checks of fitted figures is a misfit" in printed["validate.txt"]
    assert "The model beats the last value, the logistic trend and the Bass curve" in printed["validate.txt"]
    assert "all 50" in printed["compare.txt"].split("Over 50 futures")[1]


SMALLER = "seeds = 2\npilot = 30\nearly = 20\nlast = 24\ngenerations = 2\ndesks = 8\ndiscrepancy = 0.3\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder as the page has it, but for the size of the calibration."""
    place = tmp_path_factory.mktemp("place")
    shutil.copytree(FOLDER, place / tutorial.FOLDER)
    path = place / tutorial.FOLDER / "calibration.toml"
    head = path.read_text(encoding="utf-8").split("# Few points")[0]
    path.write_text(head + SMALLER, encoding="utf-8")
    return place


def redtape(words: list[str]) -> str:
    done = CliRunner().invoke(cli.app, words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def calibrated(place):
    """The same folder after the calibration."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert "24 draws" in redtape(shlex.split(tutorial.STEPS["calibrate"]))
    return place


def test_the_lines_for_pandas_weigh_the_draws_as_the_calibration_does(calibrated, monkeypatch):
    monkeypatch.chdir(calibrated)
    page = (ROOT / "docs" / "reading-results.md").read_text(encoding="utf-8")
    section = page.split("\n## A posterior\n")[1].split("\n## ")[0]
    left: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(block, left)
    moved = Results(Path("results/works")).table("moved").set_index("parameter").loc["lam"]
    assert (left["mean"], left["low"], left["high"]) == pytest.approx(tuple(moved[["mean", "low", "high"]]))
    draws, alike = left["draws"], left["alike"]
    assert len(draws) == 24
    assert draws["weight"].max() > 1.2 * draws["weight"].min(), "or weighing is not tested"
    assert alike["lam"].mean() == pytest.approx(left["mean"], abs=5 * draws["lam"].std() / 4000**0.5)


def test_the_other_commands_of_the_page_run(calibrated, monkeypatch):
    monkeypatch.chdir(calibrated)
    further = {
        "validate": ["--draws", "20"],
        "run": ["--no-pictures"],
        "compare": ["--futures", "2", "--no-break-even"],
    }
    for step, options in further.items():
        words = tutorial.STEPS[step].replace("--replicates 40", "--replicates 2")
        assert "results/" in redtape([*shlex.split(words), *options])
    report = redtape(["report", "results/review"])
    assert "results/review" in report
    again = redtape(["rerun", "results/review"])
    assert "same" in again
    assert "90 % interval" in tutorial.found(Path("results/works"))


@pytest.mark.prove
def test_the_steps_of_the_page_print_what_it_shows(tmp_path):
    printed = tutorial.take(tmp_path)
    assert {f"{step}.txt": text for step, text in printed.items()} | {
        "found.md": tutorial.found(tmp_path / "results" / "works")
    } == outputs()


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
