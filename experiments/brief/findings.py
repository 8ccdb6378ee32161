"""What each picture shows, in the one sentence that is its title."""

import pandas as pd

from experiments.brief.gathering import Material
from experiments.brief.standing import Standing
from experiments.brief.turns import of_the_best
from experiments.brief.wording import Clause, capital, each_regime, everywhere, gap, percent, quoted
from experiments.compare.figures import listed
from viz.summary import month_name

MOSTLY = 0.9
"""Share of futures from which an order counts as one that holds."""

MODES = ("paper", "hybrid", "digital")
"""Ways to work, from the least digital to the most."""


def of_months(standing: Standing, frame: pd.DataFrame, outcome: str) -> str:
    """Who is furthest from the base in the last month, either way."""
    last = frame[frame["month"] == frame["month"].max()]
    by_package = last.groupby("scenario")["mean"].mean()
    most, least = str(by_package.idxmax()), str(by_package.idxmin())

    def end(package: str) -> str:
        values = last.loc[last["scenario"] == package, "mean"]
        where = "above" if by_package[package] >= 0.0 else "below"
        return f"{quoted(standing.names[package])} is {_span(outcome, values.abs())} {where}"

    told = [end(most)] if most == least else [end(most), end(least)]
    return f"By {month_name(frame['month'].max())} {listed(told)} {quoted(standing.names[standing.base])}"


def _span(outcome: str, values: pd.Series) -> str:
    """Differences of several regimes as a range with its unit: `29 to 34 points`."""
    low, high = gap(outcome, float(values.min())), gap(outcome, float(values.max()))
    return high if low == high else f"{low.removesuffix(' points')} to {high}"


def of_futures(standing: Standing) -> str:
    """Which package is best in most futures."""

    def one(regime: str) -> Clause:
        found = standing.regret(regime)
        best = max(standing.ranking(regime), key=lambda name: float(found[name].best_share))
        share = float(found[best].best_share)
        where = "in all futures drawn" if share == 1.0 else f"in {percent(share)} of the futures drawn"
        return f"{quoted(standing.names[best])} is the best {where}", ""

    return capital(each_regime([r for r in standing.regimes if standing.regret(r)], one))


def of_order(material: Material) -> str:
    """How many pairs keep their order in nearly every future."""
    order = material.comparison.order
    least = order.groupby(["a", "b"])["share"].min()
    holding = int((least >= MOSTLY).sum())
    where = everywhere(order["regime"].nunique())
    mostly = f"{percent(MOSTLY)} of the futures drawn"
    if holding == len(least):
        return f"Every pair keeps its order in at least {mostly}{where}"
    return f"{holding} of {len(least)} pairs keep their order in at least {mostly}{where}"


def of_turning(material: Material) -> str:
    """How many of the uncertain parameters could turn an order on their own."""
    own = of_the_best(material.standing)
    turning = own.dropna(subset="turns_at")["parameter"].nunique()
    if not turning:
        return (
            "What must I believe for another order? Nothing alone turns the lead of the best; of the others:"
        )
    asked = own["parameter"].nunique()
    return f"What must I believe for another package to lead? {turning} of {asked} values would do alone"


def of_moved(material: Material, package: str) -> str:
    """How many posts work otherwise under the package, towards digital work and away from it."""
    modes = material.comparison.moved_modes
    own = modes[modes["scenario"] == package]
    step = own["after"].map(MODES.index) - own["before"].map(MODES.index)

    def moving(sign: int) -> str:
        shares = own["share"].where(sign * step > 0, 0.0).groupby(own["regime"]).sum()
        low, high = (f"{100 * x:.0f}" for x in (shares.min(), shares.max()))
        return low if low == high else f"{low} to {high}"

    who = quoted(material.standing.names[package])
    return f"Under {who} {moving(1)} posts of 100 move towards digital work and {moving(-1)} away from it"
