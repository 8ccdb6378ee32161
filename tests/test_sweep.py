"""Sweeps: the same tables wherever and in whatever order runs are made, each run made once."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from faulty import ENVIRONMENT, TABLES, counted, files, live, study_file, tiny, varied

from experiments import studies, sweep
from experiments.store import Results
from experiments.sweep.folder import MERGED, Folder
from experiments.sweep.merging import DONE
from experiments.sweep.stopping import width
from sim.compiling import model_version
from sim.errors import InputError

ROOT = Path(__file__).parents[1]
ONE, TWO = sweep.Where("threads", 1), sweep.Where("threads", 2)


def conduct(plan, out, where=ONE, **options):
    return sweep.conduct(plan, out, where, **options)


def made_by(plan, out, **options):
    """Conduct a study; return which runs were made, and what became of it."""
    made = []
    tally = conduct(plan, out, make=counted(made), **options)
    return made, tally


def assert_same(out, other):
    ours, theirs = files(out), files(other)
    for name in TABLES:
        assert ours[name] == theirs[name], f"{name} differs"


def sweeping(*arguments, make=None, **options):
    """Start the command line in a process of its own; make: of tests/faulty.py."""
    start = ["tests/faulty.py", make] if make else ["-m", "experiments.cli"]
    command = [sys.executable, *start, "sweep", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def wait_until(there, seconds=60.0):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def n_shards(out):
    return len(list((out / "shards" / "runs").glob("*.parquet")))


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("study"), rest=varied(-2.0, -0.5), regimes='["L", "K"]')


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    """The folder of a study that ran on one thread without interruption."""
    out = tmp_path_factory.mktemp("whole") / "r"
    tally = conduct(plan, out)
    assert (tally.made, tally.exit_code) == (plan.n_runs, 0)
    return out


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


# Where runs are made


def test_two_threads_give_the_files_of_one(plan, whole, tmp_path):
    conduct(plan, tmp_path / "r", TWO)
    assert_same(tmp_path / "r", whole)


def test_two_processes_give_the_files_of_one_thread(plan, whole, tmp_path):
    conduct(plan, tmp_path / "r", sweep.Where("processes", 2))
    assert_same(tmp_path / "r", whole)


def test_a_cluster_gives_the_files_of_one_thread(plan, whole, tmp_path, cluster):
    conduct(plan, tmp_path / "r", cluster.where)
    assert_same(tmp_path / "r", whole)


def test_the_order_in_which_runs_end_does_not_matter(plan, whole, tmp_path, monkeypatch):
    def shuffled(_pool, jobs, _stop):
        ended = [(job.wanted, live(job)) for job in jobs]
        random.Random(1).shuffle(ended)
        yield from ended

    monkeypatch.setattr("experiments.sweep.conducting.feed", shuffled)
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    conduct(plan, tmp_path / "r")
    assert_same(tmp_path / "r", whole)


# What a table holds


def test_every_run_stands_once_in_the_order_of_the_study(plan, whole):
    runs = Results(whole).table("runs")
    assert runs["run"].tolist() == list(range(plan.n_runs))
    expected = [(c.point.number, c.scenario, c.regime, r) for c in plan.cells for r in range(4)]
    cells = runs[["point", "scenario", "regime", "replicate"]]
    assert list(cells.itertuples(index=False, name=None)) == expected
    assert (runs["seed"] == plan.seed + runs["replicate"]).all()
    assert set(runs["status"]) == {"finished"}
    assert runs["verified_use_mean"].notna().all()


def test_a_row_of_the_tables_is_what_the_model_gives(plan, whole):
    from sim import simulate

    cell = plan.cells[-1]
    result = simulate.run(plan.scenario(cell), plan.seed + 3)
    monthly = Results(whole).table("monthly")
    last = monthly[monthly["run"] == plan.n_runs - 1].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        last[["verified_use", "resistance"]], result.monthly[["verified_use", "resistance"]]
    )
    row = Results(whole).table("runs").iloc[-1]
    assert row["verified_use_mean"] == result.summary["verified_use_mean"]


def test_offices_and_posts_are_kept_at_the_centre_alone(plan, whole):
    for name, rows in (("offices", 40), ("bureaucrats", 400)):
        table = Results(whole).table(name)
        assert set(table["point"]) == {0}
        assert len(table) == rows * 4 * 2


def test_every_column_carries_its_unit(whole):
    told = Results(whole).manifest["units"]
    for name in TABLES[:-1]:
        for field in pq.read_schema(whole / f"{name}.parquet"):
            assert field.metadata[b"unit"].decode() == told[name][field.name] != ""


# Killed and resumed


def killed_and_resumed(study, out, moments):
    """Kill a sweep so many seconds after its first shard stood, time after time; then let it end."""
    n_killed = 0
    for moment in moments:
        before = n_shards(out)
        child = sweeping(study, "--out", out, "--workers", "1", make="slow")
        wait_until(lambda before=before, child=child: n_shards(out) > before or child.poll() is not None)
        try:
            child.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.communicate()
            n_killed += 1
    child = sweeping(study, "--out", out, "--workers", "2")
    _, said = child.communicate()
    assert child.returncode == 0, said
    return n_killed


def test_a_sweep_killed_at_random_ends_with_the_files_of_one_that_was_not(tmp_path):
    # 2 s between shards and .2 s a run: two kills before the end, the second perhaps in the merge.
    study = study_file(tmp_path, n=8, rest=varied(-2.0, -0.5))
    rng = random.Random(4)
    moments = [rng.uniform(0.0, 1.5) for _ in range(2)]
    assert killed_and_resumed(study, tmp_path / "r", moments) >= 1
    conduct(studies.load(str(study)), tmp_path / "whole")
    assert_same(tmp_path / "r", tmp_path / "whole")


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(3))
def test_a_sweep_of_400_runs_killed_five_times_ends_with_the_files_of_one_that_was_not(tmp_path, seed):
    study = study_file(tmp_path, n=40, rest=varied(-2.0, -1.5, -0.5, 0.0), regimes='["L", "K"]')
    assert studies.load(str(study)).n_runs == 400
    rng = random.Random(seed)
    assert killed_and_resumed(study, tmp_path / "r", [rng.uniform(0.0, 4.0) for _ in range(5)]) == 5
    conduct(studies.load(str(study)), tmp_path / "whole", TWO)
    assert_same(tmp_path / "r", tmp_path / "whole")


def states_while(folder, copies, doing):
    """Copy a folder before every step that changes it while something is done: what a kill can leave."""
    steps = [(Path, "replace"), (Path, "touch"), (Path, "mkdir"), (os, "rmdir"), (os, "unlink")]
    steps += [(pq.ParquetWriter, "write_table"), (pq.ParquetWriter, "close")]
    seen = set()

    def watched(step):
        def instead(*given, **options):
            state = tuple((str(x), x.stat().st_size) for x in sorted(folder.rglob("*.*")) if x.exists())
            if state not in seen and not copying:
                seen.add(state)
                copying.append(True)
                shutil.copytree(folder, copies / str(len(seen)))
                copying.clear()
            return step(*given, **options)

        return instead

    copying = []
    with pytest.MonkeyPatch.context() as patched:
        for owner, name in steps:
            patched.setattr(owner, name, watched(getattr(owner, name)))
        doing()
    return sorted(copies.iterdir(), key=lambda x: int(x.name))


def test_a_kill_at_any_step_of_a_merge_loses_nothing(plan, whole, copy, tmp_path):
    # A merge with everything to lose: tables that stand, new shards, and runs that are not asked for.
    study = replace(plan, points=plan.points[:2], replicates=5, centre_replicates=5)
    conduct(study, tmp_path / "fresh")
    (tmp_path / "copies").mkdir()
    merge = Folder.merge
    states = []

    def watched(*given):
        states.extend(states_while(copy, tmp_path / "copies", lambda: merge(*given)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Folder, "merge", watched)
        conduct(study, copy)
    assert len(states) > 15
    assert any((state / MERGED / DONE).exists() for state in states)
    for state in states:
        with Folder(state, ("verified_use", "resistance"), model_version()) as left:
            assert left.damaged == []
            assert {key.seed for key in left.finished} == set(range(plan.seed, plan.seed + 5))
            assert len(left.finished) == plan.n_runs + 2 * 2, state
    for state in (states[0], states[len(states) // 2], states[-1]):
        assert made_by(study, state)[0] == []
        assert_same(state, tmp_path / "fresh")


# A study that has changed


def test_a_finished_study_runs_nothing_again(plan, whole, copy):
    made, tally = made_by(plan, copy)
    assert (made, tally.made, tally.before, tally.exit_code) == ([], 0, plan.n_runs, 0)
    assert_same(copy, whole)


def assert_only_new(changed, copy, plan, fresh):
    """Conduct a changed study over a complete `plan`: new runs are made, and its files are a fresh one's."""
    known = {
        (plan.scenario(c).fingerprint, plan.seed + r) for c in plan.cells for r in range(plan.n_replicates(c))
    }
    made, tally = made_by(changed, copy)
    assert made
    assert not set(made) & known
    assert len(made) == changed.n_runs - plan.n_runs == tally.made
    conduct(changed, fresh)
    assert_same(copy, fresh)


