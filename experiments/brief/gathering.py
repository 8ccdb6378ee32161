"""What a brief is made from: the comparison that a folder holds, its futures one by one, its failures."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.brief.standing import Standing
from experiments.compare import futures, paired
from experiments.compare.asking import compared
from experiments.compare.comparison import Comparison
from experiments.store import Results
from sim.errors import InputError

KINDS = ("sweep", "comparison")
"""Kinds of results folder that a brief can be made from."""


@dataclass(frozen=True)
class Material:
    """Everything that a brief tells."""

    comparison: Comparison
    futures: pd.DataFrame
    """regime, scenario, value: the ranking outcome of each package in each future."""
    failures: pd.DataFrame
    """Failed runs, as in the folder."""
    manifest: Mapping[str, Any]

    @cached_property
    def standing(self) -> Standing:
        """Who leads whom."""
        return Standing(self.comparison)


def gather(folder: Path) -> Material:
    """Read a folder of results; raise InputError where no brief can be made from it."""
    if not folder.is_dir():
        wanted = "a folder that redtape sweep or redtape compare wrote"
        raise InputError(
            "does not exist" if not folder.exists() else "is a file", value=str(folder), expected=wanted
        )
    results = Results(folder)
    manifest = results.manifest
    if manifest.get("kind") not in KINDS:
        raise InputError(
            "holds runs that are not compared",
            value=str(folder),
            expected="the folder of a sweep or a comparison",
            also="Make one with redtape compare A B; what a single run says is in its own report.html.",
        )
    comparison = compared(results)
    runs, points = paired.finished(results.table("runs")), results.table("points")
    table = paired.wide(paired.at(runs, points, "design"), comparison.facts.outcome, comparison.facts)
    values = futures.values(table).reset_index().melt(["regime", "point"], var_name="scenario")
    return Material(comparison, values.drop(columns="point"), results.table("failures"), manifest)
