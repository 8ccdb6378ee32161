"""Spoilt and damaged calibration files: each makes a calibration, or is refused in plain words."""

import copy
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_files import TEXT, file_of
from test_scenario_fuzz import FUZZ, JUNK, nudged, places

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
    for _ in range(draw(st.integers(0, 3))):
        if not data:
            break
        path = draw(st.sampled_from(places(data)))
        target: Any = data
        for key in path[:-1]:
            target = target[key]
        match draw(st.sampled_from(["nudge", "nudge", "replace", "lose", "add", "misspell"])):
            case "nudge":
                target[path[-1]] = nudged(draw, target[path[-1]])
            case "replace":
                target[path[-1]] = copy.deepcopy(draw(VALUES))
            case "lose":
                del target[path[-1]]
            case _ if isinstance(target, list):
                target.append(copy.deepcopy(draw(VALUES)))
            case "add":
                target[draw(KEYS)] = copy.deepcopy(draw(VALUES))
            case _:
                target[draw(TEXT)] = target.pop(path[-1])
    return file_of(data)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The federal calibration with a few bytes lost, repeated or overwritten."""
    content = FEDERAL
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        junk = [
            b"",
            content[begin:end] * 2,
            b"\x00",
            b"\xff",
            b"9",
            b"-",
            b"nan",
            b"[[",
            b"{",
            b"\n",
            b"1e999",
        ]
        content = content[:begin] + draw(st.sampled_from(junk)) + content[end:]
    return content


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
