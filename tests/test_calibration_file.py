"""Calibration files: what they mean, all that is wrong with one at once, and what commands know of them."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from scenario_files import SMALL, write
from typer.testing import CliRunner

from experiments import cli, studies
from experiments.calibration import describing, reading
from experiments.calibration.form import UNCERTAIN, CalibrationFile
from experiments.calibration_file_page import EXAMPLE, calibration_file_page
from experiments.catalogue import check
from sim.errors import InputError
from sim.scenario.writing import json_ready

TUTORIAL = Path(__file__).parent.parent / "docs" / "examples" / "tutorial"
FEDERAL = 'scenario = "federal-eoffice"\n'


def redtape(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def refused(*arguments: object) -> str:
    """Return the one line with which `redtape calibrate` refuses what it is given."""
    code, told = redtape("calibrate", *arguments)
    assert (code, told.count("\n")) == (2, 1), told
    return told.rstrip()


# ---- Which files are calibrations


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("federal-record", True),
        ("federal-recrod", True),
        ("federal-eoffice", False),
        ("federal-eofice", False),
        ("training-sweep", False),
        ("trainig-sweep", False),
        ("x/y", False),
        ("docs\0", False),
    ],
)
def test_a_calibration_is_told_by_name(source, expected):
    assert reading.is_calibration(source) is expected


def test_a_calibration_is_told_by_its_keys(tmp_path):
    assert reading.is_calibration(write(tmp_path, FEDERAL))
    assert reading.is_calibration(write(tmp_path, 'regimes = ["K"]\nquestion = "Q"\nseeds = 4\n'))
    assert not reading.is_calibration(write(tmp_path, SMALL))
    assert not reading.is_calibration(write(tmp_path, 'extends = "no-reform"\nseeds = 4\n'))
    assert not reading.is_calibration(TUTORIAL / "record.toml")
    for name in studies.names():
        assert not reading.is_calibration(studies.reading.STUDIES / f"{name}.toml")


def test_a_calibration_is_named_after_its_file_whatever_its_path():
    assert reading.load(TUTORIAL / "calibration.toml").name == "calibration"
    assert reading.load(TUTORIAL / "ministry.toml").name == "ministry"


def test_what_is_no_calibration_is_told_for_what_it_is(tmp_path):
    assert "is a study of runs and no calibration (`redtape sweep training-sweep`" in refused(
        "training-sweep"
    )
    sweep = studies.reading.STUDIES / "training-sweep.toml"
    assert "is a study of runs and no calibration" in refused(sweep)
    assert "is a record and no calibration (the key `record`" in refused(TUTORIAL / "record.toml")
    assert "is no TOML file" in refused(TUTORIAL / "record.csv")
    assert "is a folder" in refused(TUTORIAL)
    assert refused("federal-recrod").endswith("Did you mean `federal-record`?")
    assert refused("federal-eofice").endswith("Did you mean `federal-eoffice`?")
    assert "is an unknown calibration" in refused("nonsense")
    assert "does not exist" in refused(tmp_path / "gone.toml")
    assert "has no record" in refused("punjab-land-records")
    assert "has no record" in refused(write(tmp_path, SMALL))


# ---- Everything wrong at once


def told(folder: Path, text: str) -> list[str]:
    return check([write(folder, text)])


def test_every_fault_is_told_in_the_file_and_in_what_it_names(tmp_path):
    (tmp_path / "broken.toml").write_text('figures = "gone.csv"\nsereis = 1\n')
    faults = told(
        tmp_path,
        'scenario = "federal-eofice"\nrecord = "broken.toml"\nfree = ["beta9", "kappa", "pkr_per_usd"]\n'
        'regimes = ["L", "L"]\nleave = ["nu", "nu"]\nseeds = 0\nlats = 3\n',
    )
    for words in (
        '`free.0` = "beta9" is not an uncertain parameter',
        "Did you mean `beta0`?",
        '`free.2` = "pkr_per_usd" is not an uncertain parameter',
        "`seeds` = 0 is out of bounds; expected a whole number from 2 to 1,000 (runs)",
        "`lats` = 3 is an unknown key",
        "Did you mean `last`?",
        '`scenario` = "federal-eofice" is an unknown scenario',
        "Did you mean `federal-eoffice`?",
        '`regimes.1` = "L" is listed twice',
        '`leave.1` = "nu" is listed twice',
        "`sereis` = 1 is an unknown key",
        "gone.csv",
    ):
        assert any(words in fault for fault in faults), words
    assert len(faults) == len(set(faults))
    assert not any("kappa" in fault and "free.1" in fault for fault in faults)


def test_one_wrong_value_does_not_hide_another(tmp_path):
    faults = told(tmp_path, FEDERAL + "values = { nonsense = 1, kappa = 7, poosts = 3 }\n")
    assert len(faults) == 3
    assert sum("`values.kappa` = 7 is out of bounds" in fault for fault in faults) == 1
    assert sum("Did you mean `posts`?" in fault for fault in faults) == 1


@pytest.mark.parametrize("values", ["{ lam = 0.3 }", "{ parameters = { lam = 0.3 } }"])
def test_what_the_file_sets_cannot_be_drawn_too(values, tmp_path):
    (fault,) = told(tmp_path, f"{FEDERAL}values = {values}\n")
    assert "`values.lam` = 0.3 is set and drawn" in fault
    assert told(tmp_path, f'{FEDERAL}values = {values}\nfree = ["beta0"]\n') == []


def test_a_wrong_list_blames_no_default(tmp_path):
    (fault,) = told(tmp_path, FEDERAL + 'free = ["beta9"]\nleave = ["lam"]\n')
    assert "beta9" in fault


@pytest.mark.parametrize("path", ["gone.toml", ".", "a\\u0000b", "x" * 999])
def test_a_record_that_is_not_there_is_told_of_the_key_that_names_it(path, tmp_path):
    (fault,) = told(tmp_path, f'{FEDERAL}record = "{path}"\n')
    assert "mine.toml: `record` = " in fault
    assert "does not exist" in fault or "is a folder" in fault


def test_options_are_blamed_and_not_the_file():
    line = refused("federal-record", "--last", 0, "--early", 3, "--seed", -1)
    for option in ("`--last` = 0 is out of bounds", "`--early` = 3 is", "`--seed` = -1 is"):
        assert option in line
    assert ".toml" not in line
    assert "redtape check" not in line


@pytest.mark.parametrize("workers", [0, -3, 9_999])
def test_a_number_of_workers_that_cannot_be_is_refused_before_anything_is_written(workers, tmp_path):
    out = tmp_path / "out"
    line = refused(TUTORIAL / "calibration.toml", "--workers", workers, "--out", out)
    assert f"`--workers` = {workers} is out of bounds; expected a whole number from 1 to 1024" in line
    assert not out.exists()


def test_figures_outside_the_run_are_told(tmp_path):
    write(tmp_path, SMALL, "short")  # until 2022
    record = reading.load("federal-record").record.path
    faults = told(tmp_path, f'scenario = "short.toml"\nrecord = "{record}"\n')
    assert faults
    assert all("falls outside the run" in fault for fault in faults)


# ---- What it means


def test_a_cost_table_is_held(tmp_path):
    (tmp_path / "costs.csv").write_text("name,value\ncost_paper,50\n")
    values = f'values = {{ cost_file = "{tmp_path / "costs.csv"}" }}\n'
    with_table, without = (reading.load(write(tmp_path, FEDERAL + x)).regimes[0] for x in (values, ""))
    assert with_table.held["cost_paper"] == "federal-eoffice"
    assert "cost_paper" not in with_table.carried
    assert "cost_paper" in without.carried


def test_every_uncertain_parameter_is_freed_carried_or_held():
    for regime in reading.load("federal-record").regimes:
        parts = [set(regime.free), set(regime.carried), set(regime.held)]
        assert set.union(*parts) == set(UNCERTAIN)
        assert sum(map(len, parts)) == len(UNCERTAIN)


# ---- The page, the schema, the words


def test_the_example_of_the_page_is_sound_and_the_page_tells_every_key(tmp_path):
    assert told(tmp_path, EXAMPLE) == []
    page = calibration_file_page()
    assert EXAMPLE in page
    for key in reading.schema()["properties"]:
        assert f"| `{key}` |" in page, key


def test_the_schema_takes_the_library_and_refuses_other_keys():
    schema = reading.schema()
    assert json.loads(redtape("schema", "--calibration")[1]) == schema
    checking = jsonschema.Draft202012Validator(schema)
    for path in (*reading.CALIBRATIONS.glob("*.toml"), TUTORIAL / "calibration.toml"):
        data = json_ready(tomllib.loads(path.read_text(encoding="utf-8")))
        checking.validate(data)
        assert not checking.is_valid(data | {"nonsense": 1})
        assert not checking.is_valid(data | {"free": ["beta9"]})
        assert not checking.is_valid(data | {"last": 3})
    assert set(schema["properties"]) == set(CalibrationFile.model_fields)
    code, line = redtape("schema", "--calibration", "--record")
    assert code == 2
    assert "one kind of file at a time" in line


def test_a_calibration_is_told_in_words():
    plan = reading.load("federal-record")
    words = " ".join(describing.describe(plan).split())
    for text in (
        f"{len(plan.fitted)} figures are fitted",
        f"{len(plan.record.held_out)} are held out",
        "beta0, -5 to 1 (logit)",
        "in regime K",
        "Held, as regime L states them: beta_U, sigma_eta.",
        f"{len(plan.regimes[1].carried)} more uncertain parameters",
        f"a last one of {plan.settings.n_last}",
        "All but the last at 1,600 posts in place of 13,503",
        "may miss a figure by 5 points",
    ):
        assert text in words, text


def test_a_parameter_is_told_of_the_orders_that_it_stands_for():
    words = " ".join(describing.describe(reading.load(TUTORIAL / "calibration.toml")).split())
    assert "under the directive of April 2024 (here: Secretary's order)." in words


def test_commands_know_calibrations(tmp_path):
    wrong = write(tmp_path, FEDERAL + "lats = 3\n")
    code, line = redtape("check", "federal-record", wrong)
    assert (code, line.count("\n")) == (2, 1)
    assert "`lats` = 3 is an unknown key" in line
    assert redtape("check", "federal-record", TUTORIAL / "calibration.toml")[0] == 0
    described = describing.describe(reading.load("federal-record"))
    assert redtape("describe", "federal-record") == (0, described + "\n")
    assert redtape("describe", "federal-recrod")[1].rstrip().endswith("Did you mean `federal-record`?")
    listed = redtape("list")[1]
    for name, question in describing.library():
        assert f"  {name} " in listed
        assert question in listed


def test_a_calibration_that_names_an_unsound_scenario_tells_its_faults(tmp_path):
    (tmp_path / "child.toml").write_text('extends = "federal-eoffice"\nstrat = 1\nposts = 3\n')
    faults = told(tmp_path, 'scenario = "child.toml"\n')
    assert any("`strat` = 1" in fault for fault in faults)
    with pytest.raises(InputError, match="more thing"):
        reading.load(tmp_path / "mine.toml")
