"""A posterior beside its record: checks, scores, rivals, and that held-out figures stay out."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from calibrated import small_federal, write_posterior
from scipy import stats
from typer.testing import CliRunner

from experiments import cli
from experiments.calibration import keyed, posterior
from experiments.calibration.errors import Errors
from experiments.calibration.plan import fitted_rows
from experiments.patterns import PATTERNS
from experiments.patterns.judging import judge
from experiments.tables import VALIDATION_TABLES
from experiments.validating import predicting
from experiments.validating.asking import Request, scenarios_of, score_table, validate
from experiments.validating.checking import (
    ALL,
    CLOSE,
    FAR,
    FITS,
    checks,
    distance_p,
    misfits,
    rank_p,
    statistics,
    together,
    two_sided,
)
from experiments.validating.noise import binomial_sd, luck_factors, normal, rows_of, sd_beyond_luck
from experiments.validating.rivals import (
    BASS,
    LAST_VALUE,
    LOGISTIC,
    TRENDS,
    last_value,
    logistic,
    rivals,
    trend,
)
from experiments.validating.scoring import Forecast, crps, log_score, scores
from experiments.validating.telling import as_text, by_forecaster, held_out_words, summary, together_words
from sim.errors import InputError
from sim.record import Record, load
from sim.record.figures import FIGURES
from sim.scenario.reading import LIBRARY

FEDERAL = LIBRARY / "data" / "pk_eoffice_federal.toml"
START = pd.Timestamp("2018-01-01").date()
QUICK = Request(draws=24, pattern_draws=0, workers=2)


def figure(number, month, value, **more):
    """One figure of a record: a share of 40 offices with reported use of at least 0.9, unless told."""
    told = {
        **{"number": number, "series": "s", "date": pd.Timestamp(month), "month": pd.Timestamp(month)},
        **{"statistic": "share_of_offices", "outcome": "reported_use", "threshold": 0.9, "direction": ">="},
        **{"offices": (), "tiers": (), "value": value, "denominator": 40.0, "error": "count"},
        **{"sd_own": 0.0, "widen": 1.0, "sd": 0.09, "self_report": True, "role": "calibrate", "source": ""},
    }
    return told | more


def mean_use(number, month, value, sd_own=0.01):
    more = {"statistic": "mean", "threshold": math.nan, "direction": "", "denominator": math.nan}
    return figure(number, month, value, sd_own=sd_own, error="sd", **more)


def figures(*rows):
    return pd.DataFrame(rows, columns=list(FIGURES))


def federal(folder: Path, change=None) -> Record:
    """The federal record, with `change` made to its held-out rows (None: they are left out)."""
    table = pd.read_csv(FEDERAL.with_suffix(".csv"), dtype=str)
    held = table["role"] == "validate"
    assert held.sum() == 3
    if change is None:
        table = table[~held]
    else:
        table.loc[held, "value"] = table.loc[held, "value"].map(lambda x: f"{change(float(x)):g}")
    folder.mkdir()
    table.to_csv(folder / FEDERAL.with_suffix(".csv").name, index=False)
    (folder / FEDERAL.name).write_text(FEDERAL.read_text(encoding="utf-8"), encoding="utf-8")
    return load(folder / FEDERAL.name)


# ---- Scores


def closed_form(mean, sd, y):
    """CRPS of a normal (Gneiting and Raftery 2007)."""
    z = (y - mean) / sd
    return sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))


@pytest.mark.parametrize("y", [0.5, 0.62, 0.95])
def test_crps_of_a_normal_is_its_closed_form(y):
    score, error = crps(np.full(7, 0.5), np.full(7, 0.1), y, np.arange(7))
    assert score == pytest.approx(closed_form(0.5, 0.1, y), abs=1e-6)
    assert error == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("y", [0.5, 0.62, 0.95])
def test_crps_does_not_depend_on_how_many_draws_there_are_and_tells_its_error(y):
    """Fails with an estimator that is not fair, or with an error that is another's."""
    centre = 0.5 + 0.08 * normal(3000, 6, "crps", y)
    found = np.array([crps(draws, np.full(6, 0.06), y, np.arange(6)) for draws in centre])
    score, error = found[:, 0], found[:, 1]
    spread = score.std() / math.sqrt(len(score))
    assert abs(score.mean() - closed_form(0.5, 0.1, y)) < 4 * spread
    assert 4 * spread < 0.08 / math.sqrt(math.pi) / 6 / 2  # an unfair estimator would be seen
    many = np.array([crps(draws, np.full(60, 0.06), y, np.arange(60)) for draws in centre.reshape(-1, 60)])
    assert np.sqrt((many[:, 1] ** 2).mean()) == pytest.approx(many[:, 0].std(ddof=1), rel=0.15)
    assert error.min() > 0.0


