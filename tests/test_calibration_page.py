"""The page of a calibration: misfits first, what is not there yet, and every number from a table."""

import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from calibrations import AT_BOUND, MISFIT, calibration
from scipy.stats import norm
from typer.testing import CliRunner

from experiments import proving
from experiments.calibration.posterior import load
from experiments.calibration_page import patterned, telling
from experiments.calibration_page.drawing import _ranks_of
from experiments.calibration_page.fitting import _mixture, fit
from experiments.calibration_page.gathering import gather
from experiments.cli import app
from experiments.reflection.reflecting import keep, reflect
from sim import record
from sim.scenario import Scenario
from viz.calibration.corner import bandwidth, level_of, outline, sum_of_normals

FIGURES = record.load(Scenario.load("federal-eoffice").record_path)
MISSED = int(FIGURES.fitted["number"].iloc[4])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return calibration(tmp_path_factory.mktemp("page") / "misses", n=30, missed=MISSED)


@pytest.fixture
def own(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def page(folder, *options):
    said = CliRunner().invoke(app, ["report", str(folder), *options])
    assert said.exit_code == 0, said.stderr
    return (folder / "report.html").read_text(encoding="utf-8")


CRPS_SE = 0.001


def scores(rows):
    """Scores of held-out figures: forecaster -> CRPS of each."""
    held_out = FIGURES.held_out.reset_index(drop=True)
    return pd.DataFrame(
        [
            {
                **{"forecaster": name, "kind": "model" if name.startswith("model") else "rival"},
                **{"number": held_out["number"][i], "series": held_out["series"][i]},
                **{"month": held_out["month"][i], "observed": held_out["value"][i], "median": 0.6},
                **{
                    "low50": 0.5,
                    "high50": 0.7,
                    "low": 0.3,
                    "high": 0.9,
                    "crps": crps,
                    "crps_se": CRPS_SE,
                    "inside50": 0.0,
                },
                **{"inside90": 1.0, "abs_error": crps, "log_score": 0.1, "note": ""},
            }
            for name, each in rows.items()
            for i, crps in enumerate(each)
        ]
    )


def test_a_planted_misfit_comes_first_with_its_numbers(folder):
    material = gather(folder)
    table = fit(material)
    assert table["number"].iloc[0] == MISSED
    assert set(table.loc[table["misfit"], "number"]) == {MISSED}
    text = page(folder)
    first = text.index("<h2>")
    assert text[first:].startswith("<h2>Where the model misfits</h2>")
    note = text[text.index('<aside class="note">') : text.index("</aside>")]
    row = table.iloc[0]
    assert f"the record has {100 * row['observed']:.0f}" in note
    assert f"the model says {100 * row['mean']:.0f}" in note
    assert f"1 of {len(FIGURES.fitted)} fitted figures is a misfit" in note


def test_where_nothing_misfits_the_worst_fit_is_told(tmp_path):
    material = gather(calibration(tmp_path / "fits", n=30))
    told = telling.misfits(material, fit(material))[0]
    assert told.startswith(f"None of the {len(FIGURES.fitted)} fitted figures is a misfit. The worst fit: in")


def test_the_side_of_a_misfit_is_that_of_the_model(folder):
    told = telling.misfits(gather(folder), fit(gather(folder)))[1]
    value = float(FIGURES.fitted.set_index("number")["value"][MISSED])
    assert ("too high" if value < 0.5 else "too low") in told
    assert MISFIT > 0


@pytest.mark.parametrize(("centre", "sd", "error"), [(0.5, 0.1, 0.05), (0.4, 0.02, 0.1)])
def test_histories_blurred_by_an_error_have_the_quantiles_of_their_sum(centre, sd, error):
    history = norm.ppf((np.arange(2000) + 0.5) / 2000, centre, sd)
    low, high, p = _mixture(history, np.full(2000, 1 / 2000), error, centre + 0.1)
    whole = np.hypot(sd, error)
    assert (low, high) == pytest.approx(norm.ppf([0.05, 0.95], centre, whole), abs=0.01)
    assert p == pytest.approx(1.0 - norm.cdf(0.1 / whole), abs=0.005)


def test_weights_count_in_what_the_posterior_says():
    history, weight = np.array([0.2, 0.8]), np.array([0.99, 0.01])
    low, high, p = _mixture(history, weight, 0.01, 0.5)
    assert high < 0.3
    assert low < 0.2
    assert p == pytest.approx(0.01, abs=1e-6)


def test_sections_that_are_not_there_say_which_command_makes_them(own):
    text = page(own)
    assert f"redtape validate {own}" in text
    assert f"redtape reflect {own}" in text
    assert "--self-test" in text


def test_a_model_that_loses_to_a_rival_is_said_to(own):
    n = len(FIGURES.held_out)
    rows = {"model, regime L": [0.2] * n, "Bass curve": [0.1] * n, "last value": [0.3] * n}
    scores(rows).to_parquet(own / "scores.parquet")
    text = page(own)
    assert "The model, regime L, loses to the Bass curve and beats the last value" in text
    assert f"loses on {n} of {n}" in text
    best = text.index("<caption>Means over the held-out figures")
    assert text.index("Bass curve", best) < text.index("model, regime L", best)


def test_scores_that_chance_may_have_put_in_order_are_alike(own):
    """Fails if the order of two scores within their error is told as a finding."""
    n = len(FIGURES.held_out)
    near, far = 0.2 + 2.7 * CRPS_SE, 0.2 + 3.0 * CRPS_SE
    rows = {"model, regime L": [0.2] * n, "Bass curve": [near] * n, "last value": [far] * n}
    scores(rows).to_parquet(own / "scores.parquet")
    text = page(own)
    words = "The model, regime L, cannot be told from the Bass curve and beats the last value"
    assert text.count(words) == 2, "in the first box, and where it is scored"
    assert "On what was held out the model, regime L cannot be told from the Bass curve" in text
    assert "does best" not in text


def test_scores_that_cannot_be_compared_are_not_told_as_losses(own):
    """Fails if a rival that says nothing is told to beat the model, or a page without scores to have some."""
    n = len(FIGURES.held_out)
    table = scores({"model": [0.2] * n, "last value": [np.nan] * n})
    table.to_parquet(own / "scores.parquet")
    text = page(own)
    assert "so none is compared" in text[: text.index("</aside>")]
    assert "loses to" not in text
    table.head(0).to_parquet(own / "scores.parquet")
    text = page(own)
    assert "CRPS" not in text[: text.index("</aside>")]


def pattern(name, label, verdict, mean, **limits):
    row = {"regime": "L", "pattern": name, "label": label, "measure": "one", "unit": "share", "mean": mean}
    row |= {"low": mean - 0.1, "high": mean + 0.1, "above": np.nan, "below": np.nan, "verdict": verdict}
    return row | {"share_of_draws": 0.25, "n_draws": 16, "narrow": "yes", "why": ""} | limits


def test_patterns_that_fail_stand_in_the_first_box_with_the_value_that_fails(own):
    rows = [pattern("P1", "fit", "fail", 0.4, below=0.3), pattern("P13", "check", "pass", 0.5, above=0.2)]
    pd.DataFrame(rows).to_parquet(own / "patterns.parquet")
    text = page(own)
    box = text[text.index('<aside class="note">') : text.index("</aside>")]
    assert "1 pattern fails: P1 “Few divisions" in box
    assert "which the fit is meant to reach" in box
    assert "Of 1 tested checks 1 pass" in box
    failing = patterned.failing(gather(own))
    assert failing[["pattern", "mean", "limit"]].to_numpy().tolist() == [
        ["P1", "0.4 (0.3 to 0.5)", "below 0.3"]
    ]
    cells = patterned.overview(gather(own)).set_index("pattern")["L"]
    assert list(cells) == ["fail, narrowly; 25 % of draws", "pass, narrowly; 25 % of draws"]


def test_a_posterior_against_the_bound_of_its_prior_is_told(own):
    text = page(own)
    assert f"Against a bound of the prior: {AT_BOUND} (45 % in the highest tenth)" in text
    assert "so many draws would show a shift of 0.35 standard deviations" in text


def test_a_folder_of_an_older_version_is_told_and_no_traceback(own):
    table = pd.read_parquet(own / "moved.parquet").drop(columns="at_low")
    table.to_parquet(own / "moved.parquet")
    said = CliRunner().invoke(app, ["report", str(own)])
    assert said.exit_code == 2
    assert "lacks at_low" in said.stderr


def test_validated_figures_go_before_those_of_the_calibrations_runs(own):
    fitted = FIGURES.fitted
    told = {"regime": "L", "series": fitted["series"], "month": fitted["month"], "role": "calibrate"}
    table = pd.DataFrame({"number": fitted["number"], "observed": fitted["value"], **told})
    table = table.assign(mean=0.111, low=0.1, high=0.12, p=0.5)
    table.to_parquet(own / "predictive.parquet")
    assert set(fit(gather(own))["mean"]) == {0.111}


def test_a_wide_interval_cut_off_at_its_end_makes_no_misfit(own):
    """Fails if a figure is judged by standard deviations of an interval that is cut off at 0 and 1."""
    fitted = FIGURES.fitted
    told = {"regime": "L", "series": fitted["series"], "month": fitted["month"], "role": "calibrate"}
    table = pd.DataFrame({"number": fitted["number"], "observed": fitted["value"], **told})
    table = table.assign(mean=fitted["value"] - 0.1, low=0.0, high=0.12, p=[0.1] * (len(fitted) - 1) + [0.02])
    table.to_parquet(own / "predictive.parquet")
    found = fit(gather(own))
    assert found["misfit"].tolist() == [True] + [False] * (len(fitted) - 1)
    assert found["p"].tolist() == pytest.approx([0.04] + [0.2] * (len(fitted) - 1))


def test_figures_stand_under_the_day_that_was_published(folder):
    names = " ".join(fit(gather(folder))["name"])
    assert "31 Dec 2024" in names
    assert "Jan 2025" not in names


def test_ranks_are_drawn_of_every_freed_parameter_of_a_proof():
    """Fails if a bar is lost, or the band is of another number of records."""
    known = proving.read(proving.COMMITTED / "federal-record.json")["K"]
    table = _ranks_of("K", known)
    assert list(dict.fromkeys(table["parameter"])) == list(known.free)
    assert set(table.groupby("parameter")["count"].sum()) == {known.n_plants}
    # By hand, of a binomial of 40 at 0.1: P(X > 9) = 0.0051 and P(X > 10) = 0.0016.
    assert table[["low", "mean", "high"]].drop_duplicates().to_numpy().tolist() == [[0.0, 4.0, 10.0]]


def test_generations_are_numbered_as_they_are_counted(folder):
    from experiments.calibration_page.drawing import _generations

    chart, _ = _generations(gather(folder))
    drawn = [rows for rows in chart.to_dict()["datasets"].values() if "generation" in rows[0]]
    assert {row["generation"] for rows in drawn for row in rows} == {1, 2, 3, 4}


def test_the_whole_page_stands_alone_and_is_small(own):
    posterior = load(own)
    keep(own, reflect(posterior, n=10, posts=400, workers=2))
    n = len(FIGURES.held_out)
    scores({"model, regime L": [0.1] * n, "last value": [0.3] * n}).to_parquet(own / "scores.parquet")
    text = page(own)
    assert len(text.encode()) < 1_500_000
    assert not re.search(r'(src|href)="(?!data:)', text)
    images = re.findall(r'<img [^>]*alt="([^"]+)"', text)
    assert len(images) == 8
    assert all(len(words) > 40 for words in images)
    titles = re.findall(r"<h2>(.*?)</h2>", text)
    assert titles == [
        "Where the model misfits",
        "What the record tells of the parameters",
        "The fit",
        "The test out of sample",
        "The proof of the method",
        "The reflection problem",
        "Patterns under the posterior",
        "How it was made",
    ]


def test_a_calibration_in_the_scenarios_own_regime_has_a_page(tmp_path):
    text = page(calibration(tmp_path / "own", regime_names=("",), n=20))
    assert "nothing to tell apart" in text
    assert "Regime </" not in text


def test_markdown_is_written_with_its_pictures(own):
    said = CliRunner().invoke(app, ["report", str(own), "--format", "md"])
    assert said.exit_code == 0
    written = said.stdout.split()
    assert written[0].endswith("report.md")
    assert all((own / "report-pictures" / f"{i + 1}.png").is_file() for i in range(len(written) - 1))


def test_a_calibration_has_no_workbook_and_an_unfinished_one_no_page(own, tmp_path):
    said = CliRunner().invoke(app, ["report", str(own), "--xlsx"])
    assert (said.exit_code, "--xlsx" in said.stderr) == (2, True)
    half = calibration(tmp_path / "half", n=12, complete=False)
    said = CliRunner().invoke(app, ["report", str(half)])
    assert (said.exit_code, "is not complete" in said.stderr) == (2, True)


def test_failures_are_counted_openly(folder):
    told = telling.failures(gather(folder))
    assert told.startswith("1 of 10,800 simulated points failed and are excluded")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: x.drop(columns="weight"), "does not tell weight"),
        (lambda x: x.drop(columns="lam"), "does not tell lam"),
        (lambda x: x.assign(lam=x["lam"].where(x["draw"] != 3)), "without a value (lam)"),
        (
            lambda x: x.assign(lam=x["lam"].where(x["draw"] != 3, 9.0)),
            "outside what this version takes (lam)",
        ),
    ],
)
def test_draws_that_are_spoiled_are_refused_by_all_who_read_them(tmp_path, change, words):
    own = calibration(tmp_path / "own")
    change(pd.read_parquet(own / "posterior.parquet")).to_parquet(own / "posterior.parquet")
    before = sorted(tmp_path.rglob("*"))
    from_it = ("--regime", "L", "--posterior", own, "--out", tmp_path / "run")
    for arguments in (
        ("report", own),
        ("validate", own),
        ("reflect", own),
        ("run", "federal-eoffice", *from_it),
        ("compare", "no-reform", "full-package", *from_it),
    ):
        said = CliRunner().invoke(app, [str(x) for x in arguments])
        assert said.exit_code == 2, (arguments, said.output, said.exception)
        assert (words in said.stderr, str(own) in said.stderr) == (True, True), said.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("n", "verdict"), [(20.0, "too few"), (100.0, "rough"), (500.0, "enough")])
