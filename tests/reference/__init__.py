"""The design study's reference numbers: reproduced with its older rules, explained with the present ones.

`python -m tests.reference` reruns everything and writes docs/reference-numbers.md.
"""
