"""Pictures of a calibration: what the record moved, how well it is met, and what it cannot tell."""
