"""The programs that speed is measured against live the same months as ours."""

import pytest

from benchmarks import c_loop, checks
from sim import Scenario, run

EVENTFUL = {
    "start": "2022-01-01",
    "end": "2024-12-31",
    "service": "G2C",
    "tiers": [
        {"code": "A", "name": "Centre", "posts": 290, "offices": 3, "sizes": [270, 10, 10], "citizens": 1000},
        {"code": "B", "name": "Province", "posts": 110, "offices": 4, "citizens": 2000, "will": 0.6},
    ],
    "go_live": {"installed": [{"date": "2021-06-01", "share": 0.5}, {"date": "2023-02-01", "share": 1.0}]},
    "mandates": [
        {"announced": "2022-02-01", "deadline": "2022-06-30", "intensity": 0.3, "label": "first"},
        {"announced": "2023-03-01", "deadline": "2023-09-01", "intensity": 0.6, "label": "second"},
    ],
    "law": {"status": 0.5, "date": "2022-06-01", "lag": 12},
    "ban": {"start": "2023-10-01"},
    "transitions": [{"date": "2023-06-01", "label": "New government"}],
    "changes": [{"date": "2023-08-01", "Pbar": 0.8, "ME": 0.5, "train": 0.1, "target": "champions"}],
    "levers": {
        **{"inc": 0.3, "CM": 0.5, "champ": 0.4, "J": 0.5, "TP": 0.4},
        **{"standards": 0.05, "hard": 0.03, "aware": 0.3, "gov": 0.4},
    },
    "parameters": {"h0": 0.1},
}  # fmt: skip
"""Three years in which everything happens that a rule is about; one office needs two batches of draws."""


@pytest.fixture(scope="module")
def eventful():
    return Scenario.from_data(EVENTFUL, "eventful")


def test_everything_a_rule_is_about_happens(eventful):
    log = run(eventful, 3).world.office_log
    for column in (
        *("paper", "hybrid", "digital", "audits", "sanctions", "token_sanctions", "incident", "sabotage"),
        *("trained", "transfers", "transfers_avoided", "recruits", "champion", "equipment_bought", "penalty"),
        *("counterpart_digital", "end_to_end"),
    ):
        assert log[column].any(), f"{column} stays 0: the comparison would not see its rules"
    assert 0 < log.open.mean() < 1


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"decision_rule": "threshold"},
        {"decision_rule": "linear"},
        {"gate": "off", "belief": "off", "hybrid": "off"},
    ],
    ids=str,
)
def test_c_loop_gives_the_same_bits(eventful, switches):
    live_in_c = c_loop.build(c_loop.EXACT)
    found = checks.differences_from_c(eventful.with_values(switches), 3, live_in_c)
    assert found == {"desks": 0, "shares": 0.0, "logs": 0.0}


def test_plain_mesa_agrees_on_the_average(eventful):
    assert checks.agree_with_mesa(eventful, range(12), slice(2, None, 3))


def test_a_rule_that_differs_is_noticed(eventful, monkeypatch):
    from benchmarks.mesa_peer.official import Official

    monkeypatch.setattr(Official, "grow_fears", lambda self: None)
    with pytest.raises(checks.Disagreement, match="standard errors"):
        checks.agree_with_mesa(eventful, range(12), slice(2, None, 3))
