"""A validation as files: tables and words, in the calibration's own folder or in one of its own."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from experiments import manifest
from experiments.calibration.posterior import load
from experiments.store import new_results, remove_table, write_table, write_text
from experiments.tables import VALIDATION_TABLES, described
from experiments.validating.asking import Request, Validation, scenarios_of, validate
from experiments.validating.patterned import as_table
from experiments.validating.telling import as_json
from sim.errors import InputError

KIND = "validation"
AS_JSON = "validation.json"


def keep(folder: Path, request: Request, command: str, out: Path | None, *, force: bool) -> Validation:
    """Validate the calibration in `folder`; return the validation.

    Its tables and validation.json are added to that folder, or make a folder `out` of their
    own.  Raises InputError before the first run where anything cannot be used.
    """
    posterior = load(folder)
    request.check()
    if out is None:
        if (folder / AS_JSON).exists() and not force:
            wanted = "--force to replace what is there, or --out for another folder"
            raise InputError("holds a validation already", value=str(folder), expected=wanted)
        found = validate(posterior, request)
        _write(found, folder, folder)
        return found
    with new_results(out, force=force, tables=()) as writer:
        started, clock = datetime.now(UTC), time.monotonic()
        seeds = range(request.seed, request.seed + request.pattern_draws)
        told = manifest.facts(list(scenarios_of(posterior).values()), seeds, command)
        found = validate(posterior, request)
        _write(found, writer.folder, out)
        n_failed = len(found.failures)
        writer.finish(
            told
            | {
                "kind": KIND,
                "status": "complete",
                "calibration": str(folder),
                "draws": request.draws,
                "runs": {"asked": found.n_runs, "finished": found.n_runs - n_failed, "failed": n_failed},
                "started": started.isoformat(timespec="seconds"),
                "finished": datetime.now(UTC).isoformat(timespec="seconds"),
                "wall_seconds": round(time.monotonic() - clock, 3),
            }
        )
    return found


def tables(x: Validation) -> dict[str, pa.Table]:
    """Return the tables that are kept, as `experiments.tables` describes them."""
    frames = {
        "predictive": x.predictive,
        "checks": x.checks,
        "scores": x.scores,
        "patterns": as_table(x.patterns),
    }
    return {name: _arrow(name, frame) for name, frame in frames.items() if name != "patterns" or x.patterns}


def _arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    form = described(VALIDATION_TABLES[name])
    return pa.Table.from_pandas(frame.reindex(columns=form.names), schema=form, preserve_index=False)


def _write(x: Validation, into: Path, place: Path) -> None:
    """Write into a folder that will stand at `place`; what is there of another validation goes."""
    made = tables(x)
    for name in VALIDATION_TABLES:
        if name not in made:
            remove_table(into, name)
    for name, table in made.items():
        write_table(into, name, table)
    write_text(into, AS_JSON, as_json(x, str(place)) + "\n")
