"""How fast the model is, against the same rules in plain Mesa and in C."""
