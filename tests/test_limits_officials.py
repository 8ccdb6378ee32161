"""Limiting cases of one official: skill, attitudes, detection, belief, postings (L6 to L12, L15, L18)."""

import math

import numpy as np
import pytest
from worlds import live, lived, one_office, orders, small, world_of

from sim.parameters import PARAMETERS

STILL = {
    **{"lam": 0, "g_R": 0, "g_H": 0, "g_B": 0, "j_C": 0},
    **{"d_S": 0, "lam_D": 0, "lam_H": 0, "levers.train": 0},
}
"""Nobody changes mode, mind or skill."""


def default(name: str) -> float:
    return PARAMETERS[name].default


def same(values: np.ndarray, expected: np.ndarray, tolerance: float = 1e-12) -> bool:
    return bool(np.abs(values - expected).max() <= tolerance)


# ---- L6, L7, L8 skill


def test_l06_skill_decay():
    """Fails if the floor fades too, or skill above it by another share than d_S a month."""
    months = 24
    world = world_of(one_office(200, {"lam": 0, "levers.train": 0}, months=months))
    floor = world.posts.skill_floor.copy()
    world.posts.skill[:] = floor + np.linspace(0.0, 0.3, 200)
    above = world.posts.skill - floor
    live(world, 0, months)
    assert same(world.posts.skill - floor, above * (1 - default("d_S")) ** months)
    half_life = math.log(2) / -math.log(1 - default("d_S"))
    assert half_life == pytest.approx(11.0, abs=0.05)  # the months of the study behind d_S
    assert (1 - default("d_S")) ** half_life == pytest.approx(0.5)


def test_l07_skill_under_training():
    """Courses against fading: mean S* = (c k + d Sf) / (c k + d).

    Fails if the drag of resistance on courses, or on what they teach, is left out or acts twice.
    """
    n, months, r, train = 20_000, 240, 0.4, 0.05
    alone = {"w_R1": 1, "w_R2": 0, "w_R3": 0, "w_R4": 0, "w_R5": 0, "g_R": 0, "lam": 0, "levers.train": train}
    world = world_of(one_office(n, alone, months=months))
    world.posts.discretion_loss[:] = r
    live(world, 0, months)
    c = train * (1 - default("zeta_inv") * r)
    k = default("t_S") * (1 - default("zeta_T") * r)
    expected = (c * k + default("d_S") * world.posts.skill_floor.mean()) / (c * k + default("d_S"))
    settled = np.asarray(world.office_log.skill)[120:, 0]
    trained = np.asarray(world.office_log.trained).sum() / (n * months)
    assert trained == pytest.approx(c, abs=5 * math.sqrt(c * (1 - c) / (n * months)))
    # Skill remembers about 1/(ck + d) months of luck: that many of the 120 are not independent.
    independent = n * 120 * (c * k + default("d_S"))
    assert settled.mean() == pytest.approx(expected, abs=5 * world.posts.skill.std() / math.sqrt(independent))


@pytest.mark.parametrize(("mode", "rate"), [(2, "lam_D"), (1, "lam_H")])
def test_l08_learning_by_doing(mode, rate):
    """Fails if practice does not close a fixed share of the gap a month, or fades in a digital post."""
    months = 30
    world = world_of(one_office(200, {"lam": 0, "levers.train": 0, "decay_hybrid": 0}, months=months))
    world.posts.mode[:] = mode
    gap = 1 - world.posts.skill.copy()
    live(world, 0, months)
    assert same(1 - world.posts.skill, gap * (1 - default(rate)) ** months)


# ---- L9 habit


@pytest.mark.parametrize(("mode", "goal"), [(0, 1.0), (1, 0.5), (2, 0.0)])
def test_l09_habit(mode, goal):
    """Fails if the habit follows another mode, or at another rate than 1 - g_H."""
    months = 40
    world = world_of(one_office(200, {"lam": 0}, months=months))
    world.posts.mode[:] = mode
    live(world, 0, months)
    left = (default("habit_start") - goal) * (1 - default("g_H")) ** months
    assert same(world.posts.habit, np.full(200, goal + left))


def test_l09_habit_and_skill_follow_the_mode_worked():
    """Everybody turns digital in the first month; what that does to habit and skill begins in the second.

    Fails if habit or practice follows the mode chosen this month rather than the one worked.
    """
    world = world_of(one_office(200, {"lam": 1, "beta0": 100, "levers.train": 0}, months=3))
    skill = world.posts.skill.copy()
    live(world, 0, 1)
    assert (world.posts.mode == 2).all()
    assert same(world.posts.habit, np.full(200, 1 - 0.1 * (1 - default("g_H"))))
    assert same(world.posts.skill, skill)
    live(world, 1, 2)
    assert same(world.posts.habit, np.full(200, (1 - 0.1 * (1 - default("g_H"))) * (1 - default("g_H"))))
    assert same(1 - world.posts.skill, (1 - skill) * (1 - default("lam_D")))


