"""Does training alone stall?"""

from collections.abc import Mapping
from datetime import date

from experiments.markdown import table
from experiments.questions.question import (
    SHARE,
    SHARE_OF_DESKS,
    Arm,
    Cell,
    Claim,
    Contrast,
    Effects,
    Measure,
    Part,
    Question,
    Unit,
    outcome_at,
)
from experiments.questions.verdict import figure, place
from sim.observed import Observed

PULLED = date(2023, 1, 1)
"""When the packages of the library pull their levers."""

LAST_CHANGE = "changes.4"
"""Where the packages `capacity-first` and `full-package` keep what they pull: behind four older changes."""

YARDSTICK = "training as before, no orders"
COURSES = (0.05, 0.1, 0.2)
USUAL = 0.01
"""Share of staff on a course each month in every scenario that says nothing about it."""

FLAT = 0.5
"""Part of what the first courses add a course, below which the curve of training counts as flat."""

PER_COURSE = Unit("points", "points", 0.0, 100.0, digits=2)

CAPACITY = "capacity first: training and all other help"
ORDERS, REVIEWED = "orders alone", "orders and performance review"
EARLIER, LAST = date(2025, 12, 1), date(2027, 12, 1)


def trained(share: float) -> str:
    """Return the name of the arm with that share of staff on a course each month and nothing else."""
    return YARDSTICK if share == USUAL else f"training of {100 * share:g} % a month"


def _last_two_years(o: Observed) -> float:
    use = o.by_desk(o.office["digital"])
    return float(use[o.scenario.month(LAST)] - use[o.scenario.month(EARLIER)])


REAL_USE = outcome_at("verified_use", LAST, "real use", SHARE_OF_DESKS)
SKILL = outcome_at("skill", LAST, "digital skill", SHARE)
RISE = Measure(
    "rise",
    f"rise of real use from {EARLIER:%B %Y} to {LAST:%B %Y}",
    SHARE_OF_DESKS,
    _last_two_years,
    levels_only=True,
)

ARMS = (
    Arm(YARDSTICK, "no-reform"),
    *(
        Arm(trained(share), "capacity-first", {LAST_CHANGE: {"date": PULLED, "train": share}})
        for share in COURSES
    ),
    Arm(CAPACITY, "capacity-first"),
    Arm(ORDERS, "executive-order"),
    Arm(REVIEWED, "full-package", {"law": False, LAST_CHANGE: {"date": PULLED, "ME": 0.6}}),
)


def step(fewer: float, more: float) -> Contrast:
    """Return what more courses add."""
    return Contrast(
        f"training of {100 * more:g} % a month instead of {100 * fewer:g} %",
        (trained(more),),
        (trained(fewer),),
    )


STEPS = tuple(step(*pair) for pair in zip((USUAL, *COURSES[:-1]), COURSES, strict=True))
MOST = trained(COURSES[-1])
WHOLE = Contrast(f"{MOST} instead of {100 * USUAL:g} %", (MOST,), (YARDSTICK,))
HELP = Contrast("capacity first, against training as before", (CAPACITY,), (YARDSTICK,))
ORDERED = Contrast(f"orders alone, against {MOST}", (ORDERS,), (MOST,))
BEYOND = Contrast(f"orders and performance review, against {MOST}", (REVIEWED,), (MOST,))
HALF_WAY = Contrast(
    f"twice what {MOST} reaches, against orders and performance review", (MOST, MOST), (REVIEWED,)
)
CAPPED = Contrast("orders and performance review, against capacity first", (REVIEWED,), (CAPACITY,))


def _stalls(effects: Effects) -> bool:
    """Whether the most training clearly reaches less than half of what orders with review do."""
    return effects[HALF_WAY.name, REAL_USE.key].sign < 0


def returns(effects: Mapping[Cell, Effects]) -> str:
    """Return, as Markdown, what each step of training adds to real use for every further 1 % of staff."""
    ends = [*zip((USUAL, *COURSES[:-1]), COURSES, strict=True)]
    gain = {
        cell: [
            of_cell[x.name, REAL_USE.key].mean / (100.0 * (more - fewer))
            for x, (fewer, more) in zip(STEPS, ends, strict=True)
        ]
        for cell, of_cell in effects.items()
    }
    rows = [
        [x.name, *(figure(gain[cell][k], PER_COURSE, signed=True) for cell in gain)]
        for k, x in enumerate(STEPS)
    ]
    flat = {cell: steps[-1] < FLAT * steps[0] for cell, steps in gain.items()}
    least = "a course of the last step adds {} half of what one of the first does"
    told = (
        f"It flattens {place(flat)}, in that {least.format('less than')}."
        if any(flat.values())
        else f"It does not flatten anywhere: {least.format('at least')}."
    )
    return (
        "*The curve*: real use added for each further 1 % of staff on a course a month, points (means):\n\n"
        f"{table(['', *(cell.words for cell in gain)], rows)}\n\n{told}"
    )


def question() -> Question:
    """Return the question."""
    part = Part(
        name="Training alone",
        arms=ARMS,
        measures=(REAL_USE, SKILL, RISE),
        levels=tuple(arm.name for arm in ARMS),
        contrasts=(*STEPS, WHOLE, HELP, ORDERED, BEYOND, CAPPED, HALF_WAY),
        claims=(
            Claim(REAL_USE.key, (WHOLE, BEYOND)),
            Claim(SKILL.key, (WHOLE,)),
            Claim(REAL_USE.key, STEPS),
            Claim(REAL_USE.key, (HELP, CAPPED)),
        ),
        so=_stalls,
        more=returns,
    )
    return Question(
        id="training",
        title="Does training alone stall?",
        parts=(part,),
        rests=(
            "What a course teaches (`t_S`), how fast unused skill fades (`d_S`) and how little ease "
            "counts beside usefulness (`w_EE` against `w_PE`) come from studies of other services or "
            "from a ranking, not from the record. If ease of use counted for more, training would go "
            "further."
        ),
        asked=(
            "From January 2023 on the stated share of staff is sent on a course each month, and no "
            "order is given beyond the weak one of the early years. *Capacity first* also buys "
            "equipment, manages the change and appoints champions. *Performance review* is the lever "
            "`ME` at 0.6. Training is said to stall where twice the real use that the most of it "
            "reaches is clearly less than what orders with review reach."
        ),
    )
