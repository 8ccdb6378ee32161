"""Record files: what they say is what is read, and everything wrong with one is told at once."""

import json
import math
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal

import jsonschema
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from record_files import RECORD, TABLE, write_record
from scenario_files import SMALL, write
from typer.testing import CliRunner
from wrong_records import IN_TABLE, IN_TEXT

from experiments import cli
from experiments.record_page import EXAMPLE, EXAMPLE_TABLE, record_file_page
from sim.errors import InputError
from sim.record import DISCREPANCY_SD, SAMPLING_SD, assess, faults, is_record, load, schema
from sim.record.form import RecordFile, Series
from sim.record.table import COLUMNS
from sim.scenario.reading import LIBRARY

FEDERAL = LIBRARY / "data" / "pk_eoffice_federal.toml"


def redtape(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.fixture
def figures(tmp_path) -> pd.DataFrame:
    return load(write_record(tmp_path)).figures


# ---- What a record says


def test_what_a_row_says_goes_over_what_its_series_says(figures):
    assert figures["role"].tolist() == [
        *("calibrate", "validate", "calibrate", "calibrate", "calibrate", "validate", "context")
    ]
    assert figures["denominator"].dropna().tolist() == [40, 42]
    assert figures["error"].tolist()[:-1] == ["count", "count", "sd", "sd", "interval", "sd"]
    assert figures["error"].tolist()[-1] is None
    assert figures["sd_own"].tolist()[:-1] == pytest.approx([0, 0, 0.05, 0.025, 0.2 / 2 / 1.645, 0.05])


def test_values_are_shares_whatever_their_unit(figures):
    assert figures["value"].tolist()[:-1] == pytest.approx([10 / 40, 12 / 42, 0.4, 0.305, 0.4, 0.6])
    assert math.isnan(figures["value"].iloc[-1])


def test_the_whole_error_is_widened(figures):
    usual = math.hypot(DISCREPANCY_SD, SAMPLING_SD)
    assert figures["sd"].tolist()[:-1] == pytest.approx([usual] * 4 + [2 * usual] * 2)
    assert figures["widen"].tolist()[:-1] == [1, 1, 1, 1, 2, 2]


def test_an_own_error_beyond_the_luck_of_a_history_counts(tmp_path):
    path = write_record(tmp_path, table=TABLE.replace("0.3,0.5", "0.1,0.9"))
    row = load(path).figures.iloc[4]
    assert row["sd"] == pytest.approx(2 * math.hypot(DISCREPANCY_SD, 0.8 / 2 / 1.645))


def test_months_offices_and_self_reports_are_those_of_the_file(figures):
    months = [f"{month:%Y-%m}" for month in figures["month"]]
    assert months[:-1] == ["2021-01", "2021-03", "2021-08", "2021-10", "2021-12", "2022-06"]
    assert figures["tiers"].tolist() == [(), (), ("FED",), ("FED",), (), (), ()]
    assert figures["offices"].tolist()[4:6] == [("FED 01", "FED 02")] * 2
    assert figures["self_report"].tolist()[:-1] == [True] * 4 + [False] * 2
    assert figures["direction"].tolist() == [">=", ">=", "<", "<", "", "", ""]
    assert figures["source"].tolist()[:2] == ["press", ""]


def test_the_record_tells_its_texts_and_series(tmp_path):
    record = load(write_record(tmp_path))
    assert (record.title, record.source, record.scenario) == ("Works", "Returns and an audit.", "small.toml")
    assert list(record.series) == ["full", "low", "mean"]
    assert record.path == tmp_path / "works.toml"
    untitled = write_record(tmp_path, RECORD.replace('title = "Works"\n', ""))
    assert load(untitled).title == "works"


def arrow(text: str, gap: float | None = None) -> pa.Table:
    """The table of a CSV with the types that a data frame would give its columns."""
    rows = [line.split(",") for line in text.splitlines()]
    columns = dict(zip(rows[0], map(list, zip(*rows[1:], strict=True)), strict=True))
    numbers = {"value", "denominator", "sd", "low", "high"}

    def typed(name, cells):
        if name in numbers:
            return pa.array([float(x) if x else gap for x in cells], pa.float64())
        if name == "state":
            return pa.array([datetime.fromisoformat(x) if x else None for x in cells], pa.timestamp("ns"))
        if name == "role":
            return pa.array([x or None for x in cells]).dictionary_encode()
        return pa.array([x or None for x in cells])

    return pa.table({name: typed(name, cells) for name, cells in columns.items()})


def as_parquet(folder, table: pa.Table):
    path = write_record(folder, RECORD.replace("works.csv", "works.parquet"), None)
    pq.write_table(table, folder / "works.parquet")
    return path


@pytest.mark.parametrize("gap", [None, math.nan])
def test_a_parquet_table_says_what_the_csv_says(tmp_path, figures, gap):
    pd.testing.assert_frame_equal(load(as_parquet(tmp_path, arrow(TABLE, gap))).figures, figures)


def test_dates_and_decimals_of_a_parquet_table_are_read(tmp_path):
    rows = {"series": ["low"], "date": [date(2021, 6, 30)], "value": [Decimal("40.50")]}
    rows |= {"role": ["calibrate"]}
    text = (
        RECORD[: RECORD.index("[series.full]")] + RECORD[RECORD.index("[series.low]") :].split("[series.m")[0]
    )
    path = as_parquet(tmp_path, pa.table(rows))
    write(tmp_path, text.replace('context = ["staff"]\n', "").replace("works.csv", "works.parquet"), "works")
    row = load(path).figures.iloc[0]
    assert (row["value"], f"{row['date']:%Y-%m-%d}") == (0.405, "2021-06-30")


@pytest.mark.parametrize(
    ("column", "cells", "told"),
    [
        ("value", ["10"] * 7, '"10" is of the wrong type'),
        ("date", list(range(7)), "is not a date"),
        ("series", [b"full"] * 7, "is of the wrong type"),
        ("role", [[1]] * 7, "is of the wrong type"),
        ("value", [True] * 7, "true is of the wrong type"),
        ("value", [math.inf] * 7, "is not a finite number"),
    ],
)
def test_a_parquet_table_of_wrong_types_is_told_row_by_row(tmp_path, column, cells, told):
    table = arrow(TABLE)
    table = table.set_column(table.column_names.index(column), column, pa.array(cells))
    found = [str(fault) for fault in faults(as_parquet(tmp_path, table))]
    assert len([x for x in found if told in x and "works.parquet, row " in x]) >= 5


def test_spreadsheets_of_several_kinds_are_read(tmp_path, figures):
    for text in (
        TABLE.replace(",", ";"),
        "\ufeff" + TABLE.replace("\n", "\r\n"),
        TABLE + "," * 11 + "\n\n",
        TABLE.replace("series,date", " series , date "),
        TABLE.replace(",42,", ",42.0,"),
    ):
        pd.testing.assert_frame_equal(load(write_record(tmp_path, table=text)).figures, figures)


# ---- What is wrong with one


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


MANY = {"no column"}
"""Cases in which every row lacks the same thing, and says so."""


@pytest.mark.parametrize("case", IN_TEXT)
def test_what_is_wrong_with_the_text_is_told(tmp_path, case):
    edits, told = IN_TEXT[case]
    found = faults(write_record(tmp_path, edited(RECORD, *edits)))
    assert re.search(told, str(found[0])), [str(fault) for fault in found]
    assert str(found[0]).startswith(f"{tmp_path / 'works.toml'}: ")
    assert len(found) == 1 or case in MANY, [str(fault) for fault in found]


@pytest.mark.parametrize("case", IN_TABLE)
def test_what_is_wrong_with_the_table_is_told(tmp_path, case):
    edits, told = IN_TABLE[case]
    found = faults(write_record(tmp_path, table=edited(TABLE, *edits)))
    assert re.search(told, str(found[0])), [str(fault) for fault in found]
    assert str(found[0]).startswith(str(tmp_path / "works.csv"))
    assert len(found) == 1 or case in MANY, [str(fault) for fault in found]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "`series` is not a column"),
        ("séries\n".encode("latin-1"), "is not UTF-8 text"),
        (b'series,date,value\n"a\n', "is not a CSV file"),
        (b"series,date,value\n", "has no row in the table"),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path, table, told):
    assert any(told in str(fault) for fault in faults(write_record(tmp_path, table=table)))


