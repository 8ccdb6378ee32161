"""Regimes and cautions of a posterior that is carried on: what runs where none is asked, what is minded."""

import html
import json

import pytest
from posteriors import folder_of

from experiments.calibration import carried, trust
from experiments.calibration.posterior import load
from experiments.store import Results
from sim.scenario import Scenario
from tests.test_cli import assert_refused, redtape

SMALL = ("--set", "posts=400")
QUICK = ("--replicates", 1, "--futures", 2, "--future-replicates", 1, "--no-break-even")
LONE = ("--replicates", 1)
ACCOUNT = ("--official", 17, "--month", "2024-08")
NO_POSTERIOR = "not the posterior: it was given up at temperature 3"

STUDY = """
scenarios = ["no-reform", "full-package"]
{regimes}
[values]
posts = 400
[vary]
uncertain = true
[design]
kind = "latin_hypercube"
points = 2
[replicates]
number = 1
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A posterior of the federal case in both regimes, of which one was given up."""
    told = {"exact": {"L": True, "K": False}, "temperature": {"L": 1.0, "K": 3.0}}
    return folder_of(tmp_path_factory.mktemp("posterior") / "both", regime_names=("L", "K"), n=900, **told)


@pytest.fixture(scope="module")
def only(tmp_path_factory):
    """A posterior of the federal case in one regime, which was given up."""
    told = {"exact": {"K": False}, "temperature": {"K": 3.0}}
    return folder_of(tmp_path_factory.mktemp("posterior") / "only", regime_names=("K",), n=900, **told)


@pytest.fixture(scope="module")
def compared(both, tmp_path_factory):
    out = tmp_path_factory.mktemp("compared") / "out"
    done = redtape("compare", "no-reform", "full-package", *SMALL, *QUICK, "--posterior", both, "--out", out)
    assert done.exit_code == 0, done.output
    return done, out


def federal(**values):
    return Scenario.load("federal-eoffice").with_values(values)


def minded(posterior, *scenarios, regimes=("",), drawn=("e1", "e2")):
    return trust.cautions(posterior, regimes, scenarios, drawn)


# ---- Regimes


def test_a_comparison_runs_every_calibrated_regime(compared):
    assert Results(compared[1]).manifest["study"]["regimes"] == ["L", "K"]


def test_a_comparison_runs_the_regimes_that_are_asked(both, tmp_path):
    how = (*SMALL, *QUICK, "--regime", "K", "--posterior", both, "--out", tmp_path / "out")
    assert redtape("compare", "no-reform", "full-package", *how).exit_code == 0
    assert Results(tmp_path / "out").manifest["study"]["regimes"] == ["K"]


@pytest.mark.parametrize(("line", "expected"), [("", ["L", "K"]), ('regimes = ["K"]', ["K"])])
def test_a_sweep_runs_its_regimes_else_every_calibrated_one(line, expected, both, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY.format(regimes=line), encoding="utf-8")
    out = tmp_path / "out"
    done = redtape("sweep", tmp_path / "study.toml", "--posterior", both, "--out", out)
    assert done.exit_code == 0, done.output
    told = Results(out).manifest["study"]
    assert told["regimes"] == list(told["posterior"]["drawn"]) == expected
    assert set(Results(out).table("runs")["regime"]) == set(expected)
    again = redtape("sweep", tmp_path / "study.toml", "--posterior", both, "--out", out)
    assert again.exit_code == 0, again.output
    assert redtape("rerun", out).exit_code == 0


def test_one_regime_at_a_time_must_be_chosen_of_several(both, tmp_path):
    for command in (
        ("run", "federal-eoffice", *LONE, "--out", tmp_path / "out"),
        ("explain", "federal-eoffice", *ACCOUNT),
        ("explain", "no-reform", "full-package", "--out", tmp_path / "out"),
    ):
        done = redtape(*command, *SMALL, "--posterior", both)
        assert_refused(done, "`--regime`", "--regime L or --regime K", str(both))
    assert not (tmp_path / "out").exists()


