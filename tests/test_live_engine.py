"""Runs of the live view: the bits of a run, given up in chunks, and in turns over the whole process."""

import threading
import time

import numpy as np
import pytest

from experiments.live import engine
from experiments.live.answering import DESKS
from experiments.live.app import TYPICAL_SEED
from experiments.live.engine import Stopped, Turns, lived
from experiments.smaller import smaller
from sim import Scenario, run


@pytest.fixture(scope="module")
def bench():
    return Scenario.load("federal-2022").with_values({"posts": 400})


def never():
    return False


@pytest.mark.parametrize("quick", [True, False])
def test_a_run_in_chunks_has_the_bits_of_a_run_at_once(bench, quick):
    chunked, whole = lived(bench, 7, never, quick=quick), run(bench, 7).world
    for name in ("office_log", "tier_log", "in_force"):
        assert np.array_equal(getattr(chunked, name), getattr(whole, name)), name
    assert all(np.array_equal(a, b) for a, b in zip(chunked.posts, whole.posts, strict=True))


def test_progress_goes_up_to_the_end(bench):
    shares = []
    lived(bench, 1, never, shares.append)
    assert shares == sorted(shares)
    assert (len(shares), shares[-1]) == (11, 1.0)


@pytest.mark.parametrize("quick", [True, False])
def test_a_run_that_is_not_wanted_any_more_ends_at_the_next_chunk(bench, quick, monkeypatch):
    chunks = []
    monkeypatch.setattr(engine.compiled, "live", lambda start, stop, world: chunks.append((start, stop)))
    with pytest.raises(Stopped):
        lived(bench, 1, lambda: len(chunks) == 3, quick=quick)
    assert chunks == [(0, 12), (12, 24), (24, 36)]


def test_there_is_one_background_run_at_a_time(bench, monkeypatch):
    at_once, most = [], []

    def live(*_):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.002)
        at_once.pop()

    monkeypatch.setattr(engine.compiled, "live", live)
    threads = [threading.Thread(target=lived, args=(bench, n, never)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) == 4 * 11


def test_background_work_waits_while_a_room_waits():
    turns, order = Turns(), []

    def background():
        with turns.background(never):
            turns.give_way(never)
            order.append("background")

    thread = threading.Thread(target=background)
    with turns.quick():
        thread.start()
        time.sleep(0.1)
        order.append("quick")
    thread.join()
    assert order == ["quick", "background"]


def test_background_work_that_waits_can_be_given_up():
    turns = Turns()
    with turns.quick(), turns.background(never), pytest.raises(Stopped):
        turns.give_way(lambda: True)
    given_up = []

    def another():
        try:
            with turns.background(lambda: True):
                pass
        except Stopped:
            given_up.append(True)

    with turns.background(never):  # the place is free again, and one thread may take it twice
        with turns.background(lambda: True):
            pass
        waiting = threading.Thread(target=another)
        waiting.start()
        waiting.join()
    assert given_up


def test_the_run_that_is_shown_first_is_a_typical_one():
    """Fails if a room that opens the federal case sees a line along the edge of its own band."""
    case = Scenario.load("federal-eoffice")
    line = run(case, TYPICAL_SEED).monthly["verified_use"].to_numpy()
    runs = [run(smaller(case, DESKS), seed) for seed in range(TYPICAL_SEED, TYPICAL_SEED + 20)]
    low, high = np.quantile([x.monthly["verified_use"] for x in runs], [0.25, 0.75], axis=0)
    assert ((low <= line) & (line <= high)).mean() > 0.9
