"""The tables of a results folder: every column with its type, unit and meaning."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pyarrow as pa

from sim.outcomes import OFFICE_OUTCOMES, OUTCOMES, TIER_OUTCOMES, Outcome
from sim.parameters import PARAMETERS
from sim.state import POST_TABLE
from sim.summaries import SUMMARIES

COMPRESSION = "snappy"
"""How Parquet is packed.  Not zstd, though that is 6 % smaller: R's arrow is often built without it."""

Column = tuple[pa.DataType, str, str]
"""Type, unit and meaning."""

WHOLE, NUMBER, TEXT, MONTH = pa.int64(), pa.float64(), pa.string(), pa.timestamp("ms")

RUN: Mapping[str, Column] = {
    "run": (WHOLE, "index", "number of the run in this folder"),
    "replicate": (WHOLE, "index", "which of the runs of its scenario; equal replicates share their luck"),
    "scenario": (TEXT, "name", "name of the scenario"),
}
"""Columns that every table begins with."""

WHEN: Mapping[str, Column] = {"month": (MONTH, "date", "first day of the month whose state this is")}
POST_TYPES = {"i": WHOLE, "f": NUMBER}


def _outcomes(table: Mapping[str, Outcome[Any, Any]]) -> dict[str, Column]:
    return {name: (NUMBER, x.unit, f"{x.label}: {x.definition}") for name, x in table.items()}


def _contribution(meaning: str) -> dict[str, Column]:
    return {
        "value": (NUMBER, "see unit", f"{meaning}; mean over seeds"),
        "low": (NUMBER, "see unit", "lower end of the 90 % interval of that mean; empty with one seed"),
        "high": (NUMBER, "see unit", "upper end of it"),
        "unit": (TEXT, "name", "unit of the outcome"),
    }


TABLES: Mapping[str, Mapping[str, Column]] = {
    "runs": {
        **RUN,
        "seed": (WHOLE, "index", "key of all draws of the run"),
        "fingerprint": (TEXT, "sha256", "of everything in the scenario that results depend on"),
        "status": (TEXT, "finished, failed or not run", "what became of the run"),
        **_outcomes(SUMMARIES),
    },
    "monthly": {**RUN, **WHEN, **_outcomes(OUTCOMES)},
    "offices": {
        **RUN,
        **WHEN,
        "office": (TEXT, "name", "the office; numbered where the scenario names none"),
        "tier": (TEXT, "code", "tier of government the office belongs to"),
        "size": (WHOLE, "posts", "posts of the office"),
        **{name: (NUMBER, unit, meaning) for name, (unit, meaning) in OFFICE_OUTCOMES.items()},
    },
    "tiers": {
        **RUN,
        **WHEN,
        "tier": (TEXT, "code", "tier of government"),
        "posts": (WHOLE, "posts", "posts of the tier"),
        **_outcomes(TIER_OUTCOMES),
    },
    "bureaucrats": {
        **RUN,
        **WHEN,
        "office": (TEXT, "name", "the office of the post"),
        **{field.name: (POST_TYPES[field.type[0]], field.unit, field.meaning) for field in POST_TABLE},
    },
    "draws": {
        **RUN,
        "parameter": (TEXT, "name", "a parameter whose value was drawn from a posterior for this run"),
        "value": (NUMBER, "that of the parameter", "its value, exactly"),
    },
    "patterns": {
        "pattern": (TEXT, "P1 to P18", "the pattern of the literature or the record"),
        "measure": (TEXT, "name", "which of its measures, named as in patterns.json"),
        "seed": (WHOLE, "index", "key of all draws of the runs it was measured on"),
        "value": (NUMBER, "see unit", "what was measured; empty where there was nothing to measure"),
        "unit": (TEXT, "name", "share, points (difference of shares, 0 to 1) or what the number counts"),
    },
    "shapley": {
        "part": (TEXT, "name", "the part of policy: a lever, or a key of the scenario"),
        "label": (TEXT, "text", "what the part is called"),
        "in_a": (TEXT, "text", "what it is in the first scenario"),
        "in_b": (TEXT, "text", "what it is in the second scenario"),
        **_contribution(
            "its Shapley value: its share of the difference, the second scenario minus the first"
        ),
        "sampling_error": (
            NUMBER,
            "see unit",
            "standard error of the value for having seen only some orders of the parts; 0 where it is exact",
        ),
    },
    "mechanisms": {
        "mechanism": (TEXT, "name", "the ablation that takes it out; `remainder` for what all of them leave"),
        "label": (TEXT, "text", "the mechanism in words"),
        "section": (TEXT, "number", "section of docs/model.md it belongs to"),
        **_contribution("the difference between the scenarios minus the same without the mechanism"),
    },
    "by_seed": {
        "split": (TEXT, "part, mechanism or scenario", "of what the value is"),
        "name": (TEXT, "name", "the part, the mechanism, or `a` or `b` for the outcome in a scenario itself"),
        "seed": (WHOLE, "index", "key of all draws of the runs"),
        "value": (NUMBER, "see unit", "what it comes to under this seed"),
        "unit": (TEXT, "name", "unit of the outcome"),
    },
    "failures": {
        **RUN,
        "seed": (WHOLE, "index", "key of all draws of the run"),
        "stage": (TEXT, "run or outcomes", "what was being done"),
        "message": (TEXT, "text", "what the error said"),
        "trace": (TEXT, "text", "where in the code it was raised"),
    },
}


