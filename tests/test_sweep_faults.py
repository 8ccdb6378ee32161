"""Sweeps when things go wrong: what failed is told, what finished is kept, and no trace is shown."""

import errno
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import product
from pathlib import Path
from unittest.mock import patch

import faulty
import pyarrow.parquet as pq
import pytest
from clusters import cluster as started
from faulty import ENVIRONMENT, TABLES, counted, files, live, study_file, tiny, varied
from typer.testing import CliRunner

from experiments import cli, studies, sweep
from experiments.store import Results
from experiments.sweep.folder import Folder
from experiments.sweep.reading import Damaged, Source
from experiments.sweep.shards import ROWS
from experiments.tables import SWEEP_TABLES
from sim.errors import InputError

ROOT = Path(__file__).parents[1]
ONE, TWO = sweep.Where("threads", 1), sweep.Where("threads", 2)
PROCESSES = sweep.Where("processes", 2)


def conduct(plan, out, where=ONE, **options):
    return sweep.conduct(plan, out, where, **options)


def redtape(*words, make=live):
    """Call the command line, with runs made by `make`; check that nobody is shown a trace."""
    with patch.object(sweep, "conduct", lambda *given, **options: ORIGINAL(*given, **options, make=make)):
        done = CliRunner().invoke(cli.app, ["sweep", *map(str, words)])
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert "Traceback" not in done.output
    return done


ORIGINAL = sweep.conduct


def assert_same(out, other):
    ours, theirs = files(out), files(other)
    for name in TABLES:
        assert ours[name] == theirs[name], f"{name} differs"


def alive(number):
    """Whether a process is there and not merely waiting to be buried."""
    stat_file = Path(f"/proc/{number}/stat")
    return stat_file.exists() and stat_file.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("study"), rest=varied(-2.0, -0.5))


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "r"
    assert conduct(plan, out).exit_code == 0
    return out


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def limited(plan, seconds):
    return replace(plan, limits=studies.Limits(seconds))


# Runs that fail


def test_a_run_that_raises_becomes_a_row_and_the_others_go_on(plan, whole, tmp_path):
    study = study_file(tmp_path, rest=varied(-2.0, -0.5))
    out = tmp_path / "r"
    done = redtape(study, "--out", out, make=faulty.raises)
    assert done.exit_code == 1
    assert "3 of 12 runs failed; failures.parquet holds the traces:" in done.stderr
    assert "seed 2, run: TypeError: run() takes a scenario" in done.stderr
    failures = Results(out).table("failures")
    assert failures["seed"].tolist() == [faulty.BAD] * 3
    assert failures["run"].tolist() == [1, 5, 9]
    assert set(failures["stage"]) == {"run"}
    assert failures["message"].str.startswith("TypeError: run() takes a scenario").all()
    assert failures["trace"].str.contains("simulate.py").all()
    runs = Results(out).table("runs")
    assert runs["status"].eq("failed").tolist() == [x in (1, 5, 9) for x in range(12)]
    assert runs["verified_use_mean"].isna().tolist() == runs["status"].eq("failed").tolist()
    others = Results(whole).table("runs")
    kept = runs["status"] == "finished"
    assert runs[kept].equals(others[kept])

    # It is not run again, but told again.
    made = []
    again = redtape(study, "--out", out, make=counted(made))
    assert (again.exit_code, made) == (1, [])
    assert "3 of 12 runs failed" in again.stderr

    # Unless it is asked for; and then it leaves no trace.
    retried = redtape(study, "--out", out, "--retry-failed", make=counted(made))
    assert retried.exit_code == 0
    assert [seed for _, seed in made] == [faulty.BAD] * 3
    assert_same(out, whole)


def test_failed_runs_that_fail_again_stay(plan, tmp_path):
    conduct(plan, tmp_path / "r", make=faulty.raises)
    before = files(tmp_path / "r")
    tally = conduct(plan, tmp_path / "r", make=faulty.raises, retry_failed=True)
    assert (tally.exit_code, tally.made, len(tally.failures)) == (1, 0, 3)
    assert files(tmp_path / "r") == before


