"""The brief in docs/examples is what its command makes: offline, small, and with the model's own figures."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from experiments import studies
from experiments.calibration import reading as calibrations
from experiments.measuring import Bench
from experiments.summary import number

PAGE = Path(__file__).parent.parent / "docs" / "examples" / "federal-packages.html"
MOST_BYTES = 2_000_000
OUTCOME = "verified_use_mean"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan():
    return studies.load("federal-packages")


def test_it_is_small_and_needs_nothing_from_outside(page):
    assert len(page.encode()) < MOST_BYTES
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:)""", page)


def test_it_is_of_the_whole_study(page, plan):
    """Fails where the study has changed and the page was not made anew."""
    assert plan.title in page
    assert plan.question.strip() in page
    assert f"{plan.n_runs:,} of {plan.n_runs:,} finished, 0 failed" in page
    assert "200 were drawn" in page
    for name, scenario in plan.scenarios.items():
        assert f"{name} {scenario.fingerprint[:8]}" in page


def shown(page, title):
    """The ranking outcome of a package in the table of packages, a figure for each regime or one for both."""
    found = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>\s*<td[^>]*>([^<]+)</td>', page)
    (cell,) = [cell for name, cell in found if unescape(name).removesuffix(" (base)") == title]
    return re.split(r"\s*/\s*", unescape(cell))


@pytest.mark.parametrize("name", ["full-package", "legal-mandate", "no-reform"])
def test_its_figures_are_those_of_the_runs_it_names(page, plan, name):
    """A small copy: the runs at the declared values of three packages, made again at full size."""
    seeds = range(plan.seed, plan.seed + plan.centre_replicates)
    cells = [plan.scenarios[name].with_values({"regime": regime}) for regime in plan.regimes]
    means = Bench(seeds, (OUTCOME,), 2).measure(cells, "Runs of the example").mean(axis=(1, 2))
    made = list(dict.fromkeys(number(OUTCOME, mean) for mean in means))
    assert shown(page, plan.scenarios[name].title.split(":")[0]) == made


CALIBRATED = Path(__file__).parent.parent / "docs" / "examples" / "federal-calibration.html"
FIGURES = Path(__file__).parent.parent / "docs" / "federal-calibration.json"


@pytest.fixture(scope="module")
def calibrated():
    return CALIBRATED.read_text(encoding="utf-8")


def test_the_calibration_is_small_and_needs_nothing_from_outside(calibrated):
    assert len(calibrated.encode()) < MOST_BYTES
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:|#)""", calibrated)


def test_the_calibration_is_that_of_the_library_and_tells_misfits_first(calibrated):
    """Fails where the calibration has changed and the page was not made anew."""
    plan = calibrations.load("federal-record")
    assert unescape(plan.title) in unescape(calibrated)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", calibrated, flags=re.S)
    assert "misfit" in headings[0].lower() or "where the model" in headings[0].lower()
    assert f"{plan.settings.n_last:,} draws" in calibrated or f"{plan.settings.n_last:,}" in calibrated
    for regime in plan.regimes:
        assert regime.scenario.fingerprint[:8] in calibrated


def test_the_figures_of_the_calibration_are_those_of_the_record():
    told = json.loads(FIGURES.read_text(encoding="utf-8"))
    record = calibrations.load("federal-record").record
    held = set(record.held_out["number"])
    fitted = {x["number"]: x["observed"] for x in told["fitted"]}
    assert not held & set(fitted)
    wanted = dict(zip(record.fitted["number"], record.fitted["value"], strict=True))
    assert fitted == pytest.approx(wanted, abs=1e-3)
