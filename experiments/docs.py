"""The pages written from the declarations and the library: every number, outcome, scenario and key of a file.

    python -m experiments.docs [--out docs]

writes `parameters.md`, `outcomes.md`, `library.md`, `scenario-file.md`, `study-file.md`,
`record-file.md` and `calibration-file.md`.  A test compares them with what is committed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer

from experiments.calibration_file_page import calibration_file_page
from experiments.catalogue import CASE, KINDS, library
from experiments.markdown import table
from experiments.record_page import record_file_page
from experiments.scenario_page import scenario_file_page
from experiments.study_page import study_file_page
from sim.outcomes import OFFICE_OUTCOMES, OUTCOMES, TIER_OUTCOMES, Outcome
from sim.parameters import EVIDENCE, LEVERS, PARAMETERS, SWITCHES, Declared
from sim.scenario import Scenario
from sim.state import (
    IN_FORCE_TABLE,
    OFFICE_LOG_TABLE,
    OFFICE_TABLE,
    POST_TABLE,
    SHOCK_TABLE,
    TIER_LOG_TABLE,
    TIER_TABLE,
    Field,
)
from sim.summaries import PAIRS, WHOLE_RUN

WRITTEN = "Written by `python -m experiments.docs` from the declarations in `sim/`; not edited by hand."

LEVER_COSTS: Mapping[str, tuple[str, str]] = {
    "train": ("training", "{cost_course}"),
    "inc": ("incentive", "{incentive_wage} of {wage}, for digital desks, and (1 - ME) of it for hybrid ones"),
    "CM": ("change_management", "{cost_CM}, times CM"),
    "champ": ("champions", "{cost_champion}, champ of all officers and seniors"),
    "J": (
        "job_guarantee",
        "{redundant} and {attrition} of {wage}, for digital desks of lower grades, times J",
    ),
    "inv": ("infrastructure", "{cost_equip}, for equipment bought, before wear"),
    "standards": ("standardisation", "{cost_std}, in each tier, times standards"),
    "hard": ("hardening", "{cost_hard}, times hard"),
    "ME": ("monitoring", "{cost_ME}, times ME"),
    "TP": ("tenure_protection", "saves one month of {wage} for each transfer not made"),
    "partnership": ("infrastructure", "spares the public purse {partner_saving} of the partner's share"),
    "cloud": ("infrastructure", "{cloud_cost} what the equipment costs without it"),
    "exchange_law": ("law", "{cost_exchange_law}, when it comes into force"),
    "aware": ("awareness", "{cost_aware}, times aware"),
}
"""Lever -> the part of the monthly cost that pays for it, and how; other levers cost nothing themselves."""

PARAMETERS_HEAD = f"""# Parameters, levers and switches

{WRITTEN}

A name is the symbol of the equations in [model.md](model.md), and the key of a scenario file and of `--set`.

*Role*: `uncertain` quantities have a prior, which is their range; `fixed` ones are conventions or small
assumptions, and the range is what they may sensibly be varied over; a lever is what a government pulls, and
its default is what it does without a reform; a switch chooses between forms of the model.

