"""A scenario from a staff list: what is read, what is written, what is refused and in which words."""

import csv
import io
import os
import sys
import tempfile
import tomllib
import unicodedata
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from worlds import differing, lived

from experiments import catalogue, cli
from experiments.describing import describe
from experiments.new import Wish, make
from experiments.staff import GRADES, assess
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY
from sim.scenario.tier import Tier, apportion, one_of_each, shares_of
from sim.world import build

EXAMPLE = LIBRARY / "data" / "example-staff.csv"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

SOUND = "office,grade,posts\nLaw,9,7\nLaw,16,3\nLaw,18,2\nLaw,20,1\n"
"""One office of 13 posts, of every grade."""


def redtape(*arguments):
    words = [str(argument) for argument in arguments]
    with patch.object(sys, "argv", ["redtape", *words]):
        return CliRunner().invoke(cli.app, words)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(folder: Path, text: str | bytes, name: str = "staff.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path | str, fill: bool = False) -> list[str]:
    staff, faults = assess(path, fill)
    assert staff is None
    return [str(fault) for fault in faults]


def posts_of(path: Path, fill: bool = False) -> dict[str, tuple[int, ...]]:
    staff, faults = assess(path, fill)
    assert staff is not None, [str(fault) for fault in faults]
    return {office.name: office.posts for office in staff.offices}


def with_rows(*rows: str) -> str:
    return SOUND + "".join(f"{row}\n" for row in rows)


# ---- What is read


def test_a_row_is_an_official_or_the_posts_of_a_grade(here):
    """Fails if a row of one shape is counted as of the other, or a scale goes to the wrong grade."""
    scales = [1, 10, 11, 16, 17, 18, 19, 22]
    single = "office,grade\n" + "".join(f"Law,{bps}\n" for bps in scales)
    summed = "office,grade,posts\n" + "".join(f"Law,{bps},{bps}\n" for bps in scales)
    assert posts_of(listed(here, single)) == {"Law": (2, 2, 2, 2)}
    assert posts_of(listed(here, summed)) == {"Law": (11, 27, 35, 41)}


def test_the_example_is_what_its_rows_say():
    """The same count, made the long way round."""
    expected: dict[str, list[int]] = {}
    with EXAMPLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            bps = int(row["grade"].removeprefix("BPS-"))
            (grade,) = [g for g, (_, low, top) in enumerate(GRADES) if low <= bps <= top]
            expected.setdefault(row["office"], [0] * 4)[grade] += int(row["posts"])
    found = posts_of(EXAMPLE)
    assert found == {name: tuple(posts) for name, posts in expected.items()}
    assert list(found) == list(expected)
    assert len(found) >= 5


@pytest.mark.parametrize("grade", ["17", "BPS-17", "BPS 17", "bps17", "BS-17", " 17 ", "BPS - 17", "B-17"])
def test_a_grade_is_read_however_it_is_written(here, grade):
    assert posts_of(listed(here, with_rows(f"Law,{grade},5"))) == {"Law": (7, 3, 7, 1)}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda text: b"\xef\xbb\xbf" + text, "a byte order mark"),
        (lambda text: text.replace(b",", b";"), "semicolons"),
        (lambda text: text.replace(b",", b"\t"), "tabulators"),
        (lambda text: text.replace(b"\n", b"\r\n"), "line ends of Windows"),
        (lambda text: text.replace(b"\n", b",,\n") + b",,,,\n\n,,,,\n", "empty cells and rows"),
        (lambda text: text.replace(b"office,grade,posts", b" Office ,GRADE, Posts"), "capitals and spaces"),
    ],
)
def test_what_spreadsheets_make_of_a_file_is_read(here, change, what):
    assert posts_of(listed(here, change(SOUND.encode()))) == {"Law": (7, 3, 2, 1)}, what


def test_a_name_in_quotation_marks_may_hold_the_mark_between_cells(here):
    text = SOUND.replace("Law,", '"Law, Justice",')
    assert list(posts_of(listed(here, text))) == ["Law, Justice"]


