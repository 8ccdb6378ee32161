"""Making a results folder again: the same is the same, a difference is told, and a fault in one paragraph."""

import json
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import manifest
from experiments.batch import Batch
from experiments.patterns import asking
from experiments.patterns.judging import SAMPLES, Judgement
from experiments.rerun import differences, telling
from experiments.rerun.recorded import _scenario
from experiments.store import Results
from sim import simulate
from sim.errors import InputError
from sim.scenario import Scenario, regimes
from tests.test_cli import assert_refused, failing, interrupting, redtape, run_tiny

THREE = ("--replicates", 3, "--seed", 5)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "results"
    assert run_tiny(out, *THREE, "--agents").exit_code == 0
    return out


@pytest.fixture
def folder(made, tmp_path):
    """A copy of a finished folder, to be spoilt."""
    return shutil.copytree(made, tmp_path / "results")


def told_again(folder, *options):
    done = redtape("rerun", folder, *options)
    assert "Traceback" not in done.output
    return done


def change_manifest(folder, change):
    path = folder / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")


def change_table(folder, name, change):
    path = folder / f"{name}.parquet"
    table = pq.read_table(path)
    pq.write_table(pa.Table.from_pandas(change(table.to_pandas()), schema=table.schema), path)


def test_a_folder_made_again_is_the_same_bit_for_bit(made, tmp_path):
    done = told_again(made, "--workers", 2, "--keep", tmp_path / "again")
    assert done.exit_code == 0, done.output
    assert "The same, bit for bit: 6 tables" in done.stdout
    for name in ("runs", "monthly", "offices", "tiers", "failures", "bureaucrats"):
        old, new = (pq.read_table(x / f"{name}.parquet") for x in (made, tmp_path / "again"))
        assert old.equals(new, check_metadata=True), name
        assert f"{name}: the same, {len(old):,} row" in done.stdout
    assert "Not compared, since they need not repeat: `trace`" in done.stdout


def test_what_is_not_kept_leaves_nothing_behind(made, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert told_again(made).exit_code == 0
    assert not list(tmp_path.iterdir())


def test_the_smallest_difference_is_found_and_named(folder):
    row = 9

    def nudge(monthly):
        assert monthly.loc[row, "belief"] > 0
        monthly.loc[row, "belief"] = np.nextafter(monthly.loc[row, "belief"], 1)
        monthly.loc[row + 1, "monthly_cost"] = monthly.loc[row + 1, "monthly_cost"] + 2
        return monthly

    before = Results(folder).table("monthly")
    change_table(folder, "monthly", nudge)
    done = told_again(folder)
    assert done.exit_code == 1
    after = Results(folder).table("monthly")
    month = before["month"][row].date()
    assert f"monthly: 2 of {before.size:,} cells differ, " in done.stdout
    assert (
        f"first row {row + 1} (run {before['run'][row]}, scenario federal-2022, month {month}), `belief`: "
        f"{float(after['belief'][row])!r} in the folder, {float(before['belief'][row])!r} now."
    ) in done.stdout
    assert "the largest difference is 2, in `monthly_cost`" in done.stdout
    assert "offices: the same" in done.stdout
    assert "Different: 1 of 6 tables." in done.stdout


def test_versions_commit_and_processor_that_differ_are_told(folder):
    def older(told):
        told["redtape"] = "0.0.9"
        told["versions"]["numpy"] = "1.0"
        told["git"] = {"commit": "f" * 40, "dirty": True}
        told["platform"]["processor"] = "z80"

    change_manifest(folder, older)
    done = told_again(folder)
    assert done.exit_code == 0, "the results are the same all the same"
    last = done.stdout.splitlines()[-1]
    assert last.startswith("Not as it was: redtape: 0.0.9 then, ")
    for words in ("commit: ffffffffffff then", "numpy: 1.0 then", "processor: z80 then"):
        assert words in last
    assert "in no commit, then" in last


def test_without_a_recorded_reason_it_says_so(folder, monkeypatch):
    monkeypatch.setattr(manifest, "checkout", lambda: None)
    change_manifest(folder, lambda told: told.update(git=None))
    change_table(folder, "tiers", lambda tiers: tiers.assign(posts=tiers["posts"] + 1))
    done = told_again(folder)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1].endswith("nothing recorded tells why.")


