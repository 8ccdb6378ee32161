"""Acts of a room: generated kinds, what they make of a scenario, and what a stranger may send."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.live.acts import LEVER, Act, Refused, applied, cleaned, words
from experiments.live.kinds import KINDS
from sim import Scenario, run
from sim.levers import schedule
from sim.parameters import LEVERS
from sim.scenario.settings import default_of

CASE = "federal-eoffice"
NUMBERS = [name for name, x in LEVERS.items() if not x.choices]


@pytest.fixture(scope="module")
def case():
    return Scenario.load(CASE).with_values({"posts": 1600})


def act(kind, month, values=None, id=1):
    return cleaned(id, kind, month, values or {}, 120)[0]


def some_act(month):
    """An act of any kind in a month."""
    levers = st.sampled_from(list(LEVERS)).flatmap(
        lambda name: st.builds(
            lambda value: (LEVER, {name: value}),
            st.sampled_from(LEVERS[name].choices)
            if LEVERS[name].choices
            else st.floats(LEVERS[name].low, LEVERS[name].high),
        )
    )
    dated = st.sampled_from(sorted(KINDS)).map(lambda name: (name, {}))
    return st.one_of(levers, dated).map(lambda x: act(x[0], month, x[1]))


def test_the_kinds_are_what_a_scenario_can_date():
    assert set(KINDS) == {
        *("mandate", "law", "ban", "transition", "enforcement_drop"),
        *("austerity", "cyber_attack", "outage"),
    }
    assert {name for name, kind in KINDS.items() if kind.single} == {"law", "ban"}
    fields = {name: [x.name for x in kind.fields] for name, kind in KINDS.items()}
    assert fields["mandate"] == ["deadline", "intensity"]
    assert fields["law"] == ["status", "lag", "repeal"]
    assert fields["austerity"] == fields["outage"] == ["end", "depth"]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("month", [0, 60, 119])
def test_every_kind_can_be_laid_over_a_scenario_in_any_month(case, kind, month):
    changed = applied(case, [act(kind, month)])
    entry = getattr(changed, KINDS[kind].key)
    entry = entry if KINDS[kind].single else entry[-1]
    if kind != "ban":
        assert case.month(getattr(entry, KINDS[kind].when)) == month
    assert words(act(kind, month))


def test_an_order_is_what_its_values_say(case):
    changed = applied(case, [act("mandate", 60, {"deadline": 6, "intensity": 0.25})])
    order = changed.mandates[-1]
    assert (case.month(order.announced), case.month(order.deadline), order.intensity) == (60, 66, 0.25)
    assert order.label == "Order to work digitally, due in 6 months, a check has a chance of 25 %"
    cut = applied(case, [act("austerity", 60, {"end": 12, "depth": 0.5})]).austerity[-1]
    assert (case.month(cut.start), case.month(cut.end), cut.depth) == (60, 71, 0.5)
    late = applied(case, [act("mandate", 118, {"deadline": 6})]).mandates[-1]
    assert case.month(late.deadline) == 119


def test_a_law_takes_the_place_of_the_scenarios_own():
    own = Scenario.load("legal-mandate")
    law = applied(own, [act("law", 30, {"status": 0.5, "lag": 3, "repeal": 24})]).law
    assert (own.month(law.date), law.status, law.lag, own.month(law.repeal)) == (30, 0.5, 3, 54)
    never = applied(own, [act("law", 30, {"repeal": 0})]).law
    assert never.repeal is None


def test_a_ban_that_is_in_force_stays_so_until_it_is_lifted(case):
    begun = case.month(case.ban.start)
    lifted = applied(case, [act("ban", begun + 5, {"until": 6})]).ban
    assert (lifted.start, case.month(lifted.until)) == (case.ban.start, begun + 11)
    earlier = applied(case, [act("ban", begun - 5)]).ban
    assert case.month(earlier.start) == begun - 5


def test_a_lever_replaces_what_the_scenario_planned_from_its_month_only(case):
    planned = schedule(case)["inv"][:, 0]
    held = schedule(applied(case, [act(LEVER, 20, {"inv": 0.05})]))["inv"][:, 0]
    assert len(set(planned[20:])) > 1  # the scenario had plans
    assert np.array_equal(held[:20], planned[:20])
    assert (held[20:] == 0.05).all()
    two = [act(LEVER, 20, {"inv": 0.05}), act(LEVER, 80, {"inv": 0.1})]
    both = schedule(applied(case, two))["inv"][:, 0]
    assert (both[20:80] == 0.05).all()
    assert (both[80:] == 0.1).all()
    for name in set(LEVERS) - {"inv"}:
        assert np.array_equal(schedule(applied(case, two))[name], schedule(case)[name])


def test_a_government_renews_its_commitment_on_the_scenarios_dates_at_the_rooms_value(case):
    """Fails if the dates of renewals are lost, or one keeps the scenario's value or that of an older act."""
    renewed = np.flatnonzero(schedule(case)["new_set_point"][:, 0] >= 0.0).tolist()
    assert len(renewed) == 2
    assert renewed[0] < 50 < renewed[1]
    two = [act(LEVER, 0, {"Pbar": 0.62}), act(LEVER, 50, {"Pbar": 0.33})]
    points = schedule(applied(case, two))["new_set_point"][:, 0]
    found = {int(t): float(points[t]) for t in np.flatnonzero(points >= 0.0)}
    assert found == {renewed[0]: 0.62, 50: 0.33, renewed[1]: 0.33}
    on_the_day = schedule(applied(case, [act(LEVER, renewed[1], {"Pbar": 0.4})]))["new_set_point"][:, 0]
    assert on_the_day[renewed[1]] == 0.4