def test_a_file_that_is_no_table_is_told(tmp_path):
    (tmp_path / "works.parquet").write_bytes(b"PAR1 and more")
    (path,) = (write_record(tmp_path, RECORD.replace("works.csv", "works.parquet"), None),)
    assert "is not a Parquet file" in str(faults(path)[0])
    (tmp_path / "works.xlsx").write_bytes(b"PK")
    path = write_record(tmp_path, RECORD.replace("works.csv", "works.xlsx"), None)
    assert "expected a file ending in .csv or .parquet" in str(faults(path)[0])
    (tmp_path / "works.csv").mkdir()
    assert "is a folder" in str(faults(write_record(tmp_path, table=None))[0])


def test_a_file_that_is_no_record_is_told(tmp_path):
    assert "does not exist" in str(faults(tmp_path / "gone.toml")[0])
    assert "is a table and not a record" in str(faults(write_record(tmp_path).with_suffix(".csv"))[0])
    (tmp_path / "works.toml").write_text("series = [")
    assert "is not valid TOML" in str(faults(tmp_path / "works.toml")[0])


def test_a_record_with_nothing_to_fit_is_told(tmp_path):
    text = RECORD.replace('role = "calibrate"', 'role = "validate"')
    (fault,) = faults(write_record(tmp_path, text, TABLE.replace("calibrate", "context")))
    assert "has no figure that may be fitted" in str(fault)


