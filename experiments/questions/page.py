"""The page of the questions as Markdown."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from experiments.markdown import anchor, table
from experiments.questions.asking import LEVEL, LEVEL_DAY, Asked
from experiments.questions.question import Arm, Effect, Measure, Part, Question, Unit
from experiments.questions.verdict import (
    Findings,
    answer,
    estimate,
    figure,
    found,
    joined,
    least_words,
    shown,
)
from sim.parameters import PARAMETERS
from sim.scenario import regimes

RENEW = "python -m experiments.questions"

HEAD = """# Four questions

Written by `{renew}` (about five minutes on two processors); not edited by hand. The
figures, and the fingerprint of every scenario, are in [questions.json](questions.json).

{contents}

**How to read the tables.** Each question is asked of the federal case in both regimes, L and K, which fit
the record alike ([model.md](model.md), section 14), and at kappa {kappas}, since the record does
not inform kappa either: what holds in all {n_cells} columns rests on neither. (Left alone, {own}.)
There are {posts:,} posts, {desks:g} desks an office as in the re-fit, and {n_seeds} runs of every arm, seeds
{first} to {last}. Arms share the luck of their seed, so a difference is taken within each seed. In brackets
stands the band that holds the middle 90 % of the runs: it shows luck, not doubt about the parameters.

**By which rule the answers are written.** A difference is *clear* if its band excludes 0, so that some
nineteen runs in twenty, or more, show its sign. It is *small* if its mean is below {least}.
It *matters* if it is clear and not small. In the tables what matters is in bold, and what is clear but small
has a ring (°). Where an answer says that no difference matters, the means are given all the same.

