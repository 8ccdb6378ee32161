"""What one official weighs: the utility of every mode, resistance and barriers, each with its parts.

Every part is what the model's own rule makes of it alone; no equation stands here.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.account.parts import Part, Product, part, sum_of
from sim.rules import choice, resistance
from sim.state import World
from sim.steps.officials import Stance, Weighed, stance, weigh


def ways(t: int, m: int, i: int, w: World) -> dict[str, Part]:
    """Return the utility, in logits, of every mode there is for official `i` of office `m` in month `t`."""
    s = stance(t, m, i, w)
    return _utilities(s, weigh(t, m, i, s, w), w.params[0])


def resistance_of(s: Stance) -> Part:
    """Return R with its five weighted components."""
    return sum_of("resistance", s.resistance, s.resistance_terms)


def barriers_of(s: Stance) -> Part:
    """Return X with what each of the six lacks adds to it."""
    return sum_of("barriers", s.barriers, s.barrier_terms, _one_barrier)


def _one_barrier(name: str, lack: float) -> float:
    """What one lack adds to the mean: the barriers if there were no other."""
    none = resistance.BarrierTerms(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return resistance.barriers(none._replace(**{name: lack}))


def amplified(s: Stance, p: Any) -> Product:
    """Return G as resistance times what barriers multiply it by: G of a resistance of 1."""
    multiplier = resistance.effective_resistance(1.0, s.barriers, p)
    return Product(float(s.effective), {"resistance": float(s.resistance), "barriers": float(multiplier)})


def _utilities(s: Stance, x: Weighed, p: Any) -> dict[str, Part]:
    """Return the tree of every utility; a part of a part is what the rule makes of it alone."""

    def digital(core: float = 0.0, effective: float = 0.0) -> choice.DigitalTerms:
        return choice.digital_terms(core, 0.0, 0.0, effective, 1.0, 0.0, p)

    def hybrid(core: float = 0.0, effective: float = 0.0) -> choice.HybridTerms:
        return choice.hybrid_terms(core, effective, 0.0, 0.0, 0.0, 0.0, p)

    ways = {
        "paper": _utility("paper", choice.utility_paper(x.paper), x.paper),
        "hybrid": _utility(
            "hybrid",
            choice.utility_hybrid(x.hybrid, p),
            x.hybrid,
            core=_core(x, p, lambda a: hybrid(core=a).core),
            resistance=_held_back(s, lambda a: hybrid(effective=a).resistance),
        ),
        "digital": _utility(
            "digital",
            choice.utility_digital(x.digital),
            x.digital,
            core=_core(x, p, lambda a: digital(core=a).core),
            resistance=_held_back(s, lambda a: digital(effective=a).resistance),
        ),
    }
    return {mode: way for mode, way in ways.items() if np.isfinite(way.amount)}


def _utility(name: str, amount: float, terms: Any, **sums: Part) -> Part:
    parts = (sums.get(term, part(term, x)) for term, x in terms._asdict().items())
    return part(name, amount, *parts)


def _core(x: Weighed, p: Any, weight: Callable[[float], float]) -> Part:
    """Return the core as `weight` brings it into a utility, down to the four constructs of acceptance."""
    constructs = [
        part(name, weight(choice.core_terms(0.0, 0.0, value, p).acceptance))
        for name, value in x.acceptance._asdict().items()
    ]
    terms = {name: part(name, weight(value)) for name, value in x.core._asdict().items()}
    terms["acceptance"] = part("acceptance", terms["acceptance"].amount, *constructs)
    return part("core", weight(choice.core_utility(x.core)), *terms.values())


def _held_back(s: Stance, weight: Callable[[float], float]) -> Part:
    """Return what resistance costs by component, and what barriers add to it or take from it."""
    parts = [part(name, weight(value)) for name, value in s.resistance_terms._asdict().items()]
    barriers = part("barriers", weight(s.effective - s.resistance))
    return part("resistance", weight(s.effective), *parts, barriers)
