"""Parameters of skill, belief, enforcement, postings and unions."""

from typing import Annotated, Protocol

from sim.parameters.declaration import fixed, uncertain

# fmt: off

class Skill(Protocol):
    """Digital skill."""

    skill_g0: Annotated[float, fixed(
        0.25, "share", (0.15, 0.35), "assumption",
        "[Resistance], [Narrative]: low digital literacy",
        "Average digital skill of clerks at the start.")]
    skill_g1: Annotated[float, fixed(
        0.35, "share", (0.25, 0.45), "assumption",
        "[Resistance], [Narrative]: low digital literacy",
        "Average digital skill of assistants at the start.")]
    skill_g2: Annotated[float, fixed(
        0.45, "share", (0.35, 0.55), "assumption",
        "[Resistance]: poor training of mid and senior officials",
        "Average digital skill of officers at the start.")]
    skill_g3: Annotated[float, fixed(
        0.40, "share", (0.30, 0.50), "assumption",
        "[Resistance]: poor training of mid and senior officials",
        "Average digital skill of senior officers at the start.")]
    skill_sd: Annotated[float, fixed(
        0.12, "share", (0, 0.3), "assumption",
        "design assumption",
        "How much officials of one grade differ in digital skill.")]
    skill_low: Annotated[float, fixed(
        0.02, "share", (0, 0.5), "assumption",
        "design assumption",
        "The lowest digital skill anyone starts with.")]
    skill_high: Annotated[float, fixed(
        0.95, "share", (0.5, 1), "assumption",
        "design assumption",
        "The highest digital skill anyone starts with.")]
    lam_D: Annotated[float, uncertain(
        0.06, "per month", (0.03, 0.12), "assumption",
        "learning by doing; size assumed",
        "How fast an official learns by working digitally.")]
    lam_H: Annotated[float, uncertain(
        0.03, "per month", (0.015, 0.06), "assumption",
        "learning by doing; size assumed",
        "How fast an official learns by working both ways.")]
    t_S: Annotated[float, uncertain(
        0.35, "share of the gap", (0.175, 0.7), "literature",
        "Arthur et al. 2003: learning d = .63; mapped by assumption",
        "How much of the missing skill one course teaches.")]
    d_S: Annotated[float, fixed(
        0.061, "per month", (0.052, 0.10), "literature",
        "Tatel & Ackerman: half the gain lost after 11 months without use",
        "How fast unused skill fades.")]
    decay_hybrid: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "half of the practice",
        "How much of the fading remains for an official who works both ways.")]
    zeta_inv: Annotated[float, uncertain(
        0.6, "share", (0, 1), "literature",
        "[Resistance]: resistance slows investment in infrastructure and training; size assumed",
        "How much resisting managers hold up equipment and training.")]
    zeta_T: Annotated[float, uncertain(
        0.6, "share", (0, 1), "literature",
        "[Resistance]: officials resist training; size assumed",
        "How much less a resisting official learns from a course.")]
    literacy_cut: Annotated[float, fixed(
        0.30, "share", (0, 1), "assumption",
        "design assumption",
        "The basic skill below which an official counts as having low digital literacy.")]
    entrant_skill: Annotated[float, fixed(
        0.15, "share", (0, 0.5), "assumption",
        "new recruits are younger",
        "How much more skilled a new recruit is than the grade's average was.")]
    entrant_habit: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "design assumption",
        "The paper habit of a new recruit.")]
    entrant_distrust: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "design assumption",
        "A new recruit's distrust in the system.")]


class Belief(Protocol):
    """Belief that the reform will last, and politics."""

    B0: Annotated[float, uncertain(
        0.4, "share", (0.2, 0.8), "assumption",
        "[Resistance]: reform fatigue; size assumed",
        "How far officials believe at the start that the reform will last.")]
    B0_sd: Annotated[float, fixed(
        0.1, "share", (0, 0.4), "assumption",
        "design assumption",
        "How much officials differ in that belief.")]
    g_B: Annotated[float, uncertain(
        0.08, "per month", (0.04, 0.16), "assumption",
        "design assumption",
        "How fast officials update whether the reform will last.")]
    chi_B: Annotated[float, uncertain(
        0.3, "share", (0.15, 0.6), "assumption",
        "design assumption",
        "How much that belief rests on what officials see around them rather than on politics.")]
    pi_B: Annotated[float, uncertain(
        0.4, "share", (0.2, 0.8), "assumption",
        "[Khattak]: the Citizen Portal lost focus after 2022; size assumed",
        "How much belief in an unlegislated reform a change of government destroys.")]
    g_P: Annotated[float, uncertain(
        0.10, "per month", (0.05, 0.2), "assumption",
        "design assumption",
        "How fast political commitment returns to its usual level.")]
    pi: Annotated[float, uncertain(
        0.6, "share", (0.2, 0.9), "assumption",
        "[Khattak]: executive platforms fade after political change; size assumed",
        "How much political commitment a change of government destroys.")]


