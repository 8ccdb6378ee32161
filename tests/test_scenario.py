"""Scenarios: dates, the library, `extends`, values set over a scenario, writing and reading back."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_files import SMALL, file_of, scenario_data, write

from sim.calendar import month_index, month_start, nearest_month_start
from sim.errors import InputError
from sim.parameters import ALL, LEVERS, PARAMETERS, SWITCHES
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


def test_the_library_holds_the_federal_case_and_its_packages():
    assert set(Scenario.names()) >= {
        *("federal-eoffice", "federal-2022", "no-reform", "executive-order", "legal-mandate"),
        *("capacity-first", "full-package", "enforcement-dropped"),
    }


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
    assert scenario.go_live_months(40) == (0,) * 40


def test_each_package_differs_from_history_only_in_its_policy():
    assert differing("executive-order", "federal-eoffice") == set()
    assert differing("legal-mandate", "executive-order") == {"law"}
    assert differing("enforcement-dropped", "executive-order") == {"enforcement_drops"}
    assert differing("full-package", "executive-order") == {"law", "changes"}
    assert differing("no-reform", "executive-order") == {"mandates", "ban"}
    assert differing("capacity-first", "no-reform") == {"changes"}


@pytest.mark.parametrize("name", ["legal-mandate", "full-package"])
def test_the_law_is_in_force_when_the_directive_is_announced(name):
    scenario = Scenario.load(name)
    assert scenario.law is not None
    assert scenario.law.date is not None
    directive = next(x for x in scenario.mandates if x.intensity == "e1")
    assert scenario.month(scenario.law.date) + scenario.law.lag == scenario.month(directive.announced)


def test_a_package_keeps_the_politics_it_does_not_change():
    politics = [(x.date, x.levers) for x in Scenario.load("federal-eoffice").changes]
    for name in ("full-package", "capacity-first"):
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
    assert scenario.go_live is not None
    # Two of ten before the start, then six, 245 / 6 days apart from 1 May 2020, the rest never.
    assert scenario.go_live_months(10) == (0, 0, 5, 6, 7, 9, 10, 12, 36, 36)
    assert scenario.go_live.days(10)[7] == date(2021, 1, 1)


# ---- extends


def child(folder, text: str, parent: str = SMALL) -> Scenario:
    write(folder, parent, "parent")
    return Scenario.load(write(folder, 'extends = "parent.toml"\n' + text, "child"))


def test_tables_merge_key_by_key_and_lists_replace(tmp_path):
    parent = SMALL + "[parameters]\nkappa = 1.0\nnu = 0.5\n[law]\nstatus = 0.5\nlag = 3\n"
    scenario = child(tmp_path, "mandates = []\n[parameters]\nnu = 0.7\n[law]\nstatus = 1.0\n", parent)
    assert scenario.parameters == {"kappa": 1.0, "nu": 0.7}
    assert scenario.law is not None
    assert (scenario.law.status, scenario.law.lag) == (1.0, 3)
    assert scenario.mandates == ()


def test_added_entries_follow_those_of_the_parent(tmp_path):
    text = "[[add.mandates]]\nannounced = 2021-01-01\ndeadline = 2021-01-01\nintensity = 0.6\n"
    assert [x.intensity for x in child(tmp_path, text).mandates] == [0.4, 0.6]


def test_false_removes_what_the_parent_set(tmp_path):
    parent = SMALL + "[law]\nstatus = 1.0\ndate = 2020-05-01\n[ban]\nstart = 2021-01-01\nuntil = 2021-06-01\n"
    parent += "[go_live]\ninstalled = [{date = 2020-01-01, share = 1.0}]\n"
    assert child(tmp_path, "", parent).ban is not None
    bare = child(tmp_path, "ban = false\nlaw = false\ngo_live = false\n", parent)
    assert bare.ban is bare.law is bare.go_live is None
    partly = child(tmp_path, "[ban]\nuntil = false\n[law]\ndate = false\n", parent)
    assert partly.ban is not None
    assert partly.ban.until is None
    assert partly.law is not None
    assert partly.law.date is None


def test_a_child_does_not_inherit_the_words_of_its_parent(tmp_path):
    scenario = child(tmp_path, "", 'title = "T"\nstory = "S"\nevidence = "E"\nexpect = "X"\n' + SMALL)
    assert (scenario.name, scenario.title, scenario.story, scenario.evidence, scenario.expect) == (
        "child",
        *[""] * 4,
    )


def test_data_files_are_found_beside_the_scenario_that_names_them(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.csv").write_text("series\n", encoding="utf-8")
    write(tmp_path / "there", 'record = "mine.csv"\n' + SMALL, "parent")
    scenario = Scenario.load(write(tmp_path, 'extends = "there/parent.toml"\n', "child"))
    assert scenario.record_path == (tmp_path / "there" / "mine.csv").resolve()
    assert Scenario.load("federal-eoffice").record == "data/pk_eoffice_federal.csv"


def test_a_file_of_ones_own_can_change_a_scenario_of_the_library(tmp_path):
    scenario = Scenario.load(write(tmp_path, 'extends = "federal-eoffice"\n[levers]\ntrain = 0.05\n'))
    assert scenario.lever("train") == 0.05
    assert scenario.mandates == Scenario.load("federal-eoffice").mandates


# ---- Values set over a scenario


def test_values_are_set_by_dotted_or_bare_name_and_read_from_text():
    base = Scenario.load("federal-2022")
    changed = base.with_values(
        {
            "parameters.kappa": "1.5",
            "beta0": -1,
            "train": ".05",
            "gate": "off",
            "target": "champions",
            "start": "2023-01",
            "posts": "400",
            "tiers.0.offices": "20",
            "law.status": "1",
            "one_way": "true",
            "title": "2020",
        }
    )
    assert (changed.parameter("kappa"), changed.parameter("beta0"), changed.lever("train")) == (
        1.5,
        -1.0,
        0.05,
    )
    assert (changed.switch("gate"), changed.parameter("gate")) == (
        "off",
        SWITCHES["gate"].choices.index("off"),
    )
    assert changed.lever("target") == LEVERS["target"].choices.index("champions")
    assert (changed.start, changed.tiers[0].posts, changed.tiers[0].offices) == (date(2023, 1, 1), 400, 20)
    assert changed.law is not None
    assert (changed.law.status, changed.one_way, changed.title) == (1.0, True, "2020")
    assert base.parameter("kappa") == PARAMETERS["kappa"].default, "the scenario itself must not change"
    assert base.tiers[0].posts == 4000


def test_false_and_none_take_away_what_was_set():
    base = Scenario.load("full-package")
    assert base.with_values({"ban": "false", "law": False}).resolved().keys() == base.resolved().keys() - {
        "ban",
        "law",
    }
    assert base.with_values({"mandates": []}).mandates == ()
    assert base.with_values({"kappa": 1.0}).with_values({"kappa": None}).fingerprint == base.fingerprint


def test_a_list_can_be_set_from_text_and_one_entry_changed():
    base = Scenario.load("federal-eoffice").with_values(
        {"mandates.1.intensity": "0.5", "tiers.0.hubs": '["Law"]'}
    )
    assert [x.intensity for x in base.mandates] == ["e0", 0.5, "e2", "e2"]
    assert base.intensity(base.mandates[1]) == 0.5
    assert base.intensity(base.mandates[2]) == PARAMETERS["e2"].default
    assert base.with_values({"e2": 0.8}).intensity(base.mandates[2]) == 0.8
    assert base.tiers[0].hubs == ("Law",)


@pytest.mark.parametrize(
    ("values", "key", "nearest"),
    [
        ({"bta0": "1"}, "bta0", "parameters.beta0"),
        ({"parameters.trian": "1"}, "parameters.trian", "levers.train"),
        ({"parameters.train": "1"}, "parameters.train", "levers.train"),
        ({"kappa": "2.5"}, "parameters.kappa", None),
        ({"kappa": "nan"}, "parameters.kappa", None),
        ({"kappa": "high"}, "parameters.kappa", None),
        ({"gate": "of"}, "switches.gate", "off"),
        ({"gate": "false"}, "switches.gate", None),
        ({"posts": "400.5"}, "tiers.0.posts", None),
        ({"posts": "100"}, "tiers.0.posts", None),
        ({"tiers.1.posts": "100"}, "tiers.1.posts", None),
        ({"start.year": "100"}, "start.year", None),
        ({"": "100"}, "", None),
        ({"ban.start": "2040-01-01"}, "ban.start", None),
        ({"record": "data/pk_eoffice_federl.csv"}, "record", "data/pk_eoffice_federal.csv"),
        ({"network": "file"}, "switches.network", None),
        ({"end": "2017-12-31"}, "end", None),
    ],
)
def test_a_wrong_value_names_its_key_and_the_nearest_name(values, key, nearest):
    with pytest.raises(InputError) as caught:
        Scenario.load("federal-eoffice").with_values(values)
    assert caught.value.key == key
    assert caught.value.nearest == nearest
    assert "\n" not in str(caught.value)


def test_a_bare_name_that_could_be_any_tiers_is_refused(tmp_path):
    two = SMALL + '[[tiers]]\ncode = "PB"\nposts = 400\noffices = 40\ncitizens = 1000\n'
    scenario = Scenario.load(write(tmp_path, two))
    with pytest.raises(InputError, match=r"tiers\.0\.posts.*tiers\.1\.posts"):
        scenario.with_values({"posts": "800"})
    assert scenario.with_values({"tiers.1.posts": "800"}).tiers[1].posts == 800


def test_no_declared_name_could_be_taken_for_a_key_of_a_scenario_or_a_tier():
    assert not set(ALL) & (set(Scenario.model_fields) - {"parameters", "switches", "levers"})
    assert not set(ALL) & set(Tier.model_fields)


# ---- Fingerprint, writing, reading back


@settings(max_examples=60)
@given(scenario_data(), st.randoms(use_true_random=False))
def test_a_valid_scenario_survives_every_way_of_writing_it(tmp_path_factory, data, shuffler):
    folder = tmp_path_factory.mktemp("scenario")
    scenario = Scenario.load(write(folder, file_of(data)))
    assert Scenario.load(write(folder, scenario.to_toml(), "written")).fingerprint == scenario.fingerprint
    assert Scenario.load(write(folder, scenario.to_toml(), "mine")) == scenario
    assert Scenario.from_data(scenario.resolved()).fingerprint == scenario.fingerprint
    assert (
        Scenario.load(write(folder, 'extends = "mine.toml"\n', "child")).fingerprint == scenario.fingerprint
    )
    assert scenario.with_values({}) == scenario

    def reordered(value):
        if isinstance(value, dict):
            items = [(key, reordered(item)) for key, item in value.items()]
            shuffler.shuffle(items)
            return dict(items)
        return [reordered(item) for item in value] if isinstance(value, list) else value

    assert Scenario.load(write(folder, file_of(reordered(data)), "mine")) == scenario


def test_the_fingerprint_follows_what_matters_and_nothing_else():
    base = Scenario.load("federal-eoffice")
    same = [
        {"title": "Other"},
        {"events": []},
        {"record": None},
        {"end": "2027-12-01"},
        {"kappa": PARAMETERS["kappa"].default},
        {"mandates.1.label": "Other"},
        {"mandates": [x.model_dump() for x in reversed(base.mandates)]},
    ]
    for values in same:
        assert base.with_values(values).fingerprint == base.fingerprint, values
    other = [
        *({"end": "2027-11-30"}, {"kappa": 0.76}, {"posts": 13_504}, {"mandates.1.intensity": "e2"}),
        *({"ban": False}, {"gate": "off"}, {"train": 0.02}, {"transitions": []}, {"go_live.order": "number"}),
        *({"service": "G2C"}, {"one_way": True}, {"tiers.0.hubs": []}, {"changes.0.Pbar": 0.5}),
    ]
    prints = {base.with_values(values).fingerprint for values in other}
    assert len(prints) == len(other)
    assert base.fingerprint not in prints


def test_the_fingerprint_follows_the_content_of_the_edge_list(tmp_path):
    edges = tmp_path / "edges.csv"
    edges.write_text("from,to,share\nFinance,Law,1\n", encoding="utf-8")
    values = {"network": "file", "network_file": str(edges)}
    before = Scenario.load("federal-eoffice").with_values(values).fingerprint
    edges.write_text("from,to,share\nFinance,Cabinet,1\n", encoding="utf-8")
    assert Scenario.load("federal-eoffice").with_values(values).fingerprint != before


def test_a_scenario_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Scenario.load("federal-eoffice").start = date(2020, 1, 1)


def test_reading_a_scenario_loads_nothing_heavy():
    code = "import sys; from sim.scenario import Scenario; Scenario.load('federal-eoffice');"
    code += "print(*{'numba', 'numpy', 'pandas', 'mesa', 'networkx'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "\n"
    )
