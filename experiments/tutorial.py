"""The tutorial's record: one history of an invented ministry, seen as a ministry would see it.

    python -m experiments.tutorial [--out docs/examples/tutorial] [--live build/tutorial]

writes `record.csv`.  Its figures are those of one run of `ministry.toml` at planted values,
counted as `record.toml` says and misread a little where it says so: what a calibration finds
can be held against what was planted.  A test remakes the table bit for bit.

With `--live` it also takes every step of the page in a folder, some minutes of work, and
writes what each printed into `output/`, and what was planted beside what was found.  The page
shows nothing else; a test compares.
"""

import csv
import io
import os
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import typer

from experiments.calibration.moved import BEYOND_CHANCE
from experiments.calibration.posterior import PLAIN, Posterior, load
from experiments.markdown import table
from experiments.store import Results
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


STEPS = {
    "calibrate": "calibrate docs/examples/tutorial/calibration.toml --out results/works",
    "validate": "validate results/works --replicates 0",
    "run": "run docs/examples/tutorial/ministry.toml --posterior results/works --replicates 40 "
    "--out results/lived",
    "compare": "compare docs/examples/tutorial/ministry.toml docs/examples/tutorial/review.toml "
    "--posterior results/works --replicates 40 --out results/review",
}
"""Step of the page -> what follows `redtape` in it."""

REPLACING = {"validate", "run", "compare"}
"""Steps that replace what an earlier attempt left; a calibration that is done stays."""


def take(live: Path) -> dict[str, str]:
    """Take the steps of the page in the folder `live`; return what each printed.

    The folder holds copies of the tutorial's files where the page has them.  Raises
    RuntimeError where a step fails.
    """
    root = Path(__file__).parent.parent
    shutil.copytree(root / FOLDER, live / FOLDER, dirs_exist_ok=True)
    around = os.environ | {"COLUMNS": "100", "PYTHONPATH": str(root)}
    printed = {}
    for step, words in STEPS.items():
        command = [sys.executable, "-m", "experiments.cli", *shlex.split(words)]
        command += ["--force"] * (step in REPLACING)
        done = subprocess.run(command, cwd=live, env=around, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"redtape {words}: {done.stderr}")
        printed[step] = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
    return printed


def found(calibrated: Path) -> str:
    """Return what was planted beside what a calibration found, as a table of Markdown."""
    moved = Results(calibrated).table("moved").set_index("parameter")
    posterior = load(calibrated)
    rows = []
    for name, value in PLANTED.items():
        x = moved.loc[name]
        part = (x["high"] - x["low"]) / (0.9 * (x["prior_high"] - x["prior_low"]))
        rows.append(
            [
                *(f"`{name}`", f"{value:g}", f"{x['median']:.2f}", f"{x['low']:.2f} to {x['high']:.2f}"),
                *("yes" if x["low"] <= value <= x["high"] else "no", f"{100 * part:.0f} %"),
                _companion(posterior, name),
            ]
        )
    head = (
        *("parameter", "planted", "median", "90 % interval", "planted is in it", "its width, of the prior's"),
        "goes with (correlation)",
    )
    return f"{table(head, rows)}\n"


def _companion(posterior: Posterior, name: str) -> str:
    """Return which other parameter a parameter goes with most in the draws; a dash where chance would do."""
    draws = posterior.of("")
    values = draws.drop(columns=[column for column in PLAIN if column in draws])
    weight = draws["weight"].to_numpy()
    apart = values - weight @ values.to_numpy()
    scaled = apart / np.sqrt(weight @ apart.to_numpy() ** 2)
    together = (scaled.mul(scaled[name], axis=0).T @ weight).drop(name)
    other = str(together.abs().idxmax())
    chance = BEYOND_CHANCE / np.sqrt(posterior.manifest["effective"][""])
    return f"`{other}` ({together[other]:.2f})" if abs(together[other]) > chance else "-"


def main(out: Path = FOLDER, live: Path | None = None) -> None:
    """Write `record.csv` into OUT, where `ministry.toml` and `record.toml` stand; take the steps in LIVE."""
    path = out / "record.csv"
    path.write_text(record_csv(out), encoding="utf-8")
    typer.echo(f"{path}")
    if live is None:
        return
    printed = take(live)
    texts = {f"{step}.txt": text for step, text in printed.items()}
    texts["found.md"] = found(live / "results" / "works")
    (out / "output").mkdir(exist_ok=True)
    for name, text in texts.items():
        (out / "output" / name).write_text(text, encoding="utf-8")
        typer.echo(f"{out / 'output' / name}")


if __name__ == "__main__":
    typer.run(main)
