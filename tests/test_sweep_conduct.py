"""How a sweep is conducted: its rounds, how each of them can end, and what is said meanwhile."""

import errno
import os
import signal
import time
from concurrent.futures import Future
from dataclasses import replace
from threading import Event, Thread, Timer
from types import SimpleNamespace

import pytest
from faulty import counted, live, tiny, varied

from experiments import sweep
from experiments.store import Results, write
from experiments.studies.plan import Plan, Point
from experiments.studies.recorded import points_table
from experiments.sweep.feeding import feed
from experiments.sweep.job import Key
from experiments.sweep.pools import Pool
from sim.errors import InputError

ONE = sweep.Where("threads", 1)


def interrupt():
    os.kill(os.getpid(), signal.SIGINT)


# Rounds


def test_what_can_be_read_in_a_later_round_of_a_stop_rule_has_numbers_of_its_own(tmp_path, monkeypatch):
    """With more replicates a run of a later cell has another number than in the round before."""
    rule = '[replicates.until]\noutcome = "verified_use_mean"\nwidth = 1e-9\nmost = 4\n'
    plan, out, seen = tiny(tmp_path, n=2, rest=rule + varied(-2.0, -0.5)), tmp_path / "r", []

    def one_by_one(_pool, jobs, _stop):
        for job in jobs:
            yield job.wanted, live(job)
            runs = Results(out).table("runs").sort_values("run")
            assert runs["run"].is_unique
            assert runs[["point", "replicate"]].apply(tuple, axis=1).is_monotonic_increasing
            seen.append(len(runs))

    monkeypatch.setattr("experiments.sweep.conducting.feed", one_by_one)
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)
    assert sweep.conduct(plan, out, ONE).made == 12
    assert seen == [*range(1, 7)] * 2


# Ends


def test_a_disk_that_is_full_leaves_a_sweep_broken_off(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.sweep.conducting.EVERY_SECONDS", 0.0)

    def full(path, table):
        if path.stem == "000003":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, table)

    plan, out = tiny(tmp_path), tmp_path / "r"
    with monkeypatch.context() as patched:
        patched.setattr("experiments.sweep.shards.write", full)
        with pytest.raises(InputError, match="No space"):
            sweep.conduct(plan, out, ONE)
    told = Results(out).manifest
    assert told["status"] == "broken off"
    assert told["runs"]["finished"] == len(Results(out).table("runs")) == 2
    assert sweep.conduct(plan, out, ONE).made == plan.n_runs - 2
    assert Results(out).manifest["status"] == "complete"


IMPOSSIBLE = """
[vary]
"tiers.0.posts" = [200, 201]
"tiers.0.offices" = [80, 90]
[design]
kind = "grid"
centre = false
"""
"""So few posts are too few for so many offices."""


def test_a_study_that_cannot_stand_anywhere_is_given_up(tmp_path):
    made, plan = [], tiny(tmp_path, n=8, rest=IMPOSSIBLE, values='{ end = "2022-08-31" }')
    tally = sweep.conduct(plan, tmp_path / "r", ONE, make=counted(made))
    assert (tally.status, tally.exit_code, made) == ("given up", 1, [])
    assert len(tally.failures) == 21, "the budget, and the one that exceeds it"
    assert Results(tmp_path / "r").manifest["status"] == "given up"


def test_cells_that_cannot_stand_count_before_any_run_is_made(tmp_path):
    made, plan = [], tiny(tmp_path, n=4, rest=IMPOSSIBLE.replace("false", "true") + "[limits]\nfailures = 3")
    tally = sweep.conduct(plan, tmp_path / "r", ONE, make=counted(made))
    assert (tally.status, len(tally.failures), made) == ("given up", 4, [])


# Ctrl-C