CELL: Mapping[str, Column] = {
    "run": (WHOLE, "index", "number of the run in this folder"),
    "point": (WHOLE, "index", "point of the study, a row of points; 0 is the centre if there is one"),
    "scenario": (TEXT, "name", "name of the scenario"),
    "regime": (TEXT, "name", "regime it ran in; empty for the scenario's own"),
    "replicate": (WHOLE, "index", "which of the runs of its cell; equal replicates share their luck"),
}
"""Columns that every table of a sweep begins with."""

KEY: Mapping[str, Column] = {
    "seed": (WHOLE, "index", "key of all draws of the run"),
    "fingerprint": (TEXT, "sha256", "of everything in the scenario that results depend on"),
    "version": (TEXT, "sha256", "of the model's code: runs of different versions are not mixed"),
}
"""Together they tell a run from every other: equal ones have equal results."""

POST_AT_END = ("number", "grade", "mode", "discretion_loss", "job_insecurity", "habit", "distrust")
"""What a sweep keeps of every post: who it is, how it works, and its parts of resistance."""

SWEEP_TABLES: Mapping[str, Mapping[str, Column]] = {
    "runs": {
        **CELL,
        **KEY,
        "status": (TEXT, "finished or failed", "what became of the run"),
        **_outcomes(SUMMARIES),
    },
    "monthly": {**CELL, **WHEN, **_outcomes(OUTCOMES)},
    "offices": {**CELL, **{name: x for name, x in TABLES["offices"].items() if name not in RUN}},
    "bureaucrats": {
        **CELL,
        "tier": (TEXT, "code", "tier of government the office belongs to"),
        "office": (TEXT, "name", "the office of the post"),
        **{name: TABLES["bureaucrats"][name] for name in POST_AT_END},
    },
    "failures": {
        **CELL,
        **KEY,
        **{name: TABLES["failures"][name] for name in ("stage", "message", "trace")},
    },
}
"""The tables of a sweep; offices and posts are those of the last month, at the centre alone."""

OF_REGIME: Mapping[str, Column] = {
    "regime": (TEXT, "name", "regime that was calibrated; empty for the scenario's own"),
}
FIGURE_NUMBER: Mapping[str, Column] = {
    "number": (WHOLE, "index", "row of the figure in the table of the record, the first is 0"),
}
OF_FIGURE: Mapping[str, Column] = {
    **FIGURE_NUMBER,
    "series": (TEXT, "name", "series of the record that it belongs to"),
    **WHEN,
}

