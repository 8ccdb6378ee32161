"""The account of one office in one month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim import randomness
from sim.account.moment import Moment
from sim.account.parts import Draw, Gate, Part, Product, draw, gate, part, product_of, sum_of
from sim.account.weighing import ways
from sim.network import office_names
from sim.rules import office as rules
from sim.rules.resistance import resistance_terms
from sim.state import MODES, N_GRADES, World

N_PARTNERS = 5
"""How many of the offices it writes to an office's account names."""


@dataclass(frozen=True)
class Senior:
    """One of an office's seniors: the better way of working with the system, and its lead over paper."""

    post: int
    tenure: int
    mode: str
    prefers: str
    lead: float


@dataclass(frozen=True)
class Partner:
    """An office that files are sent to: its share of them, and how its own desks work."""

    office: str
    share: float
    live: bool
    digital: float
    hybrid: float


@dataclass(frozen=True)
class Office:
    """The account of an office in a month.

    posts: numbers of its posts, by grade.  working: posts by grade and mode.
    attacked: whether a cyber attack that the scenario lists hit it, whatever was drawn.
    counterparts: how the desks it writes to work, weighted by files.  n_partners: offices
    it writes to, of which `partners` are those with most files.  obstructing to recruits:
    posts of this month.
    """

    month: date
    office: str
    tier: str
    posts: tuple[tuple[int, ...], ...]
    working: tuple[Mapping[str, int], ...]
    gate: Gate
    willingness: Part
    seniors: tuple[Senior, ...]
    resistance: Part
    equipment: float
    availability: Product
    attacked: bool
    incident: Draw
    counterparts: Mapping[str, float]
    n_partners: int
    partners: tuple[Partner, ...]
    obstructing: int
    checks: int
    sanctions: int
    token_sanctions: int
    trained: int
    transfers: int
    recruits: int


def office_at(at: Moment, m: int) -> Office:
    """Return the account of office `m`, counted over all tiers, in month `at`."""
    t, w = at.t, at.now
    o, now, p = w.office[m], w.office_log[t, m], w.params[0]
    z, v = w.tier_log[t, o.tier], w.in_force[t, o.tier]
    rows = range(int(o.first), int(o.last))
    reported = float(now.digital + now.hybrid)
    cloud, shock = v.cloud > 0.0, w.shocks[t, m]
    outage = rules.outage_felt(shock.outage, cloud, p)
    factors = rules.availability_factors(now.infrastructure, reported, now.incident > 0.0, outage, cloud, p)
    lot = randomness.draw(w.seed, randomness.INCIDENT, t, o.number)
    seniors = [i for i in rows if w.posts.grade[i] == N_GRADES - 1]
    fears = (now.discretion_loss, now.job_insecurity, now.hierarchy, now.habit, now.distrust)
    return Office(
        month=at.scenario.months[t],
        office=office_names(at.scenario)[m],
        tier=at.scenario.tiers[int(o.tier)].code,
        posts=tuple(
            tuple(int(w.posts.number[i]) for i in rows if w.posts.grade[i] == grade)
            for grade in range(N_GRADES)
        ),
        working=tuple(dict(zip(MODES, map(int, row), strict=True)) for row in w.n_mode[m]),
        gate=gate(t, m, w),
        willingness=_willingness(t, m, seniors, w),
        seniors=tuple(_senior(t, m, i, w) for i in seniors),
        resistance=sum_of("resistance", now.resistance, resistance_terms(*fears, p)),
        equipment=float(now.infrastructure),
        availability=product_of(now.availability, factors),
        attacked=bool(now.live > 0.0 and shock.attack > 0.0),
        incident=draw("incident", lot, rules.incident_chance(now.live > 0.0, z.hardening, reported, p)),
        counterparts={"hybrid": float(now.counterpart_hybrid), "digital": float(now.counterpart_digital)},
        n_partners=int(np.count_nonzero(w.traffic[m])),
        partners=_partners(at, m),
        obstructing=round(float(now.sabotage) * len(rows)),
        checks=int(now.audits),
        sanctions=int(now.sanctions),
        token_sanctions=int(now.token_sanctions),
        trained=int(now.trained),
        transfers=int(now.transfers),
        recruits=int(now.recruits),
    )


def _better(found: Mapping[str, Part]) -> Part:
    """Return the better way of working with the system."""
    return max((found[mode] for mode in MODES[1:] if mode in found), key=lambda way: way.amount)


def _senior(t: int, m: int, i: int, w: World) -> Senior:
    found, posts = ways(t, m, i, w), w.posts
    best = _better(found)
    lead = best.amount - found["paper"].amount
    return Senior(int(posts.number[i]), int(posts.tenure[i]), MODES[posts.mode[i]], best.name, lead)


def _willingness(t: int, m: int, seniors: list[int], w: World) -> Part:
    """Return seniors' willingness, a mean of leads over paper, term by term."""
    terms: dict[str, float] = {}
    for i in seniors:
        found = ways(t, m, i, w)
        for sign, way in ((1.0, _better(found)), (-1.0, found["paper"])):
            for leaf in way.leaves():
                terms[leaf.name] = terms.get(leaf.name, 0.0) + sign * leaf.amount / len(seniors)
    parts = (part(name, amount) for name, amount in terms.items())
    return part("willingness", w.office_log[t, m].willingness, *parts)


def _partners(at: Moment, m: int) -> tuple[Partner, ...]:
    """Return the offices to which most files go, the largest share first."""
    share, names = at.now.traffic[m], office_names(at.scenario)
    largest = np.argsort(-share, kind="stable")[:N_PARTNERS]
    log = at.now.office_log[at.t]
    return tuple(
        Partner(names[n], float(share[n]), bool(row.live > 0.0), float(row.digital), float(row.hybrid))
        for n, row in ((n, log[n]) for n in largest.tolist())
        if share[n] > 0.0
    )
