"""Who moved: the same posts and offices of one seed under the base and under a package, in the last month."""

import numpy as np
import pandas as pd

from experiments.compare.comparison import Facts, tabled
from experiments.compare.interval import of_mean
from experiments.compare.paired import wide
from sim.outcomes import OUTCOMES
from sim.state import GRADES, MODES

DIGITAL = MODES.index("digital")
PARTS = tuple(name for name in OUTCOMES if name.startswith("resistance_"))


def matched(posts: pd.DataFrame, facts: Facts, scenario: str) -> pd.DataFrame:
    """Return every post of the base beside the same post under a package.

    posts: regime, scenario, replicate, number, grade, mode.  Columns regime, replicate,
    number, grade (under the base), before and after (modes, 0 to 2); posts that only one
    of the two has are left out.
    """
    keys = ["regime", "replicate", "number"]
    columns = [*keys, "mode"]
    base = posts.loc[posts["scenario"] == facts.base, [*columns, "grade"]].rename(columns={"mode": "before"})
    own = posts.loc[posts["scenario"] == scenario, columns].rename(columns={"mode": "after"})
    return base.merge(own, on=keys)


def modes(pairs: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """Return how posts work under the base and the package: rows of the table `moved_modes`.

    pairs: as of `matched`.  Every combination of modes has a row, also those that no post has.
    """
    rows = []
    for regime, found in pairs.groupby("regime", sort=False):
        counts = np.zeros((len(MODES), len(MODES)))
        np.add.at(counts, (found["before"].to_numpy(), found["after"].to_numpy()), 1)
        counts /= found["replicate"].nunique()
        rows += [
            {
                **{"regime": regime, "scenario": scenario, "before": before, "after": after},
                **{"posts": counts[i, j], "share": counts[i, j] / counts.sum()},
            }
            for i, before in enumerate(MODES)
            for j, after in enumerate(MODES)
        ]
    return pd.DataFrame(rows)


def grades(pairs: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """Return the share of digital posts of each grade: rows of the table `moved_grades`.

    pairs: as of `matched`.
    """
    digital = pairs.assign(base=pairs["before"] == DIGITAL, package=pairs["after"] == DIGITAL, posts=1)
    by_run = (
        digital.groupby(["regime", "grade", "replicate"])
        .agg(base=("base", "mean"), package=("package", "mean"), posts=("posts", "sum"))
        .reset_index()
    )
    rows = []
    by_run["name"] = [GRADES[grade] for grade in by_run["grade"]]
    for (regime, grade), found in by_run.groupby(["regime", "name"], sort=False):
        row = {"regime": regime, "scenario": scenario, "grade": grade}
        rows.append(row | {"posts": found["posts"].mean()} | _change(found["base"], found["package"]))
    return pd.DataFrame(rows)


def offices(table: pd.DataFrame, facts: Facts, scenario: str) -> pd.DataFrame:
    """Return the share of digital desks of each office: rows of the table `moved_offices`.

    table: offices at the centre in the last month.
    """
    keys = ["regime", "tier", "office", "replicate"]
    base = table.loc[table["scenario"] == facts.base, [*keys, "size", "verified_use"]]
    own = table.loc[table["scenario"] == scenario, [*keys, "verified_use"]]
    both = base.merge(own, on=keys, suffixes=("_base", "_package"))
    rows = []
    for (regime, tier, office), found in both.groupby(keys[:3], sort=False):
        row = {"regime": regime, "scenario": scenario, "tier": tier, "office": office}
        change = _change(found["verified_use_base"], found["verified_use_package"])
        rows.append(row | {"size": found["size"].iloc[0]} | change)
    return pd.DataFrame(rows)


def parts(centre: pd.DataFrame, facts: Facts, scenario: str) -> pd.DataFrame:
    """Return the components of resistance in the last month: rows of the table `moved_parts`.

    centre: finished runs at the centre.
    """
    rows = []
    for part in PARTS:
        table = wide(centre, f"{part}_end", facts)[[facts.base, scenario]].dropna()
        for regime, found in table.groupby(level="regime"):
            row = {"regime": regime, "scenario": scenario, "part": part}
            rows.append(row | _change(found[facts.base], found[scenario]))
    return pd.DataFrame(rows)


def moved(
    posts: pd.DataFrame, table: pd.DataFrame, centre: pd.DataFrame, facts: Facts
) -> dict[str, pd.DataFrame]:
    """Return the four tables `moved_...`, by name; arguments as of the functions above."""
    found: dict[str, list[pd.DataFrame]] = {
        "moved_modes": [],
        "moved_grades": [],
        "moved_offices": [],
        "moved_parts": [],
    }
    for scenario in facts.titles:
        if scenario != facts.base:
            pairs = matched(posts, facts, scenario)
            found["moved_modes"].append(modes(pairs, scenario))
            found["moved_grades"].append(grades(pairs, scenario))
            found["moved_offices"].append(offices(table, facts, scenario))
            found["moved_parts"].append(parts(centre, facts, scenario))
    return {name: tabled(name, pd.concat(rows) if rows else pd.DataFrame()) for name, rows in found.items()}


def _change(base: pd.Series, package: pd.Series) -> dict[str, float]:
    """Means of matched values and the interval of their difference."""
    found = of_mean(package.to_numpy() - base.to_numpy())
    return {
        "base": float(base.mean()),
        "package": float(package.mean()),
        "difference": found.estimate,
        "low": found.low,
        "high": found.high,
    }
