"""From a scenario to a population: offices, grades, and the traits officials start with."""

import math

import numpy as np

from sim import randomness
from sim.compiling import phase
from sim.rules.numbers import clip
from sim.rules.resistance import discretion_rent
from sim.state import N_GRADES, World


@phase
def populate(w: World) -> None:
    """Draw the traits of every post of a world whose offices, grades and parameters are set.

    Attitudes start at what circumstances suggest, the paper habit high, nobody digital.
    """
    p, posts = w.params[0], w.posts
    for m in range(len(w.office)):
        o = w.office[m]
        for i in range(o.first, o.last):
            number, grade = posts.number[i], posts.grade[i]
            rent, deference, taste, ability = randomness.four_draws(w.seed, randomness.RENT // 4, 0, number)
            hope, stay, _, _ = randomness.four_draws(w.seed, randomness.BELIEF // 4, 0, number)
            posts.rent[i] = randomness.normal(rent)
            posts.deference[i] = clip(p.def_mean + p.def_sd * randomness.normal(deference))
            posts.taste[i] = p.sigma_xi * randomness.normal(taste)
            mean = w.by_grade[grade].skill + w.tier[o.tier].skill_shift
            drawn = mean + p.skill_sd * randomness.normal(ability)
            posts.skill[i] = min(p.skill_high, max(p.skill_low, drawn))
            posts.skill_floor[i] = posts.skill[i]
            posts.belief[i] = clip(p.B0 + p.B0_sd * randomness.normal(hope))
            posts.discretion_loss[i] = discretion_rent(o.rent, w.by_grade[grade].rent, posts.rent[i], p)
            posts.job_insecurity[i] = w.by_grade[grade].exposure * p.r0
            posts.habit[i] = p.habit_start
            posts.distrust[i] = p.distrust_start
            posts.detection[i] = 0.0
            posts.mode[i] = 0
            # Months in post are geometric at the grade's transfer rate: P(tau >= n) = (1 - mu)^n.
            rate = w.by_grade[grade].transfer
            posts.tenure[i] = 0
            if 0.0 < rate < 1.0:
                posts.tenure[i] = min(600, int(math.log(1.0 - stay) / math.log(1.0 - rate)))
            elif rate == 0.0:
                posts.tenure[i] = 600


def office_traits(w: World) -> None:
    """Draw rents, culture, equipment and visibility of every office (correlated by c_rho)."""
    p = w.params[0]
    for o in w.office:
        number = int(o.number)
        z = randomness.normal(randomness.draw(w.seed, randomness.OFFICE_RENT, 0, number))
        own = randomness.normal(randomness.draw(w.seed, randomness.CULTURE, 0, number))
        o.rent = clip(p.rho_mean + p.rho_sd * z)
        o.culture = p.sigma_eta * (-p.c_rho * z + math.sqrt(1.0 - p.c_rho * p.c_rho) * own)
        equipped = w.tier[o.tier].equipment + p.F0_sd * randomness.normal(
            randomness.draw(w.seed, randomness.INFRASTRUCTURE, 0, number)
        )
        o.infrastructure = min(p.F_high, max(p.F_low, equipped))
        seen = randomness.draw(w.seed, randomness.VISIBILITY, 0, number)
        o.visibility = p.vis_low + (p.vis_high - p.vis_low) * seen


def assign_grades(w: World, posts_by_grade: list[tuple[int, ...]]) -> None:
    """Fill grades office by office (clerks first) from the posts of each grade in each office."""
    w.n_grade[:] = posts_by_grade
    for m, o in enumerate(w.office):
        w.posts.grade[o.first : o.last] = np.repeat(np.arange(N_GRADES), w.n_grade[m])
