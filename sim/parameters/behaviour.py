"""Parameters of one official's choice, acceptance and resistance."""

from typing import Annotated, Protocol

from sim.parameters.declaration import fixed, uncertain

# fmt: off

class Choice(Protocol):
    """Choosing how to work a file."""

    beta0: Annotated[float, uncertain(
        -0.26, "logit", (-5, 1), "data",
        "fitted to the federal record (docs/model.md, re-fit)",
        "How attractive digital work is to an official before any other consideration.")]
    beta_U: Annotated[float, uncertain(
        5.0, "logit", (3, 12), "literature",
        "UTAUT (Venkatesh et al. 2003) for the constructs; size from the design study",
        "How strongly usefulness, ease, example and equipment pull towards digital work.")]
    beta_R: Annotated[float, uncertain(
        7.0, "logit", (3, 10), "literature",
        "[Resistance]; only the net drag is identified by the record",
        "How strongly resistance holds an official back from digital work.")]
    kappa: Annotated[float, uncertain(
        0.75, "dimensionless", (0, 2), "literature",
        "[Resistance]: resistance interacts multiplicatively with barriers; size not identified",
        "How much barriers such as poor equipment amplify resistance.")]
    X0: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "centres the amplification so that kappa does not shift the average",
        "The level of barriers at which they neither amplify nor dampen resistance.")]
    beta_B: Annotated[float, uncertain(
        1.0, "logit", (0, 2), "literature",
        "Rodrik 1991: doubt about permanence acts as a tax",
        "How much doubt that the reform will last discourages digital work.")]
    beta_O: Annotated[float, uncertain(
        1.0, "logit", (0, 2), "literature",
        "[Resistance]: frequent transfers erode ownership",
        "How much a settled posting encourages an official to own the reform.")]
    tau_O: Annotated[float, fixed(
        12.0, "months", (1, 48), "assumption",
        "one year of tenure gives half of full ownership",
        "Months in a post after which an official half owns the reform.",
        least=0.01)]
    beta_I: Annotated[float, uncertain(
        2.0, "logit", (0, 4), "literature",
        "Khan, Khwaja & Olken 2016: pay for performance raised effort, and bribes",
        "How strongly a full cash incentive pulls towards digital work.")]
    beta_E: Annotated[float, fixed(
        35.0, "logit per monthly probability", (0, 100), "assumption",
        "only beta_E times intensity is identified; intensities are fitted instead",
        "How much an official fears a certain sanction for staying on paper.")]
    beta_ban: Annotated[float, uncertain(
        2.0, "logit", (0, 4), "assumption",
        "cabinet decision of March 2025: no hard copy received or forwarded",
        "How much it hurts to send paper to offices that refuse it under a ban.")]
    c_H: Annotated[float, uncertain(
        0.4, "logit", (0.1, 2), "assumption",
        "fitted in the design study; [Khattak]: hybrid work costs twice",
        "The extra effort of doing everything twice, on paper and on screen.")]
    c_X: Annotated[float, uncertain(
        0.5, "logit", (0, 2), "assumption",
        "design assumption; lets the correspondence network matter",
        "The burden of printing and carrying files for counterparts who stay on paper.")]
    chi_U: Annotated[float, fixed(
        0.8, "share", (0.5, 0.9), "assumption",
        "hybrid keeps most of the benefit; one of c_H, chi_U, chi_R is enough to vary",
        "How much of the benefit of digital work an official gets from working both ways.")]
    chi_R: Annotated[float, fixed(
        0.3, "share", (0.1, 0.6), "assumption",
        "hybrid carries little of the threat",
        "How much of the threat of digital work remains when the paper copy is kept.")]
    lam: Annotated[float, uncertain(
        0.40, "per month", (0.1, 0.5), "data",
        "fitted to the federal record (docs/model.md, re-fit)",
        "The share of officials who reconsider how they work in any month.")]
    sigma: Annotated[float, fixed(
        1.0, "logit", (0.1, 5), "assumption",
        "scale normalisation of a logit model",
        "How much chance there is in an official's choice.",
        least=0.01)]
    sigma_xi: Annotated[float, uncertain(
        0.75, "logit", (0.2, 1.5), "assumption",
        "design study",
        "How much officials differ in their personal taste for digital work.",
        least=0.0)]
    sigma_eta: Annotated[float, uncertain(
        2.2, "logit", (0.8, 3), "data",
        "spread of use across divisions in May 2024; design study",
        "How much offices differ in culture and leadership.",
        least=0.0)]
    c_rho: Annotated[float, uncertain(
        0.5, "correlation", (0, 0.8), "data",
        "hold-outs of 2024 are divisions with high discretion; design study",
        "How far offices with more to lose have a culture more reluctant to change.")]
    th_G: Annotated[float, uncertain(
        -1.99, "logit", (-3, 2), "data",
        "fitted to the federal record (docs/model.md, re-fit)",
        "How willing an office's senior officers must be before the office opens to e-Office.")]
    d_G: Annotated[float, fixed(
        1.0, "logit", (0, 3), "assumption",
        "an open office does not close at the first doubt",
        "How far willingness must fall before an open office closes again.",
        least=0.0)]
    hazard_p: Annotated[float, fixed(
        0.01, "per month", (0, 0.5), "literature",
        "Bass 1969; acts only under decision_rule = linear, the analytic harness",
        "Adoption without imitation, in the textbook diffusion curve used for checking.")]
    hazard_q: Annotated[float, fixed(
        0.12, "per month", (0, 1), "literature",
        "Bass 1969; acts only under decision_rule = linear, the analytic harness",
        "Adoption by imitation, in the textbook diffusion curve used for checking.")]


