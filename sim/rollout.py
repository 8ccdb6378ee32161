"""Which offices get the system first, and in which month each does."""

from typing import Any

import numpy as np

from sim import randomness
from sim.rules import belief, resistance
from sim.scenario import Scenario
from sim.state import World


def place_in_time(scenario: Scenario, w: World) -> None:
    """Set the month in which each office goes live, once the offices and officials of month 0 are drawn."""
    for k, tier in enumerate(scenario.tiers):
        plan = scenario.go_live_of(tier)
        rows = slice(int(w.tier[k].first), int(w.tier[k].last))
        planned = np.array(scenario.go_live_months(tier), np.int64)
        w.office.golive[rows] = planned
        if plan is not None:
            w.office.golive[rows] = planned[ranks(plan.order, w, rows)]
            # What was installed before the start was not put off.
            w.office.cooling[rows] = np.where(w.office.golive[rows] > 0, float(plan.cooling_off), 0.0)


def ranks(order: str, w: World, rows: slice) -> np.ndarray:
    """Return the place of each office of a tier in the roll-out, from 0; ties go by office number.

    order: one of `sim.scenario.go_live.ORDERS`; rows: the offices of the tier.
    """
    office, p = w.office[rows], w.params[0]
    score = {
        "number": lambda: np.arange(len(office)),
        "random": lambda: randomness.draws(w.seed, randomness.ROLL_OUT, 0, office.number),
        "low_resistance": lambda: survey(w, rows),
        "high_visibility": lambda: -office.visibility,
        "both": lambda: _standard(survey(w, rows)) - p.vis_weight * _standard(office.visibility),
        "hubs_first": lambda: -w.traffic[:, rows].sum(axis=0),
    }[order]()
    place = np.empty(len(office), np.int64)
    place[np.argsort(score, kind="stable")] = np.arange(len(office))
    return place


def survey(w: World, rows: slice) -> np.ndarray:
    """Return the resistance that a survey in month 0 finds in each of some offices.

    R~ = mean R + N(0, survey_sd), everybody still on paper.  Source: assumption.
    """
    office = w.office[rows]
    # Office by office, so that a survey of the whole state takes no memory to speak of.
    found = np.array([_mean_resistance(m, w) for m in range(len(w.office))[rows]])
    luck = randomness.draws(w.seed, randomness.SURVEY, 0, office.number)
    off = [randomness.normal(float(u)) for u in luck]
    return np.asarray(found + w.params[0].survey_sd * np.array(off))


def _mean_resistance(m: int, w: World) -> float:
    """Mean resistance of the officials of office `m` in month 0."""
    p, o = w.params[0], w.office[m]
    posts = type(w.posts)(*(column[o.first : o.last] for column in w.posts))
    v = w.in_force[0, o.tier]
    anchoring = belief.anchoring(v.law, w.tier[o.tier].commitment)
    settled = (posts.grade >= 2) & (posts.tenure >= p.champion_tenure)
    champion = v.champ * settled.sum() / w.n_grade[m, 2:].sum()
    rules: Any = resistance  # sums and products only: they hold for whole columns too
    led = rules.leadership(np.where(posts.grade == 3, anchoring, 0.0), champion, p)
    terms = rules.resistance_terms(
        posts.discretion_loss,
        posts.job_insecurity,
        rules.hierarchy(posts.deference, led),
        posts.habit,
        posts.distrust,
        p,
    )
    return float(rules.resistance(terms).mean())


def _standard(values: np.ndarray) -> np.ndarray:
    """Standardise over the offices of a tier; zeros where all are alike."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
