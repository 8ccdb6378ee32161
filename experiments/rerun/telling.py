"""What became of a folder made again, in words."""

from collections.abc import Iterator

from experiments.rerun.comparing import Comparison
from experiments.rerun.differences import Differences


def tell(comparison: Comparison) -> Iterator[str]:
    """Say, line by line, what is the same, what differs, and what may be why."""
    tables = comparison.tables
    for table in tables:
        yield from _told(table)
    left_out = sorted({name for table in tables for name in table.left_out})
    if left_out:
        yield f"Not compared, since they need not repeat: {', '.join(f'`{name}`' for name in left_out)}."
    n_cells = sum(table.n_cells for table in tables)
    if comparison.same:
        yield f"The same, bit for bit: {len(tables)} tables, {n_cells:,} cells."
    else:
        n_differ = sum(not table.same for table in tables)
        yield f"Different: {n_differ} of {len(tables)} tables."
    if comparison.reasons:
        head = "Not as it was" if comparison.same else "Not as it was, which may be why"
        yield f"{head}: {'; '.join(comparison.reasons)}."
    elif not comparison.same:
        yield "Version, commit, libraries and processor are as they were: nothing recorded tells why."


def _told(table: Differences) -> Iterator[str]:
    """Say what sets a table apart."""
    n = f"{table.rows[0]:,} row{'s' * (table.rows[0] != 1)}"
    if table.same:
        yield f"{table.table}: the same, {n}."
        return
    if table.rows[1] != table.rows[0]:
        yield f"{table.table}: {n} in the folder, {table.rows[1]:,} now."
    for names, where in ((table.gone, "only in the folder"), (table.new, "only now")):
        if names:
            yield f"{table.table}: {where}, or of another type: {', '.join(f'`{name}`' for name in names)}."
    if table.first:
        first = table.first
        yield (
            f"{table.table}: {table.n_differ:,} of {table.n_cells:,} cells differ, first row {first.row:,} "
            f"({first.named}), `{first.column}`: {first.before} in the folder, {first.now} now."
        )
        if table.largest:
            yield f"{table.table}: the largest difference is {table.largest:g}, in `{table.largest_in}`."