def test_a_failed_run_must_fail_again_with_the_same_words(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", failing(2))
    assert run_tiny(tmp_path / "out", "--replicates", 3).exit_code == 1
    assert told_again(tmp_path / "out").exit_code == 0
    monkeypatch.setattr(simulate, "run", failing(3))
    done = told_again(tmp_path / "out")
    assert done.exit_code == 1
    assert "failures: 4 of 6 cells differ" in done.stdout
    monkeypatch.undo()
    done = told_again(tmp_path / "out")
    assert done.exit_code == 1
    assert "failures: 1 row in the folder, 0 now." in done.stdout


def test_of_a_stopped_folder_what_was_run_is_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(simulate, "run", interrupting(3))
    assert run_tiny(tmp_path / "out", "--replicates", 200, "--workers", 2).exit_code == 130
    monkeypatch.undo()
    n = len(Results(tmp_path / "out").table("runs"))
    assert n < 200
    done = told_again(tmp_path / "out", "--keep", tmp_path / "again")
    assert done.exit_code == 0, done.output
    assert len(Results(tmp_path / "again").table("runs")) == n
    assert told_again(tmp_path / "again").exit_code == 0, "what was kept can be made again itself"


def test_stopping_it_compares_nothing(folder, monkeypatch):
    monkeypatch.setattr(simulate, "run", interrupting(5))
    done = told_again(folder, "--workers", 1)
    assert done.exit_code == 130
    assert done.stdout == ""
    assert "nothing is compared" in done.stderr


def test_a_folder_of_patterns_is_asked_again(tmp_path, monkeypatch):
    """The asking itself is proved in test_patterns; here only that it is what is repeated."""
    asked = []

    def judged(scenario, seeds, workers):
        asked.append((scenario.fingerprint, seeds))
        rows = [["P1", "rise", seed, seed / 3, "share"] for seed in seeds]
        return Judgement(scenario, seeds, (), pd.DataFrame(rows, columns=SAMPLES), {}, len(rows))

    monkeypatch.setattr(asking, "judge", judged)
    monkeypatch.setattr(asking, "keep", lambda *_: None)
    case = Scenario.load("federal-2022").with_values({"regime": "K"})
    asking.ask(Batch((case,), 3, 4, 1), tmp_path / "out", force=False)
    done = told_again(tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert asked == [(case.fingerprint, range(3, 7))] * 2
    assert "patterns: the same, 4 rows." in done.stdout


@pytest.mark.parametrize("name", Scenario.names())
def test_every_scenario_survives_its_manifest(name):
    for regime in (None, *regimes.names()):
        scenario = Scenario.load(name).with_values({} if regime is None else {"regime": regime})
        entry = manifest.facts((scenario,), (1,), "")["scenarios"][0]
        entry = json.loads(json.dumps(entry, allow_nan=False))
        again = _scenario(entry, 0, "manifest.json", "0")
        assert again.fingerprint == scenario.fingerprint == entry["fingerprint"]
        assert again.resolved() == scenario.resolved()
        assert again.record_path == scenario.record_path


def test_what_a_scenario_takes_from_files_survives_without_them(tmp_path, monkeypatch):
    table = redtape("costs", "federal-2022").stdout.splitlines()
    name, value = table[1].split(",")[:2]
    (tmp_path / "costs.csv").write_text(f"name,value\n{name},{float(value) * 2}\n")
    monkeypatch.chdir(tmp_path)
    chosen = Scenario.load("federal-2022").with_values({"cost_file": "costs.csv"})
    entry = manifest.facts((chosen,), (1,), "")["scenarios"][0]
    (tmp_path / "costs.csv").unlink()
    again = _scenario(entry, 0, "manifest.json", "0")
    assert again.fingerprint == chosen.fingerprint != Scenario.load("federal-2022").fingerprint
    assert again.parameter(name) == float(value) * 2


@pytest.fixture
def by_edges(tmp_path, monkeypatch):
    """A folder whose offices write to one another as a file says, and the file."""
    names = [name for tier in Scenario.load("federal-2022").tiers for name in tier.names]
    edges = tmp_path / "edges.csv"
    edges.write_text(
        "from,to,share\n" + "".join(f"{a},{b},1\n" for a, b in zip(names, names[1:] + names[:1], strict=True))
    )
    monkeypatch.chdir(tmp_path)
    done = run_tiny(
        tmp_path / "out",
        "--replicates",
        1,
        "--set",
        "network_file=edges.csv",
        "--set",
        "switches.network=file",
    )
    assert done.exit_code == 0, done.output
    return tmp_path / "out", edges


def test_an_edge_list_that_changed_is_told(by_edges):
    out, edges = by_edges
    assert told_again(out).exit_code == 0
    lines = edges.read_text().splitlines()
    edges.write_text("\n".join([lines[0], *(x for x in lines[1:][::-1])]) + "\n")
    done = told_again(out)
    assert done.exit_code == 1, "the fingerprint of the runs is another"
    assert "federal-2022 is not what it was: its fingerprint was" in done.stdout


def test_an_edge_list_that_is_gone_is_one_paragraph(by_edges):
    out, edges = by_edges
    edges.unlink()
    assert_refused(told_again(out), "edges.csv", "manifest.json", "network_file")


STUDY = """
title = "Courses"
question = "Do they help?"
scenarios = ["federal-2022"]
outcomes = ["verified_use_mean", "verified_use"]
values = {{ posts = 400, end = {end} }}
[vary]
train = [0.01, 0.05]
[design]
kind = "grid"
[replicates]
number = 2
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    place = tmp_path_factory.mktemp("swept")
    (place / "courses.toml").write_text(STUDY.format(end="2023-01-31"))
    done = redtape("sweep", place / "courses.toml", "--out", place / "out")
    assert done.exit_code == 0, done.output
    return place / "out"


def test_a_study_made_again_is_the_same_bit_for_bit(swept, tmp_path):
    done = told_again(swept, "--workers", 2, "--keep", tmp_path / "again")
    assert done.exit_code == 0, done.output
    assert f"monthly: the same, {len(Results(swept).table('monthly'))} rows." in done.stdout
    assert "need not repeat: `trace`, `version`" in done.stdout
    assert len(Results(tmp_path / "again").table("runs")) == len(Results(swept).table("runs")) > 0


def test_a_study_that_differs_is_told(swept, tmp_path):
    copy = shutil.copytree(swept, tmp_path / "out")
    change_table(copy, "runs", lambda runs: runs.assign(verified_use_mean=runs["verified_use_mean"] + 1))
    change_manifest(copy, lambda told: told.update(model="f" * 64))
    done = told_again(copy)
    assert done.exit_code == 1
    assert "`verified_use_mean`" in done.stdout
    assert "the model's code: ffffffffffff then" in done.stdout


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("status", "stopped by the user", ["not complete", "goes on with it"]),
        ("study", {}, ["`study`", "cannot be read"]),
        ("study", [], ["`study`", "cannot be read"]),
    ],
)
def test_a_study_that_cannot_be_made_again_is_one_paragraph(swept, tmp_path, key, value, words):
    copy = shutil.copytree(swept, tmp_path / "out")
    set_key(key, value)(copy)
    assert_refused(told_again(copy), *words)


def test_points_that_are_not_what_was_written_are_one_paragraph(swept, tmp_path):
    copy = shutil.copytree(swept, tmp_path / "out")
    change_table(copy, "points", lambda points: points.assign(values="{train: 0.01}"))
    assert_refused(told_again(copy), "`study`", "cannot be read")


def remove_key(key):
    return lambda folder: change_manifest(folder, lambda told: told.pop(key))


def set_key(key, value):
    return lambda folder: change_manifest(folder, lambda told: told.update({key: value}))


def set_parameter(folder):
    def change(told):
        told["scenarios"][0]["resolved"]["parameters"]["kapa"] = 1

    change_manifest(folder, change)


def truncate(folder):
    path = folder / "offices.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def spoil_pages(folder):
    path = folder / "monthly.parquet"
    content = bytearray(path.read_bytes())
    content[4:20_000] = bytes(len(content[4:20_000]))
    path.write_bytes(bytes(content))


FAULTS = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), ["not a folder of results"]),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("{"), ["not a folder of results"]),
    "a newer version": (set_key("redtape", "99.0.0"), ["99.0.0", "is newer"]),
    "no kind": (remove_key("kind"), ["`kind` is missing", '"runs"']),
    "another kind": (set_key("kind", "poem"), ['`kind` = "poem"', "cannot be made again"]),
    "no seeds": (set_key("seeds", []), ["`seeds`"]),
    "seeds apart": (set_key("seeds", [5, 7]), ["`seeds` = [5, 7]", "one after another"]),
    "no scenarios": (remove_key("scenarios"), ["`scenarios` is missing"]),
    "scenarios of another form": (set_key("scenarios", ["x"]), ["`scenarios.0`"]),
    "a parameter gone": (set_parameter, ["kapa", "kappa", "made with redtape"]),
    "a missing table": (lambda folder: (folder / "tiers.parquet").unlink(), ["tiers.parquet", "not exist"]),
    "a truncated table": (truncate, ["offices.parquet", "cannot be read"]),
    "a spoilt table": (spoil_pages, ["monthly.parquet", "cannot be read"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_made_again_is_one_paragraph(folder, fault):
    spoil, words = FAULTS[fault]
    spoil(folder)
    done = told_again(folder)
    paragraph = done.stderr.splitlines()[-1]
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    for word in words:
        assert word in paragraph
    if fault != "a spoilt table":  # which shows only when it is compared
        assert "Running" not in done.stderr, "a fault is told before the work"


def test_a_place_to_keep_that_is_taken_is_refused(made):
    done = told_again(made, "--keep", made)
    assert done.exit_code == 2
    assert "`--keep`" in done.stderr
    for words in ("--force", "--out", "Running"):
        assert words not in done.stderr


def two(tmp_path, before, now):
    for name, columns in (("before", before), ("now", now)):
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return differences.compare("t", tmp_path / "before.parquet", tmp_path / "now.parquet")


NAN = float("nan")


@pytest.mark.parametrize(
    ("before", "now", "n", "largest"),
    [
        ([1.0, NAN, None], [1.0, NAN, None], 0, 0),
        ([NAN, None], [None, NAN], 0, 0),
        ([0.0], [-0.0], 1, 0),
        ([1.0, 2.0], [1.0, NAN], 1, 0),
        ([1.0, 2.0, 3.0], [1.5, 2.0, 1.0], 2, 2),
        ([1, 2], [1, 5], 1, 3),
        ([None, 2], [0, 2], 1, 0),
        (["a", None], ["a", None], 0, 0),
        (["a", None], ["b", ""], 2, 0),
    ],
)
def test_cells_are_compared_by_their_bits(tmp_path, before, now, n, largest):
    kind = pa.array(now + before).type
    found = two(tmp_path, {"x": pa.array(before, kind)}, {"x": pa.array(now, kind)})
    assert (found.n_differ, found.largest, found.same) == (n, largest, n == 0)
    assert found.n_cells == len(before)


def test_the_first_difference_is_that_of_the_first_row(tmp_path):
    old = {"run": [7, 8], "a": [1.0, 2.0], "b": [1.0, 2.0]}
    found = two(tmp_path, old, {"run": [7, 8], "a": [1.0, 3.0], "b": [NAN, 9.0]})
    assert found.first == differences.Place(1, "run 7", "b", "1.0", "missing")
    assert (found.n_differ, found.largest, found.largest_in) == (3, 7, "b")


def test_rows_and_columns_that_come_or_go_are_differences(tmp_path):
    found = two(tmp_path, {"a": [1, 2], "old": [1, 2], "c": [1, 2]}, {"a": [1], "new": [1], "c": [1.0]})
    assert (found.rows, found.gone, found.new, found.n_differ) == ((2, 1), ("old", "c"), ("new", "c"), 0)
    assert not found.same
    told = "\n".join(telling._told(found))
    for words in ("2 rows in the folder, 1 now", "only in the folder", "`old`", "only now", "`new`"):
        assert words in told


def test_what_cannot_repeat_is_left_out(tmp_path):
    found = two(tmp_path, {"a": [1], "seconds": [1.0]}, {"a": [1], "seconds": [2.0]})
    assert found.same
    assert found.left_out == ("seconds",)


def test_a_table_without_rows_differs_from_one_with_rows(tmp_path):
    assert not two(tmp_path, {"a": pa.array([], pa.int64())}, {"a": [1]}).same


def test_a_fault_of_a_table_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        differences.columns_of(tmp_path / "none.parquet")
