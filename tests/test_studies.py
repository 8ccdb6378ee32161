"""Study files: what they mean, everything that is wrong with one at once, and the studies of the library."""

import json
import tomllib
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from scenario_files import SMALL, write
from typer.testing import CliRunner

from experiments import cli, studies
from experiments.catalogue import check
from experiments.markdown import table
from experiments.studies import telling
from experiments.studies.drawing import UNCERTAIN
from experiments.studies.form import StudyFile
from experiments.studies.kinds import VARY_KEYS
from experiments.studies.reading import STUDIES
from experiments.studies.spread import Listed, Range
from experiments.study_page import SECTIONS, study_file_page
from sim.errors import InputError
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, regimes
from sim.scenario.writing import json_ready
from sim.summaries import SUMMARIES

TWO = 'scenarios = ["no-reform", "executive-order"]\n'
HYPERCUBE = '[design]\nkind = "latin_hypercube"\npoints = 20\n'
GRID = '[design]\nkind = "grid"\n'
SOBOL = '[design]\nkind = "sobol"\npoints = 16\n'
ONE_DRAWN = '[vary]\nuncertain = false\nkappa = "prior"\n'


def read(folder: Path, text: str, **options: object) -> studies.Plan:
    return studies.load(write(folder, text), **options)


def faults(folder: Path, text: str) -> list[InputError]:
    return studies.faults(write(folder, text))


# ---- What a study means


def test_points_are_the_centre_then_the_checks_then_the_design(tmp_path):
    plan = read(tmp_path, TWO + ONE_DRAWN + HYPERCUBE + "[checks]\nkappa = [0, 1.5]\ngate = 'off'\n")
    assert [point.number for point in plan.points] == list(range(1 + 3 + 20))
    assert [point.label for point in plan.points[:5]] == [
        *("as declared", "kappa = 0", "kappa = 1.5", "gate = off", "future 1")
    ]
    assert Counter(point.kind for point in plan.points) == {"centre": 1, "check": 3, "design": 20}
    assert plan.points[0].values == {}
    assert plan.points[2].values == {"kappa": 1.5}


def test_a_grid_is_labelled_by_its_values(tmp_path):
    plan = read(tmp_path, TWO + "[vary]\ntrain = [0.01, 0.05]\nlaw.status = { low = 0, high = 1 }\n" + GRID)
    assert len(plan.points) == 1 + 2 * 5
    assert plan.points[2].label == "train = 0.01, law.status = 0.25"
    assert plan.scenario(plan.cells[-1]).law.status == 1.0


def test_every_key_has_the_default_that_the_page_tells(tmp_path):
    plan = read(tmp_path, TWO)
    assert (plan.base, plan.regimes, plan.seed, plan.title) == ("no-reform", ("",), 1, "mine")
    assert plan.replicates == plan.centre_replicates == 8
    assert plan.outcomes == ("verified_use_mean", "verified_use", "reported_use")
    assert (plan.stop, plan.satisfied, plan.limits) == (None, None, (None, None))
    assert plan.n_runs == 2 * 8


def test_every_key_reaches_the_plan(tmp_path):
    text = (
        'title = "T"\nquestion = "Q"\nregimes = ["K"]\nbase = "executive-order"\nsatisfied = 0.5\n'
        'outcomes = ["trust", "verified_use_end"]\n'
        + TWO
        + ONE_DRAWN
        + HYPERCUBE
        + "seed = 9\ncentre = false\n"
        "[replicates]\nnumber = 3\nseed = 5\n"
        'until = { outcome = "trust_end", width = 0.1, most = 7 }\n[limits]\nseconds = 2.5\nfailures = 4\n'
    )
    plan = read(tmp_path, text)
    assert (plan.title, plan.question, plan.base, plan.regimes) == ("T", "Q", "executive-order", ("K",))
    assert (plan.satisfied, plan.outcomes) == (0.5, ("trust", "verified_use_end"))
    assert (plan.replicates, plan.seed) == (3, 5)
    assert plan.stop == ("trust_end", 0.1, 7)
    assert plan.limits == (2.5, 4)
    assert plan.points[0].kind == "design"
    assert plan.points != read(tmp_path, text.replace("seed = 9", "seed = 8")).points
    assert all(plan.scenario(cell).regime == "K" for cell in plan.cells)
    assert plan.source == json_ready(tomllib.loads(text))


def test_centre_replicates_are_those_of_checks_too(tmp_path):
    times = "[replicates]\nnumber = 2\ncentre = 7\n[checks]\nkappa = 0\n"
    plan = read(tmp_path, TWO + ONE_DRAWN + HYPERCUBE + times)
    assert [plan.n_replicates(cell) for cell in plan.cells[:5]] == [7, 7, 7, 7, 2]
    assert plan.n_runs == 2 * (7 + 7 + 20 * 2)


