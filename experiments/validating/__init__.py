"""Whether a posterior deserves trust: what it says of figures that were fitted, held out, and never counted.

`asking.validate` takes a calibration, lives its draws once more, and sets what they say beside
the record (`predicting`, `checking`), beside naive rivals (`rivals`, `scoring`) and beside the
patterns of the literature (`patterned`).
"""
