"""Scenarios: `extends`, values set over a scenario, fingerprint, writing and reading back."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_files import SMALL, file_of, scenario_data, write

from sim.errors import InputError
from sim.parameters import ALL, LEVERS, PARAMETERS, SWITCHES
from sim.scenario import Scenario
from sim.scenario.tier import Tier

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


def test_a_child_may_turn_a_start_into_counts_and_counts_into_a_start(tmp_path):
    """Fails if a child cannot drop what its parent says of the roll-out."""
    counts = "[go_live]\ninstalled = [{date = 2020-01-01, share = 1.0}]\n"
    start = "[go_live]\nstart = 2020-03-01\npace = 2\n"
    to_counts = child(tmp_path, counts + "start = false\npace = false\n", SMALL + start).go_live
    assert to_counts is not None
    assert (to_counts.start, to_counts.pace, len(to_counts.installed)) == (None, None, 1)
    to_start = child(tmp_path, start + "installed = []\n", SMALL + counts).go_live
    assert to_start is not None
    assert to_start.installed == ()
    with pytest.raises(InputError, match="start = false"):
        child(tmp_path, counts, SMALL + start)


def test_a_child_does_not_inherit_the_words_of_its_parent(tmp_path):
    scenario = child(tmp_path, "", 'title = "T"\nstory = "S"\nevidence = "E"\nexpect = "X"\n' + SMALL)
    assert (scenario.name, scenario.title, scenario.story, scenario.evidence, scenario.expect) == (
        "child",
        *[""] * 4,
    )


def test_data_files_are_found_beside_the_scenario_that_names_them(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.toml").write_text("series = 1\n", encoding="utf-8")
    write(tmp_path / "there", 'record = "mine.toml"\n' + SMALL, "parent")
    scenario = Scenario.load(write(tmp_path, 'extends = "there/parent.toml"\n', "child"))
    assert scenario.record_path == (tmp_path / "there" / "mine.toml").resolve()
    assert Scenario.load("federal-eoffice").record == "data/pk_eoffice_federal.toml"


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
    poor = base.with_values({"budget": 5, "tiers.0.trust": 0.2, "tiers.0.go_live.start": "2020-01-01"})
    rich = poor.with_values({"budget": "false", "tiers.0.trust": False, "tiers.0.go_live": "false"})
    assert rich.fingerprint == base.fingerprint != poor.fingerprint
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
        ({"record": "data/pk_eoffice_federl.toml"}, "record", "data/pk_eoffice_federal.toml"),
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


def test_with_values_leaves_what_it_was_given_alone():
    """Fails if a table given to one scenario is altered for the next that shares it."""
    ban = {"start": "2025-03"}
    Scenario.load("federal-eoffice").with_values({"ban": ban, "ban.start": "2025-06"})
    assert ban == {"start": "2025-03"}
