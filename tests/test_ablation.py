"""Ablations: every mechanism has a switch, and the table tells a mechanism from a shift of level."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from experiments import ablation_page, cli
from experiments.ablation import BEFORE, CLOSE, DATES, Bench, Centre, Measured, Trial, recentre, tried
from experiments.ablation_page import EFFECTS, carries, conclusions
from experiments.catalogue import list_ablations, without
from sim import Scenario, run
from sim.errors import InputError
from sim.parameters import ALL, LEVERS
from sim.parameters.ablations import ABLATIONS

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def federal() -> Scenario:
    """The federal case with 10 posts an office."""
    return Scenario.load("federal-eoffice").with_values({"posts": 400})


# ---- The declarations


@pytest.mark.parametrize("name", ABLATIONS)
def test_a_switch_changes_the_federal_case_or_says_why_it_cannot(federal: Scenario, name: str) -> None:
    """Fails if a setting is not valid, is what the model has anyway, or no longer reaches a rule."""
    ablation = ABLATIONS[name]
    cut = federal.with_values(ablation.settings)
    assert cut.fingerprint != federal.fingerprint
    same = all(run(cut, seed).monthly.equals(run(federal, seed).monthly) for seed in (1, 2))
    assert same == bool(ablation.idle)


def test_a_mechanism_is_switched_off_by_parameters_and_switches_alone() -> None:
    """A lever is policy: a dated change would go over it, and the mechanism would come back."""
    for ablation in ABLATIONS.values():
        assert ablation.settings
        assert set(ablation.settings) <= set(ALL) - set(LEVERS)
        if len(ablation.settings) == 1:
            assert ablation.name in ablation.settings


def off_clauses() -> Iterator[tuple[str, set[str]]]:
    """Every section of rules in docs/model.md, and the quantities that it says switch a mechanism off."""
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    rules = page.split("\n## 8 ")[1].split("\n## 9 ")[0]
    for section in re.split(r"\n### ", rules)[1:]:
        number = section.split()[0]
        names: set[str] = set()
        for clause in re.findall(r"\*Off\*:(.*?)(?:\n\n|\Z)", section, re.DOTALL):
            for part in clause.split(";"):
                if not re.match(r"\s*(no|levers?) ", part):
                    names |= {token.split()[0] for token in re.findall(r"`([^`]+)`", part)}
        yield number, names


def test_every_off_of_the_description_has_an_ablation_and_the_other_way_round() -> None:
    """Fails if docs/model.md tells a switch that nobody declared, or leaves an ablation untold."""
    declared: dict[str, set[str]] = {}
    for ablation in ABLATIONS.values():
        settings = {re.sub(r"_g[0-3]$", "_g", key) for key in ablation.settings}
        declared.setdefault(ablation.section, set()).update(settings)
    told = {number: names for number, names in off_clauses() if names}
    assert set().union(*told.values()) == set().union(*declared.values())
    for section, names in declared.items():
        assert names <= told[section], section


# ---- Switching off


def test_an_ablation_goes_over_what_a_scenario_sets(federal: Scenario) -> None:
    cut = without(federal.with_values({"kappa": 1.5, "nu": 0.7}), ["kappa", "transfers"])
    assert [cut.parameter(x) for x in ("kappa", "nu", "mu_g0", "mu_g3")] == [0.0, 0.7, 0.0, 0.0]
    assert cut.title == "Federal e-Office, as it happened (without kappa, transfers)"
    assert without(federal, []) is federal
    assert len(without(federal, list(ABLATIONS)).title) <= 200


@pytest.mark.parametrize(
    ("name", "near"),
    [("kapa", "kappa"), ("gates", "gate"), ("lam_D", "learning"), ("mu_g2", "transfers"), ("zzz", None)],
)
def test_an_unknown_mechanism_is_told_with_the_nearest(
    federal: Scenario, name: str, near: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        without(federal, ["kappa", name])
    assert (caught.value.key, caught.value.value, caught.value.nearest) == ("--ablate", name, near)


def test_the_command_lists_them_and_switches_them_off(tmp_path: Path) -> None:
    listed = CliRunner().invoke(cli.app, ["ablations"]).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(ABLATIONS)
    assert dict(list_ablations())["kappa"] == "barriers amplifying resistance (kappa = 0)"
    tiny = ["run", "federal-2022", "--set", "posts=400", "--set", "end=2023-01-31", "--replicates", "1"]
    tiny += ["--no-pictures", "--json", "--force", "--out", str(tmp_path / "out")]

    def outcomes(*words: str) -> str:
        done = CliRunner().invoke(cli.app, [*tiny, *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    both = outcomes("--ablate", "kappa", "--ablate", "learning")
    assert both == outcomes("--set", "kappa=0", "--set", "lam_D=0", "--set", "lam_H=0")
    assert both != outcomes("--ablate", "kappa")
    wrong = CliRunner().invoke(cli.app, [*tiny, "--ablate", "kapa"])
    assert wrong.exit_code == 2
    assert len(wrong.stderr.splitlines()) == 1
    assert "`kappa`" in wrong.stderr


# ---- Bringing the level back


@pytest.mark.parametrize("target", [0.001, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("start", [-6.0, 0.0, 5.0])
def test_the_level_is_found_again(start: float, target: float) -> None:
    """A planted level: logistic, so flat far from its root."""
    centre = recentre(lambda beta0: 1 / (1 + math.exp(-beta0)), start, target)
    assert centre.met
    assert abs(centre.level - target) <= CLOSE
    assert centre.level == 1 / (1 + math.exp(-centre.beta0))


def test_a_level_that_holds_already_is_left_alone() -> None:
    tries: list[float] = []
    assert recentre(lambda beta0: tries.append(beta0) or 0.5, 1.0, 0.5) == Centre(1.0, 0.5, True)
    assert tries == [1.0]


def test_a_level_out_of_reach_is_told_with_how_near_it_came() -> None:
    low = recentre(lambda beta0: 0.3 / (1 + math.exp(-beta0)), 0.0, 0.5)
    assert not low.met
    assert 0.299 < low.level < 0.3
    jump = recentre(lambda beta0: 0.2 if beta0 < 1.7 else 0.9, 0.0, 0.5)
    assert jump == Centre(0.0, 0.2, False), "of two that come as near, the one moved least"


# ---- The trials


@pytest.fixture(scope="module")
def small() -> Bench:
    return Bench.of("L", posts=400, seeds=range(1, 5))


@pytest.fixture(scope="module")
def trials(small: Bench) -> list[Trial]:
    return tried(small, ["w_SI", "beta_R"])


def test_what_is_measured_is_what_a_run_tells(small: Bench, trials: list[Trial]) -> None:
    """Fails if months, weights or the pairing of effects are mixed up."""
    monthly = {
        name: [run(case, seed).monthly.set_index("month") for seed in small.seeds]
        for name, case in small.cases.items()
    }
    days = [f"{day:%Y-%m-%d}" for day in DATES]
    courses = [x.loc[days, ["share_digital", "share_hybrid"]] for x in monthly["federal-eoffice"]]
    whole = trials[0].as_is
    assert np.allclose(whole.course, np.array(courses), atol=1e-12)
    real = {name: np.array([x["share_digital"].iloc[-1] for x in runs]) for name, runs in monthly.items()}
    assert np.allclose(whole.orders, real["federal-eoffice"] - real["no-reform"], atol=1e-12)
    assert np.allclose(whole.package, real["full-package"] - real["executive-order"], atol=1e-12)
    assert np.allclose(whole.end, real["enforcement-dropped"] - real["federal-eoffice"], atol=1e-12)
    before = np.mean([x.loc[f"{BEFORE:%Y-%m-%d}", "reported_use"] for x in monthly["federal-eoffice"]])
    assert abs(trials[0].centre.level - before) < 1e-12


def test_the_level_is_brought_back_and_the_effects_are_measured_there(
    small: Bench, trials: list[Trial]
) -> None:
    whole, example, resistance = trials
    assert [x.name for x in trials] == ["", "w_SI", "beta_R"]
    for trial, sign in ((example, +1), (resistance, -1)):
        assert trial.centre.met
        assert abs(trial.centre.level - whole.centre.level) <= CLOSE
        assert (trial.centre.beta0 - whole.centre.beta0) * sign > 0, "less pull wants more of beta0"
        again = small.measure({**ABLATIONS[trial.name].settings, "beta0": trial.centre.beta0})
        assert np.array_equal(again.package, trial.centred.package)
        assert not np.array_equal(trial.as_is.package, trial.centred.package)


def test_regimes_differ_on_the_bench() -> None:
    assert Bench.of("K", posts=400).cases["no-reform"].parameter("beta_U") == 11.0


# ---- The verdict in words


@pytest.mark.parametrize(
    ("without_it", "verdict"),
    [
        ([0.20, 0.22, 0.18, 0.21], -1),
        ([0.60, 0.62, 0.58, 0.61], +1),
        ([0.38, 0.42, 0.39, 0.41], 0),
        ([0.00, 0.80, 0.10, 0.20], 0),
        ([-0.38, -0.42, -0.39, -0.41], -1),
    ],
)
def test_an_effect_is_carried_if_it_changes_much_and_surely(without_it: list[float], verdict: int) -> None:
    assert carries(np.array([0.4, 0.41, 0.39, 0.42]), np.array(without_it)) == verdict


def planted(name: str, as_is: float, centred: float, met: bool = True, camps: float = 0.1) -> Trial:
    course, luck = np.zeros((4, 3, 2)), np.array([-0.01, 0.01, -0.005, 0.005])
    spread = np.full((4, 2), camps)
    first, second = (Measured(course, spread, x + luck, 0.3 + luck, luck - 0.2) for x in (as_is, centred))
    return Trial(name, first, Centre(0.0, 0.5, met), second)


def test_the_words_follow_the_numbers() -> None:
    """One carries the orders in both regimes, one in one, one only shifts the level, one does nothing."""
    both, shift, idle = (
        planted("beta_E", 0.0, 0.0),
        planted("w_PE", 0.1, 0.4),
        planted("vs", 0.4, 0.4, met=False),
    )
    base = planted("", 0.4, 0.4)
    results = {
        "L": [base, both, shift, idle, planted("nu", 0.4, 0.7)],
        "K": [base, both, shift, idle, planted("nu", 0.4, 0.4)],
    }
    _, orders, package, end, signs, *_ = conclusions(results)
    assert "+40.0 ± 0.5 in regime L and +40.0 ± 0.5 in regime K" in orders
    assert "smaller in every regime without: the fear of sanctions (`beta_E`)." in orders
    assert "larger in every regime without: no mechanism at all." in orders
    assert "In regime L alone without: usefulness growing" in orders
    assert "In regime K alone" not in orders
    assert "not at the same level, it also changes that much without: usefulness as a reason" in orders
    assert orders.count("`") == 6
    assert "`" not in package + end
    assert "-20.0 ± 0.5 in regime L" in end
    assert "the orders raise real use in 4 of 6 trials (not without `beta_E` in L, `beta_E` in K)" in signs
    assert "the full package beats the orders in 6 of 6 trials" in signs
    assert "the end of enforcement lowers real use in 6 of 6 trials" in signs
    assert signs.endswith("could not be reached without `vs` in L, `vs` in K, which no verdict above counts.")
    page = ablation_page.page(results, 4)
    assert page.count("| 0.00 | 50.0 * |") == 2
    assert "beta_I" in page.split("## Regime")[0]


def test_what_hardly_matters_is_told_with_what_is_still_seen() -> None:
    """Fails if one regime hides what another shows, or the two camps of offices are forgotten."""
    base = planted("", 0.4, 0.4)
    still, seen = planted("al", 0.4, 0.405), planted("gate", 0.4, 0.4, camps=0.14)
    results = {
        "L": [base, still, seen, planted("nu", 0.4, 0.42), planted("vs", 0.4, 0.4, met=False)],
        "K": [base, still, planted("gate", 0.4, 0.4), planted("nu", 0.4, 0.4)],
    }
    *_, small, camps = conclusions(results)
    assert [name in small for name in ("`al`", "`gate`", "`nu`", "`vs`")] == [True, True, False, False]
    assert [name in camps for name in ("`al`", "`gate`", "`nu`")] == [False, True, False]


# ---- The committed page


def test_the_committed_page_is_of_this_model() -> None:
    """Fails if a mechanism is added and not tried, or a rule changes and the page is not renewed.

    Figures within 4 points: half of the seeds, and what machines differ by.
    """
    page = (DOCS / "ablations.md").read_text(encoding="utf-8")
    for name, ablation in ABLATIONS.items():
        assert page.count(f"(`{name}`) |") == (0 if ablation.idle else 4), name
    for regime in ("L", "K"):
        table = page.split(f"## Regime {regime}, as is")[1]
        row = re.search(r"\| \*\*nothing[^|]*\|(.*)\|", table)
        assert row
        cells = row[1].split("|")
        whole = Bench.of(regime, seeds=range(1, 9)).measure({})
        told = [float(cell.split("±")[0]) for cell in cells[4:]]
        assert np.allclose(told, [100 * getattr(whole, x).mean() for x in EFFECTS], atol=4)
        shares = [[float(x) for x in cell.split("/")[:2]] for cell in cells[:3]]
        assert np.allclose(shares, 100 * whole.course.mean(axis=0), atol=4)