class Enforcement(Protocol):
    """Enforcement: announced, perceived, actual."""

    T_a: Annotated[float, uncertain(
        3.0, "months", (1, 6), "assumption",
        "not identified by the record",
        "How far ahead of a deadline officials begin to react.",
        least=0.01)]
    e0: Annotated[float, fixed(
        0.03, "probability per month", (0, 0.2), "assumption",
        "press: directives without consequence before 2024",
        "Intensity of the early, weak directive.")]
    e1: Annotated[float, uncertain(
        0.67, "probability per month", (0.1, 0.9), "data",
        "fitted to the federal record (docs/model.md, re-fit)",
        "Announced chance per month of being checked under the directive of April 2024.")]
    e2: Annotated[float, uncertain(
        0.89, "probability per month", (0.1, 0.9), "data",
        "fitted to the federal record (docs/model.md, re-fit)",
        "Announced chance per month of being checked from the gate of November 2024 on.")]
    g_Q: Annotated[float, uncertain(
        0.15, "per month", (0.05, 0.3), "literature",
        "Callen et al. 2020: excess inspections fall from 104 to 44 % in six months",
        "How fast officials learn how much is really enforced.")]
    n0: Annotated[float, fixed(
        5.0, "posts", (0, 50), "assumption",
        "pseudo-count that keeps the learned rate defined when few stay on paper",
        "How many colleagues' worth of hearsay about enforcement an office starts from.")]
    q_local: Annotated[float, fixed(
        0.5, "share", (0, 1), "assumption",
        "design assumption",
        "How much officials learn about enforcement from their own office rather than from all offices.")]
    phi0: Annotated[float, uncertain(
        0.5, "probability", (0.2, 0.8), "literature",
        "Dhaliwal & Hanna 2017: states unwilling to act on monitoring; size assumed",
        "The chance that a detected case has consequences, without performance review.")]
    eta0: Annotated[float, uncertain(
        0.1, "probability", (0, 0.4), "assumption",
        "[Khattak]: no performance review (PC-3); size assumed",
        "The chance that a check sees through token use, without performance review.")]
    imp: Annotated[float, uncertain(
        0.5, "share", (0, 1), "literature",
        "Dhaliwal & Hanna 2017: no effect on doctors; size assumed",
        "How far senior officers are spared.")]
    psi_U: Annotated[float, uncertain(
        0.5, "share", (0.25, 1), "literature",
        "[Resistance]: organised pushback; size assumed",
        "How far a mobilised union shields lower grades.")]
    th_U: Annotated[float, uncertain(
        0.5, "share", (0.25, 1), "assumption",
        "design assumption",
        "The fear for jobs among lower grades at which unions mobilise.")]
    s_U: Annotated[float, uncertain(
        0.08, "share", (0.04, 0.16), "assumption",
        "design assumption",
        "How gradually unions mobilise around that point.",
        least=0.001)]
    g_U: Annotated[float, uncertain(
        0.1, "per month", (0.05, 0.2), "assumption",
        "design assumption",
        "How fast unions mobilise and relax.")]


class Posting(Protocol):
    """Transfers and turnover."""

    mu_g0: Annotated[float, uncertain(
        1 / 72, "per month", (1 / 144, 1 / 36), "assumption",
        "rules set 36 months, practice is shorter for seniors; clerks move least",
        "Chance per month that a clerk is transferred.")]
    mu_g1: Annotated[float, uncertain(
        1 / 48, "per month", (1 / 96, 1 / 24), "assumption",
        "rules set 36 months, practice varies",
        "Chance per month that an assistant is transferred.")]
    mu_g2: Annotated[float, uncertain(
        1 / 24, "per month", (1 / 48, 1 / 12), "literature",
        "press on tenure: Haq 2009; Cyan & Pasha 2017",
        "Chance per month that an officer is transferred.")]
    mu_g3: Annotated[float, uncertain(
        1 / 18, "per month", (1 / 36, 1 / 9), "literature",
        "press on secretaries' tenure: about one year to eighteen months",
        "Chance per month that a senior officer is transferred.")]
    reshuffle: Annotated[float, fixed(
        6.0, "times", (1, 20), "assumption",
        "[Resistance]: reshuffles after political change; size assumed",
        "How many times more often officers are transferred in the month of a change of government.")]
    s_loss: Annotated[float, fixed(
        0.1, "share", (0, 0.5), "assumption",
        "design assumption",
        "How much acquired skill is lost by a move to another post.")]
    turn: Annotated[float, fixed(
        0.0025, "per month", (0, 0.02), "assumption",
        "about 3 % a year retire or leave",
        "Chance per month that an official leaves and a recruit takes the post.")]
