"""The empirical record: what is compared with what, and what one run says of it."""

import math

import numpy as np
import pandas as pd
import pytest

from sim import compiled, frames, run
from sim.errors import InputError
from sim.record import DISCREPANCY_SD, MEAN, SAMPLING_SD, SHARE_OF_OFFICES, Record, load, said, words_of
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY
from sim.world import build
from viz.summary import counterpart

FEDERAL = LIBRARY / "data" / "pk_eoffice_federal.toml"
USUAL = math.hypot(SAMPLING_SD, DISCREPANCY_SD)


@pytest.fixture(scope="module")
def record() -> Record:
    return load(FEDERAL)


@pytest.fixture(scope="module")
def federal(record) -> pd.DataFrame:
    return record.figures


def row(figures: pd.DataFrame, series: str, date: str) -> pd.Series:
    found = figures[(figures["series"] == series) & (figures["date"] == date)]
    assert len(found) == 1
    return found.iloc[0]


def test_observations_belong_to_the_states_the_model_is_compared_at(record):
    compared = record.comparable
    pairs = {(str(a.date()), str(b.date())) for a, b in zip(compared["date"], compared["month"], strict=True)}
    assert pairs == {
        ("2019-11-20", "2019-12-01"),
        ("2020-10-22", "2020-11-01"),
        ("2022-06-07", "2022-06-01"),
        # The reports of May and June 2024 tell of one situation.
        ("2024-05-13", "2024-05-01"),
        ("2024-05-15", "2024-05-01"),
        ("2024-05-21", "2024-05-01"),
        ("2024-06-09", "2024-05-01"),
        ("2024-12-31", "2025-01-01"),
        ("2025-01-31", "2025-02-01"),
        ("2025-02-18", "2025-03-01"),
        ("2025-12-01", "2025-12-01"),
    }
    assert set(compared["month"]) <= {pd.Timestamp(day) for day in Scenario.load("federal-eoffice").months}


def test_counts_become_shares_of_their_own_denominator(federal):
    assert row(federal, "full_use_units", "2024-12-31")["value"] == 23 / 43
    assert row(federal, "level4_units", "2019-11-20")["value"] == 13 / 40
    assert row(federal, "mean_usage_pct", "2024-12-31")["value"] == 0.929
    assert federal["value"].dropna().between(0, 1).all()


@pytest.mark.parametrize(
    ("series", "date", "statistic", "direction", "threshold"),
    [
        ("level4_units", "2019-11-20", SHARE_OF_OFFICES, ">=", 0.90),
        ("full_use_units", "2024-12-31", SHARE_OF_OFFICES, ">=", 0.95),
        ("ge90_use_units", "2024-12-31", SHARE_OF_OFFICES, ">=", 0.90),
        ("ge80_use_units", "2024-05-13", SHARE_OF_OFFICES, ">=", 0.80),
        ("ge70_use_units", "2024-05-13", SHARE_OF_OFFICES, ">=", 0.70),
        ("lt50_use_units", "2024-06-09", SHARE_OF_OFFICES, "<", 0.50),
        ("negligible_use_units", "2024-06-09", SHARE_OF_OFFICES, "<", 0.06),
        ("mean_usage_pct", "2024-12-31", MEAN, "", math.nan),
    ],
)
def test_each_series_says_what_it_is_about(federal, series, date, statistic, direction, threshold):
    found = row(federal, series, date)
    assert (found["statistic"], found["outcome"], found["direction"]) == (
        statistic,
        "reported_use",
        direction,
    )
    assert found["threshold"] == threshold or (math.isnan(threshold) and math.isnan(found["threshold"]))
    assert found["self_report"]


def test_a_looser_definition_is_believed_half_as_much(record):
    sd = record.comparable.groupby("series")["sd"].unique()
    assert list(sd.pop("level4_units")) == [2 * USUAL]
    assert all(list(values) == [USUAL] for values in sd)


def test_a_range_of_90_percent_is_that_of_a_normal(federal):
    assert row(federal, "mean_usage_pct", "2024-05-15")["sd_own"] == pytest.approx((0.56 - 0.38) / 2 / 1.645)
    assert row(federal, "mean_usage_pct", "2025-02-18")["sd_own"] == 0.005
    assert row(federal, "full_use_units", "2024-12-31")["sd_own"] == 0.0


