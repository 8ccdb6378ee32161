"""Keyed draws: the published generator, the same compiled and interpreted, uniform, independent."""

import math
from statistics import NormalDist

import numba
import numpy as np
import pytest

from sim import randomness
from sim.randomness import draw, four_draws, normal, philox

SEED = 20220606

PURPOSES = {
    name: value
    for name, value in vars(randomness).items()
    if name.isupper()
    and not name.startswith("_")
    and name not in ("EVERY_MONTH", "WHEN_NEEDED", "RECRUIT")  # blocks, not purposes
}

compiled_philox = numba.njit(philox)
compiled_normal = numba.njit(normal)


@numba.njit
def draws(seed, purpose, month, first, n):
    """Draws of `n` successive indices."""
    values = np.empty(n)
    for i in range(n):
        values[i] = draw(seed, purpose, month, first + i)
    return values


PUBLISHED = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((2**32 - 1,) * 2, (2**32 - 1,) * 4, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""(key, counter, words) of philox4x32-10, from the known answers its authors publish with Random123."""


@pytest.mark.parametrize("generator", [philox, compiled_philox], ids=["interpreted", "compiled"])
@pytest.mark.parametrize(("key", "counter", "words"), PUBLISHED)
def test_published_answers(generator, key, counter, words):
    """Fails for a wrong constant, a round too few, swapped key words, or a product that overflows."""
    assert tuple(generator(*key, *counter)) == words


@pytest.mark.parametrize("index_type", [int, np.int32, np.int64])
def test_compiled_equals_interpreted(index_type):
    """Fails if 32-bit or wrapping arithmetic leaks into one of the two (large seeds, large indices)."""
    for seed in (0, 1, 2**31, 2**32 + 5, 2**63 - 1):
        for purpose in (0, randomness.CHOICE, randomness.PARTNER, randomness.TENURE):
            for month in (0, 7, 599):
                for index in (0, 3_499_999, 2**31 - 1):
                    plain = draw(seed, purpose, month, index_type(index))
                    assert plain == draws(seed, purpose, month, index, 1)[0]


def test_normal_compiled_equals_interpreted():
    """Fails where compilation reorders the polynomials."""
    for u in draws(SEED, randomness.TASTE, 0, 0, 3000):
        assert normal(float(u)) == compiled_normal(u)


def test_lanes_of_a_block_are_the_purposes_in_order():
    """Fails if a purpose reads another's lane: two decisions of an official would share their luck."""
    for purpose in PURPOSES.values():
        assert draw(SEED, purpose, 5, 17) == four_draws(SEED, purpose // 4, 5, 17)[purpose % 4]


def test_no_two_purposes_are_equal():
    """Fails for a purpose that was copied and not renumbered."""
    assert len(PURPOSES) >= 25
    assert len(set(PURPOSES.values())) == len(PURPOSES)


def chi_square(counts: np.ndarray, expected: np.ndarray | float) -> float:
    return float(((counts - expected) ** 2 / expected).sum())


def limit(freedom: int) -> float:
    """A chi-square passed by chance about once in a million (Wilson and Hilferty)."""
    z = NormalDist().inv_cdf(1 - 1e-6)
    return freedom * (1 - 2 / (9 * freedom) + z * math.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.parametrize("name", PURPOSES)
def test_uniform_over_officials(name):
    """Fails if a purpose's draws leave [0, 1) or prefer a part of it."""
    values = draws(SEED, PURPOSES[name], 3, 0, 100_000)
    assert values.min() >= 0.0
    assert values.max() < 1.0
    counts = np.bincount((values * 100).astype(int), minlength=100)
    assert chi_square(counts, 1000.0) < limit(99)


def test_uniform_over_months_and_over_seeds():
    """Fails if month or seed is mixed in only halfway (an official lucky for life, or in every run)."""
    by_month = np.array([draw(SEED, randomness.REVISION, t, 12) for t in range(3000)])
    by_seed = np.array([draw(seed, randomness.REVISION, 4, 12) for seed in range(3000)])
    for values in (by_month, by_seed):
        assert chi_square(np.bincount((values * 30).astype(int), minlength=30), 100.0) < limit(29)


def neighbours(shift: str) -> tuple[np.ndarray, np.ndarray]:
    """Draws, and those of the next index, month, purpose (of the same block and another) or seed."""
    n = 100_000
    here = draws(SEED, randomness.CHOICE, 9, 0, n)
    other = {
        "index": (SEED, randomness.CHOICE, 9, 1),
        "month": (SEED, randomness.CHOICE, 10, 0),
        "lane": (SEED, randomness.AUDIT, 9, 0),
        "block": (SEED, randomness.REVISION, 9, 0),
        "seed": (SEED + 1, randomness.CHOICE, 9, 0),
        "high half of the seed": (SEED + 2**32, randomness.CHOICE, 9, 0),
    }[shift]
    return here, draws(*other, n)


@pytest.mark.parametrize("shift", ["index", "month", "lane", "block", "seed", "high half of the seed"])
def test_neighbouring_draws_are_independent(shift):
    """Fails if neighbours are correlated, equal, or jointly not uniform (a 10 x 10 table)."""
    a, b = neighbours(shift)
    assert (a == b).mean() < 1e-3
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / math.sqrt(len(a))
    table = np.bincount((a * 10).astype(int) * 10 + (b * 10).astype(int), minlength=100)
    assert chi_square(table, len(a) / 100) < limit(99)


def test_a_draw_does_not_depend_on_what_was_drawn_before():
    """Fails for a generator with a state."""
    first = draw(SEED, randomness.AUDIT, 3, 44)
    for i in range(50):
        draw(SEED, randomness.AUDIT, 3, i)
    assert draw(SEED, randomness.AUDIT, 3, 44) == first


def test_normal_is_the_inverse_of_the_normal_distribution():
    """Fails for a wrong coefficient or branch; the two ends of the draws are included."""
    exact = NormalDist()
    cells = [0, 1, 2, 1000, 2**20, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1]
    middle = [int(u * 2**32) for u in draws(SEED, randomness.SKILL, 0, 0, 2000)]
    # Both sides of where the polynomials meet.
    joints = [int((0.5 + side * 0.425) * 2**32) + k for side in (-1, 1) for k in (-2, -1, 0, 1)]
    deep = math.exp(-25.0)
    joints += [int(deep * 2**32) + k for k in (0, 1, 2)]
    for cell in cells + middle + joints:
        expected = exact.inv_cdf((cell + 0.5) / 2**32)
        assert math.isclose(normal(cell / 2**32), expected, rel_tol=1e-12, abs_tol=1e-12)


def test_moments_of_normal_draws():
    """Fails for draws that are cut off, shifted or not of unit variance."""
    z = np.array([compiled_normal(u) for u in draws(SEED, randomness.RENT, 0, 0, 200_000)])
    error = 1 / math.sqrt(len(z))
    assert abs(z.mean()) < 5 * error
    assert abs(z.var() - 1.0) < 5 * error * math.sqrt(2)
    assert abs((z**3).mean()) < 5 * error * math.sqrt(15)
    assert abs((z**4).mean() - 3.0) < 5 * error * math.sqrt(96)
    assert z.min() < -4.0
    assert z.max() > 4.0
