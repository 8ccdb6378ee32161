"""Ask a scenario for its patterns: run what they need once, measure seed by seed, and judge the means."""

import math
import traceback
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from experiments.patterns.pattern import NARROW, OFFICE_EXTRAS, Lived, Measure, Pattern, Runs
from experiments.patterns.table import PATTERNS
from experiments.patterns.variants import VARIANTS
from experiments.progress import Advance, progress
from experiments.runner import Failed, Task
from experiments.summary import Estimate
from sim import simulate
from sim.errors import InputError, shown
from sim.scenario import Scenario
from viz.summary import HIGH, LOW

Verdict = Literal["pass", "fail", "cannot be tested here"]
SAMPLES = ["pattern", "measure", "seed", "value", "unit"]


@dataclass(frozen=True)
class Finding:
    """What became of one pattern: the estimates of its measures, and the verdict.

    posts: of the variants it was measured on, or 0 where none was run.  n_seeds: how many
    seeds had something to measure.  why: what keeps it from being tested.  narrow: whether
    the verdict hangs on a limit within two standard errors of the mean over seeds.
    """

    pattern: Pattern
    verdict: Verdict
    estimates: Mapping[str, Estimate]
    posts: int = 0
    n_seeds: int = 0
    why: str = ""
    narrow: bool = False


