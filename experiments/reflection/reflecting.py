"""From a posterior with two regimes to tables: the months, the packages, and what would tell them apart."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments import store
from experiments.calibration.posterior import Posterior
from experiments.compare.comparison import rows_of
from experiments.preparing import MOST_SEED
from experiments.progress import progress
from experiments.reflection.living import (
    BASE,
    COURSES,
    GOES_ON,
    LEAST_DRAWS,
    PACKAGES,
    Lived,
    live,
    lock_in,
    scenarios,
)
from experiments.reflection.observing import COMPARED
from experiments.reflection.separating import told_apart, told_apart_by_all
from experiments.reflection.watching import as_row, chosen, separation
from experiments.store import Results
from experiments.tables import REFLECTION_TABLES, described
from experiments.validating.asking import record_of
from experiments.validating.noise import luck_factors, sd_beyond_luck
from sim.errors import InputError
from sim.record import DISCREPANCY_SD, words_of

MOST_DRAWS = 100_000

USES = ("verified_use", "reported_use")
RECORD = "record"
"""What stands in the column `course` for figures of the record."""

ALL_FIGURES = "all_fitted"


@dataclass(frozen=True)
class Reflection:
    """What became of two regimes, as the tables of `experiments.tables.REFLECTION_TABLES`."""

    regimes: tuple[str, str]
    n_draws: tuple[int, int]
    """Draws of each regime whose runs all finished."""
    months: pd.DataFrame
    difference: pd.DataFrame
    packages: pd.DataFrame
    separation: pd.DataFrame
    chosen: pd.DataFrame
    failures: pd.DataFrame
    log_bayes: tuple[float, float] | None
    """Log evidence of the second regime over the first, given the record, and its standard deviation."""
    seed: int
    posts: int | None
    """Posts of every run, where not those of the scenario."""


PREFIX = "reflection_"
FACTS = "reflection"
"""Key of the manifest under which the rest is kept."""


def reflect(
    posterior: Posterior, n: int = 100, seed: int = 1, posts: int | None = None, workers: int = 1
) -> Reflection:
    """Return what becomes of the first two regimes of a posterior; raise InputError.

    n: draws of each.  posts: of every run, where other than the scenario's.
    """
    _check(n, seed)
    if len(posterior.regimes) < 2:
        wanted = 'a calibration in two regimes, such as regimes = ["L", "K"] in its study'
        raise InputError("holds one regime", value=str(posterior.folder), expected=wanted)
    first, second = posterior.regimes[:2]
    n_runs = 2 * n * (len(COURSES) + len(PACKAGES.get(posterior.scenario, ())))
    with progress("Living two regimes on", n_runs) as advance:
        figures = record_of(posterior).fitted
        one, failed = live(posterior, first, figures, n, seed, posts, workers, advance)
        other, failed_too = live(posterior, second, figures, n, seed, posts, workers, advance)
    own = scenarios(posterior, first, posts)
    said = Results(posterior.folder).table("said")
    discrepancy = float(posterior.manifest.get("discrepancy", DISCREPANCY_SD))
    recorded = of_record(one, other, figures, said[said["regime"] == first], discrepancy)
    return Reflection(
        regimes=(first, second),
        n_draws=(len(one.fitted), len(other.fitted)),
        months=months((one, other)),
        difference=difference(one, other),
        packages=packages((one, other), {name: x.title for name, x in own.items()}),
        separation=pd.concat([separation(one, other), recorded], ignore_index=True),
        chosen=chosen(one, other),
        failures=pd.DataFrame(
            [asdict(x) for x in (*failed, *failed_too)], columns=list(REFLECTION_TABLES["failures"])
        ),
        log_bayes=bayes_factor(posterior.manifest.get("evidence", {}), first, second),
        seed=seed,
        posts=posts,
    )


def _check(n: int, seed: int) -> None:
    for key, value, low, high in (
        ("--draws", n, LEAST_DRAWS, MOST_DRAWS),
        ("--seed", seed, 0, MOST_SEED),
    ):
        if not low <= value <= high:
            wanted = f"a whole number from {low:,} to {high:,}"
            raise InputError("is out of bounds", key=key, value=value, expected=wanted)


def bayes_factor(
    evidence: Mapping[str, Mapping[str, float]], first: str, second: str
) -> tuple[float, float] | None:
    """Return log evidence of the second regime over the first and its sd; None where it is not known."""
    if first not in evidence or second not in evidence:
        return None
    a, b = evidence[first], evidence[second]
    if any(x.get(key) is None for x in (a, b) for key in ("log", "sd")):
        return None
    return b["log"] - a["log"], math.hypot(a["sd"], b["sd"])


def _spread(values: np.ndarray) -> dict[str, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return dict.fromkeys(("mean", "low", "high"), math.nan)
    low, high = np.quantile(known, [0.05, 0.95])
    return {"mean": float(known.mean()), "low": float(low), "high": float(high)}


def months(both: tuple[Lived, Lived]) -> pd.DataFrame:
    """Return real and reported use of every month under both courses: mean, median and 90 % of draws."""
    parts = []
    for lived in both:
        for course in COURSES:
            for k, outcome in enumerate(USES):
                values = lived.use[course][:, k]
                low, median, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
                told = {"regime": lived.regime, "course": course, "outcome": outcome, "month": lived.months}
                numbers = {"mean": values.mean(axis=0), "low": low, "median": median, "high": high}
                parts.append(pd.DataFrame({**told, **numbers}))
    return pd.concat(parts, ignore_index=True)


def _at(lived: Lived, day: date) -> int:
    return lived.months.index(pd.Timestamp(day))


def difference(one: Lived, other: Lived) -> pd.DataFrame:
    """Return how far the second regime lies above the first in May 2032, over all pairs of draws."""
    rows = []
    for course in COURSES:
        for k, outcome in enumerate(USES):
            a, b = (x.use[course][:, k, _at(x, COMPARED)] for x in (one, other))
            apart = (b[:, None] - a).ravel()
            error = math.hypot(*(float(x.std(ddof=1)) / math.sqrt(len(x)) for x in (a, b)))
            more = float((apart > 0).mean() + 0.5 * (apart == 0).mean())
            told = {"course": course, "outcome": outcome, "sd": error, "p_more": more}
            rows.append({**told, **_spread(apart)})
    return pd.DataFrame(rows)[list(REFLECTION_TABLES["difference"])]


def packages(both: tuple[Lived, Lived], titles: Mapping[str, str]) -> pd.DataFrame:
    """Return what each package comes to in each regime; no rows where there is none to compare."""
    rows = []
    for lived in both:
        names = [name for name in lived.use if name != GOES_ON]
        if BASE not in names:
            continue
        at = _at(lived, COMPARED)
        last = {name: lived.use[name][:, 0, at] for name in names}
        order = sorted(names, key=lambda name: -float(last[name].mean()))
        best = np.argmax(np.array([last[name] for name in names]), axis=0)
        for name in names:
            gain, left = last[name] - last[BASE], lock_in(lived, name)
            rows.append(
                {
                    "regime": lived.regime,
                    "scenario": name,
                    "title": titles[name],
                    **_spread(last[name]),
                    "gain_sd": float(gain.std(ddof=1)) / math.sqrt(len(gain)),
                    **_named("gain", _spread(gain)),
                    "rank": order.index(name) + 1,
                    "p_best": float((best == names.index(name)).mean()),
                    **_named("lock_in", _spread(left)),
                    "n_lock_in": int((~np.isnan(left)).sum()),
                }
            )
    return pd.DataFrame(rows, columns=list(REFLECTION_TABLES["packages"]))


def _named(name: str, spread: Mapping[str, float]) -> dict[str, float]:
    return {name if key == "mean" else f"{name}_{key}": value for key, value in spread.items()}


def of_record(
    one: Lived, other: Lived, figures: pd.DataFrame, said: pd.DataFrame, discrepancy: float
) -> pd.DataFrame:
    """Return how well the figures that were fitted tell the regimes apart: all together, and each.

    said: what the runs of a posterior say of them, as a calibration keeps it, for their luck.
    discrepancy: standard deviation of what the model leaves out.
    """
    mean = np.concatenate([one.fitted, other.fitted]).mean(axis=0)
    sd = sd_beyond_luck(figures, mean, luck_factors(said, figures), discrepancy)
    what = {"course": RECORD, "effort": "published", "unit": "share"}
    rows = []
    for i, figure in enumerate(rows_of(figures)):
        a, b = one.fitted[:, i], other.fitted[:, i]
        apart = told_apart(a, b, np.full(len(a), sd[i]), np.full(len(b), sd[i]))
        told = {"observation": figure.series, "words": words_of(figure)}
        rows.append({**what, **told, **as_row(figure.month, a, b, apart)})
    every = told_apart_by_all(one.fitted, other.fitted, sd)
    told = {"observation": ALL_FIGURES, "words": "all figures that were fitted, together"}
    means = {"month": pd.NaT, "first": math.nan, "second": math.nan}
    found = pd.DataFrame([{**what, **told, **means, **asdict(every)}, *rows])
    return found[list(REFLECTION_TABLES["separation"])]


# ---- In the folder


def keep(folder: Path, found: Reflection) -> None:
    """Add the tables to the folder of the calibration; raise InputError where it cannot be written."""
    for name in REFLECTION_TABLES:
        form = described(REFLECTION_TABLES[name])
        frame = getattr(found, name).reindex(columns=form.names)
        table = pa.Table.from_pandas(frame, schema=form, preserve_index=False)
        store.write_table(folder, f"{PREFIX}{name}", table)
    plain = {name: getattr(found, name) for name in ("regimes", "n_draws", "log_bayes", "seed", "posts")}
    manifest = store.Results(folder).manifest
    store.write_manifest(folder, {**manifest, FACTS: plain})


def check_place(folder: Path, *, force: bool) -> None:
    """Raise InputError where a folder holds what `keep` leaves, unless that may be replaced."""
    if FACTS in store.Results(folder).manifest and not force:
        wanted = "--force to replace what is there"
        raise InputError("holds a reflection already", value=str(folder), expected=wanted)


def kept(folder: Path) -> Reflection | None:
    """Return what `keep` left in a folder; None where it has not been asked for, or a table is not there."""
    results = store.Results(folder)
    facts = results.manifest.get(FACTS)
    if facts is None or not all(results.holds(f"{PREFIX}{name}") for name in REFLECTION_TABLES):
        return None
    found = {name: results.table(f"{PREFIX}{name}") for name in REFLECTION_TABLES}
    first, second = facts["regimes"]
    one, other = facts["n_draws"]
    bayes = facts["log_bayes"]
    return Reflection(
        regimes=(first, second),
        n_draws=(one, other),
        months=found["months"],
        difference=found["difference"],
        packages=found["packages"],
        separation=found["separation"],
        chosen=found["chosen"],
        failures=found["failures"],
        log_bayes=None if bayes is None else (bayes[0], bayes[1]),
        seed=facts["seed"],
        posts=facts["posts"],
    )


def other_order(packages: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of packages that stand in another order in one regime than in the other."""
    ranks = {
        regime: rows.set_index("scenario")["rank"] for regime, rows in packages.groupby("regime", sort=False)
    }
    if len(ranks) < 2:
        return []
    one, other = list(ranks.values())[:2]
    return [
        (str(a), str(b)) for a, b in combinations(one.index, 2) if (one[a] < one[b]) != (other[a] < other[b])
    ]