**The level before the orders** is much the same in every column, so none was adjusted. Reported use on
{day}: {levels}."""


def page(asked: Asked) -> str:
    """Return the page."""
    sections = [_head(asked)]
    for number, question in enumerate(asked.questions, 1):
        sections += [f"## {number} {question.title}", *_of_question(asked, question)]
    return "\n\n".join(sections) + "\n"


def _head(asked: Asked) -> str:
    titles = [f"{number} {question.title}" for number, question in enumerate(asked.questions, 1)]
    of_regimes = dict.fromkeys(cell.regime for cell in asked.cells)
    default = PARAMETERS["kappa"].default
    kappa = {name: regimes.load(name).parameters.get("kappa", default) for name in of_regimes}
    first = asked.questions[0].parts[0]
    scenario = first.arms[0].scenario(asked.cells[0], asked.posts)
    return HEAD.format(
        renew=RENEW,
        contents="\n".join(f"- [{title}](#{anchor(title)})" for title in titles),
        kappas=joined(list(dict.fromkeys(f"{cell.kappa:g}" for cell in asked.cells))),
        n_cells=len(asked.cells),
        own=joined([f"regime {name} has kappa {x:g}" for name, x in kappa.items()]),
        posts=asked.posts,
        desks=asked.posts / sum(tier.offices for tier in scenario.tiers),
        n_seeds=len(asked.seeds),
        first=asked.seeds[0],
        last=asked.seeds[-1],
        least=least_words(
            [x for question in asked.questions for part in question.parts for x in part.measures]
        ),
        day=f"{LEVEL_DAY.day} {LEVEL_DAY:%B %Y}",
        levels=_levels(asked, first),
    )


def _levels(asked: Asked, part: Part) -> str:
    """Say for each cell how much use was reported before the orders."""
    told = []
    for regime in dict.fromkeys(cell.regime for cell in asked.cells):
        own = [cell for cell in asked.cells if cell.regime == regime]
        means = [estimate(asked.values(part, part.arms[0].name, LEVEL, cell)).mean for cell in own]
        figures = joined([figure(x, LEVEL.unit, signed=False) for x in means])
        told.append(f"{figures} % in regime {regime} at kappa {joined([f'{cell.kappa:g}' for cell in own])}")
    return "; ".join(told)


def _of_question(asked: Asked, question: Question) -> Iterator[str]:
    findings = [found(asked, part) for part in question.parts]
    yield "\n".join(f"{answer(x)}\n  - {_reach(asked, x.part)}" for x in findings)
    for x in findings:
        if len(findings) > 1:
            yield f"### {x.part.name}"
        for measure in x.part.measures:
            yield f"{_title(measure)}:"
            yield _table(asked, x, measure)
        if x.part.more:
            yield x.part.more(x.effects)
    yield f"**What it rests on.** {question.rests}"
    yield f"**How it was asked.** {question.asked}"
    yield f"```sh\n{_commands(asked, question)}\n```"


def _reach(asked: Asked, part: Part) -> str:
    """Say what the main measure comes to in each of the arms shown, from the lowest column to the highest."""
    measure, told = part.measures[0], []
    for arm in part.levels:
        means = sorted(estimate(asked.values(part, arm, measure, cell)).mean for cell in asked.cells)
        low, high = (figure(x, measure.unit, signed=False) for x in (means[0], means[-1]))
        told.append(f"{low} to {high} ({arm})")
    words = f"{measure.words[0].upper()}{measure.words[1:]}"
    return f"{words}, {measure.unit.level}, from the lowest column to the highest: {'; '.join(told)}."


def _title(measure: Measure) -> str:
    words, unit = measure.words, measure.unit
    same = unit.level == unit.difference
    units = unit.level if same or measure.levels_only else f"{unit.level}; differences in {unit.difference}"
    return f"*{words[0].upper()}{words[1:]}*, {units}"


def _table(asked: Asked, findings: Findings, measure: Measure) -> str:
    part, unit = findings.part, measure.unit
    rows = [
        [arm]
        + [
            shown(estimate(asked.values(part, arm, measure, cell)), unit, signed=False)
            for cell in asked.cells
        ]
        for arm in part.levels
    ]
    for contrast in () if measure.levels_only else part.contrasts:
        effects = findings.across(contrast.name, measure).values()
        rows.append([f"*difference:* {contrast.name}", *(_marked(x, unit) for x in effects)])
    return table(["", *(cell.words for cell in asked.cells)], rows)


def _marked(effect: Effect, unit: Unit) -> str:
    told = shown(effect, unit, signed=True)
    return f"**{told}**" if effect.matters else f"{told} °" if effect.sign else told


def _commands(asked: Asked, question: Question) -> str:
    """Return how to repeat each arm, as lines for a shell."""
    cell = asked.cells[-1]
    common = f"--replicates {len(asked.seeds)} --seed {asked.seeds[0]} --out FOLDER"
    lines = [
        "# add to every line:",
        f"#   --set posts={asked.posts} --set regime={cell.regime} --set kappa={cell.kappa:g} {common}",
    ]
    for name, told in _by_name(question.parts).items():
        lines += ["", f"# {name}"]
        for line, part in told.items():
            lines += [f"#   {part[0].lower()}{part[1:]}:"] * (len(told) > 1) + [line]
    return "\n".join(lines)


def _by_name(parts: tuple[Part, ...]) -> dict[str, dict[str, str]]:
    """Return name of an arm -> each command that runs it -> the first part in which it does."""
    named: dict[str, dict[str, str]] = {}
    for part in parts:
        for arm in part.arms:
            drawn = f" --set hubs=... --set office_names=...  # {arm.drawn.words}" if arm.drawn else ""
            named.setdefault(arm.name, {}).setdefault(command(arm) + drawn, part.name)
    return named


def command(arm: Arm) -> str:
    """Return the command that runs an arm."""
    settings = (f" --set {_quoted(f'{key}={as_text(value)}')}" for key, value in arm.values.items())
    return f"redtape run {arm.base}{''.join(settings)}"


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.=-]+", text) else f"'{text}'"


def as_text(value: object) -> str:
    """Return a value as `--set` reads it: a word as it is, all else as TOML in one line."""
    return value if isinstance(value, str) else _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(x)}' for key, x in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(x) for x in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else repr(value)