def test_crps_of_what_is_cut_off_is_that_of_the_edge():
    score, _ = crps(np.array([1.3, 1.4, 1.5]), np.full(3, 0.02), 0.9, np.arange(3))
    assert score == pytest.approx(0.1, abs=1e-3)


def test_the_error_of_a_score_counts_points_and_not_their_repetitions():
    """Fails if draws that share their parameters are taken for independent ones."""
    centre = np.array([0.3, 0.45, 0.5, 0.7])
    once = crps(centre, np.full(4, 0.1), 0.5, np.arange(4))
    often = crps(np.repeat(centre, 50), np.full(200, 0.1), 0.5, np.repeat(np.arange(4), 50))
    taken_apart = crps(np.repeat(centre, 50), np.full(200, 0.1), 0.5, np.arange(200))
    assert often[1] > 0.5 * once[1]
    assert taken_apart[1] < 0.25 * often[1]


def test_the_log_score_is_the_density_of_the_mixture():
    centre, sd = np.array([0.3, 0.6]), np.array([0.1, 0.05])
    by_hand = math.log((stats.norm.pdf(0.5, 0.3, 0.1) + stats.norm.pdf(0.5, 0.6, 0.05)) / 2)
    assert log_score(centre, sd, 0.5) == pytest.approx(by_hand)
    assert math.isnan(log_score(centre, sd, 1.0))
    assert math.isnan(log_score(centre, sd, 0.0))


def test_scores_hold_intervals_to_what_was_seen():
    asked = figures(figure(0, "2025-02", 0.6), figure(1, "2025-03", 0.75), figure(2, "2025-04", 0.9))
    centre = np.broadcast_to(np.linspace(0.4, 0.8, 101)[:, None], (101, 3))
    sure = Forecast("sure", centre, np.full((101, 3), 1e-4), ("", "", "x"))
    table = scores(sure, asked)
    assert list(table["inside50"]) == [1, 0, 0]
    assert list(table["inside90"]) == [1, 1, 0]
    assert list(table["abs_error"]) == pytest.approx([0.0, 0.15, 0.3], abs=2e-3)
    assert list(table["note"]) == ["", "", "x"]
    assert table["low"][0] == pytest.approx(0.42, abs=2e-3)
    assert table["high50"][0] == pytest.approx(0.7, abs=2e-3)


# ---- Checks


def test_a_rank_counts_ties_half_and_the_record_among_the_rest():
    assert rank_p(np.array([0.1, 0.2, 0.3]), 0.25) == pytest.approx(1.5 / 4)
    assert rank_p(np.array([0.5, 0.5, 0.5]), 0.5) == 0.5
    assert rank_p(np.array([0.1] * 99), 0.2) == pytest.approx(0.005)


def test_chi_square_ranks_one_more_draw_evenly_and_a_stranger_last():
    mix = normal(6, 6, "mix")
    found, strange = [], []
    for i in range(400):
        sets = normal(31, 6, "sets", i) @ mix
        found.append(distance_p(sets[:-1], sets[-1])[2])
        strange.append(distance_p(sets[:-1], sets[-1] + 6 * mix[0])[2])
    assert stats.kstest(found, "uniform").pvalue > 0.01
    assert np.median(strange) < 0.05


