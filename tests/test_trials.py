"""Trials of remedies: what they do to a world, and what is concluded from their misfits."""

import json

import numpy as np
import pytest
from worlds import BUSY, differing, lived, orders, small

from experiments import trials
from experiments.trials import OUT, TRIALS, Trial, failures, leadership, page

CASE = small(BUSY | {"mandates": orders((0, 6, 0.5))})


def changed(begin) -> list[str]:
    return differing(trials.lived(CASE, 1, Trial("tried", "", begin, 1)), lived(CASE))


def test_the_model_as_it_is_is_left_as_it_is():
    """Fails if living month by month, or a trial of nothing, moves a bit."""
    assert changed(trials.nothing) == []
    assert changed(failures(0.0, 0.5, 3)) == []
    assert changed(leadership(0.0, 0.5)) == []


def test_a_new_head_changes_the_culture_of_the_office_alone():
    """Heads come in about one office-month of ten; culture keeps its spread. Fails if all change at once."""
    world = trials.lived(CASE, 1, Trial("tried", "", leadership(0.5, 0.1), 1))
    plain = lived(CASE)
    moved = np.asarray(world.office.culture) != np.asarray(plain.office.culture)
    assert moved.all(), "the share that belongs to heads is drawn anew even where nobody left"
    assert world.office.culture.std() == pytest.approx(plain.office.culture.std(), rel=0.5)
    path = []
    begin = leadership(0.5, 0.1)

    def watched(w):
        step = begin(w)

        def between(t, v):
            step(t, v)
            path.append(np.array(v.office.culture))

        return between

    trials.lived(CASE, 1, Trial("watched", "", watched, 1))
    change = np.diff(np.array(path), axis=0) != 0.0
    assert 0.06 < change.mean() < 0.14
    assert change.any(axis=1).sum() > 20


def test_a_failure_lasts_as_long_as_it_says():
    begin = failures(0.05, 0.5, 3)
    world = trials.lived(CASE, 1, Trial("tried", "", begin, 1))
    outage = np.asarray(world.shocks.outage)
    assert set(np.unique(outage)) == {0.0, 0.5}
    assert 0.08 < (outage > 0).mean() < 0.2
    spells = np.diff(np.vstack([np.zeros(outage.shape[1]), outage > 0, np.zeros(outage.shape[1])]), axis=0)
    begun, ended = np.argwhere(spells.T == 1), np.argwhere(spells.T == -1)
    lasted = (ended - begun)[:, 1]
    assert lasted[ended[:, 1] < len(outage)].min() == 3


def row(name: str, misfit: float, held_out: float = 8.0, n_parameters: int = 2) -> dict:
    share = {"offices": 0.02, "runs": 0.5, "full_within": 0.7, "full_between": 0.2}
    return {
        **{"trial": name, "words": f"words of {name}", "free": {"beta0": -0.3}, **share},
        **{"misfit_calibrate_fresh_seeds": misfit, "misfit_validate_fresh_seeds": held_out},
        "n_parameters": n_parameters,
    }


@pytest.mark.parametrize(
    ("misfits", "kept"),
    [((6.3, 6.2, 7.0), ""), ((6.3, 2.4, 7.0), ""), ((6.3, 7.0, 2.2), "b"), ((6.3, 2.2, 2.1), "a, b")],
)
def test_a_remedy_earns_its_place_on_the_fitted_figures_alone(misfits, kept):
    """Fails if a remedy is kept for the pattern it was made for, or for less than its parameters cost."""
    told = page([row(name, misfit) for name, misfit in zip(("as it is", "a", "b"), misfits, strict=True)])
    assert (f"passed by {kept}, which deserves a place" in told) is bool(kept)
    assert ("none is part of the model" in told) is not kept
    assert "| words of a |" in told


@pytest.mark.parametrize(("held_out", "told"), [(3.0, True), (5.0, False)])
def test_held_out_figures_are_told_and_decide_nothing(held_out, told):
    said = page([row("as it is", 6.3), row("a", 5.3, held_out)])
    assert "None passes it" in said
    assert ("first to be tried again" in said) is told


def test_a_dearer_remedy_must_gain_more():
    assert "passed by a" in page([row("as it is", 6.3), row("a", 4.0, n_parameters=1)])
    assert "None passes it" in page([row("as it is", 6.3), row("a", 4.0, n_parameters=2)])


def test_trials_begin_with_the_model_as_it_is():
    assert TRIALS[0].begin is trials.nothing
    assert len({trial.name for trial in TRIALS}) == len(TRIALS)


def test_the_committed_page_is_of_the_trials_and_figures_that_are_committed():
    """Fails if a trial, its words or the rule changed and the page was not made again."""
    found = json.loads(OUT.with_suffix(".json").read_text(encoding="utf-8"))
    stated = [(row["trial"], row["words"], row["n_parameters"]) for row in found]
    assert stated == [(trial.name, trial.words, trial.n_parameters) for trial in TRIALS], (
        "run `python -m experiments.trials`"
    )
    assert OUT.with_suffix(".md").read_text(encoding="utf-8") == page(found)


def test_no_trial_that_earned_its_place_is_left_out_in_silence():
    """The description of the model says that none is part of it: then none may have earned it."""
    assert "deserves a place" not in OUT.with_suffix(".md").read_text(encoding="utf-8")
