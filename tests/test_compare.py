"""Comparisons as a whole: from runs to tables and sentences, and the command."""

import json
import math
import re
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from compared import CENTRE, facts_about, plan_of, tables_of
from typer.testing import CliRunner
from worlds import orders, small

from experiments import cli, studies, sweep
from experiments.compare import asking, words
from experiments.compare.compared import as_data, of_tables
from experiments.compare.comparison import TABLES, Comparison, tabled
from experiments.compare.facts import facts_of
from experiments.compare.screen import told
from experiments.studies.plan import Point
from experiments.sweep import Where
from sim import Scenario
from sim.errors import InputError
from sim.parameters import PARAMETERS

POINTS = (
    CENTRE,
    Point(1, "check", "kappa = 0", {"kappa": 0.0}),
    Point(2, "design", "future 1", {"lam": 0.2}),
    Point(3, "design", "future 2", {"lam": 0.45}),
)


@pytest.fixture(scope="module")
def federal() -> tuple[Comparison, dict[str, pd.DataFrame]]:
    """No reform and the full package at 1,600 posts in both regimes, and the tables it was made of."""
    packages = {
        name: Scenario.load(name).with_values({"posts": 1600}) for name in ("no-reform", "full-package")
    }
    plan = plan_of(packages, POINTS, regimes=("L", "K"), satisfied=0.25)
    tables = tables_of(plan)
    return of_tables(facts_of(plan), tables, "here"), tables


# ---- The whole, with the model


def test_the_full_package_is_better_than_no_reform(federal):
    """In both regimes, for every replicate and grade, over futures and checks, and it costs more."""
    found, _ = federal
    assert found.pairs["regime"].tolist() == ["L", "K"]
    assert (found.pairs["low"] > 0.1).all()
    assert (found.pairs["p_beats"] == 1.0).all()
    assert (found.pairs["variance_ratio"] > 2.0).all()
    assert (found.pairs["cost_low"] > 0.0).all()
    assert (found.order["share"] == 1.0).all()
    assert found.checks["keeps"].all()
    assert (found.moved_grades["low"] > 0.2).all()
    assert found.regret[found.regret["scenario"] == "full-package"]["minimax"].all()
    assert (found.n_replicates, found.n_futures, found.future_replicates, found.failed) == (4, 2, 2, 0)


def test_posts_that_moved_add_up_to_the_difference_of_desks(federal):
    """Who moved is told of the very posts whose digital share the monthly table has."""
    found, tables = federal
    last = tables["monthly"][tables["monthly"]["month"] == tables["monthly"]["month"].max()]
    last = last[last["point"] == 0].groupby(["regime", "scenario"])["verified_use"].mean()
    for regime in ("L", "K"):
        posts = found.moved_modes[found.moved_modes["regime"] == regime]
        gained = posts.loc[(posts["after"] == "digital") & (posts["before"] != "digital"), "share"].sum()
        lost = posts.loc[(posts["before"] == "digital") & (posts["after"] != "digital"), "share"].sum()
        assert gained - lost == pytest.approx(last[regime, "full-package"] - last[regime, "no-reform"])
        grades = found.moved_grades[found.moved_grades["regime"] == regime]
        assert np.average(grades["difference"], weights=grades["posts"]) == pytest.approx(gained - lost)
        offices = found.moved_offices[found.moved_offices["regime"] == regime]
        assert np.average(offices["difference"], weights=offices["size"]) == pytest.approx(gained - lost)


def test_a_smaller_copy_says_how_large_the_whole_is(federal):
    found, _ = federal
    assert found.facts.scope.startswith("1,600 posts (13,503 in the library, where what costs the same ")
    assert found.facts.scope.endswith("weighs less), January 2018 to December 2027")
    whole = facts_of(studies.load("federal-packages"))
    assert whole.scope == "13,503 posts, January 2018 to December 2027"


def test_the_order_of_the_rows_does_not_matter(federal):
    found, tables = federal
    shuffled = {name: table.sample(frac=1.0, random_state=3) for name, table in tables.items()}
    shuffled["points"] = tables["points"]
    again = of_tables(found.facts, shuffled, "here")
    for name in ("pairs", "regret", "order", "checks"):
        pd.testing.assert_frame_equal(again.tables()[name], found.tables()[name])
    assert set(map(tuple, again.moved_modes.to_numpy())) == set(map(tuple, found.moved_modes.to_numpy()))


