"""Stored results: no change moves them unnoticed."""

import json
from copy import deepcopy

import pytest
import update_baseline
from update_baseline import COMMAND, POSTS, SCENARIOS, SEED, explained, measured, stored

from sim.outcomes import OUTCOMES


@pytest.mark.parametrize("name", SCENARIOS)
def test_results_are_those_stored(name):
    """Fails if any change, meant or not, moves any outcome by more than a millionth."""
    message = explained(name, stored()["scenarios"][name], measured(name))
    assert not message, message


def test_the_baseline_is_whole():
    """Fails if a scenario or an outcome was never stored, or a run of another size was."""
    content = stored()
    assert (content["posts"], content["seed"]) == (POSTS, SEED)
    assert content["reason"]
    assert tuple(content["scenarios"]) == SCENARIOS
    for baseline in content["scenarios"].values():
        assert len(set(baseline["months"])) == 12
        assert baseline["outcomes"].keys() == OUTCOMES.keys()
        assert {len(values) for values in baseline["outcomes"].values()} == {12}


@pytest.mark.parametrize("outcome", ["share_digital", "cumulative_cost"])
def test_a_small_move_is_named_with_its_size_and_the_command(outcome):
    """Fails if the comparison is too coarse, too fine, or leaves the reader without what to do."""
    before = stored()["scenarios"]["federal-eoffice"]
    value = before["outcomes"][outcome][7]
    for size, says in ((3e-6, True), (3e-7, False)):
        now = deepcopy(before)
        now["outcomes"][outcome][7] += size * max(value, 1.0)
        message = explained("federal-eoffice", before, now)
        found = [word in message for word in (outcome, f"{value!r} -> ", before["months"][7], COMMAND)]
        assert found == [says] * 4
        assert ("the same scenario" in message) == says


def test_outcomes_that_come_and_go_are_named():
    """Fails if a renamed outcome, or another period, passes for the same results."""
    before = stored()["scenarios"]["federal-eoffice"]
    renamed, later = deepcopy(before), deepcopy(before)
    renamed["outcomes"]["new_name"] = renamed["outcomes"].pop("trust")
    later["months"][-1], later["fingerprint"] = "2099-01-01", "another"
    message = explained("federal-eoffice", before, renamed)
    assert "new_name: not stored yet" in message
    assert "trust: no longer an outcome" in message
    assert "2099-01-01" in explained("federal-eoffice", before, later)
    assert "a default, has changed as well" in explained("federal-eoffice", before, later)


@pytest.mark.parametrize("arguments", [[], ["--reason", " "], ["--reason", "..."]])
def test_nothing_is_stored_without_a_reason(arguments, tmp_path, monkeypatch, capsys):
    """Fails if results can be replaced without saying why."""
    monkeypatch.setattr(update_baseline, "STORED", tmp_path / "baseline.json")
    with pytest.raises(SystemExit) as stop:
        update_baseline.main(arguments)
    assert stop.value.code == 2
    assert "--reason" in capsys.readouterr().err
    assert not (tmp_path / "baseline.json").exists()


def test_what_is_stored_is_what_is_compared(tmp_path, monkeypatch, capsys):
    """Fails if storing rounds a value, loses the reason, or does not say what moved since the last time."""
    monkeypatch.setattr(update_baseline, "STORED", tmp_path / "baseline.json")
    monkeypatch.setattr(update_baseline, "SCENARIOS", ("full-package",))
    assert update_baseline.main(["--reason", "a test"]) == 0
    assert "stored for the first time" in capsys.readouterr().out
    content = stored()
    assert content["reason"] == "a test"
    assert content["scenarios"] == {"full-package": measured("full-package")}
    content["scenarios"]["full-package"]["outcomes"]["skill"][0] = 0.0
    update_baseline.STORED.write_text(json.dumps(content), encoding="utf-8")
    update_baseline.main(["--reason", "another test"])
    assert "skill: 0.0 -> " in capsys.readouterr().out
