"""Asking the model questions: the `redtape` command, running scenarios, results and reports."""
