"""Parameters of citizens, outcomes and costs."""

from typing import Annotated, Protocol

from sim.parameters.declaration import fixed, uncertain

# fmt: off


class Citizens(Protocol):
    """Service, citizens' satisfaction and trust."""

    PT_p: Annotated[float, fixed(
        25.0, "days", (1, 365), "data",
        "official claim, December 2025: summaries fell from 25 to 4 days",
        "Days a file takes when it travels on paper.")]
    PT_d: Annotated[float, fixed(
        4.0, "days", (0.1, 365), "data",
        "official claim, December 2025: summaries fell from 25 to 4 days",
        "Days a file takes when every desk on its way is digital.")]
    dup: Annotated[float, fixed(
        0.10, "share", (0, 1), "assumption",
        "[Khattak]: hybrid work costs twice; size assumed",
        "Extra time, and extra share of a wage, taken by working both ways.")]
    PT_Z: Annotated[float, fixed(
        0.2, "share", (0, 1), "assumption",
        "design assumption",
        "How much longer a file takes when everyone quietly obstructs.")]
    CT0: Annotated[float, uncertain(
        0.45, "share", (0.2, 0.8), "data",
        "Citizen Portal: about 40-46 % of feedback satisfied; mapped by assumption",
        "Citizens' trust at the start.")]
    g_C: Annotated[float, uncertain(
        0.05, "per month", (0.01, 0.2), "assumption",
        "design assumption; a one-way programme has none",
        "How fast citizens' trust follows their satisfaction.")]
    j_CT: Annotated[float, uncertain(
        0.05, "share", (0.01, 0.2), "assumption",
        "[Arshad]: cyber incidents cost trust; size assumed",
        "How much a cyber incident lowers citizens' trust.")]
    w_inc: Annotated[float, fixed(
        4.0, "times", (0, 20), "assumption",
        "one incident among 40 offices counts as a tenth",
        "How much a rare incident counts in public opinion.")]
    aware_effect: Annotated[float, fixed(
        0.05, "per month", (0, 0.5), "assumption",
        "[Resistance], [Arshad] recommend engagement; size assumed",
        "How fast a full awareness campaign raises trust.")]
    L0: Annotated[float, uncertain(
        2.5, "Likert points", (1.5, 3), "assumption",
        "[Arshad] surveyed users with means near 4; below 3 the map is assumption",
        "The rating, from 1 to 5, that citizens give to a service without any merit.")]
    x_T_hybrid: Annotated[float, fixed(
        0.3, "share", (0, 1), "assumption",
        "design assumption",
        "How transparent to citizens a file is when it is worked both ways.")]
    sat_mean: Annotated[float, fixed(
        3.98, "Likert points", (1, 5), "literature",
        "[Arshad] table 1",
        "Average satisfaction in the survey.")]
    lik_T: Annotated[float, fixed(
        4.28, "Likert points", (1, 5), "literature",
        "[Arshad] table 1",
        "Average rating of transparency in the survey.")]
    lik_E: Annotated[float, fixed(
        4.15, "Likert points", (1, 5), "literature",
        "[Arshad] table 1",
        "Average rating of efficiency in the survey.")]
    lik_A: Annotated[float, fixed(
        3.72, "Likert points", (1, 5), "literature",
        "[Arshad] table 1",
        "Average rating of accessibility in the survey.")]
    lik_D: Annotated[float, fixed(
        3.88, "Likert points", (1, 5), "literature",
        "[Arshad] table 1",
        "Average rating of trust in the survey.")]
    b_T: Annotated[float, fixed(
        0.42, "points per point", (0, 1), "literature",
        "[Arshad] table 2, read as raw slopes; not consistent with its own correlations",
        "How much satisfaction rises with transparency.")]
    b_E: Annotated[float, fixed(
        0.37, "points per point", (0, 1), "literature",
        "[Arshad] table 2, read as raw slopes; not consistent with its own correlations",
        "How much satisfaction rises with efficiency.")]
    b_A: Annotated[float, fixed(
        0.28, "points per point", (0, 1), "literature",
        "[Arshad] table 2, read as raw slopes; not consistent with its own correlations",
        "How much satisfaction rises with accessibility.")]
    b_D: Annotated[float, fixed(
        0.33, "points per point", (0, 1), "literature",
        "[Arshad] table 2, read as raw slopes; not consistent with its own correlations",
        "How much satisfaction rises with trust.")]