def test_tiers_are_told_apart_and_keep_their_order(here):
    rows = [f"{tier},{office},{bps}" for tier in ("FED", "PB") for office in "BA" for bps in (1, 11, 17, 19)]
    staff, _ = assess(listed(here, "\n".join(["tier,office,grade", *rows, "PB,A,1"])))
    assert staff is not None
    assert {tier: [(x.name, x.posts) for x in offices] for tier, offices in staff.tiers.items()} == {
        "FED": [("B", (1, 1, 1, 1)), ("A", (1, 1, 1, 1))],
        "PB": [("B", (1, 1, 1, 1)), ("A", (2, 1, 1, 1))],
    }


def test_fill_moves_one_post_of_the_largest_grade_into_each_empty_one(here):
    text = with_rows("Press,5,3", "Press,12,2", "Audit,17,4")
    staff, _ = assess(listed(here, text), fill=True)
    assert staff is not None
    law, press, audit = staff.offices
    assert (law.posts, press.posts, audit.posts) == ((7, 3, 2, 1), (1, 2, 1, 1), (1, 1, 1, 1))
    assert law.moves == ""
    assert press.moves == "2 of the clerks counted as 1 of the officers and 1 of the senior officers"
    assert audit.moves.startswith("3 of the officers counted as 1 of the clerks and")


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4).filter(lambda posts: sum(posts) >= 4))
def test_as_few_posts_move_as_can(posts):
    moved = one_of_each(posts)
    assert sum(moved) == sum(posts)
    assert min(moved) >= 1
    assert sum(abs(a - b) for a, b in zip(moved, posts, strict=True)) == 2 * posts.count(0)


# ---- What is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["is empty"]),
        (" \n\n", ["is empty"]),
        ('""\n', ["empty cells"]),
        ("office,grade\n", ["no rows"]),
        ("office,grade\nA\xe9,1\n".encode("latin-1"), ["not UTF-8", "line 2", "CSV UTF-8"]),
        (SOUND.encode("utf-16"), ["not UTF-8"]),
        (b"PK\x03\x04sheet", ["spreadsheet", "CSV"]),
        ("ofice,grade\nA,1\n", ["`office` is not a column", '"ofice"']),
        ("office,Pay Scale\nA,1\n", ["`grade` is not a column", '"Pay Scale"']),
        ("Staff of 2026\n\noffice,grade\nA,1\n", ["header in row 3"]),
        ("office,grade,Grade\nA,1,1\n", ["`grade` is the name of several columns"]),
        ("office,grade,post\nA,1,12\nB,2,1\n", ['"post"', "posts"]),
        ('office,grade\n"A,1\n', ["not a CSV file", "row 2", "quotation mark"]),
        (with_rows(",5,1"), ["row 6", "`office` is empty"]),
        (with_rows("A\x07,5,1"), ["row 6", "cannot be printed"]),
        (with_rows(f"{'A' * 81},5,1"), ["row 6", "`office`", "80"]),
        (with_rows("Law,,1"), ["row 6", "`grade` is empty"]),
        (with_rows("Law,0,1"), ["row 6", "`grade`", '"0"', "1 to 22"]),
        (with_rows("Law,BPS-23,1"), ["row 6", '"BPS-23"', "out of bounds"]),
        (with_rows("Law,-17,1"), ["row 6", '"-17"', "not a grade"]),
        (with_rows("Law,MP-I,1"), ["row 6", '"MP-I"', "not a grade", "BPS-17"]),
        (with_rows("Law,5,0"), ["row 6", "`posts`", '"0"', "Leave out the row"]),
        (with_rows("Law,5,-1"), ["row 6", '"-1"', "whole number of 1 or more"]),
        (with_rows("Law,5,2.5"), ["row 6", '"2.5"', "whole number"]),
        (with_rows("Law,5"), ["row 6", "`posts`", "whole number"]),
        (with_rows("Law,BPS-9,1"), ["row 6", "row 2", '"Law, 9"']),
        (with_rows("Law,5,1,more"), ["row 6", "too many cells", "quotation marks"]),
        (with_rows("LAW,5,8"), ["row 6", '"LAW"', "Did you mean `Law`?"]),
        (with_rows("L aw,5,8"), ["row 6", '"L aw"', "Did you mean `Law`?"]),
        (with_rows("Press,5,3"), ['"Press"', "has 3 posts", "at least 4", "merge"]),
        (
            with_rows("Press,5,3", "Press,12,2"),
            ['"Press"', "no officers (BPS 17-18)", "no senior officers", "--fill"],
        ),
        (with_rows("Law,5,99999999999"), ["posts", "at most 10,000,000"]),
        (
            SOUND.replace("office", "tier,office").replace("Law", "9,Law"),
            ["rows 2, 3, 4 and 1 more", "`tier`"],
        ),
    ],
)
def test_a_wrong_list_is_told_in_one_paragraph(here, text, words):
    """Fails too if one slip is told twice: an office is not judged by rows that could not be read."""
    told = refused(listed(here, text))
    assert len(told) == 1, told
    for word in ("staff.csv", *words):
        assert word in told[0]
    assert told[0].isprintable()


