"""Service to citizens: days per file, satisfaction, trust."""

from sim.compiling import rule
from sim.parameters import Parameters
from sim.rules.numbers import clip


@rule
def end_to_end(
    availability: float, clerks: float, assistants: float, officers: float, seniors: float
) -> float:
    """Share of files that never touch paper: E = A prod_g D_g; a file climbs every grade.

    availability A; digital share of each grade of the office; in [0, 1].
    """
    return availability * clerks * assistants * officers * seniors


@rule
def processing_days(paperless: float, hybrid: float, sabotage: float, p: Parameters) -> float:
    """Days a file takes: PT = PT_d E + PT_p (1 - E) (1 + dup H) (1 + PT_Z Z).

    paperless E, hybrid H, sabotage Z: shares in [0, 1].
    Source: official claim of December 2025 for the two ends; [Khattak] on double work.
    """
    slow = p.PT_p * (1.0 - paperless) * (1.0 + p.dup * hybrid) * (1.0 + p.PT_Z * sabotage)
    return p.PT_d * paperless + slow


@rule
def _rating(x: float, p: Parameters) -> float:
    """A share in [0, 1] on the survey's scale: L0 + (5 - L0) x."""
    return p.L0 + (5.0 - p.L0) * x


@rule
def satisfaction(
    transparency: float, days: float, accessibility: float, trust: float, p: Parameters
) -> float:
    """Citizens' satisfaction on a scale of 1 to 5.

    Sat = clip( mean + b_T (Lik(x_T) - lik_T) + b_E (...) + b_A (...) + b_D (...) )

    transparency x_T, accessibility x_A, trust x_D in [0, 1]; days per file give
    efficiency x_E = clip((PT_p - PT) / (PT_p - PT_d)).
    Source: [Arshad] tables 1 and 2, read as raw slopes; weak (not self-consistent), and
    assumption below Likert 3.
    """
    efficiency = clip((p.PT_p - days) / (p.PT_p - p.PT_d)) if p.PT_p > p.PT_d else 0.0
    level = (
        p.sat_mean
        + p.b_T * (_rating(transparency, p) - p.lik_T)
        + p.b_E * (_rating(efficiency, p) - p.lik_E)
        + p.b_A * (_rating(accessibility, p) - p.lik_A)
        + p.b_D * (_rating(trust, p) - p.lik_D)
    )
    return min(5.0, max(1.0, level))


@rule
def citizen_trust(
    now: float, satisfied: float, incident_mean: float, campaign: float, speed: float, p: Parameters
) -> float:
    """Citizens' trust, next month.

    CT' = CT + g_C ((Sat - 1)/4 - CT) - w_inc j_CT mean(inc) + aware_effect aware (1 - CT)

    now CT in [0, 1]; satisfied Sat on 1 to 5; incident_mean: share of offices with an
    incident; campaign aware in [0, 1]; speed g_C (0 for a one-way programme).
    Source: [Arshad] on trust and cyber security; [Resistance]; sizes assumed.
    """
    learning = speed * ((satisfied - 1.0) / 4.0 - now)
    shock = p.w_inc * p.j_CT * incident_mean
    return clip(now + learning - shock + p.aware_effect * campaign * (1.0 - now))
