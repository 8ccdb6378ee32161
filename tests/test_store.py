"""Results folders: what is written can be read, describes itself, and never stands half-finished."""

import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.store import ALWAYS, Results, new_results
from experiments.tables import TABLES, units
from sim.errors import InputError

MANIFEST = {"redtape": "0"}


def month_rows(run):
    months = pd.date_range("2024-01-01", periods=3, freq="MS")
    return pd.DataFrame(
        {"run": run, "replicate": run, "scenario": "s", "month": months, "verified_use": 0.95}
    )


def write(out, *, force=False, runs=1):
    with new_results(out, force=force) as writer:
        for run in range(runs):
            writer.add("monthly", month_rows(run))
        writer.finish(MANIFEST)


def write_until(out, event):
    """Write a month of rows, and the manifest if `event` is not before it; then end by an error."""
    with new_results(out, force=False) as writer:
        writer.add("monthly", month_rows(0))
        if event == "after the manifest":
            writer.finish(MANIFEST)
        raise KeyError(event)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_can_be_read_in_order(tmp_path):
    write(tmp_path / "r", runs=2)
    monthly = Results(tmp_path / "r").table("monthly")
    assert monthly["run"].tolist() == [0, 0, 0, 1, 1, 1]
    assert monthly["month"].tolist() == [*pd.date_range("2024-01-01", periods=3, freq="MS")] * 2
    assert (monthly["verified_use"] == 0.95).all()
    assert monthly["resistance"].isna().all(), "a column that no row had is empty, not zero"


@pytest.mark.parametrize("table", TABLES)
def test_every_table_that_is_always_there_can_be_read_without_rows(tmp_path, table):
    with new_results(tmp_path / "r", force=False, tables=tuple(TABLES)) as writer:
        writer.finish(MANIFEST)
    read = Results(tmp_path / "r").table(table)
    assert list(read.columns) == list(TABLES[table])
    assert len(read) == 0


def test_every_column_carries_its_unit_in_the_table_and_in_the_manifest(tmp_path):
    write(tmp_path / "r")
    told = Results(tmp_path / "r").manifest["units"]
    for table in ALWAYS:
        for field in pq.read_schema(tmp_path / "r" / f"{table}.parquet"):
            assert field.metadata[b"unit"].decode() == told[table][field.name] == units(table)[field.name]
            assert field.metadata[b"unit"]
            assert field.metadata[b"meaning"]


def test_a_column_that_the_table_does_not_have_is_refused(tmp_path):
    with (
        pytest.raises(ValueError, match="monthly has no column verified_usage"),
        new_results(tmp_path / "r", force=False) as writer,
    ):
        writer.add("monthly", month_rows(0).rename(columns={"verified_use": "verified_usage"}))


def test_nothing_stands_in_its_place_before_it_is_whole(tmp_path):
    with new_results(tmp_path / "r", force=False) as writer:
        writer.add("monthly", month_rows(0))
        assert not (tmp_path / "r").exists()
        writer.finish(MANIFEST)
        assert not (tmp_path / "r").exists()
    assert names(tmp_path) == ["r"]


def test_what_is_not_whole_is_removed(tmp_path):
    with pytest.raises(KeyError):
        write_until(tmp_path / "r", "before the manifest")
    assert names(tmp_path) == []


def test_what_is_whole_is_kept_though_drawing_fails(tmp_path):
    with pytest.raises(KeyError):
        write_until(tmp_path / "r", "after the manifest")
    assert len(Results(tmp_path / "r").table("monthly")) == 3
    assert names(tmp_path) == ["r"]


def test_results_that_are_there_are_kept_without_force(tmp_path):
    write(tmp_path / "r")
    with pytest.raises(InputError, match=r"exists already.*--force"):
        write(tmp_path / "r", runs=2)
    assert len(Results(tmp_path / "r").table("monthly")) == 3


def test_force_replaces_results_whole(tmp_path):
    write(tmp_path / "r")
    (tmp_path / "r" / "old.png").touch()
    write(tmp_path / "r", force=True, runs=2)
    assert len(Results(tmp_path / "r").table("monthly")) == 6
    assert not (tmp_path / "r" / "old.png").exists()
    assert names(tmp_path) == ["r"]


def test_force_keeps_the_old_results_where_the_new_ones_fail(tmp_path):
    write(tmp_path / "r")
    with pytest.raises(KeyError), new_results(tmp_path / "r", force=True):
        raise KeyError
    assert len(Results(tmp_path / "r").table("monthly")) == 3
    assert names(tmp_path) == ["r"]


@pytest.mark.parametrize("content", [None, "no JSON", "[1]", '{"name": "a web page"}'])
def test_force_replaces_nothing_but_results(tmp_path, content):
    folder = tmp_path / "precious"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    if content is not None:
        (folder / "manifest.json").write_text(content)
    with pytest.raises(InputError, match="not a folder of results"):
        write(folder, force=True)
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "r").mkdir()
    write(tmp_path / "r")
    assert len(Results(tmp_path / "r").table("monthly")) == 3


def test_the_folder_one_stands_in_is_not_replaced(tmp_path, monkeypatch):
    write(tmp_path / "r")
    (tmp_path / "r" / "below").mkdir()
    for place in (tmp_path / "r", tmp_path / "r" / "below"):
        monkeypatch.chdir(place)
        with pytest.raises(InputError, match="the folder you are in"):
            write(tmp_path / "r", force=True)


def test_a_place_that_cannot_be_written_is_named_before_any_work(tmp_path):
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "r", tmp_path / ("x" * 300)):
        with pytest.raises(InputError, match=r"is a file|cannot be written") as raised:
            new_results(out, force=True).__enter__()
        assert raised.value.key == "--out"


def test_a_disk_that_fills_up_is_told_plainly(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        write(tmp_path / "r")
    assert names(tmp_path) == []


def test_results_that_cannot_be_moved_are_not_lost(tmp_path, monkeypatch):
    def busy(*_):
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr("pathlib.Path.rename", busy)
    with pytest.raises(InputError, match="The results are in") as raised:
        write(tmp_path / "r")
    (kept,) = tmp_path.iterdir()
    assert str(kept) in str(raised.value)
    assert len(Results(kept).table("monthly")) == 3


def test_what_is_no_results_folder_says_so(tmp_path):
    with pytest.raises(InputError, match="not a folder of results"):
        _ = Results(tmp_path).manifest
    with pytest.raises(InputError, match="does not exist"):
        Results(tmp_path).table("monthly")


def test_the_manifest_is_json_that_any_tool_reads(tmp_path):
    write(tmp_path / "r")
    assert json.loads((tmp_path / "r" / "manifest.json").read_text("utf-8"))["redtape"] == "0"
    with pytest.raises(ValueError, match="JSON"), new_results(tmp_path / "n", force=False) as writer:
        writer.finish({"share": float("nan")})