def test_values_are_set_over_every_scenario_and_a_variants_own_over_them(tmp_path):
    text = TWO + "[values]\nposts = 400\nJ = 0.2\n"
    more = '[[variants]]\nname = "more"\nscenario = "executive-order"\nvalues = { J = 0.5 }\n'
    plan = read(tmp_path, text + more)
    assert list(plan.scenarios) == ["no-reform", "executive-order", "more"]
    assert {scenario.tiers[0].posts for scenario in plan.scenarios.values()} == {400}
    assert [scenario.levers["J"] for scenario in plan.scenarios.values()] == [0.2, 0.2, 0.5]
    assert plan.scenarios["more"].name == plan.scenarios["more"].title == "more"
    assert plan.scenarios["more"].mandates == plan.scenarios["executive-order"].mandates


def test_a_variant_changes_the_base_where_it_names_no_scenario(tmp_path):
    variant = '[[variants]]\nname = "more"\ntitle = "More"\nvalues = { J = 0.5 }\n'
    plan = read(tmp_path, 'base = "legal-mandate"\n' + variant)
    assert list(plan.scenarios) == ["legal-mandate", "more"]
    assert plan.scenarios["more"].law == plan.scenarios["legal-mandate"].law
    assert plan.scenarios["more"].title == "More"


def test_a_variant_can_be_the_base(tmp_path):
    variant = '[[variants]]\nname = "mine"\nscenario = "legal-mandate"\nvalues = { J = 0.5 }\n'
    assert list(read(tmp_path, 'base = "mine"\n' + variant).scenarios) == ["mine"]


def test_a_path_starts_from_the_study_file(tmp_path, monkeypatch):
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", SMALL, "small")
    study = write(tmp_path, 'scenarios = ["below/small.toml"]\n')
    monkeypatch.chdir(STUDIES)
    assert list(studies.load(study).scenarios) == ["small"]


def test_keys_are_the_same_however_they_are_written(tmp_path):
    ways = (
        "law.status = [0, 1]\nlevers.train = [0.01, 0.02]\n",
        '"law.status" = [0, 1]\ntrain = [0.01, 0.02]\n',
        "law = { status = [0, 1] }\nlevers = { train = [0.01, 0.02] }\n",
    )
    plans = [read(tmp_path, f"{TWO}[vary]\n{way}{GRID}") for way in ways]
    assert plans[0].points == plans[1].points == plans[2].points
    assert list(plans[0].varied) == ["law.status", "train"]


def test_texts_and_dates_vary_as_well(tmp_path):
    vary = "[vary]\nuncertain = false\nban.start = [2024-01-01, 2025-01-01]\ntarget = ['all', 'champions']\n"
    plan = read(tmp_path, 'scenarios = ["executive-order"]\n' + vary + HYPERCUBE)
    design = [point for point in plan.points if point.kind == "design"]
    for key in ("ban.start", "target"):
        assert set(Counter(str(point.values[key]) for point in design).values()) == {10}, key
    cells = [cell for cell in plan.cells if cell.point.kind == "design"]
    assert {plan.scenario(cell).ban.start.year for cell in cells} == {2024, 2025}


def test_all_values_can_be_written_to_a_file_and_read_again(tmp_path):
    plan = read(tmp_path, TWO + HYPERCUBE)
    values = [dict(point.values) for point in plan.points]
    assert json.loads(json.dumps(values)) == values


# ---- What is drawn and what is held


def test_every_uncertain_parameter_is_drawn_within_its_prior(tmp_path):
    plan = read(tmp_path, TWO + HYPERCUBE)
    assert plan.held == {}
    assert plan.varied == UNCERTAIN
    for point in plan.points[1:]:
        for name, value in point.values.items():
            assert PARAMETERS[name].low <= value <= PARAMETERS[name].high
            assert PARAMETERS[name].role == "uncertain"


def test_what_a_regime_or_scenario_states_is_held(tmp_path):
    own = '[[variants]]\nname = "own"\nscenario = "no-reform"\nvalues = { g_B = 0.1 }\n'
    plan = read(tmp_path, TWO + 'regimes = ["K"]\nvalues = { nu = 0.5 }\n' + own + HYPERCUBE)
    of_regime = {name for name in regimes.load("K").parameters if PARAMETERS[name].role == "uncertain"}
    assert set(plan.held) == of_regime | {"nu", "g_B"}
    assert {plan.held[name] for name in of_regime} == {"regime K"}
    assert plan.held["g_B"] == "own"
    assert set(plan.varied) == set(UNCERTAIN) - set(plan.held)


