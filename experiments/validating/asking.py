"""Ask of a calibration whether its posterior deserves trust."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.plan import fitted_rows
from experiments.calibration.posterior import Posterior
from experiments.patterns.judging import Judgement, judge
from experiments.preparing import MOST_SEED, MOST_WORKERS, prepare
from experiments.progress import progress
from experiments.runner import Failed
from experiments.store import MANIFEST, Results
from experiments.validating.checking import checks, rank_p
from experiments.validating.noise import luck_factors, sd_beyond_luck
from experiments.validating.predicting import Predicted, predict
from experiments.validating.rivals import rivals
from experiments.validating.scoring import Forecast, scores
from sim.errors import InputError
from sim.record import DISCREPANCY_SD, Record, load, words_of
from sim.scenario import Scenario, regimes
from sim.scenario.reading import LIBRARY

MODEL, RIVAL = "model", "rival"
LEAST_DRAWS, MOST_DRAWS = 20, 100_000


@dataclass(frozen=True)
class Request:
    """How much a validation is to do.

    draws: of the posterior in each regime, each lived once.  pattern_draws: under which the
    patterns are asked for, 0 to leave them out.
    """

    draws: int = 800
    pattern_draws: int = 16
    seed: int = 1
    workers: int = 1

    def check(self) -> None:
        """Raise InputError where the numbers cannot be run."""
        for key, value, low, high in (
            ("--draws", self.draws, LEAST_DRAWS, MOST_DRAWS),
            ("--replicates", self.pattern_draws, 0, MOST_DRAWS),
            ("--workers", self.workers, 1, MOST_WORKERS),
            ("--seed", self.seed, 0, MOST_SEED - MOST_DRAWS),
        ):
            if not low <= value <= high:
                wanted = f"a whole number from {low} to {high}"
                raise InputError("is out of bounds", key=key, value=value, expected=wanted)


@dataclass(frozen=True)
class Validation:
    """What became of it.

    predictive: one row per regime and figure: what might have been published, and what was.
    checks: one row per regime and check of fitted figures.  scores: one row per forecaster and
    held-out figure.  Columns as `experiments.tables.VALIDATION_TABLES` describes them.
    patterns: regime -> its table of patterns; empty where they were left out.  predicted:
    regime -> the draws themselves.
    """

    posterior: Posterior
    record: Record
    request: Request
    predictive: pd.DataFrame
    checks: pd.DataFrame
    scores: pd.DataFrame
    patterns: Mapping[str, Judgement] = field(repr=False)
    predicted: Mapping[str, Predicted] = field(repr=False)
    failures: tuple[Failed, ...]
    n_runs: int


def validate(posterior: Posterior, request: Request) -> Validation:
    """Live draws of a posterior and set what they say beside the record; raise InputError."""
    request.check()
    scenarios = scenarios_of(posterior)
    record = record_of(posterior)
    said = Results(posterior.folder).table("said")
    figures = inside(record, next(iter(scenarios.values())))
    _same_fitted(posterior, record, said)
    discrepancy = float(posterior.manifest.get("discrepancy", DISCREPANCY_SD))
    prepare()
    predicted: dict[str, Predicted] = {}
    with progress("Living draws of the posterior", request.draws * len(scenarios)) as advance:
        for regime, scenario in scenarios.items():
            draws = posterior.values(regime, request.draws, request.seed)
            factors = luck_factors(said[said["regime"] == regime], figures)
            beyond = partial(sd_beyond_luck, figures, factors=factors, discrepancy=discrepancy)
            predicted[regime] = predict(
                regime, scenario, draws, figures, beyond, request.seed, request.workers, advance
            )
    judged = {regime: _judged(posterior, regime, x, request) for regime, x in scenarios.items()}
    patterns = {regime: x for regime, x in judged.items() if x is not None}
    start = next(iter(scenarios.values())).start
    failures = [x for of in predicted.values() for x in of.failures]
    failures += [x for of in patterns.values() for x in of.failures]
    return Validation(
        posterior,
        record,
        request,
        pd.concat([predictive_table(x) for x in predicted.values()], ignore_index=True),
        _checks(predicted),
        score_table(record, [_forecast(x) for x in predicted.values()], start, request, discrepancy),
        patterns,
        predicted,
        tuple(failures),
        request.draws * len(scenarios) + sum(x.n_runs for x in patterns.values()),
    )


def _judged(posterior: Posterior, regime: str, scenario: Scenario, request: Request) -> Judgement | None:
    n, seed = request.pattern_draws, request.seed
    if n == 0:
        return None
    return judge(scenario, range(seed, seed + n), request.workers, draws=posterior.values(regime, n, seed))


def _checks(predicted: Mapping[str, Predicted]) -> pd.DataFrame:
    found = []
    for regime, x in predicted.items():
        fitted = (x.figures["role"] == "calibrate").to_numpy()
        table = checks(x.figures[fitted], x.published[:, fitted])
        found.append(table.assign(regime=regime))
    return pd.concat(found, ignore_index=True)


def _forecast(x: Predicted) -> Forecast:
    name = f"{MODEL}, regime {x.regime}" if x.regime else MODEL
    return x.forecast(name, (x.figures["role"] == "validate").to_numpy())


def predictive_table(x: Predicted) -> pd.DataFrame:
    """Return one row per figure: what might have been published, and the rank of what was."""
    published = x.published
    found = {
        name: np.quantile(published, q, axis=0)
        for name, q in (("low50", 0.25), ("high50", 0.75), ("low", 0.05), ("high", 0.95))
    }
    observed = x.figures["value"].to_numpy(float)
    table = x.figures[["number", "series", "month", "role"]].reset_index(drop=True)
    return table.assign(
        regime=x.regime,
        what=[words_of(figure) for figure in x.figures.itertuples(index=False)],
        observed=observed,
        mean=published.mean(axis=0),
        **found,
        p=[rank_p(published[:, i], observed[i]) for i in range(len(observed))],
        history_mean=x.history.mean(axis=0),
        history_low=np.quantile(x.history, 0.05, axis=0),
        history_high=np.quantile(x.history, 0.95, axis=0),
        sd_beyond_luck=x.sd,
        n_histories=len(x.history),
    )


def score_table(
    record: Record,
    models: list[Forecast],
    start: date,
    request: Request,
    discrepancy: float = DISCREPANCY_SD,
) -> pd.DataFrame:
    """Return the scores of the model and of the rivals on the held-out figures, the model first.

    start: of the run.  discrepancy: as in `noise.rows_of`, the rivals' as well as the model's.
    """
    held_out = record.held_out
    naive = rivals(record.fitted, held_out, start, request.draws, request.seed, discrepancy)
    kinds = [(MODEL, x) for x in models] + [(RIVAL, x) for x in naive]
    found = [scores(x, held_out).assign(forecaster=x.name, kind=kind) for kind, x in kinds]
    return pd.concat(found, ignore_index=True)


def scenarios_of(posterior: Posterior) -> dict[str, Scenario]:
    """Return the scenario that was calibrated in each regime, before any draw; raise InputError."""
    where = str(posterior.folder / MANIFEST)
    entries = posterior.manifest.get("scenarios")
    wanted = "the manifest as redtape wrote it"
    if not isinstance(entries, list) or not entries or not all(_resolved(x) for x in entries):
        raise InputError("is not what redtape writes", file=where, key="scenarios", expected=wanted)
    names = posterior.regimes
    each = entries if len(entries) == len(names) else entries[:1] * len(names)
    return {
        name: _in_regime(Scenario.from_data(entry["resolved"]), name)
        for name, entry in zip(names, each, strict=True)
    }


def _resolved(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("resolved"), dict)


def _in_regime(scenario: Scenario, name: str) -> Scenario:
    """Put a resolved scenario, which states every parameter itself, into a regime unless it is in it."""
    if not name or scenario.regime == name:
        return scenario
    return scenario.with_values({"regime": name, **regimes.load(name).parameters})


def record_of(posterior: Posterior) -> Record:
    """Return the record that was fitted; raise InputError."""
    told = posterior.manifest.get("record")
    if not isinstance(told, str):
        where = str(posterior.folder / MANIFEST)
        wanted = "the manifest as redtape wrote it"
        raise InputError("is not what redtape writes", file=where, key="record", expected=wanted)
    of_library = LIBRARY / told
    return load(of_library if of_library.is_file() else Path(told))


def inside(record: Record, scenario: Scenario) -> pd.DataFrame:
    """Return the figures that a run says something of; those for context alone may lie outside it."""
    figures = record.comparable
    first, last = pd.Timestamp(scenario.months[0]), pd.Timestamp(scenario.months[-1])
    there = figures["month"].between(first, last)
    return figures[there | (figures["role"] != "context")]


def _same_fitted(posterior: Posterior, record: Record, said: pd.DataFrame) -> None:
    """Raise InputError unless the record still has the figures that were fitted."""
    then, now = sorted(set(said["number"])), sorted(record.fitted["number"])
    if then != now:
        raise InputError(
            "is not the record that was fitted: other rows of it are marked `calibrate` now",
            value=str(record.path),
            expected=f"rows {', '.join(map(str, then))} (the first is 0), or a new calibration",
            file=str(posterior.folder),
        )
    before = {row["number"]: row for row in posterior.manifest.get("fitted", ())}
    changed = [row for row in fitted_rows(record.fitted) if before.get(row["number"], row) != row]
    if changed:
        row = changed[0]
        was = before[row["number"]]
        raise InputError(
            f"is not the record that was fitted: row {row['number']} (the first is 0) was edited since, "
            f"now {_row_words(row)}",
            value=str(record.path),
            expected=f"{_row_words(was)}, or a new calibration",
            file=str(posterior.folder),
        )


def _row_words(row: Mapping[str, object]) -> str:
    return f"{row['series']} {row['value']} on {row['date']}"
