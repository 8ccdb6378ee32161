"""The waterfall of the live view says what an explanation of the same two scenarios says."""

import pytest
from worlds import day, orders, small

from experiments.attribution.asking import Question, ask, estimated, find
from experiments.live import acts, why
from experiments.live.engine import Stopped
from sim.scenario import Scenario

SEED = 3
BASE = small({"mandates": orders((2, 6, 0.4)), "levers.train": 0.02})


def act(number: int, kind: str, month: int, **values) -> acts.Act:
    return acts.Act(number, kind, month, values)


ACTS = (act(1, "lever", 4, ME=0.6), act(2, "law", 3, status=1.0, lag=6.0), act(3, "transition", 20))


@pytest.fixture(scope="module")
def both() -> tuple[dict, list[dict]]:
    told: list[dict] = []
    current = acts.applied(BASE, ACTS)
    return why.explained(BASE, current, SEED, replicates=2, progress=told.append), told


def test_what_the_room_did_are_the_parts(both):
    """Fails if an act is lost, split in two, or called by a name of the code."""
    labels = {row["label"] for row in both[0]["rows"]}
    assert labels == {"Monitoring and evaluation (PC-3)", "Law", "Changes of government"}
    assert all(row["was"] != row["is"] for row in both[0]["rows"])


def test_the_figures_are_those_of_an_explanation(both):
    """Fails if values lose their unit on the way, belong to another outcome, or another seed."""
    current = acts.applied(BASE, ACTS)
    question = Question(BASE, current, why.OUTCOME, SEED, 2, why.ORDERS)
    found = ask(question, find(question))
    shown = both[0]
    assert shown["status"] == "done"
    assert shown["unit"] == "points"
    assert shown["from"]["value"] == pytest.approx(100 * found.ends[0].mean())
    assert shown["to"]["value"] == pytest.approx(100 * found.ends[1].mean())
    by_label = {part.label: estimated(found.split.values[i]) for i, part in enumerate(found.parts)}
    for row in shown["rows"]:
        expected = [100 * x for x in by_label[row["label"]]]
        assert [row["value"], row["low"], row["high"]] == pytest.approx(expected)
    whole = shown["to"]["value"] - shown["from"]["value"]
    assert sum(row["value"] for row in shown["rows"]) == pytest.approx(whole)
    labels = {row["label"] for row in shown["mechanisms"]}
    assert labels
    assert not [label for label in labels if label.startswith(("Remainder", "The other"))]
    assert "remainder" in " ".join(shown["sentences"])
    assert abs(whole) > 1.0


def test_parts_are_told_before_mechanisms_and_progress_never_falls(both):
    """Fails if the room waits for the mechanisms to see the parts, or the bar runs back."""
    shares = [told["progress"] for told in both[1]]
    assert shares == sorted(shares)
    assert 0.0 < shares[0] < 0.05
    assert shares[-1] == pytest.approx(1.0)
    assert {told["status"] for told in both[1]} == {"working"}
    early = [told for told in both[1] if told.get("rows")]
    assert early[0]["progress"] < 0.5
    assert early[0]["rows"] == both[0]["rows"]
    assert not early[0]["mechanisms"]
    assert "mechanism" not in " ".join(early[0]["sentences"])


def test_it_ends_as_soon_as_nobody_wants_it():
    """Fails if the stop is asked for only between batches: hundreds of runs would still be made."""
    told: list[dict] = []
    with pytest.raises(Stopped):
        why.explained(
            BASE, acts.applied(BASE, ACTS), SEED, progress=told.append, stopped=lambda: len(told) == 3
        )
    assert len(told) == 3


def test_nothing_to_explain_is_said(monkeypatch):
    """Fails if equal policies are run, or called a failure."""
    monkeypatch.setattr(why, "ask", None)
    same = why.explained(BASE, acts.applied(BASE, [act(1, "lever", 0, train=0.02)]), SEED)
    assert same["status"] == "same"
    assert same["sentences"][0].startswith("Nothing that results depend on differs")


def test_two_periods_cannot_be_explained_and_it_is_said_why():
    longer = small({"end": day(47)})
    found = why.explained(small(), longer, SEED)
    assert found["status"] == "failed"
    assert "differ in what cannot be taken" in found["words"]


def test_equal_titles_are_told_apart():
    base = Scenario.load("federal-2022").with_values({"posts": 400, "end": "2023-02-28"})
    found = why.explained(base, acts.applied(base, [act(1, "lever", 2, CM=1.0)]), SEED, replicates=1)
    assert found["from"]["label"] == "Test bench"
    assert found["to"]["label"] == why.ROOM
    assert found["rows"][0]["low"] is None


def test_an_outcome_that_does_not_exist_is_told_not_raised():
    found = why.explained(BASE, acts.applied(BASE, ACTS), SEED, outcome="real_use")
    assert found["status"] == "failed"
    assert "unknown outcome" in found["words"]
