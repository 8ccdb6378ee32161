"""What becomes of the reform: every outcome of a month, once, with its unit, label and definition.

Tables, pictures and reports read these tables.  Shares of desks are weighted by desk;
what a citizen meets (days per file, end-to-end files) counts offices of a tier alike and
tiers by their desks; satisfaction, trust and access are weighted by citizens.  What is
said of a whole run is in `sim.summaries`.
"""

from sim.outcomes.adoption import ADOPTION
from sim.outcomes.attitudes import ATTITUDES
from sim.outcomes.by_place import OFFICE_OUTCOMES, TIER_OUTCOMES, office_outcome
from sim.outcomes.equity import EQUITY
from sim.outcomes.form import Monthly, Outcome
from sim.outcomes.measures import MEASURES
from sim.outcomes.service import SERVICE

__all__ = ["OFFICE_OUTCOMES", "OUTCOMES", "TIER_OUTCOMES", "Outcome", "office_outcome"]

OUTCOMES: Monthly = {**ADOPTION, **ATTITUDES, **SERVICE, **EQUITY, **MEASURES}
"""Columns of the monthly table, each of shape (n_months,)."""