class Acceptance(Protocol):
    """Acceptance of technology (UTAUT)."""

    w_PE: Annotated[float, fixed(
        0.40, "weight", (0, 1), "literature",
        "meta-analyses: performance expectancy is the strongest path (Taiwo & Downe 2013); ordinal prior",
        "Weight of usefulness in acceptance.")]
    w_EE: Annotated[float, fixed(
        0.20, "weight", (0, 1), "literature",
        "Taiwo & Downe 2013: effort expectancy is weak; ordinal prior",
        "Weight of ease of use in acceptance.")]
    w_SI: Annotated[float, fixed(
        0.25, "weight", (0, 1), "literature",
        "Silvestro et al. 2024: weak in mandatory settings, strong in voluntary ones; ordinal prior",
        "Weight of colleagues' example in acceptance.")]
    w_FC: Annotated[float, fixed(
        0.15, "weight", (0, 1), "literature",
        "Taiwo & Downe 2013: facilitating conditions are weak; ordinal prior",
        "Weight of equipment and support in acceptance.")]
    nu: Annotated[float, uncertain(
        0.6, "share", (0.2, 0.8), "assumption",
        "design assumption",
        "How much of the usefulness of e-Office depends on others using it too.")]
    om: Annotated[float, uncertain(
        0.6, "share", (0.2, 0.8), "assumption",
        "design assumption",
        "How much of that dependence lies inside one's own office rather than with other offices.")]
    vs: Annotated[float, uncertain(
        0.3, "share", (0.2, 0.8), "assumption",
        "design assumption; [Resistance] recommends visible pilots",
        "How much of colleagues' example comes from visible offices elsewhere.")]
    hybrid_weight: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "design assumption",
        "How much a colleague who works both ways counts as an example of digital work.")]
    fit_gov: Annotated[float, fixed(
        0.3, "share", (0, 1), "assumption",
        "[Abbas]: central systems fit local work less well",
        "How much usefulness is lost when one central system is imposed on all offices.")]
    gov_neutral: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "hybrid governance is the reference",
        "The mix of central and local management at which the system's fit is rated 1.")]


