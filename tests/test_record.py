"""The empirical record: what is compared with what, and what a reader is told about a broken file."""

import math

import pandas as pd
import pytest

from sim.errors import InputError
from sim.record import DISCREPANCY_SD, MEAN_USE, SAMPLING_SD, SHARE_OF_OFFICES, load_record
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY

HEAD = "series,date,value,denominator,role,source\n"
FEDERAL = LIBRARY / "data" / "pk_eoffice_federal.csv"


@pytest.fixture(scope="module")
def federal() -> pd.DataFrame:
    return load_record(FEDERAL)


def row(record: pd.DataFrame, series: str, date: str) -> pd.Series:
    found = record[(record["series"] == series) & (record["date"] == date)]
    assert len(found) == 1
    return found.iloc[0]


def test_observations_belong_to_the_states_the_model_is_compared_at(federal):
    compared = federal[federal["outcome"].notna()]
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
    ("series", "date", "outcome", "direction", "threshold"),
    [
        ("level4_units", "2019-11-20", SHARE_OF_OFFICES, ">=", 0.90),
        ("full_use_units", "2024-12-31", SHARE_OF_OFFICES, ">=", 0.95),
        ("ge90_use_units", "2024-12-31", SHARE_OF_OFFICES, ">=", 0.90),
        ("ge80_use_units", "2024-05-13", SHARE_OF_OFFICES, ">=", 0.80),
        ("ge70_use_units", "2024-05-13", SHARE_OF_OFFICES, ">=", 0.70),
        ("lt50_use_units", "2024-06-09", SHARE_OF_OFFICES, "<", 0.50),
        ("negligible_use_units", "2024-06-09", SHARE_OF_OFFICES, "<", 0.06),
        ("mean_usage_pct", "2024-12-31", MEAN_USE, "", math.nan),
    ],
)
def test_each_series_says_what_it_is_about(federal, series, date, outcome, direction, threshold):
    found = row(federal, series, date)
    assert (found["outcome"], found["direction"]) == (outcome, direction)
    assert found["threshold"] == threshold or (math.isnan(threshold) and math.isnan(found["threshold"]))


def test_a_looser_definition_is_believed_half_as_much(federal):
    sd = federal.groupby("series")["sd"].unique()
    assert list(sd["full_use_units"]) == [math.hypot(SAMPLING_SD, DISCREPANCY_SD)]
    assert list(sd["level4_units"]) == [2 * math.hypot(SAMPLING_SD, DISCREPANCY_SD)]


def test_what_is_fitted_and_what_is_held_out_is_that_of_the_file(federal):
    told = federal[federal["outcome"].notna()].groupby("role")["series"].count()
    assert dict(told) == {"calibrate": 11, "context": 3, "validate": 3}
    for series in ("employees_trained", "active_users", "installed_or_rollout_units"):
        assert federal[federal["series"] == series]["outcome"].isna().all()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "`series` is not a column"),
        ("series,date,value,denominater,role,source\n", "Did you mean `denominater`"),
        (HEAD + "level4_units,2019-11-20,13,40,calibrate\n", "line 2: has too few"),
        (HEAD + ",2019-11-20,13,40,calibrate,x\n", "line 2: `series`"),
        (
            HEAD + "a,2019-11-20,1,2,context,x\nb,2019-13-20,13,40,calibrate,x\n",
            "line 3: `date` = .2019-13-20",
        ),
        (HEAD + "level4_units,2019-11-20,many,40,calibrate,x\n", "`value` = .many"),
        (HEAD + "level4_units,2019-11-20,41,40,calibrate,x\n", "`value` = 41.0 is out of bounds"),
        (HEAD + "level4_units,2019-11-20,nan,40,calibrate,x\n", "finite"),
        (HEAD + "level4_units,2019-11-20,13,,calibrate,x\n", "`denominator`"),
        (HEAD + "level4_units,2019-11-20,13,0,calibrate,x\n", "`denominator` = 0"),
        (HEAD + "mean_usage_pct,2019-11-20,113,,calibrate,x\n", "per cent"),
        (HEAD + "level4_units,2019-11-20,13,40,calibrated,x\n", "Did you mean `calibrate`"),
        (HEAD + '"a\n', "not a CSV file"),
        ("séries\n", "UTF-8"),
    ],
)
def test_a_broken_record_is_told(tmp_path, content, told):
    path = tmp_path / "record.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=told) as caught:
        load_record(path)
    assert str(path) in str(caught.value)


def test_a_missing_record_is_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_record(tmp_path / "gone.csv")