def test_a_first_ctrl_c_says_for_what_it_waits(tmp_path, capsys):
    made = []

    def make(job):
        made.append(job)
        if len(made) == 2:
            interrupt()
            time.sleep(1.5)
        return live(job)

    tally = sweep.conduct(tiny(tmp_path, n=12), tmp_path / "r", ONE, make=make)
    assert (tally.status, tally.made) == ("stopped by the user", 2)
    assert "Stopping; 1 run in progress finishes first." in capsys.readouterr().err.splitlines()


def test_what_has_begun_is_not_withdrawn_though_it_could_be(monkeypatch, capsys):
    """As a process that is busy could be ended."""
    monkeypatch.setattr("experiments.sweep.feeding.GLANCE", 0.01)
    withdrawn, stop = [], Event()

    class Endable(Future):
        def cancel(self):
            withdrawn.append(self)
            return True

    begun, waiting = futures = Endable(), Endable()
    begun.set_running_or_notify_cancel()
    jobs = [SimpleNamespace(wanted=i, key=Key("", i)) for i in (0, 1)]
    ended = sweep.Broken(Key("", 0), "run", "", "")

    def submit(job):
        if job is jobs[1]:
            stop.set()
            Timer(0.2, begun.set_result, [ended]).start()
        return futures[job.wanted]

    assert list(feed(Pool(ONE, None, submit, lambda: 1), iter(jobs), stop)) == [(0, ended)]
    assert withdrawn == [waiting]
    assert "1 run in progress finishes first" in capsys.readouterr().err


def test_ctrl_c_while_a_study_is_laid_out_says_what_is_kept(tmp_path, monkeypatch):
    plan, out, scenario, asked = tiny(tmp_path, rest=varied(-2.0, -0.5)), tmp_path / "r", Plan.scenario, []
    sweep.conduct(replace(plan, points=plan.points[:1]), out, ONE)
    before = Results(out).manifest

    def interrupted(*given):
        asked.append(given)
        if len(asked) == 2:
            interrupt()
        return scenario(*given)

    monkeypatch.setattr(Plan, "scenario", interrupted)
    with pytest.raises(KeyboardInterrupt, match="4 runs are kept"):
        sweep.conduct(plan, out, ONE)
    assert len(asked) == 2
    assert Results(out).manifest == before


# What is said


def test_a_study_that_takes_long_to_lay_out_says_so(tmp_path, monkeypatch, capsys):
    plan = tiny(tmp_path, rest=varied(-2.0, -0.5))
    sweep.conduct(plan, tmp_path / "r", ONE)
    assert "Laying out" not in capsys.readouterr().err
    monkeypatch.setattr("experiments.sweep.layout.LONG", 0.0)
    sweep.conduct(plan, tmp_path / "r", ONE)
    assert capsys.readouterr().err.count("Laying out 3 cells ...") == 1


def test_workers_that_are_lost_while_the_last_runs_are_out_are_missed(monkeypatch, capsys):
    monkeypatch.setattr("experiments.sweep.feeding.PATIENCE", 0.0)
    monkeypatch.setattr("experiments.sweep.feeding.GLANCE", 0.01)
    key, future, asked = Key("", 1), Future(), []
    ended = sweep.Broken(key, "run", "", "")

    def n_workers():
        asked.append(None)
        if len(asked) == 3:
            future.set_result(ended)
        return int(len(asked) == 1)

    pool = Pool(ONE, None, lambda _: future, n_workers)
    timer = Event()

    def last_resort():
        if not timer.wait(10.0):
            future.set_result(ended)

    Thread(target=last_resort, daemon=True).start()
    assert list(feed(pool, iter([SimpleNamespace(wanted=1, key=key)]), Event())) == [(1, ended)]
    timer.set()
    assert "There are no workers; waiting for some." in capsys.readouterr().err


def test_truth_is_written_as_labels_have_it(tmp_path):
    plan = replace(tiny(tmp_path), points=(Point(1, "design", "spare = true", {"spare": True}),))
    assert points_table(plan)["spare"].to_pylist() == ["true"]
