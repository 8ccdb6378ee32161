"""Two regimes lived on: what tells them apart is measured right, and the packages are told as they ran."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from calibrations import calibration
from scipy.stats import norm
from typer.testing import CliRunner

from experiments.calibration.posterior import load
from experiments.cli import app
from experiments.reflection import parting, telling
from experiments.reflection.living import BASE, ENDS, GOES_ON, Lived, live, lock_in, scenarios
from experiments.reflection.observing import COMPARED, DATES, DROPPED, OBSERVATIONS
from experiments.reflection.reflecting import (
    ALL_FIGURES,
    RECORD,
    bayes_factor,
    keep,
    kept,
    other_order,
    packages,
    reflect,
)
from experiments.reflection.separating import told_apart, told_apart_by_all
from experiments.reflection.watching import chosen, separation
from sim.errors import InputError
from sim.record import load as load_record
from sim.scenario import Scenario, regimes
from sim.simulate import run
from sim.summaries import compare

N = 10
POSTS = 400


def normal(mean: float, sd: float, n: int) -> np.ndarray:
    """Values that lie like a normal sample of even luck."""
    return norm.ppf((np.arange(n) + 0.5) / n, mean, sd)


@pytest.mark.parametrize("apart", [0.0, 0.7, 1.5, 4.0])
@pytest.mark.parametrize(("spread", "error"), [(0.4, 1.0), (1.0, 0.5)])
def test_the_chance_of_naming_the_right_of_two_normals_is_the_known_one(apart, spread, error):
    chance, n, n_sets = np.random.default_rng(5), 120, 8
    found = [
        told_apart(
            chance.normal(0.0, spread, n),
            chance.normal(apart, spread, n),
            np.full(n, error),
            np.full(n, error),
        )
        for _ in range(n_sets)
    ]
    exact = norm.cdf(apart / 2.0 / np.hypot(spread, error))
    p = np.array([x.p_right for x in found])
    assert p.mean() == pytest.approx(exact, abs=0.03)
    assert p.std() < 2.5 * np.mean([x.p_sd for x in found]) + 0.01


def test_the_bayes_factor_of_two_normals_is_the_known_one():
    chance, n, apart, sd = np.random.default_rng(6), 800, 1.5, np.hypot(0.5, 1.0)
    one = np.full(n, 1.0)
    found = told_apart(chance.normal(0, 0.5, n), chance.normal(apart, 0.5, n), one, one)
    assert found.log_bayes == pytest.approx(apart**2 / (2 * sd**2), rel=0.15)


def test_what_never_happened_in_n_histories_is_not_taken_for_impossible():
    n = 40
    found = told_apart(normal(0, 0.01, n), normal(1, 0.01, n), np.full(n, 0.05), np.full(n, 0.05))
    assert found.p_right > 0.999
    assert found.log_bayes < np.log(n) + np.log(1.5 / 0.05)


def test_a_history_does_not_predict_itself():
    chance = np.random.default_rng(1)
    a, b = chance.random(40), chance.random(40)
    narrow = np.full(40, 1e-4)  # each draw is alone within its own error
    assert told_apart(a, b, narrow, narrow).p_right == pytest.approx(0.5, abs=0.12)


def test_several_rows_together_tell_as_much_as_their_sum():
    chance = np.random.default_rng(2)
    n, n_rows, error = 400, 4, 0.5
    a, b = chance.normal(0, 1, (n, n_rows)), chance.normal(0.6, 1, (n, n_rows))
    found = told_apart_by_all(a, b, np.full(n_rows, error))
    exact = norm.cdf(0.6 * np.sqrt(n_rows) / 2.0 / np.hypot(1.0, error))
    assert found.p_right == pytest.approx(exact, abs=0.04)
    same = told_apart_by_all(a, chance.normal(0, 1, (n, n_rows)), np.full(n_rows, error))
    assert same.p_right == pytest.approx(0.5, abs=0.05)


def test_an_error_of_a_sample_is_that_of_a_binomial_beside_the_discrepancy():
    checked = next(x for x in OBSERVATIONS if x.n_drawn)
    half = checked.sd(np.array([0.5]))[0]
    assert half**2 == pytest.approx(0.05**2 + 0.25 / checked.n_drawn)
    days = next(x for x in OBSERVATIONS if x.unit == "days")
    assert days.sd(np.array([20.0, 30.0])) == pytest.approx([1.25, 1.25])


def test_the_bayes_factor_of_two_evidences():
    evidence = {"L": {"log": 1.0, "sd": 0.3}, "K": {"log": 3.0, "sd": 0.4}}
    assert bayes_factor(evidence, "L", "K") == pytest.approx((2.0, 0.5))
    assert bayes_factor({"L": {"log": 1.0, "sd": 0.3}}, "L", "K") is None
    assert bayes_factor({**evidence, "K": {"log": None, "sd": None}}, "L", "K") is None


# ---- On a made-up posterior


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return calibration(tmp_path_factory.mktemp("reflection") / "two", n=20)


@pytest.fixture(scope="module")
def found(folder):
    return reflect(load(folder), n=N, posts=POSTS, workers=2)


def test_a_draw_is_lived_in_its_regime_under_one_seed_in_every_package(folder):
    posterior = load(folder)
    ways = scenarios(posterior, "K", POSTS)
    assert {x.parameter("beta_U") for x in ways.values()} == {11.0}
    assert all(x.regime == "K" for x in ways.values())
    dropped = {name for name, x in ways.items() if any(y.date == DROPPED for y in x.enforcement_drops)}
    assert dropped == set(ways) - {GOES_ON, BASE}
    figures = load_record(Scenario.load("federal-eoffice").record_path).fitted
    lived, failed = live(posterior, "K", figures, N, 1, POSTS, 2, lambda: None)
    assert not failed
    before = lived.months.index(pd.Timestamp(DROPPED))
    assert (lived.use[ENDS][:, :, :before] == lived.use[GOES_ON][:, :, :before]).all()
    after = lived.months.index(pd.Timestamp(COMPARED))
    assert lived.use[ENDS][:, 0, after].mean() < lived.use[GOES_ON][:, 0, after].mean()


def test_lock_in_is_that_of_pairs_of_runs():
    drop = {"enforcement_drops": [{"date": "2027-06-01", "label": "End"}]}
    common = {"posts": POSTS, "end": "2032-07-31"}
    package = run(Scenario.load("legal-mandate").with_values({**common, **drop}), 3).monthly
    base = run(Scenario.load(BASE).with_values(common), 3).monthly
    use = {
        name: np.array([[x["verified_use"].to_numpy(), x["reported_use"].to_numpy()]])
        for name, x in (("legal-mandate", package), (BASE, base))
    }
    ended = int(np.flatnonzero(package["enforcement"].to_numpy() > 0)[-1]) + 1
    lived = Lived("", tuple(base["month"]), use, {}, np.empty((1, 0)), ended, frozenset({"legal-mandate"}))
    assert lock_in(lived, "legal-mandate")[0] == pytest.approx(compare(package, base)["lock_in"])
    assert np.isnan(lock_in(lived, BASE)[0])


def test_gains_are_over_the_base_under_the_same_draw(found):
    for _, rows in found.packages.groupby("regime"):
        own = rows.set_index("scenario")
        assert own.loc[BASE, ["gain", "gain_low", "gain_high"]].tolist() == [0.0, 0.0, 0.0]
        assert own["gain"].to_numpy() == pytest.approx((own["mean"] - own.loc[BASE, "mean"]).to_numpy())
        assert own.sort_values("rank")["mean"].is_monotonic_decreasing
        assert own["p_best"].sum() == pytest.approx(1.0)


def test_every_observation_is_asked_in_every_month_that_it_can_be(found):
    future = found.separation[found.separation["course"] != RECORD]
    n = len(OBSERVATIONS) * (len(DATES) + sum(day > DROPPED for day in DATES))
    assert len(future) == n
    assert future["p_right"].between(0.0, 1.0).all()
    record = found.separation[found.separation["course"] == RECORD]
    figures = load_record(Scenario.load("federal-eoffice").record_path).fitted
    assert len(record) == 1 + len(figures)
    assert record.iloc[0]["observation"] == ALL_FIGURES


def test_a_reflection_comes_back_from_its_folder_as_it_was_kept(folder, found):
    keep(folder, found)
    again = kept(folder)
    assert again is not None
    assert again.regimes == found.regimes
    assert again.log_bayes == pytest.approx(found.log_bayes)
    for name in ("packages", "separation", "chosen", "difference"):
        ours, theirs = (getattr(x, name) for x in (again, found))
        months = [x for x in ours if x == "month"]
        assert (ours[months].isna() | (ours[months] == theirs[months])).all(axis=None)
        pd.testing.assert_frame_equal(ours.drop(columns=months), theirs.drop(columns=months))


def test_it_does_not_depend_on_the_number_of_workers(folder, found):
    again = reflect(load(folder), n=N, posts=POSTS, workers=1)
    pd.testing.assert_frame_equal(again.separation, found.separation)


def test_the_words_name_both_regimes_and_carry_the_numbers_of_the_tables(found):
    told = " ".join(telling.summary(found))
    best = found.separation[found.separation["course"] == ENDS].iloc[0]
    assert f"{best['words']}, {best['month']:%B %Y}" in told
    assert telling.percent(telling.of_others(found.chosen, ENDS)[0]) in told
    low = found.packages[found.packages["regime"] == "L"].set_index("scenario")
    assert f"{100 * low.loc['full-package', 'gain']:+.0f} points" in told


# ---- Where they part, and which observation is best


def difference(*rows):
    """Differences of means with a standard error of two points: course, outcome, mean."""
    told = {"sd": 0.02, "low": -0.3, "high": 0.4, "p_more": 0.6}
    return pd.DataFrame([{"course": c, "outcome": o, "mean": mean, **told} for c, o, mean in rows])


TOGETHER_AT_THE_END = difference(
    (GOES_ON, "verified_use", -0.12),
    (GOES_ON, "reported_use", 0.01),
    (ENDS, "verified_use", 0.012),
    (ENDS, "reported_use", 0.18),
)


def test_what_parts_most_leads_and_what_is_within_its_error_is_told_as_together():
    """Fails if a title speaks of an outcome, or of a future, in which the regimes do not part."""
    assert parting.heading(TOGETHER_AT_THE_END) == (
        "They part most in reported use, if enforcement ends in June 2027"
    )
    title = parting.title(TOGETHER_AT_THE_END, "L", "K")
    assert "reported use in May 2032 is 18 points higher in regime K than in L" in title
    assert title.endswith("in real use the two come together")
    assert "real use if enforcement ends in June 2027 (+1.2 points, standard error 2.0)" in (
        parting.together_words(TOGETHER_AT_THE_END)
    )


def test_where_both_uses_part_nothing_is_told_to_come_together():
    """Fails, with a traceback, if a title counts on an outcome in which the regimes are together."""
    both = difference(
        *((GOES_ON, "verified_use", 0.01), (GOES_ON, "reported_use", 0.01)),
        *((ENDS, "verified_use", 0.2), (ENDS, "reported_use", 0.3)),
    )
    assert parting.title(both, "L", "K").endswith("30 points higher in regime K than in L")


def test_the_heading_turns_with_the_data():
    turned = TOGETHER_AT_THE_END.assign(mean=[-0.25, 0.01, 0.05, 0.18])
    assert parting.heading(turned) == "They part most in real use, if enforcement goes on"
    assert "25 points lower in regime K than in L; in reported use" in parting.title(turned, "L", "K")


@pytest.mark.parametrize("mean", [0.039, -0.039])
def test_nothing_parts_within_two_standard_errors(mean):
    near = TOGETHER_AT_THE_END.assign(mean=mean)
    told = f"{parting.heading(near)}. {parting.title(near, 'L', 'K')}"
    assert "part" not in told.lower()
    assert parting.apart(near.assign(mean=[mean, mean, mean, 0.041]))["outcome"].tolist() == ["reported_use"]


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1 / 3.0, "they fit about alike"),
        (1 / 3.4, "the record leans to L, not strongly"),
        (11.0, "the record leans to K, not beyond doubt"),
        (40.0, "the record prefers K"),
    ],
)
def test_a_bayes_factor_is_told_as_odds_and_by_what_it_is_worth(factor, words):
    told = telling.evidence_words(("L", "K"), (np.log(factor), 0.13))
    assert f": {words}." in told
    share = 100 * max(factor, 1 / factor) / (1 + max(factor, 1 / factor))
    assert f"would now have {share:.0f}" in told
    assert "priors" in told


def test_both_regimes_are_defined_by_their_own_files(found):
    told = telling.summary(found)[0]
    for name in ("L", "K"):
        title = regimes.load(name).title
        assert f"Regime {name}: {title[:1].lower()}{title[1:]}." in told


def alike(regime: str, n: int = 60) -> Lived:
    """Histories of which every observation is the same luck in every regime."""
    chance = np.random.default_rng([3, *regime.encode()])
    seen = {x: chance.normal(0.5, 0.2, (n, len(OBSERVATIONS), len(DATES))) for x in (GOES_ON, ENDS)}
    return Lived(regime, (), {}, seen, np.empty((n, 0)), 0, frozenset())


def test_the_best_of_many_observations_is_scored_on_draws_that_did_not_choose_it():
    """Fails if the best of 70 observations that tell nothing seems to tell something."""
    one, other = alike("L"), alike("K")
    rows = chosen(one, other)
    assert rows["course"].tolist() == [GOES_ON, GOES_ON, ENDS, ENDS]
    assert (rows["p_chosen"] > rows["p_right"]).all()
    best = separation(one, other).groupby("course")["p_right"].max()
    for course in (GOES_ON, ENDS):
        right, sd = telling.of_others(rows, course)
        assert right < best[course] - 0.03
        assert right == pytest.approx(0.5, abs=3 * sd + 0.02)
    pd.testing.assert_frame_equal(rows, chosen(one, other))


def test_a_folder_without_the_table_of_the_chosen_asks_to_be_reflected_on_again(folder, found, tmp_path):
    own = shutil.copytree(folder, tmp_path / "old")
    keep(own, found)
    (own / "reflection_chosen.parquet").unlink()
    assert kept(own) is None


def test_an_order_that_changes_is_told():
    table = pd.DataFrame(
        {"regime": ["L", "L", "L", "K", "K", "K"], "scenario": list("abcabc"), "rank": [1, 2, 3, 2, 1, 3]}
    )
    assert other_order(table) == [("a", "b")]
    assert other_order(table.assign(rank=[1, 2, 3, 1, 2, 3])) == []


def test_a_draw_whose_run_fails_is_left_out_whole_and_told(folder, monkeypatch):
    from experiments.reflection import living

    real, n_built = living.build, []

    def sometimes(scenario, seed):
        n_built.append(seed)
        if len(n_built) == 3:
            raise FloatingPointError("no number")
        return real(scenario, seed)

    monkeypatch.setattr(living, "build", sometimes)
    once = reflect(load(folder), n=N + 1, posts=POSTS, workers=1)
    assert once.n_draws == (N, N + 1)
    assert once.failures["message"].tolist() == ["FloatingPointError: no number"]
    assert "1 draw is left out" in " ".join(telling.failed_words(once))


def test_one_regime_has_nothing_to_reflect(tmp_path):
    alone = calibration(tmp_path / "one", regime_names=("L",), n=12)
    with pytest.raises(InputError, match="holds one regime"):
        reflect(load(alone), n=N, posts=POSTS)
    said = CliRunner().invoke(app, ["reflect", str(alone)])
    assert said.exit_code == 2
    assert len(said.stderr.strip().splitlines()) == 1


def test_a_bad_number_of_draws_is_refused(folder):
    said = CliRunner().invoke(app, ["reflect", str(folder), "--force", "--draws", "3"])
    assert said.exit_code == 2
    assert "--draws" in said.stderr


def test_a_second_reflection_asks_before_it_replaces_the_first(folder, found, monkeypatch):
    keep(folder, found)
    before = (folder / "reflection_months.parquet").read_bytes()
    said = CliRunner().invoke(app, ["reflect", str(folder)])
    assert (said.exit_code, "holds a reflection already" in said.stderr) == (2, True)
    assert "--force" in said.stderr
    assert (folder / "reflection_months.parquet").read_bytes() == before
    # With --force it is lived anew: here up to the first thing that is asked of it.
    forced = CliRunner().invoke(app, ["reflect", str(folder), "--force", "--draws", "3"])
    assert "holds a reflection" not in forced.stderr
    assert "--draws" in forced.stderr


def test_packages_are_left_out_where_there_is_no_base():
    months = tuple(pd.date_range("2027-01-01", periods=70, freq="MS"))
    use = {x: np.zeros((3, 2, 70)) for x in (GOES_ON, ENDS)}
    lived = Lived("L", months, use, {}, np.empty((3, 0)), 5, frozenset())
    assert packages((lived, lived), {}).empty


def test_what_the_folder_says_of_a_reflection_is_plain(folder, found):
    keep(folder, found)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["reflection"]["n_draws"] == [N, N]
