"""Why two scenarios differ: their difference split by part of policy, and by mechanism of the model."""
