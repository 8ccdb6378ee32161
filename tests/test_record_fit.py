"""The model beside the record: which share of offices counts, in which month, and how far it is off."""

import itertools

import pandas as pd
import pytest

from experiments.record_fit import COLUMNS, compare_with_record
from sim.record import load
from sim.scenario import Scenario

MONTHS = pd.to_datetime(["2024-05-01", "2025-01-01"])


def offices(*use_by_replicate):
    """An office table: the reported use of each office in each of `MONTHS`, by replicate."""
    rows = [
        {"replicate": replicate, "month": month, "office": str(office), "reported_use": use}
        for replicate, uses in enumerate(use_by_replicate)
        for month, (office, use) in itertools.product(MONTHS, enumerate(uses))
    ]
    return pd.DataFrame(rows)


def figure(
    series="full_use_units", *, threshold=0.95, direction=">=", month="2025-01-01", value=0.5, **other
):
    known = {"role": "calibrate", "statistic": "share_of_offices", "outcome": "reported_use", "sd": 0.09}
    known |= {"offices": (), "tiers": ()}
    row = {"series": series, "date": month, "month": month, "threshold": threshold, "direction": direction}
    record = pd.DataFrame([row | known | {"value": value} | other])
    return record.astype({"date": "datetime64[s]", "month": "datetime64[s]"})


def test_offices_at_the_threshold_count_whatever_the_last_bit_says():
    use = [0.6 + 0.35, 0.95 - 1e-12, 0.95 + 1e-12, 0.95 - 1e-6]
    assert compare_with_record(offices(use), figure())["mean"].item() == 0.75
    below = figure(direction="<")
    assert compare_with_record(offices(use), below)["mean"].item() == 0.25


def test_mean_use_counts_every_office_alike():
    record = figure("mean_usage_pct", statistic="mean", threshold=float("nan"), direction="")
    assert compare_with_record(offices([0.0, 0.5, 1.0]), record)["mean"].item() == pytest.approx(0.5)


def test_the_band_is_over_replicates_and_the_difference_is_model_minus_record():
    shares = [[1.0] * k + [0.0] * (20 - k) for k in range(21)]
    row = compare_with_record(offices(*shares), figure(value=0.8)).iloc[0]
    assert (row["low"], row["mean"], row["high"]) == pytest.approx((0.05, 0.5, 0.95))
    assert row["difference"] == pytest.approx(-0.3)
    assert (row["observed"], row["sd"], row["role"]) == (0.8, 0.09, "calibrate")


def test_each_figure_is_compared_in_its_own_month():
    table = offices([1.0, 0.0])
    table.loc[table["month"] == MONTHS[0], "reported_use"] = 1.0
    record = pd.concat([figure(month="2024-05-01"), figure(month="2025-01-01")])
    assert compare_with_record(table, record)["mean"].tolist() == [1.0, 0.5]


def test_figures_outside_the_run_or_without_a_counterpart_are_left_out():
    record = pd.concat([figure(month="2019-11-01"), figure(statistic=None), figure()])
    fit = compare_with_record(offices([1.0]), record)
    assert list(fit.columns) == COLUMNS
    assert fit["month"].tolist() == [pd.Timestamp("2025-01-01")]
    assert list(compare_with_record(offices([1.0]), figure(month="2019-11-01")).columns) == COLUMNS


def test_two_scenarios_at_once_are_refused():
    table = offices([1.0], [1.0]).assign(scenario=["a"] * 2 + ["b"] * 2)
    with pytest.raises(ValueError, match="one scenario"):
        compare_with_record(table, figure())


def test_the_library_s_record_has_a_counterpart_for_every_fitted_and_held_out_share():
    record = load(Scenario.load("federal-eoffice").record_path).figures
    months = record["month"].drop_duplicates()
    table = pd.DataFrame({"replicate": 0, "month": months, "office": "1", "reported_use": 1.0})
    fit = compare_with_record(table, record)
    assert fit["series"].tolist() == record.loc[record["statistic"].notna(), "series"].tolist()
    assert set(fit["role"]) >= {"calibrate", "validate"}
    assert fit[["mean", "observed", "sd"]].notna().all().all()
