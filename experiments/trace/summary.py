"""The few figures of a calibration that the pages of the project quote, in one small file.

    python -m experiments.trace.summary results/federal-record [--out docs/federal-calibration.json]

Reads the folder of a calibration with whatever was added to it: the tables of `redtape validate`
and of `redtape reflect`, and the result of its self-test.  What is not there is null, and the
pages say so.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from experiments import proving
from experiments.calibration.moved import MOVED, NARROWED, NOT_TOLD, bound_words, seen_from
from experiments.calibration.posterior import Posterior, load
from experiments.calibration.trust import verdict
from experiments.commands.common import plainly
from experiments.manifest import ROOT
from experiments.proving.planting import FOUND
from experiments.proving.planting import NARROWED as NARROWED_ON_PURPOSE
from experiments.proving.proof import Proof
from experiments.store import Results, writing
from experiments.validating.asking import record_of
from experiments.validating.checking import ALL, misfits, two_sided
from experiments.validating.naming import figure_words
from experiments.validating.telling import by_forecaster
from sim.record import Record

OUT = ROOT / "docs" / "federal-calibration.json"
Told = dict[str, Any]


def summary(folder: Path) -> Told:
    """Return the figures of a calibration as plain data; raise InputError where it is none, or not done.

    Keys: written by, study, scenario, redtape, regimes, free, seeds_per_point, desks,
    discrepancy; inference (regime -> what it came to); fitted, checks, held_out, patterns (from
    `redtape validate`), reflection (from `redtape reflect`) and self_test, each null where it
    has not been asked for.
    """
    posterior = load(folder)
    results, record = Results(folder), record_of(posterior)
    tables = {name: _optional(results, name) for name in ("predictive", "checks", "scores", "patterns")}
    told = posterior.manifest
    study = told.get("study")
    name = str(study["name"]) if isinstance(study, dict) else posterior.scenario
    return _plain(
        {
            "written by": f"python -m experiments.trace.summary results/{folder.resolve().name}",
            **{"study": name, "scenario": posterior.scenario, "redtape": told.get("redtape")},
            **{"regimes": list(posterior.regimes), "free": list(posterior.free)},
            **{key: told.get(key) for key in ("seeds_per_point", "desks", "discrepancy")},
            "inference": {
                regime: _inference(posterior, results, record, regime) for regime in posterior.regimes
            },
            "fitted": _told(tables["predictive"], lambda x: _fitted(x, record)),
            "checks": _told(tables["checks"], _checks),
            "held_out": _told(tables["scores"], lambda x: _held_out(x, record)),
            "patterns": _told(tables["patterns"], _patterns),
            "reflection": _reflection(results),
            "self_test": _self_test(proving.of_posterior(name, told, folder.resolve().parent), told),
        }
    )


def _optional(results: Results, name: str) -> pd.DataFrame | None:
    return results.table(name) if results.holds(name) else None


def _told(table: pd.DataFrame | None, tell: Callable[[pd.DataFrame], Any]) -> Any:
    return None if table is None else tell(table)


def _rows(table: pd.DataFrame, columns: list[str]) -> list[Told]:
    return [{str(key): x for key, x in row.items()} for row in table[columns].to_dict("records")]


def _name(record: Record, number: int) -> str:
    figure = record.figures.loc[record.figures["number"] == number].iloc[0]
    return figure_words(figure)


# ---- The inference


def _inference(posterior: Posterior, results: Results, record: Record, regime: str) -> Told:
    told = posterior.manifest

    def of(key: str) -> Any:
        known = told.get(key)
        return known.get(regime) if isinstance(known, dict) else None

    moved, generations, shift = (
        table[table["regime"] == regime]
        for table in (results.table(name) for name in ("moved", "generations", "size_shift"))
    )
    effective = of("effective")
    verdicts = moved["verdict"].value_counts()
    shown = moved[(moved["role"] == "freed") | (moved["verdict"] != NOT_TOLD)]
    columns = [
        "parameter",
        "role",
        "prior_mean",
        "prior_sd",
        "mean",
        "low",
        "high",
        "shift",
        "sd_ratio",
        "verdict",
    ]
    return {
        "draws": len(posterior.of(regime)),
        "effective": effective,
        "effective_verdict": None if effective is None else verdict(effective),
        **{key: of(key) for key in ("exact", "temperature", "evidence", "n_run", "n_failed")},
        "generations": len(generations),
        "seconds": float(generations["seconds"].sum()),
        "parameters": {"drawn": len(moved)}
        | {x: int(verdicts.get(x, 0)) for x in (MOVED, NARROWED, NOT_TOLD)},
        "seen_from": seen_from(float(moved["noise"].iloc[0])),
        "against_bounds": bound_words(moved),
        "freed_and_told": _rows(shown, columns),
        "size_shift_largest": _largest_shift(shift, record),
    }


def _largest_shift(shift: pd.DataFrame, record: Record) -> Told | None:
    if shift.empty:
        return None
    row = shift.iloc[int(np.argmax(np.abs(shift["difference"].to_numpy(float))))]
    figures = {key: row[key] for key in ("number", "difference", "low", "high")}
    return {"what": _name(record, int(row["number"])), **figures}


# ---- What a validation adds


def _fitted(predictive: pd.DataFrame, record: Record) -> list[Told]:
    table = predictive[predictive["role"] == "calibrate"]
    table = table.assign(
        what=[_name(record, int(number)) for number in table["number"]], p=table["p"].map(two_sided)
    )
    return _rows(table, ["regime", "number", "series", "what", "observed", "mean", "low", "high", "p"])


def _checks(checks: pd.DataFrame) -> Told:
    """Return, once a regime, how many checks there are, those that are misfits, and all figures together.

    p: of a figure two-sided, of all together the part of predictions that is further off.
    """
    found = {}
    for regime, table in checks.groupby("regime", sort=False):
        columns = ["check", "observed", "mean", "low", "high", "p"]
        wrong = misfits(table)
        found[str(regime)] = {
            "n": int((table["kind"] != ALL).sum()),
            "misfits": _rows(wrong[wrong["kind"] != ALL], columns),
            "together": _rows(table[table["kind"] == ALL], columns)[0],
        }
    return found


def _held_out(scores: pd.DataFrame, record: Record) -> Told:
    table = scores.assign(what=[_name(record, int(number)) for number in scores["number"]])
    columns = [
        "forecaster",
        "kind",
        "number",
        "what",
        "observed",
        "median",
        "low",
        "high",
        "crps",
        "inside90",
    ]
    return {"forecasters": by_forecaster(scores).to_dict("records"), "rows": _rows(table, columns)}


def _patterns(patterns: pd.DataFrame) -> Told:
    """Return, once a regime, the verdict on every pattern."""
    once = patterns.drop_duplicates(["regime", "pattern"])
    return {
        str(regime): _rows(table, ["pattern", "label", "verdict", "narrow"])
        for regime, table in once.groupby("regime", sort=False)
    }


# ---- What lies beside it


def _reflection(results: Results) -> Told | None:
    facts = results.manifest.get("reflection")
    names = ("difference", "packages", "separation", "chosen")
    if facts is None or not all(results.holds(f"reflection_{name}") for name in names):
        return None
    difference, packages, separation, chosen = (results.table(f"reflection_{name}") for name in names)
    columns = ["course", "words", "effort", "month", "p_right", "p_sd"]
    future = separation[separation["course"] != "record"].sort_values(
        "p_right", ascending=False, kind="stable"
    )
    order = packages.pivot(index="scenario", columns="regime", values="rank")
    return {
        **{key: facts.get(key) for key in ("regimes", "n_draws", "log_bayes")},
        "difference": _rows(difference, ["course", "outcome", "mean", "sd", "low", "high", "p_more"]),
        "packages": _rows(packages, ["regime", "scenario", "title", "gain", "gain_low", "gain_high", "rank"]),
        "same_order": bool((order.nunique(axis=1) == 1).all()),
        "fitted_together": _rows(separation[separation["observation"] == "all_fitted"], columns),
        "best_observation": _rows(future.drop_duplicates("course"), columns),
        "chosen": _rows(chosen, ["course", "words", "month", "p_chosen", "p_right", "p_sd"]),
    }


def _self_test(proofs: Mapping[str, Proof], manifest: Mapping[str, Any]) -> Told | None:
    """Return what the proofs of the posterior's problems showed, by regime."""
    return {name: _proved(proof, manifest) for name, proof in proofs.items()} or None


