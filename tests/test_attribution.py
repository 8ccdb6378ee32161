"""Why two scenarios differ: parts put together rightly, and the split measured on real runs."""

import json
from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pictured import addresses
from test_cli import assert_refused, redtape

from experiments.attribution import page, telling, wording
from experiments.attribution.asking import Estimated, Question, ask, estimated, find
from experiments.attribution.keeping import tables
from experiments.attribution.parts import STRUCTURE, Mix, owner, put_together, taken_apart
from experiments.catalogue import CASE, without
from experiments.tables import TABLES
from sim import simulate
from sim.errors import InputError
from sim.parameters import LEVERS, PARAMETERS, SWITCHES
from sim.scenario import Scenario, Tier
from sim.summaries import SUMMARIES


def lasts(name):
    scenario = Scenario.load(name)
    return [tier.code for tier in scenario.tiers], scenario.start, scenario.end


PACKAGES = tuple(name for name in Scenario.names() if lasts(name) == lasts(CASE))


def base(**values):
    return Scenario.load("federal-2022").with_values({"posts": 400, "end": "2023-01-31", **values})


def tiers(**own):
    """A scenario with two tiers; own: values of the second."""
    first = {"code": "FED", "posts": 200, "offices": 4, "citizens": 1000}
    second = {"code": "PB", "posts": 100, "offices": 2, "citizens": 500, **own}
    data = {"start": date(2024, 1, 1), "end": date(2024, 12, 31), "service": "G2G", "tiers": [first, second]}
    return Scenario.from_data(data, "two-tiers")


def keys(a, b):
    return [part.key for part in Mix.of(a, b).parts]


# Parts and the scenarios between


def test_the_library_has_packages_to_mix():
    assert {CASE, "no-reform", "full-package", "hubs-first", "enforcement-dropped"} <= set(PACKAGES)


@pytest.mark.parametrize("first", PACKAGES)
def test_no_part_of_b_is_a_and_every_part_of_b_is_b(first):
    a = Scenario.load(first)
    for second in PACKAGES:
        b = Scenario.load(second)
        mix = Mix.of(a, b)
        assert mix.scenario(()).fingerprint == a.fingerprint
        assert mix.scenario(range(len(mix.parts))).fingerprint == b.fingerprint
        assert bool(mix.parts) == (a.fingerprint != b.fingerprint)


@pytest.mark.parametrize(
    ("first", "second"), [("no-reform", "full-package"), ("capacity-first", "hubs-first")]
)
def test_a_scenario_between_differs_from_either_end_in_the_parts_it_should(first, second):
    a, b = Scenario.load(first), Scenario.load(second)
    mix = Mix.of(a, b)
    assert len(mix.parts) >= 6
    for i, part in enumerate(mix.parts):
        between = mix.scenario({i})
        assert Mix.of(a, between).parts == (part,)
        assert Mix.of(between, b).parts == tuple(x for x in mix.parts if x != part)


def test_changes_are_split_by_lever():
    a = base(
        changes=[
            {"date": date(2022, 8, 1), "ME": 0.3, "train": 0.02, "Pbar": 0.7},
            {"date": date(2022, 10, 1), "ME": 0.4},
        ]
    )
    b = base(
        changes=[{"date": date(2022, 8, 1), "Pbar": 0.7}, {"date": date(2022, 9, 1), "ME": 0.9, "CM": 1.0}]
    )
    mix = Mix.of(a, b)
    parts = {part.key: i for i, part in enumerate(mix.parts)}
    assert sorted(parts) == ["CM", "ME", "train"]

    def changes(*from_b):
        between = mix.scenario({parts[key] for key in from_b})
        return [(change.date.month, dict(change.levers)) for change in between.changes]

    shared = {"Pbar": 0.7}
    assert changes("ME") == [(8, {"train": 0.02} | shared), (9, {"ME": 0.9})]
    assert changes("CM") == [
        (8, {"train": 0.02, "ME": 0.3} | shared),
        (9, {"CM": 1.0}),
        (10, {"ME": 0.4}),
    ]
    assert changes("train", "ME") == [(8, shared), (9, {"ME": 0.9})]


