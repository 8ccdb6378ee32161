"""The scenarios of the library, and what every scenario has: months, offices, posts, hubs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_files import SMALL, write

from experiments.catalogue import library
from sim.calendar import NEVER, month_index, month_start, nearest_month_start
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY
from sim.scenario.tier import Tier, apportion

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
TELLING = ("name", "title", "story", "evidence", "expect", "record", "events")


def content(name: str) -> dict:
    """What a scenario of the library does, without what it only tells."""
    return {key: value for key, value in Scenario.load(name).resolved().items() if key not in TELLING}


def differing(one: str, other: str) -> set[str]:
    first, second = content(one), content(other)
    return {key for key in first | second if first.get(key) != second.get(key)}


# ---- Calendar


@pytest.mark.parametrize(
    ("observed", "state"),
    [
        (date(2019, 11, 20), date(2019, 12, 1)),
        (date(2020, 10, 22), date(2020, 11, 1)),
        (date(2022, 6, 7), date(2022, 6, 1)),
        (date(2024, 12, 31), date(2025, 1, 1)),
        (date(2025, 1, 31), date(2025, 2, 1)),
        (date(2025, 2, 18), date(2025, 3, 1)),
        (date(2024, 6, 16), date(2024, 6, 1)),  # the exact middle of a month of thirty days
        (date(2024, 6, 17), date(2024, 7, 1)),
    ],
)
def test_an_observation_belongs_to_the_nearest_month_start(observed, state):
    assert nearest_month_start(observed) == state


@given(DAYS, st.integers(-100, 600))
def test_month_starts_and_numbers_are_inverse(start, t):
    first = month_start(start, t)
    assert first.day == 1
    assert month_index(start, first) == t
    assert month_index(start, month_start(start, t + 1) - timedelta(days=1)) == t


# ---- The library


CASES = {"federal-eoffice", "federal-2022"}
PROGRAMMES = {
    "citizen-portal",
    "jobs-portal",
    "punjab-land-records",
    "kp-land-records",
    "tax-filing",
    "identity",
}
GOVERNMENTS = {"provinces", "whole-state"}
PACKAGES = {
    *("no-reform", "executive-order", "legal-mandate", "capacity-first", "incentives-first"),
    *("pilots-low-resistance", "pilots-high-visibility", "hubs-first", "full-package"),
    *("enforcement-dropped", "transition-2028", "transition-2028-law"),
}


@pytest.mark.parametrize("name", Scenario.names())
def test_every_scenario_of_the_library_tells_what_it_is(name):
    scenario = Scenario.load(name)
    for text in (scenario.title, scenario.story, scenario.evidence, scenario.expect):
        assert len(text) > 10
    assert name == "federal-2022" or "Assumption" in scenario.evidence
    lines = (LIBRARY / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert [line.split(" ")[0] for line in lines if line.startswith(("story", "evidence", "expect"))] == [
        *("story", "evidence", "expect")
    ]


def test_the_library_holds_cases_programmes_governments_and_packages():
    assert set(Scenario.names()) >= CASES | PROGRAMMES | GOVERNMENTS | PACKAGES


def test_what_no_record_confirms_says_illustration():
    kinds = library()
    assert {x.name for x in kinds["package"]} == PACKAGES
    for kind, scenarios in kinds.items():
        for scenario in scenarios:
            assert scenario.evidence.startswith("Illustration") == (kind == "illustration"), scenario.name
    assert all(x.record is None for x in kinds["illustration"])


def test_the_federal_case_runs_on_its_real_dates():
    scenario = Scenario.load("federal-eoffice")
    assert (scenario.months[0], scenario.months[-1]) == (date(2018, 1, 1), date(2027, 12, 1))
    assert (scenario.tiers[0].posts, scenario.tiers[0].offices) == (13_503, 40)
    assert sum(scenario.tiers[0].office_sizes) == 13_503
    months = [(scenario.months[scenario.month(x.announced)], x.intensity) for x in scenario.mandates]
    assert months == [
        (scenario.months[0], "e0"),
        (date(2024, 4, 1), "e1"),
        (date(2024, 8, 1), "e2"),
        (date(2025, 1, 1), "e2"),
    ]
    assert [x.deadline for x in scenario.mandates][1:] == [
        *(date(2024, 9, 30), date(2024, 11, 1), date(2025, 3, 20))
    ]
    assert scenario.ban is not None
    assert scenario.ban.start == date(2025, 3, 20)
    assert scenario.record_path is not None
    assert scenario.record_path.is_file()


def test_the_test_bench_reaches_the_last_reference_month():
    scenario = Scenario.load("federal-2022")
    assert scenario.months[0] == date(2022, 6, 1)
    assert scenario.months[119] == date(2032, 5, 1)
    assert scenario.switch("network") == "mean_field"
    values = [scenario.parameter(name) for name in ("c_X", "n0", "d_S", "beta0", "lam", "e1", "e2")]
    assert values == [0, 0, 0.063, -1.0, 0.30, 0.42, 0.66]
    assert (scenario.tiers[0].posts, scenario.tiers[0].offices) == (4000, 40)
    assert scenario.mandates == scenario.transitions == ()
    assert scenario.go_live_months(scenario.tiers[0]) == (0,) * 40


def test_each_package_differs_from_history_only_in_its_policy():
    assert differing("executive-order", "federal-eoffice") == set()
    assert differing("legal-mandate", "executive-order") == {"law"}
    assert differing("enforcement-dropped", "executive-order") == {"enforcement_drops"}
    assert differing("full-package", "executive-order") == {"law", "changes"}
    assert differing("no-reform", "executive-order") == {"mandates", "ban"}
    for name in ("capacity-first", "incentives-first"):
        assert differing(name, "no-reform") == {"changes"}
    for name in ("pilots-low-resistance", "pilots-high-visibility", "hubs-first"):
        assert differing(name, "executive-order") == {"go_live"}
    assert differing("transition-2028", "executive-order") == {"transitions", "end"}
    assert differing("transition-2028-law", "transition-2028") == {"law"}


def test_a_pilot_package_changes_only_who_comes_first():
    history = Scenario.load("federal-eoffice").go_live
    assert history is not None
    for name in ("pilots-low-resistance", "pilots-high-visibility", "hubs-first"):
        go_live = Scenario.load(name).go_live
        assert go_live is not None
        assert go_live.installed == history.installed
        assert go_live.order not in {"random", "number"}


@pytest.mark.parametrize("name", ["legal-mandate", "full-package"])
def test_the_law_is_in_force_when_the_directive_is_announced(name):
    scenario = Scenario.load(name)
    assert scenario.law is not None
    assert scenario.law.date is not None
    directive = next(x for x in scenario.mandates if x.intensity == "e1")
    assert scenario.month(scenario.law.date) + scenario.law.lag == scenario.month(directive.announced)


def test_a_package_keeps_the_politics_it_does_not_change():
    politics = [(x.date, x.levers) for x in Scenario.load("federal-eoffice").changes]
    for name in ("full-package", "capacity-first", "incentives-first"):
        assert [(x.date, x.levers) for x in Scenario.load(name).changes][:-1] == politics


# ---- Tiers


def test_posts_are_split_by_largest_remainder_and_ties_go_to_the_first():
    assert apportion(10, [1, 1, 1]) == (4, 3, 3)
    assert apportion(10, [0.55, 0.40, 0.04, 0.01]) == (6, 4, 0, 0)
    assert apportion(7, [0.5, 0.25, 0.25]) == (3, 2, 2)


@given(st.integers(0, 10**7), st.lists(st.floats(0.001, 1000), min_size=1, max_size=200))
def test_a_split_is_whole_and_within_one_of_proportion(total, weights):
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1 + 1e-6


def test_federal_sizes_give_interior_and_defence_their_share():
    tier = Tier(
        code="FED", posts=10_000, offices=12, sizes="federal", hubs=("Finance", "Defence"), citizens=1
    )
    by_name = dict(zip(tier.names, tier.office_sizes, strict=True))
    assert (by_name["Interior"], by_name["Defence"], by_name["Finance"]) == (4200, 2200, 360)
    assert len(set(tier.names)) == 12
    assert [tier.names[m] for m in tier.hub_offices] == ["Finance", "Defence"]


def test_hubs_are_the_two_largest_offices_unless_named():
    tier = Tier(code="PB", posts=60, offices=4, sizes=(10, 20, 10, 20), citizens=1)
    assert tier.hub_offices == (1, 3)
    assert Tier(code="PB", posts=60, offices=4, citizens=1).hub_offices == (0, 1)


def test_a_large_tier_is_taken_for_the_whole_service():
    small, large = (Tier(code="X", posts=n, offices=10, citizens=1) for n in (50_000, 50_001))
    assert small.grades == (0.45, 0.33, 0.17, 0.05)
    assert large.grades == (0.55, 0.40, 0.04, 0.01)


# ---- Offices getting the system


def test_offices_get_the_system_evenly_between_two_counts(tmp_path):
    counts = "[go_live]\ninstalled = [{date = 2019-01-01, share = 0.2}, {date = 2020-05-01, share = 0.2}, "
    counts += "{date = 2021-01-01, share = 0.8}]\n"
    scenario = Scenario.load(write(tmp_path, SMALL + counts))
    scenario = scenario.with_values({"offices": 10})
    assert scenario.go_live is not None
    # Two of ten before the start, then six, 245 / 6 days apart from 1 May 2020, the rest never.
    assert scenario.go_live_months(scenario.tiers[0]) == (0, 0, 5, 6, 7, 9, 10, 12, NEVER, NEVER)
    assert [scenario.go_live.months(10, lambda day: day.toordinal())[n] for n in (7, 8)] == [
        date(2021, 1, 1).toordinal(),
        None,
    ]
