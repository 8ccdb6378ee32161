"""Taking stock of the month: resistance of every office, checks and sanctions, what they teach."""

from sim import randomness
from sim.compiling import phase, rule
from sim.rules import enforcement, resistance, skill
from sim.state import World
from sim.steps.officials import rent_of, stance


@phase
def appraise(t: int, m: int, w: World) -> None:
    """Resistance, barriers and sabotage of the office; who could be trained; leakage."""
    p, o, now, posts = w.params[0], w.office[m], w.office_log[t, m], w.posts
    v, z = w.in_force[t, o.tier], w.tier_log[t, o.tier]
    live, mandated = now.live > 0.0, max(v.e_act, v.e_ann) > 0.0
    n, n_officers = o.last - o.first, w.n_grade[m, 2] + w.n_grade[m, 3]
    r3 = r4 = r5 = total = officers = lack = effective = penalty = trusting = feared = 0.0
    rent = leak = fear_lower = 0.0
    n_sabotage = n_eligible = 0
    for i in range(o.first, o.last):
        s = stance(t, m, i, w)
        grade, mode = posts.grade[i], posts.mode[i]
        r3 += s.hierarchy
        r4 += posts.habit[i]
        r5 += posts.distrust[i]
        total += s.resistance
        lack += s.barriers
        effective += s.effective
        penalty += s.penalty
        trusting += posts.belief[i]
        feared += posts.detection[i]
        worth = rent_of(m, i, w)
        rent += worth
        leak += worth * (p.leak_P if mode == 0 else (p.leak_H if mode == 1 else p.leak_D))
        if grade >= 2:
            officers += s.resistance
        else:
            fear_lower += posts.job_insecurity[i]
        if resistance.sabotages(s.effective, mode, live, mandated, p):
            n_sabotage += 1
        if skill.in_target_group(int(v.target), grade, posts.tenure[i], posts.skill_floor[i], p):
            n_eligible += 1
    now.hierarchy, now.habit, now.distrust = r3 / n, r4 / n, r5 / n
    now.resistance, now.senior_resistance = total / n, officers / n_officers
    now.barriers, now.effective_resistance, now.penalty = lack / n, effective / n, penalty / n
    now.belief, now.detection = trusting / n, feared / n
    now.rent, now.leak, now.sabotage = rent / n, leak / n, n_sabotage / n
    z.fear_lower += fear_lower
    now.eligible = n_eligible * now.preparing
    z.n_eligible += now.eligible


@rule
def _sanctioned(t: int, m: int, i: int, j: int, spared: float, w: World) -> tuple[bool, bool]:
    """Whether post `i`, whose draws are in column `j`, is checked on how it is worked now, and sanctioned."""
    o = w.office[m]
    v, z, p = w.in_force[t, o.tier], w.tier_log[t, o.tier], w.params[0]
    check, see, act = w.draws[1, j], w.draws[2, j], w.draws[3, j]
    if not enforcement.audited(w.office_log[t, m].live > 0.0, z.enforcement, z.anchoring, check):
        return False, False
    token = enforcement.token_detection(v.ME, p)
    consequences = enforcement.follow_through(v.ME, p)
    return True, enforcement.sanctioned(w.posts.mode[i], token, consequences, spared, see, act)


@phase
def enforce(t: int, m: int, w: World) -> None:
    """Checks and sanctions of the month, and what the office's own cases teach."""
    p, o, now, posts = w.params[0], w.office[m], w.office_log[t, m], w.posts
    z = w.tier_log[t, o.tier]
    exposed = 0.0
    n_audits = n_sanctions = n_token = 0
    checks = z.enforcement > 0.0 and now.live > 0.0
    for start in range(o.first, o.last, randomness.BATCH):
        stop = min(start + randomness.BATCH, o.last)
        if checks:
            randomness.many_draws(w.draws, w.seed, randomness.WHEN_NEEDED, t, posts.number[start:stop])
        for i in range(start, stop):
            spared = enforcement.shield(posts.grade[i], z.union, p)
            if posts.mode[i] == 0:
                exposed += spared
            if checks:
                checked, punished = _sanctioned(t, m, i, i - start, spared, w)
                if checked:
                    n_audits += 1
                if punished and posts.mode[i] == 0:
                    n_sanctions += 1
                elif punished:
                    n_token += 1
    now.audits, now.sanctions, now.token_sanctions = n_audits, n_sanctions, n_token
    now.exposed = exposed
    consequences = enforcement.follow_through(w.in_force[t, o.tier].ME, p)
    now.rate = enforcement.learned_rate(n_sanctions, exposed, z.enforcement * z.anchoring * consequences, p)


@phase
def pool_enforcement(t: int, k: int, w: World) -> None:
    """What the tier's live offices together reveal of enforcement; means over lower grades."""
    p, tier, v, z = w.params[0], w.tier[k], w.in_force[t, k], w.tier_log[t, k]
    sanctions = 0.0
    exposed = 0.0
    n_lower = 0
    for m in range(tier.first, tier.last):
        now = w.office_log[t, m]
        sanctions += now.sanctions * now.live
        exposed += now.exposed * now.live
        n_lower += w.n_grade[m, 0] + w.n_grade[m, 1]
    actual = z.enforcement * z.anchoring * enforcement.follow_through(v.ME, p)
    z.rate = enforcement.learned_rate(sanctions, exposed, actual, p)
    z.fear_lower = z.fear_lower / n_lower
