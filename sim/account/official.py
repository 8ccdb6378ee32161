"""The account of one official in one month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim import randomness
from sim.account import weighing
from sim.account.moment import Moment
from sim.account.parts import Draw, Gate, Part, Product, draw, gate, product_of
from sim.network import office_names
from sim.rules import choice, enforcement, resistance
from sim.state import MODES, POST_TABLE, World
from sim.steps.officials import NextPost, Stance, course_chance, decide, stance, transfer_chances, utilities

TRAITS = tuple(field.name for field in POST_TABLE if field.type == "f8")


@dataclass(frozen=True)
class Decision:
    """How the post works next month.

    luck: the draw that falls on one of the chances, laid end to end in the order of the
    modes; None where nothing was chosen by lot.  rule: the scenario's `decision_rule`.  odds: how
    many times as likely a lead of one logit makes a choice; None where the rule knows none.
    """

    rule: str
    odds: float | None
    reconsidered: bool
    chances: Mapping[str, float]
    luck: float | None
    mode: str


@dataclass(frozen=True)
class Aftermath:
    """What came of the month besides the decision; `skill` is the official's own, next month.

    holder: who holds the post next month, "same", "transferred" (somebody from another
    post) or "recruit".  kept: a transfer that tenure protection prevented.  alone: marked
    for a transfer with nobody to change places with.
    """

    holder: str
    kept: bool
    alone: bool
    obstructed: bool
    trained: bool
    checked: bool
    sanctioned: bool
    skill: float


@dataclass(frozen=True)
class Official:
    """The account of the official who holds a post in a month.

    traits: the numbers of `POST_TABLE`, and `hierarchy`, R3.  utilities: of every mode
    there is, in logits.
    """

    month: date
    post: int
    office: str
    tier: str
    grade: int
    tenure: int
    mode: str
    traits: Mapping[str, float]
    gate: Gate
    utilities: Mapping[str, Part]
    resistance: Part
    barriers: Part
    effective_resistance: Product
    penalty: Product
    draws: tuple[Draw, ...]
    decision: Decision
    aftermath: Aftermath


def official_at(at: Moment, post: int) -> Official:
    """Return the account of who holds the post of that number in month `at`; ValueError if there is none."""
    t, w = at.t, at.now
    found = np.flatnonzero(w.posts.number == post)
    if not len(found):
        raise ValueError(f"there is no post {post}")
    i = int(found[0])
    m = int(np.searchsorted(w.office["last"], i, side="right"))
    s = stance(t, m, i, w)
    decided = decide(t, m, i, w)
    draws = _draws(t, m, i, s, w)
    tier = at.scenario.tiers[int(w.office[m].tier)]
    return Official(
        month=at.scenario.months[t],
        post=post,
        office=office_names(at.scenario)[m],
        tier=tier.code,
        grade=int(w.posts.grade[i]),
        tenure=int(w.posts.tenure[i]),
        mode=MODES[w.posts.mode[i]],
        traits={name: float(getattr(w.posts, name)[i]) for name in TRAITS}
        | {"hierarchy": float(s.hierarchy)},
        gate=gate(t, m, w),
        utilities=weighing.ways(t, m, i, w),
        resistance=weighing.resistance_of(s),
        barriers=weighing.barriers_of(s),
        effective_resistance=weighing.amplified(s, w.params[0]),
        penalty=product_of(s.penalty, s.penalty_factors),
        draws=tuple(draws.values()),
        decision=_decision(at, m, i, s, decided, draws["reconsider"].happened),
        aftermath=_aftermath(at, m, i, s, decided, draws),
    )


def _draws(t: int, m: int, i: int, s: Stance, w: World) -> dict[str, Draw]:
    """Return the draws that were compared with anything, but for that of the choice."""
    p, now, tier, number = w.params[0], w.office_log[t, m], w.office[m].tier, w.posts.number[i]
    z, v, mode = w.tier_log[t, tier], w.in_force[t, tier], w.posts.mode[i]
    found: dict[str, Draw] = {}

    def compare(name: str, purpose: int, chance: float) -> bool:
        found[name] = draw(name, randomness.draw(w.seed, purpose, t, number), chance)
        return found[name].happened

    reconsidered = compare("reconsider", randomness.REVISION, p.lam)
    if reconsidered and now.open > 0.5 and p.decision_rule > 1.5 and mode != MODES.index("digital"):
        compare("adopt", randomness.CHOICE, choice.hazard(float(now.digital), p))
    compare("course", randomness.TRAINING, course_chance(t, m, i, w))
    compare("transfer", randomness.TRANSFER, transfer_chances(t, m, i, w)[0])
    compare("turnover", randomness.TURNOVER, p.turn)
    check = enforcement.audit_chance(now.live > 0.0, z.enforcement, z.anchoring)
    if not compare("check", randomness.AUDIT, check) or mode == MODES.index("digital"):
        return found
    if mode == MODES.index("hybrid") and not compare(
        "seen_through", randomness.TOKEN_DETECTION, enforcement.token_detection(v.ME, p)
    ):
        return found
    consequences = enforcement.sanction_chance(enforcement.follow_through(v.ME, p), s.shield)
    compare("sanction", randomness.FOLLOW_THROUGH, consequences)
    return found


def _decision(at: Moment, m: int, i: int, s: Stance, decided: NextPost, reconsidered: bool) -> Decision:
    t, w = at.t, at.now
    chances = dict(zip(MODES, _chances(t, m, i, s, w), strict=True))
    rule, odds, luck = at.scenario.switch("decision_rule"), None, None
    if rule == "logit":
        ahead, behind, _ = choice.mode_weights(1.0, 0.0, 0.0, w.params[0])
        odds = ahead / behind
        if reconsidered and w.office_log[t, m].open > 0.5:
            luck = randomness.draw(w.seed, randomness.CHOICE, t, w.posts.number[i])
    return Decision(rule, odds, reconsidered, chances, luck, MODES[decided.mode])


def _chances(t: int, m: int, i: int, s: Stance, w: World) -> tuple[float, float, float]:
    """Return the chance of each mode for an official who reconsiders."""
    p, now = w.params[0], w.office_log[t, m]
    if now.open < 0.5:
        return 1.0, 0.0, 0.0
    if p.decision_rule > 1.5:
        adopts = 1.0 if w.posts.mode[i] == 2 else min(1.0, choice.hazard(float(now.digital), p))
        return 1.0 - adopts, 0.0, adopts
    paper, hybrid, digital = utilities(t, m, i, s, w)
    if p.decision_rule > 0.5:
        best = choice.choose_mode(paper, hybrid, digital, 0.0, p)
        return float(best == 0), float(best == 1), float(best == 2)
    a, b, c = choice.mode_weights(paper, hybrid, digital, p)
    return a / (a + b + c), b / (a + b + c), c / (a + b + c)


def _aftermath(
    at: Moment, m: int, i: int, s: Stance, decided: NextPost, draws: Mapping[str, Draw]
) -> Aftermath:
    stays = at.then.posts.tenure[i] > 0  # whoever arrives begins at 0, whoever stays has a month more
    recruited = bool(decided.leaving & 2)
    return Aftermath(
        holder="recruit" if recruited else "same" if stays else "transferred",
        kept=decided.kept,
        alone=bool(decided.leaving & 1) and bool(stays),
        obstructed=_obstructs(at.t, m, i, s, at.now),
        trained=bool(decided.trained),
        checked=draws["check"].happened,
        sanctioned="sanction" in draws and draws["sanction"].happened,
        skill=float(decided.skill),
    )


def _obstructs(t: int, m: int, i: int, s: Stance, w: World) -> bool:
    now, v = w.office_log[t, m], w.in_force[t, w.office[m].tier]
    mandated = max(v.e_act, v.e_ann) > 0.0
    return bool(resistance.sabotages(s.effective, w.posts.mode[i], now.live > 0.0, mandated, w.params[0]))