def test_a_lever_is_one_part_with_its_start_its_changes_and_those_of_tiers():
    a = tiers()
    b = tiers(levers={"ME": 0.4}).with_values(
        {"ME": 0.2, "changes": [{"date": date(2024, 6, 1), "ME": 0.5, "tiers": ["PB"]}]}
    )
    (part,) = Mix.of(a, b).parts
    assert part.key == "ME"
    assert part.in_a == "0.1"
    assert part.in_b == "0.2; 0.4 in PB; 0.5 from Jun 2024 in PB"


def test_a_roll_out_is_one_part_with_those_of_tiers():
    b = tiers(go_live={"start": date(2024, 3, 1), "pace": 2}).with_values(
        {"go_live": {"order": "hubs_first", "start": date(2024, 2, 1), "cooling_off": 3}}
    )
    (part,) = Mix.of(tiers(), b).parts
    assert (part.key, part.label, part.in_a) == ("go_live", "Roll-out", "all offices at the start")
    assert "hubs first, all at once from Feb 2024, 3 months later" in part.in_b
    assert part.in_b.endswith("drawn by lot, 2 offices a month from Mar 2024 in PB")


def test_what_tiers_have_is_told_apart_by_tier():
    b = tiers(budget=1e6, equipment=0.3, reach=0.5)
    assert keys(tiers(), b) == ["tiers.PB.budget", "tiers.PB.equipment", "tiers.PB.reach"]
    parts = {part.key: part for part in Mix.of(tiers(), b).parts}
    assert parts["tiers.PB.budget"].label == "Budget (PB)"
    assert (parts["tiers.PB.budget"].in_a, parts["tiers.PB.budget"].in_b) == ("none", "1,000,000")
    assert parts["tiers.PB.equipment"].in_a == "as declared"


EVERYTHING = {
    "mandates": [{"announced": date(2022, 7, 1), "deadline": date(2022, 9, 1), "intensity": "e1"}],
    "law": {"status": 0.5, "date": date(2022, 7, 1), "lag": 2, "repeal": date(2022, 12, 1)},
    "ban": {"start": date(2022, 9, 1), "until": date(2022, 12, 1)},
    "go_live": {"start": date(2022, 7, 1)},
    "transitions": [{"date": date(2022, 8, 1), "label": "Change"}],
    "enforcement_drops": [
        {"date": date(2022, 11, 1), "label": "End"},
        {"date": date(2022, 12, 1), "label": "x"},
    ],
    "austerity": [{"start": date(2022, 8, 1), "end": date(2022, 9, 1), "depth": 0.5}],
    "cyber_attacks": [{"date": date(2022, 8, 1)}],
    "outages": [{"start": date(2022, 8, 1), "depth": 0.5}],
    "service": "G2C",
    "one_way": True,
    "regime": "K",
    "kappa": 0.0,
    "network": "hubs",
    "inc": 1.0,
    "tiers.0.access": 0.2,
}


def test_whatever_may_differ_is_a_part_with_a_name_and_words():
    mix = Mix.of(base(), base(**EVERYTHING))
    expected = {key.replace("tiers.0", "tiers.FED") for key in EVERYTHING}
    assert {part.key for part in mix.parts} == expected
    for i, part in enumerate(mix.parts):
        assert part.label
        assert part.in_a != part.in_b
        assert Mix.of(mix.a, mix.scenario({i})).parts == (part,)
    words = {part.key: part.in_b for part in mix.parts}
    assert words["law"] == "weight 0.5, in force from Sep 2022, repealed in Dec 2022"
    assert words["ban"] == "from Sep 2022 to Dec 2022"
    assert words["enforcement_drops"] == "2, from Nov 2022 to Dec 2022"
    assert words["service"] == "government to citizens"


