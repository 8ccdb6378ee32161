"""Study files: which scenarios are run, what varies, by which design, how often, and when to stop."""
