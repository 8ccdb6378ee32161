"""Where a label goes so that no two overlap: pure geometry, in pixels, knowing nothing of charts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Side = Literal["left", "right"]

NARROW, WIDE = frozenset("fijlrtI.,;:'’|!()[]/- "), frozenset("mwMW%@—…")


def text_width(text: str, size: float) -> float:
    """Width in pixels that `text` takes in a plain sans-serif face of this size, a little generously."""
    # Widths of such faces hardly differ, and asking a font for them would need one to be installed.
    shares = (0.34 if c in NARROW else 0.9 if c in WIDE else 0.72 if c.isupper() else 0.57 for c in text)
    return size * sum(shares)


def shorten(text: str, letters: int) -> str:
    """`text` cut at a word to at most `letters` letters, with an ellipsis where it was cut."""
    if len(text) <= letters:
        return text
    whole_words, space, _ = text[:letters].rpartition(" ")
    return (whole_words if space else text[: letters - 1]).rstrip(" ,;:") + "…"


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres nearest to `wanted` (least squares) at which labels of these `sizes` do not overlap.

    All labels lie within low..high; where there is no room for all, their sizes shrink evenly.
    The order of `wanted` is kept, ties by position in the list.
    """
    if not wanted:
        return []
    shrink = min(1.0, (high - low) / sum(sizes))
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    needed = [sizes[i] * shrink for i in order]
    # Distance of each centre from the lower edge of the lowest label, were all packed.
    packed = [sum(needed[:rank]) + needed[rank] / 2 for rank in range(len(order))]
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        mean, count = wanted[i] - packed[rank], 1
        while blocks and blocks[-1][0] > mean:
            before, others = blocks.pop()
            mean, count = (mean * count + before * others) / (count + others), count + others
        blocks.append((mean, count))
    edges = [mean for mean, count in blocks for _ in range(count)]
    placed = [0.0] * len(order)
    for rank, i in enumerate(order):
        placed[i] = min(max(edges[rank], low), high - sum(needed)) + packed[rank]
    return placed


@dataclass(frozen=True)
class Flag:
    """A label beside a vertical line: on which side of it, and in which row (0 is the lowest)."""

    side: Side
    lane: int


def place_flags(positions: Sequence[float], widths: Sequence[float], left: float, right: float) -> list[Flag]:
    """Sides and rows for labels of vertical lines, so that no label meets another or another's line.

    `positions` ascend (pixels); each line rises to its label's row, so a label may only cross
    lines that end below it.  Labels stay within left..right where they can.  Chosen: the
    arrangement with the fewest rows in which one stretch of the lines is flagged to the left and
    all others to the right.
    """
    n = len(positions)
    x, width = np.array(positions, dtype=float), np.array(widths, dtype=float)
    fits_left, fits_right = x - width >= left, x + width <= right
    best: tuple[int, int] | None = None
    flags: list[Flag] = []
    for first, last in [(0, 0), *itertools.combinations(range(n + 1), 2)]:
        wanted = (np.arange(n) >= first) & (np.arange(n) < last)
        to_left = np.where(wanted, fits_left | ~fits_right, fits_left & ~fits_right)
        lanes = _lanes(x, width, to_left)
        if lanes is not None and (best is None or (max(lanes, default=0), sum(lanes)) < best):
            best = max(lanes, default=0), sum(lanes)
            flags = [
                Flag("left" if side else "right", lane) for side, lane in zip(to_left, lanes, strict=True)
            ]
    if best is None:
        # Labels too wide to stay within left..right: a staircase always fits together.
        flags = [Flag("right", n - 1 - i) for i in range(n)]
    return flags


def _lanes(
    x: NDArray[np.float64], width: NDArray[np.float64], to_left: NDArray[np.bool_]
) -> list[int] | None:
    """The lowest row for each label, or None where two labels would each have to lie above the other."""
    n = len(x)
    low, high = np.where(to_left, x - width, x), np.where(to_left, x, x + width)
    # [i, j]: label i would meet the line of j, so it must lie above j's label.
    meets = (low[:, None] < x) & (x < high[:, None])
    overlap = np.maximum(low[:, None], low) < np.minimum(high[:, None], high)
    later = np.arange(n)[:, None] > np.arange(n)
    above = meets | (overlap & ~meets.T & later)
    # Lines at one place and flagged to the right read from the top down.
    twins = (x[:, None] == x) & ~to_left[:, None] & ~to_left
    above = np.where(twins, later.T, above)
    lanes = np.zeros(n, dtype=int)
    for _ in range(n + 1):
        raised = np.where(above, lanes + 1, 0).max(axis=1, initial=0)
        if (raised == lanes).all():
            return [int(lane) for lane in lanes]
        lanes = raised
    return None


def roomiest(
    lower: NDArray[np.float64], upper: NDArray[np.float64], span: int, taken: Sequence[int] = ()
) -> tuple[float, float, float]:
    """Where a label `span` steps wide fits best between two curves: (step, height, room there).

    A place that a step in `taken` (an event's line) crosses counts with half its room.
    """
    span = max(1, min(span, len(lower)))
    floor = np.lib.stride_tricks.sliding_window_view(lower, span).max(axis=1)
    ceiling = np.lib.stride_tricks.sliding_window_view(upper, span).min(axis=1)
    room = ceiling - floor
    free = np.array([not any(start <= t < start + span for t in taken) for start in range(len(room))])
    best = int(np.argmax(np.where(free, room, room / 2)))
    return best + (span - 1) / 2, float(floor[best] + ceiling[best]) / 2, float(room[best])
