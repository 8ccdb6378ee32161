"""What does a law add to an executive order when government changes?"""

from datetime import date
from typing import Any

from experiments.questions.question import (
    SHARE,
    SHARE_OF_DESKS,
    Arm,
    Claim,
    Contrast,
    Effects,
    Measure,
    Part,
    Question,
    Values,
    outcome_at,
)
from sim.observed import Observed
from sim.scenario import Scenario

ORDER, LAW = "executive-order", "legal-mandate"
TURN, RESUMED = date(2026, 6, 15), date(2026, 10, 15)
AFTER, LATER = date(2027, 6, 1), date(2028, 6, 1)
"""Twelve and 24 months after the change of government."""

ORDER_ALONE = "the order alone"
EARLY = "a law since April 2024"
LATE = "a law just in time (June 2026)"
HALF = "a law just in time, half respected"


def _in_time(status: float) -> Values:
    """Return a law that comes into force in the month in which government changes."""
    return {"law": {"status": status, "date": date(2025, 6, 1), "lag": 12}}


BACKING: dict[str, tuple[str, Values]] = {
    ORDER_ALONE: (ORDER, {}),
    EARLY: (LAW, {}),
    LATE: (ORDER, _in_time(1.0)),
    HALF: (ORDER, _in_time(0.5)),
}
TURNED = "; change of government"


def _anchoring(o: Observed) -> float:
    return float(o.by_desk(o.tier["anchoring"][:, o.tier_of])[o.scenario.month(LATER)])


MEASURES = (
    *(outcome_at("verified_use", day, "real use", SHARE_OF_DESKS) for day in (LATER, AFTER)),
    *(outcome_at("belief", day, "belief that the reform will last", SHARE) for day in (LATER, AFTER)),
    Measure("anchoring", f"anchoring of the reform in {LATER:%B %Y}", SHARE, _anchoring),
)
REAL_USE, BELIEF = MEASURES[0].key, MEASURES[2].key


def _listed(base: str, key: str, entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of a scenario's list, and one more."""
    return [*Scenario.load(base).data()[key], entry]


def _arms(resumed: bool) -> tuple[Arm, ...]:
    arms = []
    for name, (base, values) in BACKING.items():
        shared = {"end": date(2028, 6, 30), **values}
        turned: dict[str, object] = {
            "transitions": _listed(base, "transitions", {"date": TURN, "label": "Change of government"})
        }
        if resumed:
            turned["changes"] = _listed(base, "changes", {"date": RESUMED, "Pbar": 0.6})
        arms += [Arm(name, base, shared), Arm(name + TURNED, base, {**shared, **turned})]
    return tuple(arms)


def change_under(backing: str) -> Contrast:
    """Return what a change of government does under one kind of backing."""
    return Contrast(f"change of government under {backing}", (backing + TURNED,), (backing,))


def added_by(law: str) -> Contrast:
    """Return what a law adds to the order when government changes, beyond what it adds anyway."""
    plus, minus = (law + TURNED, ORDER_ALONE), (law, ORDER_ALONE + TURNED)
    return Contrast(f"the extra that {law} adds when government changes", plus, minus, short=law)


def added_anyway(law: str) -> Contrast:
    """Return what a law adds to the order when government does not change."""
    return Contrast(f"{law}, no change of government", (law,), (ORDER_ALONE,), short=law)


LOST = change_under(ORDER_ALONE)
LAWS = (EARLY, LATE, HALF)
EXTRA = tuple(added_by(law) for law in LAWS)
ANYWAY = tuple(added_anyway(law) for law in LAWS)
CONTRASTS = (LOST, *(change_under(law) for law in LAWS), *EXTRA, *ANYWAY)
SPARED = {
    "higher": "falls less when government changes",
    "lower": "falls more when government changes",
    "link": "under",
}


def _adds(effects: Effects) -> bool:
    return any(effects[extra.name, REAL_USE].sign > 0 for extra in EXTRA)


def _part(name: str, resumed: bool) -> Part:
    return Part(
        name=name,
        arms=_arms(resumed),
        measures=MEASURES,
        levels=tuple(BACKING),
        contrasts=CONTRASTS,
        claims=(
            Claim(REAL_USE, EXTRA, **SPARED),
            Claim(REAL_USE, (LOST,)),
            Claim(BELIEF, EXTRA, **SPARED),
            Claim(REAL_USE, ANYWAY, higher="is higher where government does not change"),
        ),
        so=_adds,
    )


def question() -> Question:
    """Return the question."""
    return Question(
        id="law",
        title="Does a law add anything to an executive order when government changes?",
        parts=(
            _part("Where the new government does not take the programme up", resumed=False),
            _part("Where it takes the programme up again after four months", resumed=True),
        ),
        rests=(
            "How far commitment and belief fall when government changes (`pi`, `pi_B`) is assumed, "
            "and so is that a law is fully respected: with a law anchoring is 1 whatever government "
            "wants. Since anchoring multiplies checks, belief and equipment, that assumption is most "
            "of the result."
        ),
        asked=(
            "Government changes in June 2026, or not; behind the orders stands no law, one in force "
            "since April 2024, or one that comes into force in the very month of the change, so that "
            "until then everything is as under the order alone. Half respected is a legal status of "
            "0.5. The *extra* is a difference of differences: what the change of government does "
            "under the law, less what it does under the order alone."
        ),
    )