VALIDATION_TABLES: Mapping[str, Mapping[str, Column]] = {
    "predictive": {
        **OF_REGIME,
        **OF_FIGURE,
        "role": (TEXT, "calibrate, validate or context", "what the figure is for"),
        "what": (TEXT, "text", "what the figure is of"),
        "observed": (NUMBER, "share", "the figure of the record"),
        "mean": (NUMBER, "share", "mean of the figures that might be published"),
        "low50": (NUMBER, "share", "lower end of their middle 50 %"),
        "high50": (NUMBER, "share", "upper end of it"),
        "low": (NUMBER, "share", "lower end of their middle 90 %"),
        "high": (NUMBER, "share", "upper end of it"),
        "p": (NUMBER, "probability", "rank of the record among them: the part above it, ties half"),
        "history_mean": (NUMBER, "share", "mean of the histories alone, without error beyond luck"),
        "history_low": (NUMBER, "share", "lower end of the middle 90 % of the histories alone"),
        "history_high": (NUMBER, "share", "upper end of it"),
        "sd_beyond_luck": (NUMBER, "share", "standard deviation of a published figure about a history"),
        "n_histories": (WHOLE, "runs", "draws of the posterior that were lived, one history each"),
    },
    "checks": {
        **OF_REGIME,
        "check": (TEXT, "text", "what is looked at: a fitted figure, a statistic of several, or all"),
        "kind": (TEXT, "figure, statistic or all figures", "which of them"),
        "number": (WHOLE, "index", "row of the figure in the table of the record; empty for several"),
        "observed": (NUMBER, "share; chi-square of all figures", "what the record comes to"),
        "mean": (NUMBER, "share; chi-square of all figures", "mean of what might have been published"),
        "low": (NUMBER, "share; chi-square of all figures", "lower end of the middle 90 % of it"),
        "high": (NUMBER, "share; chi-square of all figures", "upper end of it"),
        "p": (NUMBER, "probability", "rank of the record: the part of it above the record, ties half"),
    },
    "scores": {
        "forecaster": (TEXT, "name", "`model`, `model, regime L` and so on, or the name of a naive rival"),
        "kind": (TEXT, "model or rival", "which of them"),
        **OF_FIGURE,
        "observed": (NUMBER, "share", "the figure that was held out"),
        "median": (NUMBER, "share", "middle of the forecast"),
        "low50": (NUMBER, "share", "lower end of its middle 50 %"),
        "high50": (NUMBER, "share", "upper end of it"),
        "low": (NUMBER, "share", "lower end of its middle 90 %"),
        "high": (NUMBER, "share", "upper end of it"),
        "crps": (NUMBER, "share", "continuous ranked probability score; less is better"),
        "crps_se": (NUMBER, "share", "its standard error, by the chance of the draws alone"),
        "inside50": (NUMBER, "0 or 1", "whether the figure lies within the middle 50 %"),
        "inside90": (NUMBER, "0 or 1", "whether the figure lies within the middle 90 %"),
        "abs_error": (NUMBER, "share", "distance of the median from the figure"),
        "log_score": (NUMBER, "log density", "of the figure; more is better; empty at 0 and 1"),
        "note": (TEXT, "text", "what is to be said of the forecast, such as what it fell back on"),
    },
    "patterns": {
        **OF_REGIME,
        "pattern": (TEXT, "P1 to P18", "the pattern of the literature or the record"),
        "label": (TEXT, "fit, check, input or code", "what agreement is worth"),
        "measure": (TEXT, "name", "which of its measures; empty where it could not be tested"),
        "unit": (TEXT, "name", "share, points (difference of shares, 0 to 1) or what the number counts"),
        "mean": (NUMBER, "see unit", "mean over draws of the posterior"),
        "low": (NUMBER, "see unit", "lower end of the middle 90 % of draws"),
        "high": (NUMBER, "see unit", "upper end of it"),
        "above": (NUMBER, "see unit", "the mean must be more than this; empty for no such limit"),
        "below": (NUMBER, "see unit", "the mean must be less than this; empty for no such limit"),
        "share_of_draws": (NUMBER, "share", "draws, each one history, whose own value is within the limits"),
        "n_draws": (WHOLE, "draws", "draws that had something to measure"),
        "verdict": (TEXT, "pass, fail or cannot be tested here", "of the whole pattern, on the means"),
        "narrow": (TEXT, "yes or no", "whether a limit lies within two standard errors of a mean"),
        "why": (TEXT, "text", "what keeps it from being tested; empty where it was"),
    },
}
"""The tables that `redtape validate` adds to a calibration."""


