"""Records that are wrong: case -> (edits of a sound one that make one thing wrong, what must be told)."""

from record_files import RECORD

LOW = RECORD.split("[series.low]\n")[1].split("[series.mean]")[0]

IN_TEXT = {
    "unknown key": ([("title =", "titel =")], "`titel` = .* Did you mean `title`"),
    "unknown key of a series": ([("widen", "widn")], "`series.mean.widn` = 2 .* Did you mean `widen`"),
    "missing table": (
        [('figures = "works.csv"\n', "")],
        "`figures` is missing; expected table of the figures",
    ),
    "no such table": (
        [("works.csv", "work.csv")],
        "`figures` = .* does not exist.* Did you mean `works.csv`",
    ),
    "no series": (
        [(RECORD[RECORD.index("[series.full]") :], "series = {}\n"), ('context = ["staff"]', "")],
        "`series` = {} is empty",
    ),
    "series that is no table": (
        [("[series.full]", "[series]\nx = 3\n[series.full]")],
        "`series.x` = 3 is of the wrong type",
    ),
    "unknown outcome": (
        [("verified_use", "verified_uses")],
        r"`series.mean.outcome` .* Did you mean `verified_use`",
    ),
    "unknown statistic": (
        [('"mean"', '"median"')],
        '`series.mean.statistic` = "median" .* Did you mean `mean`',
    ),
    "missing unit": (
        [('unit = "percent"\n', "")],
        "`series.low.unit` is missing; expected unit of the values",
    ),
    "unknown unit": ([('"percent"', '"per cent"')], "`series.low.unit` .* Did you mean `percent`"),
    "missing outcome": ([('outcome = "verified_use"\n', "")], "`series.mean.outcome` is missing"),
    "unknown error": ([('"interval"', '"range"')], "`series.mean.error` = .*expected .*interval"),
    "unknown role": ([('role = "calibrate"', 'role = "fit"')], "`series.full.role` = "),
    "text for a flag": (
        [("self_report = false", 'self_report = "no"')],
        "`series.mean.self_report` = .*true or false",
    ),
    "no threshold": (
        [("at_least = 0.95\n", "")],
        "`series.full.statistic` = .* has no threshold; expected `at_least`",
    ),
    "two thresholds": (
        [("below = 0.5", "below = 0.5\nat_least = 0.2")],
        "`series.low.below` = .* second threshold",
    ),
    "threshold of a mean": (
        [('offices = ["FED 01"', 'below = 0.5\noffices = ["FED 01"')],
        "`series.mean.below` = 0.5 means nothing for a mean",
    ),
    "threshold in per cent": (
        [("at_least = 0.95", "at_least = 95")],
        r"`series.full.at_least` = 95.0 .* from 0 to 1 \(share of desks\)",
    ),
    "mean of days": (
        [('"verified_use"', '"processing_days"')],
        "`series.mean.statistic` = .*processing_days is no share",
    ),
    "count of a mean": (
        [('unit = "share"', 'unit = "count"')],
        '`series.mean.unit` = "count" cannot be of a mean',
    ),
    "counted error of a mean": (
        [('error = "interval"', 'error = "count"')],
        '`series.mean.error` = "count" cannot be of a mean',
    ),
    "self-report taken for real work": (
        [("self_report = false", "self_report = true")],
        "`series.mean.self_report` = true cannot stand for verified_use",
    ),
    "trust without need": (
        [("self_report = false", 'self_report = false\ntrusted_because = "x"')],
        "`series.mean.trusted_because` = .* means nothing here",
    ),
    "narrowed error": (
        [("widen = 2", "widen = 0.5")],
        "`series.mean.widen` = 0.5 is out of bounds; expected a number from 1",
    ),
    "sd beyond the unit": (
        [("sd = 5", "sd = 500")],
        "`series.low.sd` = 500.0 is out of bounds; expected a number from 0 to 100",
    ),
    "denominator of none": (
        [("denominator = 40", "denominator = 0")],
        "`series.full.denominator` = 0 is out of bounds",
    ),
    "series without a row": (
        [("[series.low]", f"[series.lov]\n{LOW}[series.low]")],
        "`series.lov` has no row in the table",
    ),
    "context without a row": (
        [('["staff"]', '["staff", "staf"]')],
        '`context.1` = "staf" has no row.* Did you mean `staff`',
    ),
    "context with a table": ([('["staff"]', '["staff", "full"]')], '`context.1` = "full" has a table'),
    "unknown office": (
        [('"FED 02"', '"FAD 02"')],
        "`series.mean.offices.1` .* an office of small; .* one of its 40 offices. Did you mean `FED 02`",
    ),
    "unknown tier": (
        [('["FED"]', '["PB"]')],
        "`series.low.tiers.0` = .* is not a tier of small; expected one of FED",
    ),
    "unknown scenario": (
        [("small.toml", "smal.toml")],
        "`scenario` = .* cannot be used.*Did you mean .*small.toml",
    ),
}

