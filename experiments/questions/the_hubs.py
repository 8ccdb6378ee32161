"""What does it cost that the offices through which most files pass hold out?"""

from collections.abc import Callable
from datetime import date

import numpy as np

from experiments.questions.question import (
    DAYS,
    RUPEES,
    SHARE_OF_DESKS,
    Arm,
    Claim,
    Contrast,
    Drawn,
    Effects,
    Measure,
    Part,
    Question,
    Values,
)
from experiments.questions.the_order import BASES
from sim.observed import Observed
from sim.scenario import Scenario
from sim.state import World
from sim.world import build

LAST = date(2027, 12, 1)

AS_DRAWN = "hubs as drawn"
RELUCTANT = "hold-outs are hubs"
MIDDLING = "average offices are hubs"
WILLING = "willing offices are hubs"
NO_BURDEN = "no burden of paper counterparts"
MEAN_FIELD = "no hubs: everybody writes to everybody"


def reluctance(world: World) -> np.ndarray:
    """Return how reluctant each office is by nature, in logits, shape (n_offices,).

    beta_R w_R1 rho_m - eta_m: what its discretion is worth to it as it weighs in the choice
    of digital work, less its culture and leadership.  Both are drawn by office number, so
    they do not depend on which offices are hubs.
    """
    p = world.params[0]
    return np.asarray(p.beta_R * p.w_R1 * world.office["rent"] - world.office["culture"])


def ranked(world: World) -> np.ndarray:
    """Return the offices from the most to the least reluctant."""
    return np.argsort(-reluctance(world), kind="stable")


def places(which: str, n_offices: int, n_hubs: int) -> slice:
    """Return where in that ranking the hubs of an arm stand."""
    middle = (n_offices - n_hubs) // 2
    return {
        RELUCTANT: slice(0, n_hubs),
        MIDDLING: slice(middle, middle + n_hubs),
        WILLING: slice(n_offices - n_hubs, n_offices),
    }[which]


def _drawn(which: str, words: str) -> Drawn:
    def of(scenario: Scenario, seed: int) -> Values:
        (tier,) = scenario.tiers
        order = ranked(build(scenario, seed))[places(which, tier.offices, len(tier.hub_offices))]
        return {"office_names": list(tier.names), "hubs": [tier.names[m] for m in sorted(order)]}

    return Drawn(words, of)


def others(o: Observed) -> np.ndarray:
    """Return the offices that are among the hubs neither as hold-outs nor as willing offices.

    The same set in every arm of a seed, so that a difference is not one of who is counted.
    """
    n_hubs = len(o.scenario.tiers[0].hub_offices)
    return ranked(o.world)[n_hubs:-n_hubs]


def _of_others(column: str) -> Callable[[Observed], float]:
    return lambda o: float(o.office[column][o.scenario.month(LAST), others(o)].mean())


def _cost_per_desk(o: Observed) -> float:
    return float(o.cost[o.scenario.month(LAST)] / o.posts.sum())


END = f"in {LAST:%B %Y}"
REAL_USE = Measure(
    "others_digital", f"real use of the other offices {END}", SHARE_OF_DESKS, _of_others("digital")
)
FILE_DAYS = Measure(
    "others_days", f"time per file in the other offices {END}", DAYS, _of_others("processing_days")
)
COST = Measure("cost_per_desk", f"cost of the month {END} in all offices", RUPEES, _cost_per_desk)

FREE = {"c_X": 0.0}


def _arms(base: str) -> tuple[Arm, ...]:
    reluctant = _drawn(RELUCTANT, "the four most reluctant offices of the seed are the hubs")
    middling = _drawn(MIDDLING, "the four offices in the middle of the ranking of reluctance are the hubs")
    willing = _drawn(WILLING, "the four least reluctant offices of the seed are the hubs")
    return (
        Arm(AS_DRAWN, base),
        Arm(RELUCTANT, base, {}, reluctant),
        Arm(MIDDLING, base, {}, middling),
        Arm(WILLING, base, {}, willing),
        Arm(f"{RELUCTANT}; {NO_BURDEN}", base, FREE, reluctant),
        Arm(f"{WILLING}; {NO_BURDEN}", base, FREE, willing),
        Arm(NO_BURDEN, base, FREE),
        Arm(MEAN_FIELD, base, {"network": "mean_field"}),
    )


AGAINST_AVERAGE = Contrast("hold-outs rather than average offices as hubs", (RELUCTANT,), (MIDDLING,))
AGAINST_WILLING = Contrast("hold-outs rather than willing offices as hubs", (RELUCTANT,), (WILLING,))
CONTRASTS = (
    AGAINST_AVERAGE,
    AGAINST_WILLING,
    Contrast(
        "hold-outs rather than willing offices as hubs without any burden of paper counterparts",
        (f"{RELUCTANT}; {NO_BURDEN}",),
        (f"{WILLING}; {NO_BURDEN}",),
    ),
    Contrast("no burden of paper counterparts (hubs as drawn)", (NO_BURDEN,), (AS_DRAWN,)),
    Contrast("everybody writing to everybody instead of hubs as drawn", (MEAN_FIELD,), (AS_DRAWN,)),
)


def _costs(effects: Effects) -> bool:
    """Whether hold-outs as hubs, rather than average offices, lower real use elsewhere."""
    return effects[AGAINST_AVERAGE.name, REAL_USE.key].sign < 0


def _part(name: str, base: str) -> Part:
    against, rest = (AGAINST_AVERAGE, AGAINST_WILLING), CONTRASTS[2:]
    return Part(
        name=name,
        arms=_arms(base),
        measures=(REAL_USE, FILE_DAYS, COST),
        levels=(AS_DRAWN, MIDDLING),
        contrasts=CONTRASTS,
        claims=(
            Claim(REAL_USE.key, (AGAINST_AVERAGE,)),
            Claim(REAL_USE.key, (AGAINST_WILLING,)),
            *(Claim(x.key, against, whole="hold-outs as hubs") for x in (FILE_DAYS, COST)),
            Claim(REAL_USE.key, rest, whole="another form of correspondence"),
        ),
        so=_costs,
    )


def question() -> Question:
    """Return the question."""
    return Question(
        id="hubs",
        title="Does it cost the other offices anything that the hold-outs are hubs?",
        parts=tuple(_part(name, base) for name, base in BASES.items()),
        rests=(
            "The share of files that pass the hubs (`hub_share`) and the burden of counterparts on "
            "paper (`c_X`) are assumptions, and so is how much the counterparts' use adds to the "
            "worth of one's own (`nu`, `om`). An office that is a hub is no different in itself; what "
            "hubs do to staff by rank and power is not in the model."
        ),
        asked=(
            "Under every seed all offices and officials are the same in every arm; only who is a hub "
            "differs. Offices are ranked by what they are by nature, discretion and culture (`ranked` "
            "in `experiments/questions/the_hubs.py`), before the run begins: *hold-outs* are the "
            "four most reluctant of 40, *willing* the four least, *average* the four in the middle. "
            "The other offices are the 32 that are neither of the first two, the same in every arm. "
            "Which four they are depends on the seed: the lists for `hubs`, and the names of all "
            "offices for `office_names`, are at the end of [questions.json](questions.json), for one "
            "run each."
        ),
    )
