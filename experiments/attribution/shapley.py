"""Shapley values: what each player adds to a game, the mean over all orders in which players may come.

Pure mathematics on a function that says what a coalition is worth.  Several games with
the same players are split at once, so that whoever measures them can do so together.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.randomness import draws

EXACT_UP_TO = 6
"""Players up to which every coalition is measured: 64 of them."""

ORDERS = 44
"""Purpose of the draws of orders: one that no run uses."""


class Asked(NamedTuple):
    """One coalition in one of the games."""

    game: int
    coalition: frozenset[int]


Worth = Callable[[Sequence[Asked]], Iterable[float]]
"""What each of some coalitions is worth; every one is asked for once."""


@dataclass(frozen=True)
class Split:
    """The Shapley values of some games."""

    values: np.ndarray
    """Shape (n_players, n_games); each column sums to all players' worth minus nobody's."""
    errors: np.ndarray
    """Standard errors of the values for having seen some orders only, same shape; 0 where exact."""
    n_orders: int | None
    """Orders seen in each game; None where the values are exact."""


def split(n_players: int, n_games: int, worth: Worth, n_orders: int, key: int) -> Split:
    """Return the values: exact up to `EXACT_UP_TO` players, else from a sample of orders.

    n_orders: orders sampled in each game, an even number from 4.  key: of the draws, in [0, 2^63).
    """
    if n_players <= EXACT_UP_TO:
        return exact(n_players, n_games, worth)
    return sampled(sample_orders(n_players, n_games, n_orders, key), worth)


def exact(n_players: int, n_games: int, worth: Worth) -> Split:
    """Return the exact values: every coalition of every game is measured."""
    players = range(n_players)
    coalitions = [
        frozenset(chosen) for size in range(n_players + 1) for chosen in itertools.combinations(players, size)
    ]
    worths = _measured([Asked(game, x) for game in range(n_games) for x in coalitions], worth)
    values = np.zeros((n_players, n_games))
    for game, i, without in itertools.product(range(n_games), players, coalitions):
        if i not in without:
            others = n_players - 1
            weight = 1.0 / (n_players * math.comb(others, len(without)))
            values[i, game] += weight * (worths[game, without | {i}] - worths[game, without])
    return Split(values, np.zeros_like(values), None)


def sample_orders(n_players: int, n_games: int, n_orders: int, key: int) -> np.ndarray:
    """Return orders of the players, shape (n_games, n_orders, n_players): each beside its reverse.

    An order and its reverse together give the exact value wherever players act on one
    another in pairs only, so what is left to chance is what three or more do together.
    Every game has orders of its own: what chance there is averages out over games.
    """
    if n_orders < 4 or n_orders % 2:
        raise ValueError("an even number of orders from 4 is needed, to know how far their mean may be off")
    players, pairs = np.arange(n_players), n_orders // 2
    orders = [
        np.argsort(draws(key, ORDERS, game * pairs + pair, players), kind="stable")
        for game in range(n_games)
        for pair in range(pairs)
    ]
    both = [order for one in orders for order in (one, one[::-1])]
    return np.array(both).reshape(n_games, n_orders, n_players)


def sampled(orders: np.ndarray, worth: Worth) -> Split:
    """Return the mean over some orders of what each player adds to those before.

    orders: shape (n_games, n_orders, n_players), reversed pairs side by side as of
    `sample_orders`, of which the errors are told.
    """
    n_games, n_orders, n_players = orders.shape
    before = {
        (game, k): [frozenset(order[:n].tolist()) for n in range(n_players + 1)]
        for game in range(n_games)
        for k, order in enumerate(orders[game])
    }
    asked = dict.fromkeys(Asked(game, x) for (game, _), row in before.items() for x in row)
    worths = _measured(list(asked), worth)
    added = np.empty((n_players, n_games, n_orders))
    for (game, k), row in before.items():
        added[orders[game, k], game, k] = np.diff([worths[game, x] for x in row])
    pairs = added.reshape(n_players, n_games, n_orders // 2, 2).mean(axis=3)
    errors = pairs.std(axis=2, ddof=1) / math.sqrt(n_orders // 2)
    return Split(pairs.mean(axis=2), errors, n_orders)


def _measured(asked: Sequence[Asked], worth: Worth) -> dict[tuple[int, frozenset[int]], float]:
    return dict(zip(asked, map(float, worth(asked)), strict=True))
