"""Directions of levers, of forms of the model, and of what happens on a date."""

from pathlib import Path
from typing import Any

import numpy as np

from directions.bench import (
    ALONE,
    END,
    FULL,
    KEEN,
    LARGE,
    ORDERED,
    SMOOTH,
    WARY,
    Direction,
    between_offices,
    day,
    happens,
    monthly,
    office,
    order,
    people,
    summed,
    tier,
    tier_of,
    total,
    world_at_start,
)

# fmt: off
STAR = str(Path(__file__).parent / "star.csv")
OFFICERS = (2, 3)
TWO_TIERS = {"tiers": [tier("A"), tier("B")]}
PAID_ALONE = {"inc": 1.0, "kappa": 0.0, "beta_B": 0.0, "d_F": 0.0, "def_mean": 0.0, "def_sd": 0.0}
FEARLESS = {**ORDERED, "beta_E": 0.0}
HARD = [order(0, 6, 0.6)]
OUTAGE = [{"start": day(6), "end": day(30), "depth": 0.3}]

cost = monthly("cumulative_cost", END)


def installed(month: int, share: float, order: str = "random") -> dict[str, Any]:
    return {"go_live": {"order": order, "installed": [{"date": day(month), "share": share}]}}


counterparts_differ = between_offices("counterpart_digital", 6, hubs=2)

LEVERS = {
    "train": Direction(ALONE, monthly("skill"), +1, "courses teach"),
    "inc": Direction(ALONE, monthly("share_digital"), +1, "money for digital work works"),
    "CM": Direction(SMOOTH, monthly("share_digital"), +1, "less fear of losing discretion"),
    "champ": Direction(SMOOTH, monthly("share_digital"), +1, "leadership by example"),
    "Pbar": Direction(ALONE, monthly("belief"), +1, "officials believe what politics means"),
    "J": Direction(KEEN, monthly("resistance_jobs"), -1, "a guarantee takes the fear away"),
    "inv": Direction(SMOOTH, monthly("share_digital"), +1, "equipped offices work digitally"),
    "standards": Direction(KEEN, office("performance"), +1, "files reach other offices"),
    "hard": Direction(ALONE, monthly("resistance_distrust"), -1, "protected systems are trusted"),
    "ME": Direction(ORDERED, monthly("share_hybrid", 19), -1, "token use is seen through"),
    "TP": Direction(ALONE, summed("transfers"), -1, "transfers are not made"),
    "aware": Direction(ALONE, monthly("trust"), +1, "campaigns raise trust"),
    "gov": Direction(SMOOTH, monthly("reported_use"), -1,
        "without standards, a central system only fits less"),
    "target": Direction({"train": 0.02}, people("skill", OFFICERS), +1, "courses go to officers",
        low="all", high="mid_senior"),
    "partnership": Direction({"inv": 0.05}, monthly("infrastructure"), +1, "the partner invests too"),
    "cloud": Direction(ORDERED, monthly("availability", 12), +1, "a cloud carries more desks"),
    "exchange_law": Direction({"standards": 0.2}, tier_of("interoperability"), +1,
        "offices may exchange more"),
}

SWITCHES = {
    "decision_rule": Direction({"beta0": -5.0, "gate": "off"}, monthly("reported_use"), -1,
        "where all prefer paper, without chance nobody leaves it", low="logit", high="threshold"),
    "gate": Direction({**LARGE, **WARY}, monthly("reported_use"), -1, "closed offices do not use the system"),
    "belief": Direction(ALONE, monthly("share_digital"), -1, "doubt discourages"),
    "hybrid": Direction(ORDERED, monthly("share_digital", 12), -1,
        "who may comply by half does not go all the way"),
    "network": Direction(LARGE, counterparts_differ, +1, "offices have counterparts of their own",
        low="mean_field", high="hubs"),
}

