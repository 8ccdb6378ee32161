"""Designs: known answers, even margins, and extensions that leave the first points as they were."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.studies.design import grid, grid_size, hypercube_column, latin_hypercube, sobol
from experiments.studies.spread import DIGITS, Listed, Range, worded

SIZES = st.integers(1, 300)
SEEDS = st.integers(0, 10**15)
UNIT = Range(0.0, 1.0)
TWO = {"a": Range(0.0, 1.0), "b": Range(-5.0, 5.0)}


def strata(units: np.ndarray, n: int) -> np.ndarray:
    """How many of `units` lie in each n-th part of the unit interval."""
    return np.bincount((units * n).astype(int), minlength=n)


def test_a_grid_holds_every_combination_the_last_key_changing_fastest():
    spreads = {"a": Listed((1, 2)), "b": Range(0.0, 1.0), "c": Range(0, 2, whole=True)}
    expected = itertools.product((1, 2), (0.0, 0.5, 1.0), (0, 1, 2))
    assert grid(spreads, 3) == [{"a": a, "b": b, "c": c} for a, b, c in expected]
    assert grid_size(spreads, 3) == 18


@pytest.mark.parametrize(
    ("spread", "steps", "levels"),
    [
        (Range(0.0, 1.0), 5, (0.0, 0.25, 0.5, 0.75, 1.0)),
        (Range(1.0, 2.0), 4, (1.0, 1.33333, 1.66667, 2.0)),
        (Range(1e9, 4e9), 3, (1e9, 2.5e9, 4e9)),
        (Range(0, 2, whole=True), 9, (0, 1, 2)),
        (Range(10, 1000, whole=True), 3, (10, 505, 1000)),
        (Listed(("on", "off")), 9, ("on", "off")),
    ],
)
def test_levels_of_a_range_reach_from_end_to_end(spread, steps, levels):
    assert spread.levels(steps) == levels


def test_a_list_gives_each_value_an_equal_share_and_a_whole_range_each_number():
    listed, whole = Listed(("x", "y", "z")), Range(-1, 1, whole=True)
    middles = [(i + 0.5) / 6 for i in range(6)]
    assert [listed.at(u) for u in middles] == ["x", "x", "y", "y", "z", "z"]
    assert [whole.at(u) for u in middles] == [-1, -1, 0, 0, 1, 1]
    assert (listed.at(1 - 2**-53), whole.at(1 - 2**-53)) == ("z", 1)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.floats(0, 1, exclude_max=True))
def test_a_value_of_a_range_lies_inside_and_where_it_was_drawn(low, width, u):
    """Fails if rounding leaves the range, or moves a value by more than the figures promised."""
    high = low + width
    if not low < high:
        return
    value = Range(low, high).at(u)
    assert low <= value <= high
    assert abs(value - (low + u * (high - low))) <= (high - low) * 10.0 ** (2 - DIGITS) + 1e-15 * abs(low)


def test_values_are_short_to_print():
    values = [Range(0.3, 0.8).at(i / 977) for i in range(977)]
    assert all(len(repr(value)) <= 2 + DIGITS for value in values)
    assert worded(Range(0.0, 4e9).at(1 / 3)) == "1,333,330,000"


@given(SIZES, SEEDS)
def test_every_stratum_of_a_hypercube_holds_one_point(n, seed):
    assert (strata(hypercube_column("kappa", [n], seed), n) == 1).all()


@given(st.integers(1, 60), st.lists(st.integers(2, 4), min_size=1, max_size=3), SEEDS)
def test_an_extended_hypercube_is_stratified_anew_where_it_is_a_multiple(n, factors, seed):
    stages = [n, *(n * int(k) for k in np.cumprod(factors))]
    column = hypercube_column("kappa", stages, seed)
    for size in stages:
        assert (strata(column[:size], size) == 1).all()


@given(st.integers(1, 200), st.integers(1, 200), SEEDS)
def test_an_extended_hypercube_of_any_size_is_as_even_as_its_first_points_allow(n, more, seed):
    """New points crowd no part: every part that holds two did so before."""
    before = hypercube_column("kappa", [n], seed)
    after = hypercube_column("kappa", [n, n + more], seed)
    assert after[:n].tobytes() == before.tobytes()
    old, new = strata(before, n + more), strata(after[n:], n + more)
    assert new.max() <= 1
    assert not new[old > 0].any()


@given(SIZES, SEEDS)
def test_the_first_points_of_a_longer_design_are_those_of_the_shorter(n, seed):
    assert latin_hypercube(TWO, [n, 2 * n], seed)[:n] == latin_hypercube(TWO, [n], seed)


def test_the_first_points_of_a_longer_sobol_sequence_are_those_of_the_shorter():
    assert sobol(TWO, 64, 3)[:16] == sobol(TWO, 16, 3)


def test_a_further_key_changes_no_column_of_a_hypercube():
    alone = latin_hypercube({"b": TWO["b"]}, [50, 100], 1)
    beside = latin_hypercube({"x": UNIT, **TWO}, [50, 100], 1)
    assert [point["b"] for point in beside] == [point["b"] for point in alone]


@pytest.mark.parametrize("draw", [lambda seed: latin_hypercube(TWO, [16], seed), lambda s: sobol(TWO, 16, s)])
def test_a_seed_gives_the_same_design_and_another_seed_another(draw):
    assert draw(7) == draw(7)
    assert draw(7) != draw(8)


def test_columns_of_a_hypercube_are_not_alike():
    """Fails if two keys share their order: the points would lie on a line."""
    columns = np.array([hypercube_column(f"key{i}", [400], 1) for i in range(12)])
    assert np.abs(np.corrcoef(columns)[~np.eye(12, dtype=bool)]).max() < 0.2


def test_places_within_strata_are_even_too():
    units = np.concatenate([hypercube_column("kappa", [100], seed) for seed in range(50)])
    within = units * 100 % 1.0
    assert np.abs(strata(within, 10) / len(within) - 0.1).max() < 0.02


def test_a_known_hypercube_stays_what_it_was():
    """The points of a published study can be drawn again: a change of the key or of the hash shows here."""
    assert [point["a"] for point in latin_hypercube({"a": UNIT}, [4, 8], 1)] == KNOWN


def test_sobol_fills_every_half_and_quarter_alike():
    points = np.array([[point["a"], point["b"]] for point in sobol(TWO, 64, 5)])
    units = np.column_stack([points[:, 0], (points[:, 1] + 5) / 10])
    for column in units.T:
        assert (strata(column, 64) == 1).all()
    cells = (units * 8).astype(int)
    assert len({tuple(cell) for cell in cells}) == 64


KNOWN = [0.71285, 0.05866, 0.29739, 0.99063, 0.15638, 0.47035, 0.87047, 0.54121]
