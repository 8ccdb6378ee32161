"""Spoilt and damaged calibration files: each makes a calibration, or is refused in plain words."""

import copy
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spoiling import damaged_bytes, spoilt_file
from test_scenario_fuzz import FUZZ, JUNK

from experiments.calibration import reading
from experiments.calibration.form import CalibrationFile
from experiments.calibration.plan import Calibration
from experiments.catalogue import check
from sim.errors import InputError

N_TABLES, N_BYTES = 100, 40

FEDERAL = (reading.CALIBRATIONS / "federal-record.toml").read_bytes()
KEYS = st.sampled_from([*CalibrationFile.model_fields, "scenarios", "tiers", "kappa", "posts", "law.status"])
VALUES = st.one_of(
    JUNK,
    st.sampled_from(["federal-eoffice", "no-reform", "K", "th_G", "..", "../x.toml", "a\0b"]),
    st.sampled_from(
        [["K"], ["kappa", "nu"], [], {"posts": 1600}, {"law": {"status": 0.5}}, {"end": "2023-01"}]
    ),
)


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """The federal calibration of which a few values are replaced, lost, added or misspelt."""
    data: dict[str, Any] = copy.deepcopy(tomllib.loads(FEDERAL.decode()))
    data |= {"seeds": 4, "last": 100, "leave": ["nu"], "values": {"posts": 1600}}
    return spoilt_file(draw, data, KEYS, VALUES)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The federal calibration with a few bytes lost, repeated or overwritten."""
    return damaged_bytes(draw, FEDERAL)


def made_or_refused(content: bytes) -> bool:
    """Read a calibration of that content; whether it was sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_bytes(content)
        found, told = reading.assess(path, {})
        check([path])
        if found is None:
            with pytest.raises(InputError):
                reading.load(path)
        else:
            assert isinstance(reading.load(path), Calibration)
    assert (found is None) == bool(told), "a calibration or faults, and not both"
    for fault in told:
        assert str(fault).isprintable()
        assert len(str(fault)) > 20
    return found is not None


@settings(FUZZ, max_examples=N_TABLES)
@given(spoilt())
def test_a_spoilt_calibration_is_made_or_refused(text):
    made_or_refused(text.encode("utf-8", "replace"))


@settings(FUZZ, max_examples=N_BYTES)
@given(damaged())
def test_a_damaged_calibration_is_made_or_refused(content):
    made_or_refused(content)


def test_the_generator_makes_sound_and_unsound_calibrations():
    """Were one of the two missing, the tests above would test nothing."""
    seen = set()

    @settings(FUZZ, max_examples=30)
    @given(spoilt())
    def sort(text: str) -> None:
        seen.add(made_or_refused(text.encode("utf-8", "replace")))

    sort()
    assert seen == {True, False}