CHOICES = {
    "decision_rule = linear": Direction({"gate": "off"}, monthly("share_hybrid"), -1,
        "the textbook knows no hybrid work", low={"decision_rule": "logit"},
        high={"decision_rule": "linear"}),
    "network = file": Direction(ALONE, counterparts_differ, -1, "all write to one office alone",
        low={"network": "hubs"}, high={"network": "file", "network_file": STAR}),
    "target = champions": Direction({"train": 0.02}, people("skill", OFFICERS), +1,
        "courses go to settled officers", low={"target": "all"}, high={"target": "champions"}),
    "target = low_literacy": Direction({"train": 0.02}, people("skill", illiterate=True), +1,
        "courses go to the least skilled", low={"target": "all"}, high={"target": "low_literacy"}),
}
"""The other choices of a switch or lever."""

ROUTES = {
    "zeta_inv: training": Direction({"train": 0.1}, summed("trained"), -1,
        "resisting managers hold up training"),
    "hybrid_weight: hierarchy": Direction(ALONE, monthly("resistance_hierarchy"), -1,
        "superiors who work both ways lead too"),
    "dup: cost": Direction(ALONE, total("running_hybrid"), +1, "working both ways costs a share of pay"),
    "phi0: sanctions": Direction(FEARLESS, summed("sanctions"), +1, "cases have consequences"),
    "eta0: sanctions": Direction(FEARLESS, summed("token_sanctions"), +1, "token use is seen through"),
    "imp: sanctions": Direction(FEARLESS, summed("sanctions"), -1, "seniors are spared"),
    "psi_U: sanctions": Direction({**FEARLESS, "th_U": 0.25}, summed("sanctions"), -1, "unions shield"),
    "Pbar: checks": Direction(FEARLESS, summed("audits"), +1, "an anchored order is enforced"),
    "Pbar: upkeep": Direction(ALONE, monthly("infrastructure"), +1, "an anchored reform is maintained"),
    "Pbar: incentive": Direction(PAID_ALONE, monthly("share_digital"), +1, "an anchored reform pays"),
    "Pbar: guarantee": Direction({"J": 1.0}, monthly("resistance_jobs"), -1,
        "an anchored guarantee is believed"),
    "Pbar: leadership": Direction(ALONE, monthly("resistance_hierarchy", 0, 1), -1,
        "seniors look to politics"),
    "gov: standards": Direction({"standards": 0.2}, tier_of("interoperability"), +1,
        "central management can lead further"),
    "ME: follow-through": Direction(ORDERED, monthly("perceived_detection", 19), +1,
        "cases have consequences"),
    "ME: rewards": Direction({"inc": 1.0}, monthly("share_hybrid"), -1, "token use earns nothing"),
    "ME: maturity": Direction(FULL, monthly("maturity_mean", 12), +1, "stage 3 takes review"),
    "partnership: cost": Direction({"inv": 0.05, "partner_gain": 0.0}, total("infrastructure"), -1,
        "the partner pays its share"),
    "cloud: cost": Direction({"cap": 3.0}, total("infrastructure"), -1, "one system is cheaper"),
    "cloud: outage": Direction({**KEEN, "cloud_cap": 1.0, "outages": OUTAGE}, monthly("availability"), -1,
        "it fails for all at once"),
    "exchange_law: cost": Direction(ALONE, total("law"), +1, "parliament must pass it"),
    "TP: ownership": Direction(SMOOTH, monthly("share_digital", 12), +1, "who stays owns the reform"),
    "TP: cost": Direction(ALONE, total("tenure_protection"), -1,
        "each transfer not made saves a month's pay"),
}
"""Other places in which a parameter or lever acts."""

