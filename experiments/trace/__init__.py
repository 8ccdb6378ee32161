"""The record of how the model was tested, in the manner of TRACE (Grimm et al. 2014): docs/validation.md.

`page` writes the eight elements from what is committed, `annex` the patterns from runs;
`python -m experiments.validation` writes both, and `python -m experiments.trace.summary` makes
of a calibration the few figures that the page quotes.
"""
