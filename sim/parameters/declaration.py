"""What every declared number must say about itself.

A quantity a user can set is declared exactly once, as an annotated attribute of one
of the classes in this package.  Sliders, priors, documentation, the JSON schema,
error messages and the compiled record are all generated from these declarations.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, get_args, get_type_hints

Role = Literal["fixed", "uncertain", "lever", "switch"]
Evidence = Literal["data", "literature", "assumption"]

ROLES: tuple[str, ...] = get_args(Role)
EVIDENCE: tuple[str, ...] = get_args(Evidence)


_SHARE = (0.0, 1.0)
_POSITIVE = (0.0, float("inf"))
UNITS: dict[str, tuple[float, float]] = {
    "share": _SHARE,
    "probability": _SHARE,
    "probability per month": _SHARE,
    "per month": _SHARE,
    "per office-month": _SHARE,
    "per year": _SHARE,
    "weight": _SHARE,
    "visibility": (0.0, 100.0),
    "weight of visibility": (0.0, 100.0),
    "correlation": (-1.0, 1.0),
    "logit": (-1000.0, 1000.0),
    "logit per monthly probability": (0.0, 1000.0),
    "dimensionless": (-2.0, 2.0),
    "months": (0.0, 1200.0),
    "days": (0.01, 3650.0),
    "times": (0.0, 100.0),
    "posts": (0.0, 1e6),
    "offices": (0.0, 1000.0),
    "share of the gap": _SHARE,
    "share of desks per unit of equipment": _POSITIVE,
    "Likert points": (0.0, 5.0),
    "points per point": (-5.0, 5.0),
    "share of pay": _SHARE,
    "choice": _POSITIVE,
}
"""What values a unit can mean at all, whatever we believe of a quantity: unit -> (lowest, highest)."""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One quantity: its default, range and unit, what it is, and why we believe it.

    `low` and `high` are inclusive: the prior of an `uncertain` quantity, the ends of a
    lever's slider, the range a `fixed` quantity may sensibly be varied over.  `meaning`
    is one sentence a civil servant understands.  `name` and `theme` are filled in when
    the declaration is collected.
    """

    default: float
    unit: str
    low: float
    high: float
    role: Role
    evidence: Evidence
    source: str
    meaning: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    """Lowest value a scenario may set where the equations need more than the unit does."""
    name: str = ""
    theme: str = ""

    @property
    def valid(self) -> tuple[float, float]:
        """Lowest and highest value a scenario may set.

        A lever ends where its slider ends.  A parameter may be set beyond its prior, to
        switch a mechanism off or to stress it, but not beyond what its unit can mean.
        """
        if self.role in ("lever", "switch"):
            return self.low, self.high
        if self.unit.startswith("PKR"):
            return _POSITIVE if self.least is None else (self.least, _POSITIVE[1])
        lowest, highest = UNITS[self.unit]
        return min(lowest, self.low) if self.least is None else self.least, highest

    def shown(self, value: float) -> str:
        """Return `value` in the words of the declaration (a choice's name, or a number)."""
        return self.choices[int(value)] if self.choices else f"{value:g}"


def _declare(
    role: Role,
    default: float,
    unit: str,
    bounds: tuple[float, float],
    evidence: Evidence,
    source: str,
    meaning: str,
    least: float | None = None,
) -> Declared:
    low, high = bounds
    return Declared(
        default=default,
        unit=unit,
        low=low,
        high=high,
        role=role,
        evidence=evidence,
        source=source,
        meaning=meaning,
        least=least,
    )


fixed = partial(_declare, "fixed")
uncertain = partial(_declare, "uncertain")
lever = partial(_declare, "lever")


def switch(choices: tuple[str, ...], default: str, evidence: Evidence, source: str, meaning: str) -> Declared:
    """Declare a switch: one of a few named forms of the model, stored as its position."""
    bounds = (0, len(choices) - 1)
    position = float(choices.index(default))
    return replace(_declare("switch", position, "choice", bounds, evidence, source, meaning), choices=choices)


def collect(*themes: type) -> dict[str, Declared]:
    """Collect the declarations of `themes` in order; raise TypeError for an undeclared attribute."""
    found: dict[str, Declared] = {}
    for theme in themes:
        title = (theme.__doc__ or theme.__name__).strip().splitlines()[0].rstrip(".")
        for name, hint in get_type_hints(theme, include_extras=True).items():
            if name not in theme.__annotations__:
                continue
            declared = next((x for x in getattr(hint, "__metadata__", ()) if isinstance(x, Declared)), None)
            if declared is None:
                raise TypeError(f"{theme.__name__}.{name} has no declaration")
            if name in found:
                raise TypeError(f"{name} is declared twice")
            found[name] = replace(declared, name=name, theme=title)
    return found
