"""A session of the live view: what a room does to a scenario, and the runs that answer it.

Nothing here knows a browser: a session is told messages and publishes plain data.
"""
