"""What the screen learns from runs: how well it guesses, and that a worse guess only lets fewer pass."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.calibration.errors import Errors
from experiments.calibration.problem import Rows
from experiments.calibration.screen import BENT, Rehearsal, Size, Tried, features, learned

N_PARAMETERS, N_ROWS = 10, 3
PRIORS = {f"p{i}": (0.0, 2.0) for i in range(N_PARAMETERS)}
LUCK = 0.05


def errors(observed: np.ndarray) -> Errors:
    nan, ones = np.full(N_ROWS, np.nan), np.ones(N_ROWS)
    rows = Rows(observed, nan, 0.1 * ones, ones, 0.1 * ones)
    return Errors(rows, LUCK**2 * ones, np.eye(N_ROWS), 1)


def model(places: np.ndarray, bend: float) -> np.ndarray:
    """Three smooth figures of the first four parameters; `bend` says how far from straight they are."""
    x = places - 0.5
    straight = np.column_stack([2 * x[:, 0] + x[:, 1], x[:, 1] - x[:, 2], x[:, 0] + x[:, 3]])
    bent = np.column_stack([x[:, 0] * x[:, 1], x[:, 0] ** 2, x[:, 2] * x[:, 3]])
    return straight + bend * bent


def runs(n: int, bend: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.Generator(np.random.Philox(seed))
    places = rng.random((n, N_PARAMETERS))
    return places, model(places, bend) + LUCK * rng.standard_normal((n, N_ROWS))


def behind(n_runs: int, bend: float) -> tuple[np.ndarray, np.ndarray, int]:
    """What the screen thinks of new points, the density at what the model says there, parameters bent."""
    places, mean = runs(n_runs, bend, 1)
    observed = errors(np.full(N_ROWS, 0.2))
    screen = learned([Tried(places, mean, np.ones(n_runs, bool))], PRIORS, observed, 1.0)
    assert screen is not None
    new = runs(400, bend, 2)[0]
    density = np.array([observed.log_density(x) for x in model(new, bend)])
    return screen.looks(new), density - density.max(), len(screen.bent)


def test_a_straight_model_is_guessed_without_bent_parameters_and_a_bent_one_with_them():
    looks, density, n_bent = behind(400, 0.0)
    assert n_bent == 0
    # The screen allows for luck and for its own errors, so that it is flatter than the density.
    assert np.corrcoef(looks, density)[0, 1] > 0.99
    looks, density, n_bent = behind(400, 4.0)
    assert n_bent >= 4 - 1
    assert np.corrcoef(looks, density)[0, 1] > 0.97


def test_a_bent_model_is_guessed_worse_without_bent_parameters(monkeypatch):
    good = behind(400, 4.0)
    monkeypatch.setattr("experiments.calibration.screen.BENT", (0,))
    straight = behind(400, 4.0)
    near = good[1] > -5.0
    right, wrong = (np.corrcoef(x[0][near], x[1][near])[0, 1] for x in (good, straight))
    assert right > wrong + 0.2


def test_few_runs_bend_few_parameters():
    assert behind(30, 4.0)[2] == 0


def test_too_few_runs_teach_nothing():
    places, mean = runs(2 * N_PARAMETERS - 1, 1.0, 1)
    tried = [Tried(places, mean, np.ones(len(places), bool))]
    assert learned(tried, PRIORS, errors(np.zeros(N_ROWS)), 1.0) is None


def test_what_is_added_to_the_runs_moves_the_guess():
    places, mean = runs(400, 0.0, 1)
    tried, added = [Tried(places, mean, np.ones(400, bool))], np.array([0.4, -0.3, 0.2])
    here, there = errors(np.zeros(N_ROWS)), errors(added)
    one = learned(tried, PRIORS, here, 1.0)
    other = learned(tried, PRIORS, there, 1.0, added)
    assert one is not None
    assert other is not None
    new = runs(50, 0.0, 2)[0]
    assert other.looks(new) == pytest.approx(one.looks(new), abs=0.2)


def test_features_are_a_constant_the_parameters_and_every_product_once():
    x = features(np.full((2, N_PARAMETERS), 0.5 + 1 / np.sqrt(12.0)), np.array([1, 4, 5]))
    assert x.shape == (2, 1 + N_PARAMETERS + 6)
    assert x == pytest.approx(np.ones_like(x))
    assert max(BENT) * (max(BENT) + 1) // 2 < 400


# ---- What a run is worth whose figures are only guessed

SCATTER = 0.04 * np.array([[1.0, 0.5, 0.0], [0.5, 2.0, -0.3], [0.0, -0.3, 0.5]])


def guessed(mean: np.ndarray, n: int) -> np.ndarray:
    """Figures of which only `mean` and SCATTER are known, (n, N_ROWS)."""
    lower = np.linalg.cholesky(SCATTER)
    return mean + np.random.Generator(np.random.Philox(3)).standard_normal((n, N_ROWS)) @ lower.T


def test_a_run_whose_figures_are_known_is_worth_its_density():
    # Luck of shares depends on their level: the determinant of K counts.
    ones = np.ones(N_ROWS)
    rows = Rows(0.5 * ones, np.array([40.0, 40.0, np.nan]), 0.1 * ones, ones, 0.0 * ones)
    of_shares = Errors(rows, np.array([1.0, 2.0, LUCK**2]), np.eye(N_ROWS), 2)
    here, there = np.array([0.4, 0.6, 0.5]), np.array([0.1, 0.8, 0.3])
    for temperature in (1.0, 3.0):
        worth = [of_shares.log_worth(x, np.zeros((N_ROWS, N_ROWS)), temperature) for x in (here, there)]
        density = [of_shares.log_density(x) / temperature for x in (here, there)]
        assert worth[0] - worth[1] == pytest.approx(density[0] - density[1], abs=1e-9)
        assert density[0] - density[1] > 1.0


@pytest.mark.parametrize("temperature", [1.0, 3.0])
def test_worth_is_the_root_mean_square_of_the_density_over_what_may_come(temperature):
    of_record = errors(np.full(N_ROWS, 0.2))
    means = [np.full(N_ROWS, 0.2), np.array([0.6, -0.1, 0.3])]
    seen = [
        0.5
        * np.log(np.mean([np.exp(2.0 * of_record.log_density(x) / temperature) for x in guessed(m, 20_000)]))
        for m in means
    ]
    worth = [of_record.log_worth(m, SCATTER, temperature) for m in means]
    assert worth[0] - worth[1] == pytest.approx(seen[0] - seen[1], abs=0.05)
    assert worth[0] - worth[1] > 0.3


def test_chances_that_follow_worth_give_more_for_a_run_than_chances_that_follow_the_density():
    of_record = errors(np.full(N_ROWS, 0.2))
    spread = np.random.Generator(np.random.Philox(4)).standard_normal((4000, N_ROWS))
    means = 0.2 + 0.5 * spread
    offs = guessed(np.zeros(N_ROWS), len(means))
    density = np.exp([of_record.log_density(x) for x in means + offs])

    def effective_per_run(looks: list[float]) -> float:
        """Runs are made with this chance and weighed by density over chance: Kish's size over runs."""
        chance = np.exp(np.array(looks) - max(looks))
        return float(density.sum() ** 2 / (density**2 / chance).sum() / chance.sum())

    by_worth = effective_per_run([of_record.log_worth(x, SCATTER, 1.0) for x in means])
    by_density = effective_per_run([of_record.log_density(x) for x in means])
    assert by_worth > 1.5 * by_density