def test_more_replicates_run_only_what_is_new(plan, copy, tmp_path):
    more = replace(plan, replicates=6, centre_replicates=6)
    assert_only_new(more, copy, plan, tmp_path / "fresh")


def test_an_added_regime_runs_only_what_is_new(plan, tmp_path):
    before = replace(plan, regimes=("K",))
    conduct(before, tmp_path / "r")
    assert_only_new(plan, tmp_path / "r", before, tmp_path / "fresh")


def test_an_added_scenario_runs_only_what_is_new(plan, copy, tmp_path):
    other = plan.scenarios["federal-2022"].with_values({"ME": 0.7})
    # Before the one that was there, so that every run has another number.
    more = replace(plan, scenarios={"reviewed": other, **plan.scenarios})
    assert_only_new(more, copy, plan, tmp_path / "fresh")


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_more_points_run_only_what_is_new(kind, tmp_path):
    vary = "[vary]\nbeta0 = { low = -2.0, high = -0.5 }\nuncertain = false\n"
    design = f'{vary}[design]\nkind = "{kind}"\npoints = '
    plan = tiny(tmp_path, n=2, rest=design + "2")
    conduct(plan, tmp_path / "r")
    more = tiny(tmp_path, n=2, rest=design + "[2, 4]")
    assert len(more.points) == len(plan.points) + 2
    assert_only_new(more, tmp_path / "r", plan, tmp_path / "fresh")