@dataclass(frozen=True)
class Judgement:
    """The findings of a scenario in the order of the patterns, with everything they rest on.

    samples: one row per pattern, measure and seed: pattern, measure, seed, value, unit.
    """

    scenario: Scenario
    seeds: range
    findings: tuple[Finding, ...]
    samples: pd.DataFrame = field(repr=False)
    variants: Mapping[str, Scenario] = field(repr=False)
    n_runs: int = 0
    failures: tuple[Failed, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is run: the variants that can be made, why others cannot, and where variants are the same."""

    variants: Mapping[str, Scenario]
    refused: Mapping[str, str]
    snapshots: Mapping[str, frozenset[int]]
    """Fingerprint -> months in which every post is kept."""


def judge(
    scenario: Scenario,
    seeds: range,
    workers: int,
    patterns: Iterable[Pattern] = tuple(PATTERNS.values()),
    draws: Sequence[Mapping[str, float]] | None = None,
) -> Judgement:
    """Run what the patterns need under every seed, and judge them.

    draws: values of the scenario under each seed, which all variants of that seed share except
    where a variant sets one of them itself; without it, those of the scenario under every seed.
    A pattern that a scenario cannot be asked for is a finding, and so is one that fails;
    runs that raise are listed among the failures.  Raises InputError where a scenario
    turns out, while running, to be one that cannot be run.
    """
    patterns = tuple(patterns)
    lacking = {pattern.id: _lacking(pattern, scenario) for pattern in patterns}
    asked = [pattern for pattern in patterns if not lacking[pattern.id]]
    plan = make_plan(scenario, asked)
    for pattern in asked:
        lacking[pattern.id] = next((plan.refused[x] for x in pattern.variants if x in plan.refused), None)
    asked = [pattern for pattern in asked if not lacking[pattern.id]]
    rows: list[dict[str, Any]] = []
    failures: list[Failed] = []
    needed = {name for pattern in asked for name in pattern.variants}
    n_runs = len(seeds) * len(_distinct(plan, needed))
    with progress(f"Asking {scenario.name} for its patterns", n_runs) as advance:
        for replicate, seed in enumerate(seeds):
            own = plan if draws is None else make_plan(scenario.with_values(draws[replicate]), asked)
            distinct = _distinct(own, needed)
            runs, failed = _live_all(distinct, own, replicate, seed, workers, advance)
            failures += failed
            rows += _measured(asked, own, runs, seed)
    samples = pd.DataFrame(rows, columns=SAMPLES)
    findings = tuple(find(pattern, samples, lacking[pattern.id], plan.variants) for pattern in patterns)
    kept = {name: x for name, x in plan.variants.items() if name in needed}
    return Judgement(scenario, seeds, findings, samples, kept, n_runs, tuple(failures))


def make_plan(scenario: Scenario, patterns: Iterable[Pattern]) -> Plan:
    """Make the variants that the patterns need from a scenario."""
    variants: dict[str, Scenario] = {}
    refused: dict[str, str] = {}
    snapshots: dict[str, set[int]] = {}
    for pattern in patterns:
        for name in pattern.variants:
            if name not in variants and name not in refused:
                try:
                    variants[name] = VARIANTS[name](scenario).with_values(
                        {"name": f"{scenario.name}: {name}"[:100]}
                    )
                except InputError as error:
                    refused[name] = _refusal(error)
            if name in variants and pattern.snapshots:
                made = variants[name]
                months = {made.month(pd.Timestamp(month).date()) for month in pattern.snapshots}
                snapshots.setdefault(made.fingerprint, set()).update(months)
    return Plan(variants, refused, {key: frozenset(months) for key, months in snapshots.items()})


def _distinct(plan: Plan, needed: Collection[str]) -> dict[str, Scenario]:
    """Return the variants that are needed by fingerprint, each once."""
    return {x.fingerprint: x for name, x in plan.variants.items() if name in needed}


def _lacking(pattern: Pattern, scenario: Scenario) -> str | None:
    return next((why for need in pattern.needs if (why := need(scenario))), None)


def _refusal(error: InputError) -> str:
    """Say in a clause why a variant cannot be made."""
    subject = f"`{error.key}`" if error.key else shown(error.value)
    return f"{subject} {error.problem}"


def _live_all(
    scenarios: Mapping[str, Scenario], plan: Plan, replicate: int, seed: int, workers: int, advance: Advance
) -> tuple[dict[str, Lived], list[Failed]]:
    """Run every scenario under one seed; return what was lived by fingerprint, and what failed."""
    todo = [Task(n, replicate, scenario, seed) for n, scenario in enumerate(scenarios.values())]
    lived: dict[str, Lived] = {}
    failures: list[Failed] = []
    with ThreadPoolExecutor(workers) as pool:
        futures = [
            pool.submit(_live, task, plan.snapshots.get(task.scenario.fingerprint, frozenset()))
            for task in todo
        ]
        try:
            for task, future in zip(todo, futures, strict=True):
                outcome = future.result()
                if isinstance(outcome, Failed):
                    failures.append(outcome)
                else:
                    lived[task.scenario.fingerprint] = outcome
                advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return lived, failures


def _live(task: Task, snapshots: frozenset[int]) -> Lived | Failed:
    try:
        return live(task.scenario, task.seed, snapshots)
    except InputError:
        raise
    except Exception as error:
        return Failed(task, "run", f"{type(error).__name__}: {error}", traceback.format_exc())


def live(scenario: Scenario, seed: int, snapshots: frozenset[int] = frozenset()) -> Lived:
    """Run a scenario and keep of it what the patterns read."""
    result = simulate.run(scenario, seed, snapshot=snapshots.__contains__ if snapshots else None)
    log = result.world.office_log
    extras = {name: np.asarray(log[name]).ravel() for name in OFFICE_EXTRAS}
    posts = result.bureaucrats
    kept = (
        pd.DataFrame(columns=["month", "grade", "mode"])
        if posts is None
        else posts[["month", "grade", "mode"]]
    )
    return Lived(scenario, result.monthly.set_index("month"), result.offices.assign(**extras), kept)


def _measured(
    patterns: Iterable[Pattern], plan: Plan, lived: Mapping[str, Lived], seed: int
) -> list[dict[str, Any]]:
    """Measure every pattern whose runs finished, under one seed."""
    rows = []
    for pattern in patterns:
        prints = {name: plan.variants[name].fingerprint for name in pattern.variants}
        if all(key in lived for key in prints.values()):
            runs: Runs = {name: lived[key] for name, key in prints.items()}
            values = pattern.of(runs)
            rows += [
                {
                    "pattern": pattern.id,
                    "measure": x.key,
                    "seed": seed,
                    "value": values[x.key],
                    "unit": x.unit,
                }
                for x in pattern.measures
            ]
    return rows


def find(
    pattern: Pattern, samples: pd.DataFrame, lacking: str | None, variants: Mapping[str, Scenario]
) -> Finding:
    """Judge one pattern from its samples: every measure with a limit must hold in the mean over seeds."""
    if lacking:
        return Finding(pattern, "cannot be tested here", {}, why=lacking)
    posts = max(variants[name].n_posts for name in pattern.variants)
    own = samples[samples["pattern"] == pattern.id]
    if own.empty:
        return Finding(pattern, "cannot be tested here", {}, posts, why="no run finished")
    table = own.pivot(index="seed", columns="measure", values="value").dropna()
    if table.empty:
        return Finding(pattern, "cannot be tested here", {}, posts, why=pattern.silent)
    estimates = {x.key: _estimate(table[x.key]) for x in pattern.measures}
    missed = [x for x in pattern.measures if x.limits and not x.limits.hold(estimates[x.key].mean)]
    narrow = _narrow(pattern, missed, table)
    return Finding(pattern, "fail" if missed else "pass", estimates, posts, len(table), narrow=narrow)


def _narrow(pattern: Pattern, missed: Sequence[Measure], table: pd.DataFrame) -> bool:
    """Whether other luck could turn a verdict: it passes with a limit near, or misses near limits only.

    Near is within `NARROW` standard errors of the mean over seeds.  One seed has no standard
    error, so that every verdict on it is narrow.
    """

    def near(measure: Measure) -> bool:
        values = table[measure.key].to_numpy(dtype=float)
        error = values.std(ddof=1) / math.sqrt(len(values)) if len(values) > 1 else math.inf
        return measure.limits is not None and measure.limits.distance(values.mean()) < NARROW * error

    return all(map(near, missed)) if missed else any(map(near, pattern.measures))


def _estimate(values: pd.Series) -> Estimate:
    low, high = values.quantile([LOW, HIGH])
    return Estimate(float(values.mean()), float(low), float(high))
