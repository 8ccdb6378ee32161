"""Run a study: on threads, processes or a cluster, through kills and failures, each run once."""

from experiments.sweep.conducting import conduct
from experiments.sweep.job import Broken, Job, Lived, live
from experiments.sweep.pools import Where, where
from experiments.sweep.tally import Tally
from experiments.sweep.telling import as_text, in_words

__all__ = ["Broken", "Job", "Lived", "Tally", "Where", "as_text", "conduct", "in_words", "live", "where"]
