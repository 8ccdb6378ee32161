"""Briefs: what a comparison of packages says, on two or three pages for a minister."""
