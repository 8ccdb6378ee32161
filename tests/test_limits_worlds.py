"""Least different worlds: what does not touch an official changes nothing (L16, L17, L19, L20, L26)."""

from typing import Any

import numpy as np
import pytest
from worlds import BUSY, arrays, day, differing, live, lived, orders, small, world_of

from sim import BureaucracyModel
from sim.network import office_names
from sim.parameters import LEVERS
from sim.scenario import Scenario
from sim.scenario.settings import default_of
from sim.state import World, records

ORDERS = orders((0, 0, 0.05), (6, 12, 0.5), (10, 16, 0.7))
POLITICS = [{"date": day(20), "label": "Change of government"}]


def busy(values: dict[str, Any] | None = None, months: int = 36) -> Scenario:
    """Every mechanism at work: orders, a ban, transfers, recruits, incidents, hubs."""
    return small(BUSY | {"mandates": ORDERS, "ban": {"start": day(16)}} | (values or {}), months=months)


# ---- L16 immunity by law


def test_l16_law_immunity():
    """Under a law in force a change of government moves commitment, and nothing else at all.

    Fails if a transition reaches belief, checks or maintenance by a way that the law does not close.
    """
    lawful = {"law": {"status": 1.0}, "reshuffle": 1}
    quiet = lived(busy(lawful))
    shaken = lived(busy(lawful | {"transitions": POLITICS}))
    politics = ("tier.commitment", "tier.set_point", "tier_log.commitment", "tier_log.set_point")
    assert differing(quiet, shaken) == [
        "tier.commitment",
        "tier.set_point",
        "in_force.transition",
        *politics[2:],
    ]
    # The same without the law is felt everywhere: the test above does not pass because nothing happened.
    assert (
        len(differing(lived(busy({"reshuffle": 1})), lived(busy({"reshuffle": 1, "transitions": POLITICS}))))
        > 60
    )


# ---- L17 policies that are none


def null_policies() -> dict[str, dict[str, Any]]:
    """Name -> values that state what is so anyway."""
    none: dict[str, dict[str, Any]] = {}
    for name, lever in LEVERS.items():
        none[f"{name} stated"] = {f"levers.{name}": default_of(lever)}
        none[f"{name} changed to itself"] = {"changes": [{"date": day(15), name: default_of(lever)}]}
    return none | {
        "a law of no status": {"law": {"status": 0.0}},
        "a law after the end": {"law": {"status": 1.0, "date": day(30), "lag": 12}},
        "the ban restated": {"ban": {"start": day(16), "until": None}},
        "everybody live at the start": {
            "go_live": {"order": "number", "installed": [{"date": "2010-01-01", "share": 1.0}]}
        },
        "a change of government that changes nothing": {
            "pi": 0,
            "pi_B": 0,
            "reshuffle": 1,
            "transitions": POLITICS,
        },
        "a cut of nothing": {"austerity": [{"start": day(3), "end": day(30), "depth": 0.0}]},
        "an outage of nothing": {"outages": [{"start": day(3), "depth": 0.0}]},
        "a cloud that carries no more": {"levers.cloud": "on", "cloud_cap": 1.0, "cloud_cost": 1.0},
        "a partner who adds nothing": {"levers.partnership": 0.5, "partner_gain": 0.0},
        "a budget that is never spent": {"budget": 1e15},
        "all at once at the start": {"go_live": {"order": "hubs_first", "start": day(0)}},
        "everything said of the only tier": {
            "trust": 0.45,
            "equipment": 0.55,
            "skill_shift": 0.0,
            "tiers.0.levers": {"Pbar": 0.6},
        },
        "an order of courses for the tier alone": {
            "changes": [{"date": day(15), "train": default_of(LEVERS["train"]), "tiers": ["FED"]}],
        },
        "an event": {"events": [{"date": day(9), "label": "A speech"}]},
    }


BARE = {"mandates": ORDERS, "ban": {"start": day(16)}, "h0": 0.05}


@pytest.fixture(scope="module")
def baseline() -> World:
    """Orders and a ban, every lever at its baseline."""
    return lived(small(BARE))


@pytest.mark.parametrize("name", null_policies())
def test_l17_null_policy(name, baseline):
    """Fails if stating a value takes another path than leaving it out, or a change draws new luck."""
    values = null_policies()[name]
    told = {"in_force.transition", "in_force.new_set_point", "in_force.enacting", "in_force.cloud"}
    paid = {"in_force.partnership", "tier.purse", "tier_log.committed", "tier_log.planned"}
    assert set(differing(baseline, lived(small(BARE | values)))) <= told | paid


