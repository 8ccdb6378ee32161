"""The folder of a sweep: what is there is never lost for a fault that is not the file's own."""

import errno
import fcntl
import os
import shutil
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from faulty import TABLES, counted, files, live, raises_always, tiny, varied

from experiments import sweep
from experiments.store import Results, new_results, write_table
from experiments.sweep.folder import Folder
from sim.errors import InputError

ONE = sweep.Where("threads", 1)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("study"), rest=varied(-2.0, -0.5))


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "r"
    assert sweep.conduct(plan, out, ONE).exit_code == 0
    return out


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def made_by(plan, out, **options):
    """Conduct a study; return which runs were made."""
    made = []
    sweep.conduct(plan, out, ONE, make=counted(made), **options)
    return made


def test_tables_are_on_the_disk_before_the_shards_go(plan, tmp_path, monkeypatch):
    synced = set()

    def strict(number):
        # Windows refuses a file that is open to read alone.
        assert fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
        synced.add(os.fstat(number).st_ino)

    monkeypatch.setattr(os, "fsync", strict)
    sweep.conduct(plan, tmp_path / "r", ONE)
    assert {(tmp_path / "r" / f"{name}.parquet").stat().st_ino for name in TABLES} <= synced


def test_a_disk_that_cannot_be_read_costs_no_run(plan, whole, copy, monkeypatch):
    def failing(*_given, **_options):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr("experiments.sweep.reading.pq.ParquetFile", failing)
        with pytest.raises(InputError, match=r"\.parquet: cannot be read \(Input/output error\)"):
            made_by(plan, copy)
    assert files(copy) == files(whole)
    assert made_by(plan, copy) == [], "the lock is let go of, and every run is known again"


def test_a_link_to_a_folder_stays_one_when_its_results_are_replaced(plan, copy, tmp_path):
    (tmp_path / "link").symlink_to(copy, target_is_directory=True)
    other = tiny(tmp_path, name="other")
    assert len(made_by(other, tmp_path / "link", force=True)) == other.n_runs
    assert (tmp_path / "link").is_symlink()
    assert Results(copy).manifest["study"]["name"] == "other"


def test_a_sweep_under_way_is_not_replaced_even_by_force(plan, whole, tmp_path):
    out, refused = tmp_path / "r", []

    def make(job):
        if not refused:
            other = tiny(tmp_path, name="other")
            with pytest.raises(InputError, match="is being written by another sweep") as raised:
                sweep.conduct(other, out, ONE, force=True)
            refused.append(raised.value)
            with (
                pytest.raises(InputError, match="is being written by another sweep"),
                new_results(out, force=True),
            ):
                pass
        return live(job)

    assert sweep.conduct(plan, out, ONE, make=make).made == plan.n_runs
    assert refused
    assert files(out) == files(whole)


def test_a_disk_without_locks_is_told_as_one(plan, tmp_path, monkeypatch):
    def refuses(*_):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", refuses)
    with pytest.raises(InputError, match="cannot be locked"):
        made_by(plan, tmp_path / "r")


@pytest.mark.parametrize("name", ["runs", "bureaucrats"])
def test_tables_that_lack_a_column_are_made_again(plan, whole, copy, capsys, name):
    """As those of an older redtape with the same model, whose tables had fewer columns."""
    path = copy / f"{name}.parquet"
    table = pq.read_table(path)
    rows = pq.ParquetFile(path).metadata.metadata
    pq.write_table(
        table.drop_columns(table.column_names[-1]).replace_schema_metadata(
            {key: value for key, value in rows.items() if key != b"ARROW:schema"}
        ),
        path,
    )
    assert len(made_by(plan, copy)) == plan.n_runs
    assert f"{plan.n_runs} runs lack" in capsys.readouterr().err
    assert files(copy) == files(whole)


def test_results_stay_as_they_were_until_a_changed_study_is_complete(plan, whole, copy, tmp_path):
    """Every point has another number in the changed study, so that its points would mislabel the runs."""
    before = Results(copy).manifest
    changed = tiny(tmp_path, rest=varied(-3.0, -2.0, -0.5))
    hopeless = replace(changed, limits=changed.limits._replace(failures=1))
    assert sweep.conduct(hopeless, copy, ONE, make=raises_always).status == "given up"
    assert files(copy) == files(whole)
    assert Results(copy).manifest == before
    sweep.conduct(changed, copy, ONE, retry_failed=True)
    sweep.conduct(changed, tmp_path / "fresh", ONE)
    assert files(copy) == files(tmp_path / "fresh")
    assert Results(copy).manifest["study"]["source"]["vary"] == {"beta0": [-3.0, -2.0, -0.5]}


def test_what_can_be_read_of_a_changed_study_is_numbered_as_its_points(tmp_path, monkeypatch):
    """Both studies have a point 1 and a run 4, and they are not the same."""
    out = tmp_path / "r"
    for beta0, n in (((-2.0, -0.5), 7), ((-3.0, -2.0, -0.5), 3)):

        def some(_pool, jobs, stop, n=n):
            yield from ((job.wanted, live(job)) for job in islice(jobs, n))
            stop.set()

        plan = tiny(tmp_path, rest=varied(*beta0))
        with monkeypatch.context() as patched:
            patched.setattr("experiments.sweep.conducting.feed", some)
            assert sweep.conduct(plan, out, ONE).made == n
        runs = Results(out).table("runs")
        assert len(runs) == n
        told = {cell.point.number: plan.scenario(cell).fingerprint for cell in plan.cells}
        assert runs["fingerprint"].tolist() == [told[point] for point in runs["point"]]
        assert set(Results(out).table("monthly")["run"]) == set(runs["run"])
    assert len(made_by(plan, out)) == plan.n_runs - 7 - 3
    assert Results(out).manifest["runs"]["finished"] == plan.n_runs


