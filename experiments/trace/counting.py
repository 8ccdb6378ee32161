"""What the record of the model's tests counts: declarations, figures of the record, tests, earlier pages."""

import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.manifest import ROOT
from sim.parameters import ALL
from sim.record import Record, load
from sim.scenario.reading import LIBRARY

DOCS, TESTS = ROOT / "docs", ROOT / "tests"
FEDERAL = LIBRARY / "data" / "pk_eoffice_federal.toml"


@dataclass(frozen=True)
class Kind:
    """A kind of test: what it is, its files, and the bug that would make it fail."""

    what: str
    files: tuple[str, ...]
    would_fail: str


KINDS = (
    Kind(
        "limiting cases with a known answer",
        tuple(f"test_limits_{x}.py" for x in ("choice", "diffusion", "institutions", "officials", "worlds")),
        "a rule, or rules together, depart from the theory they are taken from",
    ),
    Kind(
        "months and costs worked out by hand",
        ("test_month_by_hand.py", "test_costs_by_hand.py"),
        "a rule, the order of the steps, an index or a price differs from the description",
    ),
    Kind(
        "directions written down beforehand",
        ("test_directions.py",),
        "a parameter, lever or event is dead, or acts the wrong way",
    ),
    Kind(
        "two paths and the same bits",
        ("test_two_paths.py", "test_same_bits.py", "test_randomness.py"),
        "compiled and plain Python differ, or a result depends on anything but scenario and seed",
    ),
    Kind(
        "programs written apart (C, plain Mesa)",
        ("test_peers.py", "test_mesa.py"),
        "two implementations of one description live different months",
    ),
    Kind(
        "an earlier model's figures",
        ("test_reference.py",),
        "a shared rule drifts, or a difference has no listed cause",
    ),
    Kind("stored results", ("test_baseline.py",), "any outcome moves unnoticed, meant or not"),
    Kind(
        "bad input, much of it generated",
        ("test_scenario_errors.py", "test_scenario_fuzz.py", "test_record_fuzz.py", "test_study_fuzz.py"),
        "a wrong file runs, or is refused without a plain word",
    ),
    Kind(
        "inference against exact posteriors",
        ("test_exact_posteriors.py", "test_calibrate.py", "test_screen.py", "test_sampling.py"),
        "the sampler, its error model or its bookkeeping is wrong",
    ),
    Kind(
        "inference on records with planted truths",
        ("test_proving.py",),
        "intervals cover less or more often than they say",
    ),
    Kind(
        "scores, rivals and held-out figures",
        ("test_validating.py",),
        "a score is wrong, or a held-out figure reaches the fit",
    ),
)
"""The kinds of test that the record lists, and where each lives."""

LIMIT = re.compile(r"test_l(\d\d)_")


def test_functions(file: str) -> list[str]:
    """Return the names of the test functions of a file; one may stand for many cases."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return [x.name for x in ast.walk(tree) if isinstance(x, ast.FunctionDef) and x.name.startswith("test_")]


def limits() -> int:
    """Return how many numbered limiting cases have a test."""
    return len(
        {found[1] for file in KINDS[0].files for x in test_functions(file) if (found := LIMIT.match(x))}
    )


def by_evidence() -> dict[str, Counter[str]]:
    """Return, once a role, how many declared quantities rest on which evidence."""
    found: dict[str, Counter[str]] = {}
    for x in ALL.values():
        found.setdefault(x.role, Counter())[x.evidence] += 1
    return found


def rules() -> int:
    """Return how many rules there are: public functions of sim/rules."""
    return sum(
        isinstance(x, ast.FunctionDef) and not x.name.startswith("_")
        for path in (ROOT / "sim" / "rules").glob("*.py")
        for x in ast.parse(path.read_text(encoding="utf-8")).body
    )


# ---- The record


def record() -> Record:
    """Return the federal record."""
    return load(FEDERAL)


def confidence() -> pd.Series:
    """Return the word on how sure each figure of the federal record is, in the order of its rows."""
    with (FEDERAL.parent / "pk_eoffice_federal.csv").open(encoding="utf-8", newline="") as file:
        return pd.Series([row["confidence"] for row in csv.DictReader(file)])


def confidence_of(file: str) -> Counter[str]:
    """Return how many rows of a data file carry which first word of confidence (read, derived, ...)."""
    with (LIBRARY / "data" / file).open(encoding="utf-8", newline="") as lines:
        return Counter(re.split(r"[ ;(]", row["confidence"])[0] for row in csv.DictReader(lines))


def busiest_source(figures: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return the source that most of some figures rest on alone, and those figures."""
    source = str(figures["source"].value_counts().index[0])
    return source, figures[figures["source"] == source]


# ---- Earlier pages and results


def as_data(name: str) -> Any:
    """Return what a JSON file of docs/ holds."""
    return json.loads((DOCS / name).read_text(encoding="utf-8"))


def speed() -> Mapping[str, Any]:
    """Return the committed measurements of speed, with the checks made before the timing."""
    found: Mapping[str, Any] = json.loads(
        (ROOT / "benchmarks" / "results" / "speed.json").read_text(encoding="utf-8")
    )
    return found


def baseline() -> Mapping[str, Any]:
    """Return the stored results that every change is compared with."""
    found: Mapping[str, Any] = json.loads((TESTS / "baseline.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Reference:
    """What docs/reference-numbers.md says of the design study's figures."""

    n: int
    n_within_older: int
    """Within tolerance where the study's own form of the rules that changed is put back."""
    n_beyond_present: int
    """Beyond tolerance under the present rules."""
    causes: Counter[str]
    """Changed rule -> differences traced to it."""


def reference() -> Reference:
    """Return the counts of that page; raise ValueError where it is written otherwise."""
    text = (DOCS / "reference-numbers.md").read_text(encoding="utf-8")
    told = re.search(r"Under the older rules (\d+) of (\d+) figures are within tolerance", text)
    present = [line for line in text.splitlines() if line.startswith("| | present rules |")]
    head = next((i for i, line in enumerate(text.splitlines()) if line.endswith("| traced to |")), None)
    if told is None or not present or head is None:
        raise ValueError("docs/reference-numbers.md is not as this page reads it")
    traced = [line.split("|")[-2].strip() for line in text.splitlines()[head + 2 :] if line.startswith("|")]
    beyond = sum(line.count("**") // 2 for line in present)
    if beyond != len(traced):
        raise ValueError(f"of {beyond} figures beyond tolerance {len(traced)} are traced")
    return Reference(int(told[2]), int(told[1]), beyond, Counter(traced))


def ablation_sentences() -> list[str]:
    """Return what docs/ablations.md says first of each effect of policy: its size, and what carries it."""
    text = (DOCS / "ablations.md").read_text(encoding="utf-8")
    part = text.partition("## What carries the conclusions")[2].partition("\n## ")[0]
    found = [x for x in part.split("\n\n") if x.startswith("**")]
    if not found:
        raise ValueError("docs/ablations.md is not as this page reads it")
    first = [x.partition(" As is, but not at the same level")[0].partition(" In regime ")[0] for x in found]
    return [re.sub(r"(?<!\w)-(?=\d)", "−", x) for x in first]


def ablated() -> int:
    """Return how many mechanisms docs/ablations.md takes out one by one."""
    text = (DOCS / "ablations.md").read_text(encoding="utf-8")
    table = text.partition("## Regime L, at the same level")[2].partition("\n## ")[0]
    return sum(
        x.startswith("| ") and not x.startswith(("| without", "| ---", "| **")) for x in table.splitlines()
    )
