"""The rules: one theme a file, one pure function a rule, over one official or one office.

A rule knows no model and no random generator: what it needs comes in, draws included,
and what it decides goes out.
"""
