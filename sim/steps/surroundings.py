"""What officials find when a month begins: who works how, what runs, who writes to whom, who governs."""

from sim import randomness
from sim.compiling import phase
from sim.rules import belief, enforcement, office
from sim.state import World


@phase
def impulses(t: int, k: int, w: World) -> None:
    """A change of government and an announcement act at once, in place."""
    p, tier, v = w.params[0], w.tier[k], w.in_force[t, k]
    intensity = v.announced * enforcement.tier_factor(v.gov, tier.reach, tier.will)
    if v.transition > 0.0:
        tier.commitment = belief.after_transition(tier.commitment, p)
        tier.set_point = belief.after_transition(tier.set_point, p)
    if v.new_set_point >= 0.0:
        tier.set_point = v.new_set_point
    if v.transition == 0.0 and intensity == 0.0:
        return
    for m in range(tier.first, tier.last):
        live = t >= w.office[m].golive
        for i in range(w.office[m].first, w.office[m].last):
            if v.transition > 0.0:
                w.posts.belief[i] = belief.belief_after_transition(w.posts.belief[i], v.law, p)
            if intensity > 0.0 and live:
                w.posts.detection[i] = enforcement.announced(w.posts.detection[i], intensity)


@phase
def anchor(t: int, k: int, w: World) -> None:
    """How firmly the reform is anchored, and what else of the tier is fixed this month."""
    p, tier, v, z = w.params[0], w.tier[k], w.in_force[t, k], w.tier_log[t, k]
    z.commitment = tier.commitment
    z.set_point = tier.set_point
    z.union = tier.union
    z.trust = tier.trust
    z.interoperability = tier.interoperability
    z.hardening = tier.hardening
    z.anchoring = belief.anchoring(v.law, tier.commitment)
    z.enforcement = v.e_act * enforcement.tier_factor(v.gov, tier.reach, tier.will)
    z.anticipation = enforcement.anticipation(v.e_act, v.e_ann, v.months_left, p)
    n_preparing = 0
    for m in range(tier.first, tier.last):
        if t >= w.office[m].golive - p.lead - w.office[m].cooling:
            n_preparing += 1
    z.n_preparing = n_preparing


@phase
def count(t: int, m: int, w: World) -> None:
    """Count who works how; means that officials of the office see of each other."""
    p, o, now = w.params[0], w.office[m], w.office_log[t, m]
    n = o.last - o.first
    counts = w.n_mode[m]
    counts[:] = 0
    n_champions = 0
    sum_r1 = 0.0
    sum_r2 = 0.0
    sum_skill = 0.0
    for i in range(o.first, o.last):
        grade = w.posts.grade[i]
        counts[grade, w.posts.mode[i]] += 1
        if grade >= 2 and w.posts.tenure[i] >= p.champion_tenure:
            n_champions += 1
        sum_r1 += w.posts.discretion_loss[i]
        sum_r2 += w.posts.job_insecurity[i]
        sum_skill += w.posts.skill[i]
    now.live = 1.0 if t >= o.golive else 0.0
    now.preparing = 1.0 if t >= o.golive - p.lead - o.cooling else 0.0
    now.paper = (counts[0, 0] + counts[1, 0] + counts[2, 0] + counts[3, 0]) / n
    now.hybrid = (counts[0, 1] + counts[1, 1] + counts[2, 1] + counts[3, 1]) / n
    now.digital = (counts[0, 2] + counts[1, 2] + counts[2, 2] + counts[3, 2]) / n
    now.champion = w.in_force[t, o.tier].champ * n_champions / (w.n_grade[m, 2] + w.n_grade[m, 3])
    now.digital_lower = counts[0, 2] + counts[1, 2]
    now.discretion_loss = sum_r1 / n
    now.job_insecurity = sum_r2 / n
    now.skill = sum_skill / n
    _superiors(t, m, w)


@phase
def _superiors(t: int, m: int, w: World) -> None:
    """What each grade sees its superiors do; the top grade looks to the state itself."""
    counts = w.n_mode[m]
    used = 0.0
    n_above = 0
    w.superiors_use[m, 3] = w.tier_log[t, w.office[m].tier].anchoring
    for above in range(3, 0, -1):
        used += counts[above, 2] + w.params[0].hybrid_weight * counts[above, 1]
        n_above += w.n_grade[m, above]
        w.superiors_use[m, above - 1] = used / n_above


@phase
def run_system(t: int, m: int, w: World) -> None:
    """Incidents and availability of the office's system."""
    p, o, now, shock = w.params[0], w.office[m], w.office_log[t, m], w.shocks[t, m]
    reported = now.digital + now.hybrid
    luck = randomness.draw(w.seed, randomness.INCIDENT, t, o.number)
    attacked = shock.attack > 0.0
    hit = office.has_incident(now.live > 0.0, attacked, w.tier_log[t, o.tier].hardening, reported, luck, p)
    now.incident = 1.0 if hit else 0.0
    now.infrastructure = o.infrastructure
    cloud = w.in_force[t, o.tier].cloud > 0.0
    outage = office.outage_felt(shock.outage, cloud, p)
    factors = office.availability_factors(o.infrastructure, reported, hit, outage, cloud, p)
    now.availability = office.availability(factors)


@phase
def correspond(t: int, m: int, w: World) -> None:
    """What the office's counterparts do, weighted by the files sent to them."""
    now = w.office_log[t, m]
    digital = 0.0
    hybrid = 0.0
    paperless = 0.0
    for n in range(len(w.office)):
        share = w.traffic[m, n]
        if share > 0.0:
            other = w.office_log[t, n]
            digital += share * other.digital
            hybrid += share * other.hybrid
            paperless += share * other.digital * other.availability
    now.counterpart_digital = digital
    now.counterpart_hybrid = hybrid
    now.paperless_exchange = now.digital * now.availability * paperless


@phase
def look_around(t: int, k: int, w: World) -> None:
    """What everybody in the tier can see: digital desks, visible offices, incidents."""
    tier, z = w.tier[k], w.tier_log[t, k]
    n_posts = 0
    n_digital = 0
    incidents = 0.0
    seen = 0.0
    weight = 0.0
    for m in range(tier.first, tier.last):
        o, now = w.office[m], w.office_log[t, m]
        n_posts += o.last - o.first
        for grade in range(4):
            n_digital += w.n_mode[m, grade, 2]
        incidents += now.incident
        seen += o.visibility * now.digital * now.live
        weight += o.visibility * now.live
    z.n_posts = n_posts
    z.digital = n_digital / n_posts
    z.incident_mean = incidents / (tier.last - tier.first)
    z.visible_use = seen / weight if weight > 0.0 else 0.0
