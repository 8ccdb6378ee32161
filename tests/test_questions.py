"""The page of questions: its arms are what they say, differences are paired, sentences follow by rule."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from experiments.questions import the_courses, the_hubs, the_law, the_order
from experiments.questions.__main__ import FIGURES, PAGE, questions
from experiments.questions.asking import Asked, ask
from experiments.questions.figures import as_json
from experiments.questions.page import command, page
from experiments.questions.question import (
    SHARE_OF_DESKS,
    Arm,
    Cell,
    Claim,
    Contrast,
    Effect,
    Measure,
    Part,
    Question,
    cells,
)
from experiments.questions.verdict import Findings, answer, clauses, estimate, found, lead, place
from sim import Scenario, run
from sim.observed import Observed
from sim.world import build

DOCS = Path(__file__).parent.parent / "docs"
POSTS = 400
L, K = (tuple(cell for cell in cells() if cell.regime == regime) for regime in "LK")
ARMS = [
    pytest.param(part, arm, id=f"{question.id}: {part.name}: {arm.name}")
    for question in questions()
    for part in question.parts
    for arm in part.arms
]

# ---- The arms


@pytest.mark.parametrize(("part", "arm"), ARMS)
def test_an_arm_is_a_scenario_that_lasts_until_it_is_measured(part: Part, arm: Arm) -> None:
    """Fails if a value is no longer valid, or the months measured lie outside the run."""
    scenario = arm.scenario(L[0], POSTS)
    assert scenario.parameter("kappa") == L[0].kappa
    for measure in part.measures:
        assert np.isfinite(measure.of(Observed(scenario, build(scenario, 1))))


def lived(scenario: Scenario, seed: int) -> Observed:
    return Observed(scenario, run(scenario, seed).world)


@pytest.mark.parametrize(("part", "arm"), ARMS)
def test_the_command_of_an_arm_runs_the_same_scenario(part: Part, arm: Arm) -> None:
    """Fails if a reader who copies the line from the page would run something else."""
    words = shlex.split(command(arm))
    assert words[:2] == ["redtape", "run"]
    assert set(words[3::2]) <= {"--set"}
    settings = dict(word.split("=", 1) for word in words[4::2])
    told = Scenario.load(words[2]).with_values({"posts": POSTS, **L[0].values, **settings})
    assert told.fingerprint == arm.scenario(L[0], POSTS).fingerprint


def test_arms_of_a_part_differ() -> None:
    """Fails if an arm is by mistake what another already is, so that its difference is nothing."""
    for question in questions():
        for part in question.parts:
            runs = {
                (a.scenario(K[1], POSTS).fingerprint, a.drawn.words if a.drawn else "") for a in part.arms
            }
            assert len(runs) == len(part.arms), part.name


def test_names_stand_for_one_thing_alone() -> None:
    """Fails if two arms or two measures of different questions would be taken for one another."""
    parts = [part for question in questions() for part in question.parts]
    arms = [(part.name, arm.name) for part in parts for arm in part.arms]
    assert len(set(arms)) == len(arms)
    measures = {(x.key, x.words, x.unit) for part in parts for x in part.measures}
    assert len({key for key, _, _ in measures}) == len(measures)


def test_contrasts_and_claims_name_what_is_there() -> None:
    for question in questions():
        for part in question.parts:
            names = {arm.name for arm in part.arms}
            assert set(part.levels) <= names
            for contrast in part.contrasts:
                assert {*contrast.plus, *contrast.minus} <= names
                assert len(contrast.plus) == len(contrast.minus) or contrast is the_courses.HALF_WAY
            for claim in part.claims:
                assert set(claim.contrasts) <= set(part.contrasts)
                assert part.measure(claim.measure)


def test_all_at_once_comes_at_the_mean_date_of_the_roll_out() -> None:
    case = Scenario.load(the_order.CASE)
    months = case.go_live_months(case.tiers[0])
    at_once = case.with_values({"go_live": {"start": the_order.mean_go_live(case)}})
    assert set(at_once.go_live_months(case.tiers[0])) == {round(np.mean(months))}
    assert len(set(months)) > 10


def test_training_alone_takes_the_place_of_everything_the_package_does() -> None:
    """Fails if a package of the library gets another change, so that `changes.4` is not its own."""
    for base, lever in (("capacity-first", "train"), ("full-package", "ME")):
        last = Scenario.load(base).changes[-1]
        assert f"changes.{len(Scenario.load(base).changes) - 1}" == the_courses.LAST_CHANGE
        assert last.date == the_courses.PULLED
        assert lever in last.levers
    for arm in the_courses.ARMS[1:4]:
        assert set(arm.scenario(L[0], POSTS).changes[-1].levers) == {"train"}
    assert Scenario.load("no-reform").lever("train") == the_courses.USUAL


def test_a_law_just_in_time_changes_nothing_before_the_change_of_government() -> None:
    """Fails if the law comes into force earlier, or the change of government comes before it."""
    part = the_law.question().parts[0]
    worlds = {arm.name: run(arm.scenario(K[1], POSTS), 3).world for arm in part.arms}
    alone, law = worlds[the_law.ORDER_ALONE], worlds[the_law.LATE]
    turned = worlds[the_law.LATE + the_law.TURNED]
    turn = part.arms[0].scenario(K[1], POSTS).month(the_law.TURN)
    assert (
        alone.office_log[:turn].tobytes()
        == law.office_log[:turn].tobytes()
        == turned.office_log[:turn].tobytes()
    )
    assert law.in_force["law"][turn - 1 : turn + 1, 0].tolist() == [0.0, 1.0]
    assert np.flatnonzero(turned.in_force["transition"][:, 0])[-1] == turn
    assert not np.array_equal(alone.office_log["digital"][-1], law.office_log["digital"][-1])


# ---- Hubs


def test_hold_outs_are_the_most_reluctant_whoever_the_hubs_are() -> None:
    """Fails if the ranking is turned round, depends on the arm, or the named hubs are other offices."""
    part = the_hubs.question().parts[0]
    arms = {arm.name: arm for arm in part.arms}
    worlds, hubs = {}, {}
    for name, arm in arms.items():
        scenario = arm.scenario(K[1], POSTS)
        if arm.drawn:
            scenario = scenario.with_values(arm.drawn.of(scenario, 7))
        worlds[name] = build(scenario, 7)
        hubs[name] = set(scenario.tiers[0].hub_offices)
    reluctance = the_hubs.reluctance(worlds[the_hubs.AS_DRAWN])
    by_size = np.argsort(reluctance)
    assert hubs[the_hubs.RELUCTANT] == set(by_size[-4:].tolist())
    assert hubs[the_hubs.MIDDLING] == set(by_size[18:22].tolist())
    assert hubs[the_hubs.WILLING] == set(by_size[:4].tolist())
    for name, world in worlds.items():
        assert np.array_equal(the_hubs.reluctance(world), reluctance), name
    received = worlds[the_hubs.RELUCTANT].traffic.sum(axis=0)
    assert set(np.argsort(received)[-4:].tolist()) == hubs[the_hubs.RELUCTANT]


def test_reluctance_is_rent_less_culture_as_they_weigh_in_the_choice() -> None:
    world = build(Scenario.load("federal-eoffice").with_values({"posts": POSTS}), 1)
    p = world.params[0]
    world.office.rent[:2], world.office.culture[:2] = (0.4, 0.8), (1.0, 1.0)
    first, second = the_hubs.reluctance(world)[:2]
    assert second - first == pytest.approx(p.beta_R * p.w_R1 * 0.4)
    world.office.culture[1] = 3.0
    assert the_hubs.reluctance(world)[1] == pytest.approx(second - 2.0)


def test_the_other_offices_are_those_that_are_hubs_on_neither_side() -> None:
    part = the_hubs.question().parts[0]
    scenario = part.arms[0].scenario(L[1], POSTS)
    observed = lived(scenario, 2)
    ends = {*the_hubs.ranked(observed.world)[:4], *the_hubs.ranked(observed.world)[-4:]}
    assert len(ends) == 8
    assert set(the_hubs.others(observed)) == set(range(40)) - ends


# ---- Differences


def planted(values: Mapping[str, np.ndarray]) -> tuple[Asked, Part]:
    """A part of one cell whose arms have the values given, seed by seed."""
    measure = Measure("use", "real use", SHARE_OF_DESKS, lambda _: 0.0)
    contrasts = (
        Contrast("effect", ("b",), ("a",)),
        Contrast("extra", ("d", "a"), ("c", "b")),
        Contrast("twice", ("a", "a"), ("b",)),
    )
    arms = tuple(Arm(name, "federal-eoffice") for name in values)
    part = Part("part", arms, (measure,), ("a",), contrasts, (), lambda effects: True)
    cell = Cell("K", 0.75)
    keys = {("part", name, cell): (name, "") for name in values}
    measured = {(name, ""): {"use": x} for name, x in values.items()}
    n_seeds = len(next(iter(values.values())))
    question = Question("id", "title", (part,), "", "")
    return Asked((question,), (cell,), tuple(range(n_seeds)), POSTS, keys, measured), part


def test_differences_are_taken_within_a_seed() -> None:
    """Fails if arms are compared across seeds: luck of 10 points would then hide an effect of 2."""
    luck = np.linspace(0.3, 0.4, 16)
    asked, part = planted({"a": luck, "b": luck + 0.02, "c": luck, "d": luck})
    effect = found(asked, part).effects[asked.cells[0]]["effect", "use"]
    assert effect[:3] == pytest.approx((0.02, 0.02, 0.02))
    assert effect.sign == 1
    asked, part = planted({"a": luck, "b": luck[::-1] + 0.02, "c": luck, "d": luck})
    assert found(asked, part).effects[asked.cells[0]]["effect", "use"].sign == 0


def test_two_arms_less_two_others_is_a_difference_of_differences() -> None:
    luck = np.linspace(0.0, 0.1, 8)
    # order .5, with a change of government .2; law .8, with one .75
    asked, part = planted({"a": 0.5 + luck, "b": 0.2 + luck, "c": 0.8 + luck, "d": 0.75 + luck})
    cell = asked.cells[0]
    extra = asked.difference(part, part.contrasts[1], part.measures[0], cell)
    assert extra == pytest.approx(np.full(8, 0.25))
    extra = the_law.added_by(the_law.EARLY)
    assert extra.plus == (the_law.EARLY + the_law.TURNED, the_law.ORDER_ALONE)
    assert extra.minus == (the_law.EARLY, the_law.ORDER_ALONE + the_law.TURNED)


def test_an_arm_may_count_twice() -> None:
    luck = np.linspace(0.0, 0.1, 8)
    asked, part = planted({"a": 0.2 + luck, "b": 0.9 + 2 * luck, "c": luck, "d": luck})
    assert asked.difference(part, part.contrasts[2], part.measures[0], asked.cells[0]) == pytest.approx(
        np.full(8, -0.5)
    )


def test_a_band_holds_the_middle_ninety_percent() -> None:
    values = np.arange(101.0)
    assert estimate(values) == (50.0, 5.0, 95.0)


@pytest.mark.parametrize(
    ("effect", "sign", "matters"),
    [
        (Effect(0.03, 0.01, 0.05, 0.01), 1, True),
        (Effect(-0.03, -0.05, -0.01, 0.01), -1, True),
        (Effect(0.03, -0.01, 0.05, 0.01), 0, False),
        (Effect(0.03, 0.0, 0.05, 0.01), 0, False),
        (Effect(0.005, 0.004, 0.006, 0.01), 1, False),
    ],
)
def test_a_difference_is_clear_if_its_band_excludes_zero(effect: Effect, sign: int, matters: bool) -> None:
    assert (effect.sign, effect.matters) == (sign, matters)


# ---- Sentences

CLEAR, SMALL, LUCK = (
    Effect(0.03, 0.02, 0.04, 0.01),
    Effect(0.003, 0.002, 0.004, 0.01),
    Effect(0.02, -0.01, 0.05, 0.01),
)


def told(effects: Mapping[Cell, Effect], more: Mapping[Cell, Effect] | None = None) -> tuple[str, list[str]]:
    """The lead and the clauses of a part with one contrast, or two, and these effects."""
    measure = Measure("use", "real use", SHARE_OF_DESKS, lambda _: 0.0)
    names = ("courses", "cash")[: 1 if more is None else 2]
    contrasts = tuple(Contrast(name, ("a",), ("b",)) for name in names)
    claim = Claim("use", contrasts, whole="either")
    part = Part("part", (), (measure,), (), contrasts, (claim,), lambda x: x["courses", "use"].matters)
    of_cell = {
        cell: {("courses", "use"): x} | ({("cash", "use"): more[cell]} if more else {})
        for cell, x in effects.items()
    }
    findings = Findings(part, of_cell)
    assert answer(findings).startswith(f"- **part: {lead(findings.so)}** ")
    return lead(findings.so), clauses(findings, claim)


def test_what_holds_in_every_cell_is_a_yes() -> None:
    verdict, (clause,) = told(dict.fromkeys(cells(), CLEAR))
    assert verdict == "yes, in both regimes, whatever kappa."
    assert clause == "real use is higher in both regimes, whatever kappa, with courses (+3.0 points)"


def test_what_holds_in_no_cell_is_a_no() -> None:
    verdict, (clause,) = told(dict.fromkeys(cells(), LUCK))
    assert verdict == "no, in neither regime at any kappa."
    assert clause == (
        "no difference that matters in real use, in either regime at any kappa, with courses "
        "(on average +2.0 points)"
    )


def test_what_holds_in_one_regime_alone_is_said_so() -> None:
    verdict, (clause,) = told(dict.fromkeys(L, LUCK) | dict.fromkeys(K, CLEAR))
    assert verdict == "only in regime K, whatever kappa."
    assert clause == "real use is higher only in regime K, whatever kappa, with courses (+3.0 points)"


def test_what_holds_at_some_kappas_names_them() -> None:
    effects = dict.fromkeys(cells(), LUCK) | {L[0]: CLEAR, L[2]: CLEAR} | dict.fromkeys(K, CLEAR)
    assert place({cell: x.sign > 0 for cell, x in effects.items()}) == (
        "only in regime L at kappa 0 and 1.5, and in regime K, whatever kappa"
    )


def test_directions_are_told_apart_and_the_range_is_of_the_clear_cells() -> None:
    down = Effect(-0.06, -0.08, -0.04, 0.01)
    _, sentences = told(dict.fromkeys(L, down) | {K[0]: CLEAR, K[1]: CLEAR._replace(mean=0.045), K[2]: LUCK})
    assert sentences == [
        "real use is lower only in regime L, whatever kappa, with courses (−6.0 points)",
        "real use is higher only in regime K at kappa 0 and 0.75, with courses (+3.0 to +4.5 points)",
    ]


def test_a_clear_but_small_difference_does_not_make_a_yes() -> None:
    verdict, (clause,) = told(dict.fromkeys(cells(), SMALL), dict.fromkeys(cells(), LUCK))
    assert verdict.startswith("no,")
    assert clause.endswith("with either (on average +0.3 to +2.0 points)")


def test_a_difference_that_matters_stands_apart_from_one_that_does_not() -> None:
    _, sentences = told(dict.fromkeys(cells(), CLEAR), dict.fromkeys(cells(), LUCK))
    assert [x.split(", with ")[1] for x in sentences] == [
        "courses (+3.0 points)",
        "cash (on average +2.0 points)",
    ]


def test_training_stalls_where_twice_its_reach_falls_short() -> None:
    at = the_courses.HALF_WAY.name, the_courses.REAL_USE.key
    assert the_courses._stalls({at: Effect(-0.2, -0.3, -0.1, 0.01)})
    assert not the_courses._stalls({at: Effect(0.2, 0.1, 0.3, 0.01)})
    assert not the_courses._stalls({at: LUCK})


def test_the_curve_of_training_is_a_gain_for_each_course() -> None:
    steps = dict(zip(the_courses.STEPS, (0.04, 0.02, 0.01), strict=True))
    effects = {
        (x.name, the_courses.REAL_USE.key): Effect(gain, gain, gain, 0.01) for x, gain in steps.items()
    }
    flat = the_courses.returns({L[0]: effects})
    assert [line.split("|")[2].strip() for line in flat.splitlines() if "instead of" in line] == [
        "+1.00",
        "+0.40",
        "+0.10",
    ]
    steep = {key: x._replace(mean=0.04) for key, x in effects.items()}
    assert (
        the_courses.returns({L[0]: steep | {list(effects)[2]: Effect(0.09, 0, 0, 0)}}).count(
            "does not flatten anywhere"
        )
        == 1
    )


# ---- The whole


@pytest.fixture(scope="module")
def asked() -> Asked:
    """Every question in one cell of each regime, in tiny offices."""
    return ask(questions(), (L[1], K[1]), (1, 2), POSTS, 2)


def test_what_two_questions_share_is_run_once(asked: Asked) -> None:
    order, training = questions()[0].parts[0], questions()[3].parts[0]
    one = asked.keys[order.name, the_order.BY_LOT, K[1]]
    assert one == asked.keys[training.name, the_courses.ORDERS, K[1]]
    assert {the_courses.SKILL.key, the_order.DIGITAL_MONTHS.key} <= set(asked.measured[one])


def test_every_measure_is_that_of_the_run(asked: Asked) -> None:
    """Fails if seeds, arms or cells are mixed up between running and telling."""
    part = questions()[1].parts[1]
    arm = next(x for x in part.arms if x.name == the_hubs.RELUCTANT)
    scenario = arm.scenario(K[1], POSTS)
    assert arm.drawn
    own = [lived(scenario.with_values(arm.drawn.of(scenario, seed)), seed) for seed in (1, 2)]
    for measure in part.measures:
        assert asked.values(part, arm.name, measure, K[1]).tolist() == [measure.of(o) for o in own]


def test_the_page_has_every_question_with_its_tables(asked: Asked) -> None:
    text = page(asked)
    for question in questions():
        for part in question.parts:
            assert f"- **{part.name}: " in text
            for contrast in part.contrasts:
                assert text.count(f"| *difference:* {contrast.name} |") >= sum(
                    not x.levels_only for x in part.measures
                )
    assert "nan" not in text


def test_the_figures_are_those_of_the_page(asked: Asked) -> None:
    told = json.loads(as_json(asked))
    assert [x["id"] for x in told["questions"]] == [x.id for x in questions()]
    part = questions()[2].parts[0]
    first = told["questions"][2]["parts"][0]["differences"][0]
    values = asked.difference(part, part.contrasts[0], part.measures[0], L[1])
    assert first["mean, low, high, clear"][0][:3] == pytest.approx(estimate(values), abs=1e-5)
    hubs = told["drawn"]["the four most reluctant offices of the seed are the hubs"]
    scenario = questions()[1].parts[0].arms[0].scenario(K[1], POSTS)
    named = {"hubs": hubs["K"]["2"], "office_names": told["drawn"]["office_names"]}
    world = build(scenario, 2)
    chosen = scenario.with_values(named).tiers[0].hub_offices
    assert set(chosen) == set(the_hubs.ranked(world)[:4].tolist())


# ---- What is committed


def test_the_committed_figures_are_of_todays_scenarios() -> None:
    """Fails if a scenario, a default or an arm changed since; a changed rule it cannot see."""
    told = json.loads((DOCS / FIGURES).read_text(encoding="utf-8"))
    where = tuple(Cell(**cell) for cell in told["cells"])
    assert where == cells()
    stored = {
        (part["part"], arm["arm"]): arm["fingerprints"]
        for question in told["questions"]
        for part in question["parts"]
        for arm in part["arms"]
    }
    today = {
        (part.name, arm.name): [arm.scenario(cell, told["posts"]).fingerprint for cell in where]
        for question in questions()
        for part in question.parts
        for arm in part.arms
    }
    assert stored == today, f"docs/{PAGE} is stale: run `python -m experiments.questions` (five minutes)"


def test_the_committed_page_tells_the_committed_answers() -> None:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    told = json.loads((DOCS / FIGURES).read_text(encoding="utf-8"))
    for question in told["questions"]:
        for part in question["parts"]:
            assert part["answer"] in text
    assert len(told["seeds"]) >= 16
