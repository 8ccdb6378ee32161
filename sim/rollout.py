"""Which offices get the system first, and in which month each does."""

from typing import Any

import numpy as np

from sim import randomness
from sim.rules import belief, resistance
from sim.scenario import Scenario
from sim.state import World


def place_in_time(scenario: Scenario, w: World) -> None:
    """Set the month in which each office goes live, once the offices and officials of month 0 are drawn."""
    surveyed = survey(w) if any(scenario.go_live_of(tier) for tier in scenario.tiers) else np.zeros(0)
    for k, tier in enumerate(scenario.tiers):
        plan = scenario.go_live_of(tier)
        rows = slice(int(w.tier[k].first), int(w.tier[k].last))
        planned = np.array(scenario.go_live_months(tier), np.int64)
        w.office.golive[rows] = planned
        if plan is not None:
            w.office.golive[rows] = planned[ranks(plan.order, w, rows, surveyed[rows])]
            # What was installed before the start was not put off.
            w.office.cooling[rows] = np.where(w.office.golive[rows] > 0, float(plan.cooling_off), 0.0)


def ranks(order: str, w: World, rows: slice, surveyed: np.ndarray) -> np.ndarray:
    """Return the place of each office of a tier in the roll-out, from 0; ties go by office number.

    order: one of `sim.scenario.go_live.ORDERS`; surveyed: resistance found in each office.
    """
    office, p = w.office[rows], w.params[0]
    score = {
        "number": lambda: np.arange(len(office)),
        "random": lambda: _draws(w, randomness.ROLL_OUT, office.number),
        "low_resistance": lambda: surveyed,
        "high_visibility": lambda: -office.visibility,
        "both": lambda: _standard(surveyed) - p.vis_weight * _standard(office.visibility),
        "hubs_first": lambda: -w.traffic[:, rows].sum(axis=0),
    }[order]()
    place = np.empty(len(office), np.int64)
    place[np.argsort(score, kind="stable")] = np.arange(len(office))
    return place


def survey(w: World) -> np.ndarray:
    """Return the resistance that a survey in month 0 finds in each office, shape (n_offices,).

    R~ = mean R + N(0, survey_sd), everybody still on paper.  Source: assumption.
    """
    p, posts = w.params[0], w.posts
    size = w.office.last - w.office.first
    tier_of, grade = np.repeat(w.office.tier, size), posts.grade
    rules: Any = resistance  # sums and products only: they hold for whole columns too
    anchoring: Any = belief.anchoring(w.in_force[0].law, w.tier.commitment)
    above = np.where(grade == 3, anchoring[tier_of], 0.0)
    settled = (grade >= 2) & (posts.tenure >= p.champion_tenure)
    share = np.add.reduceat(settled.astype(float), w.office.first) / w.n_grade[:, 2:].sum(axis=1)
    champion = np.repeat(w.in_force[0].champ[w.office.tier] * share, size)
    led = rules.leadership(above, champion, p)
    terms = rules.resistance_terms(
        posts.discretion_loss,
        posts.job_insecurity,
        rules.hierarchy(posts.deference, led),
        posts.habit,
        posts.distrust,
        p,
    )
    found = rules.resistance(terms)
    luck = _draws(w, randomness.SURVEY, w.office.number)
    off = np.array([randomness.normal(float(u)) for u in luck])
    return np.asarray(np.add.reduceat(found, w.office.first) / size + p.survey_sd * off)


def _draws(w: World, purpose: int, number: np.ndarray) -> np.ndarray:
    return np.array([randomness.draw(w.seed, purpose, 0, int(n)) for n in number])


def _standard(values: np.ndarray) -> np.ndarray:
    """Standardise over the offices of a tier; zeros where all are alike."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