@pytest.mark.parametrize("temperature", [1.0, 3.0])
def test_the_screen_looks_at_what_a_run_is_worth(temperature):
    """Fails if proposals are screened by the density at the guess, or the guess is trusted too much."""
    luck, ones, n = 0.2, np.ones(N_ROWS), 4000
    rows = Rows(0.2 * ones, np.full(N_ROWS, np.nan), 0.1 * ones, ones, 0.1 * ones)
    of_record = Errors(rows, luck**2 * ones, np.eye(N_ROWS), 1)
    places = runs(n, 0.0, 1)[0]
    mean = model(places, 0.0) + luck * np.random.Generator(np.random.Philox(5)).standard_normal((n, N_ROWS))
    screen = learned([Tried(places, mean, np.ones(n, bool))], PRIORS, of_record, temperature)
    assert screen is not None
    new = runs(200, 0.0, 2)[0]
    # All that such a guess can be off by is the luck of the runs.
    worth = [of_record.log_worth(x, luck**2 * np.eye(N_ROWS), temperature) for x in model(new, 0.0)]
    slope = np.polyfit(worth, screen.looks(new), 1)[0]
    assert slope == pytest.approx(1.0, abs=0.1)
    density = [of_record.log_density(x) / temperature for x in model(new, 0.0)]
    assert np.polyfit(density, screen.looks(new), 1)[0] < 0.6


def test_a_rehearsal_looks_at_what_the_real_runs_are_worth_over_the_first_chance():
    of_record, size = errors(np.full(N_ROWS, 0.2)), Size(np.array([0.1, 0.0, -0.1]), SCATTER)
    rehearsal = Rehearsal(of_record, size, 3.0, 1.0)
    near, far = np.full(N_ROWS, 0.15), np.full(N_ROWS, 0.45)
    worth = [of_record.log_worth(x + size.added, SCATTER, 1.0) for x in (near, far)]
    assert [rehearsal.worth(x) for x in (near, far)] == worth
    bar = worth[0] - np.log(0.5)
    assert replace(rehearsal, bar=bar).chance(far, 0.5) == pytest.approx(np.exp(worth[1] - worth[0]))
    assert replace(rehearsal, bar=bar).chance(near, 0.5) == 1.0
