"""Comparisons of packages: what differs, for whom, at what price, how surely, and what it rests on."""