IN_TABLE = {
    "no such series": (
        [("low,2021-06-30", "lo,2021-06-30")],
        'line 4: `series` = "lo" has role calibrate but means nothing .* Did you mean `low`',
    ),
    "no series": ([("low,2021-06-30", ",2021-06-30")], "line 4: `series` is missing"),
    "no date": ([("2021-06-30", "")], "line 4: `date` is missing"),
    "not a date": ([("2021-06-30", "30/06/2021")], 'line 4: `date` = "30/06/2021" is not a date'),
    "date outside the run": (
        [("2022-06-10,0.6", "2031-06-10,0.6")],
        "line 7: `date` = .* falls outside the run; expected a month of small, January 2020 to December 2022",
    ),
    "state outside the run": ([("2021-08-17", "2019-08-17")], "line 4: `state` = .* falls outside the run"),
    "no value": ([("full,2020-12-31,10", "full,2020-12-31,")], "line 2: `value` is missing"),
    "not a number": ([("31,10,", "31,ten,")], 'line 2: `value` = "ten" is of the wrong type'),
    "no finite number": ([("30.5", "nan")], "line 5: `value` = nan is not a finite number"),
    "half an office": ([("31,10,", "31,10.5,")], "line 2: `value` = 10.5 .* whole number"),
    "share above 1": (
        [("0.4,calibrate,,,,0.3,0.5", "40,calibrate,,,,0.3,0.5")],
        r"line 6: `value` = 40 is out of bounds; expected a number from 0 to 1 \(share\)",
    ),
    "more than 100 per cent": (
        [("30.5", "130.5")],
        "line 5: `value` = 130.5 is out of bounds; expected a number from 0 to 100",
    ),
    "count above the denominator of the series": (
        [("31,10,", "31,41,")],
        "line 2: `value` = 41 is out of bounds; .* denominator of 40",
    ),
    "count above the denominator of the row": (
        [("03,12,validate,42", "03,43,validate,42")],
        "line 3: `value` = 43 is out of bounds; .* denominator of 42",
    ),
    "unknown role": ([("12,validate", "12,validated")], "line 3: `role` = .* Did you mean `validate`"),
    "no role": ([("40,calibrate", "40,")], "line 4: `role` is missing"),
    "a row twice": (
        [("full,2021-03,12,validate,42", "full,2020-12-31,10,,")],
        "line 3: tells of full on 2020-12-31 again; .* the other is line 2",
    ),
    "unknown error": ([("validate,,sd", "validate,,sds")], 'line 7: `error` = "sds" .* Did you mean `sd`'),
    "an error without its sd": ([(",sd,0.05", ",sd,")], "line 7: `sd` is missing"),
    "an sd beyond the unit": ([(",sd,0.05", ",sd,5")], "line 7: `sd` = 5 is out of bounds"),
    "a range without its end": ([("0.3,0.5", "0.3,")], "line 6: `high` is missing"),
    "a range upside down": ([("0.3,0.5", "0.5,0.3")], "line 6: `high` = 0.3 lies below `low`"),
    "a value outside its range": (
        [("0.3,0.5", "0.45,0.5")],
        "line 6: `value` = 0.4 lies outside its own range",
    ),
    "a range that nobody reads": (
        [(",2.5,,", ",2.5,28,")],
        'line 5: `low` = 28 means nothing for a figure with error "sd"',
    ),
    "an sd that nobody reads": (
        [("31,10,,,,,", "31,10,,,,3,")],
        'line 2: `sd` = 3 means nothing for a figure with error "count"',
    ),
    "too few cells": ([("30.5,calibrate,,,2.5,,,,,", "30.5")], "line 5: has 3 cells; expected 12"),
    "a misspelt column": (
        [("denominator", "denominater")],
        "`denominater` is an unknown column.* Did you mean `denominator`",
    ),
    "a column twice": ([("remark", "source")], "`source` is the name of two columns"),
    "no column": (
        [("series,date,value", "series,date,figure")],
        "`value` is not a column; expected the columns series, date, value",
    ),
}
