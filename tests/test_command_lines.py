"""Every `redtape` line of the read-me and the pages: a reader who types it is not refused."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from posteriors import folder_of

from experiments import studies
from experiments.calibration import reading
from experiments.catalogue import without
from experiments.cli import app
from experiments.commands.common import chosen_scenario
from sim.errors import InputError
from sim.scenario import Scenario
from tests.test_cli import redtape

UsageError = typer.BadParameter.__base__
"""What typer raises of an option or argument that it does not take."""

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

LINE = re.compile(r"^ {4}redtape (.*)$", re.MULTILINE)
"""A command as it is to be typed."""

MENTION = re.compile(r"`redtape ([^`]+)`")
"""A command within a sentence, which may leave out what it is asked of."""

NAMED = {
    "scenario": Scenario.names,
    "other": Scenario.names,
    "packages": Scenario.names,
    "study": lambda: [*studies.names(), *reading.names()],
}
"""Argument -> names of the library that it takes."""

SMALL = {
    "compare": "--set posts=400 --replicates 1 --futures 2 --future-replicates 1 --no-break-even",
    "run": "--set posts=400 --replicates 1 --no-pictures",
}
"""What makes a command of the read-me quick to run."""


def found(pattern, pages=PAGES):
    """Every command of the pages, as its words."""
    return [
        pytest.param(words, id=" ".join(words))
        for words in dict.fromkeys(
            tuple(shlex.split(text.split(" > ")[0], comments=True))
            for page in pages
            for text in pattern.findall(page.read_text(encoding="utf-8"))
        )
    ]


def the_command(name):
    commands = typer.main.get_command(app).commands
    assert name in commands, f"redtape {name} is no command"
    return commands[name]


def parsed(words):
    """The command as its own parser takes it; nothing is run."""
    return the_command(words[0]).make_context(words[0], list(words[1:]))


def unknown_names(values):
    """Names in the place of scenarios and studies that neither the library nor the house holds."""
    for key, names in NAMED.items():
        given = values.get(key) or ()
        for name in [given] if isinstance(given, str) else given:
            own_file = name.endswith(".toml") and (not name.startswith("docs/") or (ROOT / name).is_file())
            if not (name.isupper() or own_file or name.startswith("results/") or name in names()):
                yield name


def test_lines_are_found():
    assert len(found(LINE, PAGES[:1])) > 25
    assert any("--posterior" in x.values[0] for x in found(LINE, PAGES[:1]))


@pytest.mark.parametrize("words", found(LINE))
def test_a_line_to_be_typed_is_taken(words):
    """Its command, options and names are known, and so is what it sets over a scenario of the library."""
    values = parsed(words).params
    assert not list(unknown_names(values))
    regimes = values.get("regime") or None
    for name in values.get("packages") or [values.get("scenario")]:
        if name in Scenario.names():
            for regime in regimes if isinstance(regimes, list) else [regimes]:
                without(chosen_scenario(name, values.get("values") or [], regime), values.get("ablate") or [])


@pytest.mark.parametrize("words", found(MENTION))
def test_a_command_in_a_sentence_has_options_that_are_known(words):
    known = {option for x in the_command(words[0]).params for option in (*x.opts, *x.secondary_opts)}
    assert {word for word in words[1:] if word.startswith("--")} <= known


@pytest.mark.parametrize(
    "line",
    [
        "runn federal-eoffice",
        "run federal-eofice",
        "run federal-eoffice --sed 1",
        "run federal-eoffice --set Q=1",
    ],
)
def test_a_wrong_line_would_be_seen(line):
    with pytest.raises((AssertionError, UsageError, InputError)):
        test_a_line_to_be_typed_is_taken(tuple(line.split()))


@pytest.mark.parametrize("words", [x for x in found(LINE, PAGES[:1]) if "--posterior" in x.values[0]])
def test_a_line_of_the_read_me_with_a_posterior_runs(words, tmp_path, monkeypatch):
    """On a small folder of that name, calibrated as the library's study says: in two regimes."""
    monkeypatch.chdir(tmp_path)
    folder = words[words.index("--posterior") + 1]
    shutil.copytree(folder_of(tmp_path / "made", regime_names=("L", "K")), folder)
    done = redtape(*words, *SMALL[words[0]].split())
    assert done.exit_code == 0, done.output
