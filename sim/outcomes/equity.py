"""Who is left behind: inequality between tiers of government, and between offices."""

import numpy as np

from sim.outcomes.form import Monthly, declared


def gini(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted Gini coefficient of every month, in [0, 1]; 0 where all values are 0.

    values: (n_months, n), at least 0; weights: (n,), of which one at least is above 0.  Half the
    mean difference between two people drawn at random, by the mean: splitting a group in two of
    the same value changes nothing.
    """
    order = np.argsort(values, axis=1)
    share = weights[order] / weights.sum()
    owned = np.cumsum(np.take_along_axis(values, order, axis=1) * share, axis=1)
    whole = owned[:, -1]
    before = np.hstack([np.zeros((len(owned), 1)), owned[:, :-1]])
    under = np.sum(share * (owned + before), axis=1)
    fair = np.divide(under, whole, out=np.ones_like(whole), where=whole > 0.0)
    return np.clip(1.0 - fair, 0.0, 1.0)


def least_by_most(values: np.ndarray) -> np.ndarray:
    """Return smallest by largest value of every month, (n_months, n) -> (n_months,); 1 if all are 0."""
    most = values.max(axis=1)
    return np.divide(values.min(axis=1), most, out=np.ones_like(most), where=most > 0.0)


EQUITY: Monthly = declared(
    (
        "tier_gini",
        "share",
        "Inequality between tiers",
        "Gini coefficient of real use in the tiers, weighted by citizens: 0 if all are alike",
        lambda o: gini(o.tier["digital"], o.citizens),
    ),
    (
        "tier_ratio",
        "share",
        "Last tier against the first",
        "real use in the least digital tier by that in the most digital; 1 where nobody is digital",
        lambda o: least_by_most(o.tier["digital"]),
    ),
    (
        "access_gap",
        "share",
        "Gap in access between tiers",
        "access for citizens in the best served tier minus that in the worst, each tier counted once",
        lambda o: np.ptp(o.tier["accessibility"], axis=1),
    ),
    (
        "office_gini",
        "share",
        "Inequality between offices",
        "Gini coefficient of real use in the offices, weighted by desks: 0 if all are alike",
        lambda o: gini(o.office["digital"], o.posts),
    ),
)
