"""The table of patterns in words: for a terminal, as Markdown, as JSON and for a report.

Failures come first wherever a table is introduced.
"""

import json
import math
from collections.abc import Sequence
from textwrap import fill, indent
from typing import Any

import pandas as pd

from experiments.markdown import table
from experiments.patterns.judging import Finding, Judgement
from experiments.patterns.pattern import DESIGNED_RUNS, LABELS, Limits, Measure, figure, shown

WIDTH = 100
NOT_EVEN_SO = (
    "What it would take: a look at the scenario and at the program, since what is built in does not show: "
    "other forces outweigh it here, or a rule is not what it says."
)
"""The remark on an input or a matter of code that fails."""
BAND_WORDS = "mean over runs, in brackets the middle 90 % of them"
NARROW_WORDS = "“narrowly”: a limit lies within two standard errors of the mean over runs"


def measured(finding: Finding, measure: Measure) -> str:
    """Return what was measured: `12.5 % (7.5 to 17.5)`."""
    end = finding.estimates[measure.key]
    mean = shown(end.mean, measure.unit)
    if finding.n_seeds == 1:
        return mean
    return f"{mean} ({figure(end.low, measure.unit)} to {figure(end.high, measure.unit)})"


def needed(measure: Measure) -> str:
    """Return what is needed of a measure in words; empty where it is only shown."""
    return measure.limits.words(measure.unit) if measure.limits else ""


def remark(finding: Finding) -> str:
    """Return what is to be said beside the verdict: why it proves nothing, or what it would take.

    Where luck may have made the verdict and the runs are too few to tell, it says that instead of
    a remedy: nobody should change a model for a run of bad luck.
    """
    built_in = finding.pattern.label in ("input", "code")
    if finding.verdict == "fail" and not _undecided(finding):
        return NOT_EVEN_SO if built_in else f"What it would take: {finding.pattern.remedy}"
    proves_nothing = finding.pattern.remedy if built_in and finding.verdict != "fail" else ""
    return f"{_undecided(finding)} {proves_nothing}".strip()


def _undecided(finding: Finding) -> str:
    """Say that the runs are too few for a verdict this narrow; empty where they are not."""
    if not finding.narrow or finding.n_seeds >= DESIGNED_RUNS:
        return ""
    if finding.n_seeds == 1:
        return f"One run cannot decide: ask again with {DESIGNED_RUNS} or more."
    return (
        f"So few runs ({finding.n_seeds}) cannot decide, since a limit lies within two standard errors of "
        f"the mean: ask again with {DESIGNED_RUNS} or more."
    )


def mind(finding: Finding) -> str:
    """Return why agreement says less than it seems: `Mind: ...`; empty where there is no caveat."""
    return f"Mind: {finding.pattern.caveat}" if finding.pattern.caveat and not finding.why else ""


def result(finding: Finding) -> str:
    """Return the verdict, whether it is a narrow one, and the reason where there is none to give."""
    if finding.why:
        return f"{finding.verdict}: {finding.why}"
    return f"{finding.verdict}, narrowly" if finding.narrow else finding.verdict


def summary(judgement: Judgement) -> list[str]:
    """Return sentences on what failed, what could not be tested, and how many checks hold."""
    return [*failing(judgement), *counted(judgement)]


def failing(judgement: Judgement) -> list[str]:
    """Return sentences on what failed, and on what could not be tested."""
    findings = judgement.findings
    failed = [x for x in findings if x.verdict == "fail"]
    told = []
    if failed:
        named = "; ".join(
            f"{x.pattern.id} “{x.pattern.title}”{' (narrowly)' if x.narrow else ''}" for x in failed
        )
        told.append(f"{_count(len(failed), 'pattern fails', 'patterns fail')}: {named}.")
    else:
        told.append("No pattern that could be tested fails.")
    untested = [x for x in findings if x.why]
    if untested:
        named = "; ".join(f"{x.pattern.id} ({x.why})" for x in untested)
        told.append(f"Not to be tested on this scenario: {named}.")
    return told


