"""From a scenario to a population: offices, grades, and the traits officials start with."""

import math
from typing import Any

from sim import randomness
from sim.compiling import phase
from sim.rules.numbers import clip
from sim.rules.resistance import discretion_rent
from sim.state import N_GRADES, World


@phase
def populate(w: World) -> None:
    """Draw the traits of every office and post of a world whose sizes, tiers and parameters are set.

    Attitudes start at what circumstances suggest, the paper habit high, nobody digital.
    """
    p, posts = w.params[0], w.posts
    for m in range(len(w.office)):
        o = w.office[m]
        _office_traits(o, w)
        _assign_grades(m, o, w)
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


@phase
def _office_traits(o: Any, w: World) -> None:
    """Draw the rents, culture, equipment and visibility of an office (correlated by c_rho)."""
    p = w.params[0]
    z = randomness.normal(randomness.draw(w.seed, randomness.OFFICE_RENT, 0, o.number))
    own = randomness.normal(randomness.draw(w.seed, randomness.CULTURE, 0, o.number))
    o.rent = clip(p.rho_mean + p.rho_sd * z)
    o.culture = p.sigma_eta * (-p.c_rho * z + math.sqrt(1.0 - p.c_rho * p.c_rho) * own)
    luck = randomness.normal(randomness.draw(w.seed, randomness.INFRASTRUCTURE, 0, o.number))
    equipped = w.tier[o.tier].equipment + p.F0_sd * luck
    o.infrastructure = min(p.F_high, max(p.F_low, equipped))
    seen = randomness.draw(w.seed, randomness.VISIBILITY, 0, o.number)
    o.visibility = p.vis_low + (p.vis_high - p.vis_low) * seen


@phase
def _assign_grades(m: int, o: Any, w: World) -> None:
    """Fill the grades of office `m`, clerks first, from its posts of each grade."""
    i = o.first
    for grade in range(N_GRADES):
        for _ in range(w.n_grade[m, grade]):
            w.posts.grade[i] = grade
            i += 1
