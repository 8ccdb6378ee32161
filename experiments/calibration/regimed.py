"""In which regimes scenarios run with the draws of a posterior."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from experiments.calibration.posterior import Posterior
from sim.errors import InputError, nearest
from sim.scenario import Scenario

OPTION = "--posterior"


def calibrated(posterior: Posterior) -> Mapping[str, Any]:
    """Return the scenario that was calibrated, with every parameter stated."""
    entries = posterior.manifest["scenarios"]
    found: Mapping[str, Any] = entries[0]["resolved"] if entries else {}
    return found


def _own_regime(posterior: Posterior) -> str:
    """The regime of the scenario that was calibrated; empty for none."""
    return str(calibrated(posterior).get("regime") or "")


def regime_of(posterior: Posterior, scenarios: Iterable[Scenario], regime: str = "") -> str:
    """Return the posterior's regime in which scenarios run; raise InputError where it has none.

    regime: in which all of them are run; empty for each scenario's own, of which there may be one.
    """
    names = {regime} if regime else {scenario.regime or "" for scenario in scenarios}
    if len(names) > 1:
        told = ", ".join(name or "none" for name in sorted(names))
        problem = f"cannot be drawn from for scenarios of different regimes ({told})"
        wanted = "one regime for all of them: --regime NAME, or `regimes` in a study"
        raise InputError(problem, key=OPTION, value=str(posterior.folder), expected=wanted)
    name = names.pop()
    if name not in posterior.regimes and "" in posterior.regimes and name == _own_regime(posterior):
        return ""
    if name in posterior.regimes and (name or not _own_regime(posterior)):
        return name
    known = [x or _own_regime(posterior) for x in posterior.regimes]
    told = ", ".join(x or "none (the scenario without one)" for x in known)
    raise InputError(
        f"was not calibrated in {posterior.folder}",
        key="regime",
        value=name or "none",
        expected=f"one that was: {told}",
        nearest=nearest(name, [x for x in known if x]) if name else None,
    )


def regimes_for(
    posterior: Posterior, scenarios: Iterable[Scenario], asked: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the regimes in which to run scenarios: as asked, else every one that was calibrated.

    Empty for each scenario's own, where one states a regime or what was calibrated has none.
    """
    if any(asked):
        return tuple(asked)
    if any(scenario.regime for scenario in scenarios):
        return ()
    return tuple(name for name in (x or _own_regime(posterior) for x in posterior.regimes) if name)


def in_the_regime(posterior: Posterior, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return scenarios in the one regime that was calibrated, where they state none; raise InputError."""
    names = regimes_for(posterior, scenarios)
    if len(names) > 1:
        wanted = " or ".join(f"--regime {name}" for name in names)
        problem = f"is needed, since {posterior.folder} was calibrated in {len(names)} regimes"
        raise InputError(problem, key="--regime", expected=wanted)
    return [x.with_values({"regime": names[0]}) for x in scenarios] if names else list(scenarios)