def test_every_key_of_a_scenario_is_a_part_or_told_apart_from_one():
    """Fails where a scenario gets a new key that nobody has named here."""
    known = {*wording.LABELS, "start", "end", "tiers", "parameters", "switches", "levers", "changes"}
    silent = {
        "name",
        "title",
        "story",
        "evidence",
        "expect",
        "events",
        "record",
        "price_year",
        "network_file",
    }
    assert set(Scenario.model_fields) == known | silent
    own = {"code", "name", "levers", "go_live", *STRUCTURE}
    assert set(Tier.model_fields) == own | set(wording.OF_TIERS)
    for key in (
        *wording.LABELS,
        *LEVERS,
        *SWITCHES,
        *PARAMETERS,
        *(f"tiers.FED.{x}" for x in wording.OF_TIERS),
    ):
        assert wording.label(key, ["FED"])
        assert wording.told(key, base())


def test_what_only_tells_of_a_scenario_or_states_a_default_is_no_part():
    a = base(mandates=[{"announced": date(2022, 7, 1), "deadline": date(2022, 9, 1), "intensity": 0.2}])
    b = base(
        mandates=[
            {
                "announced": date(2022, 7, 1),
                "deadline": date(2022, 9, 1),
                "intensity": 0.2,
                "label": "Directive",
            }
        ],
        title="Another",
        price_year=2024,
        events=[{"date": date(2022, 8, 1), "label": "A day"}],
        kappa=PARAMETERS["kappa"].default,
        ME=LEVERS["ME"].default,
    )
    assert a.fingerprint == b.fingerprint
    assert keys(a, b) == []
    assert keys(a, b.with_values({"regime": "K"})) == ["regime", "kappa"]


@pytest.mark.parametrize("name", Scenario.names())
def test_what_is_taken_apart_goes_together_again(name):
    scenario = Scenario.load(name)
    together = put_together(taken_apart(scenario))
    assert Scenario.from_data(together, name).fingerprint == scenario.fingerprint


def test_nothing_else_than_people_and_dates_is_fixed():
    fixed = {path for path in taken_apart(tiers()) if not owner(path)}
    assert {path[-1] for path in fixed} == {"start", "end", "code", "posts", "offices"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (base(posts=800), ["posts of FED (400 and 800)"]),
        (base(end="2023-06-30"), ["end (January 2023 and June 2023)"]),
        (base(offices=20, posts=800), ["posts of FED (400 and 800)", "offices of FED (40 and 20)"]),
        (tiers(), ["start (June 2022 and January 2024)", "tiers (FED and FED, PB)"]),
    ],
)
def test_what_cannot_be_mixed_is_named(other, words):
    with pytest.raises(InputError) as error:
        Mix.of(base(), other)
    for word in (*words, "cannot be taken from one or the other", "same months"):
        assert word in str(error.value)


def test_two_network_files_cannot_be_mixed(tmp_path):
    files = [tmp_path / f"{n}.csv" for n in "ab"]
    for file in files:
        file.write_text("from,to,share\nFED 1,FED 2,1\n")
    a, b = (base(network="file", network_file=str(file)) for file in files)
    with pytest.raises(InputError, match="network_file"):
        Mix.of(a, b)
    mix = Mix.of(base(), b)
    assert [part.key for part in mix.parts] == ["network"]
    assert mix.scenario({0}).fingerprint == b.fingerprint


# The split, measured


@pytest.fixture(scope="module")
def explanation():
    """Orders, a law, a ban and a lever without effect (whom courses are for, where there are none)."""
    a = Scenario.load("no-reform").with_values({"posts": 1600, "train": 0.0})
    b = Scenario.load("legal-mandate").with_values({"posts": 1600, "train": 0.0, "target": "champions"})
    question = Question(a, b, seed=3, replicates=2, workers=2)
    return ask(question, find(question))


def measure(scenario, seed):
    return SUMMARIES["verified_use_mean"].of(simulate.run(scenario, seed).monthly)