def test_every_fault_is_told_at_once(here):
    rows = ["LAW,5,8", ",5,1", "Law,99,1", "Press,5,3", "Audit,5,none", "Audit,5,0"]
    told = refused(listed(here, with_rows(*rows)))
    assert len(told) == 6
    for word in ("`Law`", "row 7", '"99"', "3 posts", '"none"', '"0"'):
        assert sum(word in line for line in told) == 1, word


def test_an_office_without_a_grade_is_not_saved_by_fill_if_it_is_too_small(here):
    (told,) = refused(listed(here, with_rows("Press,5,3")), fill=True)
    assert "has 3 posts" in told


def test_a_thousand_offices_are_the_most(here):
    rows = [f"Office {m},{bps}" for m in range(1001) for bps in (1, 11, 17, 19)]
    (told,) = refused(listed(here, "\n".join(["office,grade", *rows])))
    assert "names 1,001 offices" in told
    assert "at most 1,000" in told
    assert len(posts_of(listed(here, "\n".join(["office,grade", *rows[:4000]])))) == 1000


def test_a_missing_list_is_told_with_the_nearest(here):
    listed(here, SOUND, "staff-list.csv")
    (told,) = refused("staff_list.csv")
    assert "does not exist" in told
    assert "Did you mean `staff-list.csv`?" in told


@SLOW
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text('officegradepostr,;"\n\t 0123456789BPS-é\x00', max_size=300).map(str.encode),
        st.lists(
            st.tuples(
                st.sampled_from(["Law", "law", "", "La\nw", "Press"]) | st.text(max_size=90),
                st.sampled_from(["1", "BPS-17", "22", "", "0"]) | st.text(max_size=5),
                st.sampled_from(["1", "40", "", "x"]) | st.text(max_size=5),
            ),
            max_size=8,
        ).map(lambda rows: csv_of([("office", "grade", "posts"), *rows]).encode("utf-8", "surrogatepass")),
    ),
    st.booleans(),
)
def test_garbage_is_refused_in_words(content, fill):
    with tempfile.TemporaryDirectory() as folder:
        staff, faults = assess(listed(Path(folder), content), fill)
    assert (staff is None) == bool(faults)
    for fault in faults:
        assert isinstance(fault, InputError)
        assert str(fault).isprintable()
        assert len(str(fault)) > 20


def csv_of(rows: list[tuple[object, ...]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


# ---- What is written


NAMES = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" "), min_size=1, max_size=40
).filter(lambda name: name == name.strip() and name)


def alike(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


@st.composite
def staff_lists(draw: st.DrawFn) -> tuple[str, dict[str, dict[str, list[int]]]]:
    """A sound staff list of either shape, and tier -> office -> its posts by grade, as drawn."""
    codes = draw(st.sampled_from([[], ["FED"], ["PB", "FED"]]))
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=alike))
    per_official, remark = draw(st.booleans()), draw(st.booleans())
    rows: list[dict[str, object]] = []
    truth: dict[str, dict[str, list[int]]] = {}
    for code in codes or ["OWN"]:
        for name in names:
            posts = truth.setdefault(code, {}).setdefault(name, [0] * 4)
            for grade, (_, low, top) in enumerate(GRADES):
                for bps in draw(st.lists(st.integers(low, top), min_size=1, max_size=2, unique=True)):
                    n = draw(st.integers(1, 9))
                    posts[grade] += n
                    written = draw(st.sampled_from(["{}", "BPS-{}", "BPS {}"])).format(bps)
                    row = {"tier": code, "office": name, "grade": written, "posts": n, "remark": "x"}
                    rows += [row] * n if per_official else [row]
    columns = ["office", "grade", *["tier"] * bool(codes), *["remark"] * remark]
    columns = draw(st.permutations([*columns, *["posts"] * (not per_official)]))
    table = [tuple(columns), *(tuple(row[column] for column in columns) for row in rows)]
    return csv_of(table, draw(st.sampled_from(",;"))), truth


