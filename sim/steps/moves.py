"""People move: transfers around a keyed ring, then recruits for those who left."""

import numpy as np

from sim import randomness
from sim.compiling import allocating_phase, rule
from sim.rules import posting
from sim.rules.numbers import clip
from sim.state import World
from sim.steps.officials import rent_of


@allocating_phase
def move_people(t: int, k: int, w: World) -> None:
    """Transfers of the tier, then recruits for those who left the service."""
    tier, leaving = w.tier[k], w.leaving
    first, last = w.office[tier.first].first, w.office[tier.last - 1].last
    n = 0
    for i in range(first, last):
        if leaving[i] != 0:
            n += 1
    marked = np.empty(n, np.int64)
    n = 0
    for i in range(first, last):
        if leaving[i] != 0:
            marked[n] = i
            n += 1
    for grade in range(4):
        _transfer(t, grade, marked, w)
    office = int(tier.first)
    for post in marked:
        while post >= w.office[office].last:
            office += 1
        if leaving[post] & 2:
            _recruit(t, office, int(post), w)


@allocating_phase
def _transfer(t: int, grade: int, marked: np.ndarray, w: World) -> None:
    """Officials of one tier and grade who are marked move one post on around a keyed ring."""
    posts = w.posts
    ring = np.empty(len(marked), np.int64)
    key = np.empty(len(marked), np.float64)
    n = 0
    for i in marked:
        if w.leaving[i] & 1 and posts.grade[i] == grade:
            ring[n] = i
            key[n] = randomness.draw(w.seed, randomness.TRANSFER_KEY, t, posts.number[i])
            n += 1
    if n < 2:
        return
    ring = ring[np.argsort(key[:n], kind="mergesort")]
    for trait in (
        posts.skill,
        posts.skill_floor,
        posts.discretion_loss,
        posts.job_insecurity,
        posts.habit,
        posts.distrust,
        posts.belief,
        posts.deference,
        posts.taste,
        posts.rent,
    ):
        carried = trait[ring[n - 1]]
        for j in range(n - 1, 0, -1):
            trait[ring[j]] = trait[ring[j - 1]]
        trait[ring[0]] = carried
    for i in ring:
        posts.skill[i] = posting.skill_after_move(posts.skill[i], posts.skill_floor[i], w.params[0])
        posts.tenure[i] = 0


@rule
def _recruit(t: int, m: int, i: int, w: World) -> None:
    """A recruit takes post `i`; how it is worked and perceived enforcement stay with the post."""
    p, o, posts, grade = w.params[0], w.office[m], w.posts, w.by_grade[w.posts.grade[i]]
    rent, deference, taste, ability = randomness.four_draws(w.seed, randomness.RECRUIT, t, posts.number[i])
    posts.rent[i] = randomness.normal(rent)
    posts.deference[i] = clip(p.def_mean + p.def_sd * randomness.normal(deference))
    posts.taste[i] = p.sigma_xi * randomness.normal(taste)
    mean = grade.skill + w.tier[o.tier].skill_shift
    posts.skill[i] = posting.recruit_skill(mean, randomness.normal(ability), p)
    posts.skill_floor[i] = posts.skill[i]
    posts.discretion_loss[i] = rent_of(m, i, w)
    posts.job_insecurity[i] = grade.exposure * p.r0
    posts.habit[i] = p.entrant_habit
    posts.distrust[i] = p.entrant_distrust
    posts.belief[i] = w.tier_log[t, o.tier].anchoring
    posts.tenure[i] = 0