# ---- L10 opinion


@pytest.mark.parametrize("change_management", [0.0, 0.8])
def test_l10_friedkin_johnsen(change_management):
    """Settled opinion is an anchor and the office's mean: R1* = (1 - al) rho + al mean(rho).

    Fails if the mean runs over the tier, or the rent of the grade is left out.
    """
    months = 600
    still = {f"mu_g{grade}": 0 for grade in range(4)} | {"turn": 0, "lam": 0, "levers.CM": change_management}
    world = world_of(small({"posts": 80, "offices": 4} | still, months=months))
    by_grade = np.array([default(f"rho_g{grade}") for grade in range(4)])[world.posts.grade]
    rho = np.clip(world.office.rent.repeat(20) + by_grade + default("rho_z") * world.posts.rent, 0, 1)
    assert same(world.posts.discretion_loss, rho)  # officials start at their rent
    world.posts.discretion_loss[:] = 0.9
    live(world, 0, months)
    al, anchor = default("al"), rho * (1 - default("e_CM") * change_management)
    mean = np.repeat(anchor.reshape(4, 20).mean(axis=1), 20)
    assert same(world.posts.discretion_loss, (1 - al) * anchor + al * mean)


# ---- L11, L12 enforcement


def test_l11_enforcement_step():
    """Perceived detection approaches q = e C phi at rate g_Q, whatever the grade or the union.

    Fails if the learned rate is shielded, or C or phi is left out.
    """
    months, e = 40, 0.3
    world = world_of(one_office(400, {"lam": 0, "mandates": orders((0, 0, e))}, months=months))
    world.posts.mode[:] = 2  # nobody to sanction: what is learned is the pseudo-count's q, without noise
    world.posts.detection[:] = np.linspace(e, 1.0, 400)
    started = world.posts.detection.copy()
    live(world, 0, months)
    q = e * 0.6 * (default("phi0") + (1 - default("phi0")) * 0.1)
    assert same(world.posts.detection, q + (started - q) * (1 - default("g_Q")) ** months)


def test_l11_learned_rate_is_unshielded_for_every_grade():
    """Tiers of almost one grade each, unions mobilised: all learn the same q from their own sanctions.

    Fails if the shield is not taken out of the learned rate, or acts on the sanction or the perceived
    penalty twice or not at all.
    """
    months, n, e, union = 24, 20_000, 0.3, 0.8
    shares = [[0.01] * 4 for _ in range(4)]
    for grade in range(4):
        shares[grade][grade] = 0.97
    tiers = [
        {"code": f"T{grade}", "posts": n, "offices": 1, "citizens": 1, "grade_shares": shares[grade]}
        for grade in range(4)
    ]
    values = {
        "tiers": tiers,
        "mandates": orders((0, 0, e)),
        "n0": 0,
        "lam": 0,
        "g_U": 0,
        "turn": 0,
        "B0_sd": 0,
    }
    world = world_of(small(values, months=months))
    world.tier.union[:] = union
    live(world, 0, months)
    log = world.tier_log
    phi = default("phi0") + (1 - default("phi0")) * 0.1
    q = e * 0.6 * phi
    shield = np.array([1 - default("psi_U") * union] * 2 + [1.0, 1 - default("imp")])
    error = math.sqrt(q * (1 - q) / (n * months)) / np.sqrt(shield)
    assert (np.abs(np.asarray(log.rate).mean(axis=0) - q) < 5 * error + 1e-4).all()
    sanctioned = np.asarray(world.office_log.sanctions).sum(axis=0) / (n * months)
    mixed = np.array([np.dot(share, shield) for share in shares])
    assert sanctioned == pytest.approx(q * mixed, abs=5 * math.sqrt(q / (n * months)))
    penalty = np.asarray(world.office_log.penalty)[0]  # on the first day the scare is e
    assert penalty == pytest.approx(default("beta_E") * e * default("B0") * mixed, rel=1e-9)


def test_l12_anticipation_of_a_first_deadline():
    """log Pen rises linearly with slope 1/T_a before the deadline, then stays: Pen = beta_E a Q B s.

    Fails if anticipation is not exponential in the time left, or enforcement begins before the deadline.
    """
    announced, deadline, e = 2, 14, 0.5
    values = {"lam": 0, "g_B": 0, "g_Q": 0, "imp": 0, "psi_U": 0, "B0_sd": 0}
    scenario = one_office(400, values | {"mandates": orders((announced, deadline, e))}, months=24)
    world = lived(scenario)
    penalty, audits = (np.asarray(world.office_log[name])[:, 0] for name in ("penalty", "audits"))
    assert (penalty[:announced] == 0.0).all()
    assert same(np.diff(np.log(penalty[announced : deadline + 1])), np.full(12, 1 / default("T_a")))
    assert same(penalty[deadline:], np.full(10, default("beta_E") * e * default("B0")))
    assert (audits[:deadline] == 0.0).all()
    assert (audits[deadline:] > 0.0).all()