class Outcomes(Protocol):
    """Thresholds and weights of the outcomes."""

    leak_P: Annotated[float, fixed(
        1.0, "share", (0, 1), "assumption",
        "design assumption",
        "How much of the room for favours remains on paper.")]
    leak_H: Annotated[float, fixed(
        0.8, "share", (0, 1), "assumption",
        "design assumption",
        "How much of the room for favours remains when a file is worked both ways.")]
    leak_D: Annotated[float, fixed(
        0.3, "share", (0, 1), "assumption",
        "[Arshad]: audit trails shrink discretion; size assumed",
        "How much of the room for favours remains in digital work.")]
    on_platform: Annotated[float, fixed(
        0.95, "share", (0.5, 1), "data",
        "the record counts divisions at full use (notes on the data)",
        "The reported use from which an office counts as being on the platform.")]
    stage_F: Annotated[float, fixed(
        0.2, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Equipment needed for maturity stage 1.")]
    stage_r: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Reported use needed for maturity stage 2.")]
    stage_A: Annotated[float, fixed(
        0.7, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Availability of the system needed for maturity stage 2.")]
    stage_E: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "End-to-end paperless share needed for maturity stage 3.")]
    stage_ME: Annotated[float, fixed(
        0.3, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Performance review needed for maturity stage 3 where citizens cannot answer back.")]
    stage_I: Annotated[float, fixed(
        0.6, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Exchange of files between systems needed for maturity stage 4.")]
    stage_X: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "operational reading of Layne & Lee",
        "Paperless exchange with other offices needed for maturity stage 4.")]
    stage_share: Annotated[float, fixed(
        2 / 3, "share", (0, 1), "assumption",
        "design assumption",
        "The share of offices that must have reached a stage before the country has.")]


class Costs(Protocol):
    """Costs, in rupees of 2025; every one an assumption to be replaced by the user's own."""

    wage: Annotated[float, fixed(
        80_000.0, "PKR per month", (20_000, 400_000), "assumption",
        "one wage for all grades",
        "Average monthly pay of an official.")]
    cost_paper: Annotated[float, uncertain(
        5_000.0, "PKR per desk-month", (1_700, 15_000), "assumption",
        "anchored on the official saving of Rs 1 bn a year over 40 ministries",
        "Running cost of a desk that works on paper.")]
    cost_digital: Annotated[float, uncertain(
        500.0, "PKR per desk-month", (170, 1_500), "assumption",
        "anchored on the official saving of Rs 1 bn a year over 40 ministries",
        "Running cost of a desk that works digitally.")]
    cost_audit: Annotated[float, uncertain(
        2_000.0, "PKR per check", (200, 6_000), "assumption",
        "an electronic dashboard costs about a tenth",
        "Cost of checking how one post works.")]
    cost_law: Annotated[float, uncertain(
        200e6, "PKR, once", (60e6, 600e6), "assumption",
        "drafting, consultation and passage",
        "Cost of enacting a law.")]
    cost_course: Annotated[float, uncertain(
        25_000.0, "PKR per person", (8_000, 75_000), "assumption",
        "design assumption",
        "Cost of one official's course.")]
    cost_CM: Annotated[float, uncertain(
        500_000.0, "PKR per office-month", (170_000, 1_500_000), "assumption",
        "design assumption",
        "Cost of full change management in one office.")]
    cost_champion: Annotated[float, uncertain(
        10_000.0, "PKR per champion-month", (3_000, 30_000), "assumption",
        "design assumption",
        "Allowance and time of one champion.")]
    incentive_wage: Annotated[float, fixed(
        0.20, "share of pay", (0, 1), "assumption",
        "design assumption",
        "Size of a full incentive, as a share of pay.")]
    redundant: Annotated[float, fixed(
        0.6, "share", (0.3, 0.6), "data",
        "minister, late 2025: about 60 % of lower posts redundant",
        "Share of lower posts that digital work makes redundant.")]
    attrition: Annotated[float, fixed(
        0.02, "per month", (0, 0.1), "assumption",
        "design assumption",
        "How fast redundant posts could be given up, were it not for the guarantee.")]
    cost_equip: Annotated[float, uncertain(
        150_000.0, "PKR per post", (50_000, 450_000), "assumption",
        "cross-check: Rs 1.2 bn for about 13,500 secretariat posts is 89,000 each",
        "Cost of equipping one post from nothing to fully.")]
    cost_std: Annotated[float, uncertain(
        1e9, "PKR per month at standards = 1", (3.3e8, 3e9), "assumption",
        "50 M per tier and month at standards = .05, linear",
        "Cost of work on common standards.")]
    cost_hard: Annotated[float, uncertain(
        4e6, "PKR per office-month at hard = 1", (1.3e6, 1.2e7), "assumption",
        "200,000 per office and month at hard = .05, linear",
        "Cost of protecting one office's systems.")]
    cost_ME: Annotated[float, uncertain(
        300_000.0, "PKR per office-month", (100_000, 900_000), "assumption",
        "design assumption",
        "Cost of full performance review (PC-3) in one office.")]
    cost_aware: Annotated[float, uncertain(
        5.0, "PKR per citizen-month", (1.5, 15), "assumption",
        "design assumption",
        "Cost of a full awareness campaign.")]
    cost_exchange_law: Annotated[float, uncertain(
        100e6, "PKR, once", (50e6, 200e6), "assumption",
        "half of a law on the programme itself",
        "Cost of enacting a law on the exchange of files.")]
    cloud_cost: Annotated[float, uncertain(
        0.7, "times", (0.35, 1), "assumption",
        "one system bought for all; size assumed",
        "What equipment costs on a shared cloud, against each office's own system.")]
    partner_saving: Annotated[float, uncertain(
        1.0, "share", (0.5, 1), "assumption",
        "design assumption",
        "How much of a private partner's share of the equipment the public purse is spared.")]
    pkr_per_usd: Annotated[float, fixed(
        280.0, "PKR per dollar", (100, 500), "assumption",
        "about the rate of 2025",
        "Rupees to the US dollar, for costs shown in dollars.",
        least=1.0)]
    discount: Annotated[float, fixed(
        0.06, "per year", (0, 0.2), "assumption",
        "design assumption",
        "How much less a rupee next year counts than one today.")]
