"""Several faults of one file, told by the first of them."""

from collections.abc import Sequence

from sim.errors import InputError


def first_of(faults: Sequence[InputError]) -> InputError:
    """Return the first of the faults of a file, which says how many more there are; faults: at least one."""
    first = faults[0]
    if len(faults) > 1:
        more = f"{len(faults) - 1} more thing{'s' if len(faults) > 2 else ''} wrong"
        first.also = f"({more}: `redtape check` lists all.)"
    return first