def test_parts_add_up_to_the_measured_difference(explanation):
    x = explanation
    assert [part.key for part in x.parts] == ["mandates", "law", "ban", "target"]
    measured = [measure(x.question.b, seed) - measure(x.question.a, seed) for seed in (3, 4)]
    assert x.difference == pytest.approx(measured, abs=1e-15)
    assert x.split.values.sum(axis=0) == pytest.approx(measured, abs=1e-12)
    assert (x.difference > 0.05).all()


def test_a_part_is_worth_the_mean_of_what_it_adds_over_all_orders(explanation):
    """By brute force, with the idle part left out, on one seed."""
    x = explanation
    mix = find(x.question)
    worth = {
        frozenset(s): measure(mix.scenario(s), 4)
        for s in ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
    }
    for i in range(3):
        added = []
        for order in permutations(range(3)):
            before = frozenset(order[: order.index(i)])
            added.append(worth[before | {i}] - worth[before])
        assert x.split.values[i, 1] == pytest.approx(np.mean(added), abs=1e-12)


def test_a_part_that_does_nothing_gets_exactly_nothing(explanation):
    assert (explanation.split.values[3] == 0.0).all()
    assert (explanation.split.values[:2] > 0.0).all()


def test_a_mechanism_contributes_what_goes_with_it(explanation):
    x = explanation.mechanisms
    a, b = (without(scenario, ["kappa"]) for scenario in (explanation.question.a, explanation.question.b))
    gone = explanation.difference[1] - (measure(b, 4) - measure(a, 4))
    assert x.values[x.names.index("kappa"), 1] == pytest.approx(gone, abs=1e-15)
    assert gone != 0.0


def test_what_is_left_without_a_mechanism_is_told_also_where_it_turns_round(explanation):
    """One mechanism takes a quarter with it, one half as much again as there is."""
    mean = float(explanation.difference.mean())
    planted = replace(
        explanation.mechanisms, names=("kappa", "beta_R"), values=mean * np.array([[0.25] * 2, [1.5] * 2])
    )
    s = telling.scale(explanation)
    told = " ".join(telling.sentences(replace(explanation, mechanisms=planted)))
    assert f"What is left of the {s.words(mean)} where one mechanism" in told
    assert f": −{s.words(mean / 2.0)} without " in told
    assert f" and {s.words(0.75 * mean)} without " in told


def test_contributions_and_remainder_add_up(explanation):
    x = explanation.mechanisms
    assert x.values.sum(axis=0) + x.remainder == pytest.approx(explanation.difference, abs=1e-12)
    assert (x.difference == explanation.difference).all()
    # Nobody pays an incentive, nobody is on a course: their mechanisms are idle.
    assert {"beta_I", "fit_gov", "t_S", "zeta_T"} <= set(x.idle)
    assert not set(x.idle) & set(x.names)


def test_sampled_parts_add_up_as_well():
    a, b = (Scenario.load(name).with_values({"posts": 400}) for name in ("no-reform", "full-package"))
    question = Question(a, b, replicates=1, orders=4, workers=2)
    x = ask(question, find(question))
    assert len(x.parts) == 12
    assert x.split.n_orders == 4
    assert x.split.values.sum(axis=0) == pytest.approx(x.difference, abs=1e-12)
    assert x.sampling_error(0) > 0.0
    assert np.isnan(estimated(x.difference).low)
    assert "one run of each" in telling.sentences(x)[0]


def test_an_interval_is_that_of_the_mean():
    found = estimated(np.array([1.0, 2.0, 3.0]))
    half = 2.919986 * 1.0 / np.sqrt(3)
    assert found == pytest.approx((2.0, 2.0 - half, 2.0 + half), abs=1e-5)
    assert found.clear
    assert not estimated(np.array([0.0, 2.0, 3.0])).clear
    assert Estimated(-1.0, -2.0, -0.5).clear
    assert not estimated(np.array([5.0])).clear


# In words


def test_sentences_tell_the_largest_parts_in_figures_that_add_up(explanation):
    told = " ".join(telling.sentences(explanation))
    whole = round(100 * explanation.difference.mean())
    assert f"that is {whole} points more" in told
    assert "come from orders" in told or "from orders" in told
    assert "all 16 combinations of them were run" in told
    assert "no-reform" not in told
    assert "“Legal mandate”" in told


