"""The model as a Mesa model: build, step, collect.

model = BureaucracyModel("federal-eoffice", rng=1, beta0=-1.2)
while model.running:
    model.step()
model.datacollector.get_model_vars_dataframe()
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim import compiled, frames, month
from sim.agents import Bureaucrat, Office
from sim.network import office_names
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.state import World
from sim.steps.officials import commit
from sim.world import build, interpreted


def _reported(name: str, model: "BureaucracyModel") -> Any:
    return model.latest[name]


class BureaucracyModel(mesa.Model):
    """A scenario under a seed, lived month by month.

    case: a scenario, the name of one in the library, or the path of a file (Mesa has a
    `scenario` of its own, hence the name).  rng: an integer is the seed of the run, the
    same as of `sim.run`; anything else Mesa accepts gives one.  values: what to change in
    the scenario, as in `Scenario.with_values` (`beta0=-1.2`, `posts=400`).

    interpreted: officials decide one by one through `Bureaucrat.step()`, in plain Python
    and by the same rules: the same bits, about a hundred times slower.
    """

    bureaucrat_class: type[Bureaucrat] = Bureaucrat

    def __init__(
        self,
        case: str | Path | Scenario = "federal-eoffice",
        *,
        rng: Any = None,
        interpreted: bool = False,
        **values: Any,
    ) -> None:
        whole = isinstance(rng, (int, np.integer)) and not isinstance(rng, bool)
        if whole and not 0 <= rng < 2**63:
            raise ValueError(
                f"rng = {rng} cannot be the seed of a run; expected a whole number from 0 to 2^63 - 1"
            )
        if self.bureaucrat_class.step is not Bureaucrat.step and not interpreted:
            raise TypeError(
                f"{self.bureaucrat_class.__name__}.step() decides by rules of its own, which compiled code "
                "cannot call; make the model with interpreted=True"
            )
        super().__init__(rng=rng)
        loaded = case if isinstance(case, Scenario) else Scenario.load(case)
        self.case = loaded.with_values(values) if values else loaded
        self.seed_of_run = int(rng) if whole else int(self.rng.integers(2**63 - 1))
        self.interpreted = interpreted
        self.world: World = build(self.case, self.seed_of_run)
        self.months_lived = 0
        self.month_being_lived: int | None = None
        self._rules_world: World | None = None
        self._officials: list[Bureaucrat] | None = None
        self._latest: dict[str, Any] | None = None
        reporters = {name: partial(_reported, name) for name in ("month", *OUTCOMES)}
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    @property
    def today(self) -> date:
        """First day of the month about to be lived (of the last month, once all are)."""
        return self.case.months[min(self.months_lived, self.case.n_months - 1)]

    @property
    def rules_world(self) -> World:
        """The world as plain Python rules read it: the same arrays, parameters as Python numbers."""
        if self._rules_world is None:
            self._rules_world = interpreted(self.world)
        return self._rules_world

    @property
    def latest(self) -> dict[str, Any]:
        """The outcomes of the last month lived, by name, with its `month`."""
        if self._latest is None:
            frame = frames.monthly(self.case, self.world, until=max(1, self.months_lived))
            self._latest = dict(frame.iloc[-1])
        return self._latest

    @property
    def monthly(self) -> pd.DataFrame:
        """The outcomes of every month lived so far, one row each."""
        return frames.monthly(self.case, self.world, until=self.months_lived)

    @property
    def officials(self) -> list[Bureaucrat]:
        """Every official, in the order of the posts."""
        self._meet()
        assert self._officials is not None
        return self._officials

    # Sweeps never ask for agents, so they never pay for them: they are made when first asked for.
    @property
    def agents(self) -> Any:
        """All agents: offices and officials, as a Mesa AgentSet."""
        self._meet()
        return self._all_agents

    @property
    def agents_by_type(self) -> Any:
        """Agents by class."""
        self._meet()
        return self._agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        return list(self.agents_by_type)

    def _meet(self) -> None:
        if self._officials is not None:
            return
        self._officials = []
        for m, name in enumerate(office_names(self.case)):
            office = Office(self, m, name)
            for index in range(int(office.first), int(office.last)):
                self._officials.append(self.bureaucrat_class(self, index, office))

    def step(self) -> None:
        """Live one month; stop running after the last.  Past the end a step changes nothing."""
        if self.months_lived >= self.case.n_months:
            self.running = False
            return
        t = self.months_lived
        if self.interpreted:
            self._live_interpreted(t)
        else:
            compiled.live(t, t + 1, self.world)
        self.months_lived = t + 1
        self._latest = None
        self.running = self.months_lived < self.case.n_months
        self.datacollector.collect(self)

    def _live_interpreted(self, t: int) -> None:
        world = self.rules_world
        month.before_decisions(t, world)
        self.month_being_lived = t
        self.agents_by_type[self.bureaucrat_class].do("step")
        self.month_being_lived = None
        for official in self.officials:
            decision, official.decision = official.decision, None
            if decision is None:
                raise RuntimeError(f"official {official.index} did not decide in month {t}")
            commit(t, official.office.index, official.index, decision, world)
        month.after_decisions(t, world)
