"""What is generated for the room: the panel from declarations, cards, marks, dots, and sentences."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pytest
from hosted import CASE, hello, tiny
from pydantic import Field

from experiments.live import frames, marks, telling
from experiments.live.acts import LEVER, Act, applied, cleaned
from experiments.live.cards import cards
from experiments.live.engine import BY_THE_POST, kept, lived
from experiments.live.kinds import KINDS, kinds_of
from experiments.live.library import OWN, Library
from experiments.live.measures import MEASURES, form
from experiments.live.panel import (
    FIRST,
    MONTHLY,
    PRICES,
    UNIT_COSTS,
    _Prices,
    cost_words,
    panel,
    price_words,
)
from sim import Scenario, run
from sim.costs import RUNNING, cost_parts
from sim.outcomes import OUTCOMES
from sim.parameters import LEVERS
from sim.rules import spending
from sim.scenario.part import Date, Part, TierCodes, all_tiers
from sim.scenario.settings import default_of
from sim.scenario.unit_costs import COSTS
from sim.scenario.values import Number, entries


@pytest.fixture(scope="module")
def case():
    return Scenario.load(CASE)


def items(told):
    return {item["name"]: item for group in told["groups"] for item in group["items"]}


def test_every_lever_and_kind_is_on_the_panel_once(case):
    told = panel(case)
    names = [item["name"] for group in told["groups"] for item in group["items"]]
    assert sorted(names) == sorted(LEVERS)
    assert [x["kind"] for x in told["kinds"]] == list(KINDS)
    assert [x["name"] for x in told["groups"][0]["items"]] == list(FIRST)


def test_the_panel_says_what_the_declarations_say(case):
    for name, item in items(panel(case)).items():
        x = LEVERS[name]
        assert (item["low"], item["high"], item["unit"], item["meaning"]) == (
            x.low,
            x.high,
            x.unit,
            x.meaning,
        )
        assert (item["default"], item["choices"]) == (default_of(x), list(x.choices))
        assert x.meaning.startswith(item["label"])


def test_a_new_lever_appears_by_itself(case, monkeypatch):
    monkeypatch.setitem(LEVERS, "bells", replace(LEVERS["ME"], name="bells", meaning="Bells: how loud."))
    last = panel(case)["groups"][-1]
    assert [(item["name"], item["label"]) for item in last["items"]] == [("bells", "Bells")]


class Strike(Part):
    """A strike: nobody works."""

    date: Date = Field(description="Day of the strike.")
    breadth: Annotated[float, Number(0, 1, "share")] = Field(description="Share of posts. Unit: share.")
    tiers: TierCodes = all_tiers


class WithStrikes(Scenario):
    strikes: Annotated[tuple[Strike, ...], entries(0, 10)] = ()


def test_a_new_kind_of_event_appears_by_itself():
    kind = kinds_of(WithStrikes)["strike"]
    assert (kind.key, kind.when, kind.single, kind.label) == ("strikes", "date", False, "Strike")
    assert kind.meaning == "A strike: nobody works."
    assert [(x.name, x.low, x.high, x.unit) for x in kind.fields] == [("breadth", 0, 1, "share")]
    assert set(kinds_of(WithStrikes)) == {*KINDS, "strike"}


def test_the_five_first_levers_are_those_that_move_real_use_most():
    scenario = Scenario.load(CASE).with_values({"posts": 1600})

    def ends(name, value):
        changed = applied(scenario, [Act(1, LEVER, 60, {name: value})])
        return np.mean([run(changed, seed).monthly["verified_use"].iloc[-1] for seed in (1, 2, 3)])

    moved = {
        name: abs(
            ends(name, x.choices[-1] if x.choices else x.high)
            - ends(name, x.choices[0] if x.choices else x.low)
        )
        for name, x in LEVERS.items()
    }
    # Luck may exchange neighbours, but none that is left out moves much more than one that is in.
    assert max(moved[name] for name in LEVERS if name not in FIRST) < 1.25 * min(
        moved[name] for name in FIRST
    )


def test_every_unit_cost_that_measures_have_is_told(case):
    text = Path(spending.__file__).read_text(encoding="utf-8")
    spent = set(re.findall(r"\bp\.([a-z_A-Z]+)", text)) & set(COSTS)
    assert spent | {"cost_law", "cost_exchange_law"} == {x for names in UNIT_COSTS.values() for x in names}
    assert set(UNIT_COSTS) <= set(LEVERS) | set(KINDS)
    assert items(panel(case))["train"]["cost"] == "Cost of one official's course: Rs 25,000 per person"
    own = case.with_values({"cost_course": 30_000})
    assert "Rs 30,000" in items(panel(own))["train"]["cost"]


def test_every_price_is_told_in_few_words_and_is_the_scenarios_own(case):
    prices = {name: item["price"] for name, item in items(panel(case)).items()}
    assert (
        {name for name, price in prices.items() if price}
        == set(UNIT_COSTS) & set(LEVERS)
        == set(PRICES) & set(LEVERS)
    )
    assert max(map(len, prices.values())) <= 34
    assert prices["ME"] == "Rs 300,000 per office a month"
    for name in set(UNIT_COSTS) - {"J", "TP", "partnership"}:
        (first, *_) = UNIT_COSTS[name]
        dearer = case.with_values({first: 1.5 * case.parameter(first)})
        assert price_words(name, dearer) != price_words(name, case) != ""


@pytest.mark.parametrize("name", sorted(MONTHLY))
def test_a_lever_costs_what_the_panel_says_at_most(name):
    scenario = Scenario.load("provinces").with_values({f"tiers.{k}.posts": 600 for k in range(5)})
    part = {
        **{"train": "training", "inc": "incentive", "CM": "change_management", "champ": "champions"},
        **{"inv": "infrastructure", "standards": "standardisation", "hard": "hardening", "ME": "monitoring"},
        **{"aware": "awareness"},
    }[name]
    value = LEVERS[name].high / 2
    changed = applied(scenario, [Act(1, LEVER, 0, {name: value})])
    cost = cost_parts(run(changed, 1).world)[part]
    most = MONTHLY[name](value, scenario, _Prices(scenario))
    assert cost.max() <= most * (1 + 1e-9)
    if name in ("CM", "champ", "standards", "hard", "ME", "aware"):
        assert cost == pytest.approx(np.full(len(cost), most))
    else:
        assert cost.max() > 0.05 * most


def test_the_cost_of_an_act_is_told(case):
    assert cost_words(Act(1, LEVER, 3, {"train": 0.05}), case) == "at most Rs 17 m a month"
    assert cost_words(Act(1, LEVER, 3, {"train": 0.0}), case) == ""
    assert cost_words(Act(1, LEVER, 3, {"Pbar": 0.9}), case) == ""
    assert cost_words(Act(1, LEVER, 3, {"exchange_law": "off"}), case) == ""
    assert "Rs 0.1 bn once" in cost_words(Act(1, LEVER, 3, {"exchange_law": "on"}), case)
    assert "once" in cost_words(cleaned(1, "law", 3, {}, 120)[0], case)


def test_costs_by_the_post_are_those_that_grow_with_posts():
    scenario = Scenario.load("full-package")
    few, many = (cost_parts(run(scenario.with_values({"posts": n}), 1).world) for n in (2000, 8000))
    grows = {name for name in few if many[name].sum() > 1.5 * few[name].sum()}
    grows |= {name for name in few if many[name].sum() < 1.5 * few[name].sum() < 0.0}
    assert grows == set(BY_THE_POST) - {"incentive"}  # which the package does not pay
    assert set(RUNNING) < set(BY_THE_POST)


def test_the_cards_are_the_library_in_groups(case, tmp_path):
    told = cards(Library(CASE), case)
    assert sorted(card["name"] for card in told) == Scenario.names()
    assert {card["name"] for card in told if card["comparable"]} >= {"full-package", "no-reform", CASE}
    assert len({card["group"] for card in told}) == 3
    mine = cards(Library(tiny(tmp_path)), case)
    assert (mine[0]["name"], mine[0]["comparable"], len(mine)) == (OWN, False, len(told) + 1)


def test_marks_tell_what_the_scenario_does(case):
    told = marks.of(case)
    assert [x["month"] for x in told] == sorted(x["month"] for x in told)
    kinds = [x["kind"] for x in told]
    assert (kinds.count("order"), kinds.count("due"), kinds.count("ban")) == (4, 3, 1)
    assert (kinds.count("government"), kinds.count("event")) == (len(case.transitions), len(case.events))
    cabinet = next(x for x in told if x["label"] == "Cabinet decision: due")
    assert cabinet["month"] == case.month(case.mandates[-1].deadline)
    law = [x for x in marks.of(Scenario.load("legal-mandate")) if x["kind"] == "law"]
    assert [(x["label"], x["month"]) for x in law] == [("Law begun", 63), ("Law in force", 75)]


@pytest.mark.parametrize("name", Scenario.names())
def test_marks_of_every_scenario_lie_within_it(name):
    scenario = Scenario.load(name)
    for mark in marks.of(scenario):
        assert 0 <= mark["month"] < scenario.n_months
        assert mark["label"]
        assert mark["text"]


def test_the_dots_are_the_figures_of_the_record(case):
    told = list(frames.dots(case))
    assert told
    for dot in told:
        assert 0 <= dot["month"] < case.n_months
        assert 0 <= dot["value"] <= 1
        assert dot["role"] in ("calibrate", "validate", "context")
    first = next(dot for dot in told if dot["self_report"])
    assert re.fullmatch(r"\w+ \d{4}, \d+ %: .*, as the offices report it", first["text"])
    assert list(frames.dots(Scenario.load("provinces"))) == []


@pytest.fixture(scope="module")
def provinces():
    scenario = Scenario.load("provinces").with_values({f"tiers.{k}.posts": 600 for k in range(5)})
    return scenario, kept(scenario, lived(scenario, 1, lambda: False), scenario)


def test_the_network_has_a_place_for_every_office(provinces):
    scenario, lived_once = provinces
    told = frames.network(scenario, lived_once)
    xy = np.array(told["xy"])
    assert xy.shape == (160, 2)
    assert np.abs(xy).max() <= 1.0
    assert len({tuple(point) for point in told["xy"]}) == 160
    assert len(told["hubs"]) == sum(len(tier.hub_offices) for tier in scenario.tiers)
    assert all(share == round(lived_once.traffic[a, b], 3) > 0 for a, b, share in told["edges"])
    tier = [code for code in range(5) for _ in range(scenario.tiers[code].offices)]
    assert all(tier[a] == tier[b] for a, b, _ in told["edges"])
    assert frames.network(scenario, lived_once) == told


def test_of_several_tiers_the_mean_over_posts_is_in_force(provinces):
    scenario, _ = provinces
    changed = scenario.with_values({"tiers.0.levers.ME": 0.9, "levers.ME": 0.4})
    steps = frames.in_force(kept(changed, lived(changed, 1, lambda: False), changed))
    posts = [tier.posts for tier in changed.tiers]
    assert steps["ME"][0] == [0, pytest.approx((0.9 * posts[0] + 0.4 * sum(posts[1:])) / sum(posts))]
    assert steps["cloud"] == [[0, "off"]]


def test_sentences_say_what_the_charts_show(case):
    scenario = case.with_values({"posts": 1600})
    changed = applied(scenario, [Act(1, LEVER, 60, {"ME": 0.9})])
    a, b = (kept(x, lived(x, 1, lambda: False), x) for x in (changed, scenario))
    told = telling.said(scenario, a, b)
    use = a.series["verified_use"]
    assert f"{100 * use[-1]:.0f} % of desks in December 2027" in told["curve"]
    parts = int(np.flatnonzero(use != b.series["verified_use"])[0])
    assert 60 < parts < 65
    assert told["curve"].endswith(f"the two part in {scenario.months[parts]:%B %Y}.")
    assert set(told["measures"]) == set(MEASURES)
    assert "points" in told["offices"]
    assert "Finance" in told["network"] or "Cabinet" in told["network"]
    same = telling.said(scenario, b, b)
    assert same["curve"].endswith("The baseline is the same.")
    assert same["offices"].endswith("as in the baseline.")


def test_measures_have_a_form_and_stand_on_the_page():
    assert {form(name) for name in MEASURES} == {"share", "days", "money", "index"}
    assert all(name in OUTCOMES for name in MEASURES)
    told = hello("federal-2022").last("about")["measures"]
    assert [x["name"] for x in told] == list(MEASURES)
