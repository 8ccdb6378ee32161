"""The waterfall: every bar begins where the one before it ended, and says what it is."""

import numpy as np
import pandas as pd
import pytest
from pictured import layers, tables_with, texts

from viz.style import png, svg
from viz.waterfall import bars, waterfall

COLUMNS = ["kind", "label", "value", "low", "high", "number"]


def steps(level=12.0, low=2.0):
    nan = float("nan")
    return pd.DataFrame(
        [
            ("total", "No reform", level, level - 1, level + 1, "12"),
            ("step", "Orders and a label so long that it needs a second line", 15.0, 15 - low, 16.0, "+15"),
            ("step", "Law", -4.0, -5.0, -3.0, "−4.0"),
            ("rest", "The other 3 parts", 2.0, nan, nan, "+2.0"),
            ("total", "Full package", level + 13, level + 12, level + 14, "25"),
        ],
        columns=COLUMNS,
    )


def drawn(chart):
    (table,) = tables_with(chart, "rect", "begin", "end")
    return table


def test_every_bar_begins_where_the_one_before_ended():
    table = bars(steps())
    assert list(table["begin"]) == [0, 12, 27, 23, 0]
    assert list(table["end"]) == [12, 27, 23, 25, 25]
    assert list(table["end_low"])[:3] == [11, 25, 22]
    assert list(table["end_high"])[:3] == [13, 28, 24]
    assert np.isnan(table["end_low"][3])


def test_steps_from_nothing_begin_at_0():
    table = bars(steps().iloc[1:4])
    assert list(table["begin"]) == [0, 15, 11]


def test_bars_words_and_numbers_are_drawn():
    chart = waterfall(steps(), axis="Real use, % of desks", title="From a to b", source="Source: model.")
    table = drawn(chart)
    assert list(table["end"]) == [12, 27, 23, 25, 25]
    assert len(set(table["colour"])) == 4
    found = texts(chart)
    for word in ("No reform", "Law", "+15", "−4.0", "Source: model."):
        assert word in found
    assert any(text.startswith("Orders and a label so long") for text in found)
    assert (table["bottom"].to_numpy()[:-1] < table["top"].to_numpy()[1:]).all()


def test_an_axis_begins_at_0_unless_all_bars_would_look_alike():
    def domain(chart):
        return next(
            layer["encoding"]["x"]["scale"]["domain"]
            for layer, _ in layers(chart)
            if layer["mark"]["type"] == "rect"
        )

    whole = waterfall(steps(), axis="x", title="t")
    assert domain(whole)[0] == 0.0
    short = waterfall(steps(level=500.0), axis="x", title="t")
    assert 400 < domain(short)[0] < 500
    table = drawn(short)
    totals = table[table["kind"] == "total"]
    assert (totals["begin"] == totals["end"]).all()
    assert "does not begin at 0" in str(short.title.to_dict()["subtitle"])
    below = waterfall(
        steps().iloc[1:4].assign(value=[-3.0, -2.0, 1.0], low=np.nan, high=np.nan), axis="x", title="t"
    )
    assert domain(below)[1] == 0.0
    assert domain(below)[0] < -5.0


def test_an_interval_too_narrow_to_see_is_not_drawn():
    table = steps()
    table.loc[2, ["low", "high"]] = [-4.001, -3.999]
    spans = tables_with(waterfall(table, axis="x", title="t"), "rule", "end_low", "end_high")
    assert any(set(x["label"]) == {"No reform", table["label"][1], "Full package"} for x in spans)


@pytest.mark.parametrize("title", ["Short", "So long a title that no page could ever hold it " * 3])
def test_it_becomes_a_picture_no_wider_than_a_page(title):
    vector = svg(waterfall(steps(), axis="x", title=title))
    width = float(vector.split('width="')[1].split('"')[0])
    assert width < 1150
    assert png(vector).startswith(b"\x89PNG")
