"""Conduct a calibration: regime by regime, through kills, into a folder of results."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments import manifest
from experiments.calibration import method
from experiments.calibration.asking import Live, live, problem
from experiments.calibration.inference import Inferred, infer
from experiments.calibration.moved import moved
from experiments.calibration.plan import Calibration, fitted_rows
from experiments.calibration.posterior import GIVEN_UP, KIND, Posterior, load
from experiments.calibration.problem import GaveUpError
from experiments.calibration.sizes import size_shift
from experiments.calibration.watching import Teller
from experiments.preparing import prepare
from experiments.store import Results, locked, open_results, write_manifest, write_table, writing
from experiments.tables import CALIBRATION_TABLES, calibration_schema, calibration_units
from sim.compiling import model_version
from sim.errors import InputError
from sim.scenario.reading import LIBRARY

WORK = "work"
"""Folder in which a calibration keeps its generations, until it is replaced."""

OWN = "own"
"""Name of the scenario's own regime among folders."""


def conduct(
    plan: Calibration,
    out: Path,
    workers: int,
    *,
    make: Live = live,
    command: str = "",
    force: bool = False,
) -> Posterior:
    """Calibrate, as far as it is not done already, and return the posterior; raise InputError.

    workers: points simulated at once; the posterior does not depend on it.  make: makes the
    runs, here or on a cluster.  A calibration that was stopped or killed goes on with the
    generation it was in; force: begin anew, whatever the folder holds.
    """
    open_results(out, plan.name, KIND, force=force)
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    with locked(out, KIND):
        _same_or_refused(plan, out, force)
        if _told(out).get("complete"):
            return load(out)
        prepare()
        told = manifest_of(plan, command)
        write_manifest(out, told)
        inferred = {}
        for regime in plan.regimes:
            words = f"Regime {regime.name}" if regime.name else plan.name
            with _kept(out), _given_up(out, told):
                inferred[regime.name] = infer(
                    problem(plan, regime, make),
                    plan.settings,
                    out / WORK / (regime.name or OWN),
                    workers,
                    Teller(words),
                )
        shifts = {x.name: size_shift(plan, x, inferred[x.name], workers, make) for x in plan.regimes}
        _write(plan, out, inferred, shifts)
        write_manifest(out, {**told, **_came_to(plan, inferred), "ended": manifest.now(), "complete": True})
    return load(out)


def manifest_of(plan: Calibration, command: str) -> dict[str, Any]:
    """Return everything that is known of a calibration before its first run."""
    scenarios = [regime.scenario for regime in plan.regimes]
    told = manifest.facts(scenarios, [plan.settings.seed], command)
    units = {name: calibration_units(name) for name in CALIBRATION_TABLES}
    return {
        **told,
        "kind": KIND,
        "model": model_version(),
        "key": plan.key,
        "study": {
            "name": plan.name,
            "title": plan.title,
            "question": plan.question,
            "file": dict(plan.source),
        },
        "scenario": plan.scenario.name,
        "regimes": [regime.name for regime in plan.regimes],
        "posed": {regime.name: plan.posed(regime) for regime in plan.regimes},
        "method": method.version(),
        "free": list(plan.regimes[0].free),
        "held": {regime.name: dict(regime.held) for regime in plan.regimes},
        "record": _from_library(plan.record.path),
        "record_title": plan.record.title,
        "fitted": fitted_rows(plan.fitted),
        "discrepancy": plan.discrepancy,
        "desks": plan.desks,
        "seeds_per_point": plan.settings.n_seeds,
        "settings": asdict(plan.settings),
        "started": manifest.now(),
        "complete": False,
        "units": units,
    }


def _from_library(path: Path) -> str:
    """Return the path of a file: from the library, wherever that lies, for what is in it; else as it is."""
    return path.relative_to(LIBRARY).as_posix() if path.is_relative_to(LIBRARY) else str(path)


def _came_to(plan: Calibration, inferred: Mapping[str, Inferred]) -> dict[str, Any]:
    """Return what is known at the end, by regime."""
    return {
        "exact": {name: x.complete for name, x in inferred.items()},
        "temperature": {name: x.told[-1].wave.temperature for name, x in inferred.items()},
        "effective": {name: x.effective for name, x in inferred.items()},
        "evidence": {
            name: {"log": _plain(x.log_evidence[0]), "sd": _plain(x.log_evidence[1])}
            for name, x in inferred.items()
        },
        "n_failed": {name: len(x.failures) for name, x in inferred.items()},
        "n_run": {name: sum(t.n_run for t in x.told) for name, x in inferred.items()},
        "luck": {name: _luck(x) for name, x in inferred.items()},
    }