def test_a_study_made_smaller_and_larger_again_loses_nothing(plan, whole, copy, tmp_path):
    smaller = replace(plan, points=plan.points[:2], replicates=3, centre_replicates=3)
    for _ in range(2):
        assert made_by(smaller, copy)[0] == []
    conduct(smaller, tmp_path / "fresh")
    assert_same(copy, tmp_path / "fresh")
    assert made_by(plan, copy)[0] == []
    assert_same(copy, whole)


def test_runs_put_aside_at_different_times_are_told_apart(plan, whole, copy):
    """Each regime alone has runs 0 to 11, so that what is put aside has every number twice."""
    other = {"federal-2022": plan.scenarios["federal-2022"].with_values({"ME": 0.7})}
    for changed in ({"regimes": ("L",)}, {"regimes": ("K",)}, {"scenarios": other}):
        conduct(replace(plan, **changed), copy)
    assert made_by(plan, copy)[0] == []
    assert_same(copy, whole)


def test_fewer_outcomes_of_every_month_use_what_is_there(plan, copy, tmp_path):
    fewer = replace(plan, outcomes=("verified_use_mean", "verified_use"))
    more = replace(fewer, replicates=5, centre_replicates=5)
    assert {seed for _, seed in made_by(more, copy)[0]} == {plan.seed + 4}
    conduct(more, tmp_path / "fresh")
    assert_same(copy, tmp_path / "fresh")


def test_another_outcome_of_every_month_makes_the_runs_again(plan, copy, tmp_path, capsys):
    other = replace(plan, outcomes=(*plan.outcomes, "reported_use"))
    made, _ = made_by(other, copy)
    assert len(made) == plan.n_runs
    assert f"{plan.n_runs} runs lack an outcome" in capsys.readouterr().err
    conduct(other, tmp_path / "fresh")
    assert_same(copy, tmp_path / "fresh")


def test_what_stands_twice_in_a_study_is_run_once(tmp_path):
    """The scenario has beta0 = -1, so that point of the grid is the centre."""
    plan = tiny(tmp_path, rest=varied(-1.0, -0.5))
    made, tally = made_by(plan, tmp_path / "r")
    assert len(made) == len(set(made)) == 8
    assert (tally.asked, tally.exit_code) == (12, 0)
    runs = Results(tmp_path / "r").table("runs").set_index(["point", "replicate"])["verified_use_mean"]
    assert runs.loc[0].tolist() == runs.loc[1].tolist() != runs.loc[2].tolist()
    assert made_by(plan, tmp_path / "r")[0] == []


# Replicates until it is known well enough


def test_the_interval_is_that_of_the_tables():
    # t(.95, 3) = 2.3534; the standard deviation of 1, 2, 3, 4 is 1.2910.
    assert width([1.0, 2.0, 3.0, 4.0]) == pytest.approx(2 * 2.3534 * 1.2910 / 2, rel=1e-4)
    assert width([1.0, 2.0, float("nan"), 3.0, 4.0]) == width([1.0, 2.0, 3.0, 4.0])
    assert width([1.0]) == float("inf")


