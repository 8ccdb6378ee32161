"""An account adds up to what the model's rules return, and tells what the run did."""

import json
import math
import re
from itertools import accumulate

import numpy as np
import pytest
from test_cli import assert_refused, redtape
from worlds import BUSY, arrays, day, differing, live, orders, small, world_of

from experiments import account as asking
from experiments.account_words import BARRIERS, DRAWS, FACTORS, SPEAKS_AGAINST, SPEAKS_FOR, TERMS
from experiments.office_words import CAUSES, ranges
from sim import month
from sim.account import Moment, hold, office_at, official_at, reach
from sim.scenario import Scenario
from sim.state import MODES
from sim.steps.officials import stance, utilities
from sim.world import build, interpreted

SEED = 5

EVENTFUL = BUSY | {
    "mandates": orders((0, 0, 0.05), (3, 9, 0.6), (8, 14, 0.8)),
    "ban": {"start": day(13)},
    "law": {"status": 0.7, "date": day(1), "lag": 6},
    "transitions": [{"date": day(18), "label": "Change of government"}],
    "levers.train": 0.08,
    "h0": 0.3,
    "turn": 0.02,
    "cyber_attacks": [{"date": day(30), "label": "Attack"}],
    "outages": [{"start": day(12), "end": day(20), "depth": 0.25, "label": "Freeze"}],
    "levers.cloud": "on",
}
TWO_TIERS = {
    "tiers": [
        {"code": "FED", "posts": 160, "offices": 8, "citizens": 1000},
        {"code": "PB", "posts": 240, "offices": 12, "citizens": 2000, "reach": 0.6, "will": 0.9},
    ],
    "go_live": {"order": "random", "installed": [{"date": day(0), "share": 0.5}]},
    "mandates": orders((2, 6, 0.7)),
    "levers.gov": 0.8,
    "levers.target": "mid_senior",
    "levers.train": 0.08,
}

WORLDS: dict[str, tuple[dict, tuple[int, ...]]] = {
    "eventful": (EVENTFUL, (0, 8, 18, 30)),
    "two tiers": (TWO_TIERS, (2, 20, 35)),
    "no gate, no hybrid, no belief": (EVENTFUL | {"gate": "off", "hybrid": "off", "belief": "off"}, (12,)),
    "thresholds": (EVENTFUL | {"decision_rule": "threshold"}, (12,)),
    "contagion": (EVENTFUL | {"decision_rule": "linear", "hazard_p": 0.2}, (12,)),
}
"""Scenarios of 400 posts, and months in which everybody is asked."""

CASES = [(name, t) for name, (_, months) in WORLDS.items() for t in months]
LATER = ("trained", "transfers", "transfers_avoided", "recruits", "equipment_bought")
"""What is observed of an office only after its officials have decided."""


def moment(name: str, t: int) -> Moment:
    return reach(small(WORLDS[name][0]), SEED, t)


def adds_up(part) -> bool:
    whole = all(adds_up(x) for x in part.parts)
    return whole and (
        not part.parts or math.isclose(sum(x.amount for x in part.parts), part.amount, abs_tol=1e-12)
    )


def posts_of(at: Moment) -> list[tuple[int, int]]:
    """Every post with its office; numbers are places in memory here."""
    return [(int(i), m) for m, o in enumerate(at.now.office) for i in range(o.first, o.last)]


@pytest.mark.parametrize(("name", "t"), CASES)
def test_terms_add_up_to_the_utility_of_the_rules(name, t):
    """Fails if a term is left out, counted twice, or split by another equation than the rule's."""
    at = moment(name, t)
    for i, m in posts_of(at):
        told = official_at(at, i)
        s = stance(t, m, i, at.now)
        rules = dict(zip(MODES, utilities(t, m, i, s, at.now), strict=True))
        assert set(told.utilities) == {mode for mode in MODES if np.isfinite(rules[mode])}
        for mode, way in told.utilities.items():
            assert way.amount == rules[mode]
            assert adds_up(way)
            assert sum(leaf.amount for leaf in way.leaves()) == pytest.approx(rules[mode], abs=1e-12)
            assert {leaf.name for leaf in way.leaves()} <= set(TERMS)
        for part, value in ((told.resistance, s.resistance), (told.barriers, s.barriers)):
            assert part.amount == value
            assert adds_up(part)
        assert math.prod(told.penalty.factors.values()) == pytest.approx(s.penalty, abs=1e-12)
        assert math.prod(told.effective_resistance.factors.values()) == pytest.approx(s.effective, abs=1e-12)


