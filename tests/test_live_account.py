"""The account of an office or official as the live view shows it says what the run did, and loses no word."""

import pytest
from test_account import EVENTFUL, SEED, TWO_TIERS
from worlds import small

from experiments.account_words import tell_official
from experiments.live import account_of
from experiments.office_words import tell_office
from sim.account import office_at, official_at, reach
from sim.errors import InputError
from sim.simulate import run
from sim.state import GRADES, MODES

MONTH = 12


@pytest.mark.parametrize("values", [EVENTFUL, TWO_TIERS])
def test_the_posts_of_an_office_work_as_the_run_says(values):
    """Fails if posts of another office or month are listed, or a mode or grade is misnamed."""
    scenario = small(values)
    kept = run(scenario, SEED, snapshot=lambda t: t == MONTH).bureaucrats
    n_offices = sum(tier.offices for tier in scenario.tiers)
    told = [account_of.office(scenario, SEED, MONTH, m) for m in range(n_offices)]
    rows = iter(kept.itertuples())
    for found in told:
        for post in found["posts"]:
            row = next(rows)
            assert (post["number"], post["grade"]) == (row.number, GRADES[row.grade])
            assert post["mode"] == MODES[row.mode]
    assert not list(rows)
    assert {post["mode"] for found in told for post in found["posts"]} == set(MODES)


def test_an_official_is_found_by_the_number_of_the_post():
    """Fails if a post is looked for in another office than its own."""
    scenario = small(TWO_TIERS)
    for m in (0, 7, 8, 19):
        posts = account_of.office(scenario, SEED, MONTH, m)["posts"]
        for post in (posts[0]["number"], posts[-1]["number"]):
            found = account_of.official(scenario, SEED, MONTH, post)
            assert (found["kind"], found["post"], found["office"]) == ("official", post, m)
            assert found["posts"] == posts
            assert found["title"].startswith(f"Post {post}, ")


def test_unfolding_loses_no_word_and_keeps_lists():
    """Fails if a line is dropped, or an item of a list runs into the sentence before it."""
    scenario = small(EVENTFUL)
    at = reach(scenario, SEED, MONTH)
    for told, found in (
        (tell_official(official_at(at, 3)), account_of.official(scenario, SEED, MONTH, 3)),
        (tell_office(office_at(at, 0)), account_of.office(scenario, SEED, MONTH, 0)),
    ):
        assert found["title"] == told.title
        assert found["text"].split() == " ".join(told.words).split()
        assert found["facts"] == "\n\n".join(told.figures)
        listed = [line for paragraph in told.words for line in paragraph.splitlines() if line.startswith(" ")]
        assert listed
        assert set(listed) <= set(found["text"].splitlines())
        assert len(found["text"].split("\n\n")) == len(told.words)
        assert "--official" not in found["text"] + found["facts"]


@pytest.mark.parametrize(("what", "number"), [("office", 99), ("office", -1), ("official", 400)])
def test_what_is_not_there_is_said_plainly(what, number):
    scenario = small(EVENTFUL)
    with pytest.raises(InputError, match="of the scenario; expected a number from 0 to"):
        getattr(account_of, what)(scenario, SEED, MONTH, number)
    with pytest.raises(InputError, match="is not a month of the scenario"):
        getattr(account_of, what)(scenario, SEED, scenario.n_months, 0)
