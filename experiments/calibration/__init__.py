"""Calibrate a scenario against a record: from priors to a posterior."""