def _luck(x: Inferred) -> dict[str, Any]:
    """Return how far one history strays, as the pilot had it and as the posterior's own runs show it."""
    said, weight = x.last.said, x.last.weight
    mean = said.mean(axis=1)
    n_seeds = said.shape[1]
    seen = np.sqrt(((said - mean[:, None, :]) ** 2).mean(axis=1).T @ weight * n_seeds / (n_seeds - 1))
    assumed = np.sqrt(np.array([np.diag(x.errors.luck(m)) for m in mean]).T @ weight)
    sd = np.array([x.errors.sd(m) for m in mean]).T @ weight
    return {"seen": seen.tolist(), "assumed": assumed.tolist(), "whole_error": sd.tolist()}


def _plain(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None


def _same_or_refused(plan: Calibration, out: Path, force: bool) -> None:
    """Raise InputError where the folder holds another calibration; remove that where it may be."""
    told = _told(out)
    if not told and not (out / WORK).exists():
        return
    if told.get("key") == plan.key and not force:
        return
    if not force:
        other = "another version of the model" if told.get("model") != model_version() else "other settings"
        raise InputError(
            f"holds a calibration with {other}",
            key="--out",
            value=str(out),
            expected="another folder, or --force to begin anew",
        )
    _clear(out)


def _clear(out: Path) -> None:
    with writing(out):
        shutil.rmtree(out / WORK, ignore_errors=True)
        for path in (
            *out.glob("*.parquet"),
            *out.glob("report.*"),
            out / "validation.json",
            out / "manifest.json",
        ):
            path.unlink(missing_ok=True)


def _told(out: Path) -> dict[str, Any]:
    try:
        return Results(out).manifest
    except InputError:
        return {}


@contextmanager
def _kept(out: Path) -> Iterator[None]:
    """Say on Ctrl-C what is kept."""
    try:
        yield
    except KeyboardInterrupt:
        words = f"Stopped: what is done is kept in {out}; the same command goes on from there."
        raise KeyboardInterrupt(words) from None


@contextmanager
def _given_up(out: Path, told: Mapping[str, Any]) -> Iterator[None]:
    """Have the folder say why it holds no posterior: the same command would give up again."""
    try:
        yield
    except GaveUpError as error:
        write_manifest(out, {**told, GIVEN_UP: f"{error.problem}; it needs {error.expected}"})
        raise


def _write(
    plan: Calibration, out: Path, inferred: Mapping[str, Inferred], shifts: Mapping[str, pd.DataFrame]
) -> None:
    tables = {
        "posterior": [_draws(x) for x in inferred.values()],
        "said": [_said(plan, x) for x in inferred.values()],
        "generations": [_generations(x) for x in inferred.values()],
        "failures": [_failures(x) for x in inferred.values()],
        "moved": [
            moved(x, inferred[x.name].last.values, inferred[x.name].last.weight, inferred[x.name].effective)
            for x in plan.regimes
        ],
        "size_shift": list(shifts.values()),
    }
    for name, frames in tables.items():
        told = [frame.assign(regime=regime) for regime, frame in zip(inferred, frames, strict=True)]
        whole = pd.concat(told, ignore_index=True)
        form = calibration_schema(name)
        write_table(
            out, name, pa.Table.from_pandas(whole.reindex(columns=form.names), form, preserve_index=False)
        )


def _draws(x: Inferred) -> pd.DataFrame:
    n = len(x.last.weight)
    return pd.DataFrame(
        {
            "draw": np.arange(n),
            "weight": x.last.weight / x.last.weight.sum(),
            "log_density": x.last.log_density,
            **x.last.values,
        }
    )


def _said(plan: Calibration, x: Inferred) -> pd.DataFrame:
    n, n_seeds, n_rows = x.last.said.shape
    draw, seed, row = (a.ravel() for a in np.indices((n, n_seeds, n_rows)))
    numbers = plan.fitted["number"].to_numpy()
    return pd.DataFrame({"draw": draw, "seed": seed, "number": numbers[row], "value": x.last.said.ravel()})


def _generations(x: Inferred) -> pd.DataFrame:
    rows = [
        {
            "generation": told.generation + 1,
            "temperature": told.wave.temperature,
            "real": told.wave.real,
            "n_proposed": told.n_proposed,
            "n_run": told.n_run,
            "n_in_full": told.n_in_full,
            "n_failed": told.n_failed,
            "n_accepted": told.wave.n,
            "effective": told.effective,
            "seconds": told.seconds,
        }
        for told in x.told
    ]
    return pd.DataFrame(rows)


def _failures(x: Inferred) -> pd.DataFrame:
    rows = [
        {
            "generation": failure.generation + 1,
            "number": failure.number,
            "error": failure.error,
            "values": str(dict(failure.values)),
            "seeds": str(list(failure.seeds)),
        }
        for failure in x.failures
    ]
    return pd.DataFrame(rows, columns=["generation", "number", "error", "values", "seeds"])
