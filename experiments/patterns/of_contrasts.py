"""The patterns that only a contrast shows: declared, with the threshold fixed beforehand."""

from experiments.patterns import contrasts
from experiments.patterns.pattern import BY_ASSUMPTION, Limits, Measure, Pattern
from experiments.patterns.variants import (
    ATTACK,
    CAPACITY,
    CORNERS,
    DROPPED,
    LAW_TURNS,
    NEVER,
    ONE_SCARE,
    ORDER,
    ORDER_TURNS,
    PROVINCES,
    REVIEW,
    begun_by,
    has_months,
    has_orders,
)

OF_CONTRASTS = (
    Pattern(
        "P6",
        "A platform by executive order decays after a change of government, a legislated one does not",
        "[Khattak]",
        "Largest relative fall of real use within 36 months after a change of government in June 2027, "
        "under the orders alone and with a law in force from April 2024. Both limits are sizes, and those of "
        "the design study: no record says how far such a platform falls. Only the contrast is claimed by "
        "the source. The design study asked this of `federal-2022`.",
        "check",
        (
            Measure("order", "fall under executive orders", limits=Limits(0.5)),
            Measure("law", "fall under a law", limits=Limits(high=0.1)),
        ),
        contrasts.after_a_transition,
        (ORDER_TURNS, LAW_TURNS),
        "Commitment and belief that fall further at a change of government (pi, pi_B) or habits that hold "
        "desks less firmly; how far real platforms fell is not on record.",
        (has_months("2025-03"), has_orders),
        "real use is zero before the change of government",
        caveat="the contrast is nearly a rule. A law in full force keeps checks and belief from falling when "
        "a government changes; without one both fall, by sizes that are assumed (pi, pi_B). What is left to "
        "test is whether desks follow.",
    ),
    Pattern(
        "P7",
        "Punjab and Khyber Pakhtunkhwa run ahead of Sindh and Balochistan",
        "[Resistance]; Citizen Portal redress of 2019 by province",
        "Real use by tier in the last month of the scenario `provinces` (40 desks an office): the lower of "
        "Punjab and KP less the higher of Sindh and Balochistan. The design study ran one tier at a time.",
        "input",
        (
            Measure("PB", "real use, Punjab"),
            Measure("KP", "real use, Khyber Pakhtunkhwa"),
            Measure("SD", "real use, Sindh"),
            Measure("BL", "real use, Balochistan"),
            Measure("lead", "least lead of the first two", "points", Limits(0.0)),
        ),
        contrasts.order_of_provinces,
        (PROVINCES,),
        BY_ASSUMPTION
        + "commitment, equipment, skill and the will to enforce are set higher in the provinces "
        "that studies place ahead. Of the provinces' own use of e-Office only dates are recorded: how far "
        "ahead they are, nobody has counted.",
        (),
        "the scenario `provinces` lacks one of the four tiers",
    ),
    Pattern(
        "P8",
        "Resistance and barriers hurt more together than one by one",
        "[Resistance]; the measure as in the design study",
        "Real use in May 2027 at low and high discretion rents (0.3, 0.7) and low and high barriers "
        "(equipment, courses and protection built up from January 2023, or not), at kappa 0, 0.75 and 1.5 "
        "(40 desks an office): the interaction on three scales must fall at each step of kappa. Also: the "
        "cross difference of utility, which must be −beta_R kappa dR dX to rounding.",
        "code",
        (
            *(
                Measure(f"{scale}_{size}", f"interaction on the {words} scale, kappa {kappa}", unit)
                for scale, words, unit in (
                    ("share", "share", "points"),
                    ("log", "log", ""),
                    ("logit", "logit", ""),
                )
                for size, kappa in (("none", "0"), ("some", "0.75"), ("much", "1.5"))
            ),
            *(
                Measure(
                    f"{scale}_{step}",
                    f"its change from kappa {between}, {words} scale",
                    unit,
                    Limits(high=0.0),
                )
                for scale, words, unit in (
                    ("share", "share", "points"),
                    ("log", "log", ""),
                    ("logit", "logit", ""),
                )
                for step, between in (("first", "0 to 0.75"), ("second", "0.75 to 1.5"))
            ),
            Measure("utility", "error of the cross difference of utility", "error", Limits(high=1e-12)),
        ),
        contrasts.interactions,
        CORNERS,
        BY_ASSUMPTION + "kappa is this claim written into the equations, and the record does not identify "
        "it; without it (kappa 0) a model with feedback can look super-additive already, depending on the "
        "scale.",
        (begun_by("2027-05"),),
        "real use is zero or whole in a corner of the two-by-two",
    ),
    Pattern(
        "P10",
        "The effect of monitoring fades within months",
        "Callen et al. 2020; Banerjee et al. 2008",
        "Months until half of the excess is gone by which one order (intensity e1, in force from January "
        "2026, nothing ordered before or after) lifts the perceived chance of sanction above its mean of "
        "the fifth year after it. The design study asked this of `federal-2022`.",
        "check",
        (
            Measure("half_life", "half-life of the scare", "months", Limits(3.0, 8.0)),
            Measure("by_speed", "half-life by g_Q alone", "months"),
        ),
        contrasts.scare,
        (ONE_SCARE,),
        "Another speed of learning about enforcement (g_Q), which is taken from the same studies.",
        (),
        "the order lifts nothing above its long-run level",
        caveat="nearly a reading of one parameter, the speed at which officials learn (g_Q), and that was "
        "set from the very studies that the limits come from.",
    ),
    Pattern(
        "P11",
        "Senior officers respond least to monitoring",
        "Dhaliwal & Hanna 2017",
        "What performance review (ME 0.6 from January 2023) adds to the share of digital desks among senior "
        "officers, less what it adds among assistants, in March 2025 and in May 2027. The design study "
        "asked this of `federal-2022`; the two months are this table's.",
        "check",
        (
            *(
                Measure(f"{key}_{month}", f"{words}, {name}", "points", limits)
                for month, name in (("2025-03", "March 2025"), ("2027-05", "May 2027"))
                for key, words, limits in (
                    ("assistants", "gain among assistants", None),
                    ("seniors", "gain among seniors", None),
                    ("less", "seniors less assistants", Limits(high=0.0)),
                )
            ),
            Measure("assistants_level", "digital assistants with review, May 2027"),
            Measure("seniors_level", "digital seniors with review, May 2027"),
        ),
        contrasts.response_by_grade,
        (ORDER, REVIEW),
        "More impunity of seniors (imp). But once review has turned nearly all desks of both grades, its "
        "gain only says who was behind before: then it would take a measure of checks instead of use.",
        (has_months("2025-03"), has_orders),
        snapshots=contrasts.SNAPSHOTS,
    ),
    Pattern(
        "P13",
        "A short scare reverses: where enforcement ends early, use returns to where it would have been",
        "Repenning 2002; Revenue Division, January 2025",
        "Real use in May 2032 where enforcement ends in October 2025 (the ban on paper stays), less real use "
        "where nothing but the order of the first month ever was: less than ten points. The design study "
        "asked of `federal-2022` that the two be close; ten points are this table's.",
        "check",
        (
            Measure("dropped", "real use, enforcement ended"),
            Measure("never", "real use, never ordered"),
            Measure("kept", "real use, enforcement kept"),
            Measure("left", "left of the scare", "points", Limits(-0.10, 0.10)),
        ),
        contrasts.reversion,
        (DROPPED, NEVER, ORDER),
        "Weaker feedback among officials (beta_U against the spread of offices), which the record does not "
        "identify: only use after a removal would tell.",
        (has_months("2025-03"), has_orders),
    ),
    Pattern(
        "P14",
        "Training alone stalls",
        "[Narrative], [Resistance]",
        "Real use in May 2032 with training (.05), equipment (.04), change management and champions from "
        "January 2023 and no orders, less half of that with the orders and performance review (ME 0.6). The "
        "design study asked this of `federal-2022`.",
        "check",
        (
            Measure("alone", "real use, capacity only"),
            Measure("reviewed", "real use, orders and review"),
            Measure("beyond_half", "first less half of the second", "points", Limits(high=0.0)),
        ),
        contrasts.capacity,
        (CAPACITY, REVIEW),
        "Weaker feedback among officials (beta_U), which the record does not identify, training that moves "
        "attitudes less, or skill that matters less to the choice (w_EE).",
        (has_months("2025-03"), has_orders),
    ),
    Pattern(
        "P17",
        "A cyber attack breeds distrust, which slows adoption, and then wears off",
        "[Resistance], [Arshad]",
        "Effect of an attack on every live office in May 2024 under the orders: on distrust (its part of "
        "resistance, June to August 2024), on real use (July 2024 to May 2025), and how large what is left "
        "of either is three years later (March to May 2027), against the size at first. The design study "
        "asked for an effect that is negative and fades; the months are this table's.",
        "code",
        (
            Measure("distrust", "effect on distrust, first months", "points", Limits(0.0)),
            Measure("use", "effect on real use, first year", "points", Limits(high=0.0)),
            Measure("use_late", "effect on real use, three years later", "points"),
            Measure("distrust_left", "size of the first later, less at first", "points", Limits(high=0.0)),
            Measure("use_left", "size of the second later, less at first", "points", Limits(high=0.0)),
        ),
        contrasts.attack,
        (ATTACK, ORDER),
        BY_ASSUMPTION + "the rules say that an incident raises distrust, that distrust is resistance, and "
        "that both fade.",
    ),
)
"""Patterns measured between variants, or on one of their own."""
