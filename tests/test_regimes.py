"""Regimes: named sets of parameters below what a scenario states and above the declared defaults."""

import json
from pathlib import Path

import numpy as np
import pytest
from directions.bench import BASE, LARGE, happens, order
from scenario_files import SMALL, write
from typer.testing import CliRunner

from experiments import cli, demo
from experiments.catalogue import list_regimes
from experiments.describing import describe
from sim import Scenario, run
from sim.errors import InputError
from sim.parameters import PARAMETERS
from sim.scenario import regimes

REFIT = Path(__file__).parent.parent / "docs" / "refit-K.json"

STUDY = {
    **{"beta_U": 11.0, "sigma_eta": 1.4, "beta_R": 6.5, "kappa": 0.52, "beta_E": 30.0, "c_H": 0.40},
    **{"chi_U": 0.85, "chi_R": 0.38, "T_a": 4.7, "sigma_xi": 0.84, "rho_sd": 0.21, "e0": 0.026},
}
"""What the design study held set K to be, but for what has been fitted since."""

FEW = {"posts": 400, "end": "2019-12-31", "mandates": [], "ban": False, "changes": []}
FEW |= {"transitions": [], "events": [], "go_live": False}


@pytest.fixture(scope="module")
def federal() -> Scenario:
    return Scenario.load("federal-eoffice")


def small(scenario: Scenario, **values: object) -> Scenario:
    return scenario.with_values({**FEW, **values})


def same_bits(one: Scenario, two: Scenario) -> bool:
    return all(run(one, seed).monthly.equals(run(two, seed).monthly) for seed in (1, 2))


# ---- The two sets


def test_regime_l_is_the_defaults() -> None:
    """Fails if a default is fitted again and L still states the old one."""
    stated = regimes.load("L").parameters
    assert stated == {name: PARAMETERS[name].default for name in stated}
    assert {"beta_U", "sigma_eta"} <= set(stated)


def test_regime_l_changes_neither_bits_nor_fingerprint(federal: Scenario) -> None:
    assert same_bits(small(federal), small(federal, regime="L"))
    assert federal.with_values({"regime": "L"}).fingerprint == federal.fingerprint


def test_regime_k_is_the_study_s_set_fitted_again() -> None:
    """Fails if K.toml is edited by hand, or the re-fit is renewed and not adopted."""
    fitted = json.loads(REFIT.read_text())["free"]
    assert regimes.load("K").parameters == STUDY | fitted
    assert set(fitted) == {"beta0", "lam", "e1", "e2", "th_G"}


def test_regime_k_changes_the_course_of_things(federal: Scenario) -> None:
    assert not same_bits(small(federal), small(federal, regime="K"))


def test_values_of_a_regime_lie_in_their_ranges() -> None:
    """Fails if the re-fit ran out of its prior, which would not be a fit but a wall."""
    for name in regimes.names():
        for key, value in regimes.load(name).parameters.items():
            assert PARAMETERS[key].low <= value <= PARAMETERS[key].high, f"{name}: {key}"


def test_what_was_enforced_holds_itself_up_better_under_keen_feedback() -> None:
    """What is left of the gain by an order after its end: more under K than under L.

    Fails if K's feedback is lost; a mere difference in level does not pass it.
    """
    law = {"mandates": [order(0, 6, 0.6)]}
    worlds = ({}, law, law | {"enforcement_drops": [happens(18)]})

    def left(regime: str, seed: int) -> float:
        none, kept, dropped = (
            run(BASE.with_values({**LARGE, **world, "regime": regime}), seed)
            .monthly["reported_use"][30:]
            .mean()
            for world in worlds
        )
        return float((dropped - none) / (kept - none))

    gaps = np.array([left("K", seed) - left("L", seed) for seed in range(12)])
    assert gaps.mean() > 4 * gaps.std(ddof=1) / np.sqrt(len(gaps))


# ---- What goes over what


def test_a_scenario_goes_over_its_regime_and_a_regime_over_the_defaults(federal: Scenario) -> None:
    plain, k = federal, federal.with_values({"regime": "K"})
    over = federal.with_values({"regime": "K", "kappa": 0})
    assert [x.parameter("kappa") for x in (plain, k, over)] == [PARAMETERS["kappa"].default, 0.52, 0.0]
    assert over.parameter("beta_U") == 11.0
    assert k.parameter("nu") == PARAMETERS["nu"].default
    assert k.with_values({"kappa": PARAMETERS["kappa"].default}).parameter("kappa") != k.parameter("kappa")


