"""The study's table as printed, what its columns mean here, its cases as scenarios, and the tolerances."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.calendar import month_start
from sim.observed import Observed
from sim.scenario import Scenario
from sim.state import World

COLUMNS = ("D23", "H23", "D33", "H33", "D59", "H59", "D119", "E59", "PT59", "Sat59", "leak59", "B119", "Q59")
"""Letter: the outcome; number: months since June 2022."""

# fmt: off
PRINTED: dict[str, tuple[float, ...]] = {
    "no mandate":                  (.11, .23, .12, .23, .13, .24, .13, .01, 25.5, 2.73, .88, .46, .00),
    "executive order":             (.19, .32, .49, .42, .43, .49, .42, .05, 25.2, 3.04, .61, .55, .19),
    "executive order, transition": (.19, .32, .49, .42, .43, .49, .12, .05, 25.2, 3.04, .61, .21, .19),
    "law":                         (.31, .28, .79, .19, .79, .21, .75, .40, 17.0, 3.93, .41, .93, .29),
    "law, transition":             (.31, .28, .79, .19, .79, .21, .75, .40, 17.0, 3.93, .41, .92, .29),
    "performance review":          (.27, .18, .79, .04, .81, .12, .75, .38, 17.3, 3.66, .42, .64, .23),
    "capacity only":               (.16, .24, .19, .24, .22, .25, .24, .03, 25.1, 2.88, .81, .49, .00),
    "full package":                (.53, .12, .98, .01, 1.0, .00, 1.0, .95, 5.1, 4.76, .30, 1.0, .53),
    "enforcement dropped":         (.19, .32, .49, .42, .25, .43, .17, .02, 25.9, 2.92, .75, .47, .01),
}
# fmt: on
"""Case -> the study's means over 16 runs of 4000 posts, in the order of `COLUMNS`."""

SHARE_TOLERANCE = 0.04
"""What the study gives for its numbers; all columns but two are shares."""

SPAN = {"PT": 21.0, "Sat": 4.0}
"""Range of a column that is not a share: days between a digital and a paper file, points of the scale."""

ROUNDING = {"PT": 0.05}
"""Half a unit of the last printed digit, where it is not a hundredth."""


def tolerance(column: str) -> float:
    """Return the tolerance of a column: that of a share, times the range its outcome can move in."""
    letter = column.rstrip("0123456789")
    return SHARE_TOLERANCE * SPAN.get(letter, 1.0) + ROUNDING.get(letter, 0.005)


def cells() -> list[tuple[str, str, float]]:
    """Return every number of the table: case, column, value as printed."""
    return [
        (case, column, value)
        for case, row in PRINTED.items()
        for column, value in zip(COLUMNS, row, strict=True)
    ]


@dataclass(frozen=True)
class Case:
    """One row of the table: its orders, and what else differs from the bare setting."""

    mandate: bool = True
    law: bool = False
    transition: bool = False
    dropped: bool = False
    levers: tuple[tuple[str, float], ...] = ()


CAPACITY = (("train", 0.05), ("inv", 0.04), ("CM", 1.0), ("champ", 0.6))
EVERYTHING = (*CAPACITY, ("ME", 0.6), ("J", 1.0), ("TP", 0.5), ("standards", 0.05), ("hard", 0.05))

CASES = {
    "no mandate": Case(mandate=False),
    "executive order": Case(),
    "executive order, transition": Case(transition=True),
    "law": Case(law=True),
    "law, transition": Case(law=True, transition=True),
    "performance review": Case(levers=(("ME", 0.6),)),
    "capacity only": Case(mandate=False, levers=CAPACITY),
    "full package": Case(law=True, levers=EVERYTHING),
    "enforcement dropped": Case(dropped=True),
}

RECORDS = ((0, 6, "e0"), (22, 30, "e1"), (30, 33, "e2"))
"""Orders as (announced, deadline, intensity), in months since June 2022."""


def scenario(name: str) -> Scenario:
    """Return a case as a scenario: `federal-2022` with its orders, its law and its levers."""
    bare = Scenario.load("federal-2022")
    case = CASES[name]

    def day(t: int) -> str:
        return month_start(bare.start, t).isoformat()

    values: dict[str, Any] = {f"levers.{lever}": value for lever, value in case.levers}
    if case.mandate:
        values["mandates"] = [
            {"announced": day(announced), "deadline": day(deadline), "intensity": e}
            for announced, deadline, e in RECORDS
        ]
        values["ban"] = {"start": day(33)}
    if case.law:
        values["law"] = {"status": 1.0}
    if case.transition:
        values["transitions"] = [{"date": day(60), "label": "Change of government"}]
    if case.dropped:
        values["enforcement_drops"] = [{"date": day(40), "label": "Nobody checks any more"}]
    return bare.with_values(values)


def measured(case: Scenario, world: World) -> dict[str, float]:
    """Return the table's columns of one finished run."""
    seen = Observed(case, world)
    series = {
        "D": seen.by_desk(seen.office["digital"]),
        "H": seen.by_desk(seen.office["hybrid"]),
        "E": seen.by_office(seen.office["end_to_end"]),
        "PT": seen.by_office(seen.office["processing_days"]),
        "Sat": seen.by_citizen(seen.tier["satisfaction"]),
        "leak": seen.by_desk(seen.office["leak"]) / seen.by_desk(seen.office["rent"]),
        "B": seen.by_desk(seen.office["belief"]),
        "Q": seen.by_desk(seen.office["detection"]),
    }
    letters = {column: column.rstrip("0123456789") for column in COLUMNS}
    return {
        column: float(np.asarray(series[letter])[int(column.removeprefix(letter))])
        for column, letter in letters.items()
    }