def test_what_is_fitted_and_what_is_held_out_is_that_of_the_file(record):
    assert dict(record.comparable.groupby("role").size()) == {"calibrate": 11, "context": 3, "validate": 3}
    assert (len(record.fitted), len(record.held_out)) == (11, 3)
    aside = record.figures[record.figures["statistic"].isna()]
    assert set(aside["series"]) == {
        *("employees_trained", "active_users", "installed_or_rollout_units", "no_status_report_units")
    }
    assert set(aside["role"]) == {"context"}
    assert record.figures["number"].tolist() == list(range(26))


def test_a_figure_is_told_in_words(record):
    told = dict.fromkeys(words_of(figure) for figure in record.comparable.itertuples(index=False))
    assert list(told)[:2] == [
        "offices with reported use at or above 90 %",
        "offices with reported use at or above 95 %",
    ]
    assert {"offices with reported use below 6 %", "mean reported use"} <= set(told)


# ---- What a run says


@pytest.fixture(scope="module")
def small() -> Scenario:
    return Scenario.load("federal-eoffice").with_values({"posts": 1600})


def of_table(rows: pd.DataFrame, offices: pd.DataFrame) -> list[float]:
    offices = offices.assign(replicate=0)
    return [
        counterpart(offices[offices["month"] == figure.month], figure)["value"].item()
        for figure in rows.itertuples(index=False)
    ]


def test_a_run_says_of_every_figure_what_its_office_table_says(record, small):
    rows = record.comparable
    for seed in (1, 2):
        done = run(small, seed)
        told = said(rows, small, done.world)
        assert told == pytest.approx(of_table(rows, done.offices), abs=1e-12)
        assert len(set(told.round(6))) > 10, "figures that differ are told apart"
        assert list(said(record.held_out, small, done.world)) == list(told[rows["role"] == "validate"])


def test_a_run_need_only_be_lived_up_to_the_last_month_asked_for(record, small):
    rows = record.fitted
    world = build(small, 1)
    compiled.live(0, small.month(rows["month"].max()) + 1, world)
    assert list(said(rows, small, world)) == list(said(rows, small, run(small, 1).world))


def test_every_outcome_of_some_offices_of_some_tiers_is_that_of_the_table(tmp_path):
    scenario = Scenario.load("provinces")
    first, second = scenario.tiers[:2]
    asked = [
        ("verified_use", ">=", 0.3, (), (second.code,)),
        ("processing_days", "<", 20.0, first.names[:3], ()),
        ("maturity_stage", ">=", 1.0, (), (first.code, second.code)),
        ("live", ">=", 1.0, first.names, (first.code,)),
        ("share_paper", "", math.nan, second.names[:2], ()),
        ("resistance", "", math.nan, (), ()),
        ("skill", "", math.nan, first.names[:2] + second.names[:3], (second.code,)),
    ]
    columns = ["outcome", "direction", "threshold", "offices", "tiers"]
    rows = pd.DataFrame(asked, columns=columns).assign(
        statistic=lambda table: np.where(table["direction"] == "", MEAN, SHARE_OF_OFFICES),
        month=[pd.Timestamp(scenario.months[t]) for t in (5, 20, 40, 0, 30, 59, 10)],
        series="x",
    )
    world = run(scenario, 1).world
    assert said(rows, scenario, world) == pytest.approx(
        of_table(rows, frames.offices(scenario, world)), abs=1e-12
    )


def test_offices_at_the_threshold_count_whatever_the_last_bit_says(record, small):
    world = build(small, 1)
    world.office_log["digital"] = np.nextafter(0.95, 0)
    rows = record.comparable
    full = rows[rows["threshold"] == 0.95]
    assert set(said(full, small, world)) == {1.0}
    assert set(said(full.assign(direction="<"), small, world)) == {0.0}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"month": pd.Timestamp("2031-01-01")}, "falls outside the run"),
        ({"offices": [("Finanse",)]}, "Did you mean `Finance`"),
        ({"tiers": [("FAD",)]}, "Did you mean `FED`"),
    ],
)
def test_a_figure_that_a_run_cannot_tell_of_is_refused(record, small, changed, told):
    one = record.fitted.iloc[:1].assign(**changed)
    with pytest.raises(InputError, match=told):
        said(one, small, build(small, 1))
