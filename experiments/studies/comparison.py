"""A study without a file: packages side by side, at the centre and over futures."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.studies.form import HYPERCUBE
from experiments.studies.gathering import Place, given
from experiments.studies.plan import Plan
from experiments.studies.planning import plan
from experiments.studies.reading import read, told
from sim.errors import InputError, nearest
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario import regimes as known_regimes
from sim.summaries import SUMMARIES

CHECKED: Mapping[str, tuple[float, ...]] = {"kappa": (0.0, 1.5)}
"""Parameter -> values at which a comparison is repeated, each alone: what the theory leaves most open."""

MONTHLY = ("verified_use", "reported_use")
"""Outcomes that a comparison keeps month by month, beside that by which it ranks."""

LONGEST_TITLE = 90
"""Letters of a heading that stays on a line or two."""

OPTIONS: dict[Place, str] = {
    ("base",): "--base",
    ("regimes",): "--regime",
    ("design", "points"): "--futures",
    ("design", "seed"): "--seed",
    ("replicates", "number"): "--future-replicates",
    ("replicates", "centre"): "--replicates",
    ("replicates", "seed"): "--seed",
}
"""Place in a study -> the option of the command line that sets it."""


def comparison(
    scenarios: Sequence[Scenario],
    base: str,
    outcome: str,
    regimes: Sequence[str],
    replicates: int,
    futures: int,
    future_replicates: int,
    seed: int,
) -> Plan:
    """Return the study that compares scenarios with the one named `base`; raise InputError.

    outcome: a name of `sim.summaries.SUMMARIES`, which ranks them.  regimes: empty for each
    scenario's own.  replicates: of each scenario as declared and in each check.  futures: points
    of a Latin hypercube over the uncertain parameters that no scenario or regime states, each run
    `future_replicates` times; 0 for none.  seed: of the first run of every cell, and of the futures.
    """
    if len(scenarios) < 2:
        names = [scenario.name for scenario in scenarios]
        raise InputError(
            "leaves nothing to compare", value=", ".join(names), expected="two scenarios or more"
        )
    if futures < 0:
        raise InputError(
            "is out of bounds", key="--futures", value=futures, expected="0 (none) or more points"
        )
    if outcome not in SUMMARIES:
        wanted = "an outcome of a whole run, as docs/outcomes.md lists them"
        near = nearest(outcome, SUMMARIES)
        raise InputError("is unknown", key="--outcome", value=outcome, expected=wanted, nearest=near)
    own = outcome.removesuffix("_mean").removesuffix("_end")
    data: dict[str, Any] = {
        "title": _title(scenarios),
        "question": f"Which of the {len(scenarios)} packages does best, how surely, and at what price? "
        f"Measured by: {SUMMARIES[outcome].label.lower()}.",
        "scenarios": [scenario.name for scenario in scenarios],
        "base": base,
        "outcomes": [outcome, *(x for x in dict.fromkeys((own, *MONTHLY)) if x in OUTCOMES)],
        "checks": _checks(scenarios, regimes),
        "replicates": {"centre": replicates, "seed": seed},
    }
    if regimes:
        data["regimes"] = list(regimes)
    if futures:
        data["design"] = {"kind": HYPERCUBE, "points": futures, "seed": seed}
        data["replicates"]["number"] = future_replicates
    form = read(data)
    made, faults = plan("-".join(["compare", *data["scenarios"]]), form, given(form.study, scenarios), data)
    if made is None:
        raise told(faults[0], None, OPTIONS)
    return made


def _title(scenarios: Sequence[Scenario]) -> str:
    """Return the packages by the names that lists give them, if they are few enough for a line."""
    names = [(scenario.title or scenario.name).split(":")[0].strip() for scenario in scenarios]
    told = f"{', '.join(names[:-1])} or {names[-1]}?"
    return told if len(told) <= LONGEST_TITLE else f"{len(scenarios)} packages compared"


def _checks(scenarios: Sequence[Scenario], regimes: Sequence[str]) -> dict[str, list[float]]:
    """Return the values of `CHECKED` that change at least one scenario in one regime."""
    stated: dict[str, set[float]] = {}
    for name in CHECKED:
        of_regimes = [known_regimes.load(x).parameters for x in regimes if x in known_regimes.names()]
        stated[name] = {
            scenario.parameters.get(name, parameters.get(name, scenario.parameter(name)))
            for scenario in scenarios
            for parameters in of_regimes or [{}]
        }
    wanted = {name: [x for x in CHECKED[name] if stated[name] != {x}] for name in CHECKED}
    return {name: values for name, values in wanted.items() if values}