def test_rounded_figures_add_up():
    s = telling.Scale.of("verified_use_mean", np.array([0.288]))
    assert s.adding_up([0.1513, 0.0447, 0.0266, 0.0654]) == ["15", "4", "3", "7"]
    assert s.adding_up([0.20, 0.10, -0.012]) == ["20", "10", "−1"]
    fine = telling.Scale.of("verified_use_mean", np.array([0.05]))
    assert fine.adding_up([0.0333, 0.0167]) == ["3.3", "1.7"]


@pytest.mark.parametrize(
    ("outcome", "value", "words"),
    [
        ("verified_use_mean", -0.18, "18 points"),
        ("verified_use_mean", 0.018, "1.8 points"),
        ("cumulative_cost_end", 5.12e9, "Rs 5.1 bn"),
        ("cumulative_cost_end", 3.2e7, "Rs 32 m"),
        ("processing_days_mean", -3.14, "3.1 days"),
        ("t50_verified_restricted", 14.2, "14 months"),
    ],
)
def test_differences_are_told_in_the_unit_a_reader_knows(outcome, value, words):
    assert telling.Scale.of(outcome, np.array([value])).words(value) == words


def test_scenarios_that_differ_without_effect_are_told_so():
    a = base(train=0.0)
    question = Question(a, a.with_values({"target": "champions"}), replicates=1)
    x = ask(question, find(question))
    assert (x.difference == 0.0).all()
    assert "1 part of policy, of which none moves it" in " ".join(telling.sentences(x))


# Tables and pictures


def test_tables_are_as_they_are_described(explanation):
    for name, table in tables(explanation).items():
        assert set(table.columns) == set(TABLES[name])
        assert (table["unit"] == "share of desks").all()
    found = tables(explanation)
    assert found["shapley"]["value"].sum() == pytest.approx(explanation.difference.mean(), abs=1e-12)
    assert found["mechanisms"]["value"].sum() == pytest.approx(explanation.difference.mean(), abs=1e-12)
    seeds = found["by_seed"].pivot(index="seed", columns="name", values="value")
    assert (seeds["b"] - seeds["a"]).to_numpy() == pytest.approx(explanation.difference)
    assert seeds["law"].mean() == found["shapley"].set_index("part").loc["law", "value"]


def test_pictures_show_the_figures_and_end_where_they_should(explanation):
    steps = page.part_steps(explanation)
    first, last = steps["value"].iloc[0], steps["value"].iloc[-1]
    assert [first, last] == pytest.approx(list(100 * explanation.ends.mean(axis=1)))
    assert first + steps["value"].iloc[1:-1].sum() == pytest.approx(last)
    sizes = steps["value"].iloc[1:-1].abs()
    assert list(sizes) == sorted(sizes, reverse=True)

    steps = page.mechanism_steps(explanation)
    assert list(steps["kind"]) == ["step"] * 10 + ["rest", "rest", "total"]
    assert steps["value"].iloc[:-1].sum() == pytest.approx(steps["value"].iloc[-1])
    assert steps["label"].iloc[-2] == "Remainder"


