"""Where a label goes so that no two overlap: pure geometry, in pixels, knowing nothing of charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Side = Literal["left", "right"]
Lanes = list[int]

MEAN_LETTER = 0.54
"""Width of an average letter of a plain sans-serif face, in heights of the letter; a little generous."""


def text_width(text: str, size: float) -> float:
    """Width in pixels that `text` needs at font size `size`, estimated on the generous side."""
    return MEAN_LETTER * size * len(text)


def shorten(text: str, letters: int) -> str:
    """`text` cut at a word to at most `letters` letters, with an ellipsis where it was cut."""
    if len(text) <= letters:
        return text
    return text[: letters - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


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


def place_flags(
    positions: Sequence[float], widths: Sequence[float], left: float, right: float
) -> list[Flag]:
    """Sides and rows for labels of vertical lines, so that no label meets another or another's line.

    `positions` ascend (pixels); each line rises to its label's row, so a label may only cross
    lines that end below it.  Labels stay within left..right.  Chosen: the arrangement with the
    fewest rows in which the first so many lines are flagged to the left, the others to the right.
    """
    n = len(positions)
    best: tuple[list[Side], Lanes] | None = None
    for split in range(n + 1):
        sides = [_side(positions[i], widths[i], i < split, left, right) for i in range(n)]
        lanes = _lanes(positions, widths, sides)
        if lanes is not None and (best is None or max(lanes, default=0) < max(best[1], default=0)):
            best = sides, lanes
    if best is None:
        everything_right: list[Side] = ["right"] * n
        best = everything_right, _lanes(positions, widths, everything_right) or list(range(n))[::-1]
    return [Flag(side, lane) for side, lane in zip(*best, strict=True)]


def _side(position: float, width: float, prefers_left: bool, left: float, right: float) -> Side:
    fits_left, fits_right = position - width >= left, position + width <= right
    if prefers_left:
        return "left" if fits_left or not fits_right else "right"
    return "right" if fits_right or not fits_left else "left"


def _lanes(positions: Sequence[float], widths: Sequence[float], sides: Sequence[Side]) -> Lanes | None:
    """The lowest row for each label, or None where two labels would each have to be above the other."""
    n = len(positions)
    above = [
        {j for j in range(n) if j != i and _must_be_above(i, j, positions, widths, sides)} for i in range(n)
    ]
    lanes = [0] * n
    for _ in range(n + 1):
        raised = [1 + max((lanes[j] for j in above[i]), default=-1) for i in range(n)]
        if raised == lanes:
            return lanes
        lanes = raised
    return None


def _must_be_above(
    i: int, j: int, positions: Sequence[float], widths: Sequence[float], sides: Sequence[Side]
) -> bool:
    """Whether label i must lie in a higher row than label j, whose line or text it would meet."""
    if sides[i] == sides[j] and positions[i] == positions[j]:
        return (i < j) == (sides[i] == "right")
    lowest, highest = _extent(positions[i], widths[i], sides[i])
    if lowest < positions[j] < highest:
        return True
    j_lowest, j_highest = _extent(positions[j], widths[j], sides[j])
    if j_lowest < positions[i] < j_highest:
        return False
    return i > j and max(lowest, j_lowest) < min(highest, j_highest)


def _extent(position: float, width: float, side: Side) -> tuple[float, float]:
    return (position, position + width) if side == "right" else (position - width, position)


def roomiest(
    lower: NDArray[np.float64], upper: NDArray[np.float64], span: int, taken: Sequence[int] = ()
) -> tuple[float, float, float]:
    """Where a label `span` steps wide fits best between two curves: (step, height, room there).

    Steps in `taken` (an event's line) are kept clear of where any other place has room.
    """
    span = max(1, min(span, len(lower)))
    floor = np.lib.stride_tricks.sliding_window_view(lower, span).max(axis=1)
    ceiling = np.lib.stride_tricks.sliding_window_view(upper, span).min(axis=1)
    room = ceiling - floor
    free = np.array([not any(start <= t < start + span for t in taken) for start in range(len(room))])
    # Half the room is enough when nothing crosses the label: a line through a word costs more than tightness.
    best = int(np.argmax(np.where(free, room, room / 2)))
    return best + (span - 1) / 2, float(floor[best] + ceiling[best]) / 2, float(room[best])