def test_statistics_are_changes_bands_and_tails_of_what_is_fitted():
    rows = figures(
        figure(3, "2024-05", 0.2, threshold=0.06, direction="<"),
        figure(4, "2024-05", 0.5, threshold=0.5, direction="<"),
        figure(5, "2024-05", 0.3, threshold=0.8),
        figure(6, "2025-01", 0.7, threshold=0.8),
        mean_use(7, "2024-05", 0.45),
        mean_use(8, "2025-01", 0.9),
    )
    values = rows["value"].to_numpy()
    found = {x.words: float(x.of(values)) for x in statistics(rows)}
    span = "1 May 2024 to 1 January 2025"
    assert found == {
        f"change of offices with reported use at or above 80 %, {span}": pytest.approx(0.4),
        f"change of mean reported use, {span}": pytest.approx(0.45),
        "offices from 0.06 to below 0.5, 1 May 2024": pytest.approx(0.3),
        "offices from 0.5 to below 0.8, 1 May 2024": pytest.approx(0.2),
        "offices in both tails, below 0.06 or at least 0.8, 1 May 2024": pytest.approx(0.5),
    }


def test_figures_are_told_by_the_day_they_were_published():
    """Fails if a reader finds a figure of 31 December under January, whose state it is compared with."""
    december = figure(0, "2025-01", 0.5) | {"date": pd.Timestamp("2024-12-31")}
    june = figure(1, "2025-01", 0.3, threshold=0.8) | {"date": pd.Timestamp("2025-01-05")}
    told = " ".join(checks(figures(december, june), normal(30, 2, "any"))["check"])
    assert "90 %, 31 December 2024" in told
    assert "to below 0.9, 31 December 2024 to 5 January 2025" in told
    assert ", January 2025" not in told


@pytest.mark.parametrize("above", [0.012, 0.127, 0.5, 0.93])
def test_p_is_two_sided_and_the_same_whichever_side_is_counted(above):
    assert two_sided(above) == pytest.approx(two_sided(1.0 - above))
    assert two_sided(above) == pytest.approx(2 * min(above, 1 - above))


def test_one_rule_says_what_is_a_misfit():
    """Fails if checks of figures and of all together, or two kinds of p, differ in their bar."""
    kinds = ["figure", "figure", "figure", ALL, ALL]
    table = pd.DataFrame({"kind": kinds, "p": [0.024, 0.026, 0.976, 0.049, 0.051]})
    assert list(misfits(table).index) == [0, 2, 3]
    assert [together(9.0, 3.0, p) for p in (0.049, 0.051)] == [FAR, FITS]


@pytest.mark.parametrize(("observed", "p"), [(4.4, 0.953), (4.4, 0.85), (5.0, 0.93)])
def test_a_fit_that_is_closer_than_its_errors_is_told_openly(observed, p):
    row = {"observed": observed, "mean": 11.0, "low": 4.6, "high": 19.2, "p": p}
    told = together_words(row)
    assert CLOSE in told
    assert "too wide" in told
    assert "too wide" not in together_words(row | {"observed": 9.0, "p": 0.6})


def test_no_number_of_misfits_is_promised_by_luck_alone(validation):
    told = " ".join(summary(validation))
    assert "by luck alone)" not in told
    assert "two-sided" in told


def test_a_planted_misfit_is_found_and_told_with_its_side():
    rows = figures(figure(0, "2024-05", 0.5), mean_use(1, "2024-05", 0.8))
    published = 0.5 + 0.05 * normal(200, 2, "published")
    table = checks(rows, published)
    wrong = misfits(table)
    assert list(wrong["number"].dropna()) == [1]
    assert (wrong["kind"] == ALL).sum() == 1
    assert table.loc[table["number"] == 1, "p"].item() < 0.01
    assert 0.1 < table.loc[table["number"] == 0, "p"].item() < 0.9


# ---- Error beyond luck


def test_error_beyond_luck_is_the_error_model_of_the_inference_without_luck():
    rows = figures(
        figure(0, "2024-05", 0.4), figure(1, "2025-01", 0.5, widen=2.0), mean_use(2, "2025-01", 0.9, 0.02)
    )
    factor, mean = np.array([1.4, 0.8, 0.003]), np.array([0.3, 0.6, 0.7])
    errors = Errors(rows_of(rows), factor, np.eye(3), n_seeds=1)
    luck = np.diag(errors.luck(mean))
    assert sd_beyond_luck(rows, mean, factor) ** 2 == pytest.approx(np.diag(errors.total(mean)) - luck)
    assert sd_beyond_luck(rows, mean, factor)[0] == pytest.approx(0.05)


