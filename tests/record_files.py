"""Record files for tests: a small sound one that uses every part of one, and a writer."""

from pathlib import Path

from scenario_files import SMALL, write

RECORD = """\
title = "Works"
source = "Returns and an audit."
figures = "works.csv"
scenario = "small.toml"
context = ["staff"]

[series.full]
outcome = "reported_use"
statistic = "share_of_offices"
at_least = 0.95
unit = "count"
denominator = 40
error = "count"
self_report = true
role = "calibrate"

[series.low]
outcome = "reported_use"
statistic = "share_of_offices"
below = 0.5
tiers = ["FED"]
unit = "percent"
error = "sd"
sd = 5
self_report = true

[series.mean]
outcome = "verified_use"
statistic = "mean"
offices = ["FED 01", "FED 02"]
unit = "share"
error = "interval"
widen = 2
self_report = false
"""

TABLE = """\
series,date,value,role,denominator,error,sd,low,high,state,source,remark
full,2020-12-31,10,,,,,,,,press,a note
full,2021-03,12,validate,42,,,,,,,
low,2021-06-30,40,calibrate,,,,,,2021-08-17,,
low,2021-09-30,30.5,calibrate,,,2.5,,,,,
mean,2021-12-10,0.4,calibrate,,,,0.3,0.5,,audit,
mean,2022-06-10,0.6,validate,,sd,0.05,,,,,
staff,2022-06-10,5000,calibrate,,,,,,,,
"""


def write_record(folder: Path, text: str = RECORD, table: str | bytes | None = TABLE) -> Path:
    """Write a record, its table (none if None) and its scenario into a folder; return the record's path."""
    write(folder, SMALL, "small")
    if table is not None:
        (folder / "works.csv").write_bytes(table.encode() if isinstance(table, str) else table)
    return write(folder, text, "works")