def test_a_regime_of_a_scenarios_own_is_held_too(tmp_path):
    plan = read(tmp_path, TWO + "values = { regime = 'L' }\n" + HYPERCUBE)
    assert set(plan.held) == set(regimes.load("L").parameters) & set(UNCERTAIN)


def test_prices_of_ones_own_are_held(tmp_path):
    (tmp_path / "ours.csv").write_text("name,value\ncost_course,9000\n", encoding="utf-8")
    path = (tmp_path / "ours.csv").as_posix()
    assert list(read(tmp_path, f'{TWO}values = {{ cost_file = "{path}" }}\n{HYPERCUBE}').held) == [
        "cost_course"
    ]


def test_a_named_key_is_drawn_though_a_regime_states_it(tmp_path):
    plan = read(tmp_path, TWO + 'regimes = ["L", "K"]\n[vary]\nkappa = { low = 0, high = 1 }\n' + HYPERCUBE)
    drawn = {plan.scenario(cell).parameter("kappa") for cell in plan.cells if cell.point.kind == "design"}
    assert len(drawn) == 20, "one value of every point, the same in both regimes"
    assert plan.varied["kappa"] == Range(0.0, 1.0)


def test_what_is_left_is_not_drawn(tmp_path):
    plan = read(tmp_path, TWO + '[vary]\nleave = ["kappa", "nu"]\n' + HYPERCUBE)
    assert set(UNCERTAIN) - set(plan.varied) == {"kappa", "nu"}


def test_a_grid_draws_no_prior_that_is_not_named(tmp_path):
    plan = read(tmp_path, TWO + '[vary]\nkappa = "prior"\ntrain = [0, 0.1]\n' + GRID)
    assert plan.varied == {"kappa": UNCERTAIN["kappa"], "train": Listed((0.0, 0.1))}


# ---- Extending


def test_an_extended_study_keeps_every_earlier_run(tmp_path):
    text = TWO + HYPERCUBE + "[replicates]\nnumber = 2\n"
    short = read(tmp_path, text)
    longer = read(tmp_path, text.replace("points = 20", "points = [20, 40]"), replicates=3)
    assert longer.points[: len(short.points)] == short.points
    assert len(longer.points) == len(short.points) + 20
    assert longer.cells[: len(short.cells)] == short.cells
    assert longer.seed == short.seed


# ---- Options of the command line


def test_options_stand_in_for_what_the_file_says(tmp_path):
    text = TWO + HYPERCUBE + "[replicates]\nnumber = 2\ncentre = 9\n"
    plan = read(tmp_path, text, points=[5, 10], replicates=3, seed=40)
    assert (plan.replicates, plan.centre_replicates, plan.seed) == (3, 3, 40)
    assert len(plan.points) == 11
    assert plan.points[:6] == read(tmp_path, text, points=5).points


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        (TWO + HYPERCUBE, {"points": 0}, "`--points` = 0 is out of bounds; expected a whole number from 1"),
        (TWO + SOBOL, {"points": 100}, "`--points` = 100 is not a power of two; expected 64 or 128."),
        (TWO + "[vary]\ntrain = [0, 0.1]\n" + GRID, {"points": 9}, "`--points` = 9 means nothing in a grid"),
        (TWO, {"points": 9}, "`--points` = 9 means nothing in a study without a design"),
        (TWO, {"replicates": 0}, "`--replicates` = 0 is out of bounds"),
        (TWO, {"seed": -1}, "`--seed` = -1 is out of bounds"),
        (TWO + "replicates = 3\n", {"seed": 4}, "`replicates` = 3 is of the wrong type; expected a table"),
    ],
)
def test_an_option_that_cannot_be_is_told_as_an_option(tmp_path, text, options, told):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, **options)
    assert told in str(caught.value)


# ---- What is wrong

VARIANT = '[[variants]]\nname = "{}"\nscenario = "{}"\nvalues = {{ {} }}\n'

