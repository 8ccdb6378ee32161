"""One month by hand: the equations of docs/model.md over whole columns at once, steps (a) to (i).

Written from the specification and not from the rules of `sim`: what it takes from there is
the tables' column names and the numbers of the purposes of draws.  Given are the state of
the first day, the levers and records in force, and the correspondence network.  Decision by
logit, gate on, hybrid work possible, belief on, a two-way programme.
"""

import numpy as np
from by_hand_month import Month, clip, draws
from scipy.special import expit, ndtri, softmax

from sim import randomness
from sim.state import World

PERSONAL = (
    *("skill", "skill_floor", "discretion_loss", "job_insecurity", "habit", "distrust"),
    *("belief", "deference", "taste", "rent"),
)
"""What travels with an official who is transferred."""


def impulses(m: Month) -> None:
    """Step (a), 8.1 and 8.8: a change of government, new leadership, an announcement."""
    p, v, tier, k = m.p, m.v, m.tier, m.k
    tier.commitment = tier.commitment * np.where(v.transition, 1 - p.pi, 1)
    tier.set_point = tier.set_point * np.where(v.transition, 1 - p.pi, 1)
    tier.set_point = np.where(v.new_set_point >= 0, v.new_set_point, tier.set_point)
    m.post.belief *= np.where(v.transition, 1 - p.pi_B * (1 - v.law), 1)[k]
    m.post.detection = np.maximum(m.post.detection, m.live[m.of] * (v.announced * m.arrives)[k])


def anchoring(m: Month) -> None:
    """Step (b), 8.1 and 8.8: anchoring C, enforcement as it arrives, anticipation a."""
    v, z, tier = m.v, m.z, m.tier
    z.commitment, z.set_point, z.union, z.trust = tier.commitment, tier.set_point, tier.union, tier.trust
    z.interoperability, z.hardening = tier.interoperability, tier.hardening
    z.anchoring = v.law + (1 - v.law) * tier.commitment
    z.enforcement = v.e_act * m.arrives
    felt = v.e_act + (v.e_ann - v.e_act) * np.exp(-np.maximum(v.months_left, 0) / m.p.T_a)
    strongest = np.maximum(v.e_ann, v.e_act)
    z.anticipation = np.divide(felt, strongest, out=np.zeros_like(felt), where=strongest > 0)
    z.n_posts = np.bincount(m.k)
    z.n_preparing = np.bincount(m.office.tier, m.preparing)


def offices(m: Month) -> None:
    """Step (c), 8.3 to 8.5: who works how, incidents, availability, counterparts, what all can see."""
    p, v, o, z, post, tier_of = m.p, m.v, m.o, m.z, m.post, m.office.tier
    o.live, o.preparing = m.live, m.preparing
    o.paper, o.hybrid, o.digital = m.mean(m.on_paper), m.mean(m.both_ways), m.mean(m.on_screen)
    o.digital_lower = m.total(m.on_screen & ~m.officer)
    o.discretion_loss, o.job_insecurity = m.mean(post.discretion_loss), m.mean(post.job_insecurity)
    o.skill, o.infrastructure = m.mean(post.skill), m.office.infrastructure
    o.champion = v.champ[tier_of] * m.mean(post.tenure >= p.champion_tenure, among=m.officer)
    used = o.digital + o.hybrid
    luck = draws(m.seed, randomness.INCIDENT, m.t, m.office.number)
    o.incident = m.live & ((m.shock.attack > 0) | (luck < p.h0 * (1 - z.hardening[tier_of]) * used))
    carried = p.cap * o.infrastructure * np.where(v.cloud > 0, p.cloud_cap, 1)[tier_of]
    room = np.divide(carried, used, out=np.ones_like(used), where=used > 0)
    lost = np.minimum(1, m.shock.outage * np.where(v.cloud > 0, p.cloud_outage, 1)[tier_of])
    o.availability = (1 - lost) * (1 - p.dn * o.incident) * np.minimum(1, room)
    o.counterpart_digital, o.counterpart_hybrid = m.traffic @ o.digital, m.traffic @ o.hybrid
    runs = o.digital * o.availability
    o.paperless_exchange = runs * (m.traffic @ runs)
    z.digital = np.bincount(m.k, m.on_screen) / z.n_posts
    z.incident_mean = m.tier_mean(o.incident)
    seen = m.office.visibility * m.live
    weight = np.bincount(tier_of, seen)
    shown = np.bincount(tier_of, seen * o.digital)
    z.visible_use = np.divide(shown, weight, out=np.zeros_like(shown), where=weight > 0)