def test_orders_read_their_intensity_from_the_regime(federal: Scenario) -> None:
    assert federal.with_values({"regime": "K"}).intensity(federal.mandates[0]) == 0.026


def test_a_regime_is_the_same_as_its_values(federal: Scenario) -> None:
    """The content is stated in full, so that results mean the same when a regime is fitted again."""
    k = federal.with_values({"regime": "K"})
    spelt = federal.with_values(regimes.load("K").parameters)
    assert k.fingerprint == spelt.fingerprint != federal.fingerprint
    assert same_bits(small(k), small(spelt))
    resolved = k.resolved()
    assert resolved["regime"] == "K"
    assert resolved["parameters"] == spelt.resolved()["parameters"]
    assert Scenario.from_data(resolved).fingerprint == k.fingerprint


def test_a_child_inherits_its_regime_and_can_drop_it(tmp_path: Path) -> None:
    write(tmp_path, 'regime = "K"\n' + SMALL, "parent")
    child = Scenario.load(write(tmp_path, 'extends = "parent.toml"\n[parameters]\nkappa = 1\n', "child"))
    assert (child.regime, child.parameter("beta_U"), child.parameter("kappa")) == ("K", 11.0, 1.0)
    other = Scenario.load(write(tmp_path, 'extends = "parent.toml"\nregime = "L"\n', "other"))
    assert other.parameter("beta_U") == PARAMETERS["beta_U"].default
    bare = Scenario.load(write(tmp_path, 'extends = "parent.toml"\nregime = false\n', "bare"))
    assert bare.regime is None
    assert child.with_values({"regime": "false"}).regime is None


# ---- Wrong names and files


@pytest.mark.parametrize("value", ["k", "M", 3, ""])
def test_an_unknown_regime_is_named(federal: Scenario, value: object) -> None:
    with pytest.raises(InputError) as caught:
        federal.with_values({"regime": value})
    assert caught.value.key == "regime"
    assert caught.value.expected == '"K" or "L"'
    assert caught.value.nearest == ("K" if value == "k" else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "T"\nstory = "S"\nevidence = "E"\n[parameters]\nkapa = 1\n', "parameters.kapa"),
        ('title = "T"\nstory = "S"\nevidence = "E"\n[parameters]\nkappa = 9\n', "out of bounds"),
        ('title = "T"\nstory = "S"\nevidence = "E"\n', "`parameters` is missing"),
        ("title = 1 2\n", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    monkeypatch.setattr(regimes, "FOLDER", tmp_path)
    write(tmp_path, text, "wrong")
    with pytest.raises(InputError) as caught:
        regimes.load("wrong")
    assert "wrong.toml" in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


# ---- What a user sees


def redtape(*words: str) -> str:
    done = CliRunner().invoke(cli.app, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_regime_tells_its_story() -> None:
    assert [name for name, _ in list_regimes()] == ["K", "L"]
    for name in regimes.names():
        told = regimes.load(name)
        assert min(len(told.title), len(told.story), len(told.evidence)) > 20


def test_a_description_tells_the_regime_and_what_goes_over_it(federal: Scenario) -> None:
    assert "None: the declared defaults." in describe(federal)
    told = describe(federal.with_values({"regime": "K", "kappa": 1.5}))
    assert f"K: {regimes.load('K').title}." in told
    assert "beta_U = 11 instead of 5" in told
    assert "kappa = 1.5 instead of 0.75" in told
    assert "goes over it: kappa." in told


def test_the_option_is_the_same_as_setting_it(tmp_path: Path) -> None:
    """Fails if --regime is dropped on the way, or set over --set."""
    tiny = ("run", "federal-eoffice", "--set", "posts=400", "--replicates", "1", "--no-pictures", "--json")

    def printed(*words: str) -> dict[str, object]:
        told = json.loads(redtape(*tiny, "--out", str(tmp_path / "out"), "--force", *words))
        return {key: told[key] for key in ("fingerprint", "outcomes")}

    one, two = printed("--regime", "K"), printed("--set", "regime=K")
    assert one == two
    assert one != printed()
    assert one != printed("--regime", "K", "--set", "kappa=0")


def test_the_demonstration_runs_in_a_regime_as_a_whole() -> None:
    assert {scenario.parameter("beta_U") for scenario in demo.scenarios("K")} == {11.0}
    plain = demo.scenarios()
    assert np.all([x.regime is None and x.fingerprint == Scenario.load(x.name).fingerprint for x in plain])
