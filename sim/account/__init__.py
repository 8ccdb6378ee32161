"""An account of one official, or one office, in one month: what was weighed, what was drawn, what came of it.

Computed on demand, by the model's own rules, from the world as it stands at the beginning
of the month.  Amounts are in the units of the rules; the parts of an amount add up to it.
"""

from sim.account.moment import Moment, hold, reach
from sim.account.office import Office, office_at
from sim.account.official import Official, official_at
from sim.account.parts import Draw, Gate, Part, Product

__all__ = [
    "Draw",
    "Gate",
    "Moment",
    "Office",
    "Official",
    "Part",
    "Product",
    "hold",
    "office_at",
    "official_at",
    "reach",
]