FAULTS = {
    "raises_outside": "RuntimeError: the machine room is flooded",
    "returns_text": "gave back str where a run was expected",
    "returns_another_table": "gave back a table of another form",
    "of_another_version": "the worker runs another version of the model",
}
"""Way to go wrong -> what is said of it."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_worker_that_breaks_off_fails_its_run_alone(plan, whole, tmp_path, name):
    tally = conduct(plan, tmp_path / "r", TWO, make=getattr(faulty, name))
    assert (tally.exit_code, tally.made) == (1, 9)
    failures = Results(tmp_path / "r").table("failures")
    assert failures["seed"].tolist() == [faulty.BAD] * 3
    assert set(failures["stage"]) == {"worker"}
    assert failures["message"].str.startswith(FAULTS[name]).all()
    conduct(plan, tmp_path / "r", retry_failed=True)
    assert_same(tmp_path / "r", whole)


def test_processes_that_hang_or_are_killed_fail_their_run_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.sweep.pools.GRACE", 1.0)
    note = tmp_path / "note"
    monkeypatch.setenv("FAULTY_NOTE", str(note))
    study = limited(tiny(tmp_path, n=6), 4.0)
    tally = conduct(study, tmp_path / "r", PROCESSES, make=faulty.in_many_ways)
    assert (tally.exit_code, tally.made) == (1, 3)
    failures = Results(tmp_path / "r").table("failures").set_index("seed")
    assert failures["stage"].to_dict() == {1: "time limit", 2: "worker", 3: "worker"}
    assert failures["message"][1] == "took longer than 4 seconds"
    assert "flooded" in failures["message"][3]
    assert not alive(int(note.read_text())), "the process that hung is still there"
    assert conduct(study, tmp_path / "r", retry_failed=True).exit_code == 0


def test_a_run_that_hangs_on_a_thread_is_left_behind_and_told(plan, whole, tmp_path):
    started_at = time.monotonic()
    tally = conduct(limited(plan, 0.5), tmp_path / "r", TWO, make=faulty.hangs)
    assert time.monotonic() - started_at < 30.0
    assert {x.key.seed for x in tally.failures} == {faulty.BAD}
    assert {(x.stage, x.message) for x in tally.failures} == {("time limit", "took longer than 0.5 seconds")}
    assert tally.made == 9
    conduct(limited(plan, 0.5), tmp_path / "r", retry_failed=True)
    assert_same(tmp_path / "r", whole)


def test_values_that_cannot_stand_together_at_one_point_fail_there_alone(tmp_path):
    # 200 posts are enough for 40 offices, and 400 for 80; 200 for 80 are not.
    rest = '[vary]\n"tiers.0.posts" = [400, 200]\n"tiers.0.offices" = [40, 80]\n[design]\nkind = "grid"\n'
    values = '{ end = "2022-08-31" }'
    out = tmp_path / "r"
    done = redtape(study_file(tmp_path, rest=rest, values=values), "--out", out)
    assert done.exit_code == 1, done.output
    failures = Results(out).table("failures")
    assert failures["point"].tolist() == [4] * 4
    assert set(failures["stage"]) == {"scenario"}
    assert failures["message"].str.contains("offices").all()
    assert "Sweeping tiny: 16 runs" in done.stderr, "those that cannot be made are no work to wait for"
    assert Results(out).table("runs")["status"].tolist() == ["finished"] * 16 + ["failed"] * 4


def test_a_hopeless_sweep_is_given_up_and_kept(plan, tmp_path):
    study = study_file(tmp_path, n=30, rest="[limits]\nfailures = 3\n")
    out = tmp_path / "r"
    done = redtape(study, "--out", out, "--workers", "1", make=faulty.raises_always)
    assert done.exit_code == 1
    assert "Given up after 4 failed runs, more than the study allows" in done.stdout
    assert "--retry-failed" in done.stdout
    results = Results(out)
    assert results.manifest["status"] == "given up"
    assert len(results.table("failures")) == 4
    assert redtape(study, "--out", out, "--retry-failed").exit_code == 0
    assert (results.table("runs")["status"] == "finished").sum() == 30


# Folders that cannot be written


def full_disk(owner, name, at):
    """Have the `at`th table that is written, and all that follow, find no space."""
    written = []
    write = getattr(owner, name)

    def instead(*given, **options):
        written.append(None)
        if len(written) >= at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(*given, **options)

    return patch.object(owner, name, instead)


@pytest.mark.parametrize("at", [1, 2, 5, 9])
def test_no_space_left_for_a_shard_keeps_what_is_written(plan, whole, tmp_path, monkeypatch, at):
    # The first table that is written is that of points; then four, or at the centre six, for each run.
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    study, out = study_file(tmp_path, rest=varied(-2.0, -0.5)), tmp_path / "r"
    with full_disk(pq, "write_table", at):
        done = redtape(study, "--out", out, "--workers", "1")
    assert done.exit_code == 2
    (told,) = (line for line in done.stderr.splitlines() if "cannot be written" in line)
    n_kept = len(list((out / "shards" / "runs").glob("*.parquet")))
    assert "No space left on device" in told
    if at > 1:
        assert f"{n_kept} run{'s are' if n_kept != 1 else ' is'} kept in {out}" in told
        assert "the same command goes on from there" in told
    made = []
    assert redtape(study, "--out", out, make=counted(made)).exit_code == 0
    assert len(made) == 12 - n_kept
    assert_same(out, whole)


@pytest.mark.parametrize("at", [2, 3, 6])
def test_no_space_left_for_the_merge_keeps_everything(plan, whole, copy, tmp_path, at):
    smaller = replace(plan, points=plan.points[:2])
    with (
        full_disk(pq.ParquetWriter, "write_table", at),
        pytest.raises(InputError, match="No space") as raised,
    ):
        conduct(smaller, copy)
    assert "12 runs are kept" in str(raised.value)
    made = []
    conduct(plan, copy, make=counted(made))
    assert made == []
    assert_same(copy, whole)


def test_a_file_that_may_grow_no_further_is_told_without_a_trace(tmp_path):
    """The system itself refuses to write on: a manifest takes 20 kB, a shard of two runs 90 kB."""
    study, out = study_file(tmp_path, n=2), tmp_path / "r"

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    words = [sys.executable, "-m", "experiments.cli", "sweep", study, "--out", out]
    done = subprocess.run(
        words, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, preexec_fn=small, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "cannot be written (" in done.stderr.splitlines()[-1]
    assert conduct(studies.load(str(study)), out).exit_code == 0


def test_a_sweep_that_ended_before_its_manifest_stood_can_be_begun_again(plan, whole, tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / ".lock").touch()
    (tmp_path / "r" / "manifest.json.tmp").write_text("{")
    conduct(plan, tmp_path / "r")
    assert_same(tmp_path / "r", whole)
    assert not (tmp_path / "r" / "manifest.json.tmp").exists()


@pytest.fixture
def sealed():
    """A folder that nobody may write into, seen by somebody who is not the system's administrator."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    administrator = os.geteuid() == 0
    if administrator:
        os.seteuid(65534)
    yield folder
    if administrator:
        os.seteuid(0)
    folder.chmod(stat.S_IRWXU)
    shutil.rmtree(folder)


