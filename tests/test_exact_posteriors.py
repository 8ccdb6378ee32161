"""The inference against posteriors that are known exactly: the very pipeline, on problems small enough."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from exact import Count, Linear
from scipy import stats

from experiments.calibration import accepting, smc
from experiments.calibration.errors import Errors
from experiments.calibration.inference import Inferred, Settings, infer
from experiments.calibration.points import sized
from experiments.calibration.problem import Problem
from experiments.calibration.screen import Screen, Size

SEEDS = (1, 2)


def inferred(
    problem: Problem, folder: Path, seeds: tuple[int, ...] = SEEDS, n_seeds: int = 2, n_last: int = 300
) -> list[Inferred]:
    """The posterior under several seeds: one lucky seed proves nothing."""
    return [
        infer(
            problem,
            Settings(seed=s, n_seeds=n_seeds, n_pilot=300, n_early=60, n_last=n_last, n_generations=2),
            folder / str(s),
            1,
        )
        for s in seeds
    ]


def moments(found: Inferred, name: str) -> tuple[float, float]:
    weight, values = found.last.weight, found.last.values[name]
    mean = weight @ values
    return float(mean), float(np.sqrt(weight @ (values - mean) ** 2))


def off(found: list[Inferred], name: str, mean: float, sd: float) -> tuple[float, float]:
    """By how many Monte Carlo standard errors mean and sd, over all seeds, lie from the exact ones.

    A mean of n draws strays by sd / sqrt(n); a normal's standard deviation by sd / sqrt(2 n).
    """
    n = sum(x.effective for x in found)
    share = np.array([x.effective for x in found]) / n
    means, sds = (share @ np.array([moments(x, name)[i] for x in found]) for i in (0, 1))
    return float((means - mean) / sd * np.sqrt(n)), float((sds - sd) / sd * np.sqrt(2 * n))


def test_a_linear_model_with_normal_luck_has_its_posterior_and_evidence(tmp_path):
    model = Linear()
    found = inferred(model(), tmp_path)
    means, sds, log_evidence = model.on_grid()
    for name in "ab":
        assert np.abs(off(found, name, means[name], sds[name])).max() < 4
    told = np.array([x.log_evidence for x in found])
    assert abs(told[:, 0].mean() - log_evidence) < 4 * np.sqrt((told[:, 1] ** 2).sum()) / len(found)
    assert told[:, 1].max() < 0.2


def test_the_grid_agrees_with_the_closed_form_where_nothing_is_carried():
    # The exact answers themselves, by two ways: least squares, and sums over the grid.
    model = Linear(carried=1e-9)
    effect = np.array([[1.0, 0.0], [0.5, 1.0], [1.0, -1.0], [0.3, 0.8]])
    precision = effect.T @ np.linalg.solve(model.total(), effect)
    mean = np.linalg.solve(precision, effect.T @ np.linalg.solve(model.total(), model.observed))
    log_evidence = (
        stats.multivariate_normal(effect @ mean, model.total()).logpdf(model.observed)
        + 0.5 * np.log(np.linalg.det(2 * np.pi * np.linalg.inv(precision)))
        - 2 * np.log(2 * model.reach)
    )
    means, sds, told = model.on_grid(n_carried=1)
    assert [means["a"], means["b"]] == pytest.approx(mean, abs=1e-6)
    assert [sds["a"], sds["b"]] == pytest.approx(np.sqrt(np.diag(np.linalg.inv(precision))), rel=1e-4)
    assert told == pytest.approx(log_evidence, abs=1e-6)


def test_a_carried_parameter_that_matters_widens_the_rest_and_has_a_posterior(tmp_path):
    model = Linear(carried=1.0)
    found = inferred(model(), tmp_path)
    means, sds, _ = model.on_grid()
    plain = Linear(carried=0.01).on_grid()[1]
    assert sds["a"] > 1.3 * plain["a"], "the carried parameter is too weak to test anything"
    for name in "abc":
        assert np.abs(off(found, name, means[name], sds[name])).max() < 4


@pytest.mark.parametrize("n_seeds", [1, 2, 4, 8])
def test_the_posterior_does_not_depend_on_the_number_of_runs_of_a_point(tmp_path, n_seeds):
    model = Linear(luck=2.0)
    found = inferred(model(), tmp_path, n_seeds=n_seeds)
    means, sds, _ = model.on_grid()
    for name in "ab":
        assert np.abs(off(found, name, means[name], sds[name])).max() < 4


@pytest.mark.parametrize("n_counted", [6, 14, 30])
def test_a_count_of_offices_has_nearly_the_conjugate_posterior(tmp_path, n_counted):
    # The binomial is taken for a normal with its variance: not exact, so a part of the sd is allowed.
    model = Count(n_counted=n_counted)
    found = inferred(model(), tmp_path)
    exact = stats.beta(n_counted + 1, model.n_offices - n_counted + 1)
    n = sum(x.effective for x in found)
    by_mean, by_sd = off(found, "p", exact.mean(), exact.std())
    assert abs(by_mean) < 4 + 0.15 * np.sqrt(n)
    assert abs(by_sd) < 4 + 0.1 * np.sqrt(2 * n)


# ---- Faults put in on purpose: each must be seen


def test_luck_that_is_counted_twice_is_seen(tmp_path, monkeypatch):
    plain = Errors._with_other
    monkeypatch.setattr(Errors, "_with_other", lambda self, luck, _: plain(self, luck, 1.0))
    model = Linear(luck=2.0)
    found = inferred(model(), tmp_path, n_seeds=2)
    _, sds, _ = model.on_grid()
    assert max(off(found, name, 0.0, sds[name])[1] for name in "ab") > 4


def lopsided(self: Screen, values: dict[str, float]) -> float:
    """A screen that is wrong: what it holds back is as good as the rest."""
    return 0.2 if values["a"] < 0.9 else 1.0


def unweighed(accept: Callable[..., object]) -> Callable[..., object]:
    """Acceptance that forgets by what chance a point was let pass."""

    def forgetful(self: accepting.Acceptor, x: dict[str, object], **rest: object) -> object:
        return accept(self, x={**x, accepting.CHANCE: np.array(1.0)}, **rest)

    return forgetful


def test_a_bad_screen_costs_time_and_not_truth(tmp_path, monkeypatch):
    monkeypatch.setattr(Screen, "chance", lopsided)
    model = Linear()
    means, sds, _ = model.on_grid()
    found = inferred(model(), tmp_path / "right")
    assert np.abs(off(found, "a", means["a"], sds["a"])).max() < 4
    monkeypatch.setattr(accepting.Acceptor, "__call__", unweighed(accepting.Acceptor.__call__))
    found = inferred(model(), tmp_path / "wrong")
    assert off(found, "a", means["a"], sds["a"])[0] > 4


def rehearsed(problem: Problem, off: float) -> Problem:
    """The problem with runs of another size, whose figures are `off` by so much, up or down by `a`.

    Up where `a` is large and down where it is small, so that what size does on average tells nothing.
    """

    def simulate(values: dict[str, float], seeds: list[int], real: bool) -> np.ndarray:
        said = problem.simulate(values, seeds, real)
        return said if real else said + np.copysign(off, values["a"] - 0.8)

    return replace(problem, simulate=simulate, rehearsed=True)


def test_a_rehearsal_that_misleads_costs_time_and_not_truth(tmp_path, monkeypatch):
    model = Linear()
    means, sds, _ = model.on_grid()
    problem = rehearsed(model(), 0.15)
    found = inferred(problem, tmp_path / "right")
    for name in "ab":
        assert np.abs(off(found, name, means[name], sds[name])).max() < 4
    given_up = [x.told[-1].n_run - x.told[-1].n_in_full for x in found]
    assert min(given_up) > 100
    monkeypatch.setattr(accepting.Acceptor, "__call__", unweighed(accepting.Acceptor.__call__))
    found = inferred(problem, tmp_path / "wrong")
    assert max(np.abs(off(found, name, means[name], sds[name])).max() for name in "ab") > 4


def test_how_much_size_differs_from_point_to_point_is_seen():
    problem, effect = Linear()(), np.array([0.5, -0.4, 0.3, 0.6])

    def simulate(values: dict[str, float], seeds: list[int], real: bool) -> np.ndarray:
        return problem.simulate(values, seeds, real) + (values["a"] * effect if real else 0.0)

    def seen(posed: Problem, *a: float) -> Size:
        return sized(posed, [{"a": x, "b": 0.0, "c": 0.0} for x in a], 2, 2, ("x",))

    posed = replace(problem, simulate=simulate)
    found = seen(posed, 1.0, 2.0, 3.0)
    assert found.added == pytest.approx(2.0 * effect)
    assert found.scatter == pytest.approx(np.outer(effect, effect))
    assert seen(posed, 1.0).scatter == pytest.approx(np.zeros((4, 4)))
    rows = replace(problem.rows, **{name: x[:1] for name, x in vars(problem.rows).items()})
    one_row = replace(posed, rows=rows, simulate=lambda *x: simulate(*x)[:, :1])
    assert seen(one_row, 1.0, 2.0, 3.0).scatter == pytest.approx(np.array([[0.25]]))
    assert seen(one_row, 1.0).scatter.shape == (1, 1)


def test_what_size_does_to_the_figures_is_seen_and_saves_runs(tmp_path, monkeypatch):
    problem = Linear()()
    added = np.array([0.5, -0.4, 0.3, 0.6])

    def simulate(values: dict[str, float], seeds: list[int], real: bool) -> np.ndarray:
        return problem.simulate(values, seeds, real) - (0.0 if real else added)

    found = sized(replace(problem, simulate=simulate), [{"a": 1.0, "b": 0.0, "c": 0.0}] * 3, 2, 2, ("x",))
    assert found.added == pytest.approx(added)
    assert found.scatter == pytest.approx(np.zeros((4, 4)), abs=1e-12)
    posed = replace(problem, simulate=simulate, rehearsed=True)
    seen = inferred(posed, tmp_path / "seen", n_last=60)
    monkeypatch.setattr(smc, "sized", lambda *_: Size(np.zeros(4), np.zeros((4, 4))))
    unseen = inferred(posed, tmp_path / "unseen", n_last=60)
    worth = [sum(x.effective for x in y) / sum(x.told[-1].n_in_full for x in y) for y in (seen, unseen)]
    assert worth[0] > 2 * worth[1]