def anyway(scenario, name):
    """What a scenario has for a lever from its first month to its last; None where it changes."""
    column = set(schedule(scenario)[name].ravel().tolist())
    if len(column) > 1:
        return None
    (value,) = column
    return LEVERS[name].choices[int(value)] if LEVERS[name].choices else value


@pytest.mark.parametrize("month", [0, 40])
@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_set_to_what_it_is_anyway_leaves_the_run_as_it_is(case, name, month):
    value = anyway(case, name)
    if value is None:
        assert name == "inv"  # the scenario plans other values for it
        return
    before, after = run(case, 1).world, run(applied(case, [act(LEVER, month, {name: value})]), 1).world
    for log in ("office_log", "tier_log"):
        assert getattr(before, log).tobytes() == getattr(after, log).tobytes()


def test_more_leadership_from_the_start_is_not_worse_in_the_end(case):
    ends = [
        run(applied(case, acts), 1).monthly["verified_use"].iloc[-1]
        for acts in ([], [act(LEVER, 0, {"Pbar": 0.62})], [act(LEVER, 0, {"Pbar": 0.8})])
    ]
    assert ends == sorted(ends)


def test_a_lever_from_the_start_holds_in_every_tier():
    provinces = Scenario.load("provinces").with_values({"tiers.1.levers.ME": 0.9})
    held = schedule(applied(provinces, [act(LEVER, 0, {"ME": 0.4})]))["ME"]
    assert (held == 0.4).all()
    later = schedule(applied(provinces, [act(LEVER, 10, {"ME": 0.4})]))["ME"]
    assert (later[10:] == 0.4).all()
    assert np.array_equal(later[:10], schedule(provinces)["ME"][:10])


def test_of_two_acts_on_a_lever_in_a_month_the_later_told_counts(case):
    acts = [act(LEVER, 50, {"ME": 0.2}, 1), act(LEVER, 50, {"ME": 0.7}, 2)]
    assert schedule(applied(case, acts))["ME"][50, 0] == 0.7


@given(some_act(60))
def test_no_act_changes_the_past(case, chosen):
    before = run(case, 1)
    after = run(applied(case, [chosen]), 1)
    for name in before.world.office_log.dtype.names:
        assert np.array_equal(before.world.office_log[name][:60], after.world.office_log[name][:60]), name
    for name in before.world.tier_log.dtype.names:
        assert np.array_equal(before.world.tier_log[name][:60], after.world.tier_log[name][:60]), name


def test_numbers_out_of_bounds_are_moved_and_told():
    moved, told = cleaned(1, LEVER, 10, {"train": 7}, 120)
    assert moved.values == {"train": 0.2}
    assert told == ["Capacity building was set to 0.2, the nearest it can be."]
    late, told = cleaned(1, "mandate", 10**400, {"deadline": -3, "secret": 1}, 120)
    assert (late.month, late.values["deadline"]) == (119, 0.0)
    assert len(told) == 3


@pytest.mark.parametrize(
    ("kind", "month", "values"),
    [
        ("levers", 0, {}),
        (None, 0, {}),
        (["lever"], 0, {}),
        (LEVER, 0, {}),
        (LEVER, 0, {"train": 0.1, "ME": 0.1}),
        (LEVER, 0, {"kappa": 0.1}),
        (LEVER, 0, {"train": "much"}),
        (LEVER, 0, {"train": math.nan}),
        (LEVER, 0, {"train": True}),
        (LEVER, 0, {"cloud": 1}),
        (LEVER, 0, {"cloud": "sometimes"}),
        (LEVER, 0, {3: 1}),
        (LEVER, "0", {"train": 0.1}),
        (LEVER, None, {"train": 0.1}),
        ("mandate", 0, {"deadline": []}),
        ("mandate", 0, [1, 2]),
    ],
)
def test_what_is_no_act_is_refused_in_a_sentence(kind, month, values):
    with pytest.raises(Refused, match=r"^[“\"A-Z0-9\[].*\.$|^.* is no .*\.$"):
        cleaned(1, kind, month, values, 120)


def test_acts_are_told_in_words():
    told = [
        words(Act(1, LEVER, 0, {"train": 0.05})),
        words(Act(1, LEVER, 0, {"ME": 0.6})),
        words(Act(1, LEVER, 0, {"target": "low_literacy"})),
        words(act("outage", 3, {"end": 1, "depth": 0.2})),
    ]
    assert told == [
        "Capacity building: 5 % of staff per month",
        "Monitoring and evaluation (PC-3): 60 %",
        "Who is sent on courses: low literacy",
        "Outage of the system, for 1 month, 20 % of each month lost",
    ]
    for name, x in LEVERS.items():
        assert words(Act(1, LEVER, 0, {name: default_of(x)}))
