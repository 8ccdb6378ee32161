"""What the live view shows of every month: which outcomes, and the form in which they are told."""

from sim.outcomes import OUTCOMES

RESISTANCE = tuple(name for name in OUTCOMES if name.startswith("resistance_"))

MEASURES = (
    *("verified_use", "reported_use", "share_hybrid", "offices_on_platform", "end_to_end"),
    *("processing_days", "trust", "satisfaction", "skill", "belief", "resistance"),
    *RESISTANCE,
    *("monthly_cost", "cumulative_cost", "cumulative_levers"),
)
"""Outcomes that a session shows, in the order in which they can be chosen."""


def form(name: str) -> str:
    """Return how values of an outcome are written: share, days, money, index or count."""
    unit = OUTCOMES[name].unit
    if unit.startswith("share"):
        return "share"
    if unit.startswith("PKR"):
        return "money"
    if unit == "days":
        return "days"
    return "index" if " to " in unit else "count"


def most(name: str) -> float:
    """Return the largest value that a prediction of an outcome may have."""
    return {"share": 1.0, "days": 3650.0, "index": 10.0}.get(form(name), 1e15)