def until(wide, most):
    return f'[replicates.until]\noutcome = "verified_use_mean"\nwidth = {wide}\nmost = {most}\n'


def test_replicates_are_added_until_the_mean_is_known(tmp_path):
    enough = 0.008
    plan = tiny(tmp_path, n=3, rest=until(enough, 60) + varied(-2.0, -0.5))
    conduct(plan, tmp_path / "r")
    runs = Results(tmp_path / "r").table("runs")
    counts = []
    for _, cell in runs.groupby("point", sort=True):
        values = cell["verified_use_mean"].tolist()
        counts.append(len(values))
        assert len(values) % 3 == 0
        assert width(values) <= enough
        assert width(values[:-3]) > enough, "it stopped later than it might have"
    assert len(set(counts)) > 1, "cells need different numbers, or the test shows little"
    assert runs["run"].tolist() == list(range(sum(counts)))


def test_the_stop_rule_gives_the_same_files_whatever_the_order_and_after_a_stop(tmp_path, monkeypatch):
    plan = tiny(tmp_path, n=3, rest=until(0.008, 60) + varied(-2.0, -0.5))
    conduct(plan, tmp_path / "r")
    conduct(plan, tmp_path / "threads", TWO)
    assert_same(tmp_path / "threads", tmp_path / "r")
    conduct(replace(plan, stop=None), tmp_path / "later")
    made, _ = made_by(plan, tmp_path / "later")
    assert len(made) == len(Results(tmp_path / "r").table("runs")) - plan.n_runs
    assert_same(tmp_path / "later", tmp_path / "r")
    assert made_by(plan, tmp_path / "later")[0] == []


def test_the_stop_rule_ends_at_the_most_replicates(tmp_path):
    plan = tiny(tmp_path, n=3, rest=until(1e-9, 7))
    made, tally = made_by(plan, tmp_path / "r")
    assert len(made) == tally.asked == 7


# Whose folder it is


def test_another_study_in_the_folder_is_refused_and_kept(plan, whole, copy, tmp_path):
    other = tiny(tmp_path, name="other")
    with pytest.raises(InputError, match=r"exists already.*--force"):
        conduct(other, copy)
    assert_same(copy, whole)
    assert conduct(other, copy, force=True).made == other.n_runs
    assert Results(copy).manifest["study"]["name"] == "other"


def test_a_folder_that_holds_no_results_is_refused_even_with_force(plan, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("years of work")
    for force in (False, True):
        with pytest.raises(InputError, match=r"exists already|not a folder of results"):
            conduct(plan, tmp_path / "thesis", force=force)
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["thesis.txt"]


def test_another_version_of_the_model_is_refused_unless_forced(plan, whole, copy, monkeypatch):
    monkeypatch.setattr("experiments.sweep.conducting.model_version", lambda: "another")
    monkeypatch.setattr("experiments.sweep.job.model_version", lambda: "another")
    with pytest.raises(InputError, match=rf"{plan.n_runs} runs of another version.*--force"):
        conduct(plan, copy)
    assert_same(copy, whole)
    made, _ = made_by(plan, copy, force=True)
    assert len(made) == plan.n_runs
    assert set(Results(copy).table("runs")["version"]) == {"another"}


def test_two_sweeps_at_once_in_one_folder_are_refused(plan, tmp_path):
    refused = []

    def make(job):
        if not refused:
            with pytest.raises(InputError, match="is being written by another sweep") as raised:
                conduct(plan, tmp_path / "r", force=True)
            refused.append(raised.value)
        return live(job)

    assert conduct(plan, tmp_path / "r", make=make).made == plan.n_runs
    assert refused


# While it runs


def test_what_has_finished_can_be_read_while_a_sweep_runs(plan, tmp_path, monkeypatch):
    out, results, seen = tmp_path / "r", Results(tmp_path / "r"), []

    def one_by_one(_pool, jobs, _stop):
        for job in jobs:
            yield job.wanted, live(job)
            # A shard that is being written.
            (out / "shards" / "runs" / "999999.parquet.tmp").write_bytes(b"PAR1")
            finished = results.table("runs")["run"].tolist()
            seen.append(len(finished))
            assert results.table("monthly", ["run"])["run"].unique().tolist() == finished
            assert results.manifest["status"] == "running"
            assert results.manifest["runs"]["finished"] == len(finished)

    monkeypatch.setattr("experiments.sweep.conducting.feed", one_by_one)
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    monkeypatch.setattr("experiments.sweep.conducting.DESCRIBED_SECONDS", 0.0)
    conduct(plan, out)
    assert seen == list(range(1, plan.n_runs + 1))
    assert results.manifest["status"] == "complete"
    assert not (out / "shards").exists()