SETTINGS = {
    "law.status": Direction(ALONE, monthly("belief"), +1, "firmer law, firmer belief",
        low={"law": {"status": 0.2}}, high={"law": {"status": 0.9}}),
    "law.date": Direction(ALONE, monthly("belief"), -1, "a later law",
        low={"law": {"status": 1.0, "date": day(0)}}, high={"law": {"status": 1.0, "date": day(12)}}),
    "law.lag": Direction(ALONE, monthly("belief"), -1, "a law that is longer in the making",
        low={"law": {"status": 1.0, "date": day(0), "lag": 0}},
        high={"law": {"status": 1.0, "date": day(0), "lag": 24}}),
    "law.repeal": Direction(ALONE, monthly("belief", 19), +1, "a law repealed later",
        low={"law": {"status": 1.0, "repeal": day(18)}}, high={"law": {"status": 1.0, "repeal": day(30)}}),
    "ban.start": Direction({**LARGE, **KEEN}, monthly("reported_use"), -1, "a later ban",
        low={"ban": {"start": day(0)}}, high={"ban": {"start": day(24)}}),
    "ban.until": Direction({**LARGE, **KEEN}, monthly("reported_use"), +1, "a ban lifted later",
        low={"ban": {"start": day(0), "until": day(6)}}, high={"ban": {"start": day(0), "until": day(30)}}),
    "mandates.intensity": Direction(ALONE, monthly("reported_use"), +1, "a harder order",
        low={"mandates": [order(0, 6, 0.1)]}, high={"mandates": [order(0, 6, 0.9)]}),
    "mandates.deadline": Direction(ALONE, monthly("reported_use"), -1, "a later deadline",
        low={"mandates": [order(0, 6, 0.6)]}, high={"mandates": [order(0, 24, 0.6)]}),
    "mandates.announced": Direction(ALONE, monthly("reported_use", 0, 18), -1,
        "announced only at the deadline",
        low={"mandates": [order(12, 18, 0.6)]}, high={"mandates": [order(18, 18, 0.6)]}),
    "enforcement_drops.date": Direction({"mandates": HARD}, monthly("reported_use", 13), +1,
        "enforced for longer",
        low={"enforcement_drops": [happens(12)]}, high={"enforcement_drops": [happens(30)]}),
    "transitions.date": Direction(ALONE, monthly("belief"), +1, "the new government comes later",
        low={"transitions": [happens(6)]}, high={"transitions": [happens(30)]}),
    "transitions.tiers": Direction(TWO_TIERS, tier_of("anchoring", 18), +1,
        "another tier's government changes",
        low={"transitions": [happens(18, tiers=["A"])]}, high={"transitions": [happens(18, tiers=["B"])]}),
    "changes.date": Direction(ALONE, monthly("skill"), -1, "courses begin later",
        low={"changes": [{"date": day(6), "train": 0.2}]},
        high={"changes": [{"date": day(24), "train": 0.2}]}),
    "changes.levers": Direction(ALONE, monthly("skill"), +1, "more courses from that day",
        low={"changes": [{"date": day(6), "train": 0.0}]},
        high={"changes": [{"date": day(6), "train": 0.2}]}),
    "go_live.installed.date": Direction(KEEN, monthly("reported_use"), -1, "installed later",
        low=installed(6, 1.0), high=installed(24, 1.0)),
    "go_live.installed.share": Direction(KEEN, monthly("reported_use"), +1, "installed in more offices",
        low=installed(6, 0.3), high=installed(6, 0.9)),
    "go_live.order": Direction(LARGE, world_at_start(lambda w: -np.mean(w.office["golive"][:10])), +1,
        "by number, the first offices come first", low=installed(6, 0.5),
        high=installed(6, 0.5, order="number")),
    "regime": Direction({**LARGE, "enforcement_drops": [happens(18)], "mandates": HARD},
        monthly("reported_use", 24), +1, "where example counts for more, what was enforced holds itself up",
        low={"regime": "L"}, high={"regime": "K"}),
    "service": Direction({**FULL, "ME": 0.1}, monthly("maturity_mean", 12), +1,
        "citizens who can answer back count as review", low={"service": "G2G"}, high={"service": "G2C"}),
    "one_way": Direction({"CT0": 0.8}, monthly("trust"), +1, "trust does not learn from the service",
        low={"one_way": False}, high={"one_way": True}),
    "tiers.posts": Direction(ALONE, cost, +1, "more desks to run", low={"posts": 400}, high={"posts": 600}),
    "tiers.offices": Direction({"ME": 1.0}, total("monitoring"), +1, "more offices to review",
        low={"offices": 10}, high={"offices": 20}),
    "tiers.sizes": Direction(ALONE, world_at_start(lambda w: np.diff(w.office["first"]).std()), +1,
        "Interior and Defence are large", low={"sizes": "equal"}, high={"sizes": "federal"}),
    "tiers.grade_shares": Direction(ALONE, monthly("resistance_jobs"), +1,
        "more clerks, who fear for their jobs",
        low={"grade_shares": "secretariat"}, high={"grade_shares": "service"}),
    "tiers.grade_posts": Direction(ALONE, monthly("resistance_jobs"), +1,
        "more clerks in every office, who fear for their jobs",
        low={"grade_posts": [[10, 10, 10, 10]] * 10}, high={"grade_posts": [[28, 10, 1, 1]] * 10}),
    "tiers.hubs": Direction(ALONE, world_at_start(lambda w: w.traffic[:, 0].sum()), +1,
        "one hub alone gets what two shared", low={"hubs": ["Finance", "Law"]}, high={"hubs": ["Finance"]}),
    "tiers.citizens": Direction({"aware": 1.0}, cost, +1, "campaigns reach more citizens",
        low={"citizens": 1_000_000}, high={"citizens": 2_000_000}),
    "tiers.access": Direction(ALONE, monthly("satisfaction"), +1, "more citizens can use the service",
        low={"access": 0.2}, high={"access": 0.9}),
    "tiers.reach": Direction({**ORDERED, "gov": 1.0}, monthly("perceived_detection", 19), +1,
        "under central management enforcement arrives", low={"reach": 0.2}, high={"reach": 0.9}),
    "tiers.will": Direction({**ORDERED, "gov": 0.0}, monthly("perceived_detection", 19), +1,
        "under local management the tier enforces", low={"will": 0.2}, high={"will": 0.9}),
}
"""What a scenario sets besides parameters, levers and switches: the dotted key -> its direction."""