def test_a_read_only_folder_is_told_before_any_run(plan, sealed):
    made = []
    with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)") as raised:
        conduct(plan, sealed / "r", make=counted(made))
    assert (made, raised.value.key) == ([], "--out")


def test_a_place_under_a_file_is_told_before_any_run(tmp_path):
    (tmp_path / "file").touch()
    done = redtape(study_file(tmp_path), "--out", tmp_path / "file" / "r")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be written (Not a directory)" in done.stderr


# Files that are not what was written


def shards_of(plan, out, monkeypatch):
    """Leave a study in shards, one for each run, as a kill before the merge would."""
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)

    def killed(*_):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("experiments.sweep.folder.Folder.merge", killed)
        with pytest.raises(MemoryError):
            conduct(plan, out)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip(path):
    """Change one bit in the last page of a column."""
    column = pq.ParquetFile(path).metadata.row_group(0).column(4)
    start = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
    raw = bytearray(path.read_bytes())
    raw[start + column.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(raw))


DAMAGE = {
    "truncated": truncate,
    "flipped": flip,
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize(
    ("name", "damage"),
    # Without its file of runs a shard was never finished, and none is missed.
    [pair for pair in product(("runs", "monthly", "offices"), DAMAGE) if pair != ("runs", "missing")],
)
def test_a_damaged_shard_is_named_and_its_run_made_again(
    plan, whole, tmp_path, monkeypatch, capsys, name, damage
):
    out = tmp_path / "r"
    shards_of(plan, out, monkeypatch)
    path = out / "shards" / name / "000003.parquet"
    DAMAGE[damage](path)
    made = []
    conduct(plan, out, make=counted(made))
    assert len(made) == 1
    said = capsys.readouterr().err
    assert str(path) in said
    assert "its runs are made again" in said
    assert_same(out, whole)


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["runs", "monthly", "bureaucrats"])
def test_a_damaged_table_is_named_and_its_runs_made_again(plan, whole, copy, capsys, name, damage):
    DAMAGE[damage](copy / f"{name}.parquet")
    made = []
    conduct(plan, copy, make=counted(made))
    assert len(made) == 12
    assert str(copy / f"{name}.parquet") in capsys.readouterr().err
    assert_same(copy, whole)


