"""The bench: every distinct run once, whoever asks; and no run more after one that fails."""

import time
from unittest.mock import patch

import numpy as np
import pytest

from experiments.measuring import Bench
from sim import simulate
from sim.errors import InputError
from sim.scenario import Scenario
from sim.summaries import SUMMARIES

TINY = Scenario.load("federal-2022").with_values({"posts": 400, "end": "2022-12-31"})
LAW = TINY.with_values({"law.status": 1.0})
OUTCOMES = ("verified_use_mean", "processing_days_end")

real_run = simulate.run


def measured(scenario, seed):
    monthly = real_run(scenario, seed).monthly
    return [SUMMARIES[name].of(monthly) for name in OUTCOMES]


def test_single_runs_are_those_of_their_scenario_and_seed():
    bench = Bench((1, 2), OUTCOMES, 2)
    found = bench.each([(LAW, 7), (TINY, 2), (LAW, 7)], "Some runs")
    assert found == pytest.approx(np.array([measured(LAW, 7), measured(TINY, 2), measured(LAW, 7)]), abs=0)


def test_no_run_is_made_twice():
    bench = Bench((1, 2), OUTCOMES, 2)
    with patch.object(simulate, "run", side_effect=real_run) as run:
        bench.each([(TINY, 2), (TINY, 2), (LAW, 5)], "Some runs")
        assert run.call_count == bench.n_runs == 2
        found = bench.measure([TINY, LAW, TINY.with_values({"title": "The same"})], "Both")
        assert run.call_count == bench.n_runs == 5
    expected = [[measured(scenario, seed) for seed in (1, 2)] for scenario in (TINY, LAW, TINY)]
    assert found == pytest.approx(np.array(expected), abs=0)


@pytest.mark.parametrize("error", [InputError("cannot be run"), KeyboardInterrupt()])
def test_after_a_run_that_fails_no_other_is_begun(error):
    def fail(*_):
        time.sleep(0.01)
        raise error

    bench = Bench(range(500), OUTCOMES, 2)
    with patch.object(simulate, "run", side_effect=fail) as run, pytest.raises(type(error)):
        bench.measure([TINY], "Many runs")
    assert run.call_count < 100
    assert bench.n_runs == 0


def test_a_run_that_fails_is_told_in_words():
    bench = Bench((1, 2), OUTCOMES, 2)
    with (
        patch.object(simulate, "run", side_effect=ZeroDivisionError("division by zero")),
        pytest.raises(InputError, match=r"federal-2022.*seed [12].*ZeroDivisionError: division by zero"),
    ):
        bench.measure([TINY], "Some runs")