def test_an_effective_sample_size_has_a_verdict(tmp_path, n, verdict):
    folder = calibration(tmp_path / "x", n=12, effective={"L": n, "K": n})
    assert all(verdict in words for words in telling.effective(gather(folder)))


# ---- The geometry of the corner plot


def test_a_region_holds_the_mass_it_is_told_to():
    x = np.linspace(-6, 6, 201)
    density = np.exp(-0.5 * (x[:, None] ** 2 + x**2))
    level = level_of(density, 0.9)
    assert density[density >= level].sum() / density.sum() == pytest.approx(0.9, abs=0.01)
    pieces = outline(x, x, density, level)
    radius = np.hypot(pieces["x"], pieces["y"])
    assert radius.to_numpy() == pytest.approx(np.sqrt(-2 * np.log(0.1)), abs=0.06)  # of a normal in the plane


def test_a_density_within_its_prior_adds_up_to_one_although_draws_crowd_its_end():
    chance = np.random.default_rng(1)
    x = chance.random(400) * 0.1
    at = np.linspace(0, 1, 2001)
    w = np.full(400, 1 / 400)
    y = sum_of_normals(at, x, w, bandwidth(x, w, 1), 0.0, 1.0)
    assert np.trapezoid(y, at) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("command", ["report", "compare", "validate", "explain"])
def test_what_needs_no_inference_runs_where_its_library_is_not_installed(command):
    """Fails if an installation without the extra `calibrate` has no briefs: `make demo` installs none."""
    lines = (
        "import sys; sys.modules['pyabc'] = None; "
        "from experiments.cli import app; app([sys.argv[1], 'results/nowhere'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", lines, command], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_report_of_a_calibration_says_which_library_it_lacks(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyabc", None)
    monkeypatch.setattr("experiments.calibration.posterior.is_calibration", lambda _: True)
    done = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 2
    assert ".[calibrate]" in done.stderr