@pytest.mark.parametrize("name", ["runs", "monthly", "offices"])
def test_a_changed_bit_anywhere_is_noticed_or_does_not_matter(copy, name):
    """In pages, their heads or the end of a file: what passes the check has the same rows."""
    source = Source({table: copy / f"{table}.parquet" for table in SWEEP_TABLES})
    path, rng = source.paths[name], random.Random(5)
    whole, sound = path.read_bytes(), source.read(name)
    n_noticed = 0
    for _ in range(100):
        raw = bytearray(whole)
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(raw))
        try:
            source.check(ROWS)
            now = source.rows_of(name, range(12))
        except Damaged:
            n_noticed += 1
        else:
            changed = [column for column in sound.column_names if now.column_names.count(column) != 1]
            # A column whose name has changed is missed at once by whoever asks for it.
            assert changed or now.to_pandas().equals(sound.to_pandas())
    assert n_noticed > 20


# Stopped


def sweeping(*arguments, make, **options):
    """Start the command line in a process of its own."""
    words = [sys.executable, "tests/faulty.py", make, "sweep", *map(str, arguments)]
    given = {
        "cwd": ROOT,
        "env": ENVIRONMENT,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }
    return subprocess.Popen(words, **given, **options)


def wait_until(there, seconds=60.0):
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def test_ctrl_c_stops_keeps_and_goes_on(tmp_path):
    # In a terminal every process of the command hears Ctrl-C.
    study, out = study_file(tmp_path, n=30), tmp_path / "r"
    child = sweeping(
        study, "--out", out, "--workers", "2", "--processes", make="slow", start_new_session=True
    )
    wait_until(lambda: list(out.glob("shards/runs/*.parquet")) or child.poll() is not None)
    os.killpg(child.pid, signal.SIGINT)
    said, complained = child.communicate(timeout=30)
    assert child.returncode == 130, complained
    assert "Traceback" not in complained
    assert "Stopped; the same command goes on from there." in said
    results = Results(out)
    n_kept = len(results.table("runs"))
    assert 0 < n_kept < 30
    assert results.manifest["status"] == "stopped by the user"
    made = []
    conduct(studies.load(str(study)), out, make=counted(made))
    assert len(made) == 30 - n_kept


def test_ctrl_c_pressed_twice_says_what_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    made = []

    def make(job):
        made.append(job.key)
        if len(made) == 3:
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.2)
        return live(job)

    study, out = study_file(tmp_path, n=12), tmp_path / "r"
    done = redtape(study, "--out", out, "--workers", "1", make=make)
    assert done.exit_code == 130
    (told,) = (line for line in done.stderr.splitlines() if "Stopped." in line)
    n_kept = len(Results(out).table("runs"))
    assert 0 < n_kept < 12
    assert f"{n_kept} runs are kept in {out}" in told
    assert Results(out).manifest["status"] == "broken off"
    assert conduct(studies.load(str(study)), out).made == 12 - n_kept