WRONG = {
    "nothing at all": ("", None, "names no scenario", None),
    "a key that is unknown": (TWO + "scenario = 1\n", "scenario", "unknown key", "scenarios"),
    "a key of a design": (TWO + HYPERCUBE + "point = 3\n", "design.point", "unknown key", "points"),
    "a key of a variant": (
        TWO + VARIANT.format("a", "no-reform", "J = 1") + "nam = 1\n",
        "variants.0.nam",
        "",
        "name",
    ),
    "a scenario that is unknown": ('scenarios = ["no-refrm"]\n', "scenarios.0", "unknown", "no-reform"),
    "a scenario that is no file": ('scenarios = ["a.toml"]\n', "scenarios.0", "does not exist", None),
    "no scenarios": ("scenarios = []\n", "scenarios", "has 0 entries", None),
    "a scenario twice": ('scenarios = ["no-reform", "no-reform"]\n', "scenarios.1", "name of another", None),
    "a base outside": (
        TWO + 'base = "executive"\n',
        "base",
        "not a scenario of the study",
        "executive-order",
    ),
    "an unknown regime": (TWO + 'regimes = ["k"]\n', "regimes.0", '"K" or "L"', "K"),
    "a regime twice": (TWO + 'regimes = ["K", "K"]\n', "regimes.1", "listed twice", None),
    "a regime that would be lost": (
        TWO + 'regimes = ["K"]\nvalues = { regime = "L" }\n',
        "values.regime",
        "would be lost",
        None,
    ),
    "a variant's regime that would be lost": (
        TWO + 'regimes = ["K"]\n' + VARIANT.format("a", "no-reform", 'regime = "L"'),
        "variants.0.values.regime",
        "would be lost",
        None,
    ),
    "an unknown outcome": (TWO + 'outcomes = ["trust_en"]\n', "outcomes.0", "unknown outcome", "trust_end"),
    "an outcome twice": (TWO + 'outcomes = ["trust_end", "trust_end"]\n', "outcomes.1", "twice", None),
    "nothing to rank by": (TWO + 'outcomes = ["trust"]\n', "outcomes", "such as trust_mean", None),
    "a share above all": (TWO + "satisfied = 50\n", "satisfied", "from 0 to 1 (share of desks", None),
    "not a number": (TWO + "satisfied = nan\n", "satisfied", "out of bounds", None),
    "other months": (
        'scenarios = ["no-reform", "transition-2028"]\n',
        "scenarios",
        "runs from January 2018 to December 2033 and no-reform from January 2018 to December 2027",
        None,
    ),
    "an unknown value": (TWO + "values = { kapa = 1 }\n", "values.kapa", "unknown key", "kappa"),
    "a value beyond its bounds": (TWO + "values = { train = 2 }\n", "values.train", "from 0 to 0.2", None),
    "a value that fits no scenario": (
        TWO + "values = { tiers.7.posts = 9 }\n",
        "values.tiers.7.posts",
        "entry",
        None,
    ),
    "an empty value": (TWO + "values = { law = {} }\n", "values.law", "is empty", None),
    "a value twice": (TWO + "values = { levers.J = 1, J = 0 }\n", "values.J", "stated twice", None),
    "a variant of nothing": (
        TWO + '[[variants]]\nname = "a"\nvalues = {}\n',
        "variants.0.values",
        "empty",
        None,
    ),
    "a variant of a library name": (
        TWO + VARIANT.format("no-reform", "no-reform", "J = 1"),
        "variants.0.name",
        "name of another scenario",
        None,
    ),
    "two variants of a name": (
        TWO + VARIANT.format("a", "no-reform", "J = 1") + VARIANT.format("a", "no-reform", "J = 0.5"),
        "variants.1.name",
        "name of another scenario",
        None,
    ),
    "a variant that is its scenario": (
        TWO + VARIANT.format("a", "no-reform", "J = 0"),
        "variants.0.values",
        "the same as no-reform",
        None,
    ),
    "a variant of an unknown scenario": (
        TWO + VARIANT.format("a", "no-refor", "J = 1"),
        "variants.0.scenario",
        "unknown scenario",
        "no-reform",
    ),
    "a variant of its own": (
        'base = "a"\n[[variants]]\nname = "a"\nvalues = { J = 1 }\n',
        "variants.0.scenario",
        "is missing",
        None,
    ),
    "a variant beyond bounds": (
        TWO + VARIANT.format("a", "no-reform", "J = 3"),
        "variants.0.values.J",
        "from 0 to 1",
        None,
    ),
    "a list of one": (TWO + "[vary]\ntrain = [0.1]\n" + GRID, "vary.train", "set in `values`", None),
    "a single value": (TWO + "[vary]\ntrain = 0.1\n" + GRID, "vary.train", "is a single value", None),
    "a value listed twice": (TWO + "[vary]\ntrain = [0.1, 0.1]\n" + GRID, "vary.train.1", "twice", None),
    "values of two types": (
        TWO + '[vary]\ntrain = [0.1, "a"]\n' + GRID,
        "vary.train.1",
        "another type",
        None,
    ),
    "a list of lists": (
        TWO + "[vary]\ntrain = [0.1, [2]]\n" + GRID,
        "vary.train.1",
        "cannot be listed",
        None,
    ),
    "a range without a high end": (
        TWO + "[vary]\nJ = { low = 0 }\n" + GRID,
        "vary.J.high",
        "is missing",
        None,
    ),
    "a range of another word": (
        TWO + "[vary]\nJ = { low = 0, hi = 1, high = 1 }\n" + GRID,
        "vary.J.hi",
        "",
        "high",
    ),
    "a range of nothing": (
        TWO + "[vary]\nJ = { low = 1, high = 1 }\n" + GRID,
        "vary.J.high",
        "above `low`",
        None,
    ),
    "a range beyond bounds": (
        TWO + "[vary]\nJ = { low = 0.5, high = 2 }\n" + GRID,
        "vary.J.high",
        "from 0 to 1",
        None,
    ),
    "a range without end": (
        TWO + "[vary]\nkappa = { low = 0, high = inf }\n" + GRID,
        "vary.kappa.high",
        "out of bounds",
        None,
    ),
    "a range of a switch": (
        TWO + "[vary]\ngate = { low = 0, high = 1 }\n" + GRID,
        "vary.gate",
        "a list, of off, on",
        None,
    ),
    "a range of whole things": (
        TWO + "[vary]\nposts = { low = 400, high = 800 }\n" + GRID,
        "vary.posts",
        "`whole = true`",
        None,
    ),
    "a listed value beyond bounds": (
        TWO + "[vary]\nlam = [0.1, 3]\n" + GRID,
        "vary.lam.1",
        "per month",
        None,
    ),
    "a listed choice that is none": (
        TWO + '[vary]\ntarget = ["all", "champion"]\n' + GRID,
        "vary.target.1",
        "champions",
        "champions",
    ),
    "a prior that is none": (
        TWO + '[vary]\ntrain = "prior"\n' + GRID,
        "vary.train",
        "{ low = 0, high = 0.2 }",
        None,
    ),
    "a word for a prior": (TWO + '[vary]\nkappa = "priors"\n' + GRID, "vary.kappa", "single value", "prior"),
    "an unknown key that varies": (
        TWO + "[vary]\nkapa = [1, 2]\n" + GRID,
        "vary.kapa",
        "unknown key",
        "kappa",
    ),
    "a key that leads nowhere": (
        TWO + "[vary]\nlaw.stat = [0, 1]\n" + GRID,
        "vary.law.stat",
        "does not fit",
        None,
    ),
    "a key on which nothing depends": (
        TWO + '[vary]\ntitle = ["a", "b"]\n' + GRID,
        "vary.title",
        "changes nothing",
        None,
    ),
    "a key of two names": (
        TWO + "[vary]\nposts = [400, 800]\ntiers.0.posts = [400, 800]\n" + GRID,
        "vary.tiers.0.posts",
        "the same as `posts`",
        None,
    ),
    "regimes as values": (
        TWO + '[vary]\nregime = ["K", "L"]\n' + GRID,
        "vary.regime",
        "`regimes`",
        "regimes",
    ),
    "what varies over a variant": (
        TWO + "[vary]\ntrain = [0, 0.1]\n" + GRID + VARIANT.format("a", "no-reform", "levers.train = 0.1"),
        "vary.train",
        "what a sets (`train`) would be lost",
        None,
    ),
    "a set value that is never run": (
        TWO + "values = { train = 0.1 }\n[vary]\ntrain = [0, 0.1]\n" + GRID + "centre = false\n",
        "vary.train",
        "is set in `values`",
        None,
    ),
    "varying without a design": (TWO + "[vary]\ntrain = [0, 0.1]\n", "vary", "table [design]", None),
    "a design without varying": (TWO + GRID, "design.kind", "varies nothing", None),
    "all priors in a grid": (
        TWO + "[vary]\nuncertain = true\n" + GRID,
        "vary.uncertain",
        "combinations",
        None,
    ),
    "leaving what is certain": (
        TWO + '[vary]\nleave = ["lead"]\n' + HYPERCUBE,
        "vary.leave.0",
        "uncertain",
        None,
    ),
    "leaving and varying": (
        TWO + '[vary]\nleave = ["kappa"]\nkappa = [0, 1]\n' + HYPERCUBE,
        "vary.leave.0",
        "left and varied",
        None,
    ),
    "leaving of nothing": (
        TWO + '[vary]\nuncertain = false\nleave = ["nu"]\nkappa = "prior"\n' + HYPERCUBE,
        "vary.leave",
        "no prior is drawn",
        None,
    ),
    "an unknown design": (TWO + '[design]\nkind = "sobl"\n', "design.kind", '"grid"', "sobol"),
    "a design without kind": (TWO + "[design]\npoints = 8\n", "design.kind", "is missing", None),
    "a design without points": (TWO + '[design]\nkind = "sobol"\n', "design.points", "is missing", None),
    "points of a grid": (
        TWO + "[vary]\nJ = [0, 1]\n" + GRID + "points = 9\n",
        "design.points",
        "in a grid",
        None,
    ),
    "a seed of a grid": (
        TWO + "[vary]\nJ = [0, 1]\n" + GRID + "seed = 9\n",
        "design.seed",
        "in a grid",
        None,
    ),
    "steps of a hypercube": (TWO + HYPERCUBE + "steps = 4\n", "design.steps", "latin_hypercube", None),
    "points between powers of two": (TWO + SOBOL.replace("16", "200"), "design.points", "128 or 256", None),
    "points that shrink": (
        TWO + HYPERCUBE.replace("20", "[20, 10]"),
        "design.points.1",
        "more than 20",
        None,
    ),
    "too many points": (TWO + HYPERCUBE.replace("20", "100_000"), "design.points", "65,536", None),
    "too many runs": (
        TWO + HYPERCUBE.replace("20", "60_000") + "[replicates]\nnumber = 10\ncentre = 1\n",
        "design",
        "makes 1,200,002 runs (60,000 points); expected at most 1,000,000",
        None,
    ),
    "a grid beyond counting": (
        TWO + "[vary]\n" + "".join(f"{x} = 'prior'\n" for x in list(UNCERTAIN)[:40]) + GRID,
        "design",
        "at most 1,000,000",
        None,
    ),
    "a check that changes nothing": (
        TWO + "[checks]\nkappa = [0, 0.75]\n",
        "checks.kappa",
        "changes no scenario",
        None,
    ),
    "a check beyond bounds": (TWO + "[checks]\nkappa = 3\n", "checks.kappa", "from -2 to 2", None),
    "a check of nothing": (TWO + "[checks]\nkappa = []\n", "checks.kappa", "has 0 entries", None),
    "a check of a regime": (TWO + '[checks]\nregime = ["K"]\n', "checks.regime", "`regimes`", "regimes"),
    "a check without a centre": (
        TWO + ONE_DRAWN + HYPERCUBE + "centre = false\n[checks]\nkappa = 0\n",
        "checks",
        "centre = true",
        None,
    ),
    "no replicates": (TWO + "[replicates]\nnumber = 0\n", "replicates.number", "from 1 to 100,000", None),
    "replicates of no design": (
        TWO + "[replicates]\nnumber = 9\ncentre = 8\n",
        "replicates.number",
        "without a design",
        None,
    ),
    "a stop before the start": (
        TWO + '[replicates]\nuntil = { outcome = "trust_end", width = 0.1, most = 4 }\n',
        "replicates.until.most",
        "8 or more",
        None,
    ),
    "a stop by a month": (
        TWO + '[replicates]\nuntil = { outcome = "trust", width = 0.1 }\n',
        "replicates.until.outcome",
        "of a whole run",
        "trust_end",
    ),
    "a limit of no time": (TWO + "[limits]\nseconds = 0\n", "limits.seconds", "from 0.01", None),
    "a table for a value": (TWO + "title = {}\n", "title", "wrong type", None),
    "a value for a table": (TWO + "vary = 3\n", "vary", "a table", None),
    "a table where a truth value belongs, beside sound keys": (
        TWO + "[vary]\nuncertain = { B0 = 0 }\nJ = [0, 1]\n" + GRID,
        "vary.uncertain",
        "true or false",
        None,
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_study_is_told_by_key_with_what_is_expected(tmp_path, case):
    text, key, words, near = WRONG[case]
    found = faults(tmp_path, text)
    assert [fault.key for fault in found] == [key], [str(fault) for fault in found]
    (fault,) = found
    assert words in str(fault)
    assert fault.nearest == near
    assert fault.expected
    assert str(fault).startswith(f"{tmp_path}/mine.toml: ")
    with pytest.raises(InputError) as caught:
        studies.load(tmp_path / "mine.toml")
    assert str(caught.value) == str(fault)


def test_all_faults_are_told_at_once(tmp_path):
    text = (
        'scenarios = ["no-reform", "nowhere"]\nregimes = ["Q"]\nfoo = 1\nvalues = { train = 3 }\n'
        "[vary]\nkapa = [1, 2]\nlam = [0.1, 3]\nnu = [0.5]\n"
        '[checks]\nJ = 7\n[design]\nkind = "sobol"\npoints = 9\n[replicates]\nnumber = 0\n'
    )
    assert {fault.key for fault in faults(tmp_path, text)} == {
        *("scenarios.1", "regimes.0", "foo", "values.train", "vary.kapa", "vary.lam.1", "vary.nu"),
        *("checks.J", "design.points", "replicates.number"),
    }
    with pytest.raises(InputError) as caught:
        studies.load(tmp_path / "mine.toml")
    assert "(9 more things wrong: `redtape check` lists all.)" in str(caught.value)


def test_every_fault_of_a_scenario_file_is_told_with_that_file(tmp_path):
    write(tmp_path, SMALL.replace("posts = 400", "posts = 3").replace("0.4", "4"), "small")
    found = faults(tmp_path, 'scenarios = ["small.toml", "nowhere"]\n')
    assert len(found) == 3
    assert sum(f"{tmp_path}/small.toml: " in str(fault) for fault in found) == 2


def test_a_study_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(InputError) as caught:
        studies.load("trainig-sweep")
    assert caught.value.nearest == "training-sweep"
    with pytest.raises(InputError, match="does not exist"):
        studies.load("nowhere.toml")


def test_a_file_that_is_no_toml_is_told_with_the_line(tmp_path):
    (fault,) = faults(tmp_path, "scenarios = [\n")
    assert "is not valid TOML" in str(fault)


# ---- A comparison without a file


def compared(**changed: object) -> studies.Plan:
    scenarios = [Scenario.load(name) for name in ("no-reform", "executive-order")]
    wish: dict = {
        **{
            "scenarios": scenarios,
            "base": "no-reform",
            "outcome": "verified_use_mean",
            "regimes": ["L", "K"],
        },
        **{"replicates": 6, "futures": 16, "future_replicates": 2, "seed": 3},
    }
    return studies.comparison(**wish | changed)


def test_a_comparison_is_the_study_that_a_file_would_say(tmp_path):
    plan = compared()
    text = (
        TWO + 'regimes = ["L", "K"]\n[checks]\nkappa = [0.0, 1.5]\n[design]\nkind = "latin_hypercube"\n'
        "points = 16\nseed = 3\n[replicates]\nnumber = 2\ncentre = 6\nseed = 3\n"
    )
    same = read(tmp_path, text)
    assert plan.cells == same.cells
    assert (plan.n_runs, plan.seed, plan.held, plan.outcomes) == (same.n_runs, 3, same.held, same.outcomes)
    assert plan.scenarios == same.scenarios
    json.dumps(plan.source)


def test_a_comparison_without_futures_is_the_centre_and_the_checks():
    plan = compared(futures=0)
    assert [point.label for point in plan.points] == ["as declared", "kappa = 0", "kappa = 1.5"]
    assert plan.n_runs == 2 * 2 * 3 * 6


def test_a_comparison_leaves_out_a_check_that_changes_nothing():
    scenarios = [Scenario.load(x).with_values({"kappa": 0}) for x in ("no-reform", "executive-order")]
    assert [point.label for point in compared(scenarios=scenarios, futures=0).points] == [
        *("as declared", "kappa = 1.5")
    ]


def test_scenarios_that_were_changed_are_compared_as_they_are():
    scenarios = [Scenario.load(x).with_values({"posts": 400}) for x in ("no-reform", "executive-order")]
    plan = compared(scenarios=scenarios)
    assert {plan.scenario(cell).tiers[0].posts for cell in plan.cells} == {400}


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"scenarios": [Scenario.load("no-reform")]}, None),
        ({"scenarios": [Scenario.load("no-reform")] * 2}, "scenarios.1"),
        ({"scenarios": [Scenario.load("no-reform"), Scenario.load("transition-2028")]}, "scenarios"),
        ({"base": "executive"}, "--base"),
        ({"outcome": "trust"}, "--outcome"),
        ({"regimes": ["Q"]}, "--regime"),
        ({"replicates": 0}, "--replicates"),
        ({"futures": -1}, "--futures"),
        ({"futures": 10**6}, "--futures"),
        ({"future_replicates": 0}, "--future-replicates"),
        ({"seed": -1}, "--seed"),
    ],
)
def test_a_comparison_that_cannot_be_is_refused(changed, key):
    with pytest.raises(InputError) as caught:
        compared(**changed)
    assert caught.value.key == key
    assert caught.value.expected


