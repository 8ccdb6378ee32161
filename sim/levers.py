"""What government does, and what happens to it, month by month: from a scenario's dates to values in force.

Schedules are piecewise constant and act forward: a change dated d holds from the month
that contains d; editing a later date never alters an earlier month.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.parameters import LEVERS
from sim.scenario import CyberAttack, Mandate, Outage, Scenario, Tier
from sim.scenario.settings import position_of
from sim.state import IN_FORCE_TYPE, SHOCK_TYPE, records


def schedule(scenario: Scenario) -> Any:
    """Return what is in force, a record array of shape (n_months, n_tiers)."""
    table = records((scenario.n_months, len(scenario.tiers)), IN_FORCE_TYPE)
    for k, tier in enumerate(scenario.tiers):
        column = table[:, k]
        column.budget = 1.0
        column.new_set_point = -1.0
        _levers(scenario, tier, column)
        _mandates(scenario, tier, column)
        _law_and_ban(scenario, tier, column)
        _exchange_law(scenario, column)
        for change in _for_tier(scenario.transitions, tier):
            column.transition[scenario.month(change.date)] = 1.0
        for cut in _for_tier(scenario.austerity, tier):
            # Of two cuts at once the deeper holds.
            spell = slice(scenario.month(cut.start), scenario.month(cut.end) + 1)
            column.budget[spell] = np.minimum(column.budget[spell], 1.0 - cut.depth)
    return table


def shocks(scenario: Scenario) -> Any:
    """Return what hits single offices, a record array of shape (n_months, n_offices)."""
    n_offices = sum(tier.offices for tier in scenario.tiers)
    table = records((scenario.n_months, n_offices), SHOCK_TYPE)
    for attack in scenario.cyber_attacks:
        table.attack[scenario.month(attack.date), _struck(scenario, attack)] = 1.0
    for outage in scenario.outages:
        depth = scenario.parameter("out") if outage.depth is None else outage.depth
        # Of two outages at once the worse is felt.
        felt = table.outage[scenario.month(outage.start) : scenario.month(outage.end or outage.start) + 1]
        felt[:] = np.maximum(felt, np.where(_struck(scenario, outage), depth, 0.0))
    return table


def _struck(scenario: Scenario, shock: CyberAttack | Outage) -> np.ndarray:
    """Whether each office is meant, shape (n_offices,)."""
    return np.array(
        [
            (not shock.tiers or tier.code in shock.tiers) and (not shock.offices or name in shock.offices)
            for tier in scenario.tiers
            for name in tier.names
        ]
    )


def _for_tier(entries: Iterable[Any], tier: Tier) -> list[Any]:
    """The entries that are meant for a tier; one that names no tier is meant for all."""
    return [entry for entry in entries if not entry.tiers or tier.code in entry.tiers]


def _levers(scenario: Scenario, tier: Tier, column: Any) -> None:
    for name in LEVERS:
        column[name] = scenario.lever(name, tier)
    for change in sorted(_for_tier(scenario.changes, tier), key=lambda change: change.date):
        t = scenario.month(change.date)
        for name, value in change.levers.items():
            column[name][t:] = position_of(LEVERS[name], value)
            if name == "Pbar":
                column.new_set_point[t] = float(value)


def all_mandates(scenario: Scenario, tier: Tier) -> list[Mandate]:
    """Return the mandate records of a tier, a withdrawal being one of intensity 0 that acts at once."""
    dropped = [
        Mandate(announced=drop.date, deadline=drop.date, intensity=0.0, label=drop.label)
        for drop in _for_tier(scenario.enforcement_drops, tier)
    ]
    orders = [*_for_tier(scenario.mandates, tier), *dropped]
    return sorted(orders, key=lambda record: record.announced)


def withdraws(scenario: Scenario, record: Mandate) -> bool:
    """Whether a record ends every order before it: intensity 0, in force in the month it is announced."""
    at_once = scenario.month(record.announced) == scenario.month(record.deadline)
    return at_once and scenario.intensity(record) == 0.0


def _mandates(scenario: Scenario, tier: Tier, column: Any) -> None:
    orders = all_mandates(scenario, tier)
    dated = [
        (scenario.month(order.announced), scenario.month(order.deadline), scenario.intensity(order))
        for order in orders
    ]
    for announced, deadline, e in dated:
        column.e_ann[announced:] = e
        column.months_left[announced:] = deadline - np.arange(announced, scenario.n_months)
        column.announced[announced] = max(column.announced[announced], e)
    withdrawals = [n for n, order in enumerate(orders) if withdraws(scenario, order)]
    # Of two records in force the later due stands, and of two due at once the later announced.
    for n in sorted(range(len(dated)), key=lambda n: dated[n][1]):
        _, deadline, e = dated[n]
        # A withdrawal ends every order announced before it, pending deadlines included.
        end = next((dated[later][0] for later in withdrawals if later > n), scenario.n_months)
        column.e_act[deadline:end] = e
        column.deadline_passed[deadline:end] = 1.0


def _law_and_ban(scenario: Scenario, tier: Tier, column: Any) -> None:
    for law in _for_tier([scenario.law] if scenario.law else [], tier):
        begun = 0 if law.date is None else scenario.month(law.date)
        begins = 0 if law.date is None else max(0, begun + law.lag)
        ends = scenario.n_months if law.repeal is None else scenario.month(law.repeal)
        column.law[begins : max(begins, ends)] = law.status
        if law.status > 0.0:
            # Paid once, when parliament begins; each tier passes an act of its own.
            column.enacting[max(0, begun)] += scenario.parameter("cost_law")
    for ban in _for_tier([scenario.ban] if scenario.ban else [], tier):
        ends = scenario.n_months if ban.until is None else scenario.month(ban.until)
        column.ban[scenario.month(ban.start) : ends] = 1.0


def _exchange_law(scenario: Scenario, column: Any) -> None:
    """A law on the exchange of files is paid in every month in which it comes into force."""
    enacted = np.diff(column.exchange_law, prepend=0.0) > 0.0
    column.enacting[enacted] += scenario.parameter("cost_exchange_law")