def counted(judgement: Judgement) -> list[str]:
    """Return sentences on how many checks pass, for how many of them that says little, and what is left."""
    checks = [x for x in judgement.findings if x.pattern.label == "check" and not x.why]
    passed = [x for x in checks if x.verdict == "pass"]
    told = [f"Of the {len(checks)} tested patterns labelled check, {len(passed)} pass."]
    leaning = [x.pattern.id for x in passed if x.pattern.caveat]
    if leaning:
        free = [x.pattern.id for x in passed if not x.pattern.caveat]
        left = f"that leaves {', '.join(free)}" if free else "that leaves none"
        lean = "leans" if len(leaning) == 1 else "lean"
        told.append(
            f"Of the {len(passed)} checks that pass, {len(leaning)} {lean} on assumptions that no record "
            "informs, or on little more than a rule or the fit (“Mind”, below): "
            f"{', '.join(leaning)}; {left}."
        )
    return told


def caution(judgement: Judgement) -> str:
    """Return a warning where runs failed or are fewer than the test was designed for; else nothing."""
    n, n_failed = len(judgement.seeds), len(judgement.failures)
    told = [f"{n_failed} of {judgement.n_runs} runs failed and are left out."] if n_failed else []
    if n < DESIGNED_RUNS:
        runs = "one run" if n == 1 else f"{n} runs"
        told.append(
            f"Only {runs} of each variant: the test was designed for {DESIGNED_RUNS}, and this is rough."
        )
    return " ".join(told)


def runs_words(judgement: Judgement) -> str:
    """Return how many runs, under which seeds."""
    seeds = judgement.seeds
    which = f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"seed {seeds[0]}"
    return f"{len(seeds)} of each variant, {which}; {BAND_WORDS}; {NARROW_WORDS}"


def as_text(judgement: Judgement) -> str:
    """Return the table for a terminal: failures in short, then one paragraph a pattern."""
    head = [*summary(judgement), caution(judgement)]
    lines = [fill(f"Patterns of {judgement.scenario.name}: {runs_words(judgement)}.", WIDTH), ""]
    lines += [fill(sentence, WIDTH) for sentence in head if sentence]
    for finding in judgement.findings:
        lines += ["", *_paragraph(finding)]
    return "\n".join(lines)


def _paragraph(finding: Finding) -> list[str]:
    pattern = finding.pattern
    lines = [fill(f"{pattern.id}  {pattern.title}", WIDTH, subsequent_indent="     ")]
    where = f", {finding.posts:,} posts" if finding.posts else ""
    lines.append(f"     {pattern.label}, {result(finding)}{where}")
    if finding.estimates:
        for measure in pattern.measures:
            want = f"; needed {needed(measure)}" if measure.limits else ""
            lines.append(_indented(f"- {measure.words}: {measured(finding, measure)}{want}"))
    lines.append(_indented(f"Source: {pattern.source}."))
    lines.append(_indented(pattern.statistic))
    lines += [_indented(words) for words in (mind(finding), remark(finding)) if words]
    return lines


def _indented(text: str) -> str:
    return indent(fill(text, WIDTH - 5), "     ")


def markdown_table(judgements: Sequence[tuple[str, Judgement]]) -> str:
    """Return the table as Markdown, with the columns of each judgement beside each other.

    judgements: pairs of the words that tell them apart ("" for one alone) and the findings.
    """
    head = ["", "pattern", "label", "needed"]
    for words, _ in judgements:
        end = f", {words}" if words else ""
        head += [f"result{end}", f"measured{end}"]
    head += ["posts", "source"]
    rows = []
    for findings in zip(*(judgement.findings for _, judgement in judgements), strict=True):
        pattern = findings[0].pattern
        limited = [x for x in pattern.measures if x.limits]
        row = [pattern.id, pattern.title, pattern.label]
        row.append("; ".join(f"{x.words}: {needed(x)}" for x in limited))
        for finding in findings:
            row += [_strong(finding), _tested(finding)]
        rows.append([*row, f"{findings[0].posts:,}" if findings[0].posts else "–", pattern.source])
    return table(head, rows)


def _strong(finding: Finding) -> str:
    return f"**{result(finding)}**" if finding.verdict == "fail" else result(finding)


def _tested(finding: Finding) -> str:
    """Return what was measured of everything that has limits, in the order in which they are needed."""
    if not finding.estimates:
        return "–"
    return "; ".join(measured(finding, x) for x in finding.pattern.measures if x.limits)