def test_the_manifest_counts_the_runs_of_the_study_alone(plan, copy, tmp_path):
    twice = tiny(tmp_path, rest=varied(-1.0, -0.5))  # -1 is what the scenario has
    sweep.conduct(twice, tmp_path / "twice", ONE)
    assert Results(tmp_path / "twice").manifest["runs"] == {"asked": 12, "finished": 12, "failed": 0}
    fewer = replace(plan, replicates=2, centre_replicates=2)
    sweep.conduct(fewer, copy, ONE)
    assert Results(copy).manifest["runs"] == {"asked": 6, "finished": 6, "failed": 0}


def test_runs_that_a_stop_rule_asked_for_before_are_there_already(tmp_path):
    rule = '[replicates.until]\noutcome = "verified_use_mean"\nwidth = 1e-9\nmost = 7\n'
    plan = tiny(tmp_path, n=3, rest=rule)
    for before, made in ((0, 7), (7, 0)):
        tally = sweep.conduct(plan, tmp_path / "r", ONE)
        assert (tally.before, tally.made, tally.asked) == (before, made, 7)


# What is there already, and not what is asked for


OTHERS = {
    "another outcome": ("verified_use_mean", "reported_use"),
    "one more": ("verified_use_mean", "verified_use", "resistance", "reported_use"),
    "one less": ("verified_use_mean", "verified_use"),
}


@pytest.mark.parametrize("asked", OTHERS)
def test_outcomes_that_are_asked_for_again_are_there_still(plan, whole, copy, asked):
    sweep.conduct(replace(plan, outcomes=OTHERS[asked]), copy, ONE)
    assert made_by(plan, copy) == []
    assert files(copy) == files(whole)
    assert made_by(replace(plan, outcomes=OTHERS[asked]), copy) == []


def test_a_study_of_the_same_name_loses_no_run_of_the_one_before(plan, whole, copy, tmp_path, capsys):
    """Nothing of one is asked for by the other: other points, seeds and monthly outcomes."""
    outcomes = '["verified_use_mean", "reported_use"]'
    other = replace(tiny(tmp_path, rest=varied(-3.0, -2.5), outcomes=outcomes), seed=50)
    assert len(made_by(other, copy)) == other.n_runs
    said = capsys.readouterr().err
    assert f"{plan.n_runs} runs that the study does not ask for are kept" in said
    assert "lack an outcome" not in said, "none of those is made again"
    assert made_by(plan, copy) == []
    assert files(copy) == files(whole)


def test_damaged_files_of_another_version_stay_until_that_is_forced(plan, copy, monkeypatch):
    path = copy / "monthly.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    before = files(copy)
    for owner in ("conducting", "job"):
        monkeypatch.setattr(f"experiments.sweep.{owner}.model_version", lambda: "another")
    with pytest.raises(InputError, match=r"another version of the model.*--force"):
        made_by(plan, copy)
    assert files(copy) == before
    assert len(made_by(plan, copy, force=True)) == plan.n_runs


def test_files_found_damaged_after_the_merge_end_it(plan, whole, tmp_path, monkeypatch):
    out, settle = tmp_path / "r", Folder._settle

    def settled(folder):
        settle(folder)
        path = out / "monthly.parquet"
        if path.exists():
            path.write_bytes(path.read_bytes()[:-100])

    with monkeypatch.context() as patched:
        patched.setattr(Folder, "_settle", settled)
        with pytest.raises(InputError, match=r"monthly\.parquet is damaged"):
            made_by(plan, out)
    assert Results(out).manifest["status"] == "broken off"
    assert len(made_by(plan, out)) == plan.n_runs
    assert files(out) == files(whole)


def test_a_foreign_file_among_the_shards_is_left_out(plan, whole, copy, monkeypatch):
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    for name in ("runs", "monthly"):
        (copy / "shards" / name).mkdir(parents=True)
        shutil.copy(copy / f"{name}.parquet", copy / "shards" / name / "copy of 000001.parquet")
    assert made_by(plan, copy) == []
    assert files(copy) == files(whole)


def held_open(n_tries):
    """Refuse to put a file in its place so many times, as Windows does while somebody reads what stands."""
    refused, replaced = {}, Path.replace

    def instead(path, target):
        refused[path] = refused.get(path, 0) + 1
        if refused[path] <= n_tries:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replaced(path, target)

    return instead


def test_a_file_that_somebody_reads_is_replaced_when_it_is_closed(plan, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", held_open(2))
    sweep.conduct(plan, tmp_path / "r", ONE)
    write_table(tmp_path / "r", "more", pq.read_table(whole / "points.parquet"))
    assert files(tmp_path / "r") == files(whole)


def test_a_file_that_stays_open_is_told(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", held_open(10**6))
    with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
        sweep.conduct(plan, tmp_path / "r", ONE)
