"""The page of the patterns that the federal case shows and fails to show.

    python -m experiments.validation [--replicates 16] [--workers N] [--out docs]

runs everything the patterns need (about a minute) and writes `validation.md`.
"""

from collections.abc import Mapping
from pathlib import Path

import typer

from experiments.docs import table
from experiments.patterns import Judgement, judge
from experiments.patterns.pattern import DESIGNED_RUNS
from experiments.patterns.telling import (
    caution,
    labels_list,
    markdown_table,
    remark,
    remarks_list,
    runs_words,
    summary,
)
from experiments.study import prepare
from sim.scenario import Scenario

CASE = "federal-eoffice"
PAGE = "validation.md"
REGIMES: Mapping[str, str | None] = {"regime L": None, "regime K": "K"}
"""Words -> the named parameter set; the first is what holds where none is named."""

HEAD = """# Which patterns the model shows

Written by `python -m experiments.validation`; not edited by hand. The same table for any scenario:
`redtape validate SCENARIO --patterns`.

A model of this kind is judged by patterns: what studies and the record say of how officials take to digital
work. Each was given its measure and its threshold before the model was asked; none was tuned afterwards. A
pattern passes if the mean over runs keeps every limit of its measures. Some lie in a future that nobody has
seen, or between policies that were never tried: there the model is tested against what studies of other
reforms lead one to expect, not against a figure."""


def page(judgements: Mapping[str, Judgement]) -> str:
    """Return the page; judgements: words that tell them apart -> the findings, the first by default."""
    first = next(iter(judgements.values()))
    named = [(words if len(judgements) > 1 else "", judgement) for words, judgement in judgements.items()]
    sections = [
        HEAD,
        "## What fails",
        *(_told(words, judgement) for words, judgement in named),
        _what_it_would_take(named),
        f"## What the labels mean\n\n{labels_list()}\n\n{_by_label(first)}",
        f"## The table\n\nScenario `{first.scenario.name}`, {runs_words(first)}. *Posts*: at 40 desks an "
        "office where offices above a threshold are counted, since such counts depend on the desks of an "
        "office.",
        markdown_table(named),
        f"## How each is measured\n\n{remarks_list(named)}",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _told(words: str, judgement: Judgement) -> str:
    sentences = " ".join(x for x in (*summary(judgement), caution(judgement)) if x)
    return f"{words[0].upper()}{words[1:]}: {sentences}" if words else sentences


def _what_it_would_take(named: list[tuple[str, Judgement]]) -> str:
    """Return, once a pattern, what it would take where it fails in any of the judgements."""
    remarks = {
        finding.pattern.id: remark(finding)
        for _, judgement in named
        for finding in judgement.findings
        if finding.verdict == "fail"
    }
    return "\n".join(f"- **{number}.** {words}" for number, words in remarks.items())


def _by_label(judgement: Judgement) -> str:
    """Return how many patterns of each label pass, as a Markdown table."""
    verdicts = ("pass", "fail", "cannot be tested here")
    rows = []
    for label in ("fit", "check", "input", "code"):
        own = [x for x in judgement.findings if x.pattern.label == label]
        counts = [str(sum(x.verdict == verdict for x in own)) for verdict in verdicts]
        untested = "; ".join(f"{x.pattern.id}: {x.why}" for x in own if x.why)
        rows.append([label, *counts, untested])
    return table(["label", *verdicts, ""], rows)


def _ask(replicates: int, workers: int) -> dict[str, Judgement]:
    """Judge the federal case in every regime that scenarios can name."""
    case = Scenario.load(CASE)
    known = "regime" in Scenario.model_fields
    seeds = range(1, 1 + replicates)
    return {
        words: judge(case.with_values({"regime": name}) if name else case, seeds, workers)
        for words, name in REGIMES.items()
        if name is None or known
    }


def main(out: Path = Path("docs"), replicates: int = DESIGNED_RUNS, workers: int = 2) -> None:
    """Write the page into the folder OUT."""
    prepare()
    out.mkdir(parents=True, exist_ok=True)
    (out / PAGE).write_text(page(_ask(replicates, workers)), encoding="utf-8")
    typer.echo(f"{out / PAGE}")


if __name__ == "__main__":
    typer.run(main)
