"""What officials think, fear and can do."""

from sim.outcomes.form import Monthly, declared

ATTITUDES: Monthly = declared(
    (
        "resistance",
        "share",
        "Resistance",
        "weighted sum of its five components, mean over officials",
        lambda o: o.by_desk(o.office["resistance"]),
    ),
    (
        "resistance_discretion",
        "share",
        "Losing discretion",
        "part of resistance from the fear of losing discretion and authority",
        lambda o: o.params.w_R1 * o.by_desk(o.office["discretion_loss"]),
    ),
    (
        "resistance_jobs",
        "share",
        "Losing the job",
        "part of resistance from the fear of redundancy",
        lambda o: o.params.w_R2 * o.by_desk(o.office["job_insecurity"]),
    ),
    (
        "resistance_hierarchy",
        "share",
        "Superiors on paper",
        "part of resistance from deference to superiors who stay on paper",
        lambda o: o.params.w_R3 * o.by_desk(o.office["hierarchy"]),
    ),
    (
        "resistance_habit",
        "share",
        "Paper habit",
        "part of resistance from the habit of paper",
        lambda o: o.params.w_R4 * o.by_desk(o.office["habit"]),
    ),
    (
        "resistance_distrust",
        "share",
        "Distrust of the system",
        "part of resistance from distrust in the system",
        lambda o: o.params.w_R5 * o.by_desk(o.office["distrust"]),
    ),
    (
        "barriers",
        "share",
        "Barriers",
        "mean lack of equipment, skill, protection, budget, anchoring and trust",
        lambda o: o.by_desk(o.office["barriers"]),
    ),
    (
        "sabotage",
        "share of desks",
        "Quiet obstruction",
        "desks that quietly obstruct a mandated system",
        lambda o: o.by_desk(o.office["sabotage"]),
    ),
    (
        "skill",
        "share",
        "Digital skill",
        "mean over officials",
        lambda o: o.by_desk(o.office["skill"]),
    ),
    (
        "belief",
        "share",
        "Belief that the reform will last",
        "mean over officials",
        lambda o: o.by_desk(o.office["belief"]),
    ),
    (
        "perceived_detection",
        "probability per month",
        "Perceived chance of sanction",
        "for staying on paper, mean over officials",
        lambda o: o.by_desk(o.office["detection"]),
    ),
    (
        "union_mobilisation",
        "share",
        "Mobilisation of unions",
        "mean over tiers, weighted by desks",
        lambda o: o.by_desk(o.tier["union"][:, o.tier_of]),
    ),
)
