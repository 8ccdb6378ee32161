"""One month: the ordered walk over the rules.

    (a) impulses        a change of government, an announcement
    (b) anchoring       how firmly the reform is anchored
    (c) offices         who works how, what runs, who writes to whom
    (d) appraisal       resistance, barriers, perceived penalty, sabotage, checks, what the budget pays
    (e) gates           usefulness, example, seniors' willingness, open or closed
    (f) citizens        days per file, satisfaction
    (g) officials       every official decides and learns
    (h) institutions    commitment, unions, equipment, standards, trust
    (i) people move     transfers, then turnover

Synchronous: from (b) to (h) everything reads the values of month t; each official's
values of t+1 go to the official's own row, which nobody else reads any more.  (i) acts
on t+1.  Every function here is plain Python that Numba also compiles (sim/compiling.py):
the compiled and the interpreted month are the same text.
"""

from sim.compiling import allocating_phase, phase
from sim.state import World
from sim.steps import appraisal, funding, institutions, moves, officials, surroundings


@phase
def before_decisions(t: int, w: World) -> None:
    """Steps (a) to (f): everything that is read, and not written, while officials decide."""
    for k in range(len(w.tier)):
        surroundings.impulses(t, k, w)
        surroundings.anchor(t, k, w)
        for m in range(w.tier[k].first, w.tier[k].last):
            surroundings.count(t, m, w)
            surroundings.run_system(t, m, w)
    for k in range(len(w.tier)):
        for m in range(w.tier[k].first, w.tier[k].last):
            surroundings.correspond(t, m, w)
        surroundings.look_around(t, k, w)
        for m in range(w.tier[k].first, w.tier[k].last):
            appraisal.appraise(t, m, w)
            appraisal.enforce(t, m, w)
        appraisal.pool_enforcement(t, k, w)
        funding.fund(t, k, w)
        for m in range(w.tier[k].first, w.tier[k].last):
            institutions.gate(t, m, w)
            institutions.serve(t, m, w)
        institutions.meet_citizens(t, k, w)


@phase
def decide_all(t: int, w: World) -> None:
    """Step (g) for every post, in memory order (the order does not matter)."""
    for m in range(len(w.office)):
        officials.decide_office(t, m, w)


@allocating_phase
def after_decisions(t: int, w: World) -> None:
    """Steps (h) and (i): institutions, then people, move on to month t+1."""
    for k in range(len(w.tier)):
        for m in range(w.tier[k].first, w.tier[k].last):
            institutions.equip(t, m, w)
        institutions.move_institutions(t, k, w)
        moves.move_people(t, k, w)


@allocating_phase
def one_month(t: int, w: World) -> None:
    """Live month t: record state t, then write state t+1."""
    before_decisions(t, w)
    decide_all(t, w)
    after_decisions(t, w)