def test_a_failed_run_leaves_its_pairs_out_and_is_told(federal):
    found, tables = federal
    runs = tables["runs"].copy()
    lost = (runs["point"] == 0) & (runs["scenario"] == "full-package") & (runs["replicate"] == 1)
    numbers = runs.columns[runs.columns.get_loc("status") + 1 :]
    runs.loc[lost, "status"] = "failed"
    runs.loc[lost, numbers] = math.nan
    gone = set(runs.loc[lost, "run"])
    others = {
        name: tables[name][~tables[name]["run"].isin(gone)] for name in ("monthly", "offices", "bureaucrats")
    }
    again = of_tables(found.facts, {**tables, **others, "runs": runs}, "here")
    assert again.pairs["n"].tolist() == [3, 3]
    assert again.pairs["left_out"].tolist() == [1, 1]
    assert again.failed == 2
    assert any("2 runs failed" in sentence for sentence in told(again))
    assert again.moved_modes.groupby("regime")["posts"].sum().tolist() == [1600.0, 1600.0]


def test_without_a_run_as_declared_there_is_nothing_to_compare(federal):
    found, tables = federal
    points = tables["points"].replace({"kind": {"centre": "check"}})
    with pytest.raises(
        InputError, match="no finished run of no-reform, full-package as declared in regime L"
    ):
        of_tables(found.facts, {**tables, "points": points}, "here")


def test_data_for_json_is_whole_and_holds_no_nan(federal):
    found, _ = federal
    data = json.loads(json.dumps(as_data(found), allow_nan=False))
    assert {name: len(data[name]) for name in TABLES} == {name: len(t) for name, t in found.tables().items()}
    assert data["pairs"][0]["difference"] == found.pairs["difference"][0]
    assert data["months"][0]["month"] == "2018-01-01"


def test_a_table_with_other_columns_is_refused(federal):
    found, _ = federal
    with pytest.raises(ValueError, match="order has the columns"):
        replace(found, order=found.order.rename(columns={"share": "shares"}))


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_its_columns(name):
    assert list(tabled(name, pd.DataFrame()).columns) == list(TABLES[name])


# ---- What can be compared


def test_packages_of_different_months_are_refused():
    plan = plan_of({"a": small(months=12), "b": small(months=13)})
    with pytest.raises(InputError, match="a: June 2022 to May 2023; b: June 2022 to June 2023"):
        facts_of(plan)


def test_a_single_package_is_refused():
    with pytest.raises(InputError, match="single package"):
        facts_of(plan_of({"a": small()}))


def test_a_study_that_ranks_by_nothing_is_refused():
    with pytest.raises(InputError, match="whole-run outcome"):
        facts_of(plan_of({"a": small(), "b": small()}, outcomes=("verified_use",)))


# ---- Words

PAIR = ("a", "b", "difference", "low", "high")
Needed = namedtuple("Needed", "n needed_for_sign needed_for_width width variance_ratio")
Row = namedtuple("Row", "regime a b n difference low high p_beats p_low p_high")


def test_the_better_package_is_named_first_whichever_way_the_difference_goes():
    facts = facts_about(["a", "b"])
    up = words.contest(facts, Row("", "a", "b", 20, 0.05, 0.04, 0.06, 0.9, 0.75, 0.97))
    down = words.contest(facts, Row("", "a", "b", 20, -0.05, -0.06, -0.04, 0.1, 0.03, 0.25))
    expected = "is better than {} by 5 points (90 % interval 4 to 6), and is so in 18 of 20 replicates"
    assert up == f"b {expected.format('a')} (90 % interval of that share: 75 to 97 %)."
    assert down == f"a {expected.format('b')} (90 % interval of that share: 75 to 97 %)."


def test_where_less_is_better_the_smaller_is_named_first():
    facts = facts_about(["a", "b"], outcome="processing_days_mean")
    text = words.contest(facts, Row("K", "a", "b", 20, 2.0, 1.0, 3.0, 0.0, 0.0, 0.1))
    assert text.startswith("Regime K: a is better than b by 2.0 days (90 % interval 1.0 to 3.0)")


def test_what_cannot_be_told_apart_is_said_so():
    facts = facts_about(["a", "b"])
    text = words.contest(facts, Row("", "a", "b", 20, 0.01, -0.02, 0.04, 0.6, 0.4, 0.8))
    assert "(90 % interval −2 to 4)" in text
    assert text.endswith("too little to tell them apart.")


