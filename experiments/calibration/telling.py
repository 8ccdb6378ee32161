"""A posterior in words: what the record told, what it cannot tell, and how far to trust the draws."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments import proving
from experiments.calibration.moved import MOVED, NARROWED, NOT_TOLD, bound_words, seen_from
from experiments.calibration.posterior import Posterior
from experiments.calibration.trust import given_up, orders_of, verdict
from experiments.describing import filled
from experiments.store import Results
from sim.parameters import PARAMETERS

SHOWN = 12
"""Parameters of each kind that are told one by one."""


def in_words(posterior: Posterior) -> str:
    """Return what a calibration came to, for a screen."""
    told = ["\n".join(_regime(posterior, regime)) for regime in posterior.regimes]
    return "\n\n".join(
        [
            *told,
            proving.told(posterior.manifest["study"]["name"], posterior.manifest, posterior.folder.parent),
        ]
    )


def as_json(posterior: Posterior) -> str:
    """Return the same as JSON."""
    moved = Results(posterior.folder).table("moved")
    told = {
        key: posterior.manifest[key]
        for key in (
            "study",
            "scenario",
            "regimes",
            "free",
            "exact",
            "effective",
            "evidence",
            "n_failed",
            "n_run",
        )
    }
    rows = {regime: json.loads(_of(moved, regime).to_json(orient="records")) for regime in posterior.regimes}
    return json.dumps({"folder": str(posterior.folder), **told, "moved": rows}, indent=2)


def _regime(posterior: Posterior, regime: str) -> Iterator[str]:
    told = posterior.manifest
    yield f"Regime {regime}" if regime else f"{posterior.scenario}, its own regime"
    if not told["exact"][regime]:
        yield filled(given_up(told["temperature"][regime]))
    effective, failed = told["effective"][regime], told["n_failed"][regime]
    run = told["n_run"][regime]
    yield filled(
        f"{len(posterior.of(regime)):,} draws, worth {effective:.0f} equally weighted ones: "
        f"{verdict(effective)}.  {run:,} points were run; {_failures(failed)}."
    )
    if not told["settings"].get("real", True):
        yield filled(
            f"Runs had {told['desks']} posts an office and not all: what that does to each figure is in "
            "size_shift.parquet."
        )
    moved = _of(Results(posterior.folder).table("moved"), regime)
    orders = orders_of(told["scenarios"][0]["resolved"])
    for kind, lead in (
        (MOVED, "The record moved"),
        (NARROWED, "It narrowed, without moving,"),
    ):
        rows = moved[moved["verdict"] == kind]
        if len(rows):
            yield f"{lead} {len(rows)} of {len(moved)} parameters:"
            yield from (_parameter(row, orders) for _, row in rows.head(SHOWN).iterrows())
            if len(rows) > SHOWN:
                yield f"  and {len(rows) - SHOWN} more (moved.parquet)"
    rest = moved[moved["verdict"] == NOT_TOLD]
    freed = ", ".join(rest[rest["role"] == "freed"]["parameter"])
    yield filled(
        f"Of {len(rest)} parameters the record cannot tell"
        + (f", {freed} among them, although freed" if freed else "")
        + f": so many draws would show a shift of {seen_from(float(moved['noise'].iloc[0])):.2g} standard "
        "deviations of the prior, and show none.  What follows from them follows from their priors."
    )
    against = bound_words(moved)
    if against:
        yield filled(against)


def _failures(n: int) -> str:
    return f"{n:,} failed and are left out (failures.parquet)" if n else "none failed"


def _parameter(row: "pd.Series[Any]", orders: Mapping[str, Sequence[str]]) -> str:
    name = str(row["parameter"])
    meaning = PARAMETERS[name].meaning.rstrip(".")
    meaning = meaning[:1].lower() + meaning[1:]
    if name in orders:
        meaning = f"{meaning} (here: {', '.join(orders[name])})"
    return (
        f"  {name:<10} {row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g}); before, "
        f"{row['prior_low']:g} to {row['prior_high']:g}: {meaning}"
    )


def _of(table: pd.DataFrame, regime: str) -> pd.DataFrame:
    return table[table["regime"] == regime].drop(columns="regime")