def superiors_use(m: Month) -> np.ndarray:
    """8.5: L, share of desks of higher grades that are digital, hybrid ones by weight; C for the highest."""
    used = m.on_screen + m.p.hybrid_weight * m.both_ways
    of_grade = m.z.anchoring[m.office.tier][:, None] * np.ones(4)
    for grade in range(3):
        of_grade[:, grade] = m.mean(used, among=m.grade > grade)
    return of_grade[m.of, m.grade]


def appraisal(m: Month) -> None:
    """Step (d), 8.5 and 8.6: resistance, barriers, effective resistance, perceived penalty, sabotage."""
    p, v, o, z, own, post, k, of = m.p, m.v, m.o, m.z, m.own, m.post, m.k, m.of
    alone = (1 - superiors_use(m)) * (1 - p.lam_ch * o.champion[of])
    hierarchy = post.deference * alone
    lack = (1 - o.infrastructure[of]) + (1 - post.skill) + (1 - z.hardening[k]) + (1 - z.trust[k])
    own.deficit = lack / 4
    own.barriers = (lack + (1 - v.budget[k]) + (1 - z.anchoring[k])) / 6
    fears = p.w_R1 * post.discretion_loss + p.w_R2 * post.job_insecurity + p.w_R3 * hierarchy
    own.resistance = fears + p.w_R4 * post.habit + p.w_R5 * post.distrust
    own.effective = own.resistance * (1 + p.kappa * (own.barriers - p.X0))
    own.shield = (1 - p.psi_U * z.union[k] * ~m.officer) * (1 - p.imp * (m.grade == 3))
    own.penalty = p.beta_E * z.anticipation[k] * post.detection * post.belief * own.shield
    ordered = (np.maximum(v.e_act, v.e_ann) > 0)[k]
    o.sabotage = m.mean((own.effective > p.th_Z) & ~m.on_screen & m.live[of] & ordered)
    o.hierarchy, o.habit, o.distrust = m.mean(hierarchy), m.mean(post.habit), m.mean(post.distrust)
    o.resistance, o.barriers = m.mean(own.resistance), m.mean(own.barriers)
    o.senior_resistance = m.mean(own.resistance, among=m.officer)
    o.effective_resistance, o.penalty = m.mean(own.effective), m.mean(own.penalty)
    o.belief, o.detection = m.mean(post.belief), m.mean(post.detection)
    o.rent = m.mean(m.rent(post.rent))
    o.leak = m.mean(m.rent(post.rent) * np.array([p.leak_P, p.leak_H, p.leak_D])[post.mode])
    z.fear_lower = np.bincount(k, post.job_insecurity * ~m.officer) / np.bincount(k, ~m.officer)


def checks(m: Month) -> None:
    """Step (d), 8.8: who is checked and sanctioned, and what colleagues learn from it."""
    p, o, z, own, k, tier_of = m.p, m.o, m.z, m.own, m.k, m.office.tier
    own.sees_token = (p.eta0 + (1 - p.eta0) * m.v.ME)[k]
    acts = p.phi0 + (1 - p.phi0) * m.v.ME
    checked = m.live[m.of] & (m.draw(randomness.AUDIT) < (z.enforcement * z.anchoring)[k])
    caught = m.on_paper | (m.both_ways & (m.draw(randomness.TOKEN_DETECTION) < own.sees_token))
    punished = checked & caught & (m.draw(randomness.FOLLOW_THROUGH) < acts[k] * own.shield)
    o.audits = m.total(checked)
    o.sanctions, o.token_sanctions = m.total(punished & m.on_paper), m.total(punished & m.both_ways)
    o.exposed = m.total(own.shield * m.on_paper)
    actual = z.enforcement * z.anchoring * acts
    o.rate = (o.sanctions + p.n0 * actual[tier_of]) / (o.exposed + p.n0)
    cases = np.bincount(tier_of, o.sanctions * m.live) + p.n0 * actual
    z.rate = cases / (np.bincount(tier_of, o.exposed * m.live) + p.n0)