def remarks_list(judgements: Sequence[tuple[str, Judgement]]) -> str:
    """Return, as a Markdown list, how each pattern is measured, what is beside it and to be said of it."""
    lines = []
    for findings in zip(*(judgement.findings for _, judgement in judgements), strict=True):
        pattern = findings[0].pattern
        lines.append(f"- **{pattern.id}.** {pattern.statistic}")
        for (words, _), finding in zip(judgements, findings, strict=True):
            which = f" ({words})" if words else ""
            beside = _beside(finding)
            lines += [f"  - Beside it{which}: {beside}."] if beside else []
        said = dict.fromkeys(words(finding) for words in (mind, remark) for finding in findings)
        lines += [f"  - {sentence}" for sentence in said if sentence]
    return "\n".join(lines)


def _beside(finding: Finding) -> str:
    """Return the measures of a pattern that have no limits."""
    shown_only = [x for x in finding.pattern.measures if not x.limits and finding.estimates]
    return "; ".join(f"{x.words}: {measured(finding, x)}" for x in shown_only)


def labels_list() -> str:
    """Return what the labels mean, as a Markdown list."""
    return "\n".join(f"- *{label}*: {words}." for label, words in LABELS.items())


def as_markdown(judgement: Judgement) -> str:
    """Return the table as a page of its own."""
    sections = [
        f"# Patterns of {judgement.scenario.name}",
        " ".join(sentence for sentence in (*summary(judgement), caution(judgement)) if sentence),
        f"Runs: {runs_words(judgement)}. Fingerprint of the scenario: `{judgement.scenario.fingerprint}`.",
        markdown_table([("", judgement)]),
        f"What the labels mean:\n\n{labels_list()}",
        f"How each is measured:\n\n{remarks_list([('', judgement)])}",
    ]
    return "\n\n".join(sections) + "\n"


def as_json(judgement: Judgement, folder: str | None = None) -> str:
    """Return the findings as JSON text; `folder` is where they are kept."""
    told: dict[str, Any] = {
        "results": folder,
        "scenario": judgement.scenario.name,
        "fingerprint": judgement.scenario.fingerprint,
        "seeds": list(judgement.seeds),
        "runs": {"asked": judgement.n_runs, "failed": len(judgement.failures)},
        "summary": summary(judgement),
        "caution": caution(judgement) or None,
        "labels": LABELS,
        "patterns": [_as_data(finding) for finding in judgement.findings],
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def _as_data(finding: Finding) -> dict[str, Any]:
    pattern = finding.pattern
    return {
        "id": pattern.id,
        "pattern": pattern.title,
        "source": pattern.source,
        "statistic": pattern.statistic,
        "label": pattern.label,
        "result": finding.verdict,
        "narrow": finding.narrow,
        "why": finding.why or None,
        "caveat": pattern.caveat or None,
        "remark": remark(finding) or None,
        "posts": finding.posts or None,
        "seeds": finding.n_seeds,
        "variants": list(pattern.variants),
        "measures": [
            {
                "measure": x.key,
                "words": x.words,
                "unit": x.unit,
                "needed": _bounds(x.limits),
                **(finding.estimates[x.key]._asdict() if finding.estimates else {}),
            }
            for x in pattern.measures
        ],
    }


def _bounds(limits: Limits | None) -> dict[str, float | None] | None:
    if limits is None:
        return None
    return {key: x if math.isfinite(x) else None for key, x in limits._asdict().items()}


def as_frame(judgement: Judgement) -> pd.DataFrame:
    """Return the table for a report, failures first: pattern, label, result, needed, measured, remark."""
    rows = [
        {
            "pattern": f"{x.pattern.id}. {x.pattern.title}",
            "label": x.pattern.label,
            "result": result(x),
            "needed": "; ".join(f"{m.words}: {needed(m)}" for m in x.pattern.measures if m.limits),
            "measured": _tested(x),
            "remark": f"{mind(x)} {remark(x)}".strip() or None,
        }
        for x in sorted(judgement.findings, key=lambda x: x.verdict != "fail")
    ]
    return pd.DataFrame(rows)


def _count(n: int, one: str, several: str) -> str:
    return f"One {one}" if n == 1 else f"{n} {several}"