@pytest.mark.parametrize(
    "values",
    [
        {"mandates": orders((3, 6, 0.0))},
        {"enforcement_drops": [{"date": day(8), "label": "Nothing to drop"}]},
    ],
    ids=["an order never checked", "the end of no order"],
)
def test_l17_null_order(values):
    """Fails if an order that nobody checks frightens, obstructs or teaches anything."""
    assert differing(lived(small({"h0": 0.05})), lived(small({"h0": 0.05} | values))) == [
        "in_force.months_left",
        "in_force.deadline_passed",
    ]


def test_l17_change_acts_forward_only():
    """A change of month 15 leaves months 0 to 15 as they were. Fails if a schedule reaches back."""
    changed = lived(small(BARE | {"changes": [{"date": day(15), "ME": 0.8, "train": 0.1}]}))
    before = lived(small(BARE))
    assert differing(first_months(before, 15), first_months(changed, 15)) == []
    assert "office_log.digital" in differing(first_months(before, 17), first_months(changed, 17))


def first_months(world: World, n: int) -> World:
    """The logs of the first months alone: state at the end is left out."""
    fresh = world_of(small(BARE))
    return fresh._replace(office_log=world.office_log[:n], tier_log=world.tier_log[:n])


# ---- L19 relabelling


def relabelled(world: World, rng: np.random.Generator) -> tuple[World, np.ndarray, np.ndarray]:
    """The same world with offices in another order and posts in another order within their office.

    Numbers, which key the draws, go along. Returns also the old place of every post and office.
    """
    offices = rng.permutation(len(world.office))
    members = [rng.permutation(np.arange(world.office[m].first, world.office[m].last)) for m in offices]
    posts = np.concatenate(members)
    office = records(len(offices), world.office.dtype)
    office[:] = world.office[offices]
    edge = np.concatenate([[0], np.cumsum([len(group) for group in members])])
    office.first, office.last = edge[:-1], edge[1:]
    moved = world._replace(
        posts=type(world.posts)(*(values[posts] for values in world.posts)),
        office=office,
        traffic=np.ascontiguousarray(world.traffic[np.ix_(offices, offices)]),
        n_grade=world.n_grade[offices],
        in_force=world.in_force.copy(),
        office_log=world.office_log.copy(),
        tier_log=world.tier_log.copy(),
        tier=world.tier.copy(),
        n_mode=world.n_mode.copy(),
        superiors_use=world.superiors_use.copy(),
        leaving=world.leaving.copy(),
    )
    return moved, posts, offices


def test_l19_permutation():
    """Who sits where in memory does not matter: the same officials decide the same.

    Fails if a draw is keyed by place, an official reads what another has already written this month, or
    transfers go round in the order of memory.
    """
    sizes = [4 + 3 * m for m in range(12)]
    tier = {"code": "FED", "posts": sum(sizes), "offices": 12, "sizes": sizes, "citizens": 1000}
    scenario = busy({"tiers": [tier], "transitions": POLITICS})
    straight = world_of(scenario)
    moved, posts, offices = relabelled(world_of(scenario), np.random.default_rng(3))
    live(straight, 0, scenario.n_months)
    live(moved, 0, scenario.n_months)
    assert np.asarray(straight.office_log.transfers).sum() > 0
    assert (moved.posts.mode == straight.posts.mode[posts]).all()
    assert (moved.posts.tenure == straight.posts.tenure[posts]).all()
    for name, here, there in zip(straight.posts._fields, moved.posts, straight.posts, strict=True):
        assert np.allclose(here, there[posts], rtol=0, atol=1e-9), name
    for name in straight.office_log.dtype.names:
        here, there = np.asarray(moved.office_log[name]), np.asarray(straight.office_log[name])
        assert np.allclose(here, there[:, offices], rtol=0, atol=1e-9), name


# ---- L20 prefix


