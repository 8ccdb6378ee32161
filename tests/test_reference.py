"""The design study's figures: older rules give them, and differences of the present ones have a cause."""

import pytest
from reference import study
from reference.__main__ import PAGE
from reference.legacy_rules import ITEMS
from reference.report import N_SEEDS, Results, beyond, page, run_all, standard_error
from reference.variant import measure


def test_older_rules_reproduce_the_study():
    """Three rows of the table, every figure within tolerance.

    Fails if any rule the study shares (nearly all) is wrong enough to move adoption, trust or belief by a
    few hundredths in ten years.
    """
    cases = ("executive order, transition", "full package", "enforcement dropped")
    assert beyond(measure(ITEMS, N_SEEDS, cases)) == []


def test_present_rules_agree_where_no_order_is_given():
    """Without orders the rules that changed hardly act. Fails if another rule drifts from the study."""
    assert beyond(measure((), N_SEEDS, ("no mandate", "capacity only"))) == []


@pytest.fixture(scope="module")
def results() -> Results:
    return run_all(N_SEEDS, print)


@pytest.mark.prove
def test_whole_table(results):
    """Every row. Fails as the three rows do; one figure in twenty may miss its tolerance by chance."""
    missed = beyond(results.older)
    assert len(missed) <= 0.05 * len(study.cells())
    for case, column, printed in missed:
        mean, sd = results.older[case][column]
        assert abs(mean - printed) < study.tolerance(column) + 3 * standard_error(sd), (case, column)


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