def test_the_only_calibrated_regime_needs_no_asking(only, tmp_path):
    out = tmp_path / "out"
    how = (*SMALL, "--posterior", only)
    done = redtape("run", "federal-eoffice", *how, *LONE, "--no-pictures", "--out", out)
    assert done.exit_code == 0, done.output
    (scenario,) = Results(out).manifest["scenarios"]
    assert scenario["resolved"]["regime"] == "K"
    draw = Results(out).table("draws").set_index("parameter")["value"].to_dict()
    by_hand = federal(posts=400, regime="K", **draw)
    assert Results(out).table("runs")["fingerprint"][0] == by_hand.fingerprint
    told = json.loads(redtape("explain", "federal-eoffice", *how, *ACCOUNT, "--json").stdout)
    typical = carried.typical(load(only), federal(posts=400, regime="K"))
    assert told["fingerprint"] == typical.laid(federal(posts=400, regime="K"), 0).fingerprint


# ---- What is to be minded


def test_nothing_is_minded_of_enough_draws_of_the_very_scenario(tmp_path):
    posterior = load(folder_of(tmp_path / "a", n=900))
    assert minded(posterior, federal()) == []
    assert minded(posterior, federal(train=0.05)) == []


def test_few_draws_are_minded_with_what_they_are_good_for(tmp_path):
    for n, words in ((20, "too few to rest anything on"), (200, "90 % intervals are rough")):
        (said,) = minded(load(folder_of(tmp_path / str(n), n=n)), federal())
        assert words in said


def test_only_the_regimes_that_are_drawn_from_are_minded(both):
    assert minded(load(both), federal(), regimes=("L",)) == []
    (said,) = minded(load(both), federal(), regimes=("L", "K"))
    assert said.startswith(f"The draws in regime K are {NO_POSTERIOR}")


def test_another_size_is_minded(tmp_path):
    posterior = load(folder_of(tmp_path / "a", n=900))
    (said,) = minded(posterior, federal(posts=400))
    assert "had 13,503 posts, those of federal-eoffice have 400" in said
    small = load(folder_of(tmp_path / "b", n=900, desks=4, settings={"real": False}))
    (said,) = minded(small, federal())
    assert "had 160 posts, those of federal-eoffice have 13,503" in said
    assert minded(small, federal(posts=160)) == []


def test_another_scenario_is_minded_and_what_its_orders_are(tmp_path):
    posterior = load(folder_of(tmp_path / "a", n=900))
    (said,) = minded(posterior, Scenario.load("no-reform"), Scenario.load("full-package"))
    assert "in no-reform and full-package is an assumption" in said
    offices, orders = minded(posterior, Scenario.load("punjab-land-records"))
    assert "punjab-land-records has other offices" in offices
    assert "Prime Minister's directive" in orders
    assert "Records to be kept in the centres" in orders
    assert len(minded(posterior, Scenario.load("punjab-land-records"), drawn=("lam",))) == 1


# ---- Where it is told


def assert_told(done, text, told, *, no_posterior=True):
    """On standard error line by line, in what is written, and in the manifest."""
    assert told["cautions"]
    for caution in told["cautions"]:
        assert f"Mind: {caution}\n" in done.stderr
        assert caution in text
    assert any(NO_POSTERIOR in caution for caution in told["cautions"]) == no_posterior
    assert ("the given-up calibration of" in text) == no_posterior
    assert "the posterior of" not in text or not no_posterior


def page_of(folder):
    return html.unescape((folder / "report.html").read_text(encoding="utf-8"))


def test_a_run_tells_them(only, tmp_path):
    out = tmp_path / "out"
    done = redtape("run", "federal-eoffice", *SMALL, *LONE, "--posterior", only, "--out", out)
    assert done.exit_code == 0, done.output
    told = Results(out).manifest["posterior"]
    assert_told(done, page_of(out), told)
    assert_told(done, done.stdout, told)
    assert done.stderr.count("given up") == 1


def test_a_comparison_and_its_brief_tell_them(compared, tmp_path):
    done, out = compared
    told = Results(out).manifest["study"]["posterior"]
    assert_told(done, done.stdout, told)
    page = tmp_path / "brief.md"
    assert redtape("report", out, "--out", page).exit_code == 0
    assert_told(done, page.read_text(encoding="utf-8").replace("\\", "").replace("\n> ", " "), told)


def test_explanations_tell_them(only, tmp_path):
    done = redtape("explain", "federal-eoffice", *SMALL, *ACCOUNT, "--posterior", only)
    assert NO_POSTERIOR in " ".join(done.stdout.split())
    out = tmp_path / "out"
    how = (*SMALL, "--posterior", only, *LONE, "--permutations", 4, "--out", out)
    done = redtape("explain", "no-reform", "executive-order", *how)
    assert done.exit_code == 0, done.output
    told = Results(out).manifest["posterior"]
    assert_told(done, page_of(out), told)