def test_luck_is_measured_on_the_runs_of_the_posterior():
    rows = figures(figure(3, "2024-05", 0.4), mean_use(5, "2024-05", 0.4), figure(9, "2025-01", 0.9))
    chance = normal(400, 8, "runs").reshape(400, 4, 2)
    sd = np.array([math.sqrt(2.0) * binomial_sd(np.array([0.4]), np.array([40.0]))[0], 0.03])
    said = pd.DataFrame(
        [
            {"draw": d, "seed": s, "number": (3, 5)[j], "value": 0.4 + sd[j] * chance[d, s, j]}
            for d in range(400)
            for s in range(4)
            for j in (1, 0)
        ]
    )
    share, mean, unfitted = luck_factors(said, rows)
    assert share == pytest.approx(2.0, rel=0.15)
    assert mean == pytest.approx(0.03**2, rel=0.15)
    assert unfitted == share
    assert list(luck_factors(said.iloc[:0], rows)) == [1.0, 0.0, 1.0]


# ---- Rivals


def test_the_last_value_walks_as_far_as_fitted_figures_did():
    fitted = figures(
        figure(0, "2019-01", 0.2),
        figure(1, "2021-01", 0.4),
        figure(2, "2021-01", 0.1, threshold=0.95),
        figure(3, "2021-07", 0.9, widen=2.0),
    )
    asked = figures(
        figure(7, "2021-10", 0.5), figure(8, "2021-03", 0.5, threshold=0.95), mean_use(9, "2022-01", 0.5)
    )
    told = last_value(fitted, asked, 50)
    months = pd.Timestamp("2021-07") - pd.Timestamp("2019-01")
    rate = (0.2**2 + 0.5**2) / (months.days / 365.25 * 12)
    assert list(told.centre[0, :2]) == [0.9, 0.1]
    assert told.sd[0, 0] == pytest.approx(math.sqrt(rate * 92 / 365.25 * 12))
    assert told.sd[0, 1] == pytest.approx(math.sqrt(rate * 59 / 365.25 * 12))
    assert np.isnan(told.centre[:, 2]).all()
    assert told.notes == ("", "", "no fitted figure of this definition")
    alone = last_value(fitted.iloc[2:3], asked.iloc[1:2], 50)
    assert alone.sd[0, 0] == pytest.approx(binomial_sd(np.array([0.1]), np.array([40.0]))[0])


def on_a_curve(curve, x, concentration, months):
    """Figures that lie on a curve: means, and shares above .5 and .9 of offices beta distributed about it."""
    rows = []
    for month in months:
        years = (pd.Timestamp(month) - pd.Timestamp(START)).days / 365.25
        use = float(curve(np.array(x), np.array([years]))[0])
        offices = stats.beta(use * concentration, (1 - use) * concentration)
        rows.append(mean_use(len(rows), month, use, 0.001))
        rows += [
            figure(len(rows) + i, month, float(offices.sf(bar)), threshold=bar, denominator=4e4)
            for i, bar in enumerate((0.5, 0.9))
        ]
    return figures(*rows)


@pytest.mark.parametrize(("name", "x"), [(LOGISTIC, (2.0, 0.3, 4.0)), (BASS, (2.0, -3.0, 0.2))])
def test_a_trend_goes_on_along_its_own_curve(name, x):
    months = [f"{year}-{month}" for year in range(2019, 2025) for month in ("01", "07")]
    known = on_a_curve(TRENDS[name].curve, x, 1.5, months)
    coming = on_a_curve(TRENDS[name].curve, x, 1.5, ["2026-01"])
    last = last_value(known, coming, 40)
    told = trend(name, known, coming, START, last, 1)
    assert told.centre.mean(axis=0) == pytest.approx(coming["value"].to_numpy(), abs=0.03)
    assert told.centre.std(axis=0).max() < 0.06  # the uncertainty of the fit, which is good
    assert told.sd.min() >= 0.05  # and what any figure has beyond it
    assert told.notes == ("",) * 3