@pytest.mark.parametrize(
    ("outcome", "value", "text"),
    [
        ("verified_use_mean", 0.05, "+5 points"),
        ("verified_use_mean", -0.004, "−0.4 points"),
        ("verified_use_mean", 0.01, "+1 point"),
        ("processing_days_mean", -2.14, "−2.1 days"),
        ("discounted_cost_end", 3.4e9, "+Rs 3.4 bn"),
    ],
)
def test_differences_in_words(outcome, value, text):
    assert words.change(outcome, value) == text


def believed(*rows: dict[str, object]) -> Comparison:
    """A comparison in which b leads by 5 points, with these rows of turning values."""
    empty = {name: tabled(name, pd.DataFrame()) for name in TABLES}
    table = pd.DataFrame([{**dict.fromkeys(TABLES["break_even"], 0.5), **row} for row in rows])
    table = table.assign(regime="", a="a", b="b", meaning="", unit="", difference=0.05)
    empty["break_even"] = tabled("break_even", table)
    return Comparison(facts_about(["a", "b"]), 0, 4, 0, 0, **empty)


def test_what_must_be_believed_is_told_with_side_interval_and_meaning():
    turn = {"parameter": "kappa", "turns_at": 1.2, "turns_low": 1.1, "turns_high": math.inf}
    turn |= {"declared": 0.75, "low": 0.0, "high": 2.0, "distance": 0.2}
    never = {"parameter": "lam", "turns_at": math.nan, "distance": math.nan}
    first, kappa, rest = words.beliefs(believed(turn, never), "", "a", "b")
    assert first.startswith("What must be believed for a to beat b?")
    meaning = PARAMETERS["kappa"].meaning
    assert kappa == (
        "kappa above 1.2 (90 % interval 1.1 to above all that is possible), declared 0.75, possible 0 to 2: "
        f"{meaning[0].lower()}{meaning[1:]}"
    )
    assert rest.startswith("Otherwise b stays ahead: 1 of 2 uncertain parameters")


def test_where_nothing_turns_it_the_nearest_is_told():
    near = {"parameter": "kappa", "turns_at": math.nan, "short_by": 0.02, "nearest_at": 2.0}
    far = {"parameter": "lam", "turns_at": math.nan, "short_by": 0.04, "nearest_at": 0.1}
    (text,) = words.beliefs(believed(far, near), "", "a", "b")
    assert "None of 2 uncertain parameters does it alone" in text
    assert "Nearest is kappa" in text
    assert text.endswith("at 2, where 2 points are left.")


def test_a_pair_that_luck_decides_has_no_order_to_turn():
    turn = {"parameter": "kappa", "turns_at": 1.2, "declared": 0.75, "low": 0.0, "high": 2.0}
    pair = pd.DataFrame([{**dict.fromkeys(TABLES["pairs"], 0.5), "regime": "", "a": "a", "b": "b"}])
    told = replace(believed(turn), pairs=tabled("pairs", pair.assign(low=-0.1)))
    assert list(words.beliefs(told, "", "a", "b")) == [
        "a and b cannot be told apart as declared: no order could turn."
    ]


