"""What a sound record says that was hardly meant so: it is told, and nothing of it is refused."""

import pytest
from record_files import RECORD, TABLE, write_record
from scenario_files import SMALL, write
from typer.testing import CliRunner

from experiments import cli
from experiments.calibration import reading
from experiments.record_doubts import assess, doubts, scenario_named
from sim.record import load


def told(tmp_path, text=RECORD, table=TABLE):
    record = load(write_record(tmp_path, text, table))
    return doubts(record, scenario_named(record))


def percent(value, low, high):
    """The sound record with the mean series in per cent, one figure of it."""
    rows = [x for x in TABLE.splitlines() if not x.startswith("mean")]
    rows.append(f"mean,2021-12-10,{value},calibrate,,,,{low},{high},,audit,")
    return RECORD.replace('unit = "share"', 'unit = "percent"'), "\n".join(rows)


def test_a_sound_record_leaves_no_doubt(tmp_path):
    assert told(tmp_path) == []


def test_shares_in_a_series_of_per_cent_are_told(tmp_path):
    (words,) = told(tmp_path, *percent(0.69, 0.6, 0.8))
    assert "works.toml: all values of mean are 1 or less" in words
    assert "0.69 is taken for so many per cent" in words


@pytest.mark.parametrize("figure", [(69, 60, 80), (0.69, 0.2, 5), (1.01, 0.9, 1.1), (0, 0, 0)])
def test_per_cent_that_can_be_meant_so_are_not(tmp_path, figure):
    assert told(tmp_path, *percent(*figure)) == []


@pytest.mark.parametrize(
    ("roles", "comes"),
    [
        (("calibrate", "calibrate"), "it is fitted twice"),
        (("calibrate", "validate"), "what is held out was fitted"),
        (("validate", "validate"), "it is scored twice"),
    ],
)
def test_two_figures_of_one_state_are_told_whatever_their_roles(tmp_path, roles, comes):
    rows = "full,2021-06-30,10,{},,,,,,,,\nfull,2021-07-01,11,{},,,,,,,,\n".format(*roles)
    (words,) = told(tmp_path, table=TABLE + rows)
    assert f"full of 2021-06-30 ({roles[0]}) and full of 2021-07-01 ({roles[1]})" in words
    assert "that of 2021-07-01" in words
    assert comes in words


def test_two_series_of_the_same_outcome_and_offices_are_told(tmp_path):
    twin = RECORD.split("[series.full]")[1].split("[series.low]")[0]
    text = f"{RECORD}\n[series.press]{twin}"
    (words,) = told(tmp_path, text, f"{TABLE}press,2021-01-02,11,,,,,,,,,\n")
    assert "full of 2020-12-31 (calibrate) and press of 2021-01-02 (calibrate)" in words
    other = text.replace("[series.press]", '[series.press]\ntiers = ["FED"]')
    assert told(tmp_path, other, f"{TABLE}press,2021-01-02,11,,,,,,,,,\n") == []


def test_figures_of_one_state_for_context_are_not(tmp_path):
    rows = "full,2021-06-30,10,calibrate,,,,,,,,\nfull,2021-07-01,11,context,,,,,,,,\n"
    assert told(tmp_path, table=TABLE + rows) == []


@pytest.mark.parametrize(
    ("denominator", "odd"), [(400, True), (81, True), (80, False), (20, False), (19, True)]
)
def test_a_denominator_far_from_the_offices_is_told(tmp_path, denominator, odd):
    found = told(tmp_path, table=TABLE.replace("12,validate,42", f"12,validate,{denominator}"))
    assert len(found) == (not 20 <= denominator <= 80)
    for words in found:
        assert f"full of 2021-03-01 counts offices of a denominator of {denominator}" in words
        assert "small has 40" in words


def test_a_denominator_is_set_beside_the_offices_of_its_own_series(tmp_path):
    few = RECORD.replace("at_least = 0.95", 'at_least = 0.95\noffices = ["FED 01", "FED 02"]')
    (words,) = told(tmp_path, few)
    assert "small has 2" in words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("at_least = 0.95", "at_least = 0", "full has at_least = 0, which counts every office"),
        ("below = 0.5", "below = 0", "low has below = 0, which counts no office"),
    ],
)
def test_a_threshold_that_says_nothing_is_told(tmp_path, old, new, words):
    (found,) = told(tmp_path, RECORD.replace(old, new))
    assert words in found


def test_check_tells_it_of_the_record_of_its_scenario_and_of_its_calibration_once(tmp_path):
    record = write_record(tmp_path, RECORD.replace("at_least = 0.95", "at_least = 0"))
    mine = write(tmp_path, f'record = "{record.name}"\n' + SMALL)
    study = write(tmp_path, f'scenario = "small.toml"\nrecord = "{record.name}"\nfree = ["lam"]\n', "study")
    assert reading.is_calibration(study)
    for files in ([record], [mine], [study], [record, mine, study]):
        done = CliRunner().invoke(cli.app, ["check", *map(str, files)])
        assert done.exit_code == 0, done.output
        assert done.output.count("Mind: ") == 1
        assert "full has at_least = 0" in done.output
        assert "nothing refused, 1 to mind." in done.output


def test_a_calibration_tells_it_before_it_begins(tmp_path):
    record = write_record(tmp_path, RECORD.replace("at_least = 0.95", "at_least = 0"))
    study = write(tmp_path, f'scenario = "small.toml"\nrecord = "{record.name}"\nfree = ["lam"]\n', "study")
    (tmp_path / "taken").write_text("")
    done = CliRunner().invoke(cli.app, ["calibrate", str(study), "--out", str(tmp_path / "taken")])
    assert done.exit_code == 2
    assert done.stderr.startswith("Mind: ")
    assert "full has at_least = 0" in done.stderr


def test_a_day_whose_state_lies_beyond_the_run_is_told_with_that_state(tmp_path):
    table = TABLE.replace("2022-06-10,0.6", "2022-12-31,0.6")
    record, (fault,) = assess(write_record(tmp_path, table=table))
    assert record is None
    assert "falls outside the run" in str(fault)
    assert "compared with the state of 2023-01-01" in str(fault)
    _, (plain,) = assess(write_record(tmp_path, table=TABLE.replace("2022-06-10,0.6", "2031-06-10,0.6")))
    assert "compared with" not in str(plain)
    done = CliRunner().invoke(cli.app, ["check", str(write_record(tmp_path, table=table))])
    assert "state of 2023-01-01" in done.stderr