CALIBRATION_TABLES: Mapping[str, Mapping[str, Column]] = {
    "posterior": {
        **OF_REGIME,
        "draw": (WHOLE, "index", "number of the draw in its regime"),
        "weight": (NUMBER, "probability", "of the draw; all of a regime add up to 1"),
        "log_density": (NUMBER, "log density", "of the fitted figures, given the mean of the draw's runs"),
        **{
            name: (NUMBER, x.unit, f"{x.meaning} Empty where the regime states it.")
            for name, x in PARAMETERS.items()
            if x.role == "uncertain"
        },
    },
    "said": {
        **OF_REGIME,
        "draw": (WHOLE, "index", "number of the draw in its regime"),
        "seed": (WHOLE, "index", "which of the draw's runs"),
        **FIGURE_NUMBER,
        "value": (NUMBER, "share", "what the run says of the figure"),
    },
    "generations": {
        **OF_REGIME,
        "generation": (WHOLE, "index", "number of the generation, from 1"),
        "temperature": (NUMBER, "dimensionless", "power by which the density of the record is divided"),
        "real": (pa.bool_(), "yes or no", "whether its runs were of real size"),
        "n_proposed": (WHOLE, "points", "points proposed"),
        "n_run": (WHOLE, "points", "points that were run: those that the screen let pass"),
        "n_in_full": (WHOLE, "points", "points run in full: in the last generation, at real size"),
        "n_failed": (WHOLE, "points", "points of which a run failed; they are left out"),
        "n_accepted": (WHOLE, "points", "points accepted"),
        "effective": (NUMBER, "points", "equally weighted points that they are worth"),
        "seconds": (NUMBER, "seconds", "time it took"),
    },
    "moved": {
        **OF_REGIME,
        "parameter": (TEXT, "name", "the parameter"),
        "role": (TEXT, "freed or carried", "how it was drawn"),
        "prior_low": (NUMBER, "of the parameter", "lowest value of the prior"),
        "prior_high": (NUMBER, "of the parameter", "highest value of the prior"),
        "prior_mean": (NUMBER, "of the parameter", "mean of the prior"),
        "prior_sd": (NUMBER, "of the parameter", "standard deviation of the prior"),
        "mean": (NUMBER, "of the parameter", "mean of the posterior"),
        "sd": (NUMBER, "of the parameter", "standard deviation of the posterior"),
        "low": (NUMBER, "of the parameter", "value that 5 % of the posterior lie below"),
        "median": (NUMBER, "of the parameter", "value that half of the posterior lies below"),
        "high": (NUMBER, "of the parameter", "value that 95 % of the posterior lie below"),
        "shift": (NUMBER, "prior sd", "posterior mean minus prior mean"),
        "sd_ratio": (NUMBER, "dimensionless", "posterior sd over prior sd"),
        "noise": (NUMBER, "prior sd", "standard error that so many points leave of a shift"),
        "at_low": (NUMBER, "share", "part of the posterior in the lowest tenth of the prior"),
        "at_high": (NUMBER, "share", "part of the posterior in the highest tenth of the prior"),
        "verdict": (TEXT, "moved, narrowed or not told", "what the record told of the parameter"),
    },
    "size_shift": {
        **OF_REGIME,
        **FIGURE_NUMBER,
        "small": (NUMBER, "share", "mean of the figure in runs with few posts"),
        "real": (NUMBER, "share", "the same at real size, at the same parameters and seeds"),
        "difference": (NUMBER, "share", "real minus small"),
        "low": (NUMBER, "share", "lower end of the 90 % interval of that difference"),
        "high": (NUMBER, "share", "upper end of it"),
    },
    "failures": {
        **OF_REGIME,
        "generation": (WHOLE, "index", "generation of the point; 0 is the pilot"),
        "number": (WHOLE, "index", "number of the proposal in it"),
        "error": (TEXT, "text", "what the error said"),
        "values": (TEXT, "text", "values of all parameters drawn"),
        "seeds": (TEXT, "text", "seeds of its runs"),
    },
}
"""The tables of a calibration."""

COURSE: Mapping[str, Column] = {
    "course": (TEXT, "goes on, ends or record", "what becomes of enforcement; `record` for fitted figures"),
}


def _of_draws(what: str, unit: str = "share of desks") -> dict[str, Column]:
    return {
        "mean": (NUMBER, unit, f"{what}, mean over draws"),
        "low": (NUMBER, unit, "lower end of the middle 90 % of it"),
        "high": (NUMBER, unit, "upper end of it"),
    }