def test_a_check_turns_only_what_is_beyond_luck_before_and_after():
    centre = [("a", "b", 0.1, 0.05, 0.15), ("a", "c", 0.1, 0.05, 0.15), ("b", "c", 0.0, -0.1, 0.1)]
    found = [("a", "b", -0.1, -0.2, -0.05), ("a", "c", 0.0, 0.0, 0.0), ("b", "c", -0.1, -0.2, -0.05)]
    blank = dict.fromkeys((*TABLES["pairs"], "label", "keeps"), 0.0)

    def table(name: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
        told = [{**blank, "regime": "", **dict(zip(PAIR, row, strict=True))} for row in rows]
        return tabled(name, pd.DataFrame(told).assign(label="kappa = 0", keeps=False))

    empty = {name: tabled(name, pd.DataFrame()) for name in TABLES}
    empty |= {"pairs": table("pairs", centre), "checks": table("checks", found)}
    told = words.under_checks(Comparison(facts_about(list("abc")), 0, 4, 0, 0, **empty), "")
    assert told == (
        "Of 2 pairs that are surely ordered as declared, these turn: a and b under kappa = 0 (−10 points) "
        "(checked: kappa = 0); these cannot be told apart any more: a and c under kappa = 0 (+0 points)."
    )


def test_where_no_pair_is_surely_ordered_no_check_turns_one():
    row = {**dict.fromkeys((*TABLES["pairs"], "label", "keeps"), math.nan), "regime": "", "a": "a", "b": "b"}
    empty = {name: tabled(name, pd.DataFrame()) for name in TABLES}
    pairs = pd.DataFrame([row]).assign(n=1, left_out=0, label="kappa = 0", keeps=True)
    empty |= {name: tabled(name, pairs) for name in ("pairs", "checks")}
    told = words.under_checks(Comparison(facts_about(["a", "b"]), 0, 1, 0, 0, **empty), "")
    assert told == "No pair is surely ordered as declared, so that no check could turn one."


def test_replicates_beyond_reach_are_told_so():
    row = Needed(20, 10_000_000.0, 30.0, 0.01, 12.0)
    told = words.runs_needed(facts_about(["a", "b"]), row)
    assert told.startswith("By these 20, more than 10,000,000 replicates tell which is the better; about 30")


def test_values_of_parameters_are_told_as_a_reader_writes_them():
    turn = {"parameter": "beta0", "turns_at": -2.8234, "turns_low": -math.inf, "turns_high": -1.0}
    dear = {
        "parameter": "cost_law",
        "turns_at": 1.5e8,
        "declared": 1e8,
        "turns_low": 1.2e8,
        "turns_high": 2e8,
    }
    _, belief, price, _ = words.beliefs(believed(turn, dear), "", "a", "b")
    assert belief.startswith("beta0 below −2.82 (90 % interval below all that is possible to −1)")
    assert price.startswith("cost_law above 150,000,000 (90 % interval 120,000,000 to 200,000,000)")


def test_who_moved_is_told_from_least_to_most(federal):
    found, _ = federal
    moved, grades, offices, part = words.who_moved(found, "L", "full-package")
    rows = found.moved_grades[found.moved_grades["regime"] == "L"].sort_values("difference")
    least, most = rows.iloc[0], rows.iloc[-1]
    assert "from paper to digital" in moved
    assert grades == (
        f"Digital posts by grade: from +{100 * least['difference']:.0f} points ({least['grade']}) "
        f"to +{100 * most['difference']:.0f} points ({most['grade']})."
    )
    assert offices.startswith("Digital desks by office: from +")
    parts = found.moved_parts[found.moved_parts["regime"] == "L"]
    assert f"{100 * parts['difference'].min():.0f} points".replace("-", "−") in part


# ---- The command


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Two small scenario files in the folder one stands in: nothing ordered, and an order."""
    monkeypatch.chdir(tmp_path)
    plain = small({"posts": 100, "offices": 10}, months=12)
    (tmp_path / "quiet.toml").write_text(plain.to_toml(), encoding="utf-8")
    ordered = plain.with_values({"mandates": orders((1, 4, 0.6))})
    (tmp_path / "strict.toml").write_text(ordered.to_toml(), encoding="utf-8")
    return tmp_path


SHORT = ["--replicates", "3", "--futures", "3", "--future-replicates", "2", "--workers", "2"]


def asked(*arguments: str):
    return CliRunner().invoke(cli.app, ["compare", *arguments])


def test_two_scenarios_are_compared_and_kept(packages):
    done = asked("quiet.toml", "strict.toml", "--no-break-even", *SHORT)
    assert done.exit_code == 0, done.output
    assert "strict does best" in done.stdout
    assert "strict is better than quiet by" not in done.stdout
    assert "Over 3 futures" in done.stdout
    folder = packages / "results" / "compare-quiet-strict"
    again = asked(str(folder), "--json")
    assert again.exit_code == 0, again.output
    data = json.loads(again.stdout)
    assert data["packages"] == {"quiet": "quiet", "strict": "strict"}
    assert data["pairs"][0]["n"] == 3
    assert data["order"][0]["n_futures"] == 3
    assert data["break_even"] == []
    assert {row["label"] for row in data["checks"]} == {"kappa = 0", "kappa = 1.5"}


def test_another_comparison_takes_the_place_of_one_only_by_force(packages):
    assert asked("quiet.toml", "strict.toml", "--no-break-even", "--out", "mine", *SHORT).exit_code == 0
    before = Path("mine/runs.parquet").read_bytes()
    refused = asked("strict.toml", "quiet.toml", "--no-break-even", "--out", "mine", *SHORT)
    assert refused.exit_code == 2
    assert "`--out`" in refused.stderr
    assert "--force" in refused.stderr
    assert Path("mine/runs.parquet").read_bytes() == before
    assert (
        asked("strict.toml", "quiet.toml", "--no-break-even", "--out", "mine", "--force", *SHORT).exit_code
        == 0
    )
    assert Path("mine/runs.parquet").read_bytes() != before


def test_every_pair_and_who_moved_is_told_where_asked_for(packages):
    done = asked("quiet.toml", "strict.toml", "--no-break-even", "--out", "mine", *SHORT)
    short, long = done.stdout, asked("mine", "--verbose").stdout
    for words_of_it in ("strict is better than quiet by", "Under strict, "):
        assert words_of_it not in short
        assert words_of_it in long
    assert re.search(r"Costs are of [0-9,]+ posts( \(|, )", short)


def test_the_same_comparison_makes_no_run_twice_and_goes_on_from_what_is_there(packages):
    arguments = ("quiet.toml", "strict.toml", "--no-break-even", "--json", "--out", "mine")
    first = asked(*arguments, *SHORT)
    again = asked(*arguments, *SHORT)
    assert json.loads(first.stdout) == json.loads(again.stdout)
    assert "Sweeping" not in again.stderr
    more = asked(*arguments, *SHORT, "--replicates", "5")
    assert json.loads(more.stdout)["pairs"][0]["n"] == 5


def test_turning_values_are_searched_kept_and_not_searched_again(packages, monkeypatch):
    """Two parameters stand in for all ninety; a folder of other replicates does not keep the old values."""
    few = {name: PARAMETERS[name] for name in ("e1", "kappa", "X0")}
    monkeypatch.setattr("experiments.compare.break_even.PARAMETERS", few)
    arguments = ("quiet.toml", "strict.toml", "--json", "--out", "mine")
    first = asked(*arguments, *SHORT)
    assert first.exit_code == 0, first.output
    rows = json.loads(first.stdout)["break_even"]
    assert sorted(row["parameter"] for row in rows) == ["e1", "kappa"]
    assert "Break-even" in first.stderr
    again = asked("mine", "--break-even", "--json")
    assert "Break-even" not in again.stderr
    assert json.loads(again.stdout)["break_even"] == rows
    other = asked(*arguments, *SHORT, "--replicates", "4", "--no-break-even")
    assert json.loads(other.stdout)["break_even"] == []


@pytest.mark.parametrize(
    ("arguments", "words_of_it"),
    [
        (["quiet.toml"], "nothing to compare"),
        (["quiet.toml", "strict.toml", "--outcome", "checks_mean"], "cannot rank"),
        (["quiet.toml", "strict.toml", "--outcome", "t50_verified"], "t50_verified_restricted"),
        (["quiet.toml", "strict.toml", "--base", "strickt"], "strict"),
        (["quiet.toml", "longer.toml"], "same months"),
        (["quiet.toml", "quiet.toml"], "quiet"),
        (["empty"], "results"),
        (["quiet.toml", "strict.toml", "--replicates", "0"], "--replicates"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_paragraph(packages, arguments, words_of_it):
    (packages / "empty").mkdir()
    (packages / "longer.toml").write_text(small({"posts": 100, "offices": 10}, months=13).to_toml())
    done = asked(*arguments, "--no-break-even")
    assert done.exit_code == 2, done.output
    assert words_of_it in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (packages / "results").exists()


def test_the_folder_of_a_single_run_is_told_to_hold_no_comparison(packages):
    CliRunner().invoke(cli.app, ["run", "quiet.toml", "--replicates", "1", "--no-pictures", "--out", "one"])
    done = asked("one")
    assert done.exit_code == 2
    assert "sweep or comparison" in done.stderr


def test_a_plan_comes_back_from_its_folder_with_what_a_comparison_needs(packages):
    scenarios = [Scenario.load(name) for name in ("quiet.toml", "strict.toml")]
    plan = studies.comparison(scenarios, "quiet", "verified_use_mean", ["L"], 2, 2, 1, 1)
    answer = asking.ask(plan, packages / "here", Where("threads", 2), search=False)
    assert facts_of(asking.plan_of(answer.tally.results)) == facts_of(plan)
    assert "beta_U" in answer.comparison.facts.held
    assert answer.tally.status == "complete"
    assert sweep.in_words(answer.tally)
