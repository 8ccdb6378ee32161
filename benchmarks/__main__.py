"""Measure how fast the model is: `make bench`, or `python -m benchmarks`."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import c_loop, checks, machine, sweeping, table, timing
from sim import Scenario

RESULTS = Path(__file__).parent / "results"
SEED = 1
PAIRED_RUNS = 16
POSTS = 1600
"""Posts of the runs that are compared with plain Mesa before anything is timed."""


def measure(say: Console) -> dict[str, Any]:
    """Check, then time; return every figure."""
    federal = Scenario.load("federal-eoffice")
    before = machine.load()
    if before > machine.CALM:
        say.print(f"The load is {before}: something else is running, so the times will be too long.")
    figures: dict[str, Any] = {"date": date.today().isoformat(), "machine": machine.facts()}
    say.print("Checking that the C loop lives the same months ...")
    found = checks.agree_with_c(federal, SEED, c_loop.build(c_loop.TIMED))
    say.print(f"Checking that plain Mesa agrees on the average ({PAIRED_RUNS} pairs of runs) ...")
    small = federal.with_values({"tiers.0.posts": POSTS})
    figures["checks"] = {
        "c": found,
        "mesa": checks.agree_with_mesa(small, range(PAIRED_RUNS), slice(9, None, 10)),
        "paired_runs": PAIRED_RUNS,
        "posts": POSTS,
    }
    say.print("Timing against C ...")
    figures["c"] = timing.against_c(federal, SEED)
    say.print("Timing against plain Mesa (a minute) ...")
    figures["mesa"] = timing.against_mesa(federal, SEED)
    say.print("Timing first runs, the first with an empty cache (half a minute) ...")
    figures["first"] = timing.first_runs(federal)
    say.print("Timing the whole state (two minutes) ...")
    figures["large"] = timing.in_fresh_process("large", federal)
    say.print("Sweeping 1,000 federal runs on two threads (two minutes) ...")
    figures["sweep"] = sweeping.against_ideal()
    say.print("Measuring the memory of sweeps of 100 and 5,000 runs (three minutes) ...")
    figures["sweep"]["memory"] = sweeping.memory()
    figures["load"] = {"before": before, "after": machine.load()}
    return figures


def main() -> int:
    """Measure, save and print, targets met or not; 1 if the programs disagree, 2 without gcc."""
    say = Console(highlight=False)
    try:
        figures = measure(say)
    except c_loop.NoCompiler as fault:
        say.print(str(fault))
        return 2
    except checks.Disagreement as fault:
        say.print(f"Nothing was timed: {fault}.")
        return 1
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    text = table.markdown(figures)
    (RESULTS / "speed.md").write_text(text, encoding="utf-8")
    sys.stdout.write(f"\n{text}\n")
    say.print("Every figure is in benchmarks/results/speed.json, this table in speed.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