# ---- The library, the page, the schema, the words


@pytest.mark.parametrize("name", studies.names())
def test_a_study_of_the_library_is_sound_and_tells_its_question(name):
    assert check([name, STUDIES / f"{name}.toml"]) == []
    plan = studies.load(name)
    assert plan.title
    assert plan.question.strip().endswith("?")
    assert (STUDIES / f"{name}.toml").read_text(encoding="utf-8").startswith("#"), "it tells its story"
    for cell in plan.cells[:: max(1, len(plan.cells) // 40)]:
        plan.scenario(cell)


def test_no_study_has_the_name_of_a_scenario():
    assert studies.names() == ["federal-packages", "pilot-orders", "training-sweep"]
    assert not set(studies.names()) & set(Scenario.names())


def test_the_federal_study_compares_every_package_of_the_same_months():
    from experiments.catalogue import library

    plan = studies.load("federal-packages")
    case = Scenario.load("federal-eoffice")
    assert set(plan.scenarios) == {x.name for x in library()["package"] if x.end == case.end}
    assert Counter(point.kind for point in plan.points) == {"centre": 1, "check": 2, "design": 200}
    assert plan.regimes == ("L", "K")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("training-sweep", True),
        ("trainig-sweep", True),
        ("no-reform", False),
        ("no-refor", False),
        ("x/y", False),
    ],
)
def test_a_study_is_told_from_a_scenario_by_name(source, expected):
    assert studies.is_study(source) is expected