def bought(m: Month, paid: np.ndarray) -> np.ndarray:
    """8.2: gross equipment of each office if a share `paid` of the investment of each tier is paid."""
    p, v, o, tier_of = m.p, m.v, m.o, m.office.tier
    sought = v.inv * (1 + p.partner_gain * v.partnership) * np.bincount(tier_of)
    effort = np.minimum(p.inv_max, sought / np.maximum(m.z.n_preparing, 1)) * paid * v.budget
    effort = effort[tier_of] * m.preparing
    return effort * (1 - p.zeta_inv * o.senior_resistance) * (1 - o.infrastructure)


def funding(m: Month) -> None:
    """Step (d), 9: what the levers would cost in full, what is committed, what the budget pays."""
    p, v, o, z, k, tier_of = m.p, m.v, m.o, m.z, m.k, m.office.tier
    settled = m.officer & (m.post.tenure >= p.champion_tenure)
    groups = [np.ones_like(settled), m.officer, settled, m.post.skill_floor < p.literacy_cut]
    m.meant = np.choose(v.target[k].astype(int), groups) & m.preparing[m.of]
    o.eligible, z.n_eligible = m.total(m.meant), np.bincount(k, m.meant)
    sent = np.minimum(1, v.train * v.budget * z.n_posts / np.maximum(z.n_eligible, 1))
    sent = o.eligible * sent[tier_of] * (1 - p.zeta_inv * o.resistance)
    price = p.cost_equip * np.where(v.cloud > 0, p.cloud_cost, 1) * (1 - p.partner_saving * v.partnership)
    paid_desks = m.size * (o.digital + (1 - v.ME)[tier_of] * o.hybrid)
    office = p.cost_course * sent + (price[tier_of] * m.size) * bought(m, np.ones_like(v.inv))
    office = office + (v.inc * v.budget * p.incentive_wage * p.wage)[tier_of] * paid_desks
    office = office + (v.CM * p.cost_CM + v.hard * v.budget * p.cost_hard)[tier_of]
    whole = v.standards * v.budget * p.cost_std + v.aware * p.cost_aware * m.tier.citizens
    z.planned = np.bincount(tier_of, office) + whole
    firm = p.cost_audit * o.audits + p.cost_ME * v.ME[tier_of]
    firm = firm + p.cost_champion * v.champ[tier_of] * m.total(m.officer)
    z.committed = v.enacting + np.bincount(tier_of, firm)
    left = m.tier.purse - z.committed
    z.funded = np.clip(np.divide(left, z.planned, out=np.ones_like(left), where=z.planned > 0), 0, 1)
    z.overrun = np.maximum(0, -left)


def utilities(m: Month) -> np.ndarray:
    """8.4 and 8.9: utilities of paper, hybrid and digital work; shape (3, n_posts)."""
    p, v, o, z, own, post, k, of = m.p, m.v, m.o, m.z, m.own, m.post, m.k, m.of
    tier_of = m.office.tier
    others = p.om * o.digital + (1 - p.om) * z.interoperability[tier_of] * o.counterpart_digital
    fit = (1 - p.fit_gov * (v.gov - p.gov_neutral))[tier_of]
    o.performance = clip(o.availability * fit * (1 - p.z_s * o.sabotage) * (1 - p.nu + p.nu * others))
    example = o.digital + p.hybrid_weight * o.hybrid
    o.influence = (1 - p.vs) * example + p.vs * z.visible_use[tier_of]
    of_office = p.w_PE * o.performance + p.w_SI * o.influence + p.w_FC * o.infrastructure
    core = p.beta0 + post.taste + m.office.culture[of]
    core = core + p.beta_U * (of_office[of] + p.w_EE * post.skill)
    reward = (p.beta_I * v.inc * z.funded * z.anchoring * v.budget)[k]
    modern = o.counterpart_digital + o.counterpart_hybrid
    burden = p.c_X * np.where(m.traffic.any(axis=1), 1 - modern, 0)[of]
    owned = p.beta_O * post.tenure / (post.tenure + p.tau_O)
    dread = p.beta_R * own.effective
    digital = core + owned + reward - dread - p.beta_B * (1 - post.belief) - burden
    hybrid = p.chi_U * core - p.chi_R * dread - p.c_H - own.sees_token * own.penalty
    hybrid = hybrid + (1 - v.ME[k]) * reward
    paper = -own.penalty - p.beta_ban * (v.ban * z.anchoring)[k] * modern[of]
    return np.stack([paper, hybrid, digital])


