"""docs/reading-results.md: its lines are run on real folders, and give the same whatever reads them."""

import math
import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.store import Results
from experiments.tables import schema
from tests.test_cli import redtape
from tests.test_rerun import STUDY

PAGE = (Path(__file__).parents[1] / "docs" / "reading-results.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
READERS = ("pandas", "Polars", "DuckDB")


def blocks(section):
    return re.findall(r"^```python\n(.*?)^```", SECTIONS[section], re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder that holds the two of the page: the results of a run, and of a study."""
    place = tmp_path_factory.mktemp("place")
    out = place / "results" / "bench"
    words = ("run", "federal-2022", "--set", "posts=400", "--set", "end=2023-01-31")
    done = redtape(*words, "--replicates", 4, "--agents", "--no-pictures", "--out", out)
    assert done.exit_code == 0, done.output
    (place / "courses.toml").write_text(STUDY.format(end="2022-12-31"))
    done = redtape("sweep", place / "courses.toml", "--out", place / "results" / "study")
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture(scope="module")
def read(place):
    """reader -> what its lines leave behind: months, ends and means, as pandas and as dictionaries."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for reader in READERS:
            left = {}
            for block in blocks(reader):
                exec(block, left)
            found[reader] = {"months": as_pandas(left["months"])} | {
                name: as_dictionary(left[name]) for name in ("ends", "means")
            }
    return found


def as_pandas(table):
    if isinstance(table, polars.DataFrame):
        return table.to_pandas()
    return table.df() if isinstance(table, duckdb.DuckDBPyRelation) else table


def as_dictionary(table):
    if isinstance(table, pd.Series):
        return table.to_dict()
    rows = table.rows() if isinstance(table, polars.DataFrame) else table.fetchall()
    return dict(rows)


def test_each_reader_has_its_one_line_its_example_and_its_join():
    for reader in (*READERS, "R"):
        language = "r" if reader == "R" else "python"
        assert SECTIONS[reader].count(f"```{language}\n") == 3
    assert [blocks(reader)[0].strip().count("\n") for reader in READERS] == [2, 2, 2], (
        "an import and one line"
    )


@pytest.mark.parametrize("reader", READERS)
def test_every_cell_is_read_as_it_was_written(read, place, reader):
    months = read[reader]["months"]
    written = pq.read_table(place / "results" / "bench" / "monthly.parquet")
    assert list(months.columns) == written.column_names
    assert len(months) == written.num_rows == 4 * 8
    for name, column in zip(written.column_names, written.columns, strict=True):
        if pa.types.is_floating(column.type):
            np.testing.assert_array_equal(months[name].to_numpy(float), column.to_numpy(), err_msg=name)
        else:
            assert months[name].tolist() == column.to_pandas().tolist(), name


def test_all_readers_come_to_the_same_figures(read, place):
    results = Results(place / "results" / "bench")
    monthly = results.table("monthly")
    real = monthly[monthly["month"] == "2023-01-01"]["verified_use"].mean()
    study = Results(place / "results" / "study")
    runs, points = study.table("runs"), study.table("points")
    means = {
        label: runs["verified_use_mean"][runs["point"] == point].mean()
        for point, label in zip(points["point"], points["label"], strict=True)
    }
    assert len(set(means.values())) > 1
    for reader in READERS:
        assert read[reader]["ends"] == pytest.approx({"federal-2022": real}, rel=1e-12), reader
        assert read[reader]["means"] == pytest.approx(means, rel=1e-12), reader
    assert not math.isnan(real)


def test_units_are_found_where_the_page_says(place, monkeypatch):
    monkeypatch.chdir(place)
    declared = schema("monthly").field("verified_use").metadata
    column, manifest = blocks("Units")
    left = {}
    exec(column, left)
    assert (left["unit"].encode(), left["meaning"].encode()) == (declared[b"unit"], declared[b"meaning"])
    left = {}
    exec(manifest, left)
    assert left["unit"].encode() == declared[b"unit"]


@pytest.mark.parametrize("folder", ["bench", "study"])
def test_files_hold_only_what_every_build_of_rs_reader_reads(place, folder):
    """R's arrow cannot be run here: what can be tested is that nothing optional is used."""
    files = sorted((place / "results" / folder).glob("*.parquet"))
    assert len(files) == 6
    for path in files:
        assert_plain(path)


def assert_plain(path):
    file = pq.ParquetFile(path)
    assert file.metadata.format_version in ("1.0", "2.4", "2.6")
    plain = (pa.int64(), pa.float64(), pa.string(), pa.timestamp("ms"))
    assert {field.type for field in file.schema_arrow} <= set(plain)
    for group in (file.metadata.row_group(n) for n in range(file.num_row_groups)):
        columns = [group.column(n) for n in range(group.num_columns)]
        assert {column.compression for column in columns} == {"SNAPPY"}
        assert {x for column in columns for x in column.encodings} <= {"PLAIN", "RLE", "RLE_DICTIONARY"}
    assert file.metadata.num_rows or path.stem == "failures"


def test_the_page_says_what_is_not_run():
    assert "**The lines of R are not run by the tests**" in SECTIONS["R"]


def test_missing_values_are_as_the_page_says(place):
    path = str(place / "results" / "bench" / "runs.parquet")
    name = "t80_verified"
    assert pd.read_parquet(path)[name].isna().all()
    assert polars.read_parquet(path)[name].null_count() == 4
    assert duckdb.sql(f"SELECT count({name}) FROM '{path}'").fetchall() == [(0,)]
