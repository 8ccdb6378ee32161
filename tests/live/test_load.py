"""Many rooms at once: a small copy here, the proof of twenty rooms and ten minutes on request."""

import json

import pytest

from benchmarks.live_view import __main__ as proof
from benchmarks.live_view import client, load


def measured(server, rooms, seconds, every):
    seen, readings = client.run(load.load(server, rooms, seconds, every))
    return load.told(seen, readings, seconds)


def test_three_rooms_at_once_are_all_answered(server):
    told = measured(server, 3, 8.0, 2.0)
    assert told["faults"] == []
    assert told["curves"] >= 3 * load.DRAG
    assert told["wait_ms"]["p50"] < 1_000  # generous: other tests may share the machine
    assert len(told["memory_mb"]) >= 4
    assert told["processors_used"] > 0


@pytest.mark.prove
def test_twenty_rooms_for_ten_minutes(own_server):
    told = measured(own_server, proof.ROOMS, proof.SECONDS, proof.EVERY)
    assert_proved(told)
    assert own_server.said.splitlines()[-1] == "Ctrl-C closes it."


def test_the_proof_that_is_kept_holds():
    assert_proved(json.loads(proof.RESULTS.read_text(encoding="utf-8")))


def assert_proved(told):
    assert told["rooms"] >= 20
    assert told["seconds"] >= 600
    assert told["faults"] == []
    assert told["memory_growth"] < 0.05
    assert told["curves_a_second_while_dragging"]["slowest_room"] >= 8