def test_what_a_curve_leaves_unexplained_widens_its_forecast():
    months = [f"{year}-01" for year in range(2019, 2025)]
    known = on_a_curve(logistic, (2.0, 0.3, 4.0), 1.5, months)
    coming = on_a_curve(logistic, (2.0, 0.3, 4.0), 1.5, ["2026-01"])
    last = last_value(known, coming, 40)
    rough = known.assign(value=(known["value"] + np.tile([0.2, -0.2], 9)).clip(0, 1))
    smooth_sd = trend(LOGISTIC, known, coming, START, last, 1).sd.mean()
    assert trend(LOGISTIC, rough, coming, START, last, 1).sd.mean() > 1.5 * smooth_sd


def test_a_trend_with_too_few_figures_falls_back_and_says_so():
    known = figures(figure(0, "2019-01", 0.2), figure(1, "2021-01", 0.4), figure(2, "2022-01", 0.5))
    coming = figures(figure(3, "2023-01", 0.6))
    last, *trends = rivals(known, coming, START, 30, 1)
    for told in trends:
        assert (told.centre == last.centre).all()
        assert (told.sd == last.sd).all()
        assert told.notes[0].startswith(LAST_VALUE)


# ---- Held-out figures stay out


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The federal record as it is, with other held-out values, and without held-out figures."""
    folder = tmp_path_factory.mktemp("records")
    return load(FEDERAL), federal(folder / "other", lambda x: max(0.0, x - 7)), federal(folder / "none")


def test_no_held_out_figure_enters_what_is_fitted(records):
    own, other, none = records
    assert list(other.held_out["value"]) != list(own.held_out["value"])
    assert len(own.held_out) == 3
    assert none.held_out.empty
    n = len(own.fitted)
    errors = [Errors(rows_of(x.fitted), np.full(n, 1.2), np.eye(n), n_seeds=4) for x in records]
    point = keyed.places(n, "a point")
    assert len({x.log_density(point) for x in errors}) == 1
    for name in vars(errors[0].rows):
        first, *rest = (getattr(x.rows, name).tobytes() for x in errors)
        assert rest == [first, first], name
    nudged = rows_of(own.fitted.assign(value=own.fitted["value"] + 1e-9))
    assert replace(errors[0], rows=nudged).log_density(point) != errors[0].log_density(point)


def test_no_rival_sees_a_held_out_figure(records):
    own, other, _ = records
    for a, b in zip(
        rivals(own.fitted, own.held_out, START, 30, 1),
        rivals(other.fitted, other.held_out, START, 30, 1),
        strict=True,
    ):
        assert (a.centre.tobytes(), a.sd.tobytes()) == (b.centre.tobytes(), b.sd.tobytes()), a.name


# ---- The whole, on a small posterior


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_posterior(tmp_path_factory.mktemp("posterior") / "two", regimes=("L", "K"))


@pytest.fixture(scope="module")
def validation(folder):
    return validate(posterior.load(folder), QUICK)


def test_every_comparable_figure_is_predicted_in_every_regime(validation):
    record = load(FEDERAL)
    for regime in ("L", "K"):
        own = validation.predictive[validation.predictive["regime"] == regime]
        assert list(own["number"]) == list(record.comparable["number"])
        assert list(own["observed"]) == list(record.comparable["value"])
        assert (own["n_histories"] == QUICK.draws).all()
    table = validation.predictive
    assert (table["low"] <= table["low50"]).all()
    assert (table["high50"] <= table["high"]).all()
    assert ((table["high"] - table["low"]) > (table["history_high"] - table["history_low"])).mean() > 0.7
    sd = table.set_index(["regime", "series"])["sd_beyond_luck"]
    assert sd["L", "full_use_units"].iloc[0] == pytest.approx(0.05)
    assert (sd["L", "level4_units"] > 2 * 0.05).all()  # a looser definition
    said = pq.read_table(validation.posterior.folder / "said.parquet").to_pandas()
    for regime, x in validation.predicted.items():
        factors = luck_factors(said[said["regime"] == regime], x.figures)
        by_hand = sd_beyond_luck(x.figures, x.history.mean(axis=0), factors)
        assert list(sd[regime]) == list(by_hand)


def test_a_regime_is_run_with_its_own_values(validation):
    """A regime with other values than the scenario's says other things; one alone says the same again."""
    one, other = (validation.predicted[x].history for x in ("L", "K"))
    assert (one != other).any()
    own = posterior.load(validation.posterior.folder)
    scenario, strong = scenarios_of(own).values()
    assert scenario.parameter("beta_U") == 5.0
    assert strong.parameter("beta_U") == 11.0