# The command


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two small scenarios that differ in two parts."""
    folder = tmp_path_factory.mktemp("pair")
    head = 'extends = "federal-2022"\nend = 2023-01-31\n'
    for name, more in (("before", ""), ("after", "\n[levers]\nME = 0.8\n\n[law]\nstatus = 1.0\n")):
        (folder / f"{name}.toml").write_text(f'{head}title = "{name.capitalize()}"\n{more}')
    return folder / "before.toml", folder / "after.toml"


@pytest.fixture(scope="module")
def explained(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "why"
    done = redtape("explain", *files, "--set", "posts=400", "--replicates", 2, "--out", out)
    assert done.exit_code == 0, done.output
    return done, out


def test_two_scenarios_are_explained_into_a_folder(explained):
    done, out = explained
    assert "under “After”" in done.stdout
    assert "from monitoring and evaluation (PC-3)" in done.stdout
    assert "Remainder" in done.stdout
    assert str(out) in done.stdout
    assert sorted(path.stem for path in out.glob("*.parquet")) == ["by_seed", "mechanisms", "shapley"]
    assert sorted(path.name for path in (out / "pictures").iterdir()) == ["by-mechanism.png", "by-part.png"]
    table = pq.read_table(out / "shapley.parquet")
    assert set(pd.DataFrame(table.to_pandas())["part"]) == {"law", "ME"}
    assert b"Shapley value" in table.schema.field("value").metadata[b"meaning"]


def test_the_folder_says_what_it_is_and_its_report_stands_alone(explained):
    _, out = explained
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["kind"] == "explanation"
    assert manifest["seeds"] == [1, 2]
    assert [x["name"] for x in manifest["scenarios"]] == ["before", "after"]
    assert manifest["runs"]["asked"] == manifest["runs"]["finished"] > 8
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Why “After” differs from “Before”" in report
    assert report.count("<img") == 2
    assert not addresses(report)


def test_the_same_question_again_is_refused_unless_forced_and_gives_the_same_json(explained, files):
    _, out = explained
    again = ("explain", *files, "--set", "posts=400", "--replicates", 2, "--out", out)
    assert_refused(redtape(*again), "exists already", "--force")
    done = redtape(*again, "--force", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert sum(part["mean"] for part in told["parts"]) == pytest.approx(told["difference"]["mean"])
    rest = told["remainder"]["mean"]
    assert sum(x["mean"] for x in told["mechanisms"]) + rest == pytest.approx(told["difference"]["mean"])
    assert {part["part"] for part in told["parts"]} == {"law", "ME"}


def test_scenarios_that_do_not_differ_are_said_so(files, tmp_path):
    done = redtape("explain", files[0], files[0], "--out", tmp_path / "none")
    assert done.exit_code == 0
    assert "before and before do not differ" in done.stdout
    assert not (tmp_path / "none").exists()
    told = json.loads(redtape("explain", files[0], files[0], "--json").stdout)
    assert told["parts"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-reform", "--outcome", "verified_use_mean"], ["--outcome", "two scenarios"]),
        (["no-reform", "--out", "x"], ["--out", "two scenarios"]),
        (["no-reform", "--force"], ["--force", "two scenarios"]),
        (["no-reform", "full-package", "--official", 3], ["--official", "one scenario"]),
        (["no-reform", "full-package", "--month", "2025-03"], ["--month", "one scenario"]),
        (["no-reform", "full-packag"], ["unknown scenario", "full-package"]),
        (
            ["no-reform", "provinces"],
            ["no-reform and provinces differ", "tiers (FED and FED, PB, SD, KP, BL)"],
        ),
        (["no-reform", "full-package", "--outcome", "verified_use"], ["--outcome", "Did you mean"]),
        (["no-reform", "full-package", "--permutations", 7], ["--permutations", "is odd"]),
        (["no-reform", "full-package", "--permutations", 2], ["--permutations", "4"]),
        (["no-reform", "full-package", "--replicates", 0], ["--replicates", "1 to 1000"]),
        (["no-reform", "full-package", "--workers", 0], ["--workers"]),
        (["no-reform", "full-package", "--seed", -1], ["--seed"]),
    ],
)
def test_bad_questions_are_refused_in_a_sentence(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_refused(redtape("explain", *arguments), *words)
    assert not list(tmp_path.iterdir())


def test_an_outcome_that_some_runs_do_not_have_is_refused(files, tmp_path):
    out = tmp_path / "why"
    done = redtape(
        "explain", *files, "--set", "posts=400", "--outcome", "t80_verified", "--out", out, "--replicates", 2
    )
    assert done.exit_code == 2
    assert "missing in some of the runs" in done.stderr
    assert "Did you mean `t80_verified_restricted`?" in done.stderr
    assert not out.exists()
