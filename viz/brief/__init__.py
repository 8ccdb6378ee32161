"""The pictures of a brief that compares packages: each says its finding in its title.

Every function takes the frames of a comparison (`experiments.compare`), words for what it
names, and gives an Altair chart as wide as a printed page.
"""
