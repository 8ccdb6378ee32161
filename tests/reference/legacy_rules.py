"""Older forms of rules, as in the design study; put in place of the present ones before anything compiles.

They exist for comparison only.  `install` is called in a process of its own, with a cache
folder of its own: what was compiled with other rules must not be found there.
"""

import math
from dataclasses import dataclass
from typing import Any

from sim.compiling import phase, rule
from sim.parameters import Parameters
from sim.rules import enforcement
from sim.rules.numbers import clip
from sim.rules.resistance import discretion_rent
from sim.state import World
from sim.steps import appraisal, moves, officials, surroundings


@dataclass(frozen=True)
class Item:
    """One difference from the study: where the design lists it, and the older form in words."""

    section: str
    older: str


ITEMS = {
    "sabotage": Item("19.5", "sabotage needs a penalty above zero, not an order in force"),
    "anticipation": Item(
        "19.2",
        "a record once past its deadline makes every later one felt at once, and the latest announced "
        "record is enforced as soon as any deadline has passed",
    ),
    "shields": Item("19.3", "shields lower the sanction rate officials learn, and the penalty once more"),
    "rents": Item("19.4", "the whole discretion rent travels with the person"),
    "outages": Item(
        "19.20",
        "the system is down a twentieth of every month (inferred: not stated with the figures, but E, PT and "
        "Sat of the full package come out as printed with it and not without)",
    ),
    "champions": Item("19.17", "champions are a number of the office, whatever its officers' tenure"),
    "recruits": Item(
        "19.17", "a recruit has the traits of the predecessor, with skill Sf + .15 and habit .5"
    ),
}
"""In the order in which they are brought to their present form: sabotage before anticipation, since only
under the older anticipation does a penalty outlive the order."""

_appraise_checks = appraisal.enforce
_recruit = moves._recruit


@rule
def any_deadline(e_act: float, e_ann: float, months_left: float, p: Parameters) -> float:
    """Full once any deadline has passed, else as near as the nearest (months_left inf: none announced)."""
    return 1.0 if months_left <= 0.0 else math.exp(-months_left / p.T_a)


@phase
def shielded_rate(t: int, m: int, w: World) -> None:
    """Checks as they are now, but the learned rate is a share of all paper users, shielded or not."""
    _appraise_checks(t, m, w)
    now, z = w.office_log[t, m], w.tier_log[t, w.office[m].tier]
    on_paper = w.n_mode[m, 0, 0] + w.n_mode[m, 1, 0] + w.n_mode[m, 2, 0] + w.n_mode[m, 3, 0]
    now.exposed = on_paper
    consequences = enforcement.follow_through(w.in_force[t, w.office[m].tier].ME, w.params[0])
    actual = z.enforcement * z.anchoring * consequences
    now.rate = enforcement.learned_rate(now.sanctions, now.exposed, actual, w.params[0])


@rule
def carried_rent(m: int, i: int, w: World) -> float:
    """The rent as such, which `posts.rent` then holds in place of its personal part."""
    return clip(w.posts.rent[i])


@rule
def recruit_with_own_rent(t: int, m: int, i: int, w: World) -> None:
    """A recruit as now, whose whole rent is drawn on arrival."""
    _recruit(t, m, i, w)
    grade = w.by_grade[w.posts.grade[i]]
    w.posts.rent[i] = discretion_rent(w.office[m].rent, grade.rent, w.posts.rent[i], w.params[0])
    w.posts.discretion_loss[i] = w.posts.rent[i]


@rule
def recruit_like_predecessor(t: int, m: int, i: int, w: World) -> None:
    """The predecessor's traits with fresh skill and habit."""
    p, posts = w.params[0], w.posts
    posts.skill[i] = clip(posts.skill_floor[i] + p.entrant_skill)
    posts.habit[i] = p.entrant_habit
    posts.tenure[i] = 0


def install(older: frozenset[str]) -> None:
    """Put the older form of every item of `older` in its place; once, before `sim.compiled` is imported."""
    if "anticipation" in older:
        enforcement.anticipation = any_deadline
    if "shields" in older:
        appraisal.enforce = shielded_rate
    if "rents" in older:
        for module in (officials, appraisal, moves):
            module.rent_of = carried_rent  # type: ignore[attr-defined]
        moves._recruit = recruit_with_own_rent
    if "recruits" in older:
        moves._recruit = recruit_like_predecessor
    assert surroundings.enforcement is enforcement


def prepare(world: World, older: frozenset[str]) -> None:
    """Bring a world of month 0 into the form the older rules read."""
    if "anticipation" in older:
        _latest_record(world.in_force, keep_sabotage="sabotage" in older)
    if "outages" in older:
        world.shocks.outage = 0.05
    if "champions" in older:
        world.params[0].champion_tenure = 0.0
    if "rents" in older:
        world.posts.rent[:] = world.posts.discretion_loss


def _latest_record(in_force: Any, keep_sabotage: bool) -> None:
    """Enforce the latest announced record, and let the nearest deadline of all set what is felt.

    The present rules keep a record's deadline only while it is the latest, so the nearest one
    is carried along.  The older sabotage outlives the withdrawal of an order, since the
    penalty does: e_ann, which nothing else reads then, stays at the highest ever announced.
    """
    nearest, highest = math.inf, 0.0
    for row in in_force[:, 0]:
        announced = row.e_ann > 0.0 or row.deadline_passed > 0.0
        nearest = min(nearest - 1.0, row.months_left if announced else math.inf)
        highest = max(highest, row.e_ann)
        row.e_act = row.e_ann if row.deadline_passed > 0.0 else 0.0
        row.months_left = nearest
        if keep_sabotage:
            row.e_ann = highest
