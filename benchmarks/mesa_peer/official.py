"""An official: fears, skill, belief, and the choice of how to work a file."""

import math
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.mesa_peer.model import ReformModel
    from benchmarks.mesa_peer.office import Office

PAPER, HYBRID, DIGITAL = 0, 1, 2

PERSONAL = (
    *("skill", "skill_floor", "discretion_loss", "job_insecurity", "habit", "distrust"),
    *("belief", "deference", "taste", "rent_draw"),
)
"""What travels with an official who is transferred; mode and perceived detection stay with the post."""


def clip(x: float) -> float:
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


class Official(mesa.Agent):
    """The holder of one post; its attributes are those of the official there now."""

    def __init__(self, model: "ReformModel", office: "Office", grade: int, tenure: int) -> None:
        super().__init__(model)
        self.office = office
        self.grade = grade
        self.tenure = tenure
        self.mode = PAPER
        self.detection = 0.0
        self.transferred = self.left = False

    @property
    def rent(self) -> float:
        """What discretion over files is worth to this official in this post."""
        p = self.model.p
        return clip(self.office.rent + p.grade_rent[self.grade] + p.rho_z * self.rent_draw)

    @property
    def shield(self) -> float:
        """What remains of a penalty: unions shield the lower grades, impunity the seniors."""
        p = self.model.p
        if self.grade <= 1:
            return 1.0 - p.psi_U * self.office.tier.union
        return 1.0 - p.imp if self.grade == 3 else 1.0

    @property
    def trainable(self) -> bool:
        """Whether training is meant for this official."""
        p, target = self.model.p, self.office.tier.policy.target
        if target == 0:
            return True
        if target == 1:
            return self.grade >= 2
        if target == 2:
            return self.grade >= 2 and self.tenure >= p.champion_tenure
        return self.skill_floor < p.literacy_cut

    def appraise(self) -> None:
        """Take stock: resistance, what amplifies it, and the penalty expected for staying on paper."""
        p, office = self.model.p, self.office
        tier = office.tier
        leadership = 1.0 - (1.0 - office.superiors_use[self.grade]) * (1.0 - p.lam_ch * office.champion)
        self.hierarchy = self.deference * (1.0 - leadership)
        self.resistance = (
            p.w_R1 * self.discretion_loss
            + p.w_R2 * self.job_insecurity
            + p.w_R3 * self.hierarchy
            + p.w_R4 * self.habit
            + p.w_R5 * self.distrust
        )
        self.barriers = (tier.lack + (1.0 - office.infrastructure) + (1.0 - self.skill)) / 6.0
        self.effective = self.resistance * (1.0 + p.kappa * (self.barriers - p.X0))
        believed = self.belief if p.belief else 1.0
        self.penalty = p.beta_E * tier.anticipation * self.detection * believed * self.shield
        self.obstructs = tier.mandated and office.live and self.mode != DIGITAL and self.effective > p.th_Z

    def face_check(self) -> None:
        """Be checked with some chance, and be sanctioned if caught and if it has consequences."""
        office = self.office
        tier = office.tier
        if not office.live or self.random.random() >= tier.enforcement * tier.anchoring:
            return
        office.audits += 1
        caught = self.mode == PAPER or (self.mode == HYBRID and self.random.random() < tier.token_detection)
        if caught and self.random.random() < tier.follow_through * self.shield:
            if self.mode == PAPER:
                office.sanctions += 1
            else:
                office.token_sanctions += 1

    def utilities(self) -> tuple[float, float, float]:
        """Utilities of working on paper, both ways and digitally."""
        p, office = self.model.p, self.office
        tier = office.tier
        policy = tier.policy
        acceptance = (
            p.w_PE * office.performance
            + p.w_EE * self.skill
            + p.w_SI * office.influence
            + p.w_FC * office.infrastructure
        )
        core = p.beta0 + self.taste + office.culture + p.beta_U * acceptance
        reward = p.beta_I * policy.inc * tier.anchoring * policy.budget
        counterparts = office.counterpart_digital + office.counterpart_hybrid
        paper = -self.penalty - p.beta_ban * policy.ban * tier.anchoring * counterparts
        hybrid = -math.inf
        if p.hybrid:
            hybrid = (
                p.chi_U * core
                + (1.0 - policy.ME) * reward
                - p.chi_R * p.beta_R * self.effective
                - p.c_H
                - tier.token_detection * self.penalty
            )
        digital = (
            core
            + p.beta_O * self.tenure / (self.tenure + p.tau_O)
            + reward
            - p.beta_R * self.effective
            - (p.beta_B * (1.0 - self.belief) if p.belief else 0.0)
            - (p.c_X * (1.0 - counterparts) if office.partners else 0.0)
        )
        return paper, hybrid, digital

    def choose(self) -> int:
        """Return how files will be worked: a draw by the logit rule, paper while the office is closed."""
        p, office = self.model.p, self.office
        if not office.open:
            return PAPER
        if p.decision_rule == 2:
            adopts = self.random.random() < p.hazard_p + p.hazard_q * office.share[DIGITAL]
            return DIGITAL if self.mode == DIGITAL or adopts else PAPER
        value = self.utilities()
        best = max(value)
        if p.decision_rule == 1:
            return value.index(best)
        weight = [math.exp((v - best) / p.sigma) for v in value]
        mark = self.random.random() * sum(weight)
        if mark < weight[PAPER]:
            return PAPER
        return HYBRID if mark < weight[PAPER] + weight[HYBRID] else DIGITAL

    def step(self) -> None:
        """Reconsider, learn, and perhaps be moved; habits follow how files were worked this month."""
        p, random = self.model.p, self.random.random
        worked = self.mode
        if random() < p.lam:
            self.mode = self.choose()
        trained = self.office.preparing and self.trainable and random() < self.office.course_chance
        self.grow_habits(worked, trained)
        self.grow_fears()
        self.grow_beliefs()
        self.tenure += 1
        self.plan_to_leave()

    def grow_habits(self, worked: int, trained: bool) -> None:
        """Skill comes with use and courses and fades without use; so does the paper habit."""
        p = self.model.p
        gap = 1.0 - self.skill
        fading = p.d_S * max(self.skill - self.skill_floor, 0.0)
        # Distrust answers to the skill of this month, so it goes before skill.
        self.grow_distrust()
        if worked == PAPER:
            change, goal = -fading, 1.0
        elif worked == HYBRID:
            change, goal = p.lam_H * gap - p.decay_hybrid * fading, p.habit_hybrid
        else:
            change, goal = p.lam_D * gap, 0.0
        if trained:
            change += p.t_S * (1.0 - p.zeta_T * self.resistance) * gap
            self.office.trained += 1
        self.skill = clip(self.skill + change)
        self.habit = clip(self.habit + p.g_H * (goal - self.habit))

    def grow_distrust(self) -> None:
        """Distrust follows the deficits around the system, and incidents shock it."""
        p, office = self.model.p, self.office
        tier = office.tier
        deficit = 0.25 * (
            (1.0 - office.infrastructure) + (1.0 - self.skill) + (1.0 - tier.hardening) + (1.0 - tier.trust)
        )
        shock = p.j_C * (office.incident + p.spill * tier.incident_mean) * (1.0 - self.distrust)
        self.distrust = clip(self.distrust + p.g_R * (deficit - self.distrust) + shock)

    def grow_fears(self) -> None:
        """Fear for discretion is anchored in rents and colleagues; fear for the job in what is automated."""
        p, office = self.model.p, self.office
        policy = office.tier.policy
        anchor = (1.0 - p.al) * self.rent * (1.0 - p.e_CM * policy.CM)
        fear = self.discretion_loss
        self.discretion_loss = clip(fear + p.g_R * (anchor + p.al * office.discretion_loss - fear))
        threat = clip(p.exposure[self.grade] * office.tier.threat + p.a_b * (1.0 - policy.budget))
        self.job_insecurity = clip(self.job_insecurity + p.g_R * (threat - self.job_insecurity))

    def grow_beliefs(self) -> None:
        """Belief follows anchoring and visible use; a scare fades to what is really enforced."""
        p, office = self.model.p, self.office
        tier = office.tier
        seen = 0.5 * (office.share[DIGITAL] + tier.visible_use)
        goal = (1.0 - p.chi_B) * tier.anchoring + p.chi_B * seen
        self.belief = clip(self.belief + p.g_B * (goal - self.belief))
        if tier.policy.deadline_passed and office.live:
            rate = p.q_local * office.rate + (1.0 - p.q_local) * tier.rate
            self.detection += p.g_Q * (rate - self.detection)

    def plan_to_leave(self) -> None:
        """Be marked for a transfer or leave the service at the end of the month."""
        p, policy = self.model.p, self.office.tier.policy
        chance = p.transfer[self.grade]
        if policy.transition and self.grade >= 2:
            chance *= p.reshuffle
        self.transferred = self.random.random() < chance * (1.0 - policy.TP)
        self.left = self.random.random() < p.turn

    def settle(self) -> None:
        """Arrive at a new post: part of the skill was of the old one."""
        self.skill = self.skill_floor + (1.0 - self.model.p.s_loss) * (self.skill - self.skill_floor)
        self.tenure = 0

    def be_replaced(self) -> None:
        """Make way for a recruit, who finds the post as it was worked."""
        p, gauss = self.model.p, self.random.gauss
        self.rent_draw = gauss()
        self.deference = clip(p.def_mean + p.def_sd * gauss())
        self.taste = p.sigma_xi * gauss()
        self.skill = self.skill_floor = clip(
            p.grade_skill[self.grade] + p.entrant_skill + p.skill_sd * gauss()
        )
        self.discretion_loss = self.rent
        self.job_insecurity = p.exposure[self.grade] * p.r0
        self.habit = p.entrant_habit
        self.distrust = p.entrant_distrust
        self.belief = self.office.tier.anchoring
        self.tenure = 0