*Evidence*: `data` (a published figure, or a fit to the record), `literature` (a study; often only its
direction, as the source says) or `assumption`. Papers in square brackets are listed in
[model.md](model.md#18-sources). Costs are rupees (PKR) of 2025.
"""

OUTCOMES_HEAD = f"""# Outcomes and state

{WRITTEN}

How the outcomes follow from the state, and how they are weighted, is told in
[model.md](model.md#10-outcomes). Stocks are those of the first day of the month; flows (checks, courses,
transfers, costs) are those of the month.
"""

WHOLE = """\
The table of runs, one row each: every column of the monthly table as it stands in the last month (`_end`) and
as the mean over all months (`_mean`), and what no single month can say:"""

TWO_RUNS = """\
Of two runs with the same seed, from their monthly tables (`sim.summaries.compare`). What is undefined is
missing, never a number; a package that is both cheaper and better *saves*, and has no cost per desk-month.
Over several runs the cost per extra desk-month is the mean extra cost by the mean of the extra desk-months,
not a mean of ratios."""

LIBRARY_HEAD = """# The library of scenarios

Written by `python -m experiments.docs` from the files in `scenarios/`; not edited by hand.

`redtape describe NAME` tells the story and the evidence of one, `redtape run NAME` runs it. What a scenario
should show is what its file says; where a test can tell cheaply, one holds it to that.

What they should show holds in regime L, which is the defaults. Where it is known to differ in regime K, the
other set of parameters that fits the record (`redtape run NAME --regime K`), the entry says so; that an entry
says nothing of K does not mean that it was checked there. [questions.md](questions.md) asks its questions in
both.
"""

KIND_WORDS = {
    "record": "Their use was recorded; the report of a run sets the model beside the record.",
    "illustration": (
        "Nothing recorded tells how much of the work is real. They show what the rules imply for a "
        "programme, and confirm nothing: sizes and dates are figures from the press where their evidence "
        "names them, and assumptions otherwise."
    ),
    "package": (
        f"Each is `{CASE}` but for its policy (and, where its name says so, what happens after 2027), run "
        "under the same luck, so that packages can be compared run by run."
    ),
}

ORDERS = """
A lever holds from the scenario's start or from a dated change on. Orders, a law and a ban on paper are dated
records of a scenario and not levers. Checks cost {cost_audit}, a law {cost_law}, a ban nothing of its own.
"""


def figure(x: float) -> str:
    """Return a number as a table shows it: 200,000,000 or 0.01389."""
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.4g}"


def parameters_page() -> str:
    """Return the page of every parameter, lever and switch."""
    themes: dict[str, list[Declared]] = {}
    for declared in PARAMETERS.values():
        themes.setdefault(declared.theme, []).append(declared)
    sections = [PARAMETERS_HEAD, _how_many()]
    sections += [f"## {theme}\n\n{_parameter_table(members)}" for theme, members in themes.items()]
    sections += [
        f"## Levers\n\n{_priced(ORDERS).strip()}\n\n{_lever_table()}",
        f"## Switches between forms of the model\n\n{_switch_table()}",
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _how_many() -> str:
    kinds: Counter[tuple[str, str]] = Counter((x.role, x.evidence) for x in PARAMETERS.values())
    rows = [[role, *(str(kinds[role, evidence]) for evidence in EVIDENCE)] for role in ("uncertain", "fixed")]
    return f"How many parameters rest on what:\n\n{table(['role', *EVIDENCE], rows)}"


def _parameter_table(members: Iterable[Declared]) -> str:
    head = ["name", "meaning", "default", "unit", "range", "role", "evidence", "source"]
    return table(
        head,
        (
            [f"`{x.name}`", x.meaning, figure(x.default), x.unit, _range(x), x.role, x.evidence, x.source]
            for x in members
        ),
    )


def _range(x: Declared) -> str:
    return ", ".join(f"`{choice}`" for choice in x.choices) or f"{figure(x.low)} to {figure(x.high)}"


def _default(x: Declared) -> str:
    return f"`{x.shown(x.default)}`" if x.choices else figure(x.default)


def _lever_table() -> str:
    head = ["name", "meaning", "default", "unit", "range", "evidence", "source", "cost line", "cost"]
    return table(
        head,
        (
            [f"`{x.name}`", x.meaning, _default(x), x.unit, _range(x), x.evidence, x.source, *_cost(x.name)]
            for x in LEVERS.values()
        ),
    )


def _cost(lever: str) -> tuple[str, str]:
    if lever not in LEVER_COSTS:
        return "", "nothing of its own"
    part, words = LEVER_COSTS[lever]
    return f"`{part}`", _priced(words)


def _priced(words: str) -> str:
    """Return `words` with every `{name}` replaced by the parameter's default, unit and name."""
    return words.format(
        **{name: f"{figure(x.default)} {x.unit} (`{name}`)" for name, x in PARAMETERS.items()}
    )


def _switch_table() -> str:
    head = ["name", "meaning", "default", "choices", "evidence", "source"]
    return table(
        head,
        ([f"`{x.name}`", x.meaning, _default(x), _range(x), x.evidence, x.source] for x in SWITCHES.values()),
    )


def outcomes_page() -> str:
    """Return the page of every outcome, of the state and of what is recorded."""
    by_office = ([f"`{name}`", unit, meaning] for name, (unit, meaning) in OFFICE_OUTCOMES.items())
    sections = [
        OUTCOMES_HEAD,
        "## Every month\n\nThe monthly table: `month` (first day), then",
        _declared(OUTCOMES),
        "## Every month and office\n\nThe office table: `month`, `office`, `tier`, `size` (posts), then",
        table(["column", "unit", "meaning"], by_office),
        "## Every month and tier\n\nThe table of tiers: `month`, `tier`, `posts`, then",
        _declared(TIER_OUTCOMES),
        f"## A whole run\n\n{WHOLE}",
        _declared(WHOLE_RUN),
        f"## A run against another\n\n{TWO_RUNS}",
        _declared(PAIRS),
        "## State of a post\n\nAlso the columns of the table of officials, after `month` and `office`. "
        "*Person*: travels with the official; *post*: stays.",
        _fields(POST_TABLE),
        f"## State of an office\n\n{_fields(OFFICE_TABLE)}",
        f"## State of a tier\n\n{_fields(TIER_TABLE)}",
        f"## In force in a month, in a tier\n\nSet before the run.\n\n{_fields(IN_FORCE_TABLE)}",
        f"## What hits an office in a month\n\nSet before the run.\n\n{_fields(SHOCK_TABLE)}",
        f"## Recorded of an office in a month\n\n{_fields(OFFICE_LOG_TABLE)}",
        f"## Recorded of a tier in a month\n\n{_fields(TIER_LOG_TABLE)}",
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _declared(outcomes: Mapping[str, Outcome[Any, Any]]) -> str:
    rows = ([f"`{x.name}`", x.label, x.unit, x.definition] for x in outcomes.values())
    return table(["column", "label", "unit", "definition"], rows)


def library_page() -> str:
    """Return the page of every scenario of the library, by kind."""
    head = ["name", "title", "posts", "offices", "period", "what it should show"]
    sections = [LIBRARY_HEAD]
    for kind, scenarios in library().items():
        rows = [_scenario_row(scenario) for scenario in scenarios]
        sections.append(f"## {KINDS[kind]}\n\n{KIND_WORDS[kind]}\n\n{table(head, rows)}")
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _scenario_row(scenario: Scenario) -> list[str]:
    posts = scenario.n_posts
    offices = sum(tier.offices for tier in scenario.tiers)
    period = f"{scenario.start:%b %Y} to {scenario.end:%b %Y}"
    shown = " ".join(scenario.expect.split())
    return [f"`{scenario.name}`", scenario.title, f"{posts:,}", f"{offices:,}", period, shown]


def _fields(fields: Iterable[Field]) -> str:
    rows = ([f"`{field.name}`", field.unit, field.meaning, f"`{field.type}`"] for field in fields)
    return table(["name", "unit", "meaning", "type"], rows)


PAGES = {
    "parameters.md": parameters_page,
    "outcomes.md": outcomes_page,
    "library.md": library_page,
    "scenario-file.md": scenario_file_page,
    "study-file.md": study_file_page,
    "record-file.md": record_file_page,
    "calibration-file.md": calibration_file_page,
}
"""File in docs/ -> what writes it."""


def main(out: Path = Path("docs")) -> None:
    """Write every generated page into the folder OUT."""
    out.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (out / name).write_text(page(), encoding="utf-8")
        typer.echo(f"{out / name}")


if __name__ == "__main__":
    typer.run(main)
