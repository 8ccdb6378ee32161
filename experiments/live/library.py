"""The scenarios a session can show: those of the library by name, and one given on the command line."""

from functools import cache

from sim.scenario import Scenario

OWN = "own"
"""The word that stands for the scenario given on the command line, where it is not of the library."""


@cache
def named(name: str) -> Scenario:
    """Return a scenario of the library; raise KeyError for any other name, above all for a path."""
    if name not in Scenario.names():
        raise KeyError(name)
    return Scenario.load(name)


class Library:
    """What the names in a session stand for."""

    def __init__(self, source: str, seed: int = 1, regime: str = "") -> None:
        """Take what a session begins with: a name of the library or a path, a seed, a regime.

        Raises InputError for a source that is no sound scenario.
        """
        self.seed, self.regime = seed, regime
        of_library = source in Scenario.names()
        self.first = source if of_library else OWN
        self._own = None if of_library else Scenario.load(source)

    @property
    def mark(self) -> str:
        """How the fingerprint of the own file begins, by which a link knows it again; empty without one."""
        return self._own.fingerprint[:8] if self._own else ""

    @property
    def names(self) -> list[str]:
        """Names that can be shown: the own scenario first."""
        return ([OWN] if self._own else []) + Scenario.names()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.names

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of a name; raise KeyError for one that is not among `names`."""
        return self._own if name == OWN and self._own else named(name)


def comparable(a: Scenario, b: Scenario) -> bool:
    """Whether two scenarios can be set side by side: the same months and offices."""
    return (a.start.year, a.start.month, a.n_months) == (b.start.year, b.start.month, b.n_months) and [
        (tier.code, tier.names) for tier in a.tiers
    ] == [(tier.code, tier.names) for tier in b.tiers]
