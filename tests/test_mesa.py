"""The model as a Mesa user meets it: agents that are views, steps, collection, batch runs, no leaks."""

import gc
import weakref

import mesa
import numpy as np
import pytest

from sim import BureaucracyModel, Scenario, run
from sim.agents import Bureaucrat, Office
from sim.state import POST_TABLE
from sim.steps.officials import decide


@pytest.fixture(scope="module")
def small() -> Scenario:
    """400 posts for eighteen months, with a directive and a change of government."""
    return Scenario.load("federal-2022").with_values(
        {
            "posts": 400,
            "end": "2023-11-30",
            "mandates": [{"announced": "2022-06-01", "deadline": "2022-12-01", "intensity": 0.4}],
            "transitions": [{"date": "2023-03-01", "label": "change of government"}],
        }
    )


def test_model_gives_the_bits_of_run(small: Scenario) -> None:
    """Fails if the facade steps, seeds or collects differently from the array core."""
    model = BureaucracyModel(small, rng=5)
    while model.running:
        model.step()
    pure = run(small, seed=5).monthly
    assert model.months_lived == small.n_months
    assert model.monthly.equals(pure)
    collected = model.datacollector.get_model_vars_dataframe()
    assert list(collected["month"]) == list(pure["month"])
    assert np.array_equal(collected["verified_use"], pure["verified_use"])
    assert np.array_equal(collected["cumulative_cost"].astype(float), pure["cumulative_cost"])


def test_officials_deciding_one_by_one_give_the_same_bits(small: Scenario) -> None:
    """L26.  Fails if `Bureaucrat.step()` uses other rules, sees values of t+1, or depends on order."""
    compiled = BureaucracyModel(small, rng=7)
    agents = BureaucracyModel(small, rng=7, interpreted=True)
    while compiled.running:
        compiled.step()
        agents.step()
    for name, ours, theirs in zip(
        (field.name for field in POST_TABLE), compiled.world.posts, agents.world.posts, strict=True
    ):
        assert np.array_equal(ours, theirs), name
    assert (compiled.world.office_log == agents.world.office_log).all()
    assert (compiled.world.tier_log == agents.world.tier_log).all()
    assert compiled.world.office_log["transfers"].sum() > 0


def test_agents_are_views(small: Scenario) -> None:
    """Fails if an attribute is a copy, or a view returns a NumPy scalar of a narrow type."""
    model = BureaucracyModel(small, rng=1)
    official = model.officials[17]
    assert isinstance(official.skill, float)
    assert isinstance(official.mode, int)
    official.skill = 0.125
    assert model.world.posts.skill[17] == 0.125
    model.world.posts.mode[17] = 2
    assert official.works == "digital"
    assert official in official.office.officials
    assert official.office.observed("paper") == 0.0
    model.step()
    assert official.office.observed("digital") == 0.1


def test_agent_sets_work_as_a_mesa_user_expects(small: Scenario) -> None:
    """Fails if AgentSet selection, aggregation, grouping or setting misses the arrays."""
    model = BureaucracyModel(small, rng=1)
    assert model.agent_types == [Office, Bureaucrat]
    officials = model.agents_by_type[Bureaucrat]
    assert len(officials) == 400
    assert len(model.agents) == 440
    seniors = model.agents.select(lambda agent: isinstance(agent, Bureaucrat) and agent.grade == 3)
    assert len(seniors) == (model.world.posts.grade == 3).sum() > 0
    assert officials.agg("skill", np.mean) == pytest.approx(model.world.posts.skill.mean())
    assert set(officials.groupby("works").groups) == {"paper"}
    officials.set("mode", 2)
    assert (model.world.posts.mode == 2).all()


def test_agents_are_made_only_when_asked_for(small: Scenario) -> None:
    """Fails if a sweep through Mesa would pay for 400 objects it never looks at."""
    model = BureaucracyModel(small, rng=1)
    while model.running:
        model.step()
    assert len(model._all_agents) == 0
    assert len(model.agents) == 440


def test_data_collector_takes_agent_reporters(small: Scenario) -> None:
    """Fails if agent-level collection does not reach the views."""
    model = BureaucracyModel(small, rng=1)
    model.datacollector = mesa.DataCollector(agenttype_reporters={Bureaucrat: {"mode": "mode"}})
    model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(Bureaucrat)
    assert len(frame) == 400


def test_batch_run(small: Scenario) -> None:
    """Fails if Mesa's own batch runner cannot vary parameters and seeds, or the seed is ignored."""
    rows = mesa.batch_run(
        BureaucracyModel,
        parameters={"case": "federal-2022", "posts": 400, "end": "2022-12-31", "beta0": [-3.0, 1.0]},
        rng=[1, 2],
        data_collection_period=-1,
        display_progress=False,
    )
    use = {(row["rng"], row["beta0"]): row["verified_use"] for row in rows}
    assert len(use) == 4
    assert use[1, 1.0] > use[1, -3.0]
    assert use[2, 1.0] > use[2, -3.0]
    assert use[1, 1.0] != use[2, 1.0]


def test_running_stops_at_the_horizon(small: Scenario) -> None:
    """Fails if a step past the end writes outside the logs or goes on collecting."""
    model = BureaucracyModel(small, rng=1)
    for _ in range(small.n_months + 3):
        model.step()
    assert not model.running
    assert len(model.datacollector.get_model_vars_dataframe()) == small.n_months


def test_a_rule_of_ones_own(small: Scenario) -> None:
    """Fails if a subclass's decision is not what the model commits."""

    class Convert(Bureaucrat):
        def step(self) -> None:
            month = self.model.month_being_lived
            assert month is not None
            usual = decide(month, self.office.index, self.index, self.model.rules_world)
            self.decision = usual._replace(mode=2)

    class Service(BureaucracyModel):
        bureaucrat_class = Convert

    model = Service(small, rng=1, interpreted=True)
    model.step()
    assert (model.world.posts.mode == 2).all()


def test_a_rule_of_ones_own_needs_the_interpreter(small: Scenario) -> None:
    """Fails if a rule that compiled code cannot call is silently left out."""

    class Idle(Bureaucrat):
        def step(self) -> None: ...

    class Service(BureaucracyModel):
        bureaucrat_class = Idle

    with pytest.raises(TypeError, match="interpreted=True"):
        Service(small, rng=1)


def test_deciding_outside_a_month_is_refused(small: Scenario) -> None:
    """Fails if an official of a compiled model silently decides on stale values."""
    model = BureaucracyModel(small, rng=1)
    with pytest.raises(RuntimeError, match="interpreted=True"):
        model.officials[0].step()


def test_other_kinds_of_seed(small: Scenario) -> None:
    """Fails if a generator gives an invalid key, or two generators of one seed give two runs."""
    one = BureaucracyModel(small, rng=np.random.default_rng(3))
    two = BureaucracyModel(small, rng=np.random.default_rng(3))
    assert one.seed_of_run == two.seed_of_run != 3
    assert 0 <= BureaucracyModel(small).seed_of_run < 2**63
    with pytest.raises(ValueError, match="rng = -3"):
        BureaucracyModel(small, rng=-3)


def test_models_are_garbage_collected(small: Scenario) -> None:
    """Fails if anything global keeps a model, its agents or its arrays alive."""
    left = []
    for seed in range(50):
        model = BureaucracyModel(small, rng=seed)
        model.step()
        left.append(weakref.ref(model))
        left.append(weakref.ref(model.officials[0]))
    del model
    gc.collect()
    assert sum(reference() is not None for reference in left) == 0
