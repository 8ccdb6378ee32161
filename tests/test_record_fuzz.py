"""Spoilt and damaged records, texts and tables: each is read, or is refused in plain words."""

import copy
import functools
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from record_files import RECORD, TABLE, write_record
from scenario_files import SMALL, TEXT, write
from spoiling import damaged_bytes, spoilt_file
from test_scenario_fuzz import FUZZ, JUNK

from sim import Scenario, run
from sim.record import assess, faults, said
from sim.record.form import ERRORS, ROLES, STATISTICS, UNITS, RecordFile, Series
from sim.record.table import COLUMNS

N_TEXTS, N_TABLES, N_BYTES, N_ARROW = 200, 200, 80, 60

KEYS = st.sampled_from([*RecordFile.model_fields, *Series.model_fields, "full", "low"])
NAMES = st.sampled_from(
    [*(*STATISTICS, *UNITS, *ERRORS, *ROLES), "reported_use", "processing_days", "FED 03", "works.csv"]
)
CELLS = st.one_of(
    *(st.sampled_from(["", " ", "0", "-1", "0.5", "1", "1e400", "nan", "41", "100.5", "\x00", '"', "'"]),),
    *(st.sampled_from([*ROLES, *ERRORS, "full", "mean", "2021-06", "2021-06-31", "2199-12-31"]), TEXT),
)


@functools.cache
def small_run():
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario.load(write(Path(folder), SMALL))
    return scenario, run(scenario, 1).world


def read_or_refuse(text: str | bytes, table: str | bytes) -> bool:
    """Read a record of that text and table; whether it was sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_record(Path(folder), table=table)
        path.write_bytes(text.encode("utf-8", "replace") if isinstance(text, str) else text)
        return checked(path)


def checked(path: Path) -> bool:
    record, told = assess(path)
    assert (record is None) == bool(told), "a record or faults, and not both"
    assert [str(fault) for fault in faults(path)] == [str(fault) for fault in told]
    for fault in told:
        assert str(fault).isprintable()
        assert len(str(fault)) > 20
    if record is None:
        return False
    rows = record.comparable
    assert rows["value"].between(0, 1).all()
    assert (rows["sd"] > 0).all()
    assert (rows["sd_own"] >= 0).all()
    assert set(rows["role"]) <= set(ROLES)
    assert len(record.fitted)
    asked = rows[rows["role"] != "context"]
    if record.scenario == "small.toml":
        told = said(asked, *small_run())
        assert np.isfinite(told).all()
        assert ((told >= 0) & (told <= 1)).all()
    return True


@st.composite
def spoilt_text(draw: st.DrawFn) -> str:
    """A sound text of which a few values are replaced, lost, added or misspelt."""
    data = copy.deepcopy(tomllib.loads(RECORD))
    return spoilt_file(draw, data, KEYS, JUNK | NAMES)


@st.composite
def spoilt_table(draw: st.DrawFn) -> str:
    """A sound table of which a few cells are replaced, or rows and columns lost, doubled or swapped."""
    rows = [line.split(",") for line in TABLE.splitlines()]
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, len(rows[row]) - 1))
        match draw(st.sampled_from(["cell", "cell", "cell", "lose", "double", "shorten"])):
            case "cell":
                rows[row][column] = draw(CELLS)
            case "lose" if len(rows) > 1:
                del rows[row]
            case "double":
                rows.append(list(rows[row]))
            case _ if len(rows[row]) > 1:
                del rows[row][column]
    return "".join(",".join(row) + "\n" for row in rows)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A text and a table, one of them with a few bytes lost, repeated or overwritten."""
    files = [RECORD.encode(), TABLE.encode()]
    which = draw(st.integers(0, 1))
    files[which] = damaged_bytes(draw, files[which])
    return files[0], files[1]


ARRAYS = st.one_of(
    st.lists(st.none() | st.floats(), min_size=3, max_size=3).map(lambda x: pa.array(x, pa.float64())),
    st.lists(st.none() | st.integers(-(2**60), 2**60), min_size=3, max_size=3).map(
        lambda x: pa.array(x, pa.int64())
    ),
    st.lists(st.none() | st.datetimes(), min_size=3, max_size=3).map(
        lambda x: pa.array(x, pa.timestamp("us"))
    ),
    st.lists(st.none() | st.integers(-(2**62), 2**62), min_size=3, max_size=3).map(
        lambda x: pa.array(x, pa.timestamp("ns", "UTC"))
    ),
    st.lists(st.none() | st.booleans(), min_size=3, max_size=3).map(lambda x: pa.array(x, pa.bool_())),
    st.lists(st.none() | NAMES | TEXT, min_size=3, max_size=3).map(lambda x: pa.array(x, pa.string())),
    st.lists(st.lists(st.integers(0, 9), max_size=2), min_size=3, max_size=3).map(pa.array),
    st.lists(st.binary(max_size=5), min_size=3, max_size=3).map(pa.array),
    st.just(pa.array(["full", "low", "mean"])),
    st.just(pa.nulls(3)),
)


@settings(FUZZ, max_examples=N_TEXTS)
@given(spoilt_text())
def test_a_spoilt_text_is_read_or_refused(text):
    read_or_refuse(text, TABLE)


@settings(FUZZ, max_examples=N_TABLES)
@given(spoilt_table())
def test_a_spoilt_table_is_read_or_refused(table):
    read_or_refuse(RECORD, table)


@settings(FUZZ, max_examples=N_BYTES)
@given(damaged())
def test_a_damaged_record_is_read_or_refused(files):
    read_or_refuse(*files)


@settings(FUZZ, max_examples=N_ARROW)
@given(st.dictionaries(st.sampled_from([*COLUMNS, "serie"]), ARRAYS, min_size=1))
def test_a_parquet_table_of_any_types_is_read_or_refused(columns):
    with tempfile.TemporaryDirectory() as folder:
        path = write_record(Path(folder), RECORD.replace("works.csv", "works.parquet"), None)
        pq.write_table(pa.table(columns), Path(folder) / "works.parquet")
        checked(path)


def test_the_generators_make_sound_and_unsound_records():
    """Were one of the two missing, the tests above would test nothing."""
    seen = {"text": set(), "table": set()}

    @settings(FUZZ, max_examples=40)
    @given(spoilt_text(), spoilt_table())
    def sort(text: str, table: str) -> None:
        seen["text"].add(read_or_refuse(text, TABLE))
        seen["table"].add(read_or_refuse(RECORD, table))

    sort()
    assert seen == {"text": {True, False}, "table": {True, False}}
