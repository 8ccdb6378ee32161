"""What a reader is told when a scenario file is wrong: file, key, value, what was expected, nearest name."""

import os
import pickle
from pathlib import Path

import pytest
from scenario_files import SMALL, write

from experiments.catalogue import check
from sim.errors import InputError
from sim.scenario import Scenario

TIER = '[[tiers]]\ncode = "{code}"\nposts = {posts}\noffices = {offices}\ncitizens = {citizens}\n{more}\n'
HEAD = 'start = {start}\nend = {end}\nservice = "G2G"\n'


def tier(code="FED", posts=400, offices=40, citizens=1000, more="") -> str:
    return TIER.format(code=code, posts=posts, offices=offices, citizens=citizens, more=more)


def plain(body="", start="2020-01-01", end="2022-12-31", tiers=None) -> str:
    return HEAD.format(start=start, end=end) + body + (tier() if tiers is None else tiers)


MANDATE = "[[mandates]]\nannounced = {}\ndeadline = {}\nintensity = {}\n"
INSTALLED = "[go_live]\ninstalled = [{{date = {}, share = {}}}, {{date = {}, share = {}}}]\n"

WRONG = {
    "unknown key": (plain("perameters = 1\n"), "perameters", "1", "unknown key", "parameters"),
    "parameter outside its table": (plain("beta0 = 1\n"), "beta0", "1", "unknown key", "parameters.beta0"),
    "unknown key of a tier": (
        plain(tiers=tier(more="post = 3")),
        "tiers.0.post",
        "3",
        "posts, offices",
        "posts",
    ),
    "unknown key of a law": (plain("[law]\nstatus = 1.0\nlog = 3\n"), "law.log", "3", "status, date", "lag"),
    "unknown parameter": (plain("[parameters]\nkapa = 1\n"), "parameters.kapa", "1", "parameters", "kappa"),
    "lever among parameters": (
        *(plain("[parameters]\nCM = 1\n"), "parameters.CM", "1", "unknown key", "levers.CM"),
    ),
    "unknown lever in a change": (
        *(plain("[[changes]]\ndate = 2020-05-01\ntran = 0.1\n"), "changes.0.tran", "0.1", "levers", "train"),
    ),
    "unknown list to add to": (plain("[[add.mandate]]\n"), "add.mandate", None, "unknown key", "mandates"),
    "parameter too large": (
        *(plain("[parameters]\nlam = 1.5\n"), "parameters.lam", "1.5", "from 0 to 1 (per month)", None),
    ),
    "lever too large": (
        *(
            plain("[levers]\ntrain = 0.3\n"),
            "levers.train",
            "0.3",
            "from 0 to 0.2 (share of staff per month)",
            None,
        ),
    ),
    "not a number": (plain("[parameters]\nlam = nan\n"), "parameters.lam", "nan", "finite", None),
    "infinite cost": (plain("[parameters]\nwage = inf\n"), "parameters.wage", "inf", "finite", None),
    "number beyond any float": (
        *(plain(f"[parameters]\nwage = 1{'0' * 400}\n"), "parameters.wage", "1000", "finite", None),
    ),
    "text for a number": (plain('[parameters]\nlam = ".3"\n'), "parameters.lam", '".3"', "a number", None),
    "truth for a number": (plain("[parameters]\nlam = true\n"), "parameters.lam", "true", "a number", None),
    "unknown choice": (plain('[switches]\nnetwork = "hub"\n'), "switches.network", '"hub"', '"hubs"', "hubs"),
    "truth for a choice": (
        plain("[switches]\ngate = false\n"),
        "switches.gate",
        "false",
        '"off" or "on"',
        None,
    ),
    "table for a list": (plain("mandates = {}\n"), "mandates", "{}", "a list of tables", None),
    "value for a table": (plain("law = 1\n"), "law", "1", "a table", None),
    "true where only false means something": (plain("ban = true\n"), "ban", "true", "a table", None),
    "zero posts": (plain(tiers=tier(posts=0)), "tiers.0.posts", "0", "from 4 to 10,000,000", None),
    "negative posts": (plain(tiers=tier(posts=-5)), "tiers.0.posts", "-5", "whole number", None),
    "half a post": (plain(tiers=tier(posts=400.5)), "tiers.0.posts", "400.5", "whole number", None),
    "too many posts": (plain(tiers=tier(posts=10_000_001)), "tiers.0.posts", "10000001", "10,000,000", None),
    "too many posts together": (
        *(plain(tiers=tier("A", 6_000_000) + tier("B", 6_000_000)), "tiers", None, "10,000,000", None),
    ),
    "offices below four posts": (
        plain(tiers=tier(posts=159)),
        "tiers.0.posts",
        "159",
        "4 posts in each",
        None,
    ),
    "a listed office below four posts": (
        *(
            plain(tiers=tier(posts=7, offices=2, more="sizes = [4, 3]")),
            "tiers.0.sizes.1",
            "3",
            "from 4 to",
            None,
        ),
    ),
    "sizes that do not add up": (
        *(plain(tiers=tier(posts=10, offices=2, more="sizes = [5, 6]")), "tiers.0.sizes", None, "10", None),
    ),
    "sizes for other offices": (
        *(
            plain(tiers=tier(posts=10, offices=2, more="sizes = [10]")),
            "tiers.0.sizes",
            None,
            "2 (the number",
            None,
        ),
    ),
    "federal sizes for two offices": (
        *(plain(tiers=tier(offices=2, more='sizes = "federal"')), "tiers.0.offices", "2", "3 or more", None),
    ),
    "shares of grades that do not add up": (
        *(
            plain(tiers=tier(more="grade_shares = [0.5, 0.5, 0.5, 0]")),
            "tiers.0.grade_shares",
            "0.5",
            "to 1",
            None,
        ),
    ),
    "a hub without office": (
        plain(tiers=tier(posts=8, offices=2, more='office_names = ["Law", "Finance"]\nhubs = ["Finanse"]')),
        *("tiers.0.hubs.0", '"Finanse"', "office_names", "Finance"),
    ),
    "two offices of one name": (
        plain(tiers=tier(posts=8, offices=2, more='office_names = ["Law", "Law"]')),
        *("tiers.0.office_names", '"Law"', "once", None),
    ),
    "two tiers of one code": (plain(tiers=tier() + tier()), "tiers.1.code", '"FED"', "once", None),
    "no tier": (plain("tiers = []\n", tiers=""), "tiers", None, "1 to 20", None),
    "nothing at all": ("", "start", None, "first month", None),
    "dates reversed": (plain(start="2022-01-01", end="2021-12-31"), "end", "2021-12-31", "2022-01-01", None),
    "horizon too long": (plain(end="2070-01-01"), "end", "2070-01-01", "at most 600 months", None),
    "a year without sense": (plain(start="0001-01-01"), "start", "0001-01-01", "between 1900 and 2200", None),
    "a time for a date": (plain(start="2020-01-01T00:00:00"), "start", "2020-01-01T00:00:00", "a date", None),
    "an impossible date": (plain(start='"2020-02-30"'), "start", '"2020-02-30"', "a date", None),
    "deadline before announcement": (
        plain(MANDATE.format("2020-05-01", "2020-04-30", 0.4)),
        *("mandates.0.deadline", "2020-04-30", "2020-05-01", None),
    ),
    "mandate outside the horizon": (
        plain(MANDATE.format("2019-12-31", "2020-04-30", 0.4)),
        *("mandates.0.announced", "2019-12-31", "January 2020 to December 2022", None),
    ),
    "deadline outside the horizon": (
        plain(MANDATE.format("2020-05-01", "2023-01-01", 0.4)),
        *("mandates.0.deadline", "2023-01-01", "January 2020 to December 2022", None),
    ),
    "unknown intensity": (
        plain(MANDATE.format("2020-05-01", "2020-05-01", '"e9"')),
        *("mandates.0.intensity", '"e9"', '"e0", "e1" or "e2"', None),
    ),
    "ban that ends before it begins": (
        *(
            plain("[ban]\nstart = 2021-01-01\nuntil = 2020-12-31\n"),
            "ban.until",
            "2020-12-31",
            "2021-01-01",
            None,
        ),
    ),
    "ban outside the horizon": (
        plain("[ban]\nstart = 2031-01-01\n"),
        "ban.start",
        "2031-01-01",
        "horizon",
        None,
    ),
    "law outside the horizon": (
        *(plain("[law]\nstatus = 1.0\ndate = 2031-01-01\n"), "law.date", "2031-01-01", "horizon", None),
    ),
    "repeal before the law": (
        plain("[law]\nstatus = 1.0\ndate = 2021-01-01\nrepeal = 2020-01-01\n"),
        *("law.repeal", "2020-01-01", "2021-01-01", None),
    ),
    "transition outside the horizon": (
        plain('[[transitions]]\ndate = 2031-01-01\nlabel = ""\n'),
        *("transitions.0.date", "2031-01-01", "horizon", None),
    ),
    "transition of an unknown tier": (
        plain('[[transitions]]\ndate = 2021-01-01\nlabel = ""\ntiers = ["FEDS"]\n'),
        *("transitions.0.tiers.0", '"FEDS"', "one of FED", "FED"),
    ),
    "counts of offices reversed": (
        *(plain(INSTALLED.format("2021-01-01", 0.1, "2020-01-01", 0.2)), "go_live.installed.1.date"),
        *("2020-01-01", "later than 2021-01-01", None),
    ),
    "fewer offices than before": (
        *(plain(INSTALLED.format("2020-01-01", 0.3, "2021-01-01", 0.2)), "go_live.installed.1.share"),
        *("0.2", "at least 0.3", None),
    ),
    "a change of nothing": (
        plain("[[changes]]\ndate = 2020-05-01\n"),
        "changes.0",
        "2020-05-01",
        "one lever",
        None,
    ),
    "a lever set twice in a month": (
        plain("[[changes]]\ndate = 2020-05-01\nJ = 1\n[[changes]]\ndate = 2020-05-31\nJ = 0\n"),
        *("changes", None, "J 2 times in the month 2020-05", None),
    ),
    "no edge list": (
        plain('[switches]\nnetwork = "file"\n'),
        "switches.network",
        '"file"',
        "network_file",
        None,
    ),
    "no such record": (
        plain('record = "data/pk_eoffice_federl.csv"\n'),
        *("record", '"data/pk_eoffice_federl.csv"', "library", "data/pk_eoffice_federal.csv"),
    ),
    "a name of its own": (plain('name = "x"\n'), "name", '"x"', "named after its file", "title"),
    "an endless title": (plain(f'title = "{"x" * 201}"\n'), "title", '"xxx', "200 characters", None),
    "extends nothing known": (
        *(
            'extends = "federal-eofice"\n',
            "extends",
            '"federal-eofice"',
            "unknown scenario",
            "federal-eoffice",
        ),
    ),
    "extends a missing file": ('extends = "gone.toml"\n', "extends", '"gone.toml"', "does not exist", None),
    "extends a number": ("extends = 3\n", "extends", "3", "name or path", None),
    "extends itself": ('extends = "mine.toml"\n', "extends", '"mine.toml"', "circle (mine -> mine)", None),
}


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