def test_a_study_is_told_from_a_scenario_by_its_keys(tmp_path):
    assert studies.is_study(write(tmp_path, TWO + HYPERCUBE))
    assert not studies.is_study(write(tmp_path, SMALL))
    assert not studies.is_study(write(tmp_path, 'extends = "no-reform"\n[design]\n'))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.heading)
def test_every_example_of_the_page_is_a_sound_study(section, tmp_path):
    assert faults(tmp_path, section.example) == []
    assert section.example in study_file_page()


def test_the_page_tells_every_key():
    page = study_file_page()
    told = studies.schema()
    for part in (told, *told["$defs"].values()):
        for key in part["properties"]:
            assert f"| `{key}` |" in page, key
    assert all(f"| `{key}` |" in page for key in VARY_KEYS)
    assert table(("name",), []).splitlines()[0][:6] in page


def test_the_schema_takes_the_library_and_refuses_other_keys():
    told = studies.schema()
    json.dumps(told, allow_nan=False)
    checking = jsonschema.Draft202012Validator(told)
    for name in studies.names():
        data = json_ready(tomllib.loads((STUDIES / f"{name}.toml").read_text(encoding="utf-8")))
        checking.validate(data)
        for place in ("design", "replicates"):
            assert not checking.is_valid(data | {place: {"kind": "grid", "nonsense": 1}})
        assert not checking.is_valid(data | {"scenario": 1})
    assert set(told["properties"]) == set(StudyFile.model_fields)


