"""How far draws can be trusted, and what results made with them are to be read with: cautions.

Cautions are told when draws are made, kept in the manifest of the results, and shown wherever
these are read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.calibration import weights
from experiments.calibration.posterior import Posterior
from experiments.progress import say
from sim.scenario import Scenario

ENOUGH, ROUGH = 200, 100
"""Effective draws from which 90 % intervals are steady, and from which means are."""

NAMED = 4
"""Scenarios up to which a caution names each."""


def verdict(effective: float) -> str:
    """Return what an effective sample size is good for."""
    if effective >= ENOUGH:
        return "enough for means and 90 % intervals"
    if effective >= ROUGH:
        return "enough for means; 90 % intervals are rough"
    return "too few to rest anything on: ask for more points (`last`)"


def given_up(temperature: float) -> str:
    """Return what is said of a calibration that did not come to its last generation."""
    if temperature > 1.0:
        return (
            f"Not the posterior: it was given up at temperature {temperature:.3g}, where the record counts "
            "for less than it should.  All intervals are too wide.  Ask for more points (`most`)."
        )
    return (
        "Not the whole posterior: the last generation, of real size, was given up.  These are the draws of "
        "runs with few posts.  Ask for more points (`most`)."
    )


def is_given_up(posterior: Posterior, regimes: Collection[str]) -> bool:
    """Whether the calibration did not come to its end in one of these of its regimes."""
    return not all(posterior.manifest.get("exact", {}).get(regime, True) for regime in regimes)


def orders_of(calibrated: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return parameter -> labels of the orders whose strictness it is, which a scenario chooses.

    calibrated: a scenario, as a manifest states it.
    """
    found: dict[str, list[str]] = {}
    for mandate in calibrated.get("mandates", ()):
        if isinstance(mandate["intensity"], str) and mandate.get("label"):
            found.setdefault(mandate["intensity"], []).append(mandate["label"])
    return found


def of_draws(posterior: Posterior, regimes: Collection[str]) -> list[str]:
    """Return what is to be minded of the draws of these of a posterior's regimes, wherever they are used."""
    found = []
    for regime in regimes:
        where = f" in regime {regime}" if regime else ""
        if is_given_up(posterior, [regime]):
            said = " ".join(given_up(posterior.manifest.get("temperature", {}).get(regime, 1.0)).split())
            found.append(f"The draws{where} are {said[:1].lower()}{said[1:]}")
        effective = weights.effective(posterior.of(regime)["weight"].to_numpy(float))
        if effective < ENOUGH:
            n = max(int(np.floor(effective)), 1)
            found.append(f"The draws{where} are worth {n} equally weighted: {verdict(effective)}.")
    return found


def cautions(
    posterior: Posterior, regimes: Collection[str], scenarios: Sequence[Scenario], drawn: Collection[str]
) -> list[str]:
    """Return what is to be minded of draws laid over scenarios, in sentences; nothing where all is well.

    regimes: of the posterior, that are drawn from.  drawn: parameters that are.
    """
    entries = posterior.manifest["scenarios"]
    calibrated = entries[0]["resolved"] if entries else {}
    alike = [x for x in scenarios if _offices(x.tiers) == _offices(calibrated.get("tiers", ()))]
    return [
        *of_draws(posterior, regimes),
        *_of_size(posterior, calibrated, alike),
        *_of_others(posterior, scenarios, alike),
        *_of_orders(orders_of(calibrated), scenarios, drawn),
    ]


def _offices(tiers: Sequence[Any]) -> list[tuple[str, int]]:
    """What tells a government from another: its tiers, and how many offices each has."""
    told = [tier if isinstance(tier, Mapping) else vars(tier) for tier in tiers]
    return [(tier["code"], tier["offices"]) for tier in told]


def _of_size(
    posterior: Posterior, calibrated: Mapping[str, Any], scenarios: Sequence[Scenario]
) -> Iterator[str]:
    """Yield that the calibration had another number of posts than runs of the same offices have."""
    told = posterior.manifest
    small = told["desks"] if not told.get("settings", {}).get("real", True) else np.inf
    before = int(sum(min(tier["posts"], small * tier["offices"]) for tier in calibrated.get("tiers", ())))
    for posts in sorted({x.n_posts for x in scenarios} - {before}):
        names = _listed(x.name for x in scenarios if x.n_posts == posts)
        yield (
            f"The calibration's runs had {before:,} posts, those of {names} have {posts:,}: with fewer posts "
            "luck weighs more, and figures and costs shift."
        )


def _of_others(
    posterior: Posterior, scenarios: Sequence[Scenario], alike: Sequence[Scenario]
) -> Iterator[str]:
    """Yield that scenarios are not the one that was calibrated; more sharply of another government."""
    foreign = [x for x in scenarios if x not in alike]
    if foreign:
        has = "have" if len(foreign) > 1 else "has"
        yield (
            f"Calibrated was {posterior.scenario}; {_listed(x.name for x in foreign)} {has} other offices, "
            "of which its record tells nothing: that their officials are alike is an assumption."
        )
    other = [x.name for x in alike if x.name != posterior.scenario]
    if other:
        yield (
            f"Calibrated was {posterior.scenario}: that the same values hold in {_listed(other)} is an "
            "assumption."
        )


def _of_orders(
    before: Mapping[str, Sequence[str]], scenarios: Sequence[Scenario], drawn: Collection[str]
) -> Iterator[str]:
    """Yield whose strictness a parameter was calibrated as, where a scenario has it for another order."""
    for name in sorted(set(before) & set(drawn)):
        for scenario in scenarios:
            labels = [
                x.label or f"an order of {x.announced}" for x in scenario.mandates if x.intensity == name
            ]
            new = [label for label in labels if label not in before[name]]
            if new:
                yield (
                    f"{name} was calibrated as the strictness of {_quoted(before[name])}; in {scenario.name} "
                    f"it is that of {_quoted(new)}."
                )


def _quoted(labels: Sequence[str]) -> str:
    return " and ".join(f"“{label}”" for label in labels)


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    each = list(dict.fromkeys(names))
    if len(each) > NAMED:
        return f"{', '.join(each[:NAMED])} and {len(each) - NAMED} more"
    return " and ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else each[0]


# ---- Told


def mind(told: Mapping[str, Any]) -> list[str]:
    """Return the cautions of results as one paragraph, `Mind: ...`; nothing where there is none.

    told: what the results tell of the posterior, as `Carried.told` and `Plan.posterior`.
    """
    found = told.get("cautions", ())
    return [f"Mind: {' '.join(found)}"] if found else []


def warn(told: Mapping[str, Any]) -> None:
    """Say the cautions on standard error, a line each; told: as in `mind`."""
    for caution in told.get("cautions", ()):
        say(f"Mind: {caution}")
