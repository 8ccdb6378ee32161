"""An office: who works how, the system it runs, its gate and its service."""

from typing import TYPE_CHECKING

import mesa

from benchmarks.mesa_peer.official import DIGITAL, HYBRID, PAPER, Official, clip

if TYPE_CHECKING:
    from benchmarks.mesa_peer.model import ReformModel
    from benchmarks.mesa_peer.tier import Tier


class Office(mesa.Agent):
    """One office, its staff and its equipment."""

    def __init__(self, model: "ReformModel", tier: "Tier", golive: int, traits: dict[str, float]) -> None:
        super().__init__(model)
        self.tier = tier
        self.golive = golive
        self.rent = traits["rent"]
        self.culture = traits["culture"]
        self.visibility = traits["visibility"]
        self.infrastructure = traits["infrastructure"]
        self.staff: list[Official] = []
        self.seniors: list[Official] = []
        self.partners: list[tuple[Office, float]] = []
        self.open = False

    def hire(self, official: Official) -> None:
        """Add an official to the staff; those of the highest grade decide whether the office opens."""
        self.staff.append(official)
        if official.grade == 3:
            self.seniors.append(official)

    @property
    def reported_use(self) -> float:
        """Share of desks whose files are on the system."""
        return self.share[HYBRID] + self.share[DIGITAL]

    def count(self) -> None:
        """Count who works how, and what the officials of the office see of each other."""
        p, month = self.model.p, self.model.month
        self.live = month >= self.golive
        self.preparing = month >= self.golive - p.lead
        by_grade = [[0, 0, 0] for _ in range(4)]
        champions = 0
        fear = skill = 0.0
        for official in self.staff:
            by_grade[official.grade][official.mode] += 1
            if official.grade >= 2 and official.tenure >= p.champion_tenure:
                champions += 1
            fear += official.discretion_loss
            skill += official.skill
        n = len(self.staff)
        size = [sum(modes) for modes in by_grade]
        self.share = [sum(modes[mode] for modes in by_grade) / n for mode in (PAPER, HYBRID, DIGITAL)]
        self.digital_by_grade = [modes[DIGITAL] / desks for modes, desks in zip(by_grade, size, strict=True)]
        self.n_digital = sum(modes[DIGITAL] for modes in by_grade)
        self.n_lower = size[0] + size[1]
        self.n_officers = size[2] + size[3]
        self.champion = self.tier.policy.champ * champions / self.n_officers
        self.discretion_loss = fear / n
        self.skill = skill / n
        self.superiors_use = [0.0, 0.0, 0.0, self.tier.anchoring]
        used = above = 0.0
        for grade in (3, 2, 1):
            used += by_grade[grade][DIGITAL] + p.hybrid_weight * by_grade[grade][HYBRID]
            above += size[grade]
            self.superiors_use[grade - 1] = used / above

    def run_system(self) -> None:
        """Suffer an incident with some chance; serve as well as equipment allows."""
        p, use = self.model.p, self.reported_use
        chance = p.h0 * (1.0 - self.tier.hardening) * use
        self.incident = self.live and self.random.random() < chance
        self.availability = 1.0  # the case lists no outage
        if self.incident:
            self.availability *= 1.0 - p.dn
        if use > 0.0:
            self.availability *= min(1.0, p.cap * self.infrastructure / use)

    def correspond(self) -> None:
        """See how those work to whom the office writes."""
        self.counterpart_digital = sum(share * other.share[DIGITAL] for other, share in self.partners)
        self.counterpart_hybrid = sum(share * other.share[HYBRID] for other, share in self.partners)

    def take_stock(self) -> None:
        """Add up what the officials of the office think and feel."""
        p, tier = self.model.p, self.tier
        room = (p.leak_P, p.leak_H, p.leak_D)
        resistance = officers = belief = rents = leak = 0.0
        obstructing = eligible = 0
        exposed = 0.0
        for official in self.staff:
            resistance += official.resistance
            belief += official.belief
            rent = official.rent
            rents += rent
            leak += rent * room[official.mode]
            obstructing += official.obstructs
            if official.grade >= 2:
                officers += official.resistance
            else:
                tier.fear_lower += official.job_insecurity
            if official.mode == PAPER:
                exposed += official.shield
            if official.trainable:
                eligible += 1
        n = len(self.staff)
        self.resistance, self.senior_resistance = resistance / n, officers / self.n_officers
        self.belief, self.rents, self.leak = belief / n, rents / n, leak / n
        self.sabotage = obstructing / n
        self.exposed = exposed
        if self.preparing:
            tier.n_eligible += eligible
        self.audits = self.sanctions = self.token_sanctions = self.trained = 0

    def learn_rate(self) -> None:
        """Learn from the office's own cases how likely a sanction is."""
        self.rate = self.tier.learned_rate(self.sanctions, self.exposed)

    def decide_gate(self) -> None:
        """Open or close the office to the system, as its seniors see it."""
        p, tier = self.model.p, self.tier
        fit = 1.0 - p.fit_gov * (tier.policy.gov - p.gov_neutral)
        others = (1.0 - p.om) * tier.interoperability * self.counterpart_digital
        useful = 1.0 - p.nu + p.nu * (p.om * self.share[DIGITAL] + others)
        self.performance = clip(self.availability * fit * (1.0 - p.z_s * self.sabotage) * useful)
        example = self.share[DIGITAL] + p.hybrid_weight * self.share[HYBRID]
        self.influence = (1.0 - p.vs) * example + p.vs * tier.visible_use
        surplus = []
        for senior in self.seniors:
            paper, hybrid, digital = senior.utilities()
            surplus.append(max(hybrid, digital) - paper)
        needed = p.th_G - p.d_G if self.open else p.th_G
        self.open = self.live and (not p.gate or sum(surplus) / len(surplus) > needed)

    def serve(self) -> None:
        """Serve citizens: the share of paperless files and the days a file takes; plan courses."""
        p, tier = self.model.p, self.tier
        self.end_to_end = self.availability
        for share in self.digital_by_grade:
            self.end_to_end *= share
        slow = p.PT_p * (1.0 - self.end_to_end) * (1.0 + p.dup * self.share[HYBRID])
        self.processing_days = p.PT_d * self.end_to_end + slow * (1.0 + p.PT_Z * self.sabotage)
        self.course_chance = 0.0
        if tier.n_eligible:
            places = tier.policy.train * tier.policy.budget * tier.n_posts / tier.n_eligible
            self.course_chance = min(1.0, places) * (1.0 - p.zeta_inv * self.resistance)

    def equip(self) -> None:
        """Buy equipment, slowed by resisting officers, and let it wear out."""
        p, tier = self.model.p, self.tier
        policy, now = tier.policy, self.infrastructure
        bought = 0.0
        if self.preparing:
            share = min(p.inv_max, policy.inv * len(tier.offices) / tier.n_preparing)
            bought = share * policy.budget * (1.0 - p.zeta_inv * self.senior_resistance) * (1.0 - now)
        worn = p.d_F * (1.0 - policy.budget * tier.anchoring) * now
        self.infrastructure = clip(now + bought - worn)
