"""A tier of government: politics, enforcement, unions, standards, citizens, and who is moved."""

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from benchmarks.mesa_peer.official import DIGITAL, HYBRID, PERSONAL, clip

if TYPE_CHECKING:
    from benchmarks.mesa_peer.model import ReformModel
    from benchmarks.mesa_peer.office import Office


class Tier:
    """One tier of government and its offices."""

    def __init__(
        self, model: "ReformModel", settings: SimpleNamespace, schedule: list[SimpleNamespace]
    ) -> None:
        self.model = model
        self.settings = settings
        self.schedule = schedule
        self.offices: list[Office] = []
        self.commitment = self.set_point = schedule[0].Pbar
        self.union = 0.0
        self.trust, self.interoperability, self.hardening = model.p.CT0, model.p.I0, model.p.Hd0

    def begin_month(self) -> None:
        """Take what happens this month: a change of government, an announcement, policy in force."""
        p, settings = self.model.p, self.settings
        policy = self.policy = self.schedule[self.model.month]
        reach = policy.gov * settings.reach + (1.0 - policy.gov) * settings.will
        if policy.transition:
            self.commitment *= 1.0 - p.pi
            self.set_point *= 1.0 - p.pi
        if policy.new_set_point >= 0.0:
            self.set_point = policy.new_set_point
        self.anchoring = policy.law + (1.0 - policy.law) * self.commitment
        self.enforcement = policy.e_act * reach
        self.anticipation = self._anticipation()
        self.mandated = policy.e_act > 0.0 or policy.e_ann > 0.0
        self.token_detection = p.eta0 + (1.0 - p.eta0) * policy.ME
        self.follow_through = p.phi0 + (1.0 - p.phi0) * policy.ME
        self.lack = (
            (1.0 - self.hardening) + (1.0 - policy.budget) + (1.0 - self.anchoring) + (1.0 - self.trust)
        )
        self.fear_lower = 0.0
        self.n_eligible = 0
        self._announce(policy.announced * reach)

    def _anticipation(self) -> float:
        policy = self.policy
        strongest = max(policy.e_ann, policy.e_act)
        if strongest == 0.0:
            return 0.0
        left = policy.months_left
        discount = math.exp(-left / self.model.p.T_a) if left > 0.0 else 1.0
        return (policy.e_act + (policy.e_ann - policy.e_act) * discount) / strongest

    def _announce(self, intensity: float) -> None:
        policy, p = self.policy, self.model.p
        if policy.transition:
            kept = 1.0 - p.pi_B * (1.0 - policy.law)
            for office in self.offices:
                for official in office.staff:
                    official.belief *= kept
        if intensity > 0.0:
            for office in self.offices:
                if self.model.month >= office.golive:
                    for official in office.staff:
                        official.detection = max(official.detection, intensity)

    def look_around(self) -> None:
        """See what everybody in the tier can see."""
        self.n_posts = sum(len(office.staff) for office in self.offices)
        self.digital = sum(office.n_digital for office in self.offices) / self.n_posts
        self.incident_mean = sum(office.incident for office in self.offices) / len(self.offices)
        self.n_preparing = sum(office.preparing for office in self.offices)
        live = [office for office in self.offices if office.live]
        weight = sum(office.visibility for office in live)
        seen = sum(office.visibility * office.share[DIGITAL] for office in live)
        self.visible_use = seen / weight if live else 0.0
        p = self.model.p
        self.threat = (1.0 - self.policy.J * self.anchoring) * (p.r0 + (1.0 - p.r0) * self.digital)

    def learned_rate(self, sanctions: float, exposed: float) -> float:
        """Return the sanction rate that so many cases reveal, given what is really enforced."""
        p = self.model.p
        actual = self.enforcement * self.anchoring * self.follow_through
        evidence = exposed + p.n0
        return (sanctions + p.n0 * actual) / evidence if evidence > 0.0 else actual

    def pool_checks(self) -> None:
        """Learn from the cases of all live offices; what lower grades fear for their jobs."""
        live = [office for office in self.offices if office.live]
        self.rate = self.learned_rate(sum(o.sanctions for o in live), sum(o.exposed for o in live))
        self.fear_lower /= sum(office.n_lower for office in self.offices)

    def meet_citizens(self) -> None:
        """Citizens rate transparency, speed and access, and carry their trust on."""
        p, n = self.model.p, len(self.offices)
        shown = (
            sum(o.share[DIGITAL] * o.availability + p.x_T_hybrid * o.share[HYBRID] for o in self.offices) / n
        )
        reached = self.settings.access * sum(office.availability for office in self.offices) / n
        days = sum(office.processing_days for office in self.offices) / n
        quick = clip((p.PT_p - days) / (p.PT_p - p.PT_d)) if p.PT_p > p.PT_d else 0.0

        def rating(x: float) -> float:
            return p.L0 + (5.0 - p.L0) * x

        level = p.sat_mean + p.b_T * (rating(shown) - p.lik_T) + p.b_E * (rating(quick) - p.lik_E)
        level += p.b_A * (rating(reached) - p.lik_A) + p.b_D * (rating(self.trust) - p.lik_D)
        self.satisfaction = min(5.0, max(1.0, level))

    def move_on(self) -> None:
        """Commitment, unions, standards, protection and trust of the next month."""
        p, policy = self.model.p, self.policy
        self.commitment += p.g_P * (self.set_point - self.commitment)
        mobilised = 1.0 / (1.0 + math.exp(-(self.fear_lower - p.th_U) / p.s_U))
        self.union = clip(self.union + p.g_U * (mobilised - self.union))
        best = min(1.0, p.I_base + p.I_gov * policy.gov)
        missing = max(best - self.interoperability, 0.0)
        self.interoperability = clip(self.interoperability + policy.budget * policy.standards * missing)
        protected = policy.budget * policy.hard * (1.0 - self.hardening) - p.d_Hd * self.hardening
        self.hardening = clip(self.hardening + protected)
        learning = self.settings.trust_speed * ((self.satisfaction - 1.0) / 4.0 - self.trust)
        shock = p.w_inc * p.j_CT * self.incident_mean
        campaign = p.aware_effect * policy.aware * (1.0 - self.trust)
        self.trust = clip(self.trust + learning - shock + campaign)

    def move_people(self) -> None:
        """Those marked for transfer change posts within their grade; recruits replace those who left."""
        staff = [official for office in self.offices for official in office.staff]
        for grade in range(4):
            ring = [official for official in staff if official.transferred and official.grade == grade]
            if len(ring) < 2:
                continue
            self.model.random.shuffle(ring)
            people = [[getattr(official, name) for name in PERSONAL] for official in ring]
            for post, person in zip(ring, [people[-1], *people[:-1]], strict=True):
                for name, value in zip(PERSONAL, person, strict=True):
                    setattr(post, name, value)
                post.settle()
        for official in staff:
            if official.left:
                official.be_replaced()
