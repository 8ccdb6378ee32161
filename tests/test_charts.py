"""Charts: that they show the numbers, and keep apart what must be kept apart."""

import numpy as np
import pandas as pd
import pytest
from pictured import (
    EVENTS,
    HUBS,
    MONTHS,
    PARTS,
    dots,
    layers,
    made_up_record,
    monthly_of,
    offices_of,
    tables_with,
    texts,
    three_scenarios,
)

from sim.record import load
from sim.scenario import Scenario
from viz import charts, style, summary
from viz.offices import rows


@pytest.fixture(scope="module")
def offices() -> pd.DataFrame:
    return offices_of("federal", 1.0, 5, 8, MONTHS)


@pytest.fixture(scope="module")
def monthly(offices) -> pd.DataFrame:
    return monthly_of(offices)


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return made_up_record()


@pytest.fixture(scope="module")
def several() -> pd.DataFrame:
    return three_scenarios()


# Over time


def value_at(frame: pd.DataFrame, column: str, month: pd.Timestamp) -> np.ndarray:
    return frame.loc[frame["month"] == month, column].to_numpy()


def test_bands_are_the_quantiles_of_the_replicates(monthly):
    drawn = tables_with(charts.adoption(monthly), "area", "mean", "low", "high")
    assert len(drawn) == 2
    for table, column in zip(drawn, ["reported_use", "verified_use"], strict=True):
        for month in (MONTHS[3], MONTHS[-1]):
            values = value_at(monthly, column, month)
            row = table[pd.to_datetime(table["month"]) == month].iloc[0]
            assert np.allclose(
                [row["mean"], row["low"], row["high"]],
                [values.mean(), np.quantile(values, 0.05), np.quantile(values, 0.95)],
            )
            assert row["low"] < row["high"]


def test_the_areas_of_adoption_fill_the_field(monthly):
    areas = tables_with(charts.adoption(monthly), "area", "lower", "upper")
    heights = [area["upper"] - area["lower"] for area in areas]
    means = monthly.groupby("month")[["share_digital", "share_hybrid", "share_paper"]].mean()
    for height, column in zip(heights, means, strict=True):
        assert np.allclose(height, means[column])
    assert np.allclose(areas[-1]["upper"], 1)


def test_the_parts_of_resistance_add_up_to_its_line(monthly):
    chart = charts.resistance(monthly)
    areas = tables_with(chart, "area", "lower", "upper")
    (line,) = tables_with(chart, "line", "mean")
    assert len(areas) == len(PARTS)
    assert np.allclose(areas[-1]["upper"], line["mean"])
    assert {"Losing discretion", "Losing the job", "Paper habit"} <= set(texts(chart))


def test_one_run_has_no_band(monthly):
    one = monthly[monthly["replicate"] == 2]
    chart = charts.adoption(one)
    assert tables_with(chart, "line", "mean")
    assert not tables_with(chart, "area", "mean")
    assert any("one run" in text for text in texts(chart))


@pytest.mark.parametrize("draw", [charts.adoption, charts.resistance])
def test_a_line_marks_every_event_in_the_horizon(monthly, draw):
    for table in tables_with(draw(monthly, events=iter(EVENTS)), "rule", "event"):
        assert list(table["event"]) == [label for _, label in EVENTS[1:-1]]
        assert list(pd.to_datetime(table["date"])) == [pd.Timestamp(when) for when, _ in EVENTS[1:-1]]


def test_each_event_is_named_once(monthly):
    shown = texts(charts.adoption(monthly, events=EVENTS))
    assert [shown.count(label) for _, label in EVENTS] == [0, 1, 1, 1, 1, 1, 0]


def test_shares_are_drawn_on_a_full_scale(monthly, several, offices, record):
    for chart in (
        charts.adoption(monthly),
        charts.comparison(several),
        charts.fit_over_time(offices, record),
    ):
        scales = [
            layer["encoding"]["y"]["scale"]["domain"]
            for layer, _ in layers(chart)
            if "scale" in layer["encoding"].get("y", {})
        ]
        assert scales
        assert all(scale == [0, 1] for scale in scales)


# The record


def test_adoption_shows_mean_use_and_its_hold_out_hollow(monthly, record):
    chart = charts.adoption(monthly, record=record)
    # The installed units say nothing of use, the figure of 2031 lies beyond the run.
    assert dots(chart) == {"filled": [0.486], "hollow": [0.98], "cross": []}
    assert any("never saw" in text for text in texts(chart))
    assert dots(charts.adoption(monthly)) == {"filled": [], "hollow": [], "cross": []}


