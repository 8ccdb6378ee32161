"""What the system and the service are like: equipment, days per file, citizens, leakage."""

import numpy as np

from sim.observed import Observed
from sim.outcomes.form import Monthly, declared


def _leakage(o: Observed) -> np.ndarray:
    """Rents that remain exploitable as a share of all rents; 0 where discretion is worth nothing."""
    rent = o.by_desk(o.office["rent"])
    return np.divide(o.by_desk(o.office["leak"]), rent, out=np.zeros_like(rent), where=rent > 0.0)


SERVICE: Monthly = declared(
    (
        "infrastructure",
        "share",
        "Equipment",
        "mean over desks",
        lambda o: o.by_desk(o.office["infrastructure"]),
    ),
    (
        "availability",
        "share of the month",
        "Availability of the system",
        "mean over offices",
        lambda o: o.by_office(o.office["availability"]),
    ),
    (
        "processing_days",
        "days",
        "Days per file",
        "mean over offices",
        lambda o: o.by_office(o.office["processing_days"]),
    ),
    (
        "processing_days_desks",
        "days",
        "Days per file, by desk",
        "the same, with large offices counting for more",
        lambda o: o.by_desk(o.office["processing_days"]),
    ),
    (
        "accessibility",
        "share",
        "Access for citizens",
        "citizens with access to digital services while the system is available, weighted by citizens",
        lambda o: o.by_citizen(o.tier["accessibility"]),
    ),
    (
        "satisfaction",
        "1 to 5",
        "Citizens' satisfaction",
        "survey scale of 1 to 5; below about 3 the map is assumption",
        lambda o: o.by_citizen(o.tier["satisfaction"]),
    ),
    (
        "trust",
        "share",
        "Citizens' trust",
        "weighted by citizens",
        lambda o: o.by_citizen(o.tier["trust"]),
    ),
    (
        "leakage",
        "share",
        "Room for favours",
        "discretion rents that remain exploitable, share of all rents",
        _leakage,
    ),
)
