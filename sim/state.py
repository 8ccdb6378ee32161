"""The state of the simulated service: every array, with its type, unit and meaning.

Three kinds of thing, kept apart: *state* is carried from month to month (posts, office,
tier), *in force* is what government does in each month (set before the run), and the
*logs* are what was observed of each month (diagnostics; nothing reads an earlier row).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.parameters import LEVERS, PARAMETERS, SWITCHES

N_GRADES = 4
GRADES = ("clerical (BPS 1-10)", "assistants (BPS 11-16)", "officers (BPS 17-18)", "senior (BPS 19-22)")
MODES = ("paper", "hybrid", "digital")


@dataclass(frozen=True)
class Field:
    """One column of a table: name, NumPy type, unit and meaning."""

    name: str
    type: str
    unit: str
    meaning: str


def _table(*rows: tuple[str, str, str, str]) -> tuple[Field, ...]:
    return tuple(Field(*row) for row in rows)


def dtype_of(table: tuple[Field, ...]) -> np.dtype:
    """Return the record dtype of a table."""
    return np.dtype([(field.name, field.type) for field in table], align=True)


# fmt: off
POST_TABLE = _table(
    ("number", "i4", "index", "identity of the post: keys its draws, whatever its place in memory"),
    ("grade", "i1", "0 to 3", "grade of the post"),
    ("mode", "i1", "0 paper, 1 hybrid, 2 digital", "how files are worked at the post"),
    ("tenure", "i2", "months", "since the official arrived"),
    ("skill", "f8", "share", "digital skill S (person)"),
    ("skill_floor", "f8", "share", "literacy that does not fade, Sf (person)"),
    ("discretion_loss", "f8", "share", "fear of losing discretion and authority, R1 (person)"),
    ("job_insecurity", "f8", "share", "fear of redundancy, R2 (person)"),
    ("habit", "f8", "share", "paper habit, R4 (person)"),
    ("distrust", "f8", "share", "distrust in the system, R5 (person)"),
    ("rent", "f8", "standard normal", "personal part of the discretion rent, z (person)"),
    ("deference", "f8", "share", "deference to superiors (person)"),
    ("taste", "f8", "logit", "taste for digital work, xi (person)"),
    ("belief", "f8", "share", "belief that the reform will last, B (person)"),
    ("detection", "f8", "probability per month", "perceived chance of sanction, Q (post)"),
)
OFFICE_TABLE = _table(
    ("number", "i8", "index", "identity of the office: keys its draws"),
    ("tier", "i8", "index", "tier the office belongs to"),
    ("first", "i8", "index", "its first post"),
    ("last", "i8", "index", "one past its last post"),
    ("golive", "i8", "month", "month in which the system is installed"),
    ("open", "i8", "0 or 1", "whether its seniors have opened the office to the system"),
    ("partnered", "f8", "0 or 1", "whether it corresponds with other offices"),
    ("rent", "f8", "share", "mean discretion rent rho_m"),
    ("cooling", "f8", "months", "months of preparation added before the system is installed"),
    ("culture", "f8", "logit", "culture and leadership eta_m"),
    ("visibility", "f8", "weight", "visibility to other offices"),
    ("infrastructure", "f8", "share", "equipment F"),
)
TIER_TABLE = _table(
    ("first", "i8", "index", "its first office"),
    ("last", "i8", "index", "one past its last office"),
    ("reach", "f8", "share", "reach of the centre's enforcement"),
    ("will", "f8", "share", "the tier's own will to enforce"),
    ("access", "f8", "share", "citizens with access to digital services"),
    ("citizens", "f8", "citizens", "citizens served"),
    ("equipment", "f8", "share", "mean equipment of its offices at the start"),
    ("skill_shift", "f8", "share", "added to the mean skill of each grade at the start"),
    ("purse", "f8", "PKR per month", "what the levers may cost, infinite without a budget"),
    ("trust_speed", "f8", "per month", "speed of citizens' trust, 0 for a one-way programme"),
    ("commitment", "f8", "share", "political commitment P"),
    ("set_point", "f8", "share", "where commitment settles, Pbar"),
    ("union", "f8", "share", "mobilisation of unions U"),
    ("trust", "f8", "share", "citizens' trust CT"),
    ("interoperability", "f8", "share", "exchange of files between systems I"),
    ("hardening", "f8", "share", "cyber protection Hd"),
)
IN_FORCE_TABLE = _table(
    *((name, "f8", lever.unit, lever.meaning) for name, lever in LEVERS.items()),
    ("law", "f8", "share", "legal status l"),
    ("ban", "f8", "0 or 1", "whether paper is banned"),
    ("e_act", "f8", "probability per month", "intensity of the mandate whose deadline has passed"),
    ("e_ann", "f8", "probability per month", "intensity of the latest announced mandate"),
    ("months_left", "f8", "months", "until the deadline of the latest announced mandate"),
    ("announced", "f8", "probability per month", "intensity announced this month, else 0"),
    ("deadline_passed", "f8", "0 or 1", "whether any deadline has passed"),
    ("transition", "f8", "0 or 1", "whether government changes this month"),
    ("new_set_point", "f8", "share", "leadership set by a dated change this month, else -1"),
    ("budget", "f8", "share", "budget multiplier b, 1 without austerity"),
    ("enacting", "f8", "PKR", "cost of the laws enacted this month"),
)
SHOCK_TABLE = _table(
    ("attack", "f8", "0 or 1", "whether a cyber attack hits the office this month"),
    ("outage", "f8", "share", "share of the month the system is down"),
)
TIER_LOG_TABLE = _table(
    ("commitment", "f8", "share", "political commitment P"),
    ("set_point", "f8", "share", "where commitment settles"),
    ("anchoring", "f8", "share", "anchoring of the reform C"),
    ("union", "f8", "share", "mobilisation of unions U"),
    ("trust", "f8", "share", "citizens' trust CT"),
    ("interoperability", "f8", "share", "exchange of files between systems I"),
    ("hardening", "f8", "share", "cyber protection Hd"),
    ("n_posts", "f8", "posts", "posts of the tier"),
    ("n_preparing", "f8", "offices", "offices live or being prepared"),
    ("n_eligible", "f8", "posts", "posts that training is meant for, in offices live or being prepared"),
    ("planned", "f8", "PKR", "what the levers that a budget can cut would cost in full"),
    ("committed", "f8", "PKR", "what a budget cannot cut: checks, review, champions, laws"),
    ("funded", "f8", "share", "how much of the planned levers the budget pays for"),
    ("overrun", "f8", "PKR", "what the committed levers cost beyond the budget"),
    ("enforcement", "f8", "probability per month", "intensity of checks that arrives in the tier"),
    ("anticipation", "f8", "share", "how much of the announced enforcement is felt"),
    ("digital", "f8", "share of desks", "digital share"),
    ("visible_use", "f8", "share", "digital share of live offices, weighted by visibility"),
    ("incident_mean", "f8", "share of offices", "offices with a cyber incident"),
    ("fear_lower", "f8", "share", "mean job insecurity of the two lower grades"),
    ("rate", "f8", "probability per month", "sanction rate observed over the tier's live offices"),
    ("transparency", "f8", "share", "transparency to citizens x_T"),
    ("accessibility", "f8", "share", "accessibility to citizens x_A"),
    ("processing_days", "f8", "days", "days per file, mean over offices"),
    ("satisfaction", "f8", "1 to 5", "citizens' satisfaction"),
)
OFFICE_LOG_TABLE = _table(
    ("live", "f8", "0 or 1", "whether the system is installed"),
    ("preparing", "f8", "0 or 1", "whether it is installed or being prepared"),
    ("open", "f8", "0 or 1", "whether the office is open to the system"),
    ("paper", "f8", "share of desks", "on paper"),
    ("hybrid", "f8", "share of desks", "working both ways"),
    ("digital", "f8", "share of desks", "digital"),
    ("infrastructure", "f8", "share", "equipment F"),
    ("availability", "f8", "share", "availability of the system A"),
    ("incident", "f8", "0 or 1", "cyber incident"),
    ("counterpart_digital", "f8", "share", "digital share of counterparts, ext"),
    ("counterpart_hybrid", "f8", "share", "hybrid share of counterparts, extH"),
    ("paperless_exchange", "f8", "share", "paperless share of traffic with other offices, extE"),
    ("champion", "f8", "share of officers", "acting as champions"),
    ("discretion_loss", "f8", "share", "mean fear of losing discretion, R1"),
    ("job_insecurity", "f8", "share", "mean fear of redundancy, R2"),
    ("hierarchy", "f8", "share", "mean deference to paper-bound superiors, R3"),
    ("habit", "f8", "share", "mean paper habit, R4"),
    ("distrust", "f8", "share", "mean distrust, R5"),
    ("resistance", "f8", "share", "mean resistance R"),
    ("senior_resistance", "f8", "share", "mean resistance of officers and seniors, RS"),
    ("barriers", "f8", "share", "mean barriers X"),
    ("effective_resistance", "f8", "share", "mean effective resistance G"),
    ("sabotage", "f8", "share of desks", "quietly obstructing, Z"),
    ("skill", "f8", "share", "mean digital skill"),
    ("belief", "f8", "share", "mean belief that the reform will last"),
    ("detection", "f8", "probability per month", "mean perceived chance of sanction"),
    ("penalty", "f8", "logit", "mean perceived penalty of staying on paper"),
    ("performance", "f8", "share", "performance expectancy PE"),
    ("influence", "f8", "share", "social influence SI"),
    ("willingness", "f8", "logit", "seniors' willingness W"),
    ("rent", "f8", "share", "mean discretion rent"),
    ("leak", "f8", "share", "mean discretion rent that remains exploitable"),
    ("end_to_end", "f8", "share", "files that never touch paper, E"),
    ("processing_days", "f8", "days", "days per file, PT"),
    ("digital_lower", "f8", "posts", "of the two lower grades that are digital"),
    ("audits", "f8", "posts", "checked this month"),
    ("sanctions", "f8", "posts", "paper users sanctioned this month"),
    ("token_sanctions", "f8", "posts", "hybrid users sanctioned this month"),
    ("exposed", "f8", "posts", "sum of shields over paper users"),
    ("rate", "f8", "probability per month", "sanction rate observed in the office"),
    ("eligible", "f8", "posts", "that training is meant for, where the office is live or being prepared"),
    ("trained", "f8", "posts", "sent on a course this month"),
    ("transfers", "f8", "posts", "marked for transfer this month"),
    ("transfers_avoided", "f8", "posts", "kept in post by tenure protection this month"),
    ("recruits", "f8", "posts", "taken by a recruit this month"),
    ("equipment_bought", "f8", "share", "gross equipment added this month"),
)
# fmt: on

PARAMETER_TYPE = np.dtype([(name, "f8") for name in (*PARAMETERS, *SWITCHES)])
GRADE_TYPE = np.dtype([(name, "f8") for name in ("exposure", "rent", "skill", "transfer")])
OFFICE_TYPE = dtype_of(OFFICE_TABLE)
TIER_TYPE = dtype_of(TIER_TABLE)
IN_FORCE_TYPE = dtype_of(IN_FORCE_TABLE)
SHOCK_TYPE = dtype_of(SHOCK_TABLE)
OFFICE_LOG_TYPE = dtype_of(OFFICE_LOG_TABLE)
TIER_LOG_TYPE = dtype_of(TIER_LOG_TABLE)


class Posts(NamedTuple):
    """One array per attribute of a post, in the order of `POST_TABLE`; shape (n_posts,).

    Posts of an office are contiguous, offices of a tier are contiguous.
    """

    number: np.ndarray
    grade: np.ndarray
    mode: np.ndarray
    tenure: np.ndarray
    skill: np.ndarray
    skill_floor: np.ndarray
    discretion_loss: np.ndarray
    job_insecurity: np.ndarray
    habit: np.ndarray
    distrust: np.ndarray
    rent: np.ndarray
    deference: np.ndarray
    taste: np.ndarray
    belief: np.ndarray
    detection: np.ndarray


class World(NamedTuple):
    """Everything one run reads and writes; the only argument of a month besides its number.

    seed: key of all draws, in [0, 2^63).  params: one record of parameters and switches.
    by_grade: 4 records of what depends on grade.  posts, office (n_offices,), tier
    (n_tiers,): state.  traffic: (n_offices, n_offices), share of the row's outgoing files
    that go to the column.  in_force: (n_months, n_tiers).  shocks: (n_months, n_offices),
    what hits single offices.  office_log: (n_months, n_offices), tier_log: (n_months,
    n_tiers).  n_grade: (n_offices, 4) posts by grade.  n_mode: (n_offices, 4, 3) posts by
    grade and mode this month.  superiors_use: (n_offices, 4).  leaving: (n_posts,) 1
    transfer + 2 turnover, marked this month.  draws: (4, BATCH), draws of one block for
    the posts at hand.
    """

    seed: int
    params: Any
    by_grade: Any
    posts: Posts
    office: Any
    tier: Any
    traffic: np.ndarray
    in_force: Any
    shocks: Any
    office_log: Any
    tier_log: Any
    n_grade: np.ndarray
    n_mode: np.ndarray
    superiors_use: np.ndarray
    leaving: np.ndarray
    draws: np.ndarray


def records(shape: int | tuple[int, ...], dtype: np.dtype) -> Any:
    """Return a zeroed record array whose rows have the table's columns as attributes."""
    return np.zeros(shape, dtype).view(np.recarray)


def empty_posts(n_posts: int) -> Posts:
    """Return `n_posts` zeroed posts."""
    return Posts(*(np.zeros(n_posts, field.type) for field in POST_TABLE))
