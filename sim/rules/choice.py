"""Choosing how to work a file: utilities, the office gate, the mode of work."""

import math

from sim.compiling import rule
from sim.parameters import Parameters


@rule
def ownership(tenure: float, p: Parameters) -> float:
    """Ownership of the reform: O = tau / (tau + tau_O), in [0, 1).

    tenure tau: months in the post.  Source: [Resistance]: transfers erode ownership.
    """
    return tenure / (tenure + p.tau_O)


@rule
def incentive(lever: float, anchoring: float, budget: float, p: Parameters) -> float:
    """Cash incentive felt: Inc = beta_I inc C b, in logits; all arguments in [0, 1].

    Source: Khan, Khwaja & Olken 2016; [Resistance] on rewards for adoption.
    """
    return p.beta_I * lever * anchoring * budget


@rule
def core_utility(taste: float, culture: float, acceptance: float, p: Parameters) -> float:
    """What digital work is worth before fears: core = beta0 + xi + eta + beta_U U, in logits.

    taste xi of the official, culture eta of the office: logits; acceptance U in [0, 1].
    Source: random utility (McFadden); UTAUT.
    """
    return p.beta0 + taste + culture + p.beta_U * acceptance


@rule
def utility_digital(
    core: float,
    owned: float,
    reward: float,
    effective_resistance: float,
    belief: float,
    paper_counterparts: float,
    p: Parameters,
) -> float:
    """Utility of working digitally, in logits.

    V_D = core + beta_O O + Inc - beta_R G - beta_B (1 - B) - c_X (1 - ext - extH)

    paper_counterparts 1 - ext - extH: share of correspondence with offices on paper (0
    for an office without partners); with belief switched off its term is 0.
    Source: Brock & Durlauf 2001; Rodrik 1991; [Resistance].
    """
    doubt = p.beta_B * (1.0 - belief) if p.belief > 0.5 else 0.0
    burden = p.c_X * paper_counterparts
    return core + p.beta_O * owned + reward - p.beta_R * effective_resistance - doubt - burden


@rule
def utility_hybrid(
    core: float,
    effective_resistance: float,
    token: float,
    penalty: float,
    monitoring: float,
    reward: float,
    p: Parameters,
) -> float:
    """Utility of working both ways (decoupling, token compliance), in logits.

    V_H = chi_U core - chi_R beta_R G - c_H - eta_H Pen + (1 - ME) Inc

    token eta_H: chance that a check sees through it; penalty Pen in logits; monitoring
    ME in [0, 1] withholds the reward from token use.  Minus infinity if hybrid work is
    switched off.  Source: [Khattak], [Resistance] on duplicated work.
    """
    if p.hybrid < 0.5:
        return -math.inf
    benefit = p.chi_U * core + (1.0 - monitoring) * reward
    return benefit - p.chi_R * p.beta_R * effective_resistance - p.c_H - token * penalty


@rule
def utility_paper(
    penalty: float, ban: float, anchoring: float, digital_counterparts: float, p: Parameters
) -> float:
    """Utility of staying on paper, in logits: V_P = -Pen - beta_ban ban C (ext + extH).

    ban: 1 while paper is banned; a ban bites only where counterparts refuse paper
    (digital_counterparts ext + extH in [0, 1]).
    Source: cabinet decision of 2025; [Khattak].
    """
    return -penalty - p.beta_ban * ban * anchoring * digital_counterparts


@rule
def gate_opens(was_open: bool, willingness: float, live: bool, p: Parameters) -> bool:
    """Whether the office opens to the system: organisational before individual adoption.

    open' = [W > th_G] if closed, [W > th_G - d_G] if open; closed while not live.

    willingness W: mean over the office's seniors of max(V_H, V_D) - V_P, in logits.
    Source: Gallivan 2001; Leonard-Barton & Deschamps 1988; [Khattak] on voluntary
    participation.
    """
    if not live:
        return False
    if p.gate < 0.5:
        return True
    needed = p.th_G - p.d_G if was_open else p.th_G
    return willingness > needed


@rule
def choose_mode(paper: float, hybrid: float, digital: float, luck: float, p: Parameters) -> int:
    """Choose 0 paper, 1 hybrid or 2 digital by the logit rule, or the best under `threshold`.

    Inverse CDF of softmax((V_P, V_H, V_D) / sigma) in that order at luck, a draw in
    [0, 1); utilities in logits.  Source: McFadden; Granovetter 1978 for the threshold rule.
    """
    best = max(paper, max(hybrid, digital))
    if p.decision_rule > 0.5:
        if paper == best:
            return 0
        return 1 if hybrid == best else 2
    weight_paper = math.exp((paper - best) / p.sigma)
    weight_hybrid = math.exp((hybrid - best) / p.sigma)
    mark = luck * (weight_paper + weight_hybrid + math.exp((digital - best) / p.sigma))
    if mark < weight_paper:
        return 0
    return 1 if mark < weight_paper + weight_hybrid else 2


@rule
def diffuse(mode: int, digital: float, luck: float, p: Parameters) -> int:
    """Textbook diffusion, the analytic harness: adopt for good with hazard p + q D.

    mode 0 or 2; digital D: share of the office that adopted; luck: draw in [0, 1).
    Source: Bass 1969; used only to check the machinery against a known curve.
    """
    adopts = luck < p.hazard_p + p.hazard_q * digital
    return 2 if mode == 2 or adopts else 0
