"""The tutorial's record: one history of an invented ministry, seen as a ministry would see it.

    python -m experiments.tutorial [--out docs/examples/tutorial]

writes `record.csv`.  Its figures are those of one run of `ministry.toml` at planted values,
counted as `record.toml` says and misread a little where it says so: what a calibration finds
can be held against what was planted.  A test remakes the table bit for bit.
"""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import typer

from sim import Scenario, randomness, run
from sim.calendar import nearest_month_start
from sim.record import Series, said
from sim.scenario.reading import parsed

FOLDER = Path("docs/examples/tutorial")

PLANTED = {"beta0": -0.8, "lam": 0.25, "e1": 0.45, "e2": 0.75}
"""What a calibration should find; every other parameter is as declared."""

SEED = 2026

MISREADING = 48
"""Purpose of draws that the model itself does not use: how far a reading is off, of a figure."""

AUDIT_SD = 4.0
"""How far an audit of a sample is off, in points; its own range is the 90 % of that."""


class Planned(NamedTuple):
    """A figure that the ministry publishes: of which series, when, and what it is for."""

    series: str
    day: date
    role: str


PLAN = (
    Planned("full_use", date(2022, 6, 30), "calibrate"),
    Planned("full_use", date(2022, 12, 31), "calibrate"),
    Planned("full_use", date(2023, 6, 30), "calibrate"),
    Planned("full_use", date(2023, 12, 31), "calibrate"),
    Planned("full_use", date(2024, 6, 30), "calibrate"),
    Planned("full_use", date(2024, 12, 31), "validate"),
    Planned("full_use", date(2025, 6, 30), "validate"),
    Planned("low_use", date(2022, 12, 31), "calibrate"),
    Planned("low_use", date(2023, 12, 31), "calibrate"),
    Planned("dashboard", date(2023, 6, 30), "calibrate"),
    Planned("dashboard", date(2025, 6, 30), "validate"),
    Planned("audit", date(2023, 12, 15), "calibrate"),
    Planned("audit", date(2025, 3, 15), "validate"),
)


def record_csv(folder: Path = FOLDER) -> str:
    """Return the table of the record, as one history at the planted values makes it."""
    scenario = Scenario.load(folder / "ministry.toml").with_values(PLANTED)
    tables = parsed(folder / "record.toml")["series"]
    series = {name: Series.model_validate(table) for name, table in tables.items()}
    asked = pd.DataFrame([_asked(figure, series[figure.series]) for figure in PLAN])
    shares = said(asked, scenario, run(scenario, SEED).world)
    text = io.StringIO()
    lines = csv.DictWriter(text, ("series", "date", "value", "low", "high", "role"), lineterminator="\n")
    lines.writeheader()
    for number, (figure, share) in enumerate(zip(PLAN, shares, strict=True)):
        row = {"series": figure.series, "date": figure.day.isoformat(), "role": figure.role}
        lines.writerow(row | _published(series[figure.series], float(share), number))
    return text.getvalue()


def _asked(figure: Planned, series: Series) -> dict[str, Any]:
    """Return what a figure is of, as a record's figures tell it."""
    threshold = float("nan") if series.threshold is None else series.threshold
    of = {"threshold": threshold, "direction": series.direction}
    of |= {key: getattr(series, key) for key in ("outcome", "statistic", "offices", "tiers")}
    return {"series": figure.series, "month": nearest_month_start(figure.day), **of}


def _published(series: Series, share: float, number: int) -> dict[str, float]:
    """Return what the ministry writes down: a count as it is, a share as it is read, in whole per cent."""
    if series.denominator:
        return {"value": round(share * series.denominator)}
    sd = series.sd or AUDIT_SD
    off = randomness.normal(randomness.draw(SEED, MISREADING, 0, number))
    read = min(max(round(100 * share + sd * off), 0), 100)
    if series.error == "sd":
        return {"value": read}
    reach = round(1.645 * sd)
    return {"value": read, "low": max(read - reach, 0), "high": min(read + reach, 100)}


def main(out: Path = FOLDER) -> None:
    """Write `record.csv` into OUT, where `ministry.toml` and `record.toml` stand."""
    path = out / "record.csv"
    path.write_text(record_csv(out), encoding="utf-8")
    typer.echo(f"{path}")


if __name__ == "__main__":
    typer.run(main)
