"""Links and session files: what they carry comes back, and what a stranger sends does no harm."""

import base64
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hosted import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.live import link
from experiments.live.acts import LEVER, Act, cleaned
from experiments.live.kinds import KINDS
from experiments.live.library import OWN, Library
from experiments.live.measures import MEASURES, most
from experiments.live.setting import MOST_ACTS, MOST_PURSE, MOST_SEED, OTHER_FILE, Setting, as_started
from sim import Scenario
from sim.parameters import LEVERS
from sim.scenario import regimes

CASE = "federal-eoffice"
MONTHS = 120


@pytest.fixture(scope="module")
def library():
    return Library(CASE)


@st.composite
def acts(draw, longest=12):
    found = []
    for n in range(draw(st.integers(0, longest))):
        month = draw(st.integers(0, MONTHS - 1))
        if draw(st.booleans()):
            name = draw(st.sampled_from(list(LEVERS)))
            x = LEVERS[name]
            value = draw(st.sampled_from(x.choices) if x.choices else st.floats(x.low, x.high))
            found.append(Act(n + 1, LEVER, month, {name: value + 0.0 if not x.choices else value}))
        else:
            kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
            values = {x.name: draw(st.floats(x.low, x.high)) for x in kind.fields}
            found.append(cleaned(n + 1, kind.name, month, values, MONTHS)[0])
    return tuple(found)


@st.composite
def random_settings(draw, longest=12):
    month = st.integers(0, MONTHS - 1)
    measure = draw(st.sampled_from(MEASURES))
    value = st.floats(0, most(measure)).map(lambda x: float(f"{x:.5g}"))
    guess = draw(st.dictionaries(month, value, max_size=20))
    return Setting(
        scenario=draw(st.sampled_from([CASE, "legal-mandate", "full-package"])),
        baseline=draw(st.sampled_from([CASE, "no-reform"])),
        seed=draw(st.integers(0, MOST_SEED)),
        regime=draw(st.sampled_from(["", *regimes.names()])),
        acts=draw(acts(longest)),
        full=draw(st.booleans()),
        month=draw(month),
        measure=measure,
        purse=draw(st.none() | st.floats(0, MOST_PURSE)),
        hidden_from=draw(st.none() | month),
        guess=tuple(sorted(guess.items())),
        revealed=draw(st.booleans()),
        rests_at=draw(st.none() | month),
    )


@given(random_settings())
def test_a_link_gives_back_exactly_what_was_set(library, setting):
    query = link.link(setting)
    assert link.unpacked(link.text_of(query), library) == (setting, [])
    # The characters of a query need no quoting, so a chat program cannot spoil them.
    assert query.removeprefix("?s=").replace("-", "a").replace("_", "a").isalnum()


@given(random_settings(), st.lists(random_settings(3), max_size=3), st.lists(random_settings(3), max_size=3))
@settings(max_examples=30)
def test_a_file_gives_back_the_session_with_its_steps(library, setting, past, future):
    text = link.file_text(setting, past, future)
    assert link.opened(text, library) == (setting, tuple(past), tuple(future), [])
    assert link.link_text_of(text) == link.packed(setting)


@given(acts(longest=MOST_ACTS), st.lists(st.floats(0, 1), min_size=MONTHS, max_size=MONTHS))
@settings(max_examples=10)
def test_the_fullest_session_still_fits_into_a_link(library, chosen, guess):
    while 0 < len(chosen) < MOST_ACTS:
        chosen = (chosen + chosen)[:MOST_ACTS]
    chosen = tuple(replace(act, id=n + 1) for n, act in enumerate(chosen))
    points = tuple((t, float(f"{x:.5g}")) for t, x in enumerate(guess))
    setting = replace(as_started(library), acts=chosen, guess=points)
    assert link.unpacked(link.packed(setting), library) == (setting, [])


def test_an_ordinary_link_is_short(library):
    setting = replace(as_started(library), acts=(Act(1, LEVER, 60, {"ME": 0.6}),), month=60)
    assert len(link.link(setting)) < 60


def test_a_server_begun_otherwise_restores_the_same(library, tmp_path):
    other = Library(tiny(tmp_path), seed=9, regime="K")
    setting = replace(as_started(library), seed=1, regime="")
    assert link.unpacked(link.packed(setting), other) == (replace(setting, own=other.mark), [])
    assert as_started(other).scenario == OWN


