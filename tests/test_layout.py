"""Where labels go: apart, inside, and clear of what they do not name."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz import layout


@given(
    st.lists(st.tuples(st.floats(0, 700), st.floats(20, 330)), max_size=14).map(sorted),
)
def test_no_event_label_meets_another_or_another_line(marks):
    x, widths = [a for a, _ in marks], [b for _, b in marks]
    flags = layout.place_flags(x, widths, -60, 890)
    extents = [
        (a, a + w) if flag.side == "right" else (a - w, a)
        for a, w, flag in zip(x, widths, flags, strict=True)
    ]
    for i, j in itertools.permutations(range(len(x)), 2):
        (low, high), (other_low, other_high) = extents[i], extents[j]
        if flags[i].lane == flags[j].lane:
            assert high <= other_low or other_high <= low
        if low < x[j] < high:
            assert flags[i].lane > flags[j].lane


def test_a_cluster_of_events_uses_both_sides_and_stays_inside():
    x = [400.0, 420, 435, 450, 460, 475]
    flags = layout.place_flags(x, [150.0] * 6, 0, 700)
    assert {flag.side for flag in flags} == {"left", "right"}
    assert max(flag.lane for flag in flags) == 2
    assert layout.place_flags([690.0], [150.0], 0, 700)[0].side == "left"
    assert layout.place_flags([10.0], [150.0], 0, 700)[0].side == "right"


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 9)), max_size=12))
def test_spread_labels_keep_apart_inside_and_in_order(labels):
    wanted, sizes = [a for a, _ in labels], [b for _, b in labels]
    placed = layout.spread(wanted, sizes, 0, 110)
    ranked = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    edges = [(placed[i] - sizes[i] / 2, placed[i] + sizes[i] / 2) for i in ranked]
    assert all(low >= -1e-6 and high <= 110 + 1e-6 for low, high in edges)
    assert all(before[1] <= after[0] + 1e-6 for before, after in itertools.pairwise(edges))


def test_labels_with_room_stay_where_they_belong():
    assert layout.spread([10, 50, 90], [8, 8, 8], 0, 100) == [10, 50, 90]
    assert layout.spread([50, 50], [10, 10], 0, 100) == [45, 55]
    assert layout.spread([50, 50], [10, 20], 0, 15) == pytest.approx([2.5, 10])


def test_an_area_is_named_where_it_is_widest_and_clear_of_events():
    lower, upper = np.zeros(20), np.full(20, 0.2)
    upper[12:17] = 0.9
    assert layout.roomiest(lower, upper, 5) == (14, 0.45, 0.9)
    # A line through the name costs half the room: worth it where all other places are narrow.
    assert layout.roomiest(lower, upper, 5, taken=[14]) == (14, 0.45, 0.9)
    upper[:10] = 0.5
    assert layout.roomiest(lower, upper, 5, taken=[14]) == (2, 0.25, 0.5)


@pytest.mark.parametrize(
    ("text", "letters", "wanted"),
    [
        ("Deadline", 8, "Deadline"),
        ("Project closed, one of six modules working", 20, "Project closed, one…"),
        ("Project closed, one of six", 17, "Project closed…"),
        ("Unzusammengesetzt", 8, "Unzusam…"),
    ],
)
def test_a_long_label_is_cut_at_a_word(text, letters, wanted):
    assert layout.shorten(text, letters) == wanted
    assert len(wanted) <= letters
