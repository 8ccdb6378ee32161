"""What a facilitator does in the wrong order, twice or too early: nothing is lost, nothing is told wrongly."""

import pytest
from rooms import hello, tiny

from experiments.live import why


@pytest.fixture
def room(tmp_path):
    made = hello(tiny(tmp_path))
    yield made
    made.session.close()


def held(room):
    """The lock of the session: while it is held, its worker waits before it publishes."""
    return room.session.lock


def test_a_page_that_comes_back_is_not_told_of_an_explanation_that_has_ended(room):
    """Fails if the page waits for ever for an explanation that the newer runs have stopped."""
    room.do("lever", name="ME", value=0.8, month=0, wait=True)
    with held(room):
        room.do("why").do("hello", search="", kept="")
        assert room.last("why") == {}
    assert room.rest().last("why") == {}


def test_an_explanation_that_breaks_says_so(room, monkeypatch):
    """Fails if a fault within it leaves the page waiting."""
    monkeypatch.setattr(why, "ask", lambda *_: 1 / 0)
    room.do("lever", name="ME", value=0.8, month=0, wait=True).do("why", wait=True)
    assert room.last("why")["status"] == "failed"
    assert "went wrong" in room.faults()[-1]