def test_the_model_is_scored_beside_three_rivals_on_the_same_figures(validation):
    means = by_forecaster(validation.scores).set_index("forecaster")
    assert list(means.index) == ["model, regime L", "model, regime K", LAST_VALUE, LOGISTIC, BASS]
    assert (means["n"] == 3).all()
    own = validation.scores[validation.scores["forecaster"] == "model, regime K"]
    told = validation.predicted["K"]
    held = np.flatnonzero(told.figures["role"] == "validate")
    sd = np.broadcast_to(told.sd, told.history.shape)
    by_hand = [
        crps(told.history[:, i], sd[:, i], y, told.point)[0]
        for i, y in zip(held, own["observed"], strict=True)
    ]
    published = told.published[:, held]
    apart = (
        np.abs(published[:, None] - published[None]).sum(axis=(0, 1)) / len(published) / (len(published) - 1)
    )
    drawn = np.abs(published - own["observed"].to_numpy()).mean(axis=0) - apart / 2
    assert own["crps"].to_numpy() == pytest.approx(drawn, abs=0.05)
    assert list(own["crps"]) == by_hand
    assert means["crps"]["model, regime K"] == pytest.approx(np.mean(by_hand))


def test_every_history_has_luck_of_its_own(tmp_path):
    one = write_posterior(tmp_path / "one", n_draws=1)
    (told,) = validate(posterior.load(one), QUICK).predicted.values()
    assert len(np.unique(told.history, axis=0)) == QUICK.draws
    assert len(np.unique(told.normal)) == told.normal.size


def test_a_validation_does_not_depend_on_threads_but_on_its_seed(folder, validation):
    again = validate(posterior.load(folder), Request(QUICK.draws, 0, QUICK.seed, workers=1))
    other = validate(posterior.load(folder), Request(QUICK.draws, 0, 2, workers=2))
    for name in ("predictive", "checks", "scores"):
        assert getattr(again, name).equals(getattr(validation, name)), name
        assert not getattr(other, name).equals(getattr(validation, name)), name


def test_held_out_values_change_scores_and_nothing_else(tmp_path, records, validation):
    _, other, none = records
    changed, without = (
        validate(
            posterior.load(write_posterior(tmp_path / name, regimes=("L", "K"), record=record.path)), QUICK
        )
        for name, record in (("other", other), ("none", none))
    )
    assert changed.checks.equals(validation.checks)
    told = ["regime", "number", "mean", "low", "high"]
    assert changed.predictive[told].equals(validation.predictive[told])
    assert not changed.scores["crps"].equals(validation.scores["crps"])
    said = ["forecaster", "number", "median", "low50", "high50", "low", "high"]
    assert changed.scores[said].equals(validation.scores[said])
    assert without.scores.empty
    assert held_out_words(without) == ["No figure is held out (role `validate`), so nothing is scored."]
    draws = [pq.read_table(x.posterior.folder / "posterior.parquet") for x in (validation, changed, without)]
    assert draws[0].equals(draws[1])
    assert draws[0].equals(draws[2])


def test_a_posterior_far_from_the_record_is_told_to_misfit_first(tmp_path):
    far = write_posterior(tmp_path / "far", small_federal().with_values({"beta0": -9.0, "e2": 0.05}))
    found = validate(posterior.load(far), QUICK)
    first = summary(found)[0]
    assert first.startswith("Misfit in ")
    assert "All fitted figures together are too far off" in first
    assert "The model, " not in as_text(found).split("\n\n")[0]


