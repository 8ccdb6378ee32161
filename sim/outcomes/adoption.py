"""How files are worked: on paper, both ways, digitally; by desk, by office, end to end."""

import numpy as np

from sim.costs import discounted
from sim.observed import Observed
from sim.outcomes.form import Monthly, declared


def _offices_at(o: Observed, share: float) -> np.ndarray:
    """Share of offices with at least that reported use, shape (n_months,)."""
    return (o.office["digital"] + o.office["hybrid"] >= share - 1e-12).mean(axis=1)


def _digital_desks(o: Observed) -> np.ndarray:
    """Digital desks of each month, shape (n_months,)."""
    return o.by_desk(o.office["digital"]) * o.posts.sum()


ADOPTION: Monthly = declared(
    (
        "share_paper",
        "share of desks",
        "On paper",
        "desks that work on paper only",
        lambda o: o.by_desk(o.office["paper"]),
    ),
    (
        "share_hybrid",
        "share of desks",
        "Both ways",
        "desks that enter files digitally and keep the paper",
        lambda o: o.by_desk(o.office["hybrid"]),
    ),
    (
        "share_digital",
        "share of desks",
        "Digital",
        "desks that work digitally only",
        lambda o: o.by_desk(o.office["digital"]),
    ),
    (
        "reported_use",
        "share of desks",
        "Reported use",
        "digital plus hybrid: files present on the system, as the official metric counts them",
        lambda o: o.by_desk(o.office["digital"] + o.office["hybrid"]),
    ),
    (
        "verified_use",
        "share of desks",
        "Real use",
        "digital only: files that are not also kept on paper",
        lambda o: o.by_desk(o.office["digital"]),
    ),
    (
        "end_to_end",
        "share of files",
        "Paperless from end to end",
        "files that touch paper at no desk on their way up the office",
        lambda o: o.by_office(o.office["end_to_end"]),
    ),
    (
        "end_to_end_desks",
        "share of files",
        "Paperless from end to end, by desk",
        "the same, with large offices counting for more",
        lambda o: o.by_desk(o.office["end_to_end"]),
    ),
    (
        "paperless_exchange",
        "share of traffic",
        "Paperless between offices",
        "traffic between offices that is digital at both ends",
        lambda o: o.by_office(o.office["paperless_exchange"]),
    ),
    (
        "offices_on_platform",
        "share of offices",
        "Offices on the platform",
        "offices whose reported use is at least 95 %",
        lambda o: _offices_at(o, o.params.on_platform),
    ),
    (
        "offices_at_90",
        "share of offices",
        "Offices at 90 %",
        "offices whose reported use is at least 90 %: how much hangs on the threshold",
        lambda o: _offices_at(o, 0.9),
    ),
    (
        "offices_at_80",
        "share of offices",
        "Offices at 80 %",
        "offices whose reported use is at least 80 %: how much hangs on the threshold",
        lambda o: _offices_at(o, 0.8),
    ),
    (
        "office_share_paper",
        "share",
        "On paper, mean over offices",
        "desks on paper only, with every office counted alike",
        lambda o: o.office["paper"].mean(axis=1),
    ),
    (
        "office_share_hybrid",
        "share",
        "Both ways, mean over offices",
        "desks working both ways, with every office counted alike",
        lambda o: o.office["hybrid"].mean(axis=1),
    ),
    (
        "office_reported_use",
        "share",
        "Reported use, mean over offices",
        "reported use with every office counted alike, as the record counts divisions",
        lambda o: (o.office["digital"] + o.office["hybrid"]).mean(axis=1),
    ),
    (
        "office_verified_use",
        "share",
        "Real use, mean over offices",
        "real use with every office counted alike",
        lambda o: o.office["digital"].mean(axis=1),
    ),
    (
        "digital_desk_months",
        "desk-months",
        "Digital desk-months so far",
        "sum of digital desks over the months since the start, not discounted",
        lambda o: np.cumsum(_digital_desks(o)),
    ),
    (
        "discounted_desk_months",
        "desk-months",
        "Digital desk-months so far, discounted",
        "sum of digital desks over the months since the start, discounted to the first month as costs are",
        lambda o: discounted(_digital_desks(o), o.params.discount),
    ),
    (
        "maturity_stage",
        "0 to 4",
        "Maturity stage",
        "highest stage of Layne & Lee reached by two thirds of offices",
        lambda o: o.national_stage().astype(float),
    ),
    (
        "maturity_mean",
        "0 to 4",
        "Maturity stage, mean over offices",
        "mean stage of Layne & Lee",
        lambda o: o.stage().mean(axis=1),
    ),
)