def gates_and_choices(m: Month) -> None:
    """Steps (e) and (g), 8.9: seniors open or close their office; who reconsiders chooses."""
    paper, hybrid, digital = worth = utilities(m)
    willing = np.maximum(hybrid, digital) - paper
    m.o.willingness = m.mean(willing, among=m.grade == 3)
    m.o.open = m.live & (m.o.willingness > m.p.th_G - m.p.d_G * m.office.open)
    m.next_office.open = m.o.open
    reached = np.cumsum(softmax(worth / m.p.sigma, axis=0), axis=0)
    luck = m.draw(randomness.CHOICE)
    choice = np.where(m.o.open[m.of], (luck >= reached[0]).astype(int) + (luck >= reached[1]), 0)
    m.next_post.mode = np.where(m.draw(randomness.REVISION) < m.p.lam, choice, m.post.mode)


def citizens(m: Month) -> None:
    """Steps (f) and (h), 8.13: files without paper, days per file, satisfaction; trust of t + 1."""
    p, v, o, z = m.p, m.v, m.o, m.z
    every_grade = np.prod([m.mean(m.on_screen, among=m.grade == grade) for grade in range(4)], axis=0)
    o.end_to_end = o.availability * every_grade
    slow = p.PT_p * (1 - o.end_to_end) * (1 + p.dup * o.hybrid) * (1 + p.PT_Z * o.sabotage)
    o.processing_days = p.PT_d * o.end_to_end + slow
    z.transparency = m.tier_mean(o.digital * o.availability + p.x_T_hybrid * o.hybrid)
    z.accessibility = m.tier.access * m.tier_mean(o.availability)
    z.processing_days = m.tier_mean(o.processing_days)
    efficiency = clip((p.PT_p - z.processing_days) / (p.PT_p - p.PT_d))
    met = {"T": z.transparency, "E": efficiency, "A": z.accessibility, "D": z.trust}
    gains = [p[f"b_{x}"] * (p.L0 + (5 - p.L0) * share - p[f"lik_{x}"]) for x, share in met.items()]
    z.satisfaction = np.clip(p.sat_mean + sum(gains), 1, 5)
    lesson = p.g_C * ((z.satisfaction - 1) / 4 - z.trust) - p.w_inc * p.j_CT * z.incident_mean
    m.next_tier.trust = clip(z.trust + lesson + p.aware_effect * v.aware * z.funded * (1 - z.trust))


def learning(m: Month) -> None:
    """Step (g), 8.5, 8.7, 8.8: fears, belief and perceived detection of t + 1."""
    p, v, o, z, post, k, of, then = m.p, m.v, m.o, m.z, m.post, m.k, m.of, m.next_post
    interest = (1 - p.al) * m.rent(post.rent) * (1 - p.e_CM * (v.CM * z.funded)[k])
    drift = p.g_R * (interest + p.al * o.discretion_loss[of] - post.discretion_loss)
    then.discretion_loss = clip(post.discretion_loss + drift)
    spread = (1 - v.J * z.anchoring) * (p.r0 + (1 - p.r0) * z.digital)
    fear = clip(m.by_grade("x_g") * spread[k] + p.a_b * (1 - v.budget)[k])
    then.job_insecurity = clip(post.job_insecurity + p.g_R * (fear - post.job_insecurity))
    use = np.array([1, p.habit_hybrid, 0])[post.mode]
    then.habit = clip(post.habit + p.g_H * (use - post.habit))
    shock = p.j_C * (o.incident[of] + p.spill * z.incident_mean[k]) * (1 - post.distrust)
    then.distrust = clip(post.distrust + p.g_R * (m.own.deficit - post.distrust) + shock)
    seen = p.chi_B * (o.digital[of] + z.visible_use[k]) / 2
    then.belief = clip(post.belief + p.g_B * ((1 - p.chi_B) * z.anchoring[k] + seen - post.belief))
    learns = m.live[of] & (v.deadline_passed[k] > 0)
    rate = p.q_local * o.rate[of] + (1 - p.q_local) * z.rate[k]
    then.detection = post.detection + p.g_Q * (rate - post.detection) * learns
    then.tenure = post.tenure + 1