@pytest.mark.parametrize("older", [0.1, 0.5])
def test_l12_anticipation_moves_only_the_difference(older):
    """With an older order in force, a - e_act / e_ann is exponential; checks stay at e_act till the deadline.

    Fails if a newer order suspends the older one, or is felt in full because an older deadline has passed.
    """
    newer = 0.6
    scenario = one_office(400, {"mandates": orders((0, 0, older), (4, 16, newer))}, months=20)
    log = lived(scenario).tier_log
    felt, checks = np.asarray(log.anticipation)[:, 0], np.asarray(log.enforcement)[:, 0]
    assert same(np.diff(np.log(felt[4:17] - older / newer)), np.full(12, 1 / default("T_a")), 1e-10)
    assert (felt[:4] == 1.0).all()
    assert (felt[16:] == 1.0).all()
    assert (checks == [older] * 16 + [newer] * 4).all()


# ---- L15 belief


@pytest.mark.parametrize(("law", "goal"), [(0.0, 0.6), (0.5, 0.8), (1.0, 1.0)])
def test_l15_belief(law, goal):
    """Fails if belief does not approach the anchoring C = l + (1 - l) P at rate g_B (1 under a law)."""
    months = 50
    values = {"lam": 0, "chi_B": 0, "belief": "on"} | ({"law": {"status": law}} if law else {})
    world = world_of(one_office(200, values, months=months))
    started = world.posts.belief.copy()
    live(world, 0, months)
    assert same(world.posts.belief, goal + (started - goal) * (1 - default("g_B")) ** months)


# ---- L18 postings

TRAVELLING = (
    *("skill", "skill_floor", "discretion_loss", "job_insecurity", "habit", "distrust"),
    *("belief", "deference", "taste", "rent"),
)


def test_l18_transfers_conserve_people():
    """Whole officials change posts within tier and grade: told by their z, all have all their traits still.

    Fails if a trait is left behind or lands on another post than the rest, if mode or perceived detection
    travels, or if a transfer crosses tiers or grades.
    """
    months, mu = 60, 1 / 12
    tiers = [{"code": code, "posts": n, "offices": 10, "citizens": 1} for code, n in (("A", 600), ("B", 300))]
    values = {"tiers": tiers, "turn": 0, "s_loss": 0, **{f"mu_g{grade}": mu for grade in range(4)}}
    world = world_of(small(STILL | values, months=months))
    rng = np.random.default_rng(5)
    posts = world.posts
    assert np.unique(posts.rent).size == 900
    for name in ("skill", "skill_floor", "discretion_loss", "job_insecurity", "habit", "distrust"):
        getattr(posts, name)[:] = rng.random(900)  # so that every trait tells officials apart
    posts.mode[:] = rng.integers(0, 3, 900)
    posts.detection[:] = rng.random(900)
    group = posts.grade.astype(int) + 4 * (np.arange(900) >= 600)

    def people() -> np.ndarray:
        return np.stack([getattr(posts, name).copy() for name in TRAVELLING], axis=1)

    before, mode, detection = people(), posts.mode.copy(), posts.detection.copy()
    live(world, 0, months)
    after = people()
    assert (after != before).any(axis=1).mean() > 0.8
    for g in range(8):
        here, there = (rows[group == g][np.argsort(rows[group == g, -1])] for rows in (before, after))
        assert same(here, there)
    assert (posts.mode == mode).all()
    assert (posts.detection == detection).all()
    assert np.asarray(world.office_log.transfers).sum() == pytest.approx(900 * months * mu, rel=0.06)


def test_l18_mean_tenure():
    """Months in post settle at a geometric law: mean (1 - mu) / mu.

    Fails if tenure is not reset by a transfer, or counts the month of arrival.
    """
    n, months, mu = 20_000, 150, 1 / 12
    values = {"offices": 4, "posts": n, "turn": 0, **{f"mu_g{grade}": mu for grade in range(4)}}
    world = world_of(small(STILL | values, months=months))
    drawn = world.posts.tenure.mean()
    world.posts.tenure[:] = 0
    live(world, 0, months)
    error = 5 * math.sqrt(1 - mu) / mu / math.sqrt(n)
    assert world.posts.tenure.mean() == pytest.approx((1 - mu) / mu, abs=error)
    assert drawn == pytest.approx((1 - mu) / mu, abs=error)  # and officials start that way
