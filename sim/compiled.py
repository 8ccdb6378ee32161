"""The compiled kernels: the functions of `sim.month` and `sim.population`, through Numba."""

from sim import month, population
from sim.compiling import cache_folder, compiled
from sim.state import World


def _live(start: int, stop: int, w: World) -> None:
    for t in range(start, stop):
        month.one_month(t, w)


live = compiled(_live)
"""live(start, stop, world): live months start to stop - 1, without the GIL."""

populate = compiled(population.populate)
"""populate(world): draw the traits of every post."""


def is_compiled() -> bool:
    """Return whether compiled code for this version and machine is in the cache already."""
    return any(cache_folder().rglob("*_live*.nbc"))
