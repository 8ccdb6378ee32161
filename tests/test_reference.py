"""The design study's figures: older rules give them, and differences of the present ones have a cause."""

import pytest
from reference import study
from reference.__main__ import PAGE
from reference.legacy_rules import ITEMS
from reference.report import N_SEEDS, Results, beyond, page, run_all, standard_error
from reference.variant import Table, measure


def far_off(table: Table, n_seeds: int) -> list[str]:
    """Cells beyond tolerance by more than chance: three standard errors of the difference of two means."""
    return [
        f"{case} {column}: {table[case][column][0]:.3f} against {printed:g}"
        for case, column, printed in study.cells()
        if case in table
        and abs(table[case][column][0] - printed)
        > study.tolerance(column) + 3 * standard_error(table[case][column][1], n_seeds)
    ]


def test_older_rules_reproduce_the_study():
    """A small copy of the whole table.

    Fails if any rule the study shares (nearly all) is wrong enough to move adoption, trust or belief by a
    few hundredths in ten years.
    """
    table = measure(ITEMS, 4, ("executive order, transition", "full package", "enforcement dropped"))
    assert far_off(table, 4) == []


def test_present_rules_agree_where_no_order_is_given():
    """Without orders the rules that changed hardly act. Fails if another rule drifts from the study."""
    table = measure((), 4, ("no mandate", "capacity only"))
    assert far_off(table, 4) == []


@pytest.fixture(scope="module")
def results() -> Results:
    return run_all(N_SEEDS, print)


@pytest.mark.prove
def test_whole_table(results):
    """Fails as the small copy does, with sixteen seeds and every case."""
    assert far_off(results.older, N_SEEDS) == []
    assert len(beyond(results.older)) <= 0.05 * len(study.cells())


@pytest.mark.prove
def test_every_difference_has_a_cause(results):
    """Fails if an older form does nothing (a rule was renamed), or no listed item explains a difference."""
    for (_, before), (item, after) in zip(results.steps[:-1], results.steps[1:], strict=True):
        assert before != after, f"the older form of {item} has no effect"
    for case, column, printed in beyond(results.present):
        moved = results.moves(case, column)[results.cause(case, column, printed)]
        own = results.older[case][column][0] - printed
        assert moved * (results.present[case][column][0] - printed) > 0, (case, column)
        assert abs(moved) > abs(own) or abs(own) <= study.tolerance(column), (case, column)


@pytest.mark.prove
def test_the_page_is_what_the_program_writes(results):
    """Fails if a rule changed and docs/reference-numbers.md was not written again."""
    assert PAGE.read_text(encoding="utf-8") == page(results)