def test_files_that_change_while_they_are_merged_are_named(plan, whole, tmp_path, monkeypatch):
    out = tmp_path / "r"
    shards_of(plan, out, monkeypatch)
    path = out / "shards" / "monthly" / "000002.parquet"
    merge = Folder.merge

    def changed(*given):
        truncate(path)
        merge(*given)

    with (
        patch.object(Folder, "merge", changed),
        pytest.raises(InputError, match="changed meanwhile") as raised,
    ):
        conduct(plan, out)
    assert str(path) in str(raised.value)
    assert conduct(plan, out).made == 1
    assert_same(out, whole)


# A cluster


def test_faults_on_a_cluster_fail_their_run_alone(tmp_path, cluster):
    study = limited(tiny(tmp_path), 2.0)
    for name, stage in {"raises_outside": "worker", "hangs": "time limit"}.items():
        tally = conduct(study, tmp_path / name, cluster.where, make=getattr(faulty, name))
        assert (tally.exit_code, tally.made) == (1, 3), name
        assert [(x.key.seed, x.stage) for x in tally.failures] == [(faulty.BAD, stage)]


def test_a_worker_and_then_the_scheduler_killed_in_the_middle_lose_nothing(plan, whole, tmp_path):
    note = tmp_path / "note"
    (tmp_path / "cluster").mkdir()
    study = study_file(tmp_path, rest=varied(-2.0, -0.5))
    with started(tmp_path / "cluster", FAULTY_NOTE=str(note)) as given:
        done = redtape(study, "--out", tmp_path / "r", "--dask", given.address, make=faulty.is_killed_once)
        assert done.exit_code == 0, done.output
        assert note.exists()
        assert sum(process.poll() is not None for process in given.processes) == 1
        assert_same(tmp_path / "r", whole)

        # Then the scheduler, while runs are under way.
        long, out = study_file(tmp_path, n=60), tmp_path / "long"
        child = sweeping(long, "--out", out, "--dask", given.address, make="slow")
        wait_until(lambda: list(out.glob("shards/runs/*.parquet")) or child.poll() is not None)
        given.kill(0)
        _, complained = child.communicate(timeout=60)
    assert child.returncode == 2, complained
    assert "Traceback" not in complained
    told = complained.splitlines()[-1]
    assert "`--dask`" in told
    assert "runs are kept in" in told
    n_kept = len(Results(out).table("runs"))
    assert n_kept > 0
    made = []
    conduct(
        replace(studies.load(str(long)), replicates=n_kept + 5, centre_replicates=n_kept + 5),
        out,
        TWO,
        make=counted(made),
    )
    assert len(made) == 5


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://nowhere.invalid:8786"])
def test_a_wrong_address_is_told(tmp_path, monkeypatch, address):
    monkeypatch.setattr("experiments.sweep.pools.CONNECT", 1.0)
    done = redtape(study_file(tmp_path), "--out", tmp_path / "r", "--dask", address)
    assert done.exit_code == 2
    told = done.stderr.splitlines()[-1]
    assert f'`--dask` = "{address}" cannot be reached' in told
    assert "expected the address of a Dask scheduler" in told


def test_a_malformed_address_is_told_once_and_at_once(tmp_path):
    words = ["sweep", study_file(tmp_path), "--out", tmp_path / "r", "--dask", "nonsense"]
    command = [sys.executable, "-m", "experiments.cli", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_its_library_a_cluster_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = redtape(study_file(tmp_path), "--out", tmp_path / "r", "--dask", "tcp://127.0.0.1:9")
    assert done.exit_code == 2
    assert '"--dask" needs a library that is not installed' in done.stderr
    assert "pip install -c constraints.txt -e '.[cluster]'" in done.stderr


def test_a_cluster_and_processes_contradict_each_other(tmp_path):
    done = redtape(
        study_file(tmp_path), "--out", tmp_path / "r", "--dask", "tcp://127.0.0.1:9", "--processes"
    )
    assert done.exit_code == 2
    assert "cannot go with --dask" in done.stderr


def test_a_cluster_and_a_number_of_workers_contradict_each_other(tmp_path):
    words = ("--out", tmp_path / "r", "--dask", "tcp://127.0.0.1:9", "--workers", "2")
    done = redtape(study_file(tmp_path), *words)
    assert done.exit_code == 2
    assert "`--workers` = 2 cannot go with --dask" in done.stderr
