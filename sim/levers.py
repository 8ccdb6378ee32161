"""What government does, month by month: from a scenario's dates to the values in force.

Schedules are piecewise constant and act forward: a change dated d holds from the month
that contains d; editing a later date never alters an earlier month.
"""

from typing import Any

from sim.parameters import LEVERS
from sim.scenario import Mandate, Scenario
from sim.scenario.settings import position_of
from sim.state import IN_FORCE_TYPE, records


def schedule(scenario: Scenario) -> Any:
    """Return what is in force, a record array of shape (n_months, n_tiers)."""
    table = records((scenario.n_months, len(scenario.tiers)), IN_FORCE_TYPE)
    table.budget = 1.0
    table.months_left = 0.0
    table.new_set_point = -1.0
    _levers(scenario, table)
    _mandates(scenario, table)
    _law_and_ban(scenario, table)
    for change in scenario.transitions:
        for k, tier in enumerate(scenario.tiers):
            if not change.tiers or tier.code in change.tiers:
                table.transition[scenario.month(change.date), k] = 1.0
    return table


def _levers(scenario: Scenario, table: Any) -> None:
    for name in LEVERS:
        table[name] = scenario.lever(name)
    for change in sorted(scenario.changes, key=lambda change: change.date):
        t = scenario.month(change.date)
        for name, value in change.levers.items():
            table[name][t:] = position_of(LEVERS[name], value)
            if name == "Pbar":
                table.new_set_point[t] = float(value)


def all_mandates(scenario: Scenario) -> list[Mandate]:
    """Return the mandate records, a withdrawal being one of intensity 0 that acts at once."""
    dropped = [
        Mandate(announced=drop.date, deadline=drop.date, intensity=0.0, label=drop.label)
        for drop in scenario.enforcement_drops
    ]
    return sorted([*scenario.mandates, *dropped], key=lambda record: record.announced)


def _mandates(scenario: Scenario, table: Any) -> None:
    dated = [
        (scenario.month(record.announced), scenario.month(record.deadline), scenario.intensity(record))
        for record in all_mandates(scenario)
    ]
    for t in range(scenario.n_months):
        known = [record for record in dated if record[0] <= t]
        # A withdrawal ends every order announced before it, pending deadlines included.
        last_withdrawal = max((n for n, (a, d, e) in enumerate(known) if e == 0.0 and a == d), default=0)
        known = known[last_withdrawal:]
        # Of two records with one deadline the later announced is in force.
        passed = [(deadline, n, e) for n, (_, deadline, e) in enumerate(known) if deadline <= t]
        row = table[t]
        row.e_act = max(passed)[2] if passed else 0.0
        row.deadline_passed = float(bool(passed))
        if known:
            row.e_ann = known[-1][2]
            row.months_left = known[-1][1] - t
        row.announced = max((e for announced, _, e in dated if announced == t), default=0.0)


def _law_and_ban(scenario: Scenario, table: Any) -> None:
    law, ban = scenario.law, scenario.ban
    if law is not None:
        begins = 0 if law.date is None else max(0, scenario.month(law.date) + law.lag)
        ends = scenario.n_months if law.repeal is None else scenario.month(law.repeal)
        table.law[begins : max(begins, ends)] = law.status
    if ban is not None:
        ends = scenario.n_months if ban.until is None else scenario.month(ban.until)
        table.ban[scenario.month(ban.start) : ends] = 1.0
