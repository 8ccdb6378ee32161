"""A calibration from its file to its folder: bits, kills, failures, and what may not enter it."""

import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import conducting, posterior, reading
from experiments.calibration.asking import live, problem
from experiments.store import Results, locked, new_results
from sim.errors import InputError

TUTORIAL = Path(__file__).parent.parent / "docs" / "examples" / "tutorial"
SMALL = {"desks": 8, "seeds": 2, "pilot": 40, "early": 20, "last": 24, "generations": 2, "discrepancy": 0.3}
TABLES = ("posterior", "said", "moved", "size_shift")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calibration of the tutorial's ministry, as small as can be."""
    path = tmp_path_factory.mktemp("study") / "small.toml"
    lines = [f'scenario = "{TUTORIAL / "ministry.toml"}"', f'record = "{TUTORIAL / "record.toml"}"']
    path.write_text("\n".join([*lines, *(f"{key} = {value}" for key, value in SMALL.items())]))
    return path


@pytest.fixture(scope="module")
def done(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that calibration, made with one worker."""
    out = tmp_path_factory.mktemp("done") / "small"
    conducting.conduct(reading.load(file), out, 1)
    return out


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: Results(folder).table(name) for name in TABLES}


def equal(one: Path, other: Path) -> None:
    ours, theirs = tables(one), tables(other)
    for name in TABLES:
        pd.testing.assert_frame_equal(ours[name], theirs[name], check_exact=True)


def test_the_posterior_does_not_depend_on_the_number_of_workers(file: Path, done: Path, tmp_path: Path):
    conducting.conduct(reading.load(file), tmp_path / "two", 3)
    equal(done, tmp_path / "two")


class Killed(BaseException):
    """As if the process had ended."""


def test_a_kill_loses_the_generation_in_flight_and_changes_no_bit(file: Path, done: Path, tmp_path: Path):
    plan, out = reading.load(file), tmp_path / "killed"
    n_later = 0

    def dying(*arguments: Any) -> np.ndarray:
        nonlocal n_later
        n_later += (out / conducting.WORK / conducting.OWN / "generation-00.parquet").exists()
        if n_later > 5:
            raise Killed
        return live(*arguments)

    with pytest.raises(Killed):
        conducting.conduct(plan, out, 1, make=dying)
    kept = sorted(path.name for path in (out / conducting.WORK / conducting.OWN).glob("generation-*"))
    assert kept == ["generation-00.parquet"]
    with pytest.raises(InputError, match="not complete"):
        posterior.load(out)
    conducting.conduct(plan, out, 2)
    equal(done, out)


def test_a_finished_calibration_is_not_made_again(file: Path, done: Path):
    def never(*_: Any) -> np.ndarray:
        raise AssertionError("a run was made")

    again = conducting.conduct(reading.load(file), done, 1, make=never)
    assert len(again.draws) == SMALL["last"]


def test_another_calibration_in_the_folder_is_refused(file: Path, done: Path):
    with pytest.raises(InputError, match="other settings"):
        conducting.conduct(reading.load(file, {"seed": 2}), done, 1)


def test_failed_simulations_are_counted_and_never_scored(file: Path, tmp_path: Path):
    plan = reading.load(file)

    def failing(scenario: Any, values: Any, seeds: Any, rows: Any) -> np.ndarray:
        if values["beta0"] > 0.0:
            raise RuntimeError("the run broke")
        said = live(scenario, values, seeds, rows)
        return said * np.nan if values["lam"] > 0.45 else said

    found = conducting.conduct(plan, tmp_path / "out", 2, make=failing)
    assert found.draws["beta0"].max() <= 0.0
    assert found.draws["lam"].max() <= 0.45
    failures = Results(tmp_path / "out").table("failures")
    assert len(failures) == found.manifest["n_failed"][""] > 0
    assert failures["error"].str.contains("the run broke").any()
    assert failures["error"].str.contains("says nothing of figure 0").any()
    generations = Results(tmp_path / "out").table("generations")
    in_pilot = (failures["generation"] == 0).sum()
    assert generations["n_failed"].sum() + in_pilot == len(failures)
    assert np.isfinite(Results(tmp_path / "out").table("said")["value"]).all()


def test_runs_that_fail_at_real_size_alone_come_to_an_end(file: Path, tmp_path: Path):
    plan = reading.load(file, {"most": 200})
    real = plan.regimes[0].scenario.fingerprint

    def failing(scenario: Any, *rest: Any) -> np.ndarray:
        if scenario.fingerprint == real:
            raise RuntimeError("too large")
        return live(scenario, *rest)

    found = conducting.conduct(plan, tmp_path / "out", 2, make=failing)
    assert not found.manifest["exact"][""]
    assert np.isnan(Results(tmp_path / "out").table("size_shift")["difference"]).all()
    assert found.manifest["evidence"][""]["log"] is None


@pytest.mark.parametrize("workers", [1, 5])
def test_where_it_is_given_up_does_not_depend_on_workers(
    workers: int, done: Path, file: Path, tmp_path: Path
):
    most = int(Results(done).table("generations")["n_run"].max())
    plan = reading.load(file)
    for limit, complete in ((most, True), (most - 1, False)):
        limited = replace(plan, settings=replace(plan.settings, most=limit))
        found = conducting.conduct(limited, tmp_path / str(limit), workers)
        assert found.manifest["exact"][""] is complete


def test_a_scenario_that_never_runs_is_told(file: Path, tmp_path: Path):
    def broken(*_: Any) -> np.ndarray:
        raise RuntimeError("no")

    with pytest.raises(InputError, match=r"fails at 40 of 40 points of its priors .*RuntimeError: no"):
        conducting.conduct(reading.load(file), tmp_path / "out", 1, make=broken)


def test_no_held_out_figure_enters_the_problem_or_the_posterior(file: Path, done: Path, tmp_path: Path):
    plan = reading.load(file)
    figures = plan.record.figures.copy()
    held_out = figures["role"] == "validate"
    assert held_out.sum() >= 3
    figures.loc[held_out, "value"] = 0.123
    without = figures[figures["role"] == "calibrate"]
    for changed in (figures, without):
        other = replace(plan, record=replace(plan.record, figures=changed))
        assert other.key == plan.key
        ours, theirs = (problem(x, x.regimes[0]).rows for x in (plan, other))
        for field in ("observed", "n_units", "sd_own", "widen", "discrepancy"):
            np.testing.assert_array_equal(getattr(ours, field), getattr(theirs, field))
        out = tmp_path / f"with-{len(changed)}-figures"
        conducting.conduct(other, out, 2)
        equal(done, out)


def test_a_fitted_figure_does_enter(file: Path):
    plan = reading.load(file)
    figures = plan.record.figures.copy()
    figures.loc[figures["role"] == "calibrate", "value"] = 0.5
    other = replace(plan, record=replace(plan.record, figures=figures))
    assert other.key != plan.key


def test_giving_up_early_is_told(file: Path, tmp_path: Path):
    from experiments.calibration import telling

    plan = reading.load(file, {"most": 250, "early": 20, "last": 200})
    found = conducting.conduct(plan, tmp_path / "out", 2)
    assert found.manifest["exact"][""] is False
    assert "given up" in telling.in_words(found)


def test_a_calibration_that_gave_up_says_what_to_change(file: Path, tmp_path: Path):
    out = tmp_path / "out"
    plan = reading.load(file)
    limited = replace(plan, settings=replace(plan.settings, most=10))
    with pytest.raises(InputError, match="too few of 10 points"):
        conducting.conduct(limited, out, 2)
    with pytest.raises(InputError, match=r"too few of 10 points.*`most`.*would give up again") as raised:
        posterior.load(out)
    assert "goes on where it stopped" not in str(raised.value)
    found = conducting.conduct(plan, out, 2, force=True)
    assert posterior.GIVEN_UP not in found.manifest


JUNK = b"this is no database. " * 400


def test_a_spoiled_database_is_told_before_any_run_and_left_as_it_is(file: Path, tmp_path: Path):
    plan = reading.load(file)
    work = tmp_path / "out" / conducting.WORK / conducting.OWN

    def killed(*_: Any) -> np.ndarray:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conducting.conduct(plan, tmp_path / "out", 1, make=killed)
    (work / "history.db").write_bytes(JUNK)
    before = {path.name for path in work.iterdir()}
    with pytest.raises(InputError, match=r"history\.db: cannot be used \(.*remove the file") as raised:
        conducting.conduct(plan, tmp_path / "out", 1, make=killed)
    assert "sqlalche" not in str(raised.value)
    assert (work / "history.db").read_bytes() == JUNK
    assert {path.name for path in work.iterdir()} == before


def test_a_database_spoiled_in_the_middle_is_told(file: Path, done: Path, tmp_path: Path):
    shutil.copytree(done, tmp_path / "out")
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"complete": true', '"complete": false'))
    database = tmp_path / "out" / conducting.WORK / conducting.OWN / "history.db"
    content = database.read_bytes()
    database.write_bytes(content[:4096] + JUNK[:4096] * (len(content) // 4096 - 1))
    with pytest.raises(InputError, match=r"history\.db: cannot be used"):
        conducting.conduct(reading.load(file), tmp_path / "out", 1)


def test_a_locked_folder_is_said_to_be_calibrated(file: Path, done: Path):
    with (
        locked(done),
        pytest.raises(InputError, match=r"is being written by another calibration.*one calibration"),
    ):
        conducting.conduct(reading.load(file), done, 1)
    with (
        locked(done),
        pytest.raises(InputError, match="is being written by another calibration"),
        new_results(done, force=True),
    ):
        pass


def test_weights_and_draws_are_of_the_prior(done: Path, file: Path):
    found = posterior.load(done)
    plan = reading.load(file)
    table = found.of("")
    assert table["weight"].sum() == pytest.approx(1.0)
    for name, (low, high) in {**plan.regimes[0].free, **plan.regimes[0].carried}.items():
        assert table[name].between(low, high).all(), name
    assert set(plan.regimes[0].free) == {"beta0", "lam", "e1", "e2"}
    assert len(plan.regimes[0].carried) > 80


def test_equal_weight_draws_follow_the_weights(done: Path):
    found = posterior.load(done)
    table = found.of("")
    many = pd.DataFrame(found.values("", 4_000))
    for name in ("beta0", "lam"):
        assert many[name].mean() == pytest.approx(table[name] @ table["weight"], abs=2e-3 * table[name].std())
    assert found.values("", 7, seed=2) == found.values("", 7, seed=2) != found.values("", 7, seed=3)


def test_regime_k_holds_what_defines_it_and_draws_what_was_fitted():
    plan = reading.load("federal-record")
    loose, keen = plan.regimes
    assert set(loose.held) == {"beta_U", "sigma_eta"}
    assert {"beta_U", "sigma_eta", "kappa", "c_H"} <= set(keen.held)
    assert "th_G" in keen.carried
    assert not {"beta0", "lam", "e1", "e2"} & set(keen.held)
    assert (loose.small.tiers[0].posts, loose.scenario.tiers[0].posts) == (1_600, 13_503)
    assert len(plan.fitted) == 11


WRONG = {
    "free = ['beta9']": "beta9.*is not an uncertain parameter",
    "free = ['beta0', 'beta0']": "listed twice",
    "leave = ['lam']": "is left and drawn",
    "seeds = 1": "seeds",
    "desk = 40": "unknown key",
    "regimes = ['Q']": "regimes",
    "record = 'gone.toml'": "gone.toml",
    "discrepancy = -1": "discrepancy",
    "values = { nonsense = 1 }": "nonsense",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_files_are_told(line: str, tmp_path: Path):
    path = tmp_path / "wrong.toml"
    path.write_text(f'scenario = "federal-eoffice"\npilot = 20\n{line}\n')
    with pytest.raises(InputError, match="(?s)" + WRONG[line]):
        reading.load(path)


def test_every_fault_is_listed(tmp_path: Path):
    path = tmp_path / "wrong.toml"
    path.write_text('scenario = "federal-eoffice"\nfree = ["beta9", "lan"]\nseeds = 0\nlats = 3\n')
    told = " ".join(str(fault) for fault in reading.faults(path))
    assert all(word in told for word in ("beta9", "lan", "seeds", "lats", "Did you mean"))


def test_a_scenario_without_a_record_is_told():
    with pytest.raises(InputError, match="has no record"):
        reading.load("punjab-land-records")


def test_dask_gives_the_same_bits(file: Path, done: Path, tmp_path: Path):
    from distributed import LocalCluster

    from experiments.calibration.cluster import on_dask

    with (
        LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster,
        on_dask(cluster.scheduler_address) as (make, n),
    ):
        assert n == 2
        conducting.conduct(reading.load(file), tmp_path / "dask", n, make=make)
    equal(done, tmp_path / "dask")


@pytest.mark.prove
def test_kill_and_resume_by_signal(file: Path, done: Path, tmp_path: Path):
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "experiments.cli", "calibrate", str(file), "--out", str(out)]
    kills = 0
    for seconds in (8, 11, 14):
        running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        time.sleep(seconds)
        kills += running.poll() is None
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert kills
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert json.loads((out / "manifest.json").read_text())["complete"]
    equal(done, out)