@pytest.mark.parametrize(("name", "t"), CASES)
def test_an_account_is_what_the_run_did(name, t):
    """Fails if a decision, draw or threshold is not the one of the run, or belongs to another month."""
    scenario = small(WORLDS[name][0])
    run = live(world_of(scenario, SEED), 0, t + 1)
    at = reach(scenario, SEED, t)
    log = run.office_log[t]
    counted = np.zeros((len(log), 7))
    for i, m in posts_of(at):
        told = official_at(at, i)
        after = told.aftermath
        assert told.decision.mode == MODES[run.posts.mode[i]]
        assert (after.holder == "same") == (run.posts.tenure[i] == told.tenure + 1)
        if after.holder == "same":
            assert after.skill == run.posts.skill[i]
        if told.decision.luck is not None:
            up_to = list(accumulate(told.decision.chances.values()))
            assert told.decision.mode == MODES[sum(told.decision.luck >= bound for bound in up_to[:2])]
        drawn = {draw.name: draw for draw in told.draws}
        assert all(draw.happened == (draw.luck < draw.chance) for draw in told.draws)
        assert drawn["course"].happened == after.trained
        on_paper = after.sanctioned and told.mode == "paper"
        counted[m] += (
            *(after.checked, on_paper, after.sanctioned and not on_paper, after.trained, after.kept),
            *(drawn["transfer"].happened, drawn["turnover"].happened),
        )
    columns = (
        "audits",
        "sanctions",
        "token_sanctions",
        "trained",
        "transfers_avoided",
        "transfers",
        "recruits",
    )
    for column, total in zip(columns, counted.T, strict=True):
        assert total.tolist() == log[column].tolist(), column
    if (name, t) == ("eventful", 18):
        assert counted.sum(axis=0).all(), "something never happened, so that nothing was compared"


@pytest.mark.parametrize(("name", "t"), CASES)
def test_officials_are_asked_about_the_world_they_decided_in(name, t):
    """Fails if the month held still is not the one that the steps themselves prepare for deciding."""
    scenario = small(WORLDS[name][0])
    at = reach(scenario, SEED, t)
    plain = interpreted(live(build(scenario, SEED), 0, t))
    month.before_decisions(t, plain)
    for column, values in zip(plain.posts._fields, plain.posts, strict=True):
        assert (getattr(at.now.posts, column) == values).all(), column
    for column in plain.office_log.dtype.names:
        if column not in LATER:
            assert (at.now.office_log[t][column] == plain.office_log[t][column]).all(), column
    for column in plain.tier_log.dtype.names:
        assert (at.now.tier_log[t][column] == plain.tier_log[t][column]).all(), column
    assert (at.now.n_mode == plain.n_mode).all()
    assert (at.now.superiors_use == plain.superiors_use).all()


def test_asking_leaves_the_run_as_it_is():
    """Fails if an account writes to the world it is asked of."""
    scenario = small(EVENTFUL)
    asked, other = live(build(scenario, SEED), 0, 18), live(build(scenario, SEED), 0, 18)
    at = hold(scenario, asked, 18)
    official_at(at, 7)
    office_at(at, 3)
    assert differing(asked, other) == []
    assert differing(live(asked, 18, 36), live(other, 18, 36)) == []
    assert dict(arrays(asked))["posts.mode"].any()


