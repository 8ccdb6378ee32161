"""The Mesa model: builds the service from a scenario and lives it month by month."""

from collections.abc import Callable
from types import SimpleNamespace

import mesa

from benchmarks.mesa_peer.office import Office
from benchmarks.mesa_peer.official import DIGITAL, HYBRID, PAPER, Official
from benchmarks.mesa_peer.tier import Tier
from sim import Scenario
from sim.levers import schedule
from sim.network import correspondence
from sim.parameters import PARAMETERS, SWITCHES
from sim.state import World
from sim.world import build


class ReformModel(mesa.Model):
    """A civil service and the reform that wants it to work digitally."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.month = 0
        self.p = SimpleNamespace(**{name: scenario.parameter(name) for name in (*PARAMETERS, *SWITCHES)})
        self.p.exposure = [getattr(self.p, f"x_g{grade}") for grade in range(4)]
        self.p.grade_rent = [getattr(self.p, f"rho_g{grade}") for grade in range(4)]
        self.p.grade_skill = [getattr(self.p, f"skill_g{grade}") for grade in range(4)]
        self.p.transfer = [getattr(self.p, f"mu_g{grade}") for grade in range(4)]
        self.tiers: list[Tier] = []
        self._settle(scenario, seed)
        self.offices = self.agents_by_type[Office]
        self.officials = self.agents_by_type[Official]
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "share_paper": lambda model: model.by_desk(lambda office: office.share[PAPER]),
                "share_hybrid": lambda model: model.by_desk(lambda office: office.share[HYBRID]),
                "share_digital": lambda model: model.by_desk(lambda office: office.share[DIGITAL]),
                "reported_use": lambda model: model.by_desk(lambda office: office.reported_use),
                "verified_use": lambda model: model.by_desk(lambda office: office.share[DIGITAL]),
                "offices_on_platform": "offices_on_platform",
                "end_to_end": lambda model: model.by_office("end_to_end"),
                "processing_days": lambda model: model.by_office("processing_days"),
                "resistance": lambda model: model.by_desk(lambda office: office.resistance),
                "skill": lambda model: model.by_desk(lambda office: office.skill),
                "belief": lambda model: model.by_desk(lambda office: office.belief),
                "leakage": "leakage",
                "satisfaction": lambda model: model.by_citizen("satisfaction"),
                "trust": lambda model: model.by_citizen("trust"),
            }
        )

    def _settle(self, scenario: Scenario, seed: int) -> None:
        """Make tiers, offices and officials as they are in the first month of a run of ours."""
        world = build(scenario, seed)
        in_force = schedule(scenario)
        for k, tier in enumerate(scenario.tiers):
            row = world.tier[k]
            settings = SimpleNamespace(
                reach=tier.reach,
                will=tier.will,
                access=tier.access,
                citizens=tier.citizens,
                trust_speed=float(row.trust_speed),
            )
            months = [
                SimpleNamespace(**dict(zip(in_force.dtype.names, month.item(), strict=True)))
                for month in in_force[:, k]
            ]
            self.tiers.append(Tier(self, settings, months))
        posts = SimpleNamespace(**{name: array.tolist() for name, array in world.posts._asdict().items()})
        for row in world.office:
            tier = self.tiers[row.tier]
            traits = {name: float(row[name]) for name in ("rent", "culture", "visibility", "infrastructure")}
            office = Office(self, tier, int(row.golive), traits)
            tier.offices.append(office)
            for i in range(row.first, row.last):
                official = Official(self, office, posts.grade[i], posts.tenure[i])
                official.skill = official.skill_floor = posts.skill[i]
                official.discretion_loss = posts.discretion_loss[i]
                official.job_insecurity = posts.job_insecurity[i]
                official.habit = posts.habit[i]
                official.distrust = posts.distrust[i]
                official.rent_draw = posts.rent[i]
                official.deference = posts.deference[i]
                official.taste = posts.taste[i]
                official.belief = posts.belief[i]
                office.hire(official)
        self._connect(scenario, seed, [office for tier in self.tiers for office in tier.offices], world)

    def _connect(self, scenario: Scenario, seed: int, offices: list[Office], world: World) -> None:
        graph = correspondence(scenario, seed, world.office["last"] - world.office["first"])
        for sender, receiver, data in graph.edges(data=True):
            offices[sender].partners.append((offices[receiver], data["share"]))

    def by_desk(self, value: Callable[[Office], float]) -> float:
        """Mean of an office's value over desks."""
        return sum(value(office) * len(office.staff) for office in self.offices) / len(self.officials)

    def by_office(self, name: str) -> float:
        """Mean over the offices of each tier, tiers weighted by desks."""
        return sum(
            tier.n_posts * sum(getattr(office, name) for office in tier.offices) / len(tier.offices)
            for tier in self.tiers
        ) / len(self.officials)

    def by_citizen(self, name: str) -> float:
        """Mean over tiers, weighted by citizens."""
        citizens = sum(tier.settings.citizens for tier in self.tiers)
        return sum(tier.settings.citizens * getattr(tier, name) for tier in self.tiers) / citizens

    @property
    def offices_on_platform(self) -> float:
        """Share of offices whose reported use is nearly full."""
        return sum(o.reported_use >= self.p.on_platform - 1e-12 for o in self.offices) / len(self.offices)

    @property
    def leakage(self) -> float:
        """Room for favours: rents that remain exploitable, as a share of all rents."""
        return self.by_desk(lambda office: office.leak) / self.by_desk(lambda office: office.rents)

    def step(self) -> None:
        """Live one month."""
        for tier in self.tiers:
            tier.begin_month()
        self.offices.do("count").do("run_system")
        self.offices.do("correspond")
        for tier in self.tiers:
            tier.look_around()
        self.officials.do("appraise")
        self.offices.do("take_stock")
        if any(tier.enforcement > 0.0 for tier in self.tiers):
            self.officials.do("face_check")
        self.offices.do("learn_rate")
        for tier in self.tiers:
            tier.pool_checks()
        self.offices.do("decide_gate").do("serve")
        for tier in self.tiers:
            tier.meet_citizens()
        self.datacollector.collect(self)
        self.officials.do("step")
        self.offices.do("equip")
        for tier in self.tiers:
            tier.move_on()
            tier.move_people()
        self.month += 1