@SLOW
@given(staff_lists())
def test_a_staff_list_becomes_exactly_its_offices(drawn):
    """Fails if any office, post or grade is lost, renamed, reordered or counted twice."""
    text, truth = drawn
    with tempfile.TemporaryDirectory() as folder:
        path = listed(Path(folder), text)
        made, faults = make(Wish("mine", str(path), out=Path(folder)))
        assert made is not None, [str(fault) for fault in faults]
        assert made.path == Path(folder) / "mine.toml"
        scenario = Scenario.load(made.path)
        assert catalogue.check([made.path]) == []
        assert sorted(os.listdir(folder)) == ["mine.toml", "staff.csv"]
    found = {
        tier.code: dict(zip(tier.names, map(list, tier.posts_by_grade), strict=True))
        for tier in scenario.tiers
    }
    assert found == truth
    assert [list(offices) for offices in found.values()] == [list(offices) for offices in truth.values()]
    rows = [posts for offices in truth.values() for posts in offices.values()]
    assert [size for tier in scenario.tiers for size in tier.office_sizes] == [sum(row) for row in rows]
    world = build(scenario, 1)
    assert world.n_grade.tolist() == rows
    counted = [np.bincount(world.posts.grade[o.first : o.last], minlength=4).tolist() for o in world.office]
    assert counted == rows


def made_of(path: Path | str, **wish: object) -> Scenario:
    made, faults = make(Wish("mine", str(path), **wish))
    assert made is not None, [str(fault) for fault in faults]
    return Scenario.load(made.path)


def test_the_file_changes_only_who_works_where(here):
    """Fails if the federal case's orders, politics or roll-out are lost, or its record is kept."""
    mine, federal = made_of(EXAMPLE).resolved(), Scenario.load("federal-eoffice").resolved()
    differing = {key for key in mine | federal if mine.get(key) != federal.get(key)}
    assert differing == {"name", "title", "story", "evidence", "expect", "record", "tiers"}
    assert "record" not in mine
    (tier,), (whole,) = mine["tiers"], federal["tiers"]
    assert tier["citizens"] == whole["citizens"]
    assert tier["hubs"] == []
    assert "assumption: as in federal-eoffice" in (here / "mine.toml").read_text()


def test_a_plain_file_has_dates_and_an_order_to_copy(here):
    plain = made_of(EXAMPLE, start="2026-07", end="2027-06-30", citizens=5_000_000)
    assert (plain.n_months, plain.mandates, plain.go_live) == (12, (), None)
    assert plain.tiers[0].citizens == 5_000_000
    text = (here / "mine.toml").read_text()
    assert "extends" not in tomllib.loads(text)
    assert "assumption: as in" not in text
    told, order = text.split("\n# [[mandates]]")
    order = order.replace("\n# ", "\n")
    (here / "ordered.toml").write_text(f"{told}\n[[mandates]]{order}")
    (mandate,) = Scenario.load("ordered.toml").mandates
    assert (mandate.announced, mandate.deadline) == (plain.start, plain.end)


def test_the_hubs_named_in_the_file_are_those_it_has(here):
    """The commented line names the offices that are hubs anyway."""
    scenario = made_of(EXAMPLE)
    text = (here / "mine.toml").read_text()
    assert text.count("# hubs = [") == 1
    (here / "said.toml").write_text(text.replace("# hubs = [", "hubs = ["))
    assert Scenario.load("said.toml").tiers[0].hub_offices == scenario.tiers[0].hub_offices


def test_what_the_file_suggests_in_remarks_can_be_filled_in(here):
    """Fails if a suggested line is no key of a tier, or equipment is suggested otherwise than it is."""
    made_of(EXAMPLE)
    text = (here / "mine.toml").read_text()
    (here / "said.toml").write_text(text.replace("# budget = ", "budget = ").replace("# equip", "equip"))
    (tier,) = Scenario.load("said.toml").tiers
    assert tier.budget is not None
    assert tier.budget > 0
    assert tier.equipment == Scenario.load("mine.toml").parameter("F0")