def test_l20_prefix():
    """Twice as many posts begin with the same people, offices alike.

    Fails if a draw depends on how many there are, or posts are drawn in one sweep by trait.
    """
    few, many = world_of(small({"posts": 400})), world_of(small({"posts": 800}))
    for name in ("number", "rent", "deference", "taste", "belief"):
        assert (getattr(few.posts, name) == getattr(many.posts, name)[:400]).all(), name
    for name in ("rent", "culture", "infrastructure", "visibility"):
        assert (few.office[name] == many.office[name]).all(), name
    wide = world_of(small({"posts": 800, "offices": 80}))
    for name in ("rent", "culture", "infrastructure", "visibility"):
        assert (few.office[name] == wide.office[name][:40]).all(), name


# ---- An official whom nothing touches


def test_a_new_tier_at_the_end_changes_nobody_else():
    """A tier of one office that writes to nobody leaves every other array bit-identical.

    Fails if a draw is keyed by how many there are, or anything of one tier is read in another.
    """
    tiers = [{"code": "FED", "posts": 400, "offices": 40, "citizens": 1000}]
    alone = lived(busy({"tiers": tiers, "transitions": POLITICS}))
    island = {"code": "ISLE", "posts": 25, "offices": 1, "citizens": 9}
    joined = lived(busy({"tiers": [*tiers, island], "transitions": POLITICS}))
    assert np.asarray(joined.office_log.digital)[-1, 40] >= 0.0
    assert joined.office[40].partnered == 0.0
    parts = {
        "posts": slice(0, 400),
        "office": slice(0, 40),
        "tier": slice(0, 1),
        "in_force": (slice(None), slice(0, 1)),
        "shocks": (slice(None), slice(0, 40)),
        "office_log": (slice(None), slice(0, 40)),
        "tier_log": (slice(None), slice(0, 1)),
        "traffic": (slice(0, 40), slice(0, 40)),
        "n_grade": slice(0, 40),
        "n_mode": slice(0, 40),
        "superiors_use": slice(0, 40),
        "leaving": slice(0, 400),
    }
    for (name, one), (_, other) in zip(arrays(alone), arrays(joined), strict=True):
        assert one.tobytes() == np.ascontiguousarray(other[parts[name.split(".")[0]]]).tobytes(), name


def test_uniform_graph_is_the_mean_field(tmp_path):
    """A complete graph of equal shares gives what `mean_field` gives, to 1e-12, month by month.

    Fails if the edge list is read transposed, not scaled to 1, or the mean field counts the office itself.
    """
    scenario = busy({"network": "mean_field"})
    names = office_names(scenario)
    lines = [f"{one},{other},2.5" for one in names for other in names if one != other]
    (tmp_path / "edges.csv").write_text("\n".join(["from,to,share", *lines]))
    drawn = busy({"network": "file", "network_file": str(tmp_path / "edges.csv")})
    assert np.allclose(world_of(drawn).traffic, world_of(scenario).traffic, rtol=0, atol=1e-15)
    pairs = zip(arrays(lived(scenario)), arrays(lived(drawn)), strict=True)
    for (name, one), (_, other) in pairs:
        assert np.allclose(one, other, rtol=0, atol=1e-12), name


def test_edge_list_is_read_from_sender_to_receiver(tmp_path):
    """Fails if the shares of an office's outgoing files are taken for those of its incoming ones."""
    names = office_names(small({"offices": 3, "posts": 30}))
    (tmp_path / "edges.csv").write_text(
        f"from,to,share\n{names[0]},{names[1]},3\n{names[0]},{names[2]},1\n{names[1]},{names[0]},5\n"
    )
    chain = small({"offices": 3, "posts": 30, "network": "file", "network_file": str(tmp_path / "edges.csv")})
    world = world_of(chain)
    assert world.traffic.tolist() == [[0.0, 0.75, 0.25], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert world.office.partnered.tolist() == [1.0, 1.0, 0.0]
    world.posts.mode[10:20] = 2  # the second office is digital
    live(world, 0, 1)
    assert np.asarray(world.office_log.counterpart_digital)[0].tolist() == [0.75, 0.0, 0.0]


# ---- L26 the Mesa facade


@pytest.mark.parametrize("interpreted", [False, True])
def test_l26_mesa_facade(interpreted):
    """The Mesa model, compiled or through `Bureaucrat.step()`, lives the same months as the bare run.

    Fails if agents decide in an order that matters, commit too early, or a step is left out.
    """
    scenario = busy({"transitions": [{"date": day(7), "label": "Change of government"}]}, months=18)
    model = BureaucracyModel(scenario, rng=4, interpreted=interpreted)
    while model.running:
        model.step()
    assert differing(model.world, lived(scenario, 4)) == []
