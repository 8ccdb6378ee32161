"""What a reader is told when a scenario file is wrong: file, key, value, what was expected, nearest name."""

import os
import pickle
from pathlib import Path

import pytest
from scenario_files import SMALL, write
from wrong_files import MANDATE, WRONG, plain

from experiments.catalogue import check
from sim.errors import InputError
from sim.scenario import Scenario


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_in_one_clear_paragraph(tmp_path, case):
    text, key, value, told, near = WRONG[case]
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    error, paragraph = caught.value, str(caught.value)
    assert error.key == key
    assert (error.nearest or "").startswith(near or "")
    assert (error.nearest is None) == (near is None)
    for part in (str(path), f"`{key}`", f"= {value}" if value else "", told, near or ""):
        assert part in paragraph
    assert "\n" not in paragraph
    assert paragraph.endswith((".", "?", ".)"))


def test_a_missing_scenario_is_told_with_the_nearest_name(tmp_path, monkeypatch):
    for source in ("federal-eofice", "Federal-EOffice"):
        with pytest.raises(InputError, match=r"unknown scenario.*Did you mean `federal-eoffice`"):
            Scenario.load(source)
    write(tmp_path, SMALL)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"mime\.toml.*does not exist.*Did you mean `mine\.toml`"):
        Scenario.load("mime.toml")
    with pytest.raises(InputError, match=r"Did you mean `federal-2022`"):
        Scenario.load("federal_2022.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [("start = \n", "line 1"), ("a = 1\nb = [1,\n\nc\n", "line 4"), ("a = 1\na = 2\n", "line 2")],
)
def test_broken_toml_is_told_with_its_line(tmp_path, text, line):
    with pytest.raises(InputError, match=f"mine.toml.*not valid TOML.*{line}"):
        Scenario.load(write(tmp_path, text))


def test_files_that_cannot_be_read_are_told(tmp_path, monkeypatch):
    (tmp_path / "folder.toml").mkdir()
    latin = tmp_path / "latin.toml"
    latin.write_bytes("# first\ntitle = 'é'\n".encode("latin-1"))
    deep = write(tmp_path, f"a = {'[' * 100_000}", "deep")
    large = write(tmp_path, "#" * 1_000_001, "large")
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "pipe.toml")
    told = {
        tmp_path / "folder.toml": "is a folder",
        latin: r"not UTF-8 text \(line 2\)",
        deep: "nested too deeply",
        large: "too large",
        loop: "does not exist|cannot be read",
        tmp_path / "pipe.toml": "not a regular file",
        tmp_path / f"{'x' * 300}.toml": "cannot be read|does not exist|not a path",
        "null\x00.toml": "not a path|unknown scenario|does not exist",
        ".": "is a folder",
        "": "is a folder|unknown scenario",
    }
    for path, problem in told.items():
        with pytest.raises(InputError, match=problem):
            Scenario.load(path)
    monkeypatch.setattr(
        Path, "read_bytes", lambda _path: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
        Scenario.load(write(tmp_path, SMALL))


def test_a_circle_of_scenarios_is_told_with_its_way_round(tmp_path):
    write(tmp_path, 'extends = "b.toml"\n', "a")
    write(tmp_path, 'extends = "c.toml"\n', "b")
    write(tmp_path, 'extends = "b.toml"\n', "c")
    with pytest.raises(InputError, match=r"c\.toml: `extends` = .b\.toml. makes a circle \(b -> c -> b\)"):
        Scenario.load(tmp_path / "a.toml")


def test_generations_end_somewhere(tmp_path):
    write(tmp_path, SMALL, "s0")
    for n in range(1, 23):
        write(tmp_path, f'extends = "s{n - 1}.toml"\n', f"s{n}")
    assert Scenario.load(tmp_path / "s20.toml").name == "s20"
    with pytest.raises(InputError, match="generation"):
        Scenario.load(tmp_path / "s22.toml")


def test_check_tells_every_fault_at_once_and_whose_it_is(tmp_path):
    parent = plain(
        MANDATE.format("2020-05-01", "2020-06-01", 0.4)
        + "[parameters]\nkappa = 9\n[ban]\nstart = 2029-01-01\n"
    )
    write(tmp_path, parent, "parent")
    text = 'extends = "parent.toml"\nsevice = "G2G"\n[levers]\ntrain = "x"\n'
    text += "[[add.mandates]]\nannounced = 2021-01-01\ndeadline = 2020-06-01\nintensity = 2\n"
    text += '[[add.events]]\ndate = 2030-01-01\nlabel = ""\n'
    problems = check([write(tmp_path, text, "child"), "federal-eoffice", tmp_path / "gone.toml"])
    expected = [
        ("parent.toml", "`parameters.kappa` = 9"),
        ("parent.toml", "`ban.start` = 2029-01-01"),
        ("child.toml", "`sevice` = "),
        ("child.toml", "`levers.train` = "),
        ("child.toml", "`mandates.1.intensity` = 2"),
        ("child.toml", "`events.0.date` = 2030-01-01"),
        ("gone.toml", "does not exist"),
    ]
    assert len(problems) == len(expected), problems
    for file, problem in expected:
        assert any(file in told and problem in told for told in problems), (file, problem, problems)


def test_loading_tells_the_first_fault_and_counts_the_others(tmp_path):
    with pytest.raises(InputError, match=r"2 more things wrong: `redtape check` lists all"):
        Scenario.load(write(tmp_path, plain("[parameters]\nkappa = 9\nlam = 2\nnu = 3\n")))


def test_an_error_survives_the_way_back_from_a_worker_and_a_terminal():
    error = InputError(
        "is wrong", file="a\nb.toml", key="k\x1b[31m", value={1: object}, expected="right", nearest="n"
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert (
        str(error)
        == "a b.toml: `k [31m` = {1 = <class 'object'>} is wrong; expected right. Did you mean `n`?"
    )


def test_a_wrong_value_in_one_list_hides_no_fault_of_another(tmp_path):
    """Fails if one unsound list keeps the tiers and offices of all others from being checked."""
    text = plain(
        "[[austerity]]\nstart = 2020-05-01\nend = 2020-06-01\ndepth = 40\n"
        '[[outages]]\nstart = 2020-05-01\ntiers = ["BAL"]\n'
        '[[cyber_attacks]]\ndate = 2020-05-01\noffices = ["PB 99"]\n'
    )
    told = "\n".join(check([write(tmp_path, text)]))
    for key in ("austerity.0.depth", "outages.0.tiers.0", "cyber_attacks.0.offices.0"):
        assert key in told


def test_a_value_of_a_tier_is_told_with_its_place():
    with pytest.raises(InputError, match=r"tiers\.0\.budget"):
        Scenario.load("federal-eoffice").with_values({"tiers.budget": 5})
