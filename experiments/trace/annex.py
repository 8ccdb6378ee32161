"""The patterns that the federal case shows and fails to show, in full: the annex of the TRACE record."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from experiments.markdown import table
from experiments.patterns import PATTERNS, Judgement, judge
from experiments.patterns.judging import Verdict
from experiments.patterns.pattern import LABELS
from experiments.patterns.telling import (
    caution,
    counted,
    failing,
    labels_list,
    markdown_table,
    remark,
    remarks_list,
    runs_words,
)
from sim.scenario import Scenario, regimes

CASE = "federal-eoffice"
TITLE = "Annex: which patterns the model shows"

HEAD = f"""## {TITLE}

The same table for any scenario: `redtape validate SCENARIO --patterns`. For programs, what became of each:
[patterns.json](patterns.json).

A model of this kind is judged by patterns: what studies and the record say of how officials take to digital
work. The thresholds are those of a design study, which ran an earlier form of the model and gives its answers
beside them; where that study has words without a figure, the threshold was written into this table before the
model was asked. None has been changed since. The study put several questions to another scenario. How each is
measured, below, says where either holds.

A pattern passes if the mean over runs keeps every limit of its measures, and narrowly so if a limit lies
within two standard errors of that mean; it fails narrowly if every limit that it misses is as near. Some
patterns lie in a future that nobody has seen, or between policies that were never tried: there the model is
tested against what studies of other reforms lead one to expect, not against a figure."""


def annex(judgements: Mapping[str, Judgement]) -> str:
    """Return the annex; judgements: words that tell them apart -> the findings, the first by default."""
    first = next(iter(judgements.values()))
    others = [judgement for judgement in judgements.values() if judgement is not first]
    named = [(words if len(judgements) > 1 else "", judgement) for words, judgement in judgements.items()]
    sections = [
        HEAD,
        *(_for(words, counted(judgement)) for words, judgement in named),
        _regimes_told(judgements) if others else "",
        "### What fails",
        *(_for(words, [*failing(judgement), caution(judgement)]) for words, judgement in named),
        _what_it_would_take(named),
        f"### What the labels mean\n\n{labels_list()}\n\n{_by_label(named)}",
        f"### The table\n\nScenario `{first.scenario.name}`, {runs_words(first)}. *Posts*: at 40 desks an "
        "office where offices above a threshold are counted, since such counts depend on the desks of an "
        "office.",
        markdown_table(named),
        f"### How each is measured\n\n{remarks_list(named)}",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _regimes_told(judgements: Mapping[str, Judgement]) -> str:
    """Say what the sets of parameters are whose columns stand side by side."""
    told = [f"{words} ({regimes.load(words.removeprefix('regime ')).title.lower()})" for words in judgements]
    return (
        "Beside each other stand the named sets of parameters, which fit the record about as well and differ "
        f"in what it cannot tell: {'; '.join(told)}. A conclusion is worth stating only if it holds in each."
    )


def _for(words: str, sentences: Iterable[str]) -> str:
    """Return sentences as a paragraph that says first which judgement they are of."""
    told = " ".join(sentence for sentence in sentences if sentence)
    return f"{words[0].upper()}{words[1:]}: {told}" if words else told


def _what_it_would_take(named: list[tuple[str, Judgement]]) -> str:
    """Return, once a pattern, what it would take where it fails in any of the judgements."""
    remarks: dict[str, dict[str, None]] = {}
    for _, judgement in named:
        for finding in judgement.findings:
            if finding.verdict == "fail":
                remarks.setdefault(finding.pattern.id, {})[remark(finding)] = None
    return "\n".join(
        f"- **{number}.** {' '.join(remarks[number])}" for number in PATTERNS if number in remarks
    )


def _by_label(named: list[tuple[str, Judgement]]) -> str:
    """Return how many patterns of each label pass, and how many with a caveat, as a Markdown table."""
    verdicts = get_args(Verdict)
    rows = []
    for label in LABELS:
        for words, judgement in named:
            own = [x for x in judgement.findings if x.pattern.label == label]
            counts = [sum(x.verdict == verdict for x in own) for verdict in verdicts]
            leaning = sum(x.verdict == "pass" and bool(x.pattern.caveat) for x in own)
            rows.append([label, words, *map(str, (*counts, leaning))])
    return table(["label", "", *verdicts, "passes with a caveat"], rows)


def as_data(judgements: Mapping[str, Judgement]) -> dict[str, Any]:
    """Return what became of every pattern, as plain data that JSON can hold."""
    first = next(iter(judgements.values()))
    return {
        "written by": "python -m experiments.validation",
        "scenario": first.scenario.name,
        "runs": len(first.seeds),
        "regimes": {
            words.removeprefix("regime "): [
                {
                    **{"id": x.pattern.id, "title": x.pattern.title, "label": x.pattern.label},
                    **{"verdict": x.verdict, "narrow": x.narrow, "caveat": bool(x.pattern.caveat)},
                }
                for x in judgement.findings
            ]
            for words, judgement in judgements.items()
        },
    }


def as_json(judgements: Mapping[str, Judgement]) -> str:
    """Return the same as JSON text."""
    return json.dumps(as_data(judgements), indent=1, ensure_ascii=False) + "\n"


def ask(replicates: int, workers: int) -> dict[str, Judgement]:
    """Judge the federal case in every regime, the one of the defaults first."""
    case = Scenario.load(CASE)
    seeds = range(1, 1 + replicates)
    ordered = sorted(regimes.names(), key=lambda name: _in(case, name).fingerprint != case.fingerprint)
    return {f"regime {name}": judge(_in(case, name), seeds, workers) for name in ordered}


def _in(case: Scenario, regime: str) -> Scenario:
    return case.with_values({"regime": regime})