def test_a_study_is_told_in_words():
    told = " ".join(telling.describe(studies.load("federal-packages")).split())
    plan = studies.load("federal-packages")
    for text in (
        "no-reform: No reform: the weak directive of the early years (the others are compared with it)",
        f"{len(plan.varied)} uncertain parameters, each anywhere in its prior: ",
        "kappa = 1.5",
        "200 points, each run 8 times",
        "each run 20 times",
        f"{plan.n_runs:,} runs in all, of 10 scenarios in 2 regimes",
        f"verified_use_mean: {SUMMARIES['verified_use_mean'].label} (share of desks), ranks the scenarios",
    ):
        assert text in told, text
    for name, who in plan.held.items():
        assert name in telling.held_words(plan)
        assert who in telling.held_words(plan)


def test_words_tell_what_is_set_and_what_varies(tmp_path):
    text = (
        'scenarios = ["executive-order"]\nvalues = { posts = 400 }\nsatisfied = 0.3\n'
        '[vary]\nJ = [0, 1]\nkappa = "prior"\n[design]\nkind = "grid"\nsteps = 3\n[replicates]\n'
        'until = { outcome = "trust_end", width = 0.1 }\n'
    )
    told = " ".join(telling.describe(read(tmp_path, text)).split())
    for words in (
        "posts = 400",
        "J = 0, 1: ",
        "kappa from 0 to 2: ",
        "6 points, each run 8 times",
        "verified_use_mean is 0.3 or more",
        "up to 64 of each, until the 90 % interval of trust_end is 0.1 wide",
    ):
        assert words in told, words


# ---- The command line


def redtape(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, list(arguments))
    return done.exit_code, done.output


def test_commands_know_studies(tmp_path):
    wrong = write(tmp_path, TWO + "foo = 1\n")
    code, told = redtape("check", "training-sweep", str(wrong))
    assert (code, told.count("\n")) == (2, 1)
    assert "`foo` = 1 is an unknown key" in told
    assert redtape("check", "training-sweep", "no-reform") == (0, "2 files, nothing wrong.\n")
    assert redtape("describe", "training-sweep") == (
        0,
        telling.describe(studies.load("training-sweep")) + "\n",
    )
    assert json.loads(redtape("schema", "--study")[1]) == studies.schema()
    code, told = redtape("describe", "trainig-sweep")
    assert code == 2
    assert told.rstrip().endswith("Did you mean `training-sweep`?")
    listed = redtape("list")[1]
    for name, question in telling.library():
        assert f"  {name} " in listed
        assert question in listed