def training(m: Month) -> None:
    """Step (g), 8.10: who is sent on a course, and digital skill of t + 1."""
    p, v, post, k = m.p, m.v, m.post, m.k
    places = np.minimum(1, v.train * v.budget * m.z.n_posts / np.maximum(m.z.n_eligible, 1)) * m.z.funded
    chance = places[k] * (1 - p.zeta_inv * m.o.resistance[m.of])
    trained = m.meant & (m.draw(randomness.TRAINING) < chance)
    m.o.trained = m.total(trained)
    gap = 1 - post.skill
    practice = np.array([0, p.lam_H, p.lam_D])[post.mode] * gap
    fading = (
        p.d_S * np.maximum(post.skill - post.skill_floor, 0) * np.array([1, p.decay_hybrid, 0])[post.mode]
    )
    course = trained * p.t_S * (1 - p.zeta_T * m.own.resistance) * gap
    m.next_post.skill = clip(post.skill + practice - fading + course)


def institutions(m: Month) -> None:
    """Step (h), 8.1, 8.2 and 8.12: commitment, unions, equipment, standards, protection."""
    p, v, o, z, tier_of, then = m.p, m.v, m.o, m.z, m.office.tier, m.next_tier
    o.equipment_bought = bought(m, z.funded)
    wear = p.d_F * (1 - v.budget * z.anchoring)[tier_of] * o.infrastructure
    m.next_office.infrastructure = clip(o.infrastructure + o.equipment_bought - wear)
    then.commitment = z.commitment + p.g_P * (z.set_point - z.commitment)
    then.set_point = z.set_point
    then.union = z.union + p.g_U * (expit((z.fear_lower - p.th_U) / p.s_U) - z.union)
    best = np.minimum(1, p.I_base + p.I_gov * v.gov + p.I_law * v.exchange_law)
    learnt = v.budget * v.standards * z.funded * np.maximum(best - z.interoperability, 0)
    then.interoperability = clip(z.interoperability + learnt)
    built = v.budget * v.hard * z.funded * (1 - z.hardening)
    then.hardening = clip(z.hardening + built - p.d_Hd * z.hardening)


def transfers(m: Month) -> None:
    """Step (i), 8.11: within tier and grade, in the order of a draw, the marked move one post on."""
    p, k, then = m.p, m.k, m.next_post
    often = np.where((m.v.transition > 0)[k] & m.officer, p.reshuffle, 1)
    rate, luck = m.by_grade("mu_g") * often, m.draw(randomness.TRANSFER)
    marked = luck < rate * (1 - m.v.TP[k])
    m.o.transfers = m.total(marked)
    m.o.transfers_avoided = m.total((luck < rate) & ~marked)
    order = np.argsort(m.draw(randomness.TRANSFER_KEY), kind="stable")
    for group in np.unique(4 * k + m.grade):
        ring = order[(marked & (4 * k + m.grade == group))[order]]
        if len(ring) < 2:
            continue
        for name in PERSONAL:
            getattr(then, name)[ring] = np.roll(getattr(then, name)[ring], 1)
        floor = then.skill_floor[ring]
        then.skill[ring] = floor + (1 - p.s_loss) * (then.skill[ring] - floor)
        then.tenure[ring] = 0


def turnover(m: Month) -> None:
    """Step (i), 8.11: recruits take the posts of those who left."""
    p, then = m.p, m.next_post
    left = m.draw(randomness.TURNOVER) < p.turn
    m.o.recruits = m.total(left)
    rent, deference, taste, ability = (
        ndtri(m.draw(purpose) + 2.0**-33)  # the middle of the draw's cell
        for purpose in range(randomness.RECRUIT_RENT, randomness.RECRUIT_SKILL + 1)
    )
    skill = clip(m.by_grade("skill_g") + m.tier.skill_shift[m.k] + p.entrant_skill + p.skill_sd * ability)
    arrives = {
        "rent": rent,
        "deference": clip(p.def_mean + p.def_sd * deference),
        "taste": p.sigma_xi * taste,
        "skill": skill,
        "skill_floor": skill,
        "discretion_loss": m.rent(rent),
        "job_insecurity": m.by_grade("x_g") * p.r0,
        "habit": p.entrant_habit,
        "distrust": p.entrant_distrust,
        "belief": m.z.anchoring[m.k],
        "tenure": 0,
    }
    for name, value in arrives.items():
        setattr(then, name, np.where(left, value, getattr(then, name)))


STEPS = (
    *(impulses, anchoring, offices, appraisal, checks, funding, gates_and_choices, citizens),
    *(learning, training, institutions, transfers, turnover),
)
"""In the order of the month; citizens, learning, training and institutions all read month t alone."""


def month_by_hand(t: int, world: World) -> Month:
    """Work out month `t` from the state of `world`, which is left as it is."""
    m = Month(t, world)
    for step in STEPS:
        step(m)
    return m