@pytest.mark.parametrize("draw", [charts.fit_by_figure, charts.fit_over_time])
def test_the_fit_tells_what_the_model_was_allowed_to_see(offices, record, draw):
    assert dots(draw(offices, record)) == {
        "filled": [0.45, 0.486, 0.53],
        "hollow": [0.88, 0.98],
        "cross": [1.0],
    }


def test_observations_meet_the_model_in_their_own_month(offices, record):
    table = charts.compared(offices, record).set_index(["series", "date"])
    january = offices[offices["month"] == "2025-01-01"]
    shares = (january["reported_use"] >= 0.95).groupby(january["replicate"]).mean()
    row = table.loc[("full_use_units", pd.Timestamp("2024-12-31"))]
    assert 0 < shares.mean() < 1
    assert np.allclose(
        [row["mean"], row["low"], row["high"]], [shares.mean(), *shares.quantile([0.05, 0.95])]
    )
    june = offices[offices["month"] == "2024-06-01"]
    assert table.loc[("lt50_use_units", pd.Timestamp("2024-06-09")), "mean"] == pytest.approx(
        (june["reported_use"] < 0.5).mean()
    )
    may = offices[offices["month"] == "2024-05-01"]
    row = table.loc[("mean_usage_pct", pd.Timestamp("2024-05-15"))]
    assert row["mean"] == pytest.approx(may["reported_use"].mean())
    assert list(table["inside"]) == list((table["value"] >= table["low"]) & (table["value"] <= table["high"]))


def test_a_share_at_its_threshold_has_reached_it():
    use = pd.DataFrame(
        {"replicate": 0, "month": MONTHS[0], "reported_use": [np.float32(0.95), 19 / 20, 0.94]}
    )
    assert summary.share_of_offices(use, "reported_use", 0.95, ">=")["share"].item() == pytest.approx(2 / 3)
    assert summary.share_of_offices(use, "reported_use", 0.95, "<")["share"].item() == pytest.approx(1 / 3)


def test_the_fit_counts_hits_and_misses(offices, record):
    low_use = record["series"] == "lt50_use_units"
    on_the_mean = charts.compared(offices, record).set_index("series").loc["lt50_use_units", "mean"]
    telling = record[record["role"] != "context"].assign(value=0.0)
    telling.loc[low_use, "value"] = on_the_mean
    told = charts.fit_by_figure(offices, telling).title.subtitle[0]
    assert told == "Published figures within the model's band: 1 of 3 used to fit it, 0 of 2 held out."


def test_a_record_outside_the_run_is_refused_in_words(offices, record):
    with pytest.raises(ValueError, match="no published figure"):
        charts.fit_by_figure(offices, record[record["date"] > "2030"])


# Offices


def test_offices_are_sorted_by_size_then_by_use_at_the_end(offices):
    one = offices[offices["replicate"] == 1]
    order = rows(one)
    assert order["office"][0] == "Finance"  # the largest, though not the most digital
    rest = order["verified_use"][1:]
    assert rest.is_monotonic_decreasing
    assert rest.max() > order["verified_use"][0]


def test_a_leftover_post_does_not_make_an_office_larger(offices):
    one = offices[offices["replicate"] == 1]
    uneven = one.assign(size=np.where(one["office"].isin(["Law", "FED 05"]), 338, 337))
    assert rows(uneven)["verified_use"].is_monotonic_decreasing


def test_the_heat_map_shows_the_typical_run_cell_by_cell(offices):
    ends = offices[offices["month"] == MONTHS[-1]].groupby("replicate")["verified_use"].mean()
    typical = int((ends - ends.median()).abs().idxmin())
    (cells,) = tables_with(charts.offices_heat_map(offices, named=HUBS), "rect", "use")
    one = offices[offices["replicate"] == typical]
    assert len(cells) == len(one) == 8 * len(MONTHS)
    top = cells[cells["top"] == cells["top"].max()]
    assert np.allclose(top["use"], one.loc[one["office"] == "Finance", "verified_use"], atol=6e-4)
    assert ends.nunique() == 5


def test_the_heat_map_names_the_hubs_and_no_other(offices):
    shown = texts(charts.offices_heat_map(offices, named=[*HUBS, "No such office"]))
    assert set(HUBS) <= set(shown)
    assert not [text for text in shown if text.startswith("FED") or "No such" in text]


