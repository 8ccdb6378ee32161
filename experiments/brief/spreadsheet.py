"""A comparison as a workbook: every table on a sheet of its own, and a sheet that explains the columns."""

import math
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from experiments.calibration.carried import where_from
from experiments.compare.comparison import FLAG, MONTH, NUMBER, TABLES, TEXT, WHOLE, Comparison
from sim.summaries import SUMMARIES

KIND_UNITS = {TEXT: "text", WHOLE: "count", FLAG: "true or false", MONTH: "date"}

ENDS = ("share", "low", "high")

UNITS: Mapping[str, str] = {
    **dict.fromkeys(("variance_ratio",), "times"),
    **dict.fromkeys(("p_beats", "p_low", "p_high"), "share of replicates"),
    "extra_desk_months": "desk-months",
    **dict.fromkeys(
        ("extra_cost", "cost_median", "cost_5", "cost_95"),
        "PKR",
    ),
    **dict.fromkeys(("price_median", "price_5", "price_95"), "PKR per desk-month"),
    **dict.fromkeys(
        ("gains_share", *(f"{x}_{end}" for x in ("cheaper", "b_dominates", "a_dominates") for end in ENDS)),
        "share of futures",
    ),
    **dict.fromkeys(("cost_per_extra_desk_month", "cost_low", "cost_high"), "PKR per desk-month"),
    **dict.fromkeys(("needed_for_sign", "needed_for_width"), "replicates"),
    **dict.fromkeys(("best_share", "satisfied_share", "satisfied_low", "satisfied_high"), "share of futures"),
    "posts": "posts",
    "distance": "widths of the prior",
    **dict.fromkeys(("declared", "turns_at", "turns_low", "turns_high", "nearest_at"), "see the column unit"),
}
"""Units of columns of numbers, where they are not that of the ranking outcome."""

OF_TABLE: Mapping[str, Mapping[str, str]] = {
    "ends": dict.fromkeys(("mean", "low", "high"), "that of the outcome"),
    "months": dict.fromkeys(("mean", "low", "high"), "that of the outcome"),
    "order": dict.fromkeys((*ENDS, "unsure"), "share of futures"),
    "money": dict.fromkeys(("low", "high"), "PKR"),
    "moved_modes": {"share": "share of posts"},
    "moved_grades": dict.fromkeys(("base", "package", "difference", "low", "high"), "share of posts"),
    "moved_offices": dict.fromkeys(("base", "package", "difference", "low", "high"), "share of desks"),
    "moved_parts": dict.fromkeys(("base", "package", "difference", "low", "high"), "share"),
    "break_even": dict.fromkeys(("low", "high"), "see the column unit"),
}
"""Units that a column has in one table alone."""


def workbook(comparison: Comparison) -> bytes:
    """Return the workbook: sheets `about`, `columns`, and one for each table of the comparison."""
    book = Workbook(write_only=True)
    _sheet(book, "about", ["fact", "value"], _about(comparison))
    explained = [
        (table, column, unit_of(comparison, table, column), meaning)
        for table, columns in TABLES.items()
        for column, (_, meaning) in columns.items()
    ]
    _sheet(book, "columns", ["table", "column", "unit", "meaning"], explained)
    for name, table in comparison.tables().items():
        rows = [tuple(map(_value, row)) for row in table.itertuples(index=False)]
        _sheet(book, name, list(table.columns), rows)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def unit_of(comparison: Comparison, table: str, column: str) -> str:
    """Return the unit of a column of a table."""
    kind, _ = TABLES[table][column]
    if kind != NUMBER:
        return KIND_UNITS[kind]
    own = OF_TABLE.get(table, {}).get(column) or UNITS.get(column)
    return own or SUMMARIES[comparison.facts.outcome].unit


def _about(comparison: Comparison) -> list[tuple[str, Any]]:
    facts = comparison.facts
    packages = [(f"package {name}", title) for name, title in facts.titles.items()]
    return [
        ("study", facts.name),
        ("title", facts.title),
        ("question", facts.question),
        *packages,
        ("base", facts.base),
        ("regimes", ", ".join(facts.regimes)),
        ("ranking outcome", facts.outcome),
        ("its unit", SUMMARIES[facts.outcome].unit),
        ("better", "more" if facts.more_is_better else "less"),
        ("satisfactory from", facts.satisfied),
        ("held parameters", ", ".join(facts.held)),
        ("runs that did not finish", comparison.failed),
        ("replicates at the centre", comparison.n_replicates),
        ("futures", comparison.n_futures),
        ("futures drawn from", where_from(facts.posterior) if facts.posterior else "the priors"),
        ("cautions", " ".join(facts.posterior.get("cautions", ()))),
        ("replicates of a future", comparison.future_replicates),
    ]


def _sheet(book: Workbook, name: str, head: list[str], rows: list[tuple[Any, ...]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    cells = [WriteOnlyCell(sheet, value=text) for text in head]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in row])


def _text_cell(sheet: Any, value: str) -> Any:
    """A cell of text, also where the text begins like a formula."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _value(value: Any) -> Any:
    """A value as a sheet holds it: numbers as numbers, what is missing as an empty cell."""
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return (
            value
            if math.isfinite(value)
            else ("beyond the prior, above" if value > 0 else "beyond the prior, below")
        )
    return value