def test_a_parent_of_ones_own_is_found_from_where_the_file_goes(here):
    (here / "parents").mkdir()
    (here / "out").mkdir()
    (here / "parents" / "mine.toml").write_text('extends = "federal-2022"\n[levers]\nME = 0.4\n')
    made, _ = make(Wish("child", str(EXAMPLE), out=here / "out", extends="parents/mine.toml"))
    assert made is not None
    assert Scenario.load(made.path).lever("ME") == 0.4


def test_what_was_filled_is_said_on_the_screen_and_in_the_file(here):
    listed(here, with_rows("Press,5,3", "Press,12,2"))
    done = redtape("new", "mine", "--from-csv", "staff.csv", "--fill", "--title", "Ministry of Words")
    assert done.exit_code == 0
    assert (
        done.stderr
        == "Filled: Press: 2 of the clerks counted as 1 of the officers and 1 of the senior officers.\n"
    )
    (line,) = [line for line in (here / "mine.toml").read_text().splitlines() if "filled:" in line]
    assert line.lstrip().startswith("[1, 2, 1, 1],")
    assert "posts were moved" in Scenario.load("mine.toml").evidence
    assert Scenario.load("mine.toml").title == "Ministry of Words"


def test_a_title_that_says_anything_leaves_a_file_that_loads(here):
    title = 'A "quoted"\t\\ title\n# [[tiers]]\nposts = 3'
    path = listed(here, SOUND, 'my \\ """list""" .csv')
    made = made_of(path, title=title, command="redtape\nposts = 4 \x7f")
    assert made.title == title
    assert 'my \\ """list""" .csv.' in made.evidence


def test_the_command_tells_what_it_read_and_the_file_runs(here):
    """The example of the help text, from the library, wherever one stands."""
    done = redtape("new", "my-ministry", "--from-csv", "data/example-staff.csv")
    assert done.exit_code == 0, done.output
    posts = sum(map(sum, posts_of(EXAMPLE).values()))
    for word in (
        "my-ministry.toml",
        f"{posts:,} posts",
        "one row per office and grade",
        "redtape run my-ministry.toml",
    ):
        assert word in done.stdout
    assert done.stderr == ""
    assert redtape("check", "my-ministry.toml").exit_code == 0
    assert (
        "redtape new my-ministry --from-csv data/example-staff.csv" in (here / "my-ministry.toml").read_text()
    )
    run = redtape("run", "my-ministry.toml", "--replicates", "1", "--no-pictures")
    assert run.exit_code == 0, run.output
    assert (here / "results" / "my-ministry").is_dir()


def test_columns_that_are_not_used_are_named(here):
    listed(here, "name,office,grade,joined\n" + "".join(f"X,Law,{bps},2001\n" for bps in (1, 11, 17, 19)))
    done = redtape("new", "mine", "--from-csv", "staff.csv")
    assert "one row per official; columns not used: name, joined." in done.stdout


def test_many_faults_are_counted_after_the_first_twenty(here):
    listed(here, with_rows(*(f"Office {m},5,1" for m in range(23))))
    done = redtape("new", "mine", "--from-csv", "staff.csv")
    assert done.exit_code == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "And 3 more faults."
    assert not (here / "mine.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["federal-eoffice"], ["`NAME`", "library"]),
        (["mine", "--out", "no-reform.toml"], ["`--out`", "library"]),
        (["mine.toml"], ["`NAME`", "Did you mean `mine`?"]),
        (["../mine"], ["`NAME`", "letters"]),
        (["mine", "--out", "mine.txt"], ["`--out`", "ends in .toml"]),
        (["mine", "--out", "gone/mine.toml"], ["`--out`", "a folder that exists"]),
        (["mine", "--out", f"{'x' * 300}.toml"], ["`--out`", "is no path"]),
        (["mine", "--title", ""], ["`--title`", "empty"]),
        (["mine", "--citizens", "0"], ["`--citizens`", "out of bounds"]),
        (["mine", "--start", "2026-01-01"], ["`--end`", "is missing"]),
        (["mine", "--start", "soon", "--end", "2027-01"], ["`--start`", '"soon"', "not a date"]),
        (["mine", "--start", "2027-01", "--end", "2026-01"], ["mine.toml", "`end`", "lies before the start"]),
        (["mine", "--extends", "federal-2202"], ["unknown scenario", "`federal-2022`"]),
        (
            ["mine", "--extends", "no-reform", "--start", "2026-01", "--end", "2027-01"],
            ["`--extends`", "--start and --end"],
        ),
        (["mine", "--extends", "edges.toml"], ["`--extends`", "who writes to whom"]),
        (["mine", "--extends", "split.toml"], ["split.toml", "`transitions.0.tiers.0`", "OWN"]),
    ],
)
def test_a_wrong_option_is_told_in_one_paragraph_and_nothing_is_written(here, arguments, words):
    (here / "edges.csv").write_text("from,to,share\nA,B,1\n")
    more = 'network_file = "edges.csv"\n[switches]\nnetwork = "file"\n'
    (here / "edges.toml").write_text(f'extends = "federal-2022"\n{more}')
    there = '[[transitions]]\ndate = 2023-01-01\nlabel = "New"\ntiers = ["FED"]\n'
    (here / "split.toml").write_text(f'extends = "federal-2022"\n{there}')
    before = sorted(os.listdir(here))
    done = redtape("new", *arguments, "--from-csv", EXAMPLE)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    for word in words:
        assert word in done.stderr
    assert sorted(os.listdir(here)) == before


