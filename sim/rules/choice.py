"""Choosing how to work a file: utilities, the office gate, the mode of work.

A utility is the sum of its terms, in logits and signed, in the order in which they stand.
"""

import math
from typing import NamedTuple

from sim.compiling import rule
from sim.parameters import Parameters


class CoreTerms(NamedTuple):
    """What the core is made of: beta0, xi, eta, beta_U U."""

    constant: float
    taste: float
    culture: float
    acceptance: float


class DigitalTerms(NamedTuple):
    """What V_D is made of."""

    core: float
    ownership: float
    incentive: float
    resistance: float
    doubt: float
    paper_counterparts: float


class HybridTerms(NamedTuple):
    """What V_H is made of."""

    core: float
    incentive: float
    resistance: float
    double_work: float
    penalty: float


class PaperTerms(NamedTuple):
    """What V_P is made of."""

    penalty: float
    ban: float


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
def core_terms(taste: float, culture: float, acceptance: float, p: Parameters) -> CoreTerms:
    """What digital work is worth before fears: core = beta0 + xi + eta + beta_U U, in logits.

    taste xi of the official, culture eta of the office: logits; acceptance U in [0, 1].
    Source: random utility (McFadden); UTAUT.
    """
    return CoreTerms(p.beta0, taste, culture, p.beta_U * acceptance)


@rule
def core_utility(x: CoreTerms) -> float:
    """The core from its terms: core = beta0 + xi + eta + beta_U U, in logits."""
    return x.constant + x.taste + x.culture + x.acceptance


@rule
def digital_terms(
    core: float,
    owned: float,
    reward: float,
    effective_resistance: float,
    belief: float,
    paper_counterparts: float,
    p: Parameters,
) -> DigitalTerms:
    """Utility of working digitally, in logits.

    V_D = core + beta_O O + Inc - beta_R G - beta_B (1 - B) - c_X (1 - ext - extH)

    paper_counterparts 1 - ext - extH: share of correspondence with offices on paper (0
    for an office without partners); with belief switched off its term is 0.
    Source: Brock & Durlauf 2001; Rodrik 1991; [Resistance].
    """
    doubt = p.beta_B * (1.0 - belief) if p.belief > 0.5 else 0.0
    burden = p.c_X * paper_counterparts
    return DigitalTerms(core, p.beta_O * owned, reward, -(p.beta_R * effective_resistance), -doubt, -burden)


@rule
def utility_digital(x: DigitalTerms) -> float:
    """Utility of working digitally, in logits, from its terms.

    V_D = core + beta_O O + Inc - beta_R G - beta_B (1 - B) - c_X (1 - ext - extH)
    """
    return x.core + x.ownership + x.incentive + x.resistance + x.doubt + x.paper_counterparts


@rule
def hybrid_terms(
    core: float,
    effective_resistance: float,
    token: float,
    penalty: float,
    monitoring: float,
    reward: float,
    p: Parameters,
) -> HybridTerms:
    """Utility of working both ways (decoupling, token compliance), in logits.

    V_H = chi_U core - chi_R beta_R G - c_H - eta_H Pen + (1 - ME) Inc

    token eta_H: chance that a check sees through it; penalty Pen in logits; monitoring
    ME in [0, 1] withholds the reward from token use.
    Source: [Khattak], [Resistance] on duplicated work.
    """
    resisted = p.chi_R * p.beta_R * effective_resistance
    return HybridTerms(p.chi_U * core, (1.0 - monitoring) * reward, -resisted, -p.c_H, -(token * penalty))


@rule
def utility_hybrid(x: HybridTerms, p: Parameters) -> float:
    """Utility of working both ways, in logits, from its terms; minus infinity if switched off.

    V_H = chi_U core - chi_R beta_R G - c_H - eta_H Pen + (1 - ME) Inc
    """
    if p.hybrid < 0.5:
        return -math.inf
    return x.core + x.incentive + x.resistance + x.double_work + x.penalty


@rule
def paper_terms(
    penalty: float, ban: float, anchoring: float, digital_counterparts: float, p: Parameters
) -> PaperTerms:
    """Utility of staying on paper, in logits: V_P = -Pen - beta_ban ban C (ext + extH).

    ban: 1 while paper is banned; a ban bites only where counterparts refuse paper
    (digital_counterparts ext + extH in [0, 1]).
    Source: cabinet decision of 2025; [Khattak].
    """
    return PaperTerms(-penalty, -(p.beta_ban * ban * anchoring * digital_counterparts))


@rule
def utility_paper(x: PaperTerms) -> float:
    """Utility of staying on paper from its terms: V_P = -Pen - beta_ban ban C (ext + extH), in logits."""
    return x.penalty + x.ban


@rule
def willingness_needed(was_open: bool, p: Parameters) -> float:
    """The willingness above which an office is open: th_G, less d_G if it was open, in logits."""
    return p.th_G - p.d_G if was_open else p.th_G


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
    return willingness > willingness_needed(was_open, p)


@rule
def mode_weights(paper: float, hybrid: float, digital: float, p: Parameters) -> tuple[float, float, float]:
    """Weights of paper, hybrid and digital: exp((V - max V) / sigma); divided by their sum, the chances."""
    best = max(paper, max(hybrid, digital))
    return (
        math.exp((paper - best) / p.sigma),
        math.exp((hybrid - best) / p.sigma),
        math.exp((digital - best) / p.sigma),
    )


@rule
def choose_mode(paper: float, hybrid: float, digital: float, luck: float, p: Parameters) -> int:
    """Choose 0 paper, 1 hybrid or 2 digital by the logit rule, or the best under `threshold`.

    Inverse CDF of softmax((V_P, V_H, V_D) / sigma) in that order at luck, a draw in
    [0, 1); utilities in logits.  Source: McFadden; Granovetter 1978 for the threshold rule.
    """
    if p.decision_rule > 0.5:
        best = max(paper, max(hybrid, digital))
        if paper == best:
            return 0
        return 1 if hybrid == best else 2
    weight_paper, weight_hybrid, weight_digital = mode_weights(paper, hybrid, digital, p)
    mark = luck * (weight_paper + weight_hybrid + weight_digital)
    if mark < weight_paper:
        return 0
    return 1 if mark < weight_paper + weight_hybrid else 2


@rule
def hazard(digital: float, p: Parameters) -> float:
    """Chance of adopting under textbook diffusion, hazard_p + hazard_q D, where it was not adopted yet."""
    return p.hazard_p + p.hazard_q * digital


@rule
def diffuse(mode: int, digital: float, luck: float, p: Parameters) -> int:
    """Textbook diffusion, the analytic harness: adopt for good with hazard p + q D.

    mode 0 or 2; digital D: share of the office that adopted; luck: draw in [0, 1).
    Source: Bass 1969; used only to check the machinery against a known curve.
    """
    adopts = luck < hazard(digital, p)
    return 2 if mode == 2 or adopts else 0