class Resistance(Protocol):
    """Resistance of one official."""

    w_R1: Annotated[float, fixed(
        0.25, "weight", (0, 1), "literature",
        "[Resistance] lists the sources, gives no weights",
        "Weight of the fear of losing discretion and authority.")]
    w_R2: Annotated[float, fixed(
        0.20, "weight", (0, 1), "literature",
        "[Resistance] lists the sources, gives no weights",
        "Weight of the fear of losing one's job.")]
    w_R3: Annotated[float, fixed(
        0.20, "weight", (0, 1), "literature",
        "[Resistance] lists the sources, gives no weights",
        "Weight of deference to superiors who stay on paper.")]
    w_R4: Annotated[float, fixed(
        0.20, "weight", (0, 1), "literature",
        "[Resistance] lists the sources, gives no weights",
        "Weight of the habit of working on paper.")]
    w_R5: Annotated[float, fixed(
        0.15, "weight", (0, 1), "literature",
        "[Resistance] lists the sources, gives no weights",
        "Weight of distrust in the system.")]
    g_R: Annotated[float, uncertain(
        0.10, "per month", (0.05, 0.2), "assumption",
        "design assumption",
        "How fast attitudes move towards what circumstances suggest.")]
    al: Annotated[float, uncertain(
        0.5, "share", (0, 0.9), "literature",
        "Friedkin & Johnsen 1990; size assumed",
        "How far the fear of losing discretion is caught from colleagues.")]
    g_H: Annotated[float, uncertain(
        0.08, "per month", (0.03, 0.15), "assumption",
        "habit half-life of about 8 months",
        "How fast the paper habit forms and fades.")]
    habit_hybrid: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "half of the work is still on paper",
        "The paper habit of an official who works both ways for good.")]
    habit_start: Annotated[float, fixed(
        0.9, "share", (0, 1), "assumption",
        "[Narrative]: file tradition decades deep",
        "The paper habit of officials when the story begins.")]
    distrust_start: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "design assumption",
        "Distrust in the system when the story begins.")]
    x_g0: Annotated[float, uncertain(
        0.8, "share", (0.6, 1), "data",
        "minister, 2025: about 60 % of lower posts redundant; order assumed",
        "How exposed clerks' jobs are to the reform.")]
    x_g1: Annotated[float, uncertain(
        0.6, "share", (0.4, 0.8), "data",
        "minister, 2025: about 60 % of lower posts redundant; order assumed",
        "How exposed assistants' jobs are to the reform.")]
    x_g2: Annotated[float, uncertain(
        0.2, "share", (0, 0.4), "assumption",
        "order from [Narrative]",
        "How exposed officers' jobs are to the reform.")]
    x_g3: Annotated[float, uncertain(
        0.1, "share", (0, 0.3), "assumption",
        "order from [Narrative]",
        "How exposed senior officers' jobs are to the reform.")]
    r0: Annotated[float, uncertain(
        0.3, "share", (0.1, 0.5), "assumption",
        "[Narrative]: fear precedes the reform",
        "How much of the fear for jobs exists before anyone works digitally.")]
    a_b: Annotated[float, uncertain(
        0.3, "share", (0.1, 0.5), "assumption",
        "[Resistance]: fiscal uncertainty",
        "How much an austerity budget adds to the fear for jobs.")]
    e_CM: Annotated[float, uncertain(
        0.5, "share", (0, 1), "assumption",
        "[Abbas], [Resistance] recommend change management; size assumed",
        "How far full change management lowers the fear of losing discretion.")]
    lam_ch: Annotated[float, uncertain(
        0.5, "share", (0, 1), "assumption",
        "[Resistance] recommends champions; size assumed",
        "How far champions stand in for superiors who stay on paper.")]
    champion_tenure: Annotated[float, fixed(
        6.0, "months", (0, 36), "assumption",
        "design assumption",
        "Months in a post before an officer can act as champion.")]
    j_C: Annotated[float, uncertain(
        0.3, "share", (0.1, 0.6), "assumption",
        "[Resistance], [Arshad]: incidents cost trust; size assumed",
        "How much a cyber incident in one's own office raises distrust.")]
    spill: Annotated[float, uncertain(
        0.1, "share", (0, 0.3), "assumption",
        "design assumption",
        "How much incidents elsewhere raise distrust here.")]
    z_s: Annotated[float, fixed(
        0.3, "share", (0, 0.5), "assumption",
        "[Resistance]: delayed entry, under-resourcing; size assumed",
        "How much usefulness is lost when colleagues quietly obstruct.")]
    th_Z: Annotated[float, fixed(
        0.6, "share", (0.3, 1), "assumption",
        "design assumption",
        "The resistance above which an official quietly obstructs.")]
    def_mean: Annotated[float, fixed(
        0.6, "share", (0, 1), "assumption",
        "[Resistance]: hierarchical culture",
        "How much the average official follows superiors.")]
    def_sd: Annotated[float, fixed(
        0.15, "share", (0, 0.5), "assumption",
        "design assumption",
        "How much officials differ in following superiors.")]
    rho_mean: Annotated[float, uncertain(
        0.5, "share", (0.3, 0.7), "assumption",
        "[Resistance]: patronage and discretion; size assumed",
        "How much discretion over files is worth to an average office.")]
    rho_sd: Annotated[float, fixed(
        0.18, "share", (0, 0.4), "assumption",
        "not identified by the record",
        "How much offices differ in what discretion is worth.")]
    rho_z: Annotated[float, fixed(
        0.12, "share", (0, 0.4), "assumption",
        "design assumption",
        "How much officials of one office differ in what discretion is worth.")]
    rho_g0: Annotated[float, fixed(
        0.0, "share", (-0.5, 0.5), "assumption",
        "set by the scenario: which grade holds the rents",
        "Extra value of discretion to clerks.")]
    rho_g1: Annotated[float, fixed(
        0.05, "share", (-0.5, 0.5), "assumption",
        "set by the scenario: which grade holds the rents",
        "Extra value of discretion to assistants.")]
    rho_g2: Annotated[float, fixed(
        0.05, "share", (-0.5, 0.5), "assumption",
        "set by the scenario: which grade holds the rents",
        "Extra value of discretion to officers.")]
    rho_g3: Annotated[float, fixed(
        0.05, "share", (-0.5, 0.5), "assumption",
        "set by the scenario: which grade holds the rents",
        "Extra value of discretion to senior officers.")]
