"""Settings that all tests share."""

from hypothesis import settings

# The first example may compile the rules, so no example is timed.
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")