def _proved(proof: Proof, manifest: Mapping[str, Any]) -> Told:
    found, narrowed = proof.verdicts[FOUND], proof.verdicts[NARROWED_ON_PURPOSE]
    return {
        **{"passed": proof.passed, "redtape": proof.redtape, "n_plants": proof.n_plants},
        **{"n_failed": proof.n_failed, "n_given_up": proof.n_given_up, "effective": proof.effective},
        **{"covers": found["covers"], "uniform": found["uniform"], "coverage": found["coverage"]},
        "scope": proof.scope(manifest),
        "same_code": (proof.model, proof.method) == (manifest.get("model"), manifest.get("method")),
        "least_p": min([found["least_p_carried"], *(x["p"] for x in found["ranks"])]),
        "narrowed_is_seen": not narrowed["covers"] and not narrowed["uniform"],
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: floats in full, so that pages round once; empty as null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(x) for x in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if value != value or abs(value) == float("inf") else value
    return value


def as_json(folder: Path) -> str:
    """Return the summary of a folder as JSON text."""
    return json.dumps(summary(folder), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def main(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a calibration.")],
    out: Path = OUT,
) -> None:
    """Write the figures that the pages quote of the calibration in FOLDER into the file OUT."""
    with plainly():
        text = as_json(folder)
        with writing(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text, encoding="utf-8")
    typer.echo(f"{out}")


if __name__ == "__main__":
    typer.run(main)
