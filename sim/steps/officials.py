"""How one official stands, weighs, decides and learns; the post's own row is all that is written."""

from typing import NamedTuple

from sim import randomness
from sim.compiling import phase, rule
from sim.rules import acceptance, belief, choice, enforcement, posting, resistance, skill
from sim.state import World


class Stance(NamedTuple):
    """Where one official stands this month: R3, R, X, G, shield and perceived penalty, and their terms."""

    hierarchy: float
    resistance: float
    barriers: float
    effective: float
    shield: float
    penalty: float
    resistance_terms: resistance.ResistanceTerms
    barrier_terms: resistance.BarrierTerms
    penalty_factors: enforcement.PenaltyFactors


class Weighed(NamedTuple):
    """What one official weighs this month: the terms of acceptance, of the core and of each utility."""

    acceptance: acceptance.AcceptanceTerms
    core: choice.CoreTerms
    paper: choice.PaperTerms
    hybrid: choice.HybridTerms
    digital: choice.DigitalTerms


class NextPost(NamedTuple):
    """What one official decided, and the official's values of next month."""

    mode: int
    skill: float
    discretion_loss: float
    job_insecurity: float
    habit: float
    distrust: float
    belief: float
    detection: float
    trained: bool
    leaving: int
    kept: bool


@rule
def stance(t: int, m: int, i: int, w: World) -> Stance:
    """Return where official `i` of office `m` stands in month `t`."""
    p, posts, now, tier = w.params[0], w.posts, w.office_log[t, m], w.office[m].tier
    z, v, grade = w.tier_log[t, tier], w.in_force[t, tier], posts.grade[i]
    r3 = resistance.hierarchy(
        posts.deference[i], resistance.leadership(w.superiors_use[m, grade], now.champion, p)
    )
    fears = resistance.resistance_terms(
        posts.discretion_loss[i], posts.job_insecurity[i], r3, posts.habit[i], posts.distrust[i], p
    )
    lacks = resistance.barrier_terms(
        now.infrastructure, posts.skill[i], z.hardening, v.budget, z.anchoring, z.trust
    )
    spared = enforcement.shield(grade, z.union, p)
    threat = enforcement.penalty_factors(z.anticipation, posts.detection[i], posts.belief[i], spared, p)
    total, lack = resistance.resistance(fears), resistance.barriers(lacks)
    effective = resistance.effective_resistance(total, lack, p)
    penalty = enforcement.perceived_penalty(threat)
    return Stance(r3, total, lack, effective, spared, penalty, fears, lacks, threat)


@rule
def rent_of(m: int, i: int, w: World) -> float:
    """What discretion is worth to the official who holds post `i` of office `m`."""
    grade = w.posts.grade[i]
    return resistance.discretion_rent(w.office[m].rent, w.by_grade[grade].rent, w.posts.rent[i], w.params[0])


@rule
def weigh(t: int, m: int, i: int, s: Stance, w: World) -> Weighed:
    """Return what an official with stance `s` weighs: the terms of every utility, in logits."""
    p, posts, o, now = w.params[0], w.posts, w.office[m], w.office_log[t, m]
    v, z = w.in_force[t, o.tier], w.tier_log[t, o.tier]
    accepted = acceptance.acceptance_terms(
        now.performance,
        acceptance.effort_expectancy(posts.skill[i]),
        now.influence,
        acceptance.facilitating_conditions(now.infrastructure),
        p,
    )
    core_terms = choice.core_terms(posts.taste[i], o.culture, acceptance.acceptance(accepted), p)
    core = choice.core_utility(core_terms)
    reward = choice.incentive(v.inc * z.funded, z.anchoring, v.budget, p)
    counterparts = now.counterpart_digital + now.counterpart_hybrid
    on_paper = (1.0 - counterparts) * o.partnered
    owned = choice.ownership(posts.tenure[i], p)
    token = enforcement.token_detection(v.ME, p)
    return Weighed(
        accepted,
        core_terms,
        choice.paper_terms(s.penalty, v.ban, z.anchoring, counterparts, p),
        choice.hybrid_terms(core, s.effective, token, s.penalty, v.ME, reward, p),
        choice.digital_terms(core, owned, reward, s.effective, posts.belief[i], on_paper, p),
    )


@rule
def utilities(t: int, m: int, i: int, s: Stance, w: World) -> tuple[float, float, float]:
    """Return the utilities of paper, hybrid and digital work of an official with stance `s`, in logits."""
    x = weigh(t, m, i, s, w)
    return (
        choice.utility_paper(x.paper),
        choice.utility_hybrid(x.hybrid, w.params[0]),
        choice.utility_digital(x.digital),
    )


@phase
def decide_office(t: int, m: int, w: World) -> None:
    """Every official of office `m` decides and commits, in memory order (the order does not matter)."""
    draws, last = w.draws, w.office[m].last
    for start in range(w.office[m].first, last, randomness.BATCH):
        stop = min(start + randomness.BATCH, last)
        randomness.many_draws(draws, w.seed, randomness.EVERY_MONTH, t, w.posts.number[start:stop])
        for i in range(start, stop):
            j = i - start
            luck = draws[0, j], draws[1, j], draws[2, j], draws[3, j]
            commit(t, m, i, _decide(t, m, i, luck, w), w)


