"""Keyed draws: a random number is a pure function of (seed, purpose, month, index).

Nothing is drawn "next": a draw does not depend on what was drawn before, on the order
of officials or on the number of threads, so two policies share every official's luck
and a paired difference is the policy's effect.

The generator is Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
as 1, 2, 3"), checked against its published known answers.  One call gives four
numbers; purposes that are needed together share a block.
"""

import math
from typing import Final

import numpy as np

from sim.compiling import phase, rule

_MASK: Final = 0xFFFFFFFF
_TO_UNIT: Final = 2.0**-32

# Purposes.  purpose // 4 is the Philox block, purpose % 4 the lane within it.
# Each month, of a post:
REVISION: Final = 4
TRANSFER: Final = 5
TURNOVER: Final = 6
TRAINING: Final = 7
CHOICE: Final = 8
AUDIT: Final = 9
TOKEN_DETECTION: Final = 10
FOLLOW_THROUGH: Final = 11
TRANSFER_KEY: Final = 12
# Each month, of a recruit who takes a post:
RECRUIT_RENT: Final = 16
RECRUIT_DEFERENCE: Final = 17
RECRUIT_TASTE: Final = 18
RECRUIT_SKILL: Final = 19
# Each month, of an office:
INCIDENT: Final = 20
# Once, of a post:
RENT: Final = 24
DEFERENCE: Final = 25
TASTE: Final = 26
SKILL: Final = 27
BELIEF: Final = 28
TENURE: Final = 29
# Once, of an office:
OFFICE_RENT: Final = 32
CULTURE: Final = 33
INFRASTRUCTURE: Final = 34
VISIBILITY: Final = 35
ROLL_OUT: Final = 36
SURVEY: Final = 37
# Once, of a pair of offices (index = sender x 65536 + partner):
PARTNER: Final = 40

BATCH: Final = 256
"""How many posts are drawn for at once: few enough for their draws to stay in the fastest memory."""

EVERY_MONTH: Final = REVISION // 4
WHEN_NEEDED: Final = CHOICE // 4
RECRUIT: Final = RECRUIT_RENT // 4


@rule
def philox(key0: int, key1: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, int, int, int]:
    """Return four 32-bit words of Philox4x32-10 for a 64-bit key and a 128-bit counter.

    All arguments are in [0, 2^32).  Written so that 64-bit wrapping arithmetic
    (compiled) and unbounded integers (interpreted) give the same words: a product is
    always masked after the shift.
    """
    for _ in range(10):
        product0 = 0xD2511F53 * c0
        product1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((product1 >> 32) & _MASK) ^ c1 ^ key0,
            product1 & _MASK,
            ((product0 >> 32) & _MASK) ^ c3 ^ key1,
            product0 & _MASK,
        )
        key0 = (key0 + 0x9E3779B9) & _MASK
        key1 = (key1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


@rule
def four_draws(seed: int, block: int, month: int, index: int) -> tuple[float, float, float, float]:
    """Return the four draws in [0, 1) of one block of purposes (purpose // 4 = `block`)."""
    # int(): a row of an array is a NumPy number of few bits, which would overflow in plain Python.
    seed, month, index = int(seed), int(month), int(index)
    key0, key1 = seed & _MASK, (seed >> 32) & _MASK
    a, b, c, d = philox(key0, key1, index & _MASK, (index >> 32) & _MASK, month & _MASK, block)
    return a * _TO_UNIT, b * _TO_UNIT, c * _TO_UNIT, d * _TO_UNIT


@phase
def many_draws(draws: np.ndarray, seed: int, block: int, month: int, index: np.ndarray) -> None:
    """Write what `four_draws` gives for each of `index`, shape (n,), n <= BATCH, into `draws`, shape (4, BATCH).

    A loop that does nothing else runs on vector instructions, five times faster.
    """
    for j in range(len(index)):
        draws[0, j], draws[1, j], draws[2, j], draws[3, j] = four_draws(seed, block, month, index[j])


@rule
def draw(seed: int, purpose: int, month: int, index: int) -> float:
    """Return the draw in [0, 1), a multiple of 2^-32, of one purpose, month and index.

    `seed` is in [0, 2^63), `month` >= 0 (0 for what is drawn once), `index` the number
    of the post, the office or the pair of offices.
    """
    return four_draws(seed, purpose // 4, month, index)[purpose % 4]


def draws(seed: int, purpose: int, month: int, index: np.ndarray) -> np.ndarray:
    """Return what `draw` gives for each of `index`, any shape of int64: for what is drawn before the run."""
    key0, key1 = seed & _MASK, (seed >> 32) & _MASK
    words = philox(key0, key1, index & _MASK, (index >> 32) & _MASK, month, purpose // 4)  # type: ignore[arg-type]
    return np.asarray(words[purpose % 4] * _TO_UNIT)


@rule
def _ratio(x: float, a: tuple[float, ...], b: tuple[float, ...]) -> float:
    top = 0.0
    bottom = 0.0
    for k in range(8):
        top = top * x + a[7 - k]
        bottom = bottom * x + b[7 - k]
    return top / bottom


# Wichura 1988, algorithm AS 241 (PPND16): numerator and denominator for the centre and two tails.
_A = (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
      45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727)  # fmt: skip
_B = (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
      21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610)  # fmt: skip
_C = (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
      1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4)  # fmt: skip
_D = (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
      0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9)  # fmt: skip
_E = (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
      0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)  # fmt: skip
_F = (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)  # fmt: skip


@rule
def normal(u: float) -> float:
    """Return the standard normal whose probability is the middle of the draw's 2^-32 cell.

    Inverse CDF of one draw (a rejection sampler would not be index-stable); `u` is a
    draw in [0, 1).  Accurate to about 1e-15 (Wichura 1988, AS 241).
    """
    centred = u + 0.5 * _TO_UNIT - 0.5
    if abs(centred) <= 0.425:
        return centred * _ratio(0.180625 - centred * centred, _A, _B)
    tail = 0.5 - abs(centred)
    depth = math.sqrt(-math.log(tail))
    size = _ratio(depth - 1.6, _C, _D) if depth <= 5.0 else _ratio(depth - 5.0, _E, _F)
    return -size if centred < 0.0 else size
