"""Where two regimes part and where they come together, read from the table `difference`."""

import pandas as pd

from experiments.compare.comparison import rows_of
from experiments.compare.figures import listed
from experiments.reflection.living import ENDS, GOES_ON
from experiments.reflection.observing import COMPARED, DROPPED

CLEAR = 2.0
"""Standard errors of the mean beyond which a difference is one; short of that the regimes are together."""

USE_WORDS = {"verified_use": "real use", "reported_use": "reported use"}
COURSE_WORDS = {GOES_ON: "enforcement goes on", ENDS: f"enforcement ends in {DROPPED:%B %Y}"}


def apart(difference: pd.DataFrame) -> pd.DataFrame:
    """Return what is apart beyond chance, the largest difference first."""
    clear = difference[difference["mean"].abs() > CLEAR * difference["sd"]]
    return clear.sort_values("mean", key=abs, ascending=False, kind="stable")


def together(difference: pd.DataFrame) -> pd.DataFrame:
    """Return what is not apart beyond chance."""
    return difference[~difference.index.isin(apart(difference).index)]


def heading(difference: pd.DataFrame) -> str:
    """Return in what the regimes part most, if in anything."""
    rows = apart(difference)
    if rows.empty:
        return "They stay together"
    return (
        f"They part most in {USE_WORDS[rows['outcome'].iloc[0]]}, if {COURSE_WORDS[rows['course'].iloc[0]]}"
    )


def title(difference: pd.DataFrame, first: str, second: str) -> str:
    """Return the same with its size, and in what they come together in that future."""
    rows = rows_of(apart(difference))
    if not rows:
        return f"In {COMPARED:%B %Y} the regimes are together, whether enforcement goes on or ends"
    most = rows[0]
    level = "higher" if most.mean > 0 else "lower"
    same = together(difference[difference["course"] == most.course])
    rest = listed([USE_WORDS[x] for x in same["outcome"]]) if len(same) else ""
    return (
        f"If {COURSE_WORDS[most.course]}, {USE_WORDS[most.outcome]} in {COMPARED:%B %Y} is "
        f"{abs(100 * most.mean):.0f} points {level} in regime {second} than in {first}"
        f"{f'; in {rest} the two come together' if rest else ''}"
    )


def together_words(difference: pd.DataFrame) -> str:
    """Return in what, and if what, the regimes are together; nothing where they part in everything."""
    each = [
        f"{USE_WORDS[row.outcome]} if {COURSE_WORDS[row.course]} ({points(row.mean, 1)}, standard error "
        f"{100 * row.sd:.1f})"
        for row in rows_of(together(difference))
    ]
    return f"Within {CLEAR:g} standard errors they are together in {listed(each)}." if each else ""


def points(share: float, digits: int = 0) -> str:
    """Return a difference of shares in points, with its sign: `−12 points`."""
    return f"{100.0 * share:+.{digits}f} points".replace("-", "−")
