"""A study whose futures are draws from a posterior instead of draws from the priors.

The design keeps its number of points, and what it varies that the posterior does not draw.
Each regime has draws of its own, so that a point then belongs to one regime alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from experiments.calibration import carried, regimed, trust
from experiments.calibration.posterior import PLAIN, Posterior
from experiments.studies.drawing import UNCERTAIN
from experiments.studies.form import GRID
from experiments.studies.plan import Plan
from experiments.studies.planning import DEFAULT_SEED
from sim.errors import InputError
from sim.scenario import Scenario


def from_posterior(plan: Plan, posterior: Posterior) -> Plan:
    """Return a study with its futures drawn from a posterior; raise InputError where it can have none.

    Not drawn, as without a posterior: what a scenario states, what the study leaves, and what
    it varies by a list or range of its own.
    """
    _check(plan, posterior)
    scenarios = list(plan.scenarios.values())
    design = [point for point in plan.points if point.kind == "design"]
    regimes = {
        regime: regimed.regime_of(posterior, _in_regime(scenarios, regime), regime) for regime in plan.regimes
    }
    held, released = carried.stated(posterior, scenarios)
    open_to = {regime: _drawn(plan, posterior, own, held) for regime, own in regimes.items()}
    points = [point for point in plan.points if point.kind != "design"]
    first = design[0].number
    for regime, own in regimes.items():
        for asked, draw in zip(design, _draws(plan, posterior, own, len(design)), strict=True):
            kept = {key: x for key, x in asked.values.items() if not _is_prior(plan, key) or key not in draw}
            kept |= {name: draw[name] for name in open_to[regime]}
            only = regime if len(regimes) > 1 else None
            points.append(asked._replace(number=first, values=kept, regime=only))
            first += 1
    return replace(
        plan,
        points=tuple(points),
        varied={x: y for x, y in plan.varied.items() if not _is_prior(plan, x) or not _in_all(open_to, x)},
        held=_held(posterior, regimes, open_to, held),
        posterior=carried.source(posterior, regimes.values())
        | {
            "regimes": list(regimes),
            "drawn": open_to,
            "released": list(released),
            "cautions": trust.cautions(
                posterior, regimes.values(), scenarios, {name for names in open_to.values() for name in names}
            ),
            "moved": [
                {**row, "regime": next(name for name, own in regimes.items() if own == row["regime"])}
                for row in carried.moved(posterior, list(regimes.values()))
            ],
        },
    )


def _check(plan: Plan, posterior: Posterior) -> None:
    """Raise InputError unless the study draws uncertain parameters."""
    folder = str(posterior.folder)
    wanted = "a study with a design that draws uncertain parameters, a Latin hypercube or a Sobol sequence"
    if not plan.design:
        raise InputError("means nothing without futures", key=regimed.OPTION, value=folder, expected=wanted)
    if plan.design == GRID:
        raise InputError(
            "means nothing in a grid, which draws nothing", key=regimed.OPTION, value=folder, expected=wanted
        )
    if not _draws_all(plan) and not any(_is_prior(plan, key) for key in plan.varied):
        problem = "means nothing in a study that draws no uncertain parameter"
        raise InputError(problem, key=regimed.OPTION, value=folder, expected=wanted)


def _draws_all(plan: Plan) -> bool:
    """Whether every uncertain parameter is drawn that nothing states."""
    return _vary(plan).get("uncertain") is not False


def _vary(plan: Plan) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plan.source.get("vary", {})
    return found


def _is_prior(plan: Plan, key: str) -> bool:
    """Whether a key takes every value of its prior, and no list or range of the study's own."""
    return key in UNCERTAIN and plan.varied.get(key) == UNCERTAIN[key]


def _in_regime(scenarios: Sequence[Scenario], regime: str) -> list[Scenario]:
    return [x.with_values({"regime": regime}) for x in scenarios] if regime else list(scenarios)


def _drawn(plan: Plan, posterior: Posterior, regime: str, held: Mapping[str, str]) -> list[str]:
    """Return the parameters that are drawn in one of the posterior's regimes; raise InputError for none."""
    left = (*held, *_vary(plan).get("leave", ()))
    names = [str(name) for name in posterior.of(regime) if name not in PLAIN]
    found = [
        name
        for name in names
        if (_is_prior(plan, name) if name in plan.varied else _draws_all(plan) and name not in left)
    ]
    if not found:
        problem = "means nothing: the study or its scenarios state every parameter that it draws"
        wanted = "a study that leaves some of them open"
        raise InputError(problem, key=regimed.OPTION, value=str(posterior.folder), expected=wanted)
    return found


def _draws(plan: Plan, posterior: Posterior, regime: str, n: int) -> list[dict[str, float]]:
    """Return a draw for each point; those of a design that was extended begin with those of the shorter."""
    asked = plan.source["design"]
    seed = asked.get("seed", DEFAULT_SEED)
    stages = asked["points"] if isinstance(asked["points"], list) else [asked["points"]]
    sizes = [stage - before for before, stage in zip([0, *stages], stages, strict=False)]
    assert sum(sizes) == n, "the design has the points that the study says"
    return [
        draw for i, size in enumerate(sizes) for draw in posterior.values(regime, size, seed + i * 1_000_003)
    ]


def _in_all(open_to: Mapping[str, Sequence[str]], name: str) -> bool:
    return all(name in names for names in open_to.values())


def _held(
    posterior: Posterior,
    regimes: Mapping[str, str],
    open_to: Mapping[str, Sequence[str]],
    held: Mapping[str, str],
) -> dict[str, str]:
    """Return the uncertain parameters that a scenario or a regime holds, with who does."""
    found = {name: who for name, who in held.items() if name in UNCERTAIN}
    for regime, own in regimes.items():
        there = posterior.of(own)
        who = f"regime {regime}" if regime else "the calibration"
        found |= {name: who for name in UNCERTAIN if name not in there and name not in found}
    return found


# ---- Words


def futures_words(told: Mapping[str, Any], n: int) -> str:
    """Return where the futures of a study are from, in sentences.

    told: `Plan.posterior`.  n: futures in each regime.
    """
    sizes = sorted({len(names) for names in told["drawn"].values()})
    how_many = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 1 else str(sizes[0])
    several = ", in each regime its own" if len(told["drawn"]) > 1 else ""
    said = (
        f"A future is one draw of {how_many} uncertain values from {carried.where_from(told)}{several}: "
        f"values that go together as the record has it; {n:,} were drawn, all as likely."
    )
    if told["released"]:
        said += f" Drawn although stated, as the calibration freed them: {', '.join(told['released'])}."
    return f"{said} The values as declared stay as they are; they are no draw."


def moved_words(told: Mapping[str, Any]) -> str:
    """Return which parameters the record moved or narrowed, and of how many it tells nothing."""
    said = []
    for regime, names in told["drawn"].items():
        rows = [row for row in told["moved"] if row["regime"] == regime]
        where = f" in regime {regime}" if regime else ""
        if not rows:
            said.append(
                f"Of none of them{where} does the calibration say that the record moved or narrowed it."
            )
            continue
        each = ", ".join(
            f"{row['parameter']} {row['verdict']} ({row['mean']:.2g}, middle 90\u00a0% {row['low']:.2g} to "
            f"{row['high']:.2g}; before the record {row['prior_mean']:.2g})"
            for row in rows
        )
        silent = len(set(names) - {row["parameter"] for row in rows})
        said.append(f"What the record told of them{where}: {each}; of the other {silent} it tells nothing.")
    return " ".join(said)
