"""The tables of a study, filled in memory: what a sweep writes into its folder."""

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.compare.comparison import Facts
from experiments.compare.direction import more_is_better
from experiments.studies.plan import Plan, Point
from sim import simulate
from sim.network import office_names
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario

CENTRE = Point(0, "centre", "as declared", {})


def plan_of(
    scenarios: Mapping[str, Scenario],
    points: tuple[Point, ...] = (CENTRE,),
    *,
    regimes: tuple[str, ...] = ("",),
    outcomes: tuple[str, ...] = ("verified_use_mean", "verified_use"),
    replicates: int = 2,
    centre_replicates: int = 4,
    satisfied: float | None = None,
) -> Plan:
    """Return a plan whose base is the first scenario."""
    return Plan(
        name="two-ways",
        title="Two ways",
        question="Which is the better?",
        scenarios=scenarios,
        base=next(iter(scenarios)),
        regimes=regimes,
        points=points,
        outcomes=outcomes,
        seed=1,
        replicates=replicates,
        centre_replicates=centre_replicates,
        satisfied=satisfied,
    )


def tables_of(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan after all its runs."""
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in ("runs", "monthly", "offices", "bureaucrats")}
    monthly = [name for name in plan.outcomes if name in OUTCOMES]
    run = 0
    for cell in plan.cells:
        scenario = plan.scenario(cell)
        last = scenario.n_months - 1
        centre = cell.point.kind == "centre"
        for replicate in range(plan.n_replicates(cell)):
            result = simulate.run(
                scenario, plan.seed + replicate, snapshot=(lambda t, last=last: t == last) if centre else None
            )
            key = {
                "run": run,
                "point": cell.point.number,
                "scenario": cell.scenario,
                "regime": cell.regime,
                "replicate": replicate,
            }
            rows["runs"].append(pd.DataFrame([{**key, "status": "finished", **result.summary}]))
            rows["monthly"].append(result.monthly[["month", *monthly]].assign(**key))
            if centre:
                offices, posts = result.offices, result.bureaucrats
                rows["offices"].append(offices[offices["month"] == offices["month"].max()].assign(**key))
                names = pd.Series(office_names(scenario))
                rows["bureaucrats"].append(posts.assign(office=posts["office"].map(names), **key))
            run += 1
    tables = {name: pd.concat(parts, ignore_index=True) for name, parts in rows.items()}
    return tables | {"points": points_of(plan.points), "failures": pd.DataFrame()}


def points_of(points: tuple[Point, ...]) -> pd.DataFrame:
    """Return the table of points."""
    return pd.DataFrame([{"point": x.number, "kind": x.kind, "label": x.label, **x.values} for x in points])


def facts_about(
    names: Sequence[str],
    *,
    regimes: tuple[str, ...] = ("",),
    outcome: str = "verified_use_mean",
    satisfied: float | None = None,
) -> Facts:
    """Return the facts of a comparison of packages of these names, the first the base."""
    return Facts(
        name="planted",
        title="Planted",
        question="",
        titles={name: name for name in names},
        base=names[0],
        regimes=regimes,
        outcome=outcome,
        more_is_better=more_is_better(outcome),
        satisfied=satisfied,
        held={},
        scope="100 posts, one year",
    )
