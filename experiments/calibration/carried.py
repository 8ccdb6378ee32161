"""A posterior carried on: its draws laid over the scenarios that are run, and how that is told.

What a scenario states itself, in its file, its cost table or by `--set`, it holds: it is what
that scenario is.  All else that the calibration drew is drawn.
"""

import hashlib
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from experiments.calibration import trust
from experiments.calibration.posterior import PLAIN, Posterior, read
from experiments.calibration.regimed import OPTION, calibrated, regime_of
from experiments.store import Results
from sim.errors import ABSENT, InputError
from sim.scenario import Scenario
from sim.scenario.unit_costs import unit_costs

TABLE, MOVED = "posterior", "moved"
TOLD_OF_MOVED = ("regime", "parameter", "prior_mean", "prior_sd", "mean", "sd", "low", "high", "verdict")
"""Columns of the table `moved` that results made with a posterior take with them."""


@dataclass(frozen=True)
class Carried:
    """Draws to be laid over scenarios, one for each run of them."""

    told: Mapping[str, Any]
    """Where they are from, as plain data that JSON can hold."""
    values: tuple[Mapping[str, float], ...]
    """Parameter -> value, a draw for each replicate."""
    released: Mapping[str, float] = field(default_factory=dict)
    """Parameters that are drawn although a scenario states them, at this value."""

    def laid(self, scenario: Scenario, i: int) -> Scenario:
        """Return the scenario under the draw of replicate `i`, but for what it states itself."""
        stated = scenario.parameters
        over = {
            name: value
            for name, value in self.values[i].items()
            if name not in stated or stated[name] == self.released.get(name)
        }
        return scenario.with_values(over) if over else scenario


def opened(folder: Path | str) -> Posterior:
    """Return the posterior of a folder; raise InputError where it cannot be drawn from."""
    try:
        return read(folder)
    except InputError as error:
        error.key = error.key or OPTION
        error.value = str(folder) if error.value is ABSENT else error.value
        raise


def source(posterior: Posterior, regimes: Collection[str]) -> dict[str, Any]:
    """Return what results are to tell of the posterior that they were made with, in these of its regimes."""
    return {
        "folder": str(posterior.folder),
        "fingerprint": fingerprint(posterior),
        "scenario": posterior.scenario,
        "record": posterior.manifest.get("record"),
        "free": list(posterior.free),
        "given_up": trust.is_given_up(posterior, regimes),
    }


def fingerprint(posterior: Posterior) -> str:
    """Return the hash of the table of draws: sha256 in hexadecimal."""
    return hashlib.sha256((posterior.folder / f"{TABLE}.parquet").read_bytes()).hexdigest()


