"""Which way an outcome is better: what a ranking needs to know of it and the model does not."""

from sim.errors import InputError, nearest
from sim.outcomes import OUTCOMES
from sim.summaries import RESTRICTED, SUMMARIES, TIMES

LESS_IS_BETTER = frozenset(
    {
        *("share_paper", "office_share_paper"),
        *(name for name in OUTCOMES if name.startswith("resistance")),
        *("barriers", "sabotage", "union_mobilisation"),
        *("processing_days", "processing_days_desks", "leakage"),
        *("tier_gini", "access_gap", "office_gini"),
        *(name for name, x in OUTCOMES.items() if x.unit.startswith(("PKR", "US dollars"))),
        *("reversal", "reform_reversed", "lost_since_peak"),
        *(f"{name}{RESTRICTED}" for name in TIMES),
    }
)
"""Outcomes of a month, and whole-run ones, of which less is better."""

NEITHER = frozenset(
    {
        *("share_hybrid", "office_share_hybrid"),
        *("shock", "enforcement", "checks", "sanctions", "token_sanctions", "perceived_detection"),
        *("courses", "peak_use_month"),
    }
)
"""Outcomes that are means to something, or cut both ways: nobody ranks packages by them."""


def more_is_better(outcome: str) -> bool:
    """Return whether more of a whole-run outcome is the better; raise InputError where it cannot rank."""
    if outcome not in SUMMARIES:
        raise InputError(
            "is no outcome of a whole run",
            key="outcome",
            value=outcome,
            expected="a name such as verified_use_mean or verified_use_end",
            nearest=nearest(outcome, SUMMARIES),
        )
    if outcome in TIMES:
        raise InputError(
            "is missing for runs that do not get there, so it cannot rank packages",
            key="outcome",
            value=outcome,
            expected="the same time, at most that of the run",
            nearest=f"{outcome}{RESTRICTED}",
        )
    monthly = outcome.removesuffix("_end").removesuffix("_mean")
    names = {outcome, monthly}
    if names & NEITHER:
        wanted = "an outcome of which more, or less, is plainly better, such as verified_use_mean"
        raise InputError("cannot rank packages", key="outcome", value=outcome, expected=wanted)
    return not names & LESS_IS_BETTER