def packed(data):
    """Any plain data as the text of a link."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=link.COMMON)
    text = json.dumps(data).encode() if not isinstance(data, bytes) else data
    return base64.urlsafe_b64encode(packer.compress(text) + packer.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "name",
    ["../results/x", "/etc/passwd", "scenarios/federal-eoffice.toml", "regimes/K", "data", "", "own", 3],
)
def test_a_scenario_is_a_name_of_the_library_and_never_a_path(library, name):
    for key in ("scenario", "baseline"):
        setting, told = link.unpacked(packed({"v": 1, key: name}), library)
        assert setting == as_started(library)
        assert "is no scenario of the library" in told[0]


def test_own_means_the_file_of_the_command_line_and_no_other(tmp_path):
    library = Library(tiny(tmp_path))
    setting, told = link.unpacked(packed({"v": 1, "scenario": OWN, "baseline": OWN, "month": 99}), library)
    assert (setting.scenario, setting.month, len(told)) == (OWN, 17, 1)


def test_a_link_of_another_own_file_says_that_its_figures_differ(tmp_path):
    """Fails if a room sees other numbers than those it was sent, in silence."""
    library = Library(tiny(tmp_path))
    text = link.packed(as_started(library))
    assert link.unpacked(text, library) == (as_started(library), [])
    path = Path(tiny(tmp_path))
    path.write_text(path.read_text().replace("posts = ", "posts = 1"))
    other = Library(str(path))
    assert other.mark != library.mark
    setting, told = link.unpacked(text, other)
    assert setting == as_started(other)
    assert told == [OTHER_FILE]


def test_values_are_clamped_and_what_is_unknown_is_dropped_and_told(library):
    data = {
        "v": 1,
        "seed": -5,
        "month": 1e9,
        "purse": "all",
        "regime": "Z",
        "measure": "joy",
        "colour": "red",
        "hidden_from": 500,
        "acts": [
            {"kind": "lever", "month": 3, "values": {"train": 9}},
            {"kind": "coup", "month": 3, "values": {}},
            7,
        ],
        "guess": [[3, 2.0], [3], "x", [5, float("nan")]],
    }
    setting, told = link.unpacked(packed(data), library)
    assert (setting.seed, setting.month, setting.purse, setting.regime) == (0, 119, None, "")
    assert (setting.measure, setting.hidden_from) == ("verified_use", 119)
    assert [(x.kind, x.values) for x in setting.acts] == [("lever", {"train": 0.2})]
    assert setting.guess == ((3, 1.0),)
    assert len(told) == 11


@pytest.mark.parametrize(
    "text",
    [
        "%%%",
        "AAAA",
        "ä",
        "x" * (link.MOST_PACKED + 1),
        packed([]),
        packed(b"[" * 60_000),
        packed(b"9" * 6000),
    ],
)
def test_a_damaged_link_is_refused(library, text):
    with pytest.raises(link.Unreadable, match="nothing of it was taken"):
        link.unpacked(text, library)


def test_a_bomb_is_refused_before_it_is_unpacked(library, monkeypatch):
    bomb = packed(b" " * 5_000_000)
    assert len(bomb) < link.MOST_PACKED
    monkeypatch.setattr(link, "_parsed", lambda *_: pytest.fail("a bomb was unpacked"))
    with pytest.raises(link.Unreadable, match="too large"):
        link.unpacked(bomb, library)


def test_a_bomb_of_steps_opens_no_more_than_is_kept(library):
    whole = json.loads(link.file_text(as_started(library), (), ()))
    whole["past"] = [packed(b" " * 5_000_000), 5, link.packed(as_started(library))] * 50
    _, past, _, _ = link.opened(json.dumps(whole), library)
    assert 0 < len(past) <= link.MOST_STEPS


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from([*Setting.__dataclass_fields__, "v", "x"])


@given(
    st.one_of(
        st.text(), st.binary().map(str), st.dictionaries(KEYS, junk).map(lambda x: packed({"v": 1, **x}))
    )
)
@settings(max_examples=1000)
def test_no_text_of_a_link_does_harm(library, text):
    try:
        setting, _ = link.unpacked(text, library)
    except link.Unreadable:
        return
    assert link.unpacked(link.packed(setting), library) == (setting, [])


@given(
    st.one_of(
        st.text(),
        junk,
        st.dictionaries(KEYS, junk).map(
            lambda x: json.dumps({"file": link.FILE, "version": 1, "now": x, "past": [x], "future": x})
        ),
    )
)
@settings(max_examples=300)
def test_no_file_does_harm(library, text):
    link.link_text_of(text)
    try:
        setting, _, _, _ = link.opened(text, library)
    except link.Unreadable:
        return
    assert setting.scenario in Scenario.names()


@given(junk | st.text().map(lambda x: f"?s={x}"))
def test_the_query_of_an_address_may_be_anything(search):
    assert isinstance(link.text_of(search), str)
