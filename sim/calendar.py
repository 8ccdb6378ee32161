"""Dates and months.  One step of the model is one calendar month: said here and nowhere else.

State t is the situation on the first day of month t, counted from the month of the
start.  A policy date acts in the month that contains it; an observation belongs to the
month start nearest to it.
"""

from datetime import date

MONTHS_PER_YEAR = 12

NEVER = 1_000_000
"""The month of what does not happen: beyond every horizon, and far beyond any preparation for it."""


def month_index(start: date, day: date) -> int:
    """Return the number of the month of `day`: 0 is the month of `start`, earlier ones are negative."""
    return (day.year - start.year) * MONTHS_PER_YEAR + day.month - start.month


def month_start(start: date, t: int) -> date:
    """Return the first day of month `t`, counted from the month of `start`."""
    years, months = divmod(start.month - 1 + t, MONTHS_PER_YEAR)
    return date(start.year + years, months + 1, 1)


def nearest_month_start(day: date) -> date:
    """Return the first day of a month nearest to `day`; in the exact middle, the earlier one."""
    this, following = month_start(day, 0), month_start(day, 1)
    return following if following - day < day - this else this
