"""Every quantity is declared in full, is read by the model, and no rule holds a number of its own."""

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pytest
from directions.bench import BASE, ORDERED, happens
from directions.policy import STAR

from sim import run
from sim.parameters import ALL, EVIDENCE, LEVERS, PARAMETERS, ROLES, SWITCHES
from sim.parameters.declaration import UNITS, Declared, collect, fixed
from sim.scenario.policy import INTENSITIES

SIM = Path(__file__).parent.parent / "sim"
OTHERS = ("month", "population", "costs", "observed", "summaries")
EQUATIONS = [
    *(path for package in ("rules", "steps", "outcomes") for path in SIM.glob(f"{package}/*.py")),
    *(SIM / f"{name}.py" for name in OTHERS),
]

LEVER_UNITS = {
    "0 local to 1 central",
    "effort",
    "share",
    "share of officers",
    "share of staff per month",
    "share of the full incentive",
    "share of the gap per month",
}

MONEY = r"PKR(, once| per [a-z -]+( at [A-Za-z_]+ = 1)?)"

SIGNED = {"logit", "correlation", "rho_g0", "rho_g1", "rho_g2", "rho_g3"}
"""Units, and differences between shares, that may be negative."""

OWN_NUMBERS = {
    ("belief", "belief", 0.5): "mean of two shares",
    ("citizens", "_rating", 5.0): "top of the survey's scale of 1 to 5",
    ("citizens", "satisfaction", 5.0): "top of the survey's scale of 1 to 5",
    ("citizens", "citizen_trust", 4.0): "length of the survey's scale of 1 to 5",
    ("resistance", "trust_deficit", 0.25): "mean of four shares",
    ("resistance", "barriers", 6.0): "mean of six shares",
    ("population", "populate", 600): "a career: months in post where nobody is transferred",
    ("population", "populate", 4): "draws in one block of the generator",
    ("adoption", "_offices_at", 1e-12): "rounding of a share of desks",
    ("adoption", "ADOPTION", 0.9): "a threshold beside the official one",
    ("adoption", "ADOPTION", 0.8): "a threshold beside the official one",
    ("summaries", "first_sustained", 1e-12): "rounding of a share of desks",
    ("summaries", "TIMES", 0.5): "half of desks",
    ("summaries", "TIMES", 0.8): "four desks in five",
    ("summaries", "REVERSED", 0.25): "a quarter, told in its definition",
    ("summaries", "LEAST_USE", 0.01): "one desk in a hundred, told in its definition",
    ("summaries", "AFTER_SHOCK", 36): "three years, told in its definition",
    ("summaries", "AFTER_ENFORCEMENT", 60): "five years, told in its definition",
}
"""(module, function, number) that is not a declared quantity -> what it is."""

PAPERS = {"Abbas", "Arshad", "Khattak", "Narrative", "Resistance"}
"""The studies cited by a name in brackets."""

CITATION = r"\[[A-Z][a-z]+\]|\b(19|20)\d\d\b|[A-Z]\w+ & [A-Z]\w+|\bpress\b"
"""A study in brackets, a year, two authors, or the press."""

SYMBOLS = {name for name in ALL if not name.isalpha() or not name.islower()}


BUSY = BASE.with_values(
    {**ORDERED, "inc": 0.5, "train": 0.05, "champ": 0.5, "standards": 0.1, "transitions": [happens(20)]}
)
"""A world in which everything that can be active is."""


def kind_faults(declared: Declared) -> Iterator[str]:
    """What is wrong with its role, its evidence and its table."""
    if declared.role not in ROLES or declared.evidence not in EVIDENCE:
        yield "role or evidence unknown"
    if bool(declared.choices) != (declared.role == "switch"):
        yield "choices belong to switches alone"
    table = {"fixed": PARAMETERS, "uncertain": PARAMETERS, "lever": LEVERS}.get(declared.role)
    if table is not None and declared.name not in table:
        yield f"{declared.role}, but in another table"


