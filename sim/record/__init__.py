"""The empirical record: figures of the world, what each says of the model, and what a run says of each.

A record is a short TOML file (`form`) beside a tidy table, CSV or Parquet (`table`): the
file tells of each series which outcome of which offices it is a figure of, and how far to
believe it.  Read (`reading`), it is one row per figure (`figures`); `said` gives what one
run says of them.
"""

from sim.record.figures import DISCREPANCY_SD, SAMPLING_SD
from sim.record.form import MEAN, ROLES, SHARE_OF_OFFICES, RecordFile, Series
from sim.record.reading import Record, assess, faults, is_record, load, schema, unplaced
from sim.record.saying import reached, said, words_of

__all__ = [
    "DISCREPANCY_SD",
    "MEAN",
    "ROLES",
    "SAMPLING_SD",
    "SHARE_OF_OFFICES",
    "Record",
    "RecordFile",
    "Series",
    "assess",
    "faults",
    "is_record",
    "load",
    "reached",
    "said",
    "schema",
    "unplaced",
    "words_of",
]
