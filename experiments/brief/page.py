"""The blocks of a brief, in the order in which a minister reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from experiments.brief import moving, resting
from experiments.brief.answer import answer
from experiments.brief.gathering import Material
from experiments.brief.tables import packages
from experiments.calibration.trust import mind
from experiments.report import not_a_forecast
from viz.report import Block, Column, Heading, Note, Paragraph, Picture, Table

METHOD = """\
Every official decides each month how to work files: on paper, on screen with a paper copy, or on screen \
alone. Orders, law, checks, training and equipment act on what speaks for each, month by month."""

NO_MONTHS = "No outcome was kept month by month, so that the way there cannot be shown."
NO_FUTURES = "No futures were drawn, so that other values of what is uncertain are not shown."


def title(material: Material) -> str:
    """Return what the page is headed."""
    return material.comparison.facts.title or material.comparison.facts.name


def blocks(material: Material, pictures: Mapping[str, Picture]) -> list[Block]:
    """Return every block; what the folder has nothing for is left out with a sentence.

    pictures: as of `drawing.draw`.
    """
    failed = resting.of_failures(material)
    shown: list[Block] = [Note(failed)] if failed else []
    if material.comparison.facts.question:
        shown += [Heading("The question"), Paragraph(material.comparison.facts.question)]
    shown += [Heading("The answer"), Note("\n\n".join(answer(material.comparison)))]
    shown += [Note(said) for said in mind(material.comparison.facts.posterior)]
    shown += [Paragraph(resting.of_regimes(material)), Heading("What the model shows")]
    shown.append(pictures.get("months") or Paragraph(NO_MONTHS))
    shown += [Heading("The packages"), packages(material)]
    shown.append(pictures.get("futures") or Paragraph(NO_FUTURES))
    shown += [pictures["order"]] if "order" in pictures else []
    shown += [Heading("Who moves")]
    shown += [pictures["moved"]] if "moved" in pictures else []
    shown += [Paragraph(moving.of_moved(material)), Heading("What the answer rests on")]
    shown += [pictures["turning"]] if "turning" in pictures else []
    rests = (resting.of_turns, resting.of_checks, resting.of_futures, resting.of_record)
    shown += [*(Paragraph(said) for say in rests if (said := say(material))), not_a_forecast()]
    shown += [Heading("Data and method"), Paragraph(f"{METHOD} {resting.of_luck(material)}")]
    return [*shown, facts(material.manifest)]


def facts(manifest: Mapping[str, Any]) -> Table:
    """Return what is needed to make the same figures again, as a short table."""
    seeds, git, runs = manifest["seeds"], manifest["git"], manifest["runs"]
    made = datetime.fromisoformat(manifest["finished"])
    commit = "installed package" if git is None else f"{git['commit'][:12]}{', changed' * git['dirty']}"
    versions = manifest["versions"]
    named = ", ".join(
        f"{name} {versions[name]}" for name in ("python", "numpy", "numba") if versions.get(name)
    )
    rows = [
        ("Command", manifest["command"]),
        ("Version", f"redtape {manifest['redtape']}, {commit}; {named}"),
        ("Runs", f"{runs['finished']:,} of {runs['asked']:,} finished, {runs['failed']:,} failed"),
        ("Seeds", f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0])),
        ("Scenarios", ", ".join(f"{x['name']} {x['fingerprint'][:8]}" for x in manifest["scenarios"])),
        ("Made", f"{made:%d %B %Y, %H:%M} UTC"),  # a sweep that went on knows only its last stretch
    ]
    columns = {"fact": Column("Made with"), "value": Column("")}
    return Table(pd.DataFrame(rows, columns=["fact", "value"]), columns)
