"""Does it matter in the end which offices get the system first?"""

from datetime import date

from experiments.questions.question import (
    MONTHS,
    SHARE_OF_DESKS,
    Arm,
    Claim,
    Contrast,
    Effects,
    Measure,
    Part,
    Question,
    outcome_at,
)
from sim.observed import Observed
from sim.scenario import Scenario

CASE = "federal-eoffice"
BASES = {"With the orders of 2024 and 2025": CASE, "Without them": "no-reform"}
LAST = date(2027, 12, 1)

BY_LOT = "offices drawn by lot"
ORDERS = {
    "low_resistance": "least resistant first",
    "high_visibility": "most visible first",
    "both": "least resistant and most visible first",
    "hubs_first": "hubs first",
}
ANY = "any order but by lot, or all at once"
AT_ONCE = "all at once, at the mean date"


def months_digital(o: Observed) -> float:
    """Return the months that the average desk has worked digitally, over the whole run."""
    return float(o.by_desk(o.office["digital"]).sum())


REAL_USE = outcome_at("verified_use", LAST, "real use", SHARE_OF_DESKS)
DIGITAL_MONTHS = Measure(
    "digital_months", "digital working time of the average desk from 2018 to 2027", MONTHS, months_digital
)


def mean_go_live(scenario: Scenario) -> date:
    """Return the first day of the month in which the average office of the first tier gets the system."""
    months = scenario.go_live_months(scenario.tiers[0])
    return scenario.months[round(sum(months) / len(months))]


def _arms(base: str) -> tuple[Arm, ...]:
    at_once = {"go_live": {"start": mean_go_live(Scenario.load(base))}}
    return (
        Arm(BY_LOT, base, {"go_live.order": "random"}),
        *(Arm(words, base, {"go_live.order": order}) for order, words in ORDERS.items()),
        Arm(AT_ONCE, base, at_once),
    )


def _matters(effects: Effects) -> bool:
    """Whether some order, or all at once, makes a difference to real use in the end."""
    return any(x.matters for (_, measure), x in effects.items() if measure == REAL_USE.key)


def _part(name: str, base: str) -> Part:
    contrasts = tuple(Contrast(words, (words,), (BY_LOT,)) for words in (*ORDERS.values(), AT_ONCE))
    return Part(
        name=name,
        arms=_arms(base),
        measures=(REAL_USE, DIGITAL_MONTHS),
        levels=(BY_LOT,),
        contrasts=contrasts,
        claims=tuple(Claim(x.key, contrasts, whole=ANY) for x in (REAL_USE, DIGITAL_MONTHS)),
        so=_matters,
    )


def question() -> Question:
    """Return the question."""
    return Question(
        id="order",
        title="Does it matter in the end which offices get the system first?",
        parts=tuple(_part(name, base) for name, base in BASES.items()),
        rests=(
            "Resistance is known only from a survey with an error of its own (`survey_sd`), and what "
            "an early office can do for the others rests on visibility (`vs`, `vis_low`, `vis_high`), "
            "on belief (`chi_B`) and on counterparts (`nu`, `c_X`): sizes that are assumed."
        ),
        asked=(
            "The offices get the system in the months of the record, from 2018 to June 2022, and only "
            "their order differs; a third of them has it when the run begins. *All at once* gives it "
            "to every office in the month that is the mean of those dates. Differences are against "
            "an order by lot."
        ),
    )
