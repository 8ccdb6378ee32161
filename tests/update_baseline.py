"""Store what a few runs give today: `python -m tests.update_baseline --reason "why results changed"`.

`test_baseline.py` compares later runs with the stored ones, so that no change moves results
unnoticed.  The file holds every outcome at twelve months of each run.
"""

import argparse
import json
import math
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim import Scenario, run
from sim.outcomes import OUTCOMES

STORED = Path(__file__).with_name("baseline.json")
COMMAND = 'python -m tests.update_baseline --reason "..."'

SCENARIOS = ("federal-eoffice", "full-package", "enforcement-dropped")
POSTS = 1600
SEED = 1
N_DATES = 12
TOLERANCE = 1e-6
"""Relative and absolute: room for another processor's last bits, not for another choice of one official."""

Baseline = dict[str, Any]
"""Of one scenario: its fingerprint, `months` (first days) and `outcomes`, name -> values at those months."""


def measured(name: str) -> Baseline:
    """Run a scenario of the library on 1600 posts and keep every outcome at twelve evenly spread months."""
    scenario = Scenario.load(name).with_values({"posts": POSTS})
    months = np.linspace(0, scenario.n_months - 1, N_DATES).round().astype(int)
    monthly = run(scenario, SEED).monthly.iloc[months]
    return {
        "fingerprint": scenario.fingerprint,
        "months": [f"{scenario.months[t]}" for t in months],
        "outcomes": {outcome: [float(value) for value in monthly[outcome]] for outcome in OUTCOMES},
    }


def stored() -> dict[str, Any]:
    """Return the stored baseline: reason, date, posts, seed and `scenarios`, name -> `Baseline`."""
    content: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return content


def moved(before: Baseline, now: Baseline) -> list[str]:
    """Say in a line each which outcomes moved, where by most and by how much; nothing if none did."""
    if before["months"] != now["months"]:
        return [f"the months are {now['months'][0]} to {now['months'][-1]}, no longer those stored"]
    lines = []
    for outcome in sorted({*before["outcomes"], *now["outcomes"]}):
        old, new = before["outcomes"].get(outcome), now["outcomes"].get(outcome)
        if old is None or new is None:
            lines.append(f"{outcome}: {'not stored yet' if old is None else 'no longer an outcome'}")
        elif line := _largest_move(before["months"], old, new):
            lines.append(f"{outcome}: {line}")
    return lines


def _largest_move(months: list[str], old: list[float], new: list[float]) -> str:
    pairs = [
        (abs(b - a), month, a, b)
        for month, a, b in zip(months, old, new, strict=True)
        if not math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    ]
    if not pairs:
        return ""
    _, month, a, b = max(pairs)
    return f"{a!r} -> {b!r} ({b - a:+.3g}) in {month}, moved in {len(pairs)} of {len(months)} months"


def explained(name: str, before: Baseline, now: Baseline) -> str:
    """Say what moved in a scenario, where to look for the cause and what to do; nothing if nothing moved."""
    lines = moved(before, now)
    if not lines:
        return ""
    same = before["fingerprint"] == now["fingerprint"]
    cause = "the same scenario and defaults" if same else "the scenario, or a default, has changed as well"
    listed = "".join(f"\n  {line}" for line in lines)
    head = f"{name} ({cause}) gives other results than those stored:"
    return f"{head}{listed}\nIf this was meant, store the new results: {COMMAND}"


def main(arguments: list[str] | None = None) -> int:
    """Print what moved and store today's results."""
    parser = argparse.ArgumentParser(prog="python -m tests.update_baseline", description=__doc__)
    parser.add_argument("--reason", required=True, help="why results changed, in a sentence")
    reason = parser.parse_args(arguments).reason.strip()
    if not reason.strip("."):
        parser.error("--reason must say why results changed")
    before = stored()["scenarios"] if STORED.exists() else {}
    now = {name: measured(name) for name in SCENARIOS}
    for name in SCENARIOS:
        lines = moved(before[name], now[name]) if name in before else ["stored for the first time"]
        print(f"{name}:", *(lines or ["as before"]), sep="\n  ")
    head = {"reason": reason, "date": f"{date.today()}", "posts": POSTS, "seed": SEED}
    text = json.dumps(head | {"scenarios": now}, indent=1, allow_nan=False)
    STORED.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
