"""Spoilt and damaged study files: each makes a plan that can be run, or is refused in plain words."""

import copy
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from spoiling import damaged_bytes, spoilt_file
from test_scenario_fuzz import FUZZ, JUNK

from experiments import studies
from experiments.studies.form import StudyFile
from experiments.studies.kinds import VARY_KEYS
from experiments.studies.planning import MOST_RUNS
from experiments.studies.reading import STUDIES
from sim.errors import InputError

N_TABLES, N_BYTES = 150, 40

KEYS = st.sampled_from(
    [
        *(
            *StudyFile.model_fields,
            *VARY_KEYS,
            "kind",
            "points",
            "seed",
            "steps",
            "name",
            "scenario",
            "number",
        ),
        *("kappa", "train", "gate", "posts", "law.status", "tiers.0.posts", "low", "high", "whole", "regime"),
    ]
)
VALUES = st.one_of(
    JUNK,
    st.sampled_from(
        ["grid", "sobol", "latin_hypercube", "prior", "no-reform", "training-sweep", "trust", "K"]
    ),
    st.sampled_from(
        [[0.1, 0.2], ["off", "on"], {"low": 0, "high": 1}, {"low": 400, "high": 800, "whole": True}]
    ),
)

SOUND: list[dict[str, Any]] = [
    {
        **{"title": "T", "scenarios": ["no-reform", "executive-order"], "regimes": ["L", "K"]},
        **{"values": {"posts": 400}, "outcomes": ["trust_end", "trust"]},
        "vary": {"uncertain": True, "leave": ["nu"], "kappa": {"low": 0.0, "high": 1.0}, "J": [0, 0.5, 1]},
        "design": {"kind": "latin_hypercube", "points": [8, 12], "seed": 3},
        "checks": {"kappa": [0, 1.5], "gate": "off"},
        "replicates": {"number": 2, "until": {"outcome": "trust_end", "width": 0.1}},
    },
    {
        "base": "executive-order",
        "variants": [{"name": "more", "values": {"train": 0.05}}],
        "vary": {"law.status": [0.0, 1.0], "ME": {"low": 0.1, "high": 0.9}},
        "design": {"kind": "grid", "steps": 3, "centre": False},
        "limits": {"seconds": 5, "failures": 3},
    },
]


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """A sound study of which a few values are replaced, lost, added or misspelt."""
    data = copy.deepcopy(draw(st.sampled_from(SOUND)))
    return spoilt_file(draw, data, KEYS, VALUES)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A study of the library with a few bytes lost, repeated or overwritten."""
    content = draw(st.sampled_from([path.read_bytes() for path in sorted(STUDIES.glob("*.toml"))]))
    return damaged_bytes(draw, content)


def plan_or_refuse(content: bytes) -> bool:
    """Read a study of that content; whether it was sound."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_bytes(content)
        plan, told = studies.assess(path, {})
    assert (plan is None) == bool(told), "a plan or faults, and not both"
    for fault in told:
        assert str(fault).isprintable()
        assert len(str(fault)) > 20
    if plan is None:
        return False
    numbers = [point.number for point in plan.points]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert plan.base in plan.scenarios
    assert plan.n_runs <= MOST_RUNS
    for cell in plan.cells[:: max(1, len(plan.cells) // 8)]:
        if len(cell.point.values) < 2:
            plan.scenario(cell)
        else:
            with suppress(InputError):  # values of two keys may not stand together
                plan.scenario(cell)
    return True


@settings(FUZZ, max_examples=N_TABLES)
@given(spoilt())
def test_a_spoilt_study_makes_a_plan_or_is_refused(text):
    plan_or_refuse(text.encode("utf-8", "replace"))


@settings(FUZZ, max_examples=N_BYTES)
@given(damaged())
def test_a_damaged_study_makes_a_plan_or_is_refused(content):
    plan_or_refuse(content)


def test_the_generator_makes_sound_and_unsound_studies():
    """Were one of the two missing, the tests above would test nothing."""
    seen = set()

    @settings(FUZZ, max_examples=30)
    @given(spoilt())
    def sort(text: str) -> None:
        seen.add(plan_or_refuse(text.encode("utf-8", "replace")))

    sort()
    assert seen == {True, False}
