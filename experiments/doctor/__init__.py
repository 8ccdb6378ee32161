"""Is this machine ready: every part looked at on its own, each told in a line with its remedy.

Only the standard library is imported until a check needs more, so that a package which is
missing or broken is a line of its own and not the end of the examination.
"""