EVENTS = {
    "a law": Direction(ORDERED, monthly("share_digital", 12), +1, "a law makes enforcement and belief firm",
        low={}, high={"law": {"status": 1.0}}),
    "a ban": Direction({**LARGE, **KEEN}, monthly("reported_use"), +1, "paper is refused",
        low={}, high={"ban": {"start": day(0)}}),
    "an order": Direction(ALONE, monthly("reported_use"), +1, "an order drives off paper",
        low={}, high={"mandates": HARD}),
    "enforcement dropped": Direction({"mandates": HARD}, monthly("reported_use", 19), -1,
        "nobody enforces the order",
        low={}, high={"enforcement_drops": [happens(18)]}),
    "enforcement dropped before the deadline": Direction({"mandates": [order(0, 18, 0.6)]},
        tier_of("enforcement", 18), -1, "a deadline still to come dies with its order",
        low={}, high={"enforcement_drops": [happens(12)]}),
    "austerity": Direction(ALONE, monthly("resistance_jobs"), +1, "cuts frighten",
        low={}, high={"austerity": [{"start": day(6), "end": day(30), "depth": 0.5}]}),
    "a cyber attack": Direction(KEEN, monthly("resistance_distrust", 13), +1, "an attack destroys confidence",
        low={}, high={"cyber_attacks": [{"date": day(12)}]}),
    "an outage": Direction(KEEN, monthly("share_digital", 7), -1, "the system fails its users",
        low={}, high={"outages": OUTAGE}),
    "a transition": Direction(ALONE, monthly("belief", 18), -1, "a new government is not expected to go on",
        low={}, high={"transitions": [happens(18)]}),
}
"""What happens in a world, against the same world where it does not."""