def bound_faults(declared: Declared) -> Iterator[str]:
    """What is wrong with its unit, default and range."""
    known = LEVER_UNITS if declared.role == "lever" else UNITS
    if declared.unit not in known and not re.fullmatch(MONEY, declared.unit):
        yield f"unknown unit {declared.unit}"
        return
    lowest, highest = declared.valid
    if not all(map(math.isfinite, (declared.default, declared.low, declared.high))):
        yield "infinite default or range"
    if not lowest <= declared.low <= declared.default <= declared.high <= highest:
        yield "default within range within what is valid"
    if not declared.low < declared.high:
        yield "a range of one point cannot be varied"
    if declared.low < 0.0 and declared.unit not in SIGNED and declared.name not in SIGNED:
        yield "cannot be negative"


def word_faults(declared: Declared) -> Iterator[str]:
    """What is wrong with its source and its meaning."""
    for text in (declared.unit, declared.source, declared.meaning, declared.theme):
        if not text or text != text.strip():
            yield "an empty field, or white space around it"
    if not re.fullmatch(r"[A-Z].*\.", declared.meaning) or len(declared.meaning.split()) < 4:
        yield "the meaning is no sentence"
    words = {word.strip(".,;:()") for word in declared.meaning.split()}
    if words & SYMBOLS or "_" in declared.meaning:
        yield "the meaning uses a symbol"
    if not re.search(r"[A-Za-z]{4}", declared.source) or declared.source.endswith("."):
        yield "the source is no note in words"
    if declared.evidence == "literature" and not re.search(CITATION, declared.source):
        yield "literature without a citation"
    if not set(re.findall(r"\[(\w+)\]", declared.source)) <= PAPERS:
        yield "cites an unknown study"


def faults(declared: Declared) -> list[str]:
    return [*kind_faults(declared), *bound_faults(declared), *word_faults(declared)]


@pytest.mark.parametrize("name", ALL)
def test_it_is_declared_in_full(name):
    assert not faults(ALL[name])


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "constant"},
        {"role": "lever"},
        {"evidence": "hearsay"},
        {"choices": ("off", "on")},
        {"default": 1.9},
        {"low": -0.1},
        {"high": 3.0},
        {"low": 0.5, "high": 0.5},
        {"high": math.inf},
        {"unit": "furlongs"},
        {"theme": ""},
        {"source": ""},
        {"source": "x = 3"},
        {"source": "Rodrik, as often"},
        {"source": "[Nobody] says so"},
        {"meaning": ""},
        {"meaning": "How much it is"},
        {"meaning": "how much it is."},
        {"meaning": "It scales beta_R a lot."},
        {"meaning": "How strongly ME counts here."},
    ],
    ids=str,
)
def test_a_faulty_declaration_is_noticed(wrong):
    sound = Declared(
        default=0.5,
        unit="share",
        low=0.0,
        high=1.0,
        role="fixed",
        evidence="literature",
        source="Rodrik 1991, section 2",
        meaning="How much of it there is.",
        name="kappa",
        theme="Choosing",
    )
    assert not faults(sound)
    assert faults(replace(sound, **wrong))


@pytest.mark.parametrize("name", ALL)
def test_the_ends_of_what_is_valid_can_be_simulated(name):
    for end in ALL[name].valid:
        value = ALL[name].choices[int(end)] if ALL[name].choices else min(end, 1e12)
        edge = {"network_file": STAR} if value == "file" else {}
        monthly = run(BUSY.with_values({name: value, **edge})).monthly.drop(columns="month")
        wrong = monthly.columns[~np.isfinite(monthly).all()]
        assert wrong.empty, f"{name} = {value}: {list(wrong)}"


def test_every_unit_is_used():
    assert set(UNITS) | LEVER_UNITS <= {declared.unit for declared in ALL.values()}


