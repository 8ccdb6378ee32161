"""The steps of a month, in five rooms; `sim.month` walks through them in order.

Every step reads and writes one `World` (sim/state.py) by the same short names:

    w  the world               t  the month           p  parameters and switches
    k  a tier, its number      m  an office           i  a post
    v  what is in force in the tier this month (levers, law, ban, mandate)
    z  what is observed of the tier this month      now  of the office
    o  the office's own state                         s  the official's stance
"""