def test_everything_wrong_is_told_at_once_in_the_order_of_the_files(tmp_path):
    text_edits = ["unknown key", "unknown outcome", "missing unit", "threshold in per cent", "unknown tier"]
    table_edits = ["no such series", "share above 1", "count above the denominator of the series"]
    table_edits += ["date outside the run", "too few cells", "count above the denominator of the row"]
    path = write_record(
        tmp_path,
        edited(RECORD, *(x for case in text_edits for x in IN_TEXT[case][0])),
        edited(TABLE, *(x for case in table_edits for x in IN_TABLE[case][0])),
    )
    found = [str(fault) for fault in faults(path)]
    wanted = [told for cases, of in ((text_edits, IN_TEXT), (table_edits, IN_TABLE)) for told in
              (of[case][1] for case in cases)]  # fmt: skip
    assert all(any(re.search(told, fault) for fault in found) for told in wanted), found
    assert len(found) == len(wanted)
    lines = [int(x[1]) for x in (re.search(r"works\.csv, line (\d+)", fault) for fault in found) if x]
    assert lines == sorted(lines) == [2, 3, 4, 5, 6, 7]


def test_loading_raises_the_first_and_counts_the_others(tmp_path):
    path = write_record(tmp_path, table=TABLE.replace("31,10,", "31,41,").replace("0.3,0.5", "0.3,"))
    with pytest.raises(InputError, match=r"line 2: `value` = 41 .* \(1 more thing wrong: `redtape check"):
        load(path)
    assert assess(path)[0] is None


# ---- The scenario that a record is about


def test_without_a_scenario_dates_and_offices_are_not_asked_about(tmp_path):
    text = edited(RECORD, ('scenario = "small.toml"\n', ""), ('"FED 02"', '"Nowhere"'))
    path = write_record(tmp_path, text, TABLE.replace("2022-06-10,0.6", "2031-06-10,0.6"))
    assert load(path).scenario is None
    done = redtape("check", path)
    assert done.exit_code == 0
    assert "names no scenario" in done.output
    assert "names no scenario" not in redtape("check", write_record(tmp_path)).output


def test_a_context_figure_may_fall_outside_the_run(tmp_path):
    table = TABLE.replace("2022-06-10,0.6,validate", "2031-06-10,0.6,context")
    assert len(load(write_record(tmp_path, table=table)).figures) == 7


def test_a_scenario_is_asked_for_the_offices_of_its_record(tmp_path):
    path = write_record(tmp_path, RECORD.replace('scenario = "small.toml"\n', ""))
    mine = write(tmp_path, f'record = "{path.name}"\n' + SMALL.replace("offices = 40", "offices = 9"), "mine")
    done = redtape("check", mine)
    assert done.exit_code == 2
    assert '`series.mean.offices.0` = "FED 01" is not an office of mine' in done.output
    assert redtape("check", write(tmp_path, f'record = "{path.name}"\n' + SMALL)).exit_code == 0


def test_a_broken_scenario_is_told_once(tmp_path):
    path = write_record(tmp_path)
    write(tmp_path, SMALL.replace("posts = 400", "posts = 4"), "small")
    (fault,) = faults(path)
    assert '`scenario` = "small.toml" cannot be used' in str(fault)
    assert "tiers.0.posts" in str(fault)


# ---- The command line, the schema, the page


def test_check_knows_records_among_scenarios_and_studies(tmp_path):
    path = write_record(tmp_path, RECORD.replace("verified_use", "verified_uses"))
    done = redtape("check", "no-reform", path, "training-sweep", FEDERAL)
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "`series.mean.outcome`" in done.output
    assert redtape("check", "no-reform", FEDERAL).output == "2 files, nothing wrong.\n"
    assert [is_record(x) for x in (path, FEDERAL, LIBRARY / "no-reform.toml", "no-reform")] == [True] * 2 + [
        False
    ] * 2
    assert not any(is_record(x) for x in (LIBRARY / "studies").glob("*.toml"))


def test_the_schema_takes_records_and_refuses_other_keys():
    assert json.loads(redtape("schema", "--record").output) == schema()
    checking = jsonschema.Draft202012Validator(schema())
    for text in (FEDERAL.read_text(encoding="utf-8"), RECORD, EXAMPLE):
        assert not list(checking.iter_errors(tomllib.loads(text)))
        for wrong in (
            edited(text, ("\noutcome =", "\noutcomes =")),
            edited(text, ("\nfigures =", "\nfigurs =")),
        ):
            assert list(checking.iter_errors(tomllib.loads(wrong)))
    assert redtape("schema", "--record", "--study").exit_code == 2


def test_the_example_of_the_page_is_a_sound_record(tmp_path):
    (tmp_path / "works.csv").write_text(EXAMPLE_TABLE)
    record = load(write(tmp_path, EXAMPLE, "works"))
    assert (len(record.fitted), len(record.held_out)) == (3, 1)
    page = record_file_page()
    assert EXAMPLE in page
    assert EXAMPLE_TABLE in page


def test_the_page_tells_every_key_and_column():
    page = record_file_page()
    for key in (*RecordFile.model_fields, *Series.model_fields, *COLUMNS):
        assert f"\n| `{key}` |" in page