def test_wrong_options_and_a_wrong_list_are_told_together(here):
    listed(here, with_rows("Law,99,1"))
    done = redtape("new", "no-reform", "--from-csv", "staff.csv", "--citizens", "0")
    assert [word in done.stderr for word in ("`NAME`", "`--citizens`", '"99"')] == [True] * 3


def test_a_file_that_is_there_is_replaced_only_by_force(here):
    (here / "mine.toml").write_text("kept")
    done = redtape("new", "mine", "--from-csv", EXAMPLE)
    assert (done.exit_code, (here / "mine.toml").read_text()) == (2, "kept")
    assert "exists already" in done.stderr
    assert "--force" in done.stderr
    broken = redtape(
        "new", "mine", "--from-csv", EXAMPLE, "--force", "--start", "2027-01", "--end", "2026-01"
    )
    assert (broken.exit_code, (here / "mine.toml").read_text()) == (2, "kept")
    assert redtape("new", "mine", "--from-csv", EXAMPLE, "--force").exit_code == 0
    assert Scenario.load("mine.toml").tiers[0].grade_posts


def test_a_place_that_cannot_be_written_is_told(here):
    (here / ".mine.part.toml").mkdir()
    done = redtape("new", "mine", "--from-csv", EXAMPLE)
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


# ---- The key of a tier


def test_posts_by_grade_are_by_largest_remainder_unless_listed():
    """What listing changes, and that stating what is so anyway changes no bit."""
    data = {"code": "X", "posts": 63, "offices": 3, "sizes": (30, 29, 4), "citizens": 1}
    drawn = Tier(**data).posts_by_grade
    assert drawn[:2] == tuple(apportion(n, (0.45, 0.33, 0.17, 0.05)) for n in (30, 29))
    assert drawn[2] == (1, 1, 1, 1)
    said = Tier(**data, grade_posts=((10, 10, 5, 5), (26, 1, 1, 1), (1, 1, 1, 1)))
    assert said.posts_by_grade == ((10, 10, 5, 5), (26, 1, 1, 1), (1, 1, 1, 1))
    assert said.grades == shares_of(said.posts_by_grade) == (37 / 63, 12 / 63, 7 / 63, 7 / 63)
    base = Scenario.load("federal-2022").with_values({"posts": 400, "end": "2022-12-31"})
    rows = [list(row) for row in base.tiers[0].posts_by_grade]
    stated = base.with_values({"grade_shares": None, "grade_posts": rows})
    assert differing(lived(base), lived(stated)) == []
    assert base.fingerprint != stated.fingerprint


def test_descriptions_tell_the_grades_that_are_listed():
    tier = {"code": "X", "posts": 10, "offices": 1, "citizens": 1, "grade_posts": [[1, 2, 3, 4]]}
    data = {"start": "2026-01", "end": "2026-12", "service": "G2G", "tiers": [tier]}
    told = describe(Scenario.from_data(data))
    assert "10% clerks, 20% assistants, 30% officers, 40% senior officers" in told