def test_a_model_that_loses_is_said_to_lose(validation):
    table = validation.scores.copy()
    rival = table["kind"] == "rival"
    words = []
    for factor in (0.01, 100.0):
        crowd = table.assign(crps=table["crps"].where(~rival, table["crps"] * factor))
        with_them = type(validation)(**{**vars(validation), "scores": crowd})
        words.append(held_out_words(with_them)[0])
    every = "the last value, the logistic trend and the Bass curve on the held-out figures."
    assert words[0].startswith(f"The model, regime L, loses to {every}")
    assert words[1].startswith(f"The model, regime L, beats {every}")


# ---- Patterns under a posterior


def test_a_draw_holds_in_all_variants_of_its_replicate():
    case = small_federal()
    draws = [{"beta0": case.parameter("beta0") + shift} for shift in (-2.0, 0.0, 2.0)]
    asked = [PATTERNS["P13"], PATTERNS["P16"]]
    together = judge(case, range(5, 8), 2, asked, draws)
    assert together.n_runs == 9
    for i, values in enumerate(draws):
        alone = judge(case.with_values(values), range(5 + i, 6 + i), 1, asked).samples
        own = together.samples[together.samples["seed"] == 5 + i].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone)


# ---- The command


def redtape(*arguments):
    return CliRunner().invoke(cli.app, ["validate", *(str(argument) for argument in arguments)])


def test_the_command_keeps_tables_and_words(tmp_path, folder):
    out = tmp_path / "own"
    done = redtape(folder, "--draws", 20, "--replicates", 1, "--out", out, "--json", "--workers", 2)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert json.loads((out / "validation.json").read_text(encoding="utf-8")) == told
    for name, columns in VALIDATION_TABLES.items():
        table = pq.read_table(out / f"{name}.parquet")
        assert table.column_names == list(columns)
        assert all(x.metadata[b"unit"] and x.metadata[b"meaning"] for x in table.schema)
        assert table.num_rows == len(told[name]), name
    assert {x["pattern"] for x in told["patterns"]} == set(PATTERNS)
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["kind"] == "validation"
    assert not (folder / "validation.json").exists()


def test_a_second_validation_asks_before_it_replaces_the_first(tmp_path):
    own = write_posterior(tmp_path / "own")
    options = ("--draws", 20, "--replicates", 0)
    first = redtape(own, *options)
    assert first.exit_code == 0, first.output
    assert "loses to" in first.stdout or "beats" in first.stdout
    assert not (own / "patterns.parquet").exists()
    again = redtape(own, *options)
    assert again.exit_code == 2
    assert "--force" in again.output
    assert redtape(own, *options, "--force", "--seed", 2).exit_code == 0
    assert posterior.load(own).manifest["kind"] == "calibration"


def test_what_is_of_an_earlier_validation_goes_when_it_is_replaced(tmp_path):
    own = write_posterior(tmp_path / "own")
    first = redtape(own, "--draws", 20, "--replicates", 1, "--workers", 2)
    assert first.exit_code == 0, first.output
    assert (own / "patterns.parquet").exists()
    assert redtape(own, "--draws", 20, "--replicates", 0, "--force").exit_code == 0
    assert json.loads((own / "validation.json").read_text(encoding="utf-8"))["patterns"] == []
    assert not (own / "patterns.parquet").exists()
    assert (own / "posterior.parquet").exists()


def test_runs_that_fail_are_left_out_counted_and_listed(tmp_path):
    own = write_posterior(tmp_path / "own")
    bad = set(keyed.seeds(24, 1, "predictive", "")[:5])
    built = predicting.build

    def build(scenario, seed):
        if seed in bad:
            raise ArithmeticError("planted")
        return built(scenario, seed)

    whole = validate(posterior.load(own), QUICK).predicted[""]
    with patch.object(predicting, "build", build):
        found = validate(posterior.load(own), QUICK)
    assert len(found.failures) == 5
    assert (found.predictive["n_histories"] == 19).all()
    assert found.predicted[""].history.tobytes() == whole.history[5:].tobytes()
    assert found.predicted[""].normal.tobytes() == whole.normal[5:].tobytes()
    with patch.object(predicting, "build", build):
        done = redtape(own, "--draws", 24, "--replicates", 0)
    assert done.exit_code == 1
    assert "5 of 24 runs failed" in done.output
    with patch.object(predicting, "build", side_effect=ArithmeticError("planted")):
        done = redtape(own, "--draws", 24, "--replicates", 0, "--force")
    assert done.exit_code == 2
    assert "fails in 24 of 24 runs" in done.output