REFLECTION_TABLES: Mapping[str, Mapping[str, Column]] = {
    "months": {
        **OF_REGIME,
        **COURSE,
        "outcome": (TEXT, "name", "verified_use or reported_use"),
        **WHEN,
        **_of_draws("the outcome"),
        "median": (NUMBER, "share of desks", "middle of it"),
    },
    "difference": {
        **COURSE,
        "outcome": (TEXT, "name", "verified_use or reported_use, in May 2032"),
        **_of_draws("second regime minus first, over all pairs of draws"),
        "sd": (NUMBER, "share of desks", "standard error of the mean, for so many draws"),
        "p_more": (NUMBER, "probability", "part of the pairs in which the second regime has more"),
    },
    "packages": {
        **OF_REGIME,
        "scenario": (TEXT, "name", "the package; `ends` for the calibrated scenario itself"),
        "title": (TEXT, "text", "its title"),
        **_of_draws("real use in May 2032"),
        "gain": (NUMBER, "share of desks", "the same beyond the base, by draw and seed; mean"),
        "gain_sd": (NUMBER, "share of desks", "standard error of that mean"),
        "gain_low": (NUMBER, "share of desks", "lower end of the middle 90 % of gains"),
        "gain_high": (NUMBER, "share of desks", "upper end of it"),
        "rank": (WHOLE, "place", "by mean real use, the best first"),
        "p_best": (NUMBER, "probability", "part of the draws in which it is the best"),
        "lock_in": (NUMBER, "share", "what is left of the effect of orders 60 months after enforcement ends"),
        "lock_in_low": (NUMBER, "share", "lower end of the middle 90 % of it"),
        "lock_in_high": (NUMBER, "share", "upper end of it"),
        "n_lock_in": (WHOLE, "draws", "draws in which orders had an effect to keep"),
    },
    "separation": {
        **COURSE,
        "observation": (TEXT, "name", "what is observed; a series of the record, or all_fitted"),
        "words": (TEXT, "text", "the same in words"),
        "effort": (TEXT, "text", "what it takes to know it"),
        **WHEN,
        "first": (NUMBER, "see unit", "mean over histories of the first regime"),
        "second": (NUMBER, "see unit", "mean over histories of the second"),
        "unit": (TEXT, "share or days", "of the observation"),
        "log_bayes": (NUMBER, "log", "expected log Bayes factor for the right regime, from one observation"),
        "p_right": (NUMBER, "probability", "of naming the right regime, from equal odds"),
        "p_sd": (NUMBER, "probability", "standard error of that, for so many histories"),
    },
    "chosen": {
        **COURSE,
        "observation": (TEXT, "name", "what one half of the draws finds to be the best observation"),
        "words": (TEXT, "text", "the same in words"),
        "effort": (TEXT, "text", "what it takes to know it"),
        **WHEN,
        "p_chosen": (NUMBER, "probability", "of naming the right regime, on the half that chose it"),
        "p_right": (NUMBER, "probability", "the same on the other half, which did not"),
        "p_sd": (NUMBER, "probability", "standard error of p_right, for so many histories"),
    },
    "failures": {
        **OF_REGIME,
        "draw": (WHOLE, "index", "number of the draw; all its runs are left out"),
        "scenario": (TEXT, "name", "the package, or the course, whose run failed"),
        "message": (TEXT, "text", "what the error said"),
    },
}
"""The tables that `redtape reflect` adds to a calibration, named `reflection_` and so on."""


def calibration_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table of a calibration."""
    return described(CALIBRATION_TABLES[table])


def calibration_units(table: str) -> dict[str, str]:
    """Return the unit of every column of a table of a calibration."""
    return {name: unit for name, (_, unit, _) in CALIBRATION_TABLES[table].items()}


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table; the metadata of each column holds its unit and meaning."""
    return described(TABLES[table])


@cache
def sweep_schema(table: str, monthly: tuple[str, ...]) -> pa.Schema:
    """Return the Arrow schema of a table of a sweep; monthly: the outcomes that it keeps month by month."""
    columns = SWEEP_TABLES[table]
    if table == "monthly":
        columns = {name: x for name, x in columns.items() if name not in OUTCOMES or name in monthly}
    return described(columns)


def described(columns: Mapping[str, Column]) -> pa.Schema:
    """Return columns as an Arrow schema; the metadata of each holds its unit and meaning."""
    return pa.schema(
        pa.field(name, kind, metadata={"unit": unit, "meaning": meaning})
        for name, (kind, unit, meaning) in columns.items()
    )


def units(table: str) -> dict[str, str]:
    """Return the unit of every column of a table."""
    return {name: unit for name, (_, unit, _) in TABLES[table].items()}


def sweep_units(table: str) -> dict[str, str]:
    """Return the unit of every column that a table of a sweep can have."""
    return {name: unit for name, (_, unit, _) in SWEEP_TABLES[table].items()}
