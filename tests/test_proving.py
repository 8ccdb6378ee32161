"""Proof before use: what planted records say of an inference, and that a wrong one is seen."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exact import Linear

from experiments import proving
from experiments.calibration import keyed, method, reading
from experiments.calibration.inference import Settings, piloted
from experiments.proving.judging import judged, tests
from experiments.proving.planting import FOUND, N_AROUND, N_DRAWS, NARROWED, PLACES, WIDENED, drawn, planted
from experiments.proving.proof import Subject, proof
from sim.compiling import model_version
from sim.errors import InputError

tests.__test__ = False

SMALL = Settings(n_seeds=2, n_pilot=150, n_early=40, n_last=80, n_generations=1)


def ideal(n_plants: int, sd: float = 1.0, shift: float = 0.0, seed: int = 1) -> pd.DataFrame:
    """The table of places of a normal posterior: right, or too narrow, too wide or shifted."""
    rng = np.random.Generator(np.random.Philox(seed))
    told = []
    for plant in range(n_plants):
        truth = rng.standard_normal()
        for draws, scale in ((FOUND, 1.0), (NARROWED, 0.5), (WIDENED, 2.0)):
            values = shift + scale * sd * rng.standard_normal(400)
            rank = int((values[:N_DRAWS] < truth).sum())
            told.append((plant, draws, "a", "freed", truth, shift, sd, rank, (values < truth).mean(), 400.0))
    return pd.DataFrame(told, columns=list(PLACES)).astype(PLACES)


LINEAR = Subject("linear", "", "posed", (6, 12))


@pytest.fixture(scope="module")
def small():
    return proving.run(LINEAR, Linear(reach=0.8), n_plants=40, settings=SMALL, workers=2)


def test_the_inference_finds_what_was_planted_and_a_narrowed_posterior_fails(small):
    assert small.n_plants == 40
    assert (small.n_failed, small.n_given_up) == (0, 0)
    assert small.verdicts[FOUND]["covers"]
    assert small.verdicts[FOUND]["uniform"]
    assert not small.verdicts[NARROWED]["covers"]
    assert not small.verdicts[NARROWED]["uniform"]
    assert not small.verdicts[WIDENED]["uniform"]
    assert small.passed


def test_a_proof_depends_neither_on_processes_nor_on_a_kill(small, tmp_path):
    done = []

    def killed(n_done: int, _wanted: int, _failed: int) -> None:
        done.append(n_done)
        if n_done == 2:
            raise KeyboardInterrupt

    asked = {"n_plants": 3, "settings": SMALL, "folder": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        proving.run(LINEAR, Linear(reach=0.8), watch=killed, **asked)
    kept = sorted(tmp_path.rglob("plant-*.parquet"))
    before = [path.stat().st_mtime_ns for path in kept]
    assert len(kept) == 2
    again = proving.run(LINEAR, Linear(reach=0.8), **asked)
    assert [path.stat().st_mtime_ns for path in kept] == before
    first = small.places[small.places["plant"] < 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.places, first)


@pytest.mark.parametrize(
    ("wrong", "covers", "uniform"),
    [
        ({}, True, True),
        ({"sd": 0.5}, False, False),
        ({"sd": 2.0}, False, False),
        ({"shift": 1.0}, False, False),
    ],
)
def test_the_verdict_on_posteriors_of_known_quality(wrong, covers, uniform):
    table = ideal(100, **wrong)
    verdict = judged(table[table["draws"] == FOUND])
    assert (verdict.covers, verdict.uniform) == (covers, uniform)


def test_the_tests_of_ranks_reject_as_often_as_they_say():
    rng = np.random.Generator(np.random.Philox(5))
    p = np.array([tests(rng.integers(0, N_DRAWS + 1, 40), i) for i in range(1000)])
    for column in p.T:
        assert 0.005 <= (column < 0.05).mean() <= 0.075


def test_the_region_of_coverage_is_that_of_the_binomial():
    coverage = judged(ideal(40)[lambda x: x["draws"] == FOUND]).coverage.set_index("level")
    # By hand: P(X <= 30) = 0.0051 and P(X <= 29) = 0.0015 for 40 at 0.9; P(X <= 11) = 0.0032 at 0.5.
    assert coverage.loc[0.9, ["low", "high"]].tolist() == [30, 40]
    assert coverage.loc[0.5, ["low", "high"]].tolist() == [12, 28]


def test_a_proof_of_too_few_plants_or_with_some_given_up_is_none():
    assert proof(LINEAR, 1, SMALL, ideal(100), 0, 0).passed
    assert proof(LINEAR, 1, SMALL, ideal(100), 3, 0).passed
    assert not proof(LINEAR, 1, SMALL, ideal(30), 0, 0).passed
    assert not proof(LINEAR, 1, SMALL, ideal(100), 0, 1).passed


def test_a_record_is_one_history_with_the_error_of_the_error_model():
    problem = Linear(luck=0.5)()
    errors = piloted(problem, SMALL, 1).errors(problem, SMALL)
    off, beside = [], []
    for i in range(1500):
        plant = planted(problem, errors, i)
        seeds = keyed.seeds(1 + N_AROUND, i, "history")
        off.append(plant.observed - problem.simulate(plant.truth, [1], True)[0])
        beside.append(plant.observed - problem.simulate(plant.truth, seeds[:1], True)[0])
    assert np.cov(np.array(off).T) == pytest.approx(Linear(luck=0.5).total(), abs=0.025)
    by_hand = np.diag(Linear(luck=0.5).total() - 0.5 * _luck())
    assert np.var(beside, axis=0) == pytest.approx(by_hand, rel=0.2)


def _luck() -> np.ndarray:
    from exact import LUCK

    return LUCK


def test_thinned_draws_are_taken_by_weight():
    weight = np.array([0.5, 0.25, 0.125, 0.125])
    assert np.bincount(drawn(weight, 8, "x")).tolist() == [4, 2, 1, 1]


SETTINGS = {"real": True, "n_seeds": 4, "n_early": 150, "n_last": 300}
OF_MINE = {
    **{"regimes": ["L", "K"], "posed": {"L": "one", "K": "two"}},
    **{"model": model_version(), "method": method.version(), "desks": 40, "settings": SETTINGS},
}


@pytest.fixture
def kept(tmp_path):
    """Proofs of both regimes of a study, where a self-test leaves them."""
    made = {
        regime: proof(Subject("mine", regime, posed, (6, 12)), 1, SMALL, ideal(100), 0, 0)
        for regime, posed in OF_MINE["posed"].items()
    }
    folder = tmp_path / "mine-self-test"
    folder.mkdir()
    (folder / proving.PROOF).write_text(proving.as_json(made), encoding="utf-8")
    return made


def test_a_proof_is_found_where_it_was_left_and_told_beside_a_posterior(kept, tmp_path):
    assert proving.found("mine", tmp_path) == kept
    told = proving.told("mine", OF_MINE, tmp_path)
    for regime, made in kept.items():
        assert made.tell() in told
        assert f"Self-test of mine, regime {regime}: passed. 100 records" in told
    assert "6 posts an office, 12 in the last" in told
    assert "The posterior had 40 posts an office and in the last generation all of them, 4 runs" in told
    assert "another version" not in told
    (tmp_path / "mine-self-test" / proving.PROOF).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        proving.found("mine", tmp_path)


def test_without_a_proof_the_command_for_one_is_told(tmp_path):
    assert proving.told("mine", OF_MINE, tmp_path).count("redtape calibrate mine --self-test") == 2


@pytest.mark.parametrize("posed", [{}, {"L": "other", "K": "two"}])
def test_a_proof_of_another_problem_is_not_told_as_one_of_this(kept, tmp_path, posed):
    """Fails if a calibration that merely has the name of another is told to be proved."""
    told = proving.told("mine", {**OF_MINE, "posed": posed}, tmp_path)
    assert "Not proved: the inference of mine, regime L. The self-test kept under this name is" in told
    assert "regime L: passed" not in told
    assert ("regime K: passed" in told) == bool(posed)
    assert list(proving.of_posterior("mine", {**OF_MINE, "posed": posed}, tmp_path)) == ["K"][: len(posed)]


@pytest.mark.parametrize("part", ["model", "method"])
def test_a_proof_by_other_code_is_told_to_be_one(kept, tmp_path, part):
    told = proving.told("mine", {**OF_MINE, part: "other"}, tmp_path)
    what = {"model": "model", "method": "inference"}[part]
    assert told.count(f"It was made with another version of the {what} than the posterior.") == 2


def test_a_problem_is_told_from_one_of_other_priors_figures_or_errors():
    plan = reading.load("federal-record", {})
    first, second = plan.regimes
    posed = {plan.posed(first), plan.posed(second)}
    posed.add(plan.posed(replace(first, free={**first.free, "lam": (0.0, 9.0)})))
    posed.add(replace(plan, discrepancy=0.06).posed(first))
    assert len(posed) == 4
    assert replace(plan, settings=replace(plan.settings, n_last=7)).posed(first) in posed


PACKAGE = "experiments.calibration."


def test_the_version_of_the_inference_covers_every_module_it_is_made_of():
    """Fails if a part of the inference could change without voiding the proofs."""
    package = Path(method.__file__).parent
    seen, rest = set(), ["inference"]
    while rest:
        part = rest.pop()
        if part in seen:
            continue
        seen.add(part)
        for node in ast.walk(ast.parse((package / f"{part}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "experiments.calibration":
                rest += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "experiments.calibration."
            ):
                rest.append(str(node.module).rsplit(".", 1)[1])
    assert seen == set(method.PARTS)


def test_so_few_plants_that_nothing_can_be_too_wide_is_told():
    assert "cannot show that it is too wide" in proof(LINEAR, 1, SMALL, ideal(40), 0, 0).tell()
    assert "cannot show that it is too wide" not in proof(LINEAR, 1, SMALL, ideal(100), 0, 0).tell()


def test_the_histogram_counts_every_plant_once():
    made = proof(LINEAR, 1, SMALL, ideal(100), 0, 0)
    counts = made.verdicts[FOUND]["histogram"]["a"]
    assert (len(counts), sum(counts)) == (10, 100)
    narrow = made.verdicts[NARROWED]["histogram"]["a"]
    assert narrow[0] + narrow[-1] > counts[0] + counts[-1]


@pytest.mark.prove
@pytest.mark.parametrize(("number", "regime"), [(0, "L"), (1, "K")])
def test_the_inference_of_the_federal_record_is_proved(number, regime):
    committed = json.loads((proving.COMMITTED / "federal-record.json").read_text(encoding="utf-8"))[regime]
    settings = Settings(**committed["settings"])
    n_plants = sum(committed[name] for name in ("n_plants", "n_failed", "n_given_up"))
    subject = Subject(**committed["subject"])
    asked = proving.Asked("federal-record", number)
    made = proving.run(subject, asked, n_plants=n_plants, settings=settings, workers=2)
    assert made.passed
    for draws, verdict in made.verdicts.items():
        told = {k: verdict[k] for k in ("covers", "uniform")}
        assert told == {k: committed["verdicts"][draws][k] for k in told}


def test_the_committed_proof_is_of_the_federal_record_as_it_is():
    """Fails if scenario, record, priors or inference changed and the proof was not made anew."""
    plan = reading.load("federal-record", {})
    committed = proving.read(proving.COMMITTED / "federal-record.json")
    for regime in plan.regimes:
        made = committed[regime.name]
        assert made.subject.posed == plan.posed(regime)
        assert (made.model, made.method) == (model_version(), method.version())