def no_scenarios(folder):
    _told(folder, scenarios=[])


def other_record(folder):
    record = folder / "record"
    record.mkdir()
    text = FEDERAL.with_suffix(".csv").read_text(encoding="utf-8").replace(",calibrate,", ",context,", 1)
    (record / FEDERAL.with_suffix(".csv").name).write_text(text, encoding="utf-8")
    (record / FEDERAL.name).write_text(FEDERAL.read_text(encoding="utf-8"), encoding="utf-8")
    _told(folder, record=str(record / FEDERAL.name))


def edited_record(folder):
    """The record as it was fitted, but for one value that was corrected since."""
    _told(folder, fitted=fitted_rows(load(FEDERAL).fitted))
    record = folder / "record"
    record.mkdir()
    lines = FEDERAL.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("level4_units,2019-11-20,13,"))
    lines[at] = lines[at].replace("2019-11-20,13,", "2019-11-20,14,")
    (record / FEDERAL.with_suffix(".csv").name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (record / FEDERAL.name).write_text(FEDERAL.read_text(encoding="utf-8"), encoding="utf-8")
    _told(folder, record=str(record / FEDERAL.name))


def _told(folder, **more):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | more), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "options", "told"),
    [
        (lambda x: _told(x, kind="runs"), (), "is not a calibration"),
        (lambda x: _told(x, complete=False), (), "is not complete"),
        (no_scenarios, (), "`scenarios`"),
        (lambda x: _told(x, record=None), (), "`record`"),
        (lambda x: _told(x, record="nowhere.toml"), (), "does not exist"),
        (other_record, (), "is not the record that was fitted"),
        (edited_record, (), "level4_units 0.325 on 2019-11-20, or a new calibration"),
        (None, ("--draws", 3), "--draws"),
        (None, ("--replicates", -1), "--replicates"),
        (None, ("--set", "kappa=0"), "--set"),
        (None, ("--regime", "K"), "--regime"),
    ],
)
def test_what_cannot_be_validated_is_said_in_a_paragraph(tmp_path, spoil, options, told):
    own = write_posterior(tmp_path / "own", n_draws=2)
    if spoil:
        spoil(own)
    done = redtape(own, *options)
    assert done.exit_code == 2, done.output
    assert told in done.output
    assert not re.search(r"Traceback|Error:", done.output)
    assert len(done.stderr.strip().split("\n\n")) == 1


def test_a_folder_of_nothing_is_refused(tmp_path):
    done = redtape(tmp_path)
    assert done.exit_code == 2
    assert "is not a folder of results" in done.output


def test_a_bad_request_is_an_input_error():
    with pytest.raises(InputError, match="--draws"):
        Request(draws=1).check()


def test_scores_of_the_rivals_need_no_model(records):
    own, *_ = records
    table = score_table(own, [], START, Request(draws=30))
    assert list(dict.fromkeys(table["forecaster"])) == [LAST_VALUE, LOGISTIC, BASS]
    assert table["crps"].notna().all()


def test_the_discrepancy_of_the_calibration_holds_for_model_and_rivals(tmp_path, validation):
    own = write_posterior(tmp_path / "wide", regimes=("L", "K"), discrepancy=0.2)
    wide = validate(posterior.load(own), QUICK)
    full = wide.predictive["series"] == "full_use_units"
    assert wide.predictive.loc[full, "sd_beyond_luck"].tolist() == pytest.approx([0.2] * full.sum())
    width = [
        (x.scores["high"] - x.scores["low"])[x.scores["forecaster"] == LOGISTIC] for x in (wide, validation)
    ]
    assert (width[0] > width[1]).all()
