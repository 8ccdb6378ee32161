"""Two thousand generated scenario files: each loads, or raises InputError and nothing else."""

import copy
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario_files import SMALL, TEXT, file_of, scenario_data

from experiments.catalogue import check
from sim.errors import InputError
from sim.parameters import ALL
from sim.scenario import Scenario
from sim.scenario.reading import LIBRARY

N_TABLES, N_BYTES, N_VALUES = 1_000, 1_000, 200
PER_EXAMPLE = 5
FUZZ = settings(max_examples=1, suppress_health_check=list(HealthCheck))

KEYS = st.sampled_from(
    sorted({*Scenario.model_fields, *ALL, "extends", "add", "date", "intensity", "until", "Law"})
)
JUNK = st.recursive(
    st.one_of(
        st.sampled_from([0, -1, 3, 10**9, 10**400, True, False, "", "0", "e1", "on", "FED", "federal-2022"]),
        st.sampled_from(
            [date(1, 1, 1), date(9999, 12, 31), date(2021, 6, 1), datetime(2021, 6, 1), time(1, 2)]
        ),
        st.floats(),
        st.integers(),
        TEXT,
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | TEXT, inner, max_size=3),
    max_leaves=5,
)


def nudged(draw: st.DrawFn, value: Any) -> Any:
    """A value of the same type, which may or may not still fit."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return draw(
            st.sampled_from([-value, value + 1, value * 1_000_000, value // 3, 0, float("nan"), float("inf")])
        )
    if isinstance(value, date):
        return value.replace(
            year=min(9999, max(1, value.year + draw(st.sampled_from([-2000, -3, 1, 3, 100])))), day=1
        )
    if isinstance(value, str):
        return draw(st.sampled_from([value[1:], value * 2, value * 300, value.swapcase()]))
    if isinstance(value, list):
        return draw(st.sampled_from([value * 2, value[:-1], value[::-1], [value]]))
    if isinstance(value, dict):
        return {**value, **draw(st.dictionaries(KEYS, JUNK, max_size=1))}
    return value


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """The path of every value in nested tables and lists."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in ((*path, key), *places(item, (*path, key)))]


@st.composite
def mutated_files(draw: st.DrawFn) -> list[str]:
    """Files of one valid scenario, and of a child of the library, each with a few values spoilt."""
    child = {
        "extends": draw(st.sampled_from(Scenario.names())),
        "levers": {"train": 0.05},
        "add": {"events": []},
    }
    bases = [draw(scenario_data()), child]
    copies = [copy.deepcopy(bases[i % 2]) for i in range(PER_EXAMPLE)]
    for data in copies:
        for _ in range(draw(st.integers(0, 3))):
            spoil(draw, data)
    return [file_of(data) for data in copies]


def spoil(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Replace, lose, add or misspell one value, wherever it is."""
    if not data:
        return
    path = draw(st.sampled_from(places(data)))
    target: Any = data
    for key in path[:-1]:
        target = target[key]
    last = path[-1]
    action = draw(st.sampled_from(["nudge", "nudge", "nudge", "replace", "lose", "add", "misspell"]))
    if action == "nudge":
        target[last] = nudged(draw, target[last])
    elif action == "replace":
        target[last] = draw(JUNK)
    elif action == "lose":
        del target[last]
    elif isinstance(target, list):
        target.append(draw(JUNK))
    elif action == "add":
        target[draw(KEYS)] = draw(JUNK)
    else:
        target[last[:-1]] = target.pop(last)


LETTERS = st.text("abeglmopstuFED 0123456789.-_=[]{}\"'#\n", max_size=8)


@st.composite
def mutated_bytes(draw: st.DrawFn) -> bytes:
    """A valid file with a few bytes lost, repeated or overwritten."""
    files = [SMALL.encode(), *(path.read_bytes() for path in sorted(LIBRARY.glob("*.toml")))]
    content = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        junk = draw(
            st.sampled_from(
                [
                    b"",
                    content[begin:end] * 2,
                    b"\x00",
                    b"\xff",
                    b"9",
                    b"-",
                    b"nan",
                    b"[[",
                    b"{",
                    b'"""',
                    b"\n",
                    b"1e999",
                ]
            )
        )
        content = content[:begin] + (junk or draw(LETTERS).encode()) + content[end:]
    return content


def load_or_refuse(content: bytes) -> bool:
    """Load a file of that content; whether it was sound, which `check` must say as well."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_bytes(content)
        try:
            scenario = Scenario.load(path)
        except InputError as error:
            told = str(error)
            assert len(told) > 20
            assert "\n" not in told
            assert told.isprintable()
            told.encode()
            assert check([path]), "loading refuses what check accepts"
            return False
        assert len(scenario.fingerprint) == 64
        assert len(scenario.months) == scenario.n_months >= 1
        assert all(sum(tier.office_sizes) == tier.posts for tier in scenario.tiers)
        assert all(min(tier.office_sizes) >= 4 for tier in scenario.tiers)
        path.write_text(scenario.to_toml(), encoding="utf-8")
        assert Scenario.load(path).fingerprint == scenario.fingerprint
        return True


@settings(FUZZ, max_examples=N_TABLES // PER_EXAMPLE)
@given(mutated_files())
def test_a_file_with_wrong_values_loads_or_is_refused(files):
    for text in files:
        load_or_refuse(text.encode("utf-8", "replace"))


@settings(FUZZ, max_examples=N_BYTES)
@given(mutated_bytes())
def test_a_damaged_file_loads_or_is_refused(content):
    load_or_refuse(content)


@settings(FUZZ, max_examples=N_VALUES)
@given(
    st.dictionaries(
        st.text(max_size=20) | KEYS | st.sampled_from(["tiers.0.posts", "changes.0.J"]),
        TEXT | JUNK,
        max_size=3,
    )
)
def test_any_value_set_over_a_scenario_is_taken_or_refused(values):
    base = Scenario.load("federal-eoffice")
    try:
        changed = base.with_values(values)
    except InputError as error:
        told = str(error)
    else:
        told = changed.fingerprint
    assert told.isprintable()


@settings(FUZZ, max_examples=50)
@given(scenario_data())
def test_a_valid_file_loads(data):
    assert load_or_refuse(file_of(data).encode())


def test_the_generator_makes_sound_and_unsound_files():
    """Were one of the two missing, the tests above would test nothing."""
    seen = set()

    @settings(FUZZ, max_examples=20)
    @given(mutated_files())
    def sort(files: list[str]) -> None:
        seen.update(load_or_refuse(text.encode("utf-8", "replace")) for text in files)

    sort()
    assert seen == {True, False}
    assert N_TABLES + N_BYTES >= 2_000