@pytest.mark.parametrize(("name", "t"), CASES)
def test_an_office_accounts_for_its_gate_and_its_posts(name, t):
    """Fails if an office's parts do not add up, or posts and counts are those of another office or month."""
    at = moment(name, t)
    before = live(build(at.scenario, SEED), 0, t)
    for m, o in enumerate(at.now.office):
        told, now = office_at(at, m), at.then.office_log[t, m]
        everybody = [official_at(at, i) for i in range(o.first, o.last)]
        assert adds_up(told.willingness)
        assert adds_up(told.resistance)
        assert told.willingness.amount == pytest.approx(np.mean([x.lead for x in told.seniors]), abs=1e-12)
        opens = told.gate.needed is None or told.gate.willingness > told.gate.needed
        assert told.gate.open == (told.gate.live and opens) == (at.then.office[m].open == 1)
        assert told.gate.was_open == (before.office[m].open == 1)
        assert math.prod(told.availability.factors.values()) == pytest.approx(now.availability, abs=1e-12)
        assert (told.attacked or told.incident.happened) == (now.incident == 1.0)
        assert told.obstructing == sum(x.aftermath.obstructed for x in everybody)
        assert sorted(sum(told.posts, ())) == [x.post for x in everybody]
        for grade, numbers in enumerate(told.posts):
            holders = [x for x in everybody if x.post in numbers]
            assert {x.grade for x in holders} <= {grade}
            assert told.working[grade] == {mode: sum(x.mode == mode for x in holders) for mode in MODES}
        assert told.resistance.amount == pytest.approx(
            np.mean([x.resistance.amount for x in everybody]), abs=1e-12
        )


def test_partners_are_those_that_most_files_go_to():
    at = moment("eventful", 18)
    for m in (0, 1, 20):
        told = office_at(at, m)
        shares = [x.share for x in told.partners]
        assert shares == sorted(at.now.traffic[m].tolist(), reverse=True)[: len(shares)]
        assert len(shares) == 5
        assert told.office not in {x.office for x in told.partners}
        everybody = at.now.traffic[m] @ at.now.office_log[18]["digital"]
        assert told.counterparts["digital"] == pytest.approx(everybody, abs=1e-12)


def test_there_is_no_account_of_a_post_that_is_not():
    with pytest.raises(ValueError, match="400"):
        official_at(moment("eventful", 0), 400)


def test_everything_an_account_names_has_words():
    """Fails if a term, barrier, factor or draw of the model could not be told."""
    at = moment("eventful", 18)
    everybody = [official_at(at, i) for i, _ in posts_of(at)]
    drawn = {draw.name for x in everybody for draw in x.draws} | {"adopt"}
    assert drawn == set(DRAWS)
    one = everybody[0]
    assert {part.name for part in one.barriers.parts} == set(BARRIERS)
    assert set(one.penalty.factors) == set(FACTORS)
    assert {leaf.name for way in one.utilities.values() for leaf in way.leaves()} == set(TERMS)
    assert set(SPEAKS_FOR) == set(SPEAKS_AGAINST) == set(TERMS)
    assert set(office_at(at, 0).availability.factors) == set(CAUSES)


@pytest.mark.parametrize(("name", "t"), CASES)
def test_every_account_can_be_told_and_read_back(name, t):
    """Fails if some state of an official or office has no words, or no JSON."""
    at = moment(name, t)
    for told in [official_at(at, i) for i, _ in posts_of(at)] + [
        office_at(at, m) for m in range(len(at.now.office))
    ]:
        words = asking.tell(told)
        assert not re.search(r"nan|None|inf\b|-0\.00\b", words)
        assert max(map(len, words.splitlines())) <= 120
        assert json.loads(asking.as_text(at.scenario, SEED, told))["seed"] == SEED


def sides(words: str, side: str) -> list[float]:
    """The amounts listed first under "What speaks for it" or "against it"."""
    listed = words.split(f"What speaks {side} it:\n")[1]
    return [float(line.split()[0]) for line in re.match(r"(?: +[+-].*\n)+", listed)[0].splitlines()]


def test_what_speaks_for_and_against_is_sorted_by_size_and_adds_up_to_the_lead():
    at = moment("eventful", 18)
    told = official_at(at, 33)
    words = asking.tell(told)
    lead = told.utilities["digital"].amount - told.utilities["paper"].amount
    gains, losses = sides(words, "for"), sides(words, "against")
    assert gains == sorted(gains, reverse=True)
    assert losses == sorted(losses)
    assert sum(gains) + sum(losses) == pytest.approx(lead, abs=0.05 + 0.005 * len(gains + losses))
    assert f"is worth {abs(lead):.2f} points {'more' if lead > 0 else 'less'}" in words


def test_numbers_are_told_as_ranges():
    assert ranges([3, 4, 5, 9, 11, 12]) == "3 to 5, 9, 11 to 12"


# ---- the command