def test_offices_of_one_name_in_two_tiers_stay_apart(offices):
    twins = pd.concat([offices, offices.assign(tier="PB", verified_use=0.0)])
    (cells,) = tables_with(charts.offices_heat_map(twins), "rect", "use")
    assert len(cells) == 2 * 8 * len(MONTHS)
    assert cells["top"].nunique() == 16


# Scenarios side by side


def test_the_comparison_names_each_scenario_at_its_end_and_apart(several):
    labels = {"no-reform": "No reform: nothing happens", "order": "Order"}
    chart = charts.comparison(several, labels=labels)
    ends = several[several["month"] == MONTHS[-1]].groupby("scenario")["verified_use"].mean()
    wanted = {"No reform": "no-reform", "Order": "order", "order-too": "order-too"}
    shown = [text.replace("\u00a0", " ") for text in texts(chart)]
    for words, name in wanted.items():
        assert f"{words} {100 * ends[name]:.0f} %" in shown
    heights = [table["height"].item() for table in tables_with(chart, "text", "height", "value")]
    gaps = np.diff(sorted(heights)) * style.PLOT_HEIGHT
    assert abs(ends["order"] - ends["order-too"]) * style.PLOT_HEIGHT < style.BODY
    assert gaps.min() >= style.BODY


def test_the_comparison_keeps_the_order_of_the_frame_and_a_style_for_each(several):
    lines = [
        (layer["mark"]["color"], tuple(layer["mark"]["strokeDash"]), table["mean"].iloc[-1])
        for layer, table in layers(charts.comparison(several))
        if layer["mark"]["type"] == "line"
    ]
    ends = several[several["month"] == MONTHS[-1]].groupby("scenario", sort=False)["verified_use"].mean()
    assert np.allclose([end for *_, end in lines], ends)
    assert len({line[:2] for line in lines}) == 3


def test_panels_show_reported_and_real_use_of_every_scenario(several):
    lines = tables_with(charts.comparison_panels(several), "line", "mean")
    means = several[several["month"] == MONTHS[-1]].groupby("scenario", sort=False)
    wanted = means[["reported_use", "verified_use"]].mean().to_numpy().ravel()
    assert np.allclose([line["mean"].iloc[-1] for line in lines], wanted)


def test_outcomes_at_the_end_are_in_the_units_they_name(several):
    chart = charts.outcomes_at_end(several)
    last = several[several["month"] == MONTHS[-1]].groupby("scenario").mean(numeric_only=True)
    bars = tables_with(chart, "rect", "mean", "zero")
    columns = {"verified_use": 100, "reported_use": 100, "processing_days": 1, "cumulative_cost": 1e-9}
    order = last["verified_use"].sort_values(ascending=False).index
    for bar, (column, factor) in zip(bars, columns.items(), strict=True):
        assert list(bar["scenario"]) == list(order)
        assert np.allclose(bar["mean"], last.loc[order, column] * factor)
        assert (bar["zero"] == 0).all()


@pytest.mark.parametrize("draw", [charts.adoption, charts.resistance])
def test_a_picture_of_one_scenario_refuses_several(several, draw):
    with pytest.raises(ValueError, match="one scenario, but the frame holds 3"):
        draw(several)


# The real thing


def test_a_run_of_the_federal_case_can_be_drawn(tmp_path):
    from sim import run

    scenario = Scenario.load("federal-eoffice").with_values({"posts": 400})
    results = [(seed, run(scenario, seed=seed)) for seed in range(2)]

    def frame(name: str) -> pd.DataFrame:
        return pd.concat(
            [getattr(x, name).assign(replicate=seed, scenario=scenario.name) for seed, x in results],
            ignore_index=True,
        )

    monthly, offices, record = frame("monthly"), frame("offices"), load(scenario.record_path).figures
    events = [(event.date, event.label) for event in scenario.events]
    adoption = charts.adoption(monthly, events=events, record=record)
    seen = record[record["statistic"] == "mean"].groupby("role")["value"].apply(sorted)
    assert dots(adoption) == {"filled": seen["calibrate"], "hollow": seen["validate"], "cross": []}
    drawn = {
        "adoption": adoption,
        "offices": charts.offices_heat_map(offices, named=scenario.tiers[0].hubs),
        "resistance": charts.resistance(monthly, events=events),
        "fit": charts.fit_by_figure(offices, record),
    }
    for name, chart in drawn.items():
        assert charts.save(chart, tmp_path / f"{name}.png").stat().st_size > 20_000
