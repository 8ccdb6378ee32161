"""The commands of `redtape`, by what they are for; each reads what was asked and calls one function."""