def test_what_is_undeclared_or_declared_twice_is_refused():
    class Bare:
        x: float

    class Sound:
        x: Annotated[float, fixed(0.5, "share", (0, 1), "assumption", "a test", "How much.")]

    assert list(collect(Sound)) == ["x"]
    with pytest.raises(TypeError, match="no declaration"):
        collect(Bare)
    with pytest.raises(TypeError, match="declared twice"):
        collect(Sound, Sound)


def trees(paths: list[Path]) -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


ASKED = ("parameter", "switch", "lever")
"""What a scenario is asked by name."""


def names_read(tree: ast.AST) -> Iterator[str]:
    """Names read as an attribute (p.kappa), by key (log["ME"]), or asked of a scenario by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.Subscript):
            yield from _key(node.slice)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ASKED:
            for argument in node.args:
                yield from _key(argument)


def _key(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield from (f"{node.values[0].value}{grade}" for grade in range(4))


def test_every_declared_name_is_read():
    outside = [path for path in SIM.rglob("*.py") if SIM / "parameters" not in path.parents]
    read = {name for path in outside for name in names_read(ast.parse(path.read_text(encoding="utf-8")))}
    assert set(ALL) - read == set(INTENSITIES)  # those are read by the name that a mandate states


def numbers_of_its_own(tree: ast.Module) -> Iterator[tuple[str, float]]:
    """(function, number) of every number that is neither 0 or 1, nor a label, nor a test of a switch.

    A label is a whole number that is compared, counted to or used as a position (a grade,
    a mode, a choice), never reckoned with.
    """
    for part in tree.body:
        name = getattr(part, "name", None) or _target(part)
        switches = {id(n) for test in ast.walk(part) if _tests_switch(test) for n in ast.walk(test)}
        reckoned = {
            id(operand)
            for n in ast.walk(part)
            if isinstance(n, ast.BinOp) and not isinstance(n.op, ast.BitAnd | ast.BitOr)
            for operand in (n.left, n.right)
        }
        for n in ast.walk(part):
            if not isinstance(n, ast.Constant) or type(n.value) not in (int, float) or id(n) in switches:
                continue
            is_label = isinstance(n.value, int) and 0 <= n.value <= 4 and id(n) not in reckoned
            if n.value not in (0, 1) and not is_label:
                yield name, n.value


def _target(part: ast.stmt) -> str:
    targets = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
    return next((target.id for target in targets if isinstance(target, ast.Name)), "")


def _tests_switch(node: ast.AST) -> bool:
    """Whether it compares a switch, or a log column that is 0 or 1, with a half."""
    if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Attribute):
        return False
    constant = all(isinstance(number, ast.Constant) for number in node.comparators)
    return constant and node.left.attr in {*SWITCHES, "open"}


def test_rules_hold_no_number_of_their_own():
    found = {
        (module, function, number)
        for module, tree in trees(EQUATIONS).items()
        for function, number in numbers_of_its_own(tree)
    }
    assert found == set(OWN_NUMBERS)


@pytest.mark.parametrize(
    "text",
    [
        "def f(x, p): return 0.3 * x",
        "def f(x, p): return x / 2",
        "def f(x, p): return x + p.kappa if p.gate > 0.5 else 7",
        "def f(x, p, weight=0.2): return weight * x",
        "SHARE = 0.6",
        "def f(x, p): return p.kappa > 0.5",
        "def f(x, p): return x ** 2",
    ],
)
def test_a_number_is_noticed(text):
    assert list(numbers_of_its_own(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "def f(x, p): return 1.0 - p.kappa * x",
        "def f(grade, p): return grade >= 2",
        "def f(mode, p): return 2 if mode == 2 or p.gate < 0.5 else 0",
        "def f(counts, n): return counts[3, 2] / n[3]",
    ],
)
def test_labels_and_switches_are_no_numbers(text):
    assert not list(numbers_of_its_own(ast.parse(text)))