@rule
def decide(t: int, m: int, i: int, w: World) -> NextPost:
    """Return what official `i` of office `m` decides in month `t`, and who that official is at t+1."""
    luck = randomness.four_draws(w.seed, randomness.EVERY_MONTH, t, w.posts.number[i])
    return _decide(t, m, i, luck, w)


@rule
def _decide(t: int, m: int, i: int, luck: tuple[float, float, float, float], w: World) -> NextPost:
    s = stance(t, m, i, w)
    revision, move, leave, course = luck
    mode = w.posts.mode[i]
    if revision < w.params[0].lam:
        mode = _choose(t, m, i, s, w)
    return _learn(t, m, i, mode, course < course_chance(t, m, i, w), move, leave, s, w)


@rule
def course_chance(t: int, m: int, i: int, w: World) -> float:
    """Return the chance that official `i` is sent on a course in month `t`; 0 for whom none is meant."""
    p, posts, now, tier = w.params[0], w.posts, w.office_log[t, m], w.office[m].tier
    z, v = w.tier_log[t, tier], w.in_force[t, tier]
    meant = skill.in_target_group(int(v.target), posts.grade[i], posts.tenure[i], posts.skill_floor[i], p)
    if now.preparing > 0.0 and meant:
        wanted = skill.course_chance(v.train, v.budget, z.n_posts / z.n_eligible, now.resistance, p)
        return wanted * z.funded
    return 0.0


@rule
def _choose(t: int, m: int, i: int, s: Stance, w: World) -> int:
    """The mode of work official `i` turns to on reconsidering."""
    p, now = w.params[0], w.office_log[t, m]
    if now.open < 0.5:
        return 0
    luck = randomness.draw(w.seed, randomness.CHOICE, t, w.posts.number[i])
    if p.decision_rule > 1.5:
        return choice.diffuse(w.posts.mode[i], now.digital, luck, p)
    paper, hybrid, digital = utilities(t, m, i, s, w)
    return choice.choose_mode(paper, hybrid, digital, luck, p)


@rule
def transfer_chances(t: int, m: int, i: int, w: World) -> tuple[float, float]:
    """Return the chance that official `i` is transferred, and what it would be without tenure protection."""
    grade, v = w.posts.grade[i], w.in_force[t, w.office[m].tier]
    chance = posting.transfer_chance(w.by_grade[grade].transfer, grade, v.transition > 0.0, w.params[0])
    return chance * (1.0 - v.TP), chance


@rule
def _leave(t: int, m: int, i: int, move: float, leave: float, w: World) -> tuple[int, bool]:
    """Whether official `i` is to be transferred (1), leaves the service (2) or both (3); or is kept."""
    protected, chance = transfer_chances(t, m, i, w)
    moves = move < protected
    leaving = (1 if moves else 0) + (2 if leave < w.params[0].turn else 0)
    return leaving, move < chance and not moves


@rule
def _learn(
    t: int, m: int, i: int, mode: int, trained: bool, move: float, leave: float, s: Stance, w: World
) -> NextPost:
    """Skill, attitudes, belief and perceived enforcement of next month; habits follow the mode of month t."""
    p, posts, now, tier = w.params[0], w.posts, w.office_log[t, m], w.office[m].tier
    z, v, grade, worked = w.tier_log[t, tier], w.in_force[t, tier], posts.grade[i], posts.mode[i]
    deficit = resistance.trust_deficit(now.infrastructure, posts.skill[i], z.hardening, z.trust)
    leaving, kept = _leave(t, m, i, move, leave, w)
    detection = posts.detection[i]
    if v.deadline_passed > 0.0 and now.live > 0.0:
        detection = enforcement.perceived_detection(detection, now.rate, z.rate, p)
    return NextPost(
        mode,
        skill.digital_skill(posts.skill[i], posts.skill_floor[i], worked, trained, s.resistance, p),
        resistance.loss_of_discretion(
            posts.discretion_loss[i], rent_of(m, i, w), now.discretion_loss, v.CM * z.funded, p
        ),
        resistance.job_insecurity(
            posts.job_insecurity[i],
            w.by_grade[grade].exposure,
            v.J * z.anchoring,
            z.digital,
            v.budget,
            p,
        ),
        resistance.paper_habit(posts.habit[i], worked, p),
        resistance.distrust(posts.distrust[i], deficit, now.incident, z.incident_mean, p),
        belief.belief(posts.belief[i], z.anchoring, now.digital, z.visible_use, p),
        detection,
        trained,
        leaving,
        kept,
    )


@rule
def commit(t: int, m: int, i: int, decided: NextPost, w: World) -> None:
    """Write what official `i` decided; nobody else reads this row any more this month."""
    posts = w.posts
    posts.mode[i] = decided.mode
    posts.skill[i] = decided.skill
    posts.discretion_loss[i] = decided.discretion_loss
    posts.job_insecurity[i] = decided.job_insecurity
    posts.habit[i] = decided.habit
    posts.distrust[i] = decided.distrust
    posts.belief[i] = decided.belief
    posts.detection[i] = decided.detection
    posts.tenure[i] += 1
    w.leaving[i] = decided.leaving
    now = w.office_log[t, m]
    if decided.trained:
        now.trained += 1.0
    if decided.kept:
        now.transfers_avoided += 1.0
    if decided.leaving & 1:
        now.transfers += 1.0
    if decided.leaving & 2:
        now.recruits += 1.0
