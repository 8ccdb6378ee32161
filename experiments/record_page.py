"""The page of every key that a record file knows, from the models and kinds that read such files."""

from collections.abc import Iterator

from pydantic import BaseModel

from experiments.markdown import table
from experiments.scenario_page import default_of_key, expected_of
from sim.outcomes import OFFICE_OUTCOMES
from sim.record import DISCREPANCY_SD, SAMPLING_SD, RecordFile, Series
from sim.record.form import ERRORS, REAL, STATISTICS, UNITS, is_share
from sim.record.table import COLUMNS, NEEDED

HEAD = """# What a record can say

Written by `python -m experiments.docs` from what reads such files; not edited by hand.

A record is what is known of a programme from outside the model: counts from a newspaper, an audit, a
dashboard. It is a short text in TOML, and beside it a table, CSV or Parquet, with a row for each figure.
The text says what each *series* of the table is a figure of, and how far to believe it. A scenario names
the record's text as `record` ([scenario-file.md](scenario-file.md)); reports then set the model beside
every figure, and a calibration fits those of role `calibrate` and is scored on those of role `validate`,
which it never sees.

`redtape check my-record.toml` names every slip at once, in the text and in every row of the table. What can
be read and is hardly meant so it tells as something to mind, as does a calibration: shares written in a
series of per cent, two figures of one state of a run, a denominator far from the number of offices, a
threshold that every office passes.
`redtape schema --record` prints the keys for editors that check and complete TOML. The federal record is
such a file: [pk_eoffice_federal.toml](../scenarios/data/pk_eoffice_federal.toml).
"""

EXAMPLE = """\
title = "Use of the file system, Ministry of Works"
source = "Monthly returns of the ministry; the audit of December 2025 looked at the files themselves."
figures = "works.csv"
scenario = "federal-2022"        # figures must fall in its months

[series.full_use]                # offices that reported 95 % of their files on the system, or more
outcome = "reported_use"
statistic = "share_of_offices"
at_least = 0.95
unit = "count"
denominator = 40
error = "count"
self_report = true

[series.paperless]               # mean share of files without paper that the auditors found
outcome = "verified_use"
statistic = "mean"
unit = "percent"
error = "interval"
self_report = false
"""

EXAMPLE_TABLE = """\
series,date,value,role,low,high,source
full_use,2024-06-30,6,calibrate,,,return of June 2024
full_use,2024-12-31,21,calibrate,,,return of December 2024
full_use,2025-06-30,35,validate,,,return of June 2025
paperless,2025-12-15,48,calibrate,41,55,audit of 2025
"""

SERIES = """\
Each series that says something of the model has a table `[series.NAME]`, NAME as in the column `series`.
What a row says in a column of the same name (`denominator`, `error`, `sd`, `role`) goes over what its
series says."""

NEEDED_WORDS = f"{', '.join(f'`{name}`' for name in NEEDED[:-1])} and `{NEEDED[-1]}`"

TABLE = f"""\
The table has a row for each figure, its columns in any order, separated by commas or semicolons if it is
a CSV (UTF-8); in a Parquet file numbers are numbers, and dates are dates or text. Needed are
{NEEDED_WORDS}; an empty cell says nothing, and columns of other names are notes. A series has one row a
day."""

MONTHS = """\
The model keeps a state for the first day of every month. A figure is compared with the nearest one: 31
December 2024 with 1 January 2025. Where reports of different days tell of one situation, the column
`state` names the state for all."""

OUTCOMES = """\
An outcome is a column of the table of offices ([outcomes.md](outcomes.md)). Every office counts alike, as
a count of divisions counts them. Outcomes that are no shares can only be counted: offices at stage 3 or
more, never a mean stage."""

SELF = f"""\
A system counts a file that is present on it, whether or not it is kept on paper too. So what offices, or
the owner of the system, report of themselves is `reported_use`. To set a self-report beside an outcome
that only looking at the files can tell ({", ".join(f"`{name}`" for name in REAL)}), say in
`trusted_because` why it can be believed. An audit (`self_report = false`) may be a figure of either."""

DOUBT = f"""\
What keeps the model's mean and a figure apart is more than the figure's own error: the luck of one
history (about {SAMPLING_SD:g} for a share of 40 offices) and that the model is only roughly right (taken
as {DISCREPANCY_SD:g}). A calibration takes the first from runs of the model; a plain report uses

    sd = widen * sqrt({DISCREPANCY_SD:g}^2 + max({SAMPLING_SD:g}, own sd)^2)

where the own sd, as a share, is 0 for a count, and (`high` - `low`) / (2 * 1.645) for a range that is
believed to hold the truth with 90 %."""


def record_file_page() -> str:
    """Return the page of every key of a record file."""
    sections = [HEAD, _example(), f"## The file itself\n\n{_keys(RecordFile)}"]
    sections += [f"## `[series.NAME]`: what a series says\n\n{SERIES}\n\n{_keys(Series)}"]
    kinds = (("Statistics", STATISTICS), ("Units of the values", UNITS), ("Error models", ERRORS))
    sections += [f"{name}:\n\n{_named(words)}" for name, words in kinds]
    sections += [f"## The table\n\n{TABLE}\n\n{_columns()}", f"## Which state of the model\n\n{MONTHS}"]
    sections += [f"## Outcomes\n\n{OUTCOMES}\n\n{_outcomes()}", f"## Reported and real\n\n{SELF}"]
    sections += [f"## How far a figure is believed\n\n{DOUBT}"]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _example() -> str:
    return (
        f"## An example\n\n`works.toml`:\n\n```toml\n{EXAMPLE}```\n\n"
        f"`works.csv`, beside it:\n\n```\n{EXAMPLE_TABLE}```"
    )


def _keys(part: type[BaseModel]) -> str:
    return table(("key", "what it is", "expected", "default", "required"), _rows(part))


def _rows(part: type[BaseModel]) -> Iterator[list[str]]:
    for key, field in part.model_fields.items():
        words = (field.description or "").split(" Unit: ")[0].rstrip(".") + "."
        required = "yes" if field.is_required() else ""
        yield [f"`{key}`", words, expected_of(field), default_of_key(field), required]


def _named(words: dict[str, str]) -> str:
    return table(("name", "what it is"), ([f'`"{name}"`', told] for name, told in words.items()))


def _columns() -> str:
    rows = ([f"`{name}`", told, "yes" if name in NEEDED else ""] for name, told in COLUMNS.items())
    return table(("column", "what it is", "required"), rows)


def _outcomes() -> str:
    rows = (
        [f"`{name}`", meaning, unit, "share of offices, or mean" if is_share(name) else "share of offices"]
        for name, (unit, meaning) in OFFICE_OUTCOMES.items()
    )
    return table(("outcome", "what it is", "unit", "a figure may be a"), rows)
