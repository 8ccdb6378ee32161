"""The steps of a month, in five rooms; `sim.month` walks through them in order."""
