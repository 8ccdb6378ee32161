"""The record of how the model was tested (TRACE), with the patterns it shows and fails to show.

    python -m experiments.validation [--replicates 16] [--workers N] [--out docs] [--keep-patterns]

writes `validation.md`, and `patterns.json` with what became of each pattern.  It runs
everything the patterns need (about two minutes); `--keep-patterns` leaves what was written of
them before, and writes the rest again from the files and results that are committed.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands.common import plainly
from experiments.patterns.pattern import DESIGNED_RUNS
from experiments.preparing import prepare
from experiments.trace import annex, summary
from experiments.trace.page import front
from sim.errors import InputError

PAGE, PATTERNS = "validation.md", "patterns.json"
ANNEX = f"## {annex.TITLE}\n"
"""How the annex begins: nothing before it needs a run."""


def page(patterns: str, told: dict[str, Any]) -> str:
    """Return the whole page from its annex and what became of each pattern."""
    return front(told, calibration()) + patterns


def calibration(path: Path = summary.OUT) -> dict[str, Any] | None:
    """Return the committed summary of the calibration of the federal record; None where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def kept(folder: Path) -> tuple[str, dict[str, Any]]:
    """Return the annex and the verdicts as they were written into a folder; raise InputError without them."""
    wanted = "a folder that python -m experiments.validation wrote, without --keep-patterns"
    for name in (PAGE, PATTERNS):
        if not (folder / name).is_file():
            raise InputError("is not there", value=str(folder / name), expected=wanted)
    _, title, rest = (folder / PAGE).read_text(encoding="utf-8").partition(ANNEX)
    if not title:
        raise InputError("has no annex of patterns", value=str(folder / PAGE), expected=wanted)
    return title + rest, json.loads((folder / PATTERNS).read_text(encoding="utf-8"))


def main(
    out: Path = Path("docs"),
    replicates: int = DESIGNED_RUNS,
    workers: int = 2,
    keep_patterns: Annotated[bool, typer.Option("--keep-patterns", help="Run nothing again.")] = False,
) -> None:
    """Write the page into the folder OUT."""
    out.mkdir(parents=True, exist_ok=True)
    if keep_patterns:
        with plainly():
            text, told = kept(out)
    else:
        prepare()
        judgements = annex.ask(replicates, workers)
        text, told = annex.annex(judgements), annex.as_data(judgements)
        (out / PATTERNS).write_text(annex.as_json(judgements), encoding="utf-8")
    (out / PAGE).write_text(page(text, told), encoding="utf-8")
    typer.echo(f"{out / PAGE}")


if __name__ == "__main__":
    typer.run(main)