def moved(posterior: Posterior, regimes: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the record told of each parameter, in these of the posterior's regimes."""
    results = Results(posterior.folder)
    if not results.holds(MOVED):
        return []
    table = results.table(MOVED, TOLD_OF_MOVED)
    return [
        {str(k): v for k, v in row.items()}
        for row in table[table["regime"].isin(regimes)].to_dict("records")
        if row["verdict"] in ("moved", "narrowed")
    ]


def stated(posterior: Posterior, scenarios: Iterable[Scenario]) -> tuple[dict[str, str], dict[str, float]]:
    """Return what scenarios hold, with who states it first, and what is drawn although they state it.

    The latter is what the calibration freed from the very value that is stated.
    """
    before = calibrated(posterior).get("parameters", {})
    held: dict[str, str] = {}
    released: dict[str, float] = {}
    for scenario in scenarios:
        costs = unit_costs(scenario.cost_path)[0] if scenario.cost_path else {}
        for name, value in {**costs, **scenario.parameters}.items():
            if name in posterior.free and value == before.get(name):
                released[name] = value
            else:
                held.setdefault(name, scenario.name)
    return held, {name: value for name, value in released.items() if name not in held}


def drawn(posterior: Posterior, scenarios: Sequence[Scenario], n: int, seed: int) -> Carried:
    """Return `n` draws of equal weight for runs of scenarios that all meet the same; raise InputError."""
    regime = regime_of(posterior, scenarios)
    return _carried(posterior, scenarios, regime, posterior.values(regime, n, seed))


def typical(posterior: Posterior, scenario: Scenario) -> Carried:
    """Return the one draw that is nearest to the posterior's mean; raise InputError.

    Distances are in standard deviations of each parameter, all counting alike.
    """
    regime = regime_of(posterior, [scenario])
    draws = posterior.of(regime)
    names = [str(name) for name in draws if name not in PLAIN]
    values, weights = draws[names].to_numpy(float), draws["weight"].to_numpy(float)
    weights = weights / weights.sum()
    mean = weights @ values
    sd = np.sqrt(weights @ (values - mean) ** 2)
    apart = (((values - mean) / np.where(sd > 0.0, sd, 1.0)) ** 2).sum(axis=1)
    i = int(np.where(weights > 0.0, apart, np.inf).argmin())
    chosen = dict(zip(names, map(float, values[i]), strict=True))
    found = _carried(posterior, [scenario], regime, [chosen])
    return Carried({**found.told, "draw": int(draws["draw"][i])}, found.values, found.released)


def _carried(
    posterior: Posterior, scenarios: Sequence[Scenario], regime: str, values: Sequence[Mapping[str, float]]
) -> Carried:
    held, released = stated(posterior, scenarios)
    kept = [{name: x for name, x in draw.items() if name not in held} for draw in values]
    told = source(posterior, [regime]) | {
        "regime": regime,
        "drawn": list(kept[0]),
        "held": {name: who for name, who in held.items() if name in values[0]},
        "released": [name for name in released if name in values[0]],
        "cautions": trust.cautions(posterior, [regime], scenarios, list(kept[0])),
    }
    if not kept[0]:
        wanted = "a scenario that leaves some of what was drawn open"
        problem = "means nothing: every parameter that it draws is stated"
        raise InputError(problem, key=OPTION, value=str(posterior.folder), expected=wanted)
    return Carried(told, tuple(kept), {name: x for name, x in released.items() if name in values[0]})


# ---- Words


def _kind(told: Mapping[str, Any]) -> str:
    """What the draws are of: one that was given up is no posterior."""
    return "the given-up calibration" if told.get("given_up") else "the posterior"


def where_from(told: Mapping[str, Any]) -> str:
    """Return `the posterior of FOLDER (federal-eoffice calibrated with RECORD)`."""
    with_record = f" with {Path(told['record']).name}" if told.get("record") else ""
    return f"{_kind(told)} of {told['folder']} ({told['scenario']} calibrated{with_record})"


def picture_words(told: Mapping[str, Any]) -> str:
    """Return `the posterior of FOLDER`, with the folder's own name alone, for the small print of pictures."""
    return f"{_kind(told)} of {Path(told['folder']).resolve().name}"


def run_words(told: Mapping[str, Any], n: int) -> str:
    """Return that runs have drawn parameters, what their bands show then, and what was held, in sentences."""
    parts = [f"Parameters drawn from {where_from(told)}: {len(told['drawn'])} of them"]
    if n > 1:
        parts[0] += ", another draw in each run, so that bands show what is not known of them as well as luck"
    return " ".join([f"{parts[0]}.", *held_words(told)])


def typical_words(told: Mapping[str, Any]) -> str:
    """Return that one run has the parameters of a typical draw, and what was held, in sentences."""
    begin = f"Parameters of one typical draw (number {told['draw']}, the nearest to the mean) from"
    return " ".join([f"{begin} {where_from(told)}.", *held_words(told)])


def held_words(told: Mapping[str, Any]) -> list[str]:
    """Return what is not drawn because it is stated, and what is drawn all the same: up to two sentences."""
    said = []
    if told["held"]:
        names = ", ".join(f"{name} ({who})" for name, who in told["held"].items())
        said.append(f"Not drawn, but as stated: {names}.")
    if told["released"]:
        said.append(f"Drawn although stated, as the calibration freed them: {', '.join(told['released'])}.")
    return said


# ---- Results made with a posterior


def check_made_with(folder: Path, manifest: Mapping[str, Any], asked: Path) -> None:
    """Raise InputError unless results were made with the posterior of the folder `asked`."""
    posterior = opened(asked)
    own = manifest.get("study", {}).get("posterior")
    if own and own["fingerprint"] == fingerprint(posterior):
        return
    made = f"with draws from another posterior, of {own['folder']}" if own else "without a posterior"
    raise InputError(
        f"was made {made}",
        value=str(folder),
        expected=f"results made with {asked}: nothing is run here",
        also=f"Make them with: {_command(manifest, asked)}",
    )


def _command(manifest: Mapping[str, Any], asked: Path) -> str:
    """The command that results were made by, with the posterior asked for."""
    words = shlex.split(str(manifest.get("command") or "redtape compare A B"))
    if OPTION in words:
        at = words.index(OPTION)
        del words[at : at + 2]
    return shlex.join([*words, OPTION, str(asked)])