SMALL = ("federal-eoffice", "--set", "posts=400")


def test_the_command_tells_the_account_of_the_run():
    done = redtape("explain", *SMALL, "--official", 17, "--month", "2022-11", "--seed", 3)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    scenario = Scenario.load("federal-eoffice").with_values({"posts": 400})
    assert done.stdout.strip() == asking.tell(official_at(reach(scenario, 3, 58), 17))
    for words in ("Post 17", "November 2022", "What speaks for it", "In December 2022 the post"):
        assert words in done.stdout


def test_a_day_names_its_month_and_an_office_any_capitals():
    one = redtape("explain", *SMALL, "--office", "Finance", "--month", "2022-11")
    other = redtape("explain", *SMALL, "--office", "finance", "--month", "2022-11-20")
    assert one.exit_code == other.exit_code == 0
    assert one.stdout == other.stdout
    assert "Who sits there" in one.stdout


def test_json_is_the_whole_account():
    done = redtape("explain", *SMALL, "--official", 17, "--month", "2022-11", "--json")
    told = json.loads(done.stdout)
    assert told["official"]["month"] == "2022-11-01"
    digital = told["official"]["utilities"]["digital"]
    assert sum(part["amount"] for part in digital["parts"]) == pytest.approx(digital["amount"], abs=1e-12)
    assert told["official"]["office"] == "Law"


def test_json_of_an_office_lists_its_posts():
    """Fails if a reader could not pick an official from it: 400 posts in 40 offices, Finance the first."""
    done = redtape("explain", *SMALL, "--office", "Finance", "--month", "2022-11", "--json")
    posts = json.loads(done.stdout)["office"]["posts"]
    assert [number for grade in posts for number in grade] == list(range(10))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["nobody's account", "--official", "--office"]),
        (
            ["--official", "3", "--office", "Law", "--month", "2022-11"],
            ["two accounts", "--official", "--office"],
        ),
        (["--official", "400", "--month", "2022-11"], ["--official", "400", "0 to 399"]),
        (["--official", "-1", "--month", "2022-11"], ["--official", "-1", "0 to 399"]),
        (["--official", "3"], ["--month", "missing", "2018-01", "2027-12"]),
        (["--official", "3", "--month", "2028-01"], ["--month", "2028-01", "outside", "2018-01 to 2027-12"]),
        (["--official", "3", "--month", "2017-12-31"], ["--month", "outside"]),
        (["--official", "3", "--month", "2022-13"], ["--month", "2022-13", "not a month"]),
        (["--official", "3", "--month", "May"], ["--month", "May", "not a month"]),
        (["--office", "Finanz", "--month", "2022-11"], ["--office", "Finanz", "Did you mean `Finance`?"]),
        (["--office", "", "--month", "2022-11"], ["--office", "not an office"]),
        (["--official", "3", "--month", "2022-11", "--seed", "-1"], ["--seed", "-1", "0 to"]),
        (["--official", "3", "--month", "2022-11", "--set", "postz=1"], ["postz", "unknown key"]),
    ],
)
def test_a_question_without_an_answer_is_refused_in_one_paragraph(arguments, words):
    assert_refused(redtape("explain", *SMALL, *arguments), *words)


def test_an_office_name_that_two_tiers_have_asks_which(tmp_path):
    both = tmp_path / "both.toml"
    tiers = "".join(
        f'[[tiers]]\ncode = "{code}"\nposts = 40\noffices = 2\ncitizens = 1000\n'
        f'office_names = ["Finance", "{code} 2"]\n'
        for code in ("FED", "PB")
    )
    both.write_text(f'start = 2022-06-01\nend = 2022-09-30\nservice = "G2G"\n{tiers}')
    asked = ("explain", both, "--month", "2022-07", "--office")
    assert_refused(redtape(*asked, "Finance"), "Finance", "several offices", "FED/Finance", "PB/Finance")
    done = redtape(*asked, "PB/Finance")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Finance, July 2022\n")
    assert "Finance (PB)" in done.stdout


def test_a_point_makes_a_choice_as_much_likelier_as_it_says():
    told = official_at(moment("eventful", 18), 3)
    assert told.decision.odds == pytest.approx(math.e)
    assert official_at(moment("thresholds", 12), 3).decision.odds is None
