"""Shapley values: games whose answer is known, the axioms, and samples against the exact values."""

import itertools
import math

import numpy as np
import pytest

from experiments.attribution.shapley import EXACT_UP_TO, exact, sample_orders, sampled, split


def game(worth):
    """A function that answers what coalitions are worth, and refuses to be asked twice."""

    def answer(asked):
        assert len(set(asked)) == len(asked), "a coalition is measured twice"
        return [worth(coalition) for _, coalition in asked]

    return answer


def additive(weights):
    return game(lambda coalition: sum(weights[i] for i in coalition))


def unanimity(needed):
    return game(lambda coalition: float(needed <= coalition))


def gloves(coalition):
    """Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1."""
    return float(min(len(coalition & {0}), len(coalition & {1, 2})))


def random_worths(n_players, seed):
    """Any worth for every coalition, with what three do together in it."""
    values = np.random.default_rng(seed).normal(size=2**n_players)
    return lambda coalition: float(values[sum(1 << i for i in coalition)])


def by_definition(n_players, worth):
    """The mean over all orders, taken literally."""
    total = np.zeros(n_players)
    for order in itertools.permutations(range(n_players)):
        before = frozenset()
        for i in order:
            total[i] += worth(before | {i}) - worth(before)
            before |= {i}
    return total / math.factorial(n_players)


def both_ways(n_players, worth):
    """The values by all coalitions, and by a sample of orders."""
    return (
        exact(n_players, 1, worth).values[:, 0],
        sampled(sample_orders(n_players, 1, 6, 3), worth).values[:, 0],
    )


def test_in_an_additive_game_everybody_gets_their_own():
    weights = [3.0, -1.5, 0.0, 7.25, 2.0]
    for values in both_ways(5, additive(weights)):
        assert values == pytest.approx(weights, abs=1e-12)


def test_those_who_are_needed_share_alike_and_the_others_get_nothing():
    values = exact(5, 1, unanimity({1, 2, 4})).values[:, 0]
    assert values == pytest.approx([0, 1 / 3, 1 / 3, 0, 1 / 3], abs=1e-12)
    assert values[0] == values[3] == 0.0


def test_the_scarce_glove_gets_most():
    assert exact(3, 1, game(gloves)).values[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-12)


def test_exact_values_are_the_mean_over_all_orders():
    worth = random_worths(5, 1)
    assert exact(5, 1, game(worth)).values[:, 0] == pytest.approx(by_definition(5, worth), abs=1e-12)


def test_who_adds_nothing_gets_exactly_nothing():
    worth = random_worths(5, 2)
    for values in both_ways(6, game(lambda coalition: worth(coalition - {5}))):
        assert values[5] == 0.0
        assert (values[:5] != 0.0).all()


def test_those_who_do_the_same_get_the_same():
    worth = random_worths(4, 3)

    def alike(coalition):
        """Players 0 and 1 stand in for one another; worth of how many of them there are."""
        twins = len(coalition & {0, 1})
        return worth((coalition - {0, 1}) | set(range(twins)))

    values = exact(4, 1, game(alike)).values[:, 0]
    assert values[0] == pytest.approx(values[1], abs=1e-12)
    assert values[2] != pytest.approx(values[3], abs=1e-3)


@pytest.mark.parametrize("n_players", [1, 2, EXACT_UP_TO, EXACT_UP_TO + 1, 9])
def test_values_add_up_in_every_game(n_players):
    worths = [random_worths(n_players, seed) for seed in (4, 5, 6)]
    found = split(
        n_players, 3, lambda asked: [worths[k](coalition) for k, coalition in asked], n_orders=4, key=1
    )
    everybody = frozenset(range(n_players))
    wholes = [worth(everybody) - worth(frozenset()) for worth in worths]
    assert found.values.shape == (n_players, 3)
    assert found.values.sum(axis=0) == pytest.approx(wholes, abs=1e-12)
    assert (found.n_orders is None) == (n_players <= EXACT_UP_TO)
    assert (found.errors == 0.0).all() == (n_players <= EXACT_UP_TO)


def test_a_sample_is_exact_where_players_act_in_pairs_only():
    rng = np.random.default_rng(7)
    own, pairs = rng.normal(size=8), rng.normal(size=(8, 8))

    def worth(coalition):
        chosen = sorted(coalition)
        return own[chosen].sum() + sum(pairs[i, j] for i, j in itertools.combinations(chosen, 2))

    upper = np.triu(pairs, 1)
    expected = own + (upper.sum(axis=0) + upper.sum(axis=1)) / 2
    found = split(8, 1, game(worth), n_orders=4, key=1)
    assert found.values[:, 0] == pytest.approx(expected, abs=1e-12)
    assert found.errors == pytest.approx(0.0, abs=1e-12)


def test_a_sample_is_off_by_as_much_as_it_says():
    """200 times eight samples of one game: no bias, and the exact value in nine intervals of ten."""
    n_players, n_times, n_games = 7, 200, 8
    worth = random_worths(n_players, 8)
    truth = exact(n_players, 1, game(worth)).values
    found = split(n_players, n_times * n_games, game(worth), n_orders=8, key=9)
    off = found.values - truth
    spread = off.std(axis=1, ddof=1)
    assert np.abs(off.mean(axis=1) / spread).max() < 4 / math.sqrt(n_times * n_games)
    assert np.sqrt((found.errors**2).mean(axis=1)) == pytest.approx(spread, rel=0.1)
    means = off.reshape(n_players, n_times, n_games).mean(axis=2)
    errors = np.sqrt((found.errors**2).reshape(n_players, n_times, n_games).sum(axis=2)) / n_games
    # Four pairs of orders in each of eight games: Student's t with 24 degrees of freedom.
    assert (np.abs(means) < 1.711 * errors).mean() == pytest.approx(0.9, abs=0.03)


def test_orders_are_drawn_by_key_each_beside_its_reverse():
    orders = sample_orders(9, 3, 6, 5)
    assert orders.shape == (3, 6, 9)
    assert (np.sort(orders, axis=2) == np.arange(9)).all()
    assert (orders[:, 1::2] == orders[:, ::2, ::-1]).all()
    assert len({tuple(order) for order in orders.reshape(-1, 9)}) == 18
    assert (orders == sample_orders(9, 3, 6, 5)).all()
    assert (orders != sample_orders(9, 3, 6, 6)).any()


def test_every_player_comes_at_every_place_as_often():
    places = np.argsort(sample_orders(7, 1, 4_000, 2)[0], axis=1)
    for player in range(7):
        counts = np.bincount(places[:, player], minlength=7)
        assert counts == pytest.approx(4_000 / 7, rel=0.2)


@pytest.mark.parametrize("n_orders", [0, 2, 5])
def test_too_few_orders_or_one_without_its_reverse_are_refused(n_orders):
    with pytest.raises(ValueError, match="even"):
        sample_orders(7, 1, n_orders, 1)
